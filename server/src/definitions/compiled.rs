//! A definitions folder compiled, and what of it is good.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use guichet_engine::catalog::{Catalog, Item};
use guichet_engine::diagnostic::{Code, Diagnostic, Place, Severity};
use guichet_engine::form::Form;
use guichet_engine::ids::Files;
use guichet_engine::workflow::{Calendar, Workflow};
use jiff::tz::TimeZone;

use super::folder::Folder;
use super::refused::Refused;
use super::{codes, deadline, references};
use crate::mail;
use crate::view::{RenderError, Templates, Trial, WORDS, built_in};

/// The folder of templates.
const TEMPLATES: &str = "templates/";
/// The folder with a folder for every notice.
const MAILS: &str = "templates/mail/";

/// A definitions folder, compiled: every model, every fault.
#[derive(Debug)]
pub struct Compiled {
    /// Forms, workflows, calendars.
    pub catalog: Catalog,
    /// What came of the templates.
    pub templates: TemplatesOf,
    /// Every fault, in order of file, line and column.
    pub diagnostics: Vec<Diagnostic>,
    /// The files and folders that could not be read.
    unread: BTreeSet<String>,
}

/// What came of the templates of a folder.
#[derive(Debug)]
pub enum TemplatesOf {
    /// There are none: those that this program was built with are to serve.
    Shipped,
    /// They may serve; with the files that they are compiled from.
    Own(Arc<Templates>, Files),
    /// A fault of theirs forbids that they serve.
    Refused,
}

impl Compiled {
    /// Compiles a folder. Where it has no page of its own, those that this program was built with serve, below the
    /// mails, sentences and assets that it may have.
    #[must_use]
    pub fn from_folder(folder: &Folder, time_zone: &TimeZone) -> Self {
        let mut diagnostics = folder.faults.clone();
        let unread: BTreeSet<String> = folder
            .faults
            .iter()
            .map(|fault| fault.place.file.clone())
            .collect();
        let mut unread = unread;
        let (catalog, templates) = std::thread::scope(|scope| {
            let compiling = scope.spawn(|| {
                let files = folder.files.clone();
                deadline::within(deadline::TIME_MAX, move || Catalog::compile(&files))
            });
            let (templates, faults) = templates_in_time(&folder.files, &unread, time_zone);
            diagnostics.extend(faults);
            let catalog = compiling
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (catalog, templates)
        });
        let catalog = catalog.unwrap_or_else(|| {
            // What served before goes on serving.
            unread.insert(".".to_owned());
            diagnostics.push(endless("."));
            Catalog::default()
        });
        diagnostics.extend(catalog.diagnostics());
        diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
        diagnostics.dedup();
        Self {
            catalog,
            templates,
            diagnostics,
            unread,
        }
    }

    /// Returns the files that the templates of a folder are compiled from: its own, or the shipped ones where it has no page; and the
    /// words of its service.
    #[must_use]
    pub fn template_files(files: &Files) -> Files {
        let mut own = files.clone();
        own.retain(|path, _| is_of_templates(path));
        if own.keys().any(|path| is_page(path)) {
            return own;
        }
        let mut shipped = built_in();
        shipped.append(&mut own);
        shipped
    }

    /// Returns whether anything is broken.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// Returns whether everything could be read and there is no form in it.
    #[must_use]
    pub fn lacks_forms(&self) -> bool {
        self.catalog.forms.is_empty() && self.unread.is_empty()
    }

    /// Returns whether so much could not be read that what is missing may only be unread.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.catalog.forms.is_empty() || touched(&self.unread, "forms/")
    }

    /// Returns the forms that may serve. A form whose code lists are broken may not: it could offer half of its options.
    #[must_use]
    pub fn forms(&self) -> BTreeMap<String, Arc<Form>> {
        let lists = &self.catalog.list_diagnostics;
        let broken: BTreeSet<&str> = lists
            .iter()
            .filter(|fault| fault.severity == Severity::Error)
            .map(|fault| fault.place.file.as_str())
            .collect();
        let mut forms = self.good("forms/", &self.catalog.forms);
        forms.retain(|_, form| !form.files.keys().any(|path| broken.contains(path.as_str())));
        forms
    }

    /// Returns the workflows that may serve.
    #[must_use]
    pub fn workflows(&self) -> BTreeMap<String, Arc<Workflow>> {
        self.good("workflows/", &self.catalog.workflows)
    }

    /// Returns the calendars that may serve.
    #[must_use]
    pub fn calendars(&self) -> BTreeMap<String, Arc<Calendar>> {
        self.good("workflows/calendars/", &self.catalog.calendars)
    }

    /// Returns what lies in the folder and may not serve.
    #[must_use]
    pub fn refused(&self) -> Refused {
        let catalog = &self.catalog;
        Refused {
            forms: without(&catalog.forms, &self.forms()),
            workflows: without(&catalog.workflows, &self.workflows()),
            calendars: without(&catalog.calendars, &self.calendars()),
            templates: matches!(self.templates, TemplatesOf::Refused),
        }
    }

    /// Returns the names of what lies in `folder` and could not be read.
    pub fn unread<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = String> + 'a {
        let rest = self
            .unread
            .iter()
            .filter_map(move |path| path.strip_prefix(folder));
        rest.map(|rest| rest.split(['/', '.']).next().unwrap_or(rest).to_owned())
    }

    fn good<T>(&self, folder: &str, items: &BTreeMap<String, Item<T>>) -> BTreeMap<String, Arc<T>> {
        let readable = items
            .iter()
            .filter(|(name, _)| !touched(&self.unread, &format!("{folder}{name}/")));
        readable
            .filter_map(|(name, item)| Some((name.clone(), Arc::clone(item.value.as_ref()?))))
            .collect()
    }
}

