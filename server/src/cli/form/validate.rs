//! `guichet form validate`: what is wrong with answers.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::compiled::{compiled, text_of};
use crate::cli::check::Format;
use crate::cli::process::Exit;
use crate::cli::schema::read_answers;
use crate::cli::terminal::Terminal;
use crate::service::labels;

/// What `form validate` takes.
#[derive(Args, Debug)]
pub(in crate::cli) struct Validate {
    /// The schema
    file: PathBuf,
    /// The answers: a JSON document
    data: PathBuf,
    /// `text` for people, `json` for programs: an array of objects with pointer, code, message and label
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// A problem as programs read it.
#[derive(Serialize)]
struct ProblemEntry<'p> {
    pointer: &'p str,
    code: &'p str,
    message: String,
    label: String,
}

/// Lists every problem on standard output.
pub(super) fn validate(arguments: &Validate, terminal: &mut Terminal<'_>) -> Result<Exit, String> {
    let (_, form) = compiled(&arguments.file, terminal)?;
    let (answers, secrets) = read_answers(&form, &arguments.data)?;
    let problems = form.validate(&answers, &secrets);
    let speaker = terminal.speaker();
    let entries: Vec<ProblemEntry<'_>> = problems
        .iter()
        .map(|problem| ProblemEntry {
            pointer: problem.pointer.as_str(),
            code: &problem.code,
            message: text_of(problem, &speaker),
            label: labels::label_of(&form, &problem.pointer, speaker.locale),
        })
        .collect();
    match arguments.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&entries).map_err(|error| error.to_string())?;
            terminal.print_line(&json);
        }
        Format::Text => {
            for entry in &entries {
                let pointer = match entry.pointer {
                    "" => "\"\"",
                    pointer => pointer,
                };
                terminal.print_line(&format!("{pointer}: {}: {}", entry.code, entry.message));
            }
            let count = Value::from(entries.len());
            terminal.print_line(&speaker.localize("validate-done", &[("count", count)]));
        }
    }
    Ok(if entries.is_empty() {
        Exit::Clean
    } else {
        Exit::Faults
    })
}
