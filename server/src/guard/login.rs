//! A login: whose it is, and whether it still holds.

use guichet_engine::workflow::{Actor, Assignee};
use jiff::{SignedDuration, Timestamp};
use rocket::http::Cookie;
use rocket::request::Request;

use crate::app::App;
use crate::cookies::cookie_name;
use crate::keys;
use crate::reply::PageError;
use crate::service::{absence, logins, staff};
use crate::store::Account;

/// The cookie of a login.
pub(super) const SESSION: &str = "guichet-session";
/// A login's time of last use is written at most this often.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

/// A login that holds.
#[derive(Clone, Debug)]
pub struct Login {
    /// Whose.
    pub account: Account,
    /// The session's id: the hash of its token.
    pub session: String,
    /// When it began.
    pub began: Timestamp,
    /// When the password was given last.
    pub confirmed: Timestamp,
    /// The absent colleagues for whom they stand in today.
    pub stands_in_for: Vec<Assignee>,
}

impl Login {
    /// Returns where somebody who has logged in begins.
    #[must_use]
    pub fn home(account: &Account) -> &'static str {
        if account.reviews() {
            "/desk"
        } else if account.is_administrator() {
            "/admin"
        } else if account.is_staff() {
            "/audit"
        } else {
            "/account"
        }
    }

    /// Returns the account as the engine knows members of staff.
    #[must_use]
    pub fn actor(&self) -> Actor {
        staff::actor_of(&self.account, self.stands_in_for.clone())
    }
}

/// Returns the login of a request, looked up once for all its guards.
pub(super) async fn find_login(
    request: &Request<'_>,
    app: &App,
) -> Result<Option<Login>, PageError> {
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
    let now = app.clock.now();
    let in_time = logins::is_in_time(app, session.created, session.seen);
    let account = app.store.account(&session.account).await?;
    let account = account.filter(|account| {
        in_time && account.may_log_in() && account.credential() == session.credential
    });
    let Some(account) = account else {
        app.store.end_session(&session.id).await?;
        return Ok(None);
    };
    if now.duration_since(session.seen) > TOUCH.min(app.config.session_idle() / 4) {
        session.seen = now;
        app.store.touch_session(&session).await?;
    }
    Ok(Some(Login {
        stands_in_for: absence::stands_in_for(app, &account).await?,
        account,
        began: session.created,
        confirmed: session.confirmed.unwrap_or(session.created),
        session: session.id,
    }))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use crate::testing::{self, get};

    #[rocket::async_test]
    async fn a_clock_that_is_set_back_lets_no_login_last() {
        let service = testing::service().await;
        let (_, client) = testing::case::staff(&service, "li", &["reviewer"]).await;
        let status = async || get(&client, "/desk").await.0;
        let set = |hours: i64, minutes: i64| {
            let back = SignedDuration::from_mins(hours * 60 + minutes);
            service.app.clock.set(Timestamp::now() - back);
        };
        assert_eq!(status().await, 200);
        // As time servers do.
        set(0, 4);
        assert_eq!(status().await, 200);
        set(3, 0);
        assert_eq!(status().await, 303);
        set(0, 0);
        assert_eq!(status().await, 303, "it has ended");
    }
}
