//! What applicants often have to correct, told to those who come later. Only reasons of a workflow's own list are counted: what somebody
//! typed may say something about somebody.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use guichet_engine::form::{CommonCorrections, Form};
use guichet_engine::workflow::{EventKind, Workflow};
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::definitions::Live;
use crate::keys;
use crate::store::{JournalRow, RemarkRow, Store, StoreError};

/// How often a reason must have been given at a place to be told there.
const TIMES_MIN: u64 = 3;
/// Reasons told at one place.
const TOLD_MAX: usize = 2;
/// What stands between a reason of the list and what was written besides.
pub const BETWEEN: &str = "；";
/// How long a flag counts: a year.
const COUNTED: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Reasons by place, in the words of the list, by form.
type Known = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// What is known at the moment; looked up anew every now and then.
#[derive(Debug, Default)]
pub struct CommonCorrectionsCache {
    known: RwLock<(u64, Arc<Known>)>,
}

impl CommonCorrectionsCache {
    /// Returns how often what is known has changed: pages drawn before are out of date then.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.known.read().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Returns what is told on the page of a form: reasons that its workflow still lists, in the reader's language.
    #[must_use]
    pub fn for_form(&self, live: &Live, form: &Form, locale: &str) -> CommonCorrections {
        let known = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(&known.1)
        };
        let Some(places) = known.get(&form.reference.name) else {
            return CommonCorrections::new();
        };
        let workflow = form.settings.workflow.as_ref();
        let Some(workflow) = workflow.and_then(|name| live.published.workflows.get(name)) else {
            return CommonCorrections::new();
        };
        let told = |reason: &String| {
            let mut listed = workflow.reasons.iter();
            let listed = listed.find(|own| own.source == *reason);
            listed.map(|own| own.get(locale).to_owned())
        };
        let at = |(place, reasons): (&String, &Vec<String>)| {
            let reasons: Vec<String> = reasons.iter().filter_map(told).take(TOLD_MAX).collect();
            (!reasons.is_empty()).then(|| (place.clone(), reasons))
        };
        places.iter().filter_map(at).collect()
    }
}

/// Returns what of a decision is counted: answers flagged with a reason of the list, in whichever of its languages.
pub fn noted(
    form: &Form,
    workflow: &Workflow,
    journal: &JournalRow,
    now: Timestamp,
) -> Vec<RemarkRow> {
    let flags = journal.events.iter().filter_map(|event| match &event.kind {
        EventKind::Acted { flags, .. } => Some(flags),
        _ => None,
    });
    let reasons = &workflow.reasons;
    let listed = |reason: &str| {
        let is = |own: &&guichet_engine::message::Text| {
            let mut texts = std::iter::once(&own.source).chain(own.translations.values());
            texts.any(|text| {
                let rest = reason.strip_prefix(text.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(BETWEEN))
            })
        };
        reasons.iter().find(is).map(|own| own.source.clone())
    };
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for flag in flags.flatten() {
        let Some(reason) = listed(flag.reason.trim()) else {
            continue;
        };
        let place = flag.pointer.with_any_index();
        if seen.insert((place.clone(), reason.clone())) {
            rows.push(RemarkRow {
                id: keys::id(),
                form: form.reference.name.clone(),
                place,
                reason,
                at: now,
            });
        }
    }
    rows
}

/// Looks up what is often flagged, and forgets what was flagged long ago.
///
/// # Errors
/// When the store fails.
pub async fn refresh(
    cache: &CommonCorrectionsCache,
    store: &Store,
    clock: &Clock,
) -> Result<(), StoreError> {
    let since = clock.now() - COUNTED;
    store.forget_remarks(since).await?;
    let mut known = Known::new();
    for count in store.remark_counts(since).await? {
        if count.times >= TIMES_MIN {
            let places = known.entry(count.form).or_default();
            places.entry(count.place).or_default().push(count.reason);
        }
    }
    let mut own = cache.known.write().unwrap_or_else(PoisonError::into_inner);
    if *own.1 != known {
        *own = (own.0 + 1, Arc::new(known));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
