//! `guichet workflow`: looks at one workflow.

mod describe;
mod diagram;
mod folder;
mod play;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::check::Format;
use super::process::Exit;
use super::terminal::Terminal;

/// The commands about workflows.
#[derive(Debug, Subcommand)]
pub(super) enum WorkflowCommand {
    /// Writes the picture of a workflow, an SVG file of its own, to standard output
    #[command(after_help = "\
The picture shows each step with who does it and by when, each action with where it leads, what happens when time runs
out, where branches part and meet, and the ends. It carries its own style, in light and dark, and a description in words.

Examples:
  guichet workflow diagram workflows/registration > registration.svg
  guichet workflow diagram workflows/registration --locale en > registration.en.svg

Exit codes: 0 drawn, 2 the folder could not be read or the workflow is broken.")]
    Diagram(Diagram),
    /// Plays a scenario and prints what happens, move by move
    #[command(after_help = "\
A scenario is the story of one application: who does what when, and what must then hold. Each move is printed with its
time, who, what they did and what came of it: the events, the steps then open with their due dates, or why it was refused.
What goes otherwise than the scenario expects is listed at the end with its line.

Examples:
  guichet workflow run workflows/registration workflows/registration/scenarios/approve.json
  guichet workflow run workflows/registration approve
  guichet workflow run workflows/registration approve --format json | jq '.entries[].open'

Exit codes: 0 all as expected, 1 something else happened, 2 the files could not be read or the workflow is broken.")]
    Run(Run),
}

/// What `workflow diagram` takes.
#[derive(Args, Debug)]
pub(super) struct Diagram {
    /// The workflow's folder: the one that holds `workflow.rhai`
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// What `workflow run` takes.
#[derive(Args, Debug)]
pub(super) struct Run {
    /// The workflow's folder: the one that holds `workflow.rhai`
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The scenario's file, or its name within the folder's `scenarios/`
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// `text` for people, `json` for programs: an object with scenario, entries and faults
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs a command about workflows.
pub(super) fn run(command: &WorkflowCommand, terminal: &mut Terminal<'_>) -> Exit {
    let done = match command {
        WorkflowCommand::Diagram(arguments) => diagram::run(&arguments.folder, terminal),
        WorkflowCommand::Run(arguments) => play::run(
            &arguments.folder,
            &arguments.scenario,
            arguments.format,
            terminal,
        ),
    };
    done.unwrap_or_else(|reason| {
        terminal.print_error(&reason);
        Exit::CouldNotRun
    })
}
