//! The pages of administrators.

mod index;
mod mails;
mod users;
mod workflow;

use rocket::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    [
        index::routes(),
        mails::routes(),
        users::routes(),
        workflow::routes(),
    ]
    .concat()
}
