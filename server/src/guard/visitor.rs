//! Who asks: their language, their login if any, and the token that their forms must bring back.

use std::net::{IpAddr, Ipv4Addr};

use guichet_engine::message::Message;
use jiff::Timestamp;
use rocket::data::Data;
use rocket::http::{Method, Status};
use rocket::request::{FromRequest, Outcome, Request};

use super::body::{self, Body};
use super::login::{Login, SESSION, find_login};
use super::origin;
use crate::app::{App, AppRef};
use crate::cookies::{CASE, cookie_name, make_cookie};
use crate::frame::{chosen_locale, for_anybody, frame, keep_frame};
use crate::keys;
use crate::limits::{Limited, network_of};
use crate::reply::{PageError, Reply};
use crate::security_log::{self, SecurityEvent};
use crate::service::drafts::Ticket;
use crate::store::{Account, AccountChange, CommitError, Session};
use crate::view::page::{Frame, Page};

/// The cookie that binds forms to a browser that is not logged in.
const VISITOR: &str = "guichet-visitor";
/// Pages below this have a secret in their address.
const SECRET_PLACE: &str = "/recover/";

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
    /// What stands around a page, where it is not what this request says.
    around: Option<Frame>,
    request: &'r Request<'r>,
}

impl std::fmt::Debug for Visitor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visitor")
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}

impl<'r> Visitor<'r> {
    /// Renders a page for this visitor.
    ///
    /// # Errors
    /// When the template fails; that is logged, and the visitor is told only that something went wrong.
    pub fn page(&self, page: &impl Page) -> Result<Reply, PageError> {
        Ok(Reply::html(self.render(page)?))
    }

    /// Renders a page for this visitor to text.
    ///
    /// # Errors
    /// As [`Visitor::page`].
    pub fn render(&self, page: &impl Page) -> Result<String, PageError> {
        let live = self.app.definitions.live();
        live.templates
            .page(self.locale, &self.frame(), page)
            .map_err(|error| PageError::internal(&error))
    }

    /// Returns a message as a sentence in the visitor's language.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        let live = self.app.definitions.live();
        live.templates.sentences.message(self.locale, message)
    }

    /// Returns a visitor of whom, and of whose request, nothing gets into a page at this path: what is kept for everybody.
    #[must_use]
    pub fn anybody(&self, path: &str, csrf: &str) -> Self {
        Self {
            login: None,
            csrf: csrf.to_owned(),
            around: Some(for_anybody(self.app, self.locale, path, csrf)),
            ..self.clone()
        }
    }

    /// Returns what surrounds every page.
    #[must_use]
    pub fn frame(&self) -> Frame {
        if let Some(around) = &self.around {
            return around.clone();
        }
        frame(
            self.request,
            self.app,
            self.locale,
            &self.csrf,
            self.login.as_ref().map(|login| &login.account),
        )
    }

    /// Tells whether the token of a form is this visitor's.
    ///
    /// # Errors
    /// A page that says that the form is too old or was not ours.
    pub fn check_csrf(&self, token: &str) -> Result<(), PageError> {
        if keys::constant_time_eq(&self.csrf, token) {
            Ok(())
        } else {
            self.note_refusal("forged-token");
            Err(PageError::invalid_csrf_token())
        }
    }

    /// Returns whether the browser says that a page of ours sent this.
    #[must_use]
    pub fn is_same_origin(&self) -> bool {
        let site = self.request.headers().get_one("Sec-Fetch-Site");
        site == Some("same-origin")
    }

    /// Opens the body of the request, of which at most so many bytes are read.
    pub(super) fn open_body<'d>(&self, data: Data<'d>, bytes_max: u64) -> Body<'d> {
        body::open(self.request, data, bytes_max)
    }

    /// Returns whether something is asked for, and nothing changed.
    #[must_use]
    pub(super) fn is_reading(&self) -> bool {
        is_reading(self.request)
    }

    /// Returns where this visitor is to be sent back to: the page asked for, or the one with the form that was posted.
    #[must_use]
    pub(super) fn place_to_come_back(&self) -> String {
        place_to_come_back(self.request)
    }

    /// Returns the path and query that were asked for.
    #[must_use]
    pub fn sent_to(&self) -> String {
        self.request.uri().to_string()
    }

    /// Uses one of the visitor's allowance.
    ///
    /// # Errors
    /// A page that says how long to wait.
    pub fn limit(&self, limited: Limited) -> Result<(), PageError> {
        self.spend(limited, 1)
    }

    /// Uses so much of the visitor's allowance.
    ///
    /// # Errors
    /// A page that says how long to wait.
    pub fn spend(&self, limited: Limited, count: u32) -> Result<(), PageError> {
        let checked = self.app.limits.spend(limited, self.address, count);
        checked.map_err(|wait| {
            self.note_refusal(limited.name());
            PageError::too_many(wait)
        })
    }

    /// Puts on record that something was refused, and to which address: with nothing that anybody typed.
    pub fn note_refusal(&self, event: &str) {
        let account = self.login.as_ref().map(|login| &login.account);
        self.record(account, event, None, security_log::Outcome::Refused);
    }

    /// As [`Visitor::note_refusal`], with the account that it was tried with, where there is one.
    pub fn note_refusal_of(&self, account: Option<&Account>, event: &str) {
        self.record(account, event, None, security_log::Outcome::Refused);
    }

    /// Puts on record what this visitor has done, and to what: the name of an account, a reference number.
    pub fn note(&self, event: &str, about: Option<&str>) {
        let account = self.login.as_ref().map(|login| &login.account);
        self.record(account, event, about, security_log::Outcome::Done);
    }

    /// As [`Visitor::note`], of somebody who is not logged in, or not yet.
    pub fn note_of(&self, account: &Account, event: &str) {
        self.record(Some(account), event, None, security_log::Outcome::Done);
    }

    fn record(
        &self,
        account: Option<&Account>,
        event: &str,
        about: Option<&str>,
        outcome: security_log::Outcome,
    ) {
        let event = SecurityEvent {
            at: self.app.clock.now(),
            event: event.to_owned(),
            address: self.address.to_string(),
            account: account.map(|account| account.id.clone()),
            name: account.map(|account| account.name.clone()),
            about: about.map(str::to_owned),
        };
        self.app.security.record(event, Some(self.address), outcome);
    }

    /// Returns a cookie of this service by its bare name (`guichet-draft-x`).
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
        self.note_of(account, "login");
        self.put_session(account, self.app.clock.now()).await?;
        remember_language(self.app, account, self.locale).await?;
        self.remove_cookie(VISITOR);
        Ok(())
    }

    /// Goes on with a login under a new token, now that its password was given once more. It ends when it would have ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn renew_login(&self, login: &Login) -> Result<(), PageError> {
        self.app.store.end_session(&login.session).await?;
        self.put_session(&login.account, login.began).await
    }

    async fn put_session(&self, account: &Account, began: Timestamp) -> Result<(), PageError> {
        let token = keys::token();
        let now = self.app.clock.now();
        let session = Session {
            id: keys::hash(&token),
            account: account.id.clone(),
            created: began,
            seen: now,
            credential: account.credential(),
            origin: Some(origin::of(self.request, self.address)),
            confirmed: Some(now),
        };
        self.app.store.put_session(&session).await?;
        self.set_cookie(SESSION, token, 0);
        Ok(())
    }

    /// Ends the login. Forms from before it are of no more use.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn log_out(&self) -> Result<(), PageError> {
        if let Some(login) = &self.login {
            self.app.store.end_session(&login.session).await?;
            self.note("logout", None);
        }
        self.remove_cookie(SESSION);
        self.remove_cookie(VISITOR);
        self.forget_work();
        Ok(())
    }

    /// Removes the cookies of drafts and cases: whoever uses this browser next finds nothing of them.
    fn forget_work(&self) {
        let prefixes = [Ticket::cookie(""), CASE.to_owned()];
        let prefixes = prefixes.map(|name| cookie_name(self.app, &name));
        let cookies = self.request.cookies();
        let names: Vec<String> = cookies
            .iter()
            .map(|cookie| cookie.name().to_owned())
            .filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)))
            .collect();
        let bare = |name: &str| name.trim_start_matches("__Host-").to_owned();
        for name in names {
            self.remove_cookie(&bare(&name));
        }
    }
}

