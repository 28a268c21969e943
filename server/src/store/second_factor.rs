//! The second factor of an account, as it is stored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ms;

/// What is asked for beside the password: a code that changes by the time (RFC 6238), or one of a few written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The secret, sealed with a key from outside the store.
    pub secret: String,
    /// The step of time whose code was used last: no code of it or of an earlier one is taken again.
    pub used: u64,
    /// The hashes of the recovery codes that are left.
    pub recovery_codes: Vec<String>,
    /// Since when.
    #[serde(with = "ms::required")]
    pub since: Timestamp,
}
