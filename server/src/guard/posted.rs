//! A posted form, read within a limit and proved to come from our own page.

use rocket::data::{Data, FromData, Outcome, ToByteUnit};
use rocket::http::ContentType;
use rocket::request::Request;

use super::Visitor;
use super::visitor::fail;
use crate::reply::PageError;

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
    /// The first value of a name, without blanks around it; empty where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of a name exactly as typed: passwords.
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
        visitor.check_csrf(&token)?;
        Ok(Self { pairs })
    }
}

/// Reads and checks a form without files.
pub(super) async fn read_urlencoded(
    visitor: &Visitor<'_>,
    data: Data<'_>,
) -> Result<Posted, PageError> {
    let body = data
        .open(FORM_BYTES_MAX.bytes())
        .into_bytes()
        .await
        .map_err(|_| PageError::bad_request())?;
    if !body.is_complete() {
        return Err(PageError::too_large());
    }
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&body)
        .take(PAIRS_MAX + 1)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if pairs.len() > PAIRS_MAX {
        return Err(PageError::too_large());
    }
    Posted::checked(visitor, pairs)
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
