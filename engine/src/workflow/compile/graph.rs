//! Checks of the graph: every target exists, every step can be reached, finished and acted in.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::{ActionDraft, At, Declared, StepDraft, lock};
use super::faults::Faults;
use crate::workflow::codes;
use crate::workflow::performer::Performer;

/// Reports every fault of the graph.
pub(super) fn check(declared: &Declared, faults: &mut Faults) {
    let graph = Graph::new(declared);
    for target in declared.start.iter().flat_map(|start| &start.to) {
        graph.exists(target, faults);
    }
    for step in &declared.steps {
        if step.actions.is_empty() && step.overdue.is_none() {
            faults.add(
                codes::NO_ACTIONS,
                step.name.at,
                &[("name", &step.name.value)],
            );
        }
        for target in step.overdue.iter().flat_map(|overdue| &overdue.value) {
            graph.exists(target, faults);
        }
        for target in &step.otherwise {
            graph.exists(target, faults);
        }
        for handle in &step.actions {
            graph.check_action(&lock(&handle.0), faults);
        }
    }
    for handle in &declared.case_actions {
        let action = lock(&handle.0);
        if action.by.is_none() {
            faults.add(
                codes::MISSING_KEY,
                action.name.at,
                &[("name", "by"), ("of", "case_action")],
            );
        }
        graph.check_action(&action, faults);
    }
    // Where something is missing, what it would have led to is not blamed as well.
    if declared.start.is_some() && !graph.dangling {
        graph.check_reach(declared, faults);
        graph.check_rounds(declared, faults);
    }
}

/// Holds which step leads to which.
struct Graph<'a> {
    steps: BTreeMap<&'a str, &'a StepDraft>,
    finishes: BTreeSet<&'a str>,
    next: BTreeMap<String, BTreeSet<String>>,
    case_targets: Vec<String>,
    dangling: bool,
}

impl<'a> Graph<'a> {
    fn new(declared: &'a Declared) -> Self {
        let mut graph = Self {
            steps: declared
                .steps
                .iter()
                .map(|step| (step.name.value.as_str(), step))
                .collect(),
            finishes: declared
                .finishes
                .iter()
                .map(|finish| finish.name.value.as_str())
                .collect(),
            next: BTreeMap::new(),
            case_targets: Vec::new(),
            dangling: false,
        };
        let names = |list: &[At<String>]| {
            list.iter()
                .map(|name| name.value.clone())
                .collect::<Vec<_>>()
        };
        let main = declared.workflow.as_ref();
        let when_empty = main.and_then(|main| Some(main.when_empty.as_ref()?.value.clone()));
        for step in &declared.steps {
            let next = graph.next.entry(step.name.value.clone()).or_default();
            next.extend(
                step.overdue
                    .iter()
                    .flat_map(|overdue| names(&overdue.value)),
            );
            next.extend(names(&step.otherwise));
            for handle in &step.actions {
                let action = lock(&handle.0);
                next.extend(names(&action.to));
                // Where a branch ends, the case may.
                if action.ends {
                    next.extend(when_empty.clone());
                }
            }
        }
        // The finish reached when the whole is overdue is reached whatever is open.
        let overdue = main.and_then(|main| Some(main.overdue.as_ref()?.value.clone()));
        graph
            .case_targets
            .extend(overdue.filter(|name| graph.finishes.contains(name.as_str())));
        for handle in &declared.case_actions {
            graph.case_targets.extend(names(&lock(&handle.0).to));
        }
        let start = declared.start.iter().flat_map(|start| names(&start.to));
        let all: Vec<String> = graph
            .next
            .values()
            .flatten()
            .cloned()
            .chain(graph.case_targets.clone())
            .chain(start)
            .collect();
        graph.dangling = all.iter().any(|name| !graph.has(name));
        graph
    }

    fn has(&self, name: &str) -> bool {
        self.steps.contains_key(name) || self.finishes.contains(name)
    }

    fn exists(&self, target: &At<String>, faults: &mut Faults) {
        if !self.has(&target.value) {
            let known: Vec<&str> = self.steps.keys().chain(&self.finishes).copied().collect();
            let args = [
                ("name", target.value.as_str()),
                ("known", &known.join(", ")),
            ];
            faults.add(codes::UNKNOWN_TARGET, target.at, &args);
        }
    }

