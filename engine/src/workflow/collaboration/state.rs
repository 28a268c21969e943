//! What of it still counts while a step is open.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, ActionName};
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::flag::Flag;
use crate::workflow::unattended::Unattended;
use crate::workflow::written::is_false;

/// Says what colleagues have settled about an open step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CollaborationState {
    /// Names who delegated it, the first one first; whoever has it gives it back to the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegated_by: Vec<Assignee>,
    /// The signatures asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<Signer>,
    /// The decision that waits for them.
    #[serde(default, rename = "held", skip_serializing_if = "Option::is_none")]
    pub pending_decision: Option<Box<PendingDecision>>,
    /// Says when whoever is to do it is reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
    /// Says when they were reminded last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<Timestamp>,
    /// Says why nobody can act, once those who can see to it were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unattended: Option<Unattended>,
    /// Says whether it is offered to whom it is escalated to.
    #[serde(default, skip_serializing_if = "is_false")]
    pub escalated: bool,
}

impl CollaborationState {
    /// Returns the signatures that are still to come: before the decision, or after it once it is made.
    pub fn awaited_signers(&self) -> impl Iterator<Item = &Signer> {
        let decided = self.pending_decision.is_some();
        let all = self.signers.iter();
        all.filter(move |signer| signer.agrees.is_none() && (!signer.after || decided))
    }

    /// Tells whether a decision would wait for signatures.
    #[must_use]
    pub fn defers_decision(&self) -> bool {
        let mut all = self.signers.iter();
        all.any(|signer| signer.after && signer.agrees != Some(true))
    }

    /// Gives the step to another: a decision of whoever had it is no more, and whoever signs after one signs the next.
    pub(in crate::workflow) fn reset_for_new_assignee(&mut self) {
        self.unattended = None;
        self.delegated_by.clear();
        if self.pending_decision.take().is_some() {
            self.reset_later_signatures();
        }
    }

    fn reset_later_signatures(&mut self) {
        let after = self.signers.iter_mut().filter(|signer| signer.after);
        after.for_each(Signer::reset);
    }

    /// Tells whether this very person has signed, or objected, in whosever name.
    pub(in crate::workflow) fn has_signed(&self, id: &AccountId) -> bool {
        self.signers.iter().any(|signer| signer.was_given_by(id))
    }

    /// Tells whether this person was asked for their own signature.
    pub(in crate::workflow) fn is_asked(&self, id: &AccountId) -> bool {
        self.signers.iter().any(|signer| signer.person.id == *id)
    }

    /// Finds the awaited signature that somebody may give: their own, else that of a colleague in whose place they stand.
    /// Nobody gives two: two signatures are two people.
    pub(in crate::workflow) fn signature_for(&self, actor: &Actor) -> Option<&Signer> {
        let id = actor.id()?;
        let asked = self
            .awaited_signers()
            .find(|signer| signer.person.id == *id);
        let mut others = self.awaited_signers();
        let other = others.find(|signer| actor.is_for(&signer.person.id));
        asked.or(other.filter(|_| !self.has_signed(id)))
    }

    /// Takes back signatures, and the decision that waited for some.
    pub(in crate::workflow) fn fall(&mut self, signers: &[Assignee], decision: bool) {
        let fallen = self.signers.iter_mut();
        let fallen =
            fallen.filter(|signer| signers.iter().any(|fallen| fallen.id == signer.person.id));
        fallen.for_each(Signer::reset);
        if decision && self.pending_decision.take().is_some() {
            self.reset_later_signatures();
        }
    }

    /// Notes a signature, or an objection, which undoes the decision: whoever decided decides again.
    pub(in crate::workflow) fn record_signature(
        &mut self,
        signer: &Assignee,
        agrees: bool,
        by: Option<&AccountId>,
    ) {
        let signature = self
            .signers
            .iter_mut()
            .find(|signature| signature.person.id == signer.id);
        let after = signature.as_ref().is_some_and(|signature| signature.after);
        if let Some(signature) = signature {
            signature.agrees = Some(agrees);
            signature.by = by.cloned();
        }
        if after && !agrees {
            self.pending_decision = None;
            // Another decision is another one to sign.
            self.reset_later_signatures();
        }
    }
}

/// A signature that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Of whom.
    #[serde(rename = "who")]
    pub person: Assignee,
    /// Says whether after the decision.
    #[serde(default, skip_serializing_if = "is_false")]
    pub after: bool,
    /// Says whether they agree, once they have said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
    /// The id of whoever said so in their place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
}

impl Signer {
    fn reset(&mut self) {
        (self.agrees, self.by) = (None, None);
    }

    /// Tells whether this very person gave the signature, for themselves or for somebody else.
    pub(in crate::workflow) fn was_given_by(&self, id: &AccountId) -> bool {
        self.agrees.is_some() && self.by.as_ref().unwrap_or(&self.person.id) == id
    }
}

/// A decision that waits for signatures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingDecision {
    /// The action's name.
    pub action: ActionName,
    /// Names who decided.
    pub by: Actor,
    /// The flagged answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
