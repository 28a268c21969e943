//! What routes answer: pages, files, redirects, and errors that are pages too.

use std::time::Duration;

use guichet_engine::message::Message;
use guichet_engine::workflow::{Refusal, RefusalCode};
use rocket::http::{ContentType, Header, Method, Status};
use rocket::request::Request;
use rocket::response::{Responder, Response};
use serde::Serialize;
use tokio::io::AsyncRead;

use crate::app::AppRef;
use crate::disk_space::DiskFull;
use crate::gzip;
use crate::passwords::PasswordError;
use crate::service::accounts::SetError;
use crate::service::cases::CommandError;
use crate::store::StoreError;
use crate::view::page::{ErrorPage, ResendView};

/// Shorter pages leave as they are: a packet more or less.
const PACKED_FROM_BYTES: usize = 1_200;
/// The first words of the addresses of what staff see.
const UNPACKED: [&str; 2] = ["desk", "admin"];

/// An answer.
#[derive(Debug)]
pub struct Reply {
    status: Status,
    content_type: ContentType,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

/// What an answer brings.
enum Body {
    Bytes(Vec<u8>),
    /// Made when it is known whether gzip is taken.
    Packable(Box<dyn FnOnce(bool) -> Vec<u8> + Send>),
    Stream {
        length: u64,
        content: Box<dyn AsyncRead + Send + Unpin>,
    },
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Packable(_) => f.write_str("bytes, packed or not"),
            Self::Stream { length, .. } => write!(f, "a stream of {length} bytes"),
        }
    }
}

impl Reply {
    /// Returns a page.
    #[must_use]
    pub fn html(text: impl Into<Vec<u8>>) -> Self {
        Self {
            status: Status::Ok,
            content_type: ContentType::HTML,
            headers: vec![("Cache-Control", "no-store".to_owned())],
            body: Body::Bytes(text.into()),
        }
    }

    /// Creates a reply that is no page; no cache may keep it unless a header says so.
    #[must_use]
    pub fn bytes(content_type: ContentType, body: Vec<u8>) -> Self {
        Self {
            status: Status::Ok,
            content_type,
            headers: vec![("Cache-Control", "no-store".to_owned())],
            body: Body::Bytes(body),
        }
    }

    /// Creates a reply that `make` makes as gzip where it is taken: of what is the same for everybody, and so may be packed whatever
    /// its address is.
    #[must_use]
    pub fn packable(
        content_type: ContentType,
        make: impl FnOnce(bool) -> Vec<u8> + Send + 'static,
    ) -> Self {
        Self {
            body: Body::Packable(Box::new(make)),
            ..Self::bytes(content_type, Vec::new())
        }
    }

    /// Creates a reply of something large, sent as it is read; exactly `length` bytes.
    #[must_use]
    pub fn stream(
        content_type: ContentType,
        length: u64,
        content: impl AsyncRead + Send + Unpin + 'static,
    ) -> Self {
        Self {
            body: Body::Stream {
                length,
                content: Box::new(content),
            },
            ..Self::bytes(content_type, Vec::new())
        }
    }

    /// Creates a reply of JSON.
    #[must_use]
    pub fn json(value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::bytes(ContentType::JSON, body)
    }

    /// Sends the browser on, by GET (303).
    #[must_use]
    pub fn see_other(to: impl Into<String>) -> Self {
        Self {
            status: Status::SeeOther,
            content_type: ContentType::Plain,
            headers: vec![
                ("Location", to.into()),
                ("Cache-Control", "no-store".to_owned()),
            ],
            body: Body::Bytes(Vec::new()),
        }
    }

    /// This answer with another status.
    #[must_use]
    pub fn with_status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    /// This answer with one more header, in place of one of the same name.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(own, _)| *own != name);
        self.headers.push((name, value.into()));
        self
    }
}

impl Reply {
    /// Returns whether a browser says that it has this already: `If-None-Match` names its `ETag`.
    fn is_known(&self, request: &Request<'_>) -> bool {
        let own = self.headers.iter().find(|(name, _)| *name == "ETag");
        let known = request.headers().get_one("If-None-Match");
        own.zip(known).is_some_and(|((_, own), known)| {
            self.status == Status::Ok
                && known
                    .split(',')
                    .any(|one| one.trim().trim_start_matches("W/") == own)
        })
    }
}

