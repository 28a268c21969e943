//! The landing page, the single window, what went wrong, and the question whether one is sure.

use guichet_engine::message::Message;
use serde::Serialize;

use super::Page;

/// `portal.html`: the landing page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PortalPage {}

impl Page for PortalPage {
    const TEMPLATE: &'static str = "portal.html";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// `window.html`: the single window with its two entries.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WindowPage {}

impl Page for WindowPage {
    const TEMPLATE: &'static str = "window.html";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// `error.html`
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// The key of the heading.
    pub title_key: String,
    /// The event and the advice on it.
    pub message: Message,
    /// What was sent and can be sent again: `action`, `pairs` and `token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<ResendView>,
}

/// What was sent and can be sent again.
#[derive(Clone, Debug, Serialize)]
pub struct ResendView {
    /// Where it was sent.
    pub action: String,
    /// What was typed, but for passwords.
    pub pairs: Vec<(String, String)>,
    /// The token that counts now.
    pub token: String,
}

/// `confirm.html`: are you sure?
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmPage {
    /// The heading.
    pub title: String,
    /// The consequence, as a sentence (`confirm-withdraw`).
    pub message: Message,
    /// The address to post to.
    pub action: String,
    /// Inputs that go along.
    pub hidden: Vec<(String, String)>,
    /// Set if a reason must be given, as `reason`.
    pub needs_reason: bool,
    /// Why it was not done.
    pub refusal: Option<Message>,
    /// The label of the button.
    pub button: String,
    /// The way back.
    pub back: String,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";

    fn samples() -> Vec<Self> {
        let page = |status: u16, key: &str| Self {
            status,
            title_key: format!("{key}-title"),
            message: Message::new(key).with("seconds", 12),
            again: (status == 403).then(|| ResendView {
                action: "/desk".to_owned(),
                pairs: vec![("reason".to_owned(), "示例".to_owned())],
                token: "x".to_owned(),
            }),
        };
        vec![
            page(429, "error-too-many"),
            page(410, "error-not-found"),
            page(403, "error-csrf-token"),
        ]
    }
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "confirm.html";

    fn samples() -> Vec<Self> {
        let page = |needs_reason: bool| Self {
            title: "示例".to_owned(),
            message: Message::new("confirm-withdraw"),
            action: "/status/x/act".to_owned(),
            hidden: vec![("action".to_owned(), "withdraw".to_owned())],
            needs_reason,
            refusal: needs_reason.then(|| Message::new("refusal-reason-missing")),
            button: "示例".to_owned(),
            back: "/status/x".to_owned(),
        };
        vec![page(false), page(true)]
    }
}
