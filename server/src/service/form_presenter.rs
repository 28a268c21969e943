//! What the pages of a form session are given: the form with its problems, and the check before it is submitted.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::{Form, Mask, Mode, Problem, View, ViewRequest};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use serde_json::Value;

use super::form_session::FormSession;
use super::{changes, drafts, labels, registered};
use crate::attachment;
use crate::core::Core;
use crate::store::StoreError;
use crate::view::Sentences;
use crate::view::page::{CheckPage, FlaggedView, FormPage, ProblemLine};

/// Returns the form as a page shows it, with these problems.
///
/// # Errors
/// When the store fails.
async fn view(
    core: &Core,
    session: &FormSession,
    problems: &[Problem],
    mode: Mode<'_>,
    locale: &str,
) -> Result<View, StoreError> {
    let files = session.files(core).await?;
    let answers = match mode {
        Mode::Read => Cow::Owned(session.submitted()),
        _ => session.shown(),
    };
    let live = core.definitions.live();
    let common = core
        .common_corrections
        .for_form(&live, &session.form, locale);
    Ok(session.form.view(&ViewRequest {
        locale,
        answers: &answers,
        problems,
        secrets_kept: &session.kept(),
        attachments: &attachment::views(&files, &session.base),
        mode,
        mask: Mask::None,
        common_corrections: &common,
    }))
}

/// Returns the page of the form.
///
/// # Errors
/// When the store fails.
pub async fn page(
    core: &Core,
    session: &FormSession,
    problems: &[Problem],
    locale: &str,
) -> Result<FormPage, StoreError> {
    let flags = session.in_part().map(|own| &own.flags);
    let mode = flags.map_or(Mode::Edit, Mode::Correct);
    let view = view(core, session, problems, mode, locale).await?;
    let settings = &session.form.settings;
    let live = core.definitions.live();
    let is_new = session.correction.is_none();
    let sentences = &live.templates.sentences;
    let mut lines = lines(&session.form, &view, problems, sentences, locale);
    if session.asked_late {
        lines.insert(0, late_line(sentences, locale));
    }
    Ok(FormPage {
        action: session.action.clone(),
        state: session.draw_state(core),
        title: settings.title.get(locale).to_owned(),
        notices: settings
            .notices
            .iter()
            .map(|notice| notice.get(locale).to_owned())
            .collect(),
        problems: lines,
        view,
        deadline: session.draft.deadline.filter(|_| is_new),
        expired: is_new && session.is_expired(core.clock.now()),
        time_limit_minutes: settings.time_limit_minutes.filter(|_| is_new),
        saved_at: session
            .is_saved
            .then(|| drafts::saved_at(core, &session.draft)),
        draft_days: core.config.draft_days,
        reactive: is_reactive(&session.form.root),
        correction_of: session.in_part().map(|own| own.reference.to_string()),
        flagged: flagged(session, locale, |_| true),
        reason: session
            .correction
            .as_ref()
            .and_then(|own| own.reason.clone()),
    })
}

/// Returns the page on which the answers are checked before they are submitted.
///
/// # Errors
/// When the store fails.
pub async fn check_page(
    core: &Core,
    session: &FormSession,
    locale: &str,
) -> Result<CheckPage, StoreError> {
    let mut changes = Vec::new();
    if let Some(own) = &session.draft.prefilled {
        let submitted = session.submitted();
        let answers = (&own.before, &submitted);
        let found = registered::changes(
            &core.definitions,
            &session.form,
            &own.source,
            answers,
            locale,
        )
        .await?;
        let files = attachment::views(&session.files(core).await?, &session.base);
        changes = changes::views(&session.form, found, &files, |_| true, locale);
    }
    Ok(CheckPage {
        changes,
        title: session.form.settings.title.get(locale).to_owned(),
        view: view(core, session, &[], Mode::Read, locale).await?,
        back: session.action.clone(),
        action: format!("{}/submit", session.base),
        correction_of: session.in_part().map(|own| own.reference.to_string()),
        editable: session.open().map(|open| around(&open)),
        untouched: unchanged_flags(session, locale),
        seen: session.correction.as_ref().map(|own| own.version),
        ..CheckPage::default()
    })
}

