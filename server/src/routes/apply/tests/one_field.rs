//! What a script asks about one field while somebody types.

use super::*;

#[rocket::async_test]
async fn one_field_is_asked_about_without_saving_anything() {
    let applicant = Applicant::new("complete").await;
    let name = applicant.account_name();
    let client = &applicant.service.client;
    let ask = async |typed: &str, field: &str| {
        let pairs = [("do", "field"), ("field", field), (name.as_str(), typed)];
        let (status, text) = post(client, &applicant.path, &pairs).await;
        assert_eq!(status, 200);
        let said: Value = serde_json::from_str(&text).expect("JSON");
        said["problems"].as_array().expect("problems").clone()
    };
    assert_eq!(ask("Right_01", &name).await, Vec::<Value>::new());
    let said = ask("短", &name).await;
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["pointer"], json!(name));
    let own = applicant
        .form
        .node(&Pointer::parse(&name).expect("a pointer"));
    let own = &own.expect("a field").errors["pattern"];
    assert_eq!(
        said[0]["text"],
        json!(own.source),
        "the definition's own words"
    );
    assert!(applicant.draft().await.is_none());
    // A file sent along is not kept.
    let files = [(
        applicant.file_field().to_string(),
        "a.png".to_owned(),
        png(1),
    )];
    let pairs = vec![("field".to_owned(), name.clone())];
    assert_eq!(applicant.press("field", &pairs, &files).await.0, 200);
    let owner = drafts::owner(&applicant.ticket().id());
    let kept = applicant.service.app.store.attachments_of(&owner).await;
    assert_eq!(kept.expect("asked").len(), 0);
    let (status, _) = post(client, &applicant.path, &[("do", "field")]).await;
    assert_eq!(status, 200, "the whole form is a field too");
}

/// Returns what is said about a field when these pairs are typed, as pointers with texts.
async fn asked(
    applicant: &Applicant,
    field: &str,
    typed: &[(&str, &str)],
) -> Vec<(String, String)> {
    let pairs = [&[("do", "field"), ("field", field)], typed].concat();
    let (status, text) = post(&applicant.service.client, &applicant.path, &pairs).await;
    assert_eq!(status, 200, "{text}");
    for (name, value) in typed.iter().filter(|(name, _)| name.contains("password")) {
        assert!(!text.contains(value), "{name} comes back: {text}");
    }
    let said: Value = serde_json::from_str(&text).expect("JSON");
    let text = |problem: &Value, name: &str| problem[name].as_str().expect("a text").to_owned();
    let problems = said["problems"].as_array().expect("problems");
    let pair = |problem: &Value| (text(problem, "pointer"), text(problem, "text"));
    problems.iter().map(pair).collect()
}

#[rocket::async_test]
async fn a_password_is_asked_about_and_neither_kept_nor_sent_back() {
    let applicant = Applicant::new("complete").await;
    let account = applicant.form.settings.account.clone().expect("an account");
    let password = account.password.to_string();
    let fields = applicant.form.fields(&applicant.form.initial_answers());
    let again = fields
        .into_iter()
        .find(|(_, node)| node.equal_to.as_ref() == Some(&account.password));
    let again = again.expect("a repetition").0.to_string();
    let (name, password, again) = (applicant.account_name(), password.as_str(), again.as_str());
    for (typed, expect) in [
        (&[(password, "Xy7_qm2Kd9")][..], &[again][..]),
        (&[(password, "Xy7_qm2Kd9"), (again, "Xy7_qm2Kd9")], &[]),
        (&[(password, "Xy7_qm2Kd9"), (again, "Xy7_qm2Kd8")], &[again]),
        (
            &[(password, "Xy7-qm2-kd"), (again, "Xy7-qm2-kd")],
            &[password],
        ),
        (
            &[
                (name.as_str(), "Wang_02x"),
                (password, "wang_02X"),
                (again, "wang_02X"),
            ],
            &[password],
        ),
    ] {
        let said = asked(&applicant, password, typed).await;
        let mut places: Vec<&str> = said.iter().map(|(pointer, _)| pointer.as_str()).collect();
        places.dedup();
        assert_eq!(places, expect, "{typed:?}: {said:?}");
    }
    let said = asked(
        &applicant,
        again,
        &[(password, "Xy7_qm2Kd9"), (again, "other_one1")],
    )
    .await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(applicant.draft().await.is_none(), "nothing is kept");
}

#[rocket::async_test]
async fn a_name_that_is_taken_is_said_as_one_goes() {
    let first = Applicant::new("complete").await;
    first.fill_in().await;
    let name = first.account_name();
    let taken = value(&first.pairs, &name).to_uppercase();
    assert_eq!(first.submit().await.0, 303);
    agree(&first.service.client, FORM).await;
    let said = asked(&first, &name, &[(&name, &taken)]).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].0, name);
    assert_eq!(asked(&first, &name, &[(&name, "Another_01")]).await, []);
    // Other fields are not told of it.
    let other = first.applicant_name();
    assert_eq!(
        asked(&first, &other, &[(&name, &taken), (&other, "甲公司")]).await,
        []
    );
}

#[rocket::async_test]
async fn names_are_not_tried_one_after_another() {
    let service = testing::service_with(|config| config.rate_factor = 1).await;
    let applicant = Applicant::on(service, FORM, "complete").await;
    let name = applicant.account_name();
    let mut answers = Vec::new();
    for number in 0..31 {
        let typed = format!("Name_{number:04}");
        let pairs = [("do", "field"), ("field", name.as_str()), (&name, &typed)];
        answers.push(
            post(&applicant.service.client, &applicant.path, &pairs)
                .await
                .0,
        );
    }
    assert_eq!(answers[..30], [200; 30]);
    assert_eq!(answers[30], 429);
}
