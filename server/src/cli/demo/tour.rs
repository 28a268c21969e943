//! What `guichet demo` prints: who may log in, and the pages worth seeing.

use guichet_engine::ids::Role;
use guichet_engine::workflow::FinishKind;

use super::goal::Goal;
use super::week::Made;
use crate::app::App;
use crate::cli::terminal::{Speaker, Terminal};
use crate::store::{AccountState, CaseRow};

/// The applicants that are listed at most.
const APPLICANTS_MAX: usize = 6;
/// How far the addresses stand to the right, at least.
const COLUMN: usize = 46;

/// Prints all of it.
pub(super) async fn show(app: &App, made: &Made, terminal: &mut Terminal<'_>) {
    let speaker = terminal.speaker();
    let url = app.config.public_url();
    let mut lines = vec![localize(&speaker, "serve-ready", &[("url", &url)])];
    let folder = app.config.data.parent().unwrap_or(&app.config.data);
    lines.push(speaker.localize(
        "demo-made",
        &[
            ("cases", made.cases.len().into()),
            ("path", folder.display().to_string().into()),
        ],
    ));
    for form in &made.forms_without {
        let title = form.settings.title.get(speaker.locale);
        lines.push(localize(&speaker, "demo-without", &[("form", title)]));
    }
    lines.push(String::new());
    staff(made, &speaker, &url, &mut lines);
    applicants(made, &speaker, &mut lines);
    pages(app, made, &speaker, &mut lines).await;
    lines.push(String::new());
    let definitions = app.config.definitions.display().to_string();
    lines.push(localize(
        &speaker,
        "serve-definitions",
        &[("path", &definitions)],
    ));
    lines.push(localize(&speaker, "demo-stop", &[]));
    for line in lines {
        terminal.print_line(&line);
    }
    let _ = terminal.out.flush();
}

fn localize(speaker: &Speaker, key: &str, args: &[(&str, &str)]) -> String {
    crate::cli::serve::localize(speaker, key, args)
}

fn staff(made: &Made, speaker: &Speaker, url: &str, lines: &mut Vec<String>) {
    let args = [("url", url), ("password", &*made.staff.password)];
    lines.push(localize(speaker, "demo-staff", &args));
    for account in &made.staff.accounts {
        let roles = account.roles.iter().map(Role::as_str);
        let groups = account.groups.iter().map(String::as_str);
        let roles: Vec<&str> = roles.chain(groups).collect();
        let name = format!("{} ({})", account.name, account.display_name);
        lines.push(row(&name, &roles.join(", ")));
    }
}

fn applicants(made: &Made, speaker: &Speaker, lines: &mut Vec<String>) {
    let mut listed = made.applicants.iter();
    let listed: Vec<_> = listed
        .by_ref()
        .filter(|(account, _)| account.state == AccountState::Active)
        .take(APPLICANTS_MAX)
        .collect();
    if listed.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(localize(speaker, "demo-applicants", &[]));
    for (account, password) in listed {
        let name = format!("{} ({})", account.name, account.display_name);
        lines.push(row(&name, password));
    }
}

async fn pages(app: &App, made: &Made, speaker: &Speaker, lines: &mut Vec<String>) {
    let url = app.config.public_url();
    lines.push(String::new());
    lines.push(localize(speaker, "demo-pages", &[]));
    let mut page = |key: &str, path: String| {
        lines.push(row(&localize(speaker, key, &[]), &format!("{url}{path}")));
    };
    page("demo-page-window", "/".to_owned());
    page("demo-page-register", "/register".to_owned());
    for (key, goal) in [
        ("demo-page-returned", Goal::Returned),
        ("demo-page-approved", Goal::Finished(FinishKind::Approved)),
        ("demo-page-rejected", Goal::Finished(FinishKind::Rejected)),
    ] {
        if let Some(row) = newest(made, goal) {
            // As the mail to its applicant has it.
            let code = app.keys.case_code(&row.case.id);
            page(key, format!("/status/{}?code={code}", row.case.reference));
        }
    }
    page("demo-page-desk", "/desk".to_owned());
    for (key, goal) in [
        ("demo-page-claimed", Goal::Claimed),
        ("demo-page-corrected", Goal::Corrected),
        ("demo-page-overdue", Goal::Overdue),
    ] {
        if let Some(row) = newest(made, goal) {
            page(key, format!("/desk/{}", row.case.reference));
        }
    }
    page("demo-page-account", "/account".to_owned());
    page("demo-page-admin", "/admin".to_owned());
    page("demo-page-mails", "/admin/mails".to_owned());
    page("demo-page-users", "/admin/users".to_owned());
    if let Some(name) = largest_workflow(app, made).await {
        page("demo-page-workflow", format!("/admin/workflows/{name}"));
    }
}

/// Returns the newest application that came to this.
fn newest(made: &Made, goal: Goal) -> Option<&CaseRow> {
    let own = made.cases.iter().filter(|(own, _)| *own == Some(goal));
    let rows = own.map(|(_, row)| row);
    rows.max_by_key(|row| row.case.submitted_at)
}

/// Returns the workflow with the most steps among those of the applications.
async fn largest_workflow(app: &App, made: &Made) -> Option<String> {
    let mut largest: Option<(usize, String)> = None;
    for (_, row) in &made.cases {
        let Ok((_, workflow)) = app.definitions.versions_of(&row.case).await else {
            continue;
        };
        let steps = workflow.steps.len();
        if largest.as_ref().is_none_or(|(most, _)| steps > *most) {
            largest = Some((steps, workflow.reference.name.clone()));
        }
    }
    largest.map(|(_, name)| name)
}

/// Returns what something is and, in a column of its own, what belongs to it.
fn row(name: &str, value: &str) -> String {
    let width = guichet_engine::width::columns(name);
    let blanks = COLUMN.saturating_sub(width).max(2);
    format!("  {name}{}{value}", " ".repeat(blanks))
}