/// Returns, in a correction, what was sent back and is as it was.
fn unchanged_flags(session: &FormSession, locale: &str) -> Vec<FlaggedView> {
    let Some(correction) = &session.correction else {
        return Vec::new();
    };
    let answer = |answers: &Value, at: &Pointer| answers.pointer(at.as_str()).cloned();
    let is_same =
        |at: &Pointer| answer(&correction.before, at) == answer(&session.draft.answers, at);
    flagged(session, locale, is_same)
}

/// Returns what was sent back, in the order of the page, as it is called wherever it is spoken of.
fn flagged(
    session: &FormSession,
    locale: &str,
    is_meant: impl Fn(&Pointer) -> bool,
) -> Vec<FlaggedView> {
    let flags = session.correction.iter().flat_map(|own| &own.flags);
    let mut flags: Vec<_> = flags.filter(|(at, _)| is_meant(at)).collect();
    session.form.sort_in_page_order(&mut flags, |(at, _)| at);
    let view = |(at, reason): (&Pointer, &String)| FlaggedView {
        label: labels::label_of(&session.form, at, locale),
        id: guichet_engine::form::html_id(at),
        reason: reason.clone(),
    };
    flags.into_iter().map(view).collect()
}

/// Returns what is open, and all that lies around it.
fn around(open: &BTreeSet<Pointer>) -> Vec<String> {
    let outwards = |at: &Pointer| std::iter::successors(Some(at.clone()), Pointer::parent);
    let all: BTreeSet<String> = open
        .iter()
        .flat_map(outwards)
        .map(|at| at.to_string())
        .collect();
    all.into_iter().collect()
}

/// Returns what a problem says, in a language.
#[must_use]
pub fn say(problem: &Problem, sentences: &Sentences, locale: &str) -> String {
    match &problem.text {
        Some(text) => text.get(locale).to_owned(),
        None => sentences.message(locale, &problem.message),
    }
}

/// Leads to the button that gives more time.
fn late_line(sentences: &Sentences, locale: &str) -> ProblemLine {
    ProblemLine {
        id: "bar".to_owned(),
        pointer: String::new(),
        label: String::new(),
        text: sentences.message(locale, &Message::new("problem-time-over")),
    }
}

/// Returns the lines of an error summary. Each leads to the input that the page has for it.
fn lines(
    form: &Form,
    view: &View,
    problems: &[Problem],
    sentences: &Sentences,
    locale: &str,
) -> Vec<ProblemLine> {
    let mut ids = BTreeMap::new();
    ids_of(view, &mut ids);
    let line = |problem: &Problem| {
        let nearest = std::iter::successors(Some(problem.pointer.clone()), Pointer::parent)
            .find_map(|pointer| ids.get(pointer.as_str()).cloned());
        ProblemLine {
            id: nearest.unwrap_or_else(|| "form".to_owned()),
            pointer: problem.pointer.to_string(),
            label: labels::label_of(form, &problem.pointer, locale),
            text: say(problem, sentences, locale),
        }
    };
    problems.iter().map(line).collect()
}

fn ids_of(view: &View, ids: &mut BTreeMap<String, String>) {
    ids.entry(view.pointer.clone())
        .or_insert_with(|| view.id.clone());
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    view.children
        .iter()
        .chain(cells)
        .for_each(|inner| ids_of(inner, ids));
}

/// Returns the part of a view with this id.
#[must_use]
pub fn part<'v>(view: &'v View, id: &str) -> Option<&'v View> {
    if view.id == id {
        return Some(view);
    }
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    view.children
        .iter()
        .chain(cells)
        .find_map(|inner| part(inner, id))
}

/// Returns whether what is shown depends on answers. Dependent selects and alternatives do not count: the page knows of them.
fn is_reactive(node: &guichet_engine::form::Node) -> bool {
    let own = node.condition.is_some() || !node.required_when.is_empty();
    own || node.parts().any(is_reactive)
}
