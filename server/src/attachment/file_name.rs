//! The names of uploaded files: as people wrote them, with an ending that says what the file is.

use guichet_engine::form::is_ignorable;

/// Characters of a file's name that are kept.
const NAME_MAX: usize = 120;
/// The longest ending that is taken for one.
const ENDING_MAX: usize = 5;
/// The endings of what can be looked at; the first is given where none fits.
const ENDINGS: [(&str, &[&str]); 4] = [
    ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"]),
    ("image/gif", &["gif"]),
    ("image/bmp", &["bmp", "dib"]),
    ("image/png", &["png"]),
];

/// The endings that stay with what was never looked at: nothing that a system runs, or a browser takes for a page.
const HARMLESS: [&str; 6] = ["csv", "eml", "pdf", "txt", "tif", "tiff"];

/// Characters of a file's name in a sentence about it.
const SHOWN_MAX: usize = 60;

/// Returns a file's name as a sentence says it: that of a file that was refused, whatever it ends with.
#[must_use]
pub fn shown(name: &str) -> String {
    let name = name.replace("%22", "\"");
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars();
    let kept = kept.filter(|one| !one.is_control() && !is_ignorable(*one));
    kept.take(SHOWN_MAX).collect()
}

/// Returns a file's name without folders, control and unseen characters and what file systems stumble over, and with an ending
/// that fits its type. A long one is shortened before the ending.
pub(super) fn clean(name: &str, media_type: &str) -> String {
    // Browsers write a quotation mark so within the name of a form's file.
    let name = name.replace("%22", "\"");
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|one| !one.is_control() && !is_ignorable(*one) && !"<>:|?*".contains(*one))
        .collect();
    fitting(kept.trim().trim_start_matches('.'), media_type)
}

/// Returns a name with an ending that fits the type of the file: names that were kept before endings were looked at are set right
/// on their way out.
#[must_use]
pub fn fitting(name: &str, media_type: &str) -> String {
    let known = ENDINGS.iter().find(|(known, _)| *known == media_type);
    let (stem, ending) = split(name);
    let ending = match known {
        Some((_, endings)) => {
            let is_right = endings
                .iter()
                .any(|right| ending.eq_ignore_ascii_case(right));
            if is_right { ending } else { endings[0] }
        }
        // What is nothing that was looked at goes out as nothing that a system would open or run.
        None if HARMLESS.contains(&ending.to_ascii_lowercase().as_str()) => ending,
        None => "bin",
    };
    let room = NAME_MAX.saturating_sub(ending.len() + 1);
    let stem: String = stem.chars().take(room).collect();
    let stem = match stem.trim() {
        "" => "file",
        stem => stem,
    };
    if ending.is_empty() {
        stem.to_owned()
    } else {
        format!("{stem}.{ending}")
    }
}

/// Returns a name's stem and its ending; a name of which nothing looks like an ending is all stem.
fn split(name: &str) -> (&str, &str) {
    let found = name.rsplit_once('.').filter(|(_, ending)| {
        (1..=ENDING_MAX).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
    });
    found.unwrap_or((name, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_could_do_harm_and_end_as_the_file_does() {
        for (name, media_type, expect) in [
            ("营业执照.jpg", "image/jpeg", "营业执照.jpg"),
            ("scan.JPEG", "image/jpeg", "scan.JPEG"),
            ("C:\\scans\\a.png", "image/png", "a.png"),
            ("../../etc/passwd", "image/png", "passwd.png"),
            ("a\r\nSet-Cookie: x.jpg", "image/jpeg", "aSet-Cookie x.jpg"),
            ("..", "image/png", "file.png"),
            ("", "image/gif", "file.gif"),
            (".png", "image/png", "png.png"),
            ("licence.exe", "image/png", "licence.png"),
            ("licence.hta", "image/png", "licence.png"),
            ("scan.html", "image/gif", "scan.gif"),
            ("scan.png.exe", "image/png", "scan.png.png"),
            ("photo", "image/jpeg", "photo.jpg"),
            ("版本1.2", "image/png", "版本1.2.png"),
            ("第1.二版", "image/bmp", "第1.二版.bmp"),
            ("scan %221%22.png", "image/png", "scan \"1\".png"),
            ("kept.pdf", "application/pdf", "kept.pdf"),
        ] {
            assert_eq!(clean(name, media_type), expect, "{name}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        for letter in ["长", "a"] {
            let name = clean(&format!("{}.jpg", letter.repeat(200)), "image/jpeg");
            assert_eq!(name.chars().count(), NAME_MAX);
            assert!(name.ends_with(&format!("{letter}.jpg")), "{name}");
        }
        assert!(clean(&"长".repeat(500), "image/png").ends_with("长.png"));
    }
}
