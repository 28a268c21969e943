//! What stands in boxes and at arrows, and how large that makes them.

use serde::Serialize;
use serde_json::Value;

use super::course::{Course, Visit};
use super::drawing::{LineKind, NodeKind, State};
use super::graph::{Cause, Graph, Link, Spot};
use super::request::Request;
use crate::ids::StepName;
use crate::message::Message;
use crate::width::{is_wide, wrap};
use crate::workflow::definition::{Each, Join, PASS, Step, StepKind, Trigger, Workflow};
use crate::workflow::due::Period;
use crate::workflow::performer::Performer;

/// Widest title, in columns: eleven Chinese characters.
const TITLE_COLUMNS_MAX: usize = 22;

/// Widest line of any other kind.
const LINE_COLUMNS_MAX: usize = 28;

/// Widest line at an arrow.
const LABEL_COLUMNS_MAX: usize = 18;

/// Most lines of one text.
const LINES_MAX: usize = 4;

/// Most actions at one arrow.
const ACTIONS_MAX: usize = 6;

/// Says how many tenths of a pixel a wide and any other character of a title, a line and a badge take: as much as the widest of
/// the usual fonts needs.
const TITLE_TENTHS: [usize; 2] = [152, 96];
const LINE_TENTHS: [usize; 2] = [132, 78];
const BADGE_TENTHS: [usize; 2] = [122, 82];

/// Says how high a line of a title, and any other line, is.
const TITLE_HEIGHT: i32 = 21;
const LINE_HEIGHT: i32 = 18;
const LABEL_HEIGHT: i32 = 17;

/// Says how far below the upper edge of a line its base line is.
const TITLE_BASE: i32 = 16;
const LINE_BASE: i32 = 14;
const LABEL_BASE: i32 = 13;

/// The space around the texts of a box.
const PAD_X: i32 = 14;
const PAD_Y: i32 = 9;

/// Half of a badge stands in the box that it is on.
const BADGE_HALF: i32 = 8;

/// Narrowest box for a step.
const STEP_WIDTH_MIN: i32 = 104;

/// A text with what it says, its height and base line.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) kind: LineKind,
    pub(super) text: String,
    /// From the upper edge of the box to the base line.
    pub(super) base: i32,
}

