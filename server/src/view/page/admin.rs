//! What administrators are given about definitions and mails.

use guichet_engine::workflow::Unattended;
use guichet_engine::workflow::diagram::Drawing;
use jiff::Timestamp;
use serde::Serialize;

use super::{Page, Reader, SAMPLE_DAY, SAMPLE_NOW, sample_drawing};
use crate::ms;

/// `admin/index.html`: definitions and what is wrong with them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AdminPage {
    /// Every definition.
    pub definitions: Vec<AdminDefinition>,
    /// Every fault.
    pub diagnostics: Vec<DiagnosticView>,
    /// What is to be seen to now.
    pub alerts: Vec<AlertView>,
    /// Workflows that failed lately, the latest first.
    pub failures: Vec<FailureView>,
    /// Open steps on which nobody can act.
    pub unattended: Vec<UnattendedView>,
    /// The time at which the folder was last read.
    #[serde(with = "ms::required")]
    pub read_at: Timestamp,
    /// The folder.
    pub folder: String,
    /// Every calendar.
    pub calendars: Vec<AdminCalendar>,
    /// The number of mails that were given up, counted up to 100 (`failed_mails_more`).
    pub failed_mails: usize,
    /// Set if there are more than counted.
    pub failed_mails_more: bool,
}

/// Something that is to be seen to now.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AlertView {
    /// The word of the sentence about it: `mail`, `backup`, `disk`, `file-missing`, `file-changed`.
    pub kind: &'static str,
    /// The id of the file, where it is about one.
    pub subject: String,
    /// The reference number of the application that it is about, if it is about one.
    pub reference: Option<String>,
    /// What a mail server or the disk said.
    pub detail: String,
    /// The time at which it was first found.
    #[serde(with = "ms::required")]
    pub since: Timestamp,
    /// The number of times it was found.
    pub times: u64,
}

/// An open step on which nobody can act.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UnattendedView {
    /// The reference number of the application.
    pub reference: String,
    /// The step's title.
    pub step: String,
    /// The role, group or person that it is for, as the script names it.
    pub who: String,
    /// The key of the reason: `nobody`, `absent`, …
    pub why: &'static str,
}

/// A workflow that failed while it ran.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FailureView {
    /// The time of the last failure.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// The number of times.
    pub times: u64,
    /// The reference number of the application; `None` where one was to begin.
    pub reference: Option<String>,
    /// The workflow's name and version.
    pub workflow: String,
    /// The detail of the failure.
    pub detail: String,
}

/// A calendar.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AdminCalendar {
    /// Name.
    pub name: String,
    /// `chinese-holiday`, `weekends`; `None` when none serves.
    pub base: Option<&'static str>,
    /// The first year whose days off are known, where there is one.
    pub first_year: Option<i16>,
    /// The last.
    pub last_year: Option<i16>,
    /// The last day whose days off are known (`2026-12-31`).
    pub published_until: Option<String>,
    /// Set if that day is near or over, so that due dates are provisional.
    pub ends_soon: bool,
    /// Set if the folder holds a newer one that is refused.
    pub refused: bool,
    /// The titles of the workflows that count by it.
    pub workflows: Vec<String>,
}

/// `admin/workflow.html`: one workflow.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WorkflowPage {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The published version, shortened.
    pub version: String,
    /// The forms whose applications go through it.
    pub forms: Vec<String>,
    /// Its picture.
    pub picture: Drawing,
}

/// A definition.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AdminDefinition {
    /// `form`, `workflow`, `templates`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// The published version, shortened; `None` when none is.
    pub version: Option<String>,
    /// Set if the folder holds a newer one that is refused.
    pub refused: bool,
    /// The number of examples or scenarios that were run.
    pub tried: usize,
}

/// A fault of a definition.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DiagnosticView {
    /// `forms/x/form.json:3:5`.
    pub place: String,
    /// The code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The problem.
    pub text: String,
    /// The advice on it.
    pub help: String,
}

/// `admin/mails.html`: the outbox.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailsPage {
    /// Newest first.
    pub mails: Vec<MailView>,
    /// The next page.
    pub next_href: Option<String>,
    /// Back to the first page, from any other.
    pub first_href: Option<String>,
    /// Set if mail goes to files rather than to a mail server.
    pub to_files: bool,
    /// Set if only those that were given up are shown.
    pub failed: bool,
}

/// A mail of the outbox.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailView {
    /// Id; its page is `/admin/mails/<id>`.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The notice.
    pub notice: String,
    /// `queued`, `sent`, `failed`.
    pub state: String,
    /// The number of attempts.
    pub attempts: u32,
    /// The last answer of the mail server.
    pub last_error: Option<String>,
    /// The time at which it was caused.
    #[serde(with = "ms::required")]
    pub created: Timestamp,
    /// The time at which it was accepted.
    #[serde(with = "ms::optional")]
    pub sent: Option<Timestamp>,
    /// The time of the next attempt.
    #[serde(with = "ms::optional")]
    pub next: Option<Timestamp>,
    /// Set if it can be sent again: not once the link that it was for is gone.
    pub can_resend: bool,
}

/// `admin/mail.html`: one mail as it is sent.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailPage {
    /// The mail.
    pub mail: MailView,
    /// The text part.
    pub text: String,
    /// The HTML part, to be shown in a sandboxed frame: its address.
    pub html_href: String,
}

