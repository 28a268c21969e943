//! `guichet user add`: accounts for members of staff.

use std::path::Path;

use clap::{Args, Subcommand};
use guichet_engine::ids::Role;
use guichet_engine::workflow::{self, Known};
use serde_json::Value;

use super::process::{Exit, fatal, runtime};
use super::terminal::{Speaker, Terminal};
use crate::clock::Clock;
use crate::config::Config;
use crate::data_folder;
use crate::definitions::read_folder;
use crate::passwords::Passwords;
use crate::service::one_time_password::{self, ResetError};
use crate::service::roles::Roles;
use crate::service::second_factor;
use crate::service::staff::{self, AddError, GROUP_CHARS_MAX, GROUPS_MAX, NAME_MAX, NewStaff};
use crate::store::{Store, StoreError};

/// Accounts for members of staff.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Makes an account and prints its one-time password
    #[command(after_help = "\
Examples:
  guichet user add wang --role reviewer --display-name 王芳 --email wang@example.cn
  guichet user add li --role reviewer --role administrator
  guichet user add zhao --role reviewer --group 法规组 --group 财务组

The password is printed once and must be changed at the first login. While the service runs on an embedded store, \
members of staff are made at /admin/users instead.")]
    Add(Add),
    /// Makes the one-time password of an account anew, where nobody has used the one before; or takes its second factor away
    #[command(after_help = "\
Examples:
  guichet user reset admin
  guichet user reset admin --second-factor

For a first start whose password nobody saw, or a password that was lost before it was used. The service must not run on an embedded \
store. Where somebody has logged in with it, an administrator sets another at /admin/users, or its owner recovers it by mail.

With --second-factor the password stays, and the second step is set up again at the next login: for whoever has lost the phone and the \
recovery codes, where no other administrator can reset it.")]
    Reset {
        /// The login name
        name: String,
        /// Takes the second factor away; the password stays
        #[arg(long)]
        second_factor: bool,
    },
}

/// What `user add` takes.
#[derive(Args, Debug)]
pub(super) struct Add {
    /// The login name; upper and lower case are the same
    name: String,
    /// A role that a workflow declares, or administrator; may be given several times
    #[arg(long = "role", value_name = "ROLE", required = true)]
    roles: Vec<String>,
    /// A group for which workflows have steps; may be given several times
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    /// Where mail to them goes; without it they cannot recover a lost password
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// What they are called [default: the login name]
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
}

/// Runs a command about accounts.
pub(super) fn run(
    command: &UserCommand,
    config_file: Option<&Path>,
    terminal: &mut Terminal<'_>,
) -> Exit {
    let config = Config::from_process(config_file).map_err(|error| error.to_string());
    let made = config.and_then(|config| match command {
        UserCommand::Add(add) => {
            let known = roles_of(&config)?;
            let new = checked(add, &known, &terminal.speaker())?;
            runtime(1)?.block_on(made(&config, new))
        }
        UserCommand::Reset {
            name,
            second_factor: true,
        } => runtime(1)?.block_on(reset_second_factor(&config, name)),
        UserCommand::Reset { name, .. } => runtime(1)?.block_on(reset(&config, name)),
    });
    let key = match command {
        UserCommand::Add(_) => "user-added",
        UserCommand::Reset {
            second_factor: true,
            ..
        } => "user-second-factor-reset",
        UserCommand::Reset { .. } => "user-reset",
    };
    match made {
        Ok((name, password)) => {
            let speaker = terminal.speaker();
            terminal.print_line(&speaker.localize(key, &[("name", name.into())]));
            if !password.is_empty() {
                terminal.print_line(&format!("    {password}"));
                terminal.print_line(&speaker.localize("user-added-then", &[]));
            }
            Exit::Clean
        }
        Err(reason) => {
            terminal.print_error(&reason);
            Exit::CouldNotRun
        }
    }
}

/// Returns the roles that the workflows of the definitions folder declare, as far as these can be read.
fn roles_of(config: &Config) -> Result<Roles, String> {
    let folder = read_folder(&config.definitions)
        .map_err(|error| format!("{}: {error}", config.definitions.display()))?;
    let scripts = folder.files.keys();
    let scripts =
        scripts.filter(|path| path.starts_with("workflows/") && path.ends_with("/workflow.rhai"));
    let workflows =
        scripts.filter_map(|path| workflow::compile(&folder.files, path, &Known::default()).value);
    let workflows: Vec<_> = workflows.collect();
    Ok(Roles::from_workflows(&workflows))
}

