//! The whole way, and that it is gone once.

use guichet_engine::form::model::StartedBy;

use super::*;

/// Returns the answers of a case with its attachments called as in the example, in the order in which they were sent.
fn with_ids(mut answers: Value, form: &Form, example: &Value) -> Value {
    let names = form.attachment_ids(&example["answers"]);
    let ids = form.attachment_ids(&answers);
    assert_eq!(ids.len(), names.len());
    let by_id: BTreeMap<String, String> = ids
        .into_iter()
        .zip(names)
        .map(|((_, id), (_, name))| (id, name))
        .collect();
    rename(&mut answers, &by_id);
    answers
}

fn rename(value: &mut Value, by_id: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = by_id.get(text) {
                name.clone_into(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, by_id)),
        Value::Object(members) => members.values_mut().for_each(|item| rename(item, by_id)),
        _ => {}
    }
}

#[rocket::async_test]
async fn each_shipped_type_goes_from_the_terms_to_the_confirmation() {
    let names: Vec<String> = {
        let service = testing::service().await;
        let live = service.app.definitions.live();
        let forms = live.published.forms.iter();
        // Some types are only for those who have an account.
        let open = forms.filter(|(_, form)| form.settings.started_by == StartedBy::Anyone);
        open.map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names.len(), 3);
    for name in names {
        let applicant = Applicant::on(testing::service().await, &name, "complete").await;
        let (app, form) = (&applicant.service.app, &applicant.form);
        let (status, page) = applicant.get("").await;
        assert_eq!(status, 200);
        assert!(page.contains(&form.settings.title.source), "{name}");
        assert!(applicant.draft().await.is_none(), "nothing is saved yet");
        applicant.fill_in().await;
        let (status, page) = applicant.get("/check").await;
        assert_eq!(status, 200);
        let typed = value(&applicant.pairs, &applicant.applicant_name()).to_owned();
        assert!(page.contains(&typed), "{name}");
        let id = applicant.ticket().id();
        let (status, to) = applicant.submit().await;
        assert_eq!(status, 303);
        let reference = to
            .strip_prefix(&format!("{}/received/", applicant.path))
            .unwrap_or_else(|| panic!("{to}"));
        let (status, page) = get(&applicant.service.client, &to).await;
        assert_eq!(status, 200);
        assert!(page.contains(reference));
        let status_page = format!("/status/{reference}");
        assert_eq!(get(&applicant.service.client, &status_page).await.0, 200);
        // What was submitted is what was typed, to the letter.
        let row = app
            .store
            .case_by_reference(&Reference::new(reference))
            .await
            .expect("asked");
        let row = row.expect("a case");
        let example = example(form, "complete");
        let answers = with_ids(row.case.answers.clone(), form, &example);
        assert_eq!(answers, example["answers"], "{name}");
        assert!(!row.case.answers.to_string().contains("Xy7_qm2Kd9"));
        // The files are the case's, the draft is gone, and so is its cookie.
        let owner = crate::store::Owner::case(&row.case.id);
        let files = app.store.attachments_of(&owner).await.expect("asked");
        assert_eq!(files.len(), applicant.files.len());
        assert!(app.store.draft(&id).await.expect("asked").is_none());
        let (status, to) = applicant.get("").await;
        assert_eq!((status, to), (303, format!("/register?type={name}")));
        // Nobody else sees the confirmation.
        let other = applicant.service.other_client().await;
        let confirmation = format!("{}/received/{reference}", applicant.path);
        assert_eq!(get(&other, &confirmation).await.0, 303);
    }
}

