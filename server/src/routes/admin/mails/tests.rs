use jiff::SignedDuration;
use serde_json::json;

use super::*;
use crate::mail::{AccountNotification, ApplicantNotification, RECOVERY, outbox_row};
use crate::testing::{Service, add_account, get, log_in, post, service_with};

/// Returns a service whose mail goes nowhere, since no job runs, with an administrator logged in.
async fn administered(mail: Option<&str>) -> Service {
    let mail = mail.map(str::to_owned);
    let service = service_with(|config| config.mail = mail).await;
    let account = add_account(&service.app, "li", &["administrator"]).await;
    log_in(&service.client, &account).await;
    service
}

async fn put(service: &Service, change: impl FnOnce(&mut MailRow)) -> MailRow {
    let data = ApplicantNotification {
        reference: "HB20261124-7QK2M".to_owned(),
        applicant: "<b>示例</b>公司".to_owned(),
        status_url: "https://window.example.cn/status/HB20261124-7QK2M".to_owned(),
        ..ApplicantNotification::default()
    };
    let now = service.app.clock.now();
    let mut row = outbox_row("received", "wang@example.com", "zh-CN", &data, None, now);
    change(&mut row);
    service.app.store.put_mail(&row).await.expect("put");
    row
}

async fn recovery(service: &Service) -> MailRow {
    let data = AccountNotification {
        url: "https://window.example.cn/recover/token".to_owned(),
        ..AccountNotification::default()
    };
    put(service, |row| {
        row.notice = RECOVERY.to_owned();
        row.data = json!(data);
    })
    .await
}

async fn kept(service: &Service, row: &MailRow) -> MailRow {
    let found = service.app.store.mail(&row.id).await.expect("asked");
    found.expect("found")
}

#[rocket::async_test]
async fn the_list_shows_what_was_sent_to_whom_and_goes_on() {
    let service = administered(None).await;
    let now = service.app.clock.now();
    for minute in 0..=i64::try_from(PAGE_SIZE).expect("small") {
        put(&service, |row| {
            row.to = format!("minute{minute}@example.com");
            row.created = now - SignedDuration::from_mins(minute);
        })
        .await;
    }
    let (status, first) = get(&service.client, "/admin/mails?lang=zh-CN").await;
    assert_eq!(status, 200);
    assert!(
        first.contains("已收到您的申请（HB20261124-7QK2M）"),
        "{first}"
    );
    assert_eq!(first.matches("@example.com").count(), PAGE_SIZE);
    assert!(
        !first.contains("minute25@"),
        "the oldest is on the next page"
    );
    let next = first
        .split("href=\"")
        .find(|rest| rest.contains("rel=\"next\""));
    let next = next
        .and_then(|rest| rest.split('"').next())
        .expect("a next page");
    let (_, second) = get(&service.client, &next.replace("&#x2f;", "/")).await;
    assert_eq!(second.matches("@example.com").count(), 1);
    assert!(
        second.contains("minute25@") && !second.contains("rel=\"next\""),
        "{second}"
    );
    assert!(
        second.contains("href=\"&#x2f;admin&#x2f;mails\"")
            || second.contains("href=\"/admin/mails\"")
    );
}

#[rocket::async_test]
async fn a_mail_is_shown_as_text_and_in_a_frame_that_can_do_nothing() {
    let service = administered(None).await;
    let row = put(&service, |_| ()).await;
    let path = format!("/admin/mails/{}", row.id);
    let (status, page) = get(&service.client, &path).await;
    assert_eq!(status, 200);
    assert!(
        page.contains("&lt;b&gt;示例&lt;") && page.contains("sandbox="),
        "{page}"
    );
    let answer = service.client.get(format!("{path}/html")).dispatch().await;
    let headers = answer.headers();
    let policy: Vec<&str> = headers.get("Content-Security-Policy").collect();
    assert_eq!(policy, [FRAME_POLICY]);
    assert_eq!(headers.get_one("X-Frame-Options"), Some("SAMEORIGIN"));
    let html = answer.into_string().await.expect("text");
    assert!(
        html.starts_with("<!doctype html>") && html.contains("&lt;b&gt;示例&lt;"),
        "{html}"
    );
    assert_eq!(get(&service.client, "/admin/mails/none").await.0, 404);
    assert_eq!(get(&service.client, "/admin/mails/none/html").await.0, 404);
}

