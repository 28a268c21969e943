//! The HTTP service: routes, catchers, and the headers that every answer carries.

use rocket::fairing::AdHoc;
use rocket::http::Header;
use rocket::{Build, Rocket};

use crate::app::AppRef;
use crate::routes;

/// Pages load only what this service itself serves, run no code written into them, and are framed by nobody.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
     media-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// How long requests that are being answered may take to end once the service stops; whoever launches it listens for
/// signals.
const STOP_GRACE_S: u32 = 30;

/// The service, ready to be launched.
#[must_use]
pub fn build(app: AppRef) -> Rocket<Build> {
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
        .attach(AdHoc::on_response("headers", |_, response| {
            Box::pin(async move {
                for (name, value) in [
                    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
                    ("Referrer-Policy", "same-origin"),
                    ("X-Content-Type-Options", "nosniff"),
                    ("X-Frame-Options", "DENY"),
                    ("Cross-Origin-Opener-Policy", "same-origin"),
                    ("Cross-Origin-Resource-Policy", "same-origin"),
                ] {
                    if !response.headers().contains(name) {
                        response.set_header(Header::new(name, value));
                    }
                }
            })
        }))
}
