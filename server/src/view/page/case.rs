//! An application before a reviewer.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::View;
use guichet_engine::message::Message;
use guichet_engine::workflow::diagram::Drawing;
use jiff::Timestamp;
use serde::Serialize;

use super::case_inputs::said_samples;
use super::sample_form::{Shown, view};
use super::{
    ActionView, CaseStatus, ChangeView, DoubleView, HistoryLine, Page, Reader, Remark, SAMPLE_DAY,
    SAMPLE_EVENING, SAMPLE_NOW, SAMPLE_REFERENCE, sample_drawing,
};
use crate::ms;

/// `case.html`: an application before a reviewer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CasePage {
    /// The status.
    pub status: CaseStatus,
    /// The case's address (`/desk/<reference>`): posts go to `<base>/claim`, `<base>/release`, `<base>/act`, `<base>/reveal`,
    /// `<base>/collaboration` and `<base>/comment`.
    pub base: String,
    /// The open steps that concern staff.
    pub steps: Vec<CaseStep>,
    /// The messages that the viewer may pass on.
    pub messages: Vec<MessageView>,
    /// The answers, read only, personal ones masked.
    pub view: View,
    /// Set if the viewer may ask to see the masked ones.
    pub can_reveal: bool,
    /// The changes to what is registered.
    pub registered: Vec<ChangeView>,
    /// The changes made by the last correction; or since the page was drawn that somebody decided on.
    pub changes: Vec<ChangeView>,
    /// The version of the case, which a decision posts as `seen`.
    pub version: u64,
    /// The answers that were sent back before the last correction and are as they were.
    pub unchanged: Vec<Remark>,
    /// The correction requests that are open.
    pub remarks: Vec<Remark>,
    /// The history, newest first.
    pub history: Vec<HistoryLine>,
    /// The workflow with where the case is and has been.
    pub picture: Drawing,
    /// The comments of colleagues, newest last.
    pub comments: Vec<CommentView>,
    /// Set if the viewer may comment.
    pub can_comment: bool,
    /// Set if the viewer may take the application with its history as a file.
    pub can_export: bool,
    /// The reasons to choose from where an answer is sent back, in the applicant's language.
    pub listed: Vec<String>,
    /// Why a command was not carried out.
    pub refusal: Option<Message>,
    /// The id of what the refusal is about.
    pub refusal_at: String,
    /// The values typed and not sent yet, by the names of their inputs.
    pub said: BTreeMap<String, String>,
    /// The pointers ticked to be sent back.
    pub flags: BTreeSet<String>,
    /// Other applications that may be the same.
    pub doubles: Vec<DoubleView>,
    /// The texts typed for what is not on the page any more.
    pub lost: Vec<String>,
    /// The collaboration form that was refused.
    pub typed_collaboration: TypedCollaboration,
}

/// An open step on the case page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseStep {
    /// The run.
    pub run: u32,
    /// The title.
    pub title: String,
    /// The purpose, where there are several of it.
    pub item: Option<String>,
    /// Set if it is the applicant's.
    pub is_applicants: bool,
    /// Set if nobody does it: it passes when what it waits for is there.
    pub waits: bool,
    /// The key of the reason why nobody can act on it, where nobody can.
    pub unattended: Option<&'static str>,
    /// Set if the viewer may give it more time.
    pub can_extend: bool,
    /// Set if the viewer may drop this run of several that are one step together.
    pub can_drop: bool,
    /// The name of the holder.
    pub assignee: Option<String>,
    /// The id of that account, so that a post can say what it was decided on.
    pub holder: String,
    /// Set if that is the viewer, or somebody for whom the viewer stands in.
    pub mine: bool,
    /// Set if the viewer stands in for whoever has it.
    pub stands_in: bool,
    /// Set if the viewer may claim it.
    pub can_claim: bool,
    /// The actions that the viewer may take.
    pub actions: Vec<ActionView>,
    /// The due date.
    #[serde(with = "ms::optional")]
    pub due: Option<Timestamp>,
    /// Set if it has passed.
    pub overdue: bool,
    /// Set if it is offered to whom it is escalated to.
    pub escalated: bool,
    /// The time of the last reminder.
    #[serde(with = "ms::optional")]
    pub reminded: Option<Timestamp>,
    /// The names of those who delegated it, the first one first.
    pub delegated_by: Vec<String>,
    /// The notes to whoever has it: what they are asked, or the opinion that came back.
    pub notes: Vec<NoteView>,
    /// The decision that waits for signatures.
    pub pending: Option<PendingDecisionView>,
    /// The signatures that were asked for.
    pub signers: Vec<SignerView>,
    /// Set if the viewer gives it back to all.
    pub can_release: bool,
    /// Set if the viewer takes it from whoever has it.
    pub can_take_away: bool,
    /// The forms by which the viewer works on it with colleagues, in the order of the page.
    pub collaboration_forms: Vec<CollaborationForm>,
}

