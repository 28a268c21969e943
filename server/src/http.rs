//! The HTTP service: routes, catchers, and the headers that every answer carries.

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

/// For two years a browser that came over TLS comes in no other way.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000";

/// What every answer carries, unless its route says otherwise.
const HEADERS: [(&str, &str); 7] = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS_POLICY),
];

/// How long requests that are being answered may take to end once the service stops; whoever launches it listens for
/// signals.
const STOP_GRACE_S: u32 = 30;

/// When a request came.
struct Began(Instant);

/// Returns the service, ready to be launched.
#[must_use]
pub fn build(app: AppRef) -> Rocket<Build> {
    let is_https = app.config.is_https();
    let config = rocket::Config {
        address: app
            .config
            .address
            .parse()
            .unwrap_or(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)),
        port: app.config.port,
        workers: if app.config.workers > 0 {
            app.config.workers
        } else {
            std::thread::available_parallelism().map_or(2, usize::from)
        },
        log_level: rocket::config::LogLevel::Off,
        cli_colors: false,
        ident: rocket::config::Ident::none(),
        // By default anybody could give any address in a header; which header to believe is for the operator to say.
        ip_header: None,
        shutdown: rocket::config::Shutdown {
            ctrlc: false,
            signals: std::collections::HashSet::new(),
            grace: STOP_GRACE_S,
            mercy: 2,
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

#[cfg(test)]
mod tests;
