//! The view of a form: what the templates draw.

use std::collections::BTreeMap;

use serde_json::Value;

use super::best_match::best_match;
use super::model::{ChoiceOption, Form, Node, NodeKind};
use super::options::options_for;
use super::posted::ROOT;
use super::problem::Problem;
use super::read::input_text;
use super::tree::{input_value, member, resolve_indexes};
use super::view::{ColumnView, Mask, Mode, OptionView, RowView, View, ViewRequest};
use crate::ids::Pointer;
use crate::message::Text;

/// The most rows that are offered unasked.
const OFFERED_MAX: usize = 10;

impl Form {
    /// Everything that a page of this form shows, in one language.
    #[must_use]
    pub fn view(&self, request: &ViewRequest<'_>) -> View {
        let mut problems: BTreeMap<&str, Vec<Problem>> = BTreeMap::new();
        for problem in request.problems {
            problems
                .entry(problem.pointer.as_str())
                .or_default()
                .push(problem.clone());
        }
        let builder = ViewBuilder {
            root: &self.root,
            request,
            problems,
        };
        builder.view(&self.root, &Pointer::root(), Some(request.answers))
    }
}

struct ViewBuilder<'a> {
    root: &'a Node,
    request: &'a ViewRequest<'a>,
    problems: BTreeMap<&'a str, Vec<Problem>>,
}

