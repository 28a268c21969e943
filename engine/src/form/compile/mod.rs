//! From a JSON Schema to a [`Form`]: every mistake is collected, none stops the rest.

mod bundle;
mod conditional;
mod effective;
mod keywords;
mod nodes;
mod references;
mod settings;
mod texts;

pub(super) use effective::EffectiveSchema;
pub use keywords::keyword_names;
pub(super) use nodes::{SchemaContext, humanize};

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::code_lists::CodeLists;
use super::codes;
use super::model::{Form, Node, NodeKind};
use super::source::Source;
use crate::diagnostic::{Code, Compiled, Diagnostic, Place, Severity};
use crate::ids::{DefinitionRef, Files, Pointer, Version};

/// A schema's place: a file, and a pointer within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Location {
    pub file: Rc<str>,
    pub pointer: Pointer,
}

impl Location {
    pub(super) fn join(&self, token: impl std::fmt::Display) -> Self {
        Self {
            file: Rc::clone(&self.file),
            pointer: self.pointer.join(token),
        }
    }
}

/// How much has been made of a schema.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Effort {
    pub nodes: usize,
    pub depth: usize,
    pub merged: usize,
}

/// What the parts of the compiler share.
pub(super) struct Compiler<'a> {
    pub files: &'a Files,
    pub lists: &'a CodeLists,
    pub main: Rc<str>,
    pub sources: BTreeMap<Rc<str>, Source>,
    /// Schemas with an address of their own.
    pub resources: Vec<references::Resource>,
    /// Nodes made and schemas taken together so far, against schemas that explode.
    pub effort: Effort,
    /// Answers that keywords name, with where they do.
    pub named: Vec<(Pointer, Location)>,
    pub texts: texts::Texts,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a file that is referred to is there and cannot be read.
    pub has_unreadable_file: bool,
    /// Whether the form uses keywords of uses_extensions: a schema in the wild is not blamed for what it does not know.
    pub uses_extensions: bool,
    /// Whether a pattern needs look-around, which only a schema in the wild may.
    pub uses_lookaround: bool,
    pub bundle: Value,
    /// Validators by the schema that they are of.
    pub validators: HashMap<String, Option<Arc<jsonschema::Validator>>>,
    pub draft: jsonschema::Draft,
}

/// Compiles the form at `path` (`forms/three-in-one/form.json`). Files that it refers to, its translations and code
/// lists are looked up in `files`; the version is the address of all that were used.
#[must_use]
pub fn compile(files: &Files, path: &str, lists: &CodeLists) -> Compiled<Form> {
    let name = path.rsplit('/').nth(1).unwrap_or(path).to_owned();
    run(files, path, name, lists)
}

/// Compiles one schema on its own, as `guichet form render FILE` does.
#[must_use]
pub fn compile_schema(name: &str, text: &str) -> Compiled<Form> {
    let files = Files::from([(name.to_owned(), text.to_owned())]);
    run(&files, name, name.to_owned(), &CodeLists::built_in())
}

fn run(files: &Files, path: &str, name: String, lists: &CodeLists) -> Compiled<Form> {
    let main: Rc<str> = path.into();
    let mut compiler = Compiler {
        files,
        lists,
        main: Rc::clone(&main),
        sources: BTreeMap::new(),
        resources: Vec::new(),
        effort: Effort::default(),
        named: Vec::new(),
        texts: texts::Texts::default(),
        diagnostics: Vec::new(),
        has_unreadable_file: false,
        uses_extensions: false,
        uses_lookaround: false,
        bundle: Value::Null,
        validators: HashMap::new(),
        draft: jsonschema::Draft::Draft202012,
    };
    let value = compiler.form(name);
    let is_broken = |diagnostics: &[Diagnostic]| {
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    };
    if value.is_none() && !is_broken(&compiler.diagnostics) {
        let root = Location {
            file: main,
            pointer: Pointer::root(),
        };
        compiler.report(codes::EMPTY_FORM, &root, false, &[]);
    }
    let mut diagnostics = compiler.diagnostics;
    diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
    diagnostics.dedup();
    Compiled {
        value: value.filter(|_| !is_broken(&diagnostics)),
        diagnostics,
    }
}

