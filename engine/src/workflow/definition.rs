//! What a workflow script declares: the whole graph, known before anything runs.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use rhai::{AST, FnPtr};
use serde::Serialize;

use crate::ids::{DefinitionRef, Files};
use crate::message::{Message, Text};

use super::model::Effect;

/// A workflow compiled from one version of its files. Cheap to share, never changed.
#[derive(Clone)]
pub struct Workflow {
    /// Its name and version.
    pub reference: DefinitionRef,
    /// The files that it is compiled from, which its version is the address of.
    pub files: Arc<Files>,
    /// `title`.
    pub title: Text,
    /// The name of its calendar: `workflows/calendars/<name>.json`.
    pub calendar: Option<String>,
    /// The first steps of a case.
    pub start: Opening,
    /// The steps by name.
    pub steps: BTreeMap<String, Step>,
    /// The actions that can be taken whatever steps are open, in the order written.
    pub case_actions: Vec<Action>,
    /// The finishes by name.
    pub finishes: BTreeMap<String, Finish>,
    /// The functions of the script.
    pub(crate) script: Arc<AST>,
}

impl fmt::Debug for Workflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workflow")
            .field("reference", &self.reference)
            .field("start", &self.start)
            .field("steps", &self.steps)
            .field("case_actions", &self.case_actions)
            .field("finishes", &self.finishes)
            .finish_non_exhaustive()
    }
}

impl Workflow {
    /// The action of this name that can be taken in `step`: one of the step's own or of the case's.
    #[must_use]
    pub fn action(&self, step: &str, action: &str) -> Option<&Action> {
        let own = self
            .steps
            .get(step)
            .map_or(&[][..], |step| step.actions.as_slice());
        own.iter()
            .chain(&self.case_actions)
            .find(|candidate| candidate.name == action)
    }

    /// The title of a step or finish; the name itself where there is none of this name.
    #[must_use]
    pub fn title_of<'a>(&'a self, name: &'a str, locale: &str) -> &'a str {
        let step = self.steps.get(name).map(|step| &step.title);
        let title = step.or_else(|| self.finishes.get(name).map(|finish| &finish.title));
        title.map_or(name, |title| title.get(locale))
    }

    /// A refusal's message with the titles of the step and action it names, in `locale`.
    #[must_use]
    pub fn translate(&self, message: &Message, locale: &str) -> Message {
        let named = |key: &str| message.args.get(key).and_then(|value| value.as_str());
        let step = named("step").unwrap_or_default();
        let mut translated = message.clone();
        if let Some(action) = named("action").and_then(|name| self.action(step, name)) {
            translated = translated.with("action", action.title.get(locale));
        }
        if !step.is_empty() {
            translated = translated.with("step", self.title_of(step, locale));
        }
        translated
    }
}

/// What `start` declares.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The steps opened, in the order written.
    pub to: Vec<String>,
    /// The effects of a submission.
    pub enter: Option<Effects>,
}

/// One step: something that somebody is to do.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// `title`.
    pub title: Text,
    /// `who`: who is to do it.
    pub who: Who,
    /// `due`: the time allowed.
    pub due: Option<Period>,
    /// `clock: "stopped"`: the due dates of the other open steps stand still while this is open.
    pub clock_stopped: bool,
    /// `join`: when it opens if several branches lead to it.
    pub join: Join,
    /// `actions`, in the order written.
    pub actions: Vec<Action>,
    /// `overdue`: where the case goes when the time allowed is over; empty: it stays, marked overdue.
    pub overdue: Vec<String>,
    /// `enter`: the effects of opening it.
    pub enter: Option<Effects>,
}

/// One end of a case.
#[derive(Clone, Debug)]
pub struct Finish {
    /// Its name.
    pub name: String,
    /// `title`.
    pub title: Text,
    /// `kind`: what it means for the applicant.
    pub kind: FinishKind,
    /// `enter`: the effects of reaching it.
    pub enter: Option<Effects>,
}

/// What a finish means for the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FinishKind {
    /// The application succeeded.
    Approved,
    /// It did not.
    Rejected,
    /// It was taken back, or lapsed.
    Withdrawn,
}

/// Who does a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// The applicant.
    Applicant,
    /// Any member of staff with this role.
    Role(String),
}

/// A time allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// To the end of the n-th working day after today.
    WorkingDays(u32),
    /// To the end of the n-th day after today.
    CalendarDays(u32),
    /// This many hours, to the second.
    Hours(u32),
}

/// When a step opens to which several branches lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// Each time that it is reached.
    #[default]
    Any,
    /// Once, when no open step can still lead to it.
    All,
}

/// What somebody may do in a step.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// What stands on the button.
    pub title: Text,
    /// Who may take it: as the step says, unless the action says `by`.
    pub by: Who,
    /// Where it leads: every one of these, or one of them where there is a `choose`.
    pub to: Vec<Target>,
    /// The function that chooses among `to`.
    pub(crate) choose: Option<FnPtr>,
    /// Whether it flags answers, each with a reason.
    pub flags_fields: bool,
    /// Whether it needs a reason.
    pub needs_reason: bool,
    /// Whether it brings corrected answers: true of an applicant's action that opens another's step.
    pub submits_answers: bool,
}

/// Where an action leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Target {
    /// A step or finish.
    pub name: String,
    /// Whether the step goes back to whoever did it last.
    pub same_person: bool,
}

/// The effects of reaching a step or finish.
#[derive(Clone, Debug)]
pub enum Effects {
    /// Written out.
    Fixed(Vec<Effect>),
    /// Returned by a function of the case.
    Computed(FnPtr),
}
