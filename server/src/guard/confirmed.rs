//! Before what could lock somebody out or let somebody in, the password is asked for again, unless that was a moment ago.

use jiff::SignedDuration;

use super::login::Login;
use super::visitor::Visitor;
use crate::reply::PageError;

/// How much longer what is posted is taken: it was filled in on a page that asked.
const FILLED_IN: SignedDuration = SignedDuration::from_mins(10);

impl Visitor<'_> {
    /// Sees to it that the password was given lately, before a page with which something sensitive is changed, and before that is changed.
    ///
    /// # Errors
    /// A page that asks for the password, and goes on to this one.
    pub fn is_confirmed(&self, login: &Login) -> Result<(), PageError> {
        let grace = if self.is_reading() {
            SignedDuration::ZERO
        } else {
            FILLED_IN
        };
        let now = self.app.clock.now();
        let until = login.confirmed + self.app.config.confirmed_for() + grace;
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