impl<'r> Responder<'r, 'static> for Reply {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = Response::build();
        if self.is_known(request) {
            response.status(Status::NotModified);
        } else {
            let is_page = self.content_type == ContentType::HTML;
            response.status(self.status).header(self.content_type);
            match self.body {
                Body::Bytes(bytes) if is_page => {
                    let is_packed = takes_gzip(request)
                        && may_be_packed(request)
                        && bytes.len() > PACKED_FROM_BYTES;
                    let bytes = if is_packed { gzip::pack(&bytes) } else { bytes };
                    put(&mut response, bytes, is_packed);
                }
                Body::Bytes(bytes) => {
                    response.sized_body(bytes.len(), std::io::Cursor::new(bytes));
                }
                Body::Packable(make) => {
                    let is_packed = takes_gzip(request);
                    put(&mut response, make(is_packed), is_packed);
                }
                Body::Stream { length, content } => {
                    response
                        .raw_header("Content-Length", length.to_string())
                        .streamed_body(content);
                }
            }
        }
        for (name, value) in self.headers {
            response.header(Header::new(name, value));
        }
        response.ok()
    }
}

fn put(response: &mut rocket::response::Builder<'_>, bytes: Vec<u8>, is_packed: bool) {
    response.raw_header("Vary", "Accept-Encoding");
    if is_packed {
        response.raw_header("Content-Encoding", "gzip");
    }
    response.sized_body(bytes.len(), std::io::Cursor::new(bytes));
}

fn takes_gzip(request: &Request<'_>) -> bool {
    let accepted = request.headers().get_one("Accept-Encoding");
    accepted.is_some_and(gzip::is_accepted)
}

/// Tells whether a page may be packed: not where secrets stand beside what somebody else chose, whose length would then tell
/// how much they have in common. Addresses with a query and posted forms may be a stranger's; what staff see was written by
/// applicants.
fn may_be_packed(request: &Request<'_>) -> bool {
    let path = request.uri().path();
    let first = path.segments().get(0).unwrap_or_default();
    request.method() == Method::Get && request.uri().query().is_none() && !UNPACKED.contains(&first)
}

/// An error that the visitor is told about by a page of its own. Nothing has changed.
#[derive(Clone, Debug)]
pub struct PageError {
    /// The HTTP status.
    pub status: Status,
    /// What to say: the keys `<key>-title` and `<key>` of `pages.ftl`.
    pub message: Message,
    /// After what time to try again.
    pub retry_after: Option<Duration>,
    /// Where to go instead of an error page.
    pub redirect: Option<String>,
    /// What was sent and can be sent again.
    pub again: Option<Box<ResendView>>,
}

impl PageError {
    /// Returns an error of this status and message key.
    #[must_use]
    pub fn new(status: Status, key: &str) -> Self {
        Self {
            status,
            message: Message::new(key),
            retry_after: None,
            redirect: None,
            again: None,
        }
    }

