//! The real server in a process of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::small_disk::SmallDisk;
use crate::{ports, root};

/// The time that a server may take to answer after its start.
const START_MAX: Duration = Duration::from_secs(60);
/// How often it is asked whether it is ready.
const ASKED_EVERY: Duration = Duration::from_millis(5);

/// Returns the server's binary, built once per run; another build where the variable `BINARY_UNDER_TEST` names one.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(other) = std::env::var_os("BINARY_UNDER_TEST") {
            return PathBuf::from(other);
        }
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        // This test's own binary lies in `target/<profile>/deps`.
        let own = std::env::current_exe().expect("a path");
        let profile = own.parent().and_then(Path::parent).expect("a folder");
        let release = profile.ends_with("release").then_some("--release");
        let mut build = Command::new(cargo);
        // What cargo tells a test of its package would look like a change to build scripts that watch it (`ring`), and
        // have everything above them, SurrealDB among it, built once more.
        for (name, _) in std::env::vars_os() {
            let ours = name.to_string_lossy();
            if ours.starts_with("CARGO_PKG_") || ours.starts_with("CARGO_MANIFEST_") {
                build.env_remove(&name);
            }
        }
        let status = build
            // The whole workspace, as `cargo test --workspace` does: another selection would build everything anew with
            // other features.
            .args(["build", "--quiet", "--workspace", "--bin", "guichet"])
            .args(release)
            .current_dir(root())
            .status()
            .expect("cargo runs");
        assert!(status.success(), "the server does not build");
        let path = profile.join("guichet");
        assert!(path.exists(), "{} is missing", path.display());
        path
    })
}

/// Runs a command of `guichet` in the project's folder and waits for it.
#[must_use]
pub fn run(args: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(binary())
        .args(args)
        .envs(variables.iter().copied())
        .current_dir(root())
        .output()
        .expect("guichet runs")
}

/// The set-up of a server.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// `GUICHET_*` beyond the usual ones.
    pub variables: BTreeMap<String, String>,
    /// Set if writing beyond a limit on the size of files is an error, rather than the end of the process.
    pub survives_file_limit: bool,
    /// The disk that its data folder lies on, where it is one of its own.
    pub disk: Option<Arc<SmallDisk>>,
}

impl Setup {
    /// With one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// With a disk of its own.
    #[must_use]
    pub fn on(mut self, disk: SmallDisk) -> Self {
        self.disk = Some(Arc::new(disk));
        self
    }

    /// With writes that fail, as on a full disk, beyond what [`Server::limit_files`] allows.
    #[must_use]
    pub fn surviving_file_limit(mut self) -> Self {
        self.survives_file_limit = true;
        self
    }
}

