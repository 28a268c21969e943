//! Staff notifications: a mail to each member of staff goes into the outbox.

use guichet_engine::ids::AccountId;
use guichet_engine::workflow::{
    Actor, OpenStep, Performer, Recipient, RunId, StaffNotificationKind,
};

use super::super::cases::decided::Decided;
use super::super::staff;
use crate::mail::{self, STAFF, StaffNotification};
use crate::store::{Account, AccountState, Commit, MailRow, StoreError};

/// How many are written to where all who hold a role or belong to a group are notified.
pub(super) const RECIPIENTS_MAX: usize = 100;

/// A notification to one or several members of staff.
#[derive(Clone, Copy)]
pub(super) struct Notification<'a> {
    /// Of what.
    pub news: StaffNotificationKind,
    /// Whom.
    pub to: &'a Recipient,
    /// The step's run; `None` where no step is meant.
    pub run: Option<RunId>,
    /// Who brought it about, and is not notified.
    pub by: &'a Actor,
}

/// Somebody who is written to.
struct Reader {
    account: Account,
    /// The absent colleague for whom they stand in.
    absent: Option<String>,
}

/// Adds the mails to members of staff: nobody is written to without address, with an account that is turned off, or about what they did themselves.
pub(super) async fn add(
    notification: Notification<'_>,
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    let readers = match notification.to {
        Recipient::Person(person) => person_and_stand_in(decided, &person.id).await?,
        Recipient::All(who) => all_of(decided, who).await?,
    };
    let by = notification.by.as_assignee().map(|by| by.id);
    for reader in readers {
        if reader.account.email.is_empty() || Some(&reader.account.id) == by.as_ref() {
            continue;
        }
        let mail = mail(notification, &reader, decided);
        // One decision may have two reasons to notify somebody of the same.
        let mut known = commit.mails.iter();
        if known
            .all(|own| (&own.to, &own.notice, &own.data) != (&mail.to, &mail.notice, &mail.data))
        {
            commit.mails.push(mail);
        }
    }
    Ok(())
}

async fn person_and_stand_in(
    decided: &Decided<'_>,
    id: &AccountId,
) -> Result<Vec<Reader>, StoreError> {
    let core = decided.core;
    let Some(account) = active(decided, id).await? else {
        return Ok(Vec::new());
    };
    let absence = account.absence_on(core.today()).cloned();
    let stand_in = match absence {
        Some(absence) => active(decided, &absence.stand_in).await?,
        None => None,
    };
    let absent = account.display_name.clone();
    let stand_in = stand_in.map(|account| Reader {
        account,
        absent: Some(absent),
    });
    let own = Reader {
        account,
        absent: None,
    };
    Ok([own].into_iter().chain(stand_in).collect())
}

/// Returns a member of staff who may log in.
async fn active(decided: &Decided<'_>, id: &AccountId) -> Result<Option<Account>, StoreError> {
    let account = decided.core.store.account(id).await?;
    Ok(account.filter(may_log_in))
}

fn may_log_in(account: &Account) -> bool {
    account.is_staff() && account.state == AccountState::Active
}

async fn all_of(decided: &Decided<'_>, who: &Performer) -> Result<Vec<Reader>, StoreError> {
    let key = who.key();
    let mut staff = decided.core.store.staff().await?;
    staff.retain(|own| may_log_in(own) && staff::keys_of(own).contains(&key));
    if staff.len() > RECIPIENTS_MAX {
        tracing::warn!(
            notified = RECIPIENTS_MAX,
            of = staff.len(),
            "not all who hold a role are written to"
        );
        staff.truncate(RECIPIENTS_MAX);
    }
    let reader = |account| Reader {
        account,
        absent: None,
    };
    Ok(staff.into_iter().map(reader).collect())
}

