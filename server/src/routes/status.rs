//! Where an application stands, for its applicant.

use super::files;
use guichet_engine::form::{Form, Mask, Mode, NO_CORRECTIONS, ViewRequest};
use guichet_engine::ids::ActionName;
use guichet_engine::message::Message;
use guichet_engine::workflow::{
    Action, Actor, Case, CollaborationCommand, CollaborationKind, Command, OpenStep, RefusalCode,
    Workflow,
};
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::correct;
use crate::attachment;
use crate::guard::applicant;
use crate::guard::{Limited, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::cases::{self, CommandError};
use crate::service::{case_status, changes, drafts, picture, registered};
use crate::store::CaseRow;
use crate::view::page::{ConfirmPage, ReminderView, StatusFindPage, StatusPage};

pub(super) fn routes() -> Vec<Route> {
    routes![
        find,
        post_find,
        by_code,
        show,
        confirm,
        act,
        remind,
        after_remind,
        original,
        preview
    ]
}

#[get("/status?<reference>&<wrong>")]
fn find(visitor: Visitor<'_>, reference: Option<&str>, wrong: Option<&str>) -> RouteResult {
    let problem = wrong.map(|_| "problem-status-link".to_owned());
    find_page(&visitor, reference.unwrap_or_default(), problem)
}

fn find_page(visitor: &Visitor<'_>, reference: &str, problem: Option<String>) -> RouteResult {
    let is_wrong = problem.is_some();
    let page = StatusFindPage {
        reference: reference.to_owned(),
        problem,
    };
    let reply = visitor.page(&page)?;
    Ok(if is_wrong {
        reply.with_status(Status::UnprocessableEntity)
    } else {
        reply
    })
}

#[post("/status", data = "<posted>")]
async fn post_find(visitor: Visitor<'_>, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Status)?;
    let reference = posted.get("reference");
    if let Some(row) = applicant::find(&visitor, reference, posted.get("code")).await? {
        applicant::grant_case(&visitor, &row.case);
        return Ok(Reply::see_other(format!("/status/{}", row.case.reference)));
    }
    let problem = Some("problem-status-unknown".to_owned());
    find_page(&visitor, reference, problem)
}

/// The mailed link: the code goes into a cookie, and out of the address. One that does not fit leaves the address as well.
#[get("/status/<reference>?<code>", rank = 1)]
async fn by_code(visitor: Visitor<'_>, reference: &str, code: &str) -> RouteResult {
    visitor.limit(Limited::Status)?;
    match applicant::find(&visitor, reference, code).await? {
        Some(row) => {
            applicant::grant_case(&visitor, &row.case);
            Ok(Reply::see_other(format!("/status/{}", row.case.reference)))
        }
        None => {
            let reference: String =
                url::form_urlencoded::byte_serialize(reference.as_bytes()).collect();
            Ok(Reply::see_other(format!(
                "/status?reference={reference}&wrong=yes"
            )))
        }
    }
}

#[get("/status/<reference>", rank = 2)]
async fn show(visitor: Visitor<'_>, reference: &str) -> RouteResult {
    let row = applicant::case(&visitor, reference).await?;
    draw(&visitor, &row, None).await
}

/// Draws the page; with a refusal, why somebody was not reminded.
async fn draw(visitor: &Visitor<'_>, row: &CaseRow, refusal: Option<Message>) -> RouteResult {
    let app = visitor.app;
    let case = &row.case;
    let (form, workflow) = app.definitions.versions_of(case).await?;
    let base = format!("/status/{}", case.reference);
    let files = registered::files_of_case(&app.store, &form, row).await?;
    let files = attachment::views(&files, &base);
    let mut changed = Vec::new();
    if let (Some(source), Some(before)) = (&row.source, &case.baseline_answers) {
        let answers = (before, &case.answers);
        changed =
            registered::changes(&app.definitions, &form, source, answers, visitor.locale).await?;
    }
    let view = form.view(&ViewRequest {
        locale: visitor.locale,
        answers: &case.answers,
        problems: &[],
        secrets_kept: &Default::default(),
        attachments: &files,
        mode: Mode::Read,
        mask: Mask::None,
        common_corrections: &NO_CORRECTIONS,
    });
    let events = app.store.journal(&case.id).await?;
    let correctable = correct::open_step(&workflow, case).is_some();
    let page = StatusPage {
        changes: changes::views(&form, changed, &files, |_| true, visitor.locale),
        status: case_status::for_case(app.clock.now(), row, &form, &workflow, visitor.locale),
        remarks: case_status::remarks(&form, &case.flags, visitor.locale),
        // What they have answered stands in the history, and calls for nothing more.
        reason: if correctable {
            workflow.reason_for_applicant(&events).map(str::to_owned)
        } else {
            let open = workflow.open_reason_for_applicant(&events);
            open.map(str::to_owned)
        },
        correct_href: correctable.then(|| format!("{base}/correct")),
        actions: own_actions(&workflow, case)
            .into_iter()
            .map(|(run, own)| super::case::action::action(run, own, visitor.locale))
            .collect(),
        history: case_status::history(app, &events, &form, &workflow, false, visitor.locale),
        picture: picture::for_case(app, &workflow, &events, false, visitor.locale),
        view,
        base,
        reminders: reminders(&workflow, case, visitor.locale),
        refusal,
    };
    let is_refused = page.refusal.is_some();
    let reply = visitor.page(&page)?;
    Ok(if is_refused {
        reply.with_status(Status::Conflict)
    } else {
        reply
    })
}

/// Returns the steps of which the applicant may remind whoever is to do them.
fn reminders(workflow: &Workflow, case: &Case, locale: &str) -> Vec<ReminderView> {
    let open = case.open.iter().filter(|(run, _)| {
        let may = workflow.permitted_collaboration(case, **run, &Actor::Applicant);
        may.contains(&CollaborationKind::Remind)
    });
    let view = |(run, open): (&u32, &OpenStep)| ReminderView {
        run: *run,
        step: workflow.title_of(&open.step, locale).to_owned(),
    };
    open.map(view).collect()
}

/// Reminds whoever is to do a step.
#[post("/status/<reference>/remind", data = "<posted>")]
async fn remind(visitor: Visitor<'_>, reference: &str, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    visitor.app.has_disk_space()?;
    let row = applicant::case(&visitor, reference).await?;
    let base = format!("/status/{}", row.case.reference);
    let run = posted.get("run").parse();
    let command = Command::Collaborate {
        run: run.map_err(|_| PageError::bad_request())?,
        actor: Actor::Applicant,
        collaboration: CollaborationCommand::Remind,
    };
    match cases::command(visitor.app, &row.case.id, &command, visitor.locale).await {
        Ok(_) => Ok(Reply::see_other(format!("{base}?done=reminded"))),
        Err(CommandError::Refused(refusal)) if refusal.code == RefusalCode::RemindedAlready => {
            draw(&visitor, &row, Some(refusal.message)).await
        }
        // The step is over meanwhile, or was never one to remind of: where the case stands now is shown.
        Err(CommandError::Refused(_)) => Ok(Reply::see_other(format!("{base}?done=changed"))),
        Err(error) => Err(error.into()),
    }
}

/// The address of the page that a reminder too many answered with, when it is opened again.
#[get("/status/<reference>/remind")]
async fn after_remind(visitor: Visitor<'_>, reference: &str) -> RouteResult {
    let row = applicant::case(&visitor, reference).await?;
    Ok(Reply::see_other(format!("/status/{}", row.case.reference)))
}

/// Returns what the applicant may do apart from correcting.
fn own_actions<'w>(workflow: &'w Workflow, case: &Case) -> Vec<(u32, &'w Action)> {
    let mut found: Vec<(u32, &Action)> = Vec::new();
    for run in case.open.keys() {
        for action in workflow.actions(case, *run, &Actor::Applicant) {
            let is_known = found.iter().any(|(_, own)| own.name == action.name);
            if !action.submits_answers && !is_known {
                found.push((*run, action));
            }
        }
    }
    found
}

