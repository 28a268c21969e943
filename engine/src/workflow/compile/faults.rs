//! The faults of a script, with the file that they are in.

use rhai::Position;

use crate::diagnostic::{Code, Diagnostic, Place, Severity};

/// Faults with the file that they are in.
#[derive(Debug)]
pub(super) struct Faults {
    pub(super) file: String,
    pub(super) list: Vec<Diagnostic>,
}

impl Faults {
    pub(super) fn place(&self, at: Position) -> Place {
        let count = |number: Option<usize>| {
            number
                .and_then(|number| u32::try_from(number).ok())
                .unwrap_or(1)
                .max(1)
        };
        Place {
            file: self.file.clone(),
            line: count(at.line()),
            column: count(at.position()),
        }
    }

    pub(super) fn any_error(&self) -> bool {
        self.list
            .iter()
            .any(|fault| fault.severity == Severity::Error)
    }

    pub(super) fn add(&mut self, code: Code, at: Position, args: &[(&str, &str)]) {
        let place = self.place(at);
        self.list.push(code.at(place, args));
    }
}
