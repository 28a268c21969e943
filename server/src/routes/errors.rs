//! What is answered when no route can: a page, in the visitor's language.

use rocket::http::Status;
use rocket::request::Request;
use rocket::{Catcher, catch, catchers};

use crate::reply::{PageError, Reply};

/// The catchers.
#[must_use]
pub fn catchers() -> Vec<Catcher> {
    catchers![any]
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> Reply {
    let kept: &Option<PageError> = request.local_cache(|| None);
    let error = kept.clone().unwrap_or_else(|| match status.code {
        404 => PageError::not_found(),
        413 => PageError::too_large(),
        500.. => PageError::new(status, "error-internal"),
        _ => PageError::new(status, "error-bad-request"),
    });
    error.reply(request)
}