impl AdminDefinition {
    fn sample(kind: &str, version: Option<&str>, refused: bool) -> Self {
        Self {
            kind: kind.to_owned(),
            name: "sample".to_owned(),
            title: "示例".to_owned(),
            version: version.map(str::to_owned),
            refused,
            tried: 41,
        }
    }
}

impl DiagnosticView {
    fn sample(severity: &str) -> Self {
        Self {
            place: "forms/sample/form.json:12:9".to_owned(),
            code: "F007".to_owned(),
            severity: severity.to_owned(),
            text: "示例".to_owned(),
            help: "示例".to_owned(),
        }
    }
}

impl AdminCalendar {
    fn sample(name: &str, is_good: bool, ends_soon: bool) -> Self {
        Self {
            name: name.to_owned(),
            base: is_good.then_some("chinese-holiday"),
            first_year: is_good.then_some(2004),
            last_year: is_good.then_some(2026),
            published_until: is_good.then(|| "2026-12-31".to_owned()),
            ends_soon,
            refused: !is_good,
            workflows: if is_good {
                vec!["示例".to_owned()]
            } else {
                Vec::new()
            },
        }
    }
}

impl Page for AdminPage {
    const TEMPLATE: &'static str = "admin/index.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let unattended = |why: &'static str| UnattendedView {
            reference: "HB20261124-7QK2M".to_owned(),
            step: "示例".to_owned(),
            who: "group:示例".to_owned(),
            why,
        };
        let good = Self {
            unattended: Unattended::ALL.map(|why| unattended(why.name())).to_vec(),
            definitions: vec![
                AdminDefinition::sample("form", Some("0a1b2c3d4e5f"), true),
                AdminDefinition::sample("workflow", Some("0a1b2c3d4e5f"), false),
                AdminDefinition::sample("templates", None, true),
            ],
            read_at: SAMPLE_NOW,
            folder: "/srv/guichet".to_owned(),
            ..Self::default()
        };
        let failure = |reference: Option<&str>| FailureView {
            at: SAMPLE_NOW,
            times: 2,
            reference: reference.map(str::to_owned),
            workflow: "sample 0a1b2c3d".to_owned(),
            detail: "示例".to_owned(),
        };
        let alert = |kind: &'static str| AlertView {
            kind,
            subject: "0123456789abcdef".to_owned(),
            reference: (kind == "file-missing").then(|| "20260302-A2B3-C4D5".to_owned()),
            detail: "connect: connection refused".to_owned(),
            since: SAMPLE_NOW,
            times: if kind == "mail" { 12 } else { 1 },
        };
        let faulty = Self {
            alerts: ["disk", "mail", "backup", "file-missing", "file-changed"]
                .map(alert)
                .to_vec(),
            diagnostics: ["error", "warning"].map(DiagnosticView::sample).to_vec(),
            failures: vec![failure(Some("20260302-A2B3-C4D5")), failure(None)],
            calendars: vec![
                AdminCalendar::sample("cn", true, false),
                AdminCalendar::sample("ending", true, true),
                AdminCalendar::sample("office", false, false),
            ],
            failed_mails: 100,
            failed_mails_more: true,
            ..good.clone()
        };
        vec![faulty, good]
    }
}

impl Page for WorkflowPage {
    const TEMPLATE: &'static str = "admin/workflow.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        vec![Self {
            name: "sample".to_owned(),
            title: "示例".to_owned(),
            version: "0a1b2c3d4e5f".to_owned(),
            forms: vec!["示例".to_owned(), "示例".to_owned()],
            picture: sample_drawing(),
        }]
    }
}

impl MailView {
    /// Returns a mail in this state.
    fn sample(state: &str) -> Self {
        Self {
            id: format!("mail-{state}"),
            to: "admin@example.com".to_owned(),
            subject: "示例".to_owned(),
            notice: "received".to_owned(),
            state: state.to_owned(),
            attempts: 2,
            last_error: (state == "failed").then(|| "550 5.1.1 no such user".to_owned()),
            created: SAMPLE_NOW - SAMPLE_DAY,
            sent: (state == "sent").then_some(SAMPLE_NOW),
            next: (state == "queued").then_some(SAMPLE_NOW + SAMPLE_DAY),
            can_resend: state != "sent",
        }
    }
}

impl Page for MailsPage {
    const TEMPLATE: &'static str = "admin/mails.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let full = Self {
            mails: ["queued", "sent", "failed"].map(MailView::sample).to_vec(),
            next_href: Some("/admin/mails?after=x".to_owned()),
            first_href: Some("/admin/mails".to_owned()),
            to_files: true,
            failed: false,
        };
        let no_failed = Self {
            failed: true,
            ..Self::default()
        };
        vec![full, no_failed, Self::default()]
    }
}

impl Page for MailPage {
    const TEMPLATE: &'static str = "admin/mail.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let page = |state: &str| Self {
            mail: MailView::sample(state),
            text: "示例\n示例".to_owned(),
            html_href: "/admin/mails/x/html".to_owned(),
        };
        ["queued", "sent", "failed"].map(page).to_vec()
    }
}

/// `diagram/alone.html`: the picture of a workflow as a file of its own (`guichet workflow diagram`).
#[derive(Clone, Debug, Default, Serialize)]
pub struct WorkflowPicture {
    /// The picture.
    pub drawing: Drawing,
    /// Its style sheet.
    pub css: String,
}

impl Page for WorkflowPicture {
    const TEMPLATE: &'static str = "diagram/alone.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            drawing: sample_drawing(),
            css: String::new(),
        }]
    }
}
