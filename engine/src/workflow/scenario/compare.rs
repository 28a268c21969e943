//! Compares what is expected after a move with what came of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::player::Player;
use super::shape::Expectation;
use super::trace::Entry;
use crate::ids::{Pointer, StepName};
use crate::workflow::case::Case;
use crate::workflow::event::{Event, EventKind};
use crate::workflow::notification::{Recipient, StaffNotificationKind};

impl Player<'_> {
    /// Reports a refusal where none is expected: a move without expectations is to be carried out.
    pub(super) fn not_refused(&mut self, played: &Entry, place: &Pointer) {
        if let Some(refusal) = &played.refusal {
            self.differs(&place.join("do"), "refusal", "", refusal.code.as_str());
        }
    }

    pub(super) fn compare(
        &mut self,
        expected: &Expectation,
        case: &Case,
        entry: &Entry,
        place: &Pointer,
    ) {
        let refusal = entry
            .refusal
            .as_ref()
            .map(|refusal| refusal.code.to_string());
        if expected.refusal != refusal {
            let at = if expected.refusal.is_some() {
                place.join("refusal")
            } else {
                place.clone()
            };
            self.differs(&at, "refusal", text(&expected.refusal), text(&refusal));
        }
        let open: Vec<StepName> = case.open.values().map(|open| open.step.clone()).collect();
        self.check(place, "open", expected.open.as_ref(), &open);
        let finished = case.finished.as_ref().map(|(finish, _)| finish.clone());
        self.check(
            place,
            "finished",
            expected.finished.as_ref().map(Some).as_ref(),
            &finished.as_ref(),
        );
        let mut effects: Vec<String> = entry.events.iter().filter_map(effect_name).collect();
        // A scenario that says nothing of what the engine tells by itself is about what the workflow does.
        let mut named = expected.effects.iter().flatten();
        let names_any = named.any(|effect| is_told_by_itself(effect));
        effects.retain(|effect| names_any || !is_told_by_itself(effect));
        self.check(place, "effects", expected.effects.as_ref(), &effects);
        let assigned: BTreeMap<StepName, String> = case
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
        let waiting = case.joins.keys().chain(case.item_joins.keys());
        let waiting: BTreeSet<StepName> = waiting.cloned().collect();
        let waiting: Vec<StepName> = waiting.into_iter().collect();
        self.check(place, "waiting", expected.waiting.as_ref(), &waiting);
        let signers = case.open.values().filter_map(|open| {
            let names = open
                .collaboration
                .awaited_signers()
                .map(|signer| signer.person.name.clone());
            let names: Vec<String> = names.collect();
            (!names.is_empty()).then(|| (open.step.clone(), names))
        });
        let signers: BTreeMap<StepName, Vec<String>> = signers.collect();
        self.check(place, "signers", expected.signers.as_ref(), &signers);
        let readers = case.readers.iter().map(|reader| match reader {
            Recipient::Person(person) => person.name.clone(),
            Recipient::All(who) => who.key().into(),
        });
        let readers: Vec<String> = readers.collect();
        self.check(place, "readers", expected.readers.as_ref(), &readers);
        self.check_case_due(expected, case, place);
        self.check_due(expected, case, place);
    }

    pub(super) fn check_case_due(&mut self, expected: &Expectation, case: &Case, place: &Pointer) {
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

    pub(super) fn check_due(&mut self, expected: &Expectation, case: &Case, place: &Pointer) {
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
        let provisional: Vec<StepName> = case
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

    pub(super) fn check<T: PartialEq + Serialize>(
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
}

pub(super) fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// Tells whether an effect is news that the engine sends whoever gains or loses something, without a word of the script.
fn is_told_by_itself(effect: &str) -> bool {
    let news = effect.strip_prefix("tell:");
    let news = news.and_then(|rest| rest.split_once(':'));
    let mut by_itself = StaffNotificationKind::BY_ITSELF.iter();
    news.is_some_and(|(news, _)| by_itself.any(|kind| kind.name() == news))
}

/// Describes the effect of an event; `None` where it is none.
pub(super) fn effect_name(event: &Event) -> Option<String> {
    match &event.kind {
        EventKind::Effect(effect) => Some(effect.describe()),
        _ => None,
    }
}
