//! Lists that are narrowed and ordered, the way back through their pages, the same as files, and what comes next.

use super::*;
use crate::testing::form::element;

/// Where a page's link of this kind leads.
fn link(html: &str, rel: &str) -> Option<String> {
    let mut links = html.split("<a").skip(1);
    let found = links.find(|tag| attribute(tag, "rel").as_deref() == Some(rel));
    found.and_then(|tag| attribute(tag, "href"))
}

async fn html(client: &Client, path: &str) -> String {
    let (status, html) = get(client, path).await;
    assert_eq!(status, 200, "{path}");
    html
}

#[rocket::async_test]
async fn pages_lead_back_as_they_lead_on() {
    let (service, _folder) = service().await;
    submit_many(&service, "企业").await;
    let (_, client) = staff(&service, "limei", &["reviewer"]).await;
    for query in [
        "tab=unclaimed",
        "tab=unclaimed&sort=arrival",
        "tab=unclaimed&form=permit",
        "q=%E4%BC%81%E4%B8%9A",
    ] {
        let mut path = format!("/desk?{query}");
        let mut there = Vec::new();
        loop {
            let page = html(&client, &path).await;
            there.push(super::page(&client, &path).await.0);
            match link(&page, "next") {
                Some(next) => path = next,
                None => break,
            }
        }
        assert_eq!(there.len(), 3, "{query}");
        let mut back = Vec::new();
        loop {
            back.push(super::page(&client, &path).await.0);
            match link(&html(&client, &path).await, "prev") {
                Some(previous) => path = previous,
                None => break,
            }
        }
        back.reverse();
        assert_eq!(back, there, "{query}");
    }
}

#[rocket::async_test]
async fn a_list_is_narrowed_by_form_step_person_days_and_what_is_overdue() {
    let (service, _folder) = service().await;
    let (ann, client) = staff(&service, "ann", &["reviewer"]).await;
    let (ben, _) = staff(&service, "ben", &["reviewer"]).await;
    let mut rows = Vec::new();
    for name in ["企业 0", "企业 1", "企业 2", "企业 3"] {
        rows.push(submit(&service, name).await);
    }
    let other = crate::testing::case::submitted(&service, 1).await;
    act(&service, &rows[0], &ann, "approve").await;
    act(&service, &rows[1], &ben, "approve").await;
    act(&service, &rows[2], &ann, "return").await;
    let name = |row: &CaseRow| row.case.reference.to_string();
    let today = service.app.today();
    let tomorrow = today.tomorrow().expect("a day");
    let (ann, ben) = (&ann.id, &ben.id);
    for (query, expect) in [
        ("tab=unclaimed&form=permit".to_owned(), vec![name(&rows[3])]),
        (
            "tab=unclaimed&form=three-in-one".to_owned(),
            vec![name(&other)],
        ),
        (
            "tab=unclaimed&step=review&form=permit".to_owned(),
            vec![name(&rows[3])],
        ),
        (
            "tab=waiting&step=correction".to_owned(),
            vec![name(&rows[2])],
        ),
        (format!("tab=done&person={ann}"), vec![name(&rows[0])]),
        (
            format!("tab=done&person={ben}&step=approved"),
            vec![name(&rows[1])],
        ),
        (format!("tab=done&person={ben}&step=rejected"), vec![]),
        (
            format!("tab=unclaimed&form=permit&from={today}&until={today}"),
            vec![name(&rows[3])],
        ),
        (
            format!("tab=unclaimed&form=permit&from={today}&sort=arrival"),
            vec![name(&rows[3])],
        ),
        (format!("tab=unclaimed&from={tomorrow}"), vec![]),
        (
            format!("tab=unclaimed&from={tomorrow}&sort=arrival"),
            vec![],
        ),
        ("tab=unclaimed&overdue=yes".to_owned(), vec![]),
        (
            "tab=unclaimed&from=yesterday&form=permit".to_owned(),
            vec![name(&rows[3])],
        ),
        ("q=%E4%BC%81%E4%B8%9A&form=three-in-one".to_owned(), vec![]),
    ] {
        let found = super::page(&client, &format!("/desk?{query}")).await.0;
        assert_eq!(found, expect, "{query}");
    }
    let page = html(&client, &format!("/desk?tab=done&person={ann}&lang=zh-CN")).await;
    assert!(page.contains("<span class=\"count\">1 件</span>"), "{page}");
    let form = element(&page, "filter-person");
    assert!(form.contains(&format!("value=\"{ann}\" selected")));
    // Other tabs keep what is chosen.
    assert!(
        page.contains(&format!("?tab=unclaimed&amp;person={ann}")),
        "{page}"
    );
}

