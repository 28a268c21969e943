//! What the tests of the routes share: the whole service in memory, and a client that behaves like a browser.

pub mod case;
pub mod file;
pub mod form;
pub mod second_factor;
pub mod smtp;

use crate::routes::files;
use std::path::PathBuf;
use std::sync::Arc;

use guichet_engine::ids::{AccountId, ActionName, CaseId, Files, Role};
use guichet_engine::workflow::{Actor, Command};
use jiff::Timestamp;
use rocket::http::{ContentType, Cookie, Header};
use rocket::local::asynchronous::{Client, LocalResponse};

use crate::app::{App, AppRef};
use crate::config::Config;
use crate::guard::Visitor;
use crate::reply::{PageError, RouteResult};
use crate::store::{Account, AccountChange, AccountState, CaseRow};

/// The password of every account that [`add_account`] makes.
pub const PASSWORD: &str = "Xy7_qm2Kd9-long";

/// Returns the time that is so many milliseconds after 1970.
#[must_use]
pub fn at(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(millisecond).expect("a time")
}

/// A configuration for tests: everything in memory or in a folder of its own, no limits on rates.
#[must_use]
pub fn config(folder: &tempfile::TempDir) -> Config {
    Config {
        data: folder.path().to_owned(),
        definitions: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".."),
        store: Some("mem://".to_owned()),
        rate_factor: 0,
        port: 0,
        free_space_mb: 0,
        ..Config::default()
    }
}

/// A running service with its folder, which goes when this is dropped.
pub struct Service {
    /// The service.
    pub app: AppRef,
    /// A client with its own cookies.
    pub client: Client,
    _folder: tempfile::TempDir,
}

/// The service on the repository's own definitions.
pub async fn service() -> Service {
    service_with(|_| ()).await
}

/// The service with a changed configuration.
pub async fn service_with(change: impl FnOnce(&mut Config)) -> Service {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = config(&folder);
    change(&mut config);
    let app = App::open(config, Arc::new(|reason| panic!("fatal: {reason}")))
        .await
        .expect("the service opens");
    let app = Arc::new(app);
    Service {
        client: client(&app).await,
        app,
        _folder: folder,
    }
}

/// The service on definitions of its own, which may be changed in the folder that is given back.
pub async fn service_of(files: &Files) -> (Service, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, files);
    let definitions = folder.path().to_owned();
    let service = service_with(|config| config.definitions = definitions).await;
    (service, folder)
}

/// Writes files below a folder.
pub fn write(folder: &tempfile::TempDir, files: &Files) {
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

/// The same store as another service has, with a clock that runs so many seconds ahead.
pub async fn service_on(other: &Service, offset_seconds: i64) -> Service {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = config(&folder);
    config.clock_offset_seconds = offset_seconds;
    let app = App::with_store(config, other.app.store.clone()).await;
    let app = Arc::new(app.expect("the service opens"));
    Service {
        client: client(&app).await,
        app,
        _folder: folder,
    }
}

impl Service {
    /// Another browser, with cookies of its own.
    pub async fn other_client(&self) -> Client {
        client(&self.app).await
    }
}

/// Definitions files with changes: give them to a temporary folder for `config.definitions`.
#[must_use]
pub fn definitions() -> Files {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    crate::definitions::read_folder(&root)
        .expect("the definitions are readable")
        .files
}

/// Gets a page: its status and text.
pub async fn get(client: &Client, path: &str) -> (u16, String) {
    // Boxed, as every request is: what a test awaits many times would else lie on its stack as often.
    read(Box::pin(client.get(path.to_owned()).dispatch()).await).await
}

/// As [`get`], from a browser that has nothing but this cookie.
pub async fn get_with(service: &Service, cookie: Cookie<'static>, path: &str) -> (u16, String) {
    // What a client's jar is given is not sent; only what a request is given.
    let client = service.other_client().await;
    let request = client.get(path.to_owned()).cookie(cookie);
    read(request.dispatch().await).await
}

/// A cookie that a client has.
#[must_use]
pub fn cookie_of(client: &Client, name: &str) -> Cookie<'static> {
    client.cookies().get(name).cloned().expect("a cookie")
}

/// Posts pairs as a form of this client's own page would, with its token and `Sec-Fetch-Site: same-origin`.
pub async fn post(client: &Client, path: &str, pairs: &[(&str, &str)]) -> (u16, String) {
    read(post_raw(client, path, pairs).await).await
}

/// As [`post`], with the whole response; the text of a redirect is its `Location`.
pub async fn post_raw<'c>(
    client: &'c Client,
    path: &str,
    pairs: &[(&str, &str)],
) -> LocalResponse<'c> {
    let token = csrf(client).await;
    let body: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &token)
        .extend_pairs(pairs)
        .finish();
    let request = client
        .post(path.to_owned())
        .header(ContentType::Form)
        .header(Header::new("Sec-Fetch-Site", "same-origin"))
        .body(body);
    Box::pin(request.dispatch()).await
}

