//! Text: one line or several.

use serde_json::Value;

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::model::NodeKind;

/// A text that may be longer than this is asked in a text area.
const LINE_LENGTH_MAX: usize = 200;
/// Visible lines of a text area.
const LINES: u32 = 5;

pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<NodeKind> {
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
    let wants_lines = match effective.text("x-control") {
        Some("textarea") => true,
        Some(_) => false,
        None => {
            effective.text("format") == Some("textarea")
                || length_max.is_some_and(|length| {
                    length > LINE_LENGTH_MAX && effective.get("format").is_none()
                })
        }
    };
    if wants_lines {
        return Some(NodeKind::TextArea {
            lines: LINES,
            length_max,
        });
    }
    let secret = effective.get("x-secret") == Some(&Value::Bool(true));
    let (input, input_mode) = match effective.text("format") {
        _ if secret => ("password", None),
        Some("password") => ("password", None),
        Some("email" | "idn-email") => ("email", Some("email")),
        Some("uri" | "iri" | "uri-reference") => ("url", Some("url")),
        Some("mobile-cn" | "phone-cn") => ("tel", Some("tel")),
        Some("postcode-cn") => ("text", Some("numeric")),
        _ => ("text", None),
    };
    Some(NodeKind::Text {
        input,
        length_max,
        input_mode,
    })
}