/// A running server. It is killed, and its folder removed, when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:<port>`
    pub url: String,
    /// The address at which it runs.
    pub folder: tempfile::TempDir,
    setup: Setup,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Server {
    /// Starts a server on a folder of its own with the repository's definitions, and waits until it is ready.
    pub async fn start(setup: Setup) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::start_in(folder, setup).await
    }

    /// As [`Server::start`], in a given folder.
    pub async fn start_in(folder: tempfile::TempDir, setup: Setup) -> Self {
        let mut server = Self::start_unready(folder, setup);
        server.wait_until_ready().await;
        server
    }

    /// As [`Server::start_in`], without waiting until it is ready: it may end before.
    #[must_use]
    pub fn start_unready(folder: tempfile::TempDir, setup: Setup) -> Self {
        let port = ports::free();
        Self {
            child: spawn(folder.path(), port, &setup),
            url: format!("http://127.0.0.1:{port}"),
            folder,
            setup,
            port,
        }
    }

    /// Starts it again after [`Server::kill`], on the same folder and port.
    pub async fn start_again(&mut self) {
        self.child = spawn(self.folder.path(), self.port, &self.setup);
        self.wait_until_ready().await;
    }

    /// As [`Server::start_again`], without waiting until it is ready: it may end before.
    pub fn spawn_again(&mut self) {
        self.child = spawn(self.folder.path(), self.port, &self.setup);
    }

    /// Returns whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("asked").is_some()
    }

    /// The disk that its data folder lies on.
    #[must_use]
    pub fn disk(&self) -> &SmallDisk {
        self.setup.disk.as_deref().expect("a disk of its own")
    }

    /// Starts it again after [`Server::kill`] with one variable more, or another value of it.
    pub async fn start_again_with(&mut self, name: &str, value: impl Into<String>) {
        self.setup.variables.insert(name.to_owned(), value.into());
        self.start_again().await;
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The memory it has, in megabytes.
    #[must_use]
    pub fn memory_mb(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kib.expect("a size") / 1024
    }

    /// Returns the processor time it has taken so far, of all its threads.
    ///
    /// # Panics
    /// When it does not run any more.
    #[must_use]
    pub fn cpu(&self) -> Duration {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = std::fs::read_to_string(path).expect("a status");
        // What follows the name, which may hold blanks: the user's time is the 14th field of all, the kernel's the 15th.
        let fields = stat.rsplit(") ").next().expect("fields");
        let ticks = |nth: usize| fields.split(' ').nth(nth)?.parse::<u64>().ok();
        let ticks = ticks(11).expect("a number") + ticks(12).expect("a number");
        // Linux counts hundredths for every program, whatever it counts itself.
        Duration::from_millis(ticks * 10)
    }

    /// The descriptors that it has open.
    #[must_use]
    pub fn descriptors(&self) -> usize {
        let path = format!("/proc/{}/fd", self.child.id());
        std::fs::read_dir(path).expect("a folder").count()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to stop (SIGTERM) and gives its exit code.
    pub fn stop(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status();
        assert!(status.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }

    /// Lets no file that it writes to grow beyond so many bytes.
    pub fn limit_files(&self, size_bytes: u64) {
        let id = self.child.id().to_string();
        let limit = format!("--fsize={size_bytes}");
        let status = Command::new("prlimit")
            .args(["--pid", &id, &limit])
            .status();
        assert!(status.expect("prlimit runs").success());
    }

    /// Waits until it has ended by itself, and gives its exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        let until = Instant::now() + START_MAX;
        loop {
            if let Some(status) = self.child.try_wait().expect("asked") {
                return status.code();
            }
            assert!(Instant::now() < until, "it does not end: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Returns what it wrote so far: standard output, then standard error.
    #[must_use]
    pub fn log(&self) -> String {
        ["stdout", "stderr"]
            .iter()
            .map(|name| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default())
            .collect()
    }

    /// Makes a member of staff with the command line; the server must not have been started on this folder yet.
    /// Gives the one-time password.
    #[must_use]
    pub fn add_staff(folder: &Path, name: &str, role: &str) -> String {
        let data = folder.join("data").display().to_string();
        let mail = format!("{name}@example.com");
        let output = run(
            &[
                "user",
                "add",
                name,
                "--role",
                role,
                "--display-name",
                name,
                "--email",
                &mail,
            ],
            &[("GUICHET_DATA", &data)],
        );
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        password_in(&said)
    }

    async fn wait_until_ready(&mut self) {
        let until = Instant::now() + START_MAX;
        let client = reqwest::Client::new();
        loop {
            let answer = client.get(format!("{}/ready", self.url)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            let ended = self.child.try_wait().expect("a child");
            assert!(ended.is_none(), "the server ended: {}", self.log());
            assert!(
                Instant::now() < until,
                "the server is not ready: {}",
                self.log()
            );
            tokio::time::sleep(ASKED_EVERY).await;
        }
    }
}

fn spawn(folder: &Path, port: u16, setup: &Setup) -> Child {
    let log = |name: &str| {
        let path = folder.join(name);
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path);
        Stdio::from(file.expect("a log"))
    };
    let mut command = if setup.survives_file_limit {
        let mut shell = Command::new("sh");
        // What is ignored stays so in the program that takes the shell's place.
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        shell.arg(binary());
        shell
    } else if let Some(disk) = &setup.disk {
        disk.command(binary())
    } else {
        Command::new(binary())
    };
    command
        .arg("serve")
        .current_dir(folder)
        .env("GUICHET_PORT", port.to_string())
        .env("GUICHET_DATA", folder.join("data"))
        .env("GUICHET_DEFINITIONS", root())
        .env("GUICHET_RATE_FACTOR", "100")
        .envs(&setup.variables)
        .stdin(Stdio::null())
        .stdout(log("stdout"))
        .stderr(log("stderr"))
        .spawn()
        .expect("the server starts")
}

/// The one-time password in what `guichet` printed.
#[must_use]
pub fn password_in(said: &str) -> String {
    let pattern = regex::Regex::new(r"(?m)\b([A-Za-z0-9]{4,6}(?:-[A-Za-z0-9]{4,6}){3,})\b")
        .expect("a pattern");
    pattern
        .captures(said)
        .unwrap_or_else(|| panic!("no one-time password in {said:?}"))[1]
        .to_owned()
}