/// The token of this client's forms.
pub async fn csrf(client: &Client) -> String {
    get(client, "/testing/csrf").await.1
}

async fn read(response: LocalResponse<'_>) -> (u16, String) {
    let status = response.status().code;
    if let Some(to) = response.headers().get_one("Location") {
        return (status, to.to_owned());
    }
    (status, response.into_string().await.unwrap_or_default())
}

/// Makes an active account with these roles and [`PASSWORD`].
pub async fn add_account(app: &App, name: &str, roles: &[&str]) -> Account {
    let mut account = Account {
        id: AccountId::new(crate::keys::id()),
        name: name.to_owned(),
        password_hash: app.passwords.hash(PASSWORD).await.expect("hashed"),
        email: format!("{name}@example.com"),
        display_name: name.to_owned(),
        roles: roles.iter().map(|role| Role::new(*role)).collect(),
        state: AccountState::Active,
        case: None,
        locale: "zh-CN".to_owned(),
        must_change_password: false,
        created: app.clock.now(),
        revision: 0,
        registered: None,
        valid_until: None,
        renewal_opened_for: None,
        groups: Vec::new(),
        absence: None,
        second_factor: None,
        turned_off: None,
        one_time_until: None,
    };
    app.store.create_account(&account).await.expect("created");
    account.revision = 1;
    account
}

/// The password of the account that [`applicant`] makes: as its form wants it.
pub const APPLICANT_PASSWORD: &str = "Xy7_qm2Kd9";

/// Submits an application of `Wang_01`, whose account waits for the decision.
pub async fn applicant(service: &Service) -> (Account, CaseRow) {
    let app = &service.app;
    let row = crate::service::cases::tests::begun(service).await;
    let id = row.account.as_ref().expect("an account");
    let mut account = app.store.account(id).await.expect("asked").expect("found");
    account.password_hash = app
        .passwords
        .hash(APPLICANT_PASSWORD)
        .await
        .expect("hashed");
    let change = AccountChange::new(account.clone());
    app.store.change_account(&change).await.expect("changed");
    account.revision += 1;
    (account, row)
}

/// Has a reviewer decide on a case that has just begun.
pub async fn decide(app: &App, case: &CaseId, action: &str) {
    let command = Command::Act {
        run: 1,
        action: ActionName::new(action),
        actor: Actor::staff("r", "审核员", ["reviewer"]),
        flags: vec![],
        reason: Some("资料不全".to_owned()),
        answers: None,
        item: None,
    };
    crate::service::cases::command(app, case, &command, "zh-CN")
        .await
        .expect("decided");
}

/// Logs a client in without the login page.
pub async fn log_in(client: &Client, account: &Account) {
    let path = format!("/testing/log-in/{}", account.id);
    assert_eq!(get(client, &path).await.0, 200);
}

#[rocket::get("/testing/csrf")]
fn token_of(visitor: Visitor<'_>) -> String {
    visitor.csrf
}

#[rocket::get("/testing/log-in/<account>")]
async fn log_in_as(visitor: Visitor<'_>, account: &str) -> Result<(), PageError> {
    let account = visitor.app.store.account(&AccountId::new(account)).await?;
    visitor
        .log_in(&account.ok_or_else(PageError::not_found)?)
        .await
}

#[rocket::get("/testing/attachments/<id>")]
async fn file_of(visitor: Visitor<'_>, id: &str) -> RouteResult {
    file(&visitor, id, false).await
}

#[rocket::get("/testing/attachments/<id>/preview")]
async fn preview_of(visitor: Visitor<'_>, id: &str) -> RouteResult {
    file(&visitor, id, true).await
}

async fn file(visitor: &Visitor<'_>, id: &str, reduced: bool) -> RouteResult {
    let row = visitor.app.store.attachment(id).await?;
    let row = row.ok_or_else(PageError::not_found)?;
    files::reply(visitor.app, &row, reduced).await
}

async fn client(app: &AppRef) -> Client {
    let rocket = crate::http::build(Arc::clone(app));
    Client::tracked(rocket.mount(
        "/",
        rocket::routes![token_of, log_in_as, file_of, preview_of],
    ))
    .await
    .expect("a client")
}

#[rocket::async_test]
async fn a_visitor_gets_the_same_token_again_and_a_login_another() {
    let service = service().await;
    let first = csrf(&service.client).await;
    assert_eq!(csrf(&service.client).await, first);
    let account = add_account(&service.app, "wang", &["reviewer"]).await;
    log_in(&service.client, &account).await;
    assert_ne!(csrf(&service.client).await, first);
    let (status, _) = get(&service.client, "/nowhere").await;
    assert_eq!(status, 404);
}
