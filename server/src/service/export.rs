//! An application with its whole history, in one file that can be verified without the service.

use guichet_engine::catalog::{form_for_version, workflow_for_version};
use guichet_engine::ids::{DefinitionRef, Files, Version};
use guichet_engine::message::Message;
use guichet_engine::workflow::{Case, Event, history};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::{CaseRow, Store, StoreError};

/// What such a file says it is.
const FORMAT: &str = "guichet-case/1";

/// An exported case.
#[derive(Debug, Serialize, Deserialize)]
pub struct CaseExport {
    /// `guichet-case/1`.
    pub format: String,
    /// When it was exported.
    pub exported_at: Timestamp,
    /// The case as the store has it.
    pub case: Case,
    /// All its events, the submission first.
    pub events: Vec<Event>,
    /// The definitions in the versions that the case began with.
    pub definitions: Vec<Definition>,
    /// Lower-case hexadecimal SHA-256 over the case and the events, as [`Version::of`] makes it: shows damage. It is no seal, since anybody
    /// can make it again.
    pub digest: String,
}

/// A definition in a version.
#[derive(Debug, Serialize, Deserialize)]
pub struct Definition {
    /// `form` or `workflow`.
    pub kind: String,
    /// Its name and version.
    #[serde(flatten)]
    pub reference: DefinitionRef,
    /// Its files, which the version is the address of.
    pub files: Files,
}

/// Puts a case into a file's shape.
///
/// # Errors
/// When the store fails, or lacks a definition.
pub async fn for_case(
    store: &Store,
    row: &CaseRow,
    now: Timestamp,
) -> Result<CaseExport, StoreError> {
    let case = row.case.clone();
    let events = store.journal(&case.id).await?;
    let mut definitions = Vec::new();
    for (kind, reference) in [("form", &case.form), ("workflow", &case.workflow)] {
        let found = store.definition(kind, reference).await?;
        let lacking = || StoreError::Failed(format!("a version of {} is missing", reference.name));
        let found = found.ok_or_else(lacking)?;
        definitions.push(Definition {
            kind: kind.to_owned(),
            reference: reference.clone(),
            files: found.files,
        });
    }
    Ok(CaseExport {
        format: FORMAT.to_owned(),
        exported_at: now,
        digest: digest(&case, &events),
        case,
        events,
        definitions,
    })
}

/// Returns everything about an exported case that does not hold; empty where it is whole. Messages are `verify-…`.
#[must_use]
pub fn verify(export: &CaseExport) -> Vec<Message> {
    let CaseExport { case, events, .. } = export;
    let mut faults = Vec::new();
    if export.format != FORMAT {
        let fault = Message::new("verify-format").with("known", FORMAT);
        return vec![fault.with("name", export.format.as_str())];
    }
    if export.digest != digest(case, events) {
        faults.push(Message::new("verify-digest"));
    }
    for (kind, reference) in [("form", &case.form), ("workflow", &case.workflow)] {
        let found = files(export, kind, reference);
        if found.is_none_or(|files| Version::from_files(files) != reference.version) {
            faults.push(Message::new("verify-definition").with("name", reference.name.as_str()));
        }
    }
    let form = files(export, "form", &case.form);
    if form.is_none_or(|files| form_for_version(&case.form, files).is_none()) {
        faults.push(Message::new("verify-unreadable").with("name", case.form.name.as_str()));
    }
    let workflow = files(export, "workflow", &case.workflow);
    match workflow.and_then(|files| workflow_for_version(&case.workflow, files)) {
        Some(workflow) => faults.extend(history::verify(case, events, &workflow)),
        None => {
            let name = case.workflow.name.as_str();
            faults.push(Message::new("verify-unreadable").with("name", name));
        }
    }
    faults
}

fn files<'a>(export: &'a CaseExport, kind: &str, reference: &DefinitionRef) -> Option<&'a Files> {
    let mut all = export.definitions.iter();
    let found = all.find(|own| own.kind == kind && own.reference == *reference);
    found.map(|own| &own.files)
}

fn digest(case: &Case, events: &[Event]) -> String {
    let text = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    let parts = Files::from([
        ("case".to_owned(), text(serde_json::to_string(case))),
        ("events".to_owned(), text(serde_json::to_string(events))),
    ]);
    Version::from_files(&parts).to_string()
}

#[cfg(test)]
mod tests {
    use guichet_engine::ids::StepName;

    use super::*;
    use crate::service::cases::tests::returned;
    use crate::testing;

    /// Returns an export as it stands in a file.
    async fn exported() -> String {
        let service = testing::service().await;
        let row = returned(&service).await;
        let made = for_case(&service.app.store, &row, service.app.clock.now()).await;
        serde_json::to_string(&made.expect("exported")).expect("json")
    }

    fn read(text: &str) -> CaseExport {
        serde_json::from_str(text).expect("read")
    }

    #[rocket::async_test]
    async fn a_case_is_what_its_history_makes_of_it() {
        assert_eq!(verify(&read(&exported().await)), []);
    }

    #[rocket::async_test]
    async fn whatever_is_changed_is_found() {
        type Change = fn(&mut CaseExport);
        let changes: [(&str, Change); 9] = [
            ("verify-format", |own| own.format = "other".into()),
            ("verify-digest", |own| {
                own.case.answers = serde_json::json!({});
            }),
            ("verify-differs", |own| own.case.reason = Some("x".into())),
            ("verify-gap", |own| {
                own.events.remove(1);
            }),
            ("verify-time", |own| {
                own.events[1].at = Timestamp::UNIX_EPOCH;
            }),
            ("verify-no-submission", |own| own.events.clear()),
            ("verify-definition", |own| {
                let files = &mut own.definitions[0].files;
                files.values_mut().for_each(|text| text.push(' '));
            }),
            ("verify-unreadable", |own| own.definitions.clear()),
            ("verify-unknown", |own| {
                use guichet_engine::workflow::EventKind;
                for event in &mut own.events {
                    if let EventKind::StepOpened { step, .. } = &mut event.kind {
                        *step = StepName::new("elsewhere");
                    }
                }
            }),
        ];
        let text = exported().await;
        for (expect, change) in changes {
            let mut export = read(&text);
            change(&mut export);
            let found = verify(&export);
            assert!(
                found.iter().any(|fault| fault.key == expect),
                "{expect}: {found:?}"
            );
        }
    }
}
