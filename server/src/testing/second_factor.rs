//! What tests have in place of an authenticator app.

use totp_rs::{Builder, Secret};

use crate::app::App as Service;
use crate::service::second_factor;
use crate::store::Account;

/// An app that knows one secret.
pub struct App {
    /// The secret in base32.
    pub secret: String,
}

impl App {
    /// An app that was given a secret as text.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self {
            secret: secret.to_owned(),
        }
    }

    /// The code at a time in seconds since 1970.
    #[must_use]
    pub fn code(&self, at: i64) -> String {
        let secret = Secret::try_from_base32(&self.secret).expect("a secret");
        let totp = Builder::new()
            .with_secret(secret)
            .build()
            .expect("a factor");
        totp.generate(u64::try_from(at).expect("since 1970"))
            .to_string()
    }
}

/// Gives an account a second factor; the app that has its secret, and its recovery codes. The code of now is used up.
pub async fn enrol(service: &Service, account: &Account) -> (App, Vec<String>) {
    let offer = second_factor::offer(service, account, "test", None).expect("an offer");
    let app = App::new(&offer.text);
    let code = app.code(service.clock.now().as_second());
    let codes = second_factor::enrol(service, account, "test", &offer.sealed, &code).await;
    (app, codes.expect("stored").expect("the right code"))
}
