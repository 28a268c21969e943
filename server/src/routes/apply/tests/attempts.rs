//! Requests that no page of ours sends.

use super::*;

/// Returns the status of a request of which nothing may come.
async fn refused(
    applicant: &Applicant,
    request: rocket::local::asynchronous::LocalRequest<'_>,
) -> u16 {
    let status = request.dispatch().await.status().code;
    assert!(applicant.draft().await.is_none(), "a draft came of it");
    let owner = drafts::owner(&applicant.ticket().id());
    let files = applicant.service.app.store.attachments_of(&owner).await;
    assert_eq!(files.expect("asked").len(), 0, "a file came of it");
    status
}

#[rocket::async_test]
async fn what_is_malformed_forged_or_too_much_changes_nothing() {
    let applicant = Applicant::new("least").await;
    let client = &applicant.service.client;
    let path = applicant.path.as_str();
    let token = testing::csrf(client).await;
    let with_token = |more: &[(&str, &str)]| -> Pairs {
        let own = [("csrf", token.as_str())];
        let all = own.iter().chain(more);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    let saves = with_token(&[("do", "save")]);
    let forged = vec![
        ("csrf".to_owned(), "x".repeat(43)),
        ("do".to_owned(), "save".to_owned()),
    ];
    let file = (
        applicant.file_field().to_string(),
        "a.png".to_owned(),
        png(1),
    );
    let files = [file.clone()];
    let body = |pairs: &Pairs| multipart("limit", pairs, &files);
    let mut cut = body(&saves);
    cut.truncate(cut.len() - 40);
    let large = "x".repeat(3 * 1024 * 1024);
    let pairs_many: Pairs = std::iter::once(saves[0].clone())
        .chain((0..10_001).map(|number| (number.to_string(), String::new())))
        .collect();
    let names_long: Pairs = std::iter::once(saves[0].clone())
        .chain((0..60).map(|number| (format!("{number}{}", "n".repeat(50_000)), String::new())))
        .collect();
    let files_many = vec![file; 51];
    let head = [b"--limit\r\nX-Pad: ".to_vec(), vec![b'x'; 400_000]].concat();
    let preamble = [vec![b'x'; 400_000], body(&saves)].concat();
    let not_text = [
        multipart("limit", &saves, &[])
            .strip_suffix(b"--limit--\r\n")
            .expect("its end"),
        b"--limit\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\xfe\r\n--limit--\r\n",
    ]
    .concat();
    for (what, body, expect) in [
        (
            "no token",
            multipart("limit", &vec![("do".to_owned(), "save".to_owned())], &[]),
            403,
        ),
        ("a forged token", body(&forged), 403),
        (
            "a file before the token",
            multipart("limit", &vec![], &files),
            403,
        ),
        ("no button", body(&with_token(&[])), 400),
        (
            "an unknown button",
            body(&with_token(&[("do", "delete")])),
            400,
        ),
        (
            "a button without its row",
            body(&with_token(&[("do", "remove-row")])),
            400,
        ),
        (
            "a pointer that is none",
            body(&with_token(&[("do", "add-row goods")])),
            400,
        ),
        ("another boundary", multipart("other", &saves, &[]), 400),
        ("cut off", cut, 400),
        ("nothing", vec![], 400),
        ("no text", not_text, 400),
        (
            "a large text",
            multipart("limit", &with_token(&[("a", &large)]), &[]),
            413,
        ),
        ("many inputs", multipart("limit", &pairs_many, &[]), 413),
        ("long names", multipart("limit", &names_long, &[]), 413),
        ("many files", multipart("limit", &saves, &files_many), 413),
        ("a head without end", head, 413),
        ("a long preamble", preamble, 413),
    ] {
        let status = refused(&applicant, send(client, path, "limit", body)).await;
        assert_eq!(status, expect, "{what}");
    }
    let plain = ContentType::new("multipart", "form-data");
    let post = || {
        client
            .post(path)
            .header(Header::new("Sec-Fetch-Site", "same-origin"))
    };
    let urlencoded = format!("csrf={token}&do=save");
    for (what, request, expect) in [
        ("no boundary", post().header(plain).body(body(&saves)), 400),
        ("no type", post().body(&urlencoded), 415),
        ("JSON", post().header(ContentType::JSON).body("{}"), 415),
        (
            "a large form",
            post().header(ContentType::Form).body(format!("a={large}")),
            413,
        ),
        (
            "a form without token",
            post().header(ContentType::Form).body("do=save"),
            403,
        ),
        (
            "another site",
            client
                .post(path)
                .header(ContentType::Form)
                .header(Header::new("Sec-Fetch-Site", "cross-site"))
                .body(&urlencoded),
            403,
        ),
    ] {
        assert_eq!(refused(&applicant, request).await, expect, "{what}");
    }
    // The page is still the one that nobody has touched, and works.
    assert_eq!(applicant.get("").await.0, 200);
    applicant.fill_in().await;
}

#[rocket::async_test]
async fn a_drafts_cookie_that_is_not_ours_is_none() {
    let applicant = Applicant::new("least").await;
    applicant.press("save", &applicant.pairs, &[]).await;
    let own = applicant
        .service
        .client
        .cookies()
        .get(&Ticket::cookie(FORM))
        .cloned();
    let own = own.expect("a cookie").value().to_owned();
    let stranger = applicant.service.other_client().await;
    let register = format!("/register?type={FORM}");
    let (said, _) = own.rsplit_once('.').expect("a code");
    for forged in [
        String::new(),
        said.to_owned(),
        format!("{said}.{}", "0".repeat(64)),
        own.replacen("s.", "n.", 1),
        Ticket::new(testing::at(1)).write(&applicant.service.app, "enterprise"),
    ] {
        let request = stranger.get(applicant.path.clone());
        let request = request.cookie(Cookie::new(Ticket::cookie(FORM), forged.clone()));
        let reply = request.dispatch().await;
        assert_eq!(
            reply.headers().get_one("Location"),
            Some(register.as_str()),
            "{forged}"
        );
    }
}

#[rocket::async_test]
async fn an_untouched_form_whose_time_ran_out_is_shown_with_a_way_to_go_on() {
    let applicant = Applicant::new("least").await;
    let old = Ticket {
        started: testing::at(1),
        ..applicant.ticket()
    };
    let old = old.write(&applicant.service.app, FORM);
    let other = applicant.service.other_client().await;
    let request = other.get(applicant.path.clone());
    let request = request.cookie(Cookie::new(Ticket::cookie(FORM), old));
    let page = request
        .dispatch()
        .await
        .into_string()
        .await
        .expect("a page");
    assert_eq!(buttons(&page, "extend").len(), 1);
    assert!(page.contains("is-over"));
    // It is not what the next visitor is shown.
    agree(&other, FORM).await;
    assert!(!get(&other, &applicant.path).await.1.contains("is-over"));
}

#[rocket::async_test]
async fn a_full_disk_takes_nothing_new() {
    let service = testing::service_with(|config| config.free_space_mb = u64::MAX).await;
    let applicant = Applicant::on(service, FORM, "least").await;
    let pressed = applicant
        .press("save", &applicant.pairs, &applicant.files)
        .await;
    assert_eq!(pressed.0, 503);
    assert!(applicant.draft().await.is_none());
    assert_eq!(applicant.submit().await.0, 503);
    assert_eq!(applicant.get("").await.0, 200);
}
