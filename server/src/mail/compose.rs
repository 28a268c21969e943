//! From a row of the outbox to a mail: its subject, its text and its HTML part, drawn when it is sent.

use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{Date, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use serde::Serialize;

use crate::store::MailRow;
use crate::view::Templates;

/// Characters of the longest subject.
const SUBJECT_MAX: usize = 200;

/// A mail as people read it.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The subject, on one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A mail that cannot be made: it will not be otherwise another time.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct ComposeError(String);

#[derive(Serialize)]
struct Context<'a> {
    locale: &'a str,
    mail: &'a serde_json::Value,
}

/// Draws a mail.
///
/// # Errors
/// When a template is missing or fails.
pub fn draw(templates: &Templates, row: &MailRow) -> Result<Drawn, ComposeError> {
    let context = Context {
        locale: &row.locale,
        mail: &row.data,
    };
    let part = |name: &str| {
        templates
            .render(&format!("mail/{}/{name}", row.notice), &context)
            .map_err(|error| ComposeError(error.to_string()))
    };
    let subject = part("subject.txt")?;
    Ok(Drawn {
        // Whatever answers it holds, a subject is one line.
        subject: subject
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(SUBJECT_MAX)
            .collect(),
        text: part("body.txt")?,
        html: part("body.html")?,
    })
}

/// RFC 3834: no one is to answer this automatically.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// A mail ready to be sent. The same row always gives the same `Message-ID` and `Date`, so that a mail sent twice is known
/// as one.
///
/// # Errors
/// When an address is none, or the mail cannot be drawn.
pub fn compose(
    templates: &Templates,
    row: &MailRow,
    from: &Mailbox,
    domain: &str,
) -> Result<(Envelope, Vec<u8>), ComposeError> {
    let drawn = draw(templates, row)?;
    let to: lettre::Address = row
        .to
        .parse()
        .map_err(|_| ComposeError("the recipient's address is no address".to_owned()))?;
    let sent = std::time::UNIX_EPOCH
        + std::time::Duration::from_millis(u64::try_from(row.created).unwrap_or(0));
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(drawn.subject)
        .message_id(Some(format!("<{}@{domain}>", row.id)))
        .header(Date::from(sent))
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(drawn.text, drawn.html))
        .map_err(|error| ComposeError(error.to_string()))?;
    Ok((message.envelope().clone(), message.formatted()))
}
