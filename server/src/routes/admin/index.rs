//! The definitions: which version of each serves, what is refused, and every fault with what to do about it.

use guichet_engine::diagnostic::{Diagnostic, Severity};
use guichet_engine::ids::{CaseId, DefinitionRef};
use guichet_engine::message::Text;
use rocket::{Route, get, post, routes};

use super::calendars;
use crate::alerts::AlertKind;
use crate::app::App;
use crate::definitions::Live;
use crate::failures::Failure;
use crate::guard::{Administrator, Limited, Posted};
use crate::reply::{Reply, RouteResult};
use crate::service::attention::{self, UnattendedStep};
use crate::store::StoreError;
use crate::view::page::{
    AdminDefinition, AdminPage, AlertView, DiagnosticView, FailureView, UnattendedView,
};

/// How many faults are shown at once.
const FAULTS_SHOWN_MAX: usize = 200;

/// How many steps are shown on which nobody can act.
const UNATTENDED_SHOWN_MAX: usize = 50;

/// Up to how many mails that were given up are counted.
const FAILED_COUNTED_MAX: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    routes![index, reload]
}

#[get("/admin")]
async fn index(guard: Administrator<'_>) -> RouteResult {
    let app = guard.visitor.app;
    let failed = app.store.failed_mails_count(FAILED_COUNTED_MAX + 1).await?;
    let definitions = &app.definitions;
    let live = definitions.live();
    let locale = guard.visitor.locale;
    let colleagues = attention::present(app).await?;
    let (unattended, _) = attention::look(app, "", &colleagues).await?;
    let mut waiting = Vec::new();
    for step in unattended.into_iter().take(UNATTENDED_SHOWN_MAX) {
        waiting.push(unattended_view(app, &step, locale).await?);
    }
    let faults = live.diagnostics.iter().take(FAULTS_SHOWN_MAX);
    let page = AdminPage {
        definitions: listed(&live, locale),
        diagnostics: faults
            .map(|fault| fault_view(&live, locale, fault))
            .collect(),
        alerts: alerts(app).await?,
        failures: app
            .failures
            .latest()
            .into_iter()
            .map(failed_workflow)
            .collect(),
        unattended: waiting,
        read_at: live.read_at,
        folder: definitions.folder().display().to_string(),
        calendars: calendars::listed(&live, app.clock.now(), locale),
        failed_mails: failed.min(FAILED_COUNTED_MAX),
        failed_mails_more: failed > FAILED_COUNTED_MAX,
    };
    guard.visitor.page(&page)
}

/// Returns a step on which nobody can act, as the page shows it.
async fn unattended_view(
    app: &App,
    step: &UnattendedStep,
    locale: &str,
) -> Result<UnattendedView, StoreError> {
    let case = &step.row.case;
    let (_, workflow) = app.definitions.versions_of(case).await?;
    let open = case.open.get(&step.run);
    let declared = open.and_then(|open| Some((open, workflow.steps.get(&open.step)?)));
    Ok(UnattendedView {
        reference: case.reference.to_string(),
        step: declared.map_or_else(String::new, |(_, step)| step.title.get(locale).to_owned()),
        who: declared.map_or_else(String::new, |(open, step)| {
            step.performer_of(open).key().into()
        }),
        why: step.why.name(),
    })
}

/// Returns what is to be seen to now, as the page shows it.
async fn alerts(app: &App) -> Result<Vec<AlertView>, StoreError> {
    let mut views = Vec::new();
    if app.has_disk_space().is_err() {
        views.push(AlertView {
            kind: "disk",
            detail: app.config.data.display().to_string(),
            since: app.clock.now(),
            times: 1,
            ..AlertView::default()
        });
    }
    for alert in app.alerts.all() {
        let is_file = matches!(alert.kind, AlertKind::FileMissing | AlertKind::FileChanged);
        // A file that was taken away since needs nobody.
        if is_file && app.store.attachment(&alert.subject).await?.is_none() {
            app.alerts.settle(alert.kind, &alert.subject);
            continue;
        }
        let mut reference = None;
        // What is said of a file is the id of the case that it belongs to.
        if is_file && !alert.detail.is_empty() {
            let row = app.store.case(&CaseId::new(alert.detail.as_str())).await?;
            reference = row.map(|row| row.case.reference.to_string());
        }
        views.push(AlertView {
            kind: alert.kind.name(),
            subject: alert.subject,
            reference,
            detail: if is_file { String::new() } else { alert.detail },
            since: alert.since,
            times: alert.times,
        });
    }
    Ok(views)
}

fn failed_workflow(failure: Failure) -> FailureView {
    let Failure { workflow, .. } = &failure;
    FailureView {
        at: failure.at,
        times: failure.times,
        workflow: format!("{} {}", workflow.name, workflow.version.short()),
        reference: failure.reference.map(Into::into),
        detail: failure.detail,
    }
}

#[post("/admin/reload", data = "<posted>")]
async fn reload(guard: Administrator<'_>, posted: Posted) -> RouteResult {
    let Posted { .. } = posted;
    guard.visitor.limit(Limited::Change)?;
    let changed = guard.visitor.app.definitions.reload().await?;
    if changed {
        guard.visitor.note("published", None);
    }
    let done = if changed {
        "definitions-changed"
    } else {
        "definitions-unchanged"
    };
    Ok(Reply::see_other(format!("/admin?done={done}")))
}

