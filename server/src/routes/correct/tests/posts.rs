//! A correction over HTTP: the flagged answers and no others, by whoever may, once.

use guichet_engine::ids::{ActionName, Pointer};
use guichet_engine::workflow::EventKind;
use rocket::http::{ContentType, Header, Status};
use rocket::local::asynchronous::Client;
use serde_json::{Value, json};

use super::super::*;
use crate::store::Account;
use crate::testing::case::{
    applicant_of, events, everything, file_at, now, send_back, staff, submitted,
};
use crate::testing::form::{
    File, Pairs, attribute, buttons, inputs, multipart, png, press, problem_at, send, set, value,
};
use crate::testing::{self, Service, csrf, get, post, service_on};

/// A field, a cell of a table, a file.
const FLAGS: [(&str, &str); 3] = [
    ("/basic/address", "地址与执照不一致"),
    ("/contacts/1/mobile", "号码打不通"),
    ("/attachments/customs_certificate", "扫描件不清楚"),
];
/// What the flagged answers are corrected to.
const ADDRESS: &str = "石家庄市新华区一号";
const MOBILE: &str = "13911112222";

/// An application that was sent back, its reviewer, and its applicant's browser.
struct Returned {
    service: Service,
    row: CaseRow,
    reviewer: (Account, Client),
    client: Client,
    path: String,
    status: String,
}

impl Returned {
    async fn new() -> Self {
        let service = testing::service().await;
        let row = submitted(&service, 1).await;
        let reviewer = staff(&service, "limei", &["reviewer"]).await;
        send_back(&reviewer.1, &row, &FLAGS).await;
        let status = format!("/status/{}", row.case.reference);
        Self {
            client: applicant_of(&service, &row).await,
            row: now(&service, &row).await,
            path: format!("{status}/correct"),
            service,
            reviewer,
            status,
        }
    }

    async fn press(&self, button: &str, pairs: &Pairs, files: &[File]) -> (u16, String) {
        Box::pin(press(&self.client, &self.path, button, pairs, files)).await
    }

    async fn submit(&self) -> (u16, String) {
        post(&self.client, &format!("{}/submit", self.status), &[]).await
    }

    /// Returns the pairs of the page with the flagged answers corrected.
    async fn corrected(&self) -> Pairs {
        let (status, page) = get(&self.client, &self.path).await;
        assert_eq!(status, 200);
        let mut pairs = inputs(&page);
        set(&mut pairs, FLAGS[0].0, ADDRESS);
        set(&mut pairs, FLAGS[1].0, MOBILE);
        pairs
    }

    fn file(&self, number: u8) -> File {
        (FLAGS[2].0.to_owned(), "新的.png".to_owned(), png(number))
    }

    async fn draft(&self) -> Option<DraftRow> {
        let id = drafts::correction_id(&self.row.case.id, 2);
        self.service.app.store.draft(&id).await.expect("asked")
    }

    async fn files_of_draft(&self) -> usize {
        let owner = drafts::owner(&drafts::correction_id(&self.row.case.id, 2));
        let rows = self.service.app.store.attachments_of(&owner).await;
        rows.expect("asked").len()
    }

    async fn everything(&self) -> String {
        Box::pin(everything(&self.service, &[&self.row])).await
    }

    /// Returns the answers as they were, but for these.
    fn answers_with(&self, changes: &[(&str, &str)]) -> Value {
        let mut answers = self.row.case.answers.clone();
        for (pointer, new) in changes {
            *answers.pointer_mut(pointer).expect("an answer") = json!(new);
        }
        answers
    }
}

