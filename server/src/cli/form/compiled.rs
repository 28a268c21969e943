//! The form of a schema file, with what its page and its problems are written with.

use std::path::Path;

use guichet_engine::form::{Form, Problem};
use guichet_engine::ids::Files;
use jiff::tz::TimeZone;

use crate::cli::check::shortened;
use crate::cli::faults;
use crate::cli::schema::Schema;
use crate::cli::terminal::{Speaker, Terminal};
use crate::definitions::Compiled;
use crate::view::Templates;

/// Compiles the form of a schema file; its faults go to standard error.
pub(super) fn compiled(file: &Path, terminal: &mut Terminal<'_>) -> Result<(Schema, Form), String> {
    let schema = Schema::read(file)?;
    let compiled = schema.compile();
    let root = shortened(schema.root.clone());
    faults::print_errors(&compiled.diagnostics, &root, terminal);
    let form = compiled.value.ok_or_else(|| {
        format!(
            "{} is broken: put right what is listed above",
            file.display()
        )
    })?;
    Ok((schema, form))
}

/// Compiles the templates of the definitions folder that the schema lies in, else those that this program was built with.
pub(in crate::cli) fn templates(files: &Files) -> Result<Templates, String> {
    let files = Compiled::template_files(files);
    let mut faults = Vec::new();
    let templates = Templates::compile(&files, &TimeZone::UTC, &mut faults);
    match faults.first() {
        None => Ok(templates),
        Some(fault) => Err(format!(
            "the templates are broken: {}:{}:{}: {}",
            fault.place.file, fault.place.line, fault.place.column, fault.code
        )),
    }
}

/// Returns what is wrong and what to do: the definition's own words, if it has any.
pub(super) fn text_of(problem: &Problem, speaker: &Speaker) -> String {
    match &problem.text {
        Some(text) => text.get(speaker.locale).to_owned(),
        None => speaker.message(&problem.message),
    }
}
