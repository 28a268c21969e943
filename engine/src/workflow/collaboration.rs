//! What colleagues settle among themselves: handing over, delegating, asking for a signature, copying, reminding. None of it
//! changes where a case stands; all of it is in its events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::definition::Performer;
use super::model::{Actor, Assignee, Case, Event, Flag, OpenStep, RunId, is_false};

/// Characters of a comment.
pub const COMMENT_MAX: usize = 2_000;
/// Members of staff who may read a case beside those whose role some step is for.
pub const READERS_MAX: usize = 50;
/// Signatures asked for in one step.
pub const SIGNERS_MAX: usize = 20;
/// How often a step is delegated further.
pub const DELEGATIONS_MAX: usize = 5;

/// What a step lets its people do among themselves: `allow` of a step, or of the workflow for all its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Allow {
    /// `"hand_over"`: to give the step to a colleague for good.
    HandOver,
    /// `"delegate"`: to give it to a colleague who gives it back.
    Delegate,
    /// `"add_signer"`: to ask colleagues to sign before or after the decision (加签).
    AddSigner,
    /// `"copy_to"`: to let colleagues read the application (抄送).
    CopyTo,
    /// `"remind"`: to remind whoever is to do it (催办); the applicant may, too.
    Remind,
}

impl Allow {
    /// Each with its word.
    pub const WORDS: [(&str, Self); 5] = [
        ("hand_over", Self::HandOver),
        ("delegate", Self::Delegate),
        ("add_signer", Self::AddSigner),
        ("copy_to", Self::CopyTo),
        ("remind", Self::Remind),
    ];
}

/// What somebody wants to settle about an open step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub enum CollaborationCommand {
    /// Gives the step to somebody: whoever has it hands it over, a manager assigns it.
    Assign {
        /// To whom; [`Actor::Staff`].
        to: Actor,
        /// Why.
        reason: Option<String>,
    },
    /// Gives the step to a colleague until they give it back.
    Delegate {
        /// To whom; [`Actor::Staff`].
        to: Actor,
        /// What they are asked.
        reason: Option<String>,
    },
    /// Gives a delegated step back, with an opinion; or takes back what one has delegated.
    GiveBack {
        /// The opinion.
        reason: Option<String>,
    },
    /// Asks a colleague to sign (加签).
    AddSigner {
        /// Whom; [`Actor::Staff`].
        to: Actor,
        /// Whether they sign after the decision, which waits for them, rather than before it.
        after: bool,
        /// What they are asked.
        reason: Option<String>,
    },
    /// Signs as asked, or objects.
    Sign {
        /// Whether they agree.
        agrees: bool,
        /// Why; must be given where they do not.
        reason: Option<String>,
    },
    /// Asks no longer for a signature.
    Excuse {
        /// The id of whoever was asked.
        signer: String,
    },
    /// Lets a colleague read the application (抄送).
    CopyTo {
        /// Whom; [`Actor::Staff`].
        to: Actor,
        /// Why.
        reason: Option<String>,
    },
    /// Reminds whoever is to do the step (催办).
    Remind,
}

impl CollaborationCommand {
    /// Its name in scenarios and pages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign",
            Self::Delegate { .. } => "delegate",
            Self::GiveBack { .. } => "give-back",
            Self::AddSigner { after: false, .. } => "add-signer-before",
            Self::AddSigner { after: true, .. } => "add-signer-after",
            Self::Sign { agrees: true, .. } => "countersign",
            Self::Sign { agrees: false, .. } => "object",
            Self::Excuse { .. } => "excuse",
            Self::CopyTo { .. } => "copy",
            Self::Remind => "remind",
        }
    }

    /// The colleague whom it names.
    #[must_use]
    pub fn to(&self) -> Option<&Actor> {
        match self {
            Self::Assign { to, .. }
            | Self::Delegate { to, .. }
            | Self::AddSigner { to, .. }
            | Self::CopyTo { to, .. } => Some(to),
            Self::GiveBack { .. } | Self::Sign { .. } | Self::Excuse { .. } | Self::Remind => None,
        }
    }

    /// What is said with it.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Assign { reason, .. }
            | Self::Delegate { reason, .. }
            | Self::GiveBack { reason }
            | Self::AddSigner { reason, .. }
            | Self::Sign { reason, .. }
            | Self::CopyTo { reason, .. } => reason.as_deref(),
            Self::Excuse { .. } | Self::Remind => None,
        }
    }
}

