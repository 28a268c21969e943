//! Every page with full sample data, for the tests of the templates.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{Change, Form, Mask, Mode, Problem, Secrets, View, ViewRequest};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use serde_json::{Value, json};

use super::page::{
    AccountCase, AccountPage, ActionView, AdminDefinition, AdminPage, CasePage, CaseStep,
    ChangeView, CheckPage, ConfirmPage, DeskPage, DeskRow, DeskTab, DiagnosticView, EmptyPage,
    ErrorPage, FormPage, Frame, FrameAccount, FrameLocale, HistoryLine, LoginPage, MailPage,
    MailView, MailsPage, PasswordPage, ProblemLine, ReceivedPage, RecoverPage, RecoverSentPage,
    RegisterPage, RegisterTerms, RegisterType, Remark, Standing, StatusFindPage, StatusPage,
    TypedRemarks, UserMade, UserView, UsersPage,
};

/// 2026-11-24 09:05 in Shanghai.
pub const NOW: i64 = 1_795_482_300_000;
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

fn standing(state: &str) -> Standing {
    let open = matches!(state, "review" | "applicant");
    Standing {
        reference: REFERENCE.to_owned(),
        title: "石家庄示例进出口有限公司".to_owned(),
        form_title: "三证合一企业".to_owned(),
        submitted_at: NOW - DAY,
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
        due: open.then_some(NOW + DAY),
        provisional: true,
        overdue: state == "review",
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
    };
    vec![
        action("approve", "通过", false, false),
        action("return", "退回补正", true, false),
        action("reject", "不予通过", false, true),
    ]
}

