//! What the service does, apart from HTTP: definitions, drafts, submissions, cases, accounts.

pub mod absence;
pub mod accounts;
pub mod attention;
pub mod captcha;
pub mod case_status;
pub mod cases;
pub mod changes;
mod closed_answers;
pub mod draft_locks;
pub mod drafts;
mod effect;
pub mod export;
pub mod form_presenter;
pub mod form_session;
pub mod labels;
pub mod one_time_password;
pub mod password_rules;
pub mod picture;
pub mod recovery;
pub mod registered;
pub mod roles;
pub mod staff;
pub mod stored_files;
pub mod tasks;
pub mod uniqueness;
pub mod validity;
