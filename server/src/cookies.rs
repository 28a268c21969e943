//! The cookies of this service: their names and how far they go.

use rocket::http::{Cookie, SameSite};
use rocket::time::Duration;

use crate::app::App;

/// How the cookies begin by which a browser may see a case.
pub(crate) const CASE: &str = "guichet-case-";

/// Returns the name of a cookie: `__Host-…` where TLS is on, so that no other host of the domain can set it.
pub(crate) fn cookie_name(app: &App, name: &str) -> String {
    if app.config.is_https() {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// Returns a cookie by its bare name; `days` of 0 keeps it until the browser closes.
pub(crate) fn make_cookie(app: &App, name: &str, value: String, days: u32) -> Cookie<'static> {
    let mut cookie = Cookie::build((cookie_name(app, name), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.is_https());
    if days > 0 {
        cookie = cookie.max_age(Duration::days(i64::from(days)));
    }
    cookie.build()
}
