//! Times as they are stored, and as templates and the browser are given them: milliseconds since 1970; for `#[serde(with = …)]`.

use jiff::Timestamp;

/// Returns the time that a number stands for. What is beyond the calendar, as an earlier version may have stored it, is its first or
/// last moment.
#[must_use]
pub fn time(number: i64) -> Timestamp {
    Timestamp::from_millisecond(number).unwrap_or(if number < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// A time.
pub mod required {
    use jiff::Timestamp;
    pub use jiff::fmt::serde::timestamp::millisecond::required::serialize;
    use serde::{Deserialize as _, Deserializer};

    /// Reads a time.
    ///
    /// # Errors
    /// When there is no whole number.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(from).map(super::time)
    }
}

/// A time, or none.
pub mod optional {
    use jiff::Timestamp;
    pub use jiff::fmt::serde::timestamp::millisecond::optional::serialize;
    use serde::{Deserialize as _, Deserializer};

    /// Reads a time, or that there is none.
    ///
    /// # Errors
    /// When there is something else than a whole number.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(super::time))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        #[serde(with = "super::required")]
        at: Timestamp,
        #[serde(default, with = "super::optional")]
        end: Option<Timestamp>,
    }

    #[test]
    fn a_time_is_stored_as_a_number_and_any_number_is_read() {
        let at = Timestamp::constant(1_795_482_300, 0);
        for (text, row) in [
            ("{\"at\":1795482300000,\"end\":null}", Row { at, end: None }),
            (
                "{\"at\":1795482300000,\"end\":253402207200999}",
                Row {
                    at,
                    end: Some(Timestamp::MAX),
                },
            ),
        ] {
            assert_eq!(serde_json::to_string(&row).expect("text"), text);
            assert_eq!(serde_json::from_str::<Row>(text).expect("a row"), row);
        }
        let odd = format!("{{\"at\":{},\"end\":{}}}", i64::MIN, i64::MAX);
        let odd: Row = serde_json::from_str(&odd).expect("a row");
        assert_eq!((odd.at, odd.end), (Timestamp::MIN, Some(Timestamp::MAX)));
        let without: Row = serde_json::from_str("{\"at\":5}").expect("a row");
        assert_eq!(without.end, None);
    }
}
