//! A workflow as it serves: its picture, and the same in words.

use std::sync::Arc;

use rocket::{Route, get, routes};

use crate::guard::Administrator;
use crate::reply::{PageError, RouteResult};
use crate::service::picture;
use crate::view::page::WorkflowPage;

pub(super) fn routes() -> Vec<Route> {
    routes![show]
}

#[get("/admin/workflows/<name>")]
fn show(administrator: Administrator<'_>, name: &str) -> RouteResult {
    let visitor = &administrator.visitor;
    let (app, locale) = (visitor.app, visitor.locale);
    let live = app.definitions.live();
    let workflow = live.published.workflows.get(name);
    let workflow = workflow.ok_or_else(PageError::not_found)?;
    let forms = live.published.forms.values().filter(|form| {
        let own = live.published.workflow_for(form);
        own.is_some_and(|own| Arc::ptr_eq(own, workflow))
    });
    let page = WorkflowPage {
        name: name.to_owned(),
        title: workflow.title.get(locale).to_owned(),
        version: workflow.reference.version.short().to_owned(),
        forms: forms
            .map(|form| form.settings.title.get(locale).to_owned())
            .collect(),
        picture: picture::for_workflow(app, workflow, locale),
    };
    visitor.page(&page)
}

#[cfg(test)]
mod tests {
    use crate::testing::{add_account, get, log_in, service};

    #[rocket::async_test]
    async fn administrators_see_the_picture_and_the_same_in_words() {
        let service = service().await;
        let account = add_account(&service.app, "li", &["administrator"]).await;
        log_in(&service.client, &account).await;
        let (_, index) = get(&service.client, "/admin?lang=zh-CN").await;
        assert!(index.contains("href=\"/admin/workflows/registration\""));
        let (status, page) = get(&service.client, "/admin/workflows/registration").await;
        assert_eq!(status, 200);
        for text in [
            "<svg class=\"diagram\"",
            "role=\"img\"",
            ">退回补正</tspan>",
            "逾期：进入已撤回。",
        ] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert!(!page.contains("style=") && !page.contains("<style"));
        let (_, page) = get(&service.client, "/admin/workflows/registration?lang=en").await;
        assert!(page.contains("Within 2 working days"), "{page}");
        assert_eq!(get(&service.client, "/admin/workflows/none").await.0, 404);
    }

    #[rocket::async_test]
    async fn nobody_else_sees_it() {
        let service = service().await;
        let reviewer = add_account(&service.app, "wang", &["reviewer"]).await;
        log_in(&service.client, &reviewer).await;
        let (status, _) = get(&service.client, "/admin/workflows/registration").await;
        assert_eq!(status, 403);
    }
}
