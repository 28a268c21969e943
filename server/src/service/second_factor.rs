//! The second factor of members of staff: codes of an authenticator app (RFC 6238), and recovery codes for when there is none at hand.

use guichet_engine::ids::AccountId;
use guichet_engine::message::Message;
use totp_rs::{Builder, Totp};

use super::accounts;
use super::one_time_password::{ResetError, replace, staff_named};
use crate::core::Core;
use crate::keys;
use crate::locale;
use crate::store::{Account, AccountChange, CommitError, SecondFactor, Store, StoreError};

/// Recovery codes that are made at a time.
pub const RECOVERY_CODES: usize = 10;
/// Characters of the longest code that is looked at.
const TYPED_MAX: usize = 60;
/// How often a change is tried again while somebody else changes the account.
const ATTEMPTS_MAX: u32 = 12;
/// What a stored secret is sealed for.
const STORED: &str = "second-factor";
/// What the secret of an offer is sealed for.
const OFFERED: &str = "second-factor-offer";

/// A second factor that is not confirmed yet.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The secret, sealed for this account and login: the form brings it back.
    pub sealed: String,
    /// The secret in base32, to be typed.
    pub text: String,
    /// What authenticator apps read: `otpauth://totp/…`.
    pub url: String,
}

/// What somebody gave beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed<'a> {
    /// A code of the app.
    Code(&'a str),
    /// A recovery code.
    RecoveryCode(&'a str),
}

/// Offers a new secret to an account, or again the one that `sealed` holds.
#[must_use]
pub fn offer(core: &Core, account: &Account, session: &str, sealed: Option<&str>) -> Option<Offer> {
    let about = about(account, session);
    let again = sealed.and_then(|sealed| core.seals.unseal(OFFERED, &about, sealed));
    let secret = again.unwrap_or_else(|| keys::second_factor_secret().to_vec());
    let live = core.definitions.live();
    let sentences = &live.templates.sentences;
    let site = sentences.message(locale::DEFAULT, &Message::new("site-name"));
    let totp = Builder::new()
        .with_secret(secret.clone())
        .with_issuer(Some(site.replace(':', " ")))
        .with_account_name(account.name.replace(':', " "))
        .build()
        .ok()?;
    Some(Offer {
        sealed: core.seals.seal(OFFERED, &about, &secret),
        text: totp.secret().to_base32(),
        url: totp.to_url().ok()?,
    })
}

fn about(account: &Account, session: &str) -> String {
    format!("{} {session}", account.id)
}

/// Tells how codes come from a secret: SHA-1, six digits, thirty seconds, one step of drift, as every app has it.
fn totp(secret: Vec<u8>) -> Option<Totp> {
    Builder::new().with_secret(secret).build().ok()
}

/// Returns the step of time that a code is of, where it is right now.
fn step_of(core: &Core, secret: Vec<u8>, typed: &str) -> Option<u64> {
    let digits: String = typed.chars().filter(|one| !one.is_whitespace()).collect();
    let now = u64::try_from(core.clock.now().as_second()).ok()?;
    totp(secret)?.check(&digits, now)
}

/// Makes recovery codes: as they are shown once, and as they are kept.
fn recovery_codes() -> (Vec<String>, Vec<String>) {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| keys::recovery_code()).collect();
    let kept = codes.iter().map(|code| keys::recovery_code_hash(code));
    let kept = kept.collect();
    (codes, kept)
}

/// Gives an account the second factor that was offered, where the code is of it. Every other login ends. Returns the recovery codes, to be
/// shown once; `None` where the code is wrong.
///
/// # Errors
/// When the store fails.
pub async fn enrol(
    core: &Core,
    account: &Account,
    session: &str,
    sealed: &str,
    code: &str,
) -> Result<Option<Vec<String>>, StoreError> {
    let opened = core.seals.unseal(OFFERED, &about(account, session), sealed);
    let Some(secret) = opened else {
        return Ok(None);
    };
    let Some(used) = step_of(core, secret.clone(), code) else {
        return Ok(None);
    };
    let (codes, kept) = recovery_codes();
    let factor = SecondFactor {
        secret: core.seals.seal(STORED, &account.id, &secret),
        used,
        recovery_codes: kept,
        since: core.clock.now(),
    };
    let given = change(core, &account.id, Some("second-factor-on"), |account| {
        account.second_factor = Some(factor.clone());
        true
    });
    given.await?;
    core.store.end_other_sessions(&account.id, session).await?;
    Ok(Some(codes))
}

/// Finds out whether a code is right, and uses it up: it is never right again. Returns the account as it is then.
///
/// # Errors
/// When the store fails.
pub async fn check(
    core: &Core,
    account: &AccountId,
    typed: Typed<'_>,
) -> Result<Option<Account>, StoreError> {
    let news = match typed {
        Typed::Code(_) => None,
        Typed::RecoveryCode(_) => Some("recovery-code-used"),
    };
    change(core, account, news, |account| {
        let id = account.id.clone();
        let factor = account.second_factor.as_mut();
        factor.is_some_and(|factor| use_up(core, &id, factor, typed))
    })
    .await
}

