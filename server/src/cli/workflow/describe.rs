//! Describes the moves of a scenario to people.

use std::collections::BTreeMap;

use guichet_engine::ids::StepName;
use guichet_engine::message::Message;
use guichet_engine::workflow::scenario::Entry;
use guichet_engine::workflow::{Actor, Event, EventKind, RunId, Workflow};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::cli::terminal::Speaker;

/// How far what came of a move is moved in.
const MARGIN: &str = "    ";

/// Describes moves in one language and time zone.
pub(super) struct Describer<'a> {
    speaker: &'a Speaker,
    workflow: &'a Workflow,
    time_zone: &'a TimeZone,
    /// The names of the steps by run: most events name only the run.
    steps: BTreeMap<RunId, StepName>,
}

impl<'a> Describer<'a> {
    pub(super) fn new(
        speaker: &'a Speaker,
        workflow: &'a Workflow,
        time_zone: &'a TimeZone,
    ) -> Self {
        Self {
            speaker,
            workflow,
            time_zone,
            steps: BTreeMap::new(),
        }
    }

    /// Describes a move in lines: who did what when, what came of it, and what is open then.
    pub(super) fn describe(&mut self, entry: &Entry) -> Vec<String> {
        let at = self.time(entry.at);
        let args = [
            ("at", at.into()),
            ("who", self.who(&entry.actor).into()),
            ("did", self.did(&entry.did).into()),
        ];
        let mut lines = vec![self.speaker.localize("run-move", &args)];
        let mut below = Vec::new();
        if let Some(refusal) = &entry.refusal {
            let message = self
                .workflow
                .translate(&refusal.message, self.speaker.locale);
            let text = self.speaker.message(&self.with_time(message));
            let args = [
                ("code", refusal.code.as_str().into()),
                ("text", text.into()),
            ];
            below.push(self.speaker.localize("run-refused", &args));
        }
        for event in &entry.events {
            if let EventKind::StepOpened { run, step, .. } = &event.kind {
                self.steps.insert(*run, step.clone());
            }
            below.push(self.event(event));
        }
        below.push(self.open(entry));
        lines.extend(below.into_iter().map(|line| format!("{MARGIN}{line}")));
        lines
    }

