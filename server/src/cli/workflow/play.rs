//! `guichet workflow run`: a scenario, played and described.

use std::path::{Path, PathBuf};

use guichet_engine::workflow::scenario::{self, Entry};
use serde::Serialize;

use super::describe::Describer;
use super::folder::{Read, read_text};
use crate::cli::check::Format;
use crate::cli::faults::{self, Fault};
use crate::cli::process::Exit;
use crate::cli::terminal::Terminal;

/// What is printed for programs.
#[derive(Serialize)]
struct PrintedTrace<'a> {
    /// The scenario's file.
    scenario: &'a str,
    /// The submission, then each move.
    entries: &'a [Entry],
    /// What went otherwise.
    faults: Vec<Fault<'a>>,
}

pub(super) fn run(
    folder: &Path,
    scenario: &Path,
    format: Format,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, String> {
    let read = Read::of(folder, terminal)?;
    let calendar = read.calendar(terminal)?;
    let file = found(folder, scenario)?;
    let text = read_text(&file)?;
    let name = name_below(&file, &read.root);
    let played = scenario::run(&read.workflow, &calendar, &name, &text);
    let faults = &played.diagnostics;
    let entries = played
        .value
        .as_ref()
        .map_or(&[][..], |trace| &trace.entries);
    let speaker = terminal.speaker();
    match format {
        Format::Json => {
            let trace = PrintedTrace {
                scenario: &name,
                entries,
                faults: faults::describe(faults, &speaker),
            };
            let json = serde_json::to_string_pretty(&trace).map_err(|error| error.to_string())?;
            terminal.print_line(&json);
        }
        Format::Text => {
            let mut describer = Describer::new(&speaker, &read.workflow, &calendar.time_zone);
            for entry in entries {
                describer
                    .describe(entry)
                    .iter()
                    .for_each(|line| terminal.print_line(line));
            }
            let faults = faults::describe(faults, &speaker);
            // Whoever reads may have gone away; the exit code still tells.
            let _ = faults::write_text(terminal.out, &faults, &read.root, terminal.colour);
            let moves = entries.len().saturating_sub(1).into();
            let counts = [("moves", moves), ("faults", faults.len().into())];
            terminal.print_line(&speaker.localize("run-done", &counts));
        }
    }
    Ok(if faults.is_empty() {
        Exit::Clean
    } else {
        Exit::Faults
    })
}

/// Finds the scenario's file: as it is given, or by its name among the scenarios of the workflow.
fn found(folder: &Path, scenario: &Path) -> Result<PathBuf, String> {
    let among = folder.join("scenarios").join(scenario);
    let mut named = among.clone().into_os_string();
    named.push(".json");
    [scenario.to_owned(), among, PathBuf::from(named)]
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| format!("there is no scenario {}", scenario.display()))
}

/// Returns what the scenario is called: relative to the folder that everything is relative to, where it lies in it.
fn name_below(file: &Path, root: &Path) -> String {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (file, root) = (whole(file), whole(root));
    file.strip_prefix(&root)
        .unwrap_or(&file)
        .display()
        .to_string()
}
