//! `guichet backup` and `guichet restore`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::process::{Exit, fatal, runtime};
use super::terminal::Terminal;
use crate::backup::{self, FileFault, Places, Report};
use crate::config::Config;
use crate::data_folder;
use crate::journal::Until;
use crate::store::Store;

/// Files that are listed one by one.
const LISTED_MAX: usize = 50;

/// What `backup` takes.
#[derive(Args, Debug)]
pub(super) struct Backup {
    /// The folder to write to: empty, or an earlier backup of this service
    folder: PathBuf,
}

/// What `restore` takes.
#[derive(Args, Debug)]
pub(super) struct Restore {
    /// The backup
    folder: PathBuf,
    /// The moment, as 2026-11-30T12:00:00+08:00; or the number of a batch of the journal
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    until: Option<Until>,
}

fn moment(text: &str) -> Result<Until, String> {
    if let Ok(batch) = text.parse() {
        return Ok(Until::Batch(batch));
    }
    let at: Result<Timestamp, _> = text.parse();
    at.map(Until::Time)
        .map_err(|_| "write a time with its zone, as 2026-11-30T12:00:00+08:00".to_owned())
}

/// Makes a backup; the service may run.
pub(super) fn make(
    arguments: &Backup,
    config_file: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Exit {
    let done = Config::from_process(config_file)
        .map_err(|error| error.to_string())
        .and_then(|config| {
            let made = backup::make(&Places::of(&config)?, &arguments.folder, Timestamp::now());
            made.map_err(|error| error.to_string())
        });
    told("backup-made", &arguments.folder, done, terminal)
}

/// Restores a backup, and makes the store of it.
pub(super) fn restore(
    arguments: &Restore,
    config_file: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Exit {
    let config = Config::from_process(config_file).map_err(|error| error.to_string());
    let done = config.and_then(|config| runtime(1)?.block_on(restored(arguments, &config)));
    told("backup-restored", &arguments.folder, done, terminal)
}

async fn restored(arguments: &Restore, config: &Config) -> Result<Report, String> {
    let places = Places::of(config)?;
    if config.may_have_store() {
        let url = config.store_url();
        return Err(format!(
            "there is a store already, {url}: a backup is restored into a place where nothing is"
        ));
    }
    data_folder::make(&config.data)?;
    let until = arguments.until.unwrap_or(Until::End);
    let report = backup::restore(&arguments.folder, &places, until);
    let report = report.map_err(|error| error.to_string())?;
    let opened = Store::open(&config.store_url(), Some(&places.journal), fatal()).await;
    opened.map_err(|error| error.to_string())?.close().await;
    Ok(report)
}

/// Prints what came of it.
pub(super) fn told(
    key: &str,
    folder: &Path,
    done: Result<Report, String>,
    terminal: &mut Terminal<'_>,
) -> Exit {
    let report = match done {
        Ok(report) => report,
        Err(reason) => {
            terminal.print_error(&reason);
            return Exit::CouldNotRun;
        }
    };
    let at = report.head.at;
    let args = [
        ("folder", folder.display().to_string().into()),
        ("seq", report.head.seq.into()),
        ("at", at.to_string().into()),
        ("files", report.files.into()),
        ("copied", report.copied.into()),
        ("chain", report.head.chain.to_string().into()),
    ];
    let speaker = terminal.speaker();
    terminal.print_line(&speaker.localize(key, &args));
    for (id, fault) in report.faults.iter().take(LISTED_MAX) {
        let key = match fault {
            FileFault::Missing => "backup-file-missing",
            FileFault::Changed => "backup-file-changed",
        };
        let line = speaker.localize(key, &[("id", id.as_str().into())]);
        terminal.print_line(&format!("    {line}"));
    }
    let more = report.faults.len().saturating_sub(LISTED_MAX);
    if more > 0 {
        let line = speaker.localize("backup-files-more", &[("count", more.into())]);
        terminal.print_line(&format!("    {line}"));
    }
    if report.faults.is_empty() {
        Exit::Clean
    } else {
        Exit::Faults
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::cli::trial::{Fixture, run_once_free as run, word};

    #[test]
    fn what_was_backed_up_is_restored_elsewhere_also_as_it_was_before() {
        let fixture = Fixture::new(&[]);
        let add = |fixture: &Fixture, name: &str| {
            run(fixture, &["user", "add", name, "--role", "reviewer"])
        };
        assert_eq!(add(&fixture, "wang").exit, Exit::Clean);
        let folder = fixture.path("backup");
        let made = run(&fixture, &["backup", word(&folder)]);
        assert_eq!(made.exit, Exit::Clean, "{}{}", made.out, made.err);
        let batch = backup::manifest(&folder).expect("read").expect("one").seq;
        assert_eq!(add(&fixture, "li").exit, Exit::Clean);
        let made = run(&fixture, &["backup", word(&folder)]);
        assert_eq!(made.exit, Exit::Clean, "{}{}", made.out, made.err);
        let verified = run(&fixture, &["verify", word(&folder)]);
        assert_eq!(verified.exit, Exit::Clean, "{}", verified.out);

        let other = Fixture::new(&[]);
        let done = run(&other, &["restore", word(&folder)]);
        assert_eq!(done.exit, Exit::Clean, "{}{}", done.out, done.err);
        for name in ["wang", "li"] {
            let again = add(&other, name);
            assert!(again.err.contains("there is an account"), "{}", again.err);
        }
        let twice = run(&other, &["restore", word(&folder)]);
        assert_eq!(twice.exit, Exit::CouldNotRun, "{}", twice.out);

        let before = Fixture::new(&[]);
        let until = batch.to_string();
        let done = run(&before, &["restore", word(&folder), "--until", &until]);
        assert_eq!(done.exit, Exit::Clean, "{}{}", done.out, done.err);
        assert!(add(&before, "wang").err.contains("there is an account"));
        assert_eq!(add(&before, "li").exit, Exit::Clean, "not there yet then");
    }

    #[test]
    fn what_is_no_backup_is_left_alone() {
        let fixture = Fixture::new(&[]);
        let folder = fixture.path("backup");
        let none = run(&fixture, &["backup", word(&folder)]);
        assert_eq!(none.exit, Exit::CouldNotRun);
        assert!(none.err.contains("holds no journal"), "{}", none.err);
        run(&fixture, &["user", "add", "wang", "--role", "reviewer"]);
        fs::create_dir(&folder).expect("made");
        fs::write(folder.join("letter.txt"), "mine").expect("written");
        let refused = run(&fixture, &["backup", word(&folder)]);
        assert!(refused.err.contains("is no backup"), "{}", refused.err);
        let other = Fixture::new(&[]);
        let refused = run(&other, &["restore", word(&folder)]);
        assert!(refused.err.contains("is no backup"), "{}", refused.err);
        // The backup of another service.
        let elsewhere = other.path("backup");
        run(&other, &["user", "add", "wang", "--role", "reviewer"]);
        assert_eq!(run(&other, &["backup", word(&elsewhere)]).exit, Exit::Clean);
        let refused = run(&fixture, &["backup", word(&elsewhere)]);
        assert!(
            refused.err.contains("is no backup of this"),
            "{}",
            refused.err
        );
    }

    #[test]
    fn moments_are_times_with_a_zone_and_batches() {
        assert_eq!(moment("17"), Ok(Until::Batch(17)));
        let at = moment("1970-01-01T08:00:01+08:00");
        assert_eq!(at, Ok(Until::Time(crate::testing::at(1_000))));
        assert!(moment("yesterday").is_err());
    }
}
