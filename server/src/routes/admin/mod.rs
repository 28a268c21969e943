//! The pages of administrators.

mod index;
mod mails;

use rocket::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    [index::routes(), mails::routes()].concat()
}
