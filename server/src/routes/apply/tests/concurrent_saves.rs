//! What is typed is kept, whatever is wrong.

use super::*;

/// Whether every pair that was posted is on the page again.
fn assert_kept(page: &str, pairs: &Pairs, but: &[&str]) {
    let shown = inputs(page);
    for pair in pairs
        .iter()
        .filter(|(name, _)| !but.contains(&name.as_str()))
    {
        assert!(shown.contains(pair), "{pair:?} is lost");
    }
}

#[rocket::async_test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_lost() {
    let applicant = Applicant::new("complete").await;
    let secrets: Vec<String> = {
        let example = example(&applicant.form, "complete");
        let secrets = example["secrets"]
            .as_object()
            .expect("secrets")
            .keys()
            .cloned();
        secrets.collect()
    };
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let name = applicant.applicant_name();
    let mut pairs = applicant.pairs.clone();
    set(&mut pairs, &name, "");
    let (status, page) = applicant.press("check", &pairs, &applicant.files).await;
    assert_eq!(status, 422);
    assert!(!problem_at(&page, &name).is_empty());
    let summary = element(&page, "summary");
    assert_eq!(summary.matches("<li>").count() - summary_end(summary), 1);
    let input = guichet_engine::form::html_id(&Pointer::parse(&name).expect("a pointer"));
    assert!(summary.contains(&format!("href=\"#{input}\"")));
    assert_kept(&page, &pairs, &[&secrets[..], &[&name]].concat());
    assert_eq!(page.matches("data-scan").count(), 2 * applicant.files.len());
    for secret in ["Xy7_qm2Kd9", "$argon2"] {
        assert!(!page.contains(secret), "{secret}");
    }
    let draft = applicant.draft().await.expect("a draft");
    assert!(!draft.answers.to_string().contains("Xy7_qm2Kd9"));
    assert_eq!(draft.secrets.len(), 1, "{:?}", draft.secrets.keys());
    // A reload, and another browser with the same cookie after a restart, show the same.
    let (status, page) = applicant.get("").await;
    assert_eq!(status, 200);
    assert_kept(&page, &pairs, &[&secrets[..], &[&name]].concat());
    // The password need not be typed again, nor a file sent.
    let mut pairs = inputs(&page);
    set(&mut pairs, &name, "石家庄乙公司");
    let (status, to) = applicant.press("check", &pairs, &[]).await;
    assert_eq!((status, to), (303, format!("{}/check", applicant.path)));
    assert_eq!(applicant.submit().await.0, 303);
    assert_eq!(applicant.case_count().await, 1);
}

/// Returns how many lines of lists come after the summary.
fn summary_end(summary: &str) -> usize {
    let end = summary.find("</div>").expect("its end");
    summary[end..].matches("<li>").count()
}

#[rocket::async_test]
async fn a_name_that_is_taken_is_said_and_another_one_does() {
    let first = Applicant::new("complete").await;
    first.fill_in().await;
    let name = first.account_name();
    let mut second = first.pairs.clone();
    let other = first.service.other_client().await;
    agree(&other, FORM).await;
    let taken = value(&second, &name).to_uppercase();
    set(&mut second, &name, &taken);
    // Free while it was checked, taken when it was submitted: the commit decides.
    let (status, _) = press(&other, &first.path, "check", &second, &first.files).await;
    assert_eq!(status, 303);
    assert_eq!(first.submit().await.0, 303);
    let submit = format!("{}/submit", first.path);
    let (status, page) = post(&other, &submit, &[]).await;
    assert_eq!(status, 422);
    assert!(!problem_at(&page, &name).is_empty());
    assert_eq!(value(&inputs(&page), &name), taken);
    let mut pairs = inputs(&page);
    let (status, page) = press(&other, &first.path, "check", &pairs, &[]).await;
    assert_eq!(status, 422, "said before it is submitted as well");
    assert!(!problem_at(&page, &name).is_empty());
    set(&mut pairs, &name, "Another_01");
    assert_eq!(
        press(&other, &first.path, "check", &pairs, &[]).await.0,
        303
    );
    assert_eq!(post(&other, &submit, &[]).await.0, 303);
    assert_eq!(first.case_count().await, 2);
}

