//! What each page is given. A template sees `locale`, `frame` and `page`; times are milliseconds since 1970.

mod admin;
mod case;

use guichet_engine::form::{Change, View};
use guichet_engine::message::Message;
use guichet_engine::workflow::diagram::Drawing;
use serde::Serialize;

pub use admin::*;
pub use case::*;

/// What surrounds every page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// The token that every form brings back as `csrf`.
    pub csrf: String,
    /// The path of the page.
    pub path: String,
    /// The key of what was just done (`done-claimed`), where the address says so; shown if there is such a sentence.
    pub done: Option<String>,
    /// The languages to choose from.
    pub locales: Vec<FrameLocale>,
    /// Who is logged in.
    pub account: Option<FrameAccount>,
}

/// A language to choose.
#[derive(Clone, Debug, Serialize)]
pub struct FrameLocale {
    /// `zh-CN`, `en`.
    pub name: &'static str,
    /// This page in that language.
    pub href: String,
    /// Whether the page is in it.
    pub current: bool,
}

/// Who is logged in.
#[derive(Clone, Debug, Serialize)]
pub struct FrameAccount {
    /// The name people are called by.
    pub name: String,
    /// Whether they are staff.
    pub staff: bool,
    /// Whether they are a reviewer.
    pub reviewer: bool,
    /// Whether they are an administrator.
    pub administrator: bool,
}

/// `error.html`
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// The key of the heading.
    pub title_key: String,
    /// What happened and what to do.
    pub message: Message,
}

/// `portal.html` and `window.html`: the landing page, and the single window with its two entries.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EmptyPage {}

/// `register.html`: terms, disclaimer, choice of type.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterPage {
    /// The types that anybody may start.
    pub types: Vec<RegisterType>,
    /// The documents to agree to, each once.
    pub terms: Vec<RegisterTerms>,
    /// The type chosen.
    pub selected: String,
    /// What is wrong (`problem-choose-type`).
    pub problem: Option<String>,
}

/// A registration type.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterType {
    /// The form's name: the value posted as `type`.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line about it.
    pub description: Option<String>,
    /// Whether this visitor has a draft of it.
    pub draft: bool,
}

/// A document to agree to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegisterTerms {
    /// Title.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// The titles of the types it is for; empty when it is for all.
    pub only_for: Vec<String>,
}

/// A line of an error summary.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemLine {
    /// The id of the input (`f-contacts-0-name`); the link is `#` and this.
    pub id: String,
    /// The pointer of the answer.
    pub pointer: String,
    /// The field's label, with its section or row where the label alone is not unique.
    pub label: String,
    /// What is wrong and what to do.
    pub text: String,
}

/// `form.html`: the generated form, new, resumed, refused or in correction. The parts that change per visitor on a
/// form that nobody has touched are `frame.csrf` and `page.deadline`.
#[derive(Clone, Debug, Serialize)]
pub struct FormPage {
    /// Where it is posted (`/apply/three-in-one`, `/status/<reference>/correct`). Buttons are named `do`:
    /// `check`, `save`, `extend`, `refresh`, `upload`, `add-row <pointer>`, `remove-row <pointer>`,
    /// `remove-file <pointer> <id>`.
    pub action: String,
    /// The form's title.
    pub title: String,
    /// The lines shown above it.
    pub notices: Vec<String>,
    /// The form itself: its root.
    pub view: View,
    /// What is wrong, in the order of the page.
    pub problems: Vec<ProblemLine>,
    /// When the time allowed runs out.
    pub deadline: Option<i64>,
    /// Whether it has run out; the answers are kept.
    pub expired: bool,
    /// The time allowed, in minutes.
    pub time_limit_minutes: Option<u32>,
    /// When the draft was last saved; `None` for a form nobody has touched.
    pub saved_at: Option<i64>,
    /// How many days a draft is kept.
    pub draft_days: u32,
    /// Whether what is shown depends on answers, so that a change of a choice must be sent at once.
    pub reactive: bool,
    /// In a correction: the reference number.
    pub correction_of: Option<String>,
    /// In a correction: what was sent back, in the order of the page.
    pub flagged: Vec<FlaggedView>,
    /// In a correction: the reviewer's remark on the whole.
    pub reason: Option<String>,
}

/// `check.html`: check your answers.
#[derive(Clone, Debug, Serialize)]
pub struct CheckPage {
    /// What is changed of what is registered.
    pub changes: Vec<ChangeView>,
    /// The form's title.
    pub title: String,
    /// The answers, read only.
    pub view: View,
    /// Back to the form; `#<id>` goes to a field.
    pub back: String,
    /// Where it is submitted.
    pub action: String,
    /// In a correction: the reference number.
    pub correction_of: Option<String>,
    /// In a correction: the pointers of what can be changed and of all that lies around it.
    pub editable: Option<Vec<String>>,
    /// In a correction: what was sent back and is as it was.
    pub untouched: Vec<FlaggedView>,
}

/// An answer that was sent back.
#[derive(Clone, Debug, Serialize)]
pub struct FlaggedView {
    /// The field.
    pub label: String,
    /// The id of its place in the form.
    pub id: String,
    /// What should have been put right.
    pub reason: String,
}

