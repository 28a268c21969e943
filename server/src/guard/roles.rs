//! What a page may ask of its visitor: a login, and a role.

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome, Request};

use super::login::Login;
use super::posted::Posted;
use super::visitor::{Visitor, fail, is_reading, place_to_come_back, visitor};
use crate::reply::PageError;
use crate::view::page::ResendView;

/// The longest address that a visitor is sent back to after the login, in bytes.
const NEXT_MAX: usize = 1_000;

/// Where somebody may be who must set up a second factor first.
const BEFORE_SECOND_FACTOR: [&str; 4] = [
    "/account/second-factor",
    "/account/confirm",
    "/account/password",
    "/logout",
];

/// A visitor who is logged in. Anybody else is sent to the login page and comes back after it.
#[derive(Debug)]
pub struct LoggedIn<'r> {
    /// The visitor.
    pub visitor: Visitor<'r>,
    /// Their login.
    pub login: Login,
}

/// A member of staff, whatever their role.
#[derive(Debug)]
pub struct Member<'r> {
    /// The visitor.
    pub visitor: Visitor<'r>,
    /// Their login.
    pub login: Login,
}

/// Somebody who may read the record of security events.
#[derive(Debug)]
pub struct Auditor<'r> {
    /// The visitor.
    pub visitor: Visitor<'r>,
    /// Their login.
    pub login: Login,
}

/// A member of staff: a reviewer or an administrator.
#[derive(Debug)]
pub struct Staff<'r> {
    /// The visitor.
    pub visitor: Visitor<'r>,
    /// Their login.
    pub login: Login,
}

/// An administrator.
#[derive(Debug)]
pub struct Administrator<'r> {
    /// The visitor.
    pub visitor: Visitor<'r>,
    /// Their login.
    pub login: Login,
}

/// Sends to the login page, and back after it: to the page asked for, or to the one with the form that was posted.
fn go_and_log_in(request: &Request<'_>) -> PageError {
    let is_over = !is_reading(request);
    PageError::login(&place_to_come_back(request), is_over)
}

/// Returns whether an address leads to a page of this service: what somebody is sent to after the login.
#[must_use]
pub fn is_local(address: &str) -> bool {
    let odd = |one: char| one.is_control() || one == '\\';
    address.len() <= NEXT_MAX
        && address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(odd)
}

async fn logged_in<'r>(
    request: &'r Request<'_>,
    may: impl Fn(&Login) -> bool,
) -> Result<(Visitor<'r>, Login), PageError> {
    let visitor = visitor(request).await?;
    let path = request.uri().path().as_str();
    let login = visitor
        .login
        .clone()
        .ok_or_else(|| go_and_log_in(request))?;
    // A password that somebody else has seen is changed before anything else.
    if login.account.must_change_password && path != "/account/password" && path != "/logout" {
        return Err(PageError::redirect("/account/password"));
    }
    let account = &login.account;
    let needs_factor = account.is_staff()
        && account.second_factor.is_none()
        && visitor
            .app
            .config
            .needs_second_factor(account.is_administrator());
    if needs_factor && !BEFORE_SECOND_FACTOR.contains(&path) {
        return Err(PageError::redirect("/account/second-factor"));
    }
    if may(&login) {
        Ok((visitor, login))
    } else {
        visitor.note_refusal("forbidden");
        Err(PageError::forbidden())
    }
}

/// Tells whether somebody may come to the desk: an auditor who is nothing else may not.
fn sees_cases(login: &Login) -> bool {
    login.account.reviews() || login.account.is_administrator()
}

macro_rules! login_guard {
    ($guard:ident, $may:expr) => {
        #[rocket::async_trait]
        impl<'r> FromRequest<'r> for $guard<'r> {
            type Error = PageError;

            async fn from_request(request: &'r Request<'_>) -> Outcome<Self, PageError> {
                match logged_in(request, $may).await {
                    Ok((visitor, login)) => Outcome::Success(Self { visitor, login }),
                    Err(error) => fail(request, error),
                }
            }
        }
    };
}

login_guard!(LoggedIn, |_| true);
login_guard!(Member, |login: &Login| login.account.is_staff());
login_guard!(Auditor, |login: &Login| login.account.audits());
login_guard!(Staff, sees_cases);
login_guard!(Administrator, |login: &Login| login
    .account
    .is_administrator());

/// A member of staff who posts what they typed on a page. Where their login has ended meanwhile, that is said only once it is read, so
/// that nothing of it is lost.
#[derive(Debug)]
pub struct StaffPost<'r> {
    visitor: Visitor<'r>,
    /// The login; else where to go for one.
    login: Result<Login, PageError>,
}

impl<'r> StaffPost<'r> {
    /// Returns the member of staff who posted this.
    ///
    /// # Errors
    /// Where nobody is logged in: a page from which `typed` can be sent again after the login or, where there is nothing of it, the login.
    pub fn logged_in(self, typed: Option<&Posted>) -> Result<Staff<'r>, PageError> {
        let visitor = self.visitor;
        let error = match self.login {
            Ok(login) => return Ok(Staff { visitor, login }),
            Err(error) => error,
        };
        // Another site cannot make a browser say so: what is shown was typed on a page of ours.
        let Some(posted) = typed.filter(|_| visitor.is_same_origin()) else {
            return Err(error);
        };
        let mut error = PageError::new(Status::Forbidden, "error-login-ended");
        error.again = Some(Box::new(ResendView {
            action: visitor.sent_to(),
            pairs: posted.pairs.clone(),
            token: visitor.csrf.clone(),
        }));
        Err(error)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for StaffPost<'r> {
    type Error = PageError;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, PageError> {
        let known = match visitor(request).await {
            Ok(visitor) => visitor,
            Err(error) => return fail(request, error),
        };
        if known.login.is_none() {
            let login = Err(go_and_log_in(request));
            return Outcome::Success(Self {
                visitor: known,
                login,
            });
        }
        match logged_in(request, sees_cases).await {
            Ok((visitor, login)) => Outcome::Success(Self {
                visitor,
                login: Ok(login),
            }),
            Err(error) => fail(request, error),
        }
    }
}
