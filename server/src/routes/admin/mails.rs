//! The outbox, for administrators: what was sent, what was not and why, and sending again.

use rocket::http::{ContentType, Status};
use rocket::{Route, get, post, routes};

use crate::app::App;
use crate::guard::{Administrator, Limited, Posted};
use crate::mail::{self, Drawn};
use crate::reply::{PageError, Reply, RouteResult};
use crate::store::{MailRow, MailState};
use crate::view::RenderError;
use crate::view::page::{MailPage, MailView, MailsPage};

/// The state that the list can be narrowed to.
const FAILED: &str = "failed";
/// Mails on a page.
const PAGE_SIZE: usize = 25;
/// The HTML part shows itself and does nothing but open its links in pages of their own.
const FRAME_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; \
     form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

pub(super) fn routes() -> Vec<Route> {
    routes![list, show, html, resend]
}

#[get("/admin/mails?<after>&<state>")]
async fn list(
    administrator: Administrator<'_>,
    after: Option<&str>,
    state: Option<&str>,
) -> RouteResult {
    let visitor = &administrator.visitor;
    let app = visitor.app;
    let after = after.unwrap_or_default();
    let failed = state == Some(FAILED);
    let (rows, next) = if failed {
        app.store.failed_mails(after, PAGE_SIZE).await?
    } else {
        app.store.mails(after, PAGE_SIZE).await?
    };
    let first = if failed {
        format!("/admin/mails?state={FAILED}")
    } else {
        "/admin/mails".to_owned()
    };
    let mark = if failed { '&' } else { '?' };
    let href = |next: String| {
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("{first}{mark}after={next}")
    };
    let page = MailsPage {
        mails: rows
            .iter()
            .map(|row| view(app, row, subject(app, visitor.locale, row)))
            .collect(),
        next_href: next.map(href),
        first_href: (!after.is_empty()).then(|| first.clone()),
        to_files: app.mailer.writes_files(),
        failed,
    };
    visitor.page(&page)
}

#[get("/admin/mails/<id>")]
async fn show(administrator: Administrator<'_>, id: &str) -> RouteResult {
    let visitor = &administrator.visitor;
    let app = visitor.app;
    let row = find(app, id).await?;
    let text = drawn(app, &row).map_or_else(|error| error.to_string(), |drawn| drawn.text);
    let page = MailPage {
        mail: view(app, &row, subject(app, visitor.locale, &row)),
        text,
        html_href: format!("/admin/mails/{id}/html"),
    };
    visitor.page(&page)
}

/// The HTML part by itself, for a frame.
#[get("/admin/mails/<id>/html")]
async fn html(administrator: Administrator<'_>, id: &str) -> RouteResult {
    let app = administrator.visitor.app;
    let row = find(app, id).await?;
    let html = drawn(app, &row).map_or_else(|_| String::new(), |drawn| drawn.html);
    Ok(Reply::bytes(ContentType::HTML, html.into_bytes())
        .with_header("Content-Security-Policy", FRAME_POLICY)
        .with_header("X-Frame-Options", "SAMEORIGIN"))
}

/// Queues a mail that was sent or given up, or brings forward one that waits for its next try.
#[post("/admin/mails/<id>/resend", data = "<posted>")]
async fn resend(administrator: Administrator<'_>, id: &str, posted: Posted) -> RouteResult {
    let Posted { .. } = posted;
    administrator.visitor.limit(Limited::Change)?;
    let app = administrator.visitor.app;
    let mut row = find(app, id).await?;
    if mail::link_is_gone(&row) {
        return Err(PageError::new(Status::Conflict, "error-mail-without-link"));
    }
    let now = app.clock.now();
    // A mail that is due may be on its way at this moment: it is left to whoever has it.
    if row.next.is_none_or(|next| next > now) {
        row.state = MailState::Queued;
        row.attempts = 0;
        row.next = Some(now);
        app.store.put_mail(&row).await?;
        let by = &administrator.login.account.id;
        tracing::info!(mail = id, %by, "a mail is to be sent again");
    }
    app.mail_waiting();
    Ok(Reply::see_other(format!("/admin/mails/{id}?done=resent")))
}

async fn find(app: &App, id: &str) -> Result<MailRow, PageError> {
    let found = app.store.mail(id).await?;
    found.ok_or_else(PageError::not_found)
}

/// Returns the mail as administrators see it: without the link that sets a password, without the code of an application. Where
/// mail goes to files this page is how it is read, and nothing is left out.
fn shown(app: &App, row: &MailRow) -> MailRow {
    if app.mailer.writes_files() {
        return mail::with_code(row.clone(), &app.keys);
    }
    let mut shown = row.clone();
    mail::hide_keys(&mut shown);
    shown
}

fn drawn(app: &App, row: &MailRow) -> Result<Drawn, RenderError> {
    let live = app.definitions.live();
    mail::draw(&live.templates, app.mailer.public_url(), &shown(app, row))
}

/// Returns the subject, or that there is none with the templates as they are.
fn subject(app: &App, locale: &str, row: &MailRow) -> String {
    let live = app.definitions.live();
    mail::subject(&live.templates, app.mailer.public_url(), &shown(app, row)).unwrap_or_else(|_| {
        let sentences = &live.templates.sentences;
        sentences.get(
            locale,
            "mail-unrenderable",
            &std::collections::BTreeMap::new(),
        )
    })
}

fn view(app: &App, row: &MailRow, subject: String) -> MailView {
    let next = row.next.filter(|_| row.state == MailState::Queued);
    MailView {
        id: row.id.clone(),
        to: row.to.clone(),
        subject,
        notice: row.notice.clone(),
        state: match row.state {
            MailState::Queued => "queued",
            MailState::Sent => "sent",
            MailState::Failed => FAILED,
        }
        .to_owned(),
        attempts: row.attempts,
        last_error: row.last_error.clone(),
        created: row.created,
        sent: row.sent,
        next: next.filter(|next| *next > app.clock.now()),
        can_resend: !mail::link_is_gone(row),
    }
}

#[cfg(test)]
mod tests;
