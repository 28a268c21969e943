//! Requests that are malformed, oversized, forged, or of the wrong kind: a clear page, the right status, nothing changed.

use std::time::Duration;

use rocket::http::{ContentType, Header, Method, Status};
use rocket::local::asynchronous::{Client, LocalRequest, LocalResponse};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::build::{HEADERS, STRICT_TRANSPORT_SECURITY, build};
use super::*;
use crate::app::AppRef;
use crate::store::Account;
use crate::testing::{
    Service, add_account, applicant, cookie_of, csrf, decide, get, get_with, log_in, post, service,
    service_with,
};
use guichet_engine::ids::Reference;

/// A page in the reader's language with the headers of every page; gives its text.
async fn page_of(response: LocalResponse<'_>, status: u16, words: &str) {
    assert_eq!(response.status().code, status, "{words}");
    for (name, value) in HEADERS {
        assert_eq!(response.headers().get_one(name), Some(value), "{words}");
    }
    assert!(response.headers().get_one("Server").is_none());
    let text = response.into_string().await.unwrap_or_default();
    assert!(text.contains("<html lang=\"zh-CN\">"), "{words}: {text}");
    assert!(text.contains(words), "{words} is missing in {text}");
}

/// A service with a case under way, and somebody with every role logged in who may see it.
async fn busy() -> (Service, Account, Reference) {
    let service = service().await;
    let (_, row) = applicant(&service).await;
    let account = add_account(&service.app, "Both", &["administrator", "reviewer"]).await;
    log_in(&service.client, &account).await;
    let code = service.app.keys.case_code(&row.case.id);
    let reference = row.case.reference;
    let (status, _) = get(&service.client, &format!("/status/{reference}?code={code}")).await;
    assert_eq!(status, 303);
    let begun = [("type", "three-in-one"), ("agree", "yes")];
    assert_eq!(post(&service.client, "/register", &begun).await.0, 303);
    (service, account, reference)
}

/// The addresses of every route that takes a form, with what there is in place of their parameters.
fn places(reference: &str) -> Vec<String> {
    let routes = crate::routes::all();
    let posts = routes
        .iter()
        .filter(|route| route.method == Method::Post)
        .map(|route| {
            route
                .uri
                .path()
                .replace("<reference>", reference)
                .replace("<name>", "three-in-one")
                .replace("<id>", "m1")
                .replace("<token>", &"t".repeat(43))
        });
    let places: Vec<String> = posts.collect();
    assert!(places.len() >= 18 && places.iter().all(|place| !place.contains('<')));
    places
}

/// What a request must not change.
async fn state(service: &Service, reference: &str) -> String {
    let store = &service.app.store;
    let case = store
        .case_by_reference(&Reference::new(reference))
        .await
        .expect("asked");
    let (mails, _) = store.mails("", 100).await.expect("asked");
    let staff = store.staff().await.expect("asked");
    let tasks = store
        .tasks_of(&[Reference::new(reference)])
        .await
        .expect("asked");
    let taken = store.is_taken("account", "wang_01").await.expect("asked");
    format!("{case:?} {mails:?} {staff:?} {tasks:?} {taken}")
}

/// Sends this to every place that takes forms: it must be refused everywhere, and nothing may have changed.
async fn refused_everywhere<'c>(
    service: &'c Service,
    reference: &str,
    status: u16,
    words: &str,
    change: impl Fn(LocalRequest<'c>) -> LocalRequest<'c>,
) {
    let before = state(service, reference).await;
    for place in places(reference) {
        let request = service.client.post(place.clone());
        let request = request.header(Header::new("Accept-Language", "zh-CN"));
        let response = change(request).dispatch().await;
        // Where there is nothing to correct, that is said before the form is read.
        if place.ends_with("/correct") && response.status() == Status::SeeOther {
            continue;
        }
        assert_eq!(response.status().code, status, "{place} {words}");
        page_of(response, status, words).await;
    }
    assert_eq!(state(service, reference).await, before, "{words}");
    // The login and the draft are still there.
    assert_eq!(get(&service.client, "/desk").await.0, 200);
    assert_eq!(get(&service.client, "/apply/three-in-one").await.0, 200);
}

