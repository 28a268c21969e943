//! Rules that answers must keep and of which the page shows nothing: whoever breaks one learns of it only then.

use super::compiler::Compiler;
use super::schema::{EffectiveSchema, Location};
use crate::form::codes;

/// Rules about a whole answer that no control can show.
const RULES: &[&str] = &[
    "not",
    "contains",
    "propertyNames",
    "minProperties",
    "maxProperties",
];

/// Keywords by which a definition says in words what a rule asks for.
const WORDS: &[&str] = &["description", "x-hint", "x-note", "x-errors"];

impl Compiler<'_> {
    /// Reports the rules of a field that neither its control nor a word beside it shows.
    pub(super) fn report_unshown_rules(
        &mut self,
        effective: &EffectiveSchema,
        location: &Location,
    ) {
        if !self.is_examined || is_in_words(effective) {
            return;
        }
        let around = location.pointer.parent().unwrap_or_default();
        let around = around.tokens().last().unwrap_or_default();
        // What an alternative excludes is what the others are for.
        let is_alternative = matches!(around.as_str(), "oneOf" | "anyOf");
        for keyword in RULES
            .iter()
            .filter(|keyword| !is_alternative || **keyword != "not")
        {
            if let Some(place) = effective.location(keyword).cloned() {
                self.report(codes::NOT_SHOWN, &place, true, &[("name", keyword)]);
            }
        }
    }

    /// Reports alternatives that only narrow what is asked beside them.
    pub(in crate::form) fn report_unshown_group(
        &mut self,
        effective: &EffectiveSchema,
        group: &Location,
    ) {
        if !is_in_words(effective)
            && let Some(keyword) = group.pointer.tokens().last()
        {
            self.report_unshown(group, &keyword);
        }
    }

    /// Reports a rule that the page leaves out.
    pub(in crate::form) fn report_unshown(&mut self, place: &Location, name: &str) {
        if self.is_examined {
            self.report(codes::NOT_SHOWN, place, true, &[("name", name)]);
        }
    }
}

fn is_in_words(effective: &EffectiveSchema) -> bool {
    WORDS.iter().any(|keyword| effective.get(keyword).is_some())
}
