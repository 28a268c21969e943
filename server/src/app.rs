//! What every request shares: the core, and what only requests need.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::tz::TimeZone;

use crate::config::Config;
use crate::core::Core;
use crate::data_folder;
use crate::definitions::{Definitions, Prepared};
use crate::disk_space::{DiskFull, DiskSpace, free_bytes};
use crate::limits::Limits;
use crate::mail::Mailer;
use crate::metrics::Metrics;
pub use crate::open_error::OpenError;
use crate::pristine_form_cache::PristineFormCache;
use crate::reserve::{self, Reserve};
use crate::service::captcha::Captchas;
use crate::service::draft_locks::DraftLocks;
use crate::store::{Fatal, Store};

/// The running service. One per process, behind an [`Arc`]; nothing in it is global.
#[derive(Debug)]
pub struct App {
    /// What services are handed.
    pub core: Core,
    /// Tells people from programs.
    pub captchas: Captchas,
    /// Rate limits.
    pub limits: Limits,
    /// The rendered pages of forms that nobody has touched.
    pub pristine_forms: PristineFormCache,
    /// Locks each draft while a request changes it.
    pub draft_locks: DraftLocks,
    /// What monitoring reads.
    pub metrics: Metrics,
    /// How many drafts are kept, as last counted and those begun since.
    pub drafts_kept: AtomicU64,
    /// Free space on the disk, as it was lately.
    disk_space: DiskSpace,
    /// What is kept of it for what must still be written.
    pub reserve: Reserve,
}

/// A handle to the service.
pub type AppRef = Arc<App>;

/// Whoever has the service has its core: it is handed on to services as it is.
impl Deref for App {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

impl App {
    /// Opens everything that a service needs. `fatal` is called when the store can no longer be trusted: it must end the
    /// process.
    ///
    /// # Errors
    /// One line, or the faults of the definitions, that say what is wrong and what to do.
    pub async fn open(config: Config, fatal: Fatal) -> Result<Self, OpenError> {
        Mailer::check(&config).map_err(OpenError::Failed)?;
        let time_zone = time_zone(&config)?;
        let prepare = Definitions::prepare(&config.definitions, &time_zone);
        let (store, prepared) = if config.may_have_store() {
            tokio::try_join!(open_store(&config, fatal), prepare)?
        } else {
            // Nothing was published before that could serve in place of what is broken: nothing is made for it.
            let prepared = prepare.await?;
            prepared.must_be_good()?;
            (open_store(&config, fatal).await?, prepared)
        };
        Self::assemble(config, store, time_zone, prepared).await
    }

    /// As [`App::open`], on a store that is open already.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn with_store(config: Config, store: Store) -> Result<Self, OpenError> {
        let time_zone = time_zone(&config)?;
        let prepared = Definitions::prepare(&config.definitions, &time_zone).await?;
        Self::assemble(config, store, time_zone, prepared).await
    }

    async fn assemble(
        config: Config,
        store: Store,
        time_zone: TimeZone,
        prepared: Prepared,
    ) -> Result<Self, OpenError> {
        let core = Core::open(config, store, time_zone, prepared).await?;
        Ok(Self {
            captchas: Captchas::new(core.keys.clone(), core.clock.clone()),
            limits: Limits::new(core.config.rate_factor),
            pristine_forms: PristineFormCache::default(),
            draft_locks: DraftLocks::default(),
            drafts_kept: AtomicU64::new(0),
            disk_space: DiskSpace::default(),
            reserve: Reserve::new(&core.config.data, core.config.reserve_mb),
            metrics: Metrics::default(),
            core,
        })
    }

    /// Refuses to begin another draft while there are as many as are kept.
    ///
    /// # Errors
    /// When there are.
    pub fn has_room_for_drafts(&self) -> Result<(), DiskFull> {
        if self.drafts_kept.load(Ordering::Relaxed) < self.config.drafts_max {
            Ok(())
        } else {
            tracing::warn!(target: "guichet::security", event = "drafts-full", "no more drafts are begun");
            Err(DiskFull)
        }
    }

    /// Refuses new work while the disk is nearly full.
    ///
    /// # Errors
    /// Below the floor of free space: a store whose disk is full cannot be trusted any more.
    pub fn has_disk_space(&self) -> Result<(), DiskFull> {
        let floor = self.config.free_space_mb;
        let floor = floor.saturating_add(self.reserve.lacking_mb());
        if self.disk_space.has_room(&self.config.data, floor) {
            Ok(())
        } else {
            Err(DiskFull)
        }
    }
}

async fn open_store(config: &Config, fatal: Fatal) -> Result<Store, OpenError> {
    let free = free_bytes(&config.data).map(|free| free / 1_048_576);
    if free.is_some_and(|free| free < config.free_space_mb) {
        // What opening the store writes must have room.
        let _ = reserve::give_up_in(&config.data);
    }
    data_folder::make(&config.data).map_err(OpenError::Failed)?;
    let journal = config.journal_folder();
    Store::open(&config.store_url(), Some(&journal), fatal)
        .await
        .map_err(|error| OpenError::Failed(error.to_string()))
}

fn time_zone(config: &Config) -> Result<TimeZone, OpenError> {
    let name = &config.time_zone;
    TimeZone::get(name).map_err(|error| OpenError::Failed(format!("time_zone {name}: {error}")))
}
