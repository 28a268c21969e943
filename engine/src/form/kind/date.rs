//! `format: date`, `time` and `date-time`.

use crate::form::compile::{Compiler, Draft};
use crate::form::model::NodeKind;

pub(super) fn recognise(_: &mut Compiler<'_>, draft: &mut Draft<'_>) -> Option<NodeKind> {
    let input = match draft.effective.text("format")? {
        "date" => "date",
        "time" => "time",
        "date-time" => "datetime-local",
        _ => return None,
    };
    Some(NodeKind::Date { input })
}
