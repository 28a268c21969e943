//! For whoever watches the service: does it run, and can it work?

use rocket::http::{ContentType, Status};
use rocket::{Route, State, get, routes};

use crate::app::AppRef;
use crate::reply::Reply;

pub(super) fn routes() -> Vec<Route> {
    routes![live, ready]
}

/// The process runs.
#[get("/live")]
fn live() -> Reply {
    text("live")
}

/// The store answers.
#[get("/ready")]
async fn ready(app: &State<AppRef>) -> Reply {
    match app.store.ping().await {
        Ok(()) => text("ready"),
        Err(reason) => {
            tracing::warn!(%reason, "not ready");
            text("the store does not answer").with_status(Status::ServiceUnavailable)
        }
    }
}

fn text(line: &str) -> Reply {
    Reply::bytes(ContentType::Plain, format!("{line}\n").into_bytes())
}
