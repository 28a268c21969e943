//! How a case changes by what colleagues do about its steps.

use super::state::Case;
use crate::workflow::collaboration::{CollaborationEvent, Signer};
use crate::workflow::event::Event;
use crate::workflow::notification::Recipient;
use crate::workflow::run::RunId;

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
        let state = &mut open.collaboration;
        match collaboration {
            CollaborationEvent::Assigned { to, .. } => {
                open.assignee = Some(to.clone());
                state.reset_for_new_assignee();
            }
            CollaborationEvent::Delegated { to, .. } => {
                state.delegated_by.extend(open.assignee.replace(to.clone()));
            }
            CollaborationEvent::GivenBack { to, .. } => {
                open.assignee = Some(to.clone());
                state.delegated_by.pop();
            }
            CollaborationEvent::SignerAdded { to, after, .. } => {
                state.signers.retain(|signer| signer.person.id != to.id);
                state.signers.push(Signer {
                    person: to.clone(),
                    after: *after,
                    agrees: None,
                    by: None,
                });
            }
            CollaborationEvent::Signed {
                signer, agrees, by, ..
            } => state.record_signature(signer, *agrees, by.as_ref()),
            CollaborationEvent::Fell { signers, decision } => state.fall(signers, *decision),
            CollaborationEvent::Excused { signer } => state
                .signers
                .retain(|signature| signature.person.id != signer.id),
            CollaborationEvent::DecisionPending(held) => {
                state.pending_decision = Some(Box::new(held.clone()))
            }
            CollaborationEvent::CopiedTo { .. } => {}
            CollaborationEvent::Reminded { next } => {
                state.reminded_at = Some(event.at);
                if state.remind_at.is_some_and(|at| at <= event.at) {
                    state.remind_at = *next;
                }
            }
            CollaborationEvent::Escalated => state.escalated = true,
            CollaborationEvent::Extended { due, remind_at, .. } => {
                open.due = Some(due.clone());
                open.overdue = false;
                state.remind_at = *remind_at;
                state.escalated = false;
            }
            CollaborationEvent::Noticed { why } => state.unattended = Some(*why),
        }
    }

    /// Lets somebody read the case.
    pub(super) fn add_reader(&mut self, reader: Recipient) {
        if !self.readers.contains(&reader) {
            self.readers.push(reader);
        }
    }
}
