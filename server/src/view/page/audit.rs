//! The record of security events.

use jiff::Timestamp;
use serde::Serialize;

use super::{Page, Reader, SAMPLE_NOW};
use crate::ms;

/// `audit.html`: the record of security events, newest first.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AuditPage {
    /// The events of this page.
    pub events: Vec<AuditEvent>,
    /// The page after this.
    pub next_href: Option<String>,
    /// The first page, where this is another.
    pub first_href: Option<String>,
    /// Set if the reader is an administrator.
    pub administrator: bool,
}

/// An event.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AuditEvent {
    /// When.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// What: a sentence `event-…`, or `limit-…`.
    pub event: String,
    /// The login name of who did it; may be empty.
    pub name: String,
    /// The address; empty for what the service did.
    pub address: String,
    /// What it was done to; may be empty.
    pub about: String,
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "audit.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let event = |event: &str, about: &str| AuditEvent {
            at: SAMPLE_NOW,
            event: event.to_owned(),
            name: "li".to_owned(),
            address: "203.0.113.9".to_owned(),
            about: about.to_owned(),
        };
        let full = Self {
            events: vec![
                event("user-disabled", "wang"),
                event("limit-login", ""),
                event("of-another-version", ""),
                AuditEvent::default(),
            ],
            next_href: Some("/audit?after=x".to_owned()),
            first_href: Some("/audit".to_owned()),
            administrator: true,
        };
        vec![full, Self::default()]
    }
}
