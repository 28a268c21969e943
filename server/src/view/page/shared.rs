//! What several pages are given.

use guichet_engine::form::Change;
use guichet_engine::form::view::AttachmentView;
use guichet_engine::ids::Pointer;
use guichet_engine::message::{Message, Text};
use guichet_engine::workflow::diagram::{Description, Drawing, Node, NodeKind, State};
use jiff::Timestamp;
use serde::Serialize;

use super::{SAMPLE_DAY, SAMPLE_EVENING, SAMPLE_NOW, SAMPLE_REFERENCE};
use crate::ms;

/// A line of an error summary.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProblemLine {
    /// The id of the input (`f-contacts-0-name`); the link is `#` and this.
    pub id: String,
    /// The pointer of the answer.
    pub pointer: String,
    /// The field's label, with its section or row where the label alone is not unique.
    pub label: String,
    /// The problem and the advice on it.
    pub text: String,
}

/// An answer that was sent back.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FlaggedView {
    /// The field.
    pub label: String,
    /// The id of its place in the form.
    pub id: String,
    /// The reason for which it was sent back.
    pub reason: String,
}

/// A remark of the reviewer on one field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Remark {
    /// The field.
    pub label: String,
    /// The pointer.
    pub pointer: String,
    /// The reason: what to put right.
    pub reason: String,
}

/// A line of the history.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryLine {
    /// The time.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// `applicant`, `staff`, `system`.
    pub who_kind: String,
    /// The name; only staff see it.
    pub who: String,
    /// For whom they stood in; only staff see it.
    pub for_whom: Option<String>,
    /// The event: `history-<what>` with `step`, `action`, `field`.
    pub message: Message,
    /// The reason given.
    pub reason: Option<String>,
    /// The fields sent back.
    pub remarks: Vec<Remark>,
}

/// The status of a case, for both sides.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseStatus {
    /// The reference number.
    pub reference: String,
    /// The applicant's name.
    pub title: String,
    /// The form's title.
    pub form_title: String,
    /// The time of the submission.
    #[serde(with = "ms::required")]
    pub submitted_at: Timestamp,
    /// Set if the service itself opened it then.
    pub opened: bool,
    /// The titles of the open steps.
    pub steps: Vec<String>,
    /// `review`, `applicant` (something is to be corrected by the applicant), `open` (everything is to be checked by them), `approved`, `rejected`, `withdrawn`.
    pub state: String,
    /// The title of the finish.
    pub finish: Option<String>,
    /// The time at which it ended.
    #[serde(with = "ms::optional")]
    pub finished_at: Option<Timestamp>,
    /// The due date of what is open.
    #[serde(with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// Set if the due date may still move.
    pub provisional: bool,
    /// Set if it has passed.
    pub overdue: bool,
    /// The due date of the whole, where there is one.
    #[serde(with = "ms::optional")]
    pub whole_due: Option<Timestamp>,
    /// Set if that may still move.
    pub whole_provisional: bool,
    /// Set if that has passed.
    pub whole_overdue: bool,
    /// Set if an account comes of it.
    pub makes_account: bool,
}

/// An action that somebody may take.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ActionView {
    /// Its name.
    pub name: String,
    /// The label of the button.
    pub title: String,
    /// The step's run.
    pub run: u32,
    /// Set if it flags fields.
    pub flags_fields: bool,
    /// Set if it needs a reason.
    pub needs_reason: bool,
    /// Set if it adds a run, for which is asked.
    pub adds_item: bool,
}

/// An answer that changed, old beside new.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The answer, old and new.
    #[serde(flatten)]
    pub change: Change,
    /// The field's label in the page's language.
    pub title: String,
    /// Set if the answers are days, which are written as the page's language does.
    pub is_date: bool,
    /// What a number counts.
    pub unit: Option<String>,
    /// The files as they were, and as they are now.
    pub files: FilePair,
}

/// Files before a change, and after it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FilePair {
    /// Before.
    pub before: Vec<AttachmentView>,
    /// After.
    pub after: Vec<AttachmentView>,
}

impl ProblemLine {
    /// Returns a problem of the input with this id.
    pub(super) fn sample(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            pointer: format!("/{id}"),
            label: "示例".to_owned(),
            text: "示例".to_owned(),
        }
    }

    /// Returns a problem of each of these inputs.
    pub(super) fn samples(ids: &[&str]) -> Vec<Self> {
        ids.iter().map(|id| Self::sample(id)).collect()
    }
}

impl FlaggedView {
    pub(super) fn sample() -> Self {
        Self {
            label: "示例".to_owned(),
            id: "f-basic-address".to_owned(),
            reason: "示例".to_owned(),
        }
    }
}

