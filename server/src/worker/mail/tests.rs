use std::time::Instant;

use tokio::net::TcpListener;

use super::*;
use crate::mail::{AccountNotification, ApplicantNotification, RECOVERY};
use crate::testing::smtp::{Smtp, certificate, header, parse};
use crate::testing::{Service, service_with};

/// No step of a test takes longer, on a machine that does much else.
const WAIT_MAX: Duration = Duration::from_secs(120);

async fn service(mail: &str) -> Service {
    let mail = mail.to_owned();
    service_with(|config| {
        config.mail = Some(mail);
        config.public_url = Some("https://window.example.cn".to_owned());
    })
    .await
}

fn notice() -> ApplicantNotification {
    ApplicantNotification {
        reference: "HB20261124-7QK2M".to_owned(),
        applicant: "石家庄示例进出口有限公司".to_owned(),
        form_title: "三证合一企业".to_owned(),
        status_url: "https://window.example.cn/status/HB20261124-7QK2M?code=AB&x=1".to_owned(),
        ..ApplicantNotification::default()
    }
}

/// A service that runs its mail job, stopped when the test ends.
struct Sending {
    service: Service,
    stop: CancellationToken,
    job: tokio::task::JoinHandle<()>,
}

impl Sending {
    async fn by(mail: &str) -> Self {
        Self::on(service(mail).await)
    }

    fn on(service: Service) -> Self {
        let stop = CancellationToken::new();
        let job = tokio::spawn(run(AppRef::clone(&service.app), stop.clone()));
        Self { service, stop, job }
    }

    /// Puts a mail into the outbox as a commit would.
    async fn put(&self, to: &str) -> MailRow {
        let now = self.service.app.clock.now();
        self.add(mail::outbox_row(
            "received",
            to,
            "zh-CN",
            &notice(),
            None,
            now,
        ))
        .await
    }

    async fn add(&self, row: MailRow) -> MailRow {
        self.service.app.store.put_mail(&row).await.expect("put");
        self.service.app.mail_waiting();
        row
    }