impl CaseStep {
    /// Returns the form of this name, where the page offers it.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<&CollaborationForm> {
        let mut forms = self.collaboration_forms.iter();
        forms.find(|form| {
            form.name == name && (!form.chooses_colleague || !form.colleagues.is_empty())
        })
    }
}

/// A note to whoever has a step, by whoever gave it to them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoteView {
    /// `assigned`, `question` or `opinion`.
    pub kind: &'static str,
    /// The name of its author.
    pub who: String,
    /// The time.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// The text.
    pub text: String,
}

/// A decision that waits for signatures.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PendingDecisionView {
    /// The action's title.
    pub action: String,
    /// The name of whoever decided.
    pub who: String,
    /// The reason.
    pub reason: Option<String>,
    /// The answers that are sent back.
    pub remarks: Vec<Remark>,
}

/// A signature that was asked for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignerView {
    /// The account's id.
    pub id: String,
    /// Of whom.
    pub who: String,
    /// `awaited`, `later` (once there is a decision), `agrees` or `objects`.
    pub state: &'static str,
    /// Set if after the decision.
    pub after: bool,
    /// The name of whoever asked.
    pub asked_by: String,
    /// The question they are asked.
    pub question: Option<String>,
    /// The opinion they gave last.
    pub opinion: Option<OpinionView>,
    /// Set if the viewer may ask no longer for it.
    pub can_excuse: bool,
}

/// The opinion of somebody who was asked to sign.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OpinionView {
    /// Set if they agree.
    pub agrees: bool,
    /// Why.
    pub text: Option<String>,
    /// The time.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// The name of whoever signed for them, where somebody stands in.
    pub by: Option<String>,
}

/// A form by which the viewer works on a step with colleagues: it sends one collaboration command.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CollaborationForm {
    /// `assign`, `delegate`, `give-back`, `take-back`, `add-signer`, `sign`, `copy`, `remind`.
    pub name: &'static str,
    /// With whom; empty where nobody is to be chosen.
    pub colleagues: Vec<CandidateView>,
    /// Set if somebody is to be chosen.
    pub chooses_colleague: bool,
    /// Set if it has a text for the reason, question or opinion.
    pub takes_reason: bool,
}

/// A colleague to choose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CandidateView {
    /// The name people know them by.
    pub name: String,
    /// The login name, where another has the same name.
    pub login: String,
    /// The account's id.
    pub id: String,
}

/// A comment of a colleague.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommentView {
    /// The name of whoever it was.
    pub who: String,
    /// The time.
    #[serde(with = "ms::required")]
    pub at: Timestamp,
    /// The text.
    pub text: String,
    /// Set if that was the viewer.
    pub is_viewer: bool,
}

/// The values typed in a collaboration form, or as a comment.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TypedCollaboration {
    /// The step's run.
    pub run: u32,
    /// The form: the name of a [`CollaborationForm`].
    pub form: String,
    /// The command, where the form offers several.
    pub command: String,
    /// The id of the colleague chosen.
    pub to: String,
    /// The reason, question or opinion.
    pub reason: String,
    /// Set if the form is not offered any more, so that the text is shown by itself.
    pub lost: bool,
}

/// A message that may come from outside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MessageView {
    /// Its name.
    pub name: String,
    /// The title of the step that waits for it.
    pub title: String,
}

impl CaseStep {
    /// Returns an open step: of the viewer, with what they may decide, or unclaimed.
    fn sample(mine: bool) -> Self {
        Self {
            run: 1,
            title: "示例".to_owned(),
            unattended: mine.then_some("signer-gone"),
            can_drop: mine,
            can_extend: mine,
            assignee: mine.then(|| "王审核".to_owned()),
            holder: if mine { "wang" } else { "" }.to_owned(),
            mine,
            can_claim: !mine,
            actions: if mine {
                ActionView::samples()
            } else {
                Vec::new()
            },
            due: Some(SAMPLE_NOW + SAMPLE_EVENING + SAMPLE_DAY),
            escalated: !mine,
            reminded: (!mine).then_some(SAMPLE_NOW - SAMPLE_DAY),
            can_release: mine,
            ..Self::default()
        }
    }

