//! Sends what is in the outbox. A mail is sent at least once, under the same `Message-ID` each time.

use std::time::Duration;

use futures::StreamExt;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::mail::SendError;
use crate::store::{MailRow, MailState, StoreError};

/// How often the outbox is looked at without being told to.
const POLL: Duration = Duration::from_secs(2);
/// Mails taken at a time.
const BATCH: u32 = 20;
/// Mails sent at the same time.
const AT_ONCE: usize = 4;
/// The wait after the first failure; each further one doubles it.
const FIRST_WAIT_MS: i64 = 15_000;
/// The longest wait.
const WAIT_MAX_MS: i64 = 4 * 3_600_000;
/// After this time a mail is given up.
const GIVE_UP_MS: i64 = 3 * 86_400_000;

/// Sends until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    loop {
        match round(&app).await {
            Ok(sent) if sent >= BATCH as usize => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the outbox could not be read"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.mail_wake.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Sends what is due; gives how many mails that were.
async fn round(app: &App) -> Result<usize, StoreError> {
    let mails = app.store.take_mails(app.clock.now_ms(), BATCH).await?;
    let count = mails.len();
    futures::stream::iter(mails)
        .for_each_concurrent(AT_ONCE, |mail| async {
            let id = mail.id.clone();
            if let Err(error) = send(app, mail).await {
                tracing::error!(mail = id, %error, "what became of a mail could not be stored");
            }
        })
        .await;
    Ok(count)
}

async fn send(app: &App, mut mail: MailRow) -> Result<(), StoreError> {
    let live = app.definitions.live();
    let sent = app.mailer.send(&live.templates, &mail).await;
    let now = app.clock.now_ms();
    mail.attempts += 1;
    match sent {
        Ok(()) => {
            mail.state = MailState::Sent;
            mail.sent = Some(now);
            mail.next = None;
            mail.last_error = None;
        }
        Err(SendError {
            is_temporary,
            reason,
        }) => {
            let wait = wait_ms(mail.attempts);
            let gives_up = !is_temporary || now + wait > mail.created + GIVE_UP_MS;
            mail.next = (!gives_up).then_some(now + wait);
            if gives_up {
                mail.state = MailState::Failed;
            }
            // The reason may hold the address: it is kept for administrators, not logged.
            mail.last_error = Some(reason);
            tracing::warn!(
                mail = mail.id,
                attempts = mail.attempts,
                gives_up,
                "failed to send a mail"
            );
        }
    }
    app.store.put_mail(&mail).await
}

/// The wait after so many attempts, give or take a tenth, so that mails that failed together are not tried together.
fn wait_ms(attempts: u32) -> i64 {
    let doubled = FIRST_WAIT_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    let wait = doubled.min(WAIT_MAX_MS);
    let mut byte = [0_u8];
    // Without randomness the wait is merely the same for all.
    let _ = getrandom::fill(&mut byte);
    wait - wait / 10 + wait * i64::from(byte[0]) / (5 * 255)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::mail::{CaseNotice, outbox_row};
    use crate::testing;

    #[test]
    fn waits_double_up_to_a_bound() {
        for (attempts, about) in [(1, 15_000), (2, 30_000), (5, 240_000), (30, WAIT_MAX_MS)] {
            let wait = wait_ms(attempts);
            assert!((wait - about).abs() <= about / 10 + 1, "{attempts}: {wait}");
        }
    }

    async fn outcome(url: &str, to: &str) -> MailRow {
        let url = url.to_owned();
        let service = testing::service_with(|config| config.mail = Some(url)).await;
        let now = service.app.clock.now_ms();
        let mail = outbox_row("received", to, "zh-CN", &CaseNotice::default(), None, now);
        service.app.store.put_mail(&mail).await.expect("put");
        round(&service.app).await.expect("a round");
        let found = service.app.store.mail(&mail.id).await.expect("asked");
        found.expect("found")
    }

    #[rocket::async_test]
    async fn a_mail_becomes_a_file_with_both_parts() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("file://{}", folder.path().display());
        let mail = outcome(&url, "a@example.com").await;
        assert_eq!((mail.state, mail.attempts), (MailState::Sent, 1));
        let file = std::fs::read_to_string(folder.path().join(format!("{}.eml", mail.id)));
        let file = file.expect("a file");
        for part in [
            "text/plain",
            "text/html",
            "Auto-Submitted: auto-generated",
            &mail.id,
        ] {
            assert!(file.contains(part), "{part}");
        }
    }

    #[rocket::async_test]
    async fn an_absent_mail_server_is_tried_again_and_a_bad_address_is_not() {
        let mail = outcome("smtp://127.0.0.1:9?tls=none", "a@example.com").await;
        assert_eq!(mail.state, MailState::Queued);
        assert!(mail.next.is_some() && mail.last_error.is_some());
        let mail = outcome("smtp://127.0.0.1:9?tls=none", "no address").await;
        assert_eq!((mail.state, mail.next), (MailState::Failed, None));
    }

    #[rocket::async_test]
    async fn every_notice_is_drawn_in_both_languages() {
        let service = testing::service().await;
        let live = service.app.definitions.live();
        let data = json!({
            "reference": "20261124-7K3M-9QX2", "applicant": "石家庄示例<b>有限公司", "form_title": "三证合一企业",
            "account_name": "Wang_01", "due": 1_795_000_000_000_i64, "provisional": true, "reason": "资料不全",
            "remarks": [{ "label": "单位地址", "reason": "不一致" }], "status_url": "http://x/status/1?code=A",
            "code": "AAAA-BBBB-CCCC", "login_url": "http://x/login",
            "name": "赵示例", "url": "http://x/recover/t", "minutes": 30,
        });
        let mut shown = String::new();
        for notice in [
            "received",
            "returned",
            "approved",
            "rejected",
            "withdrawn",
            "recovery",
            "password-changed",
        ] {
            for locale in crate::locale::LOCALES {
                let mail = outbox_row(notice, "a@example.com", locale, &data, None, 1);
                let drawn = crate::mail::draw(&live.templates, &mail).expect(notice);
                assert!(
                    !drawn.html.contains("<b>有限公司"),
                    "{notice} is not escaped"
                );
                assert!(drawn.subject.chars().count() <= 80, "{}", drawn.subject);
                shown += &format!(
                    "=== {notice} {locale}\n{}\n---\n{}\n",
                    drawn.subject, drawn.text
                );
            }
        }
        insta::assert_snapshot!("mails", shown);
    }
}
