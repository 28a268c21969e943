//! What is answered when no route can: a page, in the visitor's language.

use std::collections::BTreeSet;

use rocket::http::{Method, Status};
use rocket::request::Request;
use rocket::{Catcher, catch, catchers};

use crate::guard::Visitor;
use crate::reply::{PageError, Reply};

/// Returns the catchers.
#[must_use]
pub fn catchers() -> Vec<Catcher> {
    catchers![any]
}

#[catch(default)]
async fn any(status: Status, request: &Request<'_>) -> Reply {
    let kept: &Option<PageError> = request.local_cache(|| None);
    if let Some(error) = kept {
        return error.reply(request);
    }
    if status.code == 404 {
        // Whoever is logged in still is: the page around the error says so. It needs nothing else of the visitor.
        let _ = request.guard::<Visitor<'_>>().await;
        let methods = methods(request);
        if !methods.is_empty() && !methods.contains(request.method().as_str()) {
            let allow = methods.into_iter().collect::<Vec<_>>().join(", ");
            let reply = if request.method() == Method::Options {
                Reply::bytes(rocket::http::ContentType::Plain, Vec::new())
                    .with_status(Status::NoContent)
            } else {
                PageError::method().reply(request)
            };
            return reply.with_header("Allow", allow);
        }
    }
    let error = match status.code {
        404 => PageError::not_found(),
        // A part of the address is not what it should be: there is no such page.
        422 => PageError::not_found(),
        413 => PageError::too_large(),
        415 => PageError::unsupported(),
        500.. => PageError::new(status, "error-internal"),
        _ => PageError::new(status, "error-bad-request"),
    };
    error.reply(request)
}

/// Returns the methods that there are routes for at this path.
fn methods(request: &Request<'_>) -> BTreeSet<&'static str> {
    let path: Vec<&str> = segments(request.uri().path().as_str());
    let mut methods = BTreeSet::new();
    for route in request.rocket().routes() {
        let pattern = segments(route.uri.path());
        let is_alike = pattern.len() == path.len()
            && pattern
                .iter()
                .zip(&path)
                .all(|(one, other)| one.starts_with('<') || one == other);
        if is_alike {
            methods.insert(route.method.as_str());
            if route.method == Method::Get {
                methods.insert(Method::Head.as_str());
            }
        }
    }
    methods
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}
