//! The same in words: one sentence for each spot that people know, with what belongs to it.

use super::drawing::{Description, State};
use super::graph::{Cause, Graph, Spot, Way, ways_anytime, ways_from};
use super::labels::{closing, done, join, performer, performer_of, period, repeated, text};
use super::request::Request;
use crate::ids::StepName;
use crate::message::Message;
use crate::workflow::collaboration::Allow;
use crate::workflow::definition::{PASS, Step, StepKind, Workflow};
use crate::workflow::due::Period;

/// Describes what is seen, in one sentence.
pub(super) fn about(workflow: &Workflow, graph: &Graph<'_>, request: &Request<'_>) -> String {
    let titles = |state: State| {
        let course = request.course;
        let named = graph.spots.iter().filter(|spot| !spot.name().is_empty());
        let there =
            named.filter(|spot| course.is_some_and(|course| course.state(spot.name()) == state));
        let titles = there.map(|spot| workflow.title_of(spot.name(), request.locale).to_owned());
        titles.collect::<Vec<String>>()
    };
    let message = match request.course {
        None => Message::new("diagram-about")
            .with("title", workflow.title.get(request.locale))
            .with("steps", workflow.steps.len())
            .with("finishes", workflow.finishes.len()),
        Some(course) => match &course.finished {
            Some((finish, _)) => Message::new("diagram-about-finished")
                .with("title", workflow.title.get(request.locale))
                .with("finish", workflow.title_of(finish, request.locale)),
            None => Message::new("diagram-about-open")
                .with("title", workflow.title.get(request.locale))
                .with("steps", list(titles(State::Open), request)),
        },
    };
    request.words.localize(&message)
}

/// Describes everything, from the start to the finishes.
pub(super) fn describe(
    workflow: &Workflow,
    graph: &Graph<'_>,
    request: &Request<'_>,
) -> Vec<Description> {
    let titles = |names: Vec<&str>| {
        let titles = names
            .into_iter()
            .map(|name| workflow.title_of(name, request.locale));
        list(titles.map(str::to_owned).collect(), request)
    };
    let start = workflow.start.to.iter().map(StepName::as_str).collect();
    let mut descriptions = vec![Description {
        message: Message::new("diagram-told-start").with("steps", titles(start)),
        below: whole(workflow, request),
    }];
    let steps = graph.spots.iter().filter_map(|spot| spot.step);
    descriptions.extend(steps.map(|step| {
        let title = step.title.get(request.locale);
        let who = request
            .words
            .localize(&performer_of(workflow, step, request.locale));
        let mut below = conditions(workflow, step, request);
        let ways = ways_from(step)
            .map(|way| describe_way(workflow, &way, titles(way.targets.clone()), request));
        below.extend(ways);
        below.extend(describe_collaboration(workflow, step, request));
        below.extend(course(workflow, step, request));
        Description {
            message: Message::new(match step.kind {
                StepKind::People => "diagram-told-step",
                StepKind::Automatic | StepKind::Wait(_) => "diagram-told-nobody",
            })
            .with("step", title)
            .with("who", who),
            below,
        }
    }));
    let anytime: Vec<Message> = ways_anytime(workflow)
        .map(|way| describe_way(workflow, &way, titles(way.targets.clone()), request))
        .collect();
    if !anytime.is_empty() {
        descriptions.push(Description {
            message: Message::new("diagram-told-anytime"),
            below: anytime,
        });
    }
    let finishes = graph.spots.iter().filter(|spot| spot.finish.is_some());
    descriptions.extend(finishes.map(|spot| finish(spot, request)));
    descriptions
}

/// Describes how long the whole may take, and, of a workflow rather than of a case in it, who manages it.
fn whole(workflow: &Workflow, request: &Request<'_>) -> Vec<Message> {
    let words = request.words;
    let due = workflow.due.map(|due| {
        let text = words.localize(&period(due));
        Message::new("diagram-told-whole-due").with("text", text)
    });
    let manager = workflow.manager.as_ref();
    let manager = manager.filter(|_| request.course.is_none());
    let manager = manager.map(|manager| {
        let who = words.localize(&performer(workflow, manager, request.locale));
        Message::new("diagram-told-manager").with("who", who)
    });
    due.into_iter().chain(manager).collect()
}

