//! Mail over SMTP: one connection a mail, so that none waits behind another's trouble.

use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::timeout;

use super::send_error::SendError;

/// How long a connection may take to come about.
const CONNECT_MAX: Duration = Duration::from_secs(20);
/// How long a farewell may take: nothing depends on it.
const QUIT_MAX: Duration = Duration::from_secs(2);

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// At once.
    Implicit,
    /// By STARTTLS, or nothing is sent.
    Required,
    /// By STARTTLS where the mail server offers it.
    Offered,
    /// Never.
    None,
}

/// A mail server.
#[derive(Clone)]
pub(super) struct Smtp {
    /// Name or address.
    pub(super) host: String,
    /// Port.
    pub(super) port: u16,
    /// How this machine calls itself.
    pub(super) hello: ClientId,
    /// User and password.
    pub(super) login: Option<Credentials>,
    /// When TLS begins.
    pub(super) security: Security,
    /// Whose certificates are trusted.
    pub(super) tls: TlsParameters,
    /// How long one mail may take.
    pub(super) send_max: Duration,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

type Error = lettre::transport::smtp::Error;

impl Smtp {
    /// Sends a message. However the mail server behaves, this ends after [`Smtp::send_max`] and a farewell.
    pub(super) async fn send(&self, message: &Message) -> Result<(), SendError> {
        let late = |_| {
            let words = format!(
                "{}:{} did not answer within {} s",
                self.host,
                self.port,
                self.send_max.as_secs()
            );
            SendError::temporary("timeout", &words)
        };
        let dialogue = async {
            let mut connection = self.connect().await?;
            let delivered = deliver(&mut connection, message).await;
            Ok((connection, delivered))
        };
        let (mut connection, delivered) =
            timeout(self.send_max, dialogue).await.map_err(late)??;
        // What was accepted is accepted, whatever becomes of the farewell.
        let _ = timeout(QUIT_MAX, connection.command(Quit)).await;
        delivered
    }

    /// Greets the mail server, turns TLS on and logs in. All of it concerns the configuration and not the mail, so no
    /// refusal here is taken as final.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let at_once = (self.security == Security::Implicit).then(|| self.tls.clone());
        let place = (self.host.as_str(), self.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            place,
            Some(CONNECT_MAX),
            &self.hello,
            at_once,
            None,
        )
        .await
        .map_err(|error| self.refused("connect", &error))?;
        let offered = connection.can_starttls();
        match self.security {
            Security::Required if !offered => {
                let words = format!("{}:{} offers no STARTTLS", self.host, self.port);
                return Err(SendError::temporary("starttls", &words));
            }
            Security::Required | Security::Offered if offered => connection
                .starttls(self.tls.clone(), &self.hello)
                .await
                .map_err(|error| self.refused("starttls", &error))?,
            _ => {}
        }
        if let Some(login) = &self.login {
            connection
                .auth(DEFAULT_MECHANISMS, login)
                .await
                .map_err(|error| self.refused("login", &error))?;
        }
        Ok(connection)
    }

    fn refused(&self, phase: &'static str, error: &Error) -> SendError {
        let mut failed = describe(phase, error);
        failed.permanent = false;
        failed.reason = format!("{}:{}: {}", self.host, self.port, failed.reason);
        if failed.reason.contains("certificate") {
            failed
                .reason
                .push_str(" (a certificate by an authority of your own is trusted with ?ca=FILE)");
        }
        failed
    }
}

/// Hands the message over. A final refusal of the recipient or of the message is final; one of the sender is the
/// configuration's fault and may be put right.
async fn deliver(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), SendError> {
    let envelope = message.envelope();
    let mut parameters = Vec::new();
    let mut addresses = envelope.from().into_iter().chain(envelope.to());
    if addresses.any(|address| !address.to_string().is_ascii()) {
        if !connection
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
        {
            let words = "the mail server takes no addresses beyond ASCII (SMTPUTF8)";
            return Err(SendError::permanent("recipient", words));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let sender = Mail::new(envelope.from().cloned(), parameters);
    connection
        .command(sender)
        .await
        .map_err(|error| SendError {
            permanent: false,
            ..describe("sender", &error)
        })?;
    for recipient in envelope.to() {
        let recipient = Rcpt::new(recipient.clone(), Vec::new());
        let asked = connection.command(recipient).await;
        asked.map_err(|error| describe("recipient", &error))?;
    }
    let asked = connection.command(Data).await;
    asked.map_err(|error| describe("message", &error))?;
    let sent = connection.message(&message.formatted()).await;
    sent.map_err(|error| describe("message", &error))?;
    Ok(())
}

fn describe(phase: &'static str, error: &Error) -> SendError {
    let code = error.status().map(u16::from);
    let mut reason = match (code, std::error::Error::source(error)) {
        (Some(code), Some(said)) => format!("{phase}: {code} {said}"),
        _ => format!("{phase}: {error}"),
    };
    let mut cause = std::error::Error::source(error).and_then(std::error::Error::source);
    while let Some(inner) = cause {
        reason.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    SendError {
        code,
        ..SendError::new(error.is_permanent(), phase, &reason)
    }
}

#[cfg(test)]
mod tests;
