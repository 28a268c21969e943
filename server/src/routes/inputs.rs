//! What is wrong with an input of a page that no form definition describes.

use guichet_engine::message::Message;

use crate::guard::Visitor;
use crate::view::page::ProblemLine;

/// Returns a line of the error summary: the input, the key of its label, what is wrong.
pub(super) fn problem(
    visitor: &Visitor<'_>,
    input: &str,
    label: &str,
    message: &Message,
) -> ProblemLine {
    problem_in_words(visitor, input, label, visitor.say(message))
}

/// As [`problem`], in words already.
pub(super) fn problem_in_words(
    visitor: &Visitor<'_>,
    input: &str,
    label: &str,
    text: String,
) -> ProblemLine {
    ProblemLine {
        id: input.to_owned(),
        pointer: String::new(),
        label: visitor.say(&Message::new(label)),
        text,
    }
}
