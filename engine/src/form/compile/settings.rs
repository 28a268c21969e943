//! The keywords at the root of a form.

use serde_json::Value;

use super::compiler::Compiler;
use super::nodes::humanize;
use super::schema::{EffectiveSchema, Location};
use crate::form::codes;
use crate::form::model::{AccountFields, ApplicantFields, Settings, StartedBy, Terms};
use crate::ids::Pointer;
use crate::message::Text;

impl Compiler<'_> {
    /// Reads the form-level keywords; those of the wrong type were reported already and are passed over.
    pub(in crate::form) fn settings(&mut self, root: &EffectiveSchema) -> Settings {
        let title = self
            .text_of(root, "title")
            .unwrap_or_else(|| Text::plain(readable_name(&self.main)));
        let started_by = match root.text("x-starts") {
            Some("account") => StartedBy::Account,
            _ => StartedBy::Anyone,
        };
        let prefilled = root.text("x-prefill") == Some("registered");
        if let Some((_, at)) = root.keywords.get("x-prefill")
            && started_by != StartedBy::Account
        {
            let at = at.clone();
            self.report(codes::PREFILL_WITHOUT_ACCOUNT, &at, false, &[]);
        }
        if let Some((_, at)) = root.keywords.get("x-opens")
            && !prefilled
        {
            let at = at.clone();
            self.report(codes::OPENS_WITHOUT_PREFILL, &at, false, &[]);
        }
        Settings {
            title,
            description: self.text_of(root, "description"),
            workflow: root.text("x-workflow").map(str::to_owned),
            order: root.get("x-position").and_then(Value::as_i64).unwrap_or(0),
            time_limit_minutes: root
                .get("x-time-limit-minutes")
                .and_then(Value::as_u64)
                .and_then(|minutes| u32::try_from(minutes).ok())
                .filter(|minutes| *minutes > 0),
            notices: self.texts_of(root, "x-notices"),
            terms: self.terms(root),
            applicant: applicant(root),
            account: account(root),
            started_by,
            prefilled,
            opens_days_before_expiry: root
                .get("x-opens")
                .and_then(|opens| opens.get("days_before_expiry")?.as_u64())
                .and_then(|days| u32::try_from(days).ok())
                .filter(|_| prefilled),
        }
    }

    /// Returns a keyword's text with its translations.
    pub(in crate::form) fn text_of(
        &mut self,
        effective: &EffectiveSchema,
        keyword: &str,
    ) -> Option<Text> {
        let (value, location) = effective.keywords.get(keyword)?;
        let text = value.as_str()?.to_owned();
        let location = location.clone();
        Some(self.text(&text, &location))
    }

    /// Returns a keyword's list of texts.
    pub(in crate::form) fn texts_of(
        &mut self,
        effective: &EffectiveSchema,
        keyword: &str,
    ) -> Vec<Text> {
        let Some((value, location)) = effective.keywords.get(keyword) else {
            return vec![];
        };
        self.list(value, location)
    }

    fn list(&mut self, value: &Value, location: &Location) -> Vec<Text> {
        let items = value.as_array().into_iter().flatten().enumerate();
        items
            .filter_map(|(at, item)| Some(self.text(item.as_str()?, &location.join(at))))
            .collect()
    }

    fn terms(&mut self, root: &EffectiveSchema) -> Vec<Terms> {
        let Some((value, location)) = root.keywords.get("x-terms") else {
            return vec![];
        };
        let documents = value.as_array().into_iter().flatten().enumerate();
        let mut terms = Vec::new();
        for (at, document) in documents {
            let place = location.join(at);
            let Some(title) = document["title"].as_str() else {
                continue;
            };
            let title = self.text(title, &place.join("title"));
            terms.push(Terms {
                title,
                paragraphs: self.list(&document["paragraphs"], &place.join("paragraphs")),
            });
        }
        terms
    }
}

/// Returns what a form without a title is called: its file's name, or its folder's where the file is called as all are.
fn readable_name(path: &str) -> String {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let stem = file.trim_end_matches(".json").trim_end_matches(".schema");
    let name = match parts.next() {
        Some(folder) if stem == "form" && !folder.is_empty() => folder,
        _ => stem,
    };
    humanize(name)
}

/// Returns the answer that a member of a keyword names.
fn pointer(root: &EffectiveSchema, keyword: &str, member: &str) -> Option<Pointer> {
    let written = root.get(keyword)?.get(member)?.as_str()?;
    Pointer::parse(written)
}

/// Returns what `x-applicant` says.
fn applicant(root: &EffectiveSchema) -> Option<ApplicantFields> {
    Some(ApplicantFields {
        email: pointer(root, "x-applicant", "email")?,
        name: pointer(root, "x-applicant", "name")?,
    })
}

/// Returns what `x-account` says.
fn account(root: &EffectiveSchema) -> Option<AccountFields> {
    Some(AccountFields {
        name: pointer(root, "x-account", "name")?,
        password: pointer(root, "x-account", "password")?,
        email: pointer(root, "x-account", "email")?,
        person: pointer(root, "x-account", "person"),
    })
}