#[rocket::async_test]
async fn what_is_overdue_is_narrowed_to_in_any_order() {
    let (service, _folder) = service().await;
    let (ann, _) = staff(&service, "ann", &["reviewer"]).await;
    let row = submit(&service, "企业").await;
    let other = crate::testing::case::submitted(&service, 1).await;
    let name = |row: &CaseRow| row.case.reference.to_string();
    let late = service_on(&service, 60 * 86_400).await;
    log_in(&late.client, &ann).await;
    let found = super::page(&late.client, "/desk?tab=unclaimed&overdue=yes&form=permit")
        .await
        .0;
    assert_eq!(found, [name(&row)]);
    let found = super::page(&late.client, "/desk?tab=overdue&sort=arrival")
        .await
        .0;
    assert_eq!(found, [name(&row), name(&other)]);
}

#[rocket::async_test]
async fn what_is_listed_is_a_file_as_well() {
    let (service, _folder) = service().await;
    let (_, client) = staff(&service, "ann", &["reviewer"]).await;
    for name in ["=1+1", "河北, \"华信\""] {
        submit(&service, name).await;
    }
    let other = crate::testing::case::submitted(&service, 1).await;
    let export = "/desk/export?tab=unclaimed&form=permit&format=csv&lang=zh-CN";
    let reply = client.get(export).dispatch().await;
    let named = reply
        .headers()
        .get_one("Content-Disposition")
        .expect("a name");
    assert!(named.ends_with(".csv\""), "{named}");
    let text = reply.into_string().await.expect("a text");
    assert!(text.starts_with("\u{feff}申请编号,"), "{text}");
    assert_eq!(text.lines().count(), 3);
    assert!(
        text.contains(",'=1+1,") && text.contains(",\"河北, \"\"华信\"\"\","),
        "{text}"
    );
    assert!(!text.contains(other.case.reference.as_str()));
    let reply = client
        .get("/desk/export?tab=unclaimed&format=xlsx")
        .dispatch()
        .await;
    let bytes = reply.into_bytes().await.expect("a file");
    assert!(bytes.starts_with(b"PK"));
    assert_eq!(
        get(&client, "/desk/export?tab=unclaimed&format=exe")
            .await
            .0,
        404
    );
    let stranger = service.other_client().await;
    assert_eq!(get(&stranger, export).await.0, 303);
}

#[rocket::async_test]
async fn the_next_is_what_one_has_then_what_one_may_claim() {
    let (service, _folder) = service().await;
    let (ann, client) = staff(&service, "ann", &["reviewer"]).await;
    assert_eq!(
        get(&client, "/desk/next").await,
        (303, "/desk?done=nothing-next".to_owned())
    );
    let (one, two) = (submit(&service, "甲").await, submit(&service, "乙").await);
    let place = |row: &CaseRow| (303, format!("/desk/{}", row.case.reference));
    assert_eq!(get(&client, "/desk/next").await, place(&one));
    let claim = Command::Claim {
        run: 1,
        actor: actor(&ann),
    };
    let claimed = cases::command(&service.app, &two.case.id, &claim, "zh-CN").await;
    claimed.expect("claimed");
    assert_eq!(get(&client, "/desk/next").await, place(&two));
    let but = format!("/desk/next?but={}", two.case.reference);
    assert_eq!(get(&client, &but).await, place(&one));
    act(&service, &one, &ann, "approve").await;
    assert_eq!(
        get(&client, &but).await,
        (303, "/desk?done=nothing-next".to_owned())
    );
}

