//! Absence: members of staff say when they are away, and who does meanwhile what they have claimed.

use guichet_engine::ids::AccountId;
use guichet_engine::workflow::Assignee;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::core::Core;
use crate::store::{Absence, Account, AccountState, StoreError};

/// How many days an absence may last, so that one whose end is mistyped is noticed.
pub const ABSENCE_DAYS_MAX: i32 = 366;
/// For how many colleagues somebody stands in at most.
pub const STOOD_IN_FOR_MAX: u32 = 50;

/// An absence as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedAbsence {
    /// The first day: `2026-11-30`.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The account of whoever stands in.
    pub stand_in: String,
}

/// Why an absence was not noted.
#[derive(Debug, thiserror::Error)]
pub enum AbsenceError {
    /// What these inputs hold cannot be: `from`, `until`, `stand_in`.
    #[error("{0:?} cannot be so")]
    Wrong(Vec<&'static str>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Returns the colleagues for whom somebody stands in today. Nobody stands in for those for whom an absent colleague does.
///
/// # Errors
/// When the store fails.
pub async fn stands_in_for(core: &Core, account: &Account) -> Result<Vec<Assignee>, StoreError> {
    if !account.is_staff() {
        return Ok(Vec::new());
    }
    let store = &core.store;
    let named = store.stood_in_for_by(&account.id, STOOD_IN_FOR_MAX).await?;
    let today = core.today();
    let absent = named.iter().filter(|own| own.absence_on(today).is_some());
    Ok(absent.map(assignee).collect())
}

/// Returns an account as the engine knows people.
pub(super) fn assignee(account: &Account) -> Assignee {
    Assignee {
        id: account.id.clone(),
        name: account.display_name.clone(),
    }
}

/// Returns the absence that was typed.
///
/// # Errors
/// [`AbsenceError::Wrong`] with the inputs that are wrong: `from`, `until`, `stand_in`.
pub(super) async fn checked(
    core: &Core,
    account: &Account,
    typed: &TypedAbsence,
) -> Result<Absence, AbsenceError> {
    let day = |text: &str| text.trim().parse::<Date>().ok();
    let (from, until) = (day(&typed.from), day(&typed.until));
    let mut wrong = Vec::new();
    if from.is_none() {
        wrong.push("from");
    }
    let today = core.today();
    let in_order = until.is_some_and(|until| {
        let last = |from: Date| from.checked_add(ABSENCE_DAYS_MAX.days()).ok();
        let is_near = |from: Date| last(from).is_some_and(|last| until < last);
        until >= today && from.is_none_or(|from| from <= until && is_near(from))
    });
    if !in_order {
        wrong.push("until");
    }
    let stand_in = core
        .store
        .account(&AccountId::new(typed.stand_in.trim()))
        .await?;
    let stand_in = stand_in.filter(|own| may_stand_in(own) && own.id != account.id);
    if stand_in.is_none() {
        wrong.push("stand_in");
    }
    match (from, until, stand_in) {
        (Some(from), Some(until), Some(stand_in)) if wrong.is_empty() => Ok(Absence {
            from,
            until,
            stand_in: stand_in.id,
        }),
        _ => Err(AbsenceError::Wrong(wrong)),
    }
}

fn may_stand_in(account: &Account) -> bool {
    account.is_staff() && account.state == AccountState::Active
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::staff::{self, ChangeError, StaffChange};
    use crate::testing::{add_account, service, service_on};

    const DAY_SECONDS: i64 = 86_400;

    fn typed(from: Date, until: Date, stand_in: &Account) -> TypedAbsence {
        TypedAbsence {
            from: from.to_string(),
            until: until.to_string(),
            stand_in: stand_in.id.to_string(),
        }
    }

    #[rocket::async_test]
    async fn a_stand_in_stands_in_from_the_first_day_to_the_last_and_not_for_whoever_stands_in() {
        let service = service().await;
        let app = &service.app;
        let wang = add_account(app, "Wang", &["reviewer"]).await;
        let li = add_account(app, "Li", &["reviewer"]).await;
        let zhao = add_account(app, "Zhao", &["reviewer"]).await;
        let today = app.today();
        let (from, until) = (today + 2.days(), today + 3.days());
        for (own, other) in [(&wang, &li), (&li, &zhao)] {
            let change = StaffChange::Absence(Some(typed(from, until, other)));
            staff::change(app, own, &own.id, &change)
                .await
                .expect("changed");
        }
        for (days, expect) in [(0, false), (1, false), (2, true), (3, true), (4, false)] {
            let then = service_on(&service, days * DAY_SECONDS).await;
            for (own, absent) in [(&li, &wang), (&zhao, &li)] {
                let found = stands_in_for(&then.app, own).await.expect("asked");
                let ids: Vec<&str> = found.iter().map(|own| own.id.as_str()).collect();
                let expected = if expect {
                    vec![absent.id.as_str()]
                } else {
                    vec![]
                };
                assert_eq!(ids, expected, "{days} days, {}", own.name);
            }
        }
        staff::change(app, &wang, &wang.id, &StaffChange::Absence(None))
            .await
            .expect("changed");
        let then = service_on(&service, 2 * DAY_SECONDS).await;
        let found = stands_in_for(&then.app, &li).await.expect("asked");
        assert!(found.is_empty());
    }

    #[rocket::async_test]
    async fn an_absence_that_cannot_be_is_refused_with_its_inputs() {
        let service = service().await;
        let app = &service.app;
        let wang = add_account(app, "Wang", &["reviewer"]).await;
        let li = add_account(app, "Li", &["reviewer"]).await;
        let enterprise = add_account(app, "Enterprise", &[]).await;
        let today = app.today();
        let right = typed(today, today + 1.day(), &li);
        let with = |change: &dyn Fn(&mut TypedAbsence)| {
            let mut typed = right.clone();
            change(&mut typed);
            typed
        };
        for (typed, expect) in [
            (with(&|own| own.from = String::new()), &["from"][..]),
            (with(&|own| own.from = "30.11.2026".to_owned()), &["from"]),
            (with(&|own| own.until = "2026-02-30".to_owned()), &["until"]),
            (
                with(&|own| own.until = (today - 1.day()).to_string()),
                &["until"],
            ),
            (
                with(&|own| own.from = (today + 2.days()).to_string()),
                &["until"],
            ),
            (
                with(&|own| own.until = (today + 366.days()).to_string()),
                &["until"],
            ),
            (
                with(&|own| own.stand_in = wang.id.to_string()),
                &["stand_in"],
            ),
            (
                with(&|own| own.stand_in = enterprise.id.to_string()),
                &["stand_in"],
            ),
            (with(&|own| own.stand_in = String::new()), &["stand_in"]),
            (TypedAbsence::default(), &["from", "until", "stand_in"]),
        ] {
            let change = StaffChange::Absence(Some(typed.clone()));
            let refused = staff::change(app, &wang, &wang.id, &change).await;
            let Err(ChangeError::Wrong(wrong)) = refused else {
                panic!("{typed:?}: {refused:?}");
            };
            assert_eq!(wrong, expect, "{typed:?}");
        }
        let longest = with(&|own| own.until = (today + 365.days()).to_string());
        let change = StaffChange::Absence(Some(longest));
        staff::change(app, &wang, &wang.id, &change)
            .await
            .expect("changed");
    }
}
