//! `notice(…)`: a mail to the applicant goes into the outbox.

use guichet_engine::form::Form;
use guichet_engine::workflow::{Flag, NotifyApplicant};

use super::super::case_status;
use super::super::cases::decided::Decided;
use super::account;
use crate::mail::{self, ApplicantNotification, NotificationRemark};
use crate::store::{Commit, StoreError};

/// Adds the mail to the applicant; nothing is written for one without address.
pub(super) async fn add(
    effect: &NotifyApplicant,
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    let row = &decided.row;
    if row.email.is_empty() {
        return Ok(());
    }
    let account = account::account(decided, commit).await?;
    let (core, case) = (decided.core, &row.case);
    let public_url = core.config.public_url();
    // The date, the reason and the demands are those of what the notice is about, not whatever else is open in the case.
    let due = decided.workflow.due_of_notice(case, effect.run);
    let reason = decided.workflow.reason_for_applicant(&decided.events);
    let demands = match effect.run {
        Some(run) => case.demands_of(run),
        None => case.flags.clone(),
    };
    let data = ApplicantNotification {
        reference: case.reference.to_string(),
        applicant: row.title.clone(),
        form_title: decided.form.settings.title.get(&case.locale).to_owned(),
        valid_until: account.as_ref().and_then(|account| account.valid_until),
        account_name: account.map(|account| account.name),
        due: due.map(|due| due.at),
        provisional: due.is_some_and(|due| due.provisional),
        reason: reason.map(str::to_owned),
        remarks: remarks(decided.form, &demands, &case.locale),
        status_url: format!("{public_url}/status/{}", case.reference),
        // It lets its reader in, so it is put in only when the mail is drawn.
        code: String::new(),
        login_url: format!("{public_url}/login"),
    };
    commit.mails.push(mail::outbox_row(
        &effect.notification,
        &row.email,
        &case.locale,
        &data,
        Some(&case.id),
        decided.now,
    ));
    Ok(())
}

fn remarks(form: &Form, demands: &[Flag], locale: &str) -> Vec<NotificationRemark> {
    let remark = |flag: &Flag| NotificationRemark {
        label: super::super::labels::label_of(form, &flag.pointer, locale),
        reason: flag.reason.clone(),
    };
    let flags = case_status::in_order(form, demands);
    flags.into_iter().map(remark).collect()
}
