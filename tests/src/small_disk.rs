//! A file system of a given size in memory, seen by the processes that are started in it and, under `/proc`, by the test.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Mounts at `$2` what holds `$1` MB, and waits until it is no more needed.
const HOLD: &str =
    "mount -t tmpfs -o size=\"$1\"m,mode=700 tmpfs \"$2\" && echo mounted && exec sleep 3600";
/// What to do where that is forbidden.
const ADVICE: &str = "a file system of its own needs root, or user namespaces (sysctl kernel.unprivileged_userns_clone=1)";

/// A mounted file system. It is gone when this is dropped.
#[derive(Debug)]
pub struct SmallDisk {
    holder: Child,
    place: PathBuf,
    is_root: bool,
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

impl SmallDisk {
    /// Mounts one of so many MB on a folder.
    #[must_use]
    pub fn mount(place: &Path, mb: u32) -> Self {
        let own = std::fs::metadata("/proc/self").expect("this process");
        let is_root = own.uid() == 0;
        let mut unshare = Command::new("unshare");
        if !is_root {
            unshare.arg("--map-root-user");
        }
        let mut holder = unshare
            .args(["--mount", "sh", "-c", HOLD, "sh", &mb.to_string()])
            .arg(place)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("unshare does not run ({error}); {}", crate::INSTALL));
        let output = holder.stdout.take().expect("its output");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("a line");
        assert_eq!(line.trim(), "mounted", "{ADVICE}");
        Self {
            holder,
            place: place.to_owned(),
            is_root,
        }
    }

    /// Returns a command that sees it.
    #[must_use]
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("nsenter");
        let holder = self.holder.id().to_string();
        command.args(["--target", &holder, "--mount"]);
        if !self.is_root {
            command.args(["--user", "--preserve-credentials"]);
        }
        command.arg("--").arg(program);
        command
    }

    /// Returns where the test sees what lies in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        let place = self.place.strip_prefix("/").unwrap_or(&self.place);
        root.join(place).join(name)
    }

    /// Returns how many MB are free.
    #[must_use]
    pub fn free_mb(&self) -> u64 {
        let disk = rustix::fs::statvfs(self.path("")).expect("asked");
        disk.f_bavail * disk.f_frsize / 1_048_576
    }

    /// Fills it, by a file of that name, until only so many MB are free.
    pub fn fill(&self, name: &str, leave_mb: u64) {
        let disk = rustix::fs::statvfs(self.path("")).expect("asked");
        let bytes = (disk.f_bavail * disk.f_frsize).saturating_sub(leave_mb * 1_048_576);
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path(name))
            .expect("a file");
        let from = file.metadata().expect("its size").len();
        let flags = rustix::fs::FallocateFlags::empty();
        if bytes > 0 {
            // Whatever else is written meanwhile may leave a little less.
            let _ = rustix::fs::fallocate(&file, flags, from, bytes);
        }
    }

    /// Takes away what filled it.
    pub fn empty(&self, name: &str) {
        std::fs::remove_file(self.path(name)).expect("removed");
    }
}
