//! What stands on the page of a case beside its steps: what was typed, and which applications may be the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::SAMPLE_REFERENCE;

/// Another application that may be the same.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DoubleView {
    /// Its page.
    pub href: String,
    /// Its reference number.
    pub reference: String,
    /// The applicant's name.
    pub title: String,
    /// The title of its step, or of its finish.
    pub stage: String,
    /// Set if the applicant's name is the same.
    pub same_name: bool,
    /// The labels of the answers that are the same.
    pub same: Vec<String>,
}

impl DoubleView {
    pub(super) fn samples() -> Vec<Self> {
        vec![Self {
            href: "/desk/x".to_owned(),
            reference: SAMPLE_REFERENCE.to_owned(),
            title: "示例".to_owned(),
            stage: "示例".to_owned(),
            same_name: true,
            same: vec!["示例".to_owned(), "示例".to_owned()],
        }]
    }
}

/// Returns what stands in every input of the samples, and what is ticked.
pub(super) fn said_samples() -> (BTreeMap<String, String>, BTreeSet<String>) {
    let address = "/basic/address";
    let names = [
        "item 1",
        "reason 1",
        "comment",
        "by 1",
        "why 1 add-signer",
        "why 1 sign",
    ];
    let mut said: BTreeMap<String, String> = names
        .into_iter()
        .map(|name| (name.to_owned(), "示例".to_owned()))
        .collect();
    for (name, value) in [
        ("action 1", "return"),
        ("to 1 add-signer", "zhao-2"),
        ("when 1 add-signer", "add-signer-after"),
    ] {
        said.insert(name.to_owned(), value.to_owned());
    }
    for word in ["reason", "listed"] {
        said.insert(format!("{word} {address}"), "示例".to_owned());
    }
    (said, BTreeSet::from([address.to_owned()]))
}
