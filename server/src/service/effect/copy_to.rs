//! `copy_to(…)`: all who hold a role, or belong to a group, may read the case, which is in the case itself; they are told.

use guichet_engine::workflow::{Actor, News, Recipient, Who};

use super::super::cases::Decided;
use super::tell::{self, Told};
use crate::store::{Commit, StoreError};

pub(super) async fn add(
    who: &Who,
    by: &Actor,
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    let told = Told {
        news: News::Copied,
        to: &Recipient::All(who.clone()),
        run: None,
        by,
    };
    tell::add(told, decided, commit).await
}
