//! Two pages of one draft, and a token that changed while somebody typed.

use super::*;

/// Returns the names of two answers that are texts.
fn two_names(applicant: &Applicant) -> (String, String) {
    let texts = applicant
        .pairs
        .iter()
        .filter(|(_, value)| !value.is_ascii());
    let mut names = texts.map(|(name, _)| name.clone());
    let one = applicant.applicant_name();
    let other = names.find(|name| *name != one && !name.contains('?'));
    (one, other.expect("another text"))
}

#[rocket::async_test]
async fn two_tabs_are_merged_field_by_field() {
    let applicant = Applicant::new("complete").await;
    let (one, other) = two_names(&applicant);
    applicant.press("save", &applicant.pairs, &[]).await;
    let (_, page) = applicant.get("").await;
    let (mut first, mut second) = (inputs(&page), inputs(&page));
    set(&mut first, &one, "第一页改的");
    set(&mut second, &other, "第二页改的");
    assert_eq!(applicant.press("save", &first, &[]).await.0, 303);
    assert_eq!(applicant.press("save", &second, &[]).await.0, 303);
    let answers = applicant.draft().await.expect("a draft").answers;
    assert_eq!(answers.pointer(&one), Some(&json!("第一页改的")));
    assert_eq!(answers.pointer(&other), Some(&json!("第二页改的")));
    // What both changed is told, as the second page says it; told once.
    set(&mut second, &one, "第二页也改");
    let (status, page) = applicant.press("check", &second, &[]).await;
    assert_eq!(status, 422);
    assert!(!problem_at(&page, &one).is_empty());
    assert_eq!(value(&inputs(&page), &one), "第二页也改");
    assert_eq!(value(&inputs(&page), &other), "第二页改的");
    let (_, page) = applicant.press("check", &inputs(&page), &[]).await;
    assert!(problem_at(&page, &one).is_empty());
}

#[rocket::async_test]
async fn a_page_that_nobody_had_touched_takes_nothing_back() {
    let applicant = Applicant::new("complete").await;
    let (one, other) = two_names(&applicant);
    let (_, untouched) = applicant.get("").await;
    applicant.press("save", &applicant.pairs, &[]).await;
    let before = applicant.draft().await.expect("a draft").answers;
    let mut late = inputs(&untouched);
    set(&mut late, &one, "旧页改的");
    applicant.press("save", &late, &[]).await;
    let after = applicant.draft().await.expect("a draft").answers;
    assert_eq!(after.pointer(&one), Some(&json!("旧页改的")));
    assert_eq!(after.pointer(&other), before.pointer(&other));
}

#[rocket::async_test]
async fn what_was_typed_under_an_old_token_can_be_sent_again() {
    let applicant = Applicant::new("complete").await;
    let client = &applicant.service.client;
    for (site, is_offered) in [("same-origin", true), ("cross-site", false)] {
        let body = "csrf=old&do=save&%2Freason=%E5%86%99%E4%BA%86%E5%BE%88%E4%B9%85&%2Fpassword=secret-word";
        let request = client
            .post(applicant.path.clone())
            .header(ContentType::Form)
            .header(Header::new("Sec-Fetch-Site", site))
            .body(body);
        let response = request.dispatch().await;
        assert_eq!(response.status(), Status::Forbidden);
        let token = response
            .headers()
            .get_one("X-Guichet-Token")
            .map(str::to_owned);
        assert_eq!(token.is_some(), is_offered);
        let page = response.into_string().await.expect("a page");
        assert_eq!(page.contains("写了很久"), is_offered);
        assert!(!page.contains("secret-word"));
    }
}

/// Saves a text that is not kept: it stands on the page with what is wrong, and the draft is as it was but for the rest.
async fn check_unkept(applicant: &Applicant, text: &str, rest_is_kept: bool) {
    let (one, other) = two_names(applicant);
    applicant.press("save", &applicant.pairs, &[]).await;
    let before = applicant.draft().await.expect("a draft").answers;
    let mut typed = inputs(&applicant.get("").await.1);
    set(&mut typed, &one, text);
    set(&mut typed, &other, "别的");
    for button in ["save", "check"] {
        let (status, page) = applicant.press(button, &typed, &[]).await;
        assert_eq!(status, 422);
        assert_eq!(value(&inputs(&page), &one), text);
        assert_eq!(value(&inputs(&page), &other), "别的");
        // What is on the page can be sent again, shortened.
        typed = inputs(&page);
    }
    // A file that comes along is kept, and shown.
    let file = (
        applicant.file_field().to_string(),
        "新.png".to_owned(),
        png(1),
    );
    let (status, page) = applicant.press("save", &typed, &[file]).await;
    assert_eq!(status, 422);
    assert!(page.contains("新.png"));
    assert_eq!(value(&inputs(&page), &one), text);
    let after = applicant.draft().await.expect("a draft").answers;
    assert_eq!(after.pointer(&one), before.pointer(&one));
    assert_eq!(after.pointer(&other) == Some(&json!("别的")), rest_is_kept);
    set(&mut typed, &one, "短的");
    assert_eq!(applicant.press("save", &typed, &[]).await.0, 303);
    let after = applicant.draft().await.expect("a draft").answers;
    assert_eq!(after.pointer(&one), Some(&json!("短的")));
    assert_eq!(after.pointer(&other), Some(&json!("别的")));
}

#[rocket::async_test]
async fn what_is_too_long_to_be_kept_still_stands_on_the_page() {
    let applicant = Applicant::new("complete").await;
    check_unkept(&applicant, &"长".repeat(5_000), true).await;
}

#[rocket::async_test]
async fn what_makes_a_draft_too_large_still_stands_on_the_page() {
    let service = testing::service_with(|config| config.draft_kb_max = 4).await;
    let applicant = Applicant::on(service, FORM, "complete").await;
    check_unkept(&applicant, &"长".repeat(1_000), false).await;
}
