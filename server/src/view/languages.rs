//! A language is a folder of files: one that nobody speaks is added to a copy of the definitions, and its pages are seen.

use guichet_engine::ids::Files;
use rocket::http::Header;

use super::Sentences;
use crate::testing::{definitions, get, service_of};

/// Returns the repository's definitions with every English file once more as Esperanto, from right to left, with words of its own in
/// some places.
fn definitions_with_esperanto() -> Files {
    let mut files = definitions();
    let english = files.clone().into_iter();
    let english = english.filter(|(path, _)| path.contains("/locales/en"));
    for (path, text) in english {
        let path = path.replace("/locales/en", "/locales/eo");
        let text = text
            .replace("language-name = English", "language-name = Esperanto")
            .replace("language-direction = ltr", "language-direction = rtl")
            .replace("portal-title = Apply", "portal-title = Elektronika")
            .replace(
                "\"Enterprise with unified certificate",
                "\"Kunfandita entrepreno",
            );
        files.insert(path, text);
    }
    files
}

#[rocket::async_test]
async fn a_folder_of_files_is_a_language() {
    let files = definitions_with_esperanto();
    let (service, _folder) = service_of(&files).await;
    let (status, page) = get(&service.client, "/?lang=eo").await;
    assert_eq!(status, 200);
    for expect in [
        "<html lang=\"eo\" dir=\"rtl\">",
        "<h1>Elektronika",
        "<span aria-current=\"true\" lang=\"eo\">Esperanto</span>",
        "hreflang=\"zh-CN\">中文</a>",
        "hreflang=\"en\">English</a>",
    ] {
        assert!(page.contains(expect), "{expect}: {page}");
    }
    // The choice is kept, and forms are in it, too.
    let (_, page) = get(&service.client, "/register").await;
    assert!(page.contains("Kunfandita"), "{page}");
}

#[rocket::async_test]
async fn a_browser_that_prefers_a_language_gets_it() {
    let (service, _folder) = service_of(&definitions_with_esperanto()).await;
    let request = service.client.get("/");
    let request = request.header(Header::new("Accept-Language", "eo;q=0.9, en;q=0.5"));
    let page = request.dispatch().await.into_string().await;
    assert!(page.expect("a page").contains("<h1>Elektronika"));
}

#[test]
fn a_sentence_that_the_language_lacks_is_reported() {
    let mut files = definitions_with_esperanto();
    let path = "templates/locales/eo/pages.ftl";
    let pages = files.get_mut(path).expect("a file");
    *pages = pages.replace("portal-title = ", "other-title = ");
    let mut diagnostics = Vec::new();
    let sentences = Sentences::compile(&files, &mut diagnostics);
    assert_eq!(sentences.languages(), ["zh-CN", "en", "eo"]);
    let lacks = |fault: &&guichet_engine::diagnostic::Diagnostic| {
        let args = &fault.message.args;
        fault.code == "T011" && args["name"] == "portal-title" && args["locale"] == "eo"
    };
    assert_eq!(
        diagnostics.iter().filter(lacks).count(),
        2,
        "{diagnostics:?}"
    );
}
