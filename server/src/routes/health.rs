//! For whoever watches the service: does it run, and can it work?

use rocket::http::{ContentType, Status};
use rocket::{Route, State, get, routes};

use crate::app::AppRef;
use crate::reply::Reply;

pub(super) fn routes() -> Vec<Route> {
    routes![live, ready]
}

/// Answers that the process runs.
#[get("/live")]
fn live() -> Reply {
    text("live")
}

/// Answers whether the store answers, there is something to serve, and there is room for it.
#[get("/ready")]
async fn ready(app: &State<AppRef>) -> Reply {
    let lacks = |line: &str| text(line).with_status(Status::ServiceUnavailable);
    if let Err(reason) = app.store.ping().await {
        tracing::warn!(%reason, "not ready");
        return lacks("the store does not answer");
    }
    if app.definitions.live().published.forms.is_empty() {
        return lacks("no form is published");
    }
    if app.has_disk_space().is_err() {
        return lacks("free space is below the floor");
    }
    text("ready")
}

fn text(line: &str) -> Reply {
    Reply::bytes(ContentType::Plain, format!("{line}\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use crate::testing::{get, service, service_with};

    #[rocket::async_test]
    async fn a_full_disk_is_not_ready_but_lives() {
        let service = service().await;
        assert_eq!(
            get(&service.client, "/live").await,
            (200, "live\n".to_owned())
        );
        assert_eq!(
            get(&service.client, "/ready").await,
            (200, "ready\n".to_owned())
        );
        let service = service_with(|config| config.free_space_mb = u64::MAX).await;
        assert_eq!(get(&service.client, "/live").await.0, 200);
        let expect = "free space is below the floor\n".to_owned();
        assert_eq!(get(&service.client, "/ready").await, (503, expect));
    }
}
