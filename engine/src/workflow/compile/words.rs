//! Checks of single words: what one needs of another.

use std::collections::BTreeSet;

use rhai::Position;

use super::declared::{ActionDraft, ActionHandle, At, Declared, StepDraft, lock};
use super::faults::Faults;
use crate::workflow::codes;
use crate::workflow::definition::{Join, SUBMISSION, StepKind};
use crate::workflow::performer::Performer;

/// Gives each action that goes back the steps that lead to its own as targets.
pub(super) fn resolve_back(declared: &Declared, faults: &mut Faults) {
    for step in &declared.steps {
        for handle in &step.actions {
            let Some(at) = lock(&handle.0).back else {
                continue;
            };
            if let Some(target) = lock(&handle.0).to.first() {
                let args = [("name", ".back()"), ("other", ".to(…)")];
                faults.add(codes::CONTRADICTION, target.at, &args);
            }
            let mut names = BTreeSet::new();
            leading_to(declared, &step.name.value, &mut names);
            let to = names.into_iter().map(|value| At { value, at });
            lock(&handle.0).to = to.collect();
        }
    }
}

/// Returns the steps of people that lead to this one, perhaps by others that nobody does.
fn leading_to(declared: &Declared, name: &str, found: &mut BTreeSet<String>) {
    let leads = |handle: &ActionHandle| {
        let action = lock(&handle.0);
        action.back.is_none() && action.to.iter().any(|target| target.value == name)
    };
    let late = |step: &StepDraft| {
        let mut targets = step.overdue.iter().flat_map(|overdue| &overdue.value);
        let otherwise = &mut step.otherwise.iter();
        targets.any(|target| target.value == name) || otherwise.any(|target| target.value == name)
    };
    for step in &declared.steps {
        let step_name = &step.name.value;
        if step_name == name || !(step.actions.iter().any(leads) || late(step)) {
            continue;
        }
        let known = found.contains(step_name);
        if matches!(step.kind, StepKind::People) {
            found.insert(step_name.clone());
        } else if !known {
            // Marked while it is followed, so that two that lead to each other are followed once.
            found.insert(step_name.clone());
            leading_to(declared, step_name, found);
            found.remove(step_name);
        }
    }
}

/// Reports every word that lacks what it needs.
pub(super) fn check(declared: &Declared, faults: &mut Faults) {
    if let Some(main) = &declared.workflow {
        let finish = |name: &At<String>| {
            let mut finishes = declared.finishes.iter();
            finishes.any(|finish| finish.name.value == name.value)
        };
        let named = main.when_empty.iter().chain(&main.overdue);
        for name in named.filter(|name| !finish(name)) {
            unknown(declared, name, faults);
        }
        if let (Some(overdue), None) = (&main.overdue, &main.due) {
            faults.add(codes::OVERDUE_WITHOUT_DUE, overdue.at, &[]);
        }
    }
    for step in &declared.steps {
        check_step(declared, step, faults);
    }
    for handle in &declared.case_actions {
        check_action(declared, None, &lock(&handle.0), faults);
    }
    check_endless(declared, faults);
}

/// Reports automatic steps that lead to one another without end: nobody chooses, and nothing holds them up.
fn check_endless(declared: &Declared, faults: &mut Faults) {
    let endless = |step: &&StepDraft| {
        matches!(step.kind, StepKind::Automatic)
            && step.join == Join::Any
            && !step
                .actions
                .iter()
                .any(|handle| lock(&handle.0).choose.is_some())
    };
    let steps: Vec<&StepDraft> = declared.steps.iter().filter(endless).collect();
    let next = |step: &StepDraft| -> Vec<String> {
        let actions = step.actions.iter();
        actions
            .flat_map(|handle| lock(&handle.0).to.clone())
            .map(|target| target.value)
            .collect()
    };
    for step in &steps {
        let mut seen = BTreeSet::new();
        let mut ahead = next(step);
        while let Some(name) = ahead.pop() {
            let found = steps.iter().find(|other| other.name.value == name);
            if let Some(found) = found.filter(|_| seen.insert(name)) {
                ahead.extend(next(found));
            }
        }
        if seen.contains(&step.name.value) {
            let args = [("name", step.name.value.as_str())];
            faults.add(codes::ENDLESS, step.name.at, &args);
        }
    }
}

fn check_step(declared: &Declared, step: &StepDraft, faults: &mut Faults) {
    for name in &step.cancels {
        is_step(declared, name, faults);
    }
    let not_by = step.not_by.iter().chain(&step.not_by_ever);
    for name in not_by.filter(|name| name.value != SUBMISSION) {
        is_step(declared, name, faults);
    }
    check_people(step, faults);
    let counts = |handle: &ActionHandle| lock(&handle.0).counts.is_some();
    let counted = step.actions.iter().any(counts);
    let at = step
        .complete
        .as_ref()
        .map_or(step.name.at, |complete| complete.at);
    if step.complete.is_some() && !counted {
        lacks(at, "complete", ".counts()", faults);
    }
    if let Some(all) = step.all_speak.as_ref().filter(|_| step.complete.is_none()) {
        lacks(all.at, "all_speak", "complete", faults);
    }
    if step.complete.is_some() && step.each.is_none() {
        lacks(at, "complete", "each", faults);
    }
    for handle in &step.actions {
        check_action(declared, Some(step), &lock(&handle.0), faults);
    }
}