impl ViewBuilder<'_> {
    fn view(&self, node: &Node, at: &Pointer, value: Option<&Value>) -> View {
        let text = |text: &Text| text.get(self.request.locale).to_owned();
        let reason = match self.request.mode {
            Mode::Correct(flags) => flags.get(at).cloned(),
            _ => None,
        };
        let mut view = View {
            pointer: at.to_string(),
            name: at.to_string(),
            id: html_id(at),
            label: text(&node.label),
            help: node.help.as_ref().map(text),
            hint: node.hint.as_ref().map(text),
            note: node.note.as_ref().map(text),
            required: node.required || self.is_required_now(node, at),
            open: self.is_open(at) && !node.read_only,
            secret: node.secret,
            secret_kept: node.secret && self.request.secrets_kept.contains(at),
            width: node.width.clone(),
            autocomplete: node.autocomplete.clone(),
            problems: self.problems.get(at.as_str()).cloned().unwrap_or_default(),
            reason,
            common_corrections: self.common_corrections(at),
            ..View::default()
        };
        self.fill(&mut view, node, at, value);
        if let (Mask::Personal(revealed), true) = (self.request.mask, node.personal)
            && !view.display.is_empty()
            && !revealed.contains(at)
        {
            view.display = mask_text(&view.display);
            view.value.clear();
            view.masked = true;
        }
        view
    }

    fn is_required_now(&self, node: &Node, at: &Pointer) -> bool {
        node.required_when
            .iter()
            .any(|condition| condition.is_met_at(at, self.request.answers))
    }

    /// Returns the common corrections of a place where it can be answered.
    fn common_corrections(&self, at: &Pointer) -> Vec<String> {
        let corrections = self.request.common_corrections;
        if corrections.is_empty() || !matches!(self.request.mode, Mode::Edit) {
            return Vec::new();
        }
        corrections
            .get(&at.with_any_index())
            .cloned()
            .unwrap_or_default()
    }

    fn is_open(&self, at: &Pointer) -> bool {
        match self.request.mode {
            Mode::Edit => true,
            Mode::Read => false,
            Mode::Correct(flags) => flags.keys().any(|flagged| at.is_within(flagged)),
        }
    }

    fn fill(&self, view: &mut View, node: &Node, at: &Pointer, value: Option<&Value>) {
        match &node.kind {
            NodeKind::Section { children } => {
                view.control = "section";
                view.children = self.children(children, node, at, value);
            }
            NodeKind::Tuple { places } => {
                view.control = "section";
                view.children = self.children(places, node, at, value);
            }
            NodeKind::Table {
                columns,
                rows,
                row_heading,
                items,
            } => {
                view.control = "table";
                let heading = row_heading
                    .as_ref()
                    .map(|heading| heading.get(self.request.locale).to_owned());
                view.hint = heading.or(view.hint.take());
                view.columns = columns
                    .iter()
                    .map(|column| ColumnView {
                        label: column.label.get(self.request.locale).to_owned(),
                        required: column.required,
                    })
                    .collect();
                let count = rows
                    .as_ref()
                    .map_or_else(|| shown_row_count(view, value, items.0), Vec::len);
                view.rows = (0..count)
                    .map(|index| self.row(columns, rows.as_deref(), index, at, value))
                    .collect();
                let grows = rows.is_none() && view.open;
                view.can_add = grows && count < items.1;
                view.can_remove = grows && count > items.0;
            }
            NodeKind::List { item, items } => {
                view.control = "list";
                let count = shown_row_count(view, value, items.0);
                view.children = (0..count)
                    .map(|index| {
                        let value = value.and_then(|value| value.get(index));
                        let mut child = self.view(item, &at.join(index), value);
                        if child.label.is_empty() {
                            child.label = format!("{} {}", view.label, index + 1);
                        }
                        child
                    })
                    .collect();
                view.can_add = view.open && count < items.1;
                view.can_remove = view.open && count > items.0;
            }
            NodeKind::Alternatives { choices } => {
                view.control = "alternatives";
                let chosen = best_match(choices, value);
                for (index, choice) in choices.iter().enumerate() {
                    let selected = chosen == Some(index);
                    let mut inner = self.view(
                        &choice.node,
                        at,
                        value.filter(|_| selected || chosen.is_none()),
                    );
                    // All alternatives are of one answer; their inputs must not share ids.
                    rename(&mut inner, at.as_str(), index);
                    if inner.label.is_empty() {
                        inner.label = choice.label.get(self.request.locale).to_owned();
                    }
                    view.children.push(inner);
                    view.options.push(OptionView {
                        value: index.to_string(),
                        label: choice.label.get(self.request.locale).to_owned(),
                        selected,
                        id: format!("{}-choice-{index}", view.id),
                    });
                }
            }
            _ => self.fill_field(view, node, at, value),
        }
    }

    fn children(
        &self,
        children: &[Node],
        node: &Node,
        at: &Pointer,
        value: Option<&Value>,
    ) -> Vec<View> {
        let shown = children.iter().filter(|child| {
            child
                .condition
                .as_ref()
                .is_none_or(|condition| condition.is_met_at(at, self.request.answers))
        });
        let views = shown.map(|child| {
            if child.pattern == node.pattern {
                return self.view(child, at, value);
            }
            let token = child.last_token();
            let value = value.and_then(|value| member(value, token));
            self.view(child, &at.join_escaped(token), value)
        });
        views.collect()
    }

    fn row(
        &self,
        columns: &[Node],
        titles: Option<&[Text]>,
        index: usize,
        at: &Pointer,
        value: Option<&Value>,
    ) -> RowView {
        let at = at.join(index);
        let row = value.and_then(|value| value.get(index));
        let is_open = |column: &Node| self.is_open(&at.join_escaped(column.last_token()));
        let reads = !columns.iter().any(is_open);
        let row = row.filter(|row| !(reads && is_untouched(columns, row)));
        let title = titles.and_then(|titles| titles.get(index));
        let cells = columns.iter().map(|column| {
            let name = column.pattern.tokens().last().unwrap_or_default();
            self.view(column, &at.join(&name), row.and_then(|row| row.get(&name)))
        });
        RowView {
            cells: cells.collect(),
            title: title.map_or_else(
                || (index + 1).to_string(),
                |title| title.get(self.request.locale).to_owned(),
            ),
            pointer: at.to_string(),
        }
    }

    fn fill_field(&self, view: &mut View, node: &Node, at: &Pointer, value: Option<&Value>) {
        if at.as_str().is_empty() {
            ROOT.clone_into(&mut view.name);
        }
        let given = value.filter(|_| !node.secret);
        view.value = given
            .map(|value| input_text(node, value))
            .unwrap_or_default();
        view.display = given
            .map(|value| display(node, at, value, self.request.answers, self.request.locale))
            .unwrap_or_default();
        match &node.kind {
            NodeKind::Text {
                input,
                length_max,
                input_mode,
            } => {
                view.control = "text";
                view.input = Some(if node.secret { "password" } else { input });
                view.length_max = *length_max;
                view.input_mode = *input_mode;
            }
            NodeKind::TextArea { lines, length_max } => {
                view.control = "textarea";
                view.lines = Some(*lines);
                view.length_max = *length_max;
            }
            NodeKind::Number { integer } => {
                view.control = "number";
                view.input_mode = Some(if *integer { "numeric" } else { "decimal" });
            }
            NodeKind::Date { input } => {
                view.control = "date";
                view.input = Some(input);
            }
            NodeKind::Checkbox => view.control = "checkbox",
            NodeKind::Radio { options } => {
                view.control = "radio";
                view.options = self.options(options, view, |option| given == Some(&option.value));
            }
            NodeKind::Checkboxes { options } => {
                view.control = "checkboxes";
                let chosen = given.and_then(Value::as_array);
                view.options = self.options(options, view, |option| {
                    chosen.is_some_and(|chosen| chosen.contains(&option.value))
                });
            }
            NodeKind::Select {
                placeholder,
                depends,
                ..
            } => {
                view.control = "select";
                view.placeholder = placeholder
                    .as_ref()
                    .map(|text| text.get(self.request.locale).to_owned());
                view.depends_on = depends
                    .as_ref()
                    .map(|depends| resolve_indexes(&depends.on, at).to_string());
                view.options = self.options(
                    options_for(self.root, node, at, self.request.answers),
                    view,
                    |option| given == Some(&option.value),
                );
            }
            NodeKind::Constant { .. } => view.control = "constant",
            NodeKind::Attachment { rules } => {
                view.control = "attachment";
                view.accept = Some(rules.types.join(","));
                view.size_bytes_max = Some(rules.size_bytes_max);
                view.count_max = Some(rules.count_max);
                view.files = ids(given)
                    .iter()
                    .filter_map(|id| self.request.attachments.get(*id).cloned())
                    .collect();
                view.can_add = view.open && view.files.len() < rules.count_max;
                view.can_remove = view.open;
            }
            _ => view.control = "json",
        }
    }

    fn options(
        &self,
        options: &[ChoiceOption],
        view: &View,
        selected: impl Fn(&ChoiceOption) -> bool,
    ) -> Vec<OptionView> {
        let views = options
            .iter()
            .enumerate()
            .map(|(index, option)| OptionView {
                value: input_value(&option.value),
                label: option.label.get(self.request.locale).to_owned(),
                selected: selected(option),
                id: if index == 0 {
                    view.id.clone()
                } else {
                    format!("{}-{index}", view.id)
                },
            });
        views.collect()
    }
}

