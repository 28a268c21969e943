//! What a value must be beyond its type: addresses, schemes, zones.

use std::net::IpAddr;

use jiff::tz::TimeZone;
use lettre::message::Mailbox;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::Config;
use super::settings::{ConfigError, Settings};

/// A token that nobody guesses is no shorter.
const TOKEN_CHARS_MIN: usize = 16;

/// Checks every value; the public address is written as browsers write an origin.
pub(super) fn check(config: &mut Config, settings: &Settings) -> Result<(), ConfigError> {
    let fault = |key: &'static str| move |reason: String| settings.fault(key, &reason);
    ip_address(&config.address).map_err(fault("address"))?;
    if let Some(url) = &config.store {
        url_of(url, &["surrealkv", "mem", "ws", "wss"]).map_err(fault("store"))?;
    }
    if let Some(url) = &config.attachments {
        url_of(url, &["file"]).map_err(fault("attachments"))?;
    }
    if let Some(url) = &config.mail {
        url_of(url, &["smtp", "smtps", "file"]).map_err(fault("mail"))?;
    }
    config
        .mail_from
        .parse::<Mailbox>()
        .map_err(|error| {
            format!(
                "{:?} is not a mail address such as 单一窗口 <no-reply@example.cn>: {error}",
                config.mail_from
            )
        })
        .map_err(fault("mail_from"))?;
    if let Some(url) = &config.public_url {
        config.public_url = Some(origin(url).map_err(fault("public_url"))?);
    }
    TimeZone::get(&config.time_zone)
        .map_err(|_| {
            format!(
                "there is no time zone {:?}; one is Asia/Shanghai",
                config.time_zone
            )
        })
        .map_err(fault("time_zone"))?;
    one_of(
        &config.second_factor,
        &["nobody", "administrators", "staff"],
    )
    .map_err(fault("second_factor"))?;
    if let Some(name) = &config.proxy_header {
        header_name(name).map_err(fault("proxy_header"))?;
    }
    if config
        .metrics_token
        .as_ref()
        .is_some_and(|token| token.chars().count() < TOKEN_CHARS_MIN)
    {
        let words = format!(
            "it must have {TOKEN_CHARS_MIN} characters or more, as `openssl rand -hex 16` gives them"
        );
        return Err(settings.fault("metrics_token", &words));
    }
    EnvFilter::try_new(&config.log)
        .map_err(|error| format!("{:?} is not a filter of tracing: {error}", config.log))
        .map_err(fault("log"))?;
    Ok(())
}

fn one_of(text: &str, known: &[&str]) -> Result<(), String> {
    if known.contains(&text) {
        return Ok(());
    }
    Err(format!("{text:?} is not one of {}", known.join(", ")))
}

fn ip_address(text: &str) -> Result<(), String> {
    text.parse::<IpAddr>().map(|_| ()).map_err(|_| {
        format!("{text:?} is not an IP address such as 127.0.0.1, or 0.0.0.0 for every one of this machine")
    })
}

/// Checks that a text is a URL of one of these schemes. What follows `surrealkv://` and `file://` is a path, whatever it holds; the others
/// name a host.
fn url_of(text: &str, schemes: &[&str]) -> Result<(), String> {
    let known = schemes
        .iter()
        .map(|scheme| format!("{scheme}://"))
        .collect::<Vec<_>>()
        .join(", ");
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(format!("{text:?} is not a URL; it begins with {known}"));
    };
    if !schemes.contains(&scheme) {
        return Err(format!(
            "the scheme {scheme}:// is not known; known are {known}"
        ));
    }
    match scheme {
        "mem" if rest.is_empty() => Ok(()),
        "mem" => Err("mem:// takes nothing after it".to_owned()),
        "surrealkv" | "file" if rest.split('?').next().is_some_and(str::is_empty) => {
            Err(format!("{scheme}:// needs a folder after it"))
        }
        "surrealkv" | "file" => Ok(()),
        // What stands in a URL may be a password, so it is not repeated.
        _ => match Url::parse(text) {
            Ok(url) if url.has_host() => Ok(()),
            Ok(_) => Err(format!("{scheme}:// needs a host after it")),
            Err(error) => Err(format!("this is not a URL: {error}")),
        },
    }
}

fn origin(text: &str) -> Result<String, String> {
    let example = "such as https://window.example.cn";
    let url =
        Url::parse(text).map_err(|error| format!("{text:?} is not a URL {example}: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "the scheme {}:// is not known; known are http://, https://",
            url.scheme()
        ));
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err(format!(
            "{text:?} must be only a scheme, a host and a port, {example}: the service needs a host of its own"
        ));
    }
    Ok(url.origin().ascii_serialization())
}

fn header_name(name: &str) -> Result<(), String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(is_token) {
        Ok(())
    } else {
        Err(format!(
            "{name:?} is not the name of a header such as X-Forwarded-For"
        ))
    }
}
