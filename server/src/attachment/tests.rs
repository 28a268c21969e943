//! Real bytes, good and bad.

use std::io::Cursor;

use guichet_engine::form::AttachmentRules;
use guichet_engine::ids::Pointer;
use image::{DynamicImage, ImageFormat, RgbImage};

use super::{Attachments, UploadError};

const MIB: usize = 1024 * 1024;

fn rules() -> AttachmentRules {
    AttachmentRules {
        types: ["image/jpeg", "image/gif", "image/bmp", "image/png"]
            .map(str::to_owned)
            .to_vec(),
        size_bytes_max: 10 * MIB as u64,
        count_max: 1,
        is_list: false,
        side_pixels_max: 12_000,
        area_pixels_max: 60_000_000,
    }
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut bytes, format)
        .expect("encoded");
    bytes.into_inner()
}

/// A PNG whose header promises this many pixels and whose body has none.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = picture(ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    // The header's checksum (PNG, 5.3: CRC-32 over type and data).
    let mut crc = u32::MAX;
    for byte in &png[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

/// A BMP of exactly this many bytes: what follows its pixels does not count as one.
fn padded(size: usize) -> Vec<u8> {
    let mut bmp = picture(ImageFormat::Bmp);
    bmp.resize(size, 0);
    bmp
}

fn open(folder: &tempfile::TempDir) -> Attachments {
    Attachments::open(&format!("file://{}", folder.path().display()), 2).expect("a folder")
}

fn files_in(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| if path.is_dir() { files_in(&path) } else { 1 })
        .sum()
}

async fn receive(bytes: Vec<u8>, name: &str) -> Result<(String, usize), String> {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = open(&folder);
    let field = Pointer::parse("/scan").expect("a pointer");
    let received = attachments
        .receive(&mut bytes.as_slice(), name, &rules(), "draft:d", &field, 1)
        .await;
    let left = files_in(folder.path());
    match received {
        Ok(row) => {
            assert_eq!(row.size_bytes, bytes.len() as u64);
            attachments.reply(&row, false).await.expect("the file");
            attachments.reply(&row, true).await.expect("the picture");
            attachments.remove(&row.id).await.expect("removed");
            assert_eq!(files_in(folder.path()), 0);
            Ok((row.media_type, left))
        }
        Err(UploadError::Refused(message)) => {
            assert_eq!(left, 0, "{name} left something behind");
            Err(message.key)
        }
        Err(other) => panic!("{name}: {other}"),
    }
}

#[tokio::test]
async fn pictures_are_known_by_their_content() {
    for (format, media_type) in [
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::Bmp, "image/bmp"),
    ] {
        let expect = Ok((media_type.to_owned(), 2));
        assert_eq!(receive(picture(format), "misnamed.pdf").await, expect);
    }
}

#[tokio::test]
async fn ten_megabytes_pass_and_one_byte_more_does_not() {
    assert!(receive(padded(10 * MIB), "scan.bmp").await.is_ok());
    let refused = receive(padded(10 * MIB + 1), "scan.bmp").await;
    assert_eq!(refused, Err("problem-attachment-too-large".to_owned()));
}

#[tokio::test]
async fn what_is_no_whole_picture_within_bounds_is_refused() {
    let jpeg = picture(ImageFormat::Jpeg);
    let png = picture(ImageFormat::Png);
    let cases = [
        ("renamed.jpg", b"%PDF-1.7\n1 0 obj\n".to_vec(), "type"),
        (
            "page.jpg",
            b"<!doctype html><script>1</script>".to_vec(),
            "type",
        ),
        (
            "vector.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            "type",
        ),
        ("truncated.jpg", jpeg[..jpeg.len() / 2].to_vec(), "broken"),
        ("headless.jpg", jpeg[..3].to_vec(), "broken"),
        ("truncated.png", png[..png.len() / 2].to_vec(), "broken"),
        ("bomb.png", bomb(40_000, 40_000), "pixels"),
        ("long.png", bomb(12_001, 1), "pixels"),
        ("area.png", bomb(10_000, 10_000), "pixels"),
        ("liar.png", bomb(4_000, 4_000), "broken"),
        ("empty.png", vec![], "empty"),
    ];
    for (name, bytes, code) in cases {
        let expect = Err(format!("problem-attachment-{code}"));
        assert_eq!(receive(bytes, name).await, expect, "{name}");
    }
}

#[tokio::test]
async fn the_reduced_picture_carries_no_metadata() {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = open(&folder);
    // A JPEG with a comment segment (marker FE).
    let mut jpeg = picture(ImageFormat::Jpeg);
    let comment = b"\xff\xfe\x00\x10secret-comment";
    jpeg.splice(2..2, comment.iter().copied());
    let field = Pointer::parse("/scan").expect("a pointer");
    let row = attachments
        .receive(
            &mut jpeg.as_slice(),
            "a.jpg",
            &rules(),
            "draft:d",
            &field,
            1,
        )
        .await
        .expect("received");
    let path = folder
        .path()
        .join(&row.id[..2])
        .join(format!("{}-preview", row.id));
    let preview = std::fs::read(path).expect("a file");
    assert!(!preview.windows(6).any(|bytes| bytes == b"secret"));
    assert_eq!(
        image::guess_format(&preview).expect("a picture"),
        ImageFormat::Jpeg
    );
}

#[test]
fn a_place_that_cannot_be_used_is_said_in_one_line() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    for url in [
        format!("file://{}/below", file.path().display()),
        "ftp://somewhere".to_owned(),
    ] {
        let error = Attachments::open(&url, 1).expect_err("refused");
        assert!(!error.contains('\n'), "{error}");
    }
}
