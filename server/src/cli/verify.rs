//! `guichet verify`: exported cases, journals and backups, checked offline.

use std::path::{Path, PathBuf};

use clap::Args;
use guichet_engine::message::Message;
use serde::Serialize;

use super::backup::told;
use super::check::Format;
use super::process::Exit;
use super::terminal::Terminal;
use crate::backup;
use crate::journal::{JournalError, Reader};
use crate::service::export::{self, CaseExport};

/// Bytes of a file.
const FILE_MAX: u64 = 256 * 1024 * 1024;

/// What `verify` takes.
#[derive(Args, Debug)]
pub(super) struct Verify {
    /// Files that `guichet export case` wrote, folders of journals, and backups
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// `text` for people, `json` for programs: an array with file, reference, events and faults
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What is printed for programs.
#[derive(Serialize)]
struct Verified {
    file: String,
    reference: String,
    events: usize,
    faults: Vec<String>,
}

pub(super) fn run(arguments: &Verify, terminal: &mut Terminal<'_>) -> Exit {
    let speaker = terminal.speaker();
    let mut all = Vec::new();
    let (journals, files): (Vec<_>, Vec<_>) =
        arguments.files.iter().partition(|path| path.is_dir());
    let mut holds = true;
    for folder in journals {
        match whole(folder, terminal) {
            Ok(whole) => holds &= whole,
            Err(reason) => {
                terminal.print_error(&reason);
                return Exit::CouldNotRun;
            }
        }
    }
    for file in files {
        let export = match read(file) {
            Ok(export) => export,
            Err(reason) => {
                terminal.print_error(&format!("{}: {reason}", file.display()));
                return Exit::CouldNotRun;
            }
        };
        let faults = export::verify(&export);
        let messages = faults.iter().map(|fault| localize(&speaker, fault));
        all.push(Verified {
            file: file.display().to_string(),
            reference: export.case.reference.to_string(),
            events: export.events.len(),
            faults: messages.collect(),
        });
    }
    match arguments.format {
        Format::Json if all.is_empty() => {}
        Format::Json => {
            terminal.print_line(&serde_json::to_string_pretty(&all).unwrap_or_default());
        }
        Format::Text => {
            for own in &all {
                let key = if own.faults.is_empty() {
                    "verify-whole"
                } else {
                    "verify-broken"
                };
                let args = [
                    ("file", own.file.as_str().into()),
                    ("reference", own.reference.as_str().into()),
                    ("events", own.events.into()),
                    ("faults", own.faults.len().into()),
                ];
                terminal.print_line(&speaker.localize(key, &args));
                for fault in &own.faults {
                    terminal.print_line(&format!("    {fault}"));
                }
            }
        }
    }
    if holds && all.iter().all(|own| own.faults.is_empty()) {
        Exit::Clean
    } else {
        Exit::Faults
    }
}

/// Reads a backup or a journal, and says whether it is whole.
fn whole(folder: &Path, terminal: &mut Terminal<'_>) -> Result<bool, String> {
    if !matches!(backup::manifest(folder), Ok(Some(_))) {
        return journal(folder, terminal);
    }
    let verified = backup::verify(folder).map_err(|error| error.to_string())?;
    let exit = told("backup-whole", folder, Ok(verified), terminal);
    Ok(exit == Exit::Clean)
}

/// Reads a journal from its first line to its last, and says whether it is whole.
fn journal(folder: &Path, terminal: &mut Terminal<'_>) -> Result<bool, String> {
    let failed = |error: JournalError| error.to_string();
    let first = crate::journal::segments(folder).map_err(failed)?;
    let Some(first) = first.first().map(|segment| segment.first) else {
        return Err(format!("{}: there is no journal in it", folder.display()));
    };
    let mut reader = Reader::open(folder, first - 1).map_err(failed)?;
    let damage = loop {
        match reader.read() {
            Ok(Some(_)) => {}
            Ok(None) => break None,
            Err(error @ (JournalError::Damaged { .. } | JournalError::Missing { .. })) => {
                break Some(error.to_string());
            }
            Err(error) => return Err(error.to_string()),
        }
    };
    let (last, chain) = reader.head();
    let args = [
        ("folder", folder.display().to_string().into()),
        ("first", first.into()),
        ("last", last.into()),
        ("chain", chain.to_string().into()),
    ];
    let key = if damage.is_none() {
        "verify-journal-whole"
    } else {
        "verify-journal-broken"
    };
    let line = terminal.speaker().localize(key, &args);
    terminal.print_line(&line);
    if let Some(reason) = &damage {
        terminal.print_line(&format!("    {reason}"));
    }
    Ok(damage.is_none())
}

fn localize(speaker: &super::terminal::Speaker, fault: &Message) -> String {
    let args: Vec<(&str, serde_json::Value)> = fault
        .args
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    speaker.localize(&fault.key, &args)
}

fn read(file: &Path) -> Result<CaseExport, String> {
    let length = std::fs::metadata(file).map_err(|error| error.to_string())?;
    if length.len() > FILE_MAX {
        return Err(format!("it has more than {FILE_MAX} bytes"));
    }
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("it is no exported case: {error}"))
}

#[cfg(test)]
mod tests {
    use crate::cli::process::Exit;
    use crate::cli::trial::Fixture;
    use crate::service::cases::tests::returned;
    use crate::service::export;
    use crate::testing;

    #[rocket::async_test]
    async fn an_exported_case_is_verified_offline() {
        let service = testing::service().await;
        let row = returned(&service).await;
        let made = export::for_case(&service.app.store, &row, service.app.clock.now()).await;
        let text = serde_json::to_string_pretty(&made.expect("exported")).expect("json");
        let fixture = Fixture::new(&[]);
        let file = fixture.path("case.json");
        let name = file.display().to_string();
        std::fs::write(&file, &text).expect("written");
        let done = fixture.run(&["verify", &name]);
        assert_eq!(done.exit, Exit::Clean, "{}{}", done.out, done.err);
        assert!(
            done.out.contains(row.case.reference.as_str()),
            "{}",
            done.out
        );
        let mut changed: serde_json::Value = serde_json::from_str(&text).expect("json");
        changed["case"]["answers"] = serde_json::json!({ "name": "another" });
        std::fs::write(&file, changed.to_string()).expect("written");
        let done = fixture.run(&["verify", &name]);
        assert_eq!(done.exit, Exit::Faults, "{}{}", done.out, done.err);
        assert_eq!(done.out.lines().count(), 3, "{}", done.out);
        let done = fixture.run(&["verify", &name, "--format", "json"]);
        let printed: serde_json::Value = serde_json::from_str(&done.out).expect("json");
        assert_eq!(printed[0]["faults"].as_array().map(Vec::len), Some(2));
        std::fs::write(&file, "{}").expect("written");
        let done = fixture.run(&["verify", &name]);
        assert_eq!(done.exit, Exit::CouldNotRun);
        assert!(done.err.contains("no exported case"), "{}", done.err);
    }

    #[test]
    fn a_case_that_is_not_there_is_not_exported() {
        let fixture = Fixture::new(&[]);
        let done = fixture.run(&["export", "case", "20260302-1234"]);
        assert_eq!(done.exit, Exit::CouldNotRun);
        assert!(done.err.contains("no store"), "{}", done.err);
    }
}
