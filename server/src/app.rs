//! What every request shares.

use std::sync::Arc;

use guichet_engine::diagnostic::Diagnostic;

use jiff::tz::TimeZone;

use crate::attachment::Attachments;
use crate::clock::Clock;
use crate::config::Config;
use crate::data_folder;
use crate::definitions::{Definitions, Prepared};
use crate::disk_space::DiskSpace;
use crate::guard::Limits;
use crate::keys::Keys;
use crate::mail::Mailer;
use crate::passwords::Passwords;
use crate::reply::PageError;
use crate::service::captcha::Captchas;
use crate::service::common_corrections::CommonCorrectionsCache;
use crate::service::draft_locks::DraftLocks;
use crate::service::failures::Failures;
use crate::service::pristine_form_cache::PristineFormCache;
use crate::store::{Fatal, Store};

/// How many tokens of saved drafts are remembered.
const DRAFTS_SAVED_MAX: u64 = 100_000;

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
    /// Tells people from programs.
    pub captchas: Captchas,
    /// Rate limits.
    pub limits: Limits,
    /// Draws and sends mail.
    pub mailer: Mailer,
    /// Wakes whoever sends mail.
    pub mail_wake: tokio::sync::Notify,
    /// Wakes whoever gives back what members of staff can do no longer.
    pub staff_wake: tokio::sync::Notify,
    /// The drawn pages of forms that nobody has touched.
    pub pristine_forms: PristineFormCache,
    /// Workflows that failed lately.
    pub failures: Failures,
    /// What applicants often have to correct.
    pub common_corrections: CommonCorrectionsCache,
    /// The ids of drafts that were saved here lately: should the answer that says so be lost, no draft is.
    pub drafts_saved: moka::sync::Cache<String, ()>,
    /// Locks each draft while a request changes it.
    pub draft_locks: DraftLocks,
    /// Free space on the disk, as it was lately.
    disk_space: DiskSpace,
}

/// A handle to the service.
pub type AppRef = Arc<App>;

impl App {
    /// Opens everything that a service needs. `fatal` is called when the store can no longer be trusted: it must end the
    /// process.
    ///
    /// # Errors
    /// One line, or the faults of the definitions, that say what is wrong and what to do.
    pub async fn open(config: Config, fatal: Fatal) -> Result<Self, OpenError> {
        let failed = |reason: String| OpenError::Failed(reason);
        Mailer::check(&config).map_err(failed)?;
        let time_zone = time_zone(&config)?;
        let prepared = Definitions::prepare(&config.definitions, &time_zone).await?;
        if !config.may_have_store() {
            // Nothing was published before that could serve in place of what is broken: nothing is made for it.
            prepared.must_be_good()?;
        }
        data_folder::make(&config.data).map_err(failed)?;
        let store = Store::open(&config.store_url(), fatal)
            .await
            .map_err(|error| failed(error.to_string()))?;
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
        let failed = |reason: String| OpenError::Failed(reason);
        let clock = Clock::new(config.clock_offset_seconds);
        let keys = keys(&store)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let definitions = Definitions::open(prepared, clock.clone(), store.clone()).await?;
        let attachments =
            Attachments::open(&config.attachments_url(), config.uploads_at_once).map_err(failed)?;
        let mailer = Mailer::new(&config).map_err(failed)?;
        let passwords = Passwords::new().map_err(|error| failed(error.to_string()))?;
        Ok(Self {
            captchas: Captchas::new(keys.clone(), clock.clone()),
            limits: Limits::new(config.rate_factor),
            config,
            clock,
            time_zone,
            keys,
            store,
            definitions,
            attachments,
            passwords,
            mailer,
            mail_wake: tokio::sync::Notify::new(),
            staff_wake: tokio::sync::Notify::new(),
            pristine_forms: PristineFormCache::default(),
            failures: Failures::default(),
            common_corrections: CommonCorrectionsCache::default(),
            draft_locks: DraftLocks::default(),
            drafts_saved: moka::sync::Cache::builder()
                .max_capacity(DRAFTS_SAVED_MAX)
                .time_to_live(std::time::Duration::from_secs(3_600))
                .build(),
            disk_space: DiskSpace::default(),
        })
    }
}

impl App {
    /// Refuses new work while the disk is nearly full.
    ///
    /// # Errors
    /// A page that says that nothing is taken for now, below the floor of free space: a store whose disk is full cannot be
    /// trusted any more.
    pub fn has_disk_space(&self) -> Result<(), PageError> {
        if self
            .disk_space
            .has_room(&self.config.data, self.config.free_space_mb)
        {
            Ok(())
        } else {
            Err(PageError::no_space())
        }
    }

    /// The day that it is here.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        self.time_zone.to_datetime(self.clock.now()).date()
    }

    /// Says that there may be mail to send.
    pub fn mail_waiting(&self) {
        self.mail_wake.notify_one();
    }
}

fn time_zone(config: &Config) -> Result<TimeZone, OpenError> {
    let name = &config.time_zone;
    TimeZone::get(name).map_err(|error| OpenError::Failed(format!("time_zone {name}: {error}")))
}

/// The service cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// One line that says why.
    #[error("{0}")]
    Failed(String),
    /// The definitions are broken and there is no good version to serve.
    #[error("the definitions are broken")]
    Broken(Vec<Diagnostic>),
}

/// The secret key, made at the first start.
async fn keys(store: &Store) -> crate::store::Result<Keys> {
    const SETTING: &str = "secret-key";
    let kept: Option<String> = store.setting(SETTING).await?;
    if let Some(keys) = kept.as_deref().and_then(Keys::from_stored) {
        return Ok(keys);
    }
    let fresh = crate::keys::token();
    store.put_setting(SETTING, &fresh).await?;
    Keys::from_stored(&fresh)
        .ok_or_else(|| crate::store::StoreError::Failed("no secret key could be made".to_owned()))
}
