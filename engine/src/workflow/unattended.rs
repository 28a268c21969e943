//! Why nobody can act on an open step.

use serde::{Deserialize, Serialize};

/// Says why nobody can act on an open step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unattended {
    /// Nobody holds the role, belongs to the group or has the name.
    Nobody,
    /// All who do are absent.
    Absent,
    /// All who do had a hand in what they are to be kept from.
    Apart,
    /// Whoever has the step cannot log in any more.
    HolderGone,
    /// Whoever has the step is absent, and whoever stands in may not do it.
    HolderAbsent,
    /// Whoever delegated the step, to whom it is to come back, cannot log in any more.
    DelegatorGone,
    /// Whoever is to sign cannot log in any more.
    SignerGone,
    /// Whoever is to sign is absent, and nobody may sign in their place.
    SignerAbsent,
}

impl Unattended {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::Nobody,
        Self::Absent,
        Self::Apart,
        Self::HolderGone,
        Self::HolderAbsent,
        Self::DelegatorGone,
        Self::SignerGone,
        Self::SignerAbsent,
    ];

    /// Its name: `nobody`, `holder-absent`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Absent => "absent",
            Self::Apart => "apart",
            Self::HolderGone => "holder-gone",
            Self::HolderAbsent => "holder-absent",
            Self::DelegatorGone => "delegator-gone",
            Self::SignerGone => "signer-gone",
            Self::SignerAbsent => "signer-absent",
        }
    }
}