fn checked(add: &Add, known: &Roles, speaker: &Speaker) -> Result<NewStaff, String> {
    let display_name = add.display_name.as_deref().unwrap_or_default().trim();
    let mut roles: Vec<Role> = add
        .roles
        .iter()
        .map(|role| Role::new(role.trim()))
        .collect();
    roles.sort();
    roles.dedup();
    let new = NewStaff {
        name: add.name.clone(),
        display_name: if display_name.is_empty() {
            add.name.clone()
        } else {
            display_name.to_owned()
        },
        email: add.email.clone().unwrap_or_default(),
        roles,
        groups: staff::groups_of(&add.groups.join("\n")),
    };
    match new.wrong(known).first() {
        None => Ok(new),
        Some(&"roles") => {
            let mut unknown = new.roles.iter().filter(|role| !known.has(role));
            let unknown = unknown.next().map_or("", |role| role.as_str());
            let all: Vec<&str> = known.iter().map(Role::as_str).collect();
            let args = [
                ("name", Value::from(unknown)),
                ("known", all.join(", ").into()),
            ];
            Err(speaker.localize("user-role-unknown", &args))
        }
        Some(&"name") => Err(format!(
            "the name must have 1 to {NAME_MAX} characters and no blanks"
        )),
        Some(&"display_name") => Err(format!(
            "the display name must have at most {NAME_MAX} characters, none of them control characters"
        )),
        Some(&"email") => Err(format!(
            "{:?} is not a mail address such as wang@example.cn",
            new.email
        )),
        Some(&"groups") => Err(format!(
            "there may be {GROUPS_MAX} groups at most, each of at most {GROUP_CHARS_MAX} characters"
        )),
        Some(input) => Err(format!("the {input} cannot be so")),
    }
}

/// Opens the store, which the service must not have.
async fn opened(config: &Config) -> Result<Store, String> {
    let url = config.store_url();
    if url.starts_with("mem://") {
        return Err(
            "the store is mem://, which ends with this command: make the account at /admin/users"
                .to_owned(),
        );
    }
    data_folder::make(&config.data)?;
    let journal = config.journal_folder();
    let opened = Store::open(&url, Some(&journal), fatal()).await;
    opened.map_err(|error| match error {
        StoreError::Locked(_) => format!(
            "the service is running on the store {url}: make the account at {}/admin/users, or stop the service first",
            config.public_url()
        ),
        other => other.to_string(),
    })
}

/// Makes the account; gives its name and one-time password.
async fn made(config: &Config, new: NewStaff) -> Result<(String, String), String> {
    let store = opened(config).await?;
    let passwords = Passwords::new().map_err(|error| error.to_string())?;
    let name = new.name.clone();
    let now = Clock::new(config.clock_ahead()).now();
    let added = staff::add(&store, &passwords, new, now).await;
    store.close().await;
    match added {
        Ok(password) => Ok((name, password)),
        Err(AddError::Taken) => Err(format!(
            "there is an account {name} already; choose another name"
        )),
        Err(AddError::Failed(error)) => Err(error.to_string()),
    }
}

/// Gives a member of staff another one-time password in place of one that nobody has used; gives the name and the password.
async fn reset(config: &Config, name: &str) -> Result<(String, String), String> {
    let store = opened(config).await?;
    let passwords = Passwords::new().map_err(|error| error.to_string())?;
    let now = Clock::new(config.clock_ahead()).now();
    let done = one_time_password::reset_unused(&store, &passwords, name, now).await;
    store.close().await;
    done.map_err(|error| refusal(config, name, error))
}

/// Takes the second factor of a member of staff away; gives the name, and no password.
async fn reset_second_factor(config: &Config, name: &str) -> Result<(String, String), String> {
    let store = opened(config).await?;
    let done = second_factor::reset(&store, name).await;
    store.close().await;
    let done = done.map(|name| (name, String::new()));
    done.map_err(|error| refusal(config, name, error))
}

