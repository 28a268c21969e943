//! Sends what lies in the outbox. A mail is sent at least once: whoever takes it has it on lease, and a mail whose
//! sending was cut off is sent again, with the same `Message-ID`.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::alerts::AlertKind;
use crate::app::AppRef;
use crate::mail::{self, SendError};
use crate::store::{MailRow, MailState};

/// How often the outbox is looked at; whoever puts a mail there also says so.
const POLL: Duration = Duration::from_secs(2);
/// Mails sent at the same time.
const AT_ONCE_MAX: usize = 64;
/// The outbox is turned to at most once in this time: what was sent meanwhile is written down in one commit, and as many are
/// taken in another, so that mail takes little from those who wait for a page.
const TURN: Duration = Duration::from_millis(100);
/// How long mails that are being sent may take once the service stops; after that they go back to the outbox.
const STOP_GRACE: Duration = Duration::from_secs(5);
/// The pause after the first attempt that failed; each next one is twice as long.
const PAUSE_FIRST: SignedDuration = SignedDuration::from_secs(10);
/// The longest pause.
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(4);
/// How often it is looked whether mails wait for a time that no pause could have set, …
const HASTEN_EVERY: Duration = Duration::from_secs(60);
/// … and how many of them are then sent.
const HASTENED_MAX: u32 = 500;
/// After so many doublings every pause is the longest.
const DOUBLINGS_MAX: u32 = 16;
/// How often a mail is tried before it is given up: for about three days.
const ATTEMPTS_MAX: u32 = 35;

/// Sends mails until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    free(&app).await;
    let mut sending = JoinSet::new();
    let mut hastened = Instant::now();
    hasten(&app).await;
    while !stop.is_cancelled() {
        if hastened.elapsed() > HASTEN_EVERY {
            hastened = Instant::now();
            hasten(&app).await;
        }
        let free = AT_ONCE_MAX - sending.len();
        for row in take(&app, free).await {
            sending.spawn(deliver(AppRef::clone(&app), row, stop.clone()));
        }
        let mut ended = Vec::new();
        tokio::select! {
            () = stop.cancelled() => {}
            Some(one) = sending.join_next() => ended.push(one),
            () = app.mail_wake.notified(), if sending.len() < AT_ONCE_MAX => {}
            () = tokio::time::sleep(POLL) => {}
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(TURN) => {}
        }
        while let Some(one) = sending.try_join_next() {
            ended.push(one);
        }
        write_down(&app, ended).await;
    }
    let mut ended = Vec::new();
    while let Some(one) = sending.join_next().await {
        ended.push(one);
    }
    write_down(&app, ended).await;
}

/// Frees the mails that a process which was killed left on lease. Where no other can be sending them, they need not wait.
async fn free(app: &AppRef) {
    let url = app.config.store_url();
    let is_shared = url.starts_with("ws://") || url.starts_with("wss://");
    if !is_shared && let Err(reason) = app.store.free_mails(app.clock.now()).await {
        tracing::error!(%reason, "mails on lease were not freed: they are sent a little later");
    }
}

/// Sends what waits for a time that no pause could have set.
async fn hasten(app: &AppRef) {
    let now = app.clock.now();
    let latest = now + PAUSE_MAX * 2;
    match app.store.hasten_mails(now, latest, HASTENED_MAX).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "the clock was set back: mails need not wait for it"),
        Err(reason) => tracing::error!(%reason, "the outbox cannot be read"),
    }
}

/// Writes down what came of mails. One whose sending broke off stays on lease, and is sent again after it.
async fn write_down(app: &AppRef, ended: Vec<Result<MailRow, JoinError>>) {
    let mut rows = Vec::new();
    for one in ended {
        match one {
            Ok(row) => rows.push(row),
            Err(error) => tracing::error!(%error, "the sending of a mail ended unexpectedly"),
        }
    }
    if rows.is_empty() {
        return;
    }
    if let Err(reason) = app.store.put_mails(&rows).await {
        // Their lease ends, and they are sent again.
        let mails: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        tracing::error!(?mails, %reason, "what came of mails cannot be written down");
    }
}

async fn take(app: &AppRef, limit: usize) -> Vec<MailRow> {
    let limit = u32::try_from(limit).unwrap_or_default();
    if limit == 0 {
        return Vec::new();
    }
    let taken = app.store.take_mails(app.clock.now(), limit).await;
    taken.unwrap_or_else(|reason| {
        tracing::error!(%reason, "the outbox cannot be read");
        Vec::new()
    })
}

/// Sends a mail; gives its row with what came of it.
async fn deliver(app: AppRef, mut row: MailRow, stop: CancellationToken) -> MailRow {
    let live = app.definitions.live();
    let out_of_time = async {
        stop.cancelled().await;
        tokio::time::sleep(STOP_GRACE).await;
    };
    let whole = mail::with_code(row.clone(), &app.keys);
    let ended = tokio::select! {
        ended = app.mailer.send(&live.templates, &whole) => Some(ended),
        () = out_of_time => None,
    };
    let now = app.clock.now();
    match ended {
        Some(Ok(())) => {
            app.alerts.settle(AlertKind::Mail, "");
            sent(&mut row, app.mailer.writes_files(), now);
        }
        Some(Err(error)) => {
            // What keeps one mail from being sent keeps all, where it is not about its recipient or content.
            if error.is_of_server() {
                app.alerts.raise(AlertKind::Mail, "", &error.reason, now);
            }
            failed(&mut row, &error, now);
        }
        None => row.next = Some(now),
    }
    row
}

fn sent(row: &mut MailRow, writes_files: bool, now: Timestamp) {
    tracing::info!(mail = row.id, notice = row.notice, "sent a mail");
    row.state = MailState::Sent;
    row.attempts += 1;
    row.sent = Some(now);
    row.next = None;
    row.last_error = None;
    // Files are for a service that has no mail server yet: there the pages of administrators show mails as they are.
    if !writes_files {
        mail::forget_link(row);
    }
}

fn failed(row: &mut MailRow, error: &SendError, now: Timestamp) {
    row.attempts += 1;
    row.last_error = Some(error.reason.clone());
    let given_up = error.permanent || row.attempts >= ATTEMPTS_MAX;
    if given_up {
        row.state = MailState::Failed;
        row.next = None;
    } else {
        row.next = Some(now + pause(row.attempts, random()));
    }
    tracing::warn!(
        mail = row.id,
        notice = row.notice,
        attempts = row.attempts,
        phase = error.phase,
        code = error.code,
        given_up,
        "a mail was not sent"
    );
}

/// Returns the pause after this many attempts: twice as long each time, and then shorter by up to half, so that mails which
/// failed together are not tried together for ever.
fn pause(attempts: u32, random: u8) -> SignedDuration {
    let doublings = attempts.saturating_sub(1).min(DOUBLINGS_MAX);
    let whole = (PAUSE_FIRST * (1 << doublings)).min(PAUSE_MAX);
    whole - whole / 2 * i32::from(random) / 255
}

fn random() -> u8 {
    let mut byte = [0];
    // Without randomness all pauses are whole.
    let _ = getrandom::fill(&mut byte);
    byte[0]
}

#[cfg(test)]
mod tests;
