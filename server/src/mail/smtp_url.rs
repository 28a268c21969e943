//! What `smtp://…` and `smtps://…` say.

use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use url::Url;

use super::smtp::{Security, Smtp};

/// The ports where the URL names none: TLS from the start, submission with a login, relay without.
const PORT_TLS: u16 = 465;
const PORT_LOGIN: u16 = 587;
const PORT_PLAIN: u16 = 25;
/// How long one mail may take, from the connection to the mail server's last answer.
pub(super) const SEND_MAX: Duration = Duration::from_secs(60);

impl Smtp {
    /// Reads `smtp://[user:password@]host[:port][?tls=opportunistic|required|none][&ca=FILE]` or `smtps://…`.
    ///
    /// # Errors
    /// One line that says what is wrong; it never repeats the URL, which may hold a password.
    pub(super) fn from_url(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("this is not a URL: {error}"))?;
        let host = host(&url)?;
        let login = login(&url)?;
        let (mut tls, mut ca) = (None, None);
        for (name, value) in url.query_pairs() {
            let place = match &*name {
                "tls" => &mut tls,
                "ca" => &mut ca,
                _ => return Err(format!("{name:?} is not known; known are tls and ca")),
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(format!("{name} is given twice"));
            }
        }
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err("only ?tls=… and &ca=… may follow the host and port".to_owned());
        }
        let security = security(url.scheme(), tls.as_deref(), login.is_some(), &host)?;
        let port = match security {
            Security::Implicit => PORT_TLS,
            _ if login.is_some() => PORT_LOGIN,
            _ => PORT_PLAIN,
        };
        Ok(Self {
            port: url.port().unwrap_or(port),
            hello: ClientId::default(),
            tls: tls_parameters(&host, ca.as_deref())?,
            send_max: SEND_MAX,
            host,
            login,
            security,
        })
    }
}

fn host(url: &Url) -> Result<String, String> {
    let host = url.host_str().filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| "a host is missing".to_owned())?;
    Ok(host.trim_matches(['[', ']']).to_owned())
}

fn login(url: &Url) -> Result<Option<Credentials>, String> {
    let decoded = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| "the login is not UTF-8".to_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err("a password needs a user before it".to_owned()),
        (_, None) => Err("a user needs a password: user:password@host".to_owned()),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

/// Refuses to send a password in clear over a network unless `tls=none` asks for just that.
fn security(
    scheme: &str,
    tls: Option<&str>,
    has_login: bool,
    host: &str,
) -> Result<Security, String> {
    match (scheme, tls) {
        ("smtps", None) => Ok(Security::Implicit),
        ("smtps", Some(_)) => Err("smtps:// always uses TLS and takes no tls=…".to_owned()),
        (_, Some("none")) => Ok(Security::None),
        (_, Some("required")) => Ok(Security::Required),
        (_, None) if has_login && !is_this_machine(host) => Ok(Security::Required),
        (_, None | Some("opportunistic")) => Ok(Security::Offered),
        (_, Some(other)) => Err(format!(
            "tls={other:?} is not known; known are opportunistic, required and none"
        )),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Trusts, with `ca`, only certificates by those in the file, else those by the public authorities.
fn tls_parameters(host: &str, ca: Option<&str>) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca {
        let pem = std::fs::read(path)
            .map_err(|error| format!("the certificates {path} cannot be read: {error}"))?;
        if !pem.windows(17).any(|window| window == b"BEGIN CERTIFICATE") {
            return Err(format!("{path} holds no certificate (PEM)"));
        }
        let certificate = Certificate::from_pem(&pem)
            .map_err(|error| format!("the certificates {path} cannot be used: {error}"))?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(certificate);
    }
    builder
        .build()
        .map_err(|error| format!("TLS cannot be used: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_says_where_and_how() {
        for (url, port, security, login) in [
            ("smtp://mail.example.cn", 25, Security::Offered, false),
            (
                "smtp://mail.example.cn:2525",
                2525,
                Security::Offered,
                false,
            ),
            ("smtp://u:p@mail.example.cn", 587, Security::Required, true),
            ("smtp://u:p@127.0.0.1:26", 26, Security::Offered, true),
            ("smtp://u:p@[::1]:26", 26, Security::Offered, true),
            (
                "smtp://u:p@mail.example.cn?tls=none",
                587,
                Security::None,
                true,
            ),
            (
                "smtp://u:p@mail.example.cn?tls=opportunistic",
                587,
                Security::Offered,
                true,
            ),
            (
                "smtp://mail.example.cn/?tls=required",
                25,
                Security::Required,
                false,
            ),
            (
                "smtps://u%40x:p%2Fw@mail.example.cn",
                465,
                Security::Implicit,
                true,
            ),
        ] {
            let smtp = Smtp::from_url(url).expect(url);
            assert_eq!(
                (smtp.port, smtp.security, smtp.login.is_some()),
                (port, security, login),
                "{url}"
            );
        }
        let smtp = Smtp::from_url("smtps://u%40x:p%2Fw@mail.example.cn").expect("read");
        let expect = Credentials::new("u@x".to_owned(), "p/w".to_owned());
        assert_eq!(smtp.login, Some(expect));
        assert_eq!(Smtp::from_url("smtp://[::1]").expect("read").host, "::1");
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (url, reason) in [
            ("smtp://", "a host is missing"),
            ("smtp://u@mail.example.cn", "a user needs a password"),
            ("smtp://:secret@mail.example.cn", "a password needs a user"),
            (
                "smtp://u:secret@mail.example.cn?tls=maybe",
                "tls=\"maybe\" is not known",
            ),
            ("smtps://u:secret@mail.example.cn?tls=none", "takes no tls"),
            (
                "smtp://u:secret@mail.example.cn?verify=no",
                "\"verify\" is not known",
            ),
            (
                "smtp://u:secret@mail.example.cn?tls=none&tls=none",
                "tls is given twice",
            ),
            (
                "smtp://u:secret@mail.example.cn/inbox",
                "may follow the host",
            ),
            (
                "smtps://u:secret@mail.example.cn?ca=/nowhere.pem",
                "/nowhere.pem cannot be read",
            ),
        ] {
            let said = Smtp::from_url(url).expect_err(url);
            assert!(said.contains(reason), "{url}: {said}");
            assert!(!said.contains("secret"), "{said}");
        }
    }
}
