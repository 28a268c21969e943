//! What a workflow script declares: the whole graph, known before anything runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rhai::{AST, FnPtr};
use serde::Serialize;

use super::collaboration::Allow;
use super::due::Period;
use super::effect::Effect;
use super::item::Item;
use super::performer::Performer;
use super::roles::REVIEWER;
use crate::ids::{ActionName, DefinitionRef, Files, Role, StepName};
use crate::message::{Message, Text};

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
    pub steps: BTreeMap<StepName, Step>,
    /// The actions that can be taken whatever steps are open, in the order written.
    pub case_actions: Vec<Action>,
    /// The finishes by name.
    pub finishes: BTreeMap<StepName, Finish>,
    /// `when_empty`: the finish reached when nothing is open any more.
    pub when_empty: Option<StepName>,
    /// `manager`: who may give steps to others, take them back and remind.
    pub manager: Option<Performer>,
    /// `messages_by`: who passes on messages from outside, beside the service itself.
    pub messages_by: Performer,
    /// `roles`: the roles that it has steps for, with their titles; `None`: it declares none, and has [`REVIEWER`].
    pub(super) roles: Option<BTreeMap<Role, Text>>,
    /// `reasons`: what is often to be corrected, for those who flag answers to choose from.
    pub reasons: Vec<Text>,
    /// `due`: the time allowed for the whole.
    pub due: Option<Period>,
    /// `overdue`: the finish reached when that is over; `None`: the manager is told.
    pub overdue: Option<StepName>,
    /// From each step, all steps that a case can come to from there.
    pub(crate) reachable: BTreeMap<StepName, BTreeSet<StepName>>,
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
    /// Returns everybody of staff whom some step may be for or be escalated to, and who manages.
    pub fn staff_performers(&self) -> impl Iterator<Item = &Performer> {
        let steps = self.steps.values().flat_map(Step::performers);
        let escalated = self
            .steps
            .values()
            .filter_map(|step| step.escalate.as_ref());
        let steps = steps.chain(escalated);
        steps.chain(&self.manager).filter(|who| who.is_staff())
    }

    /// Tells whether a step can lead to another without passing one of these.
    pub(crate) fn leads_past(&self, from: &StepName, to: &str, but: &[StepName]) -> bool {
        let mut seen = BTreeSet::new();
        let mut ahead = vec![from];
        while let Some(name) = ahead.pop() {
            let next = self
                .steps
                .get(name)
                .into_iter()
                .flat_map(Step::destinations);
            for name in next.filter(|name| !but.contains(name)) {
                if **name == *to {
                    return true;
                }
                if seen.insert(name) {
                    ahead.push(name);
                }
            }
        }
        false
    }

    /// Returns the roles that it declares, beside that of administrators.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        let declared = self.roles.iter().flat_map(BTreeMap::keys).cloned();
        let usual = self.roles.is_none().then(|| Role::new(REVIEWER));
        declared.chain(usual)
    }

    /// Returns what it calls a role; `None` where the service does.
    #[must_use]
    pub fn role_title(&self, role: &Role) -> Option<&Text> {
        self.roles.as_ref()?.get(role)
    }

    /// Finds the action of this name that can be taken in `step`: one of the step's own or of the case's.
    #[must_use]
    pub fn action(&self, step: &str, action: &str) -> Option<&Action> {
        let of_step = self
            .steps
            .get(step)
            .map_or(&[][..], |step| step.actions.as_slice());
        of_step
            .iter()
            .chain(&self.case_actions)
            .find(|candidate| candidate.name == action)
    }

    /// Returns the title of a step or finish; the name itself where there is none of this name.
    #[must_use]
    pub fn title_of<'a>(&'a self, name: &'a str, locale: &str) -> &'a str {
        let step = self.steps.get(name).map(|step| &step.title);
        let title = step.or_else(|| self.finishes.get(name).map(|finish| &finish.title));
        title.map_or(name, |title| title.get(locale))
    }

    /// Returns a refusal's message with the titles of the step and action it names, in `locale`.
    #[must_use]
    pub fn translate(&self, message: &Message, locale: &str) -> Message {
        let named = |key: &str| message.args.get(key).and_then(|value| value.as_str());
        let step = named("step").unwrap_or_default();
        let mut translated = message.clone();
        if let Some(action) = named("action").and_then(|name| self.action(step, name)) {
            translated = translated.with("action", action.title.get(locale));
        }
        for key in ["step", "other"] {
            if let Some(name) = named(key).filter(|name| !name.is_empty()) {
                translated = translated.with(key, self.title_of(name, locale));
            }
        }
        translated
    }
}

