//! `guichet check`: every fault of a definitions folder.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use guichet_engine::diagnostic::Severity;
use jiff::tz::TimeZone;

use super::faults;
use super::process::Exit;
use super::terminal::Terminal;
use crate::config::Config;
use crate::definitions::{Compiled, Folder, read_folder};

/// What `check` takes.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// The folder that holds `forms/`, `workflows/` and `templates/` [default: the one that `guichet serve` would use]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// `text` for people, `json` for programs: an array of objects with file, line, column, severity, code, message,
    /// help and page, and path where a workflow's fault has a way that leads to it
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
            terminal.print_error(&reason);
            Exit::CouldNotRun
        }
    }
}

/// Returns a folder as it is reached from the working folder, which is how people would write it.
pub(super) fn shortened(folder: PathBuf) -> PathBuf {
    let working_folder = std::env::current_dir().unwrap_or_default();
    match folder.strip_prefix(working_folder) {
        Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
        Ok(rest) => rest.to_owned(),
        Err(_) => folder,
    }
}

/// Reads a folder that holds definitions.
pub(super) fn read(folder: &Path) -> Result<Folder, String> {
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
    } = Compiled::from_folder(read, &TimeZone::UTC);
    let speaker = terminal.speaker();
    let faults = faults::describe(&diagnostics, &speaker);
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
            speaker.localize(
                "check-clean",
                &[
                    ("forms", catalog.forms.len().into()),
                    ("workflows", catalog.workflows.len().into()),
                    ("calendars", catalog.calendars.len().into()),
                    ("tried", catalog.run_count().into()),
                ],
            )
        } else {
            speaker.localize(
                "check-faulty",
                &[
                    ("errors", count(Severity::Error).into()),
                    ("warnings", count(Severity::Warning).into()),
                ],
            )
        };
        terminal.print_line(&line);
    }
    if diagnostics.is_empty() {
        Exit::Clean
    } else {
        Exit::Faults
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::Exit;
    use crate::cli::trial::{folders, project, run, word};

    #[test]
    fn the_shipped_definitions_are_clean() {
        let done = run(&["check", word(&project("."))]);
        assert_eq!(
            (done.exit, done.err.as_str()),
            (Exit::Clean, ""),
            "{}",
            done.out
        );
        assert!(
            done.out.ends_with("examples and scenarios: no faults.\n"),
            "{}",
            done.out
        );
        let done = run(&["check", word(&project(".")), "--format", "json"]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Clean, "[]\n"));
    }

    #[test]
    fn every_broken_definition_gives_its_faults_at_their_places() {
        let fixtures = folders("tests/fixtures/broken");
        assert!(fixtures.len() >= 30);
        for folder in fixtures {
            let expected =
                std::fs::read_to_string(folder.join("expected.txt")).expect("expected.txt");
            let done = run(&["check", word(&folder), "--format", "json"]);
            assert_eq!(done.exit, Exit::Faults, "{}", folder.display());
            let found: Vec<Value> = serde_json::from_str(&done.out).expect("an array");
            let line = |fault: &Value| {
                let text = |name: &str| fault[name].as_str().expect(name);
                assert!(!text("message").contains("diagnostic-"), "{fault}");
                assert!(!text("help").contains("diagnostic-"), "{fault}");
                assert!(project(text("page")).is_file(), "{fault}");
                format!(
                    "{}:{}:{} {}\n",
                    text("file"),
                    fault["line"],
                    fault["column"],
                    text("code")
                )
            };
            let actual: String = found.iter().map(line).collect();
            assert_eq!(actual, expected, "{}", folder.display());
        }
    }

    #[test]
    fn a_fault_is_told_with_its_line_a_mark_what_to_do_and_its_page() {
        let folder = project("tests/fixtures/broken/form-ref-to-missing-file");
        let file = folder.join("forms/permit/form.json");
        let done = run(&["check", word(&folder)]);
        assert_eq!(done.exit, Exit::Faults);
        let expect = format!(
            "{}:4:25: error[F008]: A $ref leads to the file “forms/shared/persons.json”, which is not there\n \
             4 |     \"person\": {{ \"$ref\": \"../shared/persons.json\" }},\n   |                         ^\nhelp: ",
            word(&file)
        );
        assert!(done.out.starts_with(&expect), "{}\n{expect}", done.out);
        assert!(
            done.out.contains("\npage: docs/diagnostics/F008.md\n\n"),
            "{}",
            done.out
        );
        assert!(
            done.out.ends_with("\n2 errors, 0 warnings.\n"),
            "{}",
            done.out
        );
        assert!(
            !done.out.contains('\u{1b}'),
            "colours where there is no terminal"
        );
        let done = run(&["check", word(&folder), "--locale", "zh-CN"]);
        assert!(
            done.out.ends_with("\n错误 2 处，警告 0 处。\n"),
            "{}",
            done.out
        );
    }

    #[test]
    fn a_warning_is_a_fault() {
        let folder = project("tests/fixtures/broken/calendar-day-twice");
        let done = run(&["check", word(&folder)]);
        assert_eq!(done.exit, Exit::Faults);
        assert!(done.out.contains(": warning[C017]: "), "{}", done.out);
    }

    #[test]
    fn a_folder_that_is_none_could_not_be_checked() {
        let empty = tempfile::tempdir().expect("a folder");
        let missing = empty.path().join("missing");
        for (folder, reason) in [
            (missing.as_path(), "No such file"),
            (empty.path(), "holds nothing in forms/"),
        ] {
            for format in ["text", "json"] {
                let done = run(&["check", word(folder), "--format", format]);
                assert_eq!((done.exit, done.out.as_str()), (Exit::CouldNotRun, ""));
                assert!(
                    done.err.contains(reason) && done.err.lines().count() == 1,
                    "{}",
                    done.err
                );
            }
        }
    }
}
