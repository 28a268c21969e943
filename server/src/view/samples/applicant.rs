//! What applicants see.

use std::collections::BTreeMap;

use guichet_engine::form::{Form, Mask, Mode, Secrets};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use serde_json::Value;

use super::{
    DAY, EVENING, NOW, REFERENCE, Sample, case_status, change, history, input_problem, json, line,
    remarks, view,
};
use crate::view::page::{
    AccountCase, AccountOffer, AccountPage, AccountRenewal, ActionView, CheckPage, ConfirmPage,
    EmptyPage, ErrorPage, FlaggedView, FormPage, LoginPage, PasswordPage, ReceivedPage,
    RecoverPage, RecoverSentPage, RegisterPage, RegisterTerms, RegisterType, ReminderView,
    StatusFindPage, StatusPage,
};

/// The form pages: untouched, refused, in correction, expired.
pub(super) fn form_pages(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
    let page = |view, problems| FormPage {
        action: "/apply/three-in-one".to_owned(),
        title: form.settings.title.get(locale).to_owned(),
        notices: form
            .settings
            .notices
            .iter()
            .map(|text| text.get(locale).to_owned())
            .collect(),
        view,
        problems,
        deadline: Some(NOW + 30 * 60 * 1000),
        expired: false,
        time_limit_minutes: Some(30),
        saved_at: None,
        draft_days: 30,
        reactive: false,
        correction_of: None,
        flagged: vec![],
        reason: None,
    };
    let sample = |name, page: FormPage| Sample {
        name,
        template: "form.html",
        path: "/apply/three-in-one",
        who: "",
        page: json(page),
    };
    let untouched = page(
        view(
            form,
            locale,
            &form.initial_answers(),
            &[],
            Mode::Edit,
            Mask::None,
        ),
        vec![],
    );
    let mut wrong = answers.clone();
    for (at, value) in [
        ("/basic/credit_code", "91350100M000100Y44"),
        ("/account/email", "admin"),
        ("/contacts/0/id_number", "110105194912310021"),
    ] {
        if let Some(found) = wrong.pointer_mut(at) {
            *found = Value::String(value.to_owned());
        }
    }
    let problems = form.validate(&wrong, &Secrets::default());
    let lines = problems.iter().map(line).collect();
    let mut refused = page(
        view(form, locale, &wrong, &problems, Mode::Edit, Mask::None),
        lines,
    );
    refused.saved_at = Some(NOW);
    refused.reactive = true;
    let flags: BTreeMap<Pointer, String> = remarks()
        .into_iter()
        .filter_map(|remark| Some((Pointer::parse(&remark.pointer)?, remark.reason)))
        .collect();
    let mut correction = page(
        view(
            form,
            locale,
            answers,
            &[],
            Mode::Correct(&flags),
            Mask::None,
        ),
        vec![],
    );
    correction.action = format!("/status/{REFERENCE}/correct");
    correction.correction_of = Some(REFERENCE.to_owned());
    correction.reason = Some("请补正。".to_owned());
    correction.flagged = vec![FlaggedView {
        label: "单位地址".to_owned(),
        id: "f-basic-address".to_owned(),
        reason: "与证件不一致。".to_owned(),
    }];
    correction.deadline = None;
    correction.time_limit_minutes = None;
    let mut expired = page(
        view(form, locale, answers, &[], Mode::Edit, Mask::None),
        vec![],
    );
    expired.expired = true;
    expired.deadline = Some(NOW);
    vec![
        sample("form", untouched),
        sample("form-refused", refused),
        sample("form-correction", correction),
        sample("form-expired", expired),
    ]
}
/// From the portal to the confirmation.
pub(super) fn registration(form: &Form, locale: &str) -> Vec<Sample> {
    let register = |problem: Option<&str>| RegisterPage {
        types: vec![
            RegisterType {
                name: "three-in-one".to_owned(),
                title: "三证合一企业".to_owned(),
                description: Some(
                    "营业执照、组织机构代码证、税务登记证已合并为一证的企业。".to_owned(),
                ),
                draft: true,
            },
            RegisterType {
                name: "enterprise".to_owned(),
                title: "企业单位".to_owned(),
                description: None,
                draft: false,
            },
        ],
        terms: form
            .settings
            .terms
            .iter()
            .enumerate()
            .map(|(index, terms)| RegisterTerms {
                title: terms.title.get(locale).to_owned(),
                paragraphs: terms
                    .paragraphs
                    .iter()
                    .map(|text| text.get(locale).to_owned())
                    .collect(),
                only_for: if index == 0 {
                    vec![]
                } else {
                    vec!["三证合一企业".to_owned()]
                },
            })
            .collect(),
        selected: "three-in-one".to_owned(),
        problem: problem.map(str::to_owned),
    };
    let received = |account: bool| ReceivedPage {
        reference: REFERENCE.to_owned(),
        code: "K7PM-2Q9X".to_owned(),
        email: "admin@example.com".to_owned(),
        account_name: account.then(|| "Example_01".to_owned()),
        due: account.then_some(NOW + EVENING + 2 * DAY),
        provisional: account,
        status_href: format!("/status/{REFERENCE}"),
    };
    let sample = |name, template, path, page| Sample {
        name,
        template,
        path,
        who: "",
        page,
    };
    vec![
        sample("portal", "portal.html", "/", json(EmptyPage {})),
        sample("window", "window.html", "/window", json(EmptyPage {})),
        sample(
            "register",
            "register.html",
            "/register",
            json(register(None)),
        ),
        sample(
            "register-refused",
            "register.html",
            "/register",
            json(register(Some("problem-choose-type"))),
        ),
        sample(
            "received",
            "received.html",
            "/apply/three-in-one/received/x",
            json(received(true)),
        ),
        sample(
            "received-plain",
            "received.html",
            "/apply/three-in-one/received/x",
            json(received(false)),
        ),
        sample(
            "confirm",
            "confirm.html",
            "/status/x/act",
            json(ConfirmPage {
                title: "撤回申请".to_owned(),
                message: Message::new("confirm-withdraw"),
                action: format!("/status/{REFERENCE}/act"),
                hidden: vec![("action".to_owned(), "withdraw".to_owned())],
                needs_reason: false,
                refusal: None,
                button: "撤回申请".to_owned(),
                back: format!("/status/{REFERENCE}"),
            }),
        ),
        sample(
            "error",
            "error.html",
            "/x",
            json(ErrorPage {
                status: 429,
                title_key: "error-too-many-title".to_owned(),
                message: Message::new("error-too-many").with("seconds", 12),
            }),
        ),
    ]
}

