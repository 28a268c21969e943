//! Whether the pages can be rendered: each is tried with its samples before its templates serve, since a slip in one shows
//! only when somebody asks for the page.

use std::collections::BTreeSet;

use super::page::{
    AccountPage, AccountsPage, AdminPage, AuditPage, CasePage, CheckPage, ConfirmPage,
    ConfirmPasswordPage, DeskPage, ErrorPage, FormInside, FormPage, FormPart, Frame, FrameLocale,
    LoginCodePage, LoginPage, MailPage, MailsPage, Page, PasswordPage, PortalPage, ReceivedPage,
    RecoverPage, RecoverSentPage, RegisterPage, SecondFactorPage, SessionsPage, StaffPage,
    StandaloneForm, StatusFindPage, StatusPage, UserPage, UsersPage, VersionsPage, WindowPage,
    WorkflowPage, WorkflowPicture,
};
use super::templates::{RenderError, Templates};

/// Every page.
pub(super) const PAGES: &[Renderable] = &[
    renderable::<AccountPage>(),
    renderable::<AccountsPage>(),
    renderable::<AdminPage>(),
    renderable::<AuditPage>(),
    renderable::<CasePage>(),
    renderable::<CheckPage>(),
    renderable::<ConfirmPage>(),
    renderable::<ConfirmPasswordPage>(),
    renderable::<DeskPage>(),
    renderable::<ErrorPage>(),
    renderable::<FormInside>(),
    renderable::<FormPage>(),
    renderable::<FormPart>(),
    renderable::<LoginCodePage>(),
    renderable::<LoginPage>(),
    renderable::<MailPage>(),
    renderable::<MailsPage>(),
    renderable::<PasswordPage>(),
    renderable::<PortalPage>(),
    renderable::<ReceivedPage>(),
    renderable::<RecoverPage>(),
    renderable::<RecoverSentPage>(),
    renderable::<RegisterPage>(),
    renderable::<SecondFactorPage>(),
    renderable::<SessionsPage>(),
    renderable::<StaffPage>(),
    renderable::<StandaloneForm>(),
    renderable::<StatusFindPage>(),
    renderable::<StatusPage>(),
    renderable::<UserPage>(),
    renderable::<UsersPage>(),
    renderable::<VersionsPage>(),
    renderable::<WindowPage>(),
    renderable::<WorkflowPage>(),
    renderable::<WorkflowPicture>(),
];

/// A page with its type forgotten: what is needed to try its template.
pub(super) struct Renderable {
    /// The template.
    #[cfg(test)]
    pub template: &'static str,
    /// Renders every sample in a language.
    pub render: fn(&Templates, &str) -> Vec<Result<String, RenderError>>,
}

const fn renderable<P: Page>() -> Renderable {
    Renderable {
        #[cfg(test)]
        template: P::TEMPLATE,
        render: render_samples::<P>,
    }
}

fn render_samples<P: Page>(
    templates: &Templates,
    locale: &str,
) -> Vec<Result<String, RenderError>> {
    let locales = FrameLocale::all(&templates.sentences, "/", locale);
    let frame = Frame::sample(P::READER, locales);
    let samples = P::samples().into_iter();
    samples
        .map(|page| templates.page(locale, &frame, &page))
        .collect()
}

/// Renders every page in every language, and returns what fails, each place once.
#[must_use]
pub fn render_faults(templates: &Templates) -> Vec<RenderError> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for page in PAGES {
        for locale in templates.sentences.languages() {
            let failed = (page.render)(templates, locale).into_iter();
            for error in failed.filter_map(Result::err) {
                if seen.insert((error.template.clone(), error.line)) {
                    faults.push(error);
                }
            }
        }
    }
    faults
}
