//! What tells one situation of a case from another: everything that decides what can become of it, and nothing else. No numbers of
//! runs, no times, no people.

use std::collections::BTreeMap;

use super::state::State;
use crate::ids::StepName;
use crate::workflow::branch::{Arrivals, Branch};
use crate::workflow::case::{Case, OpenStep};
use crate::workflow::item::Item;
use crate::workflow::run::RunId;

/// Runs of one step that count where they come late to a join: what they lead to is swallowed there, so that more of them
/// make no difference.
const LATE_MAX: usize = 4;

/// A situation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Situation {
    /// The open steps, as often as each is open.
    pub open: Vec<StepName>,
    /// The joins that wait for all other branches.
    pub waiting: Vec<StepName>,
    /// The finish reached.
    pub finished: Option<StepName>,
    /// Says what a finish that approves cancelled without a word.
    pub abandoned: Vec<StepName>,
    /// Says why the move that was to lead here cannot be made.
    pub failed: Option<String>,
    /// Says what else decides: each run with its branch and group, branches that came to joins, messages that are kept.
    rest: Vec<String>,
}

impl Situation {
    /// Returns the situation of a state.
    pub fn from_state(state: &State) -> Self {
        let case = &state.case;
        let mut late: BTreeMap<String, usize> = BTreeMap::new();
        let (mut open, mut runs) = (Vec::new(), Vec::new());
        let mut parts: BTreeMap<RunId, Vec<String>> = BTreeMap::new();
        for run in case.open.values() {
            let written = (!is_plain(run)).then(|| run_of(case, run));
            if let Some(written) = written.as_ref().filter(|_| !run.branch.late.is_empty()) {
                let times = late.entry(written.clone()).or_default();
                *times += 1;
                // More of them make more situations and no other future.
                if *times > LATE_MAX {
                    continue;
                }
            }
            open.push(run.step.clone());
            match &run.branch.part {
                // What is of one item is told together: which number it has makes no difference.
                Some(part) => {
                    let written = written.unwrap_or_else(|| run.step.to_string());
                    parts.entry(part.run).or_default().push(written);
                }
                None => runs.extend(written),
            }
        }
        for (name, of_items) in &case.item_joins {
            for (run, arrivals) in of_items {
                let branch = branch_of(&arrivals.branch);
                let written = format!("waits {name} {branch}");
                parts.entry(*run).or_default().push(written);
            }
        }
        runs.extend(parts.into_values().map(|mut part| {
            part.sort_unstable();
            format!("item: {}", part.join(", "))
        }));
        open.sort_unstable();
        let groups = case.groups.keys().map(|group| group_of(case, *group));
        let joins = case.joins.iter();
        let joins = joins.map(|(name, arrivals)| join_of(case, name, arrivals));
        let kept = case
            .buffered_messages
            .keys()
            .map(|name| format!("kept {name}"));
        let mut rest: Vec<String> = runs
            .into_iter()
            .chain(groups)
            .chain(joins)
            .chain(kept)
            .collect();
        rest.sort_unstable();
        Self {
            open,
            waiting: case.waiting.iter().cloned().collect(),
            finished: case.finished.as_ref().map(|(name, _)| name.clone()),
            abandoned: state.abandoned.iter().cloned().collect(),
            failed: state.failed.clone(),
            rest,
        }
    }

    /// Tells whether it is the same as an earlier one but for more open runs.
    pub fn is_more_of(&self, earlier: &Self) -> bool {
        let (before, now) = (earlier.times(), self.times());
        let covers = before
            .iter()
            .all(|(name, times)| now.get(name).is_some_and(|now| now >= times));
        covers && earlier.open.len() < self.open.len() && earlier.waiting == self.waiting
    }

    /// Returns how often each step is open.
    pub fn times(&self) -> BTreeMap<&StepName, usize> {
        let mut times = BTreeMap::new();
        for name in &self.open {
            *times.entry(name).or_default() += 1;
        }
        times
    }
}

/// Tells whether nothing but its step decides what can become of a run.
fn is_plain(open: &OpenStep) -> bool {
    let branch = &open.branch;
    let alone = open.group.is_none() && !matches!(open.item, Some(Item::Performer(_)));
    alone && !open.overdue && branch.late.is_empty() && branch.from.is_empty()
}

/// Writes down what decides what can become of one run.
pub(super) fn run_of(case: &Case, open: &OpenStep) -> String {
    let who = match &open.item {
        Some(Item::Performer(who)) => who.key().into(),
        _ => String::new(),
    };
    let group = open.group.map(|group| group_of(case, group));
    let group = group.unwrap_or_default();
    let branch = branch_of(&open.branch);
    format!("{} {} {who} {branch} ({group})", open.step, open.overdue)
}

fn branch_of(branch: &Branch) -> String {
    let mut late = branch.late.clone();
    late.sort_unstable();
    let from = branch.from.iter();
    let from = from.map(|origin| format!("{} {}", origin.step, origin.late.join("+")));
    let mut from: Vec<String> = from.collect();
    // A step is gone back to in the same way however many of its runs came.
    from.sort_unstable();
    from.dedup();
    format!("late {} from {}", late.join("+"), from.join("+"))
}

fn group_of(case: &Case, group: u32) -> String {
    let Some(state) = case.groups.get(&group) else {
        return String::new();
    };
    let open = case.open.values();
    let open = open.filter(|open| open.group == Some(group)).count();
    let pending = state.pending.len();
    let (step, total, done) = (&state.step, state.total, state.done);
    format!("{step} {done}/{total}, {open} open, {pending} ahead")
}

/// Writes down what decides what can become of a join. How many came matters only to one that counts.
fn join_of(case: &Case, name: &str, arrivals: &Arrivals) -> String {
    let count = if case.waiting.contains(name) {
        0
    } else {
        arrivals.count
    };
    format!("join {name} {count} {}", branch_of(&arrivals.branch))
}
