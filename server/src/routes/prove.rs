//! The proof that no program asks: characters read from a picture, or work that the browser did instead.

use crate::guard::Posted;
use crate::service::captcha::Captchas;

/// Tells whether a form brings a proof; that uses it up.
pub(super) fn is_proved(captchas: &Captchas, posted: &Posted) -> bool {
    match posted.get("altcha") {
        "" => captchas.is_right(posted.get("captcha_id"), posted.get("captcha")),
        payload => captchas.is_solved(payload),
    }
}

/// Tells whether a form asked for a proof.
pub(super) fn is_offered(posted: &Posted) -> bool {
    !posted.get("captcha_id").is_empty()
}
