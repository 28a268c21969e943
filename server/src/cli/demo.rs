//! `guichet demo`: the service with a week of made-up applications, in a folder that is gone when it ends.

mod applications;
mod goal;
mod people;
mod tour;
mod vary;
mod week;

use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::TempDir;

use super::check;
use super::process::Exit;
use super::serve::{self, Signals};
use super::terminal::Terminal;
use crate::config::Config;
use crate::definitions::read_folder;
use crate::view::built_in_definitions;

/// How much more than usual visitors may ask for: one newcomer is everybody at once.
const RATE_FACTOR: u32 = 20;

/// What `demo` takes.
#[derive(Args, Debug)]
pub(super) struct Demo {
    /// The folder that holds `forms/` and `workflows/` [default: those that Guichet is shipped with]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Serves until told to stop, and leaves nothing behind.
pub(super) fn run(demo: &Demo, config_file: Option<&Path>, terminal: &mut Terminal<'_>) -> Exit {
    let (config, scratch) = match set_up(demo, config_file) {
        Ok(made) => made,
        Err(reason) => {
            terminal.print_error(&reason);
            return Exit::CouldNotRun;
        }
    };
    let exit = serve::run_with(config, terminal, serve_week);
    let path = scratch.path().display().to_string();
    if let Err(error) = scratch.close() {
        terminal.print_error(&format!("{path} could not be removed: {error}"));
    }
    exit
}

/// Writes the definitions to a temporary folder. Of the configuration only what is about the machine counts: address, port, log.
fn set_up(demo: &Demo, config_file: Option<&Path>) -> Result<(Config, TempDir), String> {
    let config = Config::from_process(config_file).map_err(|error| error.to_string())?;
    let files = match &demo.folder {
        Some(folder) => check::read(folder)?.files,
        None => built_in_definitions(),
    };
    let scratch = tempfile::Builder::new()
        .prefix("guichet-demo-")
        .tempdir()
        .map_err(|error| format!("no temporary folder can be made: {error}"))?;
    let definitions = scratch.path().join("definitions");
    for (name, text) in files {
        let path = definitions.join(name);
        let parent = path.parent().unwrap_or(&definitions);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    let usual = Config::default();
    let config = Config {
        data: scratch.path().join("data"),
        definitions,
        store: Some("mem://".to_owned()),
        // What happens while the week is made would bury what is printed.
        log: if config.log == usual.log {
            "warn".to_owned()
        } else {
            config.log
        },
        address: config.address,
        port: config.port,
        time_zone: config.time_zone,
        workers: config.workers,
        rate_factor: RATE_FACTOR,
        ..usual
    };
    Ok((config, scratch))
}

async fn serve_week(config: Config, terminal: &mut Terminal<'_>) -> Result<(), String> {
    let mut signals = Signals::listen()?;
    let files = read_folder(&config.definitions).map_err(|error| error.to_string())?;
    let app = serve::open(config, terminal).await?;
    terminal.print_line(&terminal.speaker().localize("demo-making", &[]));
    let _ = terminal.out.flush();
    let made = tokio::select! {
        made = week::make(&app, &files.files) => made?,
        () = signals.next() => return Ok(()),
    };
    serve::answer(&app, signals, async || {
        tour::show(&app, &made, terminal).await;
    })
    .await
}
