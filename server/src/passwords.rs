//! Passwords: Argon2id, off the async threads, few at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::Semaphore;

/// Memory of one hash in KiB, passes and lanes: the least that OWASP recommends for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Passwords that may wait for their turn: about as many as are hashed while somebody is willing to wait.
const WAITING_MAX: usize = 400;

/// Hashes and checks passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// The hash of a password nobody has: checked for names that do not exist, so that they take as long.
    decoy: Arc<str>,
    computed: Arc<AtomicU64>,
}

/// A password could not be hashed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many others wait.
    #[error("too many passwords are being hashed")]
    Busy,
    /// Hashing does not work.
    #[error("the password could not be hashed")]
    Failed,
}

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

/// Makes a hash that no password has, without the work of a real one: a start need not wait for it.
fn decoy() -> Result<String, PasswordError> {
    let mut random = [0; 16 + 32];
    getrandom::fill(&mut random).map_err(|_| PasswordError::Failed)?;
    let (salt, output) = random.split_at(16);
    Ok(format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}",
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(output)
    ))
}

impl Passwords {
    /// Prepares to hash passwords: at most one per core at a time.
    ///
    /// # Errors
    /// When hashing does not work at all.
    pub fn new() -> Result<Self, PasswordError> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            at_once: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
            decoy: decoy()?.into(),
            computed: Arc::default(),
        })
    }

    /// Returns the hash of a password, as a PHC string.
    ///
    /// # Errors
    /// When too many others wait, or hashing fails.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let password = password.to_owned();
        let hashed = self.in_turn(move || hash(&password)).await?;
        hashed.ok_or(PasswordError::Failed)
    }

    /// Returns whether a password is the one that was hashed; `None` takes as long and is always wrong.
    ///
    /// # Errors
    /// When too many others wait.
    pub async fn is_right(
        &self,
        password: &str,
        hashed: Option<&str>,
    ) -> Result<bool, PasswordError> {
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or(&self.decoy).to_owned();
        let password = password.to_owned();
        let right = self.in_turn(move || verify(&password, &hashed)).await?;
        Ok(known && right)
    }

    /// Returns how many hashes were computed since the start.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// Computes something off the async threads, when it is its turn.
    async fn in_turn<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _place = self
            .waiting
            .try_acquire()
            .map_err(|_| PasswordError::Busy)?;
        let permit = Arc::clone(&self.at_once).acquire_owned().await;
        let permit = permit.map_err(|_| PasswordError::Failed)?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        // The permit goes along: whoever asked may be gone before it is done.
        let computed = tokio::task::spawn_blocking(move || {
            let computed = compute();
            drop(permit);
            computed
        });
        computed.await.map_err(|_| PasswordError::Failed)
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
        for (password, hashed, expect) in [
            ("Xy7_qm2Kd9", Some(hashed.as_str()), true),
            ("xy7_qm2Kd9", Some(hashed.as_str()), false),
            ("Xy7_qm2Kd9", None, false),
        ] {
            let right = passwords.is_right(password, hashed).await;
            assert_eq!(right.expect("checked"), expect, "{password}");
        }
    }

    /// Checks that a name which does not exist takes as long as one that does.
    #[tokio::test]
    async fn the_decoy_is_as_much_work_as_a_real_hash() {
        let passwords = Passwords::new().expect("passwords");
        let hashed = passwords.hash("Xy7_qm2Kd9").await.expect("hashed");
        let real = PasswordHash::new(&hashed).expect("a hash");
        let decoy = PasswordHash::new(&passwords.decoy).expect("a hash");
        assert_eq!(decoy.algorithm, real.algorithm);
        assert_eq!(decoy.version, real.version);
        assert_eq!(decoy.params, real.params);
        assert_eq!(passwords.decoy.len(), hashed.len());
    }

    #[tokio::test]
    async fn whoever_would_wait_too_long_is_told_at_once() {
        let passwords = Passwords::new().expect("passwords");
        let _all = passwords.waiting.acquire_many(WAITING_MAX as u32).await;
        assert!(matches!(
            passwords.hash("x").await,
            Err(PasswordError::Busy)
        ));
    }
}
