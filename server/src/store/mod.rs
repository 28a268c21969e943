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
mod owner;
mod queues;
mod remarks;
mod rows;
mod search;
mod tasks;
mod words;

pub use accounts::{AccountChange, NewRecovery};
pub use commit::{Commit, Committed};
pub use database::{Fatal, Result, Store};
pub use error::{CommitError, StoreError};
pub use owner::{Owner, OwnerError};
pub use queues::{Queue, QueueError, QueueKey};
pub use remarks::RemarkCount;
pub use rows::*;
pub use tasks::{COUNT_MAX, PAGE_SIZE, TaskPage};
