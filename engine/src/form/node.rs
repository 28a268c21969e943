//! The tree of nodes, one per thing that a person sees, and what a field kind answers for its nodes.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde::Serialize;
use serde_json::Value;

use super::aside::Aside;
use super::attachment_rules::AttachmentRules;
use super::condition::Condition;
use super::option::{ChoiceOption, has_blank, key_of, label_of, value_of};
use super::posted::Posted;
use super::problem::Problem;
use super::tree::member;
use super::view::{View, ViewRequest};
use crate::ids::Pointer;
use crate::message::Text;

/// One thing a person sees: a section, a table or a field.
#[derive(Clone, Debug)]
pub struct Node {
    /// The place of its answer; `*` stands for an array index (`/contacts/*/name`).
    pub pattern: Pointer,
    /// `title`, else the property's name made humanize.
    pub label: Text,
    /// `description`: help below the label.
    pub help: Option<Text>,
    /// `x-hint`: the format hint beside the input.
    pub hint: Option<Text>,
    /// `x-before`: paragraphs that stand before it.
    pub before: Vec<Text>,
    /// `x-note`: the note after the input (「注: …」).
    pub note: Option<Text>,
    /// Whether the enclosing object requires it unconditionally.
    pub required: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `x-personal`: masked for those who need not see it.
    pub personal: bool,
    /// `x-secret` or `writeOnly`+`format: password`: never stored or shown in clear.
    pub secret: bool,
    /// `x-width`: `short`, `medium`, `long` or `full`.
    pub width: Option<String>,
    /// HTML `autocomplete` token (`x-autocomplete`), WCAG 1.3.5.
    pub autocomplete: Option<String>,
    /// `default`.
    pub default: Option<Value>,
    /// Whether `null` is allowed: a required answer left blank is then `null`.
    pub nullable: bool,
    /// `x-half-width`: full-width characters are made half-width before checking, as they are where a `format` rules.
    pub half_width: bool,
    /// Every `pattern`, as one validator: a text that keeps them only half-width is made so.
    pub(in crate::form) patterns: Option<Arc<jsonschema::Validator>>,
    /// `format`.
    pub format: Option<String>,
    /// `x-equal-to`: the answer that this one must repeat.
    pub equal_to: Option<Pointer>,
    /// `x-unique`: the scope in which the answer must be unique across applications, and whether case counts.
    pub unique: Option<Unique>,
    /// `x-errors`: own error texts by problem code; the key `*` stands for any.
    pub errors: BTreeMap<String, Text>,
    /// Shown only while this holds of the enclosing object (`if/then/else`, `dependentSchemas`).
    pub condition: Option<Condition>,
    /// What it is instead while conditions hold.
    pub(in crate::form) variants: Vec<Variant>,
    /// Required, too, while any of these holds.
    pub required_when: Vec<Condition>,
    /// What it is.
    pub(in crate::form) kind: Arc<dyn Kind>,
}

/// Uniqueness across applications.
#[derive(Clone, Debug, Serialize)]
pub struct Unique {
    /// Names the set of values, such as `account`.
    pub scope: String,
    /// Whether upper and lower case are the same.
    pub ignore_case: bool,
}

/// Holds what a node is while conditions hold: all that the schema says of it without them, and what each of them adds.
#[derive(Clone, Debug)]
pub(in crate::form) struct Variant {
    /// The conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// What it is then.
    pub node: Node,
}

/// One alternative.
#[derive(Clone, Debug)]
pub(in crate::form) struct Alternative {
    /// What tells it apart.
    pub name: AlternativeName,
    /// What it asks.
    pub node: Node,
    /// Its position in the schema.
    pub position: usize,
    /// Whether answers are of this alternative.
    pub validator: Arc<jsonschema::Validator>,
}

/// Says what an alternative is called by.
#[derive(Clone, Debug)]
pub(in crate::form) enum AlternativeName {
    /// A text of the definition, or the name of something in it.
    Text(Text),
    /// The fields that only it asks for.
    Fields(Vec<Text>),
    /// The control that asks for it, or `other`: the templates have the words.
    Control(&'static str),
}

/// The place of an answer among all answers of a form.
pub(in crate::form) struct Place<'a> {
    /// The whole form.
    pub root: &'a Node,
    /// Where the answer stands.
    pub at: &'a Pointer,
    /// All answers.
    pub answers: &'a Value,
}

