//! `guichet form`: the page of any schema, and what is wrong with answers to it.

mod render;
#[cfg(test)]
mod tests;
mod validate;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use guichet_engine::form::{Form, Problem};
use guichet_engine::ids::Files;
use jiff::tz::TimeZone;

use super::check::{Format, shortened};
use super::schema::Schema;
use super::terminal::{Speaker, Terminal};
use super::{Exit, faults};
use crate::definitions::Compiled;
use crate::view::Templates;

/// The page of any schema, and what is wrong with answers to it.
#[derive(Debug, Subcommand)]
pub(super) enum FormCommand {
    /// Writes the page of any JSON Schema as HTML
    #[command(after_help = "\
The schema needs no keyword of Guichet's. A $ref may name a neighbouring file; within forms/ of a definitions folder, \
code lists and templates of that folder are used.

Examples:
  guichet form render person.json > person.html
  guichet form render person.json --data me.json --problems --locale en > person.html

Exit codes: 0 the page is written, 2 the schema or the data is broken; standard error says where.")]
    Render(Render),
    /// Lists everything that is wrong with answers, by JSON pointer
    #[command(after_help = "\
The answers are one JSON document, as the schema describes it. A line is the JSON pointer of an answer (\"\" is the \
whole), the code of the rule, and what to do.

Examples:
  guichet form validate person.json me.json
  guichet form validate person.json me.json --format json | jq -r '.[].pointer'

Exit codes: 0 nothing is wrong, 1 something is, 2 the schema or the data is broken; standard error says where.")]
    Validate(Validate),
}

/// What `form render` takes.
#[derive(Args, Debug)]
pub(super) struct Render {
    /// The schema
    file: PathBuf,
    /// Answers to show: a JSON document
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Shows what is wrong with the answers
    #[arg(long, requires = "data")]
    problems: bool,
}

/// What `form validate` takes.
#[derive(Args, Debug)]
pub(super) struct Validate {
    /// The schema
    file: PathBuf,
    /// The answers: a JSON document
    data: PathBuf,
    /// `text` for people, `json` for programs: an array of objects with pointer, code, message and label
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs a command about forms.
pub(super) fn run(command: &FormCommand, terminal: &mut Terminal<'_>) -> Exit {
    let done = match command {
        FormCommand::Render(arguments) => render::render(arguments, terminal),
        FormCommand::Validate(arguments) => validate::validate(arguments, terminal),
    };
    done.unwrap_or_else(|reason| {
        terminal.print_error(&reason);
        Exit::CouldNotRun
    })
}

/// Compiles the form of a schema file; its faults go to standard error.
fn compiled(file: &Path, terminal: &mut Terminal<'_>) -> Result<(Schema, Form), String> {
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
pub(super) fn templates(files: &Files) -> Result<Templates, String> {
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
fn text_of(problem: &Problem, speaker: &Speaker) -> String {
    match &problem.text {
        Some(text) => text.get(speaker.locale).to_owned(),
        None => speaker.message(&problem.message),
    }
}