/// What was settled about an open step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "among", rename_all = "kebab-case")]
pub enum CollaborationEvent {
    /// The step was given to somebody.
    Assigned {
        /// To whom.
        to: Assignee,
        /// Why.
        reason: Option<String>,
    },
    /// It was given to somebody who is to give it back.
    Delegated {
        /// To whom.
        to: Assignee,
        /// What they are asked.
        reason: Option<String>,
    },
    /// It was given back.
    GivenBack {
        /// To whom.
        to: Assignee,
        /// The opinion.
        reason: Option<String>,
    },
    /// A signature was asked for.
    SignerAdded {
        /// Of whom.
        to: Assignee,
        /// Whether after the decision.
        after: bool,
        /// What they are asked.
        reason: Option<String>,
    },
    /// Somebody signed, or objected.
    Signed {
        /// Whose signature was asked for: who signs, or for whom they stand in.
        signer: Assignee,
        /// Whether they agree.
        agrees: bool,
        /// Why.
        reason: Option<String>,
    },
    /// A signature is no longer asked for.
    Excused {
        /// Whose.
        signer: Assignee,
    },
    /// A decision was made that waits for signatures.
    #[serde(rename = "held")]
    DecisionPending(PendingDecision),
    /// Somebody may read the application.
    CopiedTo {
        /// Who.
        to: Assignee,
        /// Why.
        reason: Option<String>,
    },
    /// Whoever is to do the step was reminded.
    Reminded,
    /// The step is overdue, and is offered to whom it is escalated to as well.
    Escalated,
}

/// A signature that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Of whom.
    #[serde(rename = "who")]
    pub person: Assignee,
    /// Whether after the decision.
    #[serde(default, skip_serializing_if = "is_false")]
    pub after: bool,
    /// Whether they agree, once they have said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
}

/// A decision that waits for signatures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingDecision {
    /// The action's name.
    pub action: String,
    /// Who decided.
    pub by: Actor,
    /// The flagged answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What colleagues have settled about an open step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CollaborationState {
    /// Who delegated it, the first one first; whoever has it gives it back to the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegated_by: Vec<Assignee>,
    /// The signatures asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<Signer>,
    /// The decision that waits for them.
    #[serde(default, rename = "held", skip_serializing_if = "Option::is_none")]
    pub pending_decision: Option<Box<PendingDecision>>,
    /// When whoever is to do it is reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
    /// When they were reminded last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<Timestamp>,
    /// Whether it is offered to whom it is escalated to.
    #[serde(default, skip_serializing_if = "is_false")]
    pub escalated: bool,
}

impl CollaborationState {
    /// The signatures that are still to come: before the decision, or after it once it is made.
    pub fn awaited_signers(&self) -> impl Iterator<Item = &Signer> {
        let decided = self.pending_decision.is_some();
        let all = self.signers.iter();
        all.filter(move |signer| signer.agrees.is_none() && (!signer.after || decided))
    }

    /// Whether a decision would wait for signatures.
    #[must_use]
    pub fn defers_decision(&self) -> bool {
        let mut all = self.signers.iter();
        all.any(|signer| signer.after && signer.agrees != Some(true))
    }
}

/// Members of staff who are told something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipient {
    /// One person.
    Person(Assignee),
    /// All who hold a role, or belong to a group.
    All(Performer),
}

/// Of what members of staff are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaffNotificationKind {
    /// A step was given to them.
    Assigned,
    /// A step was delegated to them.
    Delegated,
    /// What they delegated came back.
    GivenBack,
    /// Their signature is asked for.
    SignatureAsked,
    /// A signature that they asked for has come, or an objection.
    Signed,
    /// They may read an application.
    Copied,
    /// They are reminded of a step.
    Reminder,
    /// A step is overdue.
    Escalated,
    /// The whole application is overdue.
    CaseOverdue,
}

impl StaffNotificationKind {
    /// Its name: `assigned`, `signature-asked`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Delegated => "delegated",
            Self::GivenBack => "given-back",
            Self::SignatureAsked => "signature-asked",
            Self::Signed => "signed",
            Self::Copied => "copied",
            Self::Reminder => "reminder",
            Self::Escalated => "escalated",
            Self::CaseOverdue => "case-overdue",
        }
    }
}

impl Recipient {
    /// Whether somebody is meant.
    #[must_use]
    pub fn is(&self, actor: &Actor) -> bool {
        match self {
            Self::Person(person) => actor.is_for(&person.id),
            Self::All(who) => actor.is(who),
        }
    }
}