impl Remark {
    pub(super) fn samples() -> Vec<Self> {
        let remark = |pointer: &str| Self {
            label: "示例".to_owned(),
            pointer: pointer.to_owned(),
            reason: "示例".to_owned(),
        };
        ["/attachments/scan", "/basic/address"].map(remark).to_vec()
    }
}

impl HistoryLine {
    pub(super) fn samples() -> Vec<Self> {
        let line = |ago: i32, kind: &str, who: &str| Self {
            at: SAMPLE_NOW - SAMPLE_DAY * ago / 4,
            who_kind: kind.to_owned(),
            who: who.to_owned(),
            for_whom: (!who.is_empty()).then(|| "赵刚".to_owned()),
            message: Message::new("history-acted")
                .with("step", "示例")
                .with("action", "示例"),
            reason: None,
            remarks: Vec::new(),
        };
        let mut returned = line(2, "staff", "王审核");
        returned.reason = Some("示例".to_owned());
        returned.remarks = Remark::samples();
        vec![line(1, "applicant", ""), returned, line(4, "system", "")]
    }
}

impl CaseStatus {
    /// Returns the status of a case in this state.
    pub(super) fn sample(state: &str) -> Self {
        let open = matches!(state, "review" | "applicant" | "open");
        Self {
            reference: SAMPLE_REFERENCE.to_owned(),
            title: "示例".to_owned(),
            form_title: "示例".to_owned(),
            submitted_at: SAMPLE_NOW - SAMPLE_DAY,
            opened: state == "open",
            steps: open.then(|| "示例".to_owned()).into_iter().collect(),
            state: state.to_owned(),
            finish: (!open).then(|| "示例".to_owned()),
            finished_at: (!open).then_some(SAMPLE_NOW),
            due: open.then_some(SAMPLE_NOW + SAMPLE_EVENING + SAMPLE_DAY),
            provisional: true,
            overdue: state == "review",
            whole_due: open.then_some(SAMPLE_NOW + SAMPLE_EVENING + SAMPLE_DAY * 9),
            whole_provisional: open,
            whole_overdue: state == "review",
            makes_account: state == "approved",
        }
    }
}

impl ActionView {
    pub(super) fn samples() -> Vec<Self> {
        let action = |name: &str, flags_fields, needs_reason| Self {
            name: name.to_owned(),
            title: "示例".to_owned(),
            run: 1,
            flags_fields,
            needs_reason,
            adds_item: needs_reason,
        };
        vec![
            action("approve", false, false),
            action("return", true, false),
            action("reject", false, true),
        ]
    }
}

impl ChangeView {
    pub(super) fn samples() -> Vec<Self> {
        let text = |is_there: bool| is_there.then(|| "示例".to_owned());
        let change = |before, after| Self {
            change: Change {
                pointer: Pointer::root().join("basic").join("address"),
                label: Text::plain("示例"),
                before: text(before),
                after: text(after),
            },
            title: "示例".to_owned(),
            is_date: before,
            unit: after.then(|| "示例".to_owned()),
            files: FilePair::default(),
        };
        let file = |id: &str| AttachmentView {
            id: id.to_owned(),
            file_name: "示例.png".to_owned(),
            size_bytes: 10,
            url: format!("/desk/x/attachments/{id}"),
            preview_url: format!("/desk/x/attachments/{id}/preview"),
        };
        let replaced = Self {
            files: FilePair {
                before: vec![file("a")],
                after: vec![file("b")],
            },
            ..change(true, true)
        };
        vec![change(true, false), change(false, true), replaced]
    }
}

/// Returns a picture with one box, and the same in words.
pub(in crate::view) fn sample_drawing() -> Drawing {
    let sentence = || Message::new("diagram-title").with("title", "示例");
    Drawing {
        title: "示例".to_owned(),
        about: "示例".to_owned(),
        width: 200,
        height: 60,
        nodes: vec![Node {
            name: "approved".to_owned(),
            kind: NodeKind::Finish,
            finish: None,
            joins: true,
            state: Some(State::Open),
            badge: None,
            x: 10,
            y: 10,
            width: 180,
            height: 40,
            lines: Vec::new(),
        }],
        edges: Vec::new(),
        descriptions: vec![Description {
            message: sentence(),
            below: vec![sentence()],
        }],
    }
}

/// The proof that a form asks for: that it is no program that posts it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProofView {
    /// The id of the captcha: its picture is `/captcha/<id>.png`, its sound `/captcha/<id>.wav`.
    pub captcha: String,
    /// The address at which a script gets a proof-of-work challenge instead.
    pub challenge_href: String,
}

impl ProofView {
    /// Returns a proof by the captcha of this id, or by work.
    #[must_use]
    pub fn new(captcha: String) -> Self {
        Self {
            captcha,
            challenge_href: "/captcha/challenge".to_owned(),
        }
    }
}