#[rocket::async_test]
async fn forged_forms_are_refused_everywhere() {
    let (service, account, reference) = busy().await;
    let own = csrf(&service.client).await;
    let other = service.other_client().await;
    let foreign = csrf(&other).await;
    log_in(&other, &account).await;
    let other_login = csrf(&other).await;
    for body in [
        String::new(),
        "csrf=".to_owned(),
        "do=add&run=1".to_owned(),
        format!("csrf={foreign}"),
        format!("csrf={other_login}"),
        format!("csrf={foreign}&csrf={own}"),
        format!("CSRF={own}"),
    ] {
        refused_everywhere(&service, &reference, 403, "页面已失效", |request| {
            request.header(ContentType::Form).body(body.clone())
        })
        .await;
    }
    let body = format!("csrf={own}&do=disable&id={}", account.id);
    for (name, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Site", "nonsense"),
        ("Origin", "https://elsewhere.example"),
        ("Origin", "http://127.0.0.1:0.elsewhere.example"),
        ("Origin", ""),
    ] {
        refused_everywhere(&service, &reference, 403, "页面已失效", |request| {
            request
                .header(ContentType::Form)
                .header(Header::new(name, value))
                .body(body.clone())
        })
        .await;
    }
}

#[rocket::async_test]
async fn malformed_forms_are_refused_everywhere() {
    let (service, _, reference) = busy().await;
    let token = csrf(&service.client).await;
    let form = ContentType::Form;
    for (content_type, rest, status, words) in [
        (ContentType::JSON, "{}".to_owned(), 415, "内容格式有误"),
        (ContentType::Plain, String::new(), 415, "内容格式有误"),
        (form.clone(), "&a=%zz".to_owned(), 400, "请求有误"),
        (form.clone(), "&a=%ff".to_owned(), 400, "请求有误"),
        (form.clone(), "&name=%00".to_owned(), 400, "请求有误"),
        (form.clone(), "&name=a\0b".to_owned(), 400, "请求有误"),
        (form.clone(), "&a=1".repeat(10_000), 413, "内容太大"),
        (
            form,
            format!("&a={}", "x".repeat(2 * 1024 * 1024)),
            413,
            "内容太大",
        ),
    ] {
        let body = format!("csrf={token}{rest}");
        refused_everywhere(&service, &reference, status, words, |request| {
            request.header(content_type.clone()).body(&body)
        })
        .await;
    }
    refused_everywhere(&service, &reference, 415, "内容格式有误", |request| {
        request.body(format!("csrf={token}"))
    })
    .await;
}

async fn sent<'c>(client: &'c Client, method: Method, path: &str) -> LocalResponse<'c> {
    let request = client.req(method, path.to_owned());
    let request = request.header(Header::new("Accept-Language", "zh-CN"));
    request.dispatch().await
}

#[rocket::async_test]
async fn what_is_not_there_or_not_taken_is_said_on_a_page() {
    let service = service().await;
    let client = &service.client;
    let long = "x".repeat(8_000);
    for (method, path, status, words) in [
        (Method::Get, "/nowhere", 404, "找不到页面"),
        (
            Method::Get,
            "/status/R/attachments/1/preview/more",
            404,
            "找不到页面",
        ),
        (Method::Get, &format!("/{long}"), 404, "找不到页面"),
        (Method::Get, &format!("/nowhere?{long}"), 404, "找不到页面"),
        (Method::Get, "/%00", 404, "找不到页面"),
        (Method::Get, "/%ff%fe", 404, "找不到页面"),
        (Method::Post, "/nowhere", 404, "找不到页面"),
        (Method::Get, "/logout", 405, "请求方式有误"),
        (Method::Delete, "/login", 405, "请求方式有误"),
        (Method::Put, "/status/R1/act", 405, "请求方式有误"),
        (Method::Post, "/", 405, "请求方式有误"),
        (Method::Trace, "/login", 405, "请求方式有误"),
        (Method::Patch, "/nowhere", 404, "找不到页面"),
    ] {
        page_of(sent(client, method, path).await, status, words).await;
    }
    for (path, allow) in [
        ("/login", "GET, HEAD, POST"),
        ("/logout", "POST"),
        ("/status/R1/act", "GET, HEAD, POST"),
    ] {
        let response = sent(client, Method::Options, path).await;
        assert_eq!(response.status(), Status::NoContent);
        assert_eq!(response.headers().get_one("Allow"), Some(allow));
        let response = sent(client, Method::Delete, path).await;
        assert_eq!(response.headers().get_one("Allow"), Some(allow));
    }
    let response = sent(client, Method::Head, "/login").await;
    assert_eq!(response.status(), Status::Ok);
    assert!(
        response
            .into_bytes()
            .await
            .is_none_or(|body| body.is_empty())
    );
    let english = client
        .get("/nowhere")
        .header(Header::new("Accept-Language", "en"));
    let (status, text) = {
        let response = english.dispatch().await;
        (
            response.status().code,
            response.into_string().await.unwrap_or_default(),
        )
    };
    assert!(
        status == 404 && text.contains("<html lang=\"en\">"),
        "{text}"
    );
}

