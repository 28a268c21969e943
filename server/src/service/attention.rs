//! Open steps on which nobody can act: found by looking at what is open, told to those who can see to it.

use std::collections::{BTreeSet, HashMap};

use guichet_engine::ids::{AccountId, CaseId};
use guichet_engine::workflow::{Colleague, RunId, Unattended};

use super::{roles, staff};
use crate::core::Core;
use crate::store::{AccountState, CaseRow, Queue, QueueKey, StoreError, TaskRow};

/// How many open steps are looked at in one go.
pub const LOOKED_AT_MAX: usize = 1_000;

/// An open step on which nobody can act.
#[derive(Clone, Debug)]
pub struct UnattendedStep {
    /// The case.
    pub row: CaseRow,
    /// The step's run.
    pub run: RunId,
    /// Why.
    pub why: Unattended,
}

/// Returns the members of staff who may log in, and whether each is there today.
///
/// # Errors
/// When the store fails.
pub async fn present(core: &Core) -> Result<Vec<Colleague>, StoreError> {
    let today = core.today();
    let accounts = core.store.staff().await?.into_iter();
    let active = accounts.filter(|own| own.state == AccountState::Active);
    let absent: BTreeSet<AccountId> = active
        .filter(|own| own.absence_on(today).is_some())
        .map(|own| own.id)
        .collect();
    let known = staff::colleagues(core).await?.into_iter();
    let colleague = known.map(|(id, _, actor)| Colleague {
        actor,
        is_present: !absent.contains(&id),
    });
    Ok(colleague.collect())
}

/// Looks at what is open from `after` on, in the order of the desk; gives what nobody can act on, and where to go on looking.
///
/// # Errors
/// When the store fails.
pub async fn look(
    core: &Core,
    after: &str,
    colleagues: &[Colleague],
) -> Result<(Vec<UnattendedStep>, Option<String>), StoreError> {
    let queues = QueueKey::active(&roles::of_every_task());
    let mut found = Vec::new();
    let mut cases: HashMap<CaseId, Option<CaseRow>> = HashMap::new();
    let (mut after, mut looked_at) = (after.to_owned(), 0);
    loop {
        let page = core.store.queue_page(&queues, &after).await?;
        looked_at += page.rows.len();
        for task in page.rows.iter().filter(|task| needs_look(task, colleagues)) {
            if !cases.contains_key(&task.case) {
                let row = core.store.case(&task.case).await?;
                cases.insert(task.case.clone(), row);
            }
            let Some(Some(row)) = cases.get(&task.case) else {
                continue;
            };
            found.extend(look_at(core, row, Some(task.run), colleagues).await?);
        }
        match page.next {
            Some(next) if looked_at < LOOKED_AT_MAX => after = next,
            next => return Ok((found, next)),
        }
    }
}

/// Looks at the open steps of one case, or at one of them.
///
/// # Errors
/// When the store fails.
pub async fn look_at(
    core: &Core,
    row: &CaseRow,
    run: Option<RunId>,
    colleagues: &[Colleague],
) -> Result<Vec<UnattendedStep>, StoreError> {
    let (_, workflow) = core.definitions.versions_of(&row.case).await?;
    let runs = row.case.open.keys().copied();
    let runs = runs.filter(|own| run.is_none_or(|run| run == *own));
    let found = runs.filter_map(|run| {
        let why = workflow.unattended(&row.case, run, colleagues)?;
        Some(UnattendedStep {
            row: row.clone(),
            run,
            why,
        })
    });
    Ok(found.collect())
}

/// Tells whether a row of the desk may be one that nobody can act on: what somebody is there for and no signature holds up
/// is not read at all, unless who did another step may matter.
fn needs_look(task: &TaskRow, colleagues: &[Colleague]) -> bool {
    let is_there = |id: &AccountId| {
        let mut all = colleagues.iter();
        all.any(|own| own.is_present && own.actor.is_for(id))
    };
    let awaits = task.extra_queues.iter().any(|queue| queue.is_to_sign());
    match &task.queue {
        Queue::Assigned(account) => awaits || !is_there(account),
        _ => true,
    }
}