/// An answer as people read it. A check box is `yes` or `no`, for the templates to say.
pub(super) fn display(
    node: &Node,
    at: &Pointer,
    value: &Value,
    answers: &Value,
    locale: &str,
) -> String {
    let label = |options: &[ChoiceOption], value: &Value| {
        let found = options.iter().find(|option| option.value == *value);
        found.map_or_else(
            || input_value(value),
            |option| option.label.get(locale).to_owned(),
        )
    };
    match (&node.kind, value) {
        (NodeKind::Checkbox, Value::Bool(ticked)) => if *ticked { "yes" } else { "no" }.to_owned(),
        (NodeKind::Radio { options }, value) => label(options, value),
        (
            NodeKind::Select {
                options, depends, ..
            },
            value,
        ) => {
            // An answer that is no longer offered keeps its name.
            let beside = depends.as_ref().map(|depends| {
                let parent = answers.pointer(resolve_indexes(&depends.on, at).as_str());
                let parent = parent.and_then(Value::as_str).unwrap_or_default();
                depends.options.get(parent).map_or(&[][..], Vec::as_slice)
            });
            label(beside.unwrap_or(options), value)
        }
        (NodeKind::Checkboxes { options }, Value::Array(values)) => {
            let separator = if locale.starts_with("zh") {
                "、"
            } else {
                ", "
            };
            values
                .iter()
                .map(|value| label(options, value))
                .collect::<Vec<_>>()
                .join(separator)
        }
        (NodeKind::Attachment { .. }, value) => ids(Some(value)).join(", "),
        (NodeKind::Date { .. }, value) => input_text(node, value).replace('T', " "),
        (_, value) => input_value(value),
    }
}

/// Whether nothing stands in a row but what the form put there by itself: that is no answer to be read.
fn is_untouched(columns: &[Node], row: &Value) -> bool {
    let is_default = |(name, value): (&String, &Value)| {
        let column = columns
            .iter()
            .find(|column| column.pattern.tokens().last().as_ref() == Some(name));
        column.is_some_and(|column| column.default.as_ref() == Some(value))
    };
    row.as_object()
        .is_some_and(|members| members.iter().all(is_default))
}

fn ids(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(id)) => vec![id],
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

/// How many rows are shown: those that there are and, where people fill in, at least as many as are asked for.
fn shown_row_count(view: &View, value: Option<&Value>, least: usize) -> usize {
    let count = value.and_then(Value::as_array).map_or(0, Vec::len);
    if view.open {
        count.max(least.min(OFFERED_MAX))
    } else {
        count
    }
}

