//! The one transaction: version check, events, new state, tasks, mail, unique keys and idempotency key.

use std::fmt::Write as _;

use serde_json::{Value, json};
use thiserror::Error;

use super::rows::{Account, CaseRow, JournalRow, MailRow, TaskRow};
use super::{Result, Store, StoreError, doc};

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
    /// Attachments that now belong to the case.
    pub attachments: Vec<String>,
    /// The draft that the submission uses up.
    pub draft_gone: Option<String>,
}

/// A commit went through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed;

/// A commit did not go through; nothing has changed.
#[derive(Debug, Error)]
pub enum CommitError {
    /// Somebody else changed the case first.
    #[error("the case has another version")]
    VersionConflict,
    /// A value that must be unique is taken.
    #[error("a value of {scope} is taken")]
    NotUnique {
        /// The scope.
        scope: String,
    },
    /// Another case has the reference number.
    #[error("the reference number is taken")]
    ReferenceTaken,
    /// The same request was carried out before.
    #[error("this was done before")]
    AlreadyDone,
    /// Nobody could look after the service any more.
    #[error("this is the last active administrator")]
    LastAdministrator,
    /// It was done too often lately.
    #[error("this was done too often lately")]
    TooOften,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CommitError {
    pub(super) fn of_throw(reason: &str) -> Self {
        let word = reason.split_whitespace().next().unwrap_or_default();
        match word.trim_end_matches(['\'', '"', '.']) {
            "version" => Self::VersionConflict,
            "done" => Self::AlreadyDone,
            "administrator" => Self::LastAdministrator,
            "often" => Self::TooOften,
            _ => Self::Store(StoreError::Failed(reason.to_owned())),
        }
    }

    pub(super) fn of_existing(message: &str) -> Self {
        if message.contains("case_reference") {
            Self::ReferenceTaken
        } else if message.contains("idempotency") {
            Self::AlreadyDone
        } else if let Some(at) = message.find("unique_key:") {
            let rest = message[at + "unique_key:".len()..].trim_start_matches(['⟨', '`']);
            let scope = rest.split([' ', ':', '⟩', '`']).next().unwrap_or_default();
            Self::NotUnique {
                scope: scope.to_owned(),
            }
        } else {
            Self::Store(StoreError::Failed(message.to_owned()))
        }
    }
}

impl Store {
    /// Carries out a commit.
    ///
    /// # Errors
    /// See [`CommitError`]; in each case nothing has changed.
    pub async fn commit(&self, commit: &Commit) -> std::result::Result<Committed, CommitError> {
        let (statements, bind) = prepare(commit)?;
        self.transact(&statements, &bind).await?;
        Ok(Committed)
    }

    /// The reference of the case that a request with this key brought about.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn done_before(&self, key: &str) -> Result<Option<String>> {
        self.select_one(
            "SELECT doc FROM type::record('idempotency', $key)",
            json!({ "key": key }),
        )
        .await
    }
}

fn unique_id((scope, value): &(String, String)) -> String {
    format!("{scope}:{value}")
}

