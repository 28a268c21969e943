//! What staff see.

use super::{DAY, EVENING, NOW, REFERENCE, Sample, input_problem, json};
use crate::view::page::{
    AbsenceView, AdminCalendar, AdminDefinition, AdminPage, ColleagueView, DeskPage, DeskRow,
    DeskTab, DiagnosticView, FailureView, MailPage, MailView, MailsPage, StaffPage, UserMade,
    UserPage, UserView, UsersPage,
};

/// The desk.
pub(super) fn desk() -> Vec<Sample> {
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
        due: Some(NOW + EVENING + due),
        overdue: due < 0,
        soon: (0..DAY).contains(&due),
        run: 1,
        can_claim: assignee.is_none(),
        for_whom: assignee.map(str::to_owned),
        to_sign: assignee.is_some(),
        escalated: due < 0,
    };
    let page = |rows: Vec<DeskRow>, words: &str| DeskPage {
        tabs: vec![
            tab("free", Some(100)),
            tab("mine", Some(3)),
            tab("sign", Some(1)),
            tab("soon", Some(1)),
            tab("overdue", Some(2)),
            tab("waiting", Some(0)),
            tab("copied", Some(0)),
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

fn groups() -> Vec<String> {
    ["法规组", "财务组"].map(str::to_owned).to_vec()
}

fn absence(noted: bool) -> AbsenceView {
    let text = |text: &str| {
        if noted {
            text.to_owned()
        } else {
            String::new()
        }
    };
    AbsenceView {
        action: "/account".to_owned(),
        from: text("2026-11-30"),
        until: text("2026-12-04"),
        stand_in: text("li"),
        noted: noted.then(|| "李审核".to_owned()),
        colleagues: vec![ColleagueView {
            id: "li".to_owned(),
            name: "李审核".to_owned(),
        }],
    }
}

/// Definitions, mail, staff.
pub(super) fn administration() -> Vec<Sample> {
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
    let calendar = |name: &str, is_good: bool| AdminCalendar {
        name: name.to_owned(),
        base: is_good.then_some("chinese-holiday"),
        first_year: is_good.then_some(2004),
        last_year: is_good.then_some(2026),
        published_until: is_good.then(|| "2026-12-31".to_owned()),
        ends_soon: is_good,
        refused: !is_good,
        workflows: vec!["企业注册审核".to_owned()],
    };
    let index = |faults: Vec<DiagnosticView>| AdminPage {
        definitions: vec![
            definition("form", "three-in-one", Some("0a1b2c3d4e5f"), true),
            definition("workflow", "registration", Some("0a1b2c3d4e5f"), false),
            definition("templates", "templates", None, true),
        ],
        diagnostics: faults,
        failures: vec![FailureView {
            at: NOW,
            times: 2,
            reference: Some("20260302-A2B3-C4D5".to_owned()),
            workflow: "registration 0a1b2c3d".to_owned(),
            detail: "Too many operations (line 12, position 5)".to_owned(),
        }],
        read_at: NOW,
        folder: "/srv/guichet".to_owned(),
        calendars: vec![calendar("cn", true), calendar("office", false)],
        failed_mails: 3,
        failed_mails_more: false,
    };
    let user = |name: &str, own, disabled| UserView {
        id: name.to_owned(),
        name: name.to_owned(),
        display_name: "王审核".to_owned(),
        email: format!("{name}@example.com"),
        roles: vec!["reviewer".to_owned(), "administrator".to_owned()],
        groups: vec!["法规组".to_owned()],
        absent: disabled,
        disabled,
        is_viewer: own,
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
                failed: false,
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
                failed: true,
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
            "admin-user",
            "admin/user.html",
            "/admin/users/li",
            json(UserPage {
                user: user("li", false, false),
                problems: vec![input_problem("email", "邮箱地址不对。")],
                groups: groups(),
                absence: absence(true),
            }),
        ),
        sample(
            "admin-user-own",
            "admin/user.html",
            "/admin/users/wang",
            json(UserPage {
                user: user("wang", true, false),
                problems: vec![],
                groups: vec![],
                absence: absence(false),
            }),
        ),
        sample(
            "account-staff",
            "account_staff.html",
            "/account",
            json(StaffPage {
                user: user("wang", true, false),
                problems: vec![input_problem("until", "请填写最后一天。")],
                absence: absence(true),
                stands_in_for: vec!["赵示例".to_owned()],
            }),
        ),
        sample(
            "account-staff-here",
            "account_staff.html",
            "/account",
            json(StaffPage {
                user: user("wang", true, false),
                problems: vec![],
                absence: absence(false),
                stands_in_for: vec![],
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
                groups: groups(),
            }),
        ),
    ]
}
