//! Every route, one file per resource.

mod absence;
mod account;
mod admin;
mod apply;
mod assets;
mod audit;
mod captcha;
mod case;
mod confirm;
mod correct;
mod desk;
mod draft;
mod errors;
pub(crate) mod files;
mod fill;
mod health;
mod incoming;
mod inputs;
mod login;
mod login_code;
mod password;
mod portal;
mod prove;
mod received;
mod recover;
mod register;
mod robots;
mod second_factor;
mod sessions;
mod status;

use rocket::Route;

pub use errors::catchers;

/// Returns every route of the service.
#[must_use]
pub fn all() -> Vec<Route> {
    [
        account::routes(),
        admin::routes(),
        apply::routes(),
        assets::routes(),
        audit::routes(),
        captcha::routes(),
        case::routes(),
        confirm::routes(),
        correct::routes(),
        desk::routes(),
        health::routes(),
        login::routes(),
        login_code::routes(),
        password::routes(),
        portal::routes(),
        received::routes(),
        recover::routes(),
        register::routes(),
        robots::routes(),
        second_factor::routes(),
        sessions::routes(),
        status::routes(),
    ]
    .concat()
}

#[cfg(test)]
mod tests;
