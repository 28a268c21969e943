//! Clears away what nobody will come back for: old logins and recovery links, forgotten drafts, files of drafts that are gone or were
//! never saved, files that no row knows, used-up rate limits. A file that a case owns stays.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::attachment::UploadError;
use crate::service::recovery;
use crate::store::{Owner, StoreError};

/// How often.
const PAUSE: Duration = Duration::from_secs(300);
/// Drafts, and files of drafts, cleared away at a time.
const BATCH: u32 = 100;
/// Files whose rows are asked for at a time.
const FILES_AT_A_TIME: usize = 500;
/// How old a file must be to be looked at: its draft may be about to be saved. Longer than any request.
const AGE: Duration = Duration::from_secs(86_400);

/// Sweeps until told to stop. Each time, files are looked at in the next of their 256 folders: in all of them within a day.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    // Somewhere, so that one that is often started again does not see the same few every time.
    let mut shard = app.clock.now().as_millisecond().to_le_bytes()[1];
    while !stop.is_cancelled() {
        match round(&app).await {
            Ok(count) if count >= BATCH as usize => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "failed to clear away old drafts"),
        }
        if let Err(error) = remove_unknown(&app, shard, AGE).await {
            tracing::error!(%error, "failed to clear away files that nobody knows");
        }
        shard = shard.wrapping_add(1);
        let _ = stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
    }
}

/// Returns how many there were of what was most.
async fn round(app: &App) -> Result<usize, StoreError> {
    app.limits.forget();
    let now = app.clock.now();
    let config = &app.config;
    app.store
        .forget_sessions(now - config.session_length())
        .await?;
    app.store
        .forget_security_events(now - config.audit_kept())
        .await?;
    // They still count against the account's allowance of mails.
    app.store.forget_recoveries(now - recovery::PERIOD).await?;
    let drafts = app.store.forget_drafts(now, BATCH).await?.len();
    let reviews = app.store.forget_review_drafts(now, BATCH).await?;
    let kept = app.store.count_drafts().await?;
    app.drafts_kept.store(kept, Ordering::Relaxed);
    let files = remove_unattached(app, now).await?;
    Ok(drafts.max(files).max(reviews))
}

/// Removes files of drafts that are gone, or were never saved. Gives how many were looked at.
async fn remove_unattached(app: &App, now: Timestamp) -> Result<usize, StoreError> {
    let files = app
        .store
        .attachments_unattached_since(now - AGE, BATCH)
        .await?;
    for file in &files {
        let Owner::Draft(draft) = &file.owner else {
            continue;
        };
        if app.store.draft(draft).await?.is_some() {
            app.store.put_off_unattached(&file.owner, now).await?;
        } else if app
            .store
            .delete_attachment_of(&file.owner, &file.id)
            .await?
        {
            // One that cannot be removed has no row any more, and so its turn comes again.
            remove(app, &file.id).await;
        }
    }
    Ok(files.len())
}

/// Removes files of one folder that no row knows.
async fn remove_unknown(app: &App, shard: u8, age: Duration) -> Result<(), UploadError> {
    app.attachments.remove_halves(shard, age).await?;
    let ids: Vec<String> = app.attachments.old(shard, age).await?.into_iter().collect();
    for some in ids.chunks(FILES_AT_A_TIME) {
        let known = app.store.known_attachments(some).await?;
        for id in some.iter().filter(|id| !known.contains(*id)) {
            remove(app, id).await;
        }
    }
    Ok(())
}

async fn remove(app: &App, id: &str) {
    if let Err(error) = app.attachments.remove(id).await {
        tracing::error!(attachment = id, %error, "failed to remove a file");
    }
}

#[cfg(test)]
mod tests {
    use guichet_engine::ids::{CaseId, Pointer};

    use super::*;
    use crate::service::drafts::{self, Ticket};
    use crate::store::{AttachmentRow, DraftRow};
    use crate::testing;

    fn row(id: &str, owner: Owner) -> AttachmentRow {
        AttachmentRow {
            id: id.to_owned(),
            owner,
            field: Pointer::root(),
            file_name: String::new(),
            media_type: String::new(),
            size_bytes: 1,
            width: 1,
            height: 1,
            sha256: String::new(),
            created: testing::at(1),
        }
    }

    fn draft(app: &App, expires: Timestamp) -> DraftRow {
        let live = app.definitions.live();
        let form = live.published.forms.values().next().expect("a form");
        DraftRow {
            expires,
            prefilled: None,
            ..Ticket::new(testing::at(1)).draft(app, form)
        }
    }

    #[rocket::async_test]
    async fn a_forgotten_draft_goes_with_its_files_and_a_case_keeps_its_own() {
        let service = testing::service().await;
        let (app, store) = (&service.app, &service.app.store);
        let (old, kept) = (draft(app, testing::at(1)), draft(app, Timestamp::MAX));
        for draft in [&old, &kept] {
            store.put_draft(draft).await.expect("put");
        }
        for (id, owner) in [
            ("f1", drafts::owner(&old.id)),
            ("f2", Owner::case(&CaseId::new("c"))),
            ("f3", drafts::owner("never-saved")),
            ("f4", drafts::owner(&kept.id)),
        ] {
            store.put_attachment(&row(id, owner)).await.expect("put");
        }
        // A file that was uploaded a moment ago: its draft may be about to be saved.
        let young = AttachmentRow {
            created: app.clock.now(),
            ..row("f5", drafts::owner("not-yet-saved"))
        };
        store.put_attachment(&young).await.expect("put");
        assert_eq!(round(app).await.expect("a round"), 3);
        assert!(store.draft(&old.id).await.expect("asked").is_none());
        for (id, expect) in [
            ("f1", false),
            ("f2", true),
            ("f3", false),
            ("f4", true),
            ("f5", true),
        ] {
            let found = store.attachment(id).await.expect("asked").is_some();
            assert_eq!(found, expect, "{id}");
        }
        assert_eq!(round(app).await.expect("a round"), 0);
    }

    #[rocket::async_test]
    async fn files_go_that_no_row_knows_and_what_was_half_written() {
        let service = testing::service().await;
        let app = &service.app;
        let folder = app.config.data.join("attachments");
        let id = |end: &str| format!("a7{end:0>30}");
        let write = |name: &str| {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(&path, "x").expect("written");
            path
        };
        let of_case = row(&id("1"), Owner::case(&CaseId::new("c")));
        app.store.put_attachment(&of_case).await.expect("put");
        let kept = [
            write(&format!("a7/{}", id("1"))),
            write(&format!("a7/{}-preview", id("1"))),
            write("a7/notes"),
            write(&format!("b8/{}", id("2"))),
        ];
        let gone = [
            write(&format!("a7/{}", id("3"))),
            write(&format!("a7/{}-preview", id("3"))),
            write(&format!("a7/{}-preview", id("4"))),
            write(&format!("a7/{}#1", id("5"))),
            write("incoming/half"),
        ];
        remove_unknown(app, 0xa7, AGE).await.expect("swept");
        assert!(gone.iter().chain(&kept).all(|path| path.exists()));
        tokio::time::sleep(Duration::from_millis(20)).await;
        let age = Duration::from_millis(10);
        remove_unknown(app, 0xa7, age).await.expect("swept");
        for path in &kept {
            assert!(path.exists(), "{}", path.display());
        }
        for path in &gone {
            assert!(!path.exists(), "{}", path.display());
        }
    }
}
