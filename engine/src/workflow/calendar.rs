//! Working days: which days count, and when a time allowed is over.
//!
//! A calendar is Monday to Friday, but for the days that its file lists. Beyond `published_until` nobody knows the holidays
//! yet: weekends alone are left out, and what was counted there is provisional.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::due::{Due, Period};

/// A calendar, compiled from `workflows/calendars/<name>.json`.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// Says what its file starts from; the days that it brings are among those below.
    pub base: Base,
    /// Says where a day begins and ends.
    pub time_zone: TimeZone,
    /// The last day whose holidays are known.
    pub published_until: Date,
    /// The days off that fall on Monday to Friday.
    pub holidays: BTreeSet<Date>,
    /// The Saturdays and Sundays that are worked.
    pub working_days: BTreeSet<Date>,
}

/// The beginnings that a calendar file may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// `chinese-holiday`: public holidays and make-up working days, as far as the shipped calendar lists them.
    ChineseHoliday,
    /// `weekends`: Monday to Friday.
    Weekends,
}

/// Looks a time zone up in the table compiled into the program, never on disk.
#[must_use]
pub(crate) fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

impl Calendar {
    /// Tells whether people work on this day.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        if self.working_days.contains(&day) {
            return true;
        }
        if self.holidays.contains(&day) {
            return false;
        }
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Returns the years whose days off are known: from the first, where there is one, to the last.
    #[must_use]
    pub fn known_years(&self) -> (Option<i16>, i16) {
        let listed = self.holidays.iter().chain(&self.working_days).min();
        let first = listed.map(|day| day.year());
        let last = self.published_until.year();
        (first.filter(|first| *first <= last), last)
    }

    /// Returns the due date of a time allowed that begins `now`.
    ///
    /// Days are counted from the day after `now`, as Chinese administrative practice does: the day on which the time begins does not
    /// count (Civil Code, article 201). The due date is the last second of the last day counted. An application that
    /// arrives on a day off therefore counts from the next working day on.
    #[must_use]
    pub fn due(&self, now: Timestamp, period: Period) -> Due {
        let today = self.time_zone.to_datetime(now).date();
        let day = match period {
            Period::Hours(hours) => {
                let at = now
                    .checked_add(SignedDuration::from_hours(i64::from(hours)))
                    .unwrap_or(Timestamp::MAX);
                return Due {
                    at,
                    provisional: false,
                };
            }
            Period::CalendarDays(days) => today
                .checked_add(i64::from(days).days())
                .unwrap_or(Date::MAX),
            Period::WorkingDays(days) => self.after_working_days(today, days),
        };
        let provisional = matches!(period, Period::WorkingDays(_)) && day > self.published_until;
        Due {
            at: self.end_of(day),
            provisional,
        }
    }

    /// Returns when to remind of a due date: so many hours before; or at nine in the morning of the day that lies so
    /// many days, or working days, before the day on which it is due.
    #[must_use]
    pub(crate) fn before(&self, due: &Due, period: Period) -> Option<Timestamp> {
        let day = self.time_zone.to_datetime(due.at).date();
        let day = match period {
            Period::Hours(hours) => {
                let hours = SignedDuration::from_hours(i64::from(hours));
                return due.at.checked_sub(hours).ok();
            }
            Period::CalendarDays(days) => day.checked_sub(i64::from(days).days()).ok()?,
            Period::WorkingDays(days) => self.before_working_days(day, days)?,
        };
        let nine = self.time_zone.to_ambiguous_timestamp(day.at(9, 0, 0, 0));
        nine.compatible().ok()
    }

    /// Returns the n-th working day before `day`.
    fn before_working_days(&self, mut day: Date, days: u32) -> Option<Date> {
        let mut left = days;
        while left > 0 {
            day = day.yesterday().ok()?;
            left -= u32::from(self.is_working_day(day));
        }
        Some(day)
    }

    /// Returns the time that a text names: an instant, or the end of a day.
    pub(crate) fn until(&self, text: &str) -> Option<Due> {
        let day = || Some(self.end_of(text.parse().ok()?));
        let at = text.parse::<Timestamp>().ok().or_else(day)?;
        Some(Due {
            at,
            provisional: false,
        })
    }

    /// Returns the n-th working day after `day`.
    fn after_working_days(&self, mut day: Date, days: u32) -> Date {
        let mut left = days;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }

    /// Returns the due date moved by the time that the clock stood still, in the unit of the time allowed: whole
    /// working days, whole days, or to the second.
    #[must_use]
    pub(crate) fn moved(
        &self,
        due: &Due,
        period: Period,
        stopped: Timestamp,
        until: Timestamp,
    ) -> Due {
        if until <= stopped {
            return due.clone();
        }
        let local = |at: Timestamp| self.time_zone.to_datetime(at).date();
        let (first, last) = (local(stopped), local(until));
        let day = match period {
            Period::Hours(_) => {
                let passed = stopped.duration_until(until);
                let at = due.at.checked_add(passed).unwrap_or(Timestamp::MAX);
                return Due { at, ..due.clone() };
            }
            Period::CalendarDays(_) => local(due.at)
                .checked_add(first.duration_until(last))
                .unwrap_or(Date::MAX),
            Period::WorkingDays(_) => {
                let day = self.after_working_days(local(due.at), self.working_days(first, last));
                // What was in time when the clock stopped is in time when it goes on, on a day off as well.
                if day < last {
                    self.after_working_days(last, 1)
                } else {
                    day
                }
            }
        };
        let beyond = matches!(period, Period::WorkingDays(_)) && day > self.published_until;
        Due {
            at: self.end_of(day),
            provisional: due.provisional || beyond,
        }
    }

    /// Returns how many working days there are after `day` up to `last`.
    fn working_days(&self, mut day: Date, last: Date) -> u32 {
        let mut days = 0;
        while day < last {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            days += u32::from(self.is_working_day(day));
        }
        days
    }

    /// Returns the last second of a day.
    fn end_of(&self, day: Date) -> Timestamp {
        let last = Time::constant(23, 59, 59, 0);
        self.time_zone
            .to_ambiguous_timestamp(day.to_datetime(last))
            // Where the clock repeats its last hour, the day ends when that hour is over for the second time.
            .later()
            .unwrap_or(Timestamp::MAX)
    }
}
