//! What colleagues settle among themselves: handing over, delegating, signing, copying, reminding, taking away.

mod forged;

use guichet_engine::workflow::{Case, EventKind, OpenStep};
use rocket::local::asynchronous::Client;

use crate::service::cases::tests::begun;
use crate::store::{Account, AccountChange, AccountState, CaseRow};
use crate::testing::case::{applicant_of, events, everything, now, service_by, staff};
use crate::testing::form::element;
use crate::testing::{Service, get, post};

/// A review by reviewers, managed by administrators, in which everything is allowed.
const SCRIPT: &str = r#"
    workflow(#{ title: "W", manager: role("administrator"),
        allow: ["hand_over", "delegate", "add_signer", "copy_to", "remind"] });
    start(#{ to: "review" });
    step("review", #{ title: "R", who: role("reviewer"), actions: [
        action("approve", "A").to("approved"), action("reject", "B").needs_reason().to("rejected") ] });
    finish("approved", #{ title: "Approved", kind: "approved" });
    finish("rejected", #{ title: "Rejected", kind: "rejected" });
"#;

/// A member of staff.
struct Person {
    account: Account,
    client: Client,
}

/// A case with Wang, and colleagues.
struct Bench {
    service: Service,
    row: CaseRow,
    base: String,
    wang: Person,
    li: Person,
    zhao: Person,
    manager: Person,
    _folder: tempfile::TempDir,
}

async fn person(service: &Service, name: &str, role: &str) -> Person {
    let (account, client) = staff(service, name, &[role]).await;
    Person { account, client }
}

impl Bench {
    /// Returns a case that Wang has claimed.
    async fn new() -> Self {
        let bench = Self::by(SCRIPT, "reviewer").await;
        let claim = format!("{}/claim", bench.base);
        let (status, _) = post(&bench.wang.client, &claim, &[("run", "1")]).await;
        assert_eq!(status, 303);
        bench
    }

    /// Returns a case that nobody has, in a workflow for this role.
    async fn by(script: &str, role: &str) -> Self {
        let (service, folder) = service_by(script).await;
        let row = begun(&service).await;
        Self {
            wang: person(&service, "wang", role).await,
            li: person(&service, "li", "reviewer").await,
            zhao: person(&service, "zhao", "reviewer").await,
            manager: person(&service, "manager", "administrator").await,
            base: format!("/desk/{}", row.case.reference),
            service,
            row,
            _folder: folder,
        }
    }

    async fn settle(&self, who: &Person, deed: &str, pairs: &[(&str, &str)]) -> (u16, String) {
        let pairs = [&[("run", "1"), ("command", deed)][..], pairs].concat();
        post(&who.client, &format!("{}/collaboration", self.base), &pairs).await
    }

    /// A deed that is done.
    async fn done(&self, who: &Person, deed: &str, pairs: &[(&str, &str)]) {
        let expect = (303, format!("{}?done=collaboration-{deed}", self.base));
        assert_eq!(self.settle(who, deed, pairs).await, expect, "{deed}");
    }

    /// Checks that a command is refused with this status and changes nothing; returns the page.
    async fn refused(
        &self,
        who: &Person,
        deed: &str,
        pairs: &[(&str, &str)],
        status: u16,
    ) -> String {
        let before = everything(&self.service, &[&self.row]).await;
        let (refused, page) = self.settle(who, deed, pairs).await;
        assert_eq!(refused, status, "{deed} {pairs:?}: {page}");
        let after = everything(&self.service, &[&self.row]).await;
        assert_eq!(after, before, "{deed} {pairs:?}");
        page
    }

    async fn act(&self, who: &Person, action: &str) -> (u16, String) {
        let pairs = [("run", "1"), ("action", action), ("reason", "")];
        post(&who.client, &format!("{}/act", self.base), &pairs).await
    }

    async fn page(&self, who: &Person) -> String {
        let (status, page) = get(&who.client, &format!("{}?lang=zh-CN", self.base)).await;
        assert_eq!(status, 200);
        page
    }

    async fn case(&self) -> Case {
        now(&self.service, &self.row).await.case
    }

    async fn open(&self) -> OpenStep {
        let mut case = self.case().await;
        case.open.remove(&1).expect("an open step")
    }

    async fn holder(&self) -> Option<String> {
        self.open().await.assignee.map(|own| own.name)
    }
}

fn to(person: &Person) -> (&'static str, &str) {
    ("to", person.account.id.as_str())
}

#[rocket::async_test]
async fn whoever_has_a_step_hands_it_over_and_a_manager_assigns_it_and_takes_it_away() {
    let bench = Box::pin(Bench::new()).await;
    let page = bench.page(&bench.wang).await;
    assert!(page.contains("转办") && !page.contains("指派"));
    let choice = element(&page, "to-1-assign");
    let choice = &choice[..choice.find("</select>").expect("its end")];
    assert!(choice.contains("li") && choice.contains("zhao") && !choice.contains("manager"));
    let reason = ("reason", "<b>急件</b>");
    bench
        .done(&bench.wang, "assign", &[to(&bench.li), reason])
        .await;
    assert_eq!(bench.holder().await.as_deref(), Some("li"));
    let page = bench.page(&bench.li).await;
    assert!(page.contains("&lt;b&gt;急件") && !page.contains("<b>急件"));
    bench
        .refused(&bench.wang, "assign", &[to(&bench.zhao)], 409)
        .await;
    let page = bench.page(&bench.manager).await;
    assert!(page.contains("指派") && page.contains("收回任务"));
    bench
        .done(&bench.manager, "assign", &[to(&bench.zhao)])
        .await;
    assert_eq!(bench.holder().await.as_deref(), Some("zhao"));
    let away = [("run", "1"), ("holder", bench.zhao.account.id.as_str())];
    let release = format!("{}/release", bench.base);
    let (status, _) = post(&bench.wang.client, &release, &away).await;
    assert_eq!(status, 409);
    let (status, to) = post(&bench.manager.client, &release, &away).await;
    assert_eq!((status, to.ends_with("?done=taken-away")), (303, true));
    assert_eq!(bench.holder().await, None);
}

#[rocket::async_test]
async fn what_is_delegated_comes_back_with_an_opinion_or_is_taken_back() {
    let bench = Box::pin(Bench::new()).await;
    let question = ("reason", "请核对地址");
    bench
        .done(&bench.wang, "delegate", &[to(&bench.li), question])
        .await;
    let page = bench.page(&bench.li).await;
    for text in ["请核对地址", "交还给wang", "委派人"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("class=\"decision\""), "a decision");
    let (status, _) = bench.act(&bench.li, "approve").await;
    assert_eq!(status, 409);
    assert!(bench.page(&bench.wang).await.contains("可以收回自己办理"));
    bench
        .refused(&bench.zhao, "give-back", &[("reason", "无")], 409)
        .await;
    bench
        .done(&bench.li, "give-back", &[("reason", "地址无误")])
        .await;
    assert_eq!(bench.holder().await.as_deref(), Some("wang"));
    assert!(bench.page(&bench.wang).await.contains("地址无误"));

    bench
        .done(&bench.wang, "delegate", &[to(&bench.zhao)])
        .await;
    bench.done(&bench.wang, "take-back", &[]).await;
    assert_eq!(bench.holder().await.as_deref(), Some("wang"));
    let (status, _) = bench.act(&bench.wang, "approve").await;
    assert_eq!(status, 303);
}

#[rocket::async_test]
async fn signatures_before_the_decision_are_waited_for_and_an_objection_says_why() {
    let bench = Box::pin(Bench::new()).await;
    let ask = "add-signer-before";
    bench.done(&bench.wang, ask, &[to(&bench.li)]).await;
    bench
        .done(
            &bench.wang,
            ask,
            &[to(&bench.manager), ("reason", "请看地址")],
        )
        .await;
    bench.done(&bench.wang, ask, &[to(&bench.zhao)]).await;
    let page = bench.page(&bench.wang).await;
    assert!(page.matches("signer-awaited").count() == 0 && page.matches("待签署").count() == 3);
    let (status, page) = bench.act(&bench.wang, "approve").await;
    assert_eq!(status, 409);
    assert!(page.contains("li") && page.contains("manager"));

    let page = bench.page(&bench.manager).await;
    assert!(page.contains("请您加签") && page.contains("请看地址"));
    let page = bench.refused(&bench.manager, "object", &[], 422).await;
    let summary = element(&page, "summary");
    assert!(summary.contains("#why-1-sign") && page.contains("id=\"problem-1-sign\""));
    let objection = ("reason", "<i>不符</i>");
    bench.done(&bench.manager, "object", &[objection]).await;
    bench.refused(&bench.manager, "countersign", &[], 409).await;
    bench.done(&bench.li, "countersign", &[]).await;
    let (status, _) = bench.act(&bench.wang, "approve").await;
    assert_eq!(status, 409);
    let excuse = [("signer", bench.zhao.account.id.as_str())];
    bench.refused(&bench.li, "excuse", &excuse, 409).await;
    bench.done(&bench.wang, "excuse", &excuse).await;
    bench.refused(&bench.wang, "excuse", &excuse, 403).await;
    let page = bench.page(&bench.wang).await;
    assert!(page.contains("&lt;i&gt;不符") && !page.contains("<i>不符"));
    let (status, _) = bench.act(&bench.wang, "approve").await;
    assert_eq!(status, 303);
}

#[rocket::async_test]
async fn a_decision_waits_for_signatures_after_it_and_an_objection_undoes_it() {
    let bench = Box::pin(Bench::new()).await;
    let ask = "add-signer-after";
    bench.done(&bench.wang, ask, &[to(&bench.li)]).await;
    assert!(bench.page(&bench.wang).await.contains("作出决定后签署"));
    assert!(!bench.page(&bench.li).await.contains("请您加签"));
    assert_eq!(bench.act(&bench.wang, "approve").await.0, 303);
    let page = bench.page(&bench.wang).await;
    assert!(page.contains("已决定「A」，待加签") && !page.contains("class=\"decision\""));
    let objection = [("reason", "尚缺材料")];
    bench.done(&bench.li, "object", &objection).await;
    let page = bench.page(&bench.wang).await;
    assert!(page.contains("尚缺材料") && page.contains("class=\"decision\""));
    assert_eq!(bench.act(&bench.wang, "approve").await.0, 303);
    assert!(bench.case().await.finished.is_none());
    bench.done(&bench.li, "countersign", &[]).await;
    let finished = bench.case().await.finished.map(|(finish, _)| finish);
    assert_eq!(finished.as_deref(), Some("approved"));
}

#[rocket::async_test]
async fn a_copy_and_a_question_let_somebody_read_who_could_not_before() {
    let script = SCRIPT.replace("role(\"reviewer\")", "role(\"administrator\")");
    let bench = Box::pin(Bench::by(&script, "administrator")).await;
    let outsiders = [&bench.li, &bench.zhao];
    for outsider in outsiders {
        assert_eq!(get(&outsider.client, &bench.base).await.0, 403);
        bench.refused(outsider, "remind", &[], 403).await;
        bench
            .refused(outsider, "assign", &[to(outsider)], 403)
            .await;
    }
    bench.done(&bench.manager, "copy", &[to(&bench.li)]).await;
    bench
        .refused(&bench.manager, "copy", &[to(&bench.li)], 422)
        .await;
    let page = bench.page(&bench.li).await;
    assert!(page.contains("name=\"pointer\"") && !page.contains("指派"));
    bench
        .refused(&bench.li, "assign", &[to(&bench.li)], 403)
        .await;
    bench
        .done(&bench.manager, "assign", &[to(&bench.wang)])
        .await;
    let ask = "add-signer-before";
    bench.done(&bench.wang, ask, &[to(&bench.zhao)]).await;
    assert!(bench.page(&bench.zhao).await.contains("请您加签"));
}

#[rocket::async_test]
async fn who_is_to_do_a_step_is_reminded_at_most_twice_a_day() {
    let bench = Box::pin(Bench::new()).await;
    bench.refused(&bench.wang, "remind", &[], 403).await;
    bench.done(&bench.li, "remind", &[]).await;
    let page = bench.refused(&bench.zhao, "remind", &[], 409).await;
    assert!(element(&page, "summary").contains("刚刚催办过"));
    assert!(page.contains("最近催办"));
}

#[rocket::async_test]
async fn what_was_never_offered_is_refused_and_what_was_typed_is_kept() {
    let bench = Box::pin(Bench::new()).await;
    let gone = person(&bench.service, "gone", "reviewer").await;
    let mut account = gone.account.clone();
    account.state = AccountState::Disabled;
    let change = AccountChange::new(account);
    let disabled = bench.service.app.store.change_account(&change).await;
    disabled.expect("disabled");
    let wang = &bench.wang;
    for (deed, pairs, status) in [
        ("assign", &[("to", "no-such")][..], 400),
        ("assign", &[to(&gone)], 400),
        ("no-such", &[to(&bench.li)], 400),
        ("", &[to(&bench.li)], 400),
        ("add-signer", &[to(&bench.li)], 400),
        ("assign", &[to(&bench.manager)], 422),
        ("assign", &[to(wang)], 409),
        ("delegate", &[to(&bench.manager)], 422),
        ("add-signer-before", &[to(wang)], 422),
        ("copy", &[to(&bench.li)], 422),
        ("countersign", &[], 409),
        ("give-back", &[], 403),
        ("excuse", &[("signer", "x")], 403),
    ] {
        bench.refused(wang, deed, pairs, status).await;
    }
    let (status, _) = post(
        &wang.client,
        &format!("{}/collaboration", bench.base),
        &[("run", "9"), ("command", "remind")],
    )
    .await;
    assert_eq!(status, 409);
    for (run, expect) in [("x", 400), ("-1", 400)] {
        let pairs = [("run", run), ("command", "remind")];
        let (status, _) = post(
            &wang.client,
            &format!("{}/collaboration", bench.base),
            &pairs,
        )
        .await;
        assert_eq!(status, expect, "{run}");
    }
    // A page that was opened before the address was renamed posts to the old one.
    let old = format!("{}/among", bench.base);
    let pairs = [("run", "1"), ("deed", "no-such")];
    assert_eq!(post(&wang.client, &old, &pairs).await.0, 400);
    let typed = ("reason", "请<b>您</b>看看");
    for deed in ["assign", "delegate", "add-signer-after"] {
        let page = bench.refused(wang, deed, &[typed], 422).await;
        let form = deed.strip_suffix("-after").unwrap_or(deed);
        assert!(element(&page, "summary").contains(&format!("#to-1-{form}")));
        let area = element(&page, &format!("why-1-{form}"));
        let area = &area[..area.find("</textarea>").expect("its end")];
        assert!(area.contains("请&lt;b&gt;您"), "{deed}: {area}");
        assert!(
            page.contains(&format!("id=\"problem-to-1-{form}\"")),
            "{deed}"
        );
    }
    let long = "长".repeat(2_001);
    let pairs = [to(&bench.li), ("reason", long.as_str())];
    let page = bench.refused(wang, "assign", &pairs, 422).await;
    assert!(page.contains(&long) && element(&page, "summary").contains("#why-1-assign"));
    let chosen = format!("value=\"{}\" selected", bench.li.account.id);
    assert!(page.contains(&chosen));
    // Whoever manages need not read what is in an application, and so can be copied to.
    let page = bench.refused(wang, "copy", &[typed], 422).await;
    assert!(element(&page, "why-1-copy").contains("请&lt;b&gt;您"));
    // Whose form is gone meanwhile reads what they wrote all the same.
    bench.done(wang, "assign", &[to(&bench.li)]).await;
    let page = bench
        .refused(wang, "delegate", &[to(&bench.zhao), typed], 409)
        .await;
    assert!(element(&page, "typed-lost").contains("请&lt;b&gt;您"));
}

#[rocket::async_test]
async fn of_two_who_decide_at_once_to_whom_a_step_goes_one_is_told_who_has_it() {
    let bench = Box::pin(Bench::new()).await;
    let second = person(&bench.service, "second", "administrator").await;
    let holder = ("holder", bench.wang.account.id.as_str());
    let (li, zhao) = ([to(&bench.li), holder], [to(&bench.zhao), holder]);
    let (one, two) = tokio::join!(
        bench.settle(&bench.manager, "assign", &li),
        bench.settle(&second, "assign", &zhao)
    );
    let won = [one.0, two.0];
    assert!(won == [303, 409] || won == [409, 303], "{won:?}");
    let (name, told) = if one.0 == 303 {
        ("li", two.1)
    } else {
        ("zhao", one.1)
    };
    assert_eq!(bench.holder().await.as_deref(), Some(name));
    assert!(element(&told, "summary").contains(name));
    let events = events(&bench.service, &bench.row).await;
    let settled = |kind: &EventKind| matches!(kind, EventKind::Collaborated { .. });
    let settled = events.iter().filter(|event| settled(&event.kind));
    assert_eq!(settled.count(), 1);
}

#[rocket::async_test]
async fn the_history_tells_staff_everything_and_the_applicant_nothing_of_it() {
    let bench = Box::pin(Bench::new()).await;
    let wang = &bench.wang;
    let because = ("reason", "内部说明");
    bench
        .done(wang, "delegate", &[to(&bench.li), because])
        .await;
    bench.done(&bench.li, "give-back", &[because]).await;
    let ask = "add-signer-before";
    bench.done(wang, ask, &[to(&bench.zhao), because]).await;
    bench.done(&bench.zhao, "countersign", &[because]).await;
    let ask = "add-signer-after";
    bench.done(wang, ask, &[to(&bench.li)]).await;
    bench.done(&bench.zhao, "remind", &[]).await;
    assert_eq!(bench.act(wang, "approve").await.0, 303);
    let told = [
        "将「R」委派给li",
        "将「R」交还给wang",
        "请zhao在决定「R」之前加签",
        "加签「R」：同意",
        "请li在决定「R」之后加签",
        "催办「R」",
        "R：A（待加签）",
        "内部说明",
    ];
    let page = bench.page(wang).await;
    let own = applicant_of(&bench.service, &bench.row).await;
    let status = format!("/status/{}", bench.row.case.reference);
    let (_, theirs) = get(&own, &format!("{status}?lang=zh-CN")).await;
    for text in told {
        assert!(page.contains(text), "{text}");
        assert!(!theirs.contains(text), "{text}");
    }
    for word in ["委派", "加签", "wang", "zhao", "id=\"comments-title\""] {
        assert!(!theirs.contains(word), "{word}");
    }
    // In the other language every event has a sentence, too.
    let (_, page) = get(&wang.client, &format!("{}?lang=en", bench.base)).await;
    assert!(page.contains("Delegated “R” to li") && !page.contains("history-among"));
}

#[rocket::async_test]
async fn the_applicant_reminds_once_where_that_is_allowed() {
    let bench = Box::pin(Bench::new()).await;
    let own = applicant_of(&bench.service, &bench.row).await;
    let status = format!("/status/{}", bench.row.case.reference);
    let (remind, run) = (format!("{status}/remind"), [("run", "1")]);
    let (_, page) = get(&own, &status).await;
    assert!(page.contains("class=\"remind\""));
    let stranger = bench.service.other_client().await;
    let (_, to) = post(&stranger, &remind, &run).await;
    assert!(!to.contains("done=reminded"), "{to}");
    assert_eq!(post(&own, &remind, &[("run", "x")]).await.0, 400);
    let done = (303, format!("{status}?done=reminded"));
    assert_eq!(post(&own, &remind, &run).await, done);
    let (code, page) = post(&own, &remind, &run).await;
    assert_eq!(code, 409);
    assert!(page.contains("刚刚催办过"), "{page}");
    assert_eq!(get(&own, &remind).await, (303, status.clone()));
    // What is not open, or may not be reminded of, is shown as it is.
    let changed = (303, format!("{status}?done=changed"));
    assert_eq!(post(&own, &remind, &[("run", "7")]).await, changed);
    let script = SCRIPT.replace(", \"remind\"", "");
    let other = Box::pin(Bench::by(&script, "reviewer")).await;
    let own = applicant_of(&other.service, &other.row).await;
    let status = format!("/status/{}", other.row.case.reference);
    let (_, page) = get(&own, &status).await;
    assert!(!page.contains("class=\"remind\""));
    let changed = (303, format!("{status}?done=changed"));
    assert_eq!(post(&own, &format!("{status}/remind"), &run).await, changed);
}

#[rocket::async_test]
async fn a_time_for_the_whole_is_shown_to_both_sides() {
    let script = SCRIPT.replace("title: \"W\",", "title: \"W\", due: hours(48),");
    let bench = Box::pin(Bench::by(&script, "reviewer")).await;
    let page = bench.page(&bench.wang).await;
    let own = applicant_of(&bench.service, &bench.row).await;
    let status = format!("/status/{}?lang=zh-CN", bench.row.case.reference);
    let (_, theirs) = get(&own, &status).await;
    assert!(page.contains("全部办结期限：2") && !theirs.contains("全部办结期限：2"));
    for page in [&page, &theirs] {
        assert!(page.contains("<dt>全部办结期限</dt>"));
    }
}
