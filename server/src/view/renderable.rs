//! Whether the pages can be drawn: each is tried with sample data before its templates serve, since a slip in one shows only
//! when somebody asks for the page.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::templates::{RenderError, Templates};
use crate::locale::LOCALES;

/// Every page with values that have all there can be, as the tests of the templates write them.
const SAMPLES: &str = include_str!("samples/pages.json");

static PAGES: LazyLock<Vec<Page>> =
    LazyLock::new(|| serde_json::from_str(SAMPLES).unwrap_or_default());

/// A page to be drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Page {
    /// What tells it from others of the same template.
    pub name: String,
    /// Its template.
    pub template: String,
    /// What surrounds it.
    pub frame: Value,
    /// Its own values.
    pub page: Value,
}

#[derive(Serialize)]
struct Context<'a> {
    locale: &'a str,
    frame: &'a Value,
    page: &'a Value,
}

/// Draws every page in every language, and gives what fails, each place once.
#[must_use]
pub fn render_faults(templates: &Templates) -> Vec<RenderError> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for page in PAGES.iter() {
        for locale in LOCALES {
            let context = Context {
                locale,
                frame: &page.frame,
                page: &page.page,
            };
            if let Err(error) = templates.render(&page.template, &context)
                && seen.insert((error.template.clone(), error.line))
            {
                faults.push(error);
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use guichet_engine::form::compile_schema;
    use serde_json::json;

    use super::*;
    use crate::view::samples;

    /// The samples of the tests, with a form that has every kind of field.
    fn written() -> Vec<Page> {
        let schema = include_str!("samples/form.json");
        let compiled = compile_schema("form.json", schema);
        assert!(
            compiled.diagnostics.is_empty(),
            "{:?}",
            compiled.diagnostics
        );
        let form = compiled.value.expect("a form");
        let answers = json!({
            "basic": { "name": "示例", "agreed": true, "kinds": ["a"], "kind": "a", "address": "示例" },
            "contacts": [{ "name": "示例" }, {}],
            "rows": [{ "name": "示例" }],
            "choice": { "a": "示例" },
            "attachments": { "scan": "example-1", "other": ["example-2"] }
        });
        let pages = samples::pages(&form, "zh-CN", &answers).into_iter();
        let page = |sample: samples::Sample| Page {
            name: sample.name.to_owned(),
            template: sample.template.to_owned(),
            frame: serde_json::to_value(samples::frame(sample.path, sample.who)).expect("JSON"),
            page: sample.page,
        };
        pages.map(page).collect()
    }

    /// With `GUICHET_SAMPLES=write` in the environment it writes the file anew.
    #[test]
    fn the_samples_are_those_of_the_tests() {
        if std::env::var("GUICHET_SAMPLES").is_ok_and(|word| word == "write") {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/view/samples/pages.json");
            let line = |page: &Page| serde_json::to_string(page).expect("JSON");
            let lines: Vec<String> = written().iter().map(line).collect();
            std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).expect("written");
            return;
        }
        let kept: Vec<Page> = serde_json::from_str(SAMPLES).expect("pages");
        assert!(
            kept == written(),
            "what pages are given has changed: run this test once with GUICHET_SAMPLES=write"
        );
    }
}
