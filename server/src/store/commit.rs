//! The one transaction: version check, events, new state, tasks, mail, unique keys and idempotency key.

use serde_json::{Value as Json, json};
use surrealdb::types::{Object, RecordId, SurrealValue, Value};

use super::database::{Result, Store, doc};
use super::error::CommitError;
use super::owner::Owner;
use super::rows::{Account, CaseRow, JournalRow, MailRow, RemarkRow, SearchRow, TaskRow};
use super::{account_rows, mails, remarks, search, tasks};

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
        let (statements, bind) = prepare(commit)?;
        self.transact(&statements, &bind).await?;
        Ok(Committed)
    }

    /// Returns the reference of the case that a request with this key brought about.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_by_idempotency_key(&self, key: &str) -> Result<Option<String>> {
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

/// The statements of a commit. Each costs much more than a row does, so rows of all tables go together.
#[derive(Default)]
struct Statements {
    sql: String,
    bind: Object,
}

impl Statements {
    fn add(&mut self, statement: &str, name: &str, value: impl SurrealValue) {
        self.sql.push_str(statement);
        self.sql.push_str("; ");
        self.bind.insert(name, value);
    }

    /// For rows that may be none at all.
    fn add_some(&mut self, statement: &str, name: &str, rows: Vec<Value>) {
        if !rows.is_empty() {
            self.add(statement, name, rows);
        }
    }
}

fn id_of(table: &str, id: &str) -> Value {
    Value::RecordId(RecordId::new(table, id))
}

/// Returns a row that is new, with its id.
fn fresh(table: &str, id: &str, content: Json) -> Value {
    let mut row = content.into_value();
    if let Value::Object(columns) = &mut row {
        columns.insert("id", id_of(table, id));
    }
    row
}

fn prepare(commit: &Commit) -> Result<(String, Value)> {
    let mut statements = Statements::default();
    if let (Some(row), Some(expected)) = (&commit.case, commit.expected_version) {
        statements.bind.insert("case", case_content(row)?);
        statements
            .bind
            .insert("case_id", id_of("case", &row.case.id));
        statements.add(
            "IF array::len(UPDATE $case_id SET version = $case.version, doc = $case.doc, account = $case.account \
             WHERE version = $expected RETURN version) = 0 { THROW 'guichet:version' }",
            "expected",
            expected,
        );
    }
    statements.add_some("DELETE $gone RETURN NONE", "gone", gone(commit));
    // What was done before, or is taken, is told apart by the row that fails first.
    statements.add_some("INSERT $fresh RETURN NONE", "fresh", rows(commit)?);
    if !commit.is_beginning() {
        let changed = |task: &TaskRow| {
            Ok(json!({ "id": task.id, "content": tasks::content(task)? }).into_value())
        };
        let changed = commit.tasks.iter().map(changed).collect::<Result<_>>()?;
        statements.add_some(
            "FOR $row IN $tasks { UPSERT type::record('task', $row.id) CONTENT $row.content RETURN NONE }",
            "tasks",
            changed,
        );
        if let Some(row) = &commit.search {
            statements
                .bind
                .insert("search_id", id_of("search", &row.case));
            statements.add(
                "UPSERT $search_id CONTENT $search RETURN NONE",
                "search",
                search::content(row),
            );
        }
    }
    let accounts = commit
        .accounts
        .iter()
        .filter(|account| account.revision > 0);
    let changed = accounts.map(|account| Ok(account_rows::changed(account)?.into_value()));
    statements.add_some(
        account_rows::CHANGE,
        "accounts",
        changed.collect::<Result<_>>()?,
    );
    if let Some(row) = commit
        .case
        .as_ref()
        .filter(|_| !commit.attachments.is_empty())
    {
        statements
            .bind
            .insert("owner", Owner::case(&row.case.id).to_string());
        let ids = commit.attachments.iter().map(|id| id_of("attachment", id));
        statements.add(
            "UPDATE $attachments SET owner = $owner, loose = NONE RETURN NONE",
            "attachments",
            ids.collect::<Vec<_>>(),
        );
    }
    Ok((statements.sql, Value::Object(statements.bind)))
}

fn case_content(row: &CaseRow) -> Result<Json> {
    Ok(json!({
        "reference": row.case.reference, "version": row.case.version, "account": row.account, "doc": doc(row)?,
    }))
}

/// Returns the rows of all tables that are taken away.
fn gone(commit: &Commit) -> Vec<Value> {
    let keys = commit
        .unique_freed
        .iter()
        .map(|key| id_of("unique_key", &unique_id(key)));
    let tasks = commit.tasks_gone.iter().map(|id| id_of("task", id));
    let drafts = commit.draft_gone.iter().map(|id| id_of("draft", id));
    keys.chain(tasks).chain(drafts).collect()
}

/// Returns the rows of all tables that are new.
fn rows(commit: &Commit) -> Result<Vec<Value>> {
    let mut rows = Vec::new();
    let begins = commit.is_beginning();
    if let Some(row) = commit.case.as_ref().filter(|_| begins) {
        rows.push(fresh("case", &row.case.id, case_content(row)?));
    }
    if let Some(key) = &commit.idempotency_key {
        let reference = commit.case.as_ref().map(|row| row.case.reference.clone());
        rows.push(fresh(
            "idempotency",
            key,
            json!({ "doc": doc(&reference)? }),
        ));
    }
    for key in &commit.unique_taken {
        rows.push(fresh("unique_key", &unique_id(key), json!({})));
    }
    if let Some(row) = &commit.journal {
        let id = format!("{}-{:010}", row.case, row.from);
        rows.push(fresh("journal", &id, json!({ "doc": doc(row)? })));
    }
    for task in commit.tasks.iter().filter(|_| begins) {
        rows.push(fresh("task", &task.id, tasks::content(task)?));
    }
    if let Some(row) = commit.search.as_ref().filter(|_| begins) {
        rows.push(fresh("search", &row.case, search::content(row)));
    }
    for row in &commit.remarks {
        rows.push(fresh("remark", &row.id, remarks::content(row)));
    }
    for mail in &commit.mails {
        rows.push(fresh("outbox", &mail.id, mails::row(mail)?));
    }
    for account in commit
        .accounts
        .iter()
        .filter(|account| account.revision == 0)
    {
        rows.push(fresh("account", &account.id, account_rows::fresh(account)?));
    }
    Ok(rows)
}
