//! What happened in a case, told as a story: to the applicant what they may know, to staff in full.

use std::collections::BTreeMap;

use guichet_engine::form::Form;
use guichet_engine::ids::StepName;
use guichet_engine::message::Message;
use guichet_engine::workflow::{
    Actor, Assignee, CollaborationEvent, Event, EventKind, PASS, RunId, StepKind, Workflow,
};
use jiff::Timestamp;

use super::remarks::remarks;
use crate::core::Core;
use crate::service::labels;
use crate::view;
use crate::view::page::HistoryLine;

/// Returns what happened, newest first. The applicant is told what was done, not by whom; staff are told everything.
#[must_use]
pub fn history(
    core: &Core,
    events: &[Event],
    form: &Form,
    workflow: &Workflow,
    for_staff: bool,
    locale: &str,
) -> Vec<HistoryLine> {
    let mut story = Story {
        core,
        form,
        workflow,
        locale,
        runs: BTreeMap::new(),
    };
    let mut lines = Vec::new();
    for event in events {
        let message = if for_staff {
            story
                .describe(event)
                .or_else(|| story.describe_for_staff(event))
        } else {
            story.describe(event)
        };
        if let Some(message) = message {
            lines.push(story.line(event, message, for_staff));
        }
        story.follow(event);
    }
    lines.reverse();
    lines
}

/// A step that was opened, and who has it.
struct Run {
    step: StepName,
    holder: Option<Assignee>,
}

/// What is known of a case before each event.
struct Story<'a> {
    core: &'a Core,
    form: &'a Form,
    workflow: &'a Workflow,
    locale: &'a str,
    runs: BTreeMap<RunId, Run>,
}

