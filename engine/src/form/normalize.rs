//! Normalizing what people type: full-width characters, blanks, line ends, characters that nobody sees.

use std::borrow::Cow;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::characters::is_ignorable;
use super::format;
use super::model::Form;
use super::node::Node;
use super::tree::member;

impl Form {
    /// Returns the answers as they are checked and stored, so that whoever hands over answers that no page has read (a
    /// program, a file) need not know what a page does to a typed text.
    #[must_use]
    pub fn normalized<'a>(&self, answers: &'a Value) -> Cow<'a, Value> {
        match self.root.kind.normalize(&self.root, answers) {
            Some(normalized) => Cow::Owned(normalized),
            None => Cow::Borrowed(answers),
        }
    }
}

impl Node {
    /// Returns the normalized text of a field where it differs.
    pub(in crate::form) fn normalize_string(&self, value: &Value) -> Option<Value> {
        let typed = value.as_str().filter(|_| !self.secret)?;
        let format = self.format.as_deref();
        if is_normalized(self, format, typed) {
            debug_assert_eq!(normalize_text(self, format, typed), typed);
            return None;
        }
        let normalized = normalize_text(self, format, typed);
        (normalized != typed).then_some(Value::String(normalized))
    }

    /// Returns whether a normalized text has characters that its field cannot show.
    pub(in crate::form) fn has_unprintable_text(&self, value: &Value) -> bool {
        let is_one_line = !self.kind.is_multiline();
        let text = value.as_str().filter(|_| !self.secret);
        text.is_some_and(|text| has_unprintable(text, is_one_line))
    }
}

/// Returns the normalized object or array of `node` where any of its parts differs.
pub(in crate::form) fn normalize_members(
    children: &[Node],
    node: &Node,
    value: &Value,
) -> Option<Value> {
    let mut made: Option<Value> = None;
    for child in children {
        let here = made.as_ref().unwrap_or(value);
        if !child
            .condition
            .as_ref()
            .is_none_or(|condition| condition.is_met_by(here))
        {
            continue;
        }
        let around = child.pattern.parent().unwrap_or_default();
        let child =
            child.now_where(|condition| condition.of == around && condition.is_met_by(here));
        if child.pattern == node.pattern {
            made = child.kind.normalize(child, here).or(made);
            continue;
        }
        let token = child.last_token();
        let Some(normalized) =
            member(here, token).and_then(|inner| child.kind.normalize(child, inner))
        else {
            continue;
        };
        let name = child.pattern.tokens().last().unwrap_or_default();
        match made.get_or_insert_with(|| value.clone()) {
            Value::Object(members) => {
                members.insert(name, normalized);
            }
            Value::Array(items) => {
                let place = name.parse::<usize>().ok();
                if let Some(item) = place.and_then(|index| items.get_mut(index)) {
                    *item = normalized;
                }
            }
            _ => {}
        }
    }
    made
}

/// Returns the normalized array where any of its items differs.
pub(in crate::form) fn normalize_items(
    value: &Value,
    normalize: impl Fn(&Value) -> Option<Value>,
) -> Option<Value> {
    let items = value.as_array()?;
    let mut made: Option<Vec<Value>> = None;
    for (index, item) in items.iter().enumerate() {
        if let Some(normalized) = normalize(item) {
            made.get_or_insert_with(|| items.clone())[index] = normalized;
        }
    }
    made.map(Value::Array)
}

/// Tells, for nearly every text and at little cost, that normalizing would leave it as it is.
fn is_normalized(node: &Node, format: Option<&str>, typed: &str) -> bool {
    let is_area = node.kind.is_multiline();
    let has_odd = typed.contains(|letter: char| {
        letter.is_control() && !(is_area && letter == '\n')
            || matches!(letter, '\u{2028}' | '\u{2029}')
            || is_ignorable(letter)
    });
    if has_odd || typed.trim().len() < typed.len() {
        return false;
    }
    if is_area || !(node.half_width || format.is_some() || node.patterns.is_some()) {
        return true;
    }
    typed.is_ascii()
        && format.is_none_or(|name| format::find(name).is_none_or(|format| format.is_plain(typed)))
}

