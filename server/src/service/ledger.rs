//! Tables as files that spreadsheet programs open: CSV and XLSX. What somebody typed is never taken for a formula.

use jiff::civil::DateTime;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

/// What a program takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Says that a file is UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// How wide columns are, in characters.
const WIDTH: f64 = 22.0;

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A day and time, in the service's zone.
    Moment(DateTime),
    /// Nothing.
    Nothing,
}

/// A table with a heading for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is called.
    pub name: String,
    /// The headings.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// As CSV.
    #[error("a table could not be written as CSV: {0}")]
    Csv(String),
    /// As XLSX.
    #[error("a table could not be written as XLSX: {0}")]
    Xlsx(#[from] XlsxError),
}

/// Returns a text that no program takes for a formula.
fn guarded(text: &str) -> String {
    let mark = if text.starts_with(FORMULA) { "'" } else { "" };
    format!("{mark}{text}")
}

/// Returns a table as CSV in UTF-8, with a mark that says so.
///
/// # Errors
/// When it cannot be written.
pub fn csv(table: &Table) -> Result<Vec<u8>, LedgerError> {
    let failed = |error: &dyn std::fmt::Display| LedgerError::Csv(error.to_string());
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(MARK.to_vec());
    let heads = table.heads.iter().map(|head| guarded(head));
    writer.write_record(heads).map_err(|error| failed(&error))?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => guarded(text),
            Cell::Moment(at) => at.strftime("%Y-%m-%d %H:%M").to_string(),
            Cell::Nothing => String::new(),
        });
        writer.write_record(cells).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

/// Returns a table as XLSX: texts as texts, times as times.
///
/// # Errors
/// When it cannot be written.
pub fn xlsx(table: &Table) -> Result<Vec<u8>, LedgerError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let sheet = workbook.add_worksheet();
    for (column, head) in (0..).zip(&table.heads) {
        sheet.write_string_with_format(0, column, head, &bold)?;
        sheet.set_column_width(column, WIDTH)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (line, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(text) => drop(sheet.write_string(line, column, text)?),
                Cell::Moment(at) => {
                    let text = at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
                    let at = ExcelDateTime::parse_from_str(&text)?;
                    sheet.write_datetime_with_format(line, column, &at, &moment)?;
                }
                Cell::Nothing => {}
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        Table {
            name: "T".to_owned(),
            heads: vec!["甲, \"乙\"".to_owned(), "时间".to_owned()],
            rows: vec![vec![
                Cell::Text(text.to_owned()),
                Cell::Moment(jiff::civil::date(2026, 11, 24).at(9, 5, 7, 0)),
                Cell::Nothing,
            ]],
        }
    }

    #[test]
    fn csv_is_quoted_marked_and_holds_no_formula() {
        for (text, expect) in [
            ("河北, 华信", "\"河北, 华信\""),
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("a\"b", "\"a\"\"b\""),
        ] {
            let written = csv(&table(text)).expect("written");
            let written = written.strip_prefix(MARK).expect("a mark");
            let expect = format!("\"甲, \"\"乙\"\"\",时间\r\n{expect},2026-11-24 09:05,\r\n");
            assert_eq!(String::from_utf8_lossy(written), expect);
        }
    }

    #[test]
    fn xlsx_is_a_file_that_such_programs_know() {
        let written = xlsx(&table("=1+1")).expect("written");
        assert!(written.starts_with(b"PK\x03\x04"), "no archive");
        assert!(written.len() > 1_000);
    }
}
