//! The pages of administrators.

mod accounts;
mod calendars;
mod confirm_user;
mod index;
mod mails;
mod user;
pub(in crate::routes) mod users;
mod versions;
mod workflow;

use rocket::Route;

/// Returns the routes.
pub(super) fn routes() -> Vec<Route> {
    [
        accounts::routes(),
        index::routes(),
        mails::routes(),
        user::routes(),
        users::routes(),
        confirm_user::routes(),
        versions::routes(),
        workflow::routes(),
    ]
    .concat()
}
