//! `guichet serve`: the service, from its start to its end.

use std::io::IsTerminal;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use guichet_engine::workflow::administrator;
use serde_json::Value;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use super::faults;
use super::process::{Exit, fatal, runtime};
use super::terminal::{Speaker, Terminal};
use crate::app::{App, AppRef, OpenError};
use crate::config::Config;
use crate::http::{Connections, Server};
use crate::service::staff::{self, AddError, NewStaff};
use crate::store::{Account, StoreError};
use crate::worker::Workers;

/// The name of the administrator that the first start makes.
const FIRST_ADMINISTRATOR: &str = "admin";
/// How often it is asked whether a request is under way once the service stops.
const QUIET: Duration = Duration::from_millis(50);
/// How long requests that are being answered may take to end once the service stops.
const STOP_GRACE: Duration = Duration::from_secs(10);
/// How long the whole stop may take, whatever does not end.
const STOP_MAX: Duration = Duration::from_secs(15);

/// Runs the service until it is told to stop.
pub(super) fn run(config_file: Option<&Path>, terminal: &mut Terminal<'_>) -> Exit {
    match Config::from_process(config_file) {
        Ok(config) => run_with(config, terminal, serve),
        Err(error) => {
            terminal.print_error(&error.to_string());
            Exit::CouldNotRun
        }
    }
}

/// Runs a service, to its end, with the log, the port and the threads that the configuration asks for.
pub(super) fn run_with(
    mut config: Config,
    terminal: &mut Terminal<'_>,
    service: impl AsyncFnOnce(Config, &mut Terminal<'_>) -> Result<(), String>,
) -> Exit {
    log_to_stderr(&config.log);
    for setting in config.unsafe_settings() {
        tracing::warn!(target: "guichet::security", "{setting}");
    }
    take_descriptors();
    let ended = claim_port(&mut config)
        .and_then(|()| end_whatever_happens())
        .and_then(|()| runtime(config.workers))
        .and_then(|runtime| {
            let ended = runtime.block_on(service(config, terminal));
            // A blocking task that does not end must not keep the process.
            runtime.shutdown_timeout(Duration::from_secs(5));
            ended
        });
    match ended {
        Ok(()) => Exit::Clean,
        Err(reason) => {
            terminal.print_error(&reason);
            Exit::CouldNotRun
        }
    }
}

fn log_to_stderr(filter: &str) {
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .finish();
    // Not `init`, which would also take what Rocket logs: addresses of pages, with the codes that they may hold.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Finds out early whether the port is free, before anything is opened or made. Port 0 becomes one that is.
fn claim_port(config: &mut Config) -> Result<(), String> {
    let refused = |error: &std::io::Error| {
        let place = format!("{}:{}", config.address, config.port);
        match error.kind() {
            std::io::ErrorKind::AddrInUse => format!(
                "{place} is in use by another process: stop that one, or set GUICHET_PORT to a free port"
            ),
            _ => format!("{place} cannot be listened on: {error}"),
        }
    };
    let address: std::net::IpAddr = config
        .address
        .parse()
        .map_err(|_| format!("{} is not an IP address", config.address))?;
    let listener = TcpListener::bind((address, config.port)).map_err(|error| refused(&error))?;
    config.port = listener
        .local_addr()
        .map_err(|error| refused(&error))?
        .port();
    Ok(())
}

async fn serve(config: Config, terminal: &mut Terminal<'_>) -> Result<(), String> {
    let signals = Signals::listen()?;
    let app = open(config, terminal).await?;
    let made = first_administrator(&app)
        .await
        .map_err(|error| error.to_string())?;
    answer(&app, signals, async || {
        greet(&app, made.as_deref(), terminal).await;
    })
    .await
}

/// Opens the service and lists every fault of its definitions.
pub(super) async fn open(config: Config, terminal: &mut Terminal<'_>) -> Result<AppRef, String> {
    let folder = config.definitions.clone();
    let app = match App::open(config, fatal()).await {
        Ok(app) => Arc::new(app),
        Err(OpenError::Failed(reason)) => return Err(reason),
        Err(OpenError::Broken(diagnostics)) => {
            faults::print_errors(&diagnostics, &folder, terminal);
            return Err(format!(
                "the definitions in {} are broken and there is no good version to serve: put right what is listed above",
                folder.display()
            ));
        }
    };
    let live = app.definitions.live();
    faults::print_errors(&live.diagnostics, &folder, terminal);
    if live.error_count() > 0 {
        terminal.print_error(
            "what is broken does not serve; its last good version does, where there is one",
        );
    }
    Ok(app)
}

/// Answers requests and does the jobs until a signal comes; `welcome` is called once requests are taken.
pub(super) async fn answer(
    app: &AppRef,
    signals: Signals,
    welcome: impl AsyncFnOnce(),
) -> Result<(), String> {
    let server = Server::listen(app).await?;
    let connections = server.connections();
    let (stop, stopped) = oneshot::channel::<()>();
    let taking = tokio::spawn(async move {
        let stopped = async {
            let _ = stopped.await;
        };
        server.run(stopped).await;
    });
    let workers = Workers::start(app);
    welcome().await;
    until_stopped(signals, stop, &connections).await;
    taking.abort();
    workers.stop().await;
    app.store.close().await;
    Ok(())
}

/// SIGINT and SIGTERM.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Listens from now on.
    pub(super) fn listen() -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("no signals: {error}");
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
        })
    }

    /// Waits for one of them.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Waits for a signal, takes no more connections, and waits until requests under way are answered. A second signal ends
