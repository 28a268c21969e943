//! The record of security events, for auditors and administrators: read, and nothing else.

use rocket::{Route, get, routes};

use crate::guard::Auditor;
use crate::reply::RouteResult;
use crate::security_log::SecurityEvent;
use crate::view::page::{AuditEvent, AuditPage};

/// Events on a page.
const PAGE_SIZE: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    routes![list]
}

#[get("/audit?<after>")]
async fn list(guard: Auditor<'_>, after: Option<&str>) -> RouteResult {
    let visitor = &guard.visitor;
    let after = after.unwrap_or_default();
    let (events, next) = visitor.app.store.security_events(after, PAGE_SIZE).await?;
    let href = |next: String| {
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("/audit?after={next}")
    };
    visitor.page(&AuditPage {
        events: events.into_iter().map(view).collect(),
        next_href: next.map(href),
        first_href: (!after.is_empty()).then(|| "/audit".to_owned()),
        administrator: guard.login.account.is_administrator(),
    })
}

fn view(event: SecurityEvent) -> AuditEvent {
    AuditEvent {
        at: event.at,
        event: event.event,
        name: event.name.unwrap_or_default(),
        address: event.address,
        about: event.about.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use crate::security_log::EVENTS;
    use crate::testing::{PASSWORD, add_account, at, get, log_in, post, service};
    use crate::worker::store_security_events;

    #[rocket::async_test]
    async fn who_did_what_when_and_from_where_is_on_record_for_auditors() {
        let service = service().await;
        let app = &service.app;
        let own = add_account(app, "Li_Admin", &["administrator"]).await;
        let other = add_account(app, "Wang_R", &["reviewer"]).await;
        add_account(app, "Zhao_A", &["auditor"]).await;
        let client = service.other_client().await;
        for (name, password) in [
            ("Wang_R", "guess"),
            ("nobody", "secret-word"),
            ("Wang_R", PASSWORD),
        ] {
            post(&client, "/login", &[("name", name), ("password", password)]).await;
        }
        assert_eq!(get(&client, "/audit").await.0, 403);
        post(&client, "/logout", &[]).await;
        log_in(&service.client, &own).await;
        let pairs = [("do", "disable"), ("id", other.id.as_str())];
        post(&service.client, "/admin/users", &pairs).await;
        store_security_events(app).await.expect("stored");

        let (events, _) = app.store.security_events("", 100).await.expect("asked");
        let told: Vec<_> = events
            .iter()
            .rev()
            .map(|event| {
                (
                    event.event.as_str(),
                    event.name.as_deref(),
                    event.about.as_deref(),
                )
            })
            .collect();
        let expect = [
            ("login-failed", Some("Wang_R"), None),
            ("login-failed", None, None),
            ("login", Some("Wang_R"), None),
            ("forbidden", Some("Wang_R"), None),
            ("logout", Some("Wang_R"), None),
            ("login", Some("Li_Admin"), None),
            ("user-disabled", Some("Li_Admin"), Some("Wang_R")),
        ];
        assert_eq!(told, expect);
        assert!(
            events
                .iter()
                .all(|event| !event.address.is_empty() && event.at > at(0))
        );
        let text = serde_json::to_string(&events).expect("text");
        assert!(
            !text.contains("guess") && !text.contains("secret-word") && !text.contains("nobody")
        );

        let reader = service.other_client().await;
        post(
            &reader,
            "/login",
            &[("name", "Zhao_A"), ("password", PASSWORD)],
        )
        .await;
        let (status, page) = get(&reader, "/audit?lang=zh-CN").await;
        assert!(
            status == 200 && page.contains("Wang_R") && page.contains("密码不对"),
            "{page}"
        );
        for path in ["/desk", "/admin", "/admin/users", "/admin/accounts"] {
            assert_eq!(get(&reader, path).await.0, 403, "{path}");
        }
        for path in ["/account", "/account/sessions", "/account/second-factor"] {
            assert_eq!(get(&reader, path).await.0, 200, "{path}");
        }
        assert_eq!(post(&reader, "/audit", &[]).await.0, 405);
        assert_eq!(post(&reader, "/desk/none/claim", &[]).await.0, 403);
    }

    #[rocket::async_test]
    async fn the_record_is_read_page_by_page_and_forgotten_by_its_age() {
        let service = service().await;
        let store = &service.app.store;
        let event = |number: i64| crate::security_log::SecurityEvent {
            at: at(number),
            event: "login".to_owned(),
            ..Default::default()
        };
        let events: Vec<_> = (1..=120).map(event).collect();
        store.add_security_events(&events).await.expect("added");
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let (page, next) = store.security_events(&after, 50).await.expect("asked");
            seen.extend(page.iter().map(|event| event.at.as_millisecond()));
            match next {
                Some(next) => after = next,
                None => break,
            }
        }
        assert_eq!(seen, (1..=120).rev().collect::<Vec<i64>>());
        store
            .forget_security_events(at(100))
            .await
            .expect("forgotten");
        let (page, _) = store.security_events("", 50).await.expect("asked");
        assert_eq!(page.len(), 21);
    }

    #[rocket::async_test]
    async fn every_event_has_a_sentence_in_every_language() {
        let service = service().await;
        let live = service.app.definitions.live();
        let sentences = &live.templates.sentences;
        for event in EVENTS.into_iter().chain(["limit"]) {
            assert!(sentences.has(&format!("event-{event}")), "{event}");
        }
    }
}