impl Actor {
    /// A member of staff who belongs to no group and stands in for nobody.
    #[must_use]
    pub fn staff(
        id: impl Into<String>,
        name: impl Into<String>,
        roles: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::Staff {
            id: id.into(),
            name: name.into(),
            roles: roles.into_iter().map(Into::into).collect(),
            groups: Vec::new(),
            stands_in_for: Vec::new(),
        }
    }

    /// Whether this is the person of an account, or stands in for them.
    #[must_use]
    pub fn is_for(&self, account: &str) -> bool {
        match self {
            Self::Staff {
                id, stands_in_for, ..
            } => id == account || stands_in_for.iter().any(|own| own.id == account),
            Self::Applicant | Self::System => false,
        }
    }
}

impl OpenStep {
    /// Whether somebody has it, or stands in for whoever has.
    #[must_use]
    pub fn is_with(&self, actor: &Actor) -> bool {
        let assignee = self.assignee.as_ref();
        assignee.is_some_and(|own| actor.is_for(&own.id))
    }
}

impl Case {
    /// Changes an open step as colleagues settled it.
    pub(super) fn apply_collaboration(
        &mut self,
        run: RunId,
        collaboration: &CollaborationEvent,
        event: &Event,
    ) {
        if let CollaborationEvent::SignerAdded { to, .. }
        | CollaborationEvent::CopiedTo { to, .. } = collaboration
        {
            self.add_reader(Recipient::Person(to.clone()));
        }
        let Some(open) = self.open.get_mut(&run) else {
            return;
        };
        let own = &mut open.collaboration;
        match collaboration {
            CollaborationEvent::Assigned { to, .. } => {
                open.assignee = Some(to.clone());
                own.reset_for_new_assignee();
            }
            CollaborationEvent::Delegated { to, .. } => {
                own.delegated_by.extend(open.assignee.replace(to.clone()));
            }
            CollaborationEvent::GivenBack { to, .. } => {
                open.assignee = Some(to.clone());
                own.delegated_by.pop();
            }
            CollaborationEvent::SignerAdded { to, after, .. } => {
                own.signers.retain(|signer| signer.person.id != to.id);
                own.signers.push(Signer {
                    person: to.clone(),
                    after: *after,
                    agrees: None,
                });
            }
            CollaborationEvent::Signed { signer, agrees, .. } => {
                own.record_signature(signer, *agrees)
            }
            CollaborationEvent::Excused { signer } => {
                own.signers.retain(|own| own.person.id != signer.id)
            }
            CollaborationEvent::DecisionPending(held) => {
                own.pending_decision = Some(Box::new(held.clone()))
            }
            CollaborationEvent::CopiedTo { .. } => {}
            CollaborationEvent::Reminded => {
                own.reminded_at = Some(event.at);
                if own.remind_at.is_some_and(|at| at <= event.at) {
                    own.remind_at = None;
                }
            }
            CollaborationEvent::Escalated => own.escalated = true,
        }
    }

    /// Lets somebody read the case.
    pub(super) fn add_reader(&mut self, reader: Recipient) {
        if !self.readers.contains(&reader) {
            self.readers.push(reader);
        }
    }

    /// Whether somebody may read the case because it was copied to them or they were asked to sign.
    #[must_use]
    pub fn has_reader(&self, actor: &Actor) -> bool {
        self.readers.iter().any(|reader| reader.is(actor))
    }
}

impl CollaborationState {
    /// The step is with another: a decision of whoever had it is no more, and whoever signs after one signs the next.
    pub(super) fn reset_for_new_assignee(&mut self) {
        self.delegated_by.clear();
        if self.pending_decision.take().is_some() {
            self.reset_later_signatures();
        }
    }

    fn reset_later_signatures(&mut self) {
        let after = self.signers.iter_mut().filter(|own| own.after);
        after.for_each(|own| own.agrees = None);
    }

    /// An objection to a decision undoes it; whoever decided decides again.
    fn record_signature(&mut self, signer: &Assignee, agrees: bool) {
        let own = self
            .signers
            .iter_mut()
            .find(|own| own.person.id == signer.id);
        let after = own.as_ref().is_some_and(|own| own.after);
        if let Some(own) = own {
            own.agrees = Some(agrees);
        }
        if after && !agrees {
            self.pending_decision = None;
            // Another decision is another one to sign.
            self.reset_later_signatures();
        }
    }
}
