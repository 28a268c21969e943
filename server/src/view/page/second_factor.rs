//! The second factor: giving a code, setting it up.

use guichet_engine::message::Message;
use jiff::Timestamp;
use serde::Serialize;

use super::{Page, ProblemLine, Reader, SAMPLE_NOW};
use crate::ms;
use crate::view::QrCode;

/// `login_code.html`: the code after the password.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LoginCodePage {
    /// The address to go to after it.
    pub next: String,
    /// The problem.
    pub problem: Option<Message>,
    /// Set if a recovery code was tried.
    pub by_recovery: bool,
}

/// `second_factor.html`: one's own second factor.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondFactorPage {
    /// Since when there is one.
    #[serde(with = "ms::optional")]
    pub since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes_left: usize,
    /// Set if there must be one.
    pub required: bool,
    /// Where to go on.
    pub home: String,
    /// What is to be confirmed, where there is none yet.
    pub offer: Option<SecondFactorOffer>,
    /// The problems by input: `code`.
    pub problems: Vec<ProblemLine>,
    /// Recovery codes that were just made: shown once.
    pub codes: Vec<String>,
}

/// A secret that is not confirmed yet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondFactorOffer {
    /// The secret as the form brings it back: sealed.
    pub sealed: String,
    /// The secret to be typed, in groups.
    pub text: String,
    /// The address that opens an app on the same device: `otpauth://…`.
    pub url: String,
    /// The picture of that address.
    pub picture: QrCode,
}

impl Page for LoginCodePage {
    const TEMPLATE: &'static str = "login_code.html";

    fn samples() -> Vec<Self> {
        let refused = |by_recovery| Self {
            next: "/desk".to_owned(),
            problem: Some(Message::new("problem-login-code")),
            by_recovery,
        };
        vec![Self::default(), refused(false), refused(true)]
    }
}

impl Page for SecondFactorPage {
    const TEMPLATE: &'static str = "second_factor.html";
    const READER: Reader = Reader::Reviewer;

    fn samples() -> Vec<Self> {
        let offered = |required, problems: &[&str]| Self {
            required,
            home: "/desk".to_owned(),
            offer: Some(SecondFactorOffer {
                sealed: "sample".to_owned(),
                text: "ABCD EFGH".to_owned(),
                url: "otpauth://totp/x?secret=ABCDEFGH".to_owned(),
                picture: QrCode::new("otpauth://totp/x").unwrap_or_default(),
            }),
            problems: ProblemLine::samples(problems),
            ..Self::default()
        };
        let there = |required| Self {
            since: Some(SAMPLE_NOW),
            codes_left: 3,
            required,
            ..Self::default()
        };
        let made = Self {
            home: "/desk".to_owned(),
            codes: vec!["ABCD-EFGH-JKLM-NPQR-STUV-WXYZ".to_owned(); 2],
            ..Self::default()
        };
        vec![
            offered(false, &[]),
            offered(true, &["code"]),
            there(true),
            there(false),
            made,
        ]
    }
}
