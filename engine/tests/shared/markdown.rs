//! The guides' code blocks, tables and links. A comment before a block says what the tests make of it:
//! `<!-- file: PATH -->` puts it into a definitions folder that is compiled as a whole.

use guichet_engine::ids::Files;

/// A fenced block.
pub struct Block {
    /// The line of its fence, from 1.
    pub line: usize,
    /// The word behind the fence.
    pub language: String,
    /// What the comment before it says.
    pub mark: String,
    /// What it holds.
    pub text: String,
}

/// Every fenced block of a page.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut mark, mut open) = (String::new(), None::<Block>);
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block {
                    line: number + 1,
                    language: language.to_owned(),
                    mark: std::mem::take(&mut mark),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text += &format!("{line}\n"),
            (None, None) => {
                let comment = line
                    .strip_prefix("<!-- ")
                    .and_then(|line| line.strip_suffix(" -->"));
                mark = comment.unwrap_or_default().to_owned();
            }
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// The blocks that are files, by path.
pub fn files(page: &str) -> Files {
    let mut files = Files::new();
    for block in blocks(page) {
        if let Some(path) = block.mark.strip_prefix("file: ") {
            let before = files.insert(path.to_owned(), block.text);
            assert!(before.is_none(), "{path} stands twice");
        }
    }
    files
}

/// The cells of every table row whose first cell is nothing but code, that code first.
pub fn rows(page: &str) -> Vec<(String, Vec<String>)> {
    let rows = page.lines().filter_map(|line| {
        let cells = line.strip_prefix("| ")?.strip_suffix('|')?.split(" |");
        let cells: Vec<String> = cells.map(|cell| cell.trim().to_owned()).collect();
        let name = cells
            .first()?
            .strip_prefix('`')?
            .strip_suffix('`')
            .filter(|name| !name.contains('`'))?;
        Some((name.to_owned(), cells[1..].to_vec()))
    });
    rows.collect()
}
