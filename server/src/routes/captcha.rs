//! Captchas: a picture, its sound, and a challenge for browsers that work instead.
//!
//! `GET /captcha/challenge` answers with a challenge of the ALTCHA proof of work, version 2:
//!
//! ```json
//! {
//!   "parameters": {
//!     "algorithm": "PBKDF2/SHA-256", "cost": 2000, "expiresAt": 1795500000, "keyLength": 32,
//!     "keyPrefix": "<32 hexadecimal digits>", "keySignature": "…", "nonce": "<hexadecimal>", "salt": "<hexadecimal>"
//!   },
//!   "signature": "…"
//! }
//! ```
//!
//! For each number from 0 the browser derives a key of `keyLength` bytes by PBKDF2 with HMAC-SHA-256 and `cost` rounds; the password is the bytes of
//! `nonce` followed by the number as four bytes, the most significant first; `salt` is the salt. The number is the right one when the key, in
//! hexadecimal, begins with `keyPrefix`; it is found below 1,200. The form then posts, as input `altcha`, the base64 of
//!
//! ```json
//! { "challenge": <the whole answer, unchanged>, "solution": { "counter": 731, "derivedKey": "<hexadecimal>", "time": 512 } }
//! ```
//!
//! A challenge ends after ten minutes and is taken once.

use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Route, get, routes};

use crate::guard::{Limited, Visitor};
use crate::reply::{PageError, Reply, RouteResult};

pub(super) fn routes() -> Vec<Route> {
    routes![drawn, challenge]
}

/// The part of a file that a player asks for; some play nothing unless they get it.
struct Range<'r>(&'r str);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Range<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(request.headers().get_one("Range").unwrap_or_default()))
    }
}

#[get("/captcha/<file>")]
async fn drawn(visitor: Visitor<'_>, range: Range<'_>, file: &str) -> RouteResult {
    visitor.limit(Limited::Captcha)?;
    let captchas = &visitor.app.captchas;
    let (bytes, content_type) = match file.rsplit_once('.') {
        Some((id, "png")) => (captchas.picture(id).await, ContentType::PNG),
        Some((id, "wav")) => (captchas.sound(id).await, ContentType::WAV),
        _ => (None, ContentType::Binary),
    };
    let bytes = bytes.ok_or_else(PageError::not_found)?;
    let whole = bytes.len();
    let reply = match asked(range.0, whole) {
        None => Reply::bytes(content_type, bytes.to_vec()),
        Some((from, to)) => Reply::bytes(content_type, bytes[from..to].to_vec())
            .with_status(Status::PartialContent)
            .with_header("Content-Range", format!("bytes {from}-{}/{whole}", to - 1)),
    };
    Ok(reply.with_header("Accept-Ranges", "bytes"))
}

#[get("/captcha/challenge")]
fn challenge(visitor: Visitor<'_>) -> RouteResult {
    visitor.limit(Limited::Captcha)?;
    let challenge = visitor.app.captchas.challenge();
    let challenge = challenge.ok_or_else(|| PageError::internal(&"no challenge"))?;
    Ok(Reply::json(&challenge))
}

/// Reads from where to where (exclusive) a single range goes; `None` for the whole, and for what is no such range.
fn asked(range: &str, whole: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (from, to) = if from.is_empty() {
        (whole.saturating_sub(to.parse().ok()?), whole)
    } else if to.is_empty() {
        (from.parse().ok()?, whole)
    } else {
        let to: usize = to.parse().ok()?;
        (from.parse().ok()?, to.saturating_add(1).min(whole))
    };
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_range_is_read_or_the_whole_is_given() {
        for (range, expect) in [
            ("bytes=0-", Some((0, 10))),
            ("bytes=0-1", Some((0, 2))),
            ("bytes=4-99", Some((4, 10))),
            ("bytes=-3", Some((7, 10))),
            ("bytes=-99", Some((0, 10))),
            ("bytes=10-", None),
            ("bytes=5-4", None),
            ("bytes=-0", None),
            ("bytes=0-1,3-4", None),
            ("bytes=0-18446744073709551615", Some((0, 10))),
            ("lines=0-1", None),
            ("", None),
        ] {
            assert_eq!(asked(range, 10), expect, "{range}");
        }
    }

    #[rocket::async_test]
    async fn pictures_and_sounds_are_given_for_ids_of_ours() {
        let service = testing::service().await;
        let id = service.app.captchas.issue();
        for (path, status, begins) in [
            (format!("/captcha/{id}.png"), 200, b"\x89PNG"),
            (format!("/captcha/{id}.wav"), 200, b"RIFF"),
            (format!("/captcha/{id}.gif"), 404, b"<!DO"),
            (format!("/captcha/{id}"), 404, b"<!DO"),
            (format!("/captcha/{}x.png", &id[..20]), 404, b"<!DO"),
        ] {
            let response = service.client.get(path.clone()).dispatch().await;
            assert_eq!(response.status().code, status, "{path}");
            let kept = response.headers().get_one("Cache-Control");
            assert_eq!(kept, Some("no-store"), "{path}");
            let bytes = response.into_bytes().await.unwrap_or_default();
            assert!(
                bytes[..4].eq_ignore_ascii_case(begins),
                "{path}: {:?}",
                &bytes[..4]
            );
        }
    }

    #[rocket::async_test]
    async fn a_player_gets_the_part_it_asks_for() {
        let service = testing::service().await;
        let path = format!("/captcha/{}.wav", service.app.captchas.issue());
        let request = service.client.get(path);
        let response = request
            .header(rocket::http::Header::new("Range", "bytes=0-1"))
            .dispatch()
            .await;
        assert_eq!(response.status(), Status::PartialContent);
        let range = response
            .headers()
            .get_one("Content-Range")
            .expect("a range");
        assert!(range.starts_with("bytes 0-1/"), "{range}");
        assert_eq!(response.into_bytes().await.as_deref(), Some(&b"RI"[..]));
    }

    #[rocket::async_test]
    async fn too_many_captchas_are_refused() {
        let service = testing::service_with(|config| config.rate_factor = 1).await;
        for expect in std::iter::repeat_n(404, 30).chain([429]) {
            let (status, _) = testing::get(&service.client, "/captcha/x.png").await;
            assert_eq!(status, expect);
        }
        assert_eq!(
            testing::get(&service.client, "/captcha/challenge").await.0,
            429
        );
    }
}
