//! What every request shares.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::attachment::Attachments;
use crate::clock::Clock;
use crate::config::Config;
use crate::guard::Limits;
use crate::keys::Keys;
use crate::service::definitions::Definitions;
use crate::service::passwords::Passwords;
use crate::store::Store;

/// The running service. One per process, behind an [`Arc`]; nothing in it is global.
#[derive(Debug)]
pub struct App {
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// The zone in which times are written.
    pub time_zone: TimeZone,
    /// The secret key.
    pub keys: Keys,
    /// The store.
    pub store: Store,
    /// The published forms, workflows, calendars and templates.
    pub definitions: Definitions,
    /// Uploaded files.
    pub attachments: Attachments,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Rate limits.
    pub limits: Limits,
}

/// A handle to the service.
pub type AppRef = Arc<App>;
