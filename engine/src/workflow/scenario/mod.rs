//! Plays a scenario: a written-out history of one case, with what is expected after each move.
//!
//! Scenarios lie in `workflows/<name>/scenarios/*.json` and belong to the checks that run before a workflow is published.
//! The shape is described in `docs/workflows.md`.

mod read;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::calendar::Calendar;
use super::codes;
use super::collaboration::{CollaborationCommand, Recipient};
use super::definition::Workflow;
use super::model::{
    Actor, Assignee, Case, Command, Effect, Event, EventKind, Flag, Refusal, RunId, Start,
};
use crate::diagnostic::{Code, Compiled, Diagnostic};
use crate::form::source::Source;
use crate::ids::{DefinitionRef, Pointer, Version};

use read::{Expectation, Move, Opening};

/// Most moves of one scenario.
const MOVES_MAX: usize = 500;

/// What happened while a scenario was played.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// The scenario's file.
    pub scenario: String,
    /// The submission, then each move.
    pub entries: Vec<Entry>,
}

/// One move of a scenario and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// `submit`, `claim`, `release`, `overdue` or an action's name.
    pub did: String,
    /// Why it was not carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// What happened.
    pub events: Vec<Event>,
    /// The steps open afterwards, with their due dates.
    pub open: BTreeMap<String, Option<Timestamp>>,
    /// The finish reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished: Option<String>,
}

/// Plays the scenario in the file `path` with this text. Each expectation that is not met is a fault at its place; the
/// trace is there all the same, unless the scenario cannot be read or played to its end.
#[must_use]
pub fn run(workflow: &Workflow, calendar: &Calendar, path: &str, text: &str) -> Compiled<Trace> {
    let mut diagnostics = Vec::new();
    let value = Source::parse(path, text, &mut diagnostics).and_then(|source| {
        let mut player = Player {
            workflow,
            calendar,
            source: &source,
            diagnostics: &mut diagnostics,
        };
        player.play()
    });
    diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
    Compiled { value, diagnostics }
}

