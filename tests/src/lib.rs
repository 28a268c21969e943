//! What the acceptance tests share: the real server in a process of its own, a real browser, a real SMTP server,
//! and pictures made on the spot.
//!
//! Nothing here is skipped in silence: a part that is not installed fails the test with a line that says what to run.
#![expect(
    clippy::missing_panics_doc,
    reason = "a test panics wherever something is not as it should be"
)]

pub mod browser;
pub mod definitions;
pub mod load;
pub mod mailbox;
pub mod pictures;
pub mod ports;
pub mod server;
pub mod small_disk;

use std::path::{Path, PathBuf};

/// The project's folder.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a parent")
        .to_owned()
}

/// The advice when a part of the tests is missing.
pub const INSTALL: &str = "run tests/run, which installs what the tests need";
