//! Before what could lock somebody out or let somebody in, the password is asked for again, unless that was a moment ago.

use super::login::Login;
use super::visitor::Visitor;
use crate::reply::PageError;

/// How much longer what is posted is taken: it was filled in on a page that asked.
const FILLED_IN_MS: i64 = 600_000;

impl Visitor<'_> {
    /// Sees to it that the password was given lately, before a page with which something sensitive is changed, and before that is changed.
    ///
    /// # Errors
    /// A page that asks for the password, and goes on to this one.
    pub fn is_confirmed(&self, login: &Login) -> Result<(), PageError> {
        let minutes = i64::from(self.app.config.confirm_minutes);
        let grace_ms = if self.is_reading() { 0 } else { FILLED_IN_MS };
        let now = self.app.clock.now_ms();
        let until = login.confirmed + minutes * 60_000 + grace_ms;
        // A clock that was set back makes nothing last.
        if (login.confirmed..=until).contains(&now) {
            return Ok(());
        }
        let next = self.place_to_come_back();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("next", &next)
            .finish();
        Err(PageError::redirect(format!("/account/confirm?{query}")))
    }
}
