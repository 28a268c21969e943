//! A real SMTP server (`tests/smtp/server.py`) in a process of its own, and servers that behave badly.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use mail_parser::{Message, MessageParser};

/// Debian's own Python: that is where its packages are.
const PYTHON: &str = "/usr/bin/python3";
/// What to do when a part is missing.
const INSTALL: &str = "install it with: apt-get install python3 python3-aiosmtpd openssl";

/// A running SMTP server with what it received.
#[derive(Debug)]
pub struct Smtp {
    child: Child,
    folder: tempfile::TempDir,
    /// Its port.
    pub port: u16,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Smtp {
    /// Starts it on a free port, with further arguments of `server.py`.
    pub fn start(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/smtp/server.py");
        let mut child = Command::new(PYTHON)
            .arg(script)
            .args(["--port", "0", "--folder"])
            .arg(folder.path())
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{PYTHON} does not start ({error}); {INSTALL}"));
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let port = line.trim().parse();
        Self {
            port: port.unwrap_or_else(|_| panic!("the SMTP server did not start; {INSTALL}")),
            child,
            folder,
        }
    }

    /// Every mail so far, in the order of acceptance.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(self.folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
            .collect();
        paths.sort();
        let read = |path: &PathBuf| std::fs::read(path).expect("a mail");
        paths.iter().map(read).collect()
    }

    /// The recipients asked for so far, accepted or not.
    pub fn attempts(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.path().join("attempts.txt"));
        text.unwrap_or_default()
            .lines()
            .map(str::to_owned)
            .collect()
    }
}

/// A mail taken apart.
pub fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("a mail")
}

/// A header that the server adds (`X-Envelope-To`, `X-Login`, `X-TLS`).
pub fn header(mail: &Message<'_>, name: &str) -> String {
    let value = mail.header_raw(name).unwrap_or_default();
    value.trim().to_owned()
}

/// A certificate of its own for `localhost` and 127.0.0.1, and its key.
pub fn certificate(folder: &Path) -> (String, String) {
    let path = |name: &str| folder.join(name).display().to_string();
    let (certificate, key) = (path("certificate.pem"), path("key.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", &key, "-out", &certificate])
        .output()
        .unwrap_or_else(|error| panic!("openssl does not start ({error}); {INSTALL}"));
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{said}; {INSTALL}");
    (certificate, key)
}
