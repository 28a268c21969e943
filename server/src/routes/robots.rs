//! What programs ask for unasked: which pages they may read, and the sign of the site.

use rocket::http::ContentType;
use rocket::{Route, State, get, routes};

use crate::app::AppRef;
use crate::reply::{PageError, Reply, RouteResult};

/// Search engines find the entrances; what lies behind them is nobody's to read but the applicant's and the reviewer's.
const ROBOTS: &str =
    "User-agent: *\nAllow: /$\nAllow: /assets/\nAllow: /favicon.ico$\nDisallow: /\n";
/// The asset that is the sign of the site.
const MARK: &str = "mark.svg";
/// How long either is kept, in seconds.
const KEPT: &str = "public, max-age=86400";

pub(super) fn routes() -> Vec<Route> {
    routes![robots, favicon]
}

#[get("/robots.txt")]
fn robots() -> Reply {
    Reply::bytes(ContentType::Plain, ROBOTS.into()).with_header("Cache-Control", KEPT)
}

/// Browsers that do not read the page's own link ask here.
#[get("/favicon.ico")]
fn favicon(app: &State<AppRef>) -> RouteResult {
    let live = app.definitions.live();
    let mark = live.templates.assets.get(MARK);
    let mark = mark.ok_or_else(PageError::not_found)?;
    let reply = Reply::bytes(ContentType::SVG, mark.text.as_bytes().to_vec());
    Ok(reply.with_header("Cache-Control", KEPT))
}

#[cfg(test)]
mod tests {
    use rocket::http::ContentType;

    use crate::testing::{get, service};

    #[rocket::async_test]
    async fn the_sign_and_the_rules_for_programs_are_there() {
        let service = service().await;
        let response = service.client.get("/favicon.ico").dispatch().await;
        assert_eq!(response.status().code, 200);
        assert_eq!(response.content_type(), Some(ContentType::SVG));
        let text = response.into_string().await.unwrap_or_default();
        assert!(text.starts_with("<svg"), "{text}");
        let (status, text) = get(&service.client, "/robots.txt").await;
        assert_eq!(status, 200);
        let rules: Vec<&str> = text.lines().collect();
        assert_eq!((rules[0], rules[1]), ("User-agent: *", "Allow: /$"));
        assert_eq!(rules.last(), Some(&"Disallow: /"));
        assert!(!text.contains("Allow: /apply") && !text.contains("Allow: /status"));
    }
}
