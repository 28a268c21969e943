//! What colleagues say to one another, and that the applicant never reads it.

use guichet_engine::workflow::EventKind;

use crate::service::cases::tests::begun;
use crate::testing::case::{applicant_of, events, everything, staff};
use crate::testing::form::element;
use crate::testing::{get, post, service};

#[rocket::async_test]
async fn comments_are_for_staff_and_never_for_the_applicant() {
    let service = service().await;
    let row = begun(&service).await;
    let base = format!("/desk/{}", row.case.reference);
    let to = format!("{base}/comment");
    let (_, wang) = staff(&service, "wang", &["reviewer"]).await;
    let (_, li) = staff(&service, "li", &["reviewer"]).await;
    let (_, administrator) = staff(&service, "admin", &["administrator"]).await;
    let first = [("comment", "内部<script>alert(1)</script>\r\n第二行")];
    let done = (303, format!("{base}?done=commented"));
    assert_eq!(post(&wang, &to, &first).await, done);
    assert_eq!(post(&li, &to, &[("comment", "机密之二")]).await, done);
    for client in [&wang, &li, &administrator] {
        let (_, page) = get(client, &base).await;
        let talk = element(&page, "comments-title");
        let one = talk.find("内部&lt;script&gt;").expect("the first");
        let two = talk.find("机密之二").expect("the second");
        assert!(one < two && !page.contains("<script>alert(1)"));
        assert!(talk.contains("wang") && talk.contains("li"));
    }
    let kinds = events(&service, &row).await.into_iter();
    let texts = kinds.filter_map(|event| match event.kind {
        EventKind::Commented { text } => Some(text),
        _ => None,
    });
    let expect = ["内部<script>alert(1)</script>\n第二行", "机密之二"];
    assert_eq!(texts.collect::<Vec<_>>(), expect);

    let own = applicant_of(&service, &row).await;
    let status = format!("/status/{}", row.case.reference);
    for path in [format!("{status}?lang=zh-CN"), format!("{status}?lang=en")] {
        let (code, page) = get(&own, &path).await;
        assert_eq!(code, 200);
        for word in [
            "机密之二",
            "内部",
            "第二行",
            "comments-title",
            "留言",
            "omment",
        ] {
            assert!(!page.contains(word), "{word}");
        }
    }
    let mails = service.app.store.mails("", 100).await.expect("asked").0;
    assert!(
        mails
            .iter()
            .all(|mail| !serde_json::json!(mail).to_string().contains("机密"))
    );
}

#[rocket::async_test]
async fn a_comment_that_is_refused_is_kept() {
    let service = service().await;
    let row = begun(&service).await;
    let base = format!("/desk/{}", row.case.reference);
    let to = format!("{base}/comment");
    let (_, wang) = staff(&service, "wang", &["reviewer"]).await;
    let (_, administrator) = staff(&service, "admin", &["administrator"]).await;
    let before = everything(&service, &[&row]).await;
    let long = "长".repeat(2_001);
    for text in ["", " \n ", long.as_str()] {
        let (status, page) = post(&wang, &to, &[("comment", text)]).await;
        assert_eq!(status, 422);
        assert!(element(&page, "summary").contains("href=\"#comment\""));
        assert!(element(&page, "comment").contains(text.trim()));
        assert!(page.contains("id=\"problem-comment\""));
    }
    // Who only looks says nothing, and is offered no place for it.
    let (_, page) = get(&administrator, &base).await;
    assert!(page.contains("comments-title") && !page.contains("id=\"comment\""));
    assert_eq!(post(&administrator, &to, &[("comment", "x")]).await.0, 403);
    assert_eq!(everything(&service, &[&row]).await, before);
    let most = "长".repeat(2_000);
    assert_eq!(post(&wang, &to, &[("comment", most.as_str())]).await.0, 303);
}
