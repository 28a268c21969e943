//! What a page of a form shows, as plain values for the templates: every text in one language, every answer
//! as text, every problem at its field.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::problem::Problem;
use crate::ids::Pointer;

/// Says what to show.
#[derive(Clone, Debug)]
pub struct ViewRequest<'a> {
    /// The locale, `zh-CN` or `en`.
    pub locale: &'a str,
    /// The answers so far.
    pub answers: &'a Value,
    /// What is wrong with them.
    pub problems: &'a [Problem],
    /// Secret fields whose value is already kept (as a hash): shown as set.
    pub secrets_kept: &'a BTreeSet<Pointer>,
    /// The files behind attachment ids.
    pub attachments: &'a BTreeMap<String, AttachmentView>,
    /// Editing, reading or correcting.
    pub mode: Mode<'a>,
    /// What to mask.
    pub mask: Mask<'a>,
    /// The common corrections, shown where the form is open.
    pub common_corrections: &'a CommonCorrections,
}

/// Common corrections: the reasons for which an answer is often sent back, by its place with `*` for the number of a
/// row (`/contacts/*/name`).
pub type CommonCorrections = BTreeMap<String, Vec<String>>;

/// No common corrections.
pub static NO_CORRECTIONS: CommonCorrections = CommonCorrections::new();

/// Says how the form is shown.
#[derive(Clone, Copy, Debug)]
pub enum Mode<'a> {
    /// Everything open.
    Edit,
    /// Nothing open.
    Read,
    /// Only these (and what lies inside them) open, each with the reviewer's reason.
    Correct(&'a BTreeMap<Pointer, String>),
}

/// Says whether personal data is masked.
#[derive(Clone, Copy, Debug)]
pub enum Mask<'a> {
    /// Nothing is masked.
    None,
    /// Personal answers are masked, but for these.
    Personal(&'a BTreeSet<Pointer>),
}

/// Holds what a page knows of an uploaded file.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
pub struct AttachmentView {
    /// Its id.
    pub id: String,
    /// The name it was uploaded under.
    pub file_name: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Where the scan is fetched from.
    pub url: String,
    /// Where the reduced picture is fetched from.
    pub preview_url: String,
}

/// A node as a template sees it. The template of a node is `fields/<control>.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct View {
    /// The name of the template that renders it, in `templates/fields/`.
    pub control: &'static str,
    /// The pointer of the answer.
    pub pointer: String,
    /// The input's `name`: the pointer; within one of several alternatives with a mark of it (`/payment?0/number`), so that
    /// alternatives that ask for the same thing do not overwrite each other; `?` for a form that is one field. The choice of an
    /// alternative is posted as this name and `?choice`, the number of rows as this name and `?rows`.
    pub name: String,
    /// Alternatives: the name of the input that says which is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice_name: Option<String>,
    /// An HTML id made from it (`f-contacts-0-name`).
    pub id: String,
    /// Label.
    pub label: String,
    /// Help.
    pub help: Option<String>,
    /// Format hint.
    pub hint: Option<String>,
    /// Paragraphs before it.
    pub before: Vec<String>,
    /// Note after the input.
    pub note: Option<String>,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it can be edited here.
    pub open: bool,
    /// Whether it is a secret; with `secret_kept` its value is set and not shown.
    pub secret: bool,
    /// See `secret`.
    pub secret_kept: bool,
    /// Whether the shown value is masked, so that a reader may ask to reveal it.
    pub masked: bool,
    /// Width class.
    pub width: Option<String>,
    /// HTML `autocomplete`.
    pub autocomplete: Option<String>,
    /// HTML input type.
    pub input: Option<&'static str>,
    /// HTML `inputmode`.
    pub input_mode: Option<&'static str>,
    /// HTML `maxlength`.
    pub length_max: Option<usize>,
    /// Dates: the first and the last that is taken.
    pub earliest: Option<String>,
    /// See `earliest`.
    pub latest: Option<String>,
    /// Visible lines of a text area.
    pub lines: Option<u32>,
    /// The answer as an input's `value`.
    pub value: String,
    /// The answer as people read it (option labels, yes/no); empty when there is none.
    pub display: String,
    /// Options of a choice.
    pub options: Vec<OptionView>,
    /// The empty option's text.
    pub placeholder: Option<String>,
    /// The pointer of the answer that the options depend on.
    pub depends_on: Option<String>,
    /// Sections: parts. Lists: items. Alternatives: one per choice, the chosen one `open`.
    pub children: Vec<View>,
    /// Tables: column headings.
    pub columns: Vec<ColumnView>,
    /// Tables: rows.
    pub rows: Vec<RowView>,
    /// Tables and lists: whether a row can be added.
    pub can_add: bool,
    /// Tables and lists: whether a row can be removed.
    pub can_remove: bool,
    /// Attachments: the files.
    pub files: Vec<AttachmentView>,
    /// Attachments: the `accept` attribute.
    pub accept: Option<String>,
    /// Attachments: the largest size in bytes and the most files.
    pub size_bytes_max: Option<u64>,
    /// See `size_bytes_max`.
    pub count_max: Option<usize>,
    /// What is wrong here.
    pub problems: Vec<Problem>,
    /// The reviewer's reason, in a correction.
    pub reason: Option<String>,
    /// The common corrections of this answer.
    pub common_corrections: Vec<String>,
}

/// One option.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OptionView {
    /// The form value.
    pub value: String,
    /// The label.
    pub label: String,
    /// What the templates call it by where it has no label of its own: `yes`, `no`, `blank`, `other`, or the control that asks
    /// for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named_by: Option<&'static str>,
    /// What is said of it beside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub selected: bool,
    /// An HTML id.
    pub id: String,
}

/// Returns the `maxlength` of an input that takes so many characters. Browsers count code units, of which one character (an
/// emoji, a rare Chinese character) may have two: all that the rule allows can be typed, and the rule refuses the rest.
pub(in crate::form) fn in_code_units(characters: usize) -> usize {
    characters.saturating_mul(2)
}

/// One column of a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ColumnView {
    /// Heading.
    pub label: String,
    /// Whether its cells must be answered.
    pub required: bool,
}

/// One row of a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RowView {
    /// The pointer of the row.
    pub pointer: String,
    /// Title of a fixed row, or its number.
    pub title: String,
    /// The cells.
    pub cells: Vec<View>,
}
