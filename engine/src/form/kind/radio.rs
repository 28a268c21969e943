//! One of a few: radio buttons.

use crate::form::node::{Kind, Shown};
use crate::form::option::ChoiceOption;
use crate::form::view::View;

#[derive(Debug)]
pub(super) struct Radio {
    pub options: Vec<ChoiceOption>,
}

impl Kind for Radio {
    fn control(&self) -> &'static str {
        "radio"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["radio", "select"]
    }

    fn options(&self) -> Option<&[ChoiceOption]> {
        Some(&self.options)
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown { builder, value, .. } = *shown;
        view.options = builder.options(&self.options, view, |option| value == Some(&option.value));
    }
}