    /// Returns a step of the viewer with every trace of colleagues and every form for them.
    fn collaborative_sample() -> Self {
        let note = |kind: &'static str| NoteView {
            kind,
            who: "赵刚".to_owned(),
            at: SAMPLE_NOW,
            text: "示例\n示例".to_owned(),
        };
        Self {
            item: Some("示例".to_owned()),
            stands_in: true,
            overdue: true,
            escalated: true,
            reminded: Some(SAMPLE_NOW),
            delegated_by: vec!["赵刚".to_owned()],
            notes: ["assigned", "question", "opinion"].map(note).to_vec(),
            pending: Some(PendingDecisionView {
                action: "示例".to_owned(),
                who: "赵刚".to_owned(),
                reason: Some("示例".to_owned()),
                remarks: Remark::samples(),
            }),
            signers: SignerView::samples(),
            can_take_away: true,
            collaboration_forms: CollaborationForm::samples(),
            ..Self::sample(true)
        }
    }

    /// Returns the steps that the viewer can do nothing about.
    fn others_samples() -> Vec<Self> {
        let step = |run: u32| Self {
            run,
            can_claim: false,
            ..Self::sample(false)
        };
        let waiting = Self {
            waits: true,
            ..step(1)
        };
        let applicants = Self {
            is_applicants: true,
            can_extend: true,
            ..step(4)
        };
        let taken = Self {
            assignee: Some("赵刚".to_owned()),
            ..step(2)
        };
        vec![waiting, taken, step(3), applicants]
    }
}

impl SignerView {
    fn samples() -> Vec<Self> {
        let signer = |state: &'static str| {
            let signed = ["agrees", "objects"].contains(&state);
            Self {
                id: format!("signer-{state}"),
                who: "李梅梅".to_owned(),
                state,
                after: !signed,
                asked_by: "王审核".to_owned(),
                question: signed.then(|| "示例".to_owned()),
                opinion: signed.then(|| OpinionView {
                    agrees: state == "agrees",
                    text: Some("示例".to_owned()),
                    at: SAMPLE_NOW,
                    by: (state == "objects").then(|| "赵刚".to_owned()),
                }),
                can_excuse: !signed,
            }
        };
        ["agrees", "objects", "awaited", "later"]
            .map(signer)
            .to_vec()
    }
}

impl CollaborationForm {
    fn samples() -> Vec<Self> {
        let colleague = |id: &str, name: &str, login: &str| CandidateView {
            name: name.to_owned(),
            login: login.to_owned(),
            id: id.to_owned(),
        };
        let colleagues = vec![
            colleague("li", "李梅梅", ""),
            colleague("zhao-1", "赵刚", "zhaogang"),
            colleague("zhao-2", "赵刚", "zhaogang2"),
        ];
        let form = |name: &'static str, chooses_colleague: bool, takes_reason: bool| Self {
            name,
            colleagues: match (chooses_colleague, name) {
                (true, "copy") | (false, _) => Vec::new(),
                (true, _) => colleagues.clone(),
            },
            chooses_colleague,
            takes_reason,
        };
        vec![
            form("sign", false, true),
            form("give-back", false, true),
            form("take-back", false, false),
            form("delegate", true, true),
            form("assign", true, true),
            form("add-signer", true, true),
            form("copy", true, true),
            form("remind", false, false),
        ]
    }
}

impl CommentView {
    fn samples() -> Vec<Self> {
        let comment = |is_viewer: bool| Self {
            who: "李梅梅".to_owned(),
            at: SAMPLE_NOW,
            text: "示例\n示例".to_owned(),
            is_viewer,
        };
        vec![comment(false), comment(true)]
    }
}

impl Page for CasePage {
    const TEMPLATE: &'static str = "case.html";
    const READER: Reader = Reader::Reviewer;

    fn samples() -> Vec<Self> {
        let closed = Self {
            status: CaseStatus::sample("review"),
            base: format!("/desk/{SAMPLE_REFERENCE}"),
            view: view(Shown::Masked),
            can_reveal: true,
            changes: ChangeView::samples(),
            unchanged: Remark::samples(),
            history: HistoryLine::samples(),
            picture: sample_drawing(),
            can_export: true,
            doubles: DoubleView::samples(),
            listed: vec!["示例".to_owned()],
            ..Self::default()
        };
        let (said, flags) = said_samples();
        let decision = Self {
            steps: vec![CaseStep::sample(true)],
            can_comment: true,
            refusal: Some(Message::new("refusal-flag-reason-missing")),
            refusal_at: "decide".to_owned(),
            said,
            flags,
            lost: vec!["示例".to_owned()],
            ..closed.clone()
        };
        let mut collaboration = Self {
            steps: vec![CaseStep::collaborative_sample()],
            comments: CommentView::samples(),
            registered: ChangeView::samples(),
            ..decision.clone()
        };
        collaboration.refusal_at = "to-1-add-signer".to_owned();
        collaboration.typed_collaboration = TypedCollaboration {
            run: 1,
            form: "add-signer".to_owned(),
            command: "add-signer-after".to_owned(),
            to: "zhao-2".to_owned(),
            reason: "示例".to_owned(),
            lost: true,
        };
        let unclaimed = Self {
            steps: vec![CaseStep::sample(false)],
            remarks: Remark::samples(),
            messages: vec![MessageView {
                name: "payment".to_owned(),
                title: "示例".to_owned(),
            }],
            ..closed.clone()
        };
        let others = Self {
            steps: CaseStep::others_samples(),
            can_reveal: false,
            ..closed.clone()
        };
        vec![decision, collaboration, unclaimed, others, closed]
    }
}
