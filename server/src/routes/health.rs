//! For whoever watches the service: does it run, and can it work?

use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Route, State, get, routes};
use subtle::ConstantTimeEq as _;

use crate::app::AppRef;
use crate::disk_space;
use crate::metrics::Seen;
use crate::reply::{Reply, RouteResult};

/// Mails that wait are counted up to so many.
const MAILS_COUNTED_MAX: usize = 10_000;

pub(super) fn routes() -> Vec<Route> {
    routes![live, ready, metrics]
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

/// Answers with what monitoring reads, where the configuration has a token for it and the request brings that.
#[get("/metrics")]
async fn metrics(app: &State<AppRef>, _scraper: Scraper) -> RouteResult {
    let (waiting, first) = app.store.outbox(MAILS_COUNTED_MAX).await?;
    let late = first.map(|first| app.clock.now().duration_since(first));
    let seen = Seen {
        mails_waiting: waiting,
        mails_late: late
            .and_then(|late| late.try_into().ok())
            .unwrap_or_default(),
        disk_free_bytes: disk_space::free_bytes(&app.config.data),
        alerts: app.alerts.all(),
    };
    let text = app.metrics.text(&seen).into_bytes();
    let format = ContentType::new("application", "openmetrics-text")
        .with_params([("version", "1.0.0"), ("charset", "utf-8")]);
    Ok(Reply::bytes(format, text))
}

/// Whoever brings the token for `/metrics`. To anybody else there is no such page.
struct Scraper;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Scraper {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let app = request.rocket().state::<AppRef>();
        let expect = app.and_then(|app| app.config.metrics_token.as_deref());
        let brought = request.headers().get_one("Authorization");
        let brought = brought.and_then(|value| value.strip_prefix("Bearer "));
        let is_same = expect
            .zip(brought)
            .is_some_and(|(expect, brought)| expect.as_bytes().ct_eq(brought.as_bytes()).into());
        if is_same {
            Outcome::Success(Self)
        } else {
            Outcome::Forward(Status::NotFound)
        }
    }
}

fn text(line: &str) -> Reply {
    Reply::bytes(ContentType::Plain, format!("{line}\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use rocket::http::Header;

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

    #[rocket::async_test]
    async fn metrics_are_for_whoever_has_the_token() {
        let token = "a-token-of-a-scraper";
        let with = service_with(|config| config.metrics_token = Some(token.to_owned())).await;
        let asked = async |token: Option<&str>| {
            let request = with.client.get("/metrics");
            let header = token.map(|token| Header::new("Authorization", format!("Bearer {token}")));
            let request = match header {
                Some(header) => request.header(header),
                None => request,
            };
            let response = request.dispatch().await;
            (
                response.status().code,
                response.into_string().await.unwrap_or_default(),
            )
        };
        assert_eq!(asked(None).await.0, 404);
        assert_eq!(asked(Some("another")).await.0, 404);
        let (status, text) = asked(Some(token)).await;
        assert_eq!(status, 200);
        let refused = "guichet_requests_total{method=\"GET\",status=\"404\"} 2";
        for line in [
            refused,
            "guichet_mails_waiting 0",
            "guichet_mails_late_seconds 0",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let without = service().await;
        assert_eq!(get(&without.client, "/metrics").await.0, 404);
    }
}
