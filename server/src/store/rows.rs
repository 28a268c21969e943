//! The rows, as they are stored. Times are stored as milliseconds since 1970, in UTC.

use std::collections::BTreeMap;

use guichet_engine::ids::{
    AccountId, CaseId, DefinitionRef, Files, PerformerKey, Pointer, Reference, Role, StepName,
};
use guichet_engine::workflow::{ADMINISTRATOR, AUDITOR, Case, Event, Item};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::owner::Owner;
use super::queues::{Queue, QueueKey};
use super::second_factor::SecondFactor;
use crate::ms;

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountState {
    /// Its application is not decided yet.
    Pending,
    /// It may log in.
    Active,
    /// Its application was rejected or withdrawn; the name is free again.
    Closed,
    /// An administrator turned it off.
    Disabled,
    /// It is no longer valid, and may log in once it is renewed.
    Suspended,
}

/// An account of an applicant or of staff.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// Id.
    pub id: AccountId,
    /// The login name as written.
    pub name: String,
    /// The Argon2id hash of the password, as a PHC string.
    pub password_hash: String,
    /// Where mail goes.
    pub email: String,
    /// How people are called.
    pub display_name: String,
    /// Its roles; none for applicants.
    pub roles: Vec<Role>,
    /// Where it stands.
    pub state: AccountState,
    /// The application that brought it into being.
    pub case: Option<CaseId>,
    /// The language of its mails.
    pub locale: String,
    /// Whether the password must be changed at the next login.
    pub must_change_password: bool,
    /// When it was made.
    #[serde(with = "ms::required")]
    pub created: Timestamp,
    /// How often it was stored; 0 for one that is not stored yet. A change is refused where the stored row has another.
    #[serde(default)]
    pub revision: u64,
    /// What is registered of it since a change was approved; before that, what its application says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<Registered>,
    /// Until when it is valid; without end where nothing says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "ms::optional")]
    pub valid_until: Option<Timestamp>,
    /// The end of validity for which a renewal was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "ms::optional")]
    pub renewal_opened_for: Option<Timestamp>,
    /// The groups that a member of staff belongs to: those for which workflows have steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// When a member of staff is absent, and who stands in for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// What is asked for beside the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
    /// Since when an administrator has turned off what is no member of staff's: nobody logs in, wherever its application stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "ms::optional")]
    pub turned_off: Option<Timestamp>,
    /// Until when its one-time password may be used; without end where nothing says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "ms::optional")]
    pub one_time_until: Option<Timestamp>,
}

/// A time in which a member of staff is absent, both days included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The account of whoever stands in.
    pub stand_in: AccountId,
}

/// What is registered of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    /// The answers.
    pub answers: Value,
    /// Where they come from.
    #[serde(flatten)]
    pub source: Source,
}

/// Where registered answers come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The form by which they were registered, in its version.
    pub form: DefinitionRef,
    /// The cases that their files belong to.
    pub cases: Vec<CaseId>,
}

/// What was filled in before anybody typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prefilled {
    /// Whose data it is.
    pub account: AccountId,
    /// The answers as they were filled in.
    pub before: Value,
    /// Where they come from.
    #[serde(flatten)]
    pub source: Source,
}

/// The scope of account names in the unique keys.
pub const ACCOUNT_SCOPE: &str = "account";

impl Account {
    /// Returns the name as it is compared.
    #[must_use]
    pub fn name_folded(&self) -> String {
        self.name.to_lowercase()
    }