#[get("/status/<reference>/act?<action>")]
async fn confirm(visitor: Visitor<'_>, reference: &str, action: &str) -> RouteResult {
    let row = applicant::case(&visitor, reference).await?;
    let (form, workflow) = visitor.app.definitions.versions_of(&row.case).await?;
    let base = format!("/status/{}", row.case.reference);
    let own = own_actions(&workflow, &row.case);
    let found = own.into_iter().find(|(_, own)| own.name == action);
    let Some((run, action)) = found else {
        return Ok(Reply::see_other(base));
    };
    ask(&visitor, &form, &base, run, action, None)
}

/// Asks whether an action is meant; `refusal` says why it was not carried out before.
fn ask(
    visitor: &Visitor<'_>,
    form: &Form,
    base: &str,
    run: u32,
    action: &Action,
    refusal: Option<Message>,
) -> RouteResult {
    let title = action.title.get(visitor.locale).to_owned();
    // A definition may bring a sentence for its action; else the common one serves.
    let own_key = format!("confirm-{}", action.name);
    let account_key = form.settings.account.as_ref();
    let account_key = account_key.map(|_| format!("{own_key}-account"));
    let live = visitor.app.definitions.live();
    let sentences = &live.templates.sentences;
    let mut keys = account_key.into_iter().chain([own_key]);
    let key = keys.find(|key| sentences.has(key));
    let key = key.unwrap_or_else(|| "confirm-action".to_owned());
    let page = ConfirmPage {
        message: Message::new(key).with("action", title.as_str()),
        button: title.clone(),
        title,
        action: format!("{base}/act"),
        hidden: vec![
            ("action".to_owned(), action.name.to_string()),
            ("run".to_owned(), run.to_string()),
        ],
        needs_reason: action.needs_reason,
        refusal,
        back: base.to_owned(),
    };
    let is_refused = page.refusal.is_some();
    let reply = visitor.page(&page)?;
    Ok(if is_refused {
        reply.with_status(Status::UnprocessableEntity)
    } else {
        reply
    })
}

