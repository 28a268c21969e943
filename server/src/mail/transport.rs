//! Where mail goes: a mail server, or files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use url::Url;

/// How long one step of the dialogue with a mail server may take.
const STEP_MAX: Duration = Duration::from_secs(20);
/// How long sending one mail may take in all.
const SEND_MAX: Duration = Duration::from_secs(60);
/// Characters of a mail server's answer that are kept.
const ANSWER_MAX: usize = 300;

/// A way to send mail.
#[derive(Debug)]
pub enum Transport {
    /// Over SMTP.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Into a folder, one `.eml` file per mail.
    Files(PathBuf),
}

/// A mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// Whether another try is of use.
    pub is_temporary: bool,
    /// What the mail server or the system said.
    pub reason: String,
}

impl Transport {
    /// The transport of a URL: `smtp://[user:password@]host[:port]` (TLS by STARTTLS where it is offered; `?tls=required` or
    /// `?tls=none` otherwise), `smtps://…` (TLS from the first byte), or `file://FOLDER`.
    ///
    /// # Errors
    /// One line that says what is wrong with it.
    pub fn of(url: &str) -> Result<Self, String> {
        if let Some(folder) = url.strip_prefix("file://") {
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("the mail folder {folder} cannot be made: {error}"))?;
            return Ok(Self::Files(PathBuf::from(folder)));
        }
        let parsed = Url::parse(url).map_err(|error| format!("the mail URL is none: {error}"))?;
        let host = parsed.host_str().unwrap_or_default();
        if host.is_empty() {
            return Err("the mail URL names no mail server".to_owned());
        }
        let parameters = || {
            TlsParameters::new(host.to_owned())
                .map_err(|error| format!("no TLS to the mail server: {error}"))
        };
        let asked = parsed
            .query_pairs()
            .find(|(name, _)| name == "tls")
            .map(|(_, value)| value.into_owned());
        let (tls, port) = match (parsed.scheme(), asked.as_deref()) {
            ("smtps", None) => (Tls::Wrapper(parameters()?), 465),
            ("smtp", None) => (Tls::Opportunistic(parameters()?), 25),
            ("smtp", Some("required")) => (Tls::Required(parameters()?), 587),
            ("smtp", Some("none")) => (Tls::None, 25),
            (scheme, _) => {
                return Err(format!(
                    "a mail URL begins with smtp://, smtps:// or file://, and may end with ?tls=required or ?tls=none, \
                     but this is {scheme}://… with tls={}",
                    asked.unwrap_or_default()
                ));
            }
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(parsed.port().unwrap_or(port))
            .timeout(Some(STEP_MAX))
            .tls(tls);
        if !parsed.username().is_empty() {
            let decode = |text: &str| {
                let plus_kept = text.replace('+', "%2B");
                url::form_urlencoded::parse(format!("x={plus_kept}").as_bytes())
                    .next()
                    .map(|(_, value)| value.into_owned())
                    .unwrap_or_default()
            };
            builder = builder.credentials(Credentials::new(
                decode(parsed.username()),
                decode(parsed.password().unwrap_or_default()),
            ));
        }
        Ok(Self::Smtp(builder.build()))
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// What the mail server said, and whether another try is of use.
    pub async fn send(&self, id: &str, envelope: &Envelope, mail: &[u8]) -> Result<(), SendError> {
        match self {
            Self::Smtp(server) => {
                let sent = tokio::time::timeout(SEND_MAX, server.send_raw(envelope, mail)).await;
                match sent {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(SendError {
                        is_temporary: !error.is_permanent(),
                        reason: error.to_string().chars().take(ANSWER_MAX).collect(),
                    }),
                    Err(_) => Err(SendError {
                        is_temporary: true,
                        reason: "the mail server takes too long".to_owned(),
                    }),
                }
            }
            Self::Files(folder) => {
                let (folder, id, mail) = (folder.clone(), id.to_owned(), mail.to_vec());
                let written = tokio::task::spawn_blocking(move || write(&folder, &id, &mail)).await;
                let failed = |reason: String| SendError {
                    is_temporary: true,
                    reason,
                };
                written
                    .map_err(|error| failed(error.to_string()))?
                    .map_err(|error| failed(error.to_string()))
            }
        }
    }
}

/// Writes a file whole or not at all.
fn write(folder: &Path, id: &str, mail: &[u8]) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, mail)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(format!("{id}.eml")))?;
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::Transport;

    #[tokio::test]
    async fn urls_that_name_no_way_are_refused_in_one_line() {
        for url in [
            "",
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtp://mail.example.com?tls=perhaps",
            "smtps://mail.example.com?tls=none",
        ] {
            let error = Transport::of(url).expect_err(url);
            assert!(!error.contains('\n'), "{error}");
        }
        for url in [
            "smtp://mail.example.com",
            "smtp://user:p%40ss@mail.example.com:2525?tls=required",
            "smtps://user:pass@mail.example.com",
        ] {
            assert!(Transport::of(url).is_ok(), "{url}");
        }
    }
}