/// Returns every definition that lies in the folder or serves, by kind and name.
fn listed(live: &Live, locale: &str) -> Vec<AdminDefinition> {
    let (catalog, published) = (&live.catalog, &live.published);
    let entry = |kind: &str, name: &str, served: Option<(&Text, &DefinitionRef)>| AdminDefinition {
        kind: kind.to_owned(),
        name: name.to_owned(),
        title: served.map_or_else(String::new, |(title, _)| title.get(locale).to_owned()),
        version: served.map(|(_, reference)| reference.version.short().to_owned()),
        refused: false,
        tried: 0,
    };
    let forms = names(&catalog.forms, &published.forms).map(|name| {
        let form = published.forms.get(name);
        AdminDefinition {
            refused: live.refused.forms.contains(name),
            tried: catalog.forms.get(name).map_or(0, |item| item.run_count),
            ..entry(
                "form",
                name,
                form.map(|form| (&form.settings.title, &form.reference)),
            )
        }
    });
    let workflows = names(&catalog.workflows, &published.workflows).map(|name| {
        let workflow = published.workflows.get(name);
        AdminDefinition {
            refused: live.refused.workflows.contains(name),
            tried: catalog.workflows.get(name).map_or(0, |item| item.run_count),
            ..entry(
                "workflow",
                name,
                workflow.map(|own| (&own.title, &own.reference)),
            )
        }
    });
    let templates = AdminDefinition {
        version: Some(live.templates.version.short().to_owned()),
        refused: live.refused.templates,
        ..entry("templates", "templates", None)
    };
    forms.chain(workflows).chain([templates]).collect()
}

/// Returns the names of either, in order, each once.
fn names<'a, T, U>(
    one: &'a std::collections::BTreeMap<String, T>,
    other: &'a std::collections::BTreeMap<String, U>,
) -> impl Iterator<Item = &'a String> {
    let all: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    all.into_iter()
}

fn fault_view(live: &Live, locale: &str, fault: &Diagnostic) -> DiagnosticView {
    let sentences = &live.templates.sentences;
    let mut help = fault.message.clone();
    help.key.push_str("-help");
    let place = &fault.place;
    DiagnosticView {
        place: format!("{}:{}:{}", place.file, place.line, place.column),
        code: fault.code.clone(),
        severity: match fault.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
        .to_owned(),
        text: sentences.message(locale, &fault.message),
        help: sentences.message(locale, &help),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::testing::{Service, add_account, get, log_in, post, service_with};

    const FORM: &str = r#"{"title": "许可申请", "type": "object", "properties": {"name": {"type": "string", "title": "名称"}}}"#;

    async fn administered(folder: &tempfile::TempDir) -> Service {
        let path = folder.path().join("forms/permit");
        fs::create_dir_all(&path).expect("made");
        fs::write(path.join("form.json"), FORM).expect("written");
        let service =
            service_with(|config| folder.path().clone_into(&mut config.definitions)).await;
        let account = add_account(&service.app, "li", &["administrator"]).await;
        log_in(&service.client, &account).await;
        service
    }

    #[rocket::async_test]
    async fn an_administrator_sees_what_serves_and_what_is_wrong() {
        let folder = tempfile::tempdir().expect("a folder");
        let service = administered(&folder).await;
        let (status, page) = get(&service.client, "/admin?lang=zh-CN").await;
        assert_eq!(status, 200);
        assert!(
            page.contains("许可申请") && page.contains("定义没有问题"),
            "{page}"
        );

        fs::write(
            folder.path().join("forms/permit/form.json"),
            "{\n  \"title\": 许可\n}",
        )
        .expect("written");
        let (status, to) = post(&service.client, "/admin/reload", &[]).await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/admin?done=definitions-changed")
        );
        let (_, page) = get(&service.client, &to).await;
        for text in [
            "许可申请",
            "form.json:2:12",
            "F001",
            "文件不是 JSON",
            "新版本有误",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        let (_, page) = get(&service.client, "/admin?lang=en").await;
        assert!(page.contains("The file is not JSON"), "{page}");
        let (_, to) = post(&service.client, "/admin/reload", &[]).await;
        assert_eq!(to, "/admin?done=definitions-unchanged");
    }

    #[rocket::async_test]
    async fn nobody_else_sees_it_or_has_it_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let service = administered(&folder).await;
        let other = service.other_client().await;
        let (status, to) = get(&other, "/admin").await;
        assert_eq!((status, to.as_str()), (303, "/login?next=%2Fadmin"));
        let reviewer = add_account(&service.app, "wang", &["reviewer"]).await;
        log_in(&other, &reviewer).await;
        assert_eq!(get(&other, "/admin").await.0, 403);
        assert_eq!(post(&other, "/admin/reload", &[]).await.0, 403);
        let forged = service.client.post("/admin/reload").body("csrf=x");
        let forged = forged
            .header(rocket::http::ContentType::Form)
            .dispatch()
            .await;
        assert_eq!(forged.status().code, 403);
    }
}
