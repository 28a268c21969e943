//! The committer: the one place through which everything is changed.
//!
//! Requests that arrive while a batch is under way are the next batch. Of each it is looked up whether what it rests on still
//! holds; one that does not is refused alone. The rest is appended to the journal and synced once, then handed to the store,
//! and only then is anybody told. The store may write it down a little later, with what came meanwhile; what fails there ends the
//! process: the next start applies what the journal has and the store has not.

mod batch;
mod projection;
mod request;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Duration, timeout};

use crate::fail_point;
use crate::journal::{Journal, JournalError};

pub use projection::{Batch, Columns, Projection};
pub use request::{Guard, Request, RowKey, Write};

/// Requests that wait for the next batch.
const WAITING_MAX: usize = 1_024;
/// Requests of one batch.
const BATCH_MAX: usize = 256;
/// Rows of one batch, unless one request has more.
const BATCH_ROWS_MAX: usize = 2_000;
/// A checkpoint is made when nothing came for so long, …
const CALM: Duration = Duration::from_secs(5);
/// … if so many batches were written since the last, …
const BATCHES_LEAST: u64 = 500;
/// … and whatever comes after so many.
const BATCHES_MOST: u64 = 20_000;

/// A change was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The guard of this place does not hold; nothing has changed.
    #[error("a guard does not hold")]
    Guard(usize),
    /// The journal took nothing; nothing has changed.
    #[error("{0}")]
    Journal(String),
    /// The store failed; before the journal was written if [`Projection::apply`] was not reached, and nothing has changed then.
    #[error("{0}")]
    Failed(String),
}

/// Called with a reason when the process must end.
pub type Fatal = Arc<dyn Fn(&str) + Send + Sync>;

struct Order {
    request: Request,
    told: oneshot::Sender<Result<(), Refusal>>,
}

enum Message {
    Change(Order),
    /// Nothing is taken any more; told once the store is closed.
    Close(oneshot::Sender<()>),
}

/// A handle to the committer; clones share it. It ends with the last of them.
#[derive(Clone)]
pub struct Committer {
    messages: mpsc::Sender<Message>,
}

impl Committer {
    /// Starts a committer. Without a journal, what it acknowledges is as durable as the store.
    pub fn start(projection: impl Projection, journal: Option<Journal>, fatal: Fatal) -> Self {
        let (messages, waiting) = mpsc::channel(WAITING_MAX);
        let broken_off = Arc::clone(&fatal);
        let work = Work {
            seq: journal.as_ref().map_or(0, Journal::seq),
            projection,
            journal,
            fatal,
            since_checkpoint: 0,
        };
        let running = tokio::spawn(work.run(waiting));
        tokio::spawn(async move {
            // Nobody knows what such a batch has become; whoever waits for it must not be told anything.
            if running.await.is_err_and(|error| error.is_panic()) {
                broken_off("the committer broke off");
            }
        });
        Self { messages }
    }

