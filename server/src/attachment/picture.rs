//! Looking at a picture: its type by its content, its measures before it is decoded, and the reduced picture.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, Instant};

use guichet_engine::form::AttachmentRules;
use guichet_engine::message::Message;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::error::UploadError;
use crate::media_types::names;

/// The longest side of a reduced picture, in pixels: enough to read a certificate.
const PREVIEW_SIDE: u32 = 1_600;
/// Memory that the pixels of one picture may take, in bytes.
const DECODE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How long a picture may take to be decoded.
const DECODE_TIME_MAX: Duration = Duration::from_secs(10);
/// The most scans of a JPEG: those of cameras and programs have about ten, and each costs a pass over the whole picture.
const SCANS_MAX: usize = 64;
/// The quality of a reduced picture.
const JPEG_QUALITY: u8 = 82;
/// The types that can be looked at.
const TYPES: [(&str, ImageFormat); 4] = [
    ("image/jpeg", ImageFormat::Jpeg),
    ("image/gif", ImageFormat::Gif),
    ("image/bmp", ImageFormat::Bmp),
    ("image/png", ImageFormat::Png),
];

/// What was seen.
pub(super) struct Looked {
    /// The media type.
    pub media_type: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The reduced picture, a JPEG.
    pub preview: Vec<u8>,
}

/// Looks at the picture in a file.
pub(super) fn look(path: &Path, rules: &AttachmentRules) -> Result<Looked, UploadError> {
    let head = head(path).map_err(|error| UploadError::storage(&error))?;
    let told = infer::get(&head).map(|kind| kind.mime_type());
    let known = TYPES
        .iter()
        .find(|(media_type, _)| told == Some(media_type) && rules.takes_type(media_type));
    let Some((media_type, format)) = known else {
        let types: Vec<&str> = rules.types.iter().map(String::as_str).collect();
        let types = names(&types);
        let message = match other_name(&head, told) {
            Some(name) => Message::new("problem-attachment-other-type").with("name", name),
            None => Message::new("problem-attachment-type"),
        };
        return Err(UploadError::Refused(message.with("types", types)));
    };
    if *format == ImageFormat::Jpeg && scans(path)? > SCANS_MAX {
        return Err(UploadError::refused("problem-attachment-broken"));
    }
    let (picture, orientation) = decode(path, *format, rules)?;
    // Looked at once its size is known to be within bounds: the decoder fills what is missing with grey.
    if *format == ImageFormat::Jpeg && !ends(path)? && !has_all_rows(path)? {
        return Err(UploadError::refused("problem-attachment-broken"));
    }
    let (width, height) = if is_turned(orientation) {
        (picture.height(), picture.width())
    } else {
        (picture.width(), picture.height())
    };
    let preview = reduce(picture, orientation)?;
    Ok(Looked {
        media_type,
        width,
        height,
        preview,
    })
}

/// A file that can be read for some time only: a decoder that is fed slowly, or works long on little, ends.
struct Timed {
    file: BufReader<File>,
    until: Instant,
}

impl Timed {
    fn new(file: File) -> Self {
        Self {
            file: BufReader::new(file),
            until: Instant::now() + DECODE_TIME_MAX,
        }
    }

    fn in_time(&self) -> io::Result<()> {
        if Instant::now() < self.until {
            Ok(())
        } else {
            Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "a picture takes too long",
            ))
        }
    }
}

impl Read for Timed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.in_time()?;
        self.file.read(buf)
    }
}

impl BufRead for Timed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.in_time()?;
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.file.consume(amount);
    }
}

impl Seek for Timed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Counts what looks like the scans of a JPEG.
fn scans(path: &Path) -> Result<usize, UploadError> {
    let bytes = std::fs::read(path).map_err(|error| UploadError::storage(&error))?;
    Ok(bytes.windows(2).filter(|pair| pair == b"\xff\xda").count())
}

/// Returns the first bytes of a file.
fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    const HEAD: u64 = 8_192;
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Decodes a picture, with how its camera says that it is to be turned. Of an animated one this is the first frame.
fn decode(
    path: &Path,
    format: ImageFormat,
    rules: &AttachmentRules,
) -> Result<(DynamicImage, Orientation), UploadError> {
    let broken = || UploadError::refused("problem-attachment-broken");
    let file = File::open(path).map_err(|error| UploadError::storage(&error))?;
    let mut reader = ImageReader::with_format(Timed::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| broken())?;
    let (width, height) = decoder.dimensions();
    let area = u64::from(width) * u64::from(height);
    if area == 0 {
        return Err(broken());
    }
    // The crate holds its own buffers to the limit, not the one that it gives.
    let pixel_bytes = u64::from(decoder.color_type().bytes_per_pixel());
    let memory_max = DECODE_BYTES_MAX / pixel_bytes;
    if rules.pixels_fault(width, height).is_some() || area > memory_max {
        let message = Message::new("problem-attachment-pixels")
            .with("width", width)
            .with("height", height)
            .with("side", rules.side_pixels_max)
            .with("area", rules.area_pixels_max.min(memory_max) / 1_000_000);
        return Err(UploadError::Refused(message));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| broken())?;
    let picture = match format {
        ImageFormat::Bmp => without_blank_alpha(picture),
        _ => picture,
    };
    Ok((picture, orientation))
}