    fn time(&self, at: Timestamp) -> String {
        let at = at.to_zoned_datetime(self.time_zone.clone());
        at.strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Returns a message whose time is written for people.
    fn with_time(&self, message: Message) -> Message {
        let at = message.args.get("at").and_then(Value::as_str);
        match at.and_then(|at| at.parse().ok()) {
            Some(at) => message.with("at", self.time(at)),
            None => message,
        }
    }

    fn who(&self, actor: &Actor) -> String {
        match actor {
            Actor::Staff { name, .. } => name.clone(),
            Actor::Applicant => self.speaker.localize("run-applicant", &[]),
            Actor::System => self.speaker.localize("run-system", &[]),
        }
    }

    /// Describes what was done. What is done in every workflow has sentences; what only this one knows is called by its name.
    fn did(&self, did: &str) -> String {
        if self.declares(did) {
            return did.to_owned();
        }
        let key = format!("run-{did}");
        let said = self.speaker.localize(&key, &[]);
        if said == key { did.to_owned() } else { said }
    }

    /// Tells whether the workflow has an action of this name, whatever the word says elsewhere.
    fn declares(&self, name: &str) -> bool {
        let steps = self.workflow.steps.values();
        let actions = steps.flat_map(|step| &step.actions);
        let mut actions = actions.chain(&self.workflow.case_actions);
        actions.any(|action| action.name == name)
    }

    /// Names a step or finish by its title and name.
    fn named(&self, name: &str) -> String {
        let title = self.workflow.title_of(name, self.speaker.locale);
        if title == name {
            name.to_owned()
        } else {
            format!("“{title}” ({name})")
        }
    }

    /// Describes what happened, by the sentence of its kind; a kind without one is called by its name.
    fn event(&self, event: &Event) -> String {
        let Ok(Value::Object(mut members)) = serde_json::to_value(&event.kind) else {
            return String::new();
        };
        let kind = members.get("event").and_then(Value::as_str);
        let kind = kind.unwrap_or_default().to_owned();
        if let Some(run) = members.get("run").and_then(Value::as_u64) {
            let step = RunId::try_from(run)
                .ok()
                .and_then(|run| self.steps.get(&run));
            if let Some(step) = step {
                members.insert("step".to_owned(), step.as_str().into());
            }
        }
        for name in ["step", "finish"] {
            if let Some(title) = members.get(name).and_then(Value::as_str) {
                let title = self.named(title);
                members.insert(name.to_owned(), title.into());
            }
        }
        if let Some(notice) = members.get("notice").and_then(Value::as_str) {
            let effect = format!("notice:{notice}");
            members.insert("effect".to_owned(), effect.into());
        }
        if let Some(due) = members.get("due").and_then(|due| due.get("at")) {
            let at = due.as_str().and_then(|at| at.parse().ok());
            let at = at.map_or_else(String::new, |at| self.time(at));
            members.insert("due".to_owned(), at.into());
        }
        let whom = ["to", "signer", "who"];
        let whom = whom.iter().find_map(|name| self.whom(members.get(*name)?));
        members.extend(whom.map(|whom| ("who".to_owned(), whom.into())));
        let kind = self.kind(kind, &mut members);
        let args: Vec<(&str, Value)> = members
            .iter()
            .filter(|(_, value)| value.is_string())
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        let key = format!("run-event-{kind}");
        let said = self.speaker.localize(&key, &args);
        if said == key { kind } else { said }
    }

    /// Returns the kind of an event, with what colleagues settled or whom they are told of what.
    fn kind(&self, kind: String, members: &mut Map<String, Value>) -> String {
        for name in ["after", "agrees"] {
            if let Some(is_so) = members.get(name).and_then(Value::as_bool) {
                let word = if is_so { "yes" } else { "no" };
                members.insert(name.to_owned(), word.into());
            }
        }
        if let Some(news) = members.get("news").and_then(Value::as_str) {
            let news = self.speaker.localize(&format!("run-news-{news}"), &[]);
            members.insert("news".to_owned(), news.into());
            return "tell".to_owned();
        }
        match members.get("among").and_then(Value::as_str) {
            Some(collaboration) => format!("collaboration-{collaboration}"),
            None if members.get("effect").and_then(Value::as_str) == Some("copy-to") => {
                "copy-to".to_owned()
            }
            None => kind,
        }
    }

    /// Names whom a member of an event means: a person, or all of a role or group.
    fn whom(&self, value: &Value) -> Option<String> {
        let inner = ["person", "all"].iter().find_map(|name| value.get(*name));
        if let Some(inner) = inner {
            return self.whom(inner);
        }
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let role = text("role").map(|role| self.speaker.localize(&format!("role-{role}"), &[]));
        role.or_else(|| text("group").or(text("name")).map(str::to_owned))
    }

    /// Describes where the case stands after the move.
    fn open(&self, entry: &Entry) -> String {
        if let Some(finish) = &entry.finished {
            let finish = self.named(finish);
            return self
                .speaker
                .localize("run-finished", &[("finish", finish.into())]);
        }
        if entry.open.is_empty() {
            return self.speaker.localize("run-open-none", &[]);
        }
        let step = |(name, due): (&StepName, &Option<Timestamp>)| {
            let step = self.named(name);
            match due {
                Some(due) => {
                    let due = self.time(*due).into();
                    self.speaker
                        .localize("run-step-due", &[("step", step.into()), ("due", due)])
                }
                None => step,
            }
        };
        let steps: Vec<String> = entry.open.iter().map(step).collect();
        self.speaker
            .localize("run-open", &[("steps", steps.join("; ").into())])
    }
}
