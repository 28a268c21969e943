//! Until when accounts are valid: days end where the service is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::core::Core;
use crate::store::StoreError;

/// Returns the end of the day that is so many years after another.
///
/// # Errors
/// When there is no such day.
pub fn end_after_years(core: &Core, from: Timestamp, years: u32) -> Result<Timestamp, StoreError> {
    let day = day_of(&core.time_zone, from).checked_add(i64::from(years).years());
    end_of(&core.time_zone, day)
}

/// Returns the end of the day in so many days: an application that is opened for it gives whoever answers it that many days.
///
/// # Errors
/// When there is no such day.
pub fn end_in_days(core: &Core, days: u32) -> Result<Timestamp, StoreError> {
    let day = day_of(&core.time_zone, core.clock.now()).checked_add(i64::from(days).days());
    end_of(&core.time_zone, day)
}

fn day_of(zone: &TimeZone, time: Timestamp) -> Date {
    time.to_zoned_datetime(zone.clone()).date()
}

/// Returns the last second of a day.
fn end_of(zone: &TimeZone, day: Result<Date, jiff::Error>) -> Result<Timestamp, StoreError> {
    let failed = |error: jiff::Error| StoreError::Failed(error.to_string());
    let end = day.map_err(failed)?.at(23, 59, 59, 0);
    let end = zone.to_ambiguous_timestamp(end);
    end.compatible().map_err(failed)
}
