//! The service as Rocket has it: routes, catchers, and the headers that every answer carries.

use std::time::Instant;

use rocket::fairing::AdHoc;
use rocket::http::Header;
use rocket::shield::Shield;
use rocket::{Build, Rocket};

use crate::app::AppRef;
use crate::routes;

/// Pages load only what this service itself serves, run no code written into them, and are framed by nobody.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
     media-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What pages never use, nor anything framed by them.
const PERMISSIONS_POLICY: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=()";

/// For two years a browser that came over TLS comes in no other way, here or on a host below.
pub(super) const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";

/// What every answer carries, unless its route says otherwise.
pub(super) const HEADERS: [(&str, &str); 7] = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS_POLICY),
];

/// When a request came.
struct Began(Instant);

/// Returns the service, whose requests a [`Server`](super::Server) takes.
#[must_use]
pub fn build(app: AppRef) -> Rocket<Build> {
    let is_https = app.config.is_https();
    let config = rocket::Config {
        log_level: rocket::config::LogLevel::Off,
        cli_colors: false,
        ident: rocket::config::Ident::none(),
        // By default anybody could give any address in a header; which header to believe is for the operator to say.
        ip_header: None,
        shutdown: rocket::config::Shutdown {
            ctrlc: false,
            signals: std::collections::HashSet::new(),
            ..rocket::config::Shutdown::default()
        },
        ..rocket::Config::release_default()
    };
    rocket::custom(config)
        .manage(app)
        .mount("/", routes::all())
        .register("/", routes::catchers())
        .attach(AdHoc::on_request("began", |request, _| {
            Box::pin(async move {
                request.local_cache(|| Began(Instant::now()));
            })
        }))
        .attach(AdHoc::on_response("metrics", move |request, response| {
            Box::pin(async move {
                let began = request.local_cache(|| Began(Instant::now()));
                let (method, status) = (request.method().as_str(), response.status().code);
                if let Some(app) = request.rocket().state::<AppRef>() {
                    app.metrics.answered(method, status, began.0.elapsed());
                }
            })
        }))
        .attach(AdHoc::on_request("canonical", |request, _| {
            Box::pin(async move { super::canonical::insist(request) })
        }))
        // Rocket's own headers are weaker, and would be taken for a route's.
        .attach(Shield::new())
        .attach(AdHoc::on_response("headers", move |_, response| {
            Box::pin(async move {
                let strict =
                    is_https.then_some(("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY));
                for (name, value) in HEADERS.into_iter().chain(strict) {
                    if !response.headers().contains(name) {
                        response.set_header(Header::new(name, value));
                    }
                }
            })
        }))
}
