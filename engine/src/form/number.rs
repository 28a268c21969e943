//! Numbers as people write them: read where they can mean only one thing, kept only where every digit can be, shown
//! without exponents.

use serde_json::{Number, Value};
use unicode_normalization::UnicodeNormalization;

use super::characters::is_ignorable;

/// The longest number that is read; what is longer is no number that anybody typed.
const LENGTH_MAX: usize = 400;

/// Says what a typed text is as a number.
#[derive(Debug, PartialEq)]
pub(in crate::form) enum Reading {
    /// It is this number, to the last digit.
    Exact(Number),
    /// It is a number of more digits than can be kept.
    TooManyDigits,
    /// It is no number, or could be two.
    Unclear,
}

/// A number in decimal notation: `0.<digits> × 10^point`, without zeros at either end of the digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::form) struct Decimal {
    pub is_negative: bool,
    pub digits: String,
    pub point: i64,
}

impl Decimal {
    /// Reads what JSON calls a number; an integral or fractional part that is left out counts as nought.
    pub(in crate::form) fn parse(text: &str) -> Option<Self> {
        let (is_negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_start_matches('0');
        let zeros = all.len() - significant.len();
        let digits = significant.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self {
                is_negative: false,
                digits,
                point: 0,
            });
        }
        let point = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
        Some(Self {
            is_negative,
            digits,
            point: point + i64::from(exponent),
        })
    }

    fn from_float(number: f64) -> Option<Self> {
        Self::parse(&format!("{number:e}"))
    }

    /// Returns the number where JSON as we keep it has it to the last digit: a whole number of 64 bits, or a float that
    /// is written with the same digits.
    pub(in crate::form) fn to_number(&self) -> Option<Number> {
        if self.digits.is_empty() {
            return Some(Number::from(0));
        }
        let length = i64::try_from(self.digits.len()).ok()?;
        if (length..=20).contains(&self.point) {
            let plain = self.plain();
            let whole = plain.parse::<i64>().ok().map(Number::from);
            if let Some(whole) = whole.or_else(|| plain.parse::<u64>().ok().map(Number::from)) {
                return Some(whole);
            }
        }
        let sign = if self.is_negative { "-" } else { "" };
        let written = format!("{sign}0.{}e{}", self.digits, self.point);
        let float = written
            .parse::<f64>()
            .ok()
            .filter(|float| float.is_finite())?;
        Number::from_f64(float).filter(|_| Self::from_float(float).as_ref() == Some(self))
    }

    pub(in crate::form) fn plain(&self) -> String {
        let sign = if self.is_negative { "-" } else { "" };
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
        if self.digits.is_empty() {
            return "0".to_owned();
        }
        if self.point <= 0 {
            return format!("{sign}0.{}{}", zeros(-self.point), self.digits);
        }
        if self.point >= length {
            return format!("{sign}{}{}", self.digits, zeros(self.point - length));
        }
        let (whole, fraction) = self
            .digits
            .split_at(usize::try_from(self.point).unwrap_or_default());
        format!("{sign}{whole}.{fraction}")
    }
}

/// Returns a number as people write it: no exponent, no fraction of noughts.
#[must_use]
pub fn plain_number(number: &Number) -> String {
    if number.is_i64() || number.is_u64() {
        return number.to_string();
    }
    let decimal = number.as_f64().and_then(Decimal::from_float);
    decimal.map_or_else(|| number.to_string(), |decimal| decimal.plain())
}

