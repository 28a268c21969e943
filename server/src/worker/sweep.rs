//! Clears away what nobody will come back for: forgotten drafts with their files, used-up rate limits.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::service::{drafts, recovery};
use crate::store::StoreError;

/// How often.
const PAUSE: Duration = Duration::from_secs(300);
/// Drafts cleared away at a time.
const BATCH: u32 = 100;

/// Sweeps until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    loop {
        match round(&app).await {
            Ok(count) if count >= BATCH as usize => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "failed to clear away old drafts"),
        }
        if stop
            .run_until_cancelled(tokio::time::sleep(PAUSE))
            .await
            .is_none()
        {
            return;
        }
    }
}

/// Gives how many drafts were cleared away.
async fn round(app: &App) -> Result<usize, StoreError> {
    app.limits.forget();
    let now = app.clock.now_ms();
    app.store.forget_sessions(now - session_ms(app)).await?;
    // They still count against the account's allowance of mails.
    app.store
        .forget_recoveries(now - recovery::PERIOD_MS)
        .await?;
    let gone = app.store.forget_drafts(now, BATCH).await?;
    for draft in &gone {
        for file in app.store.attachments_of(&drafts::owner(draft)).await? {
            if let Err(error) = app.attachments.remove(&file.id).await {
                tracing::error!(attachment = file.id, %error, "failed to remove a file");
                continue;
            }
            app.store.delete_attachment(&file.id).await?;
        }
    }
    remove_loose(app, now).await?;
    Ok(gone.len())
}

/// Removes files that were uploaded for a draft which was then never saved, or is long gone.
async fn remove_loose(app: &App, now: i64) -> Result<(), StoreError> {
    let before = now - i64::from(app.config.draft_days) * 86_400_000;
    for file in app.store.loose_attachments(before, BATCH).await? {
        let draft = file.owner.strip_prefix("draft:").unwrap_or_default();
        if app.store.draft(draft).await?.is_some() {
            continue;
        }
        if let Err(error) = app.attachments.remove(&file.id).await {
            tracing::error!(attachment = file.id, %error, "failed to remove a file");
            continue;
        }
        app.store.delete_attachment(&file.id).await?;
    }
    Ok(())
}

fn session_ms(app: &App) -> i64 {
    i64::from(app.config.session_hours) * 3_600_000
}

#[cfg(test)]
mod tests {
    use guichet_engine::ids::Pointer;

    use super::*;
    use crate::service::drafts::Ticket;
    use crate::store::AttachmentRow;
    use crate::testing;

    #[rocket::async_test]
    async fn a_forgotten_draft_goes_with_its_files_and_a_case_keeps_its_own() {
        let service = testing::service().await;
        let (app, store) = (&service.app, &service.app.store);
        let live = app.definitions.live();
        let form = live.published.forms.values().next().expect("a form");
        let mut draft = Ticket::new(1).draft(app, form);
        draft.expires = 1;
        store.put_draft(&draft).await.expect("put");
        let never_saved = drafts::owner("never-saved");
        for (id, owner) in [
            ("f1", drafts::owner(&draft.id)),
            ("f2", "case:c".to_owned()),
            ("f3", never_saved),
        ] {
            let row = AttachmentRow {
                id: id.to_owned(),
                owner,
                field: Pointer::root(),
                file_name: String::new(),
                media_type: String::new(),
                size_bytes: 1,
                width: 1,
                height: 1,
                sha256: String::new(),
                created: 1,
            };
            store.put_attachment(&row).await.expect("put");
        }
        assert_eq!(round(app).await.expect("a round"), 1);
        assert!(store.draft(&draft.id).await.expect("asked").is_none());
        assert!(store.attachment("f1").await.expect("asked").is_none());
        assert!(store.attachment("f2").await.expect("asked").is_some());
        assert!(store.attachment("f3").await.expect("asked").is_none());
        assert_eq!(round(app).await.expect("a round"), 0);
    }
}
