//! An application before a reviewer.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::{Form, Mask, Mode};
use guichet_engine::message::Message;
use serde_json::Value;

use super::{
    DAY, EVENING, NOW, REFERENCE, Sample, actions, case_status, change, history, json, remarks,
    view,
};
use crate::view::page::{
    CandidateView, CasePage, CaseStep, CollaborationForm, CommentView, NoteView, OpinionView,
    PendingDecisionView, SignerView, TypedCollaboration, TypedRemarks,
};

/// An open step about which colleagues have settled everything that there is.
fn step(mine: bool) -> CaseStep {
    CaseStep {
        run: 1,
        title: "审核".to_owned(),
        item: None,
        waits: false,
        assignee: mine.then(|| "王审核".to_owned()),
        holder: if mine { "wang" } else { "" }.to_owned(),
        mine,
        stands_in: false,
        can_claim: !mine,
        actions: if mine { actions() } else { vec![] },
        due: Some(NOW + EVENING + DAY),
        overdue: false,
        escalated: !mine,
        reminded: (!mine).then_some(NOW - DAY),
        delegated_by: vec![],
        notes: vec![],
        pending: None,
        signers: vec![],
        can_release: mine,
        can_take_away: false,
        collaboration_forms: vec![],
    }
}

fn form(name: &'static str, chooses: bool, says: bool) -> CollaborationForm {
    let colleague = |id: &str, name: &str, login: &str| CandidateView {
        name: name.to_owned(),
        login: login.to_owned(),
        id: id.to_owned(),
    };
    CollaborationForm {
        name,
        colleagues: match (chooses, name) {
            (true, "copy") | (false, _) => vec![],
            (true, _) => vec![
                colleague("li", "李梅梅", ""),
                colleague("zhao-1", "赵刚", "zhaogang"),
                colleague("zhao-2", "赵刚", "zhaogang2"),
            ],
        },
        chooses_colleague: chooses,
        takes_reason: says,
    }
}

fn signer(state: &'static str, after: bool, question: Option<&str>) -> SignerView {
    let signed = ["agrees", "objects"].contains(&state);
    SignerView {
        id: format!("signer-{state}"),
        who: "李梅梅".to_owned(),
        state,
        after,
        asked_by: "王审核".to_owned(),
        question: question.map(str::to_owned),
        opinion: signed.then(|| OpinionView {
            agrees: state == "agrees",
            text: Some("地址与证照一致。".to_owned()),
            at: NOW,
            by: (state == "objects").then(|| "赵刚".to_owned()),
        }),
        can_excuse: !signed,
    }
}

/// The same step, delegated, with signatures, a decision that waits, and everything that can be settled.
fn settled() -> CaseStep {
    let word = |kind: &'static str, text: &str| NoteView {
        kind,
        who: "赵刚".to_owned(),
        at: NOW,
        text: text.to_owned(),
    };
    CaseStep {
        stands_in: true,
        overdue: true,
        escalated: true,
        reminded: Some(NOW),
        delegated_by: vec!["赵刚".to_owned()],
        notes: vec![
            word("assigned", "请优先办理。"),
            word("question", "请核对地址。\n另请核对电话。"),
            word("opinion", "无误。"),
        ],
        pending: Some(PendingDecisionView {
            action: "通过".to_owned(),
            who: "赵刚".to_owned(),
            reason: Some("材料齐全。".to_owned()),
            remarks: remarks(),
        }),
        signers: vec![
            signer("agrees", false, Some("请看地址。")),
            signer("objects", false, None),
            signer("awaited", true, None),
            signer("later", true, None),
        ],
        can_take_away: true,
        collaboration_forms: vec![
            form("sign", false, true),
            form("give-back", false, true),
            form("take-back", false, false),
            form("delegate", true, true),
            form("assign", true, true),
            form("add-signer", true, true),
            form("copy", true, true),
            form("remind", false, false),
        ],
        ..step(true)
    }
}

/// What was typed for a decision that was refused.
fn typed() -> TypedRemarks {
    TypedRemarks {
        action: "return".to_owned(),
        reason: "请补正。".to_owned(),
        item: String::new(),
        flags: ["/basic/address", "/contacts/0/phone"]
            .map(str::to_owned)
            .into(),
        listed: Default::default(),
        reasons: BTreeMap::from([("/basic/address".to_owned(), "与证件不一致。".to_owned())]),
    }
}

/// The page.
pub(super) fn case(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
    let page = |mine: bool| CasePage {
        status: case_status("review"),
        base: format!("/desk/{REFERENCE}"),
        steps: vec![step(mine)],
        messages: vec![],
        view: view(
            form,
            locale,
            answers,
            &[],
            Mode::Read,
            Mask::Personal(&BTreeSet::new()),
        ),
        can_reveal: true,
        registered: vec![],
        changes: vec![change()],
        unchanged: remarks(),
        remarks: if mine { vec![] } else { remarks() },
        history: history(),
        picture: Default::default(),
        refusal: mine.then(|| Message::new("refusal-flag-reason-missing")),
        refusal_at: "decide".to_owned(),
        typed: if mine {
            typed()
        } else {
            TypedRemarks::default()
        },
        comments: vec![],
        can_comment: mine,
        can_export: true,
        listed: vec![
            "与营业执照不一致".to_owned(),
            "扫描件不清晰或不完整".to_owned(),
        ],
        typed_collaboration: TypedCollaboration::default(),
    };
    let sample = |name, page| Sample {
        name,
        template: "case.html",
        path: "/desk/x",
        who: "reviewer",
        page,
    };
    let mut closed = page(false);
    closed.steps.clear();
    let mut among = page(true);
    among.steps = vec![settled()];
    among.comments = comments();
    among.refusal = Some(Message::new("refusal-nobody-named"));
    among.refusal_at = "to-1-add-signer".to_owned();
    among.typed_collaboration = TypedCollaboration {
        run: 1,
        form: "add-signer".to_owned(),
        command: "add-signer-after".to_owned(),
        to: "zhao-2".to_owned(),
        reason: "请看地址。".to_owned(),
        comment: String::new(),
        lost: true,
    };
    vec![
        sample("case", json(page(true))),
        sample("case-collaboration", json(among)),
        sample("case-free", json(page(false))),
        sample("case-closed", json(closed)),
    ]
}

fn comments() -> Vec<CommentView> {
    let comment = |who: &str, text: &str, own| CommentView {
        who: who.to_owned(),
        at: NOW,
        text: text.to_owned(),
        is_viewer: own,
    };
    vec![
        comment("李梅梅", "这家单位上月来过电话。\n请留意地址。", false),
        comment("王审核", "收到。", true),
    ]
}
