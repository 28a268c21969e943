//! Pages of a list, by the place of each row in it.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::database::{Result, parse_doc};
use super::handle::Store;

impl Store {
    /// Returns a page of rows by their `rank`, and where the next begins. `sql` selects `doc` and `rank` of at most `$limit` after
    /// `$after`.
    pub(super) async fn page<T: DeserializeOwned>(
        &self,
        sql: &'static str,
        after: &str,
        limit: usize,
    ) -> Result<(Vec<T>, Option<String>)> {
        let bind = json!({ "after": after, "limit": limit + 1 });
        let mut found: Vec<Value> = self.query(sql, bind).await?.take(0)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let last = found
            .last()
            .and_then(|row| row.get("rank")?.as_str().map(str::to_owned));
        let rows = found.iter().map(parse_doc).collect::<Result<_>>()?;
        Ok((rows, last.filter(|_| more)))
    }
}
