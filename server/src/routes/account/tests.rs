//! The enterprise's page, and the change of what is registered of it.

use guichet_engine::ids::{Pointer, Reference};
use rocket::local::asynchronous::Client;
use serde_json::json;

use crate::service::cases::tests::approved_for;
use crate::store::{
    ACCOUNT_SCOPE, Account, AccountChange, AccountState, AttachmentRow, CaseRow, Commit,
    Registered, Source,
};
use crate::testing::form::{Pairs, inputs, press, set, value};
use crate::testing::{Service, add_account, applicant, decide, get, log_in, post, service};

#[rocket::async_test]
async fn an_enterprise_sees_its_applications_and_what_was_approved() {
    let service = service().await;
    let (account, row) = applicant(&service).await;
    decide(&service.app, &row.case.id, "approve").await;
    log_in(&service.client, &account).await;
    let (status, page) = get(&service.client, "/account?lang=zh-CN").await;
    assert_eq!(status, 200);
    let name = row.case.answers["basic"]["name"].as_str();
    for text in [
        "Wang_01",
        &row.case.reference,
        &row.title,
        name.unwrap_or_default(),
        "已通过",
        "三证合一",
    ] {
        assert!(page.contains(text), "{text} is missing in {page}");
    }
    assert!(!page.contains("argon2"));
    let case = format!("/status/{}", row.case.reference);
    assert_eq!(get(&service.client, &case).await.0, 200);

    // It may ask for more, which is listed and does not stand in for what it registered with.
    let (_, types) = get(&service.client, "/register?lang=zh-CN").await;
    assert!(types.contains("保税仓库设立申请"), "{types}");
    let asked = approved_for(&service, &account.id).await;
    let (_, page) = get(&service.client, "/account?lang=zh-CN").await;
    assert!(page.contains(asked.case.reference.as_str()), "{page}");
    assert!(page.contains("统一社会信用代码证") && !page.contains("仓库平面图"));

    // Another enterprise has neither.
    let other = service.other_client().await;
    let stranger = add_account(&service.app, "Other_01", &[]).await;
    log_in(&other, &stranger).await;
    let (_, page) = get(&other, "/account?lang=zh-CN").await;
    assert!(page.contains("还没有申请") && !page.contains(row.case.reference.as_str()));
    assert_eq!(get(&other, &case).await.0, 303);
}

#[rocket::async_test]
async fn it_is_for_enterprises_that_are_logged_in() {
    let service = service().await;
    let (_, to) = get(&service.client, "/account").await;
    assert_eq!(to, "/login?next=%2Faccount");
    for role in ["reviewer", "administrator"] {
        let client = service.other_client().await;
        let account = add_account(&service.app, role, &[role]).await;
        log_in(&client, &account).await;
        let (status, page) = get(&client, "/account?lang=zh-CN").await;
        assert!(status == 200 && page.contains("不在岗"), "{page}");
        assert!(!page.contains("还没有申请"), "{page}");
    }
}

/// Returns an enterprise that is registered and logged in, with a registered scan that is no picture anybody looks at.
async fn registered(service: &Service) -> (Account, CaseRow) {
    let (account, row) = applicant(service).await;
    let store = &service.app.store;
    let file = AttachmentRow {
        id: "f1".to_owned(),
        owner: crate::store::Owner::case(&row.case.id),
        field: Pointer::parse("/attachments/other").expect("a pointer"),
        file_name: "old-scan.png".to_owned(),
        media_type: "image/png".to_owned(),
        size_bytes: 1,
        width: 1,
        height: 1,
        sha256: String::new(),
        created: crate::testing::at(1),
    };
    store.put_attachment(&file).await.expect("put");
    decide(&service.app, &row.case.id, "approve").await;
    let mut account = store
        .account(&account.id)
        .await
        .expect("asked")
        .expect("found");
    let mut answers = row.case.answers.clone();
    answers["attachments"]["other"] = json!(["f1"]);
    account.registered = Some(Registered {
        answers,
        source: Source {
            form: row.case.form.clone(),
            cases: vec![row.case.id.clone()],
        },
    });
    let change = AccountChange::new(account.clone());
    store.change_account(&change).await.expect("changed");
    log_in(&service.client, &account).await;
    (account, row)
}

const CHANGE: &str = "/apply/change";

/// Begins a change; the pairs of the page as it comes.
async fn begun(client: &Client) -> (String, Pairs) {
    let pairs = [("type", "change"), ("agree", "yes")];
    assert_eq!(post(client, "/register", &pairs).await.1, CHANGE);
    let (status, page) = get(client, &format!("{CHANGE}?lang=zh-CN")).await;
    assert_eq!(status, 200, "{page}");
    let pairs = inputs(&page);
    (page, pairs)
}

