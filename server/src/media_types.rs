//! What people call the media types of pictures.

/// The types that can be looked at, with what people call them.
const TYPES: [(&str, &str); 4] = [
    ("image/jpeg", "JPG"),
    ("image/gif", "GIF"),
    ("image/bmp", "BMP"),
    ("image/png", "PNG"),
];

/// Returns what people call those of these media types that are taken; none means all.
#[must_use]
pub fn names(media_types: &[&str]) -> String {
    let is_meant = |media_type: &str| media_types.is_empty() || media_types.contains(&media_type);
    let meant = TYPES.iter().filter(|(media_type, _)| is_meant(media_type));
    let names: Vec<&str> = meant.map(|(_, name)| *name).collect();
    names.join("/")
}