    fn check_action(&self, action: &ActionDraft, faults: &mut Faults) {
        let named = [("name", action.name.value.as_str())];
        if action.title.value.trim().is_empty() && action.by != Some(Performer::System) {
            faults.add(
                codes::MISSING_KEY,
                action.title.at,
                &[("name", "title"), ("of", "action")],
            );
        }
        if !action.has_destination() {
            faults.add(codes::NO_TARGET, action.name.at, &named);
        }
        let mut seen = BTreeSet::new();
        for target in &action.to {
            self.exists(target, faults);
            let args = [("name", target.value.as_str())];
            if !seen.insert(target.value.as_str()) {
                faults.add(codes::TARGET_TWICE, target.at, &args);
            }
            if action.choose.is_none()
                && action.to.len() > 1
                && self.finishes.contains(target.value.as_str())
            {
                faults.add(codes::FINISH_AND_MORE, target.at, &args);
            }
        }
        if let Some(choose) = action
            .choose
            .as_ref()
            .filter(|_| seen.len() < 2 && !action.ends)
        {
            faults.add(codes::NOTHING_TO_CHOOSE, choose.at, &named);
        }
        let applicants = |target: &At<String>| {
            self.steps
                .get(target.value.as_str())
                .is_some_and(|step| step.who == Some(Performer::Applicant))
        };
        let misplaced = |target: &At<String>| {
            let step = self.steps.get(target.value.as_str());
            let who = step.and_then(|step| step.who.as_ref());
            let nobodys = who.is_some_and(|who| !who.is_staff());
            self.finishes.contains(target.value.as_str()) || nobodys
        };
        if let Some(at) = action
            .same_person
            .filter(|_| action.to.iter().any(misplaced))
        {
            faults.add(codes::SAME_PERSON_MISPLACED, at, &named);
        }
        let known = action.to.iter().all(|target| self.has(&target.value));
        if let Some(at) = action
            .flags_fields
            .filter(|_| known && !action.to.iter().any(applicants))
        {
            faults.add(codes::FLAGS_TO_NOBODY, at, &named);
        }
    }

    /// Reports steps that nobody may do who ever did another, where the case can come to that other again: each round needs
    /// somebody else.
    fn check_rounds(&self, declared: &Declared, faults: &mut Faults) {
        for step in &declared.steps {
            let next = |name: &str| self.next.get(name).into_iter().flatten().cloned().collect();
            let ahead = self
                .next
                .get(&step.name.value)
                .into_iter()
                .flatten()
                .cloned();
            let reached = closure(ahead, next);
            let mut ever = step.not_by_ever.iter();
            if let Some(other) = ever.find(|other| reached.contains(&other.value)) {
                let args = [
                    ("name", step.name.value.as_str()),
                    ("other", other.value.as_str()),
                ];
                faults.add(codes::NEEDS_MORE_PEOPLE, other.at, &args);
            }
        }
    }

    /// Reports steps and finishes that cannot be reached, and steps that lead to no finish. A step leads to a finish by
    /// actions of steps or by time running out. A case action that ends the case is no way out: it is there for the
    /// exception.
    fn check_reach(&self, declared: &Declared, faults: &mut Faults) {
        let start = declared
            .start
            .iter()
            .flat_map(|start| &start.to)
            .map(|name| name.value.clone());
        let reached = closure(start.chain(self.case_targets.clone()), |name| {
            self.next.get(name).into_iter().flatten().cloned().collect()
        });
        let leads_out = closure(
            self.finishes.iter().map(|name| (*name).to_owned()),
            |name| {
                let before = self.next.iter().filter(|(_, next)| next.contains(name));
                before.map(|(step, _)| step.clone()).collect()
            },
        );
        for step in &declared.steps {
            let args = [("name", step.name.value.as_str())];
            let acts = !step.actions.is_empty() || step.overdue.is_some();
            if !reached.contains(&step.name.value) {
                faults.add(codes::UNREACHABLE, step.name.at, &args);
            }
            if acts && !self.finishes.is_empty() && !leads_out.contains(&step.name.value) {
                faults.add(codes::NO_WAY_OUT, step.name.at, &args);
            }
        }
        for finish in declared
            .finishes
            .iter()
            .filter(|finish| !reached.contains(&finish.name.value))
        {
            faults.add(
                codes::UNREACHABLE,
                finish.name.at,
                &[("name", &finish.name.value)],
            );
        }
    }
}

/// Returns everything that can be reached from `from`, itself included.
fn closure(
    from: impl Iterator<Item = String>,
    next: impl Fn(&str) -> Vec<String>,
) -> BTreeSet<String> {
    let mut ahead: Vec<String> = from.collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = ahead.pop() {
        if seen.insert(name.clone()) {
            ahead.extend(next(&name));
        }
    }
    seen
}
