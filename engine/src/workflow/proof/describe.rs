//! How a way to a situation is told: by titles, one move after another.

use serde_json::Value;

use super::situation::Situation;
use super::state::{Move, Transition};
use crate::message::{Message, Text};
use crate::workflow::definition::Workflow;

/// Returns the title of a step or finish; its name where it is neither.
pub(super) fn title(workflow: &Workflow, name: &str) -> Value {
    let step = workflow.steps.get(name).map(|step| &step.title);
    let title = step.or_else(|| workflow.finishes.get(name).map(|finish| &finish.title));
    text(title.unwrap_or(&Text::plain(name)))
}

/// Returns the titles of these.
pub(super) fn titles(
    workflow: &Workflow,
    names: impl IntoIterator<Item = impl AsRef<str>>,
) -> Value {
    names
        .into_iter()
        .map(|name| title(workflow, name.as_ref()))
        .collect()
}

/// Returns the title of an action of a step, or of the case.
pub(super) fn action_title(workflow: &Workflow, step: &str, action: &str) -> Value {
    let action_found = workflow.action(step, action);
    text(action_found.map_or(&Text::plain(action), |action| &action.title))
}

/// Returns what is open in a situation, and what waits.
pub(super) fn open(workflow: &Workflow, situation: &Situation) -> Value {
    let open = situation.open.iter().map(|name| title(workflow, name));
    let waiting = situation
        .waiting
        .iter()
        .map(|name| message(Message::new("proof-waiting").with("step", title(workflow, name))));
    open.chain(waiting).collect()
}

/// Returns the moves of a way, one after another.
pub(super) fn path(workflow: &Workflow, moves: &[Move]) -> Value {
    moves
        .iter()
        .map(|made| message(transition(workflow, made)))
        .collect()
}

fn transition(workflow: &Workflow, made: &Move) -> Message {
    let sentence = match &made.transition {
        Transition::Submit => Message::new("proof-submit"),
        Transition::Act { step, action } => Message::new("proof-act")
            .with("step", title(workflow, step))
            .with("action", action_title(workflow, step, action)),
        Transition::ActOnCase { action } => {
            Message::new("proof-act-on-case").with("action", action_title(workflow, "", action))
        }
        Transition::Overdue { step } => {
            Message::new("proof-overdue").with("step", title(workflow, step))
        }
        Transition::Time { step } => Message::new("proof-time").with("step", title(workflow, step)),
        Transition::Message { name } => Message::new("proof-message").with("name", name.as_str()),
    };
    if made.chosen.is_empty() {
        return sentence;
    }
    Message::new("proof-chosen")
        .with("move", message(sentence))
        .with("chosen", titles(workflow, &made.chosen))
}

fn text(text: &Text) -> Value {
    serde_json::to_value(text).unwrap_or_default()
}

fn message(message: Message) -> Value {
    serde_json::to_value(message).unwrap_or_default()
}
