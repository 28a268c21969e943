//! What a workflow declares, as spots and the links between them. Every kind of step, action and target is known here and
//! nowhere else in the picture.

use std::collections::BTreeMap;

use super::drawing::{EdgeKind, NodeKind};
use crate::ids::StepName;
use crate::workflow::definition::{Action, Finish, Join, Step, Target, Workflow};
use crate::workflow::performer::Performer;

/// The spots in the order in which they are found from the start, and the links between them.
pub(super) struct Graph<'w> {
    pub(super) workflow: &'w Workflow,
    pub(super) spots: Vec<Spot<'w>>,
    pub(super) links: Vec<Link<'w>>,
}

/// Something that is drawn as a box.
pub(super) struct Spot<'w> {
    pub(super) kind: NodeKind,
    pub(super) step: Option<&'w Step>,
    pub(super) finish: Option<&'w Finish>,
}

impl<'w> Spot<'w> {
    fn plain(kind: NodeKind) -> Self {
        Self {
            kind,
            step: None,
            finish: None,
        }
    }

    /// Returns the name of the step or finish.
    pub(super) fn name(&self) -> &'w str {
        let step = self.step.map(|step| step.name.as_str());
        step.or_else(|| self.finish.map(|finish| finish.name.as_str()))
            .unwrap_or_default()
    }

    /// Tells whether it waits for several branches.
    pub(super) fn joins(&self) -> bool {
        self.step.is_some_and(|step| step.join != Join::Any)
    }
}

/// Something that is drawn as an arrow.
pub(super) struct Link<'w> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: EdgeKind,
    pub(super) back: bool,
    /// Each of these goes this way.
    pub(super) causes: Vec<Cause<'w>>,
    /// Says whether its causes are written at it: not where it continues one that has them.
    pub(super) labelled: bool,
    /// Says whether it is one of several of which one is chosen.
    pub(super) chosen: bool,
}

/// Says why a case goes somewhere.
#[derive(Clone, Copy)]
pub(super) enum Cause<'w> {
    /// It was submitted.
    Submitted,
    /// Somebody acted in a step.
    Acted(&'w Step, &'w Action),
    /// Time ran out in a step.
    Overdue(&'w Step),
    /// Its runs came to nothing, or there were none.
    Otherwise(&'w Step),
    /// Somebody took an action of the case.
    Anytime(&'w Action),
    /// Time ran out for the whole.
    WholeOverdue,
}

/// From where, why, and where to.
pub(super) struct Way<'w> {
    pub(super) cause: Cause<'w>,
    pub(super) targets: Vec<&'w str>,
    /// Says whether one of the targets is chosen, rather than all taken.
    pub(super) chosen: bool,
}

impl<'w> Way<'w> {
    fn new(cause: Cause<'w>, targets: impl Iterator<Item = &'w str>, chosen: bool) -> Self {
        Self {
            cause,
            targets: targets.collect(),
            chosen,
        }
    }
}

/// Returns the ways that leave a step, in the order written.
pub(super) fn ways_from(step: &Step) -> impl Iterator<Item = Way<'_>> {
    let acted = step.actions.iter().map(|action| {
        let cause = Cause::Acted(step, action);
        // What leads back leads to whoever asked: to one of those that can, or to several.
        let chosen = action.chooses() || action.back;
        Way::new(cause, names(&action.to), chosen)
    });
    let otherwise = step.otherwise.iter().map(StepName::as_str);
    let otherwise = Way::new(Cause::Otherwise(step), otherwise, false);
    let overdue = Way::new(
        Cause::Overdue(step),
        step.overdue.iter().map(StepName::as_str),
        false,
    );
    let all = acted.chain([otherwise, overdue]);
    all.filter(|way| !way.targets.is_empty())
}

/// Returns the ways of the case's own actions, and of its time running out.
pub(super) fn ways_anytime(workflow: &Workflow) -> impl Iterator<Item = Way<'_>> {
    let acted = workflow.case_actions.iter().map(|action| {
        let cause = Cause::Anytime(action);
        Way::new(cause, names(&action.to), action.choose.is_some())
    });
    let overdue = workflow.overdue.iter().map(|finish| {
        let to = std::iter::once(finish.as_str());
        Way::new(Cause::WholeOverdue, to, false)
    });
    acted.chain(overdue)
}

fn names(targets: &[Target]) -> impl Iterator<Item = &str> {
    targets.iter().map(|target| target.name.as_str())
}