/// Normalizes a typed text: trims it, removes characters that only turn or hide others, makes line ends `\n`. Where a format
/// rules, or the field is declared so, full-width characters become half-width and identifiers are written in one way; where
/// a pattern rules, only if the text keeps the pattern so and not as it was typed.
pub(in crate::form) fn normalize_text(node: &Node, format: Option<&str>, typed: &str) -> String {
    let is_area = node.kind.is_multiline();
    let seen: String = if typed.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        typed.trim().to_owned()
    } else if is_area {
        let seen = without_ignorable(typed)
            .replace("\r\n", "\n")
            .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
        // The first line may be indented.
        seen.trim_end().trim_start_matches('\n').to_owned()
    } else {
        let seen = without_ignorable(typed).replace('\t', " ");
        seen.trim().to_owned()
    };
    if is_area {
        return seen;
    }
    if let Some(format) = format.and_then(format::find) {
        return format.normalize(&half_width(&seen));
    }
    if node.half_width || format.is_some() {
        return half_width(&seen);
    }
    match &node.patterns {
        Some(patterns) if !seen.is_ascii() => {
            let narrow = half_width(&seen);
            let keeps = |text: &str| patterns.is_valid(&Value::from(text));
            if !keeps(&seen) && keeps(&narrow) {
                narrow
            } else {
                seen
            }
        }
        _ => seen,
    }
}

fn half_width(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let narrow: String = text.nfkc().filter(|one| !is_joiner(*one)).collect();
    narrow.trim().to_owned()
}

/// Returns a text in the one form in which texts are compared that must be unique or equal: two ways to write the same
/// letters are one.
#[must_use]
pub fn canonical(text: &str, ignore_case: bool) -> String {
    let seen = text
        .nfkc()
        .filter(|one| !is_ignorable(*one) && !is_joiner(*one));
    let seen: String = seen.collect();
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    if ignore_case {
        seen.to_lowercase().nfkc().collect()
    } else {
        seen
    }
}

/// Takes out what only turns or hides other characters, but for what a flag or a script is written with.
fn without_ignorable(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_in_flag = false;
    let mut before = ' ';
    for letter in text.chars() {
        let is_tag = matches!(letter, '\u{e0020}'..='\u{e007f}');
        is_in_flag = letter == BLACK_FLAG || is_in_flag && is_tag;
        let is_separator = letter == '\u{180e}' && matches!(before, '\u{1800}'..='\u{18af}');
        if is_in_flag || is_separator || !is_ignorable(letter) {
            kept.push(letter);
        }
        before = letter;
    }
    kept
}

/// What the flags of England, Scotland and Wales begin with; letters that nobody sees follow.
const BLACK_FLAG: char = '\u{1f3f4}';

/// Returns whether a character is the zero-width joiner or non-joiner: invisible too, but some scripts need them.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Returns whether a normalized text has characters that may not stand in it: control characters; on one line also line
/// breaks, and joiners where neither a script nor an emoji needs them, which would make two names that look alike.
fn has_unprintable(text: &str, is_one_line: bool) -> bool {
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_refused = match letter {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => is_one_line,
            letter if is_joiner(letter) => {
                let after = letters.peek().copied().unwrap_or(' ');
                is_one_line && !joins(before, letter, after)
            }
            letter => letter.is_control(),
        };
        if is_refused {
            return true;
        }
        before = letter;
    }
    false
}

