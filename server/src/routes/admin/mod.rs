//! The pages of administrators.

mod index;

use rocket::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    [index::routes()].concat()
}
