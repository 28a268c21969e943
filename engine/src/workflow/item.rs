//! What one run of a step is for, where a step opens once for each item of a list.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::performer::Performer;

/// Says what one run of a step is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// A value: a number, a text, a row of a table.
    Value(Value),
    /// Somebody, who does this run.
    #[serde(rename = "who")]
    Performer(Performer),
}
