//! Passwords: Argon2id, off the async threads, few at a time.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use tokio::sync::Semaphore;

/// Memory of one hash in KiB, passes and lanes: the least that OWASP recommends for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes and checks passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    /// The hash of a password nobody has: checked for names that do not exist, so that they take as long.
    decoy: Arc<str>,
}

/// A password could not be hashed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashFailed;

fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Option<String> {
    Some(
        hasher()?
            .hash_password(password.as_bytes())
            .ok()?
            .to_string(),
    )
}

fn verify(password: &str, hash: &str) -> bool {
    let (Some(hasher), Ok(hash)) = (hasher(), PasswordHash::new(hash)) else {
        return false;
    };
    hasher.verify_password(password.as_bytes(), &hash).is_ok()
}

impl Passwords {
    /// At most one hash per core is computed at a time.
    ///
    /// # Errors
    /// When hashing does not work at all.
    pub fn new() -> Result<Self, HashFailed> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let decoy = hash(&crate::keys::token()).ok_or(HashFailed)?;
        Ok(Self {
            at_once: Arc::new(Semaphore::new(cores)),
            decoy: decoy.into(),
        })
    }

    /// The hash of a password, as a PHC string.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn hash(&self, password: &str) -> Result<String, HashFailed> {
        let _permit = self.at_once.acquire().await.map_err(|_| HashFailed)?;
        let password = password.to_owned();
        let hashed = tokio::task::spawn_blocking(move || hash(&password)).await;
        hashed.ok().flatten().ok_or(HashFailed)
    }

    /// Whether a password is the one that was hashed; `None` takes as long and is always wrong.
    pub async fn is_right(&self, password: &str, hashed: Option<&str>) -> bool {
        let Ok(_permit) = self.at_once.acquire().await else {
            return false;
        };
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or(&self.decoy).to_owned();
        let password = password.to_owned();
        let right = tokio::task::spawn_blocking(move || verify(&password, &hashed)).await;
        known && right.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::new().expect("passwords");
        let hashed = passwords.hash("Xy7_qm2Kd9").await.expect("hashed");
        assert!(
            hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hashed}"
        );
        assert!(passwords.is_right("Xy7_qm2Kd9", Some(&hashed)).await);
        assert!(!passwords.is_right("xy7_qm2Kd9", Some(&hashed)).await);
        assert!(!passwords.is_right("Xy7_qm2Kd9", None).await);
    }
}