/// Makes the values that the templates of a form are given.
pub(in crate::form) struct ViewBuilder<'a> {
    /// The whole form.
    pub root: &'a Node,
    /// What to show.
    pub request: &'a ViewRequest<'a>,
    /// What is wrong, by the place of the answer.
    pub problems: BTreeMap<&'a str, Vec<Problem>>,
    /// What was typed into alternatives that are not chosen.
    pub aside: Aside<'a>,
    /// The answers that people give about themselves, with the `autocomplete` of each.
    pub about: &'a [(Pointer, &'static str)],
}

/// A node as it is shown, with its answer.
pub(in crate::form) struct Shown<'a> {
    /// What makes the views of its parts.
    pub builder: &'a ViewBuilder<'a>,
    /// What is shown.
    pub node: &'a Node,
    /// The place of its answer.
    pub at: &'a Pointer,
    /// Its answer.
    pub value: Option<&'a Value>,
}

/// Decides all that differs from one field kind to another. Each kind is one file in `kind/`; nothing outside that folder names one,
/// so what the rest of the form must know of a kind is asked here. The defaults are those of a field with one input whose
/// answer is a text.
pub(in crate::form) trait Kind: Debug + Send + Sync {
    /// Returns the name of the template in `templates/fields/`.
    fn control(&self) -> &'static str;

    /// Fills in what its template needs beyond what every node has; of a field, the value and its display are there
    /// already.
    fn fill_view(&self, _view: &mut View, _shown: &Shown<'_>) {}

    /// Returns the values of `x-control` that make sense for it.
    fn controls(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns whether it has an answer of its own, rather than only parts that have.
    fn is_field(&self) -> bool {
        true
    }

    /// Returns whether it can stand in the cell of a table.
    fn fits_in_cell(&self) -> bool {
        self.is_field()
    }

    /// Returns how many characters its text may have, where the schema says.
    fn length_max(&self) -> Option<usize> {
        None
    }

    /// Returns whether its answer is a text that people type as they like.
    fn is_text(&self) -> bool {
        false
    }

    /// Returns whether its text has several lines.
    fn is_multiline(&self) -> bool {
        false
    }

    /// Returns whether staff find an application by its answer.
    fn is_searchable(&self) -> bool {
        false
    }

    /// Returns the parts of an object.
    fn members(&self) -> Option<&[Node]> {
        None
    }

    /// Returns the parts of an array of which each position means something.
    fn positions(&self) -> Option<&[Node]> {
        None
    }

    /// Returns the alternatives, of which an answer is one.
    fn alternatives(&self) -> Option<&[Alternative]> {
        None
    }

    /// Returns the nodes directly inside; those of alternatives are with [`Kind::alternatives`].
    fn parts(&self) -> &[Node] {
        &[]
    }

    /// Visits the parts that an answer has, or would have: rows expanded, of alternatives the one that it is of.
    fn each_part<'n, 'v>(
        &'n self,
        node: &Node,
        at: &Pointer,
        value: Option<&'v Value>,
        visit: &mut Visit<'_, 'n, 'v>,
    ) {
        each_member(self.parts(), node, at, value, visit);
    }

    /// Returns whether it has rows or items, whoever adds them.
    fn is_repeated(&self) -> bool {
        false
    }

    /// Returns whether a row or item is one in which nothing was typed.
    fn is_blank_row(&self, _row: &Value) -> bool {
        false
    }

    /// Returns the fewest rows or items that there may be.
    fn rows_min(&self) -> usize {
        0
    }

    /// Returns how many rows or items are offered where there are fewer.
    fn rows_offered(&self) -> usize {
        0
    }

    /// Returns the most rows or items, where people add and remove them.
    fn rows_max(&self) -> Option<usize> {
        None
    }

    /// Returns a row or item as it is added.
    fn new_row(&self) -> Value {
        Value::Null
    }

    /// Returns the titles of its rows, of a table; none where people add them.
    fn row_titles(&self) -> Option<&[Text]> {
        None
    }

    /// Returns the one value that it can have.
    fn constant(&self) -> Option<&Value> {
        None
    }

    /// Returns whether its answer is computed from others, so that nobody is asked for it.
    fn is_computed(&self) -> bool {
        false
    }

    /// Returns what its files must keep to.
    fn attachment_rules(&self) -> Option<&AttachmentRules> {
        None
    }

    /// Returns the options that it has whatever the other answers are, of a choice among options.
    fn options(&self) -> Option<&[ChoiceOption]> {
        None
    }

    /// Returns the options that it has at a place, where they may depend on another answer, which may depend on
    /// another: at most `steps_left` times. `None` where it is no such field.
    fn options_along_chain(
        &self,
        _place: &Place<'_>,
        _steps_left: usize,
    ) -> Option<&[ChoiceOption]> {
        None
    }

    /// Returns the answer of an untouched form.
    fn initial(&self) -> Option<Value> {
        None
    }

    /// Returns the answer after a post, given the one before.
    fn read(
        &self,
        node: &Node,
        at: &Pointer,
        posted: &Posted<'_>,
        base: Option<&Value>,
    ) -> Option<Value> {
        node.read_field(at, posted, base)
    }

    /// Returns whether the field is one input, so that one that was not touched posts what it showed.
    fn has_single_input(&self) -> bool {
        true
    }

    /// Returns the answer that was posted, given the one before.
    fn parse(&self, node: &Node, posted: &[&str], _base: Option<&Value>) -> Option<Value> {
        let last = posted.last().copied().unwrap_or_default();
        match self.options() {
            Some(options) if !last.is_empty() || has_blank(options) => {
                Some(value_of(options, last))
            }
            _ => node.parse_text(posted),
        }
    }

    /// Returns whether an answer says nothing that the form did not put there itself.
    fn is_untouched(&self, node: &Node, value: &Value) -> bool {
        let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
        value.is_null()
            || node.default.as_ref() == Some(value)
            || is_blank && !self.options().is_some_and(has_blank)
    }

    /// Returns the normalized answer where it differs.
    fn normalize(&self, node: &Node, value: &Value) -> Option<Value> {
        let is_text = self.is_text();
        is_text.then(|| node.normalize_string(value)).flatten()
    }

    /// Adds what JSON Schema cannot say to be wrong with an answer.
    fn check(
        &self,
        _node: &Node,
        _place: &Place<'_>,
        _value: Option<&Value>,
        _problems: &mut Vec<Problem>,
    ) {
    }

    /// Returns whether an answer has characters that the field cannot show.
    fn has_unprintable(&self, node: &Node, value: &Value) -> bool {
        self.is_text() && node.has_unprintable_text(value)
    }

    /// Returns whether the field could have given an answer, right or wrong.
    fn can_produce(&self, value: &Value) -> bool {
        if self.is_repeated() {
            value.is_array()
        } else {
            !self.is_text() || value.is_string()
        }
    }

    /// Returns the message of a required answer that is missing.
    fn missing_key(&self) -> &'static str {
        if self.options().is_some() {
            "problem-required-choice"
        } else if self.is_repeated() {
            "problem-required-rows"
        } else {
            "problem-required"
        }
    }

    /// Returns whether a validator's error at the answer says that it is missing.
    fn is_missing(&self, _error: &ValidationErrorKind) -> bool {
        false
    }

    /// Returns the code of a validator's error at the answer, where it has one of its own.
    fn problem_code(&self, _error: &ValidationErrorKind, _value: &Value) -> Option<&'static str> {
        None
    }

