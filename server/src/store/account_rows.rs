//! The rows of accounts, as they are written.

use serde_json::{Value, json};

use super::database::{Result, doc};
use super::error::CommitError;
use super::guarded::Guarded;
use super::rows::{Account, AccountState};
use super::times;
use crate::commit::{Guard, RowKey};

/// Returns the columns of an account, as it is stored next.
fn content(account: &Account) -> Result<Value> {
    let next = Account {
        revision: account.revision + 1,
        ..account.clone()
    };
    let mut content = json!({
        "name_folded": next.name_folded(), "created": times::number(next.created), "revision": next.revision, "doc": doc(&next)?,
    });
    // Only what the small indexes are to hold.
    if next.is_staff() {
        content["staff"] = json!(true);
    }
    if let Some(absence) = next.absence.as_ref().filter(|_| next.is_staff()) {
        content["stand_in"] = json!(absence.stand_in);
    }
    if next.is_administrator() && next.state == AccountState::Active {
        content["administrator"] = json!(true);
    }
    if let Some(expires) = next.expires() {
        content["expires"] = json!(times::number(expires));
    }
    Ok(content)
}

/// Adds an account as it is stored next: new, or in place of the row with the revision that was read.
pub(super) fn add(guarded: &mut Guarded, account: &Account) -> Result<()> {
    let key = RowKey::new("account", &account.id);
    let row = content(account)?;
    if account.revision == 0 {
        guarded.request.insert(key, row);
        return Ok(());
    }
    let guard = Guard::Equals {
        key: key.clone(),
        column: "revision",
        number: account.revision,
    };
    guarded.require(guard, CommitError::VersionConflict);
    guarded.request.put(key, row);
    Ok(())
}
