//! What a reviewer typed on the page of a case and did not send yet: kept until it is sent, or forgotten like an applicant's draft.

use guichet_engine::ids::{AccountId, CaseId};

use crate::core::Core;
use crate::store::{ReviewDraftRow, StoreError};

/// The most that is kept of one page, in bytes.
pub const REVIEW_DRAFT_BYTES_MAX: usize = 512 * 1024;
/// The most inputs that are kept of one page.
pub const REVIEW_DRAFT_PAIRS_MAX: usize = 2_000;

/// What was typed: the inputs of the page by their names.
pub type Said = Vec<(String, String)>;

/// Returns what a reviewer typed on a case.
///
/// # Errors
/// When the store fails.
pub async fn find(core: &Core, case: &CaseId, account: &AccountId) -> Result<Said, StoreError> {
    let row = core.store.review_draft(case, account).await?;
    let row = row.filter(|row| row.expires >= core.clock.now());
    Ok(row.map(|row| row.pairs).unwrap_or_default())
}

/// Keeps what a reviewer typed on a case, in the place of what was kept before. Returns whether it could be: there is a bound.
///
/// # Errors
/// When the store fails.
pub async fn keep(
    core: &Core,
    case: &CaseId,
    account: &AccountId,
    said: &Said,
) -> Result<bool, StoreError> {
    let known = core.store.review_draft(case, account).await?;
    if said.is_empty() {
        if known.is_some() {
            core.store.delete_review_draft(case, account).await?;
        }
        return Ok(true);
    }
    let bytes: usize = said
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if bytes > REVIEW_DRAFT_BYTES_MAX || said.len() > REVIEW_DRAFT_PAIRS_MAX {
        return Ok(false);
    }
    if known.is_some_and(|known| known.pairs == *said) {
        return Ok(true);
    }
    let now = core.clock.now();
    let row = ReviewDraftRow {
        case: case.clone(),
        account: account.clone(),
        pairs: said.clone(),
        expires: now + core.config.draft_kept(),
    };
    core.store.put_review_draft(&row).await?;
    Ok(true)
}
