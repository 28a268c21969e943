//! The list of the desk as a file: all of what it is narrowed to.

use guichet_engine::message::Message;
use jiff::Timestamp;
use rocket::get;
use rocket::http::ContentType;

use super::asked::{Asked, Tab};
use super::filter::{Filter, Query};
use super::rows::rows;
use crate::guard::{Limited, Staff};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::ledger::{self, Cell, Table};
use crate::view::page::DeskRow;

/// The most rows of one file.
const ROWS_MAX: usize = 10_000;
/// The columns, by the sentences of their headings.
const COLUMNS: [&str; 8] = [
    "reference",
    "desk-applicant",
    "case-status-type",
    "desk-step",
    "desk-assignee",
    "desk-opened",
    "desk-due",
    "overdue",
];

#[get("/desk/export?<format>&<query..>")]
pub(super) async fn export(staff: Staff<'_>, format: &str, query: Query<'_>) -> RouteResult {
    let visitor = &staff.visitor;
    visitor.limit(Limited::Change)?;
    let asked = Asked::new(visitor, &staff.login);
    let tab = query.tab.and_then(Tab::find).unwrap_or(Tab::Unclaimed);
    let filter = Filter::from_query(&query);
    let found = asked.rows(tab, &filter, "", ROWS_MAX).await?;
    let live = visitor.app.definitions.live();
    let say = |message: &Message| live.templates.sentences.message(visitor.locale, message);
    let word = |key: &str| say(&Message::new(key));
    let zone = &visitor.app.time_zone;
    let moment = |at: Timestamp| Cell::Moment(zone.to_datetime(at));
    let cells = |row: &DeskRow| {
        let item = row.item.as_deref().unwrap_or_default();
        let without = || word(&format!("desk-without-{}", row.without));
        let answer = if row.overdue {
            "answer-yes"
        } else {
            "answer-no"
        };
        vec![
            Cell::Text(row.reference.clone()),
            Cell::Text(row.title.clone()),
            Cell::Text(row.form_title.clone()),
            Cell::Text(format!("{} {item}", row.step_title).trim().to_owned()),
            Cell::Text(row.assignee.clone().unwrap_or_else(without)),
            moment(row.opened),
            row.due.map_or(Cell::Nothing, moment),
            Cell::Text(word(answer)),
        ]
    };
    let rows = rows(&asked, tab, &found).await?;
    let mut table = Table {
        name: word("desk-title"),
        heads: COLUMNS.map(word).to_vec(),
        rows: rows.iter().map(cells).collect(),
    };
    if found.next.is_some() {
        let more = Message::new("desk-export-more").with("count", table.rows.len());
        table.rows.push(vec![Cell::Text(say(&more))]);
    }
    let (kind, bytes) = match format {
        "csv" => (ContentType::CSV, ledger::csv(&table)),
        "xlsx" => (xlsx_type(), ledger::xlsx(&table)),
        _ => return Err(PageError::not_found()),
    };
    let bytes = bytes.map_err(|error| PageError::internal(&error))?;
    let name = format!(
        "attachment; filename=\"desk-{}.{format}\"",
        visitor.app.today()
    );
    Ok(Reply::bytes(kind, bytes).with_header("Content-Disposition", name))
}

fn xlsx_type() -> ContentType {
    ContentType::new(
        "application",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
}
