//! Plays the moves of a scenario one after another.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::shape::{Move, Opening};
use super::trace::{Entry, Trace, entry};
use crate::diagnostic::{Code, Diagnostic};
use crate::form::source::Source;
use crate::ids::{AccountId, ActionName, CaseId, DefinitionRef, Pointer, Reference, Version};
use crate::workflow::actor::{Actor, Assignee};
use crate::workflow::calendar::Calendar;
use crate::workflow::case::Case;
use crate::workflow::codes;
use crate::workflow::collaboration::CollaborationCommand;
use crate::workflow::command::Command;
use crate::workflow::definition::Workflow;
use crate::workflow::event::Start;
use crate::workflow::flag::Flag;
use crate::workflow::run::RunId;

pub(super) struct Player<'a> {
    pub(super) workflow: &'a Workflow,
    pub(super) calendar: &'a Calendar,
    pub(super) source: &'a Source,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Player<'_> {
    pub(super) fn fault(&mut self, code: Code, at: &Pointer, args: &[(&str, &str)]) {
        self.diagnostics
            .push(code.at(self.source.place_of_value(at), args));
    }

    pub(super) fn differs(&mut self, at: &Pointer, what: &str, expected: &str, actual: &str) {
        let args = [("what", what), ("expected", expected), ("actual", actual)];
        self.fault(codes::SCENARIO_DIFFERS, at, &args);
    }

    pub(super) fn play(&mut self) -> Option<Trace> {
        let root = Pointer::root();
        let (opening, moves) = self.read(&root)?;
        let at = self.time(&opening.at, &root.join("start").join("at"))?;
        let begun = self.workflow.start(self.start(&opening), self.calendar, at);
        let place = root.join("start");
        let (mut case, mut history) = match begun {
            Ok(begun) => begun,
            Err(refusal) => {
                self.differs(&place, "submit", "", refusal.code.as_str());
                return None;
            }
        };
        let mut entries = vec![entry(
            at,
            Actor::Applicant,
            "submit",
            None,
            history.clone(),
            &case,
        )];
        if let (Some(expected), Some(entry)) = (&opening.expect, entries.last()) {
            self.compare(expected, &case, entry, &place.join("expect"));
        }
        for (number, next) in moves.iter().enumerate() {
            let place = root.join("moves").join(number);
            let played = self.one(&mut case, next, &place)?;
            history.extend(played.events.clone());
            match &next.expect {
                Some(expected) => self.compare(expected, &case, &played, &place.join("expect")),
                None => self.not_refused(&played, &place),
            }
            entries.push(played);
        }
        if Case::replay(&history).as_ref() != Some(&case) {
            self.differs(&root, "replay", "the same case", "another");
        }
        Some(Trace {
            scenario: self.source.file.clone(),
            entries,
        })
    }

    /// Carries one move out, or notes why it is refused.
    pub(super) fn one(&mut self, case: &mut Case, next: &Move, place: &Pointer) -> Option<Entry> {
        let at = self.time(&next.at, &place.join("at"))?;
        let actor = self.actor(&next.actor, &place.join("actor"))?;
        let to = match &next.to {
            Some(to) => Some(self.actor(to, &place.join("to"))?),
            None => None,
        };
        let command = self.command(case, next, actor.clone(), to);
        let decided = self.workflow.decide(self.calendar, case, &command, at);
        let (events, refusal) = match decided {
            Ok(events) => (events, None),
            Err(refusal) => (Vec::new(), Some(refusal)),
        };
        for event in &events {
            case.apply(event);
        }
        Some(entry(at, actor, &next.action, refusal, events, case))
    }

    pub(super) fn start(&self, opening: &Opening) -> Start {
        let form = opening.form.clone().unwrap_or_else(|| "form".to_owned());
        Start {
            id: CaseId::new("case"),
            reference: Reference::new("case"),
            form: DefinitionRef {
                name: form,
                version: Version::from_stored(""),
            },
            workflow: self.workflow.reference.clone(),
            answers: opening.answers.clone().unwrap_or_else(|| json!({})),
            locale: "zh-CN".to_owned(),
            baseline_answers: opening.before.clone().map(Box::new),
            by: opening.by.as_ref().map(|name| Assignee {
                id: AccountId::new(name.as_str()),
                name: name.clone(),
            }),
        }
    }

    pub(super) fn command(
        &self,
        case: &Case,
        next: &Move,
        actor: Actor,
        to: Option<Actor>,
    ) -> Command {
        let run = next
            .run
            .unwrap_or_else(|| latest(case, next.step.as_deref()));
        let step = case.open.get(&run).map_or("", |open| open.step.as_str());
        let declared = self.workflow.action(step, &next.action).is_some();
        if let Some(collaboration) = collaboration_command(next, to).filter(|_| !declared) {
            return Command::Collaborate {
                run,
                actor,
                collaboration,
            };
        }
        match next.action.as_str() {
            "comment" if !declared => Command::Comment {
                actor,
                text: next.text.clone().unwrap_or_default(),
            },
            "claim" if !declared => Command::Claim { run, actor },
            "release" if !declared => Command::Release { run, actor },
            "overdue" if !declared => Command::Overdue { run },
            "message" if !declared => Command::Message {
                name: next.message.clone().unwrap_or_default(),
                value: next.value.clone().unwrap_or(Value::Null),
                actor,
            },
            action => {
                let flags = next.flags.iter().filter_map(|(pointer, reason)| {
                    Some(Flag {
                        follows: Vec::new(),
                        pointer: Pointer::parse(pointer)?,
                        reason: reason.clone(),
                    })
                });
                Command::Act {
                    run,
                    action: ActionName::new(action),
                    actor,
                    flags: flags.collect(),
                    reason: next.reason.clone(),
                    answers: next.set.as_ref().map(|set| changed(&case.answers, set)),
                    item: next.item.clone(),
                }
            }
        }
    }
}