/// Says what `start` declares.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The steps opened, in the order written.
    pub to: Vec<StepName>,
    /// The effects of a submission.
    pub enter: Option<Effects>,
}

/// One step: something that somebody is to do, that the engine does by itself, or that is waited for.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: StepName,
    /// `title`.
    pub title: Text,
    /// Says whether people do it, or the engine.
    pub kind: StepKind,
    /// `who`: who is to do it; [`Who::System`] for automatic steps and waits.
    pub performer: Performer,
    /// `due`: the time allowed.
    pub due: Option<Period>,
    /// `clock: "stopped"`: the due dates of the other open steps stand still while this is open.
    pub clock_stopped: bool,
    /// `answers: "open"`: the applicant may change every answer here, not only those that were flagged.
    pub answers_open: bool,
    /// `join`: when it opens if several branches lead to it.
    pub join: Join,
    /// `cancels`: the steps whose open runs are cancelled when it opens.
    pub cancels: Vec<StepName>,
    /// `actions`, in the order written. An automatic step or a wait has exactly one, [`PASS`], by [`Who::System`].
    pub actions: Vec<Action>,
    /// `overdue`: where the case goes when the time allowed is over; empty: it stays, marked overdue.
    pub overdue: Vec<StepName>,
    /// `enter`: the effects of opening it.
    pub enter: Option<Effects>,
    /// `each`: it opens once per item of this list, each time that it is reached.
    pub each: Option<Each>,
    /// `complete`: when all runs opened together are done as a whole; without it each goes on by itself.
    pub complete: Option<Complete>,
    /// `all_speak`: every run is done before the case goes on, although the outcome is sure earlier.
    pub all_speak: bool,
    /// `complete`, given as a function: in how many runs an action that counts must be taken.
    pub(crate) needed: Option<FnPtr>,
    /// `otherwise`: where the case goes when there is no item, or `complete` cannot be met any more.
    pub otherwise: Vec<StepName>,
    /// `one_at_a_time`: only one of the steps that share this word is claimed at a time.
    pub one_at_a_time: Option<String>,
    /// `not_by`: the steps of which nobody who did one may do this one; [`SUBMISSION`] is the submission.
    pub not_by: Vec<StepName>,
    /// `not_by_ever`: as `not_by`, but whoever did one in any round of the case is kept from it, not only in the last.
    pub not_by_ever: Vec<StepName>,
    /// `allow`: what its people may settle among themselves.
    pub allow: BTreeSet<Allow>,
    /// `remind`: how long before the due date whoever is to do it is reminded, once for each.
    pub remind: Vec<Period>,
    /// `escalate`: to whom it is offered as well once it is overdue.
    pub escalate: Option<Performer>,
}

/// Says what `not_by` calls the submission: whoever submitted the application does not do the step.
pub const SUBMISSION: &str = "submission";

/// The name of the one action of an automatic step or a wait.
pub const PASS: &str = "pass";

/// Names who or what does a step.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// People.
    People,
    /// The engine, at once.
    Automatic,
    /// Nobody: it passes when what it waits for is there.
    Wait(Trigger),
}

/// Says what a wait waits for.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// `time`: that a time is over.
    Time(Period),
    /// `time`: a time that a function of the case gives, as text.
    TimeOf(FnPtr),
    /// `message`: a message from outside.
    Message {
        /// The message's name.
        name: String,
        /// `keep`: a message that comes while nothing waits for it is kept for whatever waits next; else it is refused.
        buffered: bool,
    },
}

/// For what a step opens once each.
#[derive(Clone, Debug)]
pub enum Each {
    /// Written out: a number, or a list.
    Fixed(Vec<Item>),
    /// Returned by a function of the case.
    Computed(FnPtr),
}

/// Says when the runs opened together are done as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Complete {
    /// `"all"`: when an action that counts was taken in every run (会签).
    All,
    /// `"one"` (或签) or `at_least(k)`: when one was taken in so many; the rest is cancelled.
    AtLeast(u32),
    /// `more_than(50)`: when one was taken in more than so many of a hundred, however many runs there are.
    MoreThan(u32),
    /// `"in_turn"`: as `All`, and each run opens only when the one before is done (依次).
    InTurn,
}

/// One end of a case.
#[derive(Clone, Debug)]
pub struct Finish {
    /// Its name.
    pub name: StepName,
    /// `title`.
    pub title: Text,
    /// `kind`: what it means for the applicant.
    pub kind: FinishKind,
    /// `enter`: the effects of reaching it.
    pub enter: Option<Effects>,
}

