//! Accounts, sessions and recovery tokens.

use serde_json::json;

use super::account_rows::{CHANGE, changed};
use super::commit::{Commit, Committed};
use super::database::{Result, Store, doc};
use super::error::{CommitError, StoreError};
use super::rows::{ACCOUNT_SCOPE, Account, MailRow, Session};

/// A change of one account, and what goes with it: all or nothing.
#[derive(Clone, Debug)]
pub struct AccountChange {
    /// The account as it becomes, with the revision that was read.
    pub account: Account,
    /// A mail that says so.
    pub mail: Option<MailRow>,
    /// Whether every login of it ends, and every recovery link of it.
    pub ends_logins: bool,
    /// The hash of the recovery token that this uses up.
    pub recovery: Option<String>,
    /// Whether an active administrator must be left.
    pub keeps_administrator: bool,
}

/// A recovery token to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewRecovery<'a> {
    /// The SHA-256 of the token, in hexadecimal.
    pub token_hash: &'a str,
    /// Whose.
    pub account: &'a str,
    /// When it ends.
    pub expires: i64,
    /// The mail that brings it.
    pub mail: &'a MailRow,
    /// Since when earlier ones count.
    pub since: i64,
    /// How many the account may have in that time.
    pub most: u32,
}

impl AccountChange {
    /// Returns a change that has nothing else with it.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self {
            account,
            mail: None,
            ends_logins: false,
            recovery: None,
            keeps_administrator: false,
        }
    }
}

impl Store {
    /// Returns an account by id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account(&self, id: &str) -> Result<Option<Account>> {
        // An empty id is none that a record could have: the store would fail.
        if id.is_empty() {
            return Ok(None);
        }
        self.select_one(
            "SELECT doc FROM type::record('account', $id)",
            json!({ "id": id }),
        )
        .await
    }

    /// Returns the newest account of a name, without regard to case.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account_by_name(&self, name: &str) -> Result<Option<Account>> {
        let bind = json!({ "name": name.to_lowercase() });
        self.select_one("SELECT doc, created FROM account WHERE name_folded = $name ORDER BY created DESC LIMIT 1", bind).await
    }

    /// Returns every member of staff. There are few.
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

    /// Returns accounts whose validity ends by a time and for which no renewal was opened yet, soonest first, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn expiring_accounts(&self, until: i64, limit: u32) -> Result<Vec<Account>> {
        let bind = json!({ "until": until, "limit": limit });
        self.select("SELECT doc, expires FROM account WHERE expires > 0 AND expires <= $until ORDER BY expires LIMIT $limit", bind).await
    }

    /// Looks at the renewal of an account later, as if its validity ended at `until`: it must not keep others waiting.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_off_renewal(&self, account: &Account, until: i64) -> Result<()> {
        self.write(
            "UPDATE type::record('account', $id) SET expires = $until WHERE revision = $revision AND expires > 0 RETURN NONE;",
            json!({ "id": account.id, "revision": account.revision, "until": until }),
        )
        .await
    }

    /// Returns members of staff who named this account to stand in for them, whenever that is; at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stood_in_for_by(&self, account: &str, limit: u32) -> Result<Vec<Account>> {
        self.select(
            "SELECT doc FROM account WHERE stand_in = $account LIMIT $limit",
            json!({ "account": account, "limit": limit }),
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

    /// Returns whether a unique value is taken.
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

    /// Changes an account.
    ///
    /// # Errors
    /// [`CommitError::VersionConflict`] when somebody else changed it first, [`CommitError::AlreadyDone`] when the recovery
    /// token is used up or void, [`CommitError::LastAdministrator`]; nothing has changed.
    pub async fn change_account(
        &self,
        change: &AccountChange,
    ) -> std::result::Result<Committed, CommitError> {
        let mut sql = String::new();
        let mails = change.mail.iter().map(super::mails::row);
        let bind = json!({
            "accounts": [changed(&change.account)?], "account": change.account.id, "recovery": change.recovery,
            "mails": mails.collect::<Result<Vec<_>>>()?,
        });
        if change.recovery.is_some() {
            sql.push_str("IF array::len(DELETE type::record('recovery', $recovery) RETURN BEFORE) = 0 { THROW 'guichet:done' }; ");
        }
        sql.push_str(CHANGE);
        sql.push_str("; ");
        if change.ends_logins {
            sql.push_str("DELETE session WHERE account = $account RETURN NONE; DELETE recovery WHERE account = $account RETURN NONE; ");
        }
        if change.keeps_administrator {
            // What is only read is not guarded: two who turn each other off at once must both write something.
            sql.push_str("UPSERT setting:staff SET changed = rand::uuid() RETURN NONE; \
                 IF array::len(SELECT VALUE id FROM account WHERE administrator = true LIMIT 1) = 0 { THROW 'guichet:administrator' }; ");
        }
        if change.mail.is_some() {
            sql.push_str("INSERT INTO outbox $mails RETURN NONE; ");
        }
        self.transact(&sql, &bind).await?;
        Ok(Committed)
    }

    /// Begins a session.
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

    /// Notes that a session was used; one that has ended stays ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn touch_session(&self, session: &Session) -> Result<()> {
        self.write(
            "UPDATE type::record('session', $id) SET doc = $doc RETURN NONE;",
            json!({ "id": session.id, "doc": doc(session)? }),
        )
        .await
    }

    /// Returns a session by the hash of its token.
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

    /// Forgets recovery tokens whose time was over before a time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_recoveries(&self, before: i64) -> Result<()> {
        self.write(
            "DELETE recovery WHERE expires > 0 AND expires < $before RETURN NONE;",
            json!({ "before": before }),
        )
        .await
    }

    /// Keeps the hash of a recovery token with its account and end, and the mail that brings it; `false` when the account
    /// has had `most` since a time already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_recovery(&self, new: &NewRecovery<'_>) -> Result<bool> {
        let bind = json!({
            "account": new.account, "since": new.since, "most": new.most, "mails": [super::mails::row(new.mail)?],
            "id": new.token_hash,
            "content": {
                "account": new.account, "created": new.mail.created, "expires": new.expires,
                "doc": doc(&(new.account, new.expires))?,
            },
        });
        // The account's row is written so that two at once are counted one after the other.
        let statements = "UPDATE type::record('account', $account) SET asked = rand::uuid() RETURN NONE; \
             IF array::len(SELECT VALUE id FROM recovery WHERE account = $account AND created > $since LIMIT $most) >= $most \
             { THROW 'guichet:often' }; \
             CREATE type::record('recovery', $id) CONTENT $content RETURN NONE; \
             INSERT INTO outbox $mails RETURN NONE;";
        match self.transact(statements, &bind).await {
            Ok(()) => Ok(true),
            Err(CommitError::TooOften) => Ok(false),
            Err(CommitError::Store(error)) => Err(error),
            Err(other) => Err(StoreError::Failed(other.to_string())),
        }
    }

    /// Returns the account and end of a recovery token, which stays.
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
}
