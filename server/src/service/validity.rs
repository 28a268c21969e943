//! Until when accounts are valid: days end where the service is.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::app::App;
use crate::store::StoreError;

/// The end of the day that is so many years after another.
///
/// # Errors
/// When there is no such day.
pub fn end_after_years(app: &App, from: Timestamp, years: u32) -> Result<i64, StoreError> {
    let day = day_of(app, from).checked_add(i64::from(years).years());
    end_of(app, day)
}

/// The end of the day in so many days: an application that is opened for it gives whoever answers it that many days.
///
/// # Errors
/// When there is no such day.
pub fn end_in_days(app: &App, days: u32) -> Result<i64, StoreError> {
    let day = day_of(app, app.clock.now()).checked_add(i64::from(days).days());
    end_of(app, day)
}

fn day_of(app: &App, time: Timestamp) -> Date {
    time.to_zoned_datetime(app.time_zone.clone()).date()
}

/// The last second of a day.
fn end_of(app: &App, day: Result<Date, jiff::Error>) -> Result<i64, StoreError> {
    let failed = |error: jiff::Error| StoreError::Failed(error.to_string());
    let end = day.map_err(failed)?.at(23, 59, 59, 0);
    let end = app.time_zone.to_ambiguous_timestamp(end);
    Ok(end.compatible().map_err(failed)?.as_millisecond())
}
