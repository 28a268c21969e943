//! The colleagues with whom something may be settled.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::ids::AccountId;
use guichet_engine::workflow::{
    Actor, Case, CollaborationCommand, OpenStep, Recipient, RunId, Workflow,
};

use crate::app::App;
use crate::service::staff;
use crate::store::StoreError;
use crate::view::page::CandidateView;

/// A colleague as the engine knows them.
pub(super) struct Colleague {
    /// As the engine knows them.
    pub actor: Actor,
    id: AccountId,
    name: String,
    /// The login name; empty where nobody else has the same name.
    login: String,
}

/// Returns the members of staff who can log in, by name.
pub(super) async fn all(app: &App) -> Result<Vec<Colleague>, StoreError> {
    let known = staff::colleagues(app).await?;
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, name, _) in &known {
        *names.entry(name).or_default() += 1;
    }
    let mut logins = BTreeMap::new();
    if names.values().any(|count| *count > 1) {
        let accounts = app.store.staff().await?.into_iter();
        logins.extend(accounts.map(|own| (own.id, own.name)));
    }
    let shared: BTreeSet<String> = names
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(name, _)| name.to_owned())
        .collect();
    let colleague = |(id, name, actor): (AccountId, String, Actor)| {
        let login = logins.get(&id).filter(|_| shared.contains(&name));
        Colleague {
            login: login.cloned().unwrap_or_default(),
            actor,
            id,
            name,
        }
    };
    Ok(known.into_iter().map(colleague).collect())
}

/// Those among colleagues with whom something about an open step may be arranged.
pub(super) struct Choice<'a> {
    /// All of them.
    pub colleagues: &'a [Colleague],
    /// The workflow.
    pub workflow: &'a Workflow,
    /// The case.
    pub case: &'a Case,
    /// The step's run.
    pub run: RunId,
    /// The open step.
    pub open: &'a OpenStep,
    /// The id of whoever chooses.
    pub own: &'a AccountId,
}

impl Choice<'_> {
    /// Returns those whom a form offers, by name.
    pub(super) fn candidates_for(&self, form: &str) -> Vec<CandidateView> {
        let offered = self.colleagues.iter().filter(|one| self.offers(form, one));
        let view = |one: &Colleague| CandidateView {
            name: one.name.clone(),
            login: one.login.clone(),
            id: one.id.to_string(),
        };
        offered.map(view).collect()
    }

    fn offers(&self, form: &str, one: &Colleague) -> bool {
        let among = &self.open.collaboration;
        match form {
            "assign" => self.workflow.can_be_given(self.case, self.run, &one.actor),
            "delegate" => {
                let delegated = among.delegated_by.iter();
                let mut delegated = delegated.filter(|by| one.actor.is_for(&by.id));
                delegated.next().is_none()
                    && self.workflow.can_be_given(self.case, self.run, &one.actor)
            }
            "add-signer" => {
                let awaited = |id: &AccountId| {
                    let mut all = among.signers.iter();
                    all.any(|own| own.person.id == *id && own.agrees.is_none())
                };
                one.id != *self.own && !self.open.is_with(&one.actor) && !awaited(&one.id)
            }
            "copy" => {
                let person = one.actor.as_assignee().map(Recipient::Person);
                let known = person.is_some_and(|person| self.case.readers.contains(&person));
                !known && !self.workflow.may_read(self.case, &one.actor)
            }
            _ => false,
        }
    }
}

/// Returns the command that a page names. `None` where there is none of this name.
pub(super) fn collaboration_command(
    name: &str,
    to: Option<Actor>,
    reason: &str,
    signer: &str,
) -> Option<CollaborationCommand> {
    let said = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
    Some(match name {
        "assign" => CollaborationCommand::Assign { to, reason: said },
        "delegate" => CollaborationCommand::Delegate { to, reason: said },
        "give-back" | "take-back" => CollaborationCommand::GiveBack { reason: said },
        "add-signer-before" | "add-signer-after" => CollaborationCommand::AddSigner {
            to,
            after: name == "add-signer-after",
            reason: said,
        },
        "countersign" | "object" => CollaborationCommand::Sign {
            agrees: name == "countersign",
            reason: said,
        },
        "excuse" => CollaborationCommand::Excuse {
            signer: AccountId::new(signer),
        },
        "copy" => CollaborationCommand::CopyTo { to, reason: said },
        "remind" => CollaborationCommand::Remind,
        _ => return None,
    })
}
