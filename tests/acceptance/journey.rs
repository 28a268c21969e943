//! The main job, from the portal to the login, for each registration type: with and without scripting, on a desktop and
//! a phone, in both languages.

mod account;
mod review;

use std::path::{Path, PathBuf};

use guichet_tests::browser::{Browser, DESKTOP, Look};
use guichet_tests::mailbox::Mailbox;
use guichet_tests::pictures;
use guichet_tests::server::{Server, Setup};

use crate::people::{self, CHECK, part};

const PASSWORD: &str = "Xy7_qm2Kd9";

/// What differs between the journeys.
struct Journey {
    form: &'static str,
    look: Look,
    login: &'static str,
    /// The identifiers that this type asks for: pointer, a wrong value, the right one.
    code: (&'static str, &'static str, &'static str),
    /// The attachments that this type requires.
    scans: &'static [&'static str],
}

const THREE_IN_ONE: Journey = Journey {
    form: "three-in-one",
    look: DESKTOP,
    login: "San_Zheng1",
    code: (
        "/basic/credit_code",
        "91350100M000100Y44",
        "91350100M000100Y43",
    ),
    scans: &["/attachments/credit_code_certificate"],
};

const OTHER: Journey = Journey {
    form: "enterprise",
    look: DESKTOP,
    login: "Qi_Ye_0001",
    code: ("/basic/organisation_code", "D2143569-1", "D2143569-X"),
    scans: &[
        "/attachments/business_licence",
        "/attachments/organisation_certificate",
    ],
};

