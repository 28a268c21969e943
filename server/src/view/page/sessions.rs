//! One's own logins, and the password once more.

use jiff::Timestamp;
use serde::Serialize;

use super::{Page, ProblemLine, Reader, SAMPLE_NOW};
use crate::ms;

/// `sessions.html`: one's own logins.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SessionsPage {
    /// Those that hold, the one used last first.
    pub sessions: Vec<SessionView>,
}

/// A login.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SessionView {
    /// Its id, to end it by.
    pub id: String,
    /// Set if it is the one that looks.
    pub is_own: bool,
    /// When it began.
    #[serde(with = "ms::required")]
    pub began: Timestamp,
    /// When it was last used.
    #[serde(with = "ms::required")]
    pub seen: Timestamp,
    /// The browser's family and system; may be empty.
    pub browser: String,
    /// The address, coarsely; may be empty.
    pub address: String,
}

/// `confirm_password.html`: the password, before something sensitive.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConfirmPasswordPage {
    /// The address to go on to.
    pub next: String,
    /// The problems by input: `password`.
    pub problems: Vec<ProblemLine>,
}

impl Page for SessionsPage {
    const TEMPLATE: &'static str = "sessions.html";
    const READER: Reader = Reader::Applicant;

    fn samples() -> Vec<Self> {
        let session = |is_own, browser: &str, address: &str| SessionView {
            id: "s1".to_owned(),
            is_own,
            began: SAMPLE_NOW,
            seen: SAMPLE_NOW,
            browser: browser.to_owned(),
            address: address.to_owned(),
        };
        let alone = Self {
            sessions: vec![session(true, "Firefox, Windows", "203.0.113.*")],
        };
        let mut several = alone.clone();
        several.sessions.push(session(false, "", ""));
        vec![alone, several, Self::default()]
    }
}

impl Page for ConfirmPasswordPage {
    const TEMPLATE: &'static str = "confirm_password.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let refused = Self {
            next: "/admin/users".to_owned(),
            problems: ProblemLine::samples(&["password"]),
        };
        vec![Self::default(), refused]
    }
}
