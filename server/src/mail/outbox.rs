//! What goes into the outbox: what the templates of each notice are given, and what of it is hidden.

use guichet_engine::ids::CaseId;
use guichet_engine::workflow::StaffNotificationKind;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::keys::Keys;
use crate::ms;
use crate::store::{MailRow, MailState};

/// The notice with the link that lets a new password be set.
pub const RECOVERY: &str = "recovery";
/// The notice to members of staff.
pub const STAFF: &str = "staff";
/// Of what members of staff are told.
pub const STAFF_NOTIFICATIONS: [StaffNotificationKind; 17] = [
    StaffNotificationKind::Assigned,
    StaffNotificationKind::Delegated,
    StaffNotificationKind::GivenBack,
    StaffNotificationKind::SignatureAsked,
    StaffNotificationKind::Signed,
    StaffNotificationKind::Copied,
    StaffNotificationKind::Reminder,
    StaffNotificationKind::Escalated,
    StaffNotificationKind::CaseOverdue,
    StaffNotificationKind::Returned,
    StaffNotificationKind::TakenAway,
    StaffNotificationKind::Excused,
    StaffNotificationKind::AnswersChanged,
    StaffNotificationKind::Withdrawn,
    StaffNotificationKind::Closed,
    StaffNotificationKind::Offered,
    StaffNotificationKind::Unattended,
];
/// The notice that a password was changed.
pub const PASSWORD_CHANGED: &str = "password-changed";

/// The notice that something about an account or its login has changed.
pub const ACCOUNT: &str = "account";
/// Of what it tells: each has the sentences `mail-account-<news>-subject` and `mail-account-<news>`.
pub const ACCOUNT_NEWS: [&str; 5] = [
    "second-factor-on",
    "second-factor-off",
    "recovery-code-used",
    "disabled",
    "enabled",
];

/// What the templates of a case's notices are given. Templates see times as milliseconds since 1970.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ApplicantNotification {
    /// The reference number.
    pub reference: String,
    /// The applicant's name.
    pub applicant: String,
    /// The form's title in the mail's language.
    pub form_title: String,
    /// The login name, where the case has an account.
    pub account_name: Option<String>,
    /// By when the step that is open now is due.
    #[serde(with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// Whether that may still move.
    pub provisional: bool,
    /// Until when the applicant's account is valid, where that has an end.
    #[serde(with = "ms::optional")]
    pub valid_until: Option<Timestamp>,
    /// The reason given.
    pub reason: Option<String>,
    /// The fields sent back.
    pub remarks: Vec<NotificationRemark>,
    /// The status page; as it is stored, without the code that proves whose it is.
    pub status_url: String,
    /// The code by itself; empty as it is stored: see [`with_code`].
    pub code: String,
    /// The login page.
    pub login_url: String,
}

/// A field sent back.
#[derive(Clone, Debug, Serialize)]
pub struct NotificationRemark {
    /// The field's label.
    pub label: String,
    /// What to put right.
    pub reason: String,
}

/// What the templates of the notices `recovery`, `password-changed` and `account` are given.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountNotification {
    /// Of what `account` tells: one of [`ACCOUNT_NEWS`].
    pub news: &'static str,
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

/// What the templates of the notice `staff` are given: what concerns members of staff. Of the applicant it has the reference
/// number only.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StaffNotification {
    /// Of what they are told: a name of [`STAFF_NOTIFICATIONS`].
    pub news: &'static str,
    /// The name they are called by.
    pub name: String,
    /// The absent colleague for whom they stand in.
    pub absent: Option<String>,
    /// The colleague who brought it about.
    pub by: Option<String>,
    /// The reference number.
    pub reference: String,
    /// The form's title in the mail's language.
    pub form_title: String,
    /// The step's title, where a step is meant.
    pub step_title: Option<String>,
    /// By when it is due.
    #[serde(with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// The application on the desk.
    pub desk_url: String,
}

/// Returns a row for the outbox, to be sent at once.
#[must_use]
pub fn outbox_row(
    notice: &str,
    to: &str,
    locale: &str,
    data: &impl Serialize,
    case: Option<&CaseId>,
    now: Timestamp,
) -> MailRow {
    MailRow {
        id: crate::keys::id(),
        case: case.cloned(),
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

/// Removes the link of a recovery mail, which is as good as a password. The rest of the mail stays.
pub fn forget_link(mail: &mut MailRow) {
    if mail.notice == RECOVERY
        && let Some(url) = mail.data.get_mut("url")
    {
        *url = Value::from("");
    }
}

/// Returns a mail as its applicant is to read it: with the code of the application, and the link that holds it. What is stored has
/// neither.
#[must_use]
pub fn with_code(mut mail: MailRow, keys: &Keys) -> MailRow {
    let case = mail.case.clone();
    if let (Some(case), Some(data)) = (case, mail.data.as_object_mut())
        && data.get("code").is_some_and(|code| code == "")
    {
        let code = keys.case_code(&case);
        if let Some(Value::String(url)) = data.get_mut("status_url") {
            url.push_str("?code=");
            url.push_str(&code);
        }
        data.insert("code".to_owned(), Value::from(code));
    }
    mail
}

/// Stands for a code that is not shown.
const HIDDEN_CODE: &str = "••••-••••-••••";

/// Hides what lets its reader in: the link of a recovery mail, the code of an application and the link that holds it.
pub fn hide_keys(mail: &mut MailRow) {
    forget_link(mail);
    let Some(data) = mail.data.as_object_mut() else {
        return;
    };
    if let Some(code) = data.get_mut("code") {
        *code = Value::from(HIDDEN_CODE);
    }
    if let Some(url) = data.get_mut("status_url") {
        let bare = url.as_str().and_then(|url| Some(url.split_once('?')?.0));
        if let Some(bare) = bare.map(str::to_owned) {
            *url = Value::from(bare);
        }
    }
}

/// Returns whether the mail's link was removed, so that it would say nothing.
#[must_use]
pub fn link_is_gone(mail: &MailRow) -> bool {
    mail.notice == RECOVERY && mail.data.get("url").is_none_or(|url| url == "")
}
