//! The form that nobody has touched: drawn once per version and language, with the few things that differ per visitor put in.

use std::sync::Arc;

use guichet_engine::form::Form;
use guichet_engine::ids::Version;
use moka::sync::Cache;

use super::drafts::{self, Ticket};
use super::form_session::FormSession;
use crate::guard::Visitor;
use crate::reply::{PageError, Reply};

/// How many drawn pages are kept.
const PAGES_MAX: u64 = 200;
/// Stands for the visitor's token while the page is drawn.
const TOKEN: &str = "0token0token0token0token0";
/// Stands for the end of the time allowed while the page is drawn, in milliseconds since 1970.
const DEADLINE: i64 = 8_888_888_888_888;

/// A drawn page in pieces.
#[derive(Debug)]
struct Page {
    pieces: Vec<Piece>,
    length: usize,
}

#[derive(Debug)]
enum Piece {
    Text(Vec<u8>),
    Token,
    Deadline,
}

/// What a drawn page depends on: the form's version, the templates' version, the language, how often the common corrections changed.
type Key = (Version, Version, &'static str, u64);

/// The drawn pages.
#[derive(Debug)]
pub struct PristineFormCache {
    pages: Cache<Key, Arc<Page>>,
}

impl Default for PristineFormCache {
    fn default() -> Self {
        Self {
            pages: Cache::new(PAGES_MAX),
        }
    }
}

impl PristineFormCache {
    /// The untouched page of a form for a visitor; `None` once the time allowed has run out.
    ///
    /// # Errors
    /// When the page cannot be drawn.
    pub async fn page(
        &self,
        visitor: &Visitor<'_>,
        form: &Arc<Form>,
        ticket: &Ticket,
    ) -> Result<Option<Reply>, PageError> {
        let deadline = drafts::deadline(form, ticket.started);
        if deadline.is_some_and(|deadline| deadline < visitor.app.clock.now_ms()) {
            return Ok(None);
        }
        let live = visitor.app.definitions.live();
        let key = (
            form.reference.version.clone(),
            live.templates.version.clone(),
            visitor.locale,
            visitor.app.common_corrections.changes(),
        );
        let page = match self.pages.get(&key) {
            Some(page) => page,
            None => {
                let page = Arc::new(draw(visitor, form, ticket).await?);
                self.pages.insert(key, Arc::clone(&page));
                page
            }
        };
        let deadline = deadline.map(|at| at.to_string()).unwrap_or_default();
        let mut body = Vec::with_capacity(page.length + 64);
        for piece in &page.pieces {
            body.extend_from_slice(match piece {
                Piece::Text(text) => text,
                Piece::Token => visitor.csrf.as_bytes(),
                Piece::Deadline => deadline.as_bytes(),
            });
        }
        Ok(Some(Reply::html(body)))
    }
}

async fn draw(visitor: &Visitor<'_>, form: &Arc<Form>, ticket: &Ticket) -> Result<Page, PageError> {
    let mut draft = ticket.draft(visitor.app, form);
    draft.deadline = draft.deadline.map(|_| DEADLINE);
    let session = FormSession::new(Arc::clone(form), draft, false);
    let page = session.page(visitor.app, &[], visitor.locale).await?;
    let mut stranger = visitor.clone();
    TOKEN.clone_into(&mut stranger.csrf);
    Ok(split(&stranger.render(&page)?))
}

fn split(drawn: &str) -> Page {
    let deadline = DEADLINE.to_string();
    let mut pieces = Vec::new();
    let mut rest = drawn;
    loop {
        let token = rest.find(TOKEN).map(|at| (at, TOKEN.len(), Piece::Token));
        let end = rest
            .find(&deadline)
            .map(|at| (at, deadline.len(), Piece::Deadline));
        let next = token.into_iter().chain(end).min_by_key(|(at, _, _)| *at);
        let Some((at, length, piece)) = next else {
            pieces.push(Piece::Text(rest.as_bytes().to_vec()));
            return Page {
                pieces,
                length: drawn.len(),
            };
        };
        pieces.push(Piece::Text(rest.as_bytes()[..at].to_vec()));
        pieces.push(piece);
        rest = &rest[at + length..];
    }
}
