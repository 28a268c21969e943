//! `guichet export case`: an application with its whole history.

use std::path::Path;

use clap::{Args, Subcommand};
use guichet_engine::ids::Reference;

use super::process::{Exit, fatal, runtime};
use super::terminal::Terminal;
use crate::clock::Clock;
use crate::config::Config;
use crate::service::export::{self, CaseExport};
use crate::store::{Store, StoreError};

/// What is exported.
#[derive(Debug, Subcommand)]
pub(super) enum ExportCommand {
    /// Writes an application with its answers, its history and its definitions as one JSON object
    #[command(after_help = "\
Examples:
  guichet export case 20260302-1234 > case.json
  guichet verify case.json

It holds personal data in clear. While the service runs on an embedded store, administrators export at the page of the application \
instead.")]
    Case(ExportCase),
}

/// What `export case` takes.
#[derive(Args, Debug)]
pub(super) struct ExportCase {
    /// The reference number
    reference: String,
}

pub(super) fn run(
    command: &ExportCommand,
    config_file: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Exit {
    let ExportCommand::Case(case) = command;
    let config = Config::from_process(config_file).map_err(|error| error.to_string());
    let exported =
        config.and_then(|config| runtime(1)?.block_on(exported(&config, &case.reference)));
    let text = exported.and_then(|export| {
        serde_json::to_string_pretty(&export).map_err(|error| error.to_string())
    });
    match text {
        Ok(text) => {
            terminal.print_line(&text);
            Exit::Clean
        }
        Err(reason) => {
            terminal.print_error(&reason);
            Exit::CouldNotRun
        }
    }
}

async fn exported(config: &Config, reference: &str) -> Result<CaseExport, String> {
    let url = config.store_url();
    let folder = url.strip_prefix("surrealkv://");
    let folder = folder.map(|path| path.split('?').next().unwrap_or(path));
    if folder.is_some_and(|folder| !Path::new(folder).exists()) {
        return Err(format!("there is no store at {url} yet"));
    }
    let journal = config.journal_folder();
    let opened = Store::open(&url, Some(&journal), fatal()).await;
    let store = opened.map_err(|error| match error {
        StoreError::Locked(_) => format!(
            "the service is running on the store {url}: export at {}/desk/{reference}, or stop the service first",
            config.public_url()
        ),
        other => other.to_string(),
    })?;
    let failed = |error: StoreError| error.to_string();
    let row = store.case_by_reference(&Reference::new(reference)).await;
    let row = row.map_err(failed)?;
    let row = row.ok_or_else(|| format!("there is no application {reference}"))?;
    let now = Clock::new(config.clock_ahead()).now();
    export::for_case(&store, &row, now).await.map_err(failed)
}
