//! Captchas and challenges, right and wrong, late and twice.

use altcha::{SolveChallengeOptions, solve_challenge};

use super::*;

fn keys() -> Keys {
    Keys::from_stored(&keys::token()).expect("keys")
}

fn captchas() -> Captchas {
    let mut captchas = Captchas::new(keys(), Clock::new(SignedDuration::ZERO));
    // The same work, but less of it: this build is not optimised.
    captchas.work = Work {
        rounds: 2,
        numbers: (40, 80),
    };
    captchas
}

fn solved(challenge: &Challenge) -> Payload {
    let solution = solve_challenge(SolveChallengeOptions::new(challenge))
        .expect("a challenge")
        .expect("a solution");
    Payload {
        challenge: challenge.clone(),
        solution,
    }
}

fn packed(payload: &Payload) -> String {
    STANDARD.encode(serde_json::to_vec(payload).expect("JSON"))
}

#[test]
fn characters_are_judged_however_they_are_typed() {
    let captchas = captchas();
    let wide = |text: &str| -> String {
        let wide = |one: char| char::from_u32(u32::from(one) + 0xfee0).unwrap_or(one);
        text.chars().map(wide).collect()
    };
    type Typing = fn(&str) -> String;
    let cases: [(Typing, bool); 7] = [
        (str::to_owned, true),
        (str::to_lowercase, true),
        (|text| format!(" {} {} ", &text[..2], &text[2..]), true),
        (|_| String::new(), false),
        (|text| text[..4].to_owned(), false),
        (|text| format!("{text}{text}"), false),
        (|text| text.chars().rev().collect::<String>() + "!", false),
    ];
    for (type_it, expect) in cases {
        let id = captchas.issue();
        let typed = type_it(&captchas.characters(&id));
        assert_eq!(captchas.is_right(&id, &typed), expect, "{typed}");
    }
    let id = captchas.issue();
    assert!(captchas.is_right(&id, &wide(&captchas.characters(&id))));
}

#[test]
fn a_captcha_is_for_one_try() {
    let captchas = captchas();
    for first in ["wrong", "right"] {
        let id = captchas.issue();
        let right = captchas.characters(&id);
        let typed = if first == "right" { &right } else { first };
        assert_eq!(captchas.is_right(&id, typed), first == "right");
        assert!(!captchas.is_right(&id, &right), "after {first}");
    }
}

#[test]
fn any_process_judges_until_the_end_and_no_stranger() {
    let keys = keys();
    let id = Captchas::new(keys.clone(), Clock::new(SignedDuration::ZERO)).issue();
    let minute = SignedDuration::from_mins(1);
    for (ahead, expect) in [
        (SignedDuration::ZERO, true),
        (HOLDS - minute, true),
        (HOLDS + minute, false),
    ] {
        let other = Captchas::new(keys.clone(), Clock::new(ahead));
        let typed = other.characters(&id);
        assert_eq!(other.is_right(&id, &typed), expect, "{ahead} later");
    }
    let stranger = captchas();
    assert!(!stranger.is_right(&id, &stranger.characters(&id)));
}

#[test]
fn no_id_but_a_signed_one_is_taken() {
    let captchas = captchas();
    let id = captchas.issue();
    let later = format!("f{id}");
    for forged in ["", "-", "--", "x-y-z", &id[..id.len() - 1], &later] {
        let typed = captchas.characters(forged);
        assert!(!captchas.is_right(forged, &typed), "{forged}");
    }
}

#[tokio::test]
async fn what_was_drawn_stays_the_same() {
    let captchas = captchas();
    let id = captchas.issue();
    let picture = captchas.picture(&id).await.expect("a picture");
    assert_eq!(captchas.picture(&id).await.as_ref(), Some(&picture));
    let seen = image::load_from_memory(&picture).expect("a PNG");
    assert_eq!((seen.width(), seen.height()), PICTURE_SIZE);
    let sound = captchas.sound(&id).await.expect("a sound");
    let samples = wav_samples(&sound).expect("samples").len() / 2;
    let seconds = samples / SAMPLE_RATE as usize;
    assert!((CHARACTERS..30).contains(&seconds), "{seconds} s");
    assert!(captchas.picture("1-2-3").await.is_none());
}

#[test]
fn a_solution_is_taken_once() {
    let captchas = captchas();
    let payload = packed(&solved(&captchas.challenge().expect("a challenge")));
    assert!(captchas.is_solved(&payload));
    assert!(!captchas.is_solved(&payload));
}

#[test]
fn what_is_no_solution_is_refused() {
    let captchas = captchas();
    let good = solved(&captchas.challenge().expect("a challenge"));
    let changed = |change: fn(&mut Payload)| {
        let mut payload = good.clone();
        change(&mut payload);
        packed(&payload)
    };
    let late = captchas
        .challenge_for(SignedDuration::from_secs(-1))
        .expect("a challenge");
    let stranger = self::captchas().challenge().expect("a challenge");
    for (what, payload) in [
        ("nothing", String::new()),
        ("no base64", "{}".to_owned()),
        ("no JSON", STANDARD.encode("x")),
        ("too long", "A".repeat(SOLUTION_BYTES_MAX + 4)),
        ("late", packed(&solved(&late))),
        ("another service's", packed(&solved(&stranger))),
        ("less work", changed(|it| it.challenge.parameters.cost = 1)),
        (
            "an easier key",
            changed(|it| it.challenge.parameters.key_prefix = "00".to_owned()),
        ),
        (
            "no signature of the key",
            changed(|it| it.challenge.parameters.key_signature = None),
        ),
        ("unsigned", changed(|it| it.challenge.signature = None)),
        (
            "another key",
            changed(|it| it.solution.derived_key = "00".repeat(32)),
        ),
    ] {
        assert!(!captchas.is_solved(&payload), "{what}");
    }
    // None of that used the challenge up.
    assert!(captchas.is_solved(&packed(&good)));
}
