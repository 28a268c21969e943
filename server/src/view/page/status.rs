//! The applicant's view of a case.

use guichet_engine::form::View;
use guichet_engine::message::Message;
use guichet_engine::workflow::diagram::Drawing;
use serde::Serialize;

use super::sample_form::{Shown, view};
use super::{
    ActionView, CaseStatus, ChangeView, HistoryLine, Page, Reader, Remark, SAMPLE_REFERENCE,
    sample_drawing,
};

/// `status_find.html`: where does my application stand?
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusFindPage {
    /// The reference number typed.
    pub reference: String,
    /// The key of the problem (`problem-status-unknown`, `problem-status-link`).
    pub problem: Option<String>,
}

/// `status.html`: where the applicant's case stands.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusPage {
    /// The changes to what is registered.
    pub changes: Vec<ChangeView>,
    /// The status.
    pub status: CaseStatus,
    /// The remarks of the reviewer.
    pub remarks: Vec<Remark>,
    /// The reason last given.
    pub reason: Option<String>,
    /// The address to correct at; `None` when nothing is to be corrected.
    pub correct_href: Option<String>,
    /// The other actions of the applicant (withdraw).
    pub actions: Vec<ActionView>,
    /// The history, newest first.
    pub history: Vec<HistoryLine>,
    /// The answers.
    pub view: View,
    /// The workflow with where the case is and has been, without names.
    pub picture: Drawing,
    /// The scans' and actions' base address (`/status/<reference>`).
    pub base: String,
    /// The open steps of which the applicant may remind whoever is to do them.
    pub reminders: Vec<ReminderView>,
    /// Why somebody was not reminded.
    pub refusal: Option<Message>,
}

/// A step of which the applicant may remind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReminderView {
    /// The step's run.
    pub run: u32,
    /// The step's title.
    pub step: String,
}

impl Page for StatusFindPage {
    const TEMPLATE: &'static str = "status_find.html";

    fn samples() -> Vec<Self> {
        let page = |problem: Option<&str>| Self {
            reference: SAMPLE_REFERENCE.to_owned(),
            problem: problem.map(str::to_owned),
        };
        vec![
            page(None),
            page(Some("problem-status-unknown")),
            page(Some("problem-status-link")),
        ]
    }
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "status.html";
    const READER: Reader = Reader::Applicant;

    fn samples() -> Vec<Self> {
        let reminder = |run: u32| ReminderView {
            run,
            step: "示例".to_owned(),
        };
        let page = |state: &str| Self {
            status: CaseStatus::sample(state),
            actions: ActionView::samples(),
            history: HistoryLine::samples(),
            picture: sample_drawing(),
            view: view(Shown::Read),
            base: format!("/status/{SAMPLE_REFERENCE}"),
            ..Self::default()
        };
        let review = Self {
            reminders: vec![reminder(1), reminder(2)],
            ..page("review")
        };
        let correction = Self {
            remarks: Remark::samples(),
            reason: Some("示例".to_owned()),
            correct_href: Some("/status/x/correct".to_owned()),
            reminders: vec![reminder(1)],
            refusal: Some(Message::new("refusal-reminded-already")),
            ..page("applicant")
        };
        let renewal = Self {
            changes: ChangeView::samples(),
            reason: Some("示例".to_owned()),
            correct_href: Some("/status/x/correct".to_owned()),
            ..page("open")
        };
        vec![review, correction, renewal, page("approved")]
    }
}
