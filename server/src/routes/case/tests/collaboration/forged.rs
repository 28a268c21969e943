//! Collaboration commands that do not come from our own pages.

use rocket::http::{ContentType, Header};

use super::*;
use crate::testing::csrf;

#[rocket::async_test]
async fn forged_posts_change_nothing() {
    let bench = Box::pin(Bench::new()).await;
    let before = everything(&bench.service, &[&bench.row]).await;
    let foreign = csrf(&bench.li.client).await;
    for below in ["collaboration", "comment"] {
        let body = format!(
            "csrf={foreign}&run=1&command=assign&comment=x&to={}",
            bench.li.account.id
        );
        let post = bench.wang.client.post(format!("{}/{below}", bench.base));
        let post = post.header(ContentType::Form).body(body);
        let post = post.header(Header::new("Sec-Fetch-Site", "same-origin"));
        assert_eq!(post.dispatch().await.status().code, 403, "{below}");
        // The page's address leads back to the case.
        let (status, to) = get(&bench.wang.client, &format!("{}/{below}", bench.base)).await;
        assert_eq!((status, to), (303, bench.base.clone()));
    }
    let after = everything(&bench.service, &[&bench.row]).await;
    assert_eq!(after, before);
}
