//! Answers that changed, as pages show them: old beside new.

use std::collections::BTreeMap;

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{Change, Form, mask_text};
use guichet_engine::ids::Pointer;

use super::labels;
use crate::view::page::ChangeView;

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
        let is_personal = form.node(&change.pointer).is_some_and(|node| node.personal);
        let show = |text: String| {
            if form.attachment_rules(&change.pointer).is_some() {
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
            change,
        }
    };
    changes.into_iter().map(view).collect()
}
