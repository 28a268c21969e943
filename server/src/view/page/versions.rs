//! The versions by which applications go, for administrators.

use serde::Serialize;

use super::{Page, Reader, SAMPLE_REFERENCE};

/// `admin/versions.html`: the open applications of a workflow that go by another version than the one that serves.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionsPage {
    /// The workflow's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The version that serves, shortened.
    pub version: String,
    /// The applications.
    pub cases: Vec<VersionCase>,
    /// Set if there may be more.
    pub more: bool,
}

/// An application that goes by another version, or was moved.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VersionCase {
    /// The case's id, posted as `case`.
    pub id: String,
    /// The reference number.
    pub reference: String,
    /// The applicant's name.
    pub title: String,
    /// Its version, shortened.
    pub version: String,
    /// The titles of the open steps.
    pub steps: Vec<String>,
    /// `fits`, `fails`, `cannot`; `moved` where it was.
    pub state: &'static str,
    /// What would fail, or the step that is missing.
    pub details: Vec<String>,
    /// Set if it can be moved back.
    pub can_go_back: bool,
}

impl Page for VersionsPage {
    const TEMPLATE: &'static str = "admin/versions.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let case = |state: &'static str| VersionCase {
            id: format!("case-{state}"),
            reference: SAMPLE_REFERENCE.to_owned(),
            title: "示例".to_owned(),
            version: "0a1b2c3d4e5f".to_owned(),
            steps: vec!["示例".to_owned(), "示例".to_owned()],
            state,
            details: (state == "fails")
                .then(|| "x".to_owned())
                .into_iter()
                .collect(),
            can_go_back: state == "moved",
        };
        let empty = Self {
            name: "sample".to_owned(),
            title: "示例".to_owned(),
            version: "0a1b2c3d4e5f".to_owned(),
            ..Self::default()
        };
        let full = Self {
            cases: ["fits", "fails", "cannot", "moved"].map(case).to_vec(),
            more: true,
            ..empty.clone()
        };
        vec![full, empty]
    }
}
