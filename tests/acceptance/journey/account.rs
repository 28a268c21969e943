//! The account of a journey: no login before the decision, one after it, a lost password.

use super::{PASSWORD, Walk};
use crate::people;

const NEW_PASSWORD: &str = "Zq4_wn8Rt1";

impl Walk<'_> {
    pub(super) async fn log_in_is_refused(&self) {
        people::log_in(self.browser, self.server, self.journey.login, PASSWORD).await;
        self.browser.find("#summary").await;
        self.look(self.browser, "login-refused").await;
    }

    pub(super) async fn log_in(&self) {
        let mail = self.mailbox.wait(&self.email, 3).await;
        assert!(mail.text.contains(self.journey.login));
        let browser = self.browser;
        let other_case = self.journey.login.to_uppercase();
        people::log_in(browser, self.server, &other_case, &PASSWORD.to_lowercase()).await;
        browser.find("#summary").await;
        people::log_in(browser, self.server, &other_case, PASSWORD).await;
        browser.wait_for_path("/account").await;
        self.look(browser, "account").await;
        browser.expect("200 号").await;
        browser.click("form[action='/logout'] button").await;
        browser.find("a[href='/login']").await;
        browser.go(&format!("{}/account", self.server.url)).await;
        browser.wait_for_path("/login").await;
    }

    pub(super) async fn recover(&self) {
        let browser = self.browser;
        browser.click("main a[href='/recover']").await;
        browser.find("img[src^='/captcha/']").await;
        self.look(browser, "recover").await;
        browser.wait_for_pictures().await;
        browser.fill("name", self.journey.login).await;
        browser.fill("captcha", "wrong").await;
        browser.click("main form button.main").await;
        browser.find("#problem-captcha").await;
        self.look(browser, "recover-refused").await;
        browser.click("button[data-prove]").await;
        browser.find("input[name=altcha]:not([value=''])").await;
        browser.click("main form button.main").await;
        browser.wait_until_gone("input[name=captcha]").await;
        self.look(browser, "recover-sent").await;
        let link = self.mailbox.wait(&self.email, 4).await.link("/recover/");
        browser.go(&link).await;
        self.look(browser, "recover-password").await;
        for name in ["password", "password_again"] {
            browser.fill(name, NEW_PASSWORD).await;
        }
        browser.click("main form button.main").await;
        self.mailbox.wait(&self.email, 5).await;
        people::log_in(browser, self.server, self.journey.login, PASSWORD).await;
        browser.find("#summary").await;
        people::log_in(browser, self.server, self.journey.login, NEW_PASSWORD).await;
        browser.wait_for_path("/account").await;
        // The link works once.
        browser.go(&link).await;
        assert!(!browser.has("input[name=password]").await);
    }
}
