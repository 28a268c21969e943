use serde_json::Value;

use crate::service::cases::tests::returned;
use crate::store::{AttachmentRow, CaseRow};
use crate::testing::form::element;
use crate::testing::{Service, get, post, service};

mod posts;

/// The files among a case's answers, as far as the store is asked for them.
async fn put_files(service: &Service, row: &CaseRow) {
    let versions = service.app.definitions.versions_of(&row.case).await;
    let (form, _) = versions.expect("asked");
    for (pointer, id) in form.attachment_ids(&row.case.answers) {
        let file = AttachmentRow {
            id,
            owner: crate::store::Owner::case(&row.case.id),
            field: pointer,
            file_name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size_bytes: 1,
            width: 1,
            height: 1,
            sha256: String::new(),
            created: crate::testing::at(0),
        };
        let put = service.app.store.put_attachment(&file).await;
        put.expect("put");
    }
}

/// Returns a case that was sent back for three answers, and its applicant, who has opened the mailed link.
async fn correcting() -> (Service, CaseRow, String) {
    let service = service().await;
    let row = returned(&service).await;
    put_files(&service, &row).await;
    let path = format!("/status/{}", row.case.reference);
    let code = service.app.keys.case_code(&row.case.id);
    let (status, to) = get(&service.client, &format!("{path}?code={code}")).await;
    assert_eq!((status, to.as_str()), (303, path.as_str()));
    (service, row, path)
}

/// Posts the answers that are open, with these changes.
async fn correct(service: &Service, row: &CaseRow, path: &str, changes: &[(&str, &str)]) {
    let mut pairs = vec![("do", "check")];
    for pointer in ["/basic/address", "/account/email", "/account/login"] {
        let own = row.case.answers.pointer(pointer).and_then(Value::as_str);
        let changed = changes.iter().find(|(own, _)| *own == pointer);
        let value = changed.map(|(_, value)| *value).or(own);
        pairs.push((pointer, value.expect("an answer")));
    }
    let correct = format!("{path}/correct");
    let (status, to) = post(&service.client, &correct, &pairs).await;
    assert_eq!((status, to), (303, format!("{path}/check")));
}

#[rocket::async_test]
async fn what_was_sent_back_and_not_changed_is_said_before_it_is_submitted() {
    let (service, row, path) = correcting().await;
    let check = format!("{path}/check?lang=zh-CN");
    let (status, page) = get(&service.client, &check).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("有 3 处退回的内容没有改动"), "{page}");
    let changes = [("/basic/address", "石家庄市新华区一号")];
    correct(&service, &row, &path, &changes).await;
    let (_, page) = get(&service.client, &check).await;
    let said = element(&page, "untouched-title");
    let said = &said[..said.find("</section>").expect("its end")];
    assert!(
        said.contains("有 2 处") && said.contains("平台帐户名"),
        "{said}"
    );
    assert!(!said.contains("单位地址"), "{said}");
    let changes = [
        ("/basic/address", "石家庄市新华区一号"),
        ("/account/email", "new@example.com"),
        ("/account/login", "Li_0001"),
    ];
    correct(&service, &row, &path, &changes).await;
    let (_, page) = get(&service.client, &check).await;
    assert!(!page.contains("untouched-title"), "{page}");
}

#[rocket::async_test]
async fn an_untouched_correction_is_warned_about_and_may_be_submitted_all_the_same() {
    let (service, _, path) = correcting().await;
    let submit = format!("{path}/submit");
    let (status, to) = post(&service.client, &submit, &[]).await;
    assert_eq!((status, to), (303, format!("{path}?done=resubmitted")));
}

#[rocket::async_test]
async fn only_what_is_open_is_offered_to_be_changed() {
    let (service, _, path) = correcting().await;
    let (_, page) = get(&service.client, &format!("{path}/check")).await;
    let links: Vec<&str> = page.split("class=\"edit\"").skip(1).collect();
    assert_eq!(links.len(), 2, "{page}");
    for (link, part) in links.iter().zip(["part-f-basic", "part-f-account"]) {
        assert!(
            link.split('>').next().is_some_and(|tag| tag.contains(part)),
            "{part}"
        );
    }
    let sections = page.matches("class=\"card-head\"").count();
    assert!(sections > links.len(), "{sections}");
}