/// Says what a finish means for the applicant.
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

/// Says when a step opens to which several branches lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// Each time that it is reached.
    #[default]
    Any,
    /// Once, when no open step can still lead to it.
    All,
    /// `"all_of_item"`: once for each item, when no open step of that item can still lead to it.
    #[serde(rename = "all-of-item")]
    AllOfItem,
    /// `at_least(k)`: once, when so many branches have come. Those that come later are swallowed until no open step can lead
    /// to it any more; then it begins anew.
    #[serde(rename = "at-least")]
    AtLeast(u32),
}

/// Says what somebody may do in a step.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name.
    pub name: ActionName,
    /// Says what stands on the button.
    pub title: Text,
    /// Names who may take it: as the step says, unless the action says `by`.
    pub by: Performer,
    /// Says where it leads: every one of these, or some of them where there is a `choose`. Empty where it `ends` its branch or
    /// `stays`. For an action that goes `back`: the steps that can lead to its own.
    pub to: Vec<Target>,
    /// The function that chooses one or several of `to`.
    pub(crate) choose: Option<FnPtr>,
    /// `.ends()`: it ends its branch. With a `choose` it does when the function chooses nothing.
    pub ends: bool,
    /// `.stays()`: its own step stays open.
    pub stays: bool,
    /// `.back()`: it leads back to the runs that led here, and to whoever had them.
    pub back: bool,
    /// `.counts()`: it counts towards the step's `complete`, and leads on only when that is met.
    pub counts: bool,
    /// `.adds_item()`: it adds one run more to the step; the step stays open.
    pub adds_item: bool,
    /// `.notes("…")`: what whoever takes it enters is noted as a value of this name.
    pub notes: Option<String>,
    /// `.cancels("…")`: the steps whose open runs it cancels.
    pub cancels: Vec<StepName>,
    /// `.cancels_ahead("…")`: as `cancels`, and branches under way that come to one of these steps later end there.
    pub cancels_ahead: Vec<StepName>,
    /// `.completes("…")`: the steps whose open runs it cancels as if their `complete` were met.
    pub completes: Vec<StepName>,
    /// `.only_while("…")`: it can be taken only while one of these steps is open.
    pub only_while: Vec<StepName>,
    /// `.not_while("…")`: it cannot be taken while one of these steps is open.
    pub not_while: Vec<StepName>,
    /// Says whether it flags answers, each with a reason.
    pub flags_fields: bool,
    /// Says whether it needs a reason.
    pub needs_reason: bool,
    /// `.internal()` or `.for_applicant()`: whether the reason is meant for the applicant; `None`: as where it leads says.
    pub reason_for_applicant: Option<bool>,
    /// Says whether it brings corrected answers: true of an applicant's action that opens another's step.
    pub submits_answers: bool,
}

impl Action {
    /// Tells whether whoever takes it enters something: what one run more is for, or a value.
    #[must_use]
    pub fn takes_item(&self) -> bool {
        self.adds_item || self.notes.is_some()
    }

    /// Tells whether a function of the script chooses among the targets, so that any of them may be reached.
    #[must_use]
    pub fn chooses(&self) -> bool {
        self.choose.is_some()
    }
}

/// Says where an action leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Target {
    /// A step or finish.
    pub name: StepName,
    /// Says whether the step goes back to whoever did it last.
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

impl Step {
    /// Tells whether it holds the step that it was opened from: staff have it, and the clock stands still.
    pub(crate) fn holds(&self) -> bool {
        self.clock_stopped && self.performer.is_staff()
    }

    /// Returns whether an action is declared in this step, rather than for the case.
    pub(crate) fn declares(&self, action: &Action) -> bool {
        self.actions
            .iter()
            .any(|declared| declared.name == action.name)
    }

    /// Returns everybody whom some run of it may be for; to whom it is escalated comes later, if at all.
    pub fn performers(&self) -> impl Iterator<Item = &Performer> {
        let items = match &self.each {
            Some(Each::Fixed(items)) => items.as_slice(),
            _ => &[],
        };
        let of_items = items.iter().filter_map(|item| match item {
            Item::Performer(who) => Some(who),
            Item::Value(_) => None,
        });
        [&self.performer].into_iter().chain(of_items)
    }

    /// Returns everything that this step can lead to: by its actions, when it is overdue, and where its runs come to nothing.
    pub(crate) fn destinations(&self) -> impl Iterator<Item = &StepName> {
        let actions = self.actions.iter().flat_map(|action| &action.to);
        let actions = actions.map(|target| &target.name);
        actions.chain(&self.overdue).chain(&self.otherwise)
    }
}
