//! What was sent back, with the reasons.

use guichet_engine::form::Form;
use guichet_engine::workflow::{Case, Event, EventKind, Flag};

use crate::service::labels;
use crate::view::page::Remark;

/// Returns the fields sent back, with the reasons, in the order of the form.
#[must_use]
pub fn remarks(form: &Form, flags: &[Flag], locale: &str) -> Vec<Remark> {
    let remark = |flag: &Flag| Remark {
        label: labels::label_of(form, &flag.pointer, locale),
        pointer: flag.pointer.to_string(),
        reason: flag.reason.clone(),
    };
    in_order(form, flags).into_iter().map(remark).collect()
}

/// Flags in the order in which their fields stand on the page.
#[must_use]
pub fn in_order<'f>(form: &Form, flags: &'f [Flag]) -> Vec<&'f Flag> {
    let mut flags: Vec<&Flag> = flags.iter().collect();
    form.sort_in_page_order(&mut flags, |flag| &flag.pointer);
    flags
}

/// Returns the fields that were sent back before the last correction and are as they were.
#[must_use]
pub fn unchanged(form: &Form, case: &Case, events: &[Event], locale: &str) -> Vec<Remark> {
    let is_correction = |event: &Event| matches!(event.kind, EventKind::Corrected { .. });
    let (Some(before), Some(at)) = (
        &case.answers_before_correction,
        events.iter().rposition(is_correction),
    ) else {
        return Vec::new();
    };
    // Every demand that was open when it was answered, of whichever branch.
    let asked = Case::replay(&events[..at]).map(|asked| asked.flags);
    let is_same = |flag: &Flag| {
        let at = flag.pointer.as_str();
        before.pointer(at) == case.answers.pointer(at)
    };
    let same: Vec<Flag> = asked
        .into_iter()
        .flatten()
        .filter(|flag| is_same(flag))
        .collect();
    remarks(form, &same, locale)
}

#[cfg(test)]
mod tests {
    use guichet_engine::form::compile_schema;
    use guichet_engine::ids::Pointer;
    use serde_json::json;

    use super::*;

    #[test]
    fn remarks_stand_in_the_order_of_the_form() {
        let text = |title: &str| json!({ "type": "string", "title": title });
        let schema = json!({ "type": "object", "x-order": ["name", "address"],
            "properties": { "address": text("Address"), "name": text("Name") } });
        let form = compile_schema("test", &schema.to_string());
        let flag = |pointer: &str| Flag {
            follows: Vec::new(),
            pointer: Pointer::parse(pointer).expect("a pointer"),
            reason: format!("about {pointer}"),
        };
        let flags = [flag("/address"), flag("/name")];
        let remarks = remarks(&form.value.expect("a form"), &flags, "en");
        let labels: Vec<&str> = remarks.iter().map(|remark| remark.label.as_str()).collect();
        assert_eq!(labels, ["Name", "Address"]);
    }
}
