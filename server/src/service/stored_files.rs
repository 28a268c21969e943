//! Reading uploaded files, such that one that is missing or was changed is known to those who can see to it.

use crate::alerts::AlertKind;
use crate::attachment::ReadError;
use crate::core::Core;
use crate::store::AttachmentRow;

/// Returns a file as it was uploaded.
///
/// # Errors
/// See [`ReadError`]; an administrator is told of one that is missing or changed.
pub async fn read(core: &Core, row: &AttachmentRow) -> Result<Vec<u8>, ReadError> {
    let read = core.attachments.read(row).await;
    let found = match &read {
        Ok(_) => None,
        Err(ReadError::Missing) => Some(AlertKind::FileMissing),
        Err(ReadError::Changed) => Some(AlertKind::FileChanged),
        Err(ReadError::Storage(_)) => return read,
    };
    for kind in [AlertKind::FileMissing, AlertKind::FileChanged] {
        if found == Some(kind) {
            let owner = row.owner.to_string();
            // Of a draft the id is the hash of its token, and nobody's business.
            let owner = owner.strip_prefix("case:").unwrap_or_default();
            core.alerts.raise(kind, &row.id, owner, core.clock.now_ms());
        } else {
            core.alerts.settle(kind, &row.id);
        }
    }
    read
}