/// An HTML id: letters and digits stay, everything else becomes a hyphen or its code.
#[must_use]
pub fn html_id(at: &Pointer) -> String {
    let mut id = "f".to_owned();
    for letter in at.as_str().chars() {
        match letter {
            '/' => id.push('-'),
            letter if letter.is_ascii_alphanumeric() || letter == '_' => id.push(letter),
            letter => id.push_str(&format!(".{:x}", u32::from(letter))),
        }
    }
    id
}

/// Gives the inputs of one alternative of the answer `at` ids and names of their own.
fn rename(view: &mut View, at: &str, index: usize) {
    view.id = format!("{}.{index}", view.id);
    let rest = view.name.strip_prefix(at).unwrap_or_default();
    view.name = format!("{at}?{index}{rest}");
    for option in &mut view.options {
        option.id = format!("{}.{index}", option.id);
    }
    view.children
        .iter_mut()
        .for_each(|child| rename(child, at, index));
    view.rows
        .iter_mut()
        .flat_map(|row| row.cells.iter_mut())
        .for_each(|cell| rename(cell, at, index));
}

/// The dots of a mask: as many whatever is behind them, so that they do not tell how long it is.
const MASK: &str = "••••••";
/// The longest answer of which nothing is shown.
const HIDDEN_LENGTH_MAX: usize = 4;

/// A mask in place of an answer, with the first and the last character of a longer one.
#[must_use]
pub fn mask_text(text: &str) -> String {
    let mut letters = text.chars();
    let is_long = text.chars().nth(HIDDEN_LENGTH_MAX).is_some();
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) if is_long => format!("{first}{MASK}{last}"),
        (None, _) => String::new(),
        _ => MASK.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::json;

    use super::{Mask, Mode, Pointer, Value, ViewRequest, mask_text};
    use crate::form::NO_CORRECTIONS;
    use crate::form::compile_schema;

    /// What a table shows in its cells, by row.
    fn cells(mode: Mode<'_>, answers: &Value) -> String {
        let schema = json!({
            "type": "object",
            "properties": { "people": {
                "title": "People", "type": "array", "x-control": "table", "x-rows": ["first", "second"], "x-row-heading": "Who",
                "items": { "type": "object", "properties": {
                    "name": { "title": "Name", "type": "string" },
                    "kind": { "title": "Kind", "type": "string", "default": "card", "enum": ["card", "pass"] },
                } },
            } },
        });
        let form = compile_schema("schema.json", &schema.to_string()).value;
        let view = form.expect("a form").view(&ViewRequest {
            locale: "en",
            answers,
            problems: &[],
            secrets_kept: &BTreeSet::new(),
            attachments: &BTreeMap::new(),
            mode,
            mask: Mask::None,
            common_corrections: &NO_CORRECTIONS,
        });
        let row = |row: &crate::form::view::RowView| {
            let shown = row.cells.iter().map(|cell| cell.display.as_str());
            shown.collect::<Vec<_>>().join("+")
        };
        let rows: Vec<String> = view.children[0].rows.iter().map(row).collect();
        rows.join(" ")
    }

    #[test]
    fn what_the_form_put_into_a_row_by_itself_is_no_answer() {
        let answers = json!({ "people": [{ "name": "Li", "kind": "card" }, { "kind": "card" }] });
        assert_eq!(cells(Mode::Read, &answers), "Li+card +");
        assert_eq!(cells(Mode::Edit, &answers), "Li+card +card");
        let flag =
            |at: &str| BTreeMap::from([(Pointer::parse(at).expect("a pointer"), String::new())]);
        let elsewhere = flag("/people/0/name");
        assert_eq!(cells(Mode::Correct(&elsewhere), &answers), "Li+card +");
        let here = flag("/people/1/name");
        assert_eq!(cells(Mode::Correct(&here), &answers), "Li+card +card");
        let chosen = json!({ "people": [{ "kind": "card" }, { "kind": "pass" }] });
        assert_eq!(cells(Mode::Read, &chosen), "+ +pass");
    }

    #[test]
    fn a_mask_does_not_tell_how_long_an_answer_is() {
        for (text, expect) in [
            ("", ""),
            ("王", "••••••"),
            ("欧阳示例", "••••••"),
            ("13800000001", "1••••••1"),
            ("11010519491231002X", "1••••••X"),
            ("a@bcd", "a••••••d"),
        ] {
            assert_eq!(mask_text(text), expect, "{text}");
        }
    }
}