#[rocket::async_test]
async fn rows_come_and_go_without_scripting() {
    let schema = json!({
        "title": "货物", "type": "object", "x-workflow": "registration",
        "properties": { "goods": { "type": "array", "title": "货物", "maxItems": 3, "items": {
            "type": "object", "required": ["what"], "properties": {
                "what": { "type": "string", "title": "品名" }, "weight": { "type": "number", "title": "重量" },
        } } } },
    });
    let (service, _folder) = testing::service_of(&with_form("goods", &schema)).await;
    agree(&service.client, "goods").await;
    let client = &service.client;
    let path = "/apply/goods";
    // Back to the table, which is there.
    let goods = Pointer::parse("/goods").expect("a pointer");
    let part = format!("part-{}", guichet_engine::form::html_id(&goods));
    let table = format!("{path}#{part}");
    assert!(element(&get(client, path).await.1, &part).contains("add-row"));
    for row in 0..3 {
        let (_, page) = get(client, path).await;
        let add = buttons(&page, "add-row").pop().expect("a button");
        let mut pairs = inputs(&page);
        if row > 0 {
            set(
                &mut pairs,
                &format!("/goods/{}/what", row - 1),
                &format!("第{row}"),
            );
        }
        let (status, to) = press(client, path, &add, &pairs, &[]).await;
        assert_eq!((status, to), (303, table.clone()));
    }
    let (_, page) = get(client, path).await;
    assert_eq!(buttons(&page, "add-row").len(), 0, "three are the most");
    let pairs = inputs(&page);
    assert_eq!(value(&pairs, "/goods/1/what"), "第2");
    // A button that is no longer offered changes nothing.
    let (status, _) = press(client, path, "add-row /goods", &pairs, &[]).await;
    assert_eq!(status, 303);
    let remove = buttons(&page, "remove-row");
    assert_eq!(remove.len(), 3);
    let (status, to) = press(client, path, &remove[0], &pairs, &[]).await;
    assert_eq!((status, to), (303, table.clone()));
    let (_, page) = get(client, path).await;
    let pairs = inputs(&page);
    assert_eq!(value(&pairs, "/goods/0/what"), "第2");
    // What is wrong in a cell is called by its row; 422 keeps the text that is no number.
    let mut wrong = pairs.clone();
    set(&mut wrong, "/goods/0/weight", "很重");
    let (status, page) = press(client, path, "check", &wrong, &[]).await;
    assert_eq!(status, 422);
    assert_eq!(value(&inputs(&page), "/goods/0/weight"), "很重");
    assert!(!problem_at(&page, "/goods/0/weight").is_empty());
    // A row in which nothing was typed is none.
    assert!(problem_at(&page, "/goods/1/what").is_empty());
    for button in [
        "add-row /nothing",
        "remove-row /goods/9",
        "remove-row /goods",
    ] {
        let (status, _) = press(client, path, button, &pairs, &[]).await;
        assert_eq!(status, 303, "{button}");
    }
    let (_, page) = get(client, path).await;
    assert_eq!(buttons(&page, "remove-row").len(), 2);
}

#[rocket::async_test]
async fn choices_that_depend_on_another_follow_it() {
    let applicant = Applicant::new("complete").await;
    let (_, page) = applicant.get("").await;
    let pairs = inputs(&page);
    let dependents: Vec<(String, String)> = page
        .split("<select")
        .skip(1)
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "data-depends-on")?)))
        .collect();
    assert_eq!(dependents.len(), 2);
    let (city, province) = dependents[0].clone();
    let (district, _) = dependents[1].clone();
    let options = |page: &str, name: &str| {
        let id = guichet_engine::form::html_id(&Pointer::parse(name).expect("a pointer"));
        let select = element(page, &id);
        let select = &select[..select.find("</select>").expect("its end")];
        let values = select.split("<option").skip(1);
        values
            .filter_map(|tag| attribute(tag, "value"))
            .collect::<Vec<_>>()
    };
    let before = options(&page, &city);
    assert!(before.len() > 2, "a province is chosen from the start");
    let first = value(&pairs, &province);
    let elsewhere = options(&page, &province);
    let elsewhere = elsewhere
        .iter()
        .find(|own| !own.is_empty() && *own != first);
    let mut changed = pairs.clone();
    set(
        &mut changed,
        &province,
        elsewhere.expect("another province"),
    );
    let part = guichet_engine::form::html_id(&Pointer::parse(&city).expect("a pointer"));
    let refresh = buttons(&page, "refresh");
    assert!(refresh.contains(&format!("refresh {city}")), "{refresh:?}");
    let (status, to) = applicant
        .press(&format!("refresh {city}"), &changed, &[])
        .await;
    assert_eq!(
        (status, to),
        (303, format!("{}#part-{part}", applicant.path))
    );
    let (_, page) = applicant.get("").await;
    let after = options(&page, &city);
    assert!(after.len() > 1);
    assert!(
        after
            .iter()
            .all(|own| own.is_empty() || !before.contains(own))
    );
    // The next choice down follows in the same way.
    let mut chosen = inputs(&page);
    set(&mut chosen, &city, &after[1]);
    applicant.press("refresh", &chosen, &[]).await;
    let (_, page) = applicant.get("").await;
    assert!(options(&page, &district).len() > 1);
    // A script asks for the part alone; what its page does not say it was drawn from is taken as it comes.
    let pairs: Pairs = pairs
        .into_iter()
        .filter(|(name, _)| name != "state")
        .collect();
    let client = &applicant.service.client;
    let reply = press_raw(client, &applicant.path, "refresh", &pairs, &[], Some(&part)).await;
    assert_eq!(reply.status(), Status::Ok);
    let html = reply.into_string().await.expect("a text");
    assert!(!html.contains("<html"));
    assert_eq!(options(&html, &city), before);
    let reply = press_raw(
        client,
        &applicant.path,
        "refresh",
        &pairs,
        &[],
        Some("elsewhere"),
    )
    .await;
    assert_eq!(reply.status(), Status::NotFound);
}

