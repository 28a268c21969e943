//! From a row of the outbox to a subject and two parts, by `templates/mail/<notice>/`.

use std::collections::BTreeSet;

use guichet_engine::ids::Files;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::outbox;
use crate::ms;
use crate::store::MailRow;
use crate::view::{RenderError, Templates};

/// The templates of every notice.
pub const PARTS: [&str; 3] = ["subject.txt", "body.txt", "body.html"];
/// The longest subject, in characters: far above any that a mail program shows.
const SUBJECT_CHARS_MAX: usize = 200;

/// A mail as people will see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The subject: one line.
    pub subject: String,
    /// The text part, complete by itself.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// What the templates of mails are given.
#[derive(Serialize)]
struct Context<'a> {
    locale: &'a str,
    mail: &'a Value,
    public_url: &'a str,
    #[serde(with = "ms::required")]
    at: Timestamp,
    subject: &'a str,
}

/// Draws a mail in its language; links begin with `public_url`.
///
/// # Errors
/// When a template of the notice is missing or fails on the row's data.
pub fn draw(templates: &Templates, public_url: &str, row: &MailRow) -> Result<Drawn, RenderError> {
    let subject = subject(templates, public_url, row)?;
    let part = |name: &str| render(templates, public_url, row, &subject, name);
    let text = tidy(&part("body.txt")?);
    let html = part("body.html")?;
    Ok(Drawn {
        text,
        html,
        subject,
    })
}

/// Draws the subject alone: one line without control characters, so that no header can be slipped in.
///
/// # Errors
/// As [`draw`].
pub fn subject(
    templates: &Templates,
    public_url: &str,
    row: &MailRow,
) -> Result<String, RenderError> {
    let drawn = render(templates, public_url, row, "", "subject.txt")?;
    let printable = drawn.replace(char::is_control, " ");
    let line = printable.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(line.chars().take(SUBJECT_CHARS_MAX).collect())
}

fn render(
    templates: &Templates,
    public_url: &str,
    row: &MailRow,
    subject: &str,
    part: &str,
) -> Result<String, RenderError> {
    let context = Context {
        locale: &row.locale,
        mail: &row.data,
        public_url,
        at: row.created,
        subject,
    };
    templates.render(&format!("mail/{}/{part}", row.notice), &context)
}

/// Returns text without blanks at the ends of lines and without more than one empty line together.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty_before = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && empty_before) {
            tidy.push_str(line);
            tidy.push('\n');
        }
        empty_before = line.is_empty();
    }
    tidy.truncate(tidy.trim_end().len());
    tidy.push('\n');
    tidy
}

/// Draws every notice of `files` in every language with data that has all there can be, and gives what fails: a name
/// that is misspelt shows here, not when the mail is due.
#[must_use]
pub fn check(templates: &Templates, files: &Files) -> Vec<RenderError> {
    let names: BTreeSet<&str> = files
        .keys()
        .filter_map(|path| Some(path.strip_prefix("templates/mail/")?.split_once('/')?.0))
        .collect();
    let mut faults = Vec::new();
    for notice in names {
        for locale in templates.sentences.languages() {
            for data in samples(notice) {
                let row =
                    outbox::outbox_row(notice, "", locale, &data, None, Timestamp::UNIX_EPOCH);
                faults.extend(draw(templates, "https://window.example.cn", &row).err());
            }
        }
    }
    faults.dedup_by(|one, other| one.template == other.template && one.line == other.line);
    faults
}

/// Returns what a notice is drawn with: once for each kind of news, where it is for members of staff.
fn samples(notice: &str) -> Vec<Value> {
    match notice {
        outbox::STAFF => {
            let kinds = outbox::STAFF_NOTIFICATIONS.iter();
            kinds.map(|kind| sample(kind.name())).collect()
        }
        outbox::ACCOUNT => outbox::ACCOUNT_NEWS.map(sample).to_vec(),
        _ => vec![sample("")],
    }
}

/// Returns what any notice may use: [`outbox::ApplicantNotification`], [`outbox::AccountNotification`] and [`outbox::StaffNotification`] in one.
fn sample(news: &str) -> Value {
    json!({
        "news": news, "absent": "X", "by": "X", "step_title": "X", "desk_url": "https://window.example.cn/desk/X",
        "reference": "X", "applicant": "X", "form_title": "X", "account_name": "X", "due": 0, "provisional": true,
        "reason": "X", "remarks": [{ "label": "X", "reason": "X" }], "status_url": "https://window.example.cn/status",
        "code": "X", "login_url": "https://window.example.cn/login",
        "name": "X", "url": "https://window.example.cn/recover", "minutes": 30,
    })
}

#[cfg(test)]
mod tests;
