//! Everything that a definitions folder holds, compiled together: forms with their examples, workflows with their
//! scenarios, calendars and code lists.

mod least;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::form::source::Source;
use crate::form::{self, CodeLists, Form, codes};
use crate::ids::{DefinitionRef, Files, Pointer};
use crate::parallel;
use crate::workflow::{self, Calendar, Known, Tried, Workflow, scenario};

/// One definition: what it was compiled from, what came of it, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Item<T> {
    /// The model; `None` when a fault of its own, of an example or of a scenario forbids publication.
    pub value: Option<Arc<T>>,
    /// Every fault.
    pub diagnostics: Vec<Diagnostic>,
    /// How many examples or scenarios were run.
    pub run_count: usize,
}

impl<T> Item<T> {
    fn new(value: Option<T>, mut diagnostics: Vec<Diagnostic>, run_count: usize) -> Self {
        sort(&mut diagnostics);
        let broken = diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error);
        Self {
            value: value.filter(|_| !broken).map(Arc::new),
            diagnostics,
            run_count,
        }
    }
}

/// A definitions folder, compiled.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// The forms by folder name.
    pub forms: BTreeMap<String, Item<Form>>,
    /// The workflows by folder name.
    pub workflows: BTreeMap<String, Item<Workflow>>,
    /// The calendars by file name without `.json`.
    pub calendars: BTreeMap<String, Item<Calendar>>,
    /// Faults of the code lists.
    pub list_diagnostics: Vec<Diagnostic>,
}

impl Catalog {
    /// Compiles everything under `forms/` and `workflows/`; no fault stops the rest.
    #[must_use]
    pub fn compile(files: &Files) -> Self {
        let mut list_diagnostics = Vec::new();
        let lists = CodeLists::compile(files, &mut list_diagnostics);
        let calendars = calendars(files);
        let mut workflows = workflows(files, &calendars);
        let names = folders(files, "forms/", "/form.json").map(str::to_owned);
        let forms = parallel::by_name(names, |name| compile_form(files, name, &lists, &workflows));
        try_functions(files, &forms, &mut workflows);
        Self {
            forms,
            workflows,
            calendars,
            list_diagnostics,
        }
    }

    /// Returns every fault, in order of file, line and column; a fault of a shared file is given once.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let forms = self.forms.values().flat_map(|item| &item.diagnostics);
        let workflows = self.workflows.values().flat_map(|item| &item.diagnostics);
        let calendars = self.calendars.values().flat_map(|item| &item.diagnostics);
        let all = forms
            .chain(workflows)
            .chain(calendars)
            .chain(&self.list_diagnostics);
        let mut all: Vec<Diagnostic> = all.cloned().collect();
        sort(&mut all);
        all
    }

    /// Returns how many examples and scenarios were run.
    #[must_use]
    pub fn run_count(&self) -> usize {
        let forms: usize = self.forms.values().map(|item| item.run_count).sum();
        forms
            + self
                .workflows
                .values()
                .map(|item| item.run_count)
                .sum::<usize>()
    }
}

/// The published versions that serve together.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The forms by name.
    pub forms: BTreeMap<String, Arc<Form>>,
    /// The workflows by name.
    pub workflows: BTreeMap<String, Arc<Workflow>>,
    /// The calendars by name.
    pub calendars: BTreeMap<String, Arc<Calendar>>,
}

impl Published {
    /// Returns the workflow that a form's applications go through: the one it names or, where it names none, the only
    /// one.
    #[must_use]
    pub fn workflow_for(&self, form: &Form) -> Option<&Arc<Workflow>> {
        match &form.settings.workflow {
            Some(name) => self.workflows.get(name),
            None if self.workflows.len() == 1 => self.workflows.values().next(),
            None => None,
        }
    }

    /// Returns the calendar of a workflow: the one it names, else Monday to Friday.
    #[must_use]
    pub fn calendar_for(&self, workflow: &Workflow) -> Arc<Calendar> {
        let named = workflow
            .calendar
            .as_ref()
            .and_then(|name| self.calendars.get(name));
        named.map_or_else(|| Arc::new(Calendar::plain()), Arc::clone)
    }
}

/// Compiles the form of a kept version again from its own files.
#[must_use]
pub fn form_for_version(reference: &DefinitionRef, files: &Files) -> Option<Form> {
    let lists = CodeLists::compile(files, &mut Vec::new());
    form::compile(
        files,
        &format!("forms/{}/form.json", reference.name),
        &lists,
    )
    .value
}

/// Compiles the workflow of a kept version again from its own files.
#[must_use]
pub fn workflow_for_version(reference: &DefinitionRef, files: &Files) -> Option<Workflow> {
    let path = format!("workflows/{}/workflow.rhai", reference.name);
    workflow::compile(files, &path, &Known::default()).value
}

/// Returns the names of the folders under `root` that hold the file `main`.
fn folders<'a>(files: &'a Files, root: &'a str, main: &'a str) -> impl Iterator<Item = &'a str> {
    let rest = files
        .keys()
        .filter_map(move |path| path.strip_prefix(root)?.strip_suffix(main));
    rest.filter(|name| !name.contains('/'))
}

