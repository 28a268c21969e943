//! JSON files with positions: the value, and where each key and value of it stands.

use std::collections::{BTreeMap, HashMap};

use jsonc_parser::ast;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Number, Value};

use super::codes;
use super::number::{is_exact, plain_number};
use crate::diagnostic::{Diagnostic, Place};
use crate::ids::Pointer;

/// How deeply a definition may nest; deeper ones would exhaust the stack of the validator.
pub const DEPTH_MAX: usize = 64;
/// How long one definition file may be, in bytes.
pub const FILE_SIZE_BYTES_MAX: usize = 1024 * 1024;

/// A parsed JSON file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path relative to the definitions folder.
    pub file: String,
    /// The whole value.
    pub value: Value,
    keys: HashMap<Pointer, (u32, u32)>,
    values: HashMap<Pointer, (u32, u32)>,
}

impl Source {
    /// Returns what a file of translations says, by what is translated; `None` unless it is an object of texts.
    pub(crate) fn translations(&self) -> Option<BTreeMap<String, String>> {
        let members = self.value.as_object()?.iter();
        let pairs = members.map(|(from, to)| Some((from.clone(), to.as_str()?.to_owned())));
        pairs.collect()
    }

    /// Parses strict JSON. Faults go to `diagnostics`; `None` when there is no value to go on with.
    #[must_use]
    pub fn parse(file: &str, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let lines = Lines::new(text);
        let place = |(line, column)| Place {
            file: file.to_owned(),
            line,
            column,
        };
        if text.len() > FILE_SIZE_BYTES_MAX {
            diagnostics.push(codes::TOO_LARGE.at(
                place((1, 1)),
                &[("limit", &FILE_SIZE_BYTES_MAX.to_string())],
            ));
            return None;
        }
        if let Some(at) = too_deep(text) {
            diagnostics.push(codes::TOO_DEEP.at(
                place(lines.position(at)),
                &[("limit", &DEPTH_MAX.to_string())],
            ));
            return None;
        }
        let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT);
        let value = match parsed.map(|parsed| parsed.value) {
            Ok(Some(value)) => value,
            Ok(None) => {
                diagnostics
                    .push(codes::NOT_JSON.at(place((1, 1)), &[("reason", "the file is empty")]));
                return None;
            }
            Err(error) => {
                let at = lines.position(error.range().start);
                diagnostics
                    .push(codes::NOT_JSON.at(place(at), &[("reason", &error.kind().to_string())]));
                return None;
            }
        };
        let mut reader = Reader {
            file,
            lines,
            keys: HashMap::new(),
            values: HashMap::new(),
            diagnostics,
        };
        let value = reader.read(&value, &Pointer::root());
        let Reader { keys, values, .. } = reader;
        Some(Self {
            file: file.to_owned(),
            value,
            keys,
            values,
        })
    }

    /// Returns where the value at `pointer` begins; the file's beginning for a pointer to nothing.
    #[must_use]
    pub fn place_of_value(&self, pointer: &Pointer) -> Place {
        self.place(self.values.get(pointer))
    }

    /// Returns where the key of the member at `pointer` begins; for an array item, where the item does.
    #[must_use]
    pub fn place_of_key(&self, pointer: &Pointer) -> Place {
        self.place(self.keys.get(pointer).or_else(|| self.values.get(pointer)))
    }

    fn place(&self, found: Option<&(u32, u32)>) -> Place {
        let (line, column) = found.copied().unwrap_or((1, 1));
        Place {
            file: self.file.clone(),
            line,
            column,
        }
    }
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Returns the byte at which the nesting becomes too deep, found before parsing because a parser recurses.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Some(at);
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The starts of lines, to turn a byte offset into a line and a column.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            text,
            starts: std::iter::once(0)
                .chain(ends.map(|(at, _)| at + 1))
                .collect(),
        }
    }

    fn position(&self, offset: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let before = self
            .text
            .get(self.starts[line - 1]..offset.min(self.text.len()))
            .unwrap_or_default();
        (count(line), count(before.chars().count() + 1))
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

struct Reader<'a> {
    file: &'a str,
    lines: Lines<'a>,
    keys: HashMap<Pointer, (u32, u32)>,
    values: HashMap<Pointer, (u32, u32)>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, node: &ast::Value<'_>, pointer: &Pointer) -> Value {
        use jsonc_parser::common::Ranged;
        self.values
            .insert(pointer.clone(), self.lines.position(node.range().start));
        match node {
            ast::Value::StringLit(text) => Value::String(text.value.to_string()),
            ast::Value::NumberLit(number) => {
                let kept = number.value.parse::<Number>();
                if !is_exact(number.value) {
                    let (line, column) = self.lines.position(node.range().start);
                    let place = Place {
                        file: self.file.to_owned(),
                        line,
                        column,
                    };
                    let read = kept.as_ref().map(plain_number).unwrap_or_default();
                    let args = [("number", number.value), ("read", &read)];
                    self.diagnostics
                        .push(codes::NUMBER_INEXACT.at(place, &args));
                }
                kept.map_or(Value::Null, Value::Number)
            }
            ast::Value::BooleanLit(boolean) => Value::Bool(boolean.value),
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::Array(array) => {
                let items = array.elements.iter().enumerate();
                Value::Array(
                    items
                        .map(|(at, item)| self.read(item, &pointer.join(at)))
                        .collect(),
                )
            }
            ast::Value::Object(object) => {
                let mut members = Map::new();
                for property in &object.properties {
                    let name = property.name.as_str();
                    let inner = pointer.join(name);
                    let position = self.lines.position(property.range.start);
                    if members.contains_key(name) {
                        let (line, column) = position;
                        let place = Place {
                            file: self.file.to_owned(),
                            line,
                            column,
                        };
                        self.diagnostics
                            .push(codes::DUPLICATE_KEY.at(place, &[("name", name)]));
                        continue;
                    }
                    self.keys.insert(inner.clone(), position);
                    let value = self.read(&property.value, &inner);
                    members.insert(name.to_owned(), value);
                }
                Value::Object(members)
            }
        }
    }
}