/// Login, recovery, password, finding an application.
pub(super) fn accounts() -> Vec<Sample> {
    let sample = |name, template, path, page| Sample {
        name,
        template,
        path,
        who: "",
        page,
    };
    let wrong = |ids: &[&str]| {
        ids.iter()
            .map(|id| input_problem(id, "请填写。"))
            .collect::<Vec<_>>()
    };
    vec![
        sample("login", "login.html", "/login", json(LoginPage::default())),
        sample(
            "login-refused",
            "login.html",
            "/login",
            json(LoginPage {
                name: "Example_01".to_owned(),
                next: "/account".to_owned(),
                problem: Some(Message::new("problem-login-disabled")),
                status_href: Some(format!("/status/{REFERENCE}")),
            }),
        ),
        sample(
            "recover",
            "recover.html",
            "/recover",
            json(RecoverPage {
                name: "Example_01".to_owned(),
                captcha: "c1".to_owned(),
                challenge_href: "/captcha/challenge".to_owned(),
                problems: wrong(&["name", "captcha"]),
            }),
        ),
        sample(
            "recover-sent",
            "recover_sent.html",
            "/recover",
            json(RecoverSentPage { minutes: 30 }),
        ),
        sample(
            "password",
            "password.html",
            "/account/password",
            json(PasswordPage {
                action: "/account/password".to_owned(),
                ask_old: true,
                forced: true,
                hint: "6-12位英文字母、数字或_组成, 区分大小写!".to_owned(),
                problems: wrong(&["old", "password_again"]),
            }),
        ),
        sample(
            "status-find",
            "status_find.html",
            "/status",
            json(StatusFindPage {
                reference: REFERENCE.to_owned(),
                problem: Some("problem-status-unknown".to_owned()),
            }),
        ),
    ]
}

/// The check, the status, the account.
pub(super) fn own(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
    let read = || view(form, locale, answers, &[], Mode::Read, Mask::None);
    let status = |state: &str| {
        let correcting = state == "applicant";
        let is_theirs = correcting || state == "open";
        StatusPage {
            status: case_status(state),
            remarks: if correcting { remarks() } else { vec![] },
            reason: correcting.then(|| "两处需要改正，其余已核对无误。".to_owned()),
            correct_href: is_theirs.then(|| format!("/status/{REFERENCE}/correct")),
            actions: vec![ActionView {
                name: "withdraw".to_owned(),
                title: "撤回申请".to_owned(),
                run: 1,
                flags_fields: false,
                needs_reason: false,
                adds_item: false,
            }],
            history: history(),
            picture: Default::default(),
            view: read(),
            base: format!("/status/{REFERENCE}"),
            changes: vec![],
            reminders: ["初审", "复审"]
                .iter()
                .zip(1..)
                .map(|(step, run)| ReminderView {
                    run,
                    step: (*step).to_owned(),
                })
                .collect(),
            refusal: correcting.then(|| Message::new("refusal-reminded-already")),
        }
    };
    let check = CheckPage {
        changes: vec![change()],
        title: form.settings.title.get(locale).to_owned(),
        view: read(),
        back: "/apply/three-in-one".to_owned(),
        action: "/apply/three-in-one/submit".to_owned(),
        correction_of: None,
        editable: None,
        untouched: Vec::new(),
    };
    let account = AccountPage {
        name: "Example_01".to_owned(),
        person: "赵示例".to_owned(),
        email: "admin@example.com".to_owned(),
        valid_until: Some(1_798_131_599_000),
        renewal: Some(AccountRenewal {
            state: "open".to_owned(),
            due: Some(1_798_131_599_000),
            href: format!("/status/{REFERENCE}/correct"),
        }),
        cases: ["approved", "applicant"]
            .iter()
            .map(|state| AccountCase {
                status: case_status(state),
                href: format!("/status/{REFERENCE}"),
            })
            .collect(),
        offers: vec![AccountOffer {
            title: "单位登记资料变更".to_owned(),
            description: Some("登记资料有变化时申请变更。".to_owned()),
            href: "/register?type=change".to_owned(),
        }],
        view: Some(read()),
        base: "/account".to_owned(),
    };
    let sample = |name, template, path, who, page| Sample {
        name,
        template,
        path,
        who,
        page,
    };
    vec![
        sample(
            "check",
            "check.html",
            "/apply/three-in-one/check",
            "",
            json(check),
        ),
        sample(
            "status-review",
            "status.html",
            "/status/x",
            "",
            json(status("review")),
        ),
        sample(
            "status-correct",
            "status.html",
            "/status/x",
            "",
            json(status("applicant")),
        ),
        sample(
            "status-renew",
            "status.html",
            "/status/x",
            "",
            json(status("open")),
        ),
        sample(
            "status-approved",
            "status.html",
            "/status/x",
            "applicant",
            json(status("approved")),
        ),
        sample(
            "account",
            "account.html",
            "/account",
            "applicant",
            json(account),
        ),
    ]
}
