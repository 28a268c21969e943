//! Who asks: their language, their login if any, and the token that their forms must bring back.

use std::net::{IpAddr, Ipv4Addr};

use guichet_engine::message::Message;
use guichet_engine::workflow::Actor;
use rocket::http::{Cookie, Method, SameSite, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::time::Duration as CookieDuration;
use serde::Serialize;

use super::Limited;
use crate::app::{App, AppRef};
use crate::keys;
use crate::locale::{self, LOCALES};
use crate::reply::{PageError, Reply};
use crate::store::{ADMINISTRATOR, Account, AccountState, REVIEWER, Session};
use crate::view::page::{Frame, FrameAccount, FrameLocale};

/// The cookie that binds forms to a browser that is not logged in.
const VISITOR: &str = "guichet-visitor";
/// The cookie of a login.
const SESSION: &str = "guichet-session";
/// The cookie of a chosen language.
const LOCALE: &str = "guichet-locale";
/// Pages below this have a secret in their address.
const SECRET_PLACE: &str = "/recover/";
/// The part of an IPv6 address that is its network.
const NETWORK_MASK: u128 = !0 << 64;
/// The longest address that a visitor is sent back to after the login, in bytes.
const NEXT_MAX: usize = 1_000;
/// A login's time of last use is written at most this often, in milliseconds.
const TOUCH_MS: i64 = 60_000;

/// A login that holds.
#[derive(Clone, Debug)]
pub struct Login {
    /// Whose.
    pub account: Account,
    /// The session's id: the hash of its token.
    pub session: String,
}

impl Login {
    /// Whether the account has a role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.account.has_role(role)
    }

    /// Where somebody who has logged in begins.
    #[must_use]
    pub fn home(account: &Account) -> &'static str {
        if account.has_role(REVIEWER) {
            "/desk"
        } else if account.is_staff() {
            "/admin"
        } else {
            "/account"
        }
    }

    /// The account as the engine knows members of staff.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff {
            id: self.account.id.clone(),
            name: self.account.display_name.clone(),
            roles: self.account.roles.clone(),
        }
    }
}

/// Whoever asks.
#[derive(Clone)]
pub struct Visitor<'r> {
    /// The service.
    pub app: &'r AppRef,
    /// The language of the answer.
    pub locale: &'static str,
    /// Where the request comes from.
    pub address: IpAddr,
    /// Their login, if any.
    pub login: Option<Login>,
    /// The token that forms bring back.
    pub csrf: String,
    request: &'r Request<'r>,
}

impl std::fmt::Debug for Visitor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visitor")
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Context<'a, T> {
    locale: &'a str,
    frame: &'a Frame,
    page: &'a T,
}

impl<'r> Visitor<'r> {
    /// Draws a page: `page` is given to the template as `page`, beside `locale` and `frame`.
    ///
    /// # Errors
    /// When the template fails; that is logged, and the visitor is told only that something went wrong.
    pub fn page(&self, template: &str, page: &impl Serialize) -> Result<Reply, PageError> {
        Ok(Reply::html(self.render(template, page)?))
    }

    /// Draws a template to text, with the same context as a page.
    ///
    /// # Errors
    /// As [`Visitor::page`].
    pub fn render(&self, template: &str, page: &impl Serialize) -> Result<String, PageError> {
        let context = Context {
            locale: self.locale,
            frame: &self.frame(),
            page,
        };
        let live = self.app.definitions.live();
        live.templates
            .render(template, &context)
            .map_err(|error| PageError::internal(&error))
    }

    /// A message as a sentence in the visitor's language.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        let live = self.app.definitions.live();
        live.templates.sentences.message(self.locale, message)
    }

    /// What surrounds every page.
    #[must_use]
    pub fn frame(&self) -> Frame {
        frame(self.request, self.locale, &self.csrf, self.login.as_ref())
    }

    /// Whether the token of a form is this visitor's.
    ///
    /// # Errors
    /// A page that says that the form is too old or was not ours.
    pub fn check_csrf(&self, token: &str) -> Result<(), PageError> {
        if keys::same(&self.csrf, token) {
            Ok(())
        } else {
            Err(PageError::forged())
        }
    }

    /// Uses one of the visitor's allowance.
    ///
    /// # Errors
    /// A page that says how long to wait.
    pub fn limit(&self, limited: Limited) -> Result<(), PageError> {
        self.app
            .limits
            .check(limited, self.address)
            .map_err(PageError::too_many)
    }

    /// A cookie of this service by its bare name (`guichet-draft-x`).
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        let name = cookie_name(self.app, name);
        self.request
            .cookies()
            .get(&name)
            .map(|cookie| cookie.value().to_owned())
    }

    /// Sets a cookie by its bare name; `days` of 0 keeps it until the browser closes.
    pub fn set_cookie(&self, name: &str, value: String, days: u32) {
        self.request
            .cookies()
            .add(make_cookie(self.app, name, value, days));
    }

    /// Removes a cookie by its bare name.
    pub fn remove_cookie(&self, name: &str) {
        let mut cookie = make_cookie(self.app, name, String::new(), 0);
        cookie.make_removal();
        self.request.cookies().add(cookie);
    }

    /// Begins a login: a new token in a new cookie, its hash in the store. An earlier login of this browser ends.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn log_in(&self, account: &Account) -> Result<(), PageError> {
        if let Some(earlier) = &self.login {
            self.app.store.end_session(&earlier.session).await?;
        }
        let token = keys::token();
        let now = self.app.clock.now_ms();
        let session = Session {
            id: keys::hash(&token),
            account: account.id.clone(),
            created: now,
            seen: now,
            credential: account.credential(),
        };
        self.app.store.put_session(&session).await?;
        self.set_cookie(SESSION, token, 0);
        self.remove_cookie(VISITOR);
        Ok(())
    }

    /// Ends the login. Forms from before it are of no more use.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn log_out(&self) -> Result<(), PageError> {
        if let Some(login) = &self.login {
            self.app.store.end_session(&login.session).await?;
        }
        self.remove_cookie(SESSION);
        self.remove_cookie(VISITOR);
        Ok(())
    }
}

