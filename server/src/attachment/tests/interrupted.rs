//! Uploads of which not everything is read.

use super::*;

#[tokio::test]
async fn no_more_is_read_than_shows_that_it_is_too_much() {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = open(&folder);
    let mut read = 0;
    let refused = attachments
        .from_address(HERE)
        .receive(
            &mut Endless(&mut read),
            "a",
            &rules(),
            &Owner::draft("d"),
            &Pointer::root(),
            at(1),
        )
        .await
        .expect_err("refused");
    let UploadError::Refused(message) = refused else {
        panic!("{refused}");
    };
    assert_eq!(message.key, "problem-attachment-too-large");
    assert!(read <= 10 * MIB + 128 * 1024, "{read}");
    assert_eq!(files_in(folder.path()), 0);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = open(&folder);
    let (rules, field) = (rules(), Pointer::root());
    let bytes = picture(ImageFormat::Jpeg);
    // One that ends with an error …
    let broken = tokio_util::io::StreamReader::new(futures::stream::iter([
        Ok(std::io::Cursor::new(bytes.clone())),
        Err(std::io::Error::other("gone")),
    ]));
    let mut broken = std::pin::pin!(broken);
    let refused = attachments
        .from_address(HERE)
        .receive(&mut broken, "a", &rules, &Owner::draft("d"), &field, at(1))
        .await;
    assert!(
        matches!(refused, Err(UploadError::Refused(ref message)) if message.key == "problem-attachment-interrupted")
    );
    assert_eq!(files_in(folder.path()), 0);
    // … and one whose request is dropped while nothing comes.
    let (mut ours, mut theirs) = tokio::io::duplex(1024);
    tokio::io::AsyncWriteExt::write_all(&mut ours, &bytes[..100])
        .await
        .expect("written");
    let owner = Owner::draft("d");
    let receiver = attachments.from_address(HERE);
    let receiving = receiver.receive(&mut theirs, "a", &rules, &owner, &field, at(1));
    let waited = tokio::time::timeout(std::time::Duration::from_millis(200), receiving).await;
    assert!(waited.is_err());
    assert_eq!(files_in(folder.path()), 0);
}
