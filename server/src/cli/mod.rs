//! The command line: what people type, and which file does it.

mod backup;
mod check;
mod demo;
mod export;
mod faults;
mod form;
mod new;
mod process;
mod recover;
mod schema;
mod serve;
mod terminal;
mod user;
mod verify;
mod workflow;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::locale;
use process::Exit;
use terminal::Terminal;

/// Guichet turns a folder of form and workflow definitions into a running registration service.
#[derive(Debug, Parser)]
#[command(name = "guichet", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The configuration file [default: guichet.toml in this folder, if there is one]
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        env = "GUICHET_CONFIG",
        hide_env = true
    )]
    config: Option<PathBuf>,
    /// The language of what is printed [default: that of LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, value_name = "LOCALE", global = true, value_parser = language)]
    locale: Option<&'static str>,
}

const EXAMPLES: &str = "\
Examples:
  guichet                                    serve the definitions of this folder at http://127.0.0.1:8000
  guichet demo                               the service with a week of made-up applications
  guichet new office                         a folder with a form and its review to begin with
  guichet check                              compile them, run their examples and scenarios, list every fault
  guichet form render person.json > p.html   the page of any JSON Schema
  guichet form validate person.json me.json  what is wrong with these answers
  guichet workflow diagram workflows/registration > r.svg
                                             the picture of a workflow
  guichet user add wang --role reviewer      an account for a member of staff
  guichet export case 20260302-1234 > c.json an application with its whole history
  guichet verify c.json                      that the history gives the application
  guichet backup /mnt/backup                 everything, also while it runs

Settings are keys of guichet.toml or GUICHET_* variables (GUICHET_PORT=8080 guichet); docs/operator.md explains each.
Exit codes: 0 all is well, 1 something is wrong with what was looked at, 2 it could not be done.";

const SERVE_HELP: &str = "\
Needs the folder of definitions (forms/, workflows/; its own templates/ or those built in) and a data folder, which is made \
for this user alone: the store, uploaded files and mail lie in it. Nothing else: no database, no mail server, no other \
variable. Prints the address, where everything is kept and, at the very first start, the one-time password of the \
administrator. What changes in the definitions is served without a restart.

Environment, each overriding the key of guichet.toml that has its name:
  GUICHET_ADDRESS=127.0.0.1                the address to listen on; 0.0.0.0 is every one
  GUICHET_PORT=8000                        the port; 0 is any that is free
  GUICHET_DATA=data                        the data folder
  GUICHET_DEFINITIONS=.                    the folder that holds forms/, workflows/, templates/
  GUICHET_PUBLIC_URL=https://…             the address that people use; links in mails begin with it
  GUICHET_MAIL=smtps://user:password@…     the mail server; by default mails become files in <data>/mail
  GUICHET_MAIL_FROM='… <no-reply@…>'       the sender of every mail
  GUICHET_STORE=surrealkv://…              the store; by default <data>/store, ws:// is a server of its own
  GUICHET_JOURNAL=/srv/journal             the journal of an embedded store; by default <data>/journal
  GUICHET_ATTACHMENTS=file://…             where uploaded files go; by default <data>/attachments
  GUICHET_BACKUP=/mnt/backup               where backups are made by themselves; by default none are
  GUICHET_BACKUP_HOURS, GUICHET_BACKUP_MONTHS
                                           how often, and how many are kept
  GUICHET_PROXY_HEADER=X-Forwarded-For     where a reverse proxy writes the visitor's address; by default none is believed
  GUICHET_TIME_ZONE=Asia/Shanghai          the zone in which times are written
  GUICHET_METRICS_TOKEN=…                  what whoever reads /metrics must bring; without it there is none
  GUICHET_LOG=warn,guichet=info            what goes to standard error
  GUICHET_WORKERS, GUICHET_UPLOADS_AT_ONCE, GUICHET_RATE_FACTOR, GUICHET_FREE_SPACE_MB, GUICHET_RESERVE_MB
                                           how much at once: threads, pictures decoded, requests, free space left
  GUICHET_CONNECTIONS_MAX, GUICHET_CONNECTIONS_PER_ADDRESS_MAX
                                           how many connections, in all and from one address
  GUICHET_HEAD_SECONDS, GUICHET_STALL_SECONDS
                                           how long a client may be silent, or let the service wait
  GUICHET_DRAFT_DAYS, GUICHET_SESSION_IDLE_MINUTES, GUICHET_SESSION_HOURS, GUICHET_RECOVERY_MINUTES
                                           how long drafts, logins and recovery links last
  GUICHET_KEY_FILE=data/keys               the keys that seal secrets in the store
  GUICHET_SECOND_FACTOR=nobody             who must give a code beside the password: nobody, administrators, staff
  GUICHET_AUDIT_DAYS=400                   how long the record of security events is kept
  GUICHET_CONFIRM_MINUTES                  after how long the password is asked for again before sensitive changes
  GUICHET_DRAFTS_MAX, GUICHET_DRAFT_KB_MAX how many drafts, and how much in one
  GUICHET_CLOCK_OFFSET_SECONDS             moves the clock, for rehearsals
  GUICHET_CONFIG=guichet.toml              the file itself, as --config does