#[rocket::async_test]
async fn a_mail_whose_templates_are_gone_is_listed_all_the_same() {
    let service = administered(None).await;
    let row = put(&service, |row| row.notice = "gone".to_owned()).await;
    let (status, list) = get(&service.client, "/admin/mails?lang=en").await;
    assert_eq!(status, 200);
    assert!(
        list.contains("cannot be drawn with the present templates"),
        "{list}"
    );
    let (status, page) = get(&service.client, &format!("/admin/mails/{}", row.id)).await;
    assert_eq!(status, 200);
    assert!(page.contains("subject.txt"), "{page}");
}

#[rocket::async_test]
async fn an_administrator_does_not_get_in_by_somebodys_link_unless_mail_is_read_here() {
    for (mail, shown) in [(Some("smtp://mail.example.cn"), false), (None, true)] {
        let service = administered(mail).await;
        let row = recovery(&service).await;
        for path in ["", "/html"] {
            let (_, page) = get(&service.client, &format!("/admin/mails/{}{path}", row.id)).await;
            assert_eq!(page.contains("token"), shown, "{mail:?} {path}: {page}");
        }
    }
}

#[rocket::async_test]
async fn an_administrator_does_not_get_the_code_of_an_application_unless_mail_is_read_here() {
    for (mail, is_shown) in [(Some("smtp://mail.example.cn"), false), (None, true)] {
        let service = administered(mail).await;
        let data = ApplicantNotification {
            reference: "HB20261124-7QK2M".to_owned(),
            status_url: "https://window.example.cn/status/HB20261124-7QK2M?code=7QWE-RTYU-2345"
                .to_owned(),
            code: "7QWE-RTYU-2345".to_owned(),
            ..ApplicantNotification::default()
        };
        let row = put(&service, |row| row.data = json!(data)).await;
        for path in ["", "/html"] {
            let (_, page) = get(&service.client, &format!("/admin/mails/{}{path}", row.id)).await;
            assert!(page.contains("HB20261124-7QK2M"), "{page}");
            for secret in ["7QWE-RTYU-2345", "?code=", "code&#x3d;"] {
                let is_there = page.contains(secret);
                assert!(is_shown || !is_there, "{mail:?} {path} {secret}: {page}");
            }
            assert_eq!(
                page.contains("7QWE-RTYU-2345"),
                is_shown,
                "{mail:?} {path}: {page}"
            );
        }
        // Only what is shown is without it: what is sent again has all.
        assert_eq!(kept(&service, &row).await.data, json!(data));
    }
}

#[rocket::async_test]
async fn mails_that_were_given_up_are_counted_and_listed_until_they_are_sent_again() {
    let service = administered(None).await;
    put(&service, |row| row.to = "queued@example.com".to_owned()).await;
    let (_, page) = get(&service.client, "/admin?lang=zh-CN").await;
    assert!(!page.contains("发送失败"), "{page}");
    let mut failed = Vec::new();
    for number in 0..2 {
        let row = put(&service, |row| {
            row.to = format!("failed{number}@example.com");
            row.state = MailState::Failed;
            row.next = None;
        });
        failed.push(row.await);
    }
    let (_, page) = get(&service.client, "/admin").await;
    assert!(page.contains("有 2 封邮件发送失败"), "{page}");
    let (_, list) = get(&service.client, "/admin/mails?state=failed").await;
    assert_eq!(list.matches("@example.com").count(), 2, "{list}");
    assert!(!list.contains("queued@"), "{list}");
    let resend = format!("/admin/mails/{}/resend", failed[0].id);
    assert_eq!(post(&service.client, &resend, &[]).await.0, 303);
    let (_, page) = get(&service.client, "/admin").await;
    assert!(page.contains("有 1 封邮件发送失败"), "{page}");
}