/// Asks for a change of these answers; its reference number.
async fn submitted(client: &Client, changes: &[(&str, &str)]) -> String {
    let (_, mut pairs) = begun(client).await;
    set(&mut pairs, "/change/reason", "办公地址搬迁");
    for (name, value) in changes {
        set(&mut pairs, name, value);
    }
    let (status, to) = press(client, CHANGE, "check", &pairs, &[]).await;
    assert_eq!((status, to.as_str()), (303, "/apply/change/check"), "{to}");
    let (status, to) = post(client, "/apply/change/submit", &[]).await;
    assert_eq!(status, 303, "{to}");
    to.rsplit('/').next().unwrap_or_default().to_owned()
}

async fn case_of(service: &Service, reference: &str) -> CaseRow {
    let row = service
        .app
        .store
        .case_by_reference(&Reference::new(reference))
        .await;
    row.expect("asked").expect("a case")
}

#[rocket::async_test]
async fn a_change_begins_with_what_is_registered_and_holds_once_it_is_approved() {
    let service = service().await;
    let client = &service.client;
    let (account, old) = registered(&service).await;
    let (_, page) = get(client, "/account?lang=zh-CN").await;
    assert!(
        page.contains("业务办理") && page.contains("register?type=change"),
        "{page}"
    );
    let address = old.case.answers["basic"]["address"]
        .as_str()
        .expect("a text");

    let (page, mut pairs) = begun(client).await;
    assert_eq!(value(&pairs, "/basic/address"), address);
    assert_eq!(value(&pairs, "/account/login"), "Wang_01");
    assert!(page.contains("old-scan.png") && !page.contains("argon2"));
    set(&mut pairs, "/change/reason", "办公地址搬迁");
    let (status, page) = press(client, CHANGE, "check", &pairs, &[]).await;
    assert_eq!(status, 422);
    assert!(page.contains("没有改动任何登记资料"), "{page}");
    // Nor can the check be passed by.
    assert_eq!(
        post(client, "/apply/change/submit", &[]).await.1,
        "/apply/change?wrong=yes"
    );
    set(&mut pairs, "/basic/address", "石家庄市新华区一号");
    assert_eq!(press(client, CHANGE, "check", &pairs, &[]).await.0, 303);
    let (_, page) = get(client, "/apply/change/check?lang=zh-CN").await;
    let del = format!("<del>{address}</del>");
    let ins = "<ins>石家庄市新华区一号</ins>";
    assert!(page.contains(&del) && page.contains(ins), "{page}");
    assert!(!page.contains("<ins>办公地址搬迁</ins>"));
    let (_, to) = post(client, "/apply/change/submit", &[]).await;
    let reference = to.rsplit('/').next().unwrap_or_default().to_owned();
    let row = case_of(&service, &reference).await;
    assert_eq!(row.account.as_ref(), Some(&account.id));
    let file = service.app.store.attachment("f1").await.expect("asked");
    let owner = file.expect("found").owner;
    assert_eq!(
        owner,
        crate::store::Owner::case(&old.case.id),
        "a kept file stays where it is"
    );

    let reviewer = add_account(&service.app, "review", &["reviewer"]).await;
    let desk = service.other_client().await;
    log_in(&desk, &reviewer).await;
    let (_, page) = get(&desk, &format!("/desk/{reference}?lang=zh-CN")).await;
    assert!(
        page.contains("对登记资料的变更") && page.contains(&del) && page.contains(ins),
        "{page}"
    );
    assert!(page.contains("old-scan.png"));
    let (_, page) = get(client, "/account?lang=zh-CN").await;
    assert!(
        !page.contains("新华区一号"),
        "nothing holds before it is approved"
    );

    decide(&service.app, &row.case.id, "approve").await;
    let (_, page) = get(client, "/account?lang=zh-CN").await;
    assert!(
        page.contains("新华区一号") && page.contains("old-scan.png"),
        "{page}"
    );
    let status_page = format!("/status/{}?lang=zh-CN", old.case.reference);
    let (_, page) = get(client, &status_page).await;
    assert!(page.contains(address) && !page.contains("新华区一号"));
    // The next change begins with what holds now.
    let (_, pairs) = begun(client).await;
    assert_eq!(value(&pairs, "/basic/address"), "石家庄市新华区一号");
    let (mails, _) = service.app.store.mails("", 1).await.expect("asked");
    assert_eq!(mails[0].notice, "changed");
}

