//! What was typed into alternatives that are not chosen now. A draft keeps it beside its answers, for the case that one of them is
//! chosen again, and with it which one is chosen where nothing is typed in it yet; nothing of it is shown elsewhere or submitted.

use serde_json::{Map, Value};

use crate::ids::Pointer;

/// The member of a draft's answers that holds it.
pub(in crate::form) const ASIDE: &str = "?";
/// The member of one group that says which alternative is chosen.
const CHOSEN: &str = "chosen";

/// Holds what lies beside the answers of a draft.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::form) struct Aside<'a>(Option<&'a Map<String, Value>>);

impl<'a> Aside<'a> {
    /// Returns what lies beside answers.
    pub(in crate::form) fn of(answers: &'a Value) -> Self {
        Self(answers.get(ASIDE).and_then(Value::as_object))
    }

    /// Returns all of it.
    pub(in crate::form) fn kept(self) -> Map<String, Value> {
        self.0.cloned().unwrap_or_default()
    }

    fn group(self, at: &Pointer, mark: &str) -> Option<&'a Value> {
        self.0?.get(&key(at, mark))
    }

    /// Returns what was typed into one alternative of a group.
    pub(in crate::form) fn typed(
        self,
        at: &Pointer,
        mark: &str,
        index: usize,
    ) -> Option<&'a Value> {
        self.group(at, mark)?.get(index.to_string())
    }

    /// Returns which alternative of a group was chosen last.
    pub(in crate::form) fn chosen(self, at: &Pointer, mark: &str) -> Option<usize> {
        let chosen = self.group(at, mark)?.get(CHOSEN)?.as_u64()?;
        usize::try_from(chosen).ok()
    }
}

/// Notes what was typed into the alternatives of one group that are not chosen.
pub(in crate::form) fn note(
    aside: &mut Map<String, Value>,
    (at, mark): (&Pointer, &str),
    chosen: usize,
    typed: Vec<(usize, Value)>,
) {
    let typed = typed.into_iter();
    let mut group: Map<String, Value> = typed
        .map(|(index, value)| (index.to_string(), value))
        .collect();
    group.insert(CHOSEN.to_owned(), Value::from(chosen));
    aside.insert(key(at, mark), Value::Object(group));
}

/// Forgets what is known of one group.
pub(in crate::form) fn forget(aside: &mut Map<String, Value>, (at, mark): (&Pointer, &str)) {
    aside.shift_remove(&key(at, mark));
}

fn key(at: &Pointer, mark: &str) -> String {
    format!("{at}{mark}")
}
