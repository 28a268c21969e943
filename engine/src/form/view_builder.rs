//! The view of a form: what the templates draw.

use std::collections::BTreeMap;

use serde_json::Value;

use super::aside::Aside;
use super::model::Form;
use super::node::{Node, Place, Shown, ViewBuilder};
use super::posted::ROOT;
use super::problem::Problem;
use super::tree::option_key;
use super::view::{Mask, Mode, OptionView, View, ViewRequest};
use crate::form::option::ChoiceOption;
use crate::ids::Pointer;
use crate::message::Text;

/// The most rows that are offered unasked.
const OFFERED_MAX: usize = 10;

impl Form {
    /// Returns everything that a page of this form shows, in one language.
    #[must_use]
    pub fn view(&self, request: &ViewRequest<'_>) -> View {
        let mut problems: BTreeMap<&str, Vec<Problem>> = BTreeMap::new();
        for problem in request.problems {
            problems
                .entry(problem.pointer.as_str())
                .or_default()
                .push(problem.clone());
        }
        let aside = match request.mode {
            Mode::Read => Aside::default(),
            _ => Aside::of(request.answers),
        };
        let answers = self.visible(request.answers);
        let request = &ViewRequest {
            answers: &answers,
            ..request.clone()
        };
        let builder = ViewBuilder {
            root: &self.root,
            request,
            problems,
            aside,
            about: &self.about,
        };
        builder.view(&self.root, &Pointer::root(), Some(&answers))
    }
}

impl ViewBuilder<'_> {
    /// Returns what is shown of a node and of all that lies inside.
    pub(in crate::form) fn view(&self, node: &Node, at: &Pointer, value: Option<&Value>) -> View {
        let node = node.now(at, self.request.answers);
        let text = |text: &Text| text.get(self.request.locale).to_owned();
        let reason = match self.request.mode {
            Mode::Correct(flags) => flags.get(at).cloned(),
            _ => None,
        };
        let mut view = View {
            control: node.control(),
            pointer: at.to_string(),
            name: at.to_string(),
            id: html_id(at),
            label: text(&node.label),
            help: node.help.as_ref().map(text),
            hint: node.hint.as_ref().map(text),
            before: node.before.iter().map(text).collect(),
            note: node.note.as_ref().map(text),
            required: node.required || self.is_required_now(node, at),
            open: self.is_open(at) && !node.read_only && !node.kind.is_computed(),
            secret: node.secret,
            secret_kept: node.secret && self.request.secrets_kept.contains(at),
            width: node.width.clone(),
            autocomplete: self.autocomplete(node, at),
            problems: self.problems.get(at.as_str()).cloned().unwrap_or_default(),
            reason,
            common_corrections: self.common_corrections(at),
            ..View::default()
        };
        let value = if node.kind.is_field() {
            self.fill_answer(&mut view, node, at, value)
        } else {
            value
        };
        let shown = Shown {
            builder: self,
            node,
            at,
            value,
        };
        node.kind.fill_view(&mut view, &shown);
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

    /// Fills in the answer of a field, and returns it; a secret is never shown.
    fn fill_answer<'v>(
        &self,
        view: &mut View,
        node: &Node,
        at: &Pointer,
        value: Option<&'v Value>,
    ) -> Option<&'v Value> {
        if at.as_str().is_empty() {
            ROOT.clone_into(&mut view.name);
        }
        let value = value.filter(|_| !node.secret)?;
        view.value = node.kind.input_text(value);
        view.display = node
            .kind
            .display(&self.place(at), value, self.request.locale);
        Some(value)
    }

    /// Returns the place of an answer among all answers.
    pub(in crate::form) fn place<'p>(&'p self, at: &'p Pointer) -> Place<'p> {
        Place {
            root: self.root,
            at,
            answers: self.request.answers,
        }
    }

    /// Returns the `autocomplete` of an input: as the definition says, or where the form asks people about themselves.
    fn autocomplete(&self, node: &Node, at: &Pointer) -> Option<String> {
        let about = || {
            let found = self.about.iter().find(|(pointer, _)| pointer == at)?;
            Some(found.1.to_owned())
        };
        node.autocomplete.clone().or_else(about)
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

    /// Returns whether the answer at a place can be edited.
    pub(in crate::form) fn is_open(&self, at: &Pointer) -> bool {
        match self.request.mode {
            Mode::Edit => true,
            Mode::Read => false,
            Mode::Correct(flags) => flags.keys().any(|flagged| at.is_within(flagged)),
        }
    }

    /// Returns what is shown of options.
    pub(in crate::form) fn options(
        &self,
        options: &[ChoiceOption],
        view: &View,
        selected: impl Fn(&ChoiceOption) -> bool,
    ) -> Vec<OptionView> {
        let views = options
            .iter()
            .enumerate()
            .map(|(index, option)| OptionView {
                value: option_key(
                    &option.value,
                    options[..index].iter().map(|before| &before.value),
                ),
                label: option.label.get(self.request.locale).to_owned(),
                named_by: (option.value == "" && option.label.source.is_empty()).then_some("blank"),
                hint: option
                    .hint
                    .as_ref()
                    .map(|hint| hint.get(self.request.locale).to_owned()),
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

/// Returns how many rows are shown: those that there are and, where people fill in, at least as many as are asked for.
pub(in crate::form) fn shown_row_count(view: &View, value: Option<&Value>, least: usize) -> usize {
    let count = value.and_then(Value::as_array).map_or(0, Vec::len);
    if view.open {
        count.max(offered(least))
    } else {
        count
    }
}

/// Returns how many rows are offered unasked where at least so many are asked for.
pub(in crate::form) fn offered(least: usize) -> usize {
    least.min(OFFERED_MAX)
}

/// Returns an HTML id: letters and digits stay, everything else becomes a hyphen or its code.
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

/// The dots of a mask: as many whatever is behind them, so that they do not tell how long it is.
const MASK: &str = "••••••";
/// The longest answer of which nothing is shown.
const HIDDEN_LENGTH_MAX: usize = 4;

/// Returns a mask in place of an answer, with the first and the last character of a longer one.
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

    /// Returns what a table shows in its cells, by row.
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
