//! Secrets: what was typed is checked and never becomes an answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use zxcvbn::feedback::Warning;

use super::model::Form;
use super::node::Node;
use super::posted::pointer_from_name;
use super::problem::Problem;
use crate::ids::Pointer;
use crate::message::Message;

/// Holds what is known of the secret fields.
#[derive(Clone, Default)]
pub struct Secrets {
    /// What was typed just now, in clear.
    pub typed: BTreeMap<Pointer, String>,
    /// Fields whose value is kept (as a hash) from before.
    pub kept: BTreeSet<Pointer>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets")
            .field("typed", &self.typed.keys())
            .field("kept", &self.kept)
            .finish()
    }
}

impl Form {
    /// Returns the secrets among posted pairs; blank ones count as not typed.
    #[must_use]
    pub fn secrets(&self, pairs: &[(String, String)]) -> BTreeMap<Pointer, String> {
        let typed = pairs.iter().filter(|(_, value)| !value.is_empty());
        let with_pointer =
            typed.filter_map(|(name, value)| Some((pointer_from_name(name)?, value)));
        let secret =
            with_pointer.filter(|(pointer, _)| self.node(pointer).is_some_and(|node| node.secret));
        secret
            .map(|(pointer, value)| (pointer, value.clone()))
            .collect()
    }

    /// Returns whether the secret at `pointer` need not be typed: it is kept, or repeats one that is kept and was not
    /// typed anew.
    pub(super) fn is_kept(&self, pointer: &Pointer, secrets: &Secrets) -> bool {
        let typed = |pointer: &Pointer| secrets.typed.contains_key(pointer);
        if typed(pointer) {
            return false;
        }
        let repeats = self.node(pointer).and_then(|node| node.equal_to.as_ref());
        secrets.kept.contains(pointer)
            || repeats.is_some_and(|other| secrets.kept.contains(other) && !typed(other))
    }

    /// Checks the rules that hold for every account's password, whatever the definition says: it is not the account's
    /// name in any case, and not among the commonest.
    pub(super) fn check_password(
        &self,
        node: &Node,
        answers: &Value,
        secrets: &Secrets,
        problems: &mut Vec<Problem>,
    ) {
        let Some(account) = self
            .settings
            .account
            .as_ref()
            .filter(|account| account.password == node.pattern)
        else {
            return;
        };
        let Some(password) = secrets.typed.get(&account.password) else {
            return;
        };
        let name = answers
            .pointer(account.name.as_str())
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !name.is_empty() && password.to_lowercase() == name.to_lowercase() {
            problems.push(node.problem(
                &account.password,
                "secret-equals-name",
                Message::new("problem-secret-equals-name"),
            ));
        } else if is_common(password) {
            problems.push(node.problem(
                &account.password,
                "secret-common",
                Message::new("problem-secret-common"),
            ));
        }
    }
}

/// Characters of a password that are looked at to estimate it.
const LENGTH_ESTIMATED_MAX: usize = 40;

/// Returns whether a password stands on the list of common ones that `zxcvbn` carries.
#[must_use]
pub fn is_common(password: &str) -> bool {
    // The estimate takes longer than linear time; a longer text is on no list.
    if password.chars().count() > LENGTH_ESTIMATED_MAX {
        return false;
    }
    let estimate = zxcvbn::zxcvbn(password, &[]);
    let warning = estimate
        .feedback()
        .and_then(zxcvbn::feedback::Feedback::warning);
    matches!(
        warning,
        Some(
            Warning::ThisIsATop10Password
                | Warning::ThisIsATop100Password
                | Warning::ThisIsACommonPassword
        )
    )
}

/// Returns whether a password is found in less than about a hundred million guesses by whoever knows what people
/// choose: common ones, rows of keys, repetitions, dates, and the words given in `about`.
#[must_use]
pub fn is_guessable(password: &str, about: &[&str]) -> bool {
    // The beginning tells; the estimate takes longer than linear time.
    let beginning: String = password.chars().take(LENGTH_ESTIMATED_MAX).collect();
    zxcvbn::zxcvbn(&beginning, about).score() < zxcvbn::Score::Three
}

#[cfg(test)]
mod tests {
    use super::{is_common, is_guessable};

    #[test]
    fn rows_and_repetitions_are_guessable_whatever_their_length() {
        for guessable in [
            "1234567890123",
            "qwertyuiopasdfgh",
            &"a".repeat(80),
            "121212121212121",
            "zhangweizhangwei",
        ] {
            assert!(is_guessable(guessable, &["zhang", "wei"]), "{guessable}");
        }
        assert!(!is_guessable("correct-horse-7battery", &[]));
    }

    #[test]
    fn the_commonest_are_known() {
        for common in ["password", "123456", "qwerty", "iloveyou"] {
            assert!(is_common(common), "{common}");
        }
        for uncommon in ["Xy7_qm2Kd9", "q7_Xz2"] {
            assert!(!is_common(uncommon), "{uncommon}");
        }
    }
}