/// `received.html`: confirmation.
#[derive(Clone, Debug, Serialize)]
pub struct ReceivedPage {
    /// The reference number.
    pub reference: String,
    /// The code that proves that the application is the applicant's.
    pub code: String,
    /// Where the confirmation is mailed.
    pub email: String,
    /// The login name, when an account came into being.
    pub account_name: Option<String>,
    /// By when it is decided.
    pub due: Option<i64>,
    /// Whether that may still move, since no calendar is published for that year.
    pub provisional: bool,
    /// The status page.
    pub status_href: String,
}

/// `status_find.html`: where does my application stand?
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusFindPage {
    /// The reference number typed.
    pub reference: String,
    /// What is wrong (`problem-status-unknown`, `problem-status-link`).
    pub problem: Option<String>,
}

/// A remark of the reviewer on one field.
#[derive(Clone, Debug, Serialize)]
pub struct Remark {
    /// The field.
    pub label: String,
    /// The pointer.
    pub pointer: String,
    /// What to put right.
    pub reason: String,
}

/// A line of the history.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryLine {
    /// When.
    pub at: i64,
    /// `applicant`, `staff`, `system`.
    pub who_kind: String,
    /// The name; only staff see it.
    pub who: String,
    /// For whom they stood in; only staff see it.
    pub for_whom: Option<String>,
    /// What: `history-<what>` with `step`, `action`, `field`.
    pub message: Message,
    /// The reason given.
    pub reason: Option<String>,
    /// The fields sent back.
    pub remarks: Vec<Remark>,
}

/// Where a case stands, for both sides.
#[derive(Clone, Debug, Serialize)]
pub struct CaseStatus {
    /// The reference number.
    pub reference: String,
    /// The applicant's name.
    pub title: String,
    /// The form's title.
    pub form_title: String,
    /// When it was submitted.
    pub submitted_at: i64,
    /// Whether the service itself opened it then.
    pub opened: bool,
    /// The titles of the open steps.
    pub steps: Vec<String>,
    /// `review`, `applicant` (something is to be corrected by the applicant), `open` (everything is to be checked by them), `approved`, `rejected`, `withdrawn`.
    pub state: String,
    /// The title of the finish.
    pub finish: Option<String>,
    /// When it ended.
    pub finished_at: Option<i64>,
    /// The due date of what is open.
    pub due: Option<i64>,
    /// Whether the due date may still move.
    pub provisional: bool,
    /// Whether it has passed.
    pub overdue: bool,
    /// Until when the whole is to be decided, where there is a time for that.
    pub whole_due: Option<i64>,
    /// Whether that may still move.
    pub whole_provisional: bool,
    /// Whether that has passed.
    pub whole_overdue: bool,
}

/// `status.html`: where the applicant's case stands.
#[derive(Clone, Debug, Serialize)]
pub struct StatusPage {
    /// What is changed of what is registered.
    pub changes: Vec<ChangeView>,
    /// Where it stands.
    pub status: CaseStatus,
    /// What the reviewer wants put right.
    pub remarks: Vec<Remark>,
    /// The reason last given.
    pub reason: Option<String>,
    /// Where to correct; `None` when nothing is to be corrected.
    pub correct_href: Option<String>,
    /// What else the applicant may do: name and title of actions (withdraw).
    pub actions: Vec<ActionView>,
    /// The history, newest first.
    pub history: Vec<HistoryLine>,
    /// The answers.
    pub view: View,
    /// The workflow with where the case is and has been, without names.
    pub picture: Drawing,
    /// The scans' and actions' base address (`/status/<reference>`).
    pub base: String,
    /// The open steps of which the applicant may remind whoever is to do them.
    pub reminders: Vec<ReminderView>,
    /// Why somebody was not reminded.
    pub refusal: Option<Message>,
}

/// A step of which the applicant may remind.
#[derive(Clone, Debug, Serialize)]
pub struct ReminderView {
    /// The step's run.
    pub run: u32,
    /// The step's title.
    pub step: String,
}

/// An action that somebody may take.
#[derive(Clone, Debug, Serialize)]
pub struct ActionView {
    /// Its name.
    pub name: String,
    /// What stands on the button.
    pub title: String,
    /// The step's run.
    pub run: u32,
    /// Whether it flags fields.
    pub flags_fields: bool,
    /// Whether it needs a reason.
    pub needs_reason: bool,
    /// Whether it adds a run, for which is asked.
    pub adds_item: bool,
}

/// `confirm.html`: are you sure?
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmPage {
    /// The heading.
    pub title: String,
    /// What it means (`confirm-withdraw`).
    pub message: Message,
    /// Where it is posted.
    pub action: String,
    /// Inputs that go along.
    pub hidden: Vec<(String, String)>,
    /// Whether a reason must be given, as `reason`.
    pub needs_reason: bool,
    /// Why it was not done.
    pub refusal: Option<Message>,
    /// What stands on the button.
    pub button: String,
    /// The way back.
    pub back: String,
}