/// Returns JSON as text in which every number is written as people write it.
pub(in crate::form) fn plain_json(value: &Value) -> String {
    match value {
        Value::Number(number) => plain_number(number),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain_json).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| {
                format!("{}:{}", Value::from(name.as_str()), plain_json(member))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// Reads JSON; a number with more digits than can be kept becomes a text of these digits, which no rule for numbers lets
/// pass, rather than another number.
///
/// # Errors
/// When the text is no JSON.
pub fn read_json(text: &str) -> serde_json::Result<Value> {
    let kept = number_tokens(text);
    let inexact = kept.filter(|range| !is_exact(&text[range.clone()]));
    let mut quoted = String::new();
    let mut read = 0;
    for range in inexact {
        quoted.push_str(&text[read..range.start]);
        quoted.push('"');
        quoted.push_str(&text[range.clone()]);
        quoted.push('"');
        read = range.end;
    }
    if read == 0 {
        return serde_json::from_str(text);
    }
    // What is no JSON is reported as it was written.
    serde_json::from_str::<serde::de::IgnoredAny>(text)?;
    quoted.push_str(&text[read..]);
    serde_json::from_str(&quoted)
}

/// Returns whether JSON text has a number with more digits than can be kept.
pub(in crate::form) fn has_inexact_number(text: &str) -> bool {
    number_tokens(text).any(|range| !is_exact(&text[range]))
}

/// Returns whether a number of JSON text is kept to its last digit.
pub(in crate::form) fn is_exact(token: &str) -> bool {
    Decimal::parse(token).is_none_or(|decimal| decimal.to_number().is_some())
}

/// Returns where the numbers of JSON text stand.
fn number_tokens(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            match bytes[at] {
                b'"' => {
                    at += 1;
                    while at < bytes.len() && bytes[at] != b'"' {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    at += 1;
                }
                b'-' | b'0'..=b'9' => {
                    let start = at;
                    while at < bytes.len()
                        && matches!(bytes[at], b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
                    {
                        at += 1;
                    }
                    return Some(start..at);
                }
                _ => at += 1,
            }
        }
        None
    })
}

/// Reads a typed number. Points, commas, apostrophes and blanks may stand in it where the whole can mean only one number;
/// a comma before three digits groups them, as the languages of the pages have it.
pub(in crate::form) fn read_number(typed: &str) -> Reading {
    let text = tidy(typed);
    if text.len() > LENGTH_MAX {
        return Reading::Unclear;
    }
    let (sign, body) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(&text).trim_start()),
    };
    let mantissa_only = !body.contains(['e', 'E']);
    let plain = if mantissa_only {
        ungrouped(body)
    } else {
        Some(body.to_owned())
    };
    let signed = plain.filter(|plain| !plain.starts_with(['-', '+']));
    let Some(decimal) = signed.and_then(|plain| Decimal::parse(&format!("{sign}{plain}"))) else {
        return Reading::Unclear;
    };
    match decimal.to_number() {
        Some(number) => Reading::Exact(number),
        None => Reading::TooManyDigits,
    }
}

/// Makes full-width characters half-width, runs of blanks one blank, and the ways to write a minus, a point and an
/// apostrophe one.
fn tidy(typed: &str) -> String {
    let letters = typed.nfkc().filter(|letter| !is_ignorable(*letter));
    let letters = letters.map(|letter| match letter {
        '\u{2212}' | '\u{2010}'..='\u{2013}' | '\u{fe63}' => '-',
        '。' => '.',
        '、' => '?',
        '’' | 'ʼ' | '‘' => '\'',
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    });
    let text: String = letters.collect();
    text.split(' ')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns the digits and the point of a number without what groups its digits; `None` where it could be two numbers, or none.
fn ungrouped(body: &str) -> Option<String> {
    if !body
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b" ,.'".contains(&byte))
    {
        return None;
    }
    let (whole, fraction) = match decimal_mark(body)? {
        Some(mark) => (&body[..mark], &body[mark + 1..]),
        None => (body, ""),
    };
    let whole =
        without_groups(whole).filter(|_| fraction.bytes().all(|byte| byte.is_ascii_digit()))?;
    (!(whole.is_empty() && fraction.is_empty())).then(|| format!("{whole}.{fraction}"))
}

/// Returns where the mark before the decimals stands, where there is one; `None` where nobody can tell.
fn decimal_mark(body: &str) -> Option<Option<usize>> {
    let count = |mark: char| body.matches(mark).count();
    let (points, commas) = (count('.'), count(','));
    let (point, comma) = (body.rfind('.'), body.rfind(','));
    match (points, commas) {
        (0, 0) => Some(None),
        (1, 0) => Some(point),
        (1, _) if point > comma => Some(point),
        (_, 1) if points > 0 && comma > point => Some(comma),
        (0, 1) => {
            let (before, after) = body.split_once(',')?;
            let is_grouped = before.contains([' ', '\'']);
            let could_group = matches!(before.len(), 1..=3) && !before.starts_with('0');
            match after.len() {
                _ if is_grouped || !could_group => Some(comma),
                3 => Some(None),
                // Ten thousands, as some write them in Chinese, or four decimals.
                4 => None,
                _ => Some(comma),
            }
        }
        (2.., 0) | (0, 2..) => Some(None),
        _ => None,
    }
}

