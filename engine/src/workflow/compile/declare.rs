//! The functions that a script declares with. Each notes what it is given, with its place.

use std::sync::Arc;

use rhai::{Dynamic, Engine, NativeCallContext, Position};

use super::declared::{
    At, Declared, FinishDraft, Shared, StartDraft, StepDraft, WorkflowDraft, lock,
};
use super::options::Options;
use super::{actions, values};
use crate::workflow::codes;
use crate::workflow::definition::{FinishKind, StepKind, Trigger};
use crate::workflow::performer::Performer;

/// Adds the declaring functions to an engine.
pub(super) fn register(engine: &mut Engine, declared: &Shared) {
    register_declarations(engine, declared);
    values::register(engine, declared);
    actions::register(engine, declared);
}

fn register_declarations(engine: &mut Engine, declared: &Shared) {
    type DeclareOnce = fn(&mut Declared, Position, Dynamic);
    let unnamed: [(&str, DeclareOnce); 2] =
        [("workflow", Declared::workflow), ("start", Declared::start)];
    for (word, declare) in unnamed {
        let shared = Arc::clone(declared);
        engine.register_fn(
            word,
            move |context: NativeCallContext<'_>, options: Dynamic| {
                declare(&mut lock(&shared), context.call_position(), options);
            },
        );
    }
    type Declare = fn(&mut Declared, Position, Dynamic, Dynamic);
    let named: [(&str, Declare); 4] = [
        ("step", Declared::step),
        ("automatic", Declared::automatic),
        ("wait", Declared::wait),
        ("finish", Declared::finish),
    ];
    for (word, declare) in named {
        let shared = Arc::clone(declared);
        engine.register_fn(
            word,
            move |context: NativeCallContext<'_>, name: Dynamic, options: Dynamic| {
                declare(&mut lock(&shared), context.call_position(), name, options);
            },
        );
    }
}

impl Declared {
    fn workflow(&mut self, call: Position, options: Dynamic) {
        let spot = self.index.argument(call, 0);
        let Some(map) = self.map("workflow", options, spot.at) else {
            return;
        };
        let mut options = Options::new(self, "workflow", map, spot);
        let draft = WorkflowDraft {
            title: options.title(),
            calendar: options.optional_text("calendar"),
            forms: options.list("form"),
            when_empty: options.optional_text("when_empty"),
            manager: options.staff("manager"),
            messages_by: options.staff("messages_by"),
            reasons: options.reasons(),
            roles: options.roles(),
            allow: options.allow(),
            due: options.period("due"),
            overdue: options.optional_text("overdue"),
        };
        options.end();
        if self.workflow.replace(draft).is_some() {
            self.fault(codes::DECLARED_TWICE, call, &[("name", "workflow")]);
        }
    }

    fn start(&mut self, call: Position, options: Dynamic) {
        let spot = self.index.argument(call, 0);
        let Some(map) = self.map("start", options, spot.at) else {
            return;
        };
        let mut options = Options::new(self, "start", map, spot);
        let to = options.texts("to");
        if to.is_none() {
            options.missing("to");
        }
        let draft = StartDraft {
            to: to.map(|to| to.value).unwrap_or_default(),
            enter: options.effects(),
        };
        options.end();
        if self.start.replace(draft).is_some() {
            self.fault(codes::DECLARED_TWICE, call, &[("name", "start")]);
        }
    }

    fn step(&mut self, call: Position, name: Dynamic, options: Dynamic) {
        self.declare_step("step", call, name, options, |options, name| StepDraft {
            who: options.required::<Performer>("who", "role(…) | group(…) | applicant()"),
            due: options.period("due"),
            answers_open: options
                .word("answers", &[("flagged", false), ("open", true)])
                .unwrap_or_default(),
            clock_stopped: options
                .word("clock", &[("running", false), ("stopped", true)])
                .unwrap_or(false),
            actions: options.actions(),
            overdue: options.overdue(),
            each: options.each(),
            needed: options.needed(),
            complete: options.complete(),
            all_speak: options.said("all_speak"),
            otherwise: options.list("otherwise"),
            one_at_a_time: options.optional_text("one_at_a_time"),
            not_by: options.list("not_by"),
            not_by_ever: options.list("not_by_ever"),
            allow: options.allow(),
            remind: options.periods("remind"),
            escalate: options.escalate(),
            ..StepDraft::new(name, StepKind::People)
        });
    }

    fn automatic(&mut self, call: Position, name: Dynamic, options: Dynamic) {
        self.declare_step("automatic", call, name, options, |options, name| {
            let pass = options.pass(name.at);
            StepDraft {
                actions: vec![pass],
                ..StepDraft::new(name, StepKind::Automatic)
            }
        });
    }

    fn wait(&mut self, call: Position, name: Dynamic, options: Dynamic) {
        self.declare_step("wait", call, name, options, |options, name| {
            let pass = options.pass(name.at);
            let trigger = options.trigger();
            let timed = matches!(trigger, Trigger::Time(_) | Trigger::TimeOf(_));
            StepDraft {
                // A time that is waited for is over as a due time is; a message can be late.
                due: if timed { None } else { options.period("due") },
                overdue: if timed { None } else { options.overdue() },
                actions: vec![pass],
                ..StepDraft::new(name, StepKind::Wait(trigger))
            }
        });
    }

    /// Reads what every kind of step has, and with `read` what is of its kind.
    fn declare_step(
        &mut self,
        word: &'static str,
        call: Position,
        name: Dynamic,
        options: Dynamic,
        read: impl FnOnce(&mut Options<'_>, At<String>) -> StepDraft,
    ) {
        let at = self.index.argument(call, 0).at;
        let Some(name) = self.name(word, name, at) else {
            return;
        };
        let spot = self.index.argument(call, 1);
        let Some(map) = self.map(word, options, spot.at) else {
            return;
        };
        let mut options = Options::new(self, word, map, spot);
        let draft = StepDraft {
            title: options.title(),
            join: options.join(),
            cancels: options.list("cancels"),
            enter: options.effects(),
            ..read(&mut options, name)
        };
        options.end();
        self.steps.push(draft);
    }

    fn finish(&mut self, call: Position, name: Dynamic, options: Dynamic) {
        let at = self.index.argument(call, 0).at;
        let Some(name) = self.name("finish", name, at) else {
            return;
        };
        let spot = self.index.argument(call, 1);
        let Some(mut map) = self.map("finish", options, spot.at) else {
            return;
        };
        let of_steps = [
            "actions", "who", "due", "overdue", "clock", "join", "each", "complete", "cancels",
            "answers",
        ];
        for key in of_steps {
            if map.remove(key).is_some() {
                self.fault(
                    codes::FINISH_ACTS,
                    spot.key(key),
                    &[("name", &name.value), ("key", key)],
                );
            }
        }
        let mut options = Options::new(self, "finish", map, spot);
        let kinds = [
            ("approved", FinishKind::Approved),
            ("rejected", FinishKind::Rejected),
            ("withdrawn", FinishKind::Withdrawn),
        ];
        let kind = if options.has("kind") {
            options.word("kind", &kinds)
        } else {
            options.missing("kind");
            None
        };
        let draft = FinishDraft {
            name,
            title: options.title(),
            kind: kind.unwrap_or(FinishKind::Withdrawn),
            enter: options.effects(),
        };
        options.end();
        self.finishes.push(draft);
    }
}
