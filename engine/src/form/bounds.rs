//! What is not kept of what was posted, however it was posted: texts far longer than their fields take.
//!
//! A text that is a little too long is kept as it was typed, so that its author can shorten it; one that is far too long
//! is no slip of a hand.

use std::borrow::Cow;

use super::model::Form;
use super::posted::pointer_from_name;
use super::problem::Problem;
use crate::message::Message;

/// Characters of the longest text that a field without `maxLength` keeps.
pub const TEXT_CHARACTERS_MAX: usize = 20_000;
/// How many characters beyond twice its `maxLength` a field keeps.
pub const BEYOND_CHARACTERS_MAX: usize = 1_000;

/// The pairs of a post that may be kept, and what is wrong with the others.
type Bounded<'a> = (Cow<'a, [(String, String)]>, Vec<Problem>);

impl Form {
    /// Leaves out posted texts that are far longer than their fields take, each with a problem at its field; what the
    /// field held before stays.
    #[must_use]
    pub fn within_bounds<'a>(&self, pairs: &'a [(String, String)]) -> Bounded<'a> {
        let mut problems = Vec::new();
        let mut is_kept = |(name, value): &(String, String)| {
            let problem = self.far_too_long(name, value);
            let is_right = problem.is_none();
            problems.extend(problem);
            is_right
        };
        // Nearly always all of them.
        let kept: Vec<bool> = pairs.iter().map(&mut is_kept).collect();
        if problems.is_empty() {
            return (Cow::Borrowed(pairs), problems);
        }
        let kept = pairs.iter().zip(kept).filter(|(_, is_kept)| *is_kept);
        (
            Cow::Owned(kept.map(|(pair, _)| pair.clone()).collect()),
            problems,
        )
    }

    /// Returns the problem of a text that is far longer than its field takes.
    fn far_too_long(&self, name: &str, value: &str) -> Option<Problem> {
        // No field is asked about what no field would refuse.
        if value.len() <= BEYOND_CHARACTERS_MAX {
            return None;
        }
        let at = pointer_from_name(name)?;
        let node = self.node(&at)?;
        let limit = node.kind.length_max();
        let kept = limit.map_or(TEXT_CHARACTERS_MAX, |limit| {
            limit
                .saturating_mul(2)
                .saturating_add(BEYOND_CHARACTERS_MAX)
        });
        let kept = kept.min(TEXT_CHARACTERS_MAX);
        (value.chars().count() > kept).then(|| {
            let limit = limit.unwrap_or(kept).min(kept);
            let message = Message::new("problem-too-long").with("limit", limit);
            node.problem(&at, "too-long", message)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::form::compile_schema;

    #[test]
    fn a_text_far_too_long_is_left_out_and_one_that_can_be_shortened_is_not() {
        let schema = r#"{ "type": "object", "properties": {
            "name": { "type": "string", "maxLength": 10 }, "about": { "type": "string" } } }"#;
        let form = compile_schema("test", schema).value.expect("a form");
        let pair = |name: &str, length: usize| (name.to_owned(), "长".repeat(length));
        for (name, length, limit) in [
            ("/name", 10, None),
            ("/name", 1_020, None),
            ("/name", 1_021, Some("10")),
            ("/about", 20_000, None),
            ("/about", 20_001, Some("20000")),
            ("/other", 50_000, None),
        ] {
            let pairs = vec![pair(name, length), pair("/about", 5)];
            let (kept, problems) = form.within_bounds(&pairs);
            assert_eq!(
                kept.len(),
                if limit.is_some() { 1 } else { 2 },
                "{name} {length}"
            );
            let said = problems.first().map(|problem| {
                (
                    problem.pointer.as_str().to_owned(),
                    format!("{:?}", problem.message.args),
                )
            });
            assert_eq!(said.is_some(), limit.is_some(), "{name} {length}");
            if let (Some((at, args)), Some(limit)) = (said, limit) {
                assert_eq!(at, name);
                assert!(args.contains(limit), "{args}");
            }
        }
    }
}
