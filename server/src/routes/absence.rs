//! Absence: the inputs that a member of staff has on their own page, and an administrator for them.

use guichet_engine::message::Message;

use super::admin::users;
use super::inputs;
use crate::app::App;
use crate::guard::{Limited, Posted, Visitor};
use crate::reply::PageError;
use crate::service::absence::TypedAbsence;
use crate::service::staff::{self, ChangeError, StaffChange};
use crate::store::Account;
use crate::view::page::{AbsenceView, ColleagueView, ProblemLine};

/// What became of an absence that was posted.
pub(super) enum Saved {
    /// It is noted, or is no more: what to say.
    Done(&'static str),
    /// What is wrong with it, and what was typed.
    Wrong(Vec<ProblemLine>, TypedAbsence),
}

/// Returns the absence of a member of staff, to be posted to `place`.
pub(super) async fn view(
    app: &App,
    account: &Account,
    place: &str,
) -> Result<AbsenceView, PageError> {
    let colleagues = staff::colleagues(app).await?;
    let noted = account.absence.as_ref();
    let noted = noted.filter(|absence| absence.until >= app.today());
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let found = match noted {
        Some(absence) => app.store.account(&absence.stand_in).await?,
        None => None,
    };
    let others = colleagues.into_iter().filter(|(id, ..)| *id != account.id);
    Ok(AbsenceView {
        action: place.to_owned(),
        from: day(noted.map(|absence| absence.from)),
        until: day(noted.map(|absence| absence.until)),
        stand_in: noted
            .map(|absence| absence.stand_in.to_string())
            .unwrap_or_default(),
        noted: noted.map(|_| found.map(|found| found.display_name).unwrap_or_default()),
        colleagues: others
            .map(|(id, name, _)| ColleagueView {
                id: id.into(),
                name,
            })
            .collect(),
    })
}

/// Returns what was typed, in place of what is noted.
pub(super) fn over(typed: TypedAbsence, known: AbsenceView) -> AbsenceView {
    AbsenceView {
        from: typed.from,
        until: typed.until,
        stand_in: typed.stand_in,
        ..known
    }
}

/// Notes the absence that was posted, or that there is none any more.
pub(super) async fn save(
    visitor: &Visitor<'_>,
    by: &Account,
    account: &Account,
    posted: &Posted,
) -> Result<Saved, PageError> {
    visitor.limit(Limited::Change)?;
    visitor.app.has_disk_space()?;
    let typed = TypedAbsence {
        from: posted.get("from").to_owned(),
        until: posted.get("until").to_owned(),
        stand_in: posted.get("stand_in").to_owned(),
    };
    let (absence, done) = match posted.get("do") {
        "absent" => (Some(typed.clone()), "absence-noted"),
        "present" => (None, "absence-ended"),
        _ => return Err(PageError::bad_request()),
    };
    let change = StaffChange::Absence(absence);
    let problems = match staff::change(visitor.app, by, &account.id, &change).await {
        Ok(_) => return Ok(Saved::Done(done)),
        Err(ChangeError::Wrong(inputs)) => users::wrong(visitor, &inputs),
        Err(error) => {
            let message = Message::new(users::refusal(error)?);
            vec![inputs::problem(visitor, "from", "absence-from", &message)]
        }
    };
    Ok(Saved::Wrong(problems, typed))
}
