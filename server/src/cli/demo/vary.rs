//! Other answers that a form accepts as well, found by trying: nothing here knows what a field means.

use guichet_engine::form::{Form, Secrets};
use guichet_engine::ids::Pointer;
use serde_json::Value;

/// Puts `text` at a place among the answers, where the form accepts it there.
pub(super) fn put(form: &Form, answers: &mut Value, at: &Pointer, text: &str) -> bool {
    let Some(place) = answers.pointer_mut(at.as_str()) else {
        return false;
    };
    let before = std::mem::replace(place, Value::from(text));
    if form
        .validate_one(answers, &Secrets::default(), at)
        .is_empty()
    {
        return true;
    }
    if let Some(place) = answers.pointer_mut(at.as_str()) {
        *place = before;
    }
    false
}

/// Changes the text at a place to the `number`th other one that is like it; says whether the form accepts any.
pub(super) fn vary(form: &Form, answers: &mut Value, at: &Pointer, number: u32) -> bool {
    let Some(text) = answers.pointer(at.as_str()).and_then(Value::as_str) else {
        return false;
    };
    let others = others(text, number);
    others
        .into_iter()
        .any(|other| put(form, answers, at, &other))
}

/// Returns texts like this one: another number in it, a number behind it, or in the place of its end.
fn others(text: &str, number: u32) -> Vec<String> {
    let mut others = Vec::new();
    let is_digit = |one: char| one.is_ascii_digit();
    let end = text.rfind(is_digit).map(|at| at + 1);
    if let Some(end) = end {
        let start = text[..end].trim_end_matches(is_digit).len();
        let width = end - start;
        if let Ok(value) = text[start..end].parse::<u64>() {
            let next = value.saturating_add(u64::from(number));
            let digits = format!("{next:0width$}");
            if digits.len() == width {
                others.push(format!("{}{digits}{}", &text[..start], &text[end..]));
            }
        }
    }
    others.push(format!("{text} {number}"));
    others.push(format!("{text}{number}"));
    let digits = number.to_string();
    let kept = text.chars().count().saturating_sub(digits.len());
    let head: String = text.chars().take(kept).collect();
    others.push(format!("{head}{digits}"));
    others.retain(|other| other != text);
    others
}

/// Returns the first answers that somebody could be asked to correct: texts of which the form accepts another one, neither files nor
/// what must be unique.
pub(super) fn correctable(form: &Form, answers: &Value, count: usize) -> Vec<Pointer> {
    let files = form.attachment_ids(answers);
    let unique = form.unique_values(answers);
    let fields = form.fields(answers).into_iter();
    let texts = fields.map(|(pointer, _)| pointer).filter(|pointer| {
        answers
            .pointer(pointer.as_str())
            .is_some_and(Value::is_string)
            && !files.iter().any(|(at, _)| at == pointer)
            && !unique.iter().any(|(_, _, at)| at == pointer)
    });
    texts
        .filter(|pointer| vary(form, &mut answers.clone(), pointer, 1))
        .take(count)
        .collect()
}

#[cfg(test)]
mod tests {
    use guichet_engine::form::compile_schema;
    use serde_json::json;

    use super::*;

    #[test]
    fn another_text_is_like_the_first() {
        assert_eq!(
            others("Example_01", 3),
            ["Example_04", "Example_01 3", "Example_013", "Example_03"]
        );
        assert_eq!(others("示例", 12), ["示例 12", "示例12", "12"]);
        assert_eq!(others("9", 3)[0], "9 3", "the number grew out of its place");
    }

    #[test]
    fn what_a_form_refuses_is_not_put_into_its_answers() {
        let schema = json!({ "type": "object", "properties": {
            "code": { "type": "string", "pattern": "^A[0-9]{2}$" },
            "kind": { "enum": ["one", "two"] } } });
        let form = compile_schema("test", &schema.to_string());
        let form = form.value.expect("a form");
        let pointer = |text: &str| Pointer::parse(text).expect("a pointer");
        let mut answers = json!({ "code": "A07", "kind": "one" });
        assert!(vary(&form, &mut answers, &pointer("/code"), 5));
        assert!(!vary(&form, &mut answers, &pointer("/kind"), 5));
        assert!(!put(&form, &mut answers, &pointer("/missing"), "x"));
        assert_eq!(answers, json!({ "code": "A12", "kind": "one" }));
        assert_eq!(correctable(&form, &answers, 2), [pointer("/code")]);
    }
}
