//! The store: SurrealDB by URL, embedded or not. One place runs transactions and retries conflicts.

mod account_rows;
mod accounts;
mod attachments;
mod commit;
mod database;
mod definitions;
mod drafts;
mod error;
mod mails;
mod migrations;
mod open;
mod remarks;
mod rows;
mod search;
mod tasks;
mod words;

pub use accounts::{AccountChange, NewRecovery};
pub use commit::{Commit, Committed};
pub use database::{Fatal, Result, Store};
pub use error::{CommitError, StoreError};
pub use remarks::RemarkCount;
pub use rows::*;
pub use tasks::{ACTIVE, COUNT_MAX, PAGE_SIZE, TaskPage, queues};
