//! Sums of numbers, to the last digit.

use serde_json::{Number, Value};

use super::number::Decimal;

/// Returns the number nought.
pub(in crate::form) fn nought() -> Value {
    Value::from(0)
}

/// The most digits that a sum is computed with; numbers that lie further apart add up to more digits than can be kept.
const SUM_DIGITS_MAX: i64 = 36;

/// Returns the sum of numbers, to the last digit; one that cannot be kept is a text of its digits, which no rule for numbers
/// lets pass.
pub(in crate::form) fn add(numbers: &[Number]) -> Value {
    let decimals = numbers
        .iter()
        .filter_map(|number| Decimal::parse(&number.to_string()));
    let decimals: Vec<Decimal> = decimals.collect();
    let significant = decimals.iter().filter(|one| !one.digits.is_empty());
    let length = |one: &Decimal| i64::try_from(one.digits.len()).unwrap_or(i64::MAX);
    let lowest = significant
        .clone()
        .map(|one| one.point - length(one))
        .min()
        .unwrap_or(0);
    let mut sum = Some(0_i128);
    for one in significant {
        let zeros = one.point - length(one) - lowest;
        let scaled = (length(one).saturating_add(zeros) <= SUM_DIGITS_MAX)
            .then(|| u32::try_from(zeros).ok())
            .flatten();
        let scaled = scaled.and_then(|zeros| {
            let digits = one.digits.parse::<i128>().ok()?;
            digits.checked_mul(10_i128.checked_pow(zeros)?)
        });
        let signed = scaled.map(|scaled| if one.is_negative { -scaled } else { scaled });
        sum = sum
            .zip(signed)
            .and_then(|(sum, more)| sum.checked_add(more));
    }
    let Some(sum) = sum else {
        let written: Vec<String> = decimals.iter().map(Decimal::plain).collect();
        return Value::String(written.join(" + "));
    };
    let decimal = Decimal::parse(&format!("{sum}e{lowest}"));
    match decimal {
        Some(decimal) => decimal
            .to_number()
            .map_or_else(|| Value::String(decimal.plain()), Value::Number),
        None => nought(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::form::number::plain_json;

    #[test]
    fn sums_are_exact_or_refused() {
        let sum = |json: &str| {
            let numbers: Vec<Number> = serde_json::from_str(json).expect("numbers");
            input_text(&add(&numbers))
        };
        for (numbers, expect) in [
            ("[]", "0"),
            ("[0.1, 0.2]", "0.3"),
            ("[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]", "1"),
            ("[1234567.89, 0.11]", "1234568"),
            ("[-5, 2.5]", "-2.5"),
            ("[5, -5]", "0"),
            ("[9007199254740993, 1]", "9007199254740994"),
            ("[18446744073709551615, -1]", "18446744073709551614"),
            ("[18446744073709551615, 1]", "18446744073709551616"),
            ("[9007199254740993, 0.5]", "9007199254740993.5"),
            (
                "[1e30, 1e-30]",
                "1000000000000000000000000000000 + 0.000000000000000000000000000001",
            ),
        ] {
            assert_eq!(sum(numbers), expect, "{numbers}");
        }
        assert!(add(&[Number::from(u64::MAX), Number::from(1)]).is_string());
    }

    fn input_text(value: &Value) -> String {
        value
            .as_str()
            .map_or_else(|| plain_json(value), str::to_owned)
    }

    proptest! {
        #[test]
        fn amounts_add_up_to_the_last_cent(cents in prop::collection::vec(-1_000_000_000_i64..1_000_000_000, 0..200)) {
            let amounts = cents.iter().map(|cents| {
                let sign = if *cents < 0 { "-" } else { "" };
                let cents = cents.unsigned_abs();
                format!("{sign}{}.{:02}", cents / 100, cents % 100)
            });
            let numbers: Vec<Number> = amounts.map(|amount| amount.parse().expect("a number")).collect();
            let total: i64 = cents.iter().sum();
            let sign = if total < 0 { "-" } else { "" };
            let total = total.unsigned_abs();
            let expect = Decimal::parse(&format!("{sign}{}.{:02}", total / 100, total % 100)).expect("a number");
            prop_assert_eq!(input_text(&add(&numbers)), expect.plain());
        }
    }
}
