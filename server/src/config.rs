//! What an operator can set: `guichet.toml`, overridden by `GUICHET_*`. Every key is explained in `docs/operator.md`.

mod check;
mod keys;
mod load;
mod settings;
mod unsafe_settings;

use std::net::IpAddr;
use std::path::PathBuf;

use jiff::SignedDuration;
use serde::Deserialize;

pub use keys::{VARIABLES, names};
pub use load::FILE_NAME;
pub use settings::ConfigError;

/// The configuration. Unknown keys are refused at start.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `GUICHET_ADDRESS`: the address to listen on.
    pub address: String,
    /// `GUICHET_PORT`: the port; 0 takes any that is free.
    pub port: u16,
    /// `GUICHET_DATA`: the data folder.
    pub data: PathBuf,
    /// `GUICHET_DEFINITIONS`: the folder that holds `forms/`, `workflows/` and `templates/`.
    pub definitions: PathBuf,
    /// `GUICHET_STORE`: the store's URL; by default `surrealkv://<data>/store`.
    pub store: Option<String>,
    /// `GUICHET_JOURNAL`: the folder of the journal of an embedded store; by default `<data>/journal`.
    pub journal: Option<PathBuf>,
    /// `GUICHET_KEY_FILE`: the file of the keys that seal what is stored; by default `<data>/keys`.
    pub key_file: Option<PathBuf>,
    /// `GUICHET_ATTACHMENTS`: where uploaded files go; by default `file://<data>/attachments`.
    pub attachments: Option<String>,
    /// `GUICHET_BACKUP`: the folder that backups are made in by themselves; none by default.
    pub backup: Option<PathBuf>,
    /// `GUICHET_BACKUP_HOURS`: how often.
    pub backup_hours: u32,
    /// `GUICHET_BACKUP_MONTHS`: how many are kept; one is begun each month.
    pub backup_months: u32,
    /// `GUICHET_MAIL`: `smtp://…`, `smtps://…` or `file://…`; by default `file://<data>/mail`.
    pub mail: Option<String>,
    /// `GUICHET_MAIL_FROM`: the sender of every mail.
    pub mail_from: String,
    /// `GUICHET_PUBLIC_URL`: the address that people use, for links in mails; by default the one listened on.
    pub public_url: Option<String>,
    /// `GUICHET_TIME_ZONE`: the zone in which times are written.
    pub time_zone: String,
    /// `GUICHET_PROXY_HEADER`: the header in which a reverse proxy gives the visitor's address; none is believed by default.
    pub proxy_header: Option<String>,
    /// `GUICHET_WORKERS`: threads that answer requests; 0 means one per core.
    pub workers: usize,
    /// `GUICHET_CONNECTIONS_MAX`: connections open at the same time.
    pub connections_max: usize,
    /// `GUICHET_CONNECTIONS_PER_ADDRESS_MAX`: of these, from one address.
    pub connections_per_address_max: usize,
    /// `GUICHET_HEAD_SECONDS`: how long a connection may be silent, or take to send a request's head.
    pub head_seconds: u32,
    /// `GUICHET_STALL_SECONDS`: how long a client may let the service wait for the rest of a body, or to take an answer.
    pub stall_seconds: u32,
    /// `GUICHET_CLOCK_OFFSET_SECONDS`: moves the service's clock, for rehearsals and tests.
    pub clock_offset_seconds: i64,
    /// `GUICHET_DRAFT_DAYS`: how long a draft is kept after it was last saved.
    pub draft_days: u32,
    /// `GUICHET_DRAFTS_MAX`: drafts kept at the same time; above that nobody begins another.
    pub drafts_max: u64,
    /// `GUICHET_DRAFT_KB_MAX`: the answers of one draft, in kilobytes.
    pub draft_kb_max: u32,
    /// `GUICHET_SESSION_IDLE_MINUTES`: a login ends after this time without a request.
    pub session_idle_minutes: u32,
    /// `GUICHET_SESSION_HOURS`: a login ends after this time in any case.
    pub session_hours: u32,
    /// `GUICHET_SECOND_FACTOR`: who of staff must have a second factor: `nobody`, `administrators` or `staff`.
    pub second_factor: String,
    /// `GUICHET_CONFIRM_MINUTES`: how long after the password was given something sensitive may be changed without giving it again.
    pub confirm_minutes: u32,
    /// `GUICHET_AUDIT_DAYS`: how long the record of security events is kept.
    pub audit_days: u32,
    /// `GUICHET_RECOVERY_MINUTES`: how long a recovery link works.
    pub recovery_minutes: u32,
    /// `GUICHET_UPLOADS_AT_ONCE`: pictures decoded at the same time.
    pub uploads_at_once: usize,
    /// `GUICHET_RATE_FACTOR`: multiplies every rate limit; 0 turns them off.
    pub rate_factor: u32,
    /// `GUICHET_FREE_SPACE_MB`: below this much free space in the data folder no new work is taken.
    pub free_space_mb: u64,
    /// `GUICHET_RESERVE_MB`: space that a file in the data folder keeps, given up when the disk runs full.
    pub reserve_mb: u64,
    /// `GUICHET_METRICS_TOKEN`: what whoever reads `/metrics` must bring; without it there is no such page.
    pub metrics_token: Option<String>,
    /// `GUICHET_LOG`: what is logged, as directives of `tracing` (`warn,guichet=debug`).
    pub log: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: "127.0.0.1".to_owned(),
            port: 8000,
            data: PathBuf::from("data"),
            definitions: PathBuf::from("."),
            store: None,
            journal: None,
            key_file: None,
            attachments: None,
            backup: None,
            backup_hours: 24,
            backup_months: 3,
            mail: None,
            mail_from: "单一窗口 <no-reply@localhost>".to_owned(),
            public_url: None,
            time_zone: "Asia/Shanghai".to_owned(),
            proxy_header: None,
            workers: 0,
            connections_max: 2_000,
            connections_per_address_max: 200,
            head_seconds: 15,
            stall_seconds: 30,
            clock_offset_seconds: 0,
            draft_days: 30,
            drafts_max: 50_000,
            draft_kb_max: 512,
            session_idle_minutes: 30,
            session_hours: 12,
            second_factor: "nobody".to_owned(),
            confirm_minutes: 15,
            audit_days: 400,
            recovery_minutes: 10,
            uploads_at_once: 2,
            rate_factor: 1,
            free_space_mb: 200,
            reserve_mb: 128,
            metrics_token: None,
            log: "warn,guichet=info".to_owned(),
        }
    }
}

