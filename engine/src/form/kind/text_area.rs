//! Text of several lines.

use crate::form::node::{Kind, Shown};
use crate::form::view::{View, in_code_units};

/// Visible lines.
const LINES: u32 = 5;

#[derive(Debug)]
pub(super) struct TextArea {
    pub length_max: Option<usize>,
}

impl Kind for TextArea {
    fn control(&self) -> &'static str {
        "textarea"
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

    fn is_multiline(&self) -> bool {
        true
    }

    fn fill_view(&self, view: &mut View, _: &Shown<'_>) {
        view.lines = Some(LINES);
        view.length_max = self.length_max.map(in_code_units);
    }
}
