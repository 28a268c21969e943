//! What surrounds every page, error pages too: the language, the address, whoever is logged in.

use rocket::request::Request;

use crate::app::App;
use crate::cookies::{cookie_name, make_cookie};
use crate::locale;
use crate::store::Account;
use crate::view::page::{Frame, FrameAccount, FrameLocale};

/// The cookie of a chosen language.
const LOCALE: &str = "guichet-locale";

/// Returns the language of the answer: asked for by this request, chosen before, or preferred by the browser.
pub(crate) fn chosen_locale(request: &Request<'_>, app: &App) -> &'static str {
    let live = app.definitions.live();
    let sentences = &live.templates.sentences;
    let asked = request
        .query_value::<&str>("lang")
        .and_then(Result::ok)
        .and_then(|tag| sentences.language(tag));
    if let Some(locale) = asked {
        request
            .cookies()
            .add(make_cookie(app, LOCALE, locale.to_owned(), 365));
        return locale;
    }
    let kept = request
        .cookies()
        .get(&cookie_name(app, LOCALE))
        .and_then(|cookie| sentences.language(cookie.value()));
    kept.unwrap_or_else(|| {
        request
            .headers()
            .get_one("Accept-Language")
            .map_or(locale::DEFAULT, |header| {
                locale::accepted(header, sentences.languages())
            })
    })
}

/// Tells whether a path is one for every reader: no browser or proxy takes the beginning of it for a host, or a part for another.
pub(crate) fn is_canonical(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let is_odd = |segment: &str| {
        let dots = segment.replace("%2e", ".");
        dots == "." || dots == ".."
    };
    path.starts_with('/')
        && !path.contains("//")
        && !path.contains('\\')
        && !lower.contains("%5c")
        && !lower.split('/').any(is_odd)
}

/// Returns what surrounds a page.
pub(crate) fn frame(
    request: &Request<'_>,
    app: &App,
    locale: &str,
    csrf: &str,
    account: Option<&Account>,
) -> Frame {
    let live = app.definitions.live();
    // Links are made of it: one that begins with a host would leave the site.
    let path = Some(request.uri().path().as_str());
    let path = path.filter(|path| is_canonical(path)).unwrap_or("/");
    let done = request
        .query_value::<&str>("done")
        .and_then(Result::ok)
        .filter(|done| {
            done.len() <= 40
                && done
                    .bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_lowercase())
        });
    Frame {
        csrf: csrf.to_owned(),
        path: path.to_owned(),
        done: done.map(|done| format!("done-{done}")),
        locales: FrameLocale::all(&live.templates.sentences, path, locale),
        account: account.map(|account| FrameAccount {
            name: account.display_name.clone(),
            staff: account.is_staff(),
            reviews: account.reviews(),
            administrator: account.is_administrator(),
            audits: account.audits(),
        }),
    }
}

/// Returns what surrounds a page at this path that is kept for everybody: nothing of any request.
pub(crate) fn for_anybody(app: &App, locale: &str, path: &str, csrf: &str) -> Frame {
    let live = app.definitions.live();
    Frame {
        csrf: csrf.to_owned(),
        path: path.to_owned(),
        done: None,
        locales: FrameLocale::all(&live.templates.sentences, path, locale),
        account: None,
    }
}

/// Returns what surrounds a page for a request whose login is not known: error pages.
pub(crate) fn bare_frame(request: &Request<'_>, app: &App) -> (&'static str, Frame) {
    let kept: &Option<(&'static str, Frame)> = request.local_cache(|| None);
    kept.clone().unwrap_or_else(|| {
        let locale = chosen_locale(request, app);
        (locale, frame(request, app, locale, "", None))
    })
}

/// Keeps what surrounds the answer to a request, for an error page that may come of it.
pub(crate) fn keep_frame(request: &Request<'_>, locale: &'static str, frame: Frame) {
    request.local_cache(|| Some((locale, frame)));
}
