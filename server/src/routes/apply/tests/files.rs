//! Files with the form: whatever is wrong with one is said at its field.

use super::*;

async fn kept(applicant: &Applicant) -> usize {
    let owner = drafts::owner(&applicant.ticket().id());
    let rows = applicant.service.app.store.attachments_of(&owner).await;
    rows.expect("asked").len()
}

fn file(at: &Pointer, name: &str, content: Vec<u8>) -> File {
    (at.to_string(), name.to_owned(), content)
}

#[rocket::async_test]
async fn a_refused_file_is_said_at_its_field_and_the_rest_is_kept() {
    let applicant = Applicant::new("least").await;
    let (one, several) = (applicant.file_field(), applicant.files_field());
    let name = applicant.applicant_name();
    let typed = value(&applicant.pairs, &name).to_owned();
    let limit = applicant
        .form
        .attachment_rules(&one)
        .expect("rules")
        .size_bytes_max;
    let too_large = vec![0_u8; usize::try_from(limit).expect("fits") + 1];
    for (what, content) in [
        (
            "a renamed page",
            b"<!DOCTYPE html><script>alert(1)</script>".to_vec(),
        ),
        ("nothing", vec![]),
        ("half a picture", png(1)[..60].to_vec()),
        ("too much", too_large),
    ] {
        let files = [
            file(&one, "a.png", content),
            file(&several, "b.png", png(2)),
        ];
        let (status, page) = applicant.press("upload", &applicant.pairs, &files).await;
        assert_eq!(status, 422, "{what}");
        assert!(!problem_at(&page, one.as_str()).is_empty(), "{what}");
        assert!(problem_at(&page, several.as_str()).is_empty(), "{what}");
        assert_eq!(value(&inputs(&page), &name), typed, "{what}");
    }
    // The good files that came with the bad ones are there, and nothing else.
    assert_eq!(kept(&applicant).await, 4);
    let answers = applicant.draft().await.expect("a draft").answers;
    assert_eq!(applicant.form.attachment_ids(&answers).len(), 4);
    // A script gets the part alone, with the same status.
    let part = guichet_engine::form::html_id(&one);
    let (client, bad) = (
        &applicant.service.client,
        [file(&one, "a.png", b"x".to_vec())],
    );
    let reply = press_raw(
        client,
        &applicant.path,
        "upload",
        &vec![],
        &bad,
        Some(&part),
    )
    .await;
    assert_eq!(reply.status(), Status::UnprocessableEntity);
    let html = reply.into_string().await.expect("a text");
    let problem = problem_at(&html, one.as_str());
    assert!(problem.contains("a.png"), "{problem}");
    assert!(!html.contains("<html"));
}

#[rocket::async_test]
async fn of_several_files_each_that_is_refused_is_named() {
    let applicant = Applicant::new("least").await;
    let several = applicant.files_field();
    let files = [
        file(&several, "good.png", png(1)),
        file(&several, "C:\\scans\\half.png", png(1)[..60].to_vec()),
        file(&several, "page.png", b"<!DOCTYPE html>".to_vec()),
        file(&several, "last.png", png(2)),
    ];
    let (status, page) = applicant.press("upload", &vec![], &files).await;
    assert_eq!(status, 422);
    let problem = problem_at(&page, several.as_str());
    for name in ["“half.png”", "“page.png”"] {
        assert!(problem.contains(name), "{name}: {problem}");
    }
    assert!(!problem.contains("scans") && !problem.contains("good.png"));
    assert_eq!(kept(&applicant).await, 2);
}

