//! `copy_to(…)`: all who hold a role, or belong to a group, may read the case, which is in the case itself; they are notified.

use guichet_engine::workflow::{Actor, Performer, Recipient, StaffNotificationKind};

use super::super::cases::decided::Decided;
use super::staff_notification::{self, Notification};
use crate::store::{Commit, StoreError};

pub(super) async fn add(
    who: &Performer,
    by: &Actor,
    decided: &Decided<'_>,
    commit: &mut Commit,
) -> Result<(), StoreError> {
    let notification = Notification {
        news: StaffNotificationKind::Copied,
        to: &Recipient::All(who.clone()),
        run: None,
        by,
    };
    staff_notification::add(notification, decided, commit).await
}
