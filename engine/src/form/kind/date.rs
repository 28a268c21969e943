//! `format: date`, `time` and `date-time`.

use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::model::NodeKind;

pub(super) fn try_compile(
    _: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<NodeKind> {
    let input = match context.effective.text("format")? {
        "date" => "date",
        "time" => "time",
        "date-time" => "datetime-local",
        _ => return None,
    };
    Some(NodeKind::Date { input })
}