#[post("/status/<reference>/act", data = "<posted>")]
async fn act(visitor: Visitor<'_>, reference: &str, posted: Posted) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    visitor.app.has_disk_space()?;
    let row = applicant::case(&visitor, reference).await?;
    let base = format!("/status/{}", row.case.reference);
    let run = posted.get("run").parse();
    let run: u32 = run.map_err(|_| PageError::bad_request())?;
    let name = posted.get("action");
    let reason = Some(posted.get("reason").to_owned());
    let command = Command::Act {
        run,
        action: ActionName::new(name),
        actor: Actor::Applicant,
        flags: Vec::new(),
        reason: reason.filter(|reason| !reason.is_empty()),
        answers: None,
        item: None,
    };
    match cases::command(visitor.app, &row.case.id, &command, visitor.locale).await {
        Ok(_) => Ok(Reply::see_other(format!("{base}?done=acted"))),
        Err(CommandError::Refused(refusal)) => {
            let (form, workflow) = visitor.app.definitions.versions_of(&row.case).await?;
            let own = own_actions(&workflow, &row.case);
            let asked = own.into_iter().find(|(_, own)| own.name == name);
            match asked.filter(|_| refusal.code.is_about_reason()) {
                Some((_, action)) => {
                    ask(&visitor, &form, &base, run, action, Some(refusal.message))
                }
                // Somebody else came first. By whom is not told to applicants: where the case stands now is.
                None => Ok(Reply::see_other(format!("{base}?done=changed"))),
            }
        }
        Err(error) => Err(error.into()),
    }
}

#[get("/status/<reference>/attachments/<id>")]
async fn original(visitor: Visitor<'_>, reference: &str, id: &str) -> RouteResult {
    file(&visitor, reference, id, false).await
}

#[get("/status/<reference>/attachments/<id>/preview")]
async fn preview(visitor: Visitor<'_>, reference: &str, id: &str) -> RouteResult {
    file(&visitor, reference, id, true).await
}

/// A file of the case, or of its correction under way.
async fn file(visitor: &Visitor<'_>, reference: &str, id: &str, reduced: bool) -> RouteResult {
    let app = visitor.app;
    let row = applicant::case(visitor, reference).await?;
    let file = app.store.attachment(id).await?;
    let file = file.ok_or_else(PageError::not_found)?;
    let case = &row.case;
    let mut runs = case.open.keys();
    let in_correction =
        runs.any(|run| file.owner == drafts::owner(&drafts::correction_id(&case.id, *run)));
    if !in_correction && !registered::is_file_of_case(&app.definitions, &row, &file).await? {
        return Err(PageError::not_found());
    }
    files::reply(app, &file, reduced).await
}

#[cfg(test)]
mod tests {
    use crate::service::cases::tests::begun;
    use crate::testing::form::attribute;
    use crate::testing::{get, service};

    #[rocket::async_test]
    async fn a_link_that_does_not_fit_is_said_and_the_number_stays() {
        let service = service().await;
        let row = begun(&service).await;
        let own = row.case.reference.as_str();
        let code = service.app.keys.case_code(&row.case.id);
        let cut = &code[..code.len() - 1];
        for (reference, code) in [
            (own, "wrong"),
            (own, cut),
            (own, ""),
            ("HB20200101-22222", code.as_str()),
            ("x%22y", "wrong"),
        ] {
            let (status, to) =
                get(&service.client, &format!("/status/{reference}?code={code}")).await;
            assert_eq!(status, 303, "{reference} {code}");
            assert!(!to.contains("code="), "the code leaves the address: {to}");
            let (status, page) = get(&service.client, &format!("{to}&lang=zh-CN")).await;
            assert_eq!(status, 422, "{to}");
            assert!(page.contains("与这份申请不符"), "{page}");
            let input = page
                .split("<input")
                .find(|tag| tag.contains("id=\"reference\""));
            let typed = attribute(input.expect("an input"), "value");
            assert_eq!(typed, Some(reference.replace("%22", "\"")));
        }
        // Whoever comes without a code is asked for it, and reproached with nothing.
        let (_, to) = get(&service.client, &format!("/status/{own}")).await;
        let (status, page) = get(&service.client, &to).await;
        assert!(status == 200 && !page.contains("id=\"summary\""), "{page}");
    }
}