struct Player<'a> {
    workflow: &'a Workflow,
    calendar: &'a Calendar,
    source: &'a Source,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Player<'_> {
    fn fault(&mut self, code: Code, at: &Pointer, args: &[(&str, &str)]) {
        self.diagnostics
            .push(code.at(self.source.place_of_value(at), args));
    }

    fn play(&mut self) -> Option<Trace> {
        let root = Pointer::root();
        let (opening, moves) = self.read(&root)?;
        let at = self.time(&opening.at, &root.join("start").join("at"))?;
        let begun = self.workflow.start(self.start(&opening), self.calendar, at);
        let place = root.join("start");
        let (mut case, mut history) = match begun {
            Ok(begun) => begun,
            Err(refusal) => {
                self.differs(&place, "submit", "", &refusal.code);
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
    fn one(&mut self, case: &mut Case, next: &Move, place: &Pointer) -> Option<Entry> {
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

    fn start(&self, opening: &Opening) -> Start {
        let form = opening.form.clone().unwrap_or_else(|| "form".to_owned());
        Start {
            id: "case".to_owned(),
            reference: "case".to_owned(),
            form: DefinitionRef {
                name: form,
                version: Version::from_stored(""),
            },
            workflow: self.workflow.reference.clone(),
            answers: opening.answers.clone().unwrap_or_else(|| json!({})),
            locale: "zh-CN".to_owned(),
            baseline_answers: opening.before.clone().map(Box::new),
            by: opening.by.as_ref().map(|name| Assignee {
                id: name.clone(),
                name: name.clone(),
            }),
        }
    }

    fn command(&self, case: &Case, next: &Move, actor: Actor, to: Option<Actor>) -> Command {
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
            "claim" => Command::Claim { run, actor },
            "release" => Command::Release { run, actor },
            "overdue" => Command::Overdue { run },
            "message" => Command::Message {
                name: next.message.clone().unwrap_or_default(),
                value: next.value.clone().unwrap_or(Value::Null),
                actor,
            },
            action => {
                let flags = next.flags.iter().filter_map(|(pointer, reason)| {
                    Some(Flag {
                        pointer: Pointer::parse(pointer)?,
                        reason: reason.clone(),
                    })
                });
                Command::Act {
                    run,
                    action: action.to_owned(),
                    actor,
                    flags: flags.collect(),
                    reason: next.reason.clone(),
                    answers: next.set.as_ref().map(|set| changed(&case.answers, set)),
                    item: next.item.clone(),
                }
            }
        }
    }

    /// A move without expectations is expected to be carried out.
    fn not_refused(&mut self, played: &Entry, place: &Pointer) {
        if let Some(refusal) = &played.refusal {
            self.differs(&place.join("do"), "refusal", "", &refusal.code);
        }
    }

    fn compare(&mut self, expected: &Expectation, case: &Case, entry: &Entry, place: &Pointer) {
        let refusal = entry.refusal.as_ref().map(|refusal| refusal.code.clone());
        if expected.refusal != refusal {
            let at = if expected.refusal.is_some() {
                place.join("refusal")
            } else {
                place.clone()
            };
            self.differs(&at, "refusal", text(&expected.refusal), text(&refusal));
        }
        let open: Vec<String> = case.open.values().map(|open| open.step.clone()).collect();
        self.check(place, "open", expected.open.as_ref(), &open);
        let finished = case.finished.as_ref().map(|(finish, _)| finish.clone());
        self.check(
            place,
            "finished",
            expected.finished.as_ref().map(Some).as_ref(),
            &finished.as_ref(),
        );
        let effects: Vec<String> = entry.events.iter().filter_map(effect_name).collect();
        self.check(place, "effects", expected.effects.as_ref(), &effects);
        let assigned: BTreeMap<String, String> = case
            .open
            .values()
            .filter_map(|open| Some((open.step.clone(), open.assignee.as_ref()?.name.clone())))
            .collect();
        self.check(place, "assigned", expected.assigned.as_ref(), &assigned);
        let flags: Vec<String> = case
            .flags
            .iter()
            .map(|flag| flag.pointer.to_string())
            .collect();
        self.check(place, "flags", expected.flags.as_ref(), &flags);
        let waiting: Vec<String> = case.joins.keys().cloned().collect();
        self.check(place, "waiting", expected.waiting.as_ref(), &waiting);
        let signers = case.open.values().filter_map(|open| {
            let names = open
                .collaboration
                .awaited_signers()
                .map(|own| own.person.name.clone());
            let names: Vec<String> = names.collect();
            (!names.is_empty()).then(|| (open.step.clone(), names))
        });
        let signers: BTreeMap<String, Vec<String>> = signers.collect();
        self.check(place, "signers", expected.signers.as_ref(), &signers);
        let readers = case.readers.iter().map(|reader| match reader {
            Recipient::Person(person) => person.name.clone(),
            Recipient::All(who) => who.key(),
        });
        let readers: Vec<String> = readers.collect();
        self.check(place, "readers", expected.readers.as_ref(), &readers);
        self.check_case_due(expected, case, place);
        self.check_due(expected, case, place);
    }

    fn check_case_due(&mut self, expected: &Expectation, case: &Case, place: &Pointer) {
        let Some(due) = &expected.case_due else {
            return;
        };
        let place = place.join("case_due");
        let Some(wanted) = self.time(due, &place) else {
            return;
        };
        let actual = case.due.as_ref().map(|due| due.at);
        if actual != Some(wanted) {
            let shown = actual.map(|at| self.calendar.time_zone.to_datetime(at).to_string());
            self.differs(&place, "case_due", due, text(&shown));
        }
    }

    fn check_due(&mut self, expected: &Expectation, case: &Case, place: &Pointer) {
        let place = place.join("due");
        for (step, due) in &expected.due {
            let place = place.join(step);
            let open = case.open.values().find(|open| open.step == *step);
            let actual = open.and_then(|open| open.due.as_ref());
            let Some(wanted) = self.time(due, &place) else {
                continue;
            };
            if actual.map(|due| due.at) != Some(wanted) {
                let shown =
                    actual.map(|due| self.calendar.time_zone.to_datetime(due.at).to_string());
                self.differs(&place, "due", due, text(&shown));
            }
        }
        let provisional: Vec<String> = case
            .open
            .values()
            .filter(|open| open.due.as_ref().is_some_and(|due| due.provisional))
            .map(|open| open.step.clone())
            .collect();
        if let Some(wanted) = expected
            .provisional
            .as_ref()
            .filter(|wanted| **wanted != provisional)
        {
            let at = place.parent().unwrap_or_default().join("provisional");
            self.differs(
                &at,
                "provisional",
                &wanted.join(", "),
                &provisional.join(", "),
            );
        }
    }

    fn check<T: PartialEq + Serialize>(
        &mut self,
        place: &Pointer,
        what: &str,
        expected: Option<&T>,
        actual: &T,
    ) {
        if let Some(expected) = expected.filter(|expected| *expected != actual) {
            let shown = |value: &T| serde_json::to_string(value).unwrap_or_default();
            self.differs(&place.join(what), what, &shown(expected), &shown(actual));
        }
    }

    fn differs(&mut self, at: &Pointer, what: &str, expected: &str, actual: &str) {
        let args = [("what", what), ("expected", expected), ("actual", actual)];
        self.fault(codes::SCENARIO_DIFFERS, at, &args);
    }
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

fn entry(
    at: Timestamp,
    actor: Actor,
    did: &str,
    refusal: Option<Refusal>,
    events: Vec<Event>,
    case: &Case,
) -> Entry {
    let due = |open: &super::model::OpenStep| open.due.as_ref().map(|due| due.at);
    Entry {
        at,
        actor,
        did: did.to_owned(),
        refusal,
        events,
        open: case
            .open
            .values()
            .map(|open| (open.step.clone(), due(open)))
            .collect(),
        finished: case.finished.as_ref().map(|(finish, _)| finish.clone()),
    }
}

/// The newest run of a step, open if one is; of any step where none is named. 0, which is no run, where there is none.
fn latest(case: &Case, step: Option<&str>) -> RunId {
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

/// The answers with the values of `set` put in their places; `null` takes an answer away.
fn changed(answers: &Value, set: &BTreeMap<String, Value>) -> Value {
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

fn put(inner: &mut Value, path: &[String], value: &Value) {
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

/// What colleagues are to settle among themselves; `None` where the move is another.
fn collaboration_command(next: &Move, to: Option<Actor>) -> Option<CollaborationCommand> {
    let reason = next.reason.clone();
    let to = to.unwrap_or(Actor::System);
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
            signer: to.as_assignee().map(|to| to.id).unwrap_or_default(),
        },
        "copy" => CollaborationCommand::CopyTo { to, reason },
        "remind" => CollaborationCommand::Remind,
        _ => return None,
    })
}

/// `notice:<name>`, or the effect's own name.
fn effect_name(event: &Event) -> Option<String> {
    let EventKind::Effect(effect) = &event.kind else {
        return None;
    };
    Some(match effect {
        Effect::NotifyApplicant { notification } => format!("notice:{notification}"),
        Effect::CreateAccount => "create-account".to_owned(),
        Effect::ActivateAccount => "activate-account".to_owned(),
        Effect::CloseAccount => "close-account".to_owned(),
        Effect::ApplyAnswers => "apply-answers".to_owned(),
        Effect::CopyTo { readers: who } => format!("copy-to:{}", who.key()),
        Effect::NotifyStaff {
            notification, to, ..
        } => {
            let to = match to {
                Recipient::Person(person) => person.name.clone(),
                Recipient::All(who) => who.key(),
            };
            format!("tell:{}:{to}", notification.name())
        }
        Effect::ValidFor { .. } => "valid-for-years".to_owned(),
        Effect::RenewFor { .. } => "renew-for-years".to_owned(),
        Effect::SuspendAccount => "suspend-account".to_owned(),
    })
}
