//! Who may read a case.

use super::step::is_escalated_to;
use crate::workflow::actor::Actor;
use crate::workflow::case::Case;
use crate::workflow::definition::{Step, Workflow};
use crate::workflow::refusal::{Refusal, RefusalCode};

/// Cases are read, and masked answers shown, by those whom some step may be for, by those whom one is escalated to at
/// the moment, and by those whom a case was copied to. To manage steps is not to need to know what is in them.
pub(in crate::workflow) fn may_read(
    workflow: &Workflow,
    case: &Case,
    actor: &Actor,
) -> Result<(), Refusal> {
    let staff = matches!(actor, Actor::Staff { .. });
    let mut all = workflow.steps.values().flat_map(Step::performers);
    let holds = all.any(|who| actor.is(who)) || has_step_escalated(workflow, case, actor);
    if staff && (holds || case.has_reader(actor)) {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::NotPermitted))
    }
}

/// Tells whether an open step is overdue, and offered to this actor for that reason.
fn has_step_escalated(workflow: &Workflow, case: &Case, actor: &Actor) -> bool {
    case.open.values().any(|open| {
        let step = workflow.steps.get(&open.step);
        step.is_some_and(|step| is_escalated_to(step, open, actor))
    })
}