/// it at once.
async fn until_stopped(mut signals: Signals, stop: oneshot::Sender<()>, connections: &Connections) {
    signals.next().await;
    tracing::info!("stopping: no more requests are taken");
    let _ = stop.send(());
    tokio::select! {
        () = signals.next() => tracing::warn!("stopped at once"),
        () = quiet(connections) => {}
        () = tokio::time::sleep(STOP_GRACE) => {
            tracing::warn!("stopped with requests under way that did not end in time");
        }
    }
}

/// Waits until no request has been under way for a moment. Idle connections of browsers do not count.
async fn quiet(connections: &Connections) {
    loop {
        tokio::time::sleep(QUIET).await;
        if !connections.are_busy() {
            return;
        }
    }
}

/// Ends the process some time after a signal, from a thread that needs none of the others: whatever runs away, a stop
/// stops. What was acknowledged is in the journal.
fn end_whatever_happens() -> Result<(), String> {
    let failed = |error: std::io::Error| format!("no threads can be started: {error}");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let signals = {
        let _inside = runtime.enter();
        Signals::listen()?
    };
    let watch = async move {
        let mut signals = signals;
        signals.next().await;
        tokio::time::sleep(STOP_MAX).await;
        tracing::warn!("stopped though something did not end");
        std::process::exit(Exit::Clean as i32);
    };
    std::thread::Builder::new()
        .name("guichet-stop".to_owned())
        .spawn(move || runtime.block_on(watch))
        .map(|_| ())
        .map_err(failed)
}

/// Takes as many descriptors as the system gives, and leaves none of them to what measures the process.
fn take_descriptors() {
    // Else each look at the process keeps files of `/proc` open, up to half of all.
    sysinfo::set_open_files_limit(0);
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the number of open files cannot be raised");
    }
}

/// Makes an administrator when there is none; gives the one-time password.
async fn first_administrator(app: &App) -> Result<Option<String>, StoreError> {
    let is_administrator = |account: &Account| account.is_administrator();
    if app.store.staff().await?.iter().any(is_administrator) {
        return Ok(None);
    }
    let new = NewStaff {
        name: FIRST_ADMINISTRATOR.to_owned(),
        display_name: FIRST_ADMINISTRATOR.to_owned(),
        email: String::new(),
        roles: vec![administrator()],
        groups: Vec::new(),
    };
    match staff::add(&app.store, &app.passwords, new, app.clock.now()).await {
        Ok(password) => Ok(Some(password)),
        // Another process on the same store was faster, and printed it.
        Err(AddError::Taken) => Ok(None),
        Err(AddError::Failed(error)) => Err(error),
    }
}

/// Prints a short welcome: where it is, where things are kept, who may log in.
async fn greet(app: &AppRef, made: Option<&str>, terminal: &mut Terminal<'_>) {
    let speaker = terminal.speaker();
    let config = &app.config;
    let url = config.public_url();
    let localize = |key: &str, args: &[(&str, &str)]| localize(&speaker, key, args);
    let mut lines = vec![
        localize("serve-ready", &[("url", &url)]),
        localize(
            "serve-data",
            &[("path", &config.data.display().to_string())],
        ),
        localize(
            "serve-definitions",
            &[("path", &config.definitions.display().to_string())],
        ),
        match config.mail_url().strip_prefix("file://") {
            Some(path) => localize("serve-mail-to-files", &[("path", path), ("url", &url)]),
            None => localize("serve-mail", &[("server", &host_of(&config.mail_url()))]),
        },
    ];
    if let Some(password) = made {
        let args = [("name", FIRST_ADMINISTRATOR), ("url", &url)];
        lines.push(localize("serve-first-administrator", &args));
        lines.push(format!("    {password}"));
        lines.push(localize("serve-first-administrator-then", &args));
    } else {
        lines.push(localize("serve-accounts", &[("url", &url)]));
    }
    lines.push(localize("serve-stop", &[]));
    for line in lines {
        terminal.print_line(&line);
    }
    let _ = terminal.out.flush();
}

