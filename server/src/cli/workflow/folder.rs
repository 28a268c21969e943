//! Reads a workflow's folder with what it needs from around it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use guichet_engine::form::source::FILE_SIZE_BYTES_MAX;
use guichet_engine::ids::Files;
use guichet_engine::workflow::{Calendar, Known, Workflow, compile};

use crate::cli::check::shortened;
use crate::cli::faults;
use crate::cli::schema;
use crate::cli::terminal::Terminal;
use crate::definitions::read_folder;

/// The folder of workflows within a definitions folder.
const WORKFLOWS: &str = "workflows";
/// The script within a workflow's folder.
const SCRIPT: &str = "workflow.rhai";

/// A workflow with the files around it.
pub(super) struct Read {
    /// The folder that paths are relative to.
    pub(super) root: PathBuf,
    pub(super) files: Files,
    pub(super) workflow: Workflow,
}

impl Read {
    /// Reads and compiles; faults go to standard error. A workflow that lies in the `workflows/` of a definitions folder
    /// may use the calendars and templates of that folder; any other stands for itself.
    pub(super) fn of(folder: &Path, terminal: &mut Terminal<'_>) -> Result<Self, String> {
        let own = folder
            .canonicalize()
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        if !own.join(SCRIPT).is_file() {
            return Err(format!(
                "{} holds no {SCRIPT}: give a workflow's folder, such as workflows/registration",
                folder.display()
            ));
        }
        let name = own.file_name().unwrap_or_default().to_string_lossy();
        let around = own.parent().filter(|parent| parent.ends_with(WORKFLOWS));
        let (root, path, files) = match around.and_then(Path::parent) {
            Some(root) => {
                let read =
                    read_folder(root).map_err(|error| format!("{}: {error}", root.display()))?;
                let path = format!("{WORKFLOWS}/{name}");
                (root.to_owned(), path, read.files)
            }
            None => {
                let root = own.parent().unwrap_or(&own).to_owned();
                (root, name.clone().into_owned(), alone(&own, &name)?)
            }
        };
        let compiled = compile(&files, &format!("{path}/{SCRIPT}"), &Known::default());
        let root = shortened(root);
        faults::print_errors(&compiled.diagnostics, &root, terminal);
        let workflow = compiled.value.ok_or_else(|| {
            format!(
                "{} is broken: put right what is listed above",
                folder.display()
            )
        })?;
        Ok(Self {
            root,
            files,
            workflow,
        })
    }

    /// Returns the workflow's calendar; Monday to Friday where it names none.
    pub(super) fn calendar(&self, terminal: &mut Terminal<'_>) -> Result<Arc<Calendar>, String> {
        let Some(name) = &self.workflow.calendar else {
            return Ok(Arc::new(Calendar::plain()));
        };
        let path = format!("{WORKFLOWS}/calendars/{name}.json");
        if !self.files.contains_key(&path) {
            return Err(format!(
                "the calendar {name} is not there: {}",
                self.root.join(path).display()
            ));
        }
        let compiled = Calendar::compile(&self.files, &path);
        faults::print_errors(&compiled.diagnostics, &self.root, terminal);
        let calendar = compiled.value.map(Arc::new);
        calendar.ok_or_else(|| format!("the calendar {name} is broken"))
    }
}

/// Reads the script and translations of a folder that lies in no definitions folder.
fn alone(folder: &Path, name: &str) -> Result<Files, String> {
    let translations = schema::translations(&folder.join("locales"))
        .into_iter()
        .map(|name| format!("locales/{name}"));
    let mut files = Files::new();
    for path in std::iter::once(SCRIPT.to_owned()).chain(translations) {
        if folder.join(&path).is_file() {
            files.insert(format!("{name}/{path}"), read_text(&folder.join(&path))?);
        }
    }
    Ok(files)
}

/// Reads a file of at most the size that a definition may have.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    let failed =
        |reason: &dyn std::fmt::Display| format!("{} cannot be read: {reason}", path.display());
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut text = String::new();
    let most = u64::try_from(FILE_SIZE_BYTES_MAX).unwrap_or(u64::MAX);
    file.take(most.saturating_add(1))
        .read_to_string(&mut text)
        .map_err(|error| failed(&error))?;
    if text.len() > FILE_SIZE_BYTES_MAX {
        return Err(failed(&format!(
            "it has more than {FILE_SIZE_BYTES_MAX} bytes"
        )));
    }
    Ok(text)
}
