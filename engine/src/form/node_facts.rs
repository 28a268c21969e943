//! What is read off a node, whatever its kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use super::attachment_rules::AttachmentRules;
use super::format;
use super::messages::is_known;
use super::node::{Kind, Node};
use super::problem::Problem;
use crate::ids::Pointer;
use crate::message::{Message, Text};

impl Node {
    /// Creates a node of which nothing is said but what it is.
    pub(in crate::form) fn new(pattern: Pointer, kind: Arc<dyn Kind>) -> Self {
        Self {
            pattern,
            label: Text::default(),
            help: None,
            hint: None,
            before: Vec::new(),
            note: None,
            required: false,
            read_only: false,
            personal: false,
            secret: false,
            width: None,
            autocomplete: None,
            default: None,
            nullable: false,
            half_width: false,
            patterns: None,
            format: None,
            equal_to: None,
            unique: None,
            errors: BTreeMap::new(),
            condition: None,
            variants: Vec::new(),
            required_when: Vec::new(),
            kind,
        }
    }

    /// Returns the name of the template in `templates/fields/`.
    #[must_use]
    pub fn control(&self) -> &'static str {
        self.kind.control()
    }

    /// Returns what its files must keep to, where it takes any.
    #[must_use]
    pub fn attachment_rules(&self) -> Option<&AttachmentRules> {
        self.kind.attachment_rules()
    }

    /// Returns whether its answer is computed from others, so that nobody is asked for it.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        self.kind.is_computed()
    }

    /// Returns the titles of its rows, of a table; none where people add them.
    #[must_use]
    pub fn row_titles(&self) -> Option<&[Text]> {
        self.kind.row_titles()
    }

    /// Returns whether it has rows or items: a table or a list.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.kind.is_repeated()
    }

    /// Returns the date of birth that an answer names, where its format has one.
    pub(in crate::form) fn born(&self, value: Option<&Value>) -> Option<Date> {
        let format = format::find(self.format.as_deref()?)?;
        format.born?(value?.as_str()?)
    }

    /// Returns the last token of the pattern, escaped as it stands there.
    pub(in crate::form) fn last_token(&self) -> &str {
        self.pattern.as_str().rsplit('/').next().unwrap_or_default()
    }

    /// Returns the name of the property that the node is.
    pub(in crate::form) fn property_name(&self) -> String {
        self.pattern.tokens().last().unwrap_or_default()
    }

    /// Returns a problem at an answer of this node, with the definition's own text where it brings one.
    pub(in crate::form) fn problem(&self, at: &Pointer, code: &str, message: Message) -> Problem {
        debug_assert!(
            is_known(&message.key),
            "{} is not among the messages",
            message.key
        );
        let text = self
            .errors
            .get(code)
            .or_else(|| self.errors.get("*"))
            .cloned();
        Problem {
            pointer: at.clone(),
            code: code.to_owned(),
            message,
            text,
            label: self.label.clone(),
        }
    }
}