/// Returns whether what is stored lying is seen standing.
fn is_turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// Returns the reduced picture: pixels on white, nothing else.
fn reduce(picture: DynamicImage, orientation: Orientation) -> Result<Vec<u8>, UploadError> {
    let mut small = if picture.width().max(picture.height()) > PREVIEW_SIDE {
        picture.thumbnail(PREVIEW_SIDE, PREVIEW_SIDE)
    } else {
        picture
    };
    small.apply_orientation(orientation);
    let mut paper = image::RgbaImage::from_pixel(
        small.width(),
        small.height(),
        image::Rgba([255, 255, 255, 255]),
    );
    image::imageops::overlay(&mut paper, &small.to_rgba8(), 0, 0);
    let flat = DynamicImage::ImageRgba8(paper).to_rgb8();
    let mut encoded = Cursor::new(Vec::new());
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut encoded, JPEG_QUALITY);
    flat.write_with_encoder(encoder)
        .map_err(|error| UploadError::storage(&error))?;
    Ok(encoded.into_inner())
}

/// Returns a bitmap that says of every pixel that it cannot be seen as one of which every pixel can: so do programs that write no
/// transparency, and so is it shown elsewhere.
fn without_blank_alpha(picture: DynamicImage) -> DynamicImage {
    match &picture {
        DynamicImage::ImageRgba8(pixels) if pixels.pixels().all(|pixel| pixel.0[3] == 0) => {
            DynamicImage::ImageRgb8(picture.to_rgb8())
        }
        _ => picture,
    }
}

/// What people call what cannot be taken, by its media type.
const OTHERS: [(&str, &str); 9] = [
    ("application/pdf", "PDF"),
    ("image/avif", "AVIF"),
    ("image/heif", "HEIC"),
    ("image/heic", "HEIC"),
    ("image/webp", "WebP"),
    ("image/tiff", "TIFF"),
    ("image/jxl", "JPEG XL"),
    ("application/zip", "ZIP"),
    ("image/vnd.microsoft.icon", "ICO"),
];

/// Returns what people call a file of another type: a telephone's picture, or a document, under whatever name it comes.
fn other_name(head: &[u8], told: Option<&str>) -> Option<&'static str> {
    if head.get(4..8) == Some(b"ftyp".as_slice()) {
        return match head.get(8..12)? {
            b"avif" | b"avis" => Some("AVIF"),
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => {
                Some("HEIC")
            }
            _ => None,
        };
    }
    // Some programs write a line before a PDF begins.
    const PDF_WITHIN: usize = 1_024;
    if head[..head.len().min(PDF_WITHIN)]
        .windows(5)
        .any(|mark| mark == b"%PDF-")
    {
        return Some("PDF");
    }
    let known = OTHERS
        .iter()
        .find(|(media_type, _)| Some(*media_type) == told);
    known.map(|(_, name)| *name)
}

/// Returns whether every row of a JPEG without its end is there: programs write it without, or something else after the rows.
fn has_all_rows(path: &Path) -> Result<bool, UploadError> {
    let bytes = std::fs::read(path).map_err(|error| UploadError::storage(&error))?;
    let options = zune_core::options::DecoderOptions::default().set_strict_mode(true);
    let source = zune_core::bytestream::ZCursor::new(bytes);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(source, options);
    Ok(decoder.decode().is_ok())
}

/// Returns whether a JPEG has its end: the decoder fills what is missing of a truncated one with grey.
fn ends(path: &Path) -> Result<bool, UploadError> {
    let bytes = std::fs::read(path).map_err(|error| UploadError::storage(&error))?;
    // Segments up to the first scan; a thumbnail inside one of them has an end of its own.
    let mut at = 2;
    while let Some([0xff, marker]) = bytes.get(at..at + 2) {
        if *marker == 0xda {
            return Ok(bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]));
        }
        // Any number of ff may stand before a marker.
        if *marker == 0xff {
            at += 1;
            continue;
        }
        let Some([high, low]) = bytes.get(at + 2..at + 4) else {
            return Ok(false);
        };
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
    Ok(false)
}
