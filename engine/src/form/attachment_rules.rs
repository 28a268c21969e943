//! What a file must keep to.

use serde::{Deserialize, Serialize};

/// `x-attachment`: what may be uploaded.
#[derive(Clone, Debug, Serialize)]
pub struct AttachmentRules {
    /// Media types: `image/jpeg`, … Empty: any that the server knows.
    pub types: Vec<String>,
    /// Largest size of one file in bytes.
    pub size_bytes_max: u64,
    /// Most files (1 unless the answer is an array).
    pub count_max: usize,
    /// Whether the answer is an array of ids rather than one id.
    pub is_list: bool,
    /// Largest width and height in pixels.
    pub side_pixels_max: u32,
    /// Largest width × height.
    pub area_pixels_max: u64,
}

/// Holds what is known of a file that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    /// Its media type, by its content.
    pub media_type: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its width, of a picture.
    pub width_pixels: u32,
    /// Its height, of a picture.
    pub height_pixels: u32,
}

/// The rule that a file breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It is empty.
    Empty,
    /// It has too many bytes.
    TooLarge,
    /// It is of a type that is not taken.
    Type,
    /// It has too many pixels.
    Pixels,
}

impl FileFault {
    /// Its code as a problem.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "attachment-empty",
            Self::TooLarge => "attachment-too-large",
            Self::Type => "attachment-type",
            Self::Pixels => "attachment-pixels",
        }
    }
}

impl AttachmentRules {
    /// Returns the first rule that a file breaks, in the order in which it is looked at.
    #[must_use]
    pub fn fault(&self, file: &FileFacts) -> Option<FileFault> {
        self.size_fault(file.size_bytes)
            .or_else(|| (!self.takes_type(&file.media_type)).then_some(FileFault::Type))
            .or_else(|| self.pixels_fault(file.width_pixels, file.height_pixels))
    }

    /// Returns what is wrong with a file of this size.
    #[must_use]
    pub const fn size_fault(&self, size_bytes: u64) -> Option<FileFault> {
        if size_bytes > self.size_bytes_max {
            Some(FileFault::TooLarge)
        } else if size_bytes == 0 {
            Some(FileFault::Empty)
        } else {
            None
        }
    }

    /// Returns whether files of a media type are taken.
    #[must_use]
    pub fn takes_type(&self, media_type: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|accepted| accepted == media_type)
    }

    /// Returns what is wrong with a picture of these measures.
    #[must_use]
    pub fn pixels_fault(&self, width: u32, height: u32) -> Option<FileFault> {
        let area = u64::from(width) * u64::from(height);
        (width.max(height) > self.side_pixels_max || area > self.area_pixels_max)
            .then_some(FileFault::Pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_to_every_rule_up_to_its_last_byte_and_pixel() {
        let rules = AttachmentRules {
            types: vec!["image/png".to_owned()],
            size_bytes_max: 100,
            count_max: 1,
            is_list: false,
            side_pixels_max: 50,
            area_pixels_max: 1_000,
        };
        let fault = |media_type: &str, size_bytes, width_pixels, height_pixels| {
            let facts = FileFacts {
                media_type: media_type.to_owned(),
                size_bytes,
                width_pixels,
                height_pixels,
            };
            rules.fault(&facts).map(FileFault::code)
        };
        assert_eq!(fault("image/png", 100, 50, 20), None);
        assert_eq!(fault("image/png", 1, 20, 50), None);
        assert_eq!(fault("image/png", 0, 1, 1), Some("attachment-empty"));
        assert_eq!(fault("image/png", 101, 1, 1), Some("attachment-too-large"));
        assert_eq!(fault("image/jpeg", 1, 1, 1), Some("attachment-type"));
        assert_eq!(fault("image/png", 1, 51, 1), Some("attachment-pixels"));
        assert_eq!(fault("image/png", 1, 1, 51), Some("attachment-pixels"));
        assert_eq!(fault("image/png", 1, 50, 21), Some("attachment-pixels"));
        assert_eq!(
            fault("image/png", 1, u32::MAX, u32::MAX),
            Some("attachment-pixels")
        );
    }
}