#[rocket::async_test]
async fn whoever_is_logged_in_still_is_on_the_page_of_an_error() {
    let (service, ..) = busy().await;
    let (_, text) = get(&service.client, "/nowhere").await;
    assert!(
        text.contains("/logout") || text.contains("logout"),
        "{text}"
    );
    let (_, text) = get(&service.other_client().await, "/nowhere").await;
    assert!(!text.contains("logout"));
}

#[rocket::get("/testing/panic")]
fn panicking() -> String {
    panic!("on purpose")
}

#[rocket::async_test]
async fn a_panic_is_a_page() {
    let service = service().await;
    let rocket = build(AppRef::clone(&service.app)).mount("/", rocket::routes![panicking]);
    let client = Client::tracked(rocket).await.expect("a client");
    page_of(
        sent(&client, Method::Get, "/testing/panic").await,
        500,
        "系统故障",
    )
    .await;
}

#[rocket::async_test]
async fn every_answer_has_the_headers_and_a_route_may_have_its_own() {
    let service = service_with(|config| {
        config.public_url = Some("https://window.example.cn".to_owned());
    })
    .await;
    for path in [
        "/",
        "/login",
        "/live",
        "/account",
        "/captcha/challenge",
        "/nowhere",
    ] {
        let response = sent(&service.client, Method::Get, path).await;
        for (name, value) in HEADERS {
            assert_eq!(response.headers().get_one(name), Some(value), "{path}");
            assert_eq!(response.headers().get(name).count(), 1, "{path}");
        }
        let strict = response.headers().get_one("Strict-Transport-Security");
        assert_eq!(strict, Some(STRICT_TRANSPORT_SECURITY), "{path}");
    }
    let http = crate::testing::service().await;
    let response = sent(&http.client, Method::Get, "/").await;
    assert!(
        response
            .headers()
            .get_one("Strict-Transport-Security")
            .is_none()
    );
}

#[rocket::async_test]
async fn the_address_that_counts_is_not_one_that_anybody_writes() {
    let attempts = async |service: &Service, name: &'static str, own: &[&str]| {
        let token = csrf(&service.client).await;
        let mut last = 0;
        for number in 0..12 {
            let mut request = service.client.post("/login").header(ContentType::Form);
            request = request.header(Header::new(name, format!("10.0.0.{number}")));
            for value in own {
                request.add_header(Header::new(name, (*value).to_owned()));
            }
            let body = format!("csrf={token}&name=n{number}&password=x");
            last = request.body(body).dispatch().await.status().code;
        }
        last
    };
    let alone = service_with(|config| config.rate_factor = 1).await;
    assert_eq!(attempts(&alone, "X-Real-IP", &[]).await, 429);
    let behind = |config: &mut crate::config::Config| {
        config.rate_factor = 1;
        config.proxy_header = Some("X-Forwarded-For".to_owned());
    };
    // The proxy's own header comes last, or its own address at the end of the only one.
    let proxied = service_with(behind).await;
    assert_eq!(
        attempts(&proxied, "X-Forwarded-For", &["192.0.2.1"]).await,
        429
    );
    let proxied = service_with(behind).await;
    assert_eq!(
        attempts(&proxied, "X-Forwarded-For", &["6.6.6.6, 192.0.2.1"]).await,
        429
    );
    let proxied = service_with(behind).await;
    assert_eq!(attempts(&proxied, "X-Forwarded-For", &[]).await, 422);
}

