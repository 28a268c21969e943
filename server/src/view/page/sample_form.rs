//! The form of the samples: every kind of field, so that each template of a field is rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{
    CommonCorrections, Form, Mask, Mode, Secrets, View, ViewRequest, compile_schema,
};
use guichet_engine::ids::Pointer;
use serde_json::{Value, json};

use super::ProblemLine;

/// The schema.
const SCHEMA: &str = include_str!("sample_form.json");
/// The language of the views.
const LOCALE: &str = crate::locale::DEFAULT;

/// The form; a test holds that its schema compiles.
static FORM: LazyLock<Option<Form>> =
    LazyLock::new(|| compile_schema("sample_form.json", SCHEMA).value);

/// The way in which a sample shows the form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    /// As nobody has touched it.
    Untouched,
    /// With answers of which some are wrong.
    Wrong,
    /// With answers of which some are sent back.
    Correction,
    /// With answers to be read.
    Read,
    /// With answers to be read, personal ones masked.
    Masked,
}

/// Returns the view of the form.
pub(super) fn view(shown: Shown) -> View {
    view_and_problems(shown).0
}

/// Returns the view of the form, and what is wrong with its answers.
pub(super) fn view_and_problems(shown: Shown) -> (View, Vec<ProblemLine>) {
    let Some(form) = FORM.as_ref() else {
        return Default::default();
    };
    let answers = match shown {
        Shown::Untouched => form.initial_answers(),
        Shown::Wrong => json!({ "basic": { "name": "", "count": 0, "day": "x" } }),
        Shown::Correction | Shown::Read | Shown::Masked => answers(),
    };
    let problems = match shown {
        Shown::Wrong => form.validate(&answers, &Secrets::default()),
        _ => Vec::new(),
    };
    let flags = flags();
    let nothing_revealed = BTreeSet::new();
    let view = form.view(&ViewRequest {
        locale: LOCALE,
        answers: &answers,
        problems: &problems,
        secrets_kept: &secrets_kept(shown),
        attachments: &attachments(),
        mode: match shown {
            Shown::Untouched | Shown::Wrong => Mode::Edit,
            Shown::Correction => Mode::Correct(&flags),
            Shown::Read | Shown::Masked => Mode::Read,
        },
        mask: match shown {
            Shown::Masked => Mask::Personal(&nothing_revealed),
            _ => Mask::None,
        },
        common_corrections: &corrections(),
    });
    let line = |problem: &guichet_engine::form::Problem| ProblemLine {
        id: guichet_engine::form::html_id(&problem.pointer),
        pointer: problem.pointer.to_string(),
        label: problem.label.source.clone(),
        text: "示例".to_owned(),
    };
    (view, problems.iter().map(line).collect())
}

fn answers() -> Value {
    json!({
        "basic": { "name": "示例", "person": "示例", "agreed": true, "kinds": ["a"], "kind": "a", "address": "示例" },
        "contacts": [{ "name": "示例" }, {}],
        "rows": [{ "name": "示例" }],
        "choice": { "a": "示例" },
        "attachments": { "scan": "one", "other": ["two"] }
    })
}

fn attachments() -> BTreeMap<String, AttachmentView> {
    let file = |id: &str| AttachmentView {
        id: id.to_owned(),
        file_name: format!("{id}.jpg"),
        size_bytes: 1_600_000,
        url: format!("/apply/x/attachments/{id}"),
        preview_url: format!("/apply/x/attachments/{id}/preview"),
    };
    ["one", "two"].map(|id| (id.to_owned(), file(id))).into()
}

/// Returns a reason at every field and at the whole.
fn flags() -> BTreeMap<Pointer, String> {
    BTreeMap::from([(Pointer::root(), "示例".to_owned())])
}

/// Returns the secret as kept, where the form has answers.
fn secrets_kept(shown: Shown) -> BTreeSet<Pointer> {
    let secret = Pointer::root().join("basic").join("secret");
    match shown {
        Shown::Untouched => BTreeSet::new(),
        _ => BTreeSet::from([secret]),
    }
}

fn corrections() -> CommonCorrections {
    let reasons = ["示例", "示例"].map(str::to_owned).to_vec();
    CommonCorrections::from([("/basic/name".to_owned(), reasons)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_the_samples_compiles() {
        let compiled = compile_schema("sample_form.json", SCHEMA);
        assert!(
            compiled.diagnostics.is_empty(),
            "{:?}",
            compiled.diagnostics
        );
        assert!(FORM.is_some());
    }
}
