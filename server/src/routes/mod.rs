//! Every route, one file per resource.

mod admin;
mod apply;
mod assets;
mod captcha;
mod case;
mod correct;
mod desk;
mod errors;
mod fill;
mod health;
mod portal;
mod received;
mod register;
mod status;

use rocket::Route;

pub use errors::catchers;

/// Every route of the service.
#[must_use]
pub fn all() -> Vec<Route> {
    [
        admin::routes(),
        apply::routes(),
        assets::routes(),
        captcha::routes(),
        case::routes(),
        correct::routes(),
        desk::routes(),
        health::routes(),
        portal::routes(),
        received::routes(),
        register::routes(),
        status::routes(),
    ]
    .concat()
}
