//! What is left open in a proof: a workflow in which functions return whatever they may, no effect is called, and every
//! time allowed is the same.

use rhai::{Array, Dynamic};

use super::free::{Answer, Free};
use super::results::is_one_text;
use crate::ids::StepName;
use crate::workflow::definition::{Action, Complete, Each, Step, StepKind, Trigger, Workflow};
use crate::workflow::due::Period;

/// Says how many items a computed list has: none, one, several.
const ITEMS: [u32; 3] = [0, 1, 2];
/// The most that `complete` asks for of which the list is tried with one item more.
const COUNTED_MAX: u32 = 4;
/// Says how a function that chooses nothing is told.
const NOTHING: &str = "–";

/// Returns the workflow with everything left open that only a real case knows.
pub(super) fn opened(workflow: &Workflow, free: &Free) -> Workflow {
    let mut opened = workflow.clone();
    opened.start.enter = None;
    // The finish reached when the whole is overdue ends a case whatever it is in, as a case action does.
    (opened.due, opened.overdue) = (None, None);
    for finish in opened.finishes.values_mut() {
        finish.enter = None;
    }
    for step in opened.steps.values_mut() {
        step.enter = None;
        (step.remind, step.escalate) = (Vec::new(), None);
        step.due = step.due.map(|_| Period::Hours(1));
        if let StepKind::Wait(Trigger::Time(_) | Trigger::TimeOf(_)) = step.kind {
            step.kind = StepKind::Wait(Trigger::Time(Period::Hours(1)));
        }
        if step.needed.is_some() {
            // However many it asks for: some, or all there are.
            let numbers = [1, 2].map(|number: i64| (vec![number.to_string()], number.into()));
            step.needed = free.function(numbers.to_vec()).or(step.needed.take());
        }
        if let Some(Each::Computed(_)) = step.each {
            let function = free.function(lists(step));
            step.each = function.map(Each::Computed).or(step.each.take());
        }
        for action in &mut step.actions {
            choose_freely(action, workflow, free);
        }
    }
    for action in &mut opened.case_actions {
        choose_freely(action, workflow, free);
    }
    opened
}

/// Returns the lists that a function may return: their numbers of items are what matters.
fn lists(step: &Step) -> Vec<Answer> {
    let more = match step.complete {
        Some(Complete::AtLeast(number)) if (2..=COUNTED_MAX).contains(&number) => Some(number + 1),
        _ => None,
    };
    let numbers = ITEMS.into_iter().chain(more);
    numbers
        .map(|number| (vec![number.to_string()], Dynamic::from(i64::from(number))))
        .collect()
}

/// Lets the function of an action return any of its finishes, or any of its other targets together.
fn choose_freely(action: &mut Action, workflow: &Workflow, free: &Free) {
    let Some(choose) = &action.choose else {
        return;
    };
    let one = is_one_text(&workflow.script, choose);
    let names = action.to.iter().map(|target| target.name.clone());
    let (finishes, steps): (Vec<StepName>, Vec<StepName>) =
        names.partition(|name| workflow.finishes.contains_key(name));
    let mut sets: Vec<Vec<StepName>> = vec![Vec::new()];
    for name in steps {
        let with = sets
            .iter()
            .map(|set| [set.as_slice(), std::slice::from_ref(&name)].concat());
        let with: Vec<Vec<StepName>> = with.collect();
        sets.extend(with);
    }
    sets.extend(finishes.into_iter().map(|name| vec![name]));
    // The shortest first, so that a way is told with as little chosen as leads there.
    sets.sort_by_key(Vec::len);
    let ends = action.ends;
    let sets = sets.into_iter();
    let sets = sets.filter(|set| (ends || !set.is_empty()) && !(one && set.len() != 1));
    let answers = sets.map(|set| {
        let names: Vec<String> = set.into_iter().map(String::from).collect();
        let value: Array = names.iter().cloned().map(Dynamic::from).collect();
        let names = if names.is_empty() {
            vec![NOTHING.to_owned()]
        } else {
            names
        };
        (names, Dynamic::from(value))
    });
    action.choose = free.function(answers.collect()).or(action.choose.take());
}
