//! Every key with what it takes: one list for the file, the variables and the documentation.

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// A path; a relative one is relative to the working folder.
    Path,
    /// A whole number within bounds.
    Number {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
}

/// A key of the configuration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// The name in the file; the variable is `GUICHET_` and this in capitals.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) kind: Kind,
}

impl Key {
    /// Returns the variable that overrides it.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.to_ascii_uppercase())
    }
}

/// How every variable begins.
pub(super) const PREFIX: &str = "GUICHET_";

/// Variables that are no keys: where the file is.
pub const VARIABLES: [&str; 1] = ["GUICHET_CONFIG"];

/// A hundred years, in seconds: farther no clock is moved.
const CENTURY_SECONDS: i64 = 100 * 366 * 86_400;

pub(super) const KEYS: [Key; 37] = [
    text("address"),
    number("port", 0, 65_535),
    path("data"),
    path("definitions"),
    text("store"),
    path("journal"),
    path("key_file"),
    text("attachments"),
    path("backup"),
    number("backup_hours", 1, 8_760),
    number("backup_months", 1, 120),
    text("mail"),
    text("mail_from"),
    text("public_url"),
    text("time_zone"),
    text("proxy_header"),
    number("workers", 0, 1_024),
    number("connections_max", 16, 1_000_000),
    number("connections_per_address_max", 4, 1_000_000),
    number("head_seconds", 1, 3_600),
    number("stall_seconds", 1, 3_600),
    number("clock_offset_seconds", -CENTURY_SECONDS, CENTURY_SECONDS),
    number("draft_days", 1, 3_650),
    number("drafts_max", 1, 1_000_000_000),
    number("draft_kb_max", 1, 16_384),
    number("session_idle_minutes", 1, 10_080),
    number("session_hours", 1, 720),
    text("second_factor"),
    number("confirm_minutes", 1, 10_080),
    number("audit_days", 1, 36_500),
    number("recovery_minutes", 1, 1_440),
    number("uploads_at_once", 1, 64),
    number("rate_factor", 0, 1_000_000),
    number("free_space_mb", 0, 1_000_000_000),
    number("reserve_mb", 0, 1_000_000),
    text("metrics_token"),
    text("log"),
];

/// Lists the name of every key, with the variable that overrides it.
#[must_use]
pub fn names() -> Vec<(&'static str, String)> {
    KEYS.iter().map(|key| (key.name, key.variable())).collect()
}

const fn text(name: &'static str) -> Key {
    Key {
        name,
        kind: Kind::Text,
    }
}

const fn path(name: &'static str) -> Key {
    Key {
        name,
        kind: Kind::Path,
    }
}

const fn number(name: &'static str, min: i64, max: i64) -> Key {
    Key {
        name,
        kind: Kind::Number { min, max },
    }
}