impl Compiler<'_> {
    fn form(&mut self, name: String) -> Option<Form> {
        let main = Rc::clone(&self.main);
        self.load(&main)?;
        self.load_references();
        self.check_keywords();
        self.load_translations();
        self.bundle_schemas();
        let root_location = Location {
            file: main,
            pointer: Pointer::root(),
        };
        let well_formed = self.check_schemas();
        if self.has_unreadable_file {
            // Without what that file holds, all that refers to it would be called missing.
            return None;
        }
        let validator = self.validator(&root_location);
        let effective =
            self.merge_schemas(std::slice::from_ref(&root_location), &mut Vec::new())?;
        let settings = self.settings(&effective);
        let root = self.compile_node(
            std::slice::from_ref(&root_location),
            &Pointer::root(),
            "",
            false,
            &mut Vec::new(),
        )?;
        if matches!(&root.kind, NodeKind::Section { children } if children.is_empty()) {
            self.report(codes::EMPTY_FORM, &root_location, false, &[]);
        }
        self.check_pointers(&root, &effective);
        self.report_translations();
        let used = self.used_files();
        let validator = validator.filter(|_| well_formed)?;
        Some(Form {
            reference: DefinitionRef {
                name,
                version: Version::from_files(&used),
            },
            files: Arc::new(used),
            settings,
            root,
            schema: Arc::new(self.bundle.clone()),
            validator,
        })
    }

    /// Every file that decides what the form is: schemas, their translations, and code lists.
    fn used_files(&self) -> Files {
        let schemas = self.sources.keys().map(|file| file.to_string());
        let is_locale_or_list = |path: &&String| {
            self.texts.files.contains(*path) || path.starts_with(super::code_lists::FOLDER)
        };
        let rest = self.files.keys().filter(is_locale_or_list).cloned();
        schemas
            .chain(rest)
            .filter_map(|path| {
                self.files
                    .get(&path)
                    .map(|text| (path.clone(), text.clone()))
            })
            .collect()
    }

    /// Reports a fault at a schema: at its key, or at its value.
    pub(super) fn report(
        &mut self,
        code: Code,
        location: &Location,
        key: bool,
        args: &[(&str, &str)],
    ) {
        let place = self.place(location, key);
        self.diagnostics.push(code.at(place, args));
    }

    pub(super) fn place(&self, location: &Location, key: bool) -> Place {
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

    /// The value at a place.
    pub(super) fn value(&self, location: &Location) -> Option<&Value> {
        self.sources
            .get(&location.file)?
            .value
            .pointer(location.pointer.as_str())
    }

    /// Reports the answers that keywords name and that the form does not have.
    fn check_pointers(&mut self, root: &Node, effective: &EffectiveSchema) {
        for keyword in ["x-account", "x-applicant"] {
            let Some((Value::Object(members), location)) = effective.keywords.get(keyword) else {
                continue;
            };
            for (member, written) in members {
                if let Some(written) = written.as_str() {
                    let pointer =
                        Pointer::parse(written).unwrap_or_else(|| Pointer::root().join(written));
                    self.named.push((pointer, location.join(member)));
                }
            }
        }
        for (pointer, location) in std::mem::take(&mut self.named) {
            let written = self.value(&location).and_then(Value::as_str);
            if root.find(&pointer).is_none() || written != Some(pointer.as_str()) {
                let written = written.unwrap_or_default().to_owned();
                self.report(
                    codes::POINTER_TO_NOTHING,
                    &location,
                    false,
                    &[("pointer", &written)],
                );
            }
        }
    }
}