#[rocket::async_test]
async fn when_the_time_has_run_out_everything_is_saved_and_one_click_gives_more() {
    let applicant = Applicant::new("complete").await;
    applicant.fill_in().await;
    let store = &applicant.service.app.store;
    let mut draft = applicant.draft().await.expect("a draft");
    assert!(draft.deadline.is_some());
    draft.deadline = Some(testing::at(1));
    store.put_draft(&draft).await.expect("put");
    // Neither the check nor the submission goes through; both lead to the form, which says why.
    let wrong = format!("{}?wrong=yes", applicant.path);
    assert_eq!(applicant.get("/check").await, (303, wrong.clone()));
    assert_eq!(applicant.submit().await, (303, wrong));
    assert_eq!(applicant.case_count().await, 0);
    let (status, page) = applicant.get("?wrong=yes").await;
    assert_eq!(status, 422);
    assert!(element(&page, "summary").contains("href=\"#bar\""));
    let name = applicant.applicant_name();
    let mut pairs = inputs(&page);
    set(&mut pairs, &name, "到时之后");
    let (status, page) = applicant.press("check", &pairs, &[]).await;
    assert_eq!(status, 422);
    assert!(element(&page, "summary").contains("href=\"#bar\""));
    assert_eq!(value(&inputs(&page), &name), "到时之后");
    assert_eq!(buttons(&page, "extend").len(), 1);
    let saved = applicant.draft().await.expect("a draft");
    assert_eq!(
        saved.deadline,
        Some(testing::at(1)),
        "only asking for it gives more time"
    );
    assert_eq!(saved.answers.pointer(&name), Some(&json!("到时之后")));
    let (status, to) = applicant.press("extend", &pairs, &[]).await;
    assert_eq!((status, to), (303, format!("{}#bar", applicant.path)));
    let now = applicant.service.app.clock.now();
    let deadline = applicant.draft().await.expect("a draft").deadline;
    assert!(deadline.is_some_and(|at| at > now), "{deadline:?}");
    assert_eq!(applicant.press("check", &pairs, &[]).await.0, 303);
    assert_eq!(applicant.submit().await.0, 303);
}

#[rocket::async_test]
async fn a_saved_application_keeps_its_version_and_an_untouched_one_is_seen_as_it_serves_now() {
    let schema = |label: &str| {
        json!({
            "title": "许可", "type": "object", "x-workflow": "registration", "required": ["name"],
            "properties": { "name": { "type": "string", "title": label } },
        })
    };
    let (service, folder) = testing::service_of(&with_form("permit", &schema("旧名"))).await;
    let (before, later) = (service.other_client().await, service.other_client().await);
    let path = "/apply/permit";
    // One has saved something, one has only looked at the form.
    for client in [&service.client, &before] {
        agree(client, "permit").await;
        assert!(get(client, path).await.1.contains("旧名"));
    }
    let pairs = vec![("/name".to_owned(), "甲".to_owned())];
    assert_eq!(
        press(&service.client, path, "save", &pairs, &[]).await.0,
        303
    );
    let changed = with_form("permit", &schema("新名"));
    testing::write(&folder, &changed);
    assert!(service.app.definitions.reload().await.expect("reloaded"));
    agree(&later, "permit").await;
    let live = published(&service, "permit").reference.clone();
    for (client, label, is_live) in [
        (&service.client, "旧名", false),
        (&before, "新名", true),
        (&later, "新名", true),
    ] {
        let (status, page) = get(client, path).await;
        assert_eq!(status, 200);
        assert!(page.contains(label), "{label}");
        assert_eq!(page.contains("新名"), is_live);
        assert_eq!(press(client, path, "check", &pairs, &[]).await.0, 303);
        let (_, to) = post(client, &format!("{path}/submit"), &[]).await;
        let reference = Reference::new(to.rsplit('/').next().expect("a reference"));
        let row = service.app.store.case_by_reference(&reference).await;
        let row = row.expect("asked").expect("a case");
        assert_eq!(row.case.form == live, is_live);
    }
}