#[rocket::async_test]
async fn exactly_the_flagged_answers_are_open() {
    let returned = Box::pin(Returned::new()).await;
    let (status, page) = get(&returned.client, &returned.path).await;
    assert_eq!(status, 200);
    let open = inputs(&page).into_iter().map(|(name, _)| name);
    let open: Vec<String> = open.filter(|name| name != "state").collect();
    assert_eq!(open, [FLAGS[0].0, FLAGS[1].0]);
    let own_file = file_at(&returned.row, FLAGS[2].0);
    let remove = format!("remove-file {} {own_file}", FLAGS[2].0);
    assert_eq!(buttons(&page, "remove-file"), [remove.as_str()]);
    assert_eq!(buttons(&page, "add-row").len(), 0);
    assert_eq!(file_inputs(&page), [""; 0], "there is a file already");
    // Each with its reason; what is not open is there to be read.
    for (_, reason) in FLAGS {
        assert!(page.contains(reason), "{reason}");
    }
    let name = returned.row.case.answers["basic"]["name"].as_str();
    assert!(page.contains(name.expect("a name")));
    let before = returned.row.case.answers["basic"]["address"].as_str();
    assert_eq!(
        value(&inputs(&page), FLAGS[0].0),
        before.expect("an address")
    );
    // Looking at it keeps nothing.
    assert!(returned.draft().await.is_none());
    // Where the file was there is room for another. Only the submission takes it from the case.
    assert_eq!(returned.press(&remove, &inputs(&page), &[]).await.0, 303);
    let (_, page) = get(&returned.client, &returned.path).await;
    assert_eq!(file_inputs(&page), [FLAGS[2].0]);
    let picture = format!("{}/attachments/{own_file}", returned.status);
    assert_eq!(get(&returned.client, &picture).await.0, 200);
}

/// Returns the fields that the page takes files for.
fn file_inputs(page: &str) -> Vec<String> {
    let tags = page.split("<input").skip(1);
    let files = tags.filter(|tag| attribute(tag, "type").as_deref() == Some("file"));
    files.filter_map(|tag| attribute(tag, "name")).collect()
}

#[rocket::async_test]
async fn corrected_answers_go_back_to_the_same_reviewer_with_what_changed() {
    let returned = Box::pin(Returned::new()).await;
    let old_file = file_at(&returned.row, FLAGS[2].0);
    let pairs = returned.corrected().await;
    let checked = returned.press("check", &pairs, &[returned.file(99)]).await;
    assert_eq!(checked, (303, format!("{}/check", returned.status)));
    let (status, page) = get(&returned.client, &format!("{}/check", returned.status)).await;
    assert_eq!(status, 200);
    assert!(page.contains(ADDRESS) && page.contains(MOBILE) && page.contains("新的.png"));
    let done = format!("{}?done=resubmitted", returned.status);
    assert_eq!(returned.submit().await, (303, done));
    let row = now(&returned.service, &returned.row).await;
    let new_file = file_at(&row, FLAGS[2].0);
    assert_ne!(new_file, old_file);
    let changes = [
        (FLAGS[0].0, ADDRESS),
        (FLAGS[1].0, MOBILE),
        (FLAGS[2].0, new_file.as_str()),
    ];
    assert_eq!(row.case.answers, returned.answers_with(&changes));
    // The draft is used up, its file is the case's.
    assert!(returned.draft().await.is_none());
    assert_eq!(returned.files_of_draft().await, 0);
    let picture = format!("{}/attachments/{new_file}", returned.status);
    assert_eq!(get(&returned.client, &picture).await.0, 200);
    // It lies before whoever sent it back, and shows old beside new.
    let (account, reviewer) = &returned.reviewer;
    let step = row.case.open.values().next().expect("a step");
    let assignee = step.assignee.as_ref().map(|own| own.id.as_str());
    assert_eq!(
        (step.step.as_str(), assignee),
        ("review", Some(account.id.as_str()))
    );
    let (_, mine) = get(reviewer, "/desk?tab=assigned").await;
    assert!(mine.contains(row.case.reference.as_str()));
    let (_, page) = get(reviewer, &format!("/desk/{}", row.case.reference)).await;
    let before = returned.row.case.answers["basic"]["address"].as_str();
    assert!(page.contains(ADDRESS) && page.contains(before.expect("an address")));
    // The replaced scan can be looked at beside the new one.
    let changes = page.split("id=\"changes-title\"").nth(1);
    let changes = changes.and_then(|rest| rest.split("</section>").next());
    let changes = changes.expect("what changed");
    for file in [&old_file, &new_file] {
        assert!(changes.contains(file.as_str()), "{changes}");
        let picture = format!("/desk/{}/attachments/{file}", row.case.reference);
        assert_eq!(get(reviewer, &picture).await.0, 200);
    }
    // Nobody else has it on the desk as free.
    let (_, other) = staff(&returned.service, "wangwei", &["reviewer"]).await;
    let (_, free) = get(&other, "/desk?tab=unclaimed").await;
    assert!(!free.contains(row.case.reference.as_str()));
}