#[rocket::async_test]
async fn what_was_sent_or_given_up_or_waits_is_queued_again() {
    let service = administered(None).await;
    let now = service.app.clock.now();
    for (state, next) in [
        (MailState::Sent, None),
        (MailState::Failed, None),
        (MailState::Queued, Some(now + SignedDuration::from_hours(1))),
    ] {
        let row = put(&service, |row| {
            (row.state, row.next, row.attempts) = (state, next, 7);
        })
        .await;
        let path = format!("/admin/mails/{}", row.id);
        let (status, to) = post(&service.client, &format!("{path}/resend"), &[]).await;
        assert_eq!((status, to), (303, format!("{path}?done=resent")));
        let created = row.created;
        let row = kept(&service, &row).await;
        assert_eq!(
            (row.state, row.attempts),
            (MailState::Queued, 0),
            "{state:?}"
        );
        assert!(row.next.is_some_and(|next| next <= service.app.clock.now()));
        assert_eq!(row.created, created, "the Date stays");
    }
    let (_, page) = get(&service.client, "/admin/mails?done=resent&lang=zh-CN").await;
    assert!(page.contains("已放入发送队列"), "{page}");
}

#[rocket::async_test]
async fn what_may_be_on_its_way_is_left_to_whoever_has_it() {
    let service = administered(None).await;
    let row = put(&service, |_| ()).await;
    let now = service.app.clock.now();
    assert_eq!(
        service
            .app
            .store
            .take_mails(now, 10)
            .await
            .expect("taken")
            .len(),
        1
    );
    let path = format!("/admin/mails/{}/resend", row.id);
    assert_eq!(post(&service.client, &path, &[]).await.0, 303);
    let again = service
        .app
        .store
        .take_mails(now + SignedDuration::from_secs(1), 10)
        .await;
    assert_eq!(again.expect("asked").len(), 0);
}

#[rocket::async_test]
async fn a_mail_whose_link_is_gone_cannot_be_sent_again() {
    let service = administered(Some("smtp://mail.example.cn")).await;
    let mut row = recovery(&service).await;
    mail::forget_link(&mut row);
    (row.state, row.next) = (MailState::Sent, None);
    service.app.store.put_mail(&row).await.expect("put");
    let path = format!("/admin/mails/{}", row.id);
    let (_, page) = get(&service.client, &format!("{path}?lang=en")).await;
    assert!(
        !page.contains("/resend") && page.contains("cannot be sent again"),
        "{page}"
    );
    let (status, page) = post(&service.client, &format!("{path}/resend"), &[]).await;
    assert_eq!(status, 409);
    assert!(page.contains("recover the password again"), "{page}");
    assert_eq!(kept(&service, &row).await.state, MailState::Sent);
}

#[rocket::async_test]
async fn nobody_else_sees_mails_or_sends_them() {
    let service = administered(None).await;
    let row = put(&service, |row| {
        (row.state, row.next) = (MailState::Failed, None)
    })
    .await;
    let path = format!("/admin/mails/{}", row.id);
    let other = service.other_client().await;
    assert_eq!(get(&other, &path).await.0, 303);
    let reviewer = add_account(&service.app, "wang", &["reviewer"]).await;
    log_in(&other, &reviewer).await;
    for path in [
        "/admin/mails".to_owned(),
        path.clone(),
        format!("{path}/html"),
    ] {
        assert_eq!(get(&other, &path).await.0, 403, "{path}");
    }
    assert_eq!(post(&other, &format!("{path}/resend"), &[]).await.0, 403);
    let forged = service.client.post(format!("{path}/resend")).body("csrf=x");
    let forged = forged.header(ContentType::Form).dispatch().await;
    assert_eq!(forged.status().code, 403);
    assert_eq!(kept(&service, &row).await.state, MailState::Failed);
}
