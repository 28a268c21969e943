//! Watches the definitions folder and has it read again when something in it changes.

use std::path::Path;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::app::AppRef;
use crate::definitions::PARTS;
use crate::security_log::{Outcome, SecurityEvent};

/// How long nothing may change before the folder is read: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(80);
/// How long changes may go on before the folder is read all the same.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often the folder is read in any case: network folders, for one, tell of no changes.
const POLL: Duration = Duration::from_secs(10);

/// Watches until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    let (changed, mut changes) = mpsc::channel(1);
    let mut watcher = watch(app.definitions.folder(), changed.clone());
    loop {
        let waited = tokio::select! {
            () = stop.cancelled() => return,
            _ = changes.recv() => Waited::ForChange,
            () = tokio::time::sleep(POLL) => Waited::ForPoll,
        };
        if waited == Waited::ForChange {
            until_quiet(&mut changes).await;
        }
        match app.definitions.reload().await {
            // Folders may have been replaced by others of the same name, which nobody watches yet.
            Ok(true) => {
                note_published(&app);
                let again = watch(app.definitions.folder(), changed.clone());
                drop(std::mem::replace(&mut watcher, again));
            }
            Ok(false) => {}
            Err(reason) => tracing::error!(%reason, "the definitions could not be read again"),
        }
    }
}

/// Puts on record that definitions were published; whoever wrote them into the folder is known to the system only.
fn note_published(app: &AppRef) {
    let event = SecurityEvent {
        at: app.clock.now(),
        event: "published".to_owned(),
        ..SecurityEvent::default()
    };
    app.security.record(event, None, Outcome::Done);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Waited {
    ForChange,
    ForPoll,
}

/// Waits until nothing has changed for a moment.
async fn until_quiet(changes: &mut mpsc::Receiver<()>) {
    let settled =
        async { while let Ok(Some(())) = tokio::time::timeout(QUIET, changes.recv()).await {} };
    let _ = tokio::time::timeout(PATIENCE, settled).await;
}

/// Watches the parts of a folder, and the folder itself for a part that is replaced. `None` where nothing can be
/// watched: then the polling remains.
fn watch(folder: &Path, changed: mpsc::Sender<()>) -> Option<RecommendedWatcher> {
    let parts: Vec<_> = PARTS.iter().map(|part| folder.join(part)).collect();
    let own = parts.clone();
    let tell = move |event: notify::Result<notify::Event>| {
        let matters = event.is_ok_and(|event| {
            !matches!(event.kind, EventKind::Access(_))
                && event
                    .paths
                    .iter()
                    .any(|path| own.iter().any(|part| path.starts_with(part)))
        });
        if matters {
            // One change that waits is enough.
            let _ = changed.try_send(());
        }
    };
    let mut watcher = notify::recommended_watcher(tell)
        .inspect_err(
            |reason| tracing::warn!(%reason, "the definitions are not watched, only polled"),
        )
        .ok()?;
    let rest = parts
        .iter()
        .map(|part| (part.as_path(), RecursiveMode::Recursive));
    for (path, mode) in std::iter::once((folder, RecursiveMode::NonRecursive)).chain(rest) {
        if let Err(reason) = watcher.watch(path, mode)
            && path.exists()
        {
            tracing::warn!(%reason, path = %path.display(), "a folder is not watched, only polled");
        }
    }
    Some(watcher)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, Instant};

    use crate::app::App;
    use crate::testing::service_with;
    use crate::worker::Workers;

    const FORM: &str = r#"{"title": "T", "type": "object", "properties": {"name": {"type": "string", "title": "Name"}}}"#;
    /// Far less than the polling takes, so that only the watching can be so fast.
    const PATIENCE: Duration = Duration::from_secs(5);

    async fn wait_for_title(app: &App, title: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let live = app.definitions.live();
            let form = live.published.forms.get("permit");
            if form.is_some_and(|form| form.settings.title.source == title) {
                return;
            }
            assert!(Instant::now() < until, "{title} does not serve");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[rocket::async_test]
    async fn a_change_serves_soon_also_in_a_folder_that_was_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let forms = folder.path().join("forms");
        fs::create_dir_all(forms.join("permit")).expect("made");
        fs::write(forms.join("permit/form.json"), FORM).expect("written");
        let service =
            service_with(|config| folder.path().clone_into(&mut config.definitions)).await;
        let workers = Workers::start(&service.app);
        wait_for_title(&service.app, "T").await;
        // The watching begins a moment after the job does.
        tokio::time::sleep(Duration::from_millis(200)).await;
        fs::write(
            forms.join("permit/form.json"),
            FORM.replace("\"T\"", "\"U\""),
        )
        .expect("written");
        wait_for_title(&service.app, "U").await;

        let fresh = folder.path().join("fresh");
        fs::create_dir_all(fresh.join("permit")).expect("made");
        fs::write(
            fresh.join("permit/form.json"),
            FORM.replace("\"T\"", "\"V\""),
        )
        .expect("written");
        fs::rename(&forms, folder.path().join("old")).expect("renamed");
        fs::rename(&fresh, &forms).expect("renamed");
        wait_for_title(&service.app, "V").await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        fs::write(
            forms.join("permit/form.json"),
            FORM.replace("\"T\"", "\"W\""),
        )
        .expect("written");
        wait_for_title(&service.app, "W").await;
        workers.stop().await;
    }
}
