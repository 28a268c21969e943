//! Members of staff who together can do every step of every workflow.

use std::collections::BTreeSet;

use guichet_engine::ids::Role;
use guichet_engine::workflow::{Actor, Performer, administrator};
use serde::Deserialize;

use crate::app::App;
use crate::keys;
use crate::service::accounts;
use crate::service::staff::{self, NewStaff};
use crate::store::Account;

/// How many of them belong to each group: enough for a decision of two out of three.
const GROUP_MEMBERS: usize = 3;
/// How many are administrators: what one has done, another may have to look at.
const ADMINISTRATORS: usize = 2;

/// Names that nobody has.
#[derive(Deserialize)]
pub(super) struct Names {
    staff: Vec<Name>,
    /// What applicants are called.
    pub(super) applicants: Vec<String>,
}

#[derive(Deserialize)]
struct Name {
    name: String,
    display_name: String,
}

impl Names {
    /// Reads the names that this program was built with.
    pub(super) fn read() -> Result<Self, String> {
        serde_json::from_str(include_str!("../../../demo/names.json"))
            .map_err(|error| format!("names.json: {error}"))
    }
}

/// The members of staff.
#[derive(Debug)]
pub(super) struct Staff {
    /// The password of each of them.
    pub(super) password: String,
    /// Their accounts.
    pub(super) accounts: Vec<Account>,
    /// As workflows know them.
    pub(super) actors: Vec<Actor>,
}

/// Makes the members of staff: administrators, and others with every role and group that a workflow names.
pub(super) async fn make(app: &App, names: &Names) -> Result<Staff, String> {
    let live = app.definitions.live();
    let workflows = live.published.workflows.values();
    let groups = workflows.flat_map(|own| own.staff_performers());
    let groups: BTreeSet<&String> = groups
        .filter_map(|who| match who {
            Performer::Group(group) => Some(group),
            _ => None,
        })
        .collect();
    let roles = staff::known_roles(&app.definitions);
    let roles = roles.iter().filter(|role| **role != administrator());
    let roles: Vec<Role> = roles.cloned().collect();
    let password = keys::one_time_password();
    let mut accounts = Vec::new();
    let others = names.staff.len().saturating_sub(ADMINISTRATORS).max(1);
    for (number, name) in names.staff.iter().enumerate() {
        let is_member = |index: usize| {
            let place = (number + others - index % others) % others;
            number >= ADMINISTRATORS && place < GROUP_MEMBERS
        };
        let own_groups = groups.iter().enumerate();
        let own_groups = own_groups.filter(|(index, _)| is_member(*index));
        let new = NewStaff {
            name: name.name.clone(),
            display_name: name.display_name.clone(),
            email: format!("{}@example.com", name.name),
            roles: if number < ADMINISTRATORS {
                vec![administrator()]
            } else {
                roles.clone()
            },
            groups: own_groups.map(|(_, group)| (*group).clone()).collect(),
        };
        accounts.push(account(app, new, &password).await?);
    }
    let actors = accounts
        .iter()
        .map(|account| staff::actor_of(account, Vec::new()))
        .collect();
    Ok(Staff {
        password,
        accounts,
        actors,
    })
}

async fn account(app: &App, new: NewStaff, password: &str) -> Result<Account, String> {
    let name = new.name.clone();
    staff::add(&app.store, &app.passwords, new, app.clock.now())
        .await
        .map_err(|error| format!("{name}: {error}"))?;
    let account = app.store.account_by_name(&name).await;
    let account = account
        .map_err(|error| error.to_string())?
        .ok_or_else(|| format!("{name} is gone"))?;
    accounts::set_password(app, &account, password, None)
        .await
        .map_err(|error| format!("{name}: {error}"))
}
