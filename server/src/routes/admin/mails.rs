//! The outbox, for administrators: what was sent, what was not and why, and sending again.

use rocket::http::ContentType;
use rocket::{Route, get, post, routes};

use crate::app::App;
use crate::guard::{Administrator, Limited, Posted};
use crate::mail::{self, Drawn};
use crate::reply::{PageError, Reply, RouteResult};
use crate::store::{MailRow, MailState};
use crate::view::page::{MailPage, MailView, MailsPage};

/// Mails on a page.
const PAGE_SIZE: usize = 25;

pub(super) fn routes() -> Vec<Route> {
    routes![list, show, html, resend]
}

#[get("/admin/mails?<after>")]
async fn list(administrator: Administrator<'_>, after: Option<&str>) -> RouteResult {
    let visitor = &administrator.visitor;
    let app = visitor.app;
    let found = app
        .store
        .mails(after.unwrap_or_default(), PAGE_SIZE)
        .await?;
    let (rows, next) = found;
    let href = |next: String| {
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("/admin/mails?after={next}")
    };
    let page = MailsPage {
        mails: rows.iter().map(|row| view(app, row)).collect(),
        next_href: next.map(href),
        to_files: app.mailer.writes_files(),
    };
    visitor.page("admin/mails.html", &page)
}

/// A mail that cannot be drawn shows why instead of its text.
fn drawn(app: &App, row: &MailRow) -> Drawn {
    let live = app.definitions.live();
    mail::draw(&live.templates, row).unwrap_or_else(|error| Drawn {
        subject: row.notice.clone(),
        text: error.to_string(),
        html: String::new(),
    })
}

fn view(app: &App, row: &MailRow) -> MailView {
    MailView {
        id: row.id.clone(),
        to: row.to.clone(),
        subject: drawn(app, row).subject,
        notice: row.notice.clone(),
        state: match row.state {
            MailState::Queued => "queued",
            MailState::Sent => "sent",
            MailState::Failed => "failed",
        }
        .to_owned(),
        attempts: row.attempts,
        last_error: row.last_error.clone(),
        created: row.created,
        sent: row.sent,
        next: row.next,
    }
}

async fn find(app: &App, id: &str) -> Result<MailRow, PageError> {
    let found = app.store.mail(id).await?;
    found.ok_or_else(PageError::not_found)
}

/// What the links of a mail that gives access are replaced by: an administrator sees that it was sent, and does not get in by it.
const VEILED: &str = "…";

/// The mail as administrators see it: without the link that sets a password. Where mail goes to files, this page is how it is
/// read, and nothing is left out.
fn veiled(app: &App, mut row: MailRow) -> MailRow {
    if let Some(url) = row.data.get_mut("url")
        && !app.mailer.writes_files()
    {
        *url = serde_json::Value::from(VEILED);
    }
    row
}

#[get("/admin/mails/<id>")]
async fn show(administrator: Administrator<'_>, id: &str) -> RouteResult {
    let visitor = &administrator.visitor;
    let row = veiled(visitor.app, find(visitor.app, id).await?);
    let page = MailPage {
        mail: view(visitor.app, &row),
        text: drawn(visitor.app, &row).text,
        html_href: format!("/admin/mails/{id}/html"),
    };
    visitor.page("admin/mail.html", &page)
}

/// The HTML part by itself, for a frame: it may show itself and do nothing.
#[get("/admin/mails/<id>/html")]
async fn html(administrator: Administrator<'_>, id: &str) -> RouteResult {
    let app = administrator.visitor.app;
    let row = veiled(app, find(app, id).await?);
    let reply = Reply::bytes(ContentType::HTML, drawn(app, &row).html.into_bytes());
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";
    Ok(reply
        .with_header("Content-Security-Policy", policy)
        .with_header("X-Frame-Options", "SAMEORIGIN"))
}

#[post("/admin/mails/<id>/resend", data = "<_posted>")]
async fn resend(administrator: Administrator<'_>, id: &str, _posted: Posted) -> RouteResult {
    administrator.visitor.limit(Limited::Change)?;
    let app = administrator.visitor.app;
    let mut row = find(app, id).await?;
    let now = app.clock.now_ms();
    row.state = MailState::Queued;
    row.attempts = 0;
    row.created = now;
    row.next = Some(now);
    row.last_error = None;
    app.store.put_mail(&row).await?;
    app.mail_waiting();
    tracing::info!(
        mail = id,
        by = administrator.login.account.id,
        "a mail is sent again"
    );
    Ok(Reply::see_other(format!("/admin/mails/{id}?done=resent")))
}
