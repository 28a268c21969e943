//! Every route, one file per resource.

mod admin;
mod assets;
mod errors;
mod health;

use rocket::Route;

pub use errors::catchers;

/// Every route of the service.
#[must_use]
pub fn all() -> Vec<Route> {
    [admin::routes(), assets::routes(), health::routes()].concat()
}