/// Returns the digits of a whole number whose groups, if it has any, are all as long as each other.
fn without_groups(whole: &str) -> Option<String> {
    let Some(mark) = whole.chars().find(|letter| !letter.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let is_grouped_by = |length: usize| {
        (1..=length).contains(&first.len()) && rest.iter().all(|group| group.len() == length)
    };
    let is_digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    let is_right = groups.iter().all(is_digits) && (is_grouped_by(3) || is_grouped_by(4));
    is_right.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Returns what a typed number is shown as again; `many` where it has too many digits, `unclear` where it is none.
    fn shown(typed: &str) -> String {
        match read_number(typed) {
            Reading::Exact(number) => plain_number(&number),
            Reading::TooManyDigits => "many".to_owned(),
            Reading::Unclear => "unclear".to_owned(),
        }
    }

    #[test]
    fn a_number_is_read_where_it_can_mean_only_one_thing() {
        for (typed, expect) in [
            ("1234.56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1 234,5", "1234.5"),
            ("1\u{a0}234\u{202f}567,8", "1234567.8"),
            ("1’234.5", "1234.5"),
            ("1.234.567", "1234567"),
            ("1,234,567", "1234567"),
            ("1.234.567,89", "1234567.89"),
            ("1 0000 0000", "100000000"),
            ("1,234", "1234"),
            ("0,123", "0.123"),
            ("12,5", "12.5"),
            ("1234,567", "1234.567"),
            ("1,2345", "unclear"),
            ("1,23,4567", "unclear"),
            ("1.234,567,8", "unclear"),
            ("1,234.567.8", "unclear"),
            ("12 34", "unclear"),
            ("1 2", "unclear"),
            ("1 234 56", "unclear"),
            ("1,234 567", "unclear"),
            ("1'234 567", "unclear"),
            ("１２３．５", "123.5"),
            ("１，２３４", "1234"),
            ("12。5", "12.5"),
            ("1、5", "unclear"),
            ("−5", "-5"),
            ("－5", "-5"),
            ("- 5", "-5"),
            ("+5", "5"),
            ("--5", "unclear"),
            ("-+5", "unclear"),
            (".5", "0.5"),
            ("5.", "5"),
            (".", "unclear"),
            (",", "unclear"),
            ("", "unclear"),
            ("1e3", "1000"),
            ("1E-7", "0.0000001"),
            ("1,5e3", "unclear"),
            ("1e400", "many"),
            ("1e99999999999", "unclear"),
            ("-0", "0"),
            ("007", "7"),
            ("1.00", "1"),
            ("0.30", "0.3"),
            ("inf", "unclear"),
            ("NaN", "unclear"),
            ("0x10", "unclear"),
            ("5%", "unclear"),
            ("¥5", "unclear"),
            ("٣", "unclear"),
        ] {
            assert_eq!(shown(typed), expect, "{typed:?}");
        }
    }

    #[test]
    fn digits_that_cannot_be_kept_are_refused() {
        for (typed, expect) in [
            ("123456789012345678901234", "many"),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", "many"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("-9223372036854775809", "many"),
            ("9007199254740993", "9007199254740993"),
            ("9007199254740993.0", "9007199254740993"),
            ("9007199254740993.5", "many"),
            ("0.1234567890123456789", "many"),
            ("0.123456789012345", "0.123456789012345"),
            ("1000000000000000000000", "1000000000000000000000"),
            ("0.0000001", "0.0000001"),
            ("123456789.123456", "123456789.123456"),
        ] {
            assert_eq!(shown(typed), expect, "{typed}");
        }
    }

    #[test]
    fn json_keeps_its_digits() {
        let read = |text: &str| read_json(text).map(|value| plain_json(&value)).ok();
        for (text, expect) in [
            (
                r#"{"a": 18446744073709551617}"#,
                r#"{"a":"18446744073709551617"}"#,
            ),
            (
                r#"[1e-7, 1000.0, 1e21]"#,
                "[0.0000001,1000,1000000000000000000000]",
            ),
            (r#"{"a\"1": "0.12345678901234567890"}"#, ""),
            (r#""\\" "#, r#""\\""#),
        ] {
            let expect = if expect.is_empty() {
                text.replace(": ", ":")
            } else {
                expect.to_owned()
            };
            assert_eq!(read(text), Some(expect), "{text}");
        }
        for text in [
            "[1,]",
            "{\"a\": 123456789012345678901234567890",
            "1-2",
            "01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(plain_json(&json!(null)), "null");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again_as_the_same_number(float in any::<f64>(), whole in any::<i64>()) {
            for number in [Number::from_f64(float), Some(Number::from(whole))].into_iter().flatten() {
                let plain = plain_number(&number);
                prop_assert!(!plain.contains(['e', 'E']));
                let Reading::Exact(read) = read_number(&plain) else {
                    return Err(TestCaseError::fail(plain));
                };
                prop_assert_eq!(plain_number(&read), plain);
            }
        }

        #[test]
        fn typed_digits_are_kept_or_refused(typed in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{0,29}[1-9])?") {
            if let Reading::Exact(number) = read_number(&typed) {
                let typed = if typed == "-0" { "0" } else { &typed };
                prop_assert_eq!(plain_number(&number), typed);
            }
        }
    }
}
