//! A posted form, read within a limit and proved to come from our own page.

use rocket::data::{Data, FromData, Outcome};
use rocket::http::ContentType;
use rocket::request::Request;
use tokio::io::AsyncReadExt;

use super::visitor::{Visitor, fail};
use crate::reply::PageError;
use crate::view::page::ResendView;

/// The most that an ordinary form may hold, in bytes.
pub(super) const FORM_BYTES_MAX: u64 = 2 * 1024 * 1024;
/// The most inputs that a form may hold.
pub const PAIRS_MAX: usize = 10_000;

/// The pairs of a form (`application/x-www-form-urlencoded`) whose token was checked.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// The pairs as posted, without the token.
    pub pairs: Vec<(String, String)>,
}

impl Posted {
    /// Returns the first value of a name, without blanks around it; empty where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Returns the first value of a name exactly as typed: passwords.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }

    /// Reads and checks pairs that came by another way (multipart).
    ///
    /// # Errors
    /// When the token is not the visitor's.
    pub fn checked(
        visitor: &Visitor<'_>,
        mut pairs: Vec<(String, String)>,
    ) -> Result<Self, PageError> {
        let token = pairs
            .iter()
            .position(|(name, _)| name == "csrf")
            .map(|at| pairs.remove(at).1)
            .unwrap_or_default();
        visitor.check_csrf(&token).map_err(|mut error| {
            // Another site cannot make a browser say so: what is shown was typed on a page of ours.
            if visitor.is_same_origin() {
                pairs.retain(|(name, _)| !is_password(name));
                error.again = Some(Box::new(ResendView {
                    action: visitor.sent_to(),
                    pairs: std::mem::take(&mut pairs),
                    token: visitor.csrf.clone(),
                }));
            }
            error
        })?;
        Ok(Self { pairs })
    }
}

/// Returns whether an input is for a password, which is never written into a page.
fn is_password(name: &str) -> bool {
    let name = name.to_lowercase();
    ["password", "secret", "passphrase", "pin"]
        .iter()
        .any(|part| name.contains(part))
}

/// Reads and checks a form without files.
pub(super) async fn read_urlencoded(
    visitor: &Visitor<'_>,
    data: Data<'_>,
) -> Result<Posted, PageError> {
    let mut body = Vec::new();
    // One byte more than may come tells what is too long.
    let read = visitor
        .open_body(data, FORM_BYTES_MAX + 1)
        .read_to_end(&mut body)
        .await;
    let read = read.map_err(|_| PageError::bad_request())?;
    if read as u64 > FORM_BYTES_MAX {
        return Err(PageError::too_large());
    }
    Posted::checked(visitor, decode(&body)?)
}

/// Returns the pairs of a body, strictly: no browser sends what is refused here.
fn decode(body: &[u8]) -> Result<Vec<(String, String)>, PageError> {
    let parts = || {
        body.split(|byte| *byte == b'&')
            .filter(|part| !part.is_empty())
    };
    if parts().count() > PAIRS_MAX {
        return Err(PageError::too_large());
    }
    let pair = |part: &[u8]| {
        let at = part.iter().position(|byte| *byte == b'=');
        let (name, value) = part.split_at(at.unwrap_or(part.len()));
        Some((text(name)?, text(value.get(1..).unwrap_or_default())?))
    };
    let pairs: Option<Vec<_>> = parts().map(pair).collect();
    pairs.ok_or_else(PageError::bad_request)
}

/// Returns what was percent-encoded; `None` where that is broken, no UTF-8, or holds a NUL.
fn text(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(*rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => *other,
        });
    }
    is_text(&bytes).then(|| String::from_utf8(bytes).ok())?
}

/// Returns whether bytes may be text of a form: one without NUL, which no store or template expects.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0)
}

async fn read(request: &Request<'_>, data: Data<'_>) -> Result<Posted, PageError> {
    let visitor = request
        .guard::<Visitor<'_>>()
        .await
        .success_or_else(PageError::bad_request)?;
    if !request
        .content_type()
        .is_some_and(|kind: &ContentType| kind.is_form())
    {
        return Err(PageError::unsupported());
    }
    read_urlencoded(&visitor, data).await
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Posted {
    type Error = PageError;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match read(request, data).await {
            Ok(posted) => Outcome::Success(posted),
            Err(error) => fail(request, error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &[u8], expect: Result<&[(&str, &str)], u16>) {
        let found = decode(body).map_err(|error| error.status.code);
        let expect = expect.map(|pairs| {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            pairs.iter().map(owned).collect::<Vec<_>>()
        });
        assert_eq!(found, expect, "{}", String::from_utf8_lossy(body));
    }

    #[test]
    fn a_body_is_decoded_as_browsers_encode_it_and_nothing_else() {
        check(b"", Ok(&[]));
        check(
            b"a=1&b=+%2B&&c&=d",
            Ok(&[("a", "1"), ("b", " +"), ("c", ""), ("", "d")]),
        );
        check(b"a=b=c&a=2", Ok(&[("a", "b=c"), ("a", "2")]));
        check("a=%E5%8D%95位".as_bytes(), Ok(&[("a", "单位")]));
        for broken in [
            "a=%",
            "a=%4",
            "a=%zz",
            "a=100%&b=2",
            "%g0=1",
            "a=%ff",
            "a=%C3%28",
            "a=%00",
            "a\0=1",
        ] {
            check(broken.as_bytes(), Err(400));
        }
        check(b"a=\xff", Err(400));
        check(
            "a=1&".repeat(PAIRS_MAX).as_bytes(),
            Ok(&vec![("a", "1"); PAIRS_MAX]),
        );
        check("a=1&".repeat(PAIRS_MAX + 1).as_bytes(), Err(413));
    }
}
