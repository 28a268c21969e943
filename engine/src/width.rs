//! How wide a text is shown: the characters of East Asia take two columns, all others one.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns whether a character is shown two columns wide: the scripts of East Asia, full-width forms, emoji.
#[must_use]
pub fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

/// Returns the columns of a text.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Punctuation that never begins a line.
const CLOSING: &str = "，。、；：？！）》」』】”’…—·,.;:?!)]}%";
/// Stands where the rest of a text is left out.
const LEFT_OUT: char = '…';

/// Wraps a text into lines of at most `most` columns, as even as they can be; between the characters of East Asia and
/// at spaces. What does not go into `lines_max` lines is left out.
#[must_use]
pub fn wrap(text: &str, most: usize, lines_max: usize) -> Vec<String> {
    let least = broken(text, most).len();
    let longest = pieces(text)
        .into_iter()
        .map(|piece| columns(piece.trim_end()));
    let even = columns(text).div_ceil(least.max(1));
    let even = even.max(longest.max().unwrap_or(0).min(most));
    let mut lines = (even..=most)
        .map(|limit| broken(text, limit))
        .find(|lines| lines.len() <= least)
        .unwrap_or_default();
    if lines.len() > lines_max {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            while columns(last) > most.saturating_sub(2) {
                last.pop();
            }
            last.push(LEFT_OUT);
        }
    }
    lines
}

/// Returns the text in lines of at most `limit` columns; a longer word is broken.
fn broken(text: &str, limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if columns(&line) + columns(piece.trim_end()) > limit && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        for character in piece.chars() {
            if columns(&line) >= limit && character != ' ' {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Returns the pieces that are not broken: words with the space behind them, single wide characters with the punctuation behind
/// them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, character) in text.char_indices() {
        let may_break = before.is_some_and(|before| {
            before == ' '
                || ((is_wide(before) || is_wide(character)) && before != '（' && before != '「')
        });
        if may_break && character != ' ' && !CLOSING.contains(character) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(character);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, most: usize, expect: &[&str]) {
        let lines = wrap(text, most, 3);
        assert_eq!(lines, expect);
        assert!(lines.iter().all(|line| columns(line) <= most));
    }

    #[test]
    fn lines_are_even_and_no_wider_than_they_may_be() {
        check("初审", 8, &["初审"]);
        check(
            "按审查意见修改设计文件",
            20,
            &["按审查意见修", "改设计文件"],
        );
        check(
            "Intake and formal check",
            12,
            &["Intake and", "formal check"],
        );
        check("规划（含专家）审查", 10, &["规划（含专", "家）审查"]);
        check(
            "Back to structural safety",
            16,
            &["Back to", "structural", "safety"],
        );
        check("", 10, &[]);
    }

    #[test]
    fn long_words_are_broken_and_long_texts_cut() {
        check(
            "Donaudampfschifffahrt",
            10,
            &["Donaudampf", "schifffahr", "t"],
        );
        check(
            "一二三四五六七八九十一二三四五六七八九十",
            10,
            &["一二三四五", "六七八九十", "一二三四…"],
        );
    }
}
