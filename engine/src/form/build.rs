//! From a JSON Schema to a [`Form`]: every mistake is collected, none stops the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::code_lists::{CodeLists, FOLDER};
use super::codes;
use super::compile::compiler::{Compiler, Effort};
use super::compile::schema::{EffectiveSchema, Location};
use super::compile::translations::Texts;
use super::format;
use super::kind::KINDS;
use super::model::{Form, Settings};
use super::node::Node;
use crate::diagnostic::Compiled;
use crate::ids::{DefinitionRef, Files, Pointer, Version};

/// Compiles the form at `path` (`forms/three-in-one/form.json`). Files that it refers to, its translations and code
/// lists are looked up in `files`; the version is the address of all that were used.
#[must_use]
pub fn compile(files: &Files, path: &str, lists: &CodeLists) -> Compiled<Form> {
    let name = path.rsplit('/').nth(1).unwrap_or(path).to_owned();
    run(files, path, name, lists, false)
}

/// Compiles the form at `path` as [`compile`] does, and reports besides what keeps people from completing it and what the
/// page cannot show. Versions that were published are not examined anew: they go on being served.
#[must_use]
pub fn check(files: &Files, path: &str, lists: &CodeLists) -> Compiled<Form> {
    let name = path.rsplit('/').nth(1).unwrap_or(path).to_owned();
    run(files, path, name, lists, true)
}

/// Compiles one schema on its own, as `guichet form render FILE` does.
#[must_use]
pub fn compile_schema(name: &str, text: &str) -> Compiled<Form> {
    let files = Files::from([(name.to_owned(), text.to_owned())]);
    run(&files, name, name.to_owned(), &CodeLists::built_in(), false)
}

fn run(
    files: &Files,
    path: &str,
    name: String,
    lists: &CodeLists,
    is_examined: bool,
) -> Compiled<Form> {
    let main: Rc<str> = path.into();
    let mut compiler = Compiler {
        files,
        lists,
        kinds: KINDS,
        main: Rc::clone(&main),
        sources: BTreeMap::new(),
        resources: Vec::new(),
        effort: Effort::default(),
        named: Vec::new(),
        terms: Vec::new(),
        type_around: None,
        presence: BTreeSet::new(),
        is_examined,
        destinations: Vec::new(),
        deciding: BTreeMap::new(),
        narrowings: Vec::new(),
        texts: Texts::default(),
        diagnostics: Vec::new(),
        has_unreadable_file: false,
        uses_extensions: false,
        uses_lookaround: false,
        bundle: Value::Null,
        validators: HashMap::new(),
        draft: jsonschema::Draft::Draft202012,
    };
    let value = compiler.form(name);
    if value.is_none() && !compiler.is_broken() {
        let root = Location {
            file: main,
            pointer: Pointer::root(),
        };
        compiler.report(codes::EMPTY_FORM, &root, false, &[]);
    }
    let is_broken = compiler.is_broken();
    let mut diagnostics = compiler.diagnostics;
    diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
    diagnostics.dedup();
    Compiled {
        value: value.filter(|_| !is_broken),
        diagnostics,
    }
}

impl Compiler<'_> {
    fn form(&mut self, name: String) -> Option<Form> {
        let main = Rc::clone(&self.main);
        self.load(&main)?;
        self.load_references();
        self.read_draft();
        self.check_keywords();
        self.load_translations();
        self.bundle_schemas();
        let root_location = Location {
            file: main,
            pointer: Pointer::root(),
        };
        if !self.check_cost() {
            return None;
        }
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
        if root.kind.members().is_some_and(<[Node]>::is_empty) {
            self.report(codes::EMPTY_FORM, &root_location, false, &[]);
        }
        self.check_pointers(&root, &effective);
        let totals = self.totals(&root);
        self.report_translations();
        let used = self.used_files();
        let validator = validator.filter(|_| well_formed)?;
        let about = about_oneself(&settings, &root);
        let form = Form {
            reference: DefinitionRef {
                name,
                version: Version::from_files(&used),
            },
            files: Arc::new(used),
            settings,
            root,
            schema: Arc::new(self.bundle.clone()),
            about,
            totals,
            validator,
        };
        if self.is_examined {
            self.check_satisfiable();
            self.check_dead_ends(&form);
        }
        Some(form)
    }

    /// Returns the files that decide what the form is: schemas, their translations, and code lists.
    fn used_files(&self) -> Files {
        let schemas = self.sources.keys().map(|file| file.to_string());
        let is_locale_or_list =
            |path: &&String| self.texts.files.contains(*path) || path.starts_with(FOLDER);
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

/// Returns the answers that people give about themselves: those that the form says are, and what stands beside these in the
/// same part of the form, where its format tells what it is and there is only one of it.
fn about_oneself(settings: &Settings, root: &Node) -> Vec<(Pointer, &'static str)> {
    let declared = settings.about_oneself();
    let mut about: Vec<(Pointer, &'static str)> = declared
        .iter()
        .map(|(at, token)| ((*at).clone(), *token))
        .collect();
    let parts: BTreeSet<Pointer> = declared.iter().filter_map(|(at, _)| at.parent()).collect();
    for part in &parts {
        let members = root.find(part).and_then(|part| part.kind.members());
        let members = members.unwrap_or_default();
        let token_of = |node: &Node| format::find(node.format.as_deref()?)?.about;
        let tokens: BTreeSet<&'static str> = members.iter().filter_map(token_of).collect();
        for token in tokens {
            let mut found = members.iter().filter(|node| token_of(node) == Some(token));
            if let (Some(only), None) = (found.next(), found.next()) {
                about.push((only.pattern.clone(), token));
            }
        }
    }
    about
}