    async fn wait(&self, id: &str, until: impl Fn(&MailRow) -> bool) -> MailRow {
        let end = Instant::now() + WAIT_MAX;
        loop {
            let found = self.service.app.store.mail(id).await.expect("asked");
            let found = found.expect("found");
            if until(&found) {
                return found;
            }
            assert!(Instant::now() < end, "still {found:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Has a mail tried at once instead of after its pause.
    async fn hurry(&self, mut row: MailRow) {
        row.next = Some(self.service.app.clock.now());
        self.add(row).await;
    }

    async fn stop(self) {
        self.stop.cancel();
        self.job.await.expect("it ends well");
    }
}

fn is_sent(row: &MailRow) -> bool {
    row.state == MailState::Sent
}

fn has_failed_once(row: &MailRow) -> bool {
    row.attempts == 1
}

#[rocket::async_test]
async fn a_real_mail_server_gets_the_mail_whole() {
    let smtp = Smtp::start(&[]);
    let sending = Sending::by(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    let row = sending.put("li@example.com").await;
    let row = sending.wait(&row.id, is_sent).await;
    assert_eq!((row.attempts, row.next, row.last_error), (1, None, None));
    let mails = smtp.mails();
    let mail = parse(&mails[0]);
    assert_eq!(header(&mail, "X-Envelope-To"), "li@example.com");
    assert_eq!(header(&mail, "X-Envelope-From"), "no-reply@localhost");
    let to = mail.to().and_then(|to| to.first()).expect("a recipient");
    assert_eq!(to.address(), Some("li@example.com"));
    assert_eq!(mail.subject(), Some("已收到您的申请（HB20261124-7QK2M）"));
    let id = format!("{}@window.example.cn", row.id);
    assert_eq!(mail.message_id(), Some(id.as_str()));
    assert_eq!(
        mail.date().expect("a date").to_timestamp(),
        row.created.as_second()
    );
    let text = mail.body_text(0).expect("a text part");
    let html = mail.body_html(0).expect("an HTML part");
    let link = "https://window.example.cn/status/HB20261124-7QK2M?code=AB";
    assert!(text.contains(&format!("\r\n{link}&x=1\r\n")), "{text}");
    assert!(html.contains(&format!("href=\"{link}&amp;x=1\"")), "{html}");
    for part in [&text, &html] {
        assert!(part.contains("石家庄示例进出口有限公司，您好！"), "{part}");
    }
    sending.stop().await;
}

#[rocket::async_test]
async fn what_is_refused_for_now_is_sent_later_under_the_same_id() {
    let smtp = Smtp::start(&[]);
    let sending = Sending::by(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    let row = sending.put("temporary-1@example.com").await;
    let waiting = sending.wait(&row.id, has_failed_once).await;
    assert_eq!(waiting.state, MailState::Queued);
    let said = waiting.last_error.clone().unwrap_or_default();
    assert_eq!(said, "recipient: 451 4.3.0 Try again later");
    let next = waiting.next.expect("a next time");
    let pause = next.duration_since(sending.service.app.clock.now());
    assert!(pause.is_positive() && pause <= PAUSE_FIRST, "{pause}");
    assert!(smtp.mails().is_empty());
    sending.hurry(waiting).await;
    let row = sending.wait(&row.id, is_sent).await;
    assert_eq!((row.attempts, row.last_error), (2, None));
    let mails = smtp.mails();
    let id = format!("{}@window.example.cn", row.id);
    assert_eq!(parse(&mails[0]).message_id(), Some(id.as_str()));
    assert_eq!(smtp.attempts().len(), 2);
    sending.stop().await;
}

#[rocket::async_test]
async fn what_is_refused_for_good_is_given_up_and_says_why() {
    let smtp = Smtp::start(&[]);
    let sending = Sending::by(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    for (to, reason) in [
        (
            "permanent@example.com",
            "recipient: 550 5.1.1 <permanent@example.com>",
        ),
        (
            "permanent-data@example.com",
            "message: 554 5.6.0 Not this one",
        ),
        ("nobody", "the recipient is not a mail address"),
    ] {
        let row = sending.put(to).await;
        let row = sending.wait(&row.id, has_failed_once).await;
        assert_eq!((row.state, row.next), (MailState::Failed, None), "{to}");
        let said = row.last_error.unwrap_or_default();
        assert!(said.starts_with(reason), "{to}: {said}");
    }
    assert!(smtp.mails().is_empty());
    sending.stop().await;
}

#[rocket::async_test]
async fn a_mail_server_that_hangs_up_or_is_not_there_is_tried_again() {
    let smtp = Smtp::start(&[]);
    let sending = Sending::by(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    let row = sending.put("close@example.com").await;
    let row = sending.wait(&row.id, has_failed_once).await;
    assert_eq!(row.state, MailState::Queued, "{:?}", row.last_error);
    drop(smtp);
    let row = sending.put("li@example.com").await;
    let row = sending.wait(&row.id, has_failed_once).await;
    assert_eq!(row.state, MailState::Queued);
    let said = row.last_error.unwrap_or_default();
    assert!(said.contains("onnection refused"), "{said}");
    sending.stop().await;
}

#[rocket::async_test]
async fn mails_that_hang_keep_no_other_waiting_and_go_back_at_the_end() {
    let smtp = Smtp::start(&[]);
    let sending = Sending::by(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    let mut hanging = Vec::new();
    for _ in 1..AT_ONCE_MAX {
        hanging.push(sending.put("hang@example.com").await);
    }
    for name in ["li@example.com", "wang@example.com"] {
        let row = sending.put(name).await;
        sending.wait(&row.id, is_sent).await;
    }
    let app = AppRef::clone(&sending.service.app);
    let begin = Instant::now();
    sending.stop().await;
    assert!(begin.elapsed() < STOP_GRACE * 6, "{:?}", begin.elapsed());
    let again = app
        .store
        .take_mails(app.clock.now(), 100)
        .await
        .expect("taken");
    let ids = |rows: &[MailRow]| {
        let mut ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&again), ids(&hanging));
    assert!(again.iter().all(|row| row.attempts == 0));
}

#[rocket::async_test]
async fn mails_of_a_process_that_was_killed_are_sent_by_the_next_at_once() {
    let smtp = Smtp::start(&[]);
    let service = service(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    let (store, now) = (&service.app.store, service.app.clock.now());
    let mut waiting = mail::outbox_row("received", "wang@example.com", "en", &notice(), None, now);
    waiting.next = Some(now + SignedDuration::from_secs(100));
    let taken = mail::outbox_row("received", "li@example.com", "en", &notice(), None, now);
    store.put_mail(&waiting).await.expect("put");
    store.put_mail(&taken).await.expect("put");
    assert_eq!(store.take_mails(now, 10).await.expect("taken").len(), 1);
    let sending = Sending::on(service);
    sending.wait(&taken.id, is_sent).await;
    assert_eq!(smtp.attempts(), ["li@example.com"]);
    sending.stop().await;
}

/// A mail server that takes connections and never says a word.
#[rocket::async_test]
async fn a_silent_mail_server_does_not_keep_the_service_from_stopping() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let sending = Sending::by(&format!("smtp://127.0.0.1:{port}")).await;
    let row = sending.put("li@example.com").await;
    let (_connection, _) = silent.accept().await.expect("a connection");
    let app = AppRef::clone(&sending.service.app);
    let begin = Instant::now();
    sending.stop().await;
    assert!(begin.elapsed() < STOP_GRACE * 6, "{:?}", begin.elapsed());
    let row = app
        .store
        .mail(&row.id)
        .await
        .expect("asked")
        .expect("found");
    assert_eq!((row.state, row.attempts), (MailState::Queued, 0));
}

#[rocket::async_test]
async fn login_and_tls_work_with_a_certificate_of_ones_own_and_not_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let (certificate, key) = certificate(folder.path());
    for (scheme, tls) in [("smtps", "implicit"), ("smtp", "starttls")] {
        let smtp = Smtp::start(&[
            "--tls",
            tls,
            "--certificate",
            &certificate,
            "--key",
            &key,
            "--user",
            "window",
            "--password",
            "p@ss/word",
        ]);
        let url = |password: &str, query: &str| {
            format!(
                "{scheme}://window:{password}@localhost:{}{query}",
                smtp.port
            )
        };
        let trusting = format!("?ca={certificate}");
        for (url, reason) in [
            (url("p%40ss%2Fword", &trusting), ""),
            (url("p%40ss%2Fword", ""), "certificate"),
            (url("wrong", &trusting), "login: 535"),
        ] {
            let sending = Sending::by(&url).await;
            let row = sending.put("li@example.com").await;
            let row = sending.wait(&row.id, has_failed_once).await;
            let said = row.last_error.clone().unwrap_or_default();
            assert_eq!(is_sent(&row), reason.is_empty(), "{tls}: {said}");
            assert_eq!(
                row.state == MailState::Queued,
                !reason.is_empty(),
                "{tls}: {said}"
            );
            assert!(
                said.contains(reason) && !said.contains("p@ss"),
                "{tls}: {said}"
            );
            sending.stop().await;
        }
        let mails = smtp.mails();
        assert_eq!(mails.len(), 1);
        let mail = parse(&mails[0]);
        assert_eq!(header(&mail, "X-Login"), "window");
        assert_eq!(header(&mail, "X-TLS"), "yes");
    }
}

#[rocket::async_test]
async fn each_way_to_log_in_works() {
    for mechanism in ["LOGIN", "PLAIN"] {
        let login = [
            "--user",
            "window",
            "--password",
            "secret",
            "--mechanism",
            mechanism,
        ];
        let smtp = Smtp::start(&login);
        let url = format!("smtp://window:secret@127.0.0.1:{}", smtp.port);
        let sending = Sending::by(&url).await;
        let row = sending.put("li@example.com").await;
        sending.wait(&row.id, is_sent).await;
        assert_eq!(
            header(&parse(&smtp.mails()[0]), "X-Login"),
            "window",
            "{mechanism}"
        );
        sending.stop().await;
    }
}

#[rocket::async_test]
async fn without_tls_nothing_is_sent_where_it_is_required() {
    let smtp = Smtp::start(&[]);
    let sending = Sending::by(&format!("smtp://127.0.0.1:{}?tls=required", smtp.port)).await;
    let row = sending.put("li@example.com").await;
    let row = sending.wait(&row.id, has_failed_once).await;
    assert_eq!(row.state, MailState::Queued);
    assert!(
        row.last_error
            .unwrap_or_default()
            .contains("offers no STARTTLS")
    );
    assert!(smtp.attempts().is_empty());
    sending.stop().await;
}

#[rocket::async_test]
async fn mail_to_files_is_one_file_a_mail_however_often_it_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let sending = Sending::by(&format!("file://{}/mail", folder.path().display())).await;
    let row = sending.put("li@example.com").await;
    let row = sending.wait(&row.id, is_sent).await;
    sending
        .hurry(MailRow {
            state: MailState::Queued,
            ..row.clone()
        })
        .await;
    let row = sending.wait(&row.id, |row| row.attempts == 2).await;
    let files: Vec<_> = std::fs::read_dir(folder.path().join("mail"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let bytes = std::fs::read(&files[0]).expect("a mail");
    let mail = parse(&bytes);
    let id = format!("{}@window.example.cn", row.id);
    assert_eq!(mail.message_id(), Some(id.as_str()));
    sending.stop().await;
}

#[rocket::async_test]
async fn the_link_for_a_new_password_is_forgotten_once_a_mail_server_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let smtp = Smtp::start(&[]);
    for (url, kept) in [
        (format!("smtp://127.0.0.1:{}", smtp.port), false),
        (format!("file://{}", folder.path().display()), true),
    ] {
        let sending = Sending::by(&url).await;
        let data = AccountNotification {
            url: "https://window.example.cn/recover/token".to_owned(),
            ..AccountNotification::default()
        };
        let row = mail::outbox_row(
            RECOVERY,
            "li@example.com",
            "en",
            &data,
            None,
            crate::testing::at(1),
        );
        let row = sending.add(row).await;
        let row = sending.wait(&row.id, is_sent).await;
        assert_eq!(row.data.to_string().contains("token"), kept, "{url}");
        assert_eq!(mail::link_is_gone(&row), !kept, "{url}");
        sending.stop().await;
    }
    let mails = smtp.mails();
    let text = parse(&mails[0]).body_text(0).expect("text").into_owned();
    assert!(
        text.contains("https://window.example.cn/recover/token"),
        "{text}"
    );
}

#[test]
fn pauses_grow_to_four_hours_and_end_after_about_three_days() {
    assert_eq!(pause(1, 0), SignedDuration::from_secs(10));
    assert_eq!(pause(2, 0), SignedDuration::from_secs(20));
    assert_eq!(pause(2, 255), SignedDuration::from_secs(10));
    assert_eq!(pause(60, 0), PAUSE_MAX);
    let whole: SignedDuration = (1..ATTEMPTS_MAX).map(|attempts| pause(attempts, 127)).sum();
    let about = SignedDuration::from_hours(3 * 24 - 6)..SignedDuration::from_hours(3 * 24 + 6);
    assert!(about.contains(&whole), "{whole}");
}

#[rocket::async_test]
async fn a_mail_that_is_refused_for_now_is_given_up_at_last() {
    let smtp = Smtp::start(&[]);
    let sending = Sending::by(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    let to = "temporary@example.com";
    let mut row = mail::outbox_row("received", to, "en", &notice(), None, crate::testing::at(1));
    row.attempts = ATTEMPTS_MAX - 1;
    let row = sending.add(row).await;
    let row = sending
        .wait(&row.id, |row| row.attempts == ATTEMPTS_MAX)
        .await;
    assert_eq!((row.state, row.next), (MailState::Failed, None));
    sending.stop().await;
}

#[rocket::async_test]
async fn mails_do_not_wait_for_a_clock_that_was_set_back() {
    let smtp = Smtp::start(&[]);
    let service = service(&format!("smtp://127.0.0.1:{}", smtp.port)).await;
    let (store, now) = (&service.app.store, service.app.clock.now());
    let a_year = SignedDuration::from_hours(366 * 24);
    let late = mail::outbox_row(
        "received",
        "li@example.com",
        "en",
        &notice(),
        None,
        now + a_year,
    );
    let mut waiting = mail::outbox_row("received", "wang@example.com", "en", &notice(), None, now);
    waiting.next = Some(now + PAUSE_MAX);
    store.put_mail(&late).await.expect("put");
    store.put_mail(&waiting).await.expect("put");
    let sending = Sending::on(service);
    sending.wait(&late.id, is_sent).await;
    assert_eq!(smtp.attempts(), ["li@example.com"]);
    sending.stop().await;
}

#[rocket::async_test]
async fn a_mail_server_that_takes_nothing_is_told_at_the_first_mail_until_one_is_taken() {
    let smtp = Smtp::start(&[]);
    let door = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = door.local_addr().expect("an address");
    let port = smtp.port;
    let relay = tokio::spawn(async move {
        // Whoever comes first is shown the door.
        drop(door.accept().await.expect("a connection"));
        let (mut near, _) = door.accept().await.expect("a connection");
        let far = tokio::net::TcpStream::connect(("127.0.0.1", port)).await;
        let mut far = far.expect("connected");
        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
    });
    let sending = Sending::by(&format!("smtp://{address}")).await;
    let row = sending.put("li@example.com").await;
    let row = sending.wait(&row.id, |row| row.attempts == 1).await;
    let alerts = sending.service.app.alerts.all();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!(alerts[0].kind, AlertKind::Mail);
    assert!(!alerts[0].detail.contains("li@"), "{alerts:?}");
    let id = row.id.clone();
    sending.hurry(row).await;
    sending.wait(&id, is_sent).await;
    assert_eq!(sending.service.app.alerts.all(), []);
    relay.abort();
    sending.stop().await;
}
