//! Where mail goes.

use std::path::Path;

use lettre::message::Mailbox;
use url::Url;

use super::folder::Folder;
use super::message;
use super::smtp::Smtp;
use super::{SendError, draw};
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

impl Mailer {
    /// A mailer for what is configured.
    ///
    /// # Errors
    /// One line that says what is wrong with the configuration, without any password.
    pub fn new(config: &Config) -> Result<Self, String> {
        let url = config.mail_url();
        let transport = match url.split_once("://") {
            Some(("file", path)) => Transport::Folder(Folder::open(Path::new(path))?),
            Some(("smtp" | "smtps", _)) => Smtp::of_url(&url)
                .map(|smtp| Transport::Smtp(Box::new(smtp)))
                .map_err(|reason| format!("mail: {reason}"))?,
            _ => return Err("mail: it begins with smtp://, smtps:// or file://".to_owned()),
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

    /// Whether mail goes to files rather than to a mail server.
    #[must_use]
    pub fn writes_files(&self) -> bool {
        matches!(self.transport, Transport::Folder(_))
    }

    /// The address that links begin with.
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
