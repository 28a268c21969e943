//! Who may see a case as its applicant: whoever has its code, and the account that it belongs to.

use guichet_engine::ids::Reference;
use guichet_engine::workflow::Case;

use super::visitor::Visitor;
use crate::cookies::CASE;
use crate::reply::PageError;
use crate::store::CaseRow;

/// How many days a browser remembers that a case is its user's.
const DAYS: u32 = 30;
/// Characters of the longest reference number that is looked up.
const REFERENCE_MAX: usize = 40;

fn cookie(reference: &str) -> String {
    format!("{CASE}{reference}")
}

/// Returns whether a text can be a reference number at all: what cannot is not asked of the store, nor put into a cookie's name.
fn is_reference(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= REFERENCE_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Returns the case of this reference number, for its applicant.
///
/// # Errors
/// Sends to the page that asks for reference number and code where the visitor has not proved that it is theirs; the same
/// for a number that does not exist.
pub async fn case(visitor: &Visitor<'_>, reference: &str) -> Result<CaseRow, PageError> {
    let ask = || {
        let bytes = reference.bytes().take(REFERENCE_MAX).collect::<Vec<_>>();
        let reference: String = url::form_urlencoded::byte_serialize(&bytes).collect();
        PageError::redirect(format!("/status?reference={reference}"))
    };
    if !is_reference(reference) {
        return Err(ask());
    }
    let code = visitor.cookie(&cookie(reference));
    if code.is_none() && visitor.login.is_none() {
        return Err(ask());
    }
    let known = Reference::new(reference);
    let row = visitor.app.store.case_by_reference(&known).await?;
    let row = row.ok_or_else(ask)?;
    let has_code = code.is_some_and(|code| visitor.app.keys.is_case_code(&row.case.id, &code));
    let is_owner = visitor.login.as_ref().is_some_and(|login| {
        login.account.roles.is_empty() && row.account.as_ref() == Some(&login.account.id)
    });
    if has_code || is_owner {
        Ok(row)
    } else {
        Err(ask())
    }
}

/// Returns the case that reference number and code are of, however they were typed; `None` for anything else.
///
/// # Errors
/// When the store fails.
pub async fn find(
    visitor: &Visitor<'_>,
    reference: &str,
    code: &str,
) -> Result<Option<CaseRow>, PageError> {
    let reference = reference.trim().to_ascii_uppercase();
    if !is_reference(&reference) {
        return Ok(None);
    }
    let row = visitor
        .app
        .store
        .case_by_reference(&Reference::new(reference))
        .await?;
    Ok(row.filter(|row| visitor.app.keys.is_case_code(&row.case.id, code)))
}

/// Lets this browser see a case from now on.
pub fn grant_case(visitor: &Visitor<'_>, case: &Case) {
    let code = visitor.app.keys.case_code(&case.id);
    visitor.set_cookie(&cookie(&case.reference), code, DAYS);
}

/// As [`grant_case`], by reference number.
///
/// # Errors
/// When the store fails.
pub async fn grant(visitor: &Visitor<'_>, reference: &Reference) -> Result<(), PageError> {
    if let Some(row) = visitor.app.store.case_by_reference(reference).await? {
        grant_case(visitor, &row.case);
    }
    Ok(())
}
