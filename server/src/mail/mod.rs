//! Mail: what goes into the outbox, how it is drawn, and how it is sent.

mod compose;
mod transport;

use lettre::message::Mailbox;
use serde::Serialize;
use serde_json::Value;

pub use compose::{ComposeError, Drawn, draw};
pub use transport::{SendError, Transport};

use crate::store::{MailRow, MailState};
use crate::view::Templates;

/// Draws and sends mails.
#[derive(Debug)]
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
    /// The right side of every `Message-ID`.
    domain: String,
}

impl Mailer {
    /// A mailer that sends by `url`, from `from`, for the service at `public_url`.
    ///
    /// # Errors
    /// One line that says which of them is wrong.
    pub fn new(url: &str, from: &str, public_url: &str) -> Result<Self, String> {
        let domain = url::Url::parse(public_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        Ok(Self {
            transport: Transport::of(url)?,
            from: from
                .parse()
                .map_err(|error| format!("mail_from {from} is no address: {error}"))?,
            domain: domain.unwrap_or_else(|| "localhost".to_owned()),
        })
    }

    /// Whether mails become files.
    #[must_use]
    pub fn writes_files(&self) -> bool {
        matches!(self.transport, Transport::Files(_))
    }

    /// Draws and sends a mail.
    ///
    /// # Errors
    /// Why not, and whether another try is of use.
    pub async fn send(&self, templates: &Templates, row: &MailRow) -> Result<(), SendError> {
        let composed = compose::compose(templates, row, &self.from, &self.domain);
        let (envelope, mail) = composed.map_err(|error| SendError {
            is_temporary: false,
            reason: error.to_string(),
        })?;
        self.transport.send(&row.id, &envelope, &mail).await
    }
}

/// What the templates of a case's notices are given. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseNotice {
    /// The reference number.
    pub reference: String,
    /// The applicant's name.
    pub applicant: String,
    /// The form's title in the mail's language.
    pub form_title: String,
    /// The login name, where the case has an account.
    pub account_name: Option<String>,
    /// By when the step that is open now is due.
    pub due: Option<i64>,
    /// Whether that may still move.
    pub provisional: bool,
    /// The reason given.
    pub reason: Option<String>,
    /// The fields sent back.
    pub remarks: Vec<NoticeRemark>,
    /// The status page, with the code that proves whose it is.
    pub status_url: String,
    /// The code by itself.
    pub code: String,
    /// The login page.
    pub login_url: String,
}

/// A field sent back.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeRemark {
    /// The field's label.
    pub label: String,
    /// What to put right.
    pub reason: String,
}

/// What the templates of the notices `recovery` and `password-changed` are given.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountNotice {
    /// The name people are called by.
    pub name: String,
    /// The login name.
    pub account_name: String,
    /// The recovery link; empty in `password-changed`.
    pub url: String,
    /// How long it works.
    pub minutes: u32,
    /// The login page.
    pub login_url: String,
}

/// A row for the outbox, to be sent at once.
#[must_use]
pub fn outbox_row(
    notice: &str,
    to: &str,
    locale: &str,
    data: &impl Serialize,
    case: Option<&str>,
    now: i64,
) -> MailRow {
    MailRow {
        id: crate::keys::id(),
        case: case.map(str::to_owned),
        to: to.to_owned(),
        notice: notice.to_owned(),
        locale: locale.to_owned(),
        data: serde_json::to_value(data).unwrap_or(Value::Null),
        state: MailState::Queued,
        attempts: 0,
        next: Some(now),
        last_error: None,
        created: now,
        sent: None,
    }
}
