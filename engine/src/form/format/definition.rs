//! What is said of a format in its file.

use jiff::civil::Date;

/// A format of identifiers. Its sentence is `problem-format-<name>`.
#[derive(Debug)]
pub struct Format {
    /// The value of `format`.
    pub name: &'static str,
    /// Returns whether a normalized text is of it.
    pub is_valid: fn(&str) -> bool,
    /// The HTML type of the input.
    pub input: &'static str,
    /// The HTML `inputmode`.
    pub input_mode: Option<&'static str>,
    /// What it tells browsers of an answer that is about whoever fills in the form.
    pub about: Option<&'static str>,
    /// Returns the date of birth that a text names.
    pub born: Option<fn(&str) -> Option<Date>>,
    /// Says whether it tells one enterprise from another: applications with the same one may be doubles.
    pub identifies: bool,
    has_blanks: bool,
    is_upper_case: bool,
    write: Option<fn(&str) -> String>,
}

impl Format {
    /// Creates a format that is typed as any text.
    pub const fn new(name: &'static str, is_valid: fn(&str) -> bool) -> Self {
        Self {
            name,
            is_valid,
            input: "text",
            input_mode: None,
            about: None,
            born: None,
            identifies: false,
            has_blanks: true,
            is_upper_case: false,
            write: None,
        }
    }

    /// Takes out every blank that is typed.
    pub const fn without_blanks(mut self) -> Self {
        self.has_blanks = false;
        self
    }

    /// Sets the `autocomplete` of an answer about oneself.
    pub const fn about(mut self, token: &'static str) -> Self {
        self.about = Some(token);
        self
    }

    /// Sets how the date of birth is read that a text names.
    pub const fn names_birth(mut self, born: fn(&str) -> Option<Date>) -> Self {
        self.born = Some(born);
        self
    }

    /// Says that it tells one enterprise from another.
    pub const fn identifies(mut self) -> Self {
        self.identifies = true;
        self
    }

    /// Makes what is typed upper case.
    pub const fn in_upper_case(mut self) -> Self {
        self.is_upper_case = true;
        self
    }

    /// Sets how a text is written that can be written in several ways.
    pub const fn written_by(mut self, write: fn(&str) -> String) -> Self {
        self.write = Some(write);
        self
    }

    /// Sets how it is asked: the HTML type of the input, and `inputmode`.
    pub const fn asked_as(mut self, input: &'static str, input_mode: &'static str) -> Self {
        self.input = input;
        self.input_mode = Some(input_mode);
        self
    }

    /// Tells, for nearly every text and at little cost, that it is stored as it is.
    pub fn is_plain(&self, text: &str) -> bool {
        self.write.is_none()
            && (self.has_blanks || !text.contains(' '))
            && (!self.is_upper_case || !text.bytes().any(|byte| byte.is_ascii_lowercase()))
    }

    /// Returns a half-width text as it is stored.
    pub fn normalize(&self, text: &str) -> String {
        if let Some(write) = self.write {
            return write(text);
        }
        let kept = text
            .chars()
            .filter(|letter| self.has_blanks || !letter.is_whitespace());
        let kept: String = kept.collect();
        if self.is_upper_case {
            kept.to_uppercase()
        } else {
            kept
        }
    }
}
