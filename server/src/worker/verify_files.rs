//! Reads uploaded files, a few at a time, and compares them with what was uploaded: damage is found before somebody needs them.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::{App, AppRef};
use crate::service::stored_files;
use crate::store::StoreError;

/// How often.
const PAUSE: Duration = Duration::from_secs(300);
/// Files each time: 28,800 a day.
const AT_A_TIME: u32 = 100;

/// Looks until told to stop; after the last file it begins anew.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let mut from = String::new();
    while stop
        .run_until_cancelled(tokio::time::sleep(PAUSE))
        .await
        .is_some()
    {
        if let Err(error) = round(&app, &mut from, AT_A_TIME).await {
            tracing::error!(%error, "uploaded files could not be looked at");
        }
    }
}

/// Looks at the next files; gives how many.
async fn round(app: &App, from: &mut String, limit: u32) -> Result<usize, StoreError> {
    let rows = app.store.attachments_from(from, limit).await?;
    for row in &rows {
        // What came of it is told where it is noted.
        let _ = stored_files::read(app, row).await;
    }
    // What comes after an id comes after it and one more character.
    *from = match rows.last() {
        Some(last) if rows.len() >= limit as usize => format!("{}\u{0}", last.id),
        _ => String::new(),
    };
    Ok(rows.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::alerts::AlertKind;
    use crate::testing;
    use crate::testing::file::upload;

    #[rocket::async_test]
    async fn damage_is_found_without_anybody_asking_and_settled_once_it_is_mended() {
        let service = testing::service().await;
        let mut rows = Vec::new();
        for _ in 0..5 {
            rows.push(upload(&service.app).await);
        }
        let (mut from, mut looked_at) = (String::new(), 0);
        for _ in 0..3 {
            looked_at += round(&service.app, &mut from, 2).await.expect("looked");
        }
        assert_eq!((looked_at, from.as_str()), (5, ""));
        assert_eq!(service.app.alerts.all(), []);
        let place = |id: &str| {
            let folder = service.app.config.attachments_url();
            let folder = folder.strip_prefix("file://").expect("a folder");
            std::path::Path::new(folder).join(crate::attachment::place_of(id))
        };
        let kept = std::fs::read(place(&rows[1].id)).expect("read");
        std::fs::remove_file(place(&rows[0].id)).expect("removed");
        std::fs::write(place(&rows[1].id), "another").expect("written");
        assert_eq!(round(&service.app, &mut from, 10).await.expect("looked"), 5);
        let found = service.app.alerts.all().into_iter();
        let found: BTreeMap<_, _> = found.map(|own| (own.subject, own.kind)).collect();
        let expect = BTreeMap::from([
            (rows[0].id.clone(), AlertKind::FileMissing),
            (rows[1].id.clone(), AlertKind::FileChanged),
        ]);
        assert_eq!(found, expect);
        std::fs::write(place(&rows[1].id), kept).expect("written");
        round(&service.app, &mut from, 10).await.expect("looked");
        assert_eq!(service.app.alerts.all().len(), 1);
    }
}
