//! Every page with full sample data, for the tests of the templates.

mod applicant;
mod case;
mod staff;

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{Change, Form, Mask, Mode, NO_CORRECTIONS, Problem, View, ViewRequest};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use serde_json::{Value, json};

use super::page::{
    ActionView, CaseStatus, ChangeView, Frame, FrameAccount, FrameLocale, HistoryLine, ProblemLine,
    Remark,
};

/// 2026-11-24 09:05 in Shanghai.
pub const NOW: i64 = 1_795_482_300_000;
/// The end of that day, later by so many milliseconds.
pub const EVENING: i64 = 53_699_000;
const DAY: i64 = 24 * 60 * 60 * 1000;
const REFERENCE: &str = "HB20261124-7QK2M";

/// A page to draw: a name for it, its template, its values.
pub struct Sample {
    /// What tells it from others of the same template.
    pub name: &'static str,
    /// The template.
    pub template: &'static str,
    /// The path of the page.
    pub path: &'static str,
    /// Who looks: `""`, `applicant`, `reviewer`, `administrator`.
    pub who: &'static str,
    /// The values.
    pub page: Value,
}

/// What surrounds a page.
pub fn frame(path: &str, who: &str) -> Frame {
    let locale = |name, current| FrameLocale {
        name,
        href: format!("{path}?lang={name}"),
        current,
    };
    Frame {
        csrf: "csrf-token".to_owned(),
        path: path.to_owned(),
        done: None,
        locales: vec![locale("zh-CN", true), locale("en", false)],
        account: (!who.is_empty()).then(|| FrameAccount {
            name: if who == "applicant" {
                "Example_01"
            } else {
                "王审核"
            }
            .to_owned(),
            staff: who != "applicant",
            reviewer: who == "reviewer",
            administrator: who == "administrator",
        }),
    }
}

/// The files behind the attachment ids of these answers.
pub fn attachments(value: &Value, found: &mut BTreeMap<String, AttachmentView>) {
    match value {
        Value::String(id) if id.starts_with("example-") => {
            let file = AttachmentView {
                id: id.clone(),
                file_name: format!("扫描件 {id}.jpg"),
                size_bytes: 1_600_000,
                url: format!("/apply/three-in-one/attachments/{id}"),
                preview_url: format!("/apply/three-in-one/attachments/{id}/preview"),
            };
            found.insert(id.clone(), file);
        }
        Value::Array(items) => items.iter().for_each(|item| attachments(item, found)),
        Value::Object(members) => members.values().for_each(|item| attachments(item, found)),
        _ => {}
    }
}

/// The view of a form.
pub fn view(
    form: &Form,
    locale: &str,
    answers: &Value,
    problems: &[Problem],
    mode: Mode<'_>,
    mask: Mask<'_>,
) -> View {
    let mut files = BTreeMap::new();
    attachments(answers, &mut files);
    form.view(&ViewRequest {
        locale,
        answers,
        problems,
        secrets_kept: &BTreeSet::new(),
        attachments: &files,
        mode,
        mask,
        common_corrections: &NO_CORRECTIONS,
    })
}

fn line(problem: &Problem) -> ProblemLine {
    ProblemLine {
        id: format!("f{}", problem.pointer.as_str().replace('/', "-")),
        pointer: problem.pointer.to_string(),
        label: problem.label.source.clone(),
        text: problem
            .text
            .as_ref()
            .map_or_else(|| "请检查。".to_owned(), |text| text.source.clone()),
    }
}

fn json(page: impl serde::Serialize) -> Value {
    serde_json::to_value(page).expect("a page is JSON")
}

fn input_problem(id: &str, text: &str) -> ProblemLine {
    ProblemLine {
        id: id.to_owned(),
        pointer: String::new(),
        label: String::new(),
        text: text.to_owned(),
    }
}

fn case_status(state: &str) -> CaseStatus {
    let open = matches!(state, "review" | "applicant" | "open");
    CaseStatus {
        reference: REFERENCE.to_owned(),
        title: "石家庄示例进出口有限公司".to_owned(),
        form_title: "三证合一企业".to_owned(),
        submitted_at: NOW - DAY,
        opened: state == "open",
        steps: if open {
            vec![
                if state == "review" {
                    "审核"
                } else {
                    "补正"
                }
                .to_owned(),
            ]
        } else {
            vec![]
        },
        state: state.to_owned(),
        finish: (!open).then(|| "已通过".to_owned()),
        finished_at: (!open).then_some(NOW),
        due: open.then_some(NOW + EVENING + DAY),
        provisional: true,
        overdue: state == "review",
        whole_due: open.then_some(NOW + EVENING + 9 * DAY),
        whole_provisional: open,
        whole_overdue: state == "review",
    }
}

fn remarks() -> Vec<Remark> {
    let remark = |label: &str, pointer: &str, reason: &str| Remark {
        label: label.to_owned(),
        pointer: pointer.to_owned(),
        reason: reason.to_owned(),
    };
    vec![
        remark(
            "统一社会信用代码证",
            "/attachments/credit_code_certificate",
            "扫描件右下角的登记机关公章看不清，请重新扫描。",
        ),
        remark("单位地址", "/basic/address", "与证件上的住所不一致。"),
    ]
}

fn history() -> Vec<HistoryLine> {
    let line = |ago: i64, kind: &str, who: &str, key: &str| HistoryLine {
        at: NOW - ago * DAY / 4,
        who_kind: kind.to_owned(),
        who: who.to_owned(),
        for_whom: (!who.is_empty()).then(|| "赵刚".to_owned()),
        message: Message::new(key)
            .with("step", "审核")
            .with("action", "退回补正"),
        reason: None,
        remarks: vec![],
    };
    let mut returned = line(2, "staff", "王审核", "refusal-not-claimed");
    returned.reason = Some("两处需要改正，其余已核对无误。".to_owned());
    returned.remarks = remarks();
    vec![
        line(1, "applicant", "", "refusal-claimed-by-you"),
        returned,
        line(4, "system", "", "refusal-claimed-by-you"),
    ]
}

fn actions() -> Vec<ActionView> {
    let action = |name: &str, title: &str, flags_fields, needs_reason| ActionView {
        name: name.to_owned(),
        title: title.to_owned(),
        run: 1,
        flags_fields,
        needs_reason,
        adds_item: false,
    };
    vec![
        action("approve", "通过", false, false),
        action("return", "退回补正", true, false),
        action("reject", "不予通过", false, true),
    ]
}

/// Every page.
pub fn pages(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
    let mut pages = applicant::form_pages(form, locale, answers);
    pages.extend(applicant::registration(form, locale));
    pages.extend(applicant::accounts());
    pages.extend(applicant::own(form, locale, answers));
    pages.extend(staff::desk());
    pages.extend(case::case(form, locale, answers));
    pages.extend(staff::administration());
    pages.push(Sample {
        name: "standalone",
        template: "form_standalone.html",
        path: "",
        who: "",
        page: json!({
            "title": form.settings.title.get(locale),
            "view": view(form, locale, &form.initial_answers(), &[], Mode::Edit, Mask::None),
            "problems": [],
            "notices": ["带 * 的为必填信息。"],
            "css": "",
        }),
    });
    pages
}

/// An answer that changed.
fn change() -> ChangeView {
    ChangeView {
        change: Change {
            pointer: Pointer::parse("/basic/address").expect("a pointer"),
            label: guichet_engine::message::Text::plain("单位地址"),
            before: Some("石家庄市中山路".to_owned()),
            after: Some("石家庄市长安区中山东路 100 号".to_owned()),
        },
        title: "单位地址".to_owned(),
    }
}
