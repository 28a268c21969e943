//! Telling people from programs: characters in a picture, the same spoken, or work that the browser does instead.
//!
//! A captcha's id is signed and says until when it holds; what its picture shows is derived from the id and the service's secret key. So any
//! process that shares the store can draw it and judge what was typed. Only which ids and challenges were used up is known to
//! one process alone: behind several, each may be used once at each of them until it ends.

use std::sync::Arc;
use std::time::Duration;

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge,
    verify_solution,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use captcha::Captcha;
use captcha::filters::{Dots, Noise, Wave};
use jiff::SignedDuration;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::keys::{self, Keys};

/// Characters that are mistaken for each other neither by eye nor by ear. Sixteen, so that each is as likely.
const ALPHABET: &[u8; 16] = b"234679AFHKMRTWXY";
/// Characters in a picture.
const CHARACTERS: usize = 5;
/// Width and height of a picture, in pixels.
const PICTURE_SIZE: (u32, u32) = (264, 96);
/// How long a captcha or a challenge holds, in seconds.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// Characters of an id's signature: 132 bits.
const SIGNATURE_LENGTH: usize = 22;
/// Memory that pictures and sounds may take, in bytes.
const DRAWN_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// How many ids and challenges are remembered as used up; above that the oldest are forgotten first.
const USED_MAX: u64 = 200_000;
/// How many pictures and sounds are made at the same time.
const AT_ONCE: usize = 2;
/// Silence around each spoken character, in samples, at least and at most.
const PAUSE_SAMPLES: (u32, u32) = (2_000, 9_000);
/// Samples per second of the sound.
const SAMPLE_RATE: u32 = 22_050;

/// About half a second in a browser on a desk, a few on an old telephone.
const WORK: Work = Work {
    rounds: 2_000,
    numbers: (400, 1_200),
};
/// The longest solution that is looked at, in bytes.
const SOLUTION_BYTES_MAX: usize = 4_096;

/// How much a browser has to do: derive a key by so many rounds for each number from 0 to one between these.
#[derive(Clone, Copy)]
struct Work {
    rounds: u32,
    numbers: (u32, u32),
}

/// Makes and judges captchas.
pub struct Captchas {
    keys: Keys,
    clock: Clock,
    work: Work,
    drawn: Cache<String, Arc<[u8]>>,
    used: Cache<String, ()>,
    at_once: Arc<Semaphore>,
}

impl std::fmt::Debug for Captchas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Captchas")
    }
}

/// In which way the characters are given.
#[derive(Clone, Copy, Debug)]
enum Way {
    Picture,
    Sound,
}