/// Says what a box or an arrow holds.
#[derive(Clone, Default)]
pub(super) struct Content {
    pub(super) lines: Vec<Written>,
    pub(super) badge: Option<(String, i32)>,
    pub(super) state: Option<State>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Says what stands in each box and at each arrow.
pub(super) struct Boxes {
    pub(super) spots: Vec<Content>,
    pub(super) links: Vec<Content>,
}

/// Writes everything that is to be seen.
pub(super) fn boxes(graph: &Graph<'_>, request: &Request<'_>) -> Boxes {
    Boxes {
        spots: graph
            .spots
            .iter()
            .map(|spot| box_content(graph.workflow, spot, request))
            .collect(),
        links: graph
            .links
            .iter()
            .map(|link| link_content(graph.workflow, link, request))
            .collect(),
    }
}

/// Measures how wide a text is shown.
fn pixels(text: &str, [wide, other]: [usize; 2]) -> i32 {
    let tenths = |character| if is_wide(character) { wide } else { other };
    let tenths: usize = text.chars().map(tenths).sum();
    i32::try_from(tenths.div_ceil(10)).unwrap_or(i32::MAX)
}

/// Collects lines.
struct Writer {
    content: Content,
}

impl Writer {
    fn write(&mut self, kind: LineKind, text: &str) {
        let (most, tenths, height, base) = match kind {
            LineKind::Title => (TITLE_COLUMNS_MAX, TITLE_TENTHS, TITLE_HEIGHT, TITLE_BASE),
            _ => (LINE_COLUMNS_MAX, LINE_TENTHS, LINE_HEIGHT, LINE_BASE),
        };
        for text in wrap(text, most, LINES_MAX) {
            self.content.width = self.content.width.max(pixels(&text, tenths));
            self.content.lines.push(Written {
                kind,
                text,
                base: self.content.height + base,
            });
            self.content.height += height;
        }
    }
}

/// Writes what stands in a box.
fn box_content(workflow: &Workflow, spot: &Spot<'_>, request: &Request<'_>) -> Content {
    let words = request.words;
    let mut writer = Writer {
        content: Content {
            height: PAD_Y,
            ..Content::default()
        },
    };
    let state = request.course.map(|course| match spot.kind {
        NodeKind::Start => State::Done,
        _ => course.state(spot.name()),
    });
    let badge = state.filter(|state| !spot.name().is_empty() && *state != State::Ahead);
    let badge = badge.map(|state| words.localize(&Message::new(state.key())));
    if badge.is_some() {
        writer.content.height += BADGE_HALF;
    }
    let key = match spot.kind {
        NodeKind::Start => "diagram-start",
        NodeKind::Anytime => "diagram-anytime",
        NodeKind::All => "diagram-all",
        NodeKind::One => "diagram-one",
        _ => "",
    };
    match (spot.step, spot.finish) {
        (Some(step), _) => write_step(&mut writer, workflow, step, request),
        (None, Some(finish)) => writer.write(LineKind::Title, finish.title.get(request.locale)),
        (None, None) if matches!(spot.kind, NodeKind::All | NodeKind::One) => {
            writer.content.height = 3;
            writer.write(LineKind::Join, &words.localize(&Message::new(key)));
            writer.content.height -= 6;
        }
        (None, None) => writer.write(LineKind::Title, &words.localize(&Message::new(key))),
    }
    if let Some(course) = request.course {
        write_course(&mut writer, workflow, spot, course, request);
    }
    let mut content = writer.content;
    content.state = state;
    content.badge = badge.map(|text| {
        let width = pixels(&text, BADGE_TENTHS) + 14;
        (text, width)
    });
    let badge_width = content.badge.as_ref().map_or(0, |(_, width)| *width);
    content.width = content.width.max(badge_width) + 2 * PAD_X;
    if spot.step.is_some() {
        content.width = content.width.max(STEP_WIDTH_MIN);
    }
    // Even lengths have a middle.
    content.width += content.width % 2;
    content.height += PAD_Y;
    content.height += content.height % 2;
    content
}

fn write_step(writer: &mut Writer, workflow: &Workflow, step: &Step, request: &Request<'_>) {
    let words = request.words;
    if let Some(join) = join(step) {
        writer.write(LineKind::Join, &words.localize(&join));
    }
    writer.write(LineKind::Title, step.title.get(request.locale));
    writer.write(
        LineKind::Performer,
        &words.localize(&performer_of(workflow, step, request.locale)),
    );
    if let Some(due) = step.due {
        writer.write(LineKind::Due, &words.localize(&period(due)));
    }
    if step.clock_stopped {
        writer.write(
            LineKind::Due,
            &words.localize(&Message::new("diagram-stops")),
        );
    }
    for message in repeated(step)
        .into_iter()
        .chain(closing(workflow, step, request))
    {
        writer.write(LineKind::Due, &words.localize(&message));
    }
}

/// Describes who does a step; of one that nobody does, what it is.
pub(super) fn performer_of(workflow: &Workflow, step: &Step, locale: &str) -> Message {
    match &step.kind {
        StepKind::People => performer(workflow, &step.performer, locale),
        StepKind::Automatic => Message::new("diagram-automatic"),
        StepKind::Wait(Trigger::Message { .. }) => Message::new("diagram-wait-message"),
        StepKind::Wait(Trigger::TimeOf(_)) => Message::new("diagram-wait-until"),
        StepKind::Wait(Trigger::Time(time)) => {
            let (key, count) = match time {
                Period::WorkingDays(count) => ("diagram-wait-working-days", *count),
                Period::CalendarDays(count) => ("diagram-wait-calendar-days", *count),
                Period::Hours(count) => ("diagram-wait-hours", *count),
            };
            Message::new(key).with("count", count)
        }
    }
}

/// Describes how often a step is opened, and when that is done.
pub(super) fn repeated(step: &Step) -> Vec<Message> {
    let each = step.each.as_ref().map(|each| match each {
        Each::Fixed(items) => Message::new("diagram-each-of").with("count", items.len()),
        Each::Computed(_) => Message::new("diagram-each"),
    });
    let complete = step
        .complete
        .map(|complete| named("diagram-complete-", &complete));
    each.into_iter().chain(complete).collect()
}

/// Describes what is cancelled when a step opens, and the actions that lead nowhere.
pub(super) fn closing(workflow: &Workflow, step: &Step, request: &Request<'_>) -> Vec<Message> {
    let titles = |names: &[StepName]| {
        let titles = names.iter();
        let titles = titles.map(|name| workflow.title_of(name, request.locale));
        let comma = request.words.localize(&Message::new("comma"));
        titles.collect::<Vec<_>>().join(&comma)
    };
    let mut lines = Vec::new();
    if !step.cancels.is_empty() {
        let cancels = Message::new("diagram-cancels").with("steps", titles(&step.cancels));
        lines.push(cancels);
    }
    for action in &step.actions {
        let title = action.title.get(request.locale);
        let says = |key: &str, names: &[StepName]| {
            let message = Message::new(key).with("action", title);
            message.with("steps", titles(names))
        };
        if action.ends {
            lines.push(says("diagram-ends", &[]));
        }
        if action.adds_item {
            lines.push(says("diagram-adds-item", &[]));
        }
        if !action.cancels.is_empty() {
            lines.push(says("diagram-action-cancels", &action.cancels));
        }
        if !action.cancels_ahead.is_empty() {
            lines.push(says("diagram-action-cancels-ahead", &action.cancels_ahead));
        }
        if !action.completes.is_empty() {
            lines.push(says("diagram-action-completes", &action.completes));
        }
    }
    lines
}

/// Describes how branches come together in a step.
pub(super) fn join(step: &Step) -> Option<Message> {
    let is_join = step.join != Join::Any;
    is_join.then(|| named("diagram-join-", &step.join))
}

/// Describes who somebody is. Roles are called as the workflow calls them, else as the service does.
pub(super) fn performer(workflow: &Workflow, who: &Performer, locale: &str) -> Message {
    match who {
        Performer::Role(role) => match workflow.role_title(role) {
            Some(title) => Message::new("diagram-role").with("of", title.get(locale)),
            None => Message::new(format!("role-{role}")),
        },
        other => named("diagram-", other),
    }
}

/// Makes the sentence of a kind from its name, with what belongs to it as `of`: a new kind needs no more than its sentence.
fn named(before: &str, kind: &impl Serialize) -> Message {
    let value = serde_json::to_value(kind).unwrap_or_default();
    let (name, of) = match &value {
        Value::Object(members) => members
            .iter()
            .next()
            .map_or(("", &Value::Null), |(name, of)| (name.as_str(), of)),
        name => (name.as_str().unwrap_or_default(), &Value::Null),
    };
    let of = of.get("name").unwrap_or(of);
    let message = Message::new(format!("{before}{name}"));
    if of.is_null() {
        message
    } else {
        message.with("of", of.clone())
    }
}

/// Describes the time allowed.
pub(super) fn period(period: Period) -> Message {
    let (key, count) = match period {
        Period::WorkingDays(count) => ("diagram-due-working-days", count),
        Period::CalendarDays(count) => ("diagram-due-calendar-days", count),
        Period::Hours(count) => ("diagram-due-hours", count),
    };
    Message::new(key).with("count", count)
}

fn write_course(
    writer: &mut Writer,
    workflow: &Workflow,
    spot: &Spot<'_>,
    course: &Course,
    request: &Request<'_>,
) {
    let words = request.words;
    if let (Some(finish), Some((reached, at))) = (spot.finish, &course.finished)
        && finish.name == *reached
    {
        writer.write(LineKind::Case, &words.moment(*at));
    }
    let Some(step) = spot.step else { return };
    let visits = course.visits(&step.name);
    for visit in visits.iter().filter(|visit| visit.left.is_none()) {
        for line in open(visit, request) {
            writer.write(LineKind::Case, &line);
        }
    }
    let mut left = visits.iter().rev().filter_map(|visit| {
        let left = visit.left.as_ref().filter(|left| !left.cancelled)?;
        Some((visit, left))
    });
    if let Some((visit, left)) = left.next() {
        let done = done(workflow, step, visit, request);
        writer.write(LineKind::Case, &done);
        writer.write(LineKind::Case, &words.moment(left.at));
        let more = left_count(visits);
        if more > 1 {
            let times = Message::new("diagram-times").with("count", more);
            writer.write(LineKind::Case, &words.localize(&times));
        }
    }
}

fn left_count(visits: &[Visit]) -> usize {
    visits
        .iter()
        .filter(|visit| visit.left.as_ref().is_some_and(|left| !left.cancelled))
        .count()
}

/// Describes who has an open step, and until when.
fn open(visit: &Visit, request: &Request<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !visit.who.is_empty() {
        lines.push(visit.who.clone());
    }
    if let Some(due) = &visit.due {
        let key = if visit.overdue {
            "diagram-was-due"
        } else {
            "diagram-is-due"
        };
        let day = request.words.day(due.at);
        lines.push(request.words.localize(&Message::new(key).with("day", day)));
    }
    lines
}

/// Describes who did what in a step.
pub(super) fn done(
    workflow: &Workflow,
    step: &Step,
    visit: &Visit,
    request: &Request<'_>,
) -> String {
    let action = visit.left.as_ref().and_then(|left| left.action.as_ref());
    let action = match action {
        Some(name) => workflow
            .action(&step.name, name)
            .map_or(name.as_str(), |action| action.title.get(request.locale))
            .to_owned(),
        None => request.words.localize(&Message::new("diagram-overdue")),
    };
    if visit.who.is_empty() {
        return action;
    }
    let done = Message::new("diagram-done-by").with("who", visit.who.as_str());
    request.words.localize(&done.with("action", action))
}

/// Writes what stands at an arrow: the actions that lead along it, each with who takes it where that is not who does the step.
fn link_content(workflow: &Workflow, link: &Link<'_>, request: &Request<'_>) -> Content {
    let mut content = Content::default();
    let causes = link.causes.iter().filter(|_| link.labelled);
    let texts: Vec<String> = causes
        .filter_map(|cause| text(workflow, cause, request))
        .collect();
    for text in texts.iter().take(ACTIONS_MAX) {
        for text in wrap(text, LABEL_COLUMNS_MAX, LINES_MAX) {
            let width = pixels(&text, LINE_TENTHS) + 8;
            content.width = content.width.max(width);
            content.lines.push(Written {
                kind: LineKind::Title,
                text,
                base: content.height + LABEL_BASE,
            });
            content.height += LABEL_HEIGHT;
        }
    }
    // An even width has a middle.
    content.width += content.width % 2;
    content
}

/// Returns what a cause is called.
pub(super) fn text(
    workflow: &Workflow,
    cause: &Cause<'_>,
    request: &Request<'_>,
) -> Option<String> {
    let (action, usual) = match cause {
        Cause::Submitted => return None,
        Cause::Overdue(_) => return Some(request.words.localize(&Message::new("diagram-overdue"))),
        Cause::WholeOverdue => {
            return Some(
                request
                    .words
                    .localize(&Message::new("diagram-whole-overdue")),
            );
        }
        Cause::Otherwise(_) => {
            return Some(request.words.localize(&Message::new("diagram-otherwise")));
        }
        Cause::Acted(_, action) if action.name == PASS => return None,
        Cause::Acted(step, action) => (action, Some(&step.performer)),
        Cause::Anytime(action) => (action, None),
    };
    let title = action.title.get(request.locale);
    if usual == Some(&action.by) {
        return Some(title.to_owned());
    }
    let by = Message::new("diagram-by").with("action", title);
    let who = request
        .words
        .localize(&performer(workflow, &action.by, request.locale));
    Some(request.words.localize(&by.with("who", who)))
}
