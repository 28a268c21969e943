//! Backups: a folder from which a service can be made again as it was, also as it was at an earlier moment.
//!
//! ```text
//! backup.json     what it is: written last, so that a backup that was cut off is the one of before
//! journal/        the journal: accounts, cases, mails, definitions in every version
//! attachments/    the uploaded files, also those that were deleted since: an earlier moment has them
//! definitions/    forms, workflows and templates as they lay in their folder
//! ```
//!
//! It is taken while the service runs, and one that is there is only added to: the journal grows at its end, and a file never
//! changes once it is stored. Files are copied before the journal, so that whatever a row of the journal names is there.

mod files;
mod make;
mod model;
mod restore;
mod verify;

pub use make::make;
pub use model::{BackupError, FileFault, Manifest, Places, Report, manifest};
pub use restore::restore;
pub use verify::verify;

#[cfg(test)]
mod tests;