/// Uses up what was typed; tells whether it was right.
fn use_up(core: &Core, account: &AccountId, factor: &mut SecondFactor, typed: Typed<'_>) -> bool {
    match typed {
        Typed::Code(code) if code.len() <= TYPED_MAX => {
            let Some(secret) = core.seals.unseal(STORED, account, &factor.secret) else {
                tracing::error!(
                    %account,
                    "the second factor cannot be opened: its key is not in the key file; recovery codes still work"
                );
                return false;
            };
            let step = step_of(core, secret, code).filter(|step| *step > factor.used);
            factor.used = step.unwrap_or(factor.used);
            step.is_some()
        }
        Typed::RecoveryCode(code) if code.len() <= TYPED_MAX => {
            let hash = keys::recovery_code_hash(code);
            let before = factor.recovery_codes.len();
            factor.recovery_codes.retain(|kept| *kept != hash);
            factor.recovery_codes.len() < before
        }
        _ => false,
    }
}

/// Makes recovery codes anew, in place of those that are left; to be shown once.
///
/// # Errors
/// When the store fails.
pub async fn renew_codes(core: &Core, account: &Account) -> Result<Vec<String>, StoreError> {
    let (codes, kept) = recovery_codes();
    let renewed = change(core, &account.id, None, |account| {
        let factor = account.second_factor.as_mut();
        factor.is_some_and(|factor| {
            factor.recovery_codes.clone_from(&kept);
            true
        })
    });
    Ok(renewed.await?.map(|_| codes).unwrap_or_default())
}

/// Takes the second factor from an account.
///
/// # Errors
/// When the store fails.
pub async fn remove(core: &Core, account: &Account) -> Result<(), StoreError> {
    let removed = change(core, &account.id, Some("second-factor-off"), |account| {
        account.second_factor.take().is_some()
    });
    removed.await.map(drop)
}

/// Takes the second factor from a member of staff while the service does not run; every login ends. Returns the name as it is written.
///
/// # Errors
/// See [`ResetError`].
pub async fn reset(store: &Store, name: &str) -> Result<String, ResetError> {
    let mut account = staff_named(store, name).await?;
    if account.second_factor.take().is_none() {
        return Err(ResetError::NoSecondFactor);
    }
    replace(store, account).await
}

