//! Makes backups by itself, where the configuration names a folder for them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::alerts::AlertKind;
use crate::app::{App, AppRef};
use crate::backup::{self, Places, Report};

/// How often it is looked whether one is due.
const PAUSE: Duration = Duration::from_secs(60);

/// Makes what is due until told to stop.
pub(super) async fn run(app: AppRef, stop: CancellationToken) {
    if app.config.backup.is_none() {
        return stop.cancelled().await;
    }
    while !stop.is_cancelled() {
        round(&app).await;
        let _ = stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
    }
}

/// Makes a backup if one is due; what is wrong with it is told to administrators.
async fn round(app: &App) {
    let Some(folder) = app.config.backup.clone() else {
        return;
    };
    let (config, now) = (app.config.clone(), app.clock.now());
    let zone = app.time_zone.clone();
    let made = tokio::task::spawn_blocking(move || {
        let places = Places::of(&config)?;
        let period = config.backup_period();
        let kept = config.backup_months as usize;
        due(&places, &folder, period, kept, now, &zone)
    });
    let raise = |detail: &str| {
        app.alerts
            .raise(AlertKind::Backup, "", detail, app.clock.now());
    };
    match made.await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(report))) if report.faults.is_empty() => {
            tracing::info!(
                batch = report.head.seq,
                copied = report.copied,
                "backup made"
            );
            app.alerts.settle(AlertKind::Backup, "");
        }
        Ok(Ok(Some(report))) => raise(&format!(
            "{} of {} files are missing or changed",
            report.faults.len(),
            report.files
        )),
        Ok(Err(reason)) => raise(&reason),
        Err(error) => raise(&error.to_string()),
    }
}

/// Makes a backup in the folder of this month, if none is younger than the period. After a good one, what is beyond so many
/// months is removed.
fn due(
    places: &Places,
    folder: &Path,
    period: SignedDuration,
    kept: usize,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Option<Report>, String> {
    let months = months(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for own in &months {
        let made = backup::manifest(own).map_err(|error| error.to_string())?;
        // One of the future was made before the clock was set back: it makes none of these new.
        let age = made.map(|made| now.duration_since(made.made));
        if age.is_some_and(|age| (SignedDuration::ZERO..period).contains(&age)) {
            return Ok(None);
        }
    }
    let month = zone.to_datetime(now).strftime("%Y-%m").to_string();
    let target = folder.join(month);
    let report = backup::make(places, &target, now).map_err(|error| error.to_string())?;
    if report.faults.is_empty() {
        let older = months.iter().filter(|own| **own != target);
        let beyond = older.rev().skip(kept.saturating_sub(1));
        for own in beyond {
            fs::remove_dir_all(own).map_err(|error| format!("{}: {error}", own.display()))?;
        }
    }
    Ok(Some(report))
}

/// Returns the folders of months, oldest first.
fn months(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let is_month = name.is_some_and(|name| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let parts = name.split_once('-');
            parts.is_some_and(|(year, month)| {
                (year.len(), month.len()) == (4, 2) && digits(year) && digits(month)
            })
        });
        if is_month {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn one_is_begun_each_month_and_added_to_and_the_oldest_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let places = Places {
            journal: path("journal"),
            attachments: path("attachments"),
            definitions: path("definitions"),
        };
        let url = format!("surrealkv://{}", path("store").display());
        let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
        let store = Store::open(&url, Some(&places.journal), fatal).await;
        let store = store.expect("a store");
        let to = path("backups");
        let make = |at: &str| {
            let now: Timestamp = at.parse().expect("a time");
            let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
            let made = due(&places, &to, SignedDuration::from_hours(24), 2, now, &zone);
            let names = months(&to).expect("read").into_iter();
            let names = names.filter_map(|own| Some(own.file_name()?.to_str()?.to_owned()));
            (
                made.expect("made").is_some(),
                names.collect::<Vec<_>>().join(" "),
            )
        };
        let is = |made: bool, names: &str| (made, names.to_owned());
        assert_eq!(make("2026-09-30T10:00:00Z"), is(true, "2026-09"));
        assert_eq!(make("2026-09-30T15:00:00Z"), is(false, "2026-09"));
        // October has begun in Shanghai.
        assert_eq!(make("2026-10-01T10:00:00Z"), is(true, "2026-09 2026-10"));
        assert_eq!(make("2026-10-02T11:00:00Z"), is(true, "2026-09 2026-10"));
        fs::create_dir(to.join("letters")).expect("made");
        assert_eq!(make("2026-11-02T11:00:00Z"), is(true, "2026-10 2026-11"));
        assert!(to.join("letters").exists());
        // The clock was set back, and the newest seems to be of the future.
        assert!(make("2026-10-20T11:00:00Z").0);
        assert!(!make("2026-10-20T11:01:00Z").0, "once a day all the same");
        store.close().await;
    }
}