fn without<T, U>(all: &BTreeMap<String, T>, good: &BTreeMap<String, U>) -> BTreeSet<String> {
    let refused = all.keys().filter(|name| !good.contains_key(*name));
    refused.cloned().collect()
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|fault| fault.severity == Severity::Error)
}

/// Returns whether anything within `folder`, which ends with `/`, or around it could not be read.
fn touched(unread: &BTreeSet<String>, folder: &str) -> bool {
    unread.iter().any(|path| {
        path == "." || path.starts_with(folder) || folder.starts_with(&format!("{path}/"))
    })
}

/// Says that something takes too long.
fn endless(file: &str) -> Diagnostic {
    let limit = deadline::TIME_MAX.as_secs().to_string();
    codes::ENDLESS.at(codes::at(file), &[("limit", &limit)])
}

/// Compiles the templates and draws each once, or says which one it was that took too long.
fn templates_in_time(
    files: &Files,
    unread: &BTreeSet<String>,
    time_zone: &TimeZone,
) -> (TemplatesOf, Vec<Diagnostic>) {
    let trial = Trial::default();
    let (files, unread, time_zone) = (files.clone(), unread.clone(), time_zone.clone());
    let drawn = Arc::clone(&trial);
    let work = move || {
        let mut faults = Vec::new();
        let templates = templates_of(&files, &unread, &time_zone, drawn, &mut faults);
        (templates, faults)
    };
    deadline::within(deadline::TIME_MAX, work).unwrap_or_else(|| {
        let name = trial.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let place = match name.as_str() {
            "" => TEMPLATES.trim_end_matches('/').to_owned(),
            name => format!("{TEMPLATES}{name}"),
        };
        (TemplatesOf::Refused, vec![endless(&place)])
    })
}

fn templates_of(
    files: &Files,
    unread: &BTreeSet<String>,
    time_zone: &TimeZone,
    trial: Trial,
    diagnostics: &mut Vec<Diagnostic>,
) -> TemplatesOf {
    let is_unread = touched(unread, TEMPLATES) || touched(unread, WORDS);
    if !is_unread && !files.keys().any(|path| is_of_templates(path)) {
        return TemplatesOf::Shipped;
    }
    let files = Compiled::template_files(files);
    let mut faults = missing(&files);
    faults.extend(references::dangling(&files));
    let mut templates = Templates::compile(&files, time_zone, &mut faults);
    if !has_errors(&faults) {
        templates.set_trial(Some(trial));
        faults.extend(render_faults(&templates, &files));
        templates.set_trial(None);
    }
    let is_broken = has_errors(&faults) || is_unread;
    diagnostics.extend(faults);
    if is_broken {
        TemplatesOf::Refused
    } else {
        TemplatesOf::Own(Arc::new(templates), files)
    }
}

fn is_of_templates(path: &str) -> bool {
    path.starts_with(TEMPLATES) || path.starts_with(WORDS)
}

/// Returns whether a file is a page: a template that this program asks for by name.
fn is_page(path: &str) -> bool {
    let name = path
        .strip_prefix(TEMPLATES)
        .and_then(|name| name.strip_suffix(".html"));
    name.is_some_and(|name| !name.trim_start_matches("admin/").contains('/'))
}

/// Returns whether this program or its pages ask for a template by a name that is put together only then: by page, by control.
fn is_needed(path: &str) -> bool {
    let is_control = ["templates/fields/", "templates/read/"]
        .iter()
        .any(|folder| path.starts_with(folder) && path.ends_with(".html"));
    is_page(path) || is_control
}

/// Returns the templates that are needed and the folder lacks.
fn missing(files: &Files) -> Vec<Diagnostic> {
    let shipped = built_in();
    let pages = shipped.keys().filter(|path| is_needed(path)).cloned();
    let own_notices = files
        .keys()
        .filter_map(|path| Some(path.strip_prefix(MAILS)?.split_once('/')?.0));
    let notices: BTreeSet<&str> = own_notices
        .chain([mail::RECOVERY, mail::PASSWORD_CHANGED, mail::ACCOUNT])
        .collect();
    let parts = notices
        .into_iter()
        .flat_map(|notice| mail::PARTS.map(|part| format!("{MAILS}{notice}/{part}")));
    pages
        .chain(parts)
        .filter(|path| !files.contains_key(path))
        .map(|path| codes::TEMPLATE_MISSING.at(codes::at(&path), &[]))
        .collect()
}

/// Returns the mails and pages whose templates fail.
fn render_faults(templates: &Templates, files: &Files) -> Vec<Diagnostic> {
    let mails = mail::check(templates, files).into_iter();
    let mut faults: Vec<Diagnostic> = mails
        .map(|error| undrawn(codes::MAIL_UNDRAWABLE, &error))
        .collect();
    // What this program was built with was drawn by its tests.
    if !pages_are_built_in(files) {
        let pages = crate::view::render_faults(templates).into_iter();
        faults.extend(pages.map(|error| undrawn(codes::PAGE_UNDRAWABLE, &error)));
    }
    faults
}

fn undrawn(code: Code, error: &RenderError) -> Diagnostic {
    let place = Place {
        line: u32::try_from(error.line.unwrap_or(1)).unwrap_or(1),
        ..codes::at(&format!("{TEMPLATES}{}", error.template))
    };
    code.at(place, &[("reason", &error.reason)])
}

/// Returns whether everything that pages are drawn with is as this program was built with it.
fn pages_are_built_in(files: &Files) -> bool {
    let of_pages = |files: &Files| {
        let mut files = files.clone();
        files.retain(|path, _| path.starts_with(TEMPLATES) && !path.starts_with(MAILS));
        files
    };
    of_pages(files) == of_pages(&built_in())
}