fn mail(notification: Notification<'_>, reader: &Reader, decided: &Decided<'_>) -> MailRow {
    let (core, case) = (decided.core, &decided.row.case);
    let live = core.definitions.live();
    let language = live.templates.sentences.language(&reader.account.locale);
    let locale = language.unwrap_or(crate::locale::DEFAULT);
    let open = notification.run.and_then(|run| step_of(decided, run));
    let whole = case.due.as_ref();
    let due = match notification.news {
        StaffNotificationKind::CaseOverdue => whole,
        // What is no longer theirs is due for others.
        StaffNotificationKind::TakenAway
        | StaffNotificationKind::Excused
        | StaffNotificationKind::Withdrawn
        | StaffNotificationKind::Closed => None,
        _ => open.and_then(|open| open.due.as_ref()),
    };
    let step_title = open.filter(|_| notification.news != StaffNotificationKind::CaseOverdue);
    let step_title = step_title.map(|open| decided.workflow.title_of(&open.step, locale));
    let data = StaffNotification {
        news: notification.news.name(),
        name: reader.account.display_name.clone(),
        absent: reader.absent.clone(),
        by: notification.by.as_assignee().map(|by| by.name),
        reference: case.reference.to_string(),
        form_title: decided.form.settings.title.get(locale).to_owned(),
        step_title: step_title.map(str::to_owned),
        due: due.map(|due| due.at),
        desk_url: format!("{}/desk/{}", core.config.public_url(), case.reference),
    };
    mail::outbox_row(
        STAFF,
        &reader.account.email,
        locale,
        &data,
        Some(&case.id),
        decided.now,
    )
}

/// Returns a step that is open now, or was until this decision.
fn step_of<'a>(decided: &'a Decided<'_>, run: RunId) -> Option<&'a OpenStep> {
    let before = decided.before.and_then(|before| before.case.open.get(&run));
    decided.row.case.open.get(&run).or(before)
}

#[cfg(test)]
mod tests {
    use guichet_engine::ids::ActionName;
    use guichet_engine::workflow::{CollaborationCommand, Command};

    use super::*;
    use crate::service::cases;
    use crate::store::{AccountChange, CaseRow};
    use crate::testing::Service;
    use crate::testing::case::{absent, notified, service_by, staff, submitted};

