//! A real browser: Debian's Chromium, driven over WebDriver.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::{INSTALL, ports, root};

/// How often an input that the page draws anew meanwhile is filled in again.
const FILLED_AFTER_MAX: u32 = 10;
/// The time that a page may take to show what is waited for.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// The settings with which somebody looks at the pages.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Set if the pages' scripts run.
    pub scripting: bool,
    /// The width of the window in CSS pixels.
    pub width: u32,
    /// The language asked for.
    pub language: &'static str,
}

/// A desktop, in Chinese.
pub const DESKTOP: Look = Look {
    scripting: true,
    width: 1280,
    language: "zh-CN",
};

/// A browser with a fresh profile. It is ended when this is dropped.
pub struct Browser {
    /// The WebDriver session, for what has no method here.
    pub driver: WebDriver,
    look: Look,
    chromedriver: Child,
    profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends its browser with it.
        let id = self.chromedriver.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.chromedriver.wait();
        // On a busy machine it may not: whatever still runs on this profile is ended as well.
        let profile = self.profile.path().display().to_string();
        for process in running_with(&profile) {
            let _ = Command::new("kill").args(["-KILL", &process]).status();
        }
    }
}

/// The ids of the processes that have these words among their arguments.
fn running_with(words: &str) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let has = |entry: &std::fs::DirEntry| {
        let arguments = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&arguments).contains(words)
    };
    let running = entries.filter(has);
    running
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .collect()
}

