//! What is in a store, as `tests/fixtures/stores/make` tells it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Everything that the test goes through.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) stopped: jiff::Timestamp,
    pub(super) staff: Vec<Person>,
    pub(super) accounts: Vec<Person>,
    pub(super) cases: Vec<Case>,
    pub(super) drafts: Vec<Draft>,
    pub(super) logins: Vec<Login>,
    pub(super) waiting_mails: Vec<WaitingMail>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) password: String,
    #[serde(default)]
    pub(super) shows: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Case {
    pub(super) reference: String,
    /// Its access code.
    pub(super) code: String,
    pub(super) form: String,
    pub(super) state: State,
    /// Words of its answers.
    pub(super) shows: String,
    /// The account that it made, or that it is of.
    #[serde(default)]
    pub(super) account: String,
    /// The password of the account that it made.
    #[serde(default)]
    pub(super) password: String,
    /// Who has it.
    #[serde(default)]
    pub(super) by: String,
    /// The action to be taken, and the state that it leads to.
    #[serde(default)]
    pub(super) action: String,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) leads: String,
    /// Answers to be corrected.
    #[serde(default)]
    pub(super) corrects: BTreeMap<String, String>,
    /// To whom a step is delegated.
    #[serde(default)]
    pub(super) delegate: String,
}

impl Case {
    /// Who has it, or could.
    pub(super) fn reviewer(&self) -> &str {
        if self.by.is_empty() {
            "limei"
        } else {
            &self.by
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Waiting,
    Claimed,
    Corrected,
    Open,
    Returned,
    Correcting,
    Renewal,
    Approved,
    Rejected,
    Withdrawn,
}

impl State {
    /// The state as the status page has it.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Waiting | Self::Claimed | Self::Corrected | Self::Open => "state-review",
            Self::Returned | Self::Correcting => "state-applicant",
            Self::Renewal => "state-open",
            Self::Approved => "state-approved",
            Self::Rejected => "state-rejected",
            Self::Withdrawn => "state-withdrawn",
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Cookie {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Draft {
    pub(super) form: String,
    pub(super) cookie: Cookie,
    pub(super) shows: String,
    /// Whose it is, where it takes a login.
    #[serde(default)]
    pub(super) account: String,
    /// Whether nothing is missing of it.
    #[serde(default)]
    pub(super) submit: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Login {
    pub(super) cookie: Cookie,
    pub(super) page: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct WaitingMail {
    pub(super) to: String,
    pub(super) shows: String,
    /// How the path of its link begins, where that is to be opened.
    #[serde(default)]
    pub(super) link: String,
}