/// `login.html`
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoginPage {
    /// The name typed.
    pub name: String,
    /// Where to go after it.
    pub next: String,
    /// What is wrong.
    pub problem: Option<Message>,
    /// Where the application that is not approved stands.
    pub status_href: Option<String>,
}

/// `recover.html`: 找回密码.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecoverPage {
    /// The name typed.
    pub name: String,
    /// The id of the captcha: its picture is `/captcha/<id>.png`, its sound `/captcha/<id>.wav`.
    pub captcha: String,
    /// Where a script gets a proof-of-work challenge instead.
    pub challenge_href: String,
    /// What is wrong, by input: `method`, `name`, `captcha`.
    pub problems: Vec<ProblemLine>,
}

/// `recover_sent.html`: the same whether or not the name exists.
#[derive(Clone, Debug, Serialize)]
pub struct RecoverSentPage {
    /// How long the link works.
    pub minutes: u32,
}

/// `password.html`: a new password, by a recovery link or after login.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PasswordPage {
    /// Where it is posted.
    pub action: String,
    /// Whether the old password is asked for.
    pub ask_old: bool,
    /// Whether it must be changed before anything else.
    pub forced: bool,
    /// The rule in words (`x-hint` of the password field); empty when there is none.
    pub hint: String,
    /// What is wrong, by input: `old`, `password`, `password_again`.
    pub problems: Vec<ProblemLine>,
}

/// `account.html`: the enterprise's own page.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPage {
    /// The login name.
    pub name: String,
    /// The person.
    pub person: String,
    /// The e-mail address.
    pub email: String,
    /// Until when the account is valid, where that has an end.
    pub valid_until: Option<i64>,
    /// Its renewal, while that is open.
    pub renewal: Option<AccountRenewal>,
    /// The applications, newest first.
    pub cases: Vec<AccountCase>,
    /// What it may ask for.
    pub offers: Vec<AccountOffer>,
    /// What is registered.
    pub view: Option<View>,
    /// Where scans are fetched (`/account`).
    pub base: String,
}

/// The renewal of an account that is open.
#[derive(Clone, Debug, Serialize)]
pub struct AccountRenewal {
    /// `open`, `applicant` or `review`, as [`CaseStatus::state`].
    pub state: String,
    /// By when the enterprise is to do its part, or the review is due.
    pub due: Option<i64>,
    /// Where it goes on.
    pub href: String,
}

/// A form that the enterprise may begin.
#[derive(Clone, Debug, Serialize)]
pub struct AccountOffer {
    /// Title.
    pub title: String,
    /// One line about it.
    pub description: Option<String>,
    /// Where it begins.
    pub href: String,
}

/// One of the enterprise's applications.
#[derive(Clone, Debug, Serialize)]
pub struct AccountCase {
    /// Where it stands.
    pub status: CaseStatus,
    /// Its status page.
    pub href: String,
}

/// `desk.html`: a reviewer's desk.
#[derive(Clone, Debug, Serialize)]
pub struct DeskPage {
    /// The tabs: `free`, `mine`, `soon`, `overdue`, `waiting`, `done`.
    pub tabs: Vec<DeskTab>,
    /// The words searched for.
    pub words: String,
    /// The rows.
    pub rows: Vec<DeskRow>,
    /// The next page.
    pub next_href: Option<String>,
    /// Whether this is not the first page; the first is `first_href`.
    pub first_href: Option<String>,
    /// The tab shown.
    pub tab: String,
}

/// A tab of the desk.
#[derive(Clone, Debug, Serialize)]
pub struct DeskTab {
    /// Name: the sentence is `desk-tab-<name>`.
    pub name: String,
    /// Address.
    pub href: String,
    /// Whether it is shown.
    pub current: bool,
    /// How many it holds; counted up to 100 (`count_more`).
    pub count: Option<usize>,
    /// Whether there are more than counted.
    pub count_more: bool,
}

/// A row of the desk.
#[derive(Clone, Debug, Serialize)]
pub struct DeskRow {
    /// The case's page.
    pub href: String,
    /// The reference number.
    pub reference: String,
    /// The applicant's name.
    pub title: String,
    /// The form's title.
    pub form_title: String,
    /// The step's title, or the finish's.
    pub step_title: String,
    /// Who has it.
    pub assignee: Option<String>,
    /// Since when.
    pub opened: i64,
    /// The due date.
    pub due: Option<i64>,
    /// Whether it has passed.
    pub overdue: bool,
    /// Whether it is near (within a day).
    pub soon: bool,
    /// The run, for a claim from the list.
    pub run: u32,
    /// Whether the viewer may claim it.
    pub can_claim: bool,
    /// The absent colleague for whom the viewer stands in here.
    pub for_whom: Option<String>,
    /// Whether the viewer's signature is awaited, or that of somebody for whom they stand in.
    pub to_sign: bool,
    /// Whether it is offered to the viewer because it is overdue.
    pub escalated: bool,
}

/// An answer that changed, old beside new.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The answer, old and new.
    #[serde(flatten)]
    pub change: Change,
    /// The field's label in the page's language.
    pub title: String,
}