/// `__Host-…` where TLS is on, so that no other host of the domain can set it.
fn cookie_name(app: &App, name: &str) -> String {
    if app.config.is_https() {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

fn make_cookie(app: &App, name: &str, value: String, days: u32) -> Cookie<'static> {
    let mut cookie = Cookie::build((cookie_name(app, name), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.is_https());
    if days > 0 {
        cookie = cookie.max_age(CookieDuration::days(i64::from(days)));
    }
    cookie.build()
}

fn chosen_locale(request: &Request<'_>, app: &App) -> &'static str {
    let asked = request
        .query_value::<&str>("lang")
        .and_then(Result::ok)
        .and_then(locale::named);
    if let Some(locale) = asked {
        request
            .cookies()
            .add(make_cookie(app, LOCALE, locale.to_owned(), 365));
        return locale;
    }
    let kept = request
        .cookies()
        .get(&cookie_name(app, LOCALE))
        .and_then(|cookie| locale::named(cookie.value()));
    kept.unwrap_or_else(|| {
        request
            .headers()
            .get_one("Accept-Language")
            .map_or(locale::DEFAULT, locale::accepted)
    })
}

fn frame(request: &Request<'_>, locale: &str, csrf: &str, login: Option<&Login>) -> Frame {
    let path = request.uri().path().as_str();
    let done = request
        .query_value::<&str>("done")
        .and_then(Result::ok)
        .filter(|done| {
            done.len() <= 40
                && done
                    .bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_lowercase())
        });
    Frame {
        csrf: csrf.to_owned(),
        path: path.to_owned(),
        done: done.map(|done| format!("done-{done}")),
        locales: LOCALES
            .into_iter()
            .map(|name| FrameLocale {
                name,
                href: format!("{path}?lang={name}"),
                current: name == locale,
            })
            .collect(),
        account: login.map(|login| FrameAccount {
            name: login.account.display_name.clone(),
            staff: login.account.is_staff(),
            reviewer: login.has_role(REVIEWER),
            administrator: login.has_role(ADMINISTRATOR),
        }),
    }
}

/// What surrounds a page for a request whose login is not known: error pages.
pub(crate) fn bare_frame(request: &Request<'_>, app: &App) -> (&'static str, Frame) {
    let kept: &Option<(&'static str, Frame)> = request.local_cache(|| None);
    kept.clone().unwrap_or_else(|| {
        let locale = chosen_locale(request, app);
        (locale, frame(request, locale, "", None))
    })
}

/// The login of a request, looked up once for all its guards.
async fn find_login(request: &Request<'_>, app: &App) -> Result<Option<Login>, PageError> {
    let found: &Result<Option<Login>, PageError> = request
        .local_cache_async(async { look_up_login(request, app).await })
        .await;
    found.clone()
}

async fn look_up_login(request: &Request<'_>, app: &App) -> Result<Option<Login>, PageError> {
    let name = cookie_name(app, SESSION);
    let Some(token) = request.cookies().get(&name).map(Cookie::value) else {
        return Ok(None);
    };
    let Some(mut session) = app.store.session(&keys::hash(token)).await? else {
        return Ok(None);
    };
    let now = app.clock.now_ms();
    let idle_ms = i64::from(app.config.session_idle_minutes) * 60_000;
    let whole_ms = i64::from(app.config.session_hours) * 3_600_000;
    let in_time = now < session.seen.saturating_add(idle_ms)
        && now < session.created.saturating_add(whole_ms);
    let account = app.store.account(&session.account).await?;
    let account = account.filter(|account| {
        in_time
            && account.state == AccountState::Active
            && account.credential() == session.credential
    });
    let Some(account) = account else {
        app.store.end_session(&session.id).await?;
        return Ok(None);
    };
    if now - session.seen > TOUCH_MS.min(idle_ms / 4) {
        session.seen = now;
        app.store.touch_session(&session).await?;
    }
    Ok(Some(Login {
        account,
        session: session.id,
    }))
}

/// A change must come from our own pages: browsers say so in `Sec-Fetch-Site`, older ones, and all where there is no TLS,
/// in `Origin`.
fn is_from_elsewhere(request: &Request<'_>, app: &App) -> bool {
    if matches!(request.method(), Method::Get | Method::Head) {
        return false;
    }
    let headers = request.headers();
    if let Some(site) = headers.get_one("Sec-Fetch-Site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = headers.get_one("Origin") else {
        return false;
    };
    // A page that keeps its address to itself sends this even to its own service.
    if origin == "null" && request.uri().path().starts_with(SECRET_PLACE) {
        return false;
    }
    // Whoever runs the service without telling it its address uses it under several names.
    let asked = headers.get_one("Host").unwrap_or_default();
    let (_, host) = origin.split_once("://").unwrap_or_default();
    origin != app.config.public_url() && (host.is_empty() || host != asked)
}

/// The address that a request comes from, for limits: of IPv6 the network, since every customer has a whole one.
fn address(request: &Request<'_>, app: &App) -> IpAddr {
    // A proxy adds the address that it sees at the end; what stands before it anybody may have written.
    let forwarded = app
        .config
        .proxy_header
        .as_ref()
        .and_then(|name| request.headers().get(name).last())
        .and_then(|value| value.rsplit(',').next()?.trim().parse().ok());
    let seen = || request.remote().map(|remote| remote.ip());
    let address = forwarded
        .or_else(seen)
        .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    match address.to_canonical() {
        IpAddr::V6(whole) => IpAddr::V6((whole.to_bits() & NETWORK_MASK).into()),
        short => short,
    }
}

async fn visitor<'r>(request: &'r Request<'_>) -> Result<Visitor<'r>, PageError> {
    let app: &AppRef = request
        .rocket()
        .state()
        .ok_or_else(|| PageError::internal(&"no service"))?;
    if is_from_elsewhere(request, app) {
        return Err(PageError::forged());
    }
    let login = find_login(request, app).await?;
    let locale = chosen_locale(request, app);
    let bound = match &login {
        Some(login) => login.session.clone(),
        None => {
            let name = cookie_name(app, VISITOR);
            let kept = request
                .cookies()
                .get_pending(&name)
                .map(|cookie| cookie.value().to_owned());
            kept.filter(|token| token.len() == 43).unwrap_or_else(|| {
                let token = keys::token();
                request
                    .cookies()
                    .add(make_cookie(app, VISITOR, token.clone(), 365));
                token
            })
        }
    };
    let csrf = app.keys.code("csrf", &bound);
    let surroundings = frame(request, locale, &csrf, login.as_ref());
    request.local_cache(|| Some((locale, surroundings)));
    Ok(Visitor {
        app,
        locale,
        address: address(request, app),
        login,
        csrf,
        request,
    })
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visitor<'r> {
    type Error = PageError;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, PageError> {
        match visitor(request).await {
            Ok(visitor) => Outcome::Success(visitor),
            Err(error) => fail(request, error),
        }
    }
}

/// Ends a guard; the catcher draws the error that is kept with the request.
pub(crate) fn fail<S, F>(
    request: &Request<'_>,
    error: PageError,
) -> rocket::outcome::Outcome<S, (Status, PageError), F> {
    let status = error.status;
    request.local_cache(|| Some(error.clone()));
    rocket::outcome::Outcome::Error((status, error))
}

/// A visitor who is logged in. Anybody else is sent to the login page and comes back after it.
#[derive(Debug)]
pub struct LoggedIn<'r> {
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

/// To the login page, and back after it: to the page asked for, or to the one with the form that was posted.
fn go_and_log_in(request: &Request<'_>) -> PageError {
    if matches!(request.method(), Method::Get | Method::Head) {
        return PageError::login(&request.uri().to_string(), false);
    }
    let referrer = request.headers().get_one("Referer").unwrap_or_default();
    let page = url::Url::parse(referrer).ok();
    let place =
        page.map(|page| page[url::Position::BeforePath..url::Position::AfterQuery].to_owned());
    PageError::login(&place.unwrap_or_default(), true)
}

/// Whether an address leads to a page of this service: what somebody is sent to after the login.
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
    if may(&login) {
        Ok((visitor, login))
    } else {
        Err(PageError::forbidden())
    }
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
login_guard!(Staff, |login: &Login| login.account.is_staff());
login_guard!(Administrator, |login: &Login| login.has_role(ADMINISTRATOR));
