//! Text on one line, and the choice between one line and several.

use std::sync::Arc;

use serde_json::Value;

use super::date;
use super::text_area::TextArea;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::format;
use crate::form::node::{Kind, Node, Place, Shown};
use crate::form::problem::Problem;
use crate::form::view::{View, in_code_units};
use crate::message::Message;

/// A text that may be longer than this is asked in a text area.
const LINE_LENGTH_MAX: usize = 200;

/// The first and the last date of birth that a number may name, where only the other is said.
const EARLIEST_BIRTH: &str = "1800-01-01";
const LATEST_BIRTH: &str = "2100-12-31";

#[derive(Debug)]
struct TextLine {
    /// The HTML type of the input: `text`, `email`, `url`, `tel`, `password`.
    input: &'static str,
    length_max: Option<usize>,
    input_mode: Option<&'static str>,
    /// Identity numbers: the first and the last birthday that is taken, where the definition says so.
    born: (Option<String>, Option<String>),
}

/// Takes texts, and what only texts have limits of.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let effective = context.effective;
    let types = effective.types();
    let describes_text = ["pattern", "minLength", "maxLength", "format", "x-control"]
        .iter()
        .any(|key| effective.get(key).is_some());
    let is_text = types.iter().eq(["string"].iter()) || (types.is_empty() && describes_text);
    if !is_text {
        return None;
    }
    let length_max = effective
        .get("maxLength")
        .and_then(Value::as_u64)
        .and_then(|length| usize::try_from(length).ok());
    let format = effective.text("format");
    let wants_lines = match effective.text("x-control") {
        Some("textarea") => true,
        Some(_) => false,
        None => {
            format == Some("textarea")
                || length_max.is_some_and(|length| length > LINE_LENGTH_MAX)
                    && effective.get("format").is_none()
        }
    };
    if wants_lines {
        return Some(Arc::new(TextArea { length_max }));
    }
    let is_secret = effective.get("x-secret") == Some(&Value::Bool(true));
    let (input, input_mode) = match format {
        _ if is_secret => ("password", None),
        Some(format) => format::input_for(format),
        None => ("text", None),
    };
    Some(Arc::new(TextLine {
        input,
        length_max,
        input_mode,
        born: match format {
            Some(name) if format::find(name).is_some_and(|format| format.born.is_some()) => (
                date::day(compiler, effective, "x-earliest"),
                date::day(compiler, effective, "x-latest"),
            ),
            _ => (None, None),
        },
    }))
}

/// Creates the field of a text of which nothing is known.
pub(super) fn any_text() -> Arc<dyn Kind> {
    Arc::new(TextLine {
        input: "text",
        length_max: None,
        input_mode: None,
        born: (None, None),
    })
}

impl Kind for TextLine {
    fn control(&self) -> &'static str {
        "text"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["text", "textarea"]
    }

    fn length_max(&self) -> Option<usize> {
        self.length_max
    }

    fn is_text(&self) -> bool {
        true
    }

    fn is_searchable(&self) -> bool {
        true
    }

    fn check(
        &self,
        node: &Node,
        place: &Place<'_>,
        value: Option<&Value>,
        problems: &mut Vec<Problem>,
    ) {
        let (earliest, latest) = &self.born;
        if earliest.is_none() && latest.is_none() {
            return;
        }
        let earliest = earliest.as_deref().unwrap_or(EARLIEST_BIRTH);
        let latest = latest.as_deref().unwrap_or(LATEST_BIRTH);
        let Some(born) = node.born(value) else {
            return;
        };
        let born = born.to_string();
        if !(earliest..=latest).contains(&born.as_str()) {
            let message = Message::new("problem-born-range")
                .with("earliest", earliest)
                .with("latest", latest);
            problems.push(node.problem(place.at, "born-range", message));
        }
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        view.input = Some(if shown.node.secret {
            "password"
        } else {
            self.input
        });
        view.length_max = self.length_max.map(in_code_units);
        view.input_mode = self.input_mode;
    }
}