    const SCRIPT: &str = r#"
        workflow(#{ title: "W", allow: ["hand_over", "delegate", "add_signer", "copy_to", "remind"], manager: role("administrator") });
        start(#{ to: "check" });
        step("check", #{ title: "Check", who: role("reviewer"), actions: [ action("approve", "A").to("approved") ] });
        finish("approved", #{ title: "Approved", kind: "approved", enter: [copy_to(role("administrator")), copy_to(role("reviewer"))] });
    "#;

    fn actor(account: &Account) -> Actor {
        super::staff::actor_of(account, Vec::new())
    }

    async fn settle(
        service: &Service,
        row: &CaseRow,
        by: &Account,
        collaboration: CollaborationCommand,
    ) {
        let actor = actor(by);
        let command = Command::Collaborate {
            run: 1,
            actor,
            collaboration,
        };
        let settled = cases::command(&service.app, &row.case.id, &command, "zh-CN").await;
        settled.expect("settled");
    }

    async fn check_notified(service: &Service, seen: &mut usize, expect: &[(&str, &str)]) {
        let all = notified(service).await;
        let mut fresh = all[*seen..].to_vec();
        *seen = all.len();
        fresh.sort();
        let fresh: Vec<(&str, &str)> = fresh
            .iter()
            .map(|(news, to)| (news.as_str(), to.as_str()))
            .collect();
        assert_eq!(fresh, expect);
    }

    #[rocket::async_test]
    async fn each_is_notified_of_what_concerns_them_and_so_is_whoever_stands_in() {
        let (service, _folder) = service_by(SCRIPT).await;
        let (wang, _) = staff(&service, "Wang", &["reviewer"]).await;
        let (mut li, _) = staff(&service, "Li", &["reviewer"]).await;
        let (zhao, _) = staff(&service, "Zhao", &["reviewer"]).await;
        let (admin, _) = staff(&service, "Admin", &["administrator"]).await;
        let row = submitted(&service, 1).await;
        absent(&service, &mut li, &zhao).await;
        let mut seen = 0;
        let to = |account: &Account| actor(account);
        let reason = || Some("请看".to_owned());
        settle(
            &service,
            &row,
            &admin,
            CollaborationCommand::Assign {
                to: Some(to(&wang)),
                reason: None,
            },
        )
        .await;
        check_notified(&service, &mut seen, &[("assigned", "Wang@example.com")]).await;
        settle(
            &service,
            &row,
            &wang,
            CollaborationCommand::Delegate {
                to: Some(to(&li)),
                reason: reason(),
            },
        )
        .await;
        let both = [
            ("delegated", "Li@example.com"),
            ("delegated", "Zhao@example.com"),
        ];
        check_notified(&service, &mut seen, &both).await;
        settle(
            &service,
            &row,
            &li,
            CollaborationCommand::GiveBack { reason: reason() },
        )
        .await;
        check_notified(&service, &mut seen, &[("given-back", "Wang@example.com")]).await;
        let sign = |after| CollaborationCommand::AddSigner {
            to: Some(to(&admin)),
            after,
            reason: None,
        };
        settle(&service, &row, &wang, sign(false)).await;
        check_notified(
            &service,
            &mut seen,
            &[("signature-asked", "Admin@example.com")],
        )
        .await;
        settle(
            &service,
            &row,
            &admin,
            CollaborationCommand::Sign {
                agrees: true,
                reason: None,
            },
        )
        .await;
        check_notified(&service, &mut seen, &[("signed", "Wang@example.com")]).await;
        settle(&service, &row, &zhao, CollaborationCommand::Remind).await;
        check_notified(&service, &mut seen, &[("reminder", "Wang@example.com")]).await;
        let command = Command::Act {
            run: 1,
            action: ActionName::new("approve"),
            actor: actor(&wang),
            flags: vec![],
            reason: None,
            answers: None,
            item: None,
        };
        cases::command(&service.app, &row.case.id, &command, "zh-CN")
            .await
            .expect("approved");
        // All but whoever approved.
        let copied = ["Admin", "Li", "Zhao"].map(|name| format!("{name}@example.com"));
        let copied: Vec<(&str, &str)> = copied.iter().map(|to| ("copied", to.as_str())).collect();
        check_notified(&service, &mut seen, &copied).await;
        let (mails, _) = service.app.store.mails("", 100).await.expect("asked");
        for mail in mails.iter().filter(|mail| mail.notice == STAFF) {
            let data = mail.data.to_string();
            assert!(data.contains(row.case.reference.as_str()), "{data}");
            assert!(
                !data.contains(&row.title) && !data.contains(&row.email),
                "{data}"
            );
        }
    }

    #[rocket::async_test]
    async fn nobody_is_notified_without_address_or_once_their_account_is_turned_off() {
        let (service, _folder) = service_by(SCRIPT).await;
        let (mut silent, _) = staff(&service, "Silent", &["reviewer"]).await;
        let (mut off, _) = staff(&service, "Off", &["reviewer"]).await;
        let (wang, _) = staff(&service, "Wang", &["reviewer"]).await;
        let row = submitted(&service, 1).await;
        silent.email = String::new();
        off.state = AccountState::Disabled;
        for account in [&silent, &off] {
            let change = AccountChange::new(account.clone());
            service
                .app
                .store
                .change_account(&change)
                .await
                .expect("changed");
        }
        let command = Command::Claim {
            run: 1,
            actor: actor(&wang),
        };
        let claimed = cases::command(&service.app, &row.case.id, &command, "zh-CN").await;
        claimed.expect("claimed");
        for other in [&silent, &off] {
            let collaboration = CollaborationCommand::AddSigner {
                to: Some(actor(other)),
                after: false,
                reason: None,
            };
            settle(&service, &row, &wang, collaboration).await;
        }
        assert_eq!(notified(&service).await, []);
    }
}
