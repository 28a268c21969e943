//! What surrounds every page.

use serde::Serialize;

/// What surrounds every page.
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
    /// Who is logged in.
    pub account: Option<FrameAccount>,
}

/// A language to choose.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FrameLocale {
    /// `zh-CN`, `en`.
    pub name: &'static str,
    /// This page in that language.
    pub href: String,
    /// Whether the page is in it.
    pub current: bool,
}

/// Who is logged in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FrameAccount {
    /// The name people are called by.
    pub name: String,
    /// Whether they are staff.
    pub staff: bool,
    /// Whether they are a reviewer.
    pub reviewer: bool,
    /// Whether they are an administrator.
    pub administrator: bool,
}

/// Who is shown a page: what the frame offers depends on it.
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

impl Frame {
    /// Returns the frame of a sample page, in `locale` and with a link to each other one.
    #[must_use]
    pub fn sample(reader: Reader, locale: &str, locales: &[FrameLocale]) -> Self {
        let path = match reader {
            Reader::Anyone => "/window",
            Reader::Applicant => "/status",
            Reader::Reviewer => "/desk",
            Reader::Administrator => "/admin",
        };
        let mut locales = locales.to_vec();
        for one in &mut locales {
            one.current = one.name == locale;
        }
        Self {
            csrf: "sample-token".to_owned(),
            path: path.to_owned(),
            done: Some("done-claimed".to_owned()),
            locales,
            account: (reader != Reader::Anyone).then(|| FrameAccount {
                name: "Example_01".to_owned(),
                staff: reader != Reader::Applicant,
                reviewer: reader == Reader::Reviewer,
                administrator: reader == Reader::Administrator,
            }),
        }
    }
}