Examples:
  guichet serve
  GUICHET_PORT=8080 GUICHET_DATA=/var/lib/guichet guichet serve
  GUICHET_PUBLIC_URL=https://window.example.cn GUICHET_PROXY_HEADER=X-Forwarded-For guichet serve

Ctrl-C or SIGTERM stops it once what is under way is answered; a second one stops it at once.
Exit codes: 0 it was stopped, 2 it could not start (one line says why, or every fault of the definitions is listed), \
70 the store failed to commit: start it again.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the service; what plain `guichet` does
    #[command(after_help = SERVE_HELP)]
    Serve,
    /// Runs the service with a week of made-up applications, in a temporary folder
    #[command(after_help = "\
Applications of every form, made from its own examples, in every state; members of staff and applicants with their passwords, which are \
printed with the pages worth seeing; the mails that were sent. Everything lies in a temporary folder that is removed when it ends; \
the address, the port and the log are as for `guichet serve`.

Examples:
  guichet demo
  GUICHET_PORT=8080 guichet demo ../definitions

Exit codes: 0 it was stopped, 2 it could not start.")]
    Demo(demo::Demo),
    /// Copies everything that the service has into a folder, also while it runs
    #[command(after_help = "\
The journal with all accounts, applications and mails, the uploaded files, the definitions. A folder that holds an earlier \
backup of this service is added to: only what is new is copied. What was written is read again and compared. The settings \
(guichet.toml) are not in it.

Examples:
  guichet backup /mnt/backup/guichet
  guichet verify /mnt/backup/guichet

Exit codes: 0 made, 1 made, but files of the service are missing or changed, 2 not made.")]
    Backup(backup::Backup),
    /// Puts a backup into a place where nothing is, as it was at its end or at a moment
    #[command(after_help = "\
Needs the settings of the service that is to be (guichet.toml or GUICHET_* variables), whose data folder must be empty; \
definitions are put back where there are none. The next start makes the store. A mail that was sent after the moment is sent once more.

Examples:
  guichet restore /mnt/backup/guichet
  guichet restore /mnt/backup/guichet --until 2026-11-30T12:00:00+08:00

Exit codes: 0 restored, 1 restored, but files are missing or changed, 2 not restored.")]
    Restore(backup::Restore),
    /// Makes a folder with a small form, its review, examples, scenarios and translations
    #[command(after_help = "\
What it makes can be served, checked and put under git as it is: settings for editors and an example of continuous \
integration are in it. A folder that holds something is left alone.

Examples:
  guichet new office
  guichet new . && guichet serve

Exit codes: 0 made, 2 not made.")]
    New(new::New),
    /// Lists every fault of a definitions folder, each with its place and what to do
    #[command(after_help = "\
Everything is compiled, every example of a form and every scenario of a workflow is run.

Examples:
  guichet check
  guichet check ../definitions
  guichet check --format json | jq -r '.[] | \"\\(.file):\\(.line) \\(.code)\"'