impl Story<'_> {
    fn title_of(&self, run: RunId) -> &str {
        let name = self.runs.get(&run).map_or("", |run| run.step.as_str());
        self.workflow.title_of(name, self.locale)
    }

    fn action(&self, step: &str, action: &str) -> String {
        let found = self.workflow.action(step, action);
        found
            .map_or(action, |found| found.title.get(self.locale))
            .to_owned()
    }

    fn day(&self, at: Timestamp) -> String {
        let live = self.core.definitions.live();
        let sentences = &live.templates.sentences;
        let zone = &self.core.time_zone;
        view::day(sentences, self.locale, at, zone)
    }

    /// Describes an event as both sides are to know it.
    fn describe(&self, event: &Event) -> Option<Message> {
        Some(match &event.kind {
            EventKind::Submitted(_) if event.actor == Actor::System => {
                Message::new("history-opened")
            }
            EventKind::Submitted(_) => Message::new("history-submitted"),
            EventKind::Acted { step, action, .. } if action == PASS => {
                // What passes at once is nothing that anybody waited for.
                let kind = self.workflow.steps.get(step).map(|step| &step.kind);
                let waited = matches!(kind, Some(StepKind::Wait(_)));
                let title = self.workflow.title_of(step, self.locale);
                waited.then(|| Message::new("history-passed").with("step", title))?
            }
            EventKind::Acted { step, action, .. } => Message::new("history-acted")
                .with("step", self.workflow.title_of(step, self.locale))
                .with("action", self.action(step, action)),
            EventKind::WentOverdue { run } => {
                Message::new("history-overdue").with("step", self.title_of(*run))
            }
            EventKind::Finished { finish } => Message::new("history-finished")
                .with("finish", self.workflow.title_of(finish, self.locale)),
            _ => return None,
        })
    }

    /// Describes an event that only staff are to know of.
    fn describe_for_staff(&self, event: &Event) -> Option<Message> {
        let of_step = |key: &str, run: &RunId| Message::new(key).with("step", self.title_of(*run));
        Some(match &event.kind {
            EventKind::Message { name, .. } => {
                Message::new("history-message").with("name", name.as_str())
            }
            EventKind::Claimed { run } => match self.holder_but(*run, &event.actor) {
                Some(holder) => of_step("history-claimed-over", run).with("who", holder),
                None => of_step("history-claimed", run),
            },
            EventKind::Released { run } => match self.holder_but(*run, &event.actor) {
                Some(holder) => of_step("history-taken-away", run).with("who", holder),
                None => of_step("history-released", run),
            },
            EventKind::Revealed { pointer } => Message::new("history-revealed")
                .with("field", labels::label_of(self.form, pointer, self.locale)),
            EventKind::CaseDue { due } => {
                Message::new("history-case-due").with("day", self.day(due.at))
            }
            EventKind::DueMoved { run, due, .. } => {
                of_step("history-due-moved", run).with("day", self.day(due.at))
            }
            EventKind::CaseOverdue => Message::new("history-case-overdue"),
            EventKind::Migrated { workflow } => {
                Message::new("history-migrated").with("version", workflow.version.short())
            }
            // A group is called by its first run.
            EventKind::ItemDropped { group } => of_step("history-dropped", group),
            EventKind::Commented { .. } => Message::new("history-commented"),
            EventKind::Collaborated { run, collaboration } => {
                self.describe_collaboration(*run, collaboration, &event.actor)
            }
            _ => return None,
        })
    }

    /// Describes what colleagues arranged between themselves.
    fn describe_collaboration(
        &self,
        run: RunId,
        collaboration: &CollaborationEvent,
        actor: &Actor,
    ) -> Message {
        let others = self.holder_but(run, actor).is_some();
        let free = self.runs.get(&run).is_none_or(|run| run.holder.is_none());
        let (key, who) = match collaboration {
            CollaborationEvent::Assigned { to, .. } if others || free => ("assigned", Some(to)),
            CollaborationEvent::Assigned { to, .. } => ("handed-over", Some(to)),
            CollaborationEvent::Delegated { to, .. } => ("delegated", Some(to)),
            CollaborationEvent::GivenBack { to, .. } if actor.is_for(&to.id) => {
                ("taken-back", Some(to))
            }
            CollaborationEvent::GivenBack { to, .. } => ("given-back", Some(to)),
            CollaborationEvent::SignerAdded { to, after, .. } => {
                let key = if *after {
                    "asked-after"
                } else {
                    "asked-before"
                };
                (key, Some(to))
            }
            CollaborationEvent::Signed { agrees: true, .. } => ("agreed", None),
            CollaborationEvent::Signed { .. } => ("objected", None),
            CollaborationEvent::Fell { decision: true, .. } => ("decision-fell", None),
            CollaborationEvent::Fell { .. } => ("signatures-fell", None),
            CollaborationEvent::Excused { signer } => ("excused", Some(signer)),
            CollaborationEvent::DecisionPending(_) => ("decision-pending", None),
            CollaborationEvent::CopiedTo { to, .. } => ("copied", Some(to)),
            CollaborationEvent::Reminded { .. } => ("reminded", None),
            CollaborationEvent::Extended { .. } => ("extended", None),
            CollaborationEvent::Escalated => ("escalated", None),
            CollaborationEvent::Noticed { .. } => ("noticed", None),
        };
        let message = Message::new(format!("history-{key}")).with("step", self.title_of(run));
        let message = match collaboration {
            CollaborationEvent::DecisionPending(held) => {
                let step = self.runs.get(&run).map_or("", |run| run.step.as_str());
                message.with("action", self.action(step, &held.action))
            }
            CollaborationEvent::Extended { due, .. } => message.with("day", self.day(due.at)),
            _ => message,
        };
        match who {
            Some(who) => message.with("who", who.name.as_str()),
            None => message,
        }
    }

    /// Returns the name of whoever has a step, where that is somebody else.
    fn holder_but(&self, run: RunId, actor: &Actor) -> Option<&str> {
        let holder = self.runs.get(&run)?.holder.as_ref()?;
        let own = matches!(actor, Actor::Staff { id, .. } if *id == holder.id);
        (!own).then_some(holder.name.as_str())
    }

    /// Says for whom somebody did something: a colleague in whose place they stand.
    fn stood_in_for(&self, event: &Event) -> Option<String> {
        let actor = &event.actor;
        let absent = match &event.kind {
            EventKind::Acted { run, .. }
            | EventKind::Released { run }
            | EventKind::Collaborated {
                run,
                collaboration:
                    CollaborationEvent::Assigned { .. }
                    | CollaborationEvent::Delegated { .. }
                    | CollaborationEvent::GivenBack { .. }
                    | CollaborationEvent::SignerAdded { .. }
                    | CollaborationEvent::DecisionPending(_),
            } => self.runs.get(run)?.holder.as_ref()?,
            EventKind::Collaborated {
                collaboration: CollaborationEvent::Signed { signer, .. },
                ..
            } => signer,
            _ => return None,
        };
        let is_own = matches!(actor, Actor::Staff { id, .. } if *id == absent.id);
        (!is_own && actor.is_for(&absent.id)).then(|| absent.name.clone())
    }

    fn line(&self, event: &Event, message: Message, for_staff: bool) -> HistoryLine {
        let (reason, flags) = match &event.kind {
            EventKind::Acted {
                step,
                action,
                reason,
                flags,
                ..
            } => {
                let told = for_staff || self.workflow.reason_is_for_applicant(step, action);
                let own = event.actor == Actor::Applicant;
                let reason = reason.as_deref().filter(|_| told || own);
                (reason, flags.as_slice())
            }
            EventKind::Collaborated { collaboration, .. } => remarks_on(collaboration),
            _ => (None, &[][..]),
        };
        let who = match &event.actor {
            Actor::Staff { name, .. } if for_staff => name.clone(),
            _ => String::new(),
        };
        HistoryLine {
            at: event.at,
            who_kind: event.actor.kind().to_owned(),
            who,
            for_whom: self.stood_in_for(event).filter(|_| for_staff),
            message,
            reason: reason.map(str::to_owned),
            remarks: remarks(self.form, flags, self.locale),
        }
    }

    /// Notes who has which step from now on.
    fn follow(&mut self, event: &Event) {
        let (run, holder) = match &event.kind {
            EventKind::StepOpened {
                run,
                step,
                assignee,
                ..
            } => {
                let opened = Run {
                    step: step.clone(),
                    holder: assignee.clone(),
                };
                self.runs.insert(*run, opened);
                return;
            }
            EventKind::Claimed { run } => (run, event.actor.as_assignee()),
            EventKind::Released { run } => (run, None),
            EventKind::Collaborated {
                run,
                collaboration:
                    CollaborationEvent::Assigned { to, .. }
                    | CollaborationEvent::Delegated { to, .. }
                    | CollaborationEvent::GivenBack { to, .. },
            } => (run, Some(to.clone())),
            _ => return,
        };
        if let Some(own) = self.runs.get_mut(run) {
            own.holder = holder;
        }
    }
}

/// Returns what was said with something that colleagues settled; what a decision that waits says is told once it is carried out.
fn remarks_on(
    collaboration: &CollaborationEvent,
) -> (Option<&str>, &[guichet_engine::workflow::Flag]) {
    let reason = match collaboration {
        CollaborationEvent::Assigned { reason, .. }
        | CollaborationEvent::Delegated { reason, .. }
        | CollaborationEvent::GivenBack { reason, .. }
        | CollaborationEvent::SignerAdded { reason, .. }
        | CollaborationEvent::Signed { reason, .. }
        | CollaborationEvent::CopiedTo { reason, .. }
        | CollaborationEvent::Extended { reason, .. } => reason.as_deref(),
        CollaborationEvent::DecisionPending(held) => return (held.reason.as_deref(), &held.flags),
        CollaborationEvent::Fell { .. }
        | CollaborationEvent::Excused { .. }
        | CollaborationEvent::Reminded { .. }
        | CollaborationEvent::Noticed { .. }
        | CollaborationEvent::Escalated => None,
    };
    (reason, &[])
}
