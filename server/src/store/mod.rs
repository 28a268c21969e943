//! The store: SurrealDB by URL, embedded or not. Every change of it goes through the committer.

mod account_rows;
mod accounts;
mod attachments;
mod commit;
mod database;
mod definitions;
mod drafts;
mod error;
mod handle;
mod mails;
mod migrations;
mod open;
mod owner;
mod projection;
mod queues;
mod recovery;
mod remarks;
mod rows;
mod search;
mod set_aside;
mod shared;
mod tables;
mod tasks;
mod words;

pub use crate::commit::Fatal;
pub use accounts::{AccountChange, NewRecovery};
pub use commit::{Commit, Committed};
pub use database::Result;
pub use error::{CommitError, StoreError};
pub use handle::Store;
pub use owner::{Owner, OwnerError};
pub use queues::{Queue, QueueError, QueueKey};
pub use remarks::RemarkCount;
pub use rows::*;
pub use set_aside::{set_journal_aside, set_store_aside};
pub use tasks::{COUNT_MAX, PAGE_SIZE, TaskPage};
