//! The data folder: the store, uploaded files and mail are nobody else's to read.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

/// What others than the owner could do.
const OTHERS: u32 = 0o077;
/// What the owner alone may do.
const PRIVATE: u32 = 0o700;
/// A folder that many share, such as `/tmp`, is not ours to close.
const SHARED: u32 = 0o1000;

/// Makes the data folder for this user alone and writes to it once, so that a start tells what a later request would stumble
/// over. One that others could read is closed to them, if it is this user's.
///
/// # Errors
/// One line that says what is wrong.
pub fn make(folder: &Path) -> Result<(), String> {
    let place = folder.display();
    create(folder).map_err(|error| format!("the data folder {place} cannot be made: {error}"))?;
    close(folder).map_err(|error| {
        format!(
            "the data folder {place} cannot be written: {error}; give this user the right, or set GUICHET_DATA"
        )
    })
}

/// Makes a folder of the service's own outside the data folder: files, or mail; for this user alone, as the data folder is.
///
/// # Errors
/// When it cannot be made or written.
pub fn make_private(folder: &Path) -> io::Result<()> {
    create(folder)?;
    close(folder)
}

fn create(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    match DirBuilder::new().mode(PRIVATE).create(folder) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Writes a file, which also tells whose the folder is, and takes the folder from others.
fn close(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!(".guichet-start-{}", std::process::id()));
    fs::write(&probe, [])?;
    let own = fs::metadata(&probe)?.uid();
    fs::remove_file(&probe)?;
    let known = fs::metadata(folder)?;
    let mode = known.mode();
    if known.uid() == own && mode & OTHERS != 0 && mode & SHARED == 0 {
        fs::set_permissions(folder, Permissions::from_mode(PRIVATE))?;
        tracing::warn!(
            folder = %folder.display(),
            before = format!("{:o}", mode & 0o7777),
            "the folder could be read by others: it is closed to them now"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(folder: &Path) -> u32 {
        fs::metadata(folder).expect("a folder").mode() & 0o7777
    }

    #[test]
    fn a_data_folder_is_its_owners_alone() {
        let around = tempfile::tempdir().expect("a folder");
        let folder = around.path().join("srv/guichet/data");
        make(&folder).expect("made");
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(
            fs::read_dir(&folder).expect("read").count(),
            0,
            "no file is left"
        );
        make(&folder).expect("there already");
        assert_eq!(mode(&folder), 0o700);
    }

    #[test]
    fn one_that_others_could_read_is_closed_to_them() {
        for before in [0o755, 0o750, 0o777, 0o701] {
            let folder = tempfile::tempdir().expect("a folder");
            let set = |mode| fs::set_permissions(folder.path(), Permissions::from_mode(mode));
            set(before).expect("set");
            fs::write(folder.path().join("kept"), "as it was").expect("written");
            make(folder.path()).expect("made");
            assert_eq!(mode(folder.path()), 0o700, "{before:o}");
            assert!(folder.path().join("kept").exists());
        }
    }

    #[test]
    fn folders_beside_it_are_as_private() {
        let around = tempfile::tempdir().expect("a folder");
        let folder = around.path().join("mail");
        make_private(&folder).expect("made");
        assert_eq!(mode(&folder), 0o700);
    }

    #[test]
    fn a_folder_that_many_share_stays_theirs() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o1777)).expect("set");
        make(folder.path()).expect("made");
        assert_eq!(mode(folder.path()), 0o1777);
    }
}
