//! The pages of administrators.

mod index;
mod mails;
mod users;

use rocket::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    [index::routes(), mails::routes(), users::routes()].concat()
}
