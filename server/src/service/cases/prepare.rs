//! From what is decided to one commit.

use futures::future::BoxFuture;
use guichet_engine::form::Form;
use guichet_engine::workflow::EventKind;

use super::decided::Decided;
use crate::common_corrections;
use crate::service::{doubles, effect, tasks};
use crate::store::{CaseRow, Commit, JournalRow, SearchRow, StoreError};

/// Carries out the effects and adds everything that the decision changes to the commit. Boxed: what the effects need has no
/// place on the stack while the store commits, which takes most of it.
pub(super) fn prepare<'a>(
    decided: Decided<'a>,
    commit: &'a mut Commit,
) -> BoxFuture<'a, Result<CaseRow, StoreError>> {
    Box::pin(carry_out_and_add(decided, commit))
}

async fn carry_out_and_add(
    mut decided: Decided<'_>,
    commit: &mut Commit,
) -> Result<CaseRow, StoreError> {
    // The effects are told what was decided: a notice takes its reason from there.
    let events = decided.events.clone();
    for event in &events {
        if let EventKind::Effect(effect) = &event.kind {
            effect::carry_out(effect, &event.actor, &mut decided, commit).await?;
        }
    }
    tasks::change(&decided, commit);
    let search = search(decided.form, &decided.row);
    let known = decided
        .before
        .map(|before| self::search(decided.form, before));
    commit.search = Some(search).filter(|search| known.as_ref() != Some(search));
    let journal = JournalRow {
        case: decided.row.case.id.clone(),
        from: events.first().map_or(1, |event| event.seq),
        events,
    };
    commit.remarks =
        common_corrections::noted(decided.form, decided.workflow, &journal, decided.now);
    commit.journal = Some(journal);
    commit.case = Some(decided.row.clone());
    Ok(decided.row)
}

fn search(form: &Form, row: &CaseRow) -> SearchRow {
    let case = &row.case;
    SearchRow {
        case: case.id.clone(),
        reference: case.reference.clone(),
        submitted: case.submitted_at,
        text: format!(
            "{} {} {}",
            case.reference,
            row.title,
            form.search_text(&case.answers)
        ),
        marks: doubles::marks(form, row)
            .into_iter()
            .map(|mark| mark.value)
            .collect(),
    }
}