#[rocket::async_test]
async fn name_and_address_of_the_account_follow_and_a_name_taken_meanwhile_is_said() {
    let service = service().await;
    let client = &service.client;
    let (account, _) = registered(&service).await;
    let store = &service.app.store;
    let changes = [
        ("/account/login", "Li_0001"),
        ("/account/email", "new@example.com"),
    ];
    let reference = submitted(client, &changes).await;
    let case = case_of(&service, &reference).await.case.id;
    let taken = |name: &'static str| store.is_taken(ACCOUNT_SCOPE, name);
    assert!(
        !taken("li_0001").await.expect("asked"),
        "nothing is taken before"
    );
    let other = add_account(&service.app, "Li_0001", &[]).await;

    let reviewer = add_account(&service.app, "review", &["reviewer"]).await;
    let desk = service.other_client().await;
    log_in(&desk, &reviewer).await;
    let pairs = [("run", "1"), ("action", "approve")];
    let path = format!("/desk/{reference}/act?lang=zh-CN");
    let (status, page) = post(&desk, &path, &pairs).await;
    assert_eq!(status, 409, "{page}");
    assert!(
        page.contains("平台帐户名") && page.contains("已被其他单位使用"),
        "{page}"
    );
    let same = store
        .account(&account.id)
        .await
        .expect("asked")
        .expect("found");
    assert_eq!(same.name, "Wang_01");
    assert!(case_of(&service, &reference).await.case.finished.is_none());

    let key = (ACCOUNT_SCOPE.to_owned(), other.name_folded());
    let free = Commit {
        unique_freed: vec![key],
        ..Commit::default()
    };
    store.commit(&free).await.expect("freed");
    decide(&service.app, &case, "approve").await;
    let changed = store
        .account(&account.id)
        .await
        .expect("asked")
        .expect("found");
    assert_eq!(changed.name, "Li_0001");
    assert_eq!(changed.email, "new@example.com");
    assert!(taken("li_0001").await.expect("asked"));
    assert!(!taken("wang_01").await.expect("asked"));
}

#[rocket::async_test]
async fn a_change_is_for_accounts_of_which_something_is_registered_and_each_for_its_own() {
    let service = service().await;
    let nobody = service.other_client().await;
    assert!(
        !get(&nobody, "/register")
            .await
            .1
            .contains("type\" value=\"change")
    );
    assert_eq!(get(&nobody, CHANGE).await.0, 303);
    let staff = service.other_client().await;
    let reviewer = add_account(&service.app, "review", &["reviewer"]).await;
    log_in(&staff, &reviewer).await;
    let pairs = [("type", "change"), ("agree", "yes")];
    assert_eq!(post(&staff, "/register", &pairs).await.0, 422);

    // Another account in the same browser does not go on with what the first one typed.
    registered(&service).await;
    let (_, mut pairs) = begun(&service.client).await;
    set(&mut pairs, "/basic/address", "石家庄市新华区一号");
    press(&service.client, CHANGE, "save", &pairs, &[]).await;
    assert_eq!(get(&service.client, CHANGE).await.0, 200);
    let stranger = add_account(&service.app, "Other_01", &[]).await;
    log_in(&service.client, &stranger).await;
    let (status, to) = get(&service.client, CHANGE).await;
    assert_eq!((status, to.as_str()), (303, "/register?type=change"));
}

#[rocket::async_test]
async fn a_refused_change_leaves_everything_as_it_was() {
    let service = service().await;
    let (account, old) = registered(&service).await;
    let store = &service.app.store;
    let reference = submitted(&service.client, &[("/account/login", "Li_0001")]).await;
    let case = case_of(&service, &reference).await.case.id;
    decide(&service.app, &case, "reject").await;
    let same = store
        .account(&account.id)
        .await
        .expect("asked")
        .expect("found");
    assert_eq!(
        (same.name.as_str(), same.state),
        ("Wang_01", AccountState::Active)
    );
    let known = same.registered.expect("registered").answers;
    assert_eq!(known["basic"], old.case.answers["basic"]);
    let taken = |name: &'static str| store.is_taken(ACCOUNT_SCOPE, name);
    assert!(
        taken("wang_01").await.expect("asked"),
        "its own name is not freed"
    );
    assert!(!taken("li_0001").await.expect("asked"));
}

#[rocket::async_test]
async fn a_member_of_staff_says_when_they_are_absent() {
    let service = service().await;
    let own = add_account(&service.app, "Wang_R", &["reviewer"]).await;
    let other = add_account(&service.app, "Li_R", &["reviewer"]).await;
    let enterprise = add_account(&service.app, "Enter_01", &[]).await;
    log_in(&service.client, &own).await;
    let today = service.app.today().to_string();
    let pairs = [
        ("do", "absent"),
        ("from", today.as_str()),
        ("until", today.as_str()),
        ("stand_in", other.id.as_str()),
    ];
    let (status, to) = post(&service.client, "/account", &pairs).await;
    assert_eq!((status, to.as_str()), (303, "/account?done=absence-noted"));
    let (_, page) = get(&service.client, "/account?lang=zh-CN").await;
    assert!(page.contains("由 Li_R 代办"), "{page}");
    let wrong = [pairs[0], pairs[1], pairs[2], ("stand_in", own.id.as_str())];
    let (status, page) = post(&service.client, "/account", &wrong).await;
    assert!(
        status == 422 && page.contains("请选择一位在职的同事"),
        "{page}"
    );
    let (status, to) = post(&service.client, "/account", &[("do", "present")]).await;
    assert_eq!((status, to.as_str()), (303, "/account?done=absence-ended"));
    assert_eq!(post(&service.client, "/account", &[]).await.0, 400);
    log_in(&service.client, &enterprise).await;
    assert_eq!(post(&service.client, "/account", &pairs).await.0, 403);
}
