//! Accounts, sessions and recovery tokens.

use guichet_engine::ids::AccountId;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::commit::{Commit, Committed};
use super::database::{Result, doc};
use super::error::CommitError;
use super::guarded::Guarded;
use super::handle::Store;
use super::rows::{ACCOUNT_SCOPE, Account, AccountState, MailRow, Session};
use super::{account_rows, mails, times};
use crate::commit::{Guard, Request, RowKey};

/// Whoever writes this row has seen who the administrators are.
const STAFF: &str = "staff";

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
    pub account: &'a AccountId,
    /// When it ends.
    pub expires: Timestamp,
    /// The mail that brings it.
    pub mail: &'a MailRow,
    /// Since when earlier ones count.
    pub since: Timestamp,
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
    pub async fn account(&self, id: &AccountId) -> Result<Option<Account>> {
        // An empty id is none that a record could have: the store would fail.
        if id.is_empty() {
            return Ok(None);
        }
        self.doc("account", id).await
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
    pub async fn expiring_accounts(&self, until: Timestamp, limit: u32) -> Result<Vec<Account>> {
        let bind = json!({ "until": times::number(until), "limit": limit });
        self.select("SELECT doc, expires FROM account WHERE expires > 0 AND expires <= $until ORDER BY expires LIMIT $limit", bind).await
    }

    /// Looks at the renewal of an account later, as if its validity ended at `until`: it must not keep others waiting.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_off_renewal(&self, account: &Account, until: Timestamp) -> Result<()> {
        self.retry(move || async move {
            let ids = std::slice::from_ref(&account.id);
            let Some(mut found) = self.rows("account", ids).await?.pop() else {
                return Ok(None);
            };
            let is_as_read = found.row["revision"].as_u64() == Some(account.revision);
            let expires = times::read(&found.row["expires"]);
            if !is_as_read || expires.is_none_or(|expires| expires <= Timestamp::UNIX_EPOCH) {
                return Ok(None);
            }
            let mut request = Request::default();
            found.guard(&mut request);
            found.row["expires"] = json!(times::number(until));
            request.put(found.key, found.row);
            Ok(Some(request))
        })
        .await
        .map(drop)
    }

    /// Returns members of staff who named this account to stand in for them, whenever that is; at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stood_in_for_by(&self, account: &AccountId, limit: u32) -> Result<Vec<Account>> {
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
        let sql = "SELECT VALUE true FROM type::record('unique_key', $id)";
        let bind = json!({ "id": format!("{scope}:{value}") });
        let found: Vec<bool> = self.query(sql, bind).await?.take(0)?;
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
        self.carry_out(move || self.prepare_change(change)).await
    }

    async fn prepare_change(
        &self,
        change: &AccountChange,
    ) -> std::result::Result<Guarded, CommitError> {
        let account = &change.account;
        let mut guarded = Guarded::default();
        if let Some(recovery) = &change.recovery {
            let key = RowKey::new("recovery", recovery);
            guarded.require(Guard::Present(key.clone()), CommitError::AlreadyDone);
            guarded.request.delete(key);
        }
        account_rows::add(&mut guarded, account)?;
        if change.ends_logins {
            // A recovery link that is asked for meanwhile writes the account's row, too.
            let row = self
                .rows("account", std::slice::from_ref(&account.id))
                .await?;
            for found in &row {
                guarded.require_unchanged(found);
            }
            for table in ["session", "recovery"] {
                for id in self.rows_of_account(table, &account.id).await? {
                    guarded.request.delete(RowKey::new(table, &id));
                }
            }
        }
        if change.keeps_administrator {
            self.require_administrator(&mut guarded, account).await?;
        }
        if let Some(mail) = &change.mail {
            let key = RowKey::new("outbox", &mail.id);
            guarded.request.insert(key, mails::row(mail)?);
        }
        Ok(guarded)
    }

    /// Makes sure that an active administrator is left when an account has become what it is to become. Two who turn each other
    /// off at once both write one row.
    async fn require_administrator(
        &self,
        guarded: &mut Guarded,
        account: &Account,
    ) -> std::result::Result<(), CommitError> {
        let id = STAFF.to_owned();
        let turn = self.rows("setting", std::slice::from_ref(&id)).await?;
        let key = RowKey::new("setting", STAFF);
        match turn.first() {
            Some(found) => guarded.require_unchanged(found),
            None => guarded.require(
                Guard::Absent(key.clone()),
                CommitError::Store(super::error::StoreError::Busy),
            ),
        }
        guarded.request.put(key, json!({ "doc": "null" }));
        let is_one = account.is_administrator() && account.state == AccountState::Active;
        let sql = "SELECT VALUE record::id(id) FROM account WHERE administrator = true LIMIT 2";
        let others = self.ids(sql, json!({})).await?;
        if is_one || others.iter().any(|other| **other != *account.id) {
            Ok(())
        } else {
            Err(CommitError::LastAdministrator)
        }
    }

    /// Returns the ids of an account's sessions or recovery links.
    async fn rows_of_account(&self, table: &str, account: &AccountId) -> Result<Vec<String>> {
        let sql = match table {
            "session" => "SELECT VALUE record::id(id) FROM session WHERE account = $account",
            _ => "SELECT VALUE record::id(id) FROM recovery WHERE account = $account",
        };
        self.ids(sql, json!({ "account": account })).await
    }

    /// Begins a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_session(&self, session: &Session) -> Result<()> {
        self.put("session", &session.id, session_row(session)?)
            .await
    }

    /// Notes that a session was used; one that has ended stays ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn touch_session(&self, session: &Session) -> Result<()> {
        let mut request = Request::default();
        let key = RowKey::new("session", &session.id);
        request.guard(Guard::Present(key.clone()));
        request.put(key, session_row(session)?);
        self.submit(request).await.map(drop)
    }

    /// Returns a session by the hash of its token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(&self, id: &str) -> Result<Option<Session>> {
        self.doc("session", id).await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_session(&self, id: &str) -> Result<()> {
        self.delete("session", &[id.to_owned()]).await
    }

    /// Ends every session of an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_sessions_of(&self, account: &AccountId) -> Result<()> {
        let ids = self.rows_of_account("session", account).await?;
        self.delete("session", &ids).await
    }

    /// Forgets sessions that began before a time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_sessions(&self, before: Timestamp) -> Result<()> {
        let sql = "SELECT VALUE record::id(id) FROM session WHERE created > 0 AND created < $before LIMIT 1000";
        self.forget("session", sql, json!({ "before": times::number(before) }))
            .await
    }

    /// Forgets recovery tokens whose time was over before a time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_recoveries(&self, before: Timestamp) -> Result<()> {
        let sql = "SELECT VALUE record::id(id) FROM recovery WHERE expires > 0 AND expires < $before LIMIT 1000";
        self.forget("recovery", sql, json!({ "before": times::number(before) }))
            .await
    }

    /// Keeps the hash of a recovery token with its account and end, and the mail that brings it; `false` when the account
    /// has had `most` since a time already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_recovery(&self, new: &NewRecovery<'_>) -> Result<bool> {
        self.retry(move || self.prepare_recovery(new)).await
    }

    async fn prepare_recovery(&self, new: &NewRecovery<'_>) -> Result<Option<Request>> {
        let mut request = Request::default();
        // The account's row is written so that two at once are counted one after the other.
        for found in self
            .rows("account", std::slice::from_ref(new.account))
            .await?
        {
            found.guard(&mut request);
            request.put(found.key, found.row);
        }
        let sql = "SELECT VALUE record::id(id) FROM recovery WHERE account = $account AND created > $since LIMIT $most";
        let bind =
            json!({ "account": new.account, "since": times::number(new.since), "most": new.most });
        if self.ids(sql, bind).await?.len() >= usize::try_from(new.most).unwrap_or(usize::MAX) {
            return Ok(None);
        }
        let expires = times::number(new.expires);
        let row = json!({
            "account": new.account, "created": times::number(new.mail.created), "expires": expires,
            "doc": doc(&(new.account, expires))?,
        });
        request.insert(RowKey::new("recovery", new.token_hash), row);
        request.insert(RowKey::new("outbox", &new.mail.id), mails::row(new.mail)?);
        Ok(Some(request))
    }

    /// Returns the account and end of a recovery token, which stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recovery(&self, token_hash: &str) -> Result<Option<(AccountId, Timestamp)>> {
        let stored: Option<(AccountId, Value)> = self.doc("recovery", token_hash).await?;
        Ok(stored.and_then(|(account, expires)| Some((account, times::read(&expires)?))))
    }
}

fn session_row(session: &Session) -> Result<Value> {
    Ok(
        json!({ "account": session.account, "created": times::number(session.created), "doc": doc(session)? }),
    )
}