#[rocket::async_test]
async fn files_are_added_looked_at_replaced_and_removed() {
    let applicant = Applicant::new("least").await;
    let (one, several) = (applicant.file_field(), applicant.files_field());
    let client = &applicant.service.client;
    let upload = format!("upload {one}");
    let (status, to) = applicant
        .press(&upload, &vec![], &[file(&one, "甲.png", png(1))])
        .await;
    let part = guichet_engine::form::html_id(&one);
    assert_eq!(
        (status, to),
        (303, format!("{}#part-{part}", applicant.path))
    );
    let (_, page) = applicant.get("").await;
    assert!(page.contains("甲.png"));
    let picture = attribute(element(&page, &format!("part-{part}")), "href").expect("a link");
    let reply = client.get(picture.clone()).dispatch().await;
    assert_eq!(reply.content_type(), Some(ContentType::PNG));
    assert_eq!(reply.into_bytes().await, Some(png(1)));
    let reply = client.get(format!("{picture}/preview")).dispatch().await;
    assert_eq!(reply.content_type(), Some(ContentType::JPEG));
    // Another visitor has no way to it, not even one with a draft of their own.
    let other = applicant.service.other_client().await;
    assert_eq!(get(&other, &picture).await.0, 404);
    agree(&other, FORM).await;
    assert_eq!(get(&other, &picture).await.0, 404);
    assert_eq!(get(&other, &format!("{picture}/preview")).await.0, 404);
    // One file is replaced by another, and is gone.
    applicant
        .press("upload", &vec![], &[file(&one, "乙.png", png(2))])
        .await;
    assert_eq!(get(client, &picture).await.0, 404);
    assert_eq!(kept(&applicant).await, 1);
    // Two at once for one place: the last one stays.
    let both = [file(&one, "丙.png", png(3)), file(&one, "丁.png", png(4))];
    applicant.press("upload", &vec![], &both).await;
    assert_eq!(kept(&applicant).await, 1);
    assert!(applicant.get("").await.1.contains("丁.png"));
    // A list takes as many as it may, the rest is refused.
    let most = applicant
        .form
        .attachment_rules(&several)
        .expect("rules")
        .count_max;
    let many: Vec<File> = (0..=most)
        .map(|number| file(&several, &format!("{number}.png"), png(9)))
        .collect();
    let (status, page) = applicant.press("upload", &vec![], &many).await;
    assert_eq!(status, 422);
    assert!(!problem_at(&page, several.as_str()).is_empty());
    assert_eq!(kept(&applicant).await, most + 1);
    let remove = buttons(&applicant.get("").await.1, "remove-file");
    assert_eq!(remove.len(), most + 1);
    for button in &remove {
        assert_eq!(applicant.press(button, &vec![], &[]).await.0, 303);
    }
    assert_eq!(kept(&applicant).await, 0);
    let answers = applicant.draft().await.expect("a draft").answers;
    assert_eq!(applicant.form.attachment_ids(&answers), vec![]);
}

#[rocket::async_test]
async fn files_of_others_are_neither_taken_over_nor_removed() {
    let theirs = Applicant::new("least").await;
    let at = theirs.file_field();
    theirs
        .press("upload", &vec![], &[file(&at, "a.png", png(1))])
        .await;
    let answers = theirs.draft().await.expect("a draft").answers;
    let (_, id) = theirs.form.attachment_ids(&answers).pop().expect("a file");
    let mine = theirs.service.other_client().await;
    agree(&mine, FORM).await;
    let press_mine = async |button: &str, pairs: &Pairs, files: &[File]| {
        press(&mine, &theirs.path, button, pairs, files).await
    };
    // Posted as an answer it is nothing; so is a file for a field that takes none.
    let forged = vec![(at.to_string(), id.clone())];
    press_mine("save", &forged, &[]).await;
    let name = Pointer::parse(&theirs.applicant_name()).expect("a pointer");
    press_mine("upload", &vec![], &[file(&name, "a.png", png(1))]).await;
    let cookie = mine
        .cookies()
        .get(&Ticket::cookie(FORM))
        .cloned()
        .expect("a cookie");
    let ticket = Ticket::read(&theirs.service.app, FORM, cookie.value()).expect("a ticket");
    let store = &theirs.service.app.store;
    let mut draft = store
        .draft(&ticket.id())
        .await
        .expect("asked")
        .expect("a draft");
    assert_eq!(theirs.form.attachment_ids(&draft.answers), vec![]);
    press_mine(&format!("remove-file {at} {id}"), &vec![], &[]).await;
    assert!(store.attachment(&id).await.expect("asked").is_some());
    // Even if it were among the answers, it would not be submitted.
    press_mine("check", &theirs.pairs, &theirs.files).await;
    draft = store
        .draft(&ticket.id())
        .await
        .expect("asked")
        .expect("a draft");
    theirs.form.attach(&mut draft.answers, &at, &id);
    store.put_draft(&draft).await.expect("put");
    let (status, page) = post(&mine, &format!("{}/submit", theirs.path), &[]).await;
    assert_eq!(status, 422);
    assert!(!problem_at(&page, at.as_str()).is_empty());
    assert_eq!(theirs.case_count().await, 0);
    let owner = store
        .attachment(&id)
        .await
        .expect("asked")
        .expect("a file")
        .owner;
    assert_eq!(owner, drafts::owner(&theirs.ticket().id()));
}

#[rocket::async_test]
async fn too_many_uploads_are_told_to_wait_and_lose_nothing() {
    let service = testing::service_with(|config| config.rate_factor = 1).await;
    let applicant = Applicant::on(service, FORM, "least").await;
    let at = applicant.file_field();
    let address = std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
    let limits = &applicant.service.app.limits;
    while limits.check(Limited::Upload, address).is_ok() {}
    let files = [file(&at, "a.png", png(1))];
    let (status, page) = applicant.press("upload", &applicant.pairs, &files).await;
    assert_eq!(status, 422);
    assert!(!problem_at(&page, at.as_str()).is_empty());
    let name = applicant.applicant_name();
    assert_eq!(value(&inputs(&page), &name), value(&applicant.pairs, &name));
    assert_eq!(kept(&applicant).await, 0);
}
