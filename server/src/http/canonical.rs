//! One path for one page: what is written in another way leads to no page, and into no link, cache or redirect.

use rocket::http::uri::Origin;
use rocket::request::Request;

use crate::frame::is_canonical;

/// Where a request is sent whose path is none: there is no page of this name.
pub(super) const NOWHERE: &str = "/not-canonical";

/// Sends a request whose path could be read in two ways to where there is no page.
pub(super) fn insist(request: &mut Request<'_>) {
    if !is_canonical(request.uri().path().as_str()) {
        request.set_uri(Origin::parse(NOWHERE).unwrap_or(Origin::ROOT));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{get, service};

    #[test]
    fn a_path_is_read_in_one_way_or_leads_nowhere() {
        for path in [
            "/",
            "/login",
            "/apply/entry/",
            "/desk/R-1",
            "/a.b/..c",
            "/%E5%8D%95",
        ] {
            assert!(is_canonical(path), "{path}");
        }
        for path in [
            "//evil.example/login",
            "/apply//entry",
            "/login//",
            "/./login",
            "/a/../login",
            "/a/%2E%2e/login",
            "/\\evil.example",
            "/%5Cevil.example",
            "login",
        ] {
            assert!(!is_canonical(path), "{path}");
        }
    }

    #[rocket::async_test]
    async fn no_link_leaves_the_site_and_no_cached_page_knows_how_it_was_asked_for() {
        let service = service().await;
        for path in [
            "//evil.example/login",
            "//register",
            "//evil.example/%2e%2e/",
        ] {
            let (status, page) = get(&service.client, path).await;
            assert!(matches!(status, 400 | 404), "{path}: {status}");
            assert!(!page.contains("evil.example"), "{path}: {page}");
            assert!(!page.contains("href=\"//"), "{path}: {page}");
        }
    }
}