/// Keeps the language in which somebody uses the pages: they are written to in it.
async fn remember_language(app: &App, account: &Account, locale: &str) -> Result<(), PageError> {
    if account.locale == locale {
        return Ok(());
    }
    let mut account = account.clone();
    account.locale = locale.to_owned();
    match app.store.change_account(&AccountChange::new(account)).await {
        // Whoever changed the account at the same time comes first; the language is kept another time.
        Ok(_) | Err(CommitError::VersionConflict) => Ok(()),
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(other) => Err(PageError::internal(&other)),
    }
}

/// Returns whether a request asks for something, and changes nothing.
pub(super) fn is_reading(request: &Request<'_>) -> bool {
    matches!(request.method(), Method::Get | Method::Head)
}

/// Returns the page that a request asks for, or the one with the form that it posts.
pub(super) fn place_to_come_back(request: &Request<'_>) -> String {
    if is_reading(request) {
        return request.uri().to_string();
    }
    let referrer = request.headers().get_one("Referer").unwrap_or_default();
    let page = url::Url::parse(referrer).ok();
    let place =
        page.map(|page| page[url::Position::BeforePath..url::Position::AfterQuery].to_owned());
    place.unwrap_or_default()
}

/// Returns whether a change comes from elsewhere than our own pages: browsers say so in `Sec-Fetch-Site`, older ones, and all where there is no TLS,
/// in `Origin`.
fn is_from_elsewhere(request: &Request<'_>, app: &App) -> bool {
    if is_reading(request) {
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

/// Returns the address that a request comes from, for limits.
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
    network_of(address)
}

/// Returns who asks, as far as the request tells.
///
/// # Errors
/// A page that says that a change comes from elsewhere.
pub(super) async fn visitor<'r>(request: &'r Request<'_>) -> Result<Visitor<'r>, PageError> {
    let app: &AppRef = request
        .rocket()
        .state()
        .ok_or_else(|| PageError::internal(&"no service"))?;
    if is_from_elsewhere(request, app) {
        return Err(PageError::invalid_csrf_token());
    }
    let login = find_login(request, app).await?;
    let locale = chosen_locale(request, app);
    let chooses = request.query_value::<&str>("lang").is_some();
    if let Some(login) = login.as_ref().filter(|_| chooses) {
        remember_language(app, &login.account, locale).await?;
    }
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
    let csrf = app.keys.mac("csrf", &bound);
    let account = login.as_ref().map(|login| &login.account);
    keep_frame(request, locale, frame(request, app, locale, &csrf, account));
    Ok(Visitor {
        app,
        locale,
        address: address(request, app),
        login,
        csrf,
        around: None,
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
