//! What is wrong with a workflow, read off everything that could become of a case. Causes come first: what only follows
//! from another fault is not told.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;

use super::describe;
use super::explore::Explored;
use super::finding::{Declared, Finding, SITUATIONS_MAX};
use super::net::Net;
use super::situation::Situation;
use super::state::{Move, Transition};
use crate::diagnostic::Code;
use crate::ids::StepName;
use crate::workflow::codes;
use crate::workflow::definition::{
    Action, FinishKind, Join, PASS, Step, StepKind, Trigger, Workflow,
};

/// Finds everything wrong.
pub(super) fn found(workflow: &Workflow, explored: &Explored<Net>) -> Vec<Finding> {
    let reading = Reading { workflow, explored };
    let mut found = Vec::new();
    reading.grows(&mut found);
    // What never happens is known only once everything that does is.
    let all = explored.complete && found.is_empty();
    let never_met = if all {
        reading.joins_never_met(&mut found)
    } else {
        BTreeSet::new()
    };
    if never_met.is_empty() {
        reading.fails(&mut found);
    }
    // Situations that are stuck are known all the same; where something grows or fails, not all are, and nothing is said to never open.
    let whole = found.is_empty();
    reading.stuck(&mut found, &never_met);
    let never_open = if all && whole {
        reading.never_taken(&mut found);
        reading.never_open(&mut found)
    } else {
        BTreeSet::new()
    };
    reading.left_behind(&mut found, &never_open);
    reading.both_by_one(&mut found);
    reading.by_nobody(&mut found);
    if !explored.complete {
        let most = ("most", Value::from(SITUATIONS_MAX));
        found.push(finding(codes::PROOF_BOUND, Declared::Start, vec![most]));
    }
    found
}

fn finding(code: Code, at: Declared, args: Vec<(&'static str, Value)>) -> Finding {
    Finding { code, at, args }
}

struct Reading<'a> {
    workflow: &'a Workflow,
    explored: &'a Explored<Net>,
}

