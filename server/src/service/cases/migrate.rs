//! Moving a case to another version of its workflow, and back.

use std::sync::Arc;

use guichet_engine::workflow::{Actor, Refusal, Workflow};

use super::command::CommandError;
use super::decided::Decided;
use super::prepare::prepare;
use crate::core::Core;
use crate::store::{CaseRow, Commit, CommitError, StoreError};

/// What would become of a case in another version of its workflow.
#[derive(Clone, Debug)]
pub enum Trial {
    /// It goes on, and whatever can be done next works.
    Fits,
    /// It can be moved, and these functions would fail, as the script says it.
    Fails(Vec<String>),
    /// It stands where that version has nothing.
    CannotMove(Refusal),
}

/// Tries a case in a version of its workflow; nothing changes.
#[must_use]
pub fn try_in(core: &Core, row: &CaseRow, to: &Workflow) -> Trial {
    let calendar = core.definitions.live().published.calendar_for(to);
    match to.try_next(&calendar, &row.case, core.clock.now()) {
        Err(refusal) => Trial::CannotMove(refusal),
        Ok(failing) if failing.is_empty() => Trial::Fits,
        Ok(failing) => Trial::Fails(failing.into_iter().collect()),
    }
}

/// Moves a case to a version of its workflow, by an event of its own.
///
/// # Errors
/// See [`CommandError`]; nothing has changed.
pub async fn migrate(
    core: &Core,
    row: &CaseRow,
    to: &Arc<Workflow>,
    actor: &Actor,
) -> Result<CaseRow, CommandError> {
    let before = core.store.case(&row.case.id).await?;
    let before = before.ok_or(CommandError::NotFound)?;
    let (form, _) = core.definitions.versions_of(&before.case).await?;
    let calendar = core.definitions.live().published.calendar_for(to);
    let now = core.clock.now();
    let events = to
        .migrate(&calendar, &before.case, actor, now)
        .map_err(CommandError::Refused)?;
    let mut moved = before.clone();
    for event in &events {
        moved.case.apply(event);
    }
    let mut commit = Commit {
        expected_version: Some(before.case.version),
        ..Commit::default()
    };
    let decided = Decided {
        core,
        form: &form,
        workflow: to,
        before: Some(&before),
        row: moved,
        events,
        password_hash: None,
        now,
    };
    let row = prepare(decided, &mut commit).await?;
    match core.store.commit(&commit).await {
        Ok(_) => {
            core.attention.look_at(&row.case.id);
            Ok(row)
        }
        Err(CommitError::VersionConflict) => Err(StoreError::Busy.into()),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(StoreError::Failed(other.to_string()).into()),
    }
}
