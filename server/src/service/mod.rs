//! What the service does, apart from HTTP: definitions, drafts, submissions, cases, accounts.

pub mod absence;
pub mod access;
pub mod accounts;
pub mod captcha;
pub mod cases;
pub mod changes;
pub mod definitions;
pub mod drafts;
mod effect;
pub mod export;
pub mod failures;
pub mod filling;
pub mod hints;
pub mod labels;
pub mod password_rules;
pub mod passwords;
pub mod picture;
pub mod recovery;
pub mod registered;
pub mod staff;
pub mod standing;
pub mod tasks;
pub mod turns;
pub mod untouched;
pub mod validity;