#[rocket::async_test]
async fn a_part_of_a_reference_number_finds_it_with_hyphens_and_without() {
    let (service, _folder) = service().await;
    let rows = submit_many(&service, "Huaxin 7").await;
    let (_, client) = staff(&service, "ann", &["reviewer"]).await;
    let reference = rows[3].case.reference.to_string();
    let compact = reference.replace('-', "");
    let (day, rest) = compact.split_at(8);
    for words in [
        compact.clone(),
        compact.to_lowercase(),
        format!(" {compact} "),
        rest.to_owned(),
        reference[9..].to_lowercase(),
        reference[9..].replace('-', " "),
        rest[1..].to_owned(),
        rest[..7].to_owned(),
    ] {
        let query: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        let found = super::page(&client, &format!("/desk?q={query}")).await.0;
        assert!(found.contains(&reference), "{words}: {found:?}");
        assert!(found.len() <= 2, "{words}: {found:?}");
    }
    // A part of letters alone is known from a word by what there is.
    let letters = |group: &&str| group.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut groups = rows
        .iter()
        .flat_map(|row| row.case.reference.split('-').skip(1));
    let group = groups.find(letters).expect("one of many without a digit");
    let found = super::page(&client, &format!("/desk?q={group}")).await.0;
    assert!(
        found.iter().any(|reference| reference.contains(group)),
        "{group}: {found:?}"
    );
    // A day that all have finds all of them, page by page; words with digits are words still.
    let all = pages(&client, &format!("/desk?q={day}"), async |_| ()).await;
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), references(&rows));
    let named = pages(&client, "/desk?q=huaxin%207", async |_| ()).await;
    assert_eq!(named.len(), MANY);
}

#[rocket::async_test]
async fn likely_doubles_are_told_on_the_page_of_a_case() {
    let service = crate::testing::service().await;
    let (one, two) = (
        crate::testing::case::submitted(&service, 1).await,
        crate::testing::case::submitted(&service, 2).await,
    );
    let (_, client) = staff(&service, "ann", &["reviewer"]).await;
    let (_, page) = get(&client, &format!("/desk/{}?lang=zh-CN", one.case.reference)).await;
    let told = element(&page, "doubles-title");
    let told = &told[..told.find("</section>").expect("its end")];
    assert!(told.contains(two.case.reference.as_str()), "{told}");
    assert!(!told.contains(one.case.reference.as_str()), "{told}");
    assert!(
        told.contains("申请人名称") && told.contains("统一社会信用代码"),
        "{told}"
    );
}

#[rocket::async_test]
async fn a_list_is_saved_by_a_name_and_is_ones_own() {
    let (service, _folder) = service().await;
    let (_, client) = staff(&service, "ann", &["reviewer"]).await;
    let (_, other) = staff(&service, "ben", &["reviewer"]).await;
    let href = "/desk?tab=done&form=permit&overdue=yes";
    let save = [
        ("do", "save"),
        ("name", "我的<b>"),
        ("tab", "done"),
        ("form", "permit"),
        ("overdue", "yes"),
        ("odd", "x"),
    ];
    let saved = post(&client, "/desk/views", &save).await;
    assert_eq!(saved, (303, href.to_owned()));
    let page = html(&client, "/desk").await;
    assert!(page.contains("我的&lt;b&gt;</a>"), "{page}");
    assert!(!html(&other, "/desk").await.contains("我的&lt;"));
    // The same name again is the same list, and there is a bound.
    assert_eq!(post(&client, "/desk/views", &save).await.0, 303);
    for number in 1..super::super::views::VIEWS_MAX {
        let name = number.to_string();
        let pairs = [("do", "save"), ("name", name.as_str())];
        assert_eq!(post(&client, "/desk/views", &pairs).await.0, 303);
    }
    let more = [("do", "save"), ("name", "one more")];
    assert_eq!(post(&client, "/desk/views", &more).await.0, 409);
    assert_eq!(post(&client, "/desk/views", &[("do", "save")]).await.0, 400);
    let gone = [("do", "remove"), ("name", "我的<b>")];
    assert_eq!(post(&client, "/desk/views", &gone).await.0, 303);
    assert!(!html(&client, "/desk").await.contains("我的&lt;"));
}