    /// Says that there is no such page, or that it is not this visitor's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Status::NotFound, "error-not-found")
    }

    /// Says that the visitor may not do this.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(Status::Forbidden, "error-forbidden")
    }

    /// Says that the form is too old, or not ours: its CSRF token is not the visitor's.
    #[must_use]
    pub fn invalid_csrf_token() -> Self {
        Self::new(Status::Forbidden, "error-csrf-token")
    }

    /// Says that the request cannot be understood.
    #[must_use]
    pub fn bad_request() -> Self {
        Self::new(Status::BadRequest, "error-bad-request")
    }

    /// Says that the request is of a kind that is not accepted here.
    #[must_use]
    pub fn unsupported() -> Self {
        Self::new(Status::UnsupportedMediaType, "error-unsupported")
    }

    /// Says that there is such a page, but that it takes no request of this method.
    #[must_use]
    pub fn method() -> Self {
        Self::new(Status::MethodNotAllowed, "error-method")
    }

    /// Says that the request is too large.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(Status::PayloadTooLarge, "error-too-large")
    }

    /// Says that there were too many requests.
    #[must_use]
    pub fn too_many(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let mut error = Self::new(Status::TooManyRequests, "error-too-many");
        error.message = error.message.with("seconds", seconds);
        error.retry_after = Some(Duration::from_secs(seconds));
        error
    }

    /// Says that the service is busy, and to try again soon.
    #[must_use]
    pub fn busy() -> Self {
        let mut error = Self::new(Status::ServiceUnavailable, "error-busy");
        error.retry_after = Some(Duration::from_secs(5));
        error
    }

    /// Says that the disk is nearly full and nothing new is accepted.
    #[must_use]
    pub fn no_space() -> Self {
        tracing::error!("free space is below the floor: no new work is taken");
        let mut error = Self::new(Status::ServiceUnavailable, "error-no-space");
        error.retry_after = Some(Duration::from_secs(600));
        error
    }

    /// Says that something is wrong on our side; what exactly goes to the log, without anything that was typed.
    #[must_use]
    pub fn internal(reason: &impl std::fmt::Display) -> Self {
        tracing::error!(%reason, "failed to answer a request");
        Self::new(Status::InternalServerError, "error-internal")
    }

    /// Returns a recovery link that does not work, or no longer.
    #[must_use]
    pub fn link_expired() -> Self {
        Self::new(Status::Gone, "error-link-expired")
    }

    /// Sends to the login page, and back to `place` after it; `lost` says there that what was sent was not carried out.
    #[must_use]
    pub fn login(place: &str, lost: bool) -> Self {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("next", place);
        if lost {
            query.append_pair("done", "session-over");
        }
        Self::redirect(format!("/login?{}", query.finish()))
    }

    /// Sends to another page.
    #[must_use]
    pub fn redirect(to: impl Into<String>) -> Self {
        let mut error = Self::new(Status::SeeOther, "error-redirect");
        error.redirect = Some(to.into());
        error
    }

    /// Returns the answer, drawn for a request.
    #[must_use]
    pub fn reply(&self, request: &Request<'_>) -> Reply {
        if let Some(to) = &self.redirect {
            return Reply::see_other(to.clone());
        }
        let html = request
            .rocket()
            .state::<AppRef>()
            .and_then(|app| self.draw(request, app));
        let plain = || format!("{} {}", self.status.code, self.status.reason_lossy());
        let mut reply = html
            .map_or_else(
                || Reply::bytes(ContentType::Plain, plain().into_bytes()),
                Reply::html,
            )
            .with_status(self.status);
        if let Some(again) = &self.again {
            reply = reply.with_header("X-Guichet-Token", again.token.clone());
        }
        if let Some(wait) = self.retry_after {
            reply = reply.with_header("Retry-After", wait.as_secs().to_string());
        }
        reply
    }

    fn draw(&self, request: &Request<'_>, app: &AppRef) -> Option<String> {
        let (locale, frame) = crate::frame::bare_frame(request, app);
        let page = ErrorPage {
            status: self.status.code,
            title_key: format!("{}-title", self.message.key),
            message: self.message.clone(),
            again: self.again.as_deref().cloned(),
        };
        let live = app.definitions.live();
        let rendered = live.templates.page(locale, &frame, &page);
        rendered
            .inspect_err(|reason| tracing::error!(%reason, "failed to render an error page"))
            .ok()
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::busy(),
            StoreError::Full(_) => Self::no_space(),
            other => Self::internal(&other),
        }
    }
}

impl From<DiskFull> for PageError {
    fn from(_: DiskFull) -> Self {
        Self::no_space()
    }
}

impl From<PasswordError> for PageError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::busy(),
            PasswordError::Failed => Self::internal(&error),
        }
    }
}

impl From<SetError> for PageError {
    fn from(error: SetError) -> Self {
        match error {
            SetError::LinkExpired => Self::link_expired(),
            SetError::Changed => Self::busy(),
            SetError::Password(error) => error.into(),
            SetError::Store(error) => error.into(),
        }
    }
}

/// A refusal in words, for those who are not shown a page of their own about it.
impl From<CommandError> for PageError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::NotFound => Self::not_found(),
            CommandError::Refused(Refusal {
                code: RefusalCode::NotPermitted,
                ..
            }) => Self::forbidden(),
            CommandError::Refused(_) | CommandError::NotUnique(_) => Self::bad_request(),
            CommandError::Store(error) => error.into(),
        }
    }
}

impl<'r> Responder<'r, 'static> for PageError {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        self.reply(request).respond_to(request)
    }
}

/// What a route gives.
pub type RouteResult = Result<Reply, PageError>;