    /// Returns the end of its validity, where a renewal is still to be opened for it.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        let until = self
            .valid_until
            .filter(|_| self.state == AccountState::Active);
        until.filter(|_| self.renewal_opened_for != self.valid_until)
    }

    /// Returns whether it may look after definitions, mails and accounts.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.roles.iter().any(|role| *role == ADMINISTRATOR)
    }

    /// Returns whether workflows may have steps for it: whether it has another role than those of the service's own.
    #[must_use]
    pub fn reviews(&self) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|role| *role != ADMINISTRATOR && *role != AUDITOR)
    }

    /// Returns whether it may read the record of security events.
    #[must_use]
    pub fn audits(&self) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|role| *role == ADMINISTRATOR || *role == AUDITOR)
    }

    /// Returns whether somebody may log in with it.
    #[must_use]
    pub fn may_log_in(&self) -> bool {
        self.state == AccountState::Active && self.turned_off.is_none()
    }

    /// Returns whether an administrator has turned it off.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.state == AccountState::Disabled || self.turned_off.is_some()
    }

    /// Returns whether it is a member of staff's.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        !self.roles.is_empty()
    }

    /// Returns the absence that it is in on a day.
    #[must_use]
    pub fn absence_on(&self, day: Date) -> Option<&Absence> {
        let absence = self.absence.as_ref();
        absence.filter(|own| (own.from..=own.until).contains(&day))
    }

    /// Returns what a login remembers of the password that it was begun with: with another password it holds no longer.
    #[must_use]
    pub fn credential(&self) -> String {
        crate::keys::hash(&self.password_hash)
    }
}

/// A login.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// The SHA-256 of its token, in hexadecimal.
    pub id: String,
    /// Whose.
    pub account: AccountId,
    /// When it began.
    #[serde(with = "ms::required")]
    pub created: Timestamp,
    /// When it was last used.
    #[serde(with = "ms::required")]
    pub seen: Timestamp,
    /// [`Account::credential`] when it began.
    pub credential: String,
    /// Where it was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// When the password was asked for again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "ms::optional")]
    pub confirmed: Option<Timestamp>,
}

/// Where a login was begun, as far as its owner needs it to tell it from others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The address, without what tells one machine of a network from another: `203.0.113.*`.
    pub address: String,
    /// The browser's family, and the system: `Firefox, Windows`. Empty where it is not known.
    pub browser: String,
}

/// Answers not yet submitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DraftRow {
    /// The SHA-256 of its token, in hexadecimal.
    pub id: String,
    /// The form and version it was begun with.
    pub form: DefinitionRef,
    /// The answers so far.
    pub answers: Value,
    /// Hashes of the secrets typed so far.
    pub secrets: BTreeMap<Pointer, String>,
    /// When the time allowed runs out.
    #[serde(default, with = "ms::optional")]
    pub deadline: Option<Timestamp>,
    /// When it is forgotten.
    #[serde(with = "ms::required")]
    pub expires: Timestamp,
    /// What was filled in before anybody typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefilled: Option<Prefilled>,
}

/// What a reviewer typed on the page of a case and did not send yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewDraftRow {
    /// The case.
    pub case: CaseId,
    /// Whose it is.
    pub account: AccountId,
    /// The inputs by their names, in the order of the page.
    pub pairs: Vec<(String, String)>,
    /// When it is forgotten.
    #[serde(with = "ms::required")]
    pub expires: Timestamp,
}

/// The lists of the desk that a member of staff saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskViewsRow {
    /// In the order in which they were saved.
    pub views: Vec<DeskView>,
}

/// A list of the desk that somebody saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// What they call it.
    pub name: String,
    /// Its address.
    pub href: String,
}

/// A case with what the server knows of it beyond the engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// The applicant's name, for titles and greetings.
    pub title: String,
    /// Where notices go.
    pub email: String,
    /// The account that the submission brought into being, or that started it.
    pub account: Option<AccountId>,
    /// Where the registered answers come from that it began with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// The events of one commit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JournalRow {
    /// The case.
    pub case: CaseId,
    /// The first event's number.
    pub from: u64,
    /// The events.
    pub events: Vec<Event>,
}

