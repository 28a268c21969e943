//! One's own second factor: setting it up, new recovery codes, taking it away.

use guichet_engine::message::Message;
use rocket::http::Status;
use rocket::{Route, get, post, routes};

use super::inputs;
use crate::guard::{Limited, Login, Member, Posted, Visitor};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::second_factor::{self, Offer};
use crate::store::SecondFactor;
use crate::view::QrCode;
use crate::view::page::{ProblemLine, SecondFactorOffer, SecondFactorPage};

pub(super) fn routes() -> Vec<Route> {
    routes![form, change]
}

/// Letters of the secret that stand together.
const GROUP: usize = 4;

#[get("/account/second-factor")]
async fn form(member: Member<'_>) -> RouteResult {
    let Member { visitor, login } = &member;
    visitor.is_confirmed(login)?;
    show(visitor, login, None, Vec::new())
}

/// Returns the page as it is without anything done.
fn page(visitor: &Visitor<'_>, login: &Login) -> SecondFactorPage {
    let account = &login.account;
    let factor: Option<&SecondFactor> = account.second_factor.as_ref();
    SecondFactorPage {
        since: factor.map(|factor| factor.since),
        codes_left: factor.map_or(0, |factor| factor.recovery_codes.len()),
        required: visitor
            .app
            .config
            .needs_second_factor(account.is_administrator()),
        home: Login::home(account).to_owned(),
        ..SecondFactorPage::default()
    }
}

fn show(
    visitor: &Visitor<'_>,
    login: &Login,
    sealed: Option<&str>,
    problems: Vec<ProblemLine>,
) -> RouteResult {
    let mut page = page(visitor, login);
    if page.since.is_none() {
        let offer = second_factor::offer(visitor.app, &login.account, &login.session, sealed);
        let offer = offer.ok_or_else(|| PageError::internal(&"no second factor can be offered"))?;
        page.offer = Some(view(&offer)?);
    }
    let status = if problems.is_empty() {
        Status::Ok
    } else {
        Status::UnprocessableEntity
    };
    page.problems = problems;
    Ok(visitor.page(&page)?.with_status(status))
}

fn view(offer: &Offer) -> Result<SecondFactorOffer, PageError> {
    let letters: Vec<char> = offer.text.chars().collect();
    let groups = letters.chunks(GROUP).map(|group| group.iter().collect());
    let groups: Vec<String> = groups.collect();
    let picture = QrCode::new(&offer.url);
    Ok(SecondFactorOffer {
        sealed: offer.sealed.clone(),
        text: groups.join(" "),
        url: offer.url.clone(),
        picture: picture.ok_or_else(|| PageError::internal(&"no picture of the secret"))?,
    })
}

#[post("/account/second-factor", data = "<posted>")]
async fn change(member: Member<'_>, posted: Posted) -> RouteResult {
    let Member { visitor, login } = &member;
    visitor.limit(Limited::Login)?;
    visitor.is_confirmed(login)?;
    let has_one = login.account.second_factor.is_some();
    match posted.get("do") {
        "confirm" if !has_one => confirm(visitor, login, &posted).await,
        "codes" if has_one => {
            let codes = second_factor::renew_codes(visitor.app, &login.account).await?;
            visitor.note("recovery-codes-made", None);
            show_codes(visitor, login, codes)
        }
        "remove" if has_one && !page(visitor, login).required => {
            second_factor::remove(visitor.app, &login.account).await?;
            visitor.note("second-factor-off", None);
            Ok(Reply::see_other("/account?done=second-factor-removed"))
        }
        // Somebody else's doing, or a page that is too old: it shows what there is now.
        _ => Ok(Reply::see_other("/account/second-factor")),
    }
}

async fn confirm(visitor: &Visitor<'_>, login: &Login, posted: &Posted) -> RouteResult {
    let (sealed, code) = (posted.get("sealed"), posted.get("code"));
    let (account, session) = (&login.account, login.session.as_str());
    let given = second_factor::enrol(visitor.app, account, session, sealed, code).await?;
    if let Some(codes) = given {
        visitor.note("second-factor-on", None);
        return show_codes(visitor, login, codes);
    }
    let message = Message::new("problem-second-factor-code");
    let problem = inputs::problem(visitor, "code", "second-factor-code", &message);
    show(visitor, login, Some(sealed), vec![problem])
}