#[rocket::async_test]
async fn a_forged_post_changes_nothing_that_is_not_flagged() {
    let returned = Box::pin(Returned::new()).await;
    let others = returned.service.app.store.draft("draft-1").await;
    assert!(others.expect("asked").is_none());
    let licence = file_at(&returned.row, "/attachments/credit_code_certificate");
    let forged: Pairs = [
        ("/basic/name", "别的公司"),
        ("/basic/region/province", "110000"),
        ("/contacts/0/mobile", MOBILE),
        ("/contacts/1/name", "别人"),
        ("/contacts/1", "x"),
        ("/account/login", "Other_01"),
        ("/account/email", "other@example.com"),
        ("/account/password", "Xy7_qm2Kd9-new"),
        ("/account/password_again", "Xy7_qm2Kd9-new"),
        ("/attachments/customs_certificate", licence.as_str()),
        ("/attachments/credit_code_certificate", "x"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let file = (
        "/attachments/credit_code_certificate".to_owned(),
        "a.png".to_owned(),
        png(50),
    );
    let several = ("/attachments/other".to_owned(), "b.png".to_owned(), png(51));
    let remove = format!("remove-file /attachments/credit_code_certificate {licence}");
    for button in [
        "save",
        "check",
        "extend",
        "add-row /contacts",
        "remove-row /contacts/0",
        remove.as_str(),
    ] {
        // Whatever goes wrong is no more than a page; the forged inputs are as if they had not been sent.
        let (status, _) = returned
            .press(button, &forged, &[file.clone(), several.clone()])
            .await;
        assert!([303, 422].contains(&status), "{button}: {status}");
        let draft = returned.draft().await.expect("a draft");
        let mut kept = draft.answers.clone();
        for (pointer, _) in FLAGS {
            let own = returned.row.case.answers.pointer(pointer).cloned();
            if let (Some(place), Some(own)) = (kept.pointer_mut(pointer), own) {
                *place = own;
            }
        }
        assert_eq!(kept, returned.row.case.answers, "{button}");
        assert!(draft.secrets.is_empty(), "{button}");
        assert_eq!(draft.deadline, None, "{button}");
        assert_eq!(returned.files_of_draft().await, 0, "{button}");
    }
    // The file of the case is still there, and so is the case.
    let store = &returned.service.app.store;
    assert!(store.attachment(&licence).await.expect("asked").is_some());
    assert_eq!(
        now(&returned.service, &returned.row).await.case,
        returned.row.case
    );
}

#[rocket::async_test]
async fn of_a_draft_that_says_more_than_was_asked_only_that_is_submitted() {
    let returned = Box::pin(Returned::new()).await;
    returned
        .press("save", &returned.corrected().await, &[])
        .await;
    let mut draft = returned.draft().await.expect("a draft");
    draft.answers["basic"]["short_name"] = json!("别的");
    let store = &returned.service.app.store;
    store.put_draft(&draft).await.expect("put");
    let known = returned.row.case.answers["basic"]["short_name"].clone();
    assert_eq!(returned.submit().await.0, 303);
    let case = now(&returned.service, &returned.row).await.case;
    assert_eq!(case.answers["basic"]["short_name"], known);
    assert_ne!(case.answers, returned.row.case.answers);
}

#[rocket::async_test]
async fn what_is_wrong_is_said_and_nothing_is_submitted() {
    let returned = Box::pin(Returned::new()).await;
    let mut pairs = returned.corrected().await;
    set(&mut pairs, FLAGS[0].0, "");
    set(&mut pairs, FLAGS[1].0, "123");
    let (status, page) = returned.press("check", &pairs, &[]).await;
    assert_eq!(status, 422);
    for (pointer, _) in &FLAGS[..2] {
        assert!(!problem_at(&page, pointer).is_empty(), "{pointer}");
    }
    assert_eq!(value(&inputs(&page), FLAGS[1].0), "123", "nothing is lost");
    let wrong = format!("{}?wrong=yes", returned.path);
    let check = get(&returned.client, &format!("{}/check", returned.status)).await;
    assert_eq!(check, (303, wrong.clone()));
    assert_eq!(get(&returned.client, &wrong).await.0, 422);
    assert_eq!(returned.submit().await.0, 422);
    assert_eq!(
        now(&returned.service, &returned.row).await.case,
        returned.row.case
    );
}

#[rocket::async_test]
async fn a_post_without_the_token_of_its_page_is_refused() {
    let returned = Box::pin(Returned::new()).await;
    let before = returned.everything().await;
    let client = &returned.client;
    let token = csrf(client).await;
    let stranger = returned.service.other_client().await;
    let foreign = csrf(&stranger).await;
    let submit = format!("{}/submit", returned.status);
    let address = "%2Fbasic%2Faddress=x&do=save";
    for path in [&returned.path, &submit] {
        for (what, body, site) in [
            ("no token", address.to_owned(), "same-origin"),
            ("an empty token", format!("csrf=&{address}"), "same-origin"),
            (
                "another's token",
                format!("csrf={foreign}&{address}"),
                "same-origin",
            ),
            (
                "another site",
                format!("csrf={token}&{address}"),
                "cross-site",
            ),
        ] {
            let request = client
                .post(path.clone())
                .header(ContentType::Form)
                .header(Header::new("Sec-Fetch-Site", site))
                .body(body);
            let reply = request.dispatch().await;
            assert_eq!(reply.status(), Status::Forbidden, "{path}: {what}");
        }
    }
    // With files too, and before any of them is taken.
    let forged = vec![
        ("csrf".to_owned(), foreign),
        ("do".to_owned(), "save".to_owned()),
    ];
    for pairs in [vec![], forged] {
        let body = multipart("limit", &pairs, &[returned.file(7)]);
        let reply = send(client, &returned.path, "limit", body).dispatch().await;
        assert_eq!(reply.status(), Status::Forbidden);
    }
    assert_eq!(returned.everything().await, before);
}

#[rocket::async_test]
async fn a_draft_is_kept_and_resumed_anywhere_and_seen_by_nobody_else() {
    let returned = Box::pin(Returned::new()).await;
    let old_file = file_at(&returned.row, FLAGS[2].0);
    let mut pairs = returned.corrected().await;
    set(&mut pairs, FLAGS[1].0, "还没想好");
    let saved = returned.press("save", &pairs, &[returned.file(98)]).await;
    assert_eq!(saved.0, 303);
    let draft = returned.draft().await.expect("a draft");
    let at = Pointer::parse(FLAGS[2].0).expect("a pointer");
    let new_file = draft.answers.pointer(at.as_str()).and_then(Value::as_str);
    let new_file = new_file.expect("a file").to_owned();
    let other = applicant_of(&returned.service, &returned.row).await;
    let (status, page) = get(&other, &returned.path).await;
    assert_eq!(status, 200);
    assert_eq!(value(&inputs(&page), FLAGS[0].0), ADDRESS);
    assert_eq!(value(&inputs(&page), FLAGS[1].0), "还没想好");
    let picture = format!("{}/attachments/{new_file}", returned.status);
    assert!(page.contains(&new_file) && page.contains("新的.png"));
    assert_eq!(get(&other, &picture).await.0, 200);
    assert_eq!(get(&other, &format!("{picture}/preview")).await.0, 200);
    // The case has its old file still; whoever reviews it sees nothing of the draft.
    let (_, reviewer) = &returned.reviewer;
    let base = format!("/desk/{}", returned.row.case.reference);
    let (_, case) = get(reviewer, &base).await;
    assert!(!case.contains(ADDRESS) && case.contains(&old_file));
    let reviewed = |id: &str| format!("{base}/attachments/{id}");
    assert_eq!(get(reviewer, &reviewed(&new_file)).await.0, 404);
    assert_eq!(get(reviewer, &reviewed(&old_file)).await.0, 200);
    let stranger = returned.service.other_client().await;
    let ask = format!("/status?reference={}", returned.row.case.reference);
    for path in [&returned.path, &picture] {
        assert_eq!(get(&stranger, path).await, (303, ask.clone()), "{path}");
    }
    // A file taken away again is gone, and the case's own is not.
    let remove = format!("remove-file {at} {new_file}");
    assert_eq!(returned.press(&remove, &pairs, &[]).await.0, 303);
    assert_eq!(get(&other, &picture).await.0, 404);
    assert_eq!(get(reviewer, &reviewed(&old_file)).await.0, 200);
}

#[rocket::async_test]
async fn two_clicks_are_one_resubmission() {
    let returned = Box::pin(Returned::new()).await;
    returned
        .press("check", &returned.corrected().await, &[])
        .await;
    let (one, other) = tokio::join!(returned.submit(), returned.submit());
    let done = format!("{}?done=resubmitted", returned.status);
    let mut answers = [one, other];
    answers.sort();
    assert_eq!(answers, [(303, returned.status.clone()), (303, done)]);
    let once = returned.everything().await;
    assert_eq!(returned.submit().await, (303, returned.status.clone()));
    assert_eq!(returned.everything().await, once);
    let corrected = events(&returned.service, &returned.row).await;
    let corrected = corrected
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Corrected { .. }));
    assert_eq!(corrected.count(), 1);
}

