//! Random tokens, and what is derived from the service's own secret key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guichet_engine::ids::CaseId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The service's secret key: 32 random bytes, made at the first start and kept in the store, so that several
/// processes share it.
#[derive(Clone)]
pub struct Keys {
    key: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Keys from their stored form.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let key = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        Some(Self { key })
    }

    /// Returns the message authentication code of `about`, which only this service can make: 32 bytes in base64url.
    /// `purpose` keeps a code made for one use from serving another.
    #[must_use]
    pub fn mac(&self, purpose: &str, about: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.digest(purpose, about))
    }

    /// Returns whether `mac` is [`Keys::mac`] of these, compared in constant time.
    #[must_use]
    pub fn is_mac(&self, purpose: &str, about: &str, mac: &str) -> bool {
        constant_time_eq(&self.mac(purpose, about), mac)
    }

    /// Returns the code by which an applicant proves that a case is theirs: 12 characters that are not mistaken for each other,
    /// in groups of four.
    #[must_use]
    pub fn case_code(&self, case: &CaseId) -> String {
        readable(&self.digest("case", case)[..12])
    }

    /// Returns whether `code` is the case's, however it was typed: small letters, without hyphens, with blanks.
    #[must_use]
    pub fn is_case_code(&self, case: &CaseId, code: &str) -> bool {
        let bare = |text: &str| -> String {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|one| one.to_ascii_uppercase())
                .collect()
        };
        constant_time_eq(&bare(&self.case_code(case)), &bare(code))
    }

    /// Letters for `about` that only this service can find: at most 32, each of `alphabet`.
    #[must_use]
    pub fn letters(&self, purpose: &str, about: &str, alphabet: &[u8; 16], count: usize) -> String {
        let digest = self.digest(purpose, about);
        digest
            .iter()
            .take(count)
            .map(|byte| char::from(alphabet[usize::from(byte % 16)]))
            .collect()
    }

    fn digest(&self, purpose: &str, about: &str) -> [u8; 32] {
        // A key of 32 bytes is never refused.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else {
            return [0; 32];
        };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(about.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Writes one character per byte, none mistaken for another, in groups of four.
fn readable(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut text = String::with_capacity(bytes.len() * 5 / 4);
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    text
}

#[expect(
    clippy::expect_used,
    reason = "without randomness no token may be made"
)]
pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// Returns a random token of 32 bytes in base64url.
///
/// # Panics
/// When the operating system gives no randomness: nothing can be safe then.
#[must_use]
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(random())
}

/// Returns a random password that is read out or copied from a screen once and changed at the first login: 16 characters (80
/// bits) that are not mistaken for each other, in groups of four.
///
/// # Panics
/// As [`token`].
#[must_use]
pub fn one_time_password() -> String {
    readable(&random()[..16])
}

/// Returns a random code that is written down and used once: 24 characters (120 bits) that are not mistaken for each other, in groups
/// of four.
///
/// # Panics
/// As [`token`].
#[must_use]
pub fn recovery_code() -> String {
    readable(&random()[..24])
}

/// Returns what is kept of a code of [`recovery_code`]: its hash, however it was typed.
#[must_use]
pub fn recovery_code_hash(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    hash(&letters.collect::<String>().to_ascii_uppercase())
}

/// Returns 20 random bytes: a secret of RFC 6238, as long as RFC 4226 recommends.
///
/// # Panics
/// As [`token`].
#[must_use]
pub fn second_factor_secret() -> [u8; 20] {
    let mut secret = [0; 20];
    secret.copy_from_slice(&random()[..20]);
    secret
}

/// Makes eight random characters that are not mistaken for each other, in two groups: `7K3M-9QX2`.
#[must_use]
pub fn short_number() -> String {
    readable(&random()[..8])
}

/// Returns a random id: 16 bytes in lower-case hexadecimal.
#[must_use]
pub fn id() -> String {
    hash(&token())[..32].to_owned()
}

/// Returns the SHA-256 of a token, in hexadecimal: what the store keeps of it.
#[must_use]
pub fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Returns whether two texts are equal, compared in constant time.
#[must_use]
pub fn constant_time_eq(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_code_is_recognised_however_it_is_typed() {
        let keys = Keys::from_stored(&token()).expect("keys");
        let (one, other) = (CaseId::new("c1"), CaseId::new("c2"));
        let code = keys.case_code(&one);
        assert_eq!(code.len(), 14);
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', " ")] {
            assert!(keys.is_case_code(&one, &typed), "{typed}");
        }
        assert!(!keys.is_case_code(&other, &code));
        assert!(!keys.is_case_code(&one, ""));
    }

    #[test]
    fn a_one_time_password_is_four_groups_and_never_the_same() {
        let password = one_time_password();
        assert_eq!(
            password.split('-').map(str::len).collect::<Vec<_>>(),
            [4; 4]
        );
        assert_ne!(password, one_time_password());
    }

    #[test]
    fn a_recovery_code_is_recognised_however_it_is_typed() {
        let code = recovery_code();
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 6]);
        let kept = recovery_code_hash(&code);
        let typed = code.replace('-', " ").to_lowercase();
        assert_eq!(recovery_code_hash(&typed), kept);
        assert_ne!(recovery_code_hash(&recovery_code()), kept);
    }

    #[test]
    fn a_code_serves_one_purpose() {
        let keys = Keys::from_stored(&token()).expect("keys");
        assert!(keys.is_mac("csrf", "x", &keys.mac("csrf", "x")));
        assert!(!keys.is_mac("draft", "x", &keys.mac("csrf", "x")));
    }
}
