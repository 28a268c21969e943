//! Every route, one file per resource.

mod assets;
mod errors;
mod health;

use rocket::Route;

pub use errors::catchers;

/// Every route of the service.
#[must_use]
pub fn all() -> Vec<Route> {
    [assets::routes(), health::routes()].concat()
}
