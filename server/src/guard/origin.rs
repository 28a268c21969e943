//! Where a login was begun: as much of address and browser as its owner needs to tell it from others.

use std::net::IpAddr;

use rocket::request::Request;

use crate::store::Origin;

/// What the browsers' families call themselves, the more telling first: each says that it is others, too.
const FAMILIES: [(&str, &str); 9] = [
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ Browser"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
];
/// What the systems call themselves, the more telling first.
const SYSTEMS: [(&str, &str); 7] = [
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// Returns where a request comes from.
pub(super) fn of(request: &Request<'_>, address: IpAddr) -> Origin {
    let agent = request.headers().get_one("User-Agent").unwrap_or_default();
    Origin {
        address: coarse(address),
        browser: browser(agent),
    }
}

/// Returns an address without its last part; of IPv6 a network is all there is.
pub(super) fn coarse(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.*")
        }
        IpAddr::V6(address) => address.to_string(),
    }
}

/// Returns family and system of a browser, without its version.
fn browser(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(word, _)| agent.contains(word));
        found.map(|(_, name)| *name)
    };
    let parts = [find(&FAMILIES), find(&SYSTEMS)];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_by_family_and_system_and_addresses_by_network() {
        for (agent, expect) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0",
                "WeChat, Android",
            ),
            ("<script>alert(1)</script>", ""),
            ("", ""),
        ] {
            assert_eq!(browser(agent), expect, "{agent}");
        }
        assert_eq!(coarse([203, 0, 113, 9].into()), "203.0.113.*");
        let six: IpAddr = "2001:db8::".parse().expect("an address");
        assert_eq!(coarse(six), "2001:db8::");
    }
}