#[rocket::async_test]
async fn a_stolen_visitor_cookie_gives_nothing() {
    let service = service().await;
    let (account, row) = applicant(&service).await;
    decide(&service.app, &row.case.id, "approve").await;
    let token = csrf(&service.client).await;
    let stolen = cookie_of(&service.client, "guichet-visitor");
    log_in(&service.client, &account).await;
    let case = format!("/status/{}", row.case.reference);
    let (_, own) = get_with(&service, stolen.clone(), "/testing/csrf").await;
    assert_eq!(own, token);
    assert_ne!(csrf(&service.client).await, token);
    for path in ["/account", &case] {
        assert_eq!(get(&service.client, path).await.0, 200);
        assert_eq!(get_with(&service, stolen.clone(), path).await.0, 303);
    }
    let response = service.client.post("/logout").header(ContentType::Form);
    let response = response.body(format!("csrf={token}")).dispatch().await;
    assert_eq!(response.status(), Status::Forbidden);
}

/// Sends bytes to a service that listens; gives the beginning of the answer.
async fn raw(port: u16, request: &[u8]) -> String {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("connected");
    stream.write_all(request).await.expect("sent");
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(5), read).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[rocket::async_test]
async fn what_no_browser_sends_is_refused_and_the_service_goes_on() {
    let service = service_with(|config| config.port = 0).await;
    let server = Server::listen(&service.app).await.expect("listening");
    let port = server.address().expect("an address").port();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(async move {
        let stopped = async {
            let _ = stopped.await;
        };
        server.run(stopped).await;
    });
    let end = "Host: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\n{end}");
    let long = "x".repeat(70_000);
    for (request, expect) in [
        (get("/live"), "HTTP/1.1 200"),
        (format!("BREW / HTTP/1.1\r\n{end}"), "HTTP/1.1 400"),
        ("nonsense\r\n\r\n".to_owned(), "HTTP/1.1 400"),
        (get(&format!("/{long}")), "HTTP/1.1 414"),
        (get(&format!("/?{}", &long[..60_000])), "HTTP/1.1 200"),
        (
            format!(
                "GET /login HTTP/1.1\r\nCookie: a={}\r\n{end}",
                &long[..60_000]
            ),
            "HTTP/1.1 200",
        ),
        (
            format!("GET /login HTTP/1.1\r\n{}{end}", "X: y\r\n".repeat(200)),
            "HTTP/1.1 431",
        ),
        (get("/../../etc/passwd"), "HTTP/1.1 404"),
        (get("/assets/x/..%2f..%2fCargo.toml"), "HTTP/1.1 404"),
        (get("/live"), "HTTP/1.1 200"),
    ] {
        let answer = raw(port, request.as_bytes()).await;
        let shown: String = request.chars().take(60).collect();
        assert!(answer.starts_with(expect), "{shown:?}: {answer:.200}");
        assert!(
            !answer.to_lowercase().contains("\nserver:"),
            "{answer:.400}"
        );
    }
    // HTTP/2 in clear, whose streams and heads nothing bounds.
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let answer = raw(port, preface).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer:?}"
    );
    let _ = stop.send(());
    let ended = tokio::time::timeout(Duration::from_secs(60), running).await;
    assert!(ended.is_ok(), "it does not stop");
}

#[rocket::async_test]
async fn over_tls_a_browser_comes_in_no_other_way() {
    let service = service_with(|config| {
        config.public_url = Some("https://window.example.cn".to_owned());
    })
    .await;
    let response = service.client.get("/login").dispatch().await;
    let strict = response.headers().get_one("Strict-Transport-Security");
    assert_eq!(strict, Some("max-age=63072000; includeSubDomains"));
}
