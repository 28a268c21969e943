//! Real bytes, good and bad.

mod interrupted;

use std::io::Cursor;

use guichet_engine::form::AttachmentRules;
use guichet_engine::ids::Pointer;
use image::{DynamicImage, ImageFormat, RgbImage};

use super::{Attachments, UploadError};
use crate::store::Owner;
use crate::testing::at;

/// Where files come from.
const HERE: std::net::IpAddr = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

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

/// Returns a PNG whose header promises this many pixels and whose body has none.
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

/// Returns a BMP of exactly this many bytes: what follows its pixels does not count as one.
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
        .from_address(HERE)
        .receive(
            &mut bytes.as_slice(),
            name,
            &rules(),
            &Owner::draft("d"),
            &field,
            at(1),
        )
        .await;
    let left = files_in(folder.path());
    match received {
        Ok(row) => {
            assert_eq!(row.size_bytes, bytes.len() as u64);
            assert_eq!(attachments.read(&row).await, Ok(bytes.clone()), "the file");
            let picture = attachments.read_preview(&row).await;
            assert!(picture.expect("read").is_some(), "the picture");
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
    let gif = picture(ImageFormat::Gif);
    let cases = [
        ("renamed.jpg", b"%PDF-1.7\n1 0 obj\n".to_vec(), "other-type"),
        ("late.jpg", b"\r\n%PDF-1.7\n".to_vec(), "other-type"),
        (
            "photo.jpg",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
            "other-type",
        ),
        (
            "photo.png",
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1".to_vec(),
            "other-type",
        ),
        ("web.jpg", b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), "other-type"),
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
        ("truncated.gif", gif[..gif.len() / 2].to_vec(), "broken"),
        (
            "truncated.bmp",
            picture(ImageFormat::Bmp)[..200].to_vec(),
            "broken",
        ),
        ("text.bmp", b"BM was here".to_vec(), "broken"),
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
        .from_address(HERE)
        .receive(
            &mut jpeg.as_slice(),
            "a.jpg",
            &rules(),
            &Owner::draft("d"),
            &field,
            at(1),
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

/// Returns a GIF of two frames, the first red, the second blue.
fn animated() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for color in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        let picture = image::RgbaImage::from_pixel(20, 10, image::Rgba(color));
        let frame = image::Frame::new(picture);
        encoder.encode_frame(frame).expect("encoded");
    }
    drop(encoder);
    bytes
}

/// Returns a JPEG whose camera was held upright: 64 × 48 as stored, to be turned by 90° (EXIF orientation 6).
fn upright() -> Vec<u8> {
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut segment = vec![0xff, 0xe1, 0, exif.len() as u8 + 2];
    segment.extend_from_slice(exif);
    let mut jpeg = picture(ImageFormat::Jpeg);
    jpeg.splice(2..2, segment);
    jpeg
}

/// Receives one that is taken; gives its row and its reduced picture.
async fn take(bytes: &[u8]) -> (crate::store::AttachmentRow, DynamicImage) {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = open(&folder);
    let (mut content, field) = (bytes, Pointer::root());
    let row = attachments
        .from_address(HERE)
        .receive(
            &mut content,
            "a",
            &rules(),
            &Owner::draft("d"),
            &field,
            at(1),
        )
        .await
        .expect("received");
    let place = folder.path().join(&row.id[..2]);
    assert_eq!(std::fs::read(place.join(&row.id)).expect("a file"), bytes);
    let reduced = std::fs::read(place.join(format!("{}-preview", row.id))).expect("a file");
    let reduced = image::load_from_memory(&reduced).expect("a picture");
    (row, reduced)
}

#[tokio::test]
async fn a_file_name_is_what_it_looks_like() {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = open(&folder);
    let jpeg = picture(ImageFormat::Jpeg);
    for (name, expect) in [
        ("licence\u{202e}gpj.exe", "licencegpj.jpg"),
        ("C:\\scans\\a\u{200b}\u{7}.jpg", "a.jpg"),
        ("\u{feff}", "file.jpg"),
    ] {
        let row = attachments
            .from_address(HERE)
            .receive(
                &mut jpeg.as_slice(),
                name,
                &rules(),
                &Owner::draft("d"),
                &Pointer::root(),
                at(1),
            )
            .await
            .expect("received");
        assert_eq!(row.file_name, expect);
    }
}

#[tokio::test]
async fn an_animated_picture_is_shown_by_its_first_frame() {
    let (row, reduced) = take(&animated()).await;
    assert_eq!((row.width, row.height), (20, 10));
    let pixel = reduced.to_rgb8().get_pixel(10, 5).0;
    assert!(pixel[0] > 200 && pixel[2] < 60, "{pixel:?}");
}

#[tokio::test]
async fn a_picture_is_turned_as_its_camera_says() {
    let (row, reduced) = take(&upright()).await;
    assert_eq!((row.width, row.height), (48, 64));
    assert_eq!((reduced.width(), reduced.height()), (48, 64));
}

#[tokio::test]
async fn a_large_picture_is_reduced_and_what_is_transparent_is_white() {
    let wide = image::RgbaImage::from_pixel(4_000, 1_000, image::Rgba([0, 0, 0, 0]));
    let mut png = Cursor::new(Vec::new());
    wide.write_to(&mut png, ImageFormat::Png).expect("encoded");
    let (row, reduced) = take(&png.into_inner()).await;
    assert_eq!((row.width, row.height), (4_000, 1_000));
    assert_eq!((reduced.width(), reduced.height()), (1_600, 400));
    let pixel = reduced.to_rgb8().get_pixel(800, 200).0;
    assert!(pixel.iter().all(|part| *part > 250), "{pixel:?}");
}

#[tokio::test]
async fn a_picture_of_which_only_the_end_mark_is_missing_is_taken() {
    let whole = picture(ImageFormat::Jpeg);
    let mut endless = whole[..whole.len() - 2].to_vec();
    take(&endless).await;
    endless.extend_from_slice(b"SEFH\0\0\0\0SEFT");
    take(&endless).await;
    take(include_bytes!("tests/trailer-without-end.jpg")).await;
}

#[tokio::test]
async fn a_bitmap_without_transparency_is_no_blank_sheet() {
    let (_, reduced) = take(include_bytes!("tests/alpha-0.bmp")).await;
    let white = image::Rgb([255, 255, 255]);
    assert!(reduced.to_rgb8().pixels().any(|pixel| *pixel != white));
}

#[tokio::test]
async fn padding_before_a_marker_is_no_damage() {
    let mut jpeg = picture(ImageFormat::Jpeg);
    jpeg.splice(2..2, [0xff, 0xff]);
    take(&jpeg).await;
}

/// Something that is a picture and a page at once is a picture, and nothing makes a browser take it for a page.
#[rocket::async_test]
async fn answers_let_no_browser_take_a_file_for_anything_but_a_picture() {
    let service = crate::testing::service().await;
    let app = &service.app;
    let mut both = picture(ImageFormat::Jpeg);
    both.extend_from_slice(b"<html><script>alert(1)</script>");
    let (mut content, field) = (both.as_slice(), Pointer::root());
    let name = "执照 \"1\"\r\n;.html";
    let row = app
        .attachments
        .from_address(HERE)
        .receive(
            &mut content,
            name,
            &rules(),
            &Owner::draft("d"),
            &field,
            at(1),
        )
        .await
        .expect("received");
    app.store.put_attachment(&row).await.expect("put");
    for (version, media_type, length) in [
        ("", "image/jpeg", Some(both.len())),
        ("/preview", "image/jpeg", None),
    ] {
        let path = format!("/testing/attachments/{}{version}", row.id);
        let response = service.client.get(path.clone()).dispatch().await;
        assert_eq!(response.status().code, 200);
        let header = |name: &str| {
            response
                .headers()
                .get_one(name)
                .unwrap_or_default()
                .to_owned()
        };
        for (name, expect) in [
            ("Content-Type", media_type),
            ("X-Content-Type-Options", "nosniff"),
            (
                "Content-Security-Policy",
                "default-src 'none'; frame-ancestors 'none'; sandbox",
            ),
            ("X-Frame-Options", "DENY"),
            ("Cache-Control", "private, no-store"),
            (
                "Content-Disposition",
                "inline; filename*=UTF-8''%E6%89%A7%E7%85%A7%20%221%22%3B.jpg",
            ),
        ] {
            assert_eq!(header(name), expect, "{name} of {path}");
        }
        let tag = header("ETag");
        assert!(tag.contains(&row.sha256), "{tag}");
        let promised = header("Content-Length");
        let body = response.into_bytes().await.expect("a body");
        assert_eq!(promised, body.len().to_string());
        assert!(length.is_none_or(|length| length == body.len()));
        let again = service.client.get(path);
        let again = again.header(rocket::http::Header::new("If-None-Match", tag));
        let again = again.dispatch().await;
        assert_eq!(again.status().code, 304);
        assert!(again.into_bytes().await.unwrap_or_default().is_empty());
    }
}

/// A body that never ends, and counts what is read of it.
struct Endless<'a>(&'a mut usize);

impl tokio::io::AsyncRead for Endless<'_> {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        into: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        *self.0 += into.remaining();
        into.put_slice(&vec![0; into.remaining()]);
        std::task::Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn no_more_pictures_are_decoded_at_a_time_than_may_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let attachments = open(&folder);
    let field = Pointer::root();
    let one = attachments.queue.turn([192, 0, 2, 1].into()).await;
    let other = attachments.queue.turn([192, 0, 2, 2].into()).await;
    let both = (one.expect("a turn"), other.expect("a turn"));
    let bytes = picture(ImageFormat::Png);
    let (mut content, rules) = (bytes.as_slice(), rules());
    let owner = Owner::draft("d");
    let receiver = attachments.from_address(HERE);
    let receiving = receiver.receive(&mut content, "a", &rules, &owner, &field, at(1));
    let mut receiving = std::pin::pin!(receiving);
    let wait = std::time::Duration::from_millis(200);
    assert!(tokio::time::timeout(wait, &mut receiving).await.is_err());
    drop(both);
    receiving.await.expect("received");
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