    /// Returns the values that it offers, where the definition names them.
    fn offered_values(&self) -> Vec<Value> {
        let options = self.options().into_iter().flatten();
        options.map(|option| option.value.clone()).collect()
    }

    /// Returns whether the answer is an array whose items have no nodes of their own.
    fn has_bare_items(&self) -> bool {
        false
    }

    /// Returns an answer as its input holds it.
    fn input_text(&self, value: &Value) -> String {
        key_of(self.options().unwrap_or_default(), value)
    }

    /// Returns an answer as people read it.
    fn display(&self, _place: &Place<'_>, value: &Value, locale: &str) -> String {
        label_of(self.options().unwrap_or_default(), value, locale)
    }
}

/// Visits the parts of an answer: each part, its place, and what is answered there.
pub(in crate::form) type Visit<'f, 'n, 'v> = dyn FnMut(&'n Node, Pointer, Option<&'v Value>) + 'f;

/// Visits the parts of an object or array, each with its place and its answer; a part that adds to the object around it
/// stands where that does.
pub(in crate::form) fn each_member<'n, 'v>(
    children: &'n [Node],
    node: &Node,
    at: &Pointer,
    value: Option<&'v Value>,
    visit: &mut Visit<'_, 'n, 'v>,
) {
    for child in children {
        if child.pattern == node.pattern {
            visit(child, at.clone(), value);
            continue;
        }
        let token = child.last_token();
        let value = value.and_then(|value| member(value, token));
        visit(child, at.join_escaped(token), value);
    }
}
