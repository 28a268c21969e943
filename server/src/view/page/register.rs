//! From the terms to the receipt.

use jiff::Timestamp;
use serde::Serialize;

use super::{Page, SAMPLE_DAY, SAMPLE_EVENING, SAMPLE_NOW, SAMPLE_REFERENCE};
use crate::ms;

/// `register.html`: terms, disclaimer, choice of type.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RegisterPage {
    /// The types that anybody may start.
    pub types: Vec<RegisterType>,
    /// The documents to agree to, each once.
    pub terms: Vec<RegisterTerms>,
    /// The type chosen.
    pub selected: String,
    /// The title of the only type on the page; `None` where there is a choice.
    pub title: Option<String>,
    /// Set if there are more types than are on the page.
    pub has_others: bool,
    /// The key of the problem (`problem-choose-type`).
    pub problem: Option<String>,
}

/// A registration type.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RegisterType {
    /// The form's name: the value posted as `type`.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line about it.
    pub description: Option<String>,
    /// Set if this visitor has a draft of it.
    pub draft: bool,
}

/// A document to agree to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegisterTerms {
    /// Title.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// The titles of the types it is for; empty when it is for all.
    pub only_for: Vec<String>,
}

/// `received.html`: confirmation.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReceivedPage {
    /// The reference number.
    pub reference: String,
    /// The code that proves that the application is the applicant's.
    pub code: String,
    /// The e-mail address that the confirmation is sent to.
    pub email: String,
    /// The login name, when an account came into being.
    pub account_name: Option<String>,
    /// The due date of the decision.
    #[serde(with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// Set if that may still move, since no calendar is published for that year.
    pub provisional: bool,
    /// The status page.
    pub status_href: String,
}

impl Page for RegisterPage {
    const TEMPLATE: &'static str = "register.html";

    fn samples() -> Vec<Self> {
        let offered = |name: &str, draft: bool| RegisterType {
            name: name.to_owned(),
            title: "示例".to_owned(),
            description: draft.then(|| "示例".to_owned()),
            draft,
        };
        let terms = |only_for: Vec<String>| RegisterTerms {
            title: "示例".to_owned(),
            paragraphs: vec!["示例".to_owned()],
            only_for,
        };
        let full = Self {
            types: vec![offered("one", true), offered("two", false)],
            terms: vec![terms(Vec::new()), terms(vec!["示例".to_owned()])],
            selected: "one".to_owned(),
            title: None,
            has_others: false,
            problem: None,
        };
        let refused = Self {
            problem: Some("problem-choose-type".to_owned()),
            ..full.clone()
        };
        let single = Self {
            types: vec![offered("one", true)],
            terms: Vec::new(),
            title: Some("示例".to_owned()),
            has_others: true,
            ..full.clone()
        };
        vec![full, refused, single, Self::default()]
    }
}

impl Page for ReceivedPage {
    const TEMPLATE: &'static str = "received.html";

    fn samples() -> Vec<Self> {
        let page = |has_account: bool| Self {
            reference: SAMPLE_REFERENCE.to_owned(),
            code: "K7PM-2Q9X".to_owned(),
            email: "admin@example.com".to_owned(),
            account_name: has_account.then(|| "Example_01".to_owned()),
            due: has_account.then_some(SAMPLE_NOW + SAMPLE_EVENING + SAMPLE_DAY * 2),
            provisional: has_account,
            status_href: format!("/status/{SAMPLE_REFERENCE}"),
        };
        vec![page(true), page(false)]
    }
}