Exit codes: 0 no fault, 1 at least one error or warning, 2 the folder could not be read.")]
    Check(check::Check),
    /// Shows the page of any JSON Schema, and what is wrong with answers to it
    #[command(subcommand)]
    Form(form::FormCommand),
    /// Draws a workflow, and plays its scenarios
    #[command(subcommand)]
    Workflow(workflow::WorkflowCommand),
    /// Makes accounts for members of staff
    #[command(subcommand)]
    User(user::UserCommand),
    /// Writes what the store holds to standard output
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Makes the store anew from its journal, or the journal from the store, when one of them is damaged
    #[command(subcommand)]
    Recover(recover::RecoverCommand),
    /// Shows that an exported case is what its history makes of it, or that a journal is whole; needs neither the service nor its store
    #[command(after_help = "\
Looks whether the file is as it was written, its definitions are those that the case began with, its events are without gaps and name \
only what the workflow has, and replaying them gives the stored case. Of the folder of a journal: whether every line is as it was \
written, follows from the one before, and no batch is missing; its last chain stands for all of it.

Examples:
  guichet verify case.json
  guichet verify data/journal
  guichet verify *.json --format json

Exit codes: 0 everything holds, 1 something does not, 2 a file could not be read.")]
    Verify(verify::Verify),
}

/// Parses the arguments of this process, runs what they ask for and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    let mut terminal = Terminal {
        colour: std::io::stdout().is_terminal()
            && std::io::stderr().is_terminal()
            && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        locale: chosen_locale(arguments.locale, |name| std::env::var(name).ok()),
        out: &mut out,
        err: &mut err,
    };
    let exit = run(&arguments, &mut terminal);
    // Whoever reads may have gone away (`guichet check | head`): nobody is left to be told.
    let _ = terminal.out.flush();
    exit.into()
}

fn run(arguments: &Arguments, terminal: &mut Terminal<'_>) -> Exit {
    let config = arguments.config.as_deref();
    match arguments.command.as_ref().unwrap_or(&Command::Serve) {
        Command::Serve => serve::run(config, terminal),
        Command::Demo(demo) => demo::run(demo, config, terminal),
        Command::New(new) => new::run(new, terminal),
        Command::Check(check) => check::run(check, config, terminal),
        Command::Form(command) => form::run(command, terminal),
        Command::Workflow(command) => workflow::run(command, terminal),
        Command::User(command) => user::run(command, config, terminal),
        Command::Export(command) => export::run(command, config, terminal),
        Command::Backup(arguments) => backup::make(arguments, config, terminal),
        Command::Restore(arguments) => backup::restore(arguments, config, terminal),
        Command::Recover(command) => recover::run(*command, config, terminal),
        Command::Verify(verify) => verify::run(verify, terminal),
    }
}

/// Parses the tag of a language: one that there is a folder of sentences for, here or in the definitions.
fn language(text: &str) -> Result<&'static str, String> {
    let tag = locale::tag(text);
    tag.ok_or_else(|| "a language tag, such as zh-CN or en, is wanted".to_owned())
}

/// Chooses Chinese for a Chinese environment and English for any other, unless a language is asked for.
fn chosen_locale(
    asked: Option<&'static str>,
    variable: impl Fn(&str) -> Option<String>,
) -> &'static str {
    if let Some(locale) = asked {
        return locale;
    }
    let language = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    match language {
        Some(language) if language.to_ascii_lowercase().starts_with("zh") => "zh-CN",
        _ => "en",
    }
}

/// What the tests of commands share.
#[cfg(test)]
mod trial {
    use super::*;

    /// What a command did.
    #[derive(Debug)]
    pub(super) struct Done {
        pub(super) exit: Exit,
        pub(super) out: String,
        pub(super) err: String,
    }

    /// Runs a command line without the program's name, in English unless it says otherwise.
    pub(super) fn run(line: &[&str]) -> Done {
        let words = std::iter::once("guichet").chain(line.iter().copied());
        let arguments = Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = super::run(
            &arguments,
            &mut Terminal {
                out: &mut out,
                err: &mut err,
                colour: false,
                locale: chosen_locale(arguments.locale, |_| None),
            },
        );
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Done {
            exit,
            out: text(out),
            err: text(err),
        }
    }

