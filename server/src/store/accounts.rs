//! Accounts, sessions and recovery tokens.

use serde_json::{Value, json};

use super::rows::{ACCOUNT_SCOPE, Account, Session};
use super::{Commit, CommitError, Committed, Result, Store, doc};

pub(super) fn row(account: &Account) -> Result<Value> {
    Ok(json!({ "id": account.id, "content": {
        "name_folded": account.name_folded(), "staff": !account.roles.is_empty(), "created": account.created, "doc": doc(account)?,
    } }))
}

impl Store {
    /// An account by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account(&self, id: &str) -> Result<Option<Account>> {
        self.select_one(
            "SELECT doc FROM type::record('account', $id)",
            json!({ "id": id }),
        )
        .await
    }

    /// The newest account of a name, without regard to case.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account_by_name(&self, name: &str) -> Result<Option<Account>> {
        let bind = json!({ "name": name.to_lowercase() });
        self.select_one("SELECT doc, created FROM account WHERE name_folded = $name ORDER BY created DESC LIMIT 1", bind).await
    }

    /// Every member of staff. There are few.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn staff(&self) -> Result<Vec<Account>> {
        self.select(
            "SELECT doc, created FROM account WHERE staff = true ORDER BY created LIMIT 1000",
            json!({}),
        )
        .await
    }

    /// Makes an account; its name must be free.
    ///
    /// # Errors
    /// [`CommitError::NotUnique`] when the name is taken.
    pub async fn create_account(
        &self,
        account: &Account,
    ) -> std::result::Result<Committed, CommitError> {
        let commit = Commit {
            accounts: vec![account.clone()],
            unique_taken: vec![(ACCOUNT_SCOPE.to_owned(), account.name_folded())],
            ..Commit::default()
        };
        self.commit(&commit).await
    }

    /// Whether a unique value is taken.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_taken(&self, scope: &str, value: &str) -> Result<bool> {
        let id = format!("{scope}:{value}");
        let mut answer = self
            .db
            .query("SELECT VALUE true FROM type::record('unique_key', $id)")
            .bind(json!({ "id": id }))
            .await?
            .check()?;
        let found: Vec<bool> = answer.take(0)?;
        Ok(!found.is_empty())
    }

    /// Replaces an account's row.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_account(&self, account: &Account) -> Result<()> {
        let row = row(account)?;
        self.write(
            "UPSERT type::record('account', $row.id) CONTENT $row.content RETURN NONE;",
            json!({ "row": row }),
        )
        .await
    }

    /// Begins or touches a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_session(&self, session: &Session) -> Result<()> {
        let bind = json!({ "id": session.id, "content": { "account": session.account, "created": session.created, "doc": doc(session)? } });
        self.write(
            "UPSERT type::record('session', $id) CONTENT $content RETURN NONE;",
            bind,
        )
        .await
    }

    /// A session by the hash of its token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, id: &str) -> Result<Option<Session>> {
        self.select_one(
            "SELECT doc FROM type::record('session', $id)",
            json!({ "id": id }),
        )
        .await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_session(&self, id: &str) -> Result<()> {
        self.write(
            "DELETE type::record('session', $id) RETURN NONE;",
            json!({ "id": id }),
        )
        .await
    }

    /// Ends every session of an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_sessions_of(&self, account: &str) -> Result<()> {
        self.write(
            "DELETE session WHERE account = $account RETURN NONE;",
            json!({ "account": account }),
        )
        .await
    }

    /// Forgets sessions that began before a time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_sessions(&self, before: i64) -> Result<()> {
        self.write(
            "DELETE session WHERE created > 0 AND created < $before RETURN NONE;",
            json!({ "before": before }),
        )
        .await
    }

    /// Forgets recovery tokens whose time is over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_recoveries(&self, now: i64) -> Result<()> {
        self.write(
            "DELETE recovery WHERE expires > 0 AND expires < $now RETURN NONE;",
            json!({ "now": now }),
        )
        .await
    }

    /// Keeps the hash of a recovery token with its account and end, and the mail that brings it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_recovery(
        &self,
        token_hash: &str,
        account: &str,
        expires: i64,
        mail: &super::MailRow,
    ) -> Result<()> {
        let bind = json!({ "id": token_hash, "doc": doc(&(account, expires))?, "expires": expires, "mails": [super::mails::row(mail)?] });
        self.write("CREATE type::record('recovery', $id) SET doc = $doc, expires = $expires RETURN NONE; INSERT INTO outbox $mails RETURN NONE;", bind).await
    }

    /// The account and end of a recovery token, which stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recovery(&self, token_hash: &str) -> Result<Option<(String, i64)>> {
        self.select_one(
            "SELECT doc FROM type::record('recovery', $id)",
            json!({ "id": token_hash }),
        )
        .await
    }

    /// Uses a recovery token up: the new password, the end of all sessions and the mail that says so, all or nothing.
    /// `false` when the token was used before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recover(
        &self,
        token_hash: &str,
        account: &Account,
        mail: &super::MailRow,
    ) -> Result<bool> {
        let bind = json!({ "id": token_hash, "row": row(account)?, "account": account.id, "mails": [super::mails::row(mail)?] });
        let statements = "IF array::len(DELETE type::record('recovery', $id) RETURN BEFORE) = 0 { THROW 'guichet:version' }; \
             UPSERT type::record('account', $row.id) CONTENT $row.content RETURN NONE; \
             DELETE session WHERE account = $account RETURN NONE; \
             INSERT INTO outbox $mails RETURN NONE;";
        match self.transact(statements, &bind).await {
            Ok(()) => Ok(true),
            Err(CommitError::VersionConflict) => Ok(false),
            Err(CommitError::Store(error)) => Err(error),
            Err(other) => Err(super::StoreError::Failed(other.to_string())),
        }
    }
}
