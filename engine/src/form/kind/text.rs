//! Text on one line, and the choice between one line and several.

use std::sync::Arc;

use serde_json::Value;

use super::text_area::TextArea;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::format;
use crate::form::node::{Kind, Shown};
use crate::form::view::{View, in_code_units};

/// A text that may be longer than this is asked in a text area.
const LINE_LENGTH_MAX: usize = 200;

#[derive(Debug)]
struct TextLine {
    /// The HTML type of the input: `text`, `email`, `url`, `tel`, `password`.
    input: &'static str,
    length_max: Option<usize>,
    input_mode: Option<&'static str>,
}

/// Takes texts, and what only texts have limits of.
pub(super) fn try_compile(
    _: &mut Compiler<'_>,
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
    }))
}

/// Creates the field of a text of which nothing is known.
pub(super) fn any_text() -> Arc<dyn Kind> {
    Arc::new(TextLine {
        input: "text",
        length_max: None,
        input_mode: None,
    })
}

impl Kind for TextLine {
    fn control(&self) -> &'static str {
        "text"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["text", "textarea"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn is_searchable(&self) -> bool {
        true
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
