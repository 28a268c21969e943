//! The pages of administrators, and those that say that something is not there.

use guichet_tests::browser::{Browser, DESKTOP, Look};
use guichet_tests::server::{Server, Setup};

use crate::people;

/// What the first administrator sees, with nothing but definitions; and staff that is added, edited and turned off.
async fn looks_after(look: Look) {
    let folder = tempfile::tempdir().expect("a folder");
    let one_time = Server::add_staff(folder.path(), "limei", "administrator");
    // A backup that cannot be made is to be seen to.
    let no_folder = folder.path().join("no-folder");
    std::fs::write(&no_folder, "").expect("written");
    let setup = Setup::default().with("GUICHET_BACKUP", no_folder.display().to_string());
    let server = Server::start_in(folder, setup).await;
    let browser = Browser::start(look).await;
    let look = async |name: &str| {
        browser.check_page().await;
        browser.picture(&format!("{name}-{}", look.language)).await;
    };
    for (path, name) in [
        ("/nowhere", "error-404"),
        ("/recover/gone", "error-410"),
        ("/status/HB1?code=wrong", "status-link"),
    ] {
        browser.go(&format!("{}{path}", server.url)).await;
        browser.find("main a[href='/'], #summary").await;
        look(name).await;
    }
    people::first_log_in(&browser, &server, "limei", &one_time).await;
    browser.go(&format!("{}/admin", server.url)).await;
    browser.find("#calendar-cn").await;
    browser.find("#alerts").await;
    look("admin").await;
    browser
        .go(&format!("{}/admin/mails?state=failed", server.url))
        .await;
    look("admin-mails").await;
    browser.go(&format!("{}/admin/users", server.url)).await;
    for (name, value) in [
        ("name", "wang"),
        ("display_name", "王芳"),
        ("email", "wang@example.cn"),
    ] {
        browser.fill(name, value).await;
    }
    browser.tick("roles", "reviewer").await;
    browser.click("button[value=add]").await;
    browser.find("#made").await;
    look("admin-users").await;
    let edit = "tr:last-child .row-actions a";
    browser.click(edit).await;
    browser.find("input[name=display_name]").await;
    browser.fill("email", "nobody").await;
    // Without scripting or with it, what a browser would refuse is the service's to say.
    browser
        .script("document.querySelector('main form').noValidate = true")
        .await;
    browser.click("main form button.main").await;
    browser.find("#problem-email").await;
    look("admin-user-refused").await;
    browser.fill("email", "wangfang@example.cn").await;
    browser.tick("roles", "administrator").await;
    browser.click("main form button.main").await;
    browser.wait_for_path("/admin/users").await;
    browser.expect("wangfang@example.cn").await;
    browser
        .click("tr:last-child a[href$='confirm?do=disable']")
        .await;
    browser.find("main form button.danger").await;
    look("admin-user-confirm").await;
    browser.click("main form button.danger").await;
    browser.find("tr.is-off").await;
    look("admin-user-off").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_looks_after_the_service() {
    looks_after(DESKTOP).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_looks_after_the_service_in_english_on_a_phone() {
    looks_after(Look {
        language: "en",
        width: 375,
        ..DESKTOP
    })
    .await;
}