/// The form pages: untouched, refused, in correction, expired.
pub fn form_pages(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
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
    };
    let sample = |name, page: FormPage| Sample {
        name,
        template: "form.html",
        path: "/apply/three-in-one",
        who: "",
        page: json(page),
    };
    let untouched = page(
        view(form, locale, &form.initial(), &[], Mode::Edit, Mask::None),
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

fn registration(form: &Form, locale: &str) -> Vec<Sample> {
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
        due: account.then_some(NOW + 2 * DAY),
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

fn accounts() -> Vec<Sample> {
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
                problem: Some(Message::new("refusal-not-permitted")),
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

fn applicant(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
    let read = || view(form, locale, answers, &[], Mode::Read, Mask::None);
    let status = |state: &str| {
        let correcting = state == "applicant";
        StatusPage {
            standing: standing(state),
            remarks: if correcting { remarks() } else { vec![] },
            reason: correcting.then(|| "两处需要改正，其余已核对无误。".to_owned()),
            correct_href: correcting.then(|| format!("/status/{REFERENCE}/correct")),
            actions: vec![ActionView {
                name: "withdraw".to_owned(),
                title: "撤回申请".to_owned(),
                run: 1,
                flags_fields: false,
                needs_reason: false,
            }],
            history: history(),
            view: read(),
            base: format!("/status/{REFERENCE}"),
        }
    };
    let check = CheckPage {
        title: form.settings.title.get(locale).to_owned(),
        view: read(),
        back: "/apply/three-in-one".to_owned(),
        action: "/apply/three-in-one/submit".to_owned(),
        correction_of: None,
    };
    let account = AccountPage {
        name: "Example_01".to_owned(),
        person: "赵示例".to_owned(),
        email: "admin@example.com".to_owned(),
        cases: ["approved", "applicant"]
            .iter()
            .map(|state| AccountCase {
                standing: standing(state),
                href: format!("/status/{REFERENCE}"),
            })
            .collect(),
        view: Some(read()),
        base: format!("/status/{REFERENCE}"),
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

fn desk() -> Vec<Sample> {
    let tab = |name: &str, count: Option<usize>| DeskTab {
        name: name.to_owned(),
        href: format!("/desk?tab={name}"),
        current: name == "free",
        count,
        count_more: count == Some(100),
    };
    let row = |title: &str, due: i64, assignee: Option<&str>| DeskRow {
        href: format!("/desk/{REFERENCE}"),
        reference: REFERENCE.to_owned(),
        title: title.to_owned(),
        form_title: "三证合一企业".to_owned(),
        step_title: "审核".to_owned(),
        assignee: assignee.map(str::to_owned),
        opened: NOW - DAY,
        due: Some(NOW + due),
        overdue: due < 0,
        soon: (0..DAY).contains(&due),
        run: 1,
        can_claim: assignee.is_none(),
    };
    let page = |rows: Vec<DeskRow>, words: &str| DeskPage {
        tabs: vec![
            tab("free", Some(100)),
            tab("mine", Some(3)),
            tab("soon", Some(1)),
            tab("overdue", Some(2)),
            tab("waiting", Some(0)),
            tab("done", None),
        ],
        words: words.to_owned(),
        next_href: (!rows.is_empty()).then(|| "/desk?tab=free&after=x".to_owned()),
        first_href: (!rows.is_empty()).then(|| "/desk?tab=free".to_owned()),
        rows,
        tab: "free".to_owned(),
    };
    let rows = vec![
        row("石家庄示例进出口有限公司", -DAY, None),
        row(
            "唐山港示例国际货运代理有限责任公司曹妃甸分公司",
            DAY / 2,
            Some("王审核"),
        ),
        row("秦皇岛示例报关行", 2 * DAY, None),
    ];
    let sample = |name, page| Sample {
        name,
        template: "desk.html",
        path: "/desk",
        who: "reviewer",
        page,
    };
    vec![
        sample("desk", json(page(rows, ""))),
        sample("desk-empty", json(page(vec![], ""))),
        sample("desk-no-match", json(page(vec![], "天津"))),
    ]
}

fn case(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
    let page = |mine: bool| CasePage {
        standing: standing("review"),
        base: format!("/desk/{REFERENCE}"),
        steps: vec![CaseStep {
            run: 1,
            title: "审核".to_owned(),
            assignee: mine.then(|| "王审核".to_owned()),
            mine,
            can_claim: !mine,
            actions: if mine { actions() } else { vec![] },
            due: Some(NOW + DAY),
        }],
        view: view(
            form,
            locale,
            answers,
            &[],
            Mode::Read,
            Mask::Personal(&BTreeSet::new()),
        ),
        changes: vec![ChangeView {
            change: Change {
                pointer: Pointer::parse("/basic/address").expect("a pointer"),
                label: guichet_engine::message::Text::plain("单位地址"),
                before: Some("石家庄市中山路".to_owned()),
                after: Some("石家庄市长安区中山东路 100 号".to_owned()),
            },
            title: "单位地址".to_owned(),
        }],
        remarks: if mine { vec![] } else { remarks() },
        history: history(),
        refusal: mine.then(|| Message::new("refusal-flag-reason-missing")),
        typed: if mine {
            TypedRemarks {
                action: "return".to_owned(),
                reason: "请补正。".to_owned(),
                flags: BTreeMap::from([
                    ("/basic/address".to_owned(), "与证件不一致。".to_owned()),
                    ("/contacts/0/phone".to_owned(), String::new()),
                ]),
            }
        } else {
            TypedRemarks::default()
        },
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
    vec![
        sample("case", json(page(true))),
        sample("case-free", json(page(false))),
        sample("case-closed", json(closed)),
    ]
}

fn mail(state: &str) -> MailView {
    MailView {
        id: format!("mail-{state}"),
        to: "admin@example.com".to_owned(),
        subject: "您的注册申请已收到".to_owned(),
        notice: "received".to_owned(),
        state: state.to_owned(),
        attempts: 2,
        last_error: (state == "failed").then(|| "550 5.1.1 no such user".to_owned()),
        created: NOW - DAY,
        sent: (state == "sent").then_some(NOW),
        next: (state == "queued").then_some(NOW + DAY),
        can_resend: state != "sent",
    }
}

fn administration() -> Vec<Sample> {
    let definition = |kind: &str, name: &str, version: Option<&str>, refused| AdminDefinition {
        kind: kind.to_owned(),
        name: name.to_owned(),
        title: "三证合一企业".to_owned(),
        version: version.map(str::to_owned),
        refused,
        tried: 41,
    };
    let fault = |severity: &str| DiagnosticView {
        place: "forms/three-in-one/form.json:12:9".to_owned(),
        code: "F007".to_owned(),
        severity: severity.to_owned(),
        text: "$ref「#/$defs/nam」指向不存在的地方".to_owned(),
        help: "改正「#」后面的路径。".to_owned(),
    };
    let index = |faults: Vec<DiagnosticView>| AdminPage {
        definitions: vec![
            definition("form", "three-in-one", Some("0a1b2c3d4e5f"), true),
            definition("workflow", "registration", Some("0a1b2c3d4e5f"), false),
            definition("templates", "templates", None, true),
        ],
        diagnostics: faults,
        read_at: NOW,
        folder: "/srv/guichet".to_owned(),
    };
    let user = |name: &str, own, disabled| UserView {
        id: name.to_owned(),
        name: name.to_owned(),
        display_name: "王审核".to_owned(),
        email: format!("{name}@example.com"),
        roles: vec!["reviewer".to_owned(), "administrator".to_owned()],
        disabled,
        own,
    };
    let sample = |name, template, path, page| Sample {
        name,
        template,
        path,
        who: "administrator",
        page,
    };
    vec![
        sample(
            "admin",
            "admin/index.html",
            "/admin",
            json(index(vec![fault("error"), fault("warning")])),
        ),
        sample(
            "admin-good",
            "admin/index.html",
            "/admin",
            json(index(vec![])),
        ),
        sample(
            "admin-mails",
            "admin/mails.html",
            "/admin/mails",
            json(MailsPage {
                mails: ["queued", "sent", "failed"].map(mail).to_vec(),
                next_href: Some("/admin/mails?after=x".to_owned()),
                first_href: Some("/admin/mails".to_owned()),
                to_files: true,
            }),
        ),
        sample(
            "admin-mails-none",
            "admin/mails.html",
            "/admin/mails",
            json(MailsPage {
                mails: vec![],
                next_href: None,
                first_href: None,
                to_files: false,
            }),
        ),
        sample(
            "admin-mail",
            "admin/mail.html",
            "/admin/mails/x",
            json(MailPage {
                mail: mail("failed"),
                text: "您好：\n\n您的注册申请已收到。".to_owned(),
                html_href: "/admin/mails/x/html".to_owned(),
            }),
        ),
        sample(
            "admin-users",
            "admin/users.html",
            "/admin/users",
            json(UsersPage {
                users: vec![
                    user("wang", true, false),
                    user("li", false, false),
                    user("zhao", false, true),
                ],
                problems: vec![
                    input_problem("name", "已被使用，请换一个。"),
                    input_problem("roles", "请选择角色。"),
                ],
                typed: user("li", false, false),
                made: Some(UserMade {
                    name: "li".to_owned(),
                    password: "Kd9-Xy7_qm2".to_owned(),
                }),
            }),
        ),
    ]
}

/// Every page.
pub fn pages(form: &Form, locale: &str, answers: &Value) -> Vec<Sample> {
    let mut pages = form_pages(form, locale, answers);
    pages.extend(registration(form, locale));
    pages.extend(accounts());
    pages.extend(applicant(form, locale, answers));
    pages.extend(desk());
    pages.extend(case(form, locale, answers));
    pages.extend(administration());
    pages.push(Sample {
        name: "standalone",
        template: "form_standalone.html",
        path: "",
        who: "",
        page: json!({
            "title": form.settings.title.get(locale),
            "view": view(form, locale, &form.initial(), &[], Mode::Edit, Mask::None),
            "problems": [],
            "notices": ["带 * 的为必填信息。"],
            "css": "",
        }),
    });
    pages
}
