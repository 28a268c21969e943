//! The rows of accounts, as they are written.

use serde_json::{Value, json};

use super::database::{Result, doc};
use super::rows::{ADMINISTRATOR, Account, AccountState};

/// Replaces accounts whose rows are still the ones that were read.
pub(super) const CHANGE: &str = "FOR $row IN $accounts { IF array::len(UPDATE type::record('account', $row.id) \
     CONTENT $row.content WHERE revision = $row.revision RETURN id) = 0 { THROW 'guichet:version' } }";

/// Returns the columns of an account, as it is stored next.
fn content(account: &Account) -> Result<Value> {
    let next = Account {
        revision: account.revision + 1,
        ..account.clone()
    };
    let mut content = json!({
        "name_folded": next.name_folded(), "created": next.created, "revision": next.revision, "doc": doc(&next)?,
    });
    // Only what the small indexes are to hold.
    if next.is_staff() {
        content["staff"] = json!(true);
    }
    if let Some(absence) = next.absence.as_ref().filter(|_| next.is_staff()) {
        content["stand_in"] = json!(absence.stand_in);
    }
    if next.has_role(ADMINISTRATOR) && next.state == AccountState::Active {
        content["administrator"] = json!(true);
    }
    if let Some(expires) = next.expires() {
        content["expires"] = json!(expires);
    }
    Ok(content)
}

/// Returns the row of a new account.
pub(super) fn fresh(account: &Account) -> Result<Value> {
    let mut row = content(account)?;
    row["id"] = json!(account.id);
    Ok(row)
}

/// Returns the row of a changed account, for [`CHANGE`].
pub(super) fn changed(account: &Account) -> Result<Value> {
    Ok(json!({ "id": account.id, "revision": account.revision, "content": content(account)? }))
}
