//! Who may not take a step though it is offered to them: for lists, which have no case at hand.

use std::collections::BTreeSet;

use super::step::{check_one_at_a_time, check_separation_of_duties};
use crate::ids::AccountId;
use crate::workflow::case::{Case, OpenStep};
use crate::workflow::definition::Workflow;
use crate::workflow::run::RunId;

/// Says who may not take an open step now, of those whom it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// Says that nobody may: it is done one at a time, and another of its kind is with somebody.
    pub everybody: bool,
    /// The accounts of those who did what it is to be apart from, in order.
    pub accounts: Vec<AccountId>,
}

impl Workflow {
    /// Returns who may not take an open run now because of what was done before or is being done; nobody where there is no such
    /// run.
    #[must_use]
    pub fn bars(&self, case: &Case, run: RunId) -> Bars {
        let Some(open) = case.open.get(&run) else {
            return Bars::default();
        };
        let Some(step) = self.steps.get(&open.step) else {
            return Bars::default();
        };
        let known: BTreeSet<&AccountId> = known_accounts(case).collect();
        let barred = known
            .into_iter()
            .filter(|id| check_separation_of_duties(case, step, open.group, Some(*id)).is_err());
        Bars {
            everybody: check_one_at_a_time(self, case, step, None).is_err(),
            accounts: barred.cloned().collect(),
        }
    }
}

/// Returns the accounts of all who had or have a hand in a case.
fn known_accounts(case: &Case) -> impl Iterator<Item = &AccountId> {
    let did = case.actors_by_step.values().flatten();
    let rounds = case.rounds.values().flat_map(|round| &round.persons);
    let groups = case.groups.values().flat_map(|group| &group.actors);
    let open = case.open.values().flat_map(OpenStep::deciders);
    did.chain(rounds).chain(groups).chain(open)
}