#[tokio::test(flavor = "multi_thread")]
async fn three_in_one_on_a_desktop() {
    whole(THREE_IN_ONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_in_one_in_english() {
    let look = Look {
        language: "en",
        ..DESKTOP
    };
    whole(Journey {
        look,
        ..THREE_IN_ONE
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enterprise_without_scripting() {
    let look = Look {
        scripting: false,
        ..DESKTOP
    };
    whole(Journey { look, ..OTHER }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn public_institution_on_a_phone() {
    let look = Look {
        width: 375,
        ..DESKTOP
    };
    whole(Journey {
        form: "public-institution",
        login: "Shi_Ye_001",
        look,
        ..OTHER
    })
    .await;
}

async fn whole(journey: Journey) {
    let mailbox = Mailbox::start();
    let folder = tempfile::tempdir().expect("a folder");
    let one_time = Server::add_staff(folder.path(), "limei", "reviewer");
    let setup = Setup::default().with("GUICHET_MAIL", mailbox.url());
    let server = Server::start_in(folder, setup).await;
    let applicant = Browser::start(journey.look).await;
    let walk = Walk {
        journey: &journey,
        server: &server,
        mailbox: &mailbox,
        browser: &applicant,
        email: format!("{}@example.com", journey.login.to_lowercase()),
        pictures: server.folder.path().join("pictures"),
    };
    std::fs::create_dir_all(&walk.pictures).expect("a folder");

    walk.to_the_form().await;
    walk.is_told_what_is_missing().await;
    walk.fill_in().await;
    walk.add_scans().await;
    let (reference, code) = walk.submit().await;
    walk.status(&reference, &code).await;
    walk.log_in_is_refused().await;

    let reviewer = Browser::start(journey.look).await;
    walk.review_returns(&reviewer, &one_time, &reference).await;
    walk.correct(&reference).await;
    walk.review_approves(&reviewer, &reference).await;
    walk.log_in().await;
    if journey.look.scripting {
        walk.recover().await;
    }
}

struct Walk<'a> {
    journey: &'a Journey,
    server: &'a Server,
    mailbox: &'a Mailbox,
    browser: &'a Browser,
    email: String,
    pictures: PathBuf,
}

impl Walk<'_> {
    /// Looks at a page: the checker finds nothing, and a picture is kept where that is wanted.
    async fn look(&self, browser: &Browser, name: &str) {
        let look = self.journey.look;
        let script = if look.scripting { "" } else { "-plain" };
        browser.check_page().await;
        browser
            .picture(&format!("{name}-{}{script}", look.language))
            .await;
    }

    async fn to_the_form(&self) {
        let browser = self.browser;
        browser.go(&self.server.url).await;
        self.look(browser, "portal").await;
        browser.click("main a[href='/window']").await;
        browser.wait_for_path("/window").await;
        self.look(browser, "window").await;
        browser.click("main a[href='/register']").await;
        browser.wait_for_path("/register").await;
        self.look(browser, "register").await;
        // Agreeing without a choice of type is refused, and says so.
        browser.click("button[name=agree]").await;
        browser.find("#summary").await;
        self.look(browser, "register-refused").await;
        browser.tick("type", self.journey.form).await;
        browser.click("button[name=agree]").await;
        browser
            .wait_for_path(&format!("/apply/{}", self.journey.form))
            .await;
        self.look(browser, "form").await;
    }

    async fn is_told_what_is_missing(&self) {
        let browser = self.browser;
        assert_eq!(browser.value("/basic/region/province").await, "130000");
        assert_eq!(browser.value("/basic/region/city").await, "130100");
        browser.click(CHECK).await;
        browser.find("#summary").await;
        self.look(browser, "form-refused").await;
        let missing = browser.count("#summary a").await;
        assert!(missing >= 12, "{missing} lines in the summary");
        // Each line leads to an input of the page.
        let astray = browser
            .script("return [...document.querySelectorAll('#summary a')].map((a) => a.getAttribute('href')).filter((href) => !document.querySelector('[id=\"' + href.slice(1) + '\"]'))")
            .await;
        assert_eq!(astray, serde_json::json!([]));
    }

    async fn fill_in(&self) {
        let browser = self.browser;
        self.choose_region().await;
        for (pointer, value) in [
            ("/basic/name", "石家庄示例进出口有限公司"),
            ("/basic/address", "石家庄市长安区中山东路 100 号"),
            ("/basic/customs_code", "１３０１９６０００１"),
            ("/basic/business_scope", "货物进出口。\n仓储服务。"),
            (self.journey.code.0, self.journey.code.1),
            ("/contacts/0/name", "钱示例"),
            ("/contacts/0/id_number", "11010519491231002X"),
            ("/account/login", self.journey.login),
            ("/account/person", "赵示例"),
            ("/account/password", PASSWORD),
            ("/account/password_again", PASSWORD),
            ("/account/email", self.email.as_str()),
            ("/account/fax", "0311-86000002"),
            ("/account/phone", "0311-86000001"),
            ("/account/mobile", "13800000003"),
        ] {
            browser.fill(pointer, value).await;
        }
        if self.journey.look.scripting {
            self.is_told_of_passwords_as_one_goes().await;
        }
        browser.tick("/basic/entity_types", "cargo-owner").await;
        browser.tick("/basic/entity_types", "customs-broker").await;
        // The identifier's last character is wrong: the field says so, whichever way the form is checked.
        browser.click(CHECK).await;
        browser.find("#summary").await;
        let wrong = format!("{} .problem:not([hidden])", part(self.journey.code.0));
        browser.find(&wrong).await;
        assert_eq!(browser.value("/account/person").await, "赵示例");
        browser.fill(self.journey.code.0, self.journey.code.2).await;
    }

    /// A password, and its repetition, are checked when they are left, and what was typed stays.
    async fn is_told_of_passwords_as_one_goes(&self) {
        let browser = self.browser;
        let (password, again) = ("/account/password", "/account/password_again");
        let problem = |pointer: &str| format!("{} .problem:not([hidden])", part(pointer));
        for (pointer, wrong) in [(password, "short"), (again, "Other_0001")] {
            browser.fill(pointer, wrong).await;
            browser.fill("/account/person", "赵示例").await;
            browser.find(&problem(pointer)).await;
            browser.fill(pointer, PASSWORD).await;
            browser.fill("/account/person", "赵示例").await;
            browser.wait_until_gone(&problem(pointer)).await;
        }
        assert_eq!(browser.value(again).await, PASSWORD);
    }

    /// Province, city, district: each offers what belongs to the one before.
    async fn choose_region(&self) {
        let browser = self.browser;
        browser.choose("/basic/region/city", "130200").await;
        if !self.journey.look.scripting {
            let update = format!(
                "{} button[value^='refresh']",
                part("/basic/region/district")
            );
            browser.click(&update).await;
        }
        browser.choose("/basic/region/district", "130203").await;
        assert_eq!(browser.value("/basic/region/city").await, "130200");
    }

    fn picture(&self, name: &str) -> PathBuf {
        pictures::write(&self.pictures, name, 1_200, 1_600)
    }

    async fn add_scans(&self) {
        let (browser, scripting) = (self.browser, self.journey.look.scripting);
        let other = "/attachments/other";
        let add = async |pointer: &str, file: &Path| {
            people::upload(browser, scripting, pointer, file).await;
        };
        for pointer in self.journey.scans {
            add(pointer, &self.picture("证书.jpg")).await;
        }
        add(
            "/attachments/customs_certificate",
            &self.picture("报关.png"),
        )
        .await;
        add(
            "/attachments/inspection_certificate",
            &self.picture("报检.gif"),
        )
        .await;
        add(other, &self.picture("其他一.bmp")).await;
        add(other, &self.picture("其他二.png")).await;
        // One is taken away again.
        let remove = format!(
            "{} .file:nth-child(2) button[value^='remove-file']",
            part(other)
        );
        browser.click(&remove).await;
        browser
            .wait_for_count(&format!("{} .file", part(other)), 1)
            .await;
        // What is no picture is refused at its field, and nothing is lost.
        let sham = self.pictures.join("sham.jpg");
        std::fs::write(&sham, "<!doctype html><script>alert(1)</script>").expect("written");
        browser.attach(other, &sham).await;
        if !scripting {
            browser
                .click(&format!("{} button[value^='upload']", part(other)))
                .await;
        }
        browser
            .find(&format!("{} .problem:not([hidden])", part(other)))
            .await;
        assert_eq!(browser.count(&format!("{} .file", part(other))).await, 1);
        self.look(browser, "form-filled").await;
        // The pictures are there to be seen.
        browser.wait_for_pictures().await;
        // A reload loses nothing that was saved.
        if scripting {
            browser.find("#saved:not(:empty)").await;
        }
        browser
            .go(&format!("{}/apply/{}", self.server.url, self.journey.form))
            .await;
        assert_eq!(browser.value("/account/person").await, "赵示例");
        assert_eq!(browser.value("/basic/region/district").await, "130203");
        assert_eq!(browser.count(".file").await, self.journey.scans.len() + 3);
        if !browser.has("[id^='kept-']").await {
            browser.fill("/account/password", PASSWORD).await;
            browser.fill("/account/password_again", PASSWORD).await;
        }
        browser.fill(self.journey.code.0, self.journey.code.2).await;
    }

    async fn submit(&self) -> (String, String) {
        let browser = self.browser;
        browser.click(CHECK).await;
        browser
            .wait_for_path(&format!("/apply/{}/check", self.journey.form))
            .await;
        self.look(browser, "check").await;
        let text = browser.text().await;
        assert!(text.contains("1301960001"), "full-width digits are folded");
        assert!(!text.contains(PASSWORD), "the password is shown");
        browser.click("main form button.main").await;
        browser.find("#code").await;
        self.look(browser, "received").await;
        let reference = browser.find("#reference").await.text().await;
        let code = browser.find("#code").await.text().await;
        let (reference, code) = (reference.expect("a text"), code.expect("a text"));
        let mail = self.mailbox.wait(&self.email, 1).await;
        assert!(mail.text.contains(&reference) && mail.html.contains(&reference));
        (reference, code)
    }

    async fn status(&self, reference: &str, code: &str) {
        // The mailed link is proof enough, in a browser that knows nothing.
        let link = self.mailbox.wait(&self.email, 1).await.link("/status/");
        let other = Browser::start(self.journey.look).await;
        other.go(&link).await;
        other.wait_for_path(&format!("/status/{reference}")).await;
        other.expect(reference).await;
        drop(other);
        // So are reference and code.
        let browser = self.browser;
        browser.go(&format!("{}/status", self.server.url)).await;
        self.look(browser, "status-find").await;
        browser.fill("reference", reference).await;
        browser.fill("code", "AAAA-BBBB-CCCC").await;
        browser.click("main form button").await;
        browser.find("#summary, .problem").await;
        self.look(browser, "status-refused").await;
        browser.fill("reference", reference).await;
        browser.fill("code", code).await;
        browser.click("main form button").await;
        browser.wait_for_path(&format!("/status/{reference}")).await;
        self.look(browser, "status").await;
    }
}
