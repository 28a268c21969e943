//! Reading uploaded files, such that one that is missing or was changed is known to those who can see to it.

use crate::alerts::AlertKind;
use crate::attachment::ReadError;
use crate::core::Core;
use crate::store::{AttachmentRow, Owner};

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
    // One that somebody took away meanwhile is not missing.
    let is_known = found.is_none() || !matches!(core.store.attachment(&row.id).await, Ok(None));
    for kind in [AlertKind::FileMissing, AlertKind::FileChanged] {
        if found == Some(kind) && is_known {
            let case = match &row.owner {
                Owner::Case(id) => id.as_str(),
                // The hash of its token is nobody's business.
                Owner::Draft(_) => "",
            };
            core.alerts.raise(kind, &row.id, case, core.clock.now());
        } else {
            core.alerts.settle(kind, &row.id);
        }
    }
    read
}