impl Browser {
    /// Starts a browser.
    pub async fn start(look: Look) -> Self {
        let port = ports::free();
        let chromedriver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver does not start ({error}): {INSTALL}"));
        let until = Instant::now() + WAIT_MAX;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "chromedriver does not listen");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let profile = tempfile::tempdir().expect("a folder");
        let capabilities = capabilities(look, profile.path());
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start ({error}): {INSTALL}"));
        Self {
            driver,
            look,
            chromedriver,
            profile,
        }
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        self.driver.goto(url).await.expect("a page");
    }

    /// The address of the page.
    pub async fn url(&self) -> String {
        self.driver
            .current_url()
            .await
            .expect("an address")
            .to_string()
    }

    /// The element that a CSS selector finds, as soon as it is there.
    pub async fn find(&self, css: &str) -> WebElement {
        let until = Instant::now() + WAIT_MAX;
        loop {
            match self.driver.find(By::Css(css)).await {
                Ok(element) => return element,
                Err(error) if Instant::now() > until => {
                    panic!(
                        "no {css} at {} ({error}): {}",
                        self.url().await,
                        self.text().await
                    )
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Returns whether a CSS selector finds something now.
    pub async fn has(&self, css: &str) -> bool {
        self.driver.find(By::Css(css)).await.is_ok()
    }

    /// Returns the number of elements that a CSS selector finds now.
    pub async fn count(&self, css: &str) -> usize {
        self.driver
            .find_all(By::Css(css))
            .await
            .map_or(0, |found| found.len())
    }

    /// Waits until a CSS selector finds this many.
    pub async fn wait_for_count(&self, css: &str, count: usize) {
        let is_so = async || self.count(css).await == count;
        self.wait(is_so, &format!("{count} × {css}")).await;
    }

    /// Waits until a CSS selector finds nothing.
    pub async fn wait_until_gone(&self, css: &str) {
        self.wait_for_count(css, 0).await;
    }

    /// Waits until the page is the one at this path.
    pub async fn wait_for_path(&self, path: &str) {
        let is_there = async || {
            let url = self.driver.current_url().await;
            url.is_ok_and(|url| url.path() == path)
        };
        self.wait(is_there, path).await;
    }

    /// Waits until every picture of the page is shown.
    pub async fn wait_for_pictures(&self) {
        // A picture in a dialog that is not open has no address yet.
        let script = "return [...document.images].filter((image) => { image.loading = 'eager'; return image.getAttribute('src') && !(image.complete && image.naturalWidth > 0); }).map((image) => image.src)";
        let are_shown = async || self.script(script).await == json!([]);
        self.wait(are_shown, "pictures").await;
    }

    async fn wait(&self, is_so: impl AsyncFn() -> bool, what: &str) {
        let until = Instant::now() + WAIT_MAX;
        while !is_so().await {
            if Instant::now() > until {
                panic!("no {what} at {}: {}", self.url().await, self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everything that the page says.
    pub async fn text(&self) -> String {
        match self.driver.find(By::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the page says something.
    pub async fn expect(&self, words: &str) {
        let until = Instant::now() + WAIT_MAX;
        loop {
            let text = self.text().await;
            if text.contains(words) {
                return;
            }
            assert!(
                Instant::now() < until,
                "{} does not say {words:?} but: {text}",
                self.url().await
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks what a CSS selector finds; where the page changes, waits for that.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        self.click_element(&element, css).await;
    }

    async fn click_element(&self, element: &WebElement, name: &str) {
        element.scroll_into_view().await.expect("in view");
        if let Err(error) = element.click().await {
            panic!("{name} cannot be clicked: {error}");
        }
    }

    /// Clicks the link or button with these words on it.
    pub async fn press(&self, words: &str) {
        let xpath = format!(
            "//*[self::a or self::button or self::summary][normalize-space(.)={words:?} or @value={words:?}]"
        );
        let until = Instant::now() + WAIT_MAX;
        loop {
            let found = self
                .driver
                .find_all(By::XPath(xpath.as_str()))
                .await
                .unwrap_or_default();
            for element in found {
                if element.is_displayed().await.unwrap_or(false) {
                    self.click_element(&element, words).await;
                    return;
                }
            }
            assert!(
                Instant::now() < until,
                "nothing called {words:?} at {}: {}",
                self.url().await,
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Types into the input of this name, in place of what is there.
    pub async fn fill(&self, name: &str, value: &str) {
        // The page may draw a part of itself anew meanwhile: what was found is then another element.
        for _ in 0..FILLED_AFTER_MAX {
            let element = self.find(&named(name)).await;
            let typed = async {
                element.scroll_into_view().await?;
                element.clear().await?;
                element.send_keys(value).await
            };
            if typed.await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{name} cannot be filled in at {}", self.url().await);
    }

    /// Returns the value of the input of this name.
    pub async fn value(&self, name: &str) -> String {
        let element = self.find(&named(name)).await;
        element
            .prop("value")
            .await
            .expect("a value")
            .unwrap_or_default()
    }

    /// Chooses the option with this value.
    pub async fn choose(&self, name: &str, value: &str) {
        let option = format!("{} option[value={value:?}]", named(name));
        self.find(&option).await.click().await.expect("chosen");
    }

    /// Ticks the check box or radio button of this name and value.
    pub async fn tick(&self, name: &str, value: &str) {
        let css = format!("input[name={name:?}][value={value:?}]:not([type=hidden])");
        let element = self.find(&css).await;
        if element.is_selected().await.expect("a state") {
            return;
        }
        // People click what they read, and a label may cover its input.
        let id = element.id().await.expect("an attribute").expect("an id");
        self.click(&format!("label[for={id:?}]")).await;
        assert!(
            element.is_selected().await.expect("a state"),
            "{css} stays as it was"
        );
    }

    /// Gives a file to the file input of this name.
    pub async fn attach(&self, name: &str, file: &Path) {
        let css = format!("input[type=file][name={name:?}]");
        let path = file.to_str().expect("a path");
        self.find(&css).await.send_keys(path).await.expect("a file");
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str) -> Value {
        let answer = self.driver.execute(script, Vec::new()).await;
        answer
            .unwrap_or_else(|error| panic!("{script}: {error}"))
            .json()
            .clone()
    }

    /// Checks the page: axe-core finds nothing (WCAG 2.2 A and AA and its best practices), no content hangs out of the
    /// window at its side, and the page is in the language asked for.
    pub async fn check_page(&self) {
        let url = self.url().await;
        let language = self.script("return document.documentElement.lang").await;
        assert_eq!(language, self.look.language, "{url}");
        let overflow = self
            .script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            .await;
        assert!(
            overflow.as_i64() <= Some(0),
            "{url} is {overflow} px wider than the window"
        );
        // The checker is a script, and waits: where none may run, the same pages are checked by the other journeys.
        if !self.look.scripting {
            return;
        }
        let path = root().join("tests/browser/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}: {INSTALL}", path.display()));
        self.script(&axe).await;
        self.check_accessibility("{}").await;
        // At night the colours are others.
        self.prefer("dark").await;
        self.check_accessibility("{ runOnly: ['color-contrast'] }")
            .await;
        self.prefer("light").await;
    }

    /// Has pages as whoever prefers `light` or `dark` ones sees them.
    pub async fn prefer(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        let tools = self.driver.cdp();
        let done = tools.send_raw("Emulation.setEmulatedMedia", features);
        done.await.expect("the browser does as it is told");
    }

    async fn check_accessibility(&self, options: &str) {
        let url = self.url().await;
        let run = format!(
                "const done = arguments[arguments.length - 1];
                 axe.run(document, Object.assign({{ resultTypes: ['violations'] }}, {options})).then(
                   (result) => done(result.violations.map((v) => v.id + ': ' + v.help + ' @ ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | '))),
                   (error) => done(['axe failed: ' + error]));"
        );
        let found = self.driver.execute_async(run, Vec::new()).await;
        let found = found.expect("axe runs").json().clone();
        assert_eq!(found, json!([]), "{url}");
    }

    /// Keeps a picture of the whole page under `SCREENSHOTS`, if that is set.
    pub async fn picture(&self, name: &str) {
        let Ok(folder) = std::env::var("SCREENSHOTS") else {
            return;
        };
        let height = self
            .script("return document.documentElement.scrollHeight")
            .await;
        let height = u32::try_from(height.as_u64().unwrap_or(900))
            .unwrap_or(900)
            .clamp(500, 8_000);
        let _ = self
            .driver
            .set_window_rect(0, 0, self.look.width, height + 200)
            .await;
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = Path::new(&folder).join(format!("{name}-{}.png", self.look.width));
        self.driver.screenshot(&path).await.expect("a picture");
        let _ = self
            .driver
            .set_window_rect(0, 0, self.look.width, 1_000)
            .await;
    }
}

fn named(name: &str) -> String {
    format!("[name={name:?}]:not([type=hidden])")
}

fn capabilities(look: Look, profile: &Path) -> thirtyfour::ChromeCapabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    let size = format!("--window-size={},1000", look.width.max(500));
    let data = format!("--user-data-dir={}", profile.display());
    let language = format!("--lang={}", look.language);
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-prefers-reduced-motion",
        size.as_str(),
        data.as_str(),
        language.as_str(),
    ] {
        capabilities.add_arg(argument).expect("an argument");
    }
    let mut preferences = json!({
        "intl.accept_languages": look.language,
        "intl.selected_languages": look.language,
        "credentials_enable_service": false,
        "profile.password_manager_leak_detection": false,
    });
    if !look.scripting {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    capabilities
        .add_experimental_option("prefs", preferences)
        .expect("preferences");
    if look.width < 500 {
        let device = json!({ "deviceMetrics": { "width": look.width, "height": 800, "pixelRatio": 1.0, "touch": true } });
        capabilities
            .add_experimental_option("mobileEmulation", device)
            .expect("a phone");
    }
    capabilities
}