/// Says why nothing was reset.
fn refusal(config: &Config, name: &str, error: ResetError) -> String {
    match error {
        ResetError::NotFound => format!("there is no member of staff {name}"),
        ResetError::Used => format!(
            "the password of {name} has been used: an administrator sets another at {}/admin/users, or {name} recovers it by mail",
            config.public_url()
        ),
        ResetError::NoSecondFactor => format!("{name} has no second factor"),
        ResetError::Failed(reason) => reason,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cli::trial::Fixture;

    #[test]
    fn an_account_that_cannot_be_is_not_made() {
        let fixture = Fixture::new(&[]);
        for (words, expect) in [
            (&["a b"][..], "no blanks"),
            (&[""], "1 to 60 characters"),
            (&["wang", "--email", "wang"], "not a mail address"),
            (&["wang", "--display-name", &"王".repeat(61)], "at most 60"),
            (&["wang", "--group", &"组".repeat(41)], "at most 40"),
            (&["wang", "--role", "emperor"], "reviewer, administrator"),
        ] {
            let done = fixture.run(&[&["user", "add", "--role", "reviewer"], words].concat());
            assert_eq!(done.exit, Exit::CouldNotRun);
            assert!(done.err.contains(expect), "{}", done.err);
        }
        let fixture = Fixture::new(&[("store", "\"mem://\"")]);
        let done = fixture.run(&["user", "add", "wang", "--role", "reviewer"]);
        assert!(done.err.contains("the store is mem://"), "{}", done.err);
    }

    #[tokio::test]
    async fn an_account_is_made_with_a_password_to_be_changed() {
        let fixture = Fixture::new(&[]);
        let file = fixture.path("guichet.toml");
        let config = Config::load(Some(&file), [], fixture.path("").as_path()).expect("loaded");
        let add = Add {
            name: "Wang".to_owned(),
            roles: ["reviewer", "administrator", "reviewer"]
                .map(str::to_owned)
                .to_vec(),
            email: Some("wang@example.cn".to_owned()),
            display_name: Some("王芳 ".to_owned()),
            groups: ["法规组", "财务组, 法规组"].map(str::to_owned).to_vec(),
        };
        let known = roles_of(&config).expect("read");
        let new = checked(&add, &known, &Speaker::new("en")).expect("checked");
        let (name, password) = made(&config, new.clone()).await.expect("made");
        assert_eq!(name, "Wang");
        let store = open_soon(&config).await;
        let account = store
            .account_by_name("wang")
            .await
            .expect("read")
            .expect("an account");
        let passwords = Passwords::new().expect("passwords");
        assert!(
            passwords
                .is_right(&password, Some(&account.password_hash))
                .await
                .expect("checked")
        );
        assert!(account.must_change_password);
        assert_eq!(account.roles, ["administrator", "reviewer"]);
        assert_eq!(account.groups, ["法规组", "财务组"]);
        assert_eq!(
            (account.display_name.as_str(), account.email.as_str()),
            ("王芳", "wang@example.cn")
        );
        let (_, again) = {
            store.close().await;
            reset(&config, "WANG").await.expect("a password")
        };
        let store = open_soon(&config).await;
        let account = store.account_by_name("wang").await.expect("read");
        let hash = account.expect("an account").password_hash;
        let is_right = async |password: &str| passwords.is_right(password, Some(&hash)).await;
        assert!(is_right(&again).await.expect("checked"));
        assert!(!is_right(&password).await.expect("checked"));
        let reason = made(&config, new).await.expect_err("the store is in use");
        assert!(
            reason.contains("/admin/users") && !reason.contains('\n'),
            "{reason}"
        );
    }

    #[tokio::test]
    async fn a_second_factor_is_taken_away_while_the_service_is_stopped() {
        let fixture = Fixture::new(&[]);
        let file = fixture.path("guichet.toml");
        let config = Config::load(Some(&file), [], fixture.path("").as_path()).expect("loaded");
        let new = NewStaff {
            name: "Wang".to_owned(),
            display_name: "王芳".to_owned(),
            email: String::new(),
            roles: vec![Role::new("administrator")],
            groups: Vec::new(),
        };
        made(&config, new).await.expect("made");
        let store = open_soon(&config).await;
        let found = store.account_by_name("wang").await.expect("read");
        let mut account = found.expect("an account");
        let password = account.password_hash.clone();
        account.second_factor = Some(crate::store::SecondFactor {
            secret: "sealed".to_owned(),
            used: 0,
            recovery_codes: Vec::new(),
            since: crate::testing::at(0),
        });
        let change = crate::store::AccountChange::new(account);
        store.change_account(&change).await.expect("changed");
        store.close().await;
        let mut done = reset_soon(&config, "WANG").await;
        assert_eq!(done, Ok(("Wang".to_owned(), String::new())));
        done = reset_soon(&config, "wang").await;
        assert_eq!(done, Err("wang has no second factor".to_owned()));
        done = reset_soon(&config, "li").await;
        assert_eq!(done, Err("there is no member of staff li".to_owned()));
        let store = open_soon(&config).await;
        let found = store.account_by_name("wang").await.expect("read");
        assert_eq!(found.expect("an account").password_hash, password);
    }

    /// As [`reset_second_factor`], as soon as the store is let go of.
    async fn reset_soon(config: &Config, name: &str) -> Result<(String, String), String> {
        open_soon(config).await.close().await;
        for _ in 0..500 {
            match reset_second_factor(config, name).await {
                Err(reason) if reason.contains("is running") => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                done => return done,
            }
        }
        panic!("the store is not let go of")
    }

    /// Opens a store that was closed just now: within one process it takes a moment to be let go of.
    async fn open_soon(config: &Config) -> Store {
        let journal = config.journal_folder();
        for _ in 0..500 {
            match Store::open(&config.store_url(), Some(&journal), fatal()).await {
                Err(StoreError::Locked(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
                opened => return opened.expect("opened"),
            }
        }
        panic!("the store is not let go of")
    }
}
