//! What the parts of the compiler share, and what a field kind is given.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::destination::Destination;
use super::schema::{EffectiveSchema, Location, Narrowing, Resource};
use super::translations::Texts;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::form::code_lists::CodeLists;
use crate::form::node::Kind;
use crate::form::source::Source;
use crate::ids::{Files, Pointer};

/// Holds what a field kind is asked about.
pub(in crate::form) struct SchemaContext<'d> {
    /// All that the schema says.
    pub effective: &'d EffectiveSchema,
    /// Where it stands.
    pub location: Location,
    /// Its answer's place.
    pub pattern: &'d Pointer,
    /// Whether the enclosing object requires it unconditionally.
    pub required: bool,
    /// How many alternatives of the object have been compiled.
    pub alternatives: usize,
    /// `$ref`s on the way here, against endless recursion.
    pub stack: &'d mut Vec<Location>,
}

/// Compiles a schema by one field kind; `None` when it is not of this kind.
pub(in crate::form) type TryCompile =
    fn(&mut Compiler<'_>, &mut SchemaContext<'_>) -> Option<Arc<dyn Kind>>;

/// Counts how much has been made of a schema.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::form) struct Effort {
    pub nodes: usize,
    pub depth: usize,
    pub merged: usize,
}

/// Holds what the parts of the compiler share.
pub(in crate::form) struct Compiler<'a> {
    pub files: &'a Files,
    pub lists: &'a CodeLists,
    /// The field kinds, asked in order.
    pub kinds: &'static [TryCompile],
    pub main: Rc<str>,
    pub sources: BTreeMap<Rc<str>, Source>,
    /// Schemas with an address of their own.
    pub resources: Vec<Resource>,
    /// Nodes made and schemas taken together so far, against schemas that explode.
    pub effort: Effort,
    /// Answers that keywords name, with where they do.
    pub named: Vec<(Pointer, Location)>,
    /// The terms of totals: the total, the term, and where it is named.
    pub terms: Vec<(Pointer, Pointer, Location)>,
    /// The type that the next node has where it names none.
    pub type_around: Option<(Value, Location)>,
    /// The answers of which it counts whether they are there.
    pub presence: BTreeSet<Pointer>,
    /// Whether the schema is examined beyond what is needed to serve it, as it is before it is published.
    pub is_examined: bool,
    /// What somebody must be able to come to.
    pub destinations: Vec<Destination>,
    /// The answers on which conditions depend, with values that may decide them.
    pub deciding: BTreeMap<Pointer, Vec<Value>>,
    /// What conditions say of fields of the object being compiled that are asked anyway.
    pub narrowings: Vec<Narrowing>,
    pub texts: Texts,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a file that is referred to is there and cannot be read.
    pub has_unreadable_file: bool,
    /// Whether the form uses extension keywords (`x-…`): a schema in the wild is not blamed for what it does not know.
    pub uses_extensions: bool,
    /// Whether a pattern needs look-around, which only a schema in the wild may.
    pub uses_lookaround: bool,
    pub bundle: Value,
    /// Validators by the schema that they are of.
    pub validators: HashMap<String, Option<Arc<jsonschema::Validator>>>,
    pub draft: jsonschema::Draft,
}

impl Compiler<'_> {
    /// Reports a fault at a schema: at its key, or at its value.
    pub(in crate::form) fn report(
        &mut self,
        code: Code,
        location: &Location,
        key: bool,
        args: &[(&str, &str)],
    ) {
        let place = self.place(location, key);
        self.diagnostics.push(code.at(place, args));
    }

    /// Returns whether an error was reported.
    pub(in crate::form) fn is_broken(&self) -> bool {
        let mut known = self.diagnostics.iter();
        known.any(|known| known.severity == Severity::Error)
    }

    pub(in crate::form) fn place(&self, location: &Location, key: bool) -> Place {
        match self.sources.get(&location.file) {
            Some(source) if key => source.place_of_key(&location.pointer),
            Some(source) => source.place_of_value(&location.pointer),
            None => Place {
                file: location.file.to_string(),
                line: 1,
                column: 1,
            },
        }
    }

    /// Returns the value at a place.
    pub(in crate::form) fn value(&self, location: &Location) -> Option<&Value> {
        self.sources
            .get(&location.file)?
            .value
            .pointer(location.pointer.as_str())
    }
}
