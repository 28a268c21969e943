//! The compiled form, and what the keywords at its root say.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::node::Node;
use crate::ids::{DefinitionRef, Files, Pointer};
use crate::message::Text;

/// A form, compiled from one version of its files. Cheap to share, never changed.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name and version.
    pub reference: DefinitionRef,
    /// The files that it is compiled from, which its version is the address of.
    pub files: Arc<Files>,
    /// What the form-level keywords say.
    pub settings: Settings,
    /// The whole form: a section for an object schema, a single field otherwise.
    pub root: Node,
    /// The schema with every `$ref` to other files bundled, as given to the validator.
    pub schema: Arc<Value>,
    /// The answers that whoever fills in the form gives about themselves, with the `autocomplete` of each.
    pub(in crate::form) about: Vec<(Pointer, &'static str)>,
    /// The totals (`x-total`), each after those that it is made of.
    pub(in crate::form) totals: Vec<Total>,
    /// The compiled validator of the whole.
    pub(crate) validator: Arc<jsonschema::Validator>,
}

/// Holds what the `x-` keywords at the root of a form say.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Settings {
    /// `title`.
    pub title: Text,
    /// `description`.
    pub description: Option<Text>,
    /// `x-workflow`: the workflow's folder name.
    pub workflow: Option<String>,
    /// `x-position`: position among the registration types; smaller first.
    pub order: i64,
    /// `x-time-limit-minutes`: the time allowed for filling in.
    pub time_limit_minutes: Option<u32>,
    /// `x-notices`: the lines shown above the form.
    pub notices: Vec<Text>,
    /// `x-terms`: documents to read and agree to before starting: title and paragraphs.
    pub terms: Vec<Terms>,
    /// `x-applicant`: where the applicant's e-mail and name are.
    pub applicant: Option<ApplicantFields>,
    /// `x-account`: the account that a submission brings into being.
    pub account: Option<AccountFields>,
    /// `x-starts`: who may start: `anyone` (default) or `account`.
    pub started_by: StartedBy,
    /// `x-prefill: "registered"`: begins with the account's registered data filled in.
    pub prefilled: bool,
    /// `x-opens`: so many days before an account's validity ends, the service itself opens an application of this form.
    pub opens_days_before_expiry: Option<u32>,
}

impl Settings {
    /// Returns the answers that whoever fills in the form gives about themselves, with the `autocomplete` of each.
    pub(in crate::form) fn about_oneself(&self) -> Vec<(&Pointer, &'static str)> {
        let account = self.account.iter().flat_map(|account| {
            let person = account.person.iter().map(|person| (person, "name"));
            [
                (&account.name, "username"),
                (&account.password, "new-password"),
                (&account.email, "email"),
            ]
            .into_iter()
            .chain(person)
        });
        let applicant = self.applicant.iter();
        let applicant = applicant.flat_map(|keys| [(&keys.email, "email"), (&keys.name, "name")]);
        account.chain(applicant).collect()
    }
}

/// A document to agree to.
#[derive(Clone, Debug, Serialize)]
pub struct Terms {
    /// Heading.
    pub title: Text,
    /// Paragraphs.
    pub paragraphs: Vec<Text>,
}

/// Names the fields by which the applicant is reached.
#[derive(Clone, Debug, Serialize)]
pub struct ApplicantFields {
    /// The e-mail address for notices.
    pub email: Pointer,
    /// The applicant's name: titles the case on the desk, greets in mails.
    pub name: Pointer,
}

/// The fields that make an account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountFields {
    /// The login name: compared without regard to case, unique.
    pub name: Pointer,
    /// The password: an `x-secret` field.
    pub password: Pointer,
    /// The e-mail address for recovery.
    pub email: Pointer,
    /// The person's name.
    pub person: Option<Pointer>,
}

/// Says who may start an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StartedBy {
    /// Anybody.
    #[default]
    Anyone,
    /// Only somebody logged in.
    Account,
}

/// One total.
#[derive(Clone, Debug)]
pub(in crate::form) struct Total {
    /// Where it stands (may hold `*`).
    pub of: Pointer,
    /// What it is the sum of (may hold `*`: those that its own place has are the same row).
    pub terms: Vec<Pointer>,
}
