//! What people do in a browser, the same in every language, width and with or without scripting: inputs are found by
//! their names, links by their addresses, buttons by what they post.

use std::path::Path;

use guichet_tests::browser::Browser;
use guichet_tests::server::Server;

/// The password that every member of staff takes at the first login.
pub const STAFF_PASSWORD: &str = "correct-horse-7battery";

/// The button that goes on from a form.
pub const CHECK: &str = "button.main[name=do][value=check]";

/// Logs in and waits for the page after it.
pub async fn log_in(browser: &Browser, server: &Server, name: &str, password: &str) {
    browser.go(&format!("{}/login", server.url)).await;
    browser.fill("name", name).await;
    browser.fill("password", password).await;
    browser.click("main form button.main").await;
}

/// The first login of a member of staff: the one-time password is changed before anything else.
pub async fn first_log_in(browser: &Browser, server: &Server, name: &str, one_time: &str) {
    log_in(browser, server, name, one_time).await;
    browser.find("input[name=old]").await;
    browser.check_page().await;
    browser.fill("old", one_time).await;
    browser.fill("password", STAFF_PASSWORD).await;
    browser.fill("password_again", STAFF_PASSWORD).await;
    browser.click("main form button.main").await;
    browser.find("form[action='/logout'] button").await;
}

/// Uploads a file under a field. With scripting it goes at once; without, by the button beside it.
pub async fn upload(browser: &Browser, scripting: bool, pointer: &str, file: &Path) {
    let part = part(pointer);
    let before = browser.count(&format!("{part} .file")).await;
    browser.attach(pointer, file).await;
    if !scripting {
        browser
            .click(&format!("{part} button[value^='upload']"))
            .await;
    }
    browser
        .wait_for_count(&format!("{part} .file"), before + 1)
        .await;
}

/// The selector of a field's part.
pub fn part(pointer: &str) -> String {
    format!("[data-pointer=\"{pointer}\"]")
}
