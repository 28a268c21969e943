//! Drafts: what somebody has filled in and not yet submitted.
//!
//! A draft is held by a cookie. While nobody has saved anything the cookie says all there is to know (which form, since
//! when), signed by the service, and the store knows nothing of it: an untouched form costs no statement.

use guichet_engine::form::Form;
use guichet_engine::ids::CaseId;
use guichet_engine::workflow::RunId;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::core::Core;
use crate::keys;
use crate::store::{DraftRow, Owner};

/// What a draft's cookie says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Whether the store has the draft.
    pub is_saved: bool,
    /// The token that its id is the hash of.
    pub token: String,
    /// When it was begun.
    pub started: Timestamp,
}

impl Ticket {
    /// Returns the ticket of a draft begun now.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            is_saved: false,
            token: keys::token(),
            started: now,
        }
    }

    /// Returns the name of the cookie for a form's draft.
    #[must_use]
    pub fn cookie(form: &str) -> String {
        format!("guichet-draft-{form}")
    }

    /// Returns the draft's id.
    #[must_use]
    pub fn id(&self) -> String {
        keys::hash(&self.token)
    }

    /// Returns the cookie's value.
    #[must_use]
    pub fn write(&self, core: &Core, form: &str) -> String {
        let payload = self.payload();
        let mac = core.keys.mac("draft", &format!("{form}.{payload}"));
        format!("{payload}.{mac}")
    }

    /// Reads a cookie's value; `None` unless this service wrote it for this form.
    #[must_use]
    pub fn read(core: &Core, form: &str, value: &str) -> Option<Self> {
        let (payload, mac) = value.rsplit_once('.')?;
        if !core.keys.is_mac("draft", &format!("{form}.{payload}"), mac) {
            return None;
        }
        let mut parts = payload.split('.');
        Some(Self {
            is_saved: parts.next()? == "s",
            token: parts.next()?.to_owned(),
            started: Timestamp::from_millisecond(parts.next()?.parse().ok()?).ok()?,
        })
    }

    /// Returns whether the store has the draft, as the cookie says or this process remembers: the answer that brought the cookie
    /// may have been lost.
    #[must_use]
    pub fn was_saved(&self, core: &Core) -> bool {
        self.is_saved || core.drafts_saved.contains_key(&self.id())
    }

    fn payload(&self) -> String {
        let stage = if self.is_saved { "s" } else { "n" };
        format!("{stage}.{}.{}", self.token, self.started.as_millisecond())
    }

    /// Returns the draft as it is before anything is saved.
    #[must_use]
    pub fn draft(&self, core: &Core, form: &Form) -> DraftRow {
        DraftRow {
            id: self.id(),
            form: form.reference.clone(),
            answers: form.initial_answers(),
            secrets: Default::default(),
            deadline: deadline(form, self.started),
            expires: expires(core, self.started),
            prefilled: None,
        }
    }
}

/// Returns when the time allowed for a form runs out, counted from `from`.
#[must_use]
pub fn deadline(form: &Form, from: Timestamp) -> Option<Timestamp> {
    let minutes = form.settings.time_limit_minutes?;
    Some(from + SignedDuration::from_mins(minutes.into()))
}

/// Returns when a draft saved at `saved` is forgotten.
#[must_use]
pub fn expires(core: &Core, saved: Timestamp) -> Timestamp {
    saved + core.config.draft_kept()
}

/// Returns when a draft was saved.
#[must_use]
pub fn saved_at(core: &Core, draft: &DraftRow) -> Timestamp {
    draft.expires - core.config.draft_kept()
}

/// Returns the id of the draft of a correction: one per time that the case is with its applicant.
#[must_use]
pub fn correction_id(case: &CaseId, run: RunId) -> String {
    keys::hash(&format!("correction:{case}:{run}"))
}

/// Returns the owner of a draft's attachments.
#[must_use]
pub fn owner(id: &str) -> Owner {
    Owner::draft(id)
}

/// Returns the answers of a draft as text of the field at a pointer; empty where there is none.
#[must_use]
pub fn text_at(answers: &Value, pointer: &guichet_engine::ids::Pointer) -> String {
    let found = answers.pointer(pointer.as_str());
    found.and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[rocket::async_test]
    async fn a_ticket_is_read_only_as_it_was_written() {
        let service = testing::service().await;
        let ticket = Ticket::new(testing::at(5));
        let value = ticket.write(&service.app, "a-form");
        assert_eq!(Ticket::read(&service.app, "a-form", &value), Some(ticket));
        let saved = value.replacen("n.", "s.", 1);
        let later = value.replacen(".5.", ".50000.", 1);
        assert_ne!(later, value);
        for (form, value) in [
            ("another", value.as_str()),
            ("a-form", saved.as_str()),
            ("a-form", later.as_str()),
            ("a-form", ""),
            ("a-form", "n.x.5"),
        ] {
            assert_eq!(Ticket::read(&service.app, form, value), None, "{value}");
        }
    }
}
