//! A second factor: set up with what the page shows, asked for after the password, and a recovery code in its place.

use std::time::{SystemTime, UNIX_EPOCH};

use guichet_tests::browser::{Browser, DESKTOP, Look};
use guichet_tests::server::{Server, Setup};
use totp_rs::{Builder, Secret};

use crate::people::{self, STAFF_PASSWORD};

/// The code of an app that knows the secret, so many seconds from now.
fn code(secret: &str, seconds: u64) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("a secret");
    let app = Builder::new().with_secret(secret).build().expect("an app");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a time");
    app.generate(now.as_secs() + seconds).to_string()
}

async fn give(browser: &Browser, name: &str, value: &str) {
    browser.fill(name, value).await;
    browser.click("main form button.main").await;
}

async fn walks(look: Look) {
    let folder = tempfile::tempdir().expect("a folder");
    let one_time = Server::add_staff(folder.path(), "limei", "reviewer");
    let setup = Setup::default().with("GUICHET_SECOND_FACTOR", "staff".to_owned());
    let server = Server::start_in(folder, setup).await;
    let browser = Browser::start(look).await;
    let look = async |name: &str| {
        browser.check_page().await;
        browser.picture(&format!("{name}-{}", look.language)).await;
    };
    people::first_log_in(&browser, &server, "limei", &one_time).await;
    // Nothing else is to be had before it is set up.
    browser.go(&format!("{}/desk", server.url)).await;
    browser.wait_for_path("/account/second-factor").await;
    look("second-factor").await;
    let secret = browser.find("#secret").await.text().await.expect("text");
    give(&browser, "code", "000000").await;
    browser.find("#problem-code").await;
    look("second-factor-refused").await;
    give(&browser, "code", &code(&secret, 0)).await;
    browser.find("#codes").await;
    look("second-factor-codes").await;
    assert_eq!(browser.count("#codes code").await, 10);
    let recovery = browser
        .find("#codes code")
        .await
        .text()
        .await
        .expect("text");
    browser.click("main a.main").await;
    browser.wait_for_path("/desk").await;
    browser.go(&format!("{}/account", server.url)).await;
    browser.find("a[href='/account/second-factor']").await;
    look("second-factor-account").await;
    browser.click("form[action='/logout'] button").await;
    browser.find("a[href='/login']").await;

    people::log_in(&browser, &server, "limei", STAFF_PASSWORD).await;
    browser.wait_for_path("/login/code").await;
    look("login-code").await;
    give(&browser, "code", "000000").await;
    browser.find("#summary").await;
    look("login-code-refused").await;
    // The code of the step that confirmed it is used up; that of the next is near enough.
    give(&browser, "code", &code(&secret, 30)).await;
    browser.wait_for_path("/desk").await;
    browser.click("form[action='/logout'] button").await;
    browser.find("a[href='/login']").await;

    people::log_in(&browser, &server, "limei", STAFF_PASSWORD).await;
    browser.wait_for_path("/login/code").await;
    browser.click("main summary").await;
    give(&browser, "recovery_code", &recovery.to_lowercase()).await;
    browser.wait_for_path("/desk").await;
    browser
        .go(&format!("{}/account/second-factor", server.url))
        .await;
    browser.expect("9").await;
    look("second-factor-there").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_staff_logs_in_by_a_code_of_the_phone() {
    walks(DESKTOP).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_staff_logs_in_by_a_code_in_english_on_a_phone() {
    walks(Look {
        language: "en",
        width: 375,
        scripting: true,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_staff_logs_in_by_a_code_without_scripting() {
    walks(Look {
        scripting: false,
        ..DESKTOP
    })
    .await;
}
