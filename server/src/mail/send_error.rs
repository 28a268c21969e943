//! Why a mail was not sent.

/// A mail could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// Whether trying again is of no use.
    pub permanent: bool,
    /// At which point; goes to the log, so it names nobody: `connect`, `login`, `recipient`, …
    pub phase: &'static str,
    /// The mail server's three digits, if it answered.
    pub code: Option<u16>,
    /// For administrators: what went wrong, perhaps with what the mail server said, which may name the recipient.
    pub reason: String,
}

/// The longest `reason` that is kept, in characters.
const REASON_CHARS_MAX: usize = 500;

impl SendError {
    pub(super) fn new(permanent: bool, phase: &'static str, reason: &str) -> Self {
        let words = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = words.chars().filter(|one| !one.is_control());
        Self {
            permanent,
            phase,
            code: None,
            reason: shown.take(REASON_CHARS_MAX).collect(),
        }
    }

    /// Returns whether it came before the mail was spoken of: it then concerns every mail, and names nobody.
    #[must_use]
    pub fn is_of_server(&self) -> bool {
        matches!(
            self.phase,
            "connect" | "starttls" | "login" | "timeout" | "file"
        )
    }

    pub(super) fn temporary(phase: &'static str, reason: &str) -> Self {
        Self::new(false, phase, reason)
    }

    pub(super) fn permanent(phase: &'static str, reason: &str) -> Self {
        Self::new(true, phase, reason)
    }
}
