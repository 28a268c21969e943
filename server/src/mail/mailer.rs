//! Where mail goes.

use std::path::PathBuf;

use lettre::message::Mailbox;
use url::Url;

use super::draw::draw;
use super::folder::Folder;
use super::message;
use super::send_error::SendError;
use super::smtp::Smtp;
use crate::config::Config;
use crate::store::MailRow;
use crate::view::Templates;

/// Draws mails and hands them over: to a mail server, or to files.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
    public_url: String,
    host: String,
}

#[derive(Clone, Debug)]
enum Transport {
    Smtp(Box<Smtp>),
    Folder(Folder),
}

/// What the configuration asks for, before anything is made.
enum Target {
    Smtp(Box<Smtp>),
    Folder(PathBuf),
}

impl Target {
    fn from_config(config: &Config) -> Result<Self, String> {
        let url = config.mail_url();
        match url.split_once("://") {
            Some(("file", path)) => Ok(Self::Folder(PathBuf::from(path))),
            Some(("smtp" | "smtps", _)) => Smtp::from_url(&url)
                .map(|smtp| Self::Smtp(Box::new(smtp)))
                .map_err(|reason| format!("mail: {reason}")),
            _ => Err("mail: it begins with smtp://, smtps:// or file://".to_owned()),
        }
    }
}

impl Mailer {
    /// Checks whether the configuration can be used; makes nothing.
    ///
    /// # Errors
    /// As [`Mailer::new`].
    pub fn check(config: &Config) -> Result<(), String> {
        Target::from_config(config).map(|_| ())
    }

    /// Returns a mailer for what is configured.
    ///
    /// # Errors
    /// One line that says what is wrong with the configuration, without any password.
    pub fn new(config: &Config) -> Result<Self, String> {
        let transport = match Target::from_config(config)? {
            Target::Smtp(smtp) => Transport::Smtp(smtp),
            Target::Folder(path) => Transport::Folder(Folder::open(&path)?),
        };
        let from = config.mail_from.parse().map_err(|error| {
            format!(
                "mail_from: {:?} is no mail address: {error}",
                config.mail_from
            )
        })?;
        let public_url = config.public_url();
        let host = Url::parse(&public_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        Ok(Self {
            transport,
            from,
            public_url,
            host: host.unwrap_or_else(|| "localhost".to_owned()),
        })
    }

    /// Returns whether mail goes to files rather than to a mail server.
    #[must_use]
    pub fn writes_files(&self) -> bool {
        matches!(self.transport, Transport::Folder(_))
    }

    /// Returns the address that links begin with.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Draws a mail and sends it.
    ///
    /// # Errors
    /// When it was not accepted; whether trying again is of use stands in the error.
    pub async fn send(&self, templates: &Templates, row: &MailRow) -> Result<(), SendError> {
        // Templates can be put right while the service runs.
        let drawn = draw(templates, &self.public_url, row)
            .map_err(|error| SendError::temporary("template", &error.to_string()))?;
        let message = message::build(row, drawn, &self.from, &self.host)?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(&message).await,
            Transport::Folder(folder) => folder.send(row, message.formatted()).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(mail: &str) -> Config {
        Config {
            mail: Some(mail.to_owned()),
            ..Config::default()
        }
    }

    #[test]
    fn a_folder_is_made_and_may_be_relative() {
        let folder = tempfile::tempdir().expect("a folder");
        let working_folder = std::env::current_dir().expect("a folder");
        let up = "../".repeat(working_folder.components().count());
        let path = folder.path().join("data/mail");
        let relative = format!("file://{up}{}", path.display());
        Mailer::check(&config(&relative)).expect("good");
        assert!(!path.exists(), "a check makes nothing");
        let mailer = Mailer::new(&config(&relative)).expect("a mailer");
        assert!(mailer.writes_files());
        assert!(path.is_dir());
        assert_eq!(std::fs::read_dir(&path).expect("a folder").count(), 0);
    }

    #[test]
    fn what_cannot_be_used_is_told_in_one_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        std::fs::write(&file, "").expect("written");
        let below_file = format!("file://{}/mail", file.display());
        for (url, reason) in [
            (below_file.as_str(), "cannot be written to"),
            (
                "smtp://mail.example.cn?tls=perhaps",
                "mail: tls=\"perhaps\"",
            ),
            ("http://mail.example.cn", "mail: it begins with smtp://"),
        ] {
            let said = Mailer::new(&config(url)).expect_err(url);
            assert!(said.contains(reason) && said.lines().count() == 1, "{said}");
        }
        let from = Config {
            mail_from: "nobody".to_owned(),
            ..config("smtp://mail.example.cn")
        };
        let said = Mailer::new(&from).expect_err("no address");
        assert!(said.starts_with("mail_from: "), "{said}");
    }

    #[test]
    fn nothing_shows_the_password() {
        let mailer = Mailer::new(&config("smtps://window:secret@mail.example.cn"));
        let shown = format!("{:?}", mailer.expect("a mailer"));
        assert!(
            shown.contains("mail.example.cn") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
