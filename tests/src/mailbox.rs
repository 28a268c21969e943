//! A real SMTP server that keeps every mail as a file.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mail_parser::{MessageParser, MimeHeaders};

use crate::{INSTALL, root};

/// The time that a mail may take.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// A running SMTP server with what it received.
#[derive(Debug)]
pub struct Mailbox {
    child: Child,
    folder: tempfile::TempDir,
    /// Its port.
    pub port: u16,
}

/// A mail as received.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The recipients.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Its `Message-ID`.
    pub id: String,
}

impl Mail {
    /// The first address in the text part that holds `part`.
    #[must_use]
    pub fn link(&self, part: &str) -> String {
        let mut words = self.text.split_whitespace();
        let found = words.find(|word| word.starts_with("http") && word.contains(part));
        let found = found.unwrap_or_else(|| panic!("no link with {part:?} in {}", self.text));
        assert!(
            self.html.contains(part),
            "no link with {part:?} in the HTML part"
        );
        found.to_owned()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Mailbox {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = Command::new("/usr/bin/python3")
            .arg(root().join("tests/smtp/server.py"))
            .args(["--port", "0", "--folder"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("the SMTP server does not start ({error}): {INSTALL}"));
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let port = line
            .trim()
            .parse()
            .unwrap_or_else(|_| panic!("the SMTP server says {line:?}: {INSTALL}"));
        Self {
            child,
            folder,
            port,
        }
    }

    /// The address to send mail to (`GUICHET_MAIL`).
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Every mail so far, by name of file.
    #[must_use]
    pub fn all(&self) -> Vec<Mail> {
        let mut paths: Vec<_> = std::fs::read_dir(self.folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
            .collect();
        paths.sort();
        paths
            .iter()
            .map(|path| parse(&std::fs::read(path).expect("a mail")))
            .collect()
    }

    /// Waits for the nth mail (from 1) to somebody.
    pub async fn wait(&self, to: &str, nth: usize) -> Mail {
        let until = Instant::now() + WAIT_MAX;
        loop {
            let mails = self.all();
            let own: Vec<&Mail> = mails
                .iter()
                .filter(|mail| mail.to.iter().any(|own| own == to))
                .collect();
            if let Some(mail) = own.get(nth - 1) {
                return (*mail).clone();
            }
            let subjects: Vec<(&Vec<String>, &String)> =
                mails.iter().map(|mail| (&mail.to, &mail.subject)).collect();
            assert!(
                Instant::now() < until,
                "no mail {nth} to {to} but {subjects:?}"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

fn parse(bytes: &[u8]) -> Mail {
    let message = MessageParser::default().parse(bytes).expect("a mail");
    let to = message.to().into_iter().flat_map(|to| to.iter());
    assert!(
        message
            .parts
            .iter()
            .any(|part| part.is_content_type("text", "html")),
        "a mail without HTML part"
    );
    Mail {
        to: to
            .filter_map(|address| address.address().map(str::to_owned))
            .collect(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        id: message.message_id().unwrap_or_default().to_owned(),
    }
}
