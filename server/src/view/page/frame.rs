//! What surrounds every page.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::view::Sentences;

/// The surroundings of every page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// The token that every form brings back as `csrf`.
    pub csrf: String,
    /// The path of the page.
    pub path: String,
    /// The key of what was just done (`done-claimed`), where the address says so; shown if there is such a sentence.
    pub done: Option<String>,
    /// The languages to choose from.
    pub locales: Vec<FrameLocale>,
    /// The account that is logged in.
    pub account: Option<FrameAccount>,
}

/// A language to choose.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FrameLocale {
    /// Its tag: `zh-CN`, `en`.
    pub name: &'static str,
    /// The name of the language in itself.
    pub label: String,
    /// This page in that language.
    pub href: String,
    /// Set if the page is in it.
    pub current: bool,
}

/// The account that is logged in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FrameAccount {
    /// The name people are called by.
    pub name: String,
    /// Set if they are staff.
    pub staff: bool,
    /// Set if workflows may have steps for them.
    pub reviews: bool,
    /// Set if they are an administrator.
    pub administrator: bool,
    /// Set if they may read the record of security events.
    pub audits: bool,
}

/// The reader of a page: what the frame offers depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody who is not logged in.
    Anyone,
    /// An enterprise that is logged in.
    Applicant,
    /// A reviewer.
    Reviewer,
    /// An administrator.
    Administrator,
}

impl FrameLocale {
    /// Returns every language with a link to the page at `path` in it; `current` is the language of the page.
    #[must_use]
    pub fn all(sentences: &Sentences, path: &str, current: &str) -> Vec<Self> {
        let locale = |name: &&'static str| Self {
            name,
            label: sentences.get(name, "language-name", &BTreeMap::new()),
            href: format!("{path}?lang={name}"),
            current: *name == current,
        };
        sentences.languages().iter().map(locale).collect()
    }
}

impl Frame {
    /// Returns the frame of a sample page.
    #[must_use]
    pub fn sample(reader: Reader, locales: Vec<FrameLocale>) -> Self {
        let path = match reader {
            Reader::Anyone => "/window",
            Reader::Applicant => "/status",
            Reader::Reviewer => "/desk",
            Reader::Administrator => "/admin",
        };
        Self {
            csrf: "sample-token".to_owned(),
            path: path.to_owned(),
            done: Some("done-claimed".to_owned()),
            locales,
            account: (reader != Reader::Anyone).then(|| FrameAccount {
                name: "Example_01".to_owned(),
                staff: reader != Reader::Applicant,
                reviews: reader == Reader::Reviewer,
                administrator: reader == Reader::Administrator,
                audits: reader == Reader::Administrator,
            }),
        }
    }
}