/// Describes what the people of a step do among themselves, and what happens around its due date. The picture of a case
/// is for the applicant as well, whom that does not concern.
fn describe_collaboration(workflow: &Workflow, step: &Step, request: &Request<'_>) -> Vec<Message> {
    if request.course.is_some() {
        return Vec::new();
    }
    let words = request.words;
    let allowed = Allow::WORDS.iter();
    let allowed = allowed.filter(|(_, allow)| step.allow.contains(allow));
    let allowed = allowed.map(|(word, _)| {
        let key = format!("diagram-allow-{}", word.replace('_', "-"));
        words.localize(&Message::new(key))
    });
    let allowed: Vec<String> = allowed.collect();
    let staff = step.performer.is_staff() && !allowed.is_empty();
    let allows =
        staff.then(|| Message::new("diagram-told-allows").with("words", list(allowed, request)));
    let remind = step.remind.iter().map(|before| {
        let (key, count) = match *before {
            Period::WorkingDays(count) => ("diagram-told-remind-working-days", count),
            Period::CalendarDays(count) => ("diagram-told-remind-calendar-days", count),
            Period::Hours(count) => ("diagram-told-remind-hours", count),
        };
        Message::new(key).with("count", count)
    });
    let escalate = step.escalate.as_ref().map(|to| {
        let who = words.localize(&performer(workflow, to, request.locale));
        Message::new("diagram-told-escalate").with("who", who)
    });
    allows.into_iter().chain(remind).chain(escalate).collect()
}

/// Describes when a step begins and how long it may take.
fn conditions(workflow: &Workflow, step: &Step, request: &Request<'_>) -> Vec<Message> {
    let said = |key: &str, message: Message| {
        Message::new(key).with("text", request.words.localize(&message))
    };
    let join = join(step).map(|join| said("diagram-told-join", join));
    let due = step.due.map(|due| said("diagram-told-due", period(due)));
    let stops = step.clock_stopped;
    let stops = stops.then(|| said("diagram-told-due", Message::new("diagram-stops")));
    let more = repeated(step)
        .into_iter()
        .chain(closing(workflow, step, request));
    let more = more.map(|message| said("diagram-told-due", message));
    let first = join.into_iter().chain(due).chain(stops);
    first.chain(more).collect()
}

/// Describes what leads where.
fn describe_way(
    workflow: &Workflow,
    way: &Way<'_>,
    targets: String,
    request: &Request<'_>,
) -> Message {
    let one = way.targets.len() == 1;
    let key = match (way.cause, one, way.chosen) {
        (Cause::Overdue(_), true, _) => "diagram-told-overdue",
        (Cause::Overdue(_), false, _) => "diagram-told-overdue-all",
        (Cause::Acted(_, action), true, _) if action.name == PASS => "diagram-told-pass",
        (Cause::Acted(_, action), false, true) if action.name == PASS => "diagram-told-pass-one",
        (Cause::Acted(_, action), false, false) if action.name == PASS => "diagram-told-pass-all",
        (_, true, _) => "diagram-told-action",
        (_, false, true) => "diagram-told-action-one",
        (_, false, false) => "diagram-told-action-all",
    };
    let action = text(workflow, &way.cause, request).unwrap_or_default();
    Message::new(key).with("action", action).with("to", targets)
}

/// Describes what happened in a step: each run, oldest first.
fn course(workflow: &Workflow, step: &Step, request: &Request<'_>) -> Vec<Message> {
    let Some(course) = request.course else {
        return Vec::new();
    };
    let words = request.words;
    let mut messages = Vec::new();
    for visit in course.visits(&step.name) {
        let who = visit.who.as_str();
        messages.push(match &visit.left {
            Some(left) if left.cancelled => {
                Message::new("diagram-told-cancelled").with("at", words.moment(left.at))
            }
            Some(left) => Message::new("diagram-told-done")
                .with("done", done(workflow, step, visit, request))
                .with("at", words.moment(left.at)),
            None if course.finished.is_some() => continue,
            None => {
                let key = match (who.is_empty(), &visit.due) {
                    (true, None) => "diagram-told-open",
                    (true, Some(_)) => "diagram-told-open-due",
                    (false, None) => "diagram-told-open-by",
                    (false, Some(_)) => "diagram-told-open-by-due",
                };
                let due = visit
                    .due
                    .as_ref()
                    .map_or_else(String::new, |due| words.day(due.at));
                Message::new(key).with("who", who).with("day", due)
            }
        });
    }
    if course.state(&step.name) == State::Waiting {
        messages.push(Message::new("diagram-told-waiting"));
    }
    messages
}

fn finish(spot: &Spot<'_>, request: &Request<'_>) -> Description {
    let title = spot
        .finish
        .map_or("", |finish| finish.title.get(request.locale));
    let reached = request.course.and_then(|course| course.finished.as_ref());
    let reached = reached.filter(|(finish, _)| finish == spot.name());
    let at = reached
        .map(|(_, at)| Message::new("diagram-told-reached").with("at", request.words.moment(*at)));
    Description {
        message: Message::new("diagram-told-finish").with("finish", title),
        below: at.into_iter().collect(),
    }
}

/// Joins several texts.
fn list(texts: Vec<String>, request: &Request<'_>) -> String {
    texts.join(&request.words.localize(&Message::new("comma")))
}
