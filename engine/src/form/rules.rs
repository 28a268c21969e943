//! Rules of a schema in the words of the form: which answers, rows and values a rule is about.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as ErrorKind;
use serde_json::Value;

use super::model::Form;
use super::node::Node;
use super::problem::Problem;
use super::tree::input_value;
use crate::ids::Pointer;
use crate::message::{Message, Text};

/// Says where an error is, and what the form asks there.
pub(super) struct Place<'a> {
    pub form: &'a Form,
    pub whole: &'a Value,
    pub at: &'a Pointer,
    pub node: Option<&'a Node>,
}

impl Place<'_> {
    /// Returns the problems of a rule about an object or array, at the answers that it is about; `None` where it has none of
    /// its own words.
    pub(super) fn problems(&self, error: &ValidationError<'_>) -> Option<Vec<Problem>> {
        let instance = error.instance();
        match error.kind() {
            ErrorKind::OneOfMultipleValid { context } => {
                let branches = rule(self.form, error)?.as_array()?;
                let valid = branches
                    .iter()
                    .zip(context)
                    .filter(|(_, errors)| errors.is_empty());
                let mut names: Vec<String> =
                    valid.flat_map(|(branch, _)| names_of(branch)).collect();
                names.retain(|name| instance.get(name).is_some());
                self.at_each(&distinct(names), "one-of-multiple", "problem-only-one-of")
            }
            ErrorKind::Not { schema } => self.not(instance, schema),
            ErrorKind::Contains => {
                let wanted = self.wanted(rule(self.form, error)?);
                let message = if wanted.is_empty() {
                    Message::new("problem-contains-other")
                } else {
                    Message::new("problem-contains").with("wanted", texts(&wanted))
                };
                Some(vec![self.problem(self.at, "contains", message)])
            }
            ErrorKind::UniqueItems => {
                let items = instance.as_array()?;
                let (one, other) = first_twice(items)?;
                let message = Message::new("problem-twice")
                    .with("one", one + 1)
                    .with("other", other + 1);
                Some(vec![self.problem(self.at, "twice", message)])
            }
            ErrorKind::MinProperties { limit } => Some(vec![self.count(
                "too-few",
                "problem-too-few-answers",
                *limit,
            )]),
            ErrorKind::MaxProperties { limit } => Some(vec![self.count(
                "too-many",
                "problem-too-many-answers",
                *limit,
            )]),
            _ => None,
        }
    }

    /// Returns the problems of alternatives that only demand answers, none of which is there: any of them will do.
    pub(super) fn one_of_required(
        &self,
        context: &[Vec<ValidationError<'static>>],
    ) -> Option<Vec<Problem>> {
        let mut names = Vec::new();
        for errors in context {
            for error in errors {
                let ErrorKind::Required { property } = error.kind() else {
                    return None;
                };
                if error.instance_path().as_str() != self.at.as_str() {
                    return None;
                }
                names.push(property.as_str()?.to_owned());
            }
        }
        let names = distinct(names);
        if names.len() < 2 {
            return None;
        }
        self.at_each(&names, "required", "problem-required-one-of")
    }

    fn not(&self, instance: &Value, schema: &Value) -> Option<Vec<Problem>> {
        if instance.is_object() {
            let mut names = names_of(schema);
            names.retain(|name| instance.get(name).is_some());
            return self.at_each(&distinct(names), "not", "problem-not-together");
        }
        if instance.is_array() {
            return None;
        }
        let label = self.node.and_then(|node| node.option_label(instance));
        let label = label.unwrap_or_else(|| Text::plain(input_value(instance)));
        let message = Message::new("problem-not").with("value", text(&label));
        Some(vec![self.problem(self.at, "not", message)])
    }

    fn count(&self, code: &str, key: &str, limit: u64) -> Problem {
        let members = self.node.and_then(|node| node.kind.members());
        let labels = members.unwrap_or_default().iter();
        let labels = labels.filter(|child| !child.label.source.is_empty());
        let labels: Vec<Text> = labels.map(|child| child.label.clone()).collect();
        let message = Message::new(key)
            .with("limit", limit)
            .with("names", texts(&labels));
        self.problem(self.at, code, message)
    }

    /// Returns a problem at each of several members, in which all of them are named.
    fn at_each(&self, names: &[String], code: &str, key: &str) -> Option<Vec<Problem>> {
        if names.is_empty() {
            return None;
        }
        let found: Vec<(Pointer, Option<&Node>)> = names
            .iter()
            .map(|name| {
                let at = self.at.join(name);
                let node = self.form.root.find_now(&at, self.whole);
                (at, node)
            })
            .collect();
        let label = |(at, node): &(Pointer, Option<&Node>)| match node {
            Some(node) => node.label.clone(),
            None => Text::plain(at.tokens().last().unwrap_or_default()),
        };
        let labels: Vec<Text> = found.iter().map(label).collect();
        let message = Message::new(key).with("names", texts(&labels));
        let problems = found.iter().map(|field| match field {
            (at, Some(node)) => node.problem(at, code, message.clone()),
            (at, None) => Problem {
                pointer: at.clone(),
                code: code.to_owned(),
                message: message.clone(),
                text: None,
                label: label(field),
            },
        });
        Some(problems.collect())
    }

    fn problem(&self, at: &Pointer, code: &str, message: Message) -> Problem {
        match self.node {
            Some(node) => node.problem(at, code, message),
            None => Problem {
                pointer: at.clone(),
                code: code.to_owned(),
                message,
                text: None,
                label: Text::plain(at.tokens().last().unwrap_or_default()),
            },
        }
    }

    /// Returns what one row at least must have, each as its label and its value.
    fn wanted(&self, schema: &Value) -> Vec<Text> {
        let row = self.at.join(0);
        let node = self.form.root.find_now(&row, self.whole);
        if let Some(value) = only_value(schema) {
            let label = node.or(self.node).and_then(|node| node.option_label(value));
            return vec![label.unwrap_or_else(|| Text::plain(input_value(value)))];
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        let wanted = properties.filter_map(|(name, inner)| {
            let value = only_value(inner)?;
            let cell = self.form.root.find_now(&row.join(name), self.whole);
            let label = cell.map_or_else(|| Text::plain(name.as_str()), |cell| cell.label.clone());
            let value = cell
                .and_then(|cell| cell.option_label(value))
                .unwrap_or_else(|| Text::plain(input_value(value)));
            Some(paired(&label, &value))
        });
        wanted.collect()
    }
}

fn only_value(schema: &Value) -> Option<&Value> {
    match (
        schema.get("const"),
        schema.get("enum").and_then(Value::as_array),
    ) {
        (Some(value), _) => Some(value),
        (None, Some(values)) if values.len() == 1 => values.first(),
        _ => None,
    }
}

/// Returns `label: value` in every language that either has.
fn paired(label: &Text, value: &Text) -> Text {
    let of = |locale: &str| format!("{}: {}", label.get(locale), value.get(locale));
    let locales = label.translations.keys().chain(value.translations.keys());
    Text {
        source: format!("{}: {}", label.source, value.source),
        translations: locales.map(|locale| (locale.clone(), of(locale))).collect(),
    }
}

fn text(text: &Text) -> Value {
    serde_json::to_value(text).unwrap_or_default()
}

fn texts(all: &[Text]) -> Value {
    all.iter().map(text).collect()
}

/// Returns the names that a schema of an object demands or describes.
fn names_of(schema: &Value) -> Vec<String> {
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten();
    let required = required.filter_map(|name| name.as_str().map(str::to_owned));
    let described = schema.get("properties").and_then(Value::as_object);
    let described = described
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone());
    required.chain(described).collect()
}

fn distinct(names: Vec<String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

/// Returns the first two positions whose items are the same.
fn first_twice(items: &[Value]) -> Option<(usize, usize)> {
    (0..items.len()).find_map(|other| {
        let one = items[..other]
            .iter()
            .position(|item| item == &items[other])?;
        Some((one, other))
    })
}

/// Returns the value of the keyword that refused an answer.
fn rule<'f>(form: &'f Form, error: &ValidationError<'_>) -> Option<&'f Value> {
    // `minContains` speaks of the rule beside it.
    let path = error.schema_path().as_str();
    let path = &path
        .replace("/minContains", "/contains")
        .replace("/maxContains", "/contains");
    let files = form.schema.get("$defs").and_then(Value::as_object);
    form.schema
        .pointer(path)
        .or_else(|| files?.values().find_map(|file| file.pointer(path)))
}
