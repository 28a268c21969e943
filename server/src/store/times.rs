//! Times as columns, statements and the places of rows have them: milliseconds since 1970.

use jiff::Timestamp;
use serde_json::Value;

use crate::ms;

/// What the places of rows that come newest first count down from: no time of the calendar is as late.
const AFTER_ALL: i64 = 999_999_999_999_999;

/// Returns a time, where there is one, as a column has it and as statements are given it.
pub(super) fn number(at: impl Into<Option<Timestamp>>) -> Option<i64> {
    at.into().map(Timestamp::as_millisecond)
}

/// Returns the time that a column has.
pub(super) fn read(column: &Value) -> Option<Timestamp> {
    column.as_i64().map(ms::time)
}

/// Returns the beginning of the places of what arrived, or is due, at a time: they sort as times do.
#[must_use]
pub fn oldest_first(at: Timestamp) -> String {
    format!("{:015}", at.as_millisecond())
}

/// Returns the beginning of the places of what is listed newest first.
pub(super) fn newest_first(at: Timestamp) -> String {
    format!("{:015}", AFTER_ALL - at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_stored_as_it_always_was() {
        let at = |number| Timestamp::from_millisecond(number).expect("a time");
        assert_eq!(number(at(1_795_482_300_000)), Some(1_795_482_300_000));
        assert_eq!(number(None), None);
        assert_eq!(
            read(&1_795_482_300_000_i64.into()),
            Some(at(1_795_482_300_000))
        );
        assert_eq!(oldest_first(at(20)), "000000000000020");
        assert_eq!(oldest_first(at(1_795_482_300_000)), "001795482300000");
        assert_eq!(newest_first(at(1_795_482_300_000)), "998204517699999");
        assert_eq!(newest_first(Timestamp::MAX).len(), 15);
    }
}