pub(super) fn localize(speaker: &Speaker, key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Value)> = args
        .iter()
        .map(|(name, value)| (*name, Value::from(*value)))
        .collect();
    speaker.localize(key, &args)
}

/// Returns the host and port of a mail server, without the password that its URL may hold.
fn host_of(url: &str) -> String {
    url::Url::parse(url)
        .ok()
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(
                url.port()
                    .map_or_else(|| host.clone(), |port| format!("{host}:{port}")),
            )
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::trial::{Fixture, project};
    use std::fs;

    #[test]
    fn a_configuration_that_cannot_be_used_ends_the_start() {
        let fixture = Fixture::new(&[("prot", "1")]);
        fixture.check_refused("the key \"prot\" is not known; did you mean port?");
        let done = fixture.run(&["user", "add", "wang", "--role", "reviewer"]);
        assert_eq!(done.exit, Exit::CouldNotRun);
    }

    #[test]
    fn a_port_in_use_ends_the_start_before_anything_is_made() {
        let other = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = other.local_addr().expect("an address").port().to_string();
        let fixture = Fixture::new(&[("port", &port)]);
        fixture.check_refused(&format!("127.0.0.1:{port} is in use by another process"));
        assert!(!fixture.path("data").exists());
    }

    #[test]
    fn an_address_of_another_machine_ends_the_start() {
        Fixture::new(&[("address", "\"192.0.2.1\"")])
            .check_refused("192.0.2.1:0 cannot be listened on");
    }

    #[test]
    fn a_data_folder_that_cannot_be_written_ends_the_start() {
        let fixture = Fixture::new(&[("data", "\"/proc/guichet\"")]);
        fixture.check_refused("the data folder /proc/guichet cannot be made");
        let fixture = Fixture::new(&[("data", "\"/proc\"")]);
        fixture.check_refused("the data folder /proc cannot be written");
        let fixture = Fixture::new(&[]);
        fs::write(fixture.path("data"), "a file").expect("written");
        fixture.check_refused("/data cannot be made");
    }

    #[test]
    fn a_store_that_another_process_has_ends_the_start() {
        let fixture = Fixture::new(&[]);
        let url = format!("surrealkv://{}", fixture.path("data/store").display());
        let other = runtime(1).expect("threads");
        let held = other
            .block_on(crate::store::Store::open(
                &url,
                Some(&fixture.path("data/journal")),
                fatal(),
            ))
            .expect("opened");
        fixture.check_refused("is in use by another process: stop that one first");
        let done = fixture.run(&["user", "add", "wang", "--role", "reviewer"]);
        assert_eq!(
            (done.exit, done.err.lines().count()),
            (Exit::CouldNotRun, 1)
        );
        assert!(
            done.err
                .contains("make the account at http://127.0.0.1:0/admin/users"),
            "{}",
            done.err
        );
        drop(held);
    }

    #[test]
    fn definitions_that_are_missing_or_broken_end_the_start() {
        let fixture = Fixture::new(&[("definitions", "\"/nowhere\"")]);
        fixture.check_refused("the definitions folder /nowhere does not exist");
        let empty = tempfile::tempdir().expect("a folder");
        let fixture = Fixture::new(&[("definitions", &format!("{:?}", empty.path()))]);
        fixture.check_refused("has no forms/");
        let broken = project("tests/fixtures/broken/form-ref-to-nothing");
        let fixture = Fixture::new(&[("definitions", &format!("{broken:?}"))]);
        let done = fixture.run(&["serve"]);
        assert_eq!(done.exit, Exit::CouldNotRun);
        for place in ["form.json:4:23: error[F007]", "form.json:6:24: error[F007]"] {
            assert!(done.err.contains(place), "{}", done.err);
        }
        let last = done.err.lines().last().expect("a line");
        assert!(last.contains("there is no good version to serve"), "{last}");
        assert!(!fixture.path("data").exists(), "nothing is left behind");
    }

    #[rocket::async_test]
    async fn the_first_start_makes_an_administrator_and_tells_once() {
        let service = crate::testing::service_with(|config| {
            config.mail = Some("smtps://me:hunter2@mail.example.cn:465".to_owned());
        })
        .await;
        let made = first_administrator(&service.app)
            .await
            .expect("made")
            .expect("a password");
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal {
            out: &mut out,
            err: &mut err,
            colour: false,
            locale: "en",
        };
        greet(&service.app, Some(&made), &mut terminal).await;
        let said = String::from_utf8(out).expect("text");
        for text in [
            "Guichet is ready: http://127.0.0.1:",
            &made,
            "“admin”",
            "mail.example.cn:465",
        ] {
            assert!(said.contains(text), "{text} is missing in {said}");
        }
        assert!(!said.contains("hunter2"), "{said}");
        assert_eq!(
            first_administrator(&service.app).await.expect("looked"),
            None
        );
    }
}
