//! A reviewer's desk.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Page, Reader, SAMPLE_DAY, SAMPLE_EVENING, SAMPLE_NOW, SAMPLE_REFERENCE};
use crate::ms;

/// `desk.html`: a reviewer's desk.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskPage {
    /// The tabs: `free`, `mine`, `soon`, `overdue`, `waiting`, `done`.
    pub tabs: Vec<DeskTab>,
    /// The words searched for.
    pub words: String,
    /// The rows.
    pub rows: Vec<DeskRow>,
    /// The next page.
    pub next_href: Option<String>,
    /// Set if this is not the first page; the first is `first_href`.
    pub first_href: Option<String>,
    /// The tab shown.
    pub tab: String,
    /// The page before this one.
    pub previous_href: Option<String>,
    /// What the list is narrowed to.
    pub filter: FilterView,
    /// The forms to choose from.
    pub forms: Vec<ChoiceView>,
    /// The steps and ends.
    pub steps: Vec<ChoiceView>,
    /// The members of staff.
    pub people: Vec<ChoiceView>,
    /// The number of rows of a list that is narrowed, counted up to 100 (`count_more`).
    pub count: Option<usize>,
    /// Set if there are more than counted.
    pub count_more: bool,
    /// The lists that the viewer saved.
    pub views: Vec<SavedView>,
    /// The whole list as CSV.
    pub csv_href: String,
    /// The whole list as XLSX.
    pub xlsx_href: String,
}

/// A list that the viewer saved.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SavedView {
    /// What they call it.
    pub name: String,
    /// Its address.
    pub href: String,
    /// Set if it is shown.
    pub current: bool,
}

/// What a list is narrowed to, as its form shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FilterView {
    /// The form's name.
    pub form: String,
    /// The name of a step or end.
    pub step: String,
    /// The account's id.
    pub person: String,
    /// The first day of arrival.
    pub from: String,
    /// The last.
    pub until: String,
    /// Set if only what is overdue is shown.
    pub overdue: bool,
    /// Set if it stands in order of arrival.
    pub by_arrival: bool,
    /// Set if any of it is.
    pub is_set: bool,
}

/// One of several to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    /// What is posted.
    pub value: String,
    /// What it is called.
    pub title: String,
}

impl ChoiceView {
    /// Creates a choice.
    #[must_use]
    pub fn new(value: &str, title: &str) -> Self {
        Self {
            value: value.to_owned(),
            title: title.to_owned(),
        }
    }
}

/// A tab of the desk.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskTab {
    /// Name: the sentence is `desk-tab-<name>`.
    pub name: String,
    /// Address.
    pub href: String,
    /// Set if it is shown.
    pub current: bool,
    /// The number that it holds, counted up to 100 (`count_more`).
    pub count: Option<usize>,
    /// Set if there are more than counted.
    pub count_more: bool,
}

/// A row of the desk.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskRow {
    /// The case's page.
    pub href: String,
    /// The reference number.
    pub reference: String,
    /// The applicant's name.
    pub title: String,
    /// The form's title.
    pub form_title: String,
    /// The step's title, or the finish's.
    pub step_title: String,
    /// What it is for, where several steps of the case are called the same.
    pub item: Option<String>,
    /// The name of the holder; of what is done, of whoever decided it.
    pub assignee: Option<String>,
    /// Who has it where no member of staff does: `nobody` yet, the `applicant`, or nobody ever (`none`).
    pub without: &'static str,
    /// The time since which.
    #[serde(with = "ms::required")]
    pub opened: Timestamp,
    /// The due date.
    #[serde(with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// Set if it has passed.
    pub overdue: bool,
    /// Set if it is near (within a day).
    pub soon: bool,
    /// The run, for a claim from the list.
    pub run: u32,
    /// Set if the viewer may claim it.
    pub can_claim: bool,
    /// The absent colleague for whom the viewer stands in here.
    pub for_whom: Option<String>,
    /// Set if the viewer's signature is awaited, or that of somebody for whom they stand in.
    pub to_sign: bool,
    /// Set if it is offered to the viewer because it is overdue.
    pub escalated: bool,
}

impl DeskRow {
    /// Returns a row that is due so long after the evening of the samples.
    fn sample(due: SignedDuration, assignee: Option<&str>) -> Self {
        Self {
            href: format!("/desk/{SAMPLE_REFERENCE}"),
            reference: SAMPLE_REFERENCE.to_owned(),
            title: "示例".to_owned(),
            form_title: "示例".to_owned(),
            step_title: "示例".to_owned(),
            item: assignee.map(str::to_owned),
            assignee: assignee.map(str::to_owned),
            without: if due.is_negative() {
                "applicant"
            } else {
                "nobody"
            },
            opened: SAMPLE_NOW - SAMPLE_DAY,
            due: Some(SAMPLE_NOW + SAMPLE_EVENING + due),
            overdue: due.is_negative(),
            soon: (SignedDuration::ZERO..SAMPLE_DAY).contains(&due),
            run: 1,
            can_claim: assignee.is_none(),
            for_whom: assignee.map(str::to_owned),
            to_sign: assignee.is_some(),
            escalated: due.is_negative(),
        }
    }
}

impl Page for DeskPage {
    const TEMPLATE: &'static str = "desk.html";
    const READER: Reader = Reader::Reviewer;

    fn samples() -> Vec<Self> {
        let tab = |name: &str, count: Option<usize>| DeskTab {
            name: name.to_owned(),
            href: format!("/desk?tab={name}"),
            current: name == "unclaimed",
            count,
            count_more: count == Some(100),
        };
        let empty = Self {
            tabs: vec![
                tab("unclaimed", Some(100)),
                tab("assigned", Some(3)),
                tab("sign", Some(1)),
                tab("soon", Some(1)),
                tab("overdue", Some(2)),
                tab("waiting", Some(0)),
                tab("copied", Some(0)),
                tab("done", None),
            ],
            tab: "unclaimed".to_owned(),
            csv_href: "/desk/export?tab=unclaimed&format=csv".to_owned(),
            xlsx_href: "/desk/export?tab=unclaimed&format=xlsx".to_owned(),
            forms: vec![ChoiceView::new("permit", "示例")],
            steps: vec![ChoiceView::new("review", "示例")],
            people: vec![ChoiceView::new("li", "示例")],
            ..Self::default()
        };
        let full = Self {
            rows: vec![
                DeskRow::sample(-SAMPLE_DAY, None),
                DeskRow::sample(SAMPLE_DAY / 2, Some("王审核")),
                DeskRow {
                    due: None,
                    ..DeskRow::sample(SAMPLE_DAY * 2, None)
                },
            ],
            next_href: Some("/desk?tab=unclaimed&after=x".to_owned()),
            first_href: Some("/desk?tab=unclaimed".to_owned()),
            previous_href: Some("/desk?tab=unclaimed".to_owned()),
            ..empty.clone()
        };
        let narrowed = Self {
            filter: FilterView {
                form: "permit".to_owned(),
                step: "review".to_owned(),
                person: "li".to_owned(),
                from: "2026-11-01".to_owned(),
                until: "2026-11-30".to_owned(),
                overdue: true,
                by_arrival: true,
                is_set: true,
            },
            count: Some(100),
            count_more: true,
            views: [true, false]
                .map(|current| SavedView {
                    name: "示例".to_owned(),
                    href: "/desk?tab=done".to_owned(),
                    current,
                })
                .to_vec(),
            tab: "done".to_owned(),
            ..full.clone()
        };
        let no_match = Self {
            words: "示例".to_owned(),
            ..empty.clone()
        };
        vec![full, empty, no_match, narrowed]
    }
}
