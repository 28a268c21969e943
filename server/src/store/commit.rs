//! The one transaction: version check, events, new state, tasks, mail, unique keys and idempotency key.

use guichet_engine::ids::Reference;
use serde_json::{Value, json};

use super::database::{Result, doc};
use super::error::{CommitError, StoreError};
use super::guarded::Guarded;
use super::handle::Store;
use super::owner::Owner;
use super::rows::{Account, CaseRow, JournalRow, MailRow, RemarkRow, SearchRow, TaskRow};
use super::{account_rows, mails, remarks, search, tasks};
use crate::commit::{Guard, Request, RowKey};

/// How often a commit is tried again while others write the same files or rows.
const ATTEMPTS_MAX: u32 = 12;

/// All that changes together, or not at all.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// A key that makes the same request take effect once; the case's reference is kept under it.
    pub idempotency_key: Option<String>,
    /// The version that the case must still have; `None` for a new case.
    pub expected_version: Option<u64>,
    /// The case as it becomes.
    pub case: Option<CaseRow>,
    /// Its new events.
    pub journal: Option<JournalRow>,
    /// Tasks that are new or changed.
    pub tasks: Vec<TaskRow>,
    /// What the case is found by, where that is new or changed.
    pub search: Option<SearchRow>,
    /// Tasks that are gone.
    pub tasks_gone: Vec<String>,
    /// Mail to send.
    pub mails: Vec<MailRow>,
    /// Unique values taken: scope and value.
    pub unique_taken: Vec<(String, String)>,
    /// Unique values set free.
    pub unique_freed: Vec<(String, String)>,
    /// Accounts that are new or changed.
    pub accounts: Vec<Account>,
    /// What was flagged with a reason of the list.
    pub remarks: Vec<RemarkRow>,
    /// Attachments that now belong to the case.
    pub attachments: Vec<String>,
    /// The draft that the submission uses up.
    pub draft_gone: Option<String>,
}

impl Commit {
    /// Returns whether it begins a case.
    fn is_beginning(&self) -> bool {
        self.case.is_some() && self.expected_version.is_none()
    }
}

/// A commit went through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed;

impl Store {
    /// Carries out a commit.
    ///
    /// # Errors
    /// See [`CommitError`]; in each case nothing has changed.
    pub async fn commit(&self, commit: &Commit) -> std::result::Result<Committed, CommitError> {
        self.carry_out(move || self.prepare(commit)).await
    }

    /// Carries out what `prepare` asks for, which is asked again where a row that it had read was changed meanwhile.
    pub(super) async fn carry_out<F>(
        &self,
        prepare: impl Fn() -> F,
    ) -> std::result::Result<Committed, CommitError>
    where
        F: Future<Output = std::result::Result<Guarded, CommitError>>,
    {
        for _ in 0..ATTEMPTS_MAX {
            let Guarded {
                request,
                mut refusals,
            } = prepare().await?;
            match self.submit(request).await? {
                None => return Ok(Committed),
                Some(place) => match refusals.swap_remove(place) {
                    CommitError::Store(StoreError::Busy) => {}
                    refusal => return Err(refusal),
                },
            }
        }
        Err(CommitError::Store(StoreError::Busy))
    }

    /// Returns the reference of the case that a request with this key brought about.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_by_idempotency_key(&self, key: &str) -> Result<Option<Reference>> {
        self.doc("idempotency", key).await
    }

    async fn prepare(&self, commit: &Commit) -> std::result::Result<Guarded, CommitError> {
        let mut guarded = Guarded::default();
        require(&mut guarded, commit);
        let request = &mut guarded.request;
        add_case(request, commit)?;
        for key in &commit.unique_freed {
            request.delete(unique_key(key));
        }
        for id in &commit.tasks_gone {
            request.delete(RowKey::new("task", id));
        }
        if let Some(id) = &commit.draft_gone {
            request.delete(RowKey::new("draft", id));
        }
        for key in &commit.unique_taken {
            request.insert(unique_key(key), json!({}));
        }
        for row in &commit.remarks {
            request.insert(RowKey::new("remark", &row.id), remarks::content(row));
        }
        for mail in &commit.mails {
            request.insert(RowKey::new("outbox", &mail.id), mails::row(mail)?);
        }
        for account in &commit.accounts {
            account_rows::add(&mut guarded, account)?;
        }
        self.hand_over(&mut guarded, commit).await?;
        Ok(guarded)
    }

    /// Gives the case its attachments.
    async fn hand_over(&self, guarded: &mut Guarded, commit: &Commit) -> Result<()> {
        let Some(row) = &commit.case else {
            return Ok(());
        };
        let owner = Owner::case(&row.case.id);
        for mut found in self.rows("attachment", &commit.attachments).await? {
            guarded.require_unchanged(&found);
            if let Value::Object(columns) = &mut found.row {
                columns.insert("owner".to_owned(), json!(owner));
                columns.shift_remove("loose");
            }
            guarded.request.put(found.key, found.row);
        }
        Ok(())
    }
}

fn unique_key((scope, value): &(String, String)) -> RowKey {
    RowKey::new("unique_key", &format!("{scope}:{value}"))
}

/// Adds what a commit rests on, in the order in which its failures are told.
fn require(guarded: &mut Guarded, commit: &Commit) {
    if let Some(key) = &commit.idempotency_key {
        let key = RowKey::new("idempotency", key);
        guarded.require(Guard::Absent(key), CommitError::AlreadyDone);
    }
    if let Some(row) = &commit.case {
        match commit.expected_version {
            Some(number) => guarded.require(
                Guard::Equals {
                    key: RowKey::new("case", &row.case.id),
                    column: "version",
                    number,
                },
                CommitError::VersionConflict,
            ),
            None => guarded.require(
                Guard::Unused {
                    table: "case",
                    column: "reference",
                    value: row.case.reference.to_string(),
                },
                CommitError::ReferenceTaken,
            ),
        }
    }
    for key in &commit.unique_taken {
        // One that this commit itself sets free may be taken again.
        if !commit.unique_freed.contains(key) {
            let scope = key.0.clone();
            guarded.require(
                Guard::Absent(unique_key(key)),
                CommitError::NotUnique { scope },
            );
        }
    }
}

/// Adds the case, its events, its tasks, what it is found by, and the key of the request.
fn add_case(request: &mut Request, commit: &Commit) -> Result<()> {
    let begins = commit.is_beginning();
    let mut add = |table: &'static str, id: &str, row: Value| {
        let key = RowKey::new(table, id);
        if begins {
            request.insert(key, row);
        } else {
            request.put(key, row);
        }
    };
    if let Some(row) = &commit.case {
        add("case", &row.case.id, case_content(row)?);
    }
    for task in &commit.tasks {
        add("task", &task.id, tasks::content(task)?);
    }
    if let Some(row) = &commit.search {
        add("search", &row.case, search::content(row));
    }
    if let Some(row) = &commit.journal {
        let id = format!("{}-{:010}", row.case, row.from);
        request.insert(RowKey::new("journal", &id), json!({ "doc": doc(row)? }));
    }
    if let Some(key) = &commit.idempotency_key {
        let reference = commit.case.as_ref().map(|row| row.case.reference.clone());
        let row = json!({ "doc": doc(&reference)? });
        request.insert(RowKey::new("idempotency", key), row);
    }
    Ok(())
}

fn case_content(row: &CaseRow) -> Result<Value> {
    Ok(json!({
        "reference": row.case.reference, "version": row.case.version, "account": row.account, "doc": doc(row)?,
    }))
}