    /// Returns a path within the project.
    pub(super) fn project(path: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(path)
    }

    /// Lists the folders directly within one of the project's.
    pub(super) fn folders(path: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(project(path)).expect("a folder");
        let mut folders: Vec<PathBuf> = entries
            .map(|entry| entry.expect("an entry").path())
            .collect();
        folders.retain(|path| path.is_dir());
        folders.sort();
        folders
    }

    /// Returns a path as a word of a command line.
    pub(super) fn word(path: &std::path::Path) -> &str {
        path.to_str().expect("UTF-8")
    }

    /// Runs a command once the one before, in this same process, has let go of the store.
    pub(super) fn run_once_free(fixture: &Fixture, line: &[&str]) -> Done {
        for _ in 0..1_000 {
            let done = fixture.run(line);
            if !done.err.contains("in use by another process")
                && !done.err.contains("is running on the store")
            {
                return done;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("the store is not let go of")
    }

    /// A folder with a configuration that says nothing but where things are.
    pub(super) struct Fixture(tempfile::TempDir);

    impl Fixture {
        pub(super) fn new(settings: &[(&str, &str)]) -> Self {
            let fixture = Self(tempfile::tempdir().expect("a folder"));
            let data = fixture.path("data");
            let mut all = vec![("log", "\"off\"".to_owned()), ("port", "0".to_owned())];
            all.push(("data", format!("{data:?}")));
            all.push(("definitions", format!("{:?}", project("."))));
            for (name, value) in settings {
                all.retain(|(own, _)| own != name);
                all.push((*name, (*value).to_owned()));
            }
            let lines = all
                .iter()
                .map(|(name, value)| format!("{name} = {value}\n"));
            std::fs::write(fixture.path("guichet.toml"), lines.collect::<String>())
                .expect("written");
            fixture
        }

        pub(super) fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        pub(super) fn run(&self, line: &[&str]) -> Done {
            let config = self.path("guichet.toml");
            run(&[&["--config", word(&config)], line].concat())
        }

        /// Checks that a start ends at once with one line, and leaves no account that nobody knows the password of.
        pub(super) fn check_refused(&self, expect: &str) {
            let done = self.run(&["serve"]);
            assert_eq!((done.exit, done.out.as_str()), (Exit::CouldNotRun, ""));
            assert_eq!(done.err.lines().count(), 1, "{}", done.err);
            assert!(done.err.contains(expect), "{}", done.err);
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_of_serve_knows_every_variable() {
        let mut command = Arguments::command();
        let serve = command.find_subcommand_mut("serve").expect("a command");
        let help = serve.render_long_help().to_string();
        let variables = crate::config::names()
            .into_iter()
            .map(|(_, variable)| variable);
        let others = crate::config::VARIABLES.map(str::to_owned);
        for variable in variables.chain(others) {
            assert!(help.contains(&variable), "{variable} is missing in {help}");
        }
        for text in ["Examples:", "Exit codes: 0", "70", "127.0.0.1"] {
            assert!(help.contains(text), "{text} is missing in {help}");
        }
    }

    #[test]
    fn without_a_command_the_service_runs() {
        let arguments = Arguments::try_parse_from(["guichet"]).expect("parsed");
        assert!(arguments.command.is_none());
    }

    #[test]
    fn the_language_is_the_one_asked_for_or_that_of_the_environment() {
        for (asked, set, expect) in [
            (Some("zh-CN"), &[("LANG", "en_US.UTF-8")][..], "zh-CN"),
            (None, &[("LANG", "zh_CN.UTF-8")], "zh-CN"),
            (None, &[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], "en"),
            (None, &[("LANG", "de_DE.UTF-8")], "en"),
            (None, &[], "en"),
        ] {
            let variable = |name: &str| {
                let found = set.iter().find(|(own, _)| *own == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(chosen_locale(asked, variable), expect, "{set:?}");
        }
    }
}