    /// Carries out a request, wholly or not at all.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn commit(&self, request: Request) -> Result<(), Refusal> {
        let (told, answer) = oneshot::channel();
        let ended = || Refusal::Failed("the committer has ended".to_owned());
        let order = Message::Change(Order { request, told });
        self.messages.send(order).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }

    /// Waits until what was asked for before is done, and lets go of the store. What is asked for later is refused.
    pub async fn close(&self) {
        let (told, closed) = oneshot::channel();
        if self.messages.send(Message::Close(told)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

/// What runs the batches.
struct Work<P> {
    projection: P,
    journal: Option<Journal>,
    fatal: Fatal,
    /// The number of the last batch.
    seq: u64,
    since_checkpoint: u64,
}

impl<P: Projection> Work<P> {
    async fn run(mut self, mut waiting: mpsc::Receiver<Message>) {
        let mut closing = None;
        while closing.is_none() {
            let first = match timeout(CALM, waiting.recv()).await {
                Ok(Some(Message::Change(order))) => order,
                Ok(Some(Message::Close(told))) => {
                    closing = Some(told);
                    break;
                }
                Ok(None) => break,
                Err(_) => {
                    self.checkpoint_after(BATCHES_LEAST).await;
                    continue;
                }
            };
            let mut rows = first.request.writes.len();
            let mut orders = vec![first];
            while orders.len() < BATCH_MAX && rows < BATCH_ROWS_MAX {
                match waiting.try_recv() {
                    Ok(Message::Change(order)) => {
                        rows += order.request.writes.len();
                        orders.push(order);
                    }
                    Ok(Message::Close(told)) => {
                        closing = Some(told);
                        break;
                    }
                    Err(_) => break,
                }
            }
            if let Err(reason) = self.carry_out(orders).await {
                (self.fatal)(&reason);
                break;
            }
            self.checkpoint_after(BATCHES_MOST).await;
        }
        drop(waiting);
        self.projection.close().await;
        // Whoever takes the journal finds the store closed.
        drop(self.journal.take());
        if let Some(told) = closing {
            let _ = told.send(());
        }
    }

    /// Lets the store write down what it has, so that the next start need not replay it.
    async fn checkpoint_after(&mut self, batches: u64) {
        if self.journal.is_none() || self.since_checkpoint < batches {
            return;
        }
        match self.projection.checkpoint().await {
            Ok(()) => self.since_checkpoint = 0,
            Err(reason) => (self.fatal)(&reason),
        }
    }

    /// Carries out a batch. An error is one that the process must not outlive; those who wait learn that it failed when the
    /// channel closes.
    async fn carry_out(&mut self, orders: Vec<Order>) -> Result<(), String> {
        let requests: Vec<&Request> = orders.iter().map(|order| &order.request).collect();
        let seq = self.seq + 1;
        let judged = match batch::judge(&self.projection, &requests, seq).await {
            Ok(judged) => judged,
            Err(reason) => {
                // Only read so far.
                for order in orders {
                    let _ = order.told.send(Err(Refusal::Failed(reason.clone())));
                }
                return Ok(());
            }
        };
        if judged.changes.is_empty() {
            tell(orders, judged.refused, || Ok(()));
            return Ok(());
        }
        let batch = batch::Batch::new(&judged, &requests, seq);
        fail_point::at("judged");
        if let Err(error) = self.append(judged.changes).await {
            let reason = error.to_string();
            if matches!(error, JournalError::Unknown { .. }) {
                return Err(reason);
            }
            tracing::error!(reason, "the journal takes nothing: nothing is accepted");
            tell(orders, judged.refused, || {
                Err(Refusal::Journal(reason.clone()))
            });
            return Ok(());
        }
        fail_point::at("synced");
        let chain = self.journal.as_ref().map(Journal::chain);
        self.projection.apply(batch, chain).await?;
        fail_point::at("applied");
        self.seq = seq;
        self.since_checkpoint += 1;
        tell(orders, judged.refused, || Ok(()));
        fail_point::at("told");
        Ok(())
    }

    /// Appends to the journal, on a thread that may wait for the disk.
    async fn append(
        &mut self,
        changes: Vec<Vec<crate::journal::RowImage>>,
    ) -> Result<(), JournalError> {
        let Some(mut journal) = self.journal.take() else {
            return Ok(());
        };
        let at = jiff::Timestamp::now();
        let written = tokio::task::spawn_blocking(move || {
            let written = journal.append(at, changes, None);
            (journal, written)
        });
        match written.await {
            Ok((journal, written)) => {
                self.journal = Some(journal);
                written.map(drop)
            }
            Err(error) => Err(JournalError::Unknown {
                path: std::path::PathBuf::new(),
                error: std::io::Error::other(error.to_string()),
            }),
        }
    }
}

/// Tells each who waits: those whose guard failed so, the others what `outcome` says.
fn tell(
    orders: Vec<Order>,
    refused: Vec<Option<usize>>,
    outcome: impl Fn() -> Result<(), Refusal>,
) {
    for (order, refused) in orders.into_iter().zip(refused) {
        let answer = refused.map_or_else(&outcome, |guard| Err(Refusal::Guard(guard)));
        // Whoever waited may be gone; it is done all the same.
        let _ = order.told.send(answer);
    }
}

#[cfg(test)]
mod tests;
