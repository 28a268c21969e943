use guichet_engine::catalog::Catalog;
use guichet_engine::ids::CaseId;
use guichet_engine::workflow::StaffNotificationKind;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::mail::{
    ACCOUNT, ACCOUNT_NEWS, AccountNotification, ApplicantNotification, NotificationRemark,
    PASSWORD_CHANGED, RECOVERY, STAFF, STAFF_NOTIFICATIONS, StaffNotification, forget_link,
    outbox_row,
};

/// 2026-11-24 09:05 in Shanghai.
const NOW: Timestamp = Timestamp::constant(1_795_482_300, 0);
/// The end of that day.
const EVENING: Timestamp = Timestamp::constant(1_795_535_999, 0);
const DAY: SignedDuration = SignedDuration::from_hours(24);
const URL: &str = "https://window.example.cn";

fn templates() -> Templates {
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
    let mut faults = Vec::new();
    let templates = Templates::compile(&crate::testing::definitions(), &zone, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    templates
}

fn case_notice(notice: &str, locale: &str) -> ApplicantNotification {
    let chinese = locale == "zh-CN";
    let text = |zh: &str, en: &str| if chinese { zh } else { en }.to_owned();
    let remark = |label: String, reason: &str| NotificationRemark {
        label,
        reason: reason.to_owned(),
    };
    let returned = matches!(notice, "returned" | "renewal-returned");
    ApplicantNotification {
        reference: "HB20261124-7QK2M".to_owned(),
        applicant: "石家庄<示例>进出口有限公司".to_owned(),
        form_title: text("三证合一企业", "Enterprise with a unified certificate"),
        account_name: Some("Example_01".to_owned()),
        due: match notice {
            "received" | "returned" | "renewal-returned" => Some(EVENING + DAY * 2),
            "renewal" | "reminder" => Some(EVENING + DAY * 30),
            _ => None,
        },
        provisional: notice == "received",
        valid_until: matches!(notice, "renewal" | "renewed" | "suspended")
            .then_some(NOW + DAY * 30),
        reason: matches!(notice, "returned" | "renewal-returned" | "rejected")
            .then(|| "资料不全。\n请核对。".to_owned()),
        remarks: if returned {
            vec![
                remark(text("单位地址", "Address"), "与证件上的住所不一致。"),
                remark(
                    text("统一社会信用代码证", "Certificate"),
                    "印章看不清，请重新扫描。",
                ),
            ]
        } else {
            Vec::new()
        },
        status_url: format!("{URL}/status/HB20261124-7QK2M?code=AAAA-BBBB-CCCC"),
        code: "AAAA-BBBB-CCCC".to_owned(),
        login_url: format!("{URL}/login"),
    }
}

fn row(notice: &str, locale: &str) -> MailRow {
    if matches!(notice, RECOVERY | PASSWORD_CHANGED | ACCOUNT) {
        let data = AccountNotification {
            news: ACCOUNT_NEWS[0],
            name: "赵示例".to_owned(),
            account_name: "Example_01".to_owned(),
            url: if notice == RECOVERY {
                format!("{URL}/recover/Zm9v")
            } else {
                String::new()
            },
            minutes: 30,
            login_url: format!("{URL}/login"),
        };
        return outbox_row(notice, "li@example.com", locale, &data, None, NOW);
    }
    let data = case_notice(notice, locale);
    outbox_row(notice, "li@example.com", locale, &data, None, NOW)
}

fn check_part(notice: &str, part: impl Fn(&Drawn) -> &str, ending: &str) {
    let templates = templates();
    for locale in ["zh-CN", "en"] {
        let drawn = draw(&templates, URL, &row(notice, locale)).expect(notice);
        insta::assert_snapshot!(format!("{notice}.{locale}.{ending}"), part(&drawn));
    }
}

macro_rules! snapshots {
    ($($name:ident: $notice:expr,)*) => { $(
        #[test]
        fn $name() {
            check_part($notice, |drawn| &drawn.subject, "subject");
            check_part($notice, |drawn| &drawn.text, "text");
            check_part($notice, |drawn| &drawn.html, "html");
        }
    )* };
}

snapshots! {
    received: "received",
    returned: "returned",
    approved: "approved",
    changed: "changed",
    reminder: "reminder",
    renewal: "renewal",
    renewal_returned: "renewal-returned",
    suspended: "suspended",
    renewed: "renewed",
    rejected: "rejected",
    withdrawn: "withdrawn",
    recovery: RECOVERY,
    password_changed: PASSWORD_CHANGED,
    account: ACCOUNT,
}

const NOTICES: [&str; 14] = [
    "received",
    "returned",
    "approved",
    "changed",
    "reminder",
    "renewal",
    "renewal-returned",
    "suspended",
    "renewed",
    "rejected",
    "withdrawn",
    RECOVERY,
    PASSWORD_CHANGED,
    ACCOUNT,
];

fn staff_row(news: StaffNotificationKind, locale: &str) -> MailRow {
    let chinese = locale == "zh-CN";
    let text = |zh: &str, en: &str| if chinese { zh } else { en }.to_owned();
    let whole = matches!(
        news,
        StaffNotificationKind::Copied | StaffNotificationKind::CaseOverdue
    );
    let data = StaffNotification {
        news: news.name(),
        name: "李审核".to_owned(),
        absent: (news == StaffNotificationKind::SignatureAsked).then(|| "王<审核>".to_owned()),
        by: (!whole).then(|| "赵审核".to_owned()),
        reference: "HB20261124-7QK2M".to_owned(),
        form_title: text("三证合一企业", "Enterprise with a unified certificate"),
        step_title: (!whole).then(|| text("审核", "Review")),
        due: (news != StaffNotificationKind::Copied).then_some(NOW + DAY),
        desk_url: format!("{URL}/desk/HB20261124-7QK2M"),
    };
    outbox_row(
        STAFF,
        "li@example.com",
        locale,
        &data,
        Some(&CaseId::new("case")),
        NOW,
    )
}

#[test]
fn staff_are_told_in_both_languages() {
    let templates = templates();
    for locale in ["zh-CN", "en"] {
        let mut all = String::new();
        for news in STAFF_NOTIFICATIONS {
            let drawn = draw(&templates, URL, &staff_row(news, locale)).expect("drawn");
            assert!(drawn.subject.chars().count() <= 60, "{}", drawn.subject);
            assert_eq!(addresses(&drawn.text), links(&drawn.html), "{locale}");
            assert!(
                !drawn.html.contains("mail-") && !drawn.html.contains("<审核>"),
                "{}",
                drawn.html
            );
            all.push_str(&format!("{}\n\n{}\n\n", drawn.subject, drawn.text));
        }
        insta::assert_snapshot!(format!("staff.{locale}.texts"), all);
        let asked = draw(
            &templates,
            URL,
            &staff_row(StaffNotificationKind::SignatureAsked, locale),
        );
        insta::assert_snapshot!(format!("staff.{locale}.html"), asked.expect("drawn").html);
    }
}

/// Returns the addresses that a text writes out.
fn addresses(text: &str) -> BTreeSet<String> {
    let words = text
        .split_whitespace()
        .filter(|word| word.starts_with("http"));
    words
        .map(|word| word.trim_end_matches('/').to_owned())
        .collect()
}

/// Returns the addresses that links of HTML lead to.
fn links(html: &str) -> BTreeSet<String> {
    let rest = html.split("href=\"").skip(1);
    let values = rest.filter_map(|rest| rest.split('"').next());
    values
        .map(|href| href.replace("&amp;", "&").trim_end_matches('/').to_owned())
        .collect()
}

#[test]
fn both_parts_of_every_mail_have_the_same_links_and_no_mail_loads_anything() {
    let templates = templates();
    for (notice, locale) in NOTICES
        .iter()
        .flat_map(|notice| ["zh-CN", "en"].map(|locale| (notice, locale)))
    {
        let drawn = draw(&templates, URL, &row(notice, locale)).expect(notice);
        assert!(drawn.subject.chars().count() <= 60, "{}", drawn.subject);
        assert_eq!(
            addresses(&drawn.text),
            links(&drawn.html),
            "{notice} {locale}"
        );
        for what in [
            "<img", "<script", "<link", "url(", "src=", "@import", "<table", "mail-",
        ] {
            assert!(!drawn.html.contains(what), "{notice} {locale}: {what}");
        }
        assert!(
            !drawn.text.contains("mail-"),
            "{notice} {locale}: {}",
            drawn.text
        );
        let whole = format!("<html lang=\"{locale}\">");
        assert!(drawn.html.contains(&whole) && drawn.html.trim_end().ends_with("</html>"));
    }
}

#[test]
fn what_people_typed_is_escaped_in_html_and_left_as_it_is_in_text() {
    let templates = templates();
    let drawn = draw(&templates, URL, &row("received", "zh-CN")).expect("drawn");
    assert!(drawn.text.contains("石家庄<示例>进出口有限公司"));
    assert!(drawn.html.contains("石家庄&lt;示例&gt;进出口有限公司"));
    assert!(!drawn.html.contains("<示例>"));
}

#[test]
fn a_case_without_account_name_due_date_or_applicant_has_its_mails_too() {
    let templates = templates();
    for (notice, locale) in NOTICES
        .iter()
        .flat_map(|notice| ["zh-CN", "en"].map(|locale| (notice, locale)))
    {
        let mut row = row(notice, locale);
        row.data = serde_json::to_value(ApplicantNotification {
            status_url: URL.to_owned(),
            login_url: URL.to_owned(),
            ..ApplicantNotification::default()
        })
        .expect("JSON");
        if matches!(*notice, RECOVERY | PASSWORD_CHANGED | ACCOUNT) {
            let data = AccountNotification {
                news: ACCOUNT_NEWS[3],
                login_url: URL.to_owned(),
                ..AccountNotification::default()
            };
            row.data = serde_json::to_value(data).expect("JSON");
        }
        let drawn = draw(&templates, URL, &row).expect(notice);
        assert!(
            !drawn.text.contains("none") && !drawn.text.contains("undefined"),
            "{}",
            drawn.text
        );
    }
}

#[test]
fn a_recovery_mail_without_its_link_says_so() {
    let mut row = row(RECOVERY, "zh-CN");
    forget_link(&mut row);
    let drawn = draw(&templates(), URL, &row).expect("drawn");
    for part in [&drawn.text, &drawn.html] {
        assert!(
            part.contains("链接已从记录中删除") && !part.contains("/recover/"),
            "{part}"
        );
    }
}

#[test]
fn a_subject_is_one_line_whatever_its_data() {
    let mut row = row("received", "en");
    row.data["reference"] = Value::from("x\r\nBcc: wang@example.com\u{2028}\0y");
    let drawn = subject(&templates(), URL, &row).expect("drawn");
    assert_eq!(
        drawn,
        "We have your application (x Bcc: wang@example.com y)"
    );
    row.data["reference"] = Value::from("x".repeat(1_000));
    let drawn = subject(&templates(), URL, &row).expect("drawn");
    assert_eq!(drawn.chars().count(), SUBJECT_CHARS_MAX);
}

#[test]
fn a_notice_without_templates_cannot_be_drawn() {
    let error = draw(&templates(), URL, &row("nothing", "en")).expect_err("no templates");
    assert_eq!(error.template, "mail/nothing/subject.txt");
}

#[test]
fn the_shipped_workflows_send_only_notices_that_there_are() {
    let files = crate::testing::definitions();
    assert_eq!(Catalog::compile(&files).diagnostics(), []);
    assert_eq!(check(&templates(), &files).len(), 0);
    let without: Files = files
        .into_iter()
        .filter(|(path, _)| !path.starts_with("templates/mail/returned/"))
        .collect();
    let faults = Catalog::compile(&without).diagnostics();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
    assert!(
        !codes.is_empty() && codes.iter().all(|code| *code == "W018"),
        "{codes:?}"
    );
}

#[test]
fn text_is_tidied() {
    for (text, expect) in [
        ("\n\na  \n\n\n\nb\n\n", "a\n\nb\n"),
        ("a", "a\n"),
        ("", "\n"),
    ] {
        assert_eq!(tidy(text), expect, "{text:?}");
    }
}
