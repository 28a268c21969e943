//! What administrators' pages are given: definitions, mails, members of staff.

use guichet_engine::workflow::diagram::Drawing;
use serde::Serialize;

use super::ProblemLine;

/// `admin/index.html`: definitions and what is wrong with them.
#[derive(Clone, Debug, Serialize)]
pub struct AdminPage {
    /// Every definition.
    pub definitions: Vec<AdminDefinition>,
    /// Every fault.
    pub diagnostics: Vec<DiagnosticView>,
    /// Workflows that failed lately, the latest first.
    pub failures: Vec<FailureView>,
    /// When the folder was last read.
    pub read_at: i64,
    /// The folder.
    pub folder: String,
    /// Every calendar.
    pub calendars: Vec<AdminCalendar>,
    /// How many mails were given up, counted up to 100 (`failed_mails_more`).
    pub failed_mails: usize,
    /// Whether there are more than counted.
    pub failed_mails_more: bool,
}

/// A workflow that failed while it ran.
#[derive(Clone, Debug, Serialize)]
pub struct FailureView {
    /// When it last did.
    pub at: i64,
    /// How often.
    pub times: u64,
    /// The reference number of the application; `None` where one was to begin.
    pub reference: Option<String>,
    /// The workflow's name and version.
    pub workflow: String,
    /// What failed.
    pub detail: String,
}

/// A calendar.
#[derive(Clone, Debug, Serialize)]
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
    /// Whether that day is near or over, so that due dates are provisional.
    pub ends_soon: bool,
    /// Whether the folder holds a newer one that is refused.
    pub refused: bool,
    /// The titles of the workflows that count by it.
    pub workflows: Vec<String>,
}

/// `admin/workflow.html`: one workflow.
#[derive(Clone, Debug, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
pub struct AdminDefinition {
    /// `form`, `workflow`, `templates`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// The published version, shortened; `None` when none is.
    pub version: Option<String>,
    /// Whether the folder holds a newer one that is refused.
    pub refused: bool,
    /// How many examples or scenarios were run.
    pub tried: usize,
}

/// A fault of a definition.
#[derive(Clone, Debug, Serialize)]
pub struct DiagnosticView {
    /// `forms/x/form.json:3:5`.
    pub place: String,
    /// The code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub text: String,
    /// What to do.
    pub help: String,
}

/// `admin/mails.html`: the outbox.
#[derive(Clone, Debug, Serialize)]
pub struct MailsPage {
    /// Newest first.
    pub mails: Vec<MailView>,
    /// The next page.
    pub next_href: Option<String>,
    /// Back to the first page, from any other.
    pub first_href: Option<String>,
    /// Whether mail goes to files rather than to a mail server.
    pub to_files: bool,
    /// Whether only those that were given up are shown.
    pub failed: bool,
}

/// A mail of the outbox.
#[derive(Clone, Debug, Serialize)]
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
    /// How often it was tried.
    pub attempts: u32,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it was caused.
    pub created: i64,
    /// When it was accepted.
    pub sent: Option<i64>,
    /// When it is tried next.
    pub next: Option<i64>,
    /// Whether it can be sent again: not once the link that it was for is gone.
    pub can_resend: bool,
}

/// `admin/mail.html`: one mail as it is sent.
#[derive(Clone, Debug, Serialize)]
pub struct MailPage {
    /// The mail.
    pub mail: MailView,
    /// The text part.
    pub text: String,
    /// The HTML part, to be shown in a sandboxed frame: its address.
    pub html_href: String,
}

/// `admin/users.html`: staff.
#[derive(Clone, Debug, Serialize)]
pub struct UsersPage {
    /// Every member of staff.
    pub users: Vec<UserView>,
    /// What is wrong with the one being added, by input: `name`, `display_name`, `email`, `roles`.
    pub problems: Vec<ProblemLine>,
    /// What was typed.
    pub typed: UserView,
    /// The one-time password of the one just made or reset: shown once.
    pub made: Option<UserMade>,
    /// Every group that there is.
    pub groups: Vec<String>,
}

/// `admin/user.html`: one member of staff.
#[derive(Clone, Debug, Serialize)]
pub struct UserPage {
    /// Who, with what was typed.
    pub user: UserView,
    /// What is wrong, by input: `display_name`, `email`, `roles`, `groups`; `from`, `until`, `stand_in`.
    pub problems: Vec<ProblemLine>,
    /// Every group that there is.
    pub groups: Vec<String>,
    /// Their absence.
    pub absence: AbsenceView,
}

/// `account_staff.html`: the own page of a member of staff.
#[derive(Clone, Debug, Serialize)]
pub struct StaffPage {
    /// Who.
    pub user: UserView,
    /// What is wrong, by input: `from`, `until`, `stand_in`.
    pub problems: Vec<ProblemLine>,
    /// Their absence.
    pub absence: AbsenceView,
    /// Those for whom they stand in today.
    pub stands_in_for: Vec<String>,
}

/// When a member of staff is absent, posted as `from`, `until` and `stand_in` with `do=absent`, or `do=present`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AbsenceView {
    /// Where it is posted to.
    pub action: String,
    /// The first day: `2026-11-30`.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The id of whoever stands in.
    pub stand_in: String,
    /// What whoever stands in is called, where an absence is noted that is not over.
    pub noted: Option<String>,
    /// Who may stand in.
    pub colleagues: Vec<ColleagueView>,
}

/// Somebody to choose.
#[derive(Clone, Debug, Serialize)]
pub struct ColleagueView {
    /// The account's id.
    pub id: String,
    /// What they are called.
    pub name: String,
}

/// A member of staff.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UserView {
    /// Id.
    pub id: String,
    /// Login name.
    pub name: String,
    /// Name.
    pub display_name: String,
    /// E-mail.
    pub email: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// Whether they are absent today.
    pub absent: bool,
    /// Whether it is turned off.
    pub disabled: bool,
    /// Whether it is the viewer's own.
    pub is_viewer: bool,
}

/// A one-time password, shown once.
#[derive(Clone, Debug, Serialize)]
pub struct UserMade {
    /// Login name.
    pub name: String,
    /// Password.
    pub password: String,
}