/// Changes an account as it is now, where `what` says so, and mails the news of it. Returns the account as it became.
async fn change(
    core: &Core,
    id: &AccountId,
    news: Option<&'static str>,
    what: impl Fn(&mut Account) -> bool,
) -> Result<Option<Account>, StoreError> {
    for _ in 0..ATTEMPTS_MAX {
        let Some(mut account) = core.store.account(id).await? else {
            return Ok(None);
        };
        if !what(&mut account) {
            return Ok(None);
        }
        let change = AccountChange {
            mail: news.and_then(|news| accounts::changed(core, &account, news)),
            ..AccountChange::new(account)
        };
        match core.store.change_account(&change).await {
            Ok(_) => {
                core.mail_waiting();
                let mut account = change.account;
                account.revision += 1;
                return Ok(Some(account));
            }
            Err(CommitError::VersionConflict) => {}
            Err(CommitError::Store(error)) => return Err(error),
            Err(other) => return Err(StoreError::Failed(other.to_string())),
        }
    }
    Err(StoreError::Busy)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing::{Service, add_account, second_factor, service};

    async fn stored(service: &Service, account: &Account) -> SecondFactor {
        let found = service.app.store.account(&account.id).await.expect("asked");
        found.expect("found").second_factor.expect("a factor")
    }

    async fn is_right(service: &Service, account: &Account, typed: Typed<'_>) -> bool {
        let checked = check(&service.app, &account.id, typed).await;
        checked.expect("checked").is_some()
    }

    /// The test vectors of RFC 6238 for SHA-1, their last six digits.
    #[test]
    fn codes_are_those_of_rfc_6238() {
        let totp = totp(b"12345678901234567890".to_vec()).expect("a secret");
        for (at, expect) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.generate(at).to_string(), expect);
        }
    }

    #[rocket::async_test]
    async fn a_code_works_once_within_one_step_of_drift_and_none_before_it_after_that() {
        let service = service().await;
        let account = add_account(&service.app, "li", &["reviewer"]).await;
        let start = jiff::Timestamp::from_second(1_800_000_000).expect("a time");
        service.app.clock.set(start);
        let (app, _) = second_factor::enrol(&service.app, &account).await;
        let at = |seconds: i64| app.code(start.as_second() + seconds);
        // The code that confirmed it is used up with that.
        assert!(!is_right(&service, &account, Typed::Code(&at(0))).await);
        for (now, code, expect) in [
            (60, 120, false),
            (60, 0, false),
            (60, 60, true),
            (60, 60, false),
            (60, 30, false),
            (90, 120, true),
            (90, 90, false),
            (240, 210, true),
            (300, 210, false),
        ] {
            let moment = start + Duration::from_secs(now);
            service.app.clock.set(moment);
            let right = is_right(&service, &account, Typed::Code(&at(code))).await;
            assert_eq!(right, expect, "at {now} the code of {code}");
        }
        let spaced = at(330);
        service.app.clock.set(start + Duration::from_secs(330));
        let spaced = format!(" {} {} ", &spaced[..3], &spaced[3..]);
        for wrong in ["", "12345", "１２３４５６", &"1".repeat(1_000)] {
            assert!(!is_right(&service, &account, Typed::Code(wrong)).await);
        }
        assert!(is_right(&service, &account, Typed::Code(&spaced)).await);
    }

    #[rocket::async_test]
    async fn of_a_code_given_twice_at_once_one_is_right() {
        let service = service().await;
        let account = add_account(&service.app, "li", &["reviewer"]).await;
        let (app, codes) = second_factor::enrol(&service.app, &account).await;
        let next = app.code(service.app.clock.now().as_second() + 30);
        for typed in [Typed::Code(&next), Typed::RecoveryCode(&codes[0])] {
            let all = (0..4).map(|_| is_right(&service, &account, typed));
            let all = futures::future::join_all(all).await;
            let right = all.iter().filter(|right| **right).count();
            assert_eq!(right, 1, "{typed:?}");
        }
    }

    #[rocket::async_test]
    async fn recovery_codes_are_kept_as_hashes_and_work_once_each() {
        let service = service().await;
        let account = add_account(&service.app, "li", &["reviewer"]).await;
        let (_, codes) = second_factor::enrol(&service.app, &account).await;
        assert_eq!(codes.len(), RECOVERY_CODES);
        let kept = stored(&service, &account).await;
        let text = serde_json::to_string(&kept).expect("text");
        assert!(codes.iter().all(|code| !text.contains(code.as_str())));
        let typed = codes[3].to_lowercase().replace('-', " ");
        assert!(is_right(&service, &account, Typed::RecoveryCode(&typed)).await);
        assert!(!is_right(&service, &account, Typed::RecoveryCode(&typed)).await);
        assert!(!is_right(&service, &account, Typed::RecoveryCode("")).await);
        assert_eq!(stored(&service, &account).await.recovery_codes.len(), 9);
        let fresh = renew_codes(&service.app, &account).await.expect("made");
        assert!(!is_right(&service, &account, Typed::RecoveryCode(&codes[4])).await);
        assert!(is_right(&service, &account, Typed::RecoveryCode(&fresh[0])).await);
        let (mails, _) = service.app.store.mails("", 10).await.expect("asked");
        let news: Vec<_> = mails.iter().map(|mail| mail.data["news"].clone()).collect();
        assert_eq!(
            news,
            [
                "recovery-code-used",
                "recovery-code-used",
                "second-factor-on"
            ]
        );
    }

    #[rocket::async_test]
    async fn the_secret_is_sealed_and_without_the_key_file_recovery_codes_still_work() {
        let service = service().await;
        let account = add_account(&service.app, "li", &["reviewer"]).await;
        let (app, codes) = second_factor::enrol(&service.app, &account).await;
        let kept = stored(&service, &account).await;
        assert!(!kept.secret.contains(&app.secret));
        let with_another_key = crate::testing::service_on(&service, 0).await;
        let next = app.code(service.app.clock.now().as_second() + 30);
        assert!(!is_right(&with_another_key, &account, Typed::Code(&next)).await);
        let first = Typed::RecoveryCode(&codes[0]);
        assert!(is_right(&with_another_key, &account, first).await);
        assert!(is_right(&service, &account, Typed::Code(&next)).await);
    }

    #[rocket::async_test]
    async fn an_offer_is_for_one_account_and_one_login() {
        let service = service().await;
        let app = &service.app;
        let li = add_account(app, "li", &["reviewer"]).await;
        let wang = add_account(app, "wang:x", &["reviewer"]).await;
        let offered = offer(app, &wang, "s1", None).expect("an offer");
        assert!(
            offered.url.starts_with("otpauth://totp/"),
            "{}",
            offered.url
        );
        let again = offer(app, &wang, "s1", Some(&offered.sealed)).expect("an offer");
        assert_eq!(again.text, offered.text);
        let code = second_factor::App::new(&offered.text).code(app.clock.now().as_second());
        for (account, session, code) in [
            (&li, "s1", code.as_str()),
            (&wang, "s2", &code),
            (&wang, "s1", "000"),
        ] {
            let given = enrol(app, account, session, &offered.sealed, code).await;
            assert!(given.expect("asked").is_none());
        }
        let given = enrol(app, &wang, "s1", &offered.sealed, &code).await;
        assert!(given.expect("asked").is_some());
        remove(app, &wang).await.expect("removed");
        let found = app.store.account(&wang.id).await.expect("asked");
        assert!(found.expect("found").second_factor.is_none());
    }
}