#[rocket::async_test]
async fn two_clicks_two_tabs_and_replays_are_one_case() {
    let applicant = Applicant::new("complete").await;
    applicant.fill_in().await;
    let draft = applicant.draft().await.expect("a draft");
    let cookies: Vec<Cookie<'static>> =
        applicant.service.client.cookies().iter().cloned().collect();
    let to_submit = format!("{}/submit", applicant.path);
    let body = format!("csrf={}", testing::csrf(&applicant.service.client).await);
    // As it was sent the first time, cookies and all.
    let again = async || {
        let request = applicant.service.client.post(to_submit.clone());
        let request = request
            .header(ContentType::Form)
            .body(&body)
            .cookies(cookies.clone());
        let response = request.dispatch().await;
        let to = response.headers().get_one("Location").map(str::to_owned);
        (response.status(), to.unwrap_or_default())
    };
    let (one, other, third) = tokio::join!(again(), again(), again());
    assert_eq!(one.0, Status::SeeOther);
    assert!(
        one.1.starts_with(&format!("{}/received/", applicant.path)),
        "{}",
        one.1
    );
    assert_eq!((&one, &one), (&other, &third));
    assert_eq!(applicant.case_count().await, 1);
    // The form, its check and another save, replayed, lead to the confirmation as well and bring no draft back.
    assert_eq!(again().await, one);
    for below in ["", "/check"] {
        let path = format!("{}{below}", applicant.path);
        let request = applicant.service.client.get(path).cookies(cookies.clone());
        let response = request.dispatch().await;
        assert_eq!(response.headers().get_one("Location"), Some(one.1.as_str()));
    }
    let save = applicant.service.client.post(applicant.path.clone());
    let save = save
        .header(ContentType::Form)
        .body(format!("{body}&do=save"));
    let response = save.cookies(cookies.clone()).dispatch().await;
    assert_eq!(response.status(), Status::SeeOther);
    assert_eq!(applicant.case_count().await, 1);
    // Another process saved late, when the case had the files already.
    let store = &applicant.service.app.store;
    store.put_draft(&draft).await.expect("put");
    assert_eq!(again().await, one);
    assert_eq!(applicant.case_count().await, 1);
}

#[rocket::async_test]
async fn what_has_not_been_agreed_to_or_does_not_exist_is_not_begun() {
    let service = testing::service().await;
    let client = &service.client;
    let form = format!("/apply/{FORM}");
    for (path, expect) in [
        (form.clone(), format!("/register?type={FORM}")),
        (format!("{form}/check"), format!("/register?type={FORM}")),
    ] {
        assert_eq!(get(client, &path).await, (303, expect), "{path}");
    }
    for path in ["/apply/nothing", "/apply/nothing/check"] {
        assert_eq!(get(client, path).await.0, 404, "{path}");
    }
    let submit = format!("{form}/submit");
    assert_eq!(
        post(client, &submit, &[]).await,
        (303, format!("/register?type={FORM}"))
    );
    for pairs in [
        &[("type", FORM)][..],
        &[("agree", "yes")],
        &[("type", "nothing"), ("agree", "yes")],
    ] {
        assert_eq!(post(client, "/register", pairs).await.0, 422, "{pairs:?}");
    }
    assert_eq!(get(client, &form).await.0, 303);
}

#[rocket::async_test]
async fn a_form_for_accounts_needs_a_login_and_yet_loses_nothing() {
    let schema = json!({
        "title": "变更", "type": "object", "x-workflow": "registration", "x-starts": "account",
        "required": ["name"], "properties": { "name": { "type": "string", "title": "名称" } },
    });
    let (service, _folder) = testing::service_of(&with_form("change", &schema)).await;
    let client = &service.client;
    let login = "/login?next=%2Fapply%2Fchange".to_owned();
    assert_eq!(get(client, "/apply/change").await, (303, login.clone()));
    let begin = [("type", "change"), ("agree", "yes")];
    assert_eq!(post(client, "/register", &begin).await.0, 422);
    let account = testing::add_account(&service.app, "wang", &[]).await;
    testing::log_in(client, &account).await;
    let applicant = Applicant {
        form: published(&service, "change"),
        path: "/apply/change".to_owned(),
        pairs: vec![("/name".to_owned(), "甲".to_owned())],
        files: vec![],
        service,
    };
    agree(&applicant.service.client, "change").await;
    assert_eq!(applicant.get("").await.0, 200);
    // The login ends while the form is filled in: what is typed is saved, and shown after the next login.
    let session = applicant
        .service
        .client
        .cookies()
        .get("guichet-session")
        .cloned();
    let session = crate::keys::hash(session.expect("a login").value());
    let ended = applicant.service.app.store.end_session(&session).await;
    ended.expect("ended");
    let (status, _) = applicant.press("save", &applicant.pairs, &[]).await;
    assert_eq!(status, 303);
    assert_eq!(applicant.get("").await, (303, login.clone()));
    assert_eq!(applicant.get("/check").await, (303, login.clone()));
    assert_eq!(applicant.submit().await, (303, login));
    testing::log_in(&applicant.service.client, &account).await;
    let (status, page) = applicant.get("").await;
    assert_eq!(status, 200);
    assert_eq!(value(&inputs(&page), "/name"), "甲");
    let (status, to) = applicant.submit().await;
    assert_eq!(status, 303);
    let reference = to.rsplit('/').next().expect("a reference");
    let row = applicant
        .service
        .app
        .store
        .case_by_reference(&Reference::new(reference))
        .await;
    assert_eq!(
        row.expect("asked").expect("a case").account,
        Some(account.id)
    );
}
