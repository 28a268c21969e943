//! Applications that may be the same as another: by the applicant's name, and by the codes that tell enterprises apart.

use guichet_engine::form::Form;
use guichet_engine::ids::{Pointer, Reference};

use super::labels;
use crate::core::Core;
use crate::store::{CaseRow, StoreError, TaskRow};

/// The most that is compared of one application.
const MARKS_MAX: usize = 8;

/// What may be the same in another application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The answer; `None` for the applicant's name.
    pub pointer: Option<Pointer>,
    /// What is compared, with what it is.
    pub value: String,
}

/// Another application that may be the same.
#[derive(Clone, Debug)]
pub struct Double {
    /// One of its tasks: what it is called, and where it stands.
    pub task: TaskRow,
    /// The labels of the answers that are the same; without one it is the applicant's name.
    pub same: Vec<Option<String>>,
}

/// Returns what tells an application's applicant from others.
#[must_use]
pub fn marks(form: &Form, row: &CaseRow) -> Vec<Mark> {
    let name: String = row.title.split_whitespace().collect();
    let name = (!name.is_empty()).then(|| Mark {
        pointer: None,
        value: format!("name {}", name.to_lowercase()),
    });
    let codes = form.identifiers(&row.case.answers).into_iter();
    let codes = codes.map(|(pointer, value)| Mark {
        pointer: Some(pointer),
        value: format!("code {value}"),
    });
    name.into_iter().chain(codes).take(MARKS_MAX).collect()
}

/// Returns the newest other applications by the same form that have the same name or code, those with the most in common first.
///
/// # Errors
/// When the store fails.
pub async fn find(
    core: &Core,
    form: &Form,
    row: &CaseRow,
    locale: &str,
) -> Result<Vec<Double>, StoreError> {
    let mut found: Vec<(Reference, Vec<Option<String>>)> = Vec::new();
    for mark in marks(form, row) {
        let label = mark.pointer.map(|at| labels::label_of(form, &at, locale));
        for reference in core.store.same(&row.case.reference, &mark.value).await? {
            match found.iter_mut().find(|(known, _)| *known == reference) {
                Some((_, same)) => same.push(label.clone()),
                None => found.push((reference, vec![label.clone()])),
            }
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let references: Vec<Reference> = found.iter().map(|(own, _)| own.clone()).collect();
    let tasks = core.store.tasks_of(&references).await?;
    let form_name = row.case.form.name.as_str();
    let double = |(reference, same): (Reference, Vec<Option<String>>)| {
        let mut tasks = tasks.iter();
        // By another form an enterprise says other things about itself.
        let task = tasks.find(|task| task.reference == reference && task.form == form_name)?;
        Some(Double {
            task: task.clone(),
            same,
        })
    };
    let mut doubles: Vec<Double> = found.into_iter().filter_map(double).collect();
    doubles.sort_by_key(|double| std::cmp::Reverse(double.same.len()));
    Ok(doubles)
}
