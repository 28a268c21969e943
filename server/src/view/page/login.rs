//! Login, recovery, password.

use guichet_engine::message::Message;
use serde::Serialize;

use super::{Page, ProblemLine, ProofView};

/// `login.html`
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoginPage {
    /// The name typed.
    pub name: String,
    /// The address to go to after it.
    pub next: String,
    /// The problem.
    pub problem: Option<Message>,
    /// The status page of an application that is not approved.
    pub status_href: Option<String>,
    /// The proof that is asked for after many attempts.
    pub proof: Option<ProofView>,
    /// The problems by input: `captcha`.
    pub problems: Vec<ProblemLine>,
}

/// `recover.html`: 找回密码.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecoverPage {
    /// The name typed.
    pub name: String,
    /// The proof that is asked for.
    pub proof: Option<ProofView>,
    /// The problems by input: `method`, `name`, `captcha`.
    pub problems: Vec<ProblemLine>,
}

/// `recover_sent.html`: the same whether or not the name exists.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecoverSentPage {
    /// The minutes that the link works.
    pub minutes: u32,
}

/// `password.html`: a new password, by a recovery link or after login.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PasswordPage {
    /// The address to post to.
    pub action: String,
    /// Set if the old password is asked for.
    pub ask_old: bool,
    /// Set if it must be changed before anything else.
    pub forced: bool,
    /// The rule in words (`x-hint` of the password field); empty when there is none.
    pub hint: String,
    /// The problems by input: `old`, `password`, `password_again`.
    pub problems: Vec<ProblemLine>,
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "login.html";

    fn samples() -> Vec<Self> {
        let refused = |key: &str| Self {
            name: "Example_01".to_owned(),
            next: "/account".to_owned(),
            problem: Some(Message::new(key)),
            status_href: Some("/status/x".to_owned()),
            proof: Some(ProofView::new("c1".to_owned())),
            problems: Vec::new(),
        };
        vec![
            Self::default(),
            refused("problem-login-disabled"),
            refused("problem-login-suspended"),
        ]
    }
}

impl Page for RecoverPage {
    const TEMPLATE: &'static str = "recover.html";

    fn samples() -> Vec<Self> {
        let page = |problems: &[&str]| Self {
            name: "Example_01".to_owned(),
            proof: Some(ProofView::new("c1".to_owned())),
            problems: ProblemLine::samples(problems),
        };
        vec![page(&[]), page(&["method", "name", "captcha"])]
    }
}

impl Page for RecoverSentPage {
    const TEMPLATE: &'static str = "recover_sent.html";

    fn samples() -> Vec<Self> {
        vec![Self { minutes: 30 }]
    }
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "password.html";

    fn samples() -> Vec<Self> {
        let own = Self {
            action: "/account/password".to_owned(),
            ask_old: true,
            forced: true,
            hint: "示例".to_owned(),
            problems: ProblemLine::samples(&["old", "password", "password_again"]),
        };
        let recovery = Self {
            action: "/recover/x".to_owned(),
            ..Self::default()
        };
        vec![own, recovery]
    }
}
