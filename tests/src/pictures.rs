//! Real pictures, made on the spot.

use std::path::{Path, PathBuf};

use image::{ImageFormat, Rgb, RgbImage};

/// Writes a picture of a scan-like page in the format of the file's name and gives its path.
#[must_use]
pub fn write(folder: &Path, file_name: &str, width: u32, height: u32) -> PathBuf {
    let path = folder.join(file_name);
    let format = ImageFormat::from_path(&path).expect("a known ending");
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let line = y % 24 < 3 && x > width / 10 && x < width - width / 10;
        let stamp = x.abs_diff(width * 3 / 4).pow(2) + y.abs_diff(height * 3 / 4).pow(2);
        let in_stamp = stamp < (height / 8).pow(2) && stamp > (height / 10).pow(2);
        match (in_stamp, line) {
            (true, _) => Rgb([200, 30, 30]),
            (false, true) => Rgb([60, 60, 70]),
            (false, false) => Rgb([250, 249, 244]),
        }
    });
    picture.save_with_format(&path, format).expect("written");
    path
}