impl Reading<'_> {
    fn way(&self, at: usize) -> (&'static str, Value) {
        (
            "path",
            describe::path(self.workflow, &self.explored.path(at)),
        )
    }

    fn title(&self, name: &str) -> (&'static str, Value) {
        ("name", describe::title(self.workflow, name))
    }

    /// Returns every move, with the situation that it is made in; `None` for those that begin.
    fn moves(&self) -> impl Iterator<Item = (Option<usize>, &Move)> {
        let first = self
            .explored
            .nodes
            .iter()
            .filter(|node| node.from.is_none());
        let nodes = self.explored.nodes.iter().enumerate();
        let next =
            nodes.flat_map(|(at, node)| node.next.iter().map(move |(made, _)| (Some(at), made)));
        first.map(|node| (None, &node.by)).chain(next)
    }

    /// Returns the first situation in which this step is open.
    fn first_open(&self, step: &str) -> Option<usize> {
        let mut nodes = self.explored.nodes.iter();
        nodes.position(|node| node.key.open.iter().any(|open| open == step))
    }

    /// Steps that are opened once more each time round, without end: one for each transition that closes a circle.
    fn grows(&self, found: &mut Vec<Finding>) {
        let (mut said, mut circles) = (BTreeSet::new(), BTreeSet::new());
        for (at, node) in self.explored.nodes.iter().enumerate() {
            let Some(earlier) = node.grown_from else {
                continue;
            };
            let before = self.explored.nodes[earlier].key.times();
            let now = node.key.times();
            let mut more = now
                .into_iter()
                .filter(|(name, times)| before.get(name).is_none_or(|before| times > before));
            let grown = more.next().map(|(name, _)| name);
            if let Some(step) = grown.filter(|step| {
                said.insert(*step) && circles.insert(self.declared(&node.by.transition))
            }) {
                let args = vec![self.title(step), self.way(at)];
                found.push(finding(codes::GROWS, Declared::Target(step.clone()), args));
            }
        }
    }

    /// Joins that were reached, and never open.
    fn joins_never_met(&self, found: &mut Vec<Finding>) -> BTreeSet<StepName> {
        let opened: BTreeSet<&StepName> = self.moves().flat_map(|(_, made)| &made.opened).collect();
        let joins = self.workflow.steps.values();
        let joins = joins.filter(|step| step.join != Join::Any && !opened.contains(&step.name));
        let mut never_met = BTreeSet::new();
        for join in joins {
            let mut nodes = self.explored.nodes.iter();
            let Some(at) = nodes.position(|node| node.by.joined.contains(&join.name)) else {
                continue;
            };
            let open = describe::titles(self.workflow, &self.explored.nodes[at].key.open);
            let args = vec![self.title(&join.name), ("open", open), self.way(at)];
            let place = Declared::Target(join.name.clone());
            found.push(finding(codes::JOIN_NEVER_MET, place, args));
            never_met.insert(join.name.clone());
        }
        never_met
    }

    /// Moves that the workflow itself makes impossible.
    fn fails(&self, found: &mut Vec<Finding>) {
        let mut said = BTreeSet::new();
        for (at, node) in self.explored.nodes.iter().enumerate() {
            let Some(detail) = &node.key.failed else {
                continue;
            };
            let place = self.declared(&node.by.transition);
            if said.insert(place.clone()) {
                let args = vec![("detail", detail.as_str().into()), self.way(at)];
                found.push(finding(codes::FAILS, place, args));
            }
        }
    }

    /// Situations from which no finish can be reached, but by what can be done to any case at any time.
    fn stuck(&self, found: &mut Vec<Finding>, never_met: &BTreeSet<StepName>) {
        let counts = |made: &Move| !matches!(made.transition, Transition::ActOnCase { .. });
        let ends = |key: &Situation| key.finished.is_some() || key.failed.is_some();
        let explored = self.explored;
        let stuck = set(explored.stuck(ends, counts));
        // What comes to a join that is never met is stuck for that reason.
        let came = explored.nodes.iter().enumerate().filter(|(_, node)| {
            let mut joined = node.by.joined.iter();
            joined.any(|name| never_met.contains(name))
        });
        let came: BTreeSet<usize> = came.map(|(at, _)| at).collect();
        let not_by_a_join = set(explored.cannot_reach(|at| came.contains(&at), counts));
        let mut said = BTreeSet::new();
        for at in &stuck {
            let node = &explored.nodes[*at];
            let follows = node.from.is_some_and(|from| stuck.contains(&from))
                || (!never_met.is_empty() && !not_by_a_join.contains(at));
            let place = self.declared(&node.by.transition);
            // Told once, where it begins: everything after a dead end is a dead end too.
            if follows || !said.insert(place.clone()) {
                continue;
            }
            let open = describe::open(self.workflow, &node.key);
            found.push(finding(
                codes::STUCK,
                place,
                vec![("open", open), self.way(*at)],
            ));
        }
    }

    /// Steps and finishes that what leads to them does not open.
    fn never_open(&self, found: &mut Vec<Finding>) -> BTreeSet<StepName> {
        let nodes = &self.explored.nodes;
        let finished = nodes.iter().filter_map(|node| node.key.finished.as_ref());
        let open = nodes.iter().flat_map(|node| &node.key.open);
        let of_nobody = self.moves().flat_map(|(_, made)| &made.opened);
        let of_nobody = of_nobody.filter(|name| !self.is_of_people(name));
        let reached: BTreeSet<&StepName> = open.chain(finished).chain(of_nobody).collect();
        let all = self
            .workflow
            .steps
            .keys()
            .chain(self.workflow.finishes.keys());
        let missing = all.filter(|name| !reached.contains(name));
        let mut never_open = BTreeSet::new();
        for name in missing {
            let led = self.moves().find(|(_, made)| self.leads(made, name));
            if let Some((at, made)) = led {
                let mut moves = at.map_or_else(Vec::new, |at| self.explored.path(at));
                moves.push(made.clone());
                let path = ("path", describe::path(self.workflow, &moves));
                let args = vec![self.title(name), path];
                found.push(finding(
                    codes::NEVER_OPENS,
                    Declared::Target(name.clone()),
                    args,
                ));
                never_open.insert(name.clone());
            }
        }
        never_open
    }

    fn is_of_people(&self, step: &str) -> bool {
        let step = self.workflow.steps.get(step);
        step.is_some_and(|step| matches!(step.kind, StepKind::People))
    }

    /// Returns the step that waits for a message.
    fn waits_for(&self, message: &str) -> Option<&Step> {
        self.workflow.steps.values().find(|step| {
            matches!(&step.kind, StepKind::Wait(Trigger::Message { name, .. }) if name == message)
        })
    }

    /// Returns where a transition is declared.
    fn declared(&self, transition: &Transition) -> Declared {
        match transition {
            Transition::Submit => Declared::Start,
            Transition::Act { step, action } => Declared::Action(step.clone(), action.clone()),
            Transition::ActOnCase { action } => Declared::CaseAction(action.clone()),
            Transition::Overdue { step } | Transition::Time { step } => {
                Declared::Target(step.clone())
            }
            Transition::Message { name } => self
                .waits_for(name)
                .map_or(Declared::Start, |step| Declared::Target(step.name.clone())),
        }
    }

    /// Tells whether a move is declared to lead to a step or finish, as far as nothing else was chosen.
    fn leads(&self, made: &Move, name: &str) -> bool {
        let names = |action: Option<&Action>| {
            let targets = action.into_iter().flat_map(|action| &action.to);
            targets.map(|target| target.name.clone()).collect()
        };
        let to: Vec<StepName> = match &made.transition {
            Transition::Submit => self.workflow.start.to.clone(),
            Transition::Act { step, action } => names(self.workflow.action(step, action)),
            Transition::ActOnCase { action } => names(self.workflow.action("", action)),
            Transition::Overdue { step } => {
                let step = self.workflow.steps.get(step);
                step.map(|step| step.overdue.clone()).unwrap_or_default()
            }
            Transition::Time { step } => names(self.workflow.action(step, PASS)),
            Transition::Message { name } => {
                let step = self.waits_for(name);
                names(step.and_then(|step| self.workflow.action(&step.name, PASS)))
            }
        };
        let chosen = made.chosen.is_empty() || made.chosen.iter().any(|chosen| chosen == name);
        chosen && to.iter().any(|to| to == name)
    }

    /// Reports what a finish that approves cancels without a word.
    fn left_behind(&self, found: &mut Vec<Finding>, never_open: &BTreeSet<StepName>) {
        let mut said = BTreeSet::new();
        for (at, node) in self.explored.nodes.iter().enumerate() {
            let left = node
                .key
                .abandoned
                .iter()
                .filter(|name| !never_open.contains(*name));
            let left: Vec<&StepName> = left.collect();
            let place = self.declared(&node.by.transition);
            let (Some(finish), false) = (&node.key.finished, left.is_empty()) else {
                continue;
            };
            if said.insert(place.clone()) {
                let left = ("left", describe::titles(self.workflow, left));
                let args = vec![self.title(finish), left, self.way(at)];
                found.push(finding(codes::LEFT_OPEN, place, args));
            }
        }
    }

    /// Actions that can be taken in no situation, and times that never run out.
    fn never_taken(&self, found: &mut Vec<Finding>) {
        let taken: BTreeSet<Transition> = self
            .moves()
            .map(|(_, made)| made.transition.clone())
            .collect();
        let mut never = Vec::new();
        let steps = self.workflow.steps.values();
        for step in steps.filter(|step| matches!(step.kind, StepKind::People)) {
            let Some(at) = self.first_open(&step.name) else {
                continue;
            };
            let overdue = Transition::Overdue {
                step: step.name.clone(),
            };
            let acts = step.actions.iter().map(|action| Transition::Act {
                step: step.name.clone(),
                action: action.name.clone(),
            });
            let runs_out = !step.overdue.is_empty() && step.due.is_some();
            let all = acts.chain(runs_out.then_some(overdue));
            never.extend(
                all.filter(|transition| !taken.contains(transition))
                    .map(|transition| (transition, at)),
            );
        }
        for (transition, at) in never {
            let (name, what) = match &transition {
                Transition::Act { step, action } => (
                    describe::action_title(self.workflow, step, action),
                    "action",
                ),
                Transition::Overdue { step } => (describe::title(self.workflow, step), "overdue"),
                _ => continue,
            };
            let args = vec![("name", name), ("what", what.into()), self.way(at)];
            found.push(finding(
                codes::NEVER_TAKEN,
                self.declared(&transition),
                args,
            ));
        }
    }

    /// Reports a finish that approves and is reached without anybody having acted: once, by the shortest such way.
    fn by_nobody(&self, found: &mut Vec<Finding>) {
        let nodes = &self.explored.nodes;
        let acts = |made: &Move| {
            let made = &made.transition;
            matches!(made, Transition::Act { .. } | Transition::ActOnCase { .. })
        };
        let mut ahead: VecDeque<(usize, Vec<Move>)> = nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.from.is_none())
            .map(|(at, node)| (at, vec![node.by.clone()]))
            .collect();
        let mut seen = BTreeSet::new();
        while let Some((at, way)) = ahead.pop_front() {
            let node = &nodes[at];
            let finish = node.key.finished.as_ref();
            let finish = finish.and_then(|name| self.workflow.finishes.get(name));
            if let (Some(finish), Some(last)) = (finish, way.last())
                && finish.kind == FinishKind::Approved
            {
                let path = ("path", describe::path(self.workflow, &way));
                let args = vec![self.title(&finish.name), path];
                let place = self.declared(&last.transition);
                found.push(finding(codes::APPROVED_BY_NOBODY, place, args));
                return;
            }
            for (made, to) in node.next.iter().filter(|(made, _)| !acts(made)) {
                if seen.insert(*to) {
                    let way = [way.as_slice(), std::slice::from_ref(made)].concat();
                    ahead.push_back((*to, way));
                }
            }
        }
    }

    /// Steps that two people are to do, where one can do first the one that says so and then the other.
    fn both_by_one(&self, found: &mut Vec<Finding>) {
        for step in self.workflow.steps.values() {
            let others = step.not_by.iter().filter(|other| {
                let other = self.workflow.steps.get(*other);
                other.is_some_and(|other| !other.not_by.contains(&step.name))
            });
            for other in others {
                let open =
                    |at: &usize, name: &StepName| self.explored.nodes[*at].key.open.contains(name);
                let done = |made: &Move| matches!(&made.transition, Transition::Act { step: acted, .. } if *acted == step.name);
                let mut nodes = self.explored.nodes.iter().enumerate();
                let first = nodes.find_map(|(at, node)| {
                    let mut next = node.next.iter();
                    let both = open(&at, other) && open(&at, &step.name);
                    let next = next.find(|(made, to)| both && done(made) && open(to, other));
                    next.map(|(made, _)| (at, made))
                });
                if let Some((at, made)) = first {
                    let mut moves = self.explored.path(at);
                    moves.push(made.clone());
                    let path = ("path", describe::path(self.workflow, &moves));
                    let other = ("other", describe::title(self.workflow, other));
                    let args = vec![self.title(&step.name), other, path];
                    let place = Declared::Target(step.name.clone());
                    found.push(finding(codes::BOTH_BY_ONE, place, args));
                }
            }
        }
    }
}

fn set(list: Vec<usize>) -> BTreeSet<usize> {
    list.into_iter().collect()
}
