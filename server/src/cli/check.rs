//! `guichet check`: every fault of a definitions folder.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use guichet_engine::diagnostic::Severity;
use jiff::tz::TimeZone;

use super::Exit;
use super::faults;
use super::terminal::Terminal;
use crate::config::Config;
use crate::service::definitions::{Compiled, Folder, read_folder};

/// What `check` takes.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// The folder that holds `forms/`, `workflows/` and `templates/` [default: the one that `guichet serve` would use]
    folder: Option<PathBuf>,
    /// `text` for people, `json` for programs: an array of objects with file, line, column, severity, code, message,
    /// help and page
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Checks a folder.
pub(super) fn run(check: &Check, config_file: Option<&Path>, terminal: &mut Terminal<'_>) -> Exit {
    let folder = match &check.folder {
        Some(folder) => Ok(folder.clone()),
        None => Config::from_process(config_file)
            .map(|config| shortened(config.definitions))
            .map_err(|error| error.to_string()),
    };
    let read = folder.and_then(|folder| Ok((read(&folder)?, folder)));
    match read {
        Ok((read, folder)) => report(&read, &folder, check.format, terminal),
        Err(reason) => {
            terminal.complain(&reason);
            Exit::CouldNotRun
        }
    }
}

/// A folder as it is reached from the working folder, which is how people would write it.
fn shortened(folder: PathBuf) -> PathBuf {
    let working_folder = std::env::current_dir().unwrap_or_default();
    match folder.strip_prefix(working_folder) {
        Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
        Ok(rest) => rest.to_owned(),
        Err(_) => folder,
    }
}

fn read(folder: &Path) -> Result<Folder, String> {
    let read = read_folder(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if read == Folder::default() {
        return Err(format!(
            "{} holds nothing in forms/, workflows/ or templates/: give the folder that holds these",
            folder.display()
        ));
    }
    Ok(read)
}

fn report(read: &Folder, folder: &Path, format: Format, terminal: &mut Terminal<'_>) -> Exit {
    let Compiled {
        catalog,
        diagnostics,
        ..
    } = Compiled::of(read, &TimeZone::UTC);
    let speaker = terminal.speaker();
    let faults = faults::told(&diagnostics, &speaker);
    // Whoever reads may have gone away; the exit code still tells.
    let _ = match format {
        Format::Json => faults::write_json(terminal.out, &faults),
        Format::Text => faults::write_text(terminal.out, &faults, folder, terminal.colour),
    };
    let count = |severity: Severity| {
        diagnostics
            .iter()
            .filter(|fault| fault.severity == severity)
            .count()
    };
    if format == Format::Text {
        let line = if diagnostics.is_empty() {
            speaker.say(
                "check-clean",
                &[
                    ("forms", catalog.forms.len().into()),
                    ("workflows", catalog.workflows.len().into()),
                    ("calendars", catalog.calendars.len().into()),
                    ("tried", catalog.tried().into()),
                ],
            )
        } else {
            speaker.say(
                "check-faulty",
                &[
                    ("errors", count(Severity::Error).into()),
                    ("warnings", count(Severity::Warning).into()),
                ],
            )
        };
        terminal.say(&line);
    }
    if diagnostics.is_empty() {
        Exit::Clean
    } else {
        Exit::Faults
    }
}
