//! How the branches of a case change: joins, groups of runs, what was flagged, and messages.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::state::{Case, OpenStep};
use crate::ids::StepName;
use crate::workflow::actor::Assignee;
use crate::workflow::branch::{Arrivals, Branch, Group, Origin};
use crate::workflow::collaboration::CollaborationState;
use crate::workflow::event::{Event, EventKind};
use crate::workflow::flag::merge_flags;
use crate::workflow::run::RunId;

impl Case {
    pub(super) fn apply_step_opened(&mut self, event: &Event) {
        let EventKind::StepOpened {
            run,
            step,
            due,
            assignee,
            clock_stopped,
            branch,
            group,
            item,
            timed,
            remind_at,
        } = &event.kind
        else {
            return;
        };
        self.next_run = self.next_run.max(run.saturating_add(1));
        // Runs for items come after the branches were taken in, some of them long after.
        if item.is_none() && self.waiting.remove(step) {
            self.joins.remove(step);
        }
        if let Some(part) = &branch.part {
            self.forget_item_join(step, Some(part.run));
        }
        let pending = group.and_then(|group| self.groups.get_mut(&group));
        if let Some(pending) = pending.map(|group| &mut group.pending)
            && !pending.is_empty()
        {
            pending.remove(0);
        }
        let open = OpenStep {
            step: step.clone(),
            opened_at: event.at,
            due: due.clone(),
            assignee: assignee.clone(),
            overdue: false,
            clock_stopped: *clock_stopped,
            branch: branch.clone(),
            group: *group,
            item: item.clone(),
            timed: *timed,
            collaboration: CollaborationState {
                remind_at: *remind_at,
                ..CollaborationState::default()
            },
        };
        self.open.insert(*run, open);
    }

    /// Changes what is known of the branches that come together in a step.
    pub(super) fn apply_join_event(&mut self, kind: &EventKind) {
        match kind {
            EventKind::Waiting {
                step,
                assignee,
                branch,
                of_item: true,
            } => {
                let run = branch
                    .part
                    .as_ref()
                    .map(|part| part.run)
                    .unwrap_or_default();
                let joins = self.item_joins.entry(step.clone()).or_default();
                arrive(joins, run, assignee.as_ref(), branch);
            }
            EventKind::Waiting {
                step,
                assignee,
                branch,
                ..
            } => {
                self.waiting.insert(step.clone());
                self.apply_branch_arrived(step, assignee.as_ref(), branch);
            }
            EventKind::Joined {
                step,
                assignee,
                branch,
            } => self.apply_branch_arrived(step, assignee.as_ref(), branch),
            EventKind::JoinFired { step } => self.apply_join_fired(step),
            EventKind::JoinReset {
                step,
                part: Some(run),
            } => self.forget_item_join(step, Some(*run)),
            EventKind::JoinReset { step, part: None } => {
                self.waiting.remove(step);
                self.joins.remove(step);
                self.forget_item_join(step, None);
            }
            _ => {}
        }
    }

    /// Counts a branch that came to a step which waits for others.
    fn apply_branch_arrived(
        &mut self,
        step: &StepName,
        assignee: Option<&Assignee>,
        branch: &Branch,
    ) {
        arrive(&mut self.joins, step.clone(), assignee, branch);
    }

    /// Forgets the branches that came to a step which waits for others of the same item: of one item, or of all.
    fn forget_item_join(&mut self, step: &StepName, run: Option<RunId>) {
        let Some(joins) = self.item_joins.get_mut(step) else {
            return;
        };
        match run {
            Some(run) => {
                joins.remove(&run);
            }
            None => joins.clear(),
        }
        if joins.is_empty() {
            self.item_joins.remove(step);
        }
    }

    /// Opens a join before all have come: whatever is under way now comes late to it.
    fn apply_join_fired(&mut self, step: &StepName) {
        self.joins.remove(step);
        self.forget_item_join(step, None);
        let open = self.open.values_mut().map(|open| &mut open.branch);
        let of_items = self.item_joins.values_mut().flat_map(BTreeMap::values_mut);
        let waiting = self.joins.values_mut().chain(of_items);
        for branch in open.chain(waiting.map(|joined| &mut joined.branch)) {
            branch.mark_late(step);
        }
    }