/// Returns the newest run of a step, open if one is; of any step where none is named. 0, which is no run, where there is none.
pub(super) fn latest(case: &Case, step: Option<&str>) -> RunId {
    let named = |name: &str| step.is_none_or(|step| step == name);
    let open = case
        .open
        .iter()
        .rev()
        .find(|(_, open)| named(&open.step))
        .map(|(run, _)| *run);
    let closed = || {
        case.closed
            .iter()
            .rev()
            .find(|(_, closed)| named(&closed.step))
            .map(|(run, _)| *run)
    };
    open.or_else(closed).unwrap_or(0)
}

/// Puts the values of `set` in their places; `null` takes an answer away.
pub(super) fn changed(answers: &Value, set: &BTreeMap<String, Value>) -> Value {
    let mut changed = answers.clone();
    for (pointer, value) in set {
        let Some(pointer) = Pointer::parse(pointer) else {
            continue;
        };
        let tokens: Vec<String> = pointer.tokens().collect();
        put(&mut changed, &tokens, value);
    }
    changed
}

pub(super) fn put(inner: &mut Value, path: &[String], value: &Value) {
    let Some((token, rest)) = path.split_first() else {
        *inner = value.clone();
        return;
    };
    if let Value::Array(items) = inner {
        if let Some(item) = token
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get_mut(index))
        {
            put(item, rest, value);
        }
        return;
    }
    if !inner.is_object() {
        *inner = json!({});
    }
    if let Value::Object(members) = inner {
        if rest.is_empty() && value.is_null() {
            members.shift_remove(token);
        } else {
            put(
                members.entry(token.clone()).or_insert(Value::Null),
                rest,
                value,
            );
        }
    }
}

/// Reads what colleagues are to do among themselves; `None` where the move is another.
pub(super) fn collaboration_command(
    next: &Move,
    to: Option<Actor>,
) -> Option<CollaborationCommand> {
    let reason = next.reason.clone();
    Some(match next.action.as_str() {
        "assign" => CollaborationCommand::Assign { to, reason },
        "delegate" => CollaborationCommand::Delegate { to, reason },
        "give-back" => CollaborationCommand::GiveBack { reason },
        "add-signer-before" | "add-signer-after" => CollaborationCommand::AddSigner {
            to,
            after: next.action == "add-signer-after",
            reason,
        },
        "countersign" | "object" => CollaborationCommand::Sign {
            agrees: next.action == "countersign",
            reason,
        },
        "excuse" => CollaborationCommand::Excuse {
            signer: to
                .and_then(|to| to.as_assignee())
                .map_or_else(|| AccountId::new(""), |to| to.id),
        },
        "copy" => CollaborationCommand::CopyTo { to, reason },
        "extend" => CollaborationCommand::Extend {
            by: next
                .value
                .as_ref()
                .and_then(Value::as_u64)
                .and_then(|by| u32::try_from(by).ok())
                .unwrap_or_default(),
            reason,
        },
        "remind" => CollaborationCommand::Remind,
        _ => return None,
    })
}
