//! The keys that seal what is stored: in a file outside the store, so that a copy of the store alone shows nothing of it.
//!
//! The file has a key a line, 32 random bytes in base64url; the first seals, and all of them open. A key is rotated by a new first line.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::keys;

/// Characters by which what is sealed names its key.
const NAME_LENGTH: usize = 8;

/// Seals and opens what is stored (AES-256-GCM).
pub struct Seals {
    keys: Vec<(String, LessSafeKey)>,
}

impl std::fmt::Debug for Seals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seals")
    }
}

impl Seals {
    /// Reads the keys; a file that is not there is made, for this user alone.
    ///
    /// # Errors
    /// One line that says what is wrong with the file.
    pub fn open(file: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| {
            format!("the key file {} cannot be used: {error}", file.display())
        };
        match std::fs::read_to_string(file) {
            Ok(text) => Self::read(&text, file),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                make(file).map_err(failed)?;
                let text = std::fs::read_to_string(file).map_err(failed)?;
                Self::read(&text, file)
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn read(text: &str, file: &Path) -> Result<Self, String> {
        let lines = text.lines().enumerate();
        let lines = lines.filter(|(_, line)| !line.trim().is_empty());
        let keys = lines.map(|(at, line)| {
            key(line.trim()).ok_or_else(|| {
                let place = file.display();
                format!(
                    "{place}:{}: this is no key of 32 bytes in base64url",
                    at + 1
                )
            })
        });
        let keys = keys.collect::<Result<Vec<_>, String>>()?;
        if keys.is_empty() {
            return Err(format!("the key file {} is empty", file.display()));
        }
        Ok(Self { keys })
    }

    /// Seals bytes, so that they open only for the same `purpose` and `about`: none can be put in the place of another.
    ///
    /// # Panics
    /// When the operating system gives no randomness, as [`keys::token`].
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "there is a key, and less than 64 GiB is sealed"
    )]
    pub fn seal(&self, purpose: &str, about: &str, bytes: &[u8]) -> String {
        let mut random = [0; NONCE_LEN];
        random.copy_from_slice(&keys::random()[..NONCE_LEN]);
        let (name, key) = self.keys.first().expect("a key");
        let mut sealed = bytes.to_vec();
        let nonce = Nonce::assume_unique_for_key(random);
        key.seal_in_place_append_tag(nonce, aad(purpose, about), &mut sealed)
            .expect("sealed");
        let whole = [random.as_slice(), &sealed].concat();
        format!("{name}.{}", URL_SAFE_NO_PAD.encode(whole))
    }

    /// Opens what was sealed for the same `purpose` and `about`; `None` where it was not, or its key is not in the file.
    #[must_use]
    pub fn unseal(&self, purpose: &str, about: &str, sealed: &str) -> Option<Vec<u8>> {
        let (name, whole) = sealed.split_once('.')?;
        let (_, key) = self.keys.iter().find(|(own, _)| own == name)?;
        let whole = URL_SAFE_NO_PAD.decode(whole).ok()?;
        let (random, sealed) = whole.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(random).ok()?;
        let mut bytes = sealed.to_vec();
        let opened = key.open_in_place(nonce, aad(purpose, about), &mut bytes);
        opened.ok().map(|opened| opened.to_vec())
    }
}

fn aad(purpose: &str, about: &str) -> Aad<Vec<u8>> {
    Aad::from([purpose.as_bytes(), &[0], about.as_bytes()].concat())
}

/// Reads one key, and names it by its hash.
fn key(line: &str) -> Option<(String, LessSafeKey)> {
    let bytes = URL_SAFE_NO_PAD.decode(line).ok()?;
    let key = UnboundKey::new(&AES_256_GCM, &bytes).ok()?;
    let name = keys::hash(line)[..NAME_LENGTH].to_owned();
    Some((name, LessSafeKey::new(key)))
}

/// Makes the file with one key. Where another process was faster, its key stays.
fn make(file: &Path) -> std::io::Result<()> {
    let fresh = tempfile_beside(file);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut opened = options.open(&fresh)?;
    writeln!(opened, "{}", keys::token())?;
    opened.sync_all()?;
    let linked = std::fs::hard_link(&fresh, file);
    std::fs::remove_file(&fresh)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

/// A name beside the file: what is half written is never read as whole.
fn tempfile_beside(file: &Path) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}", &keys::id()[..8]));
    name.into()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_sealed_opens_for_the_same_purpose_with_the_same_file_and_not_otherwise() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("keys");
        let seals = Seals::open(&file).expect("a file");
        let mode = std::fs::metadata(&file)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let sealed = seals.seal("factor", "li", b"secret");
        assert_ne!(sealed, seals.seal("factor", "li", b"secret"));
        let again = Seals::open(&file).expect("the same file");
        let opened = |purpose: &str, about: &str, text: &str| again.unseal(purpose, about, text);
        assert_eq!(
            opened("factor", "li", &sealed).as_deref(),
            Some(&b"secret"[..])
        );
        assert_eq!(opened("factor", "wang", &sealed), None);
        assert_eq!(opened("other", "li", &sealed), None);
        for broken in ["", ".", "x.y", &sealed[..20], &sealed.replace('.', "")] {
            assert_eq!(opened("factor", "li", broken), None, "{broken}");
        }
        let other = Seals::open(&folder.path().join("other")).expect("another file");
        assert_eq!(other.unseal("factor", "li", &sealed), None);
    }

    #[test]
    fn a_new_first_key_seals_and_the_old_ones_still_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("keys");
        let before = Seals::open(&file).expect("a file");
        let old = before.seal("factor", "li", b"secret");
        let text = std::fs::read_to_string(&file).expect("text");
        let rotated = format!("{}\n\n{text}", crate::keys::token());
        std::fs::write(&file, rotated).expect("written");
        let after = Seals::open(&file).expect("the file");
        assert_eq!(
            after.unseal("factor", "li", &old).as_deref(),
            Some(&b"secret"[..])
        );
        let new = after.seal("factor", "li", b"secret");
        assert!(before.unseal("factor", "li", &new).is_none());
        for wrong in ["", "\n", "too-short", "not base64url at all"] {
            std::fs::write(&file, wrong).expect("written");
            let reason = Seals::open(&file).expect_err("no keys");
            assert!(
                reason.contains("keys") && !reason.contains('\n'),
                "{reason}"
            );
        }
    }
}