fn prepare(commit: &Commit) -> Result<(String, Value)> {
    let mut sql = String::new();
    let mut bind = serde_json::Map::new();
    let mut add = |statement: &str, name: &str, value: Value| {
        // Writing to a string cannot fail.
        let _ = write!(sql, "{statement}; ");
        bind.insert(name.to_owned(), value);
    };
    if let Some(row) = &commit.case {
        let content = json!({
            "reference": row.case.reference, "version": row.case.version, "account": row.account, "doc": doc(row)?,
        });
        if let Some(expected) = commit.expected_version {
            add(
                "LET $expected_version = $expected",
                "expected",
                json!(expected),
            );
            add("LET $case_row = $case_content", "case_content", content);
            add(
                "IF array::len(UPDATE type::record('case', $case_id) SET version = $case_row.version, doc = $case_row.doc, \
                 account = $case_row.account WHERE version = $expected_version RETURN version) = 0 { THROW 'guichet:version' }",
                "case_id",
                json!(row.case.id),
            );
        } else {
            add(
                "CREATE type::record('case', $case_id) CONTENT $case_content RETURN NONE",
                "case_id",
                json!(row.case.id),
            );
            bind.insert("case_content".to_owned(), content);
        }
    }
    let mut add = |statement: &str, name: &str, value: Value| {
        let _ = write!(sql, "{statement}; ");
        bind.insert(name.to_owned(), value);
    };
    if let Some(key) = &commit.idempotency_key {
        let reference = commit.case.as_ref().map(|row| row.case.reference.clone());
        let row = json!([{ "id": key, "doc": doc(&reference)? }]);
        add(
            "INSERT INTO idempotency $idempotency RETURN NONE",
            "idempotency",
            row,
        );
    }
    if !commit.unique_freed.is_empty() {
        let ids: Vec<String> = commit.unique_freed.iter().map(unique_id).collect();
        add(
            "FOR $id IN $unique_freed { DELETE type::record('unique_key', $id) RETURN NONE }",
            "unique_freed",
            json!(ids),
        );
    }
    if !commit.unique_taken.is_empty() {
        let rows: Vec<Value> = commit
            .unique_taken
            .iter()
            .map(|key| json!({ "id": unique_id(key) }))
            .collect();
        add(
            "INSERT INTO unique_key $unique_taken RETURN NONE",
            "unique_taken",
            json!(rows),
        );
    }
    if let Some(row) = &commit.journal {
        let id = format!("{}-{:010}", row.case, row.from);
        add(
            "INSERT INTO journal $journal RETURN NONE",
            "journal",
            json!([{ "id": id, "doc": doc(row)? }]),
        );
    }
    if !commit.tasks.is_empty() {
        let rows = commit.tasks.iter().map(task).collect::<Result<Vec<_>>>()?;
        add(
            "FOR $row IN $tasks { UPSERT type::record('task', $row.id) CONTENT $row.content RETURN NONE }",
            "tasks",
            json!(rows),
        );
    }
    if !commit.tasks_gone.is_empty() {
        add(
            "FOR $id IN $tasks_gone { DELETE type::record('task', $id) RETURN NONE }",
            "tasks_gone",
            json!(commit.tasks_gone),
        );
    }
    if !commit.mails.is_empty() {
        let rows = commit
            .mails
            .iter()
            .map(super::mails::row)
            .collect::<Result<Vec<_>>>()?;
        add(
            "INSERT INTO outbox $mails RETURN NONE",
            "mails",
            json!(rows),
        );
    }
    let (fresh, changed): (Vec<&Account>, Vec<&Account>) = commit
        .accounts
        .iter()
        .partition(|account| account.revision == 0);
    if !fresh.is_empty() {
        let rows = fresh
            .into_iter()
            .map(super::accounts::fresh)
            .collect::<Result<Vec<_>>>()?;
        add(
            "INSERT INTO account $accounts_new RETURN NONE",
            "accounts_new",
            json!(rows),
        );
    }
    if !changed.is_empty() {
        let rows = changed
            .into_iter()
            .map(super::accounts::changed)
            .collect::<Result<Vec<_>>>()?;
        add(super::accounts::CHANGE, "accounts", json!(rows));
    }
    if let Some(row) = commit
        .case
        .as_ref()
        .filter(|_| !commit.attachments.is_empty())
    {
        add(
            "LET $owner = $owner_text",
            "owner_text",
            json!(format!("case:{}", row.case.id)),
        );
        add(
            "FOR $id IN $attachments { UPDATE type::record('attachment', $id) SET owner = $owner, loose = NONE RETURN NONE }",
            "attachments",
            json!(commit.attachments),
        );
    }
    if let Some(draft) = &commit.draft_gone {
        add(
            "DELETE type::record('draft', $draft_gone) RETURN NONE",
            "draft_gone",
            json!(draft),
        );
    }
    Ok((sql, Value::Object(bind)))
}

fn task(row: &TaskRow) -> Result<Value> {
    // Soonest due first; what has no due date comes after, oldest first.
    let rank = match (row.shelf.as_str(), row.due) {
        ("done", _) => format!("{:015}-{}", 999_999_999_999_999 - row.opened, row.id),
        (_, Some(due)) => format!("{due:015}-{}", row.id),
        (_, None) => format!("9{:014}-{}", row.opened, row.id),
    };
    Ok(json!({ "id": row.id, "content": {
        "shelf": row.shelf, "active": row.is_active(), "rank": rank, "timer": row.timer, "reference": row.reference, "due": row.due,
        "search": row.search, "doc": doc(row)?,
    } }))
}
