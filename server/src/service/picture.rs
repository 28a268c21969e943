//! Pictures of workflows, and of cases in them, in the language of who looks.

use guichet_engine::workflow::diagram::{Course, Drawing, Request};
use guichet_engine::workflow::{Event, Workflow};

use crate::core::Core;
use crate::view::PictureWords;

/// Returns the picture of a workflow.
#[must_use]
pub fn for_workflow(core: &Core, workflow: &Workflow, locale: &str) -> Drawing {
    draw(core, workflow, None, locale)
}

/// Returns the picture of a case: where it is, where it has been, when and, with `names`, by whom.
#[must_use]
pub fn for_case(
    core: &Core,
    workflow: &Workflow,
    events: &[Event],
    names: bool,
    locale: &str,
) -> Drawing {
    draw(
        core,
        workflow,
        Some(&Course::from_events(events, names)),
        locale,
    )
}

fn draw(core: &Core, workflow: &Workflow, course: Option<&Course>, locale: &str) -> Drawing {
    let live = core.definitions.live();
    let words = PictureWords {
        sentences: &live.templates.sentences,
        locale,
        time_zone: &core.time_zone,
    };
    workflow.draw(&Request {
        locale,
        words: &words,
        course,
    })
}

#[cfg(test)]
mod tests {
    use guichet_engine::workflow::{Actor, Command};

    use crate::service::cases;
    use crate::testing::{add_account, applicant, get, log_in, service};

    #[rocket::async_test]
    async fn staff_see_where_a_case_is_and_who_has_it_and_applicants_the_same_without_names() {
        let service = service().await;
        let (_, row) = applicant(&service).await;
        let claim = Command::Claim {
            run: 1,
            actor: Actor::staff("li", "李梅梅", ["reviewer"]),
        };
        let claimed = cases::command(&service.app, &row.case.id, &claim, "zh-CN").await;
        claimed.expect("claimed");
        let code = service.app.keys.case_code(&row.case.id);
        let reference = &row.case.reference;
        let (status, to) = get(&service.client, &format!("/status/{reference}?code={code}")).await;
        assert_eq!(status, 303);
        let (_, own) = get(&service.client, &format!("{to}?lang=zh-CN")).await;
        let staff = service.other_client().await;
        let account = add_account(&service.app, "wang", &["reviewer"]).await;
        log_in(&staff, &account).await;
        let (_, theirs) = get(&staff, &format!("/desk/{reference}?lang=zh-CN")).await;
        for page in [&own, &theirs] {
            for text in [
                "<svg class=\"diagram has-case\"",
                "diagram-node is-staff is-open",
                ">办理中</text>",
                "正在：审核。",
            ] {
                assert!(page.contains(text), "{text} is missing in {page}");
            }
        }
        assert!(theirs.contains(">李梅梅</text>") && !own.contains("李梅梅"));
    }
}