fn calendars(files: &Files) -> BTreeMap<String, Item<Calendar>> {
    const FOLDER: &str = "workflows/calendars/";
    let paths = files
        .keys()
        .filter(|path| path.starts_with(FOLDER) && path.ends_with(".json"));
    let compile = |path: &String| {
        let name = path
            .trim_start_matches(FOLDER)
            .trim_end_matches(".json")
            .to_owned();
        let compiled = Calendar::compile(files, path);
        (name, Item::new(compiled.value, compiled.diagnostics, 0))
    };
    paths.map(compile).collect()
}

/// Returns the folder names under `templates/mail/`; `None` where there is no such folder, so that nothing is checked.
fn notices(files: &Files) -> Option<BTreeSet<String>> {
    let rest = files
        .keys()
        .filter_map(|path| path.strip_prefix("templates/mail/"));
    let names: BTreeSet<String> = rest
        .filter_map(|rest| rest.split_once('/'))
        .map(|(name, _)| name.to_owned())
        .collect();
    (!names.is_empty()).then_some(names)
}

fn workflows(
    files: &Files,
    calendars: &BTreeMap<String, Item<Calendar>>,
) -> BTreeMap<String, Item<Workflow>> {
    let notices = notices(files);
    let calendar_names: BTreeSet<String> = calendars.keys().cloned().collect();
    let form_names: BTreeSet<String> = folders(files, "forms/", "/form.json")
        .map(str::to_owned)
        .collect();
    let known = Known {
        notices: notices.as_ref(),
        calendars: Some(&calendar_names),
        forms: (!form_names.is_empty()).then_some(&form_names),
    };
    let names = folders(files, "workflows/", "/workflow.rhai").map(str::to_owned);
    parallel::by_name(names, |name| {
        compile_workflow(files, name, &known, calendars)
    })
}

fn compile_workflow(
    files: &Files,
    name: &str,
    known: &Known<'_>,
    calendars: &BTreeMap<String, Item<Calendar>>,
) -> Item<Workflow> {
    let compiled = workflow::check(files, &format!("workflows/{name}/workflow.rhai"), known);
    let mut diagnostics = compiled.diagnostics;
    let mut run_count = 0;
    if let Some(workflow) = &compiled.value {
        let named = workflow
            .calendar
            .as_ref()
            .and_then(|name| calendars.get(name)?.value.clone());
        let calendar = named.unwrap_or_else(|| Arc::new(Calendar::plain()));
        let folder = format!("workflows/{name}/scenarios/");
        for (path, text) in files
            .range(folder.clone()..)
            .take_while(|(path, _)| path.starts_with(&folder))
        {
            run_count += 1;
            diagnostics.extend(scenario::run(workflow, &calendar, path, text).diagnostics);
        }
    }
    Item::new(compiled.value, diagnostics, run_count)
}

fn compile_form(
    files: &Files,
    name: &str,
    lists: &CodeLists,
    workflows: &BTreeMap<String, Item<Workflow>>,
) -> Item<Form> {
    let path = format!("forms/{name}/form.json");
    let compiled = form::check(files, &path, lists);
    let mut diagnostics = compiled.diagnostics;
    let mut run_count = 0;
    if let Some(form) = &compiled.value {
        run_count = form::examples::run(form, files, &format!("forms/{name}/"), &mut diagnostics);
        if let Some(workflow) = form
            .settings
            .workflow
            .as_ref()
            .filter(|name| !workflows.contains_key(*name))
        {
            diagnostics.extend(unknown_workflow(files, form, workflow));
        }
    }
    Item::new(compiled.value, diagnostics, run_count)
}

/// Returns the fault of naming a workflow that is not there, placed at the `x-workflow` that names it: in the form's
/// own file or in one that it refers to.
fn unknown_workflow(files: &Files, form: &Form, workflow: &str) -> Option<Diagnostic> {
    let keyword = Pointer::root().join("x-workflow");
    let main_file = format!("forms/{}/form.json", form.reference.name);
    let used = form.files.keys().filter(|path| **path != main_file);
    std::iter::once(&main_file).chain(used).find_map(|path| {
        let source = Source::parse(path, files.get(path)?, &mut Vec::new())?;
        source.value.get("x-workflow")?;
        Some(codes::WORKFLOW_UNKNOWN.at(source.place_of_value(&keyword), &[("name", workflow)]))
    })
}

/// Tries the functions of each workflow on the forms that go through it.
fn try_functions(
    files: &Files,
    forms: &BTreeMap<String, Item<Form>>,
    workflows: &mut BTreeMap<String, Item<Workflow>>,
) {
    let only = (workflows.len() == 1).then(|| workflows.keys().next().cloned());
    let only = only.flatten();
    for (name, item) in workflows {
        let Some(workflow) = item.value.clone() else {
            continue;
        };
        let tried: Vec<Tried<'_>> = forms
            .values()
            .filter_map(|form| form.value.as_deref())
            .filter(|form| form.settings.workflow.as_ref().or(only.as_ref()) == Some(name))
            .map(|form| Tried {
                form,
                answers: least::answers(files, form),
            })
            .collect();
        let file = format!("workflows/{name}/workflow.rhai");
        let faults = workflow::try_functions(&workflow, &file, &tried);
        if !faults.is_empty() {
            item.diagnostics.extend(faults);
            sort(&mut item.diagnostics);
            // As any fault but a warning, it keeps the workflow from being published.
            if item
                .diagnostics
                .iter()
                .any(|fault| fault.severity == Severity::Error)
            {
                item.value = None;
            }
        }
    }
}

fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
    diagnostics.dedup();
}