#[rocket::async_test]
async fn a_lost_answer_is_no_loss() {
    let applicant = Applicant::new("least").await;
    let name = Ticket::cookie(FORM);
    let fresh = applicant
        .service
        .client
        .cookies()
        .get(&name)
        .cloned()
        .expect("a cookie");
    let saved = applicant.press("save", &applicant.pairs, &[]).await;
    assert_eq!(saved.0, 303);
    // The browser never saw the answer, and so still has the first cookie.
    let other = applicant.service.other_client().await;
    let with = |path: &str| other.get(path.to_owned()).cookie(fresh.clone());
    let page = with(&applicant.path).dispatch().await.into_string().await;
    let typed = value(&applicant.pairs, &applicant.applicant_name());
    assert_eq!(
        value(&inputs(&page.expect("a page")), &applicant.applicant_name()),
        typed
    );
    // Agreeing once more goes on with it.
    let token = testing::csrf(&other).await;
    let again = other
        .post("/register")
        .header(ContentType::Form)
        .cookie(fresh.clone());
    let again = again
        .body(format!("csrf={token}&type={FORM}&agree=yes"))
        .dispatch()
        .await;
    assert_eq!(again.status(), Status::SeeOther);
    assert!(
        again.cookies().get(&name).is_none(),
        "no other draft is begun"
    );
}

#[rocket::async_test]
async fn what_others_saved_meanwhile_stays() {
    let applicant = Applicant::new("least").await;
    let (name, file) = (applicant.applicant_name(), applicant.file_field());
    applicant.press("save", &applicant.pairs, &[]).await;
    let app = &applicant.service.app;
    let draft = applicant.draft().await.expect("a draft");
    let mut slow = FormSession::new(Arc::clone(&applicant.form), draft, true);
    // An upload has begun; while it goes on, more is typed and saved.
    let mut pairs = applicant.pairs.clone();
    set(&mut pairs, &name, "上传时改的名字");
    applicant.press("save", &pairs, &[]).await;
    assert!(slow.reload(app).await.expect("reloaded"));
    slow.take(app, &[]);
    applicant
        .form
        .attach(&mut slow.draft.answers, &file, "a-file");
    slow.save(app).await.expect("saved");
    let answers = applicant.draft().await.expect("a draft").answers;
    assert_eq!(answers.pointer(&name), Some(&json!("上传时改的名字")));
    assert_eq!(answers.pointer(file.as_str()), Some(&json!("a-file")));
}

#[rocket::async_test]
async fn the_untouched_page_is_everybodys_and_carries_nothing_of_anybody() {
    let applicant = Applicant::new("least").await;
    // The first to ask comes from elsewhere, with a sentence to be shown once.
    let (_, flash) = applicant.get("?done=logged-out").await;
    let (_, mine) = applicant.get("").await;
    let other = applicant.service.other_client().await;
    agree(&other, FORM).await;
    let (_, theirs) = get(&other, &applicant.path).await;
    let (my_token, their_token) = (
        testing::csrf(&applicant.service.client).await,
        testing::csrf(&other).await,
    );
    assert_ne!(my_token, their_token);
    assert!(mine.contains(&my_token) && theirs.contains(&their_token));
    let flash_shown = "class=\"done\"";
    assert!(flash.contains(flash_shown) && !mine.contains(flash_shown));
    let deadline = |page: &str| attribute(element(page, "timer"), "data-deadline").expect("one");
    let strip = |page: &str, token: &str| page.replace(token, "").replace(&deadline(page), "");
    assert_eq!(strip(&mine, &my_token), strip(&theirs, &their_token));
    // It is what is drawn afresh for a draft that was saved as it was, but for when.
    applicant.press("save", &inputs(&mine), &[]).await;
    assert_eq!(inputs(&applicant.get("").await.1), inputs(&mine));
    let english = other
        .get(applicant.path.clone())
        .header(Header::new("Accept-Language", "en"));
    let english = english
        .dispatch()
        .await
        .into_string()
        .await
        .expect("a page");
    assert!(english.contains("lang=\"en\""));
    assert!(
        get(&other, &applicant.path)
            .await
            .1
            .contains("lang=\"zh-CN\"")
    );
}
