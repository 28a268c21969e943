//! What is wrong with a workflow, read off everything that could become of a case. Causes come first: what only follows
//! from another fault is not told.

use std::collections::BTreeSet;

use serde_json::Value;

use super::explore::Explored;
use super::net::{Deed, Move, Net, Situation};
use super::{Declared, Finding, SITUATIONS_MAX, tell};
use crate::diagnostic::Code;
use crate::workflow::codes;
use crate::workflow::definition::{Action, Join, Workflow};

/// Everything wrong.
pub(super) fn found(workflow: &Workflow, explored: &Explored<Net>) -> Vec<Finding> {
    let reading = Reading { workflow, explored };
    let mut found = Vec::new();
    reading.grows(&mut found);
    // What never happens is known only once everything that does is.
    if explored.complete && found.is_empty() {
        let never_met = reading.joins_never_met(&mut found);
        reading.stuck(&mut found, &never_met);
        let never_open = reading.never_open(&mut found, &never_met);
        reading.left_behind(&mut found, &never_open);
        reading.never_taken(&mut found);
    } else {
        reading.stuck(&mut found, &BTreeSet::new());
        reading.left_behind(&mut found, &BTreeSet::new());
    }
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
        ("path", tell::way(self.workflow, &self.explored.path(at)))
    }

    fn title(&self, name: &str) -> (&'static str, Value) {
        ("name", tell::title(self.workflow, name))
    }

    /// Every move, with the situation that it is made in; `None` for those that begin.
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

    /// The first situation in which this step is open.
    fn first_open(&self, step: &str) -> Option<usize> {
        let mut nodes = self.explored.nodes.iter();
        nodes.position(|node| node.key.open.iter().any(|open| open == step))
    }

    /// Steps that are opened once more each time round, without end: one for each deed that closes a circle.
    fn grows(&self, found: &mut Vec<Finding>) {
        let (mut said, mut circles) = (BTreeSet::new(), BTreeSet::new());
        for (at, node) in self.explored.nodes.iter().enumerate() {
            let Some(earlier) = node.grown_from else {
                continue;
            };
            let earlier = &self.explored.nodes[earlier].key.open;
            let times =
                |open: &[String], name: &String| open.iter().filter(|one| *one == name).count();
            let more = |name: &&String| times(&node.key.open, name) > times(earlier, name);
            let grown = node.key.open.iter().find(more);
            if let Some(step) = grown.filter(|step| {
                said.insert(step.as_str()) && circles.insert(declared(&node.by.deed))
            }) {
                let args = vec![self.title(step), self.way(at)];
                found.push(finding(codes::GROWS, Declared::Target(step.clone()), args));
            }
        }
    }

    /// Joins that were reached, and never open.
    fn joins_never_met(&self, found: &mut Vec<Finding>) -> BTreeSet<String> {
        let opened: BTreeSet<&String> = self.moves().flat_map(|(_, made)| &made.opened).collect();
        let joins = self.workflow.steps.values();
        let joins = joins.filter(|step| step.join != Join::Any && !opened.contains(&step.name));
        let mut never_met = BTreeSet::new();
        for join in joins {
            let mut nodes = self.explored.nodes.iter();
            let waits = nodes.position(|node| node.key.waiting.contains(&join.name));
            if let Some(at) = waits {
                let open = tell::titles(self.workflow, &self.explored.nodes[at].key.open);
                let args = vec![self.title(&join.name), ("open", open), self.way(at)];
                found.push(finding(
                    codes::JOIN_NEVER_MET,
                    Declared::Target(join.name.clone()),
                    args,
                ));
                never_met.insert(join.name.clone());
            }
        }
        never_met
    }

    /// Situations from which no finish can be reached, but by what can be done to any case at any time.
    fn stuck(&self, found: &mut Vec<Finding>, never_met: &BTreeSet<String>) {
        let counts = |made: &Move| !matches!(made.deed, Deed::ActOnCase { .. });
        let waits = |key: &Situation| key.waiting.iter().any(|name| never_met.contains(name));
        let explored = self.explored;
        let stuck = set(explored.stuck(|key| key.finished.is_some(), counts));
        let not_by_a_join = set(explored.stuck(waits, counts));
        let mut said = BTreeSet::new();
        for at in &stuck {
            let node = &explored.nodes[*at];
            let follows = node.from.is_some_and(|from| stuck.contains(&from))
                || (!never_met.is_empty() && !not_by_a_join.contains(at));
            let place = declared(&node.by.deed);
            if follows || !said.insert(place.clone()) {
                continue;
            }
            let open = tell::open(self.workflow, &node.key);
            found.push(finding(
                codes::STUCK,
                place,
                vec![("open", open), self.way(*at)],
            ));
        }
    }

    /// Steps and finishes that what leads to them does not open.
    fn never_open(
        &self,
        found: &mut Vec<Finding>,
        never_met: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        let nodes = &self.explored.nodes;
        let finished = nodes.iter().filter_map(|node| node.key.finished.as_ref());
        let open = nodes.iter().flat_map(|node| &node.key.open);
        // What is passed at once is open in no situation.
        let passed = self.moves().flat_map(|(_, made)| &made.opened);
        let reached: BTreeSet<&String> = open.chain(finished).chain(passed).collect();
        let all = self
            .workflow
            .steps
            .keys()
            .chain(self.workflow.finishes.keys());
        let missing = all.filter(|name| !reached.contains(name) && !never_met.contains(*name));
        let mut never_open = BTreeSet::new();
        for name in missing {
            let led = self.moves().find(|(_, made)| self.leads(made, name));
            if let Some((at, made)) = led {
                let mut moves = at.map_or_else(Vec::new, |at| self.explored.path(at));
                moves.push(made.clone());
                let path = ("path", tell::way(self.workflow, &moves));
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

    /// Whether a move is declared to lead to a step or finish, as far as nothing else was chosen.
    fn leads(&self, made: &Move, name: &str) -> bool {
        let names = |action: Option<&Action>| {
            let targets = action.into_iter().flat_map(|action| &action.to);
            targets.map(|target| target.name.clone()).collect()
        };
        let to: Vec<String> = match &made.deed {
            Deed::Submit => self.workflow.start.to.clone(),
            Deed::Act { step, action } => names(self.workflow.action(step, action)),
            Deed::ActOnCase { action } => names(self.workflow.action("", action)),
            Deed::Overdue { step } => {
                let step = self.workflow.steps.get(step);
                step.map(|step| step.overdue.clone()).unwrap_or_default()
            }
        };
        let chosen = made.chosen.is_empty() || made.chosen.iter().any(|chosen| chosen == name);
        chosen && to.iter().any(|to| to == name)
    }

    /// What a finish that approves cancels without a word.
    fn left_behind(&self, found: &mut Vec<Finding>, never_open: &BTreeSet<String>) {
        let mut said = BTreeSet::new();
        for (at, node) in self.explored.nodes.iter().enumerate() {
            let left = node
                .key
                .left
                .iter()
                .filter(|name| !never_open.contains(*name));
            let left: Vec<&String> = left.collect();
            let place = declared(&node.by.deed);
            let (Some(finish), false) = (&node.key.finished, left.is_empty()) else {
                continue;
            };
            if said.insert(place.clone()) {
                let left = ("left", tell::titles(self.workflow, left));
                let args = vec![self.title(finish), left, self.way(at)];
                found.push(finding(codes::LEFT_OPEN, place, args));
            }
        }
    }

    /// Actions that can be taken in no situation, and times that never run out.
    fn never_taken(&self, found: &mut Vec<Finding>) {
        let taken: BTreeSet<Deed> = self.moves().map(|(_, made)| made.deed.clone()).collect();
        let mut never = Vec::new();
        for step in self.workflow.steps.values() {
            let Some(at) = self.first_open(&step.name) else {
                continue;
            };
            let overdue = Deed::Overdue {
                step: step.name.clone(),
            };
            let acts = step.actions.iter().map(|action| Deed::Act {
                step: step.name.clone(),
                action: action.name.clone(),
            });
            let runs_out = !step.overdue.is_empty() && step.due.is_some();
            let all = acts.chain(runs_out.then_some(overdue));
            never.extend(
                all.filter(|deed| !taken.contains(deed))
                    .map(|deed| (deed, at)),
            );
        }
        for (deed, at) in never {
            let (name, what) = match &deed {
                Deed::Act { step, action } => {
                    (tell::action_title(self.workflow, step, action), "action")
                }
                Deed::Overdue { step } => (tell::title(self.workflow, step), "overdue"),
                Deed::Submit | Deed::ActOnCase { .. } => continue,
            };
            let args = vec![("name", name), ("what", what.into()), self.way(at)];
            found.push(finding(codes::NEVER_TAKEN, declared(&deed), args));
        }
    }
}

fn set(list: Vec<usize>) -> BTreeSet<usize> {
    list.into_iter().collect()
}

/// Where a deed is declared.
fn declared(deed: &Deed) -> Declared {
    match deed {
        Deed::Submit => Declared::Start,
        Deed::Act { step, action } => Declared::Action(step.clone(), action.clone()),
        Deed::ActOnCase { action } => Declared::CaseAction(action.clone()),
        Deed::Overdue { step } => Declared::Target(step.clone()),
    }
}
