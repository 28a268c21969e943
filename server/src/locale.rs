//! The languages that pages and mails come in: one for each folder `templates/locales/<tag>/`.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

/// The language that definitions are written in, for whoever asks for nothing else.
pub const DEFAULT: &str = "zh-CN";
/// The most languages that one process gets to know.
const LANGUAGES_MAX: usize = 64;
/// The most languages of an `Accept-Language` header that are looked at.
const ACCEPTED_MAX: usize = 20;

/// The tags that were met. A tag lives as long as the process, so that it can be passed on by value; each is kept once.
static TAGS: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);

/// Returns a language tag (`zh-cn`) as it is usually written (`zh-CN`); `None` when it is not one, or when there have been
/// too many.
#[must_use]
pub fn tag(text: &str) -> Option<&'static str> {
    let language: LanguageIdentifier = text.parse().ok()?;
    let text = language.to_string();
    let mut tags = TAGS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = tags.get(text.as_str()) {
        return Some(known);
    }
    if tags.len() >= LANGUAGES_MAX {
        return None;
    }
    let new: &'static str = Box::leak(text.into_boxed_str());
    tags.insert(new);
    Some(new)
}

/// Returns the best of the languages for an `Accept-Language` header (RFC 9110, 12.5.4), else the default.
#[must_use]
pub fn accepted(header: &str, languages: &[&'static str]) -> &'static str {
    let mut asked: Vec<(u32, LanguageIdentifier)> = header
        .split(',')
        .take(ACCEPTED_MAX)
        .filter_map(weighted)
        .collect();
    // The negotiation knows only an order.
    asked.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let asked: Vec<LanguageIdentifier> = asked.into_iter().map(|(_, language)| language).collect();
    let available: Vec<LanguageIdentifier> = languages
        .iter()
        .filter_map(|language| language.parse().ok())
        .collect();
    let best = negotiate_languages(&asked, &available, None, NegotiationStrategy::Lookup);
    best.first()
        .and_then(|best| tag(&best.to_string()))
        .unwrap_or(DEFAULT)
}

/// Returns a language of an `Accept-Language` header with its weight in thousandths; `None` when it is not wanted.
fn weighted(range: &str) -> Option<(u32, LanguageIdentifier)> {
    let mut parts = range.split(';').map(str::trim);
    let language = parts.next()?.parse().ok()?;
    let weight = parts
        .find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok())
        .unwrap_or(1.0);
    let weight = (weight.clamp(0.0, 1.0) * 1000.0) as u32;
    (weight > 0).then_some((weight, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language_that_we_have_is_taken() {
        for (header, expect) in [
            ("", "zh-CN"),
            ("en", "en"),
            ("en-GB,en;q=0.9", "en"),
            ("fr, en;q=0.5, zh;q=0.8", "zh-CN"),
            ("zh-TW;q=0.3, en-US;q=0.7", "en"),
            ("de", "zh-CN"),
            ("en;q=bad, ;;;=, zh;q=0.1", "en"),
            ("en;q=0, eo;q=0.1", "eo"),
            ("zh, eo", "zh-CN"),
        ] {
            assert_eq!(accepted(header, &["zh-CN", "en", "eo"]), expect, "{header}");
        }
    }

    #[test]
    fn a_tag_is_written_in_one_way() {
        for (text, expect) in [
            ("ZH-cn", Some("zh-CN")),
            ("en", Some("en")),
            ("sr-latn-rs", Some("sr-Latn-RS")),
            ("", None),
            ("../x", None),
            ("a language", None),
        ] {
            assert_eq!(tag(text), expect, "{text}");
        }
    }
}