#[rocket::async_test]
async fn a_post_that_comes_after_the_case_moved_on_changes_nothing_and_is_told_so() {
    for way in ["resubmitted", "withdrawn", "overdue"] {
        let returned = Box::pin(Returned::new()).await;
        let pairs = returned.corrected().await;
        returned.press("save", &pairs, &[]).await;
        match way {
            "resubmitted" => {
                assert_eq!(returned.submit().await.0, 303);
            }
            "withdrawn" => {
                let act = format!("{}/act", returned.status);
                let withdraw = [("action", "withdraw"), ("run", "2")];
                let done = format!("{}?done=acted", returned.status);
                assert_eq!(post(&returned.client, &act, &withdraw).await, (303, done));
            }
            _ => {
                let later = service_on(&returned.service, 40 * 86_400).await;
                let overdue = Command::Overdue { run: 2 };
                cases::command(&later.app, &returned.row.case.id, &overdue, "zh-CN")
                    .await
                    .expect("overdue");
            }
        }
        let before = returned.everything().await;
        let changed = format!("{}?done=changed", returned.status);
        for button in ["save", "check"] {
            let late = returned.press(button, &pairs, &[returned.file(5)]).await;
            assert_eq!(late, (303, changed.clone()), "{way}: {button}");
        }
        assert_eq!(get(&returned.client, &changed).await.0, 200);
        for path in [returned.path.clone(), format!("{}/check", returned.status)] {
            let elsewhere = (303, returned.status.clone());
            assert_eq!(get(&returned.client, &path).await, elsewhere, "{way}");
        }
        assert_eq!(returned.submit().await, (303, returned.status.clone()));
        assert_eq!(returned.everything().await, before, "{way}");
    }
}

#[rocket::async_test]
async fn a_post_that_ends_after_the_resubmission_leaves_no_draft_behind() {
    let returned = Box::pin(Returned::new()).await;
    let pairs = returned.corrected().await;
    let app = &returned.service.app;
    let id = drafts::correction_id(&returned.row.case.id, 2);
    let lock = app.draft_locks.lock(&id).await;
    // While a slow upload waits for its turn, the correction goes in from elsewhere, as it is.
    let files = [returned.file(6)];
    let slow = returned.press("save", &pairs, &files);
    let elsewhere = async {
        while returned.files_of_draft().await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let resubmit = Command::Act {
            run: 2,
            action: ActionName::new("resubmit"),
            actor: Actor::Applicant,
            flags: Vec::new(),
            reason: None,
            answers: Some(returned.row.case.answers.clone()),
            item: None,
        };
        let done = cases::command(app, &returned.row.case.id, &resubmit, "zh-CN").await;
        done.expect("resubmitted");
        drop(lock);
    };
    let (late, ()) = tokio::join!(slow, elsewhere);
    assert_eq!(late, (303, format!("{}?done=changed", returned.status)));
    assert!(returned.draft().await.is_none());
    assert_eq!(returned.files_of_draft().await, 0, "nor its file");
}