impl Cause<'_> {
    fn kind(&self) -> EdgeKind {
        match self {
            Self::Submitted | Self::Acted(..) | Self::Otherwise(_) => EdgeKind::Action,
            Self::Overdue(_) | Self::WholeOverdue => EdgeKind::Overdue,
            Self::Anytime(_) => EdgeKind::Anytime,
        }
    }
}

impl<'w> Graph<'w> {
    /// Builds the graph of a workflow.
    pub(super) fn new(workflow: &'w Workflow) -> Self {
        let mut builder = Builder {
            workflow,
            graph: Graph {
                workflow,
                spots: Vec::new(),
                links: Vec::new(),
            },
            known: BTreeMap::new(),
            shared: BTreeMap::new(),
        };
        builder.build();
        builder.graph
    }
}

struct Builder<'w> {
    workflow: &'w Workflow,
    graph: Graph<'w>,
    known: BTreeMap<&'w str, usize>,
    shared: BTreeMap<(Vec<&'w str>, EdgeKind), usize>,
}

impl<'w> Builder<'w> {
    fn build(&mut self) {
        let start = self.add(Spot::plain(NodeKind::Start));
        let opening = self.workflow.start.to.iter().map(StepName::as_str);
        self.go(start, Way::new(Cause::Submitted, opening, false));
        self.follow(start);
        // Steps that no other leads to: a case gets there by an action of its own.
        for step in self.workflow.steps.values() {
            let spot = self.spot(&step.name);
            self.follow(spot);
        }
        let ways: Vec<Way<'w>> = ways_anytime(self.workflow).collect();
        if !ways.is_empty() {
            let anytime = self.add(Spot::plain(NodeKind::Anytime));
            for way in ways {
                self.go(anytime, way);
            }
        }
    }

    /// Adds everything that steps lead to, from the spot with this index on.
    fn follow(&mut self, from: usize) {
        let mut at = from;
        while at < self.graph.spots.len() {
            if let Some(step) = self.graph.spots[at].step
                && !self.graph.links.iter().any(|link| link.from == at)
            {
                for way in ways_from(step) {
                    self.go(at, way);
                }
            }
            at += 1;
        }
    }

    fn add(&mut self, spot: Spot<'w>) -> usize {
        self.graph.spots.push(spot);
        self.graph.spots.len() - 1
    }

    /// Finds or adds the spot of a step or finish.
    fn spot(&mut self, name: &'w str) -> usize {
        if let Some(index) = self.known.get(name) {
            return *index;
        }
        let step = self.workflow.steps.get(name);
        let kind = match step.map(|step| &step.performer) {
            Some(Performer::Applicant) => NodeKind::Applicant,
            Some(_) => NodeKind::Staff,
            None => NodeKind::Finish,
        };
        let finish = self.workflow.finishes.get(name);
        let index = self.add(Spot { kind, step, finish });
        self.known.insert(name, index);
        index
    }

    /// Adds one way: a link, or a link to where it branches and one from there to each target.
    fn go(&mut self, from: usize, way: Way<'w>) {
        let kind = way.cause.kind();
        let link = |from, to, labelled, chosen| Link {
            from,
            to,
            kind,
            back: false,
            causes: vec![way.cause],
            labelled,
            chosen,
        };
        if let [target] = way.targets[..] {
            let to = self.spot(target);
            // Ways that return to their own step are one arrow, whatever they are: there is room for one beside it.
            let same = |link: &&mut Link<'w>| {
                let is_alike = link.kind == kind || from == to;
                (link.from, link.to, link.labelled) == (from, to, true) && is_alike
            };
            match self.graph.links.iter_mut().find(same) {
                Some(link) => link.causes.push(way.cause),
                None => self.graph.links.push(link(from, to, true, false)),
            }
            return;
        }
        // Ways that lead to the same steps, all at once, part at the same place.
        let shared = (way.targets.clone(), kind);
        if let Some(&branching) = self.shared.get(&shared).filter(|_| !way.chosen) {
            self.graph.links.push(link(from, branching, true, false));
            let branches = self.graph.links.iter_mut();
            for branch in branches.filter(|link| link.from == branching) {
                branch.causes.push(way.cause);
            }
            return;
        }
        let branching = self.add(Spot::plain(if way.chosen {
            NodeKind::One
        } else {
            NodeKind::All
        }));
        self.graph.links.push(link(from, branching, true, false));
        for target in &way.targets {
            let to = self.spot(target);
            let branch = link(branching, to, false, way.chosen);
            self.graph.links.push(branch);
        }
        if !way.chosen {
            self.shared.insert(shared, branching);
        }
    }
}