/// Returns whether a joiner between two characters changes how they are written: in scripts whose letters join, and in emoji
/// made of several.
fn joins(before: char, joiner: char, after: char) -> bool {
    let is_of_script = |letter: char| {
        matches!(letter,
            '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
            | '\u{1900}'..='\u{1cff}' | '\u{a840}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10a00}'..='\u{11fff}')
    };
    let is_emoji = |letter: char| {
        matches!(letter,
            '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f000}'..='\u{1faff}')
    };
    is_of_script(before) && is_of_script(after)
        || joiner == '\u{200d}' && is_emoji(before) && is_emoji(after)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::form::{Secrets, compile_schema};

    /// Compiles a form with a field of each sort; the code of one kind of papers has a format only while that kind is
    /// chosen.
    fn form() -> Form {
        let row = json!({
            "type": "object",
            "properties": {
                "kind": { "enum": ["id", "pass"] }, "number": { "type": "string", "maxLength": 30 },
                "post": { "type": "string", "format": "postcode-cn" },
            },
            "if": { "properties": { "kind": { "const": "id" } }, "required": ["kind"] },
            "then": { "properties": { "number": { "format": "resident-id" } } },
        });
        let schema = json!({
            "type": "object",
            "properties": {
                "name": { "type": "string" }, "about": { "type": "string", "maxLength": 900 },
                "code": { "type": "string", "pattern": "^[0-9A-Z ]+$" }, "day": { "type": "string", "format": "date" },
                "word": { "type": "string", "x-secret": true }, "any": {},
                "rows": { "type": "array", "items": row }, "tags": { "type": "array", "items": { "type": "string" } },
            },
        });
        let compiled = compile_schema("test", &schema.to_string());
        compiled.value.expect("a form")
    }

    /// Asserts what answers become when a program hands them over, and what then is wrong with them.
    fn check(answers: Value, expect: Value, problems: &[&str]) {
        let form = form();
        assert_eq!(*form.normalized(&answers), expect);
        assert_eq!(
            *form.normalized(&expect),
            expect,
            "normalizing twice changes nothing"
        );
        let found = form.validate(&answers, &Secrets::default()).into_iter();
        let found: Vec<String> = found
            .map(|problem| format!("{} {}", problem.pointer, problem.code))
            .collect();
        assert_eq!(found, problems, "{answers}");
    }

    #[test]
    fn answers_that_no_page_has_read_are_normalized_as_if_one_had() {
        check(
            json!({ "name": " 李　示例 ", "code": "１２ Ａ", "day": "２０２６-01-02", "tags": ["a ", "b"] }),
            json!({ "name": "李　示例", "code": "12 A", "day": "2026-01-02", "tags": ["a", "b"] }),
            &[],
        );
        check(
            json!({ "rows": [{ "post": "０５０ ０００" }, {}, "x"] }),
            json!({ "rows": [{ "post": "050000" }, {}, "x"] }),
            &["/rows type"],
        );
        check(
            json!({ "rows": [{ "kind": "id", "number": "１１０105 19491231002x" }, { "kind": "pass", "number": "１x" }] }),
            json!({ "rows": [{ "kind": "id", "number": "11010519491231002X" }, { "kind": "pass", "number": "１x" }] }),
            &[],
        );
    }

    #[test]
    fn what_a_page_reads_is_normalized_by_the_same_rules() {
        let pairs = [
            ("/name", "\u{202e}李\u{202c}示例"),
            ("/rows?rows", "1"),
            ("/rows/0/number", "11010519491231002x"),
            ("/rows/0/kind", "id"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let answers = form().decode(&pairs, &json!({}));
        let expect =
            json!({ "name": "李示例", "rows": [{ "kind": "id", "number": "11010519491231002X" }] });
        assert_eq!(answers, expect);
    }

    #[test]
    fn what_only_turns_or_hides_other_characters_is_taken_out() {
        check(
            json!({ "name": "a\u{202e}b\u{202c}\u{2066}c\u{2069}\u{200e}\u{200f}\u{200b}\u{ad}\u{feff}", "about": "\u{202e}1\r\n2\r3\u{2028}4\n" }),
            json!({ "name": "abc", "about": "1\n2\n3\n4" }),
            &[],
        );
        check(
            json!({ "code": "\u{202d}12\u{200c}3\u{202c}" }),
            json!({ "code": "123" }),
            &[],
        );
        check(json!({ "name": "a\tb" }), json!({ "name": "a b" }), &[]);
    }

    #[test]
    fn what_cannot_be_taken_out_without_changing_what_is_said_is_refused() {
        for text in [
            "a\nb",
            "a\u{0}b",
            "a\u{1b}[1mb",
            "a\u{7f}",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{200d}b",
            "a\u{200c}b",
        ] {
            check(
                json!({ "name": text }),
                json!({ "name": text }),
                &["/name invisible"],
            );
        }
        let lines = json!({ "about": "a\n\tb\u{200d}c" });
        check(lines.clone(), lines, &[]);
        let escape = json!({ "about": "a\u{1b}b" });
        check(escape.clone(), escape, &["/about invisible"]);
        let code = json!({ "code": "1\n2" });
        check(code.clone(), code, &["/code pattern"]);
        let any = json!({ "any": { "a": ["b\u{202e}c"] } });
        check(any.clone(), any, &["/any invisible"]);
        let lines = json!({ "any": "a\nb" });
        check(lines.clone(), lines, &[]);
    }

    #[test]
    fn secrets_stay_as_typed() {
        let form = form();
        let answers = json!({ "word": " １\u{202e} " });
        assert_eq!(*form.normalized(&answers), answers);
    }
}
