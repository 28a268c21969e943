//! From a JSON Schema to a [`Form`]: every mistake is collected, none stops the rest.

mod bundle;
mod gather;
mod keywords;
mod nodes;
mod settings;
mod texts;

pub(super) use gather::Effective;
pub(super) use nodes::Draft;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::codes;
use super::lists::CodeLists;
use super::model::{Form, Node, NodeKind, Settings};
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

/// What the parts of the compiler share.
pub(super) struct Compiler<'a> {
    pub files: &'a Files,
    pub lists: &'a CodeLists,
    pub main: Rc<str>,
    pub sources: BTreeMap<Rc<str>, Source>,
    pub texts: texts::Texts,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the form uses keywords of ours: a schema in the wild is not blamed for what it does not know.
    pub ours: bool,
    pub bundle: Value,
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
        texts: texts::Texts::default(),
        diagnostics: Vec::new(),
        ours: false,
        bundle: Value::Null,
        draft: jsonschema::Draft::Draft202012,
    };
    let value = compiler.form(name);
    let mut diagnostics = compiler.diagnostics;
    diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
    diagnostics.dedup();
    let broken = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    Compiled {
        value: value.filter(|_| !broken),
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
        self.make_bundle();
        let root_location = Location {
            file: main,
            pointer: Pointer::root(),
        };
        let validator = self.validator(&root_location)?;
        let effective = self.gather(std::slice::from_ref(&root_location), &mut Vec::new())?;
        let settings = self.settings(&effective);
        let root = self.node(
            std::slice::from_ref(&root_location),
            &Pointer::root(),
            "",
            false,
            &mut Vec::new(),
        )?;
        if matches!(&root.kind, NodeKind::Section { children } if children.is_empty()) {
            self.report(codes::EMPTY_FORM, &root_location, false, &[]);
        }
        self.check_pointers(&root, &settings, &root_location);
        self.report_translations();
        let used = self.used_files();
        Some(Form {
            reference: DefinitionRef {
                name,
                version: Version::of(&used),
            },
            files: Arc::new(used),
            settings,
            root,
            schema: Arc::new(self.bundle.clone()),
            validator: Arc::new(validator),
        })
    }

    /// Every file that decides what the form is: schemas, their translations, and code lists.
    fn used_files(&self) -> Files {
        let schemas = self.sources.keys().map(|file| file.to_string());
        let own = |path: &&String| {
            self.texts.files.contains(*path) || path.starts_with(super::lists::FOLDER)
        };
        let rest = self.files.keys().filter(own).cloned();
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

    fn check_pointers(&mut self, root: &Node, settings: &Settings, location: &Location) {
        let mut named: Vec<(Pointer, Location)> = Vec::new();
        let mut add = |pointer: &Pointer, keyword: &str, member: &str| {
            named.push((pointer.clone(), location.join(keyword).join(member)));
        };
        if let Some(applicant) = &settings.applicant {
            add(&applicant.email, "x-applicant", "email");
            add(&applicant.name, "x-applicant", "name");
        }
        if let Some(account) = &settings.account {
            add(&account.name, "x-account", "name");
            add(&account.password, "x-account", "password");
            add(&account.email, "x-account", "email");
            account
                .person
                .iter()
                .for_each(|person| add(person, "x-account", "person"));
        }
        for (pointer, location) in named {
            if root.find(&pointer).is_none() {
                let location = self.where_written(&location);
                self.report(
                    codes::POINTER_TO_NOTHING,
                    &location,
                    false,
                    &[("pointer", pointer.as_str())],
                );
            }
        }
    }

    /// The keyword may stand in a schema that the root refers to.
    fn where_written(&self, location: &Location) -> Location {
        if self.value(location).is_some() {
            return location.clone();
        }
        let elsewhere = self.sources.keys().map(|file| Location {
            file: Rc::clone(file),
            ..location.clone()
        });
        elsewhere
            .into_iter()
            .find(|place| self.value(place).is_some())
            .unwrap_or_else(|| location.clone())
    }
}