    pub(super) fn apply_group_event(&mut self, kind: &EventKind) {
        match kind {
            EventKind::GroupOpened {
                group,
                step,
                items,
                needed,
            } => {
                self.waiting.remove(step);
                self.joins.remove(step);
                let opened = Group {
                    step: step.clone(),
                    total: u32::try_from(items.len()).unwrap_or(u32::MAX),
                    done: 0,
                    pending: items.clone(),
                    needed: *needed,
                    actors: BTreeSet::new(),
                };
                self.groups.insert(*group, opened);
            }
            EventKind::ItemAdded { group, item, next } => {
                if let Some(group) = self.groups.get_mut(group) {
                    group.total = group.total.saturating_add(1);
                    let at = if *next { 0 } else { group.pending.len() };
                    group.pending.insert(at, item.clone());
                }
            }
            EventKind::ItemDropped { group } => {
                if let Some(group) = self.groups.get_mut(group) {
                    group.total = group.total.saturating_sub(1);
                }
            }
            EventKind::Counted { group } => {
                if let Some(group) = self.groups.get_mut(group) {
                    group.done = group.done.saturating_add(1);
                }
            }
            EventKind::GroupClosed { group } => {
                self.groups.remove(group);
            }
            _ => {}
        }
    }

    /// Forgets what was flagged and is corrected in this run, and whatever no other open step asks for. Without a run (in
    /// events of old), everything.
    pub(super) fn apply_correction(&mut self, run: Option<RunId>) {
        let known = self.runs_awaiting_correction(run);
        self.correction_requests
            .retain(|asking, _| run.is_some() && known.contains(asking));
        self.flags = merge_flags(self.correction_requests.values());
    }

    /// Forgets what was flagged in the runs that led to one which is closed, unless another open step asks for it.
    pub(super) fn withdraw_correction_requests(&mut self, from: &[Origin]) {
        let known = self.runs_awaiting_correction(None);
        let asked = self.correction_requests.len();
        for origin in from.iter().filter(|origin| !known.contains(&origin.run)) {
            self.correction_requests.remove(&origin.run);
        }
        if self.correction_requests.len() != asked {
            self.flags = merge_flags(self.correction_requests.values());
        }
    }

    /// Returns the runs that led to what is open or waits, but for what led to this run.
    fn runs_awaiting_correction(&self, but: Option<RunId>) -> Vec<RunId> {
        let others = self.open.iter().filter(|(run, _)| Some(**run) != but);
        let open = others.map(|(_, open)| &open.branch);
        let of_items = self.item_joins.values().flat_map(BTreeMap::values);
        let waiting = self.joins.values().chain(of_items);
        let waiting = waiting.map(|joined| &joined.branch);
        let from = open.chain(waiting).flat_map(|branch| &branch.from);
        from.map(|origin| origin.run).collect()
    }

    pub(super) fn apply_message(&mut self, name: &str, value: &Value, buffered: bool) {
        if buffered {
            let buffered = self.buffered_messages.entry(name.to_owned()).or_default();
            buffered.push(value.clone());
        } else {
            self.messages.insert(name.to_owned(), value.clone());
        }
    }

    pub(super) fn apply_message_taken(&mut self, name: &str) {
        let Some(buffered) = self
            .buffered_messages
            .get_mut(name)
            .filter(|buffered| !buffered.is_empty())
        else {
            return;
        };
        let value = buffered.remove(0);
        if buffered.is_empty() {
            self.buffered_messages.remove(name);
        }
        self.messages.insert(name.to_owned(), value);
    }
}

/// Counts a branch that came to where others are waited for.
fn arrive<K: Ord>(
    joins: &mut BTreeMap<K, Arrivals>,
    at: K,
    assignee: Option<&Assignee>,
    branch: &Branch,
) {
    match joins.entry(at) {
        Entry::Occupied(mut known) => {
            let arrivals = known.get_mut();
            arrivals.count = arrivals.count.saturating_add(1);
            arrivals.branch.merge(branch);
            if assignee.is_some() {
                arrivals.assignee = assignee.cloned();
            }
        }
        Entry::Vacant(vacant) => {
            vacant.insert(Arrivals {
                count: 1,
                assignee: assignee.cloned(),
                branch: branch.clone(),
            });
        }
    }
}