/// Shows recovery codes, this once.
fn show_codes(visitor: &Visitor<'_>, login: &Login, codes: Vec<String>) -> RouteResult {
    visitor.page(&SecondFactorPage {
        codes,
        ..page(visitor, login)
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::second_factor::App;
    use crate::testing::{Service, add_account, get, log_in, post, service, service_with};

    const PLACE: &str = "/account/second-factor?lang=zh-CN";

    /// The text between two others.
    fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
        let rest = page.split_once(before).map(|(_, rest)| rest);
        let found = rest.and_then(|rest| rest.split_once(after));
        found.unwrap_or_else(|| panic!("no {before} in {page}")).0
    }

    /// Sets it up as people do, by what the page shows; gives the app and the page with the codes.
    async fn set_up(service: &Service) -> (App, String) {
        let (status, page) = get(&service.client, PLACE).await;
        assert_eq!(status, 200);
        let secret = between(&page, "<code id=\"secret\">", "</code>").replace(' ', "");
        let sealed = between(&page, "name=\"sealed\" value=\"", "\"");
        let app = App::new(&secret);
        let pairs = [("do", "confirm"), ("sealed", sealed), ("code", "123")];
        let (status, page) = post(&service.client, PLACE, &pairs).await;
        assert!(status == 422 && page.contains("验证码不对"), "{page}");
        let again = between(&page, "<code id=\"secret\">", "</code>").replace(' ', "");
        assert_eq!(again, secret, "what was read into the app still counts");
        let code = app.code(service.app.clock.now().as_second());
        let sealed = between(&page, "name=\"sealed\" value=\"", "\"");
        let pairs = [("do", "confirm"), ("sealed", sealed), ("code", &code)];
        let (status, page) = post(&service.client, PLACE, &pairs).await;
        assert_eq!(status, 200, "{page}");
        (app, page)
    }

    #[rocket::async_test]
    async fn a_member_of_staff_sets_it_up_and_takes_it_away() {
        let service = service().await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        let other = service.other_client().await;
        log_in(&other, &account).await;
        log_in(&service.client, &account).await;
        let (_, page) = get(&service.client, "/account?lang=zh-CN").await;
        assert!(page.contains("/account/second-factor"), "{page}");
        let (_, page) = set_up(&service).await;
        assert_eq!(page.matches("<li><code>").count(), 10, "{page}");
        assert_eq!(
            get(&service.client, "/desk").await.0,
            200,
            "still logged in"
        );
        assert_eq!(get(&other, "/desk").await.0, 303, "other logins have ended");
        let (_, page) = get(&service.client, PLACE).await;
        assert!(
            !page.contains("<li><code>") && !page.contains("otpauth:"),
            "{page}"
        );
        assert!(page.contains("10"), "{page}");
        let (status, page) = post(&service.client, PLACE, &[("do", "codes")]).await;
        assert_eq!((status, page.matches("<li><code>").count()), (200, 10));
        let (status, to) = post(&service.client, PLACE, &[("do", "remove")]).await;
        assert_eq!(
            (status, to.as_str()),
            (303, "/account?done=second-factor-removed")
        );
        let found = service.app.store.account(&account.id).await.expect("asked");
        assert!(found.expect("found").second_factor.is_none());
    }

    #[rocket::async_test]
    async fn one_that_is_required_is_not_taken_away() {
        let service = service_with(|config| config.second_factor = "staff".to_owned()).await;
        let account = add_account(&service.app, "Wang_R", &["reviewer"]).await;
        log_in(&service.client, &account).await;
        set_up(&service).await;
        let (_, page) = get(&service.client, PLACE).await;
        assert!(!page.contains("value=\"remove\""), "{page}");
        post(&service.client, PLACE, &[("do", "remove")]).await;
        let found = service.app.store.account(&account.id).await.expect("asked");
        assert!(found.expect("found").second_factor.is_some());
    }

    #[rocket::async_test]
    async fn it_is_for_members_of_staff() {
        let service = service().await;
        let account = add_account(&service.app, "Enter_01", &[]).await;
        log_in(&service.client, &account).await;
        assert_eq!(get(&service.client, PLACE).await.0, 403);
    }
}
