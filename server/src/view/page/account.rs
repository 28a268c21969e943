//! The enterprise's own page.

use guichet_engine::form::View;
use jiff::Timestamp;
use serde::Serialize;

use super::sample_form::{Shown, view};
use super::{CaseStatus, Page, Reader, SAMPLE_NOW};
use crate::ms;

/// `account.html`: the enterprise's own page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountPage {
    /// The login name.
    pub name: String,
    /// The person.
    pub person: String,
    /// The e-mail address.
    pub email: String,
    /// The end of the account's validity, where it has one.
    #[serde(with = "ms::optional")]
    pub valid_until: Option<Timestamp>,
    /// Its renewal, while that is open.
    pub renewal: Option<AccountRenewal>,
    /// The applications, newest first.
    pub cases: Vec<AccountCase>,
    /// The forms that it may begin.
    pub offers: Vec<AccountOffer>,
    /// The registered answers.
    pub view: Option<View>,
    /// The address below which scans are fetched (`/account`).
    pub base: String,
}

/// The renewal of an account that is open.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountRenewal {
    /// `open`, `applicant` or `review`, as [`CaseStatus::state`].
    pub state: String,
    /// The due date of the enterprise's part, or of the review.
    #[serde(with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// The address at which it goes on.
    pub href: String,
}

/// A form that the enterprise may begin.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountOffer {
    /// Title.
    pub title: String,
    /// One line about it.
    pub description: Option<String>,
    /// The address at which it begins.
    pub href: String,
}

/// One of the enterprise's applications.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountCase {
    /// The status.
    pub status: CaseStatus,
    /// Its status page.
    pub href: String,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "account.html";
    const READER: Reader = Reader::Applicant;

    fn samples() -> Vec<Self> {
        let case = |state: &str| AccountCase {
            status: CaseStatus::sample(state),
            href: "/status/x".to_owned(),
        };
        let renewal = |state: &str| AccountRenewal {
            state: state.to_owned(),
            due: Some(SAMPLE_NOW),
            href: "/status/x/correct".to_owned(),
        };
        let full = Self {
            name: "Example_01".to_owned(),
            person: "示例".to_owned(),
            email: "admin@example.com".to_owned(),
            valid_until: Some(SAMPLE_NOW),
            renewal: Some(renewal("open")),
            cases: ["approved", "applicant"].map(case).to_vec(),
            offers: vec![AccountOffer {
                title: "示例".to_owned(),
                description: Some("示例".to_owned()),
                href: "/register?type=change".to_owned(),
            }],
            view: Some(view(Shown::Read)),
            base: "/account".to_owned(),
        };
        let reviewed = Self {
            renewal: Some(renewal("review")),
            ..full.clone()
        };
        vec![full, reviewed, Self::default()]
    }
}