/// Something for staff to do, or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// `<case>-<run>`.
    pub id: String,
    /// The case.
    pub case: CaseId,
    /// The step's run; 0 for a case that has ended.
    pub run: u32,
    /// The step's name; empty for a case that has ended.
    pub step: StepName,
    /// Where it lies.
    #[serde(rename = "shelf")]
    pub queue: Queue,
    /// The case's reference number.
    pub reference: Reference,
    /// The applicant's name.
    pub title: String,
    /// The form's name.
    pub form: String,
    /// The workflow in the case's version, whose titles are shown.
    #[serde(default)]
    pub workflow: Option<DefinitionRef>,
    /// Who has it.
    pub assignee: Option<String>,
    /// Since when.
    #[serde(with = "ms::required")]
    pub opened: Timestamp,
    /// The due date.
    #[serde(default, with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// When the engine is to be woken.
    #[serde(default, with = "ms::optional")]
    pub timer: Option<Timestamp>,
    /// The finish, for a case that has ended.
    pub finish: Option<StepName>,
    /// The roles and groups (`group:…`) of those who see it: that of the step, or of every step where nobody on the staff has
    /// to act.
    #[serde(default)]
    pub roles: Vec<PerformerKey>,
    /// The extra queues that it lies in: of those who are to sign, whom the case was copied to, whom it is escalated to.
    #[serde(rename = "also", default, skip_serializing_if = "Vec::is_empty")]
    pub extra_queues: Vec<QueueKey>,
    /// What the run is for, where its step opens once for each of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// Who may not take it, of those to whom it is offered: they did what it is to be apart from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barred: Vec<AccountId>,
    /// Whether nobody may take it now: it is done one at a time, and another of its kind is with somebody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held_up: bool,
    /// The account of whoever has it; of what is done, of whoever decided it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
}

impl TaskRow {
    /// Returns whether a member of staff is to do it, now.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.queue.is_active()
    }
}

/// That an answer was flagged with a reason of the workflow's list. Nothing of the case is in it, and nothing that anybody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkRow {
    /// Random.
    pub id: String,
    /// The form's name.
    pub form: String,
    /// The place in any row: `/contacts/*/name`.
    pub place: String,
    /// The reason, as the list has it in its own language.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What a case is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRow {
    /// The case.
    pub case: CaseId,
    /// Its reference number.
    pub reference: Reference,
    /// When it was submitted.
    pub submitted: Timestamp,
    /// Everything that can be searched for, the most telling first.
    pub text: String,
    /// What tells its applicant from others: cases with the same may be doubles.
    pub marks: Vec<String>,
}

/// A mail to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailRow {
    /// Id; the `Message-ID` is made from it.
    pub id: String,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The recipient.
    pub to: String,
    /// The notice: a folder under `templates/mail/`.
    pub notice: String,
    /// Its language.
    pub locale: String,
    /// What its templates are given.
    pub data: Value,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; `None` when it is not.
    #[serde(default, with = "ms::optional")]
    pub next: Option<Timestamp>,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it was caused.
    #[serde(with = "ms::required")]
    pub created: Timestamp,
    /// When it was accepted by the mail server.
    #[serde(default, with = "ms::optional")]
    pub sent: Option<Timestamp>,
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// To be sent.
    Queued,
    /// Accepted by the mail server.
    Sent,
    /// Given up.
    Failed,
}

/// An uploaded file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttachmentRow {
    /// Id, and the name it is stored under.
    pub id: String,
    /// Whose it is.
    pub owner: Owner,
    /// The field it was uploaded for.
    pub field: Pointer,
    /// The name it had.
    pub file_name: String,
    /// Media type, by content.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// SHA-256 of the content.
    pub sha256: String,
    /// When it was uploaded.
    #[serde(with = "ms::required")]
    pub created: Timestamp,
}

/// One immutable version of a definition.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DefinitionRow {
    /// `form` or `workflow`.
    pub kind: String,
    /// Name and version.
    pub reference: DefinitionRef,
    /// Everything it is compiled from.
    pub files: Files,
}
