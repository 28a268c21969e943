//! `guichet recover`: when the store or its journal is damaged, the other one makes it anew.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::process::{Exit, fatal, runtime};
use super::terminal::Terminal;
use crate::config::Config;
use crate::data_folder;
use crate::store::{self, Store};

/// What is made anew. What was there is set aside, never deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub(super) enum RecoverCommand {
    /// Makes the store anew from the journal
    #[command(after_help = "\
The store is moved beside itself, and one is made from what the journal says: nothing that was acknowledged is missing.

Example: guichet recover store

Exit codes: 0 made, 2 not made: one line says why.")]
    Store,
    /// Begins a journal anew with what the store holds
    #[command(after_help = "\
The journal is moved beside itself, and one is begun with a copy of the store. What only the damaged journal had is not in it: \
put an undamaged copy of the journal back instead, if there is one.

Example: guichet recover journal

Exit codes: 0 made, 2 not made: one line says why.")]
    Journal,
}

/// Runs a recovery; the service must not run.
pub(super) fn run(
    command: RecoverCommand,
    config_file: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Exit {
    let config = Config::from_process(config_file).map_err(|error| error.to_string());
    let done = config.and_then(|config| runtime(1)?.block_on(recovered(command, &config)));
    match done {
        Ok(aside) => {
            let key = match command {
                RecoverCommand::Store => "recover-store",
                RecoverCommand::Journal => "recover-journal",
            };
            let path = aside.display().to_string();
            let line = terminal.speaker().localize(key, &[("path", path.into())]);
            terminal.print_line(&line);
            Exit::Clean
        }
        Err(reason) => {
            terminal.print_error(&reason);
            Exit::CouldNotRun
        }
    }
}

async fn recovered(command: RecoverCommand, config: &Config) -> Result<PathBuf, String> {
    data_folder::make(&config.data)?;
    let (url, journal) = (config.store_url(), config.journal_folder());
    let aside = match command {
        RecoverCommand::Store => store::set_store_aside(&url, &journal),
        RecoverCommand::Journal => store::set_journal_aside(&url, &journal).await,
    };
    let aside = aside.map_err(|error| error.to_string())?;
    let opened = Store::open(&url, Some(&journal), fatal()).await;
    let store = opened.map_err(|error| error.to_string())?;
    store.close().await;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::cli::trial::{Fixture, run_once_free as run, word};

    fn journal(fixture: &Fixture) -> PathBuf {
        let mut files = fs::read_dir(fixture.path("data/journal")).expect("a journal");
        files.next().expect("a segment").expect("a segment").path()
    }

    #[test]
    fn each_makes_the_other_anew() {
        let fixture = Fixture::new(&[]);
        let add = |name: &str| run(&fixture, &["user", "add", name, "--role", "reviewer"]);
        assert_eq!(add("wang").exit, Exit::Clean);

        // A store that cannot be opened.
        fs::remove_dir_all(fixture.path("data/store/sstables")).expect("removed");
        let done = run(&fixture, &["recover", "store"]);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        assert!(done.out.contains("store.set-aside-"), "{}", done.out);
        assert!(add("wang").err.contains("there is an account wang already"));

        // A journal that is not as it was written.
        assert_eq!(add("li").exit, Exit::Clean);
        let segment = journal(&fixture);
        let mut bytes = fs::read(&segment).expect("read");
        bytes[700] ^= 1;
        fs::write(&segment, bytes).expect("written");
        let refused = add("zhao");
        assert!(refused.err.contains("guichet recover"), "{}", refused.err);
        let done = run(&fixture, &["recover", "journal"]);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        assert!(add("li").err.contains("there is an account li already"));
        let folder = fixture.path("data/journal");
        let verified = fixture.run(&["verify", word(&folder)]);
        assert_eq!(verified.exit, Exit::Clean, "{}", verified.out);
    }

    #[test]
    fn nothing_is_set_aside_where_the_other_is_missing() {
        let fixture = Fixture::new(&[]);
        let done = fixture.run(&["recover", "store"]);
        assert_eq!(
            (done.exit, done.err.lines().count()),
            (Exit::CouldNotRun, 1)
        );
        let done = fixture.run(&["recover", "journal"]);
        assert_eq!(
            (done.exit, done.err.lines().count()),
            (Exit::CouldNotRun, 1)
        );
        let fixture = Fixture::new(&[("store", "\"mem://\"")]);
        let done = fixture.run(&["recover", "store"]);
        assert!(done.err.contains("mem://"), "{}", done.err);
    }
}
