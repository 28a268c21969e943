//! The generated form, the check of its answers, and the form of any schema.

use guichet_engine::form::View;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::sample_form::{Shown, view, view_and_problems};
use super::{ChangeView, FlaggedView, Page, ProblemLine, ProofView, SAMPLE_NOW, SAMPLE_REFERENCE};
use crate::ms;

/// `form.html`: the generated form, new, resumed, refused or in correction. The parts that change per visitor on a
/// form that nobody has touched are `frame.csrf` and `page.deadline`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormPage {
    /// Where it is posted (`/apply/three-in-one`, `/status/<reference>/correct`). Buttons are named `do`:
    /// `check`, `save`, `extend`, `refresh`, `upload`, `add-row <pointer>`, `remove-row <pointer>`,
    /// `remove-file <pointer> <id>`.
    pub action: String,
    /// What the page says, with what it posts, of the answers that it is drawn from.
    pub state: String,
    /// The form's title.
    pub title: String,
    /// The lines shown above it.
    pub notices: Vec<String>,
    /// The form itself: its root.
    pub view: View,
    /// The problems, in the order of the page.
    pub problems: Vec<ProblemLine>,
    /// The time at which the time allowed runs out.
    #[serde(with = "ms::optional")]
    pub deadline: Option<Timestamp>,
    /// Set if it has run out; the answers are kept.
    pub expired: bool,
    /// The time allowed, in minutes.
    pub time_limit_minutes: Option<u32>,
    /// The time of the last save; `None` for a form nobody has touched.
    #[serde(with = "ms::optional")]
    pub saved_at: Option<Timestamp>,
    /// The number of days that a draft is kept.
    pub draft_days: u32,
    /// Set if what is shown depends on answers, so that a change of a choice must be sent at once.
    pub reactive: bool,
    /// In a correction: the reference number.
    pub correction_of: Option<String>,
    /// In a correction: what was sent back, in the order of the page.
    pub flagged: Vec<FlaggedView>,
    /// In a correction: the reviewer's remark on the whole.
    pub reason: Option<String>,
}

/// `check.html`: check your answers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckPage {
    /// The changes to what is registered.
    pub changes: Vec<ChangeView>,
    /// The form's title.
    pub title: String,
    /// The answers, read only.
    pub view: View,
    /// Back to the form; `#<id>` goes to a field.
    pub back: String,
    /// The address to submit to.
    pub action: String,
    /// In a correction: the reference number.
    pub correction_of: Option<String>,
    /// In a correction: the pointers of what can be changed and of all that lies around it.
    pub editable: Option<Vec<String>>,
    /// In a correction: what was sent back and is as it was.
    pub untouched: Vec<FlaggedView>,
    /// In a correction: the version of the case that the page shows, posted as `seen`.
    pub seen: Option<u64>,
    /// The proof that is asked for after many applications from one address.
    pub proof: Option<ProofView>,
    /// The problems by input: `captcha`.
    pub problems: Vec<ProblemLine>,
}

impl Page for FormPage {
    const TEMPLATE: &'static str = "form.html";

    fn samples() -> Vec<Self> {
        let page = |shown: Shown| {
            let (view, problems) = view_and_problems(shown);
            Self {
                action: "/apply/three-in-one".to_owned(),
                title: "示例".to_owned(),
                notices: vec!["示例".to_owned()],
                view,
                problems,
                deadline: Some(SAMPLE_NOW + SignedDuration::from_mins(30)),
                time_limit_minutes: Some(30),
                draft_days: 30,
                ..Self::default()
            }
        };
        let refused = Self {
            saved_at: Some(SAMPLE_NOW),
            reactive: true,
            ..page(Shown::Wrong)
        };
        let expired = Self {
            expired: true,
            ..page(Shown::Untouched)
        };
        let correction = Self {
            action: format!("/status/{SAMPLE_REFERENCE}/correct"),
            correction_of: Some(SAMPLE_REFERENCE.to_owned()),
            reason: Some("示例".to_owned()),
            flagged: vec![FlaggedView::sample()],
            deadline: None,
            time_limit_minutes: None,
            ..page(Shown::Correction)
        };
        vec![page(Shown::Untouched), refused, expired, correction]
    }
}

/// `form_inside.html`: what is inside the form, rendered alone when a script asks for it.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct FormInside(pub FormPage);

impl Page for FormInside {
    const TEMPLATE: &'static str = "form_inside.html";

    fn samples() -> Vec<Self> {
        FormPage::samples().into_iter().take(1).map(Self).collect()
    }
}

/// `part.html`: one part of the form, rendered alone when a script asks for it.
#[derive(Clone, Debug, Serialize)]
pub struct FormPart {
    /// The form.
    #[serde(flatten)]
    pub page: FormPage,
    /// The part.
    pub part: View,
}

impl Page for FormPart {
    const TEMPLATE: &'static str = "part.html";

    fn samples() -> Vec<Self> {
        let part = |page: FormPage| {
            let part = page.view.children.first().cloned();
            part.map(|part| Self { page, part })
        };
        let pages = FormPage::samples().into_iter().take(1);
        pages.filter_map(part).collect()
    }
}

/// `form_standalone.html`: the page of any schema (`guichet form render`); it needs no server.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StandaloneForm {
    /// The form's title.
    pub title: String,
    /// The form itself: its root.
    pub view: View,
    /// The problems, in the order of the page.
    pub problems: Vec<ProblemLine>,
    /// The lines shown above it.
    pub notices: Vec<String>,
    /// The style sheets.
    pub css: String,
}

impl Page for StandaloneForm {
    const TEMPLATE: &'static str = "form_standalone.html";

    fn samples() -> Vec<Self> {
        let (view, problems) = view_and_problems(Shown::Wrong);
        let full = Self {
            title: "示例".to_owned(),
            view,
            problems,
            notices: vec!["示例".to_owned()],
            css: String::new(),
        };
        let untouched = Self {
            view: self::view(Shown::Untouched),
            problems: Vec::new(),
            notices: Vec::new(),
            ..full.clone()
        };
        vec![full, untouched]
    }
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "check.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            changes: ChangeView::samples(),
            title: "示例".to_owned(),
            view: view(Shown::Read),
            back: "/apply/three-in-one".to_owned(),
            action: "/apply/three-in-one/submit".to_owned(),
            ..Self::default()
        };
        let unproved = Self {
            proof: Some(ProofView::new("c1".to_owned())),
            problems: ProblemLine::samples(&["captcha"]),
            ..full.clone()
        };
        let correction = Self {
            changes: Vec::new(),
            action: format!("/status/{SAMPLE_REFERENCE}/correct/submit"),
            correction_of: Some(SAMPLE_REFERENCE.to_owned()),
            editable: Some(vec!["/basic".to_owned()]),
            untouched: vec![FlaggedView::sample()],
            ..full.clone()
        };
        vec![full, correction, unproved]
    }
}
