//! `guichet form`: the page of any schema, and what is wrong with answers to it.

pub(super) mod compiled;
mod render;
#[cfg(test)]
mod tests;
mod validate;

use clap::Subcommand;

use super::process::Exit;
use super::terminal::Terminal;
use render::Render;
use validate::Validate;

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
