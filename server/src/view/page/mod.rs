//! The pages: each type is what one template is given, names that template and gives samples of itself.
//!
//! A template sees `locale`, `frame` and `page`; times are milliseconds since 1970. Before templates serve, every page is
//! rendered with its samples ([`super::render_faults`]), so a sample reaches what is rarely shown: lists that are empty,
//! everything that may be missing, whatever can be refused.

mod account;
mod admin;
mod audit;
mod case;
mod case_inputs;
mod desk;
mod form;
mod frame;
mod login;
mod public;
mod register;
mod sample_form;
mod second_factor;
mod sessions;
mod shared;
mod staff;
mod status;
mod versions;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
pub(in crate::view) use shared::sample_drawing;

pub use account::*;
pub use admin::*;
pub use audit::*;
pub use case::*;
pub use case_inputs::*;
pub use desk::*;
pub use form::*;
pub use frame::*;
pub use login::*;
pub use public::*;
pub use register::*;
pub use second_factor::*;
pub use sessions::*;
pub use shared::*;
pub use staff::*;
pub use status::*;
pub use versions::*;

/// A page: the values that one template is given as `page`.
pub trait Page: Serialize + Sized {
    /// The template, below `templates/`.
    const TEMPLATE: &'static str;
    /// The reader of the samples.
    const READER: Reader = Reader::Anyone;

    /// Returns pages that together reach every branch of the template.
    fn samples() -> Vec<Self>;
}

/// The moment of the samples: 2026-11-24 09:05 in Shanghai.
const SAMPLE_NOW: Timestamp = Timestamp::constant(1_795_482_300, 0);
/// The end of that day, later by so much.
const SAMPLE_EVENING: SignedDuration = SignedDuration::from_secs(53_699);
/// A day.
const SAMPLE_DAY: SignedDuration = SignedDuration::from_hours(24);
/// The reference number of the samples.
const SAMPLE_REFERENCE: &str = "HB20261124-7QK2M";