impl Captchas {
    /// Captchas signed with these keys.
    #[must_use]
    pub fn new(keys: Keys, clock: Clock) -> Self {
        let holds = HOLDS.unsigned_abs() + Duration::from_secs(60);
        Self {
            keys,
            clock,
            work: WORK,
            drawn: Cache::builder()
                .max_capacity(DRAWN_BYTES_MAX)
                .weigher(|_, bytes: &Arc<[u8]>| u32::try_from(bytes.len()).unwrap_or(u32::MAX))
                .time_to_live(holds)
                .build(),
            used: Cache::builder()
                .max_capacity(USED_MAX)
                // The default policy might not take a newcomer in at all, and it could be used again.
                .eviction_policy(EvictionPolicy::lru())
                .time_to_live(holds)
                .build(),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Returns the id of a new captcha. It holds for ten minutes and for one try.
    #[must_use]
    pub fn issue(&self) -> String {
        let until = (self.clock.now() + HOLDS).as_second();
        let payload = format!("{until:x}-{}", &keys::id()[..16]);
        format!("{payload}-{}", self.signature(&payload))
    }

    /// Returns the picture of a captcha, a PNG; `None` when the id is not ours or has ended.
    pub async fn picture(&self, id: &str) -> Option<Arc<[u8]>> {
        self.drawn(id, Way::Picture).await
    }

    /// Returns the characters of a captcha, spoken, a WAV; `None` as for the picture.
    pub async fn sound(&self, id: &str) -> Option<Arc<[u8]>> {
        self.drawn(id, Way::Sound).await
    }

    /// Returns whether these are the characters of the captcha: small or capital, half or full width, with or without blanks. Right or wrong,
    /// the captcha is used up.
    #[must_use]
    pub fn is_right(&self, id: &str, typed: &str) -> bool {
        self.holds(id)
            && self.used.entry_by_ref(id).or_insert(()).is_fresh()
            && keys::constant_time_eq(&self.characters(id), &folded(typed))
    }

    /// Returns a challenge for a browser that works instead of somebody who reads; `None` only when none can be made.
    #[must_use]
    pub fn challenge(&self) -> Option<Challenge> {
        self.challenge_for(HOLDS)
    }

    /// Returns whether a challenge of ours was solved, for the first time, and in time. That uses it up. `payload` is the base64 of the JSON with
    /// `challenge` and `solution`.
    #[must_use]
    pub fn is_solved(&self, payload: &str) -> bool {
        if payload.len() > SOLUTION_BYTES_MAX {
            return false;
        }
        let read = STANDARD
            .decode(payload)
            .ok()
            .and_then(|json| serde_json::from_slice::<Payload>(&json).ok());
        let Some(Payload {
            challenge,
            solution,
        }) = read
        else {
            return false;
        };
        let mut options =
            VerifySolutionOptions::new(&challenge, &solution, self.keys.mac("work", "challenge"));
        options.hmac_key_signature_secret = Some(self.keys.mac("work", "solution"));
        let is_right = verify_solution(options).is_ok_and(|result| result.verified);
        is_right
            && self
                .used
                .entry(challenge.parameters.nonce)
                .or_insert(())
                .is_fresh()
    }

    /// Makes a challenge. The crate reads the machine's clock by itself, so that it ends by that one, not by the service's.
    fn challenge_for(&self, holds: SignedDuration) -> Option<Challenge> {
        let (least, most) = self.work.numbers;
        let number = getrandom::u32().ok()? % (most - least) + least;
        create_challenge(CreateChallengeOptions {
            algorithm: "PBKDF2/SHA-256".to_owned(),
            cost: self.work.rounds,
            counter: Some(number),
            expires_at: Some((Clock::new(SignedDuration::ZERO).now() + holds).as_second()),
            hmac_signature_secret: Some(self.keys.mac("work", "challenge")),
            hmac_key_signature_secret: Some(self.keys.mac("work", "solution")),
            ..CreateChallengeOptions::default()
        })
        .inspect_err(|error| tracing::error!(%error, "failed to make a challenge"))
        .ok()
    }

    fn signature(&self, payload: &str) -> String {
        let mut mac = self.keys.mac("captcha", payload);
        mac.truncate(SIGNATURE_LENGTH);
        mac
    }

    /// Returns whether an id is ours and has not ended.
    fn holds(&self, id: &str) -> bool {
        let mut parts = id.splitn(3, '-');
        let (Some(until), Some(random), Some(signature)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        keys::constant_time_eq(&self.signature(&format!("{until}-{random}")), signature)
            && i64::from_str_radix(until, 16)
                .is_ok_and(|until| self.clock.now().as_second() < until)
    }

    /// Returns what the picture of an id shows.
    fn characters(&self, id: &str) -> String {
        self.keys
            .letters("captcha-characters", id, ALPHABET, CHARACTERS)
    }

    /// Returns what somebody who sees the picture types.
    #[cfg(test)]
    pub(crate) fn answer(&self, id: &str) -> String {
        self.characters(id)
    }

    async fn drawn(&self, id: &str, way: Way) -> Option<Arc<[u8]>> {
        if !self.holds(id) {
            return None;
        }
        // The noise is new at each drawing: one that is kept cannot be averaged away.
        let key = format!("{way:?}-{id}");
        if let Some(drawn) = self.drawn.get(&key) {
            return Some(drawn);
        }
        let permit = Arc::clone(&self.at_once).acquire_owned().await.ok()?;
        let characters = self.characters(id);
        let bytes = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            match way {
                Way::Picture => draw(&characters),
                Way::Sound => speak(&characters),
            }
        });
        let bytes: Arc<[u8]> = bytes.await.ok()??.into();
        self.drawn.insert(key, Arc::clone(&bytes));
        Some(bytes)
    }
}

/// Returns what was typed, as it is compared.
fn folded(typed: &str) -> String {
    let half_width = |one: char| match u32::from(one) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(one),
        _ => one,
    };
    typed
        .chars()
        .map(half_width)
        .filter(|one| !one.is_whitespace())
        .flat_map(char::to_uppercase)
        .take(CHARACTERS + 1)
        .collect()
}

fn written(characters: &str) -> Captcha {
    let mut captcha = Captcha::new();
    for one in characters.chars() {
        captcha.set_chars(&[one]).add_char();
    }
    captcha
}

fn draw(characters: &str) -> Option<Vec<u8>> {
    let (width, height) = PICTURE_SIZE;
    written(characters)
        .apply_filter(Noise::new(0.1))
        .apply_filter(Wave::new(2.0, 9.0).horizontal())
        .apply_filter(Wave::new(2.0, 7.0).vertical())
        .view(width, height)
        .apply_filter(Dots::new(6).min_radius(3).max_radius(5))
        .as_png()
}

/// Returns the characters one after the other, as one WAV.
fn speak(characters: &str) -> Option<Vec<u8>> {
    let mut samples = Vec::new();
    pause(&mut samples)?;
    for letter in written(characters).as_wav() {
        samples.extend_from_slice(wav_samples(&letter?)?);
        pause(&mut samples)?;
    }
    Some(wav(&samples))
}

fn pause(samples: &mut Vec<u8>) -> Option<()> {
    let (least, most) = PAUSE_SAMPLES;
    let pause = getrandom::u32().ok()? % (most - least) + least;
    samples.resize(samples.len() + 2 * pause as usize, 0);
    Some(())
}

/// Returns the samples of a WAV: what its chunk `data` holds.
fn wav_samples(wav: &[u8]) -> Option<&[u8]> {
    let mut at = 12;
    loop {
        let length: [u8; 4] = wav.get(at + 4..at + 8)?.try_into().ok()?;
        let length = usize::try_from(u32::from_le_bytes(length)).ok()?;
        if wav.get(at..at + 4)? == b"data" {
            return wav.get(at + 8..at + 8 + length);
        }
        at += 8 + length + length % 2;
    }
}

/// Returns a WAV of one channel with 16 bits per sample.
fn wav(samples: &[u8]) -> Vec<u8> {
    let length = u32::try_from(samples.len()).unwrap_or(u32::MAX - 36);
    let mut wav = Vec::with_capacity(samples.len() + 44);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(length + 36).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&SAMPLE_RATE.to_le_bytes());
    wav.extend_from_slice(&(SAMPLE_RATE * 2).to_le_bytes());
    wav.extend_from_slice(b"\x02\0\x10\0data");
    wav.extend_from_slice(&length.to_le_bytes());
    wav.extend_from_slice(samples);
    wav
}

#[cfg(test)]
mod tests;
