//! Settings that are right for a trial and wrong for a service: said at every start.

use std::net::IpAddr;

use super::Config;

impl Config {
    /// Lists what is set, or not set, so that the service is less safe than it could be; one line each.
    #[must_use]
    pub fn unsafe_settings(&self) -> Vec<&'static str> {
        let address = self.address.parse::<IpAddr>();
        let is_open = address.is_ok_and(|address| !address.is_loopback());
        let mail = self.mail_url();
        let sends_openly = mail.starts_with("smtp://") && !is_here(&mail);
        let store = self.store_url();
        [
            (
                is_open && !self.is_https(),
                "address: other machines reach the service, and public_url does not say https: what people type, and their logins, can be read on the way",
            ),
            (
                is_open && self.is_https() && self.proxy_header.is_none(),
                "proxy_header: public_url says https, so a proxy stands before the service, and every visitor seems to come from its address",
            ),
            (
                self.rate_factor == 0,
                "rate_factor: 0 turns off every limit, that of logins among them",
            ),
            (
                sends_openly,
                "mail: smtp:// sends in clear where the mail server offers no TLS; smtps:// never does",
            ),
            (
                store.starts_with("ws://") && !is_here(&store),
                "store: ws:// sends everything in clear to the store; wss:// does not",
            ),
            (
                is_open && !self.needs_second_factor(true),
                "second_factor: a password alone lets administrators in; administrators or staff asks them for a code as well",
            ),
            (
                self.clock_offset_seconds != 0,
                "clock_offset_seconds: the service's clock is not the machine's",
            ),
        ]
        .into_iter()
        .filter_map(|(is_unsafe, line)| is_unsafe.then_some(line))
        .collect()
    }
}

/// Tells whether a server's URL leads to this machine.
fn is_here(url: &str) -> bool {
    let host = url::Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let host = host.unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut Config), expect: &[&str]) {
        let mut config = Config::default();
        change(&mut config);
        let found = config.unsafe_settings();
        let found: Vec<&str> = found
            .iter()
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn every_unsafe_setting_is_told() {
        check(|_| (), &[]);
        check(
            |config| config.address = "0.0.0.0".to_owned(),
            &["address", "second_factor"],
        );
        check(
            |config| config.address = "::".to_owned(),
            &["address", "second_factor"],
        );
        check(
            |config| {
                config.address = "0.0.0.0".to_owned();
                config.public_url = Some("https://window.example.cn".to_owned());
                config.second_factor = "administrators".to_owned();
            },
            &["proxy_header"],
        );
        check(|config| config.rate_factor = 0, &["rate_factor"]);
        check(
            |config| config.clock_offset_seconds = 5,
            &["clock_offset_seconds"],
        );
        let mail = |url: &str| Some(url.to_owned());
        check(
            |config| config.mail = mail("smtp://mail.example.cn"),
            &["mail"],
        );
        check(|config| config.mail = mail("smtp://127.0.0.1:25"), &[]);
        check(|config| config.mail = mail("smtps://mail.example.cn"), &[]);
        check(
            |config| config.store = mail("ws://10.0.0.5:8000"),
            &["store"],
        );
    }
}