/// Reports words that concern colleagues in steps that are not of staff, and words about time in steps without one.
fn check_people(step: &StepDraft, faults: &mut Faults) {
    let staffed = step.who.as_ref().is_some_and(Performer::is_staff);
    let at = step.name.at;
    if step.allow.is_some() && !staffed {
        lacks(at, "allow", "who: role(…)", faults);
    }
    for remind in &step.remind {
        match &step.due {
            None => lacks(remind.at, "remind", "due", faults),
            Some(due) if due.value.is_over_before(remind.value) => {
                let args = [("name", step.name.value.as_str())];
                faults.add(codes::NEVER_REMINDS, remind.at, &args);
            }
            Some(_) => {}
        }
    }
    let Some(escalate) = &step.escalate else {
        return;
    };
    if step.due.is_none() {
        lacks(escalate.at, "escalate", "due", faults);
    }
    if !staffed {
        lacks(escalate.at, "escalate", "who: role(…)", faults);
    }
    if step.overdue.is_some() {
        let args = [("name", "escalate"), ("other", "overdue")];
        faults.add(codes::CONTRADICTION, escalate.at, &args);
    }
}

fn check_action(
    declared: &Declared,
    step: Option<&StepDraft>,
    action: &ActionDraft,
    faults: &mut Faults,
) {
    let named = action.cancels.iter().chain(&action.cancels_ahead);
    let named = named.chain(&action.completes);
    for name in named.chain(&action.only_while).chain(&action.not_while) {
        is_step(declared, name, faults);
    }
    check_together(step.is_none(), action, faults);
    let as_one = |step: &StepDraft| step.complete.is_some();
    if let Some(at) = action.counts.filter(|_| !step.is_some_and(as_one)) {
        lacks(at, ".counts()", "complete", faults);
    }
    let repeated = step.is_some_and(|step| step.each.is_some());
    if let Some(at) = action.adds_item.filter(|_| !repeated) {
        lacks(at, ".adds_item()", "each", faults);
    }
    for name in &action.completes {
        let step = declared
            .steps
            .iter()
            .find(|step| step.name.value == name.value);
        if step.is_some_and(|step| !as_one(step)) {
            lacks(name.at, ".completes(…)", "complete", faults);
        }
    }
    let main = declared.workflow.as_ref();
    if !action.ends {
        return;
    }
    // A run that ends among others leaves open where the case goes when all have.
    let (missing, at) = match step.filter(|step| as_one(step)) {
        Some(step) => (step.otherwise.is_empty(), ("otherwise", "step")),
        None => (
            main.is_some_and(|main| main.when_empty.is_none()),
            ("when_empty", "workflow"),
        ),
    };
    if missing {
        let args = [("name", at.0), ("of", at.1)];
        faults.add(codes::MISSING_KEY, action.name.at, &args);
    }
}

/// Words that say opposite things of where an action leads.
fn check_together(of_case: bool, action: &ActionDraft, faults: &mut Faults) {
    let chooses = action.choose.is_some();
    let pairs = [
        (action.stays, ".stays()", action.ends, ".ends()"),
        (
            action.stays,
            ".stays()",
            action.counts.is_some(),
            ".counts()",
        ),
        (
            action.adds_item.is_some(),
            ".adds_item()",
            action.ends,
            ".ends()",
        ),
        (
            action.adds_item.is_some(),
            ".adds_item()",
            action.counts.is_some(),
            ".counts()",
        ),
        (
            action.adds_item.is_some(),
            ".adds_item()",
            action.notes.is_some(),
            ".notes(…)",
        ),
        (action.back.is_some(), ".back()", chooses, ".choose(…)"),
        (action.back.is_some(), ".back()", action.ends, ".ends()"),
        (action.back.is_some(), ".back()", of_case, "case_action"),
    ];
    for (_, one, _, other) in pairs.iter().filter(|(one, _, other, _)| *one && *other) {
        let args = [("name", *one), ("other", *other)];
        faults.add(codes::CONTRADICTION, action.name.at, &args);
    }
}

fn lacks(at: Position, name: &str, needs: &str, faults: &mut Faults) {
    faults.add(codes::WORD_ALONE, at, &[("name", name), ("needs", needs)]);
}

fn is_step(declared: &Declared, name: &At<String>, faults: &mut Faults) {
    let found = declared
        .steps
        .iter()
        .any(|step| step.name.value == name.value);
    if !found {
        unknown(declared, name, faults);
    }
}

fn unknown(declared: &Declared, name: &At<String>, faults: &mut Faults) {
    let steps = declared.steps.iter().map(|step| &step.name);
    let finishes = declared.finishes.iter().map(|finish| &finish.name);
    let known: Vec<&str> = steps
        .chain(finishes)
        .map(|name| name.value.as_str())
        .collect();
    let args = [("name", name.value.as_str()), ("known", &known.join(", "))];
    faults.add(codes::UNKNOWN_TARGET, name.at, &args);
}
