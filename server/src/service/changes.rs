//! Answers that changed, as pages show them: old beside new.

use std::collections::BTreeMap;

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{Change, Form, Node, mask_text};
use guichet_engine::ids::Pointer;

use super::labels;
use crate::view::page::{ChangeView, FilePair};

/// The longest hint of a number that is read beside it.
const UNIT_CHARS_MAX: usize = 12;

/// Returns what a number counts: the hint beside its input, where it is short.
fn unit(node: &Node, locale: &str) -> Option<String> {
    let counts = matches!(node.control(), "number" | "total");
    let hint = node.hint.as_ref().filter(|_| counts)?.get(locale);
    (hint.chars().count() <= UNIT_CHARS_MAX).then(|| hint.to_owned())
}

/// Returns files by their names, personal answers masked unless `is_shown`.
pub fn views(
    form: &Form,
    changes: Vec<Change>,
    files: &BTreeMap<String, AttachmentView>,
    is_shown: impl Fn(&Pointer) -> bool,
    locale: &str,
) -> Vec<ChangeView> {
    let name = |id: &str| {
        let file = files.get(id);
        file.map_or_else(|| id.to_owned(), |file| file.file_name.clone())
    };
    let names = |ids: String| ids.split(", ").map(name).collect::<Vec<_>>().join(", ");
    let view = |mut change: Change| {
        let node = form.node(&change.pointer);
        let is_personal = node.is_some_and(|node| node.personal);
        let is_attachment = form.attachment_rules(&change.pointer).is_some();
        let shown = |ids: &Option<String>| {
            let ids = ids.as_deref().filter(|_| is_attachment);
            let found = ids.into_iter().flat_map(|ids| ids.split(", "));
            found.filter_map(|id| files.get(id).cloned()).collect()
        };
        let pair = FilePair {
            before: shown(&change.before),
            after: shown(&change.after),
        };
        let show = |text: String| {
            if is_attachment {
                names(text)
            } else if is_personal && !is_shown(&change.pointer) {
                mask_text(&text)
            } else {
                text
            }
        };
        change.before = change.before.map(show);
        change.after = change.after.map(show);
        ChangeView {
            title: labels::label_of(form, &change.pointer, locale),
            is_date: node.is_some_and(|node| node.control() == "date"),
            unit: node.and_then(|node| unit(node, locale)),
            files: pair,
            change,
        }
    };
    changes.into_iter().map(view).collect()
}
