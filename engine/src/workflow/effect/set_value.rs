//! `set("…", …)`: a value that a step notes, for functions of the script to decide by later.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::word::{Described, Word};

/// Values that a case notes, and bytes of each.
const VALUES_MAX: usize = 100;
const VALUE_MAX: usize = 2_000;

/// Notes a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetValue {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: Value,
}

impl Described for SetValue {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_value("set", |(name, value)| Self { name, value }))
    }

    fn describe(&self) -> String {
        format!("set:{}:{}", self.name, self.value)
    }

    fn note(&self, values: &mut Map<String, Value>) {
        let fits = self.value.to_string().len() <= VALUE_MAX;
        if fits && (values.len() < VALUES_MAX || values.contains_key(&self.name)) {
            values.insert(self.name.clone(), self.value.clone());
        }
    }
}