impl Config {
    /// Returns the folder of the journal that an embedded store has.
    #[must_use]
    pub fn journal_folder(&self) -> PathBuf {
        self.journal
            .clone()
            .unwrap_or_else(|| self.data.join("journal"))
    }

    /// Returns the file of the keys that seal what is stored.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.key_file
            .clone()
            .unwrap_or_else(|| self.data.join("keys"))
    }

    /// Tells whether a member of staff must have a second factor.
    #[must_use]
    pub fn needs_second_factor(&self, is_administrator: bool) -> bool {
        match self.second_factor.as_str() {
            "staff" => true,
            "administrators" => is_administrator,
            _ => false,
        }
    }

    /// Returns how far the service's clock is ahead of the machine's.
    #[must_use]
    pub fn clock_ahead(&self) -> SignedDuration {
        SignedDuration::from_secs(self.clock_offset_seconds)
    }

    /// Returns how old the newest backup may become.
    #[must_use]
    pub fn backup_period(&self) -> SignedDuration {
        SignedDuration::from_hours(self.backup_hours.into())
    }

    /// Returns how long a draft is kept after it was saved.
    #[must_use]
    pub fn draft_kept(&self) -> SignedDuration {
        days(self.draft_days)
    }

    /// Returns how long the record of security events is kept.
    #[must_use]
    pub fn audit_kept(&self) -> SignedDuration {
        days(self.audit_days)
    }

    /// Returns how long a login holds that is not used.
    #[must_use]
    pub fn session_idle(&self) -> SignedDuration {
        SignedDuration::from_mins(self.session_idle_minutes.into())
    }

    /// Returns how long any login holds.
    #[must_use]
    pub fn session_length(&self) -> SignedDuration {
        SignedDuration::from_hours(self.session_hours.into())
    }

    /// Returns for how long a password that was given need not be given again.
    #[must_use]
    pub fn confirmed_for(&self) -> SignedDuration {
        SignedDuration::from_mins(self.confirm_minutes.into())
    }

    /// Returns how long a recovery link works.
    #[must_use]
    pub fn recovery_length(&self) -> SignedDuration {
        SignedDuration::from_mins(self.recovery_minutes.into())
    }

    /// Returns the store's URL.
    #[must_use]
    pub fn store_url(&self) -> String {
        self.store
            .clone()
            .unwrap_or_else(|| format!("surrealkv://{}", self.data.join("store").display()))
    }

    /// Tells whether there may be a store from an earlier start. One in a folder that is not there yet, or in memory, is new.
    #[must_use]
    pub fn may_have_store(&self) -> bool {
        let url = self.store_url();
        match url.split_once("://") {
            Some(("mem", _)) => false,
            Some(("surrealkv", path)) => {
                let path = path.split_once('?').map_or(path, |(path, _)| path);
                std::path::Path::new(path).exists()
            }
            _ => true,
        }
    }

    /// Returns where uploaded files go.
    #[must_use]
    pub fn attachments_url(&self) -> String {
        self.attachments
            .clone()
            .unwrap_or_else(|| format!("file://{}", self.data.join("attachments").display()))
    }

    /// Returns where mail goes.
    #[must_use]
    pub fn mail_url(&self) -> String {
        self.mail
            .clone()
            .unwrap_or_else(|| format!("file://{}", self.data.join("mail").display()))
    }

    /// Returns the address that people use, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.public_url.clone().map_or_else(
            || format!("http://{}:{}", self.host(), self.port),
            |url| url.trim_end_matches('/').to_owned(),
        )
    }

    /// Tells whether people reach the service over TLS, so that cookies must be `Secure` and named `__Host-…`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Returns the host for an address to open in a browser on this machine.
    fn host(&self) -> String {
        match self.address.parse::<IpAddr>() {
            Ok(address) if address.is_unspecified() => "localhost".to_owned(),
            Ok(IpAddr::V6(address)) => format!("[{address}]"),
            _ => self.address.clone(),
        }
    }
}

fn days(count: u32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(count))
}

#[cfg(test)]
mod tests;
