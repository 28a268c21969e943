//! What every part of the service stands on: the configuration, the clock, the keys, the store, the definitions, files,
//! mail and passwords. It knows of no request and of no service, so that services need nothing above them.

use jiff::tz::TimeZone;

use crate::alerts::Alerts;
use crate::attachment::Attachments;
use crate::changed_cases::ChangedCases;
use crate::clock::Clock;
use crate::common_corrections::CommonCorrectionsCache;
use crate::config::Config;
use crate::definitions::{Definitions, Prepared};
use crate::failures::Failures;
use crate::key_file::Seals;
use crate::keys::{self, Keys};
use crate::mail::Mailer;
use crate::open_error::OpenError;
use crate::passwords::Passwords;
use crate::security_log::SecurityLog;
use crate::store::{Store, StoreError};

/// How many tokens of saved drafts are remembered.
const DRAFTS_SAVED_MAX: u64 = 100_000;

/// How many bytes of answers are remembered from which pages were drawn.
const DRAWN_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// What services are handed.
#[derive(Debug)]
pub struct Core {
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// The zone in which times are written.
    pub time_zone: TimeZone,
    /// The secret key.
    pub keys: Keys,
    /// Seals what is stored, with keys from outside the store.
    pub seals: Seals,
    /// The store.
    pub store: Store,
    /// The published forms, workflows, calendars and templates.
    pub definitions: Definitions,
    /// Uploaded files.
    pub attachments: Attachments,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Renders and sends mail.
    pub mailer: Mailer,
    /// Wakes whoever sends mail.
    pub mail_wake: tokio::sync::Notify,
    /// Wakes whoever reclaims what members of staff may do no longer.
    pub staff_wake: tokio::sync::Notify,
    /// Cases that are to be looked at soon: whether somebody can act in them.
    pub attention: ChangedCases,
    /// What administrators must know now.
    pub alerts: Alerts,
    /// The record of security events.
    pub security: SecurityLog,
    /// Workflows that failed lately.
    pub failures: Failures,
    /// What applicants often have to correct.
    pub common_corrections: CommonCorrectionsCache,
    /// The ids of drafts that were saved here lately: should the answer that says so be lost, no draft is.
    pub drafts_saved: moka::sync::Cache<String, ()>,
    /// Answers from which pages were drawn lately, by their content: what two pages say of one draft is merged.
    pub drawn: moka::sync::Cache<String, std::sync::Arc<serde_json::Value>>,
}

impl Core {
    /// Assembles the core on a store that is open, and publishes what is good of the definitions.
    ///
    /// # Errors
    /// One line, or the faults of the definitions, that say what is wrong and what to do.
    pub async fn open(
        config: Config,
        store: Store,
        time_zone: TimeZone,
        prepared: Prepared,
    ) -> Result<Self, OpenError> {
        let clock = Clock::new(config.clock_ahead());
        let keys = secret_key(&store)
            .await
            .map_err(|error| OpenError::Failed(error.to_string()))?;
        let seals = Seals::open(&config.key_file()).map_err(OpenError::Failed)?;
        let definitions = Definitions::open(prepared, clock.clone(), store.clone()).await?;
        let attachments = Attachments::open(&config.attachments_url(), config.uploads_at_once)
            .map_err(OpenError::Failed)?;
        let mailer = Mailer::new(&config).map_err(OpenError::Failed)?;
        let passwords = Passwords::new().map_err(|error| OpenError::Failed(error.to_string()))?;
        Ok(Self {
            config,
            clock,
            time_zone,
            keys,
            seals,
            store,
            definitions,
            attachments,
            passwords,
            mailer,
            mail_wake: tokio::sync::Notify::new(),
            staff_wake: tokio::sync::Notify::new(),
            attention: ChangedCases::default(),
            alerts: Alerts::default(),
            security: SecurityLog::default(),
            failures: Failures::default(),
            common_corrections: CommonCorrectionsCache::default(),
            drafts_saved: moka::sync::Cache::builder()
                .max_capacity(DRAFTS_SAVED_MAX)
                .time_to_live(std::time::Duration::from_secs(3_600))
                .build(),
            drawn: moka::sync::Cache::builder()
                .max_capacity(DRAWN_BYTES_MAX)
                .weigher(|_: &String, answers: &std::sync::Arc<serde_json::Value>| {
                    u32::try_from(answers.to_string().len()).unwrap_or(u32::MAX)
                })
                .time_to_idle(std::time::Duration::from_secs(12 * 3_600))
                .build(),
        })
    }

    /// Returns the day that it is here.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        self.time_zone.to_datetime(self.clock.now()).date()
    }

    /// Wakes whoever sends mail: there may be some to send.
    pub fn mail_waiting(&self) {
        self.mail_wake.notify_one();
    }
}

/// Reads the secret key from the store; the first start makes it.
async fn secret_key(store: &Store) -> Result<Keys, StoreError> {
    const SETTING: &str = "secret-key";
    let kept: Option<String> = store.setting(SETTING).await?;
    if let Some(keys) = kept.as_deref().and_then(Keys::from_stored) {
        return Ok(keys);
    }
    let fresh = keys::token();
    store.put_setting(SETTING, &fresh).await?;
    Keys::from_stored(&fresh)
        .ok_or_else(|| StoreError::Failed("no secret key could be made".to_owned()))
}
