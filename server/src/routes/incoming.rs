//! The files of a posted form, on their way among the answers.

use std::sync::Arc;
use std::time::Duration;

use guichet_engine::form::pointer_from_name;
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use tokio::io::AsyncRead;

use crate::attachment::{self, UploadError};
use crate::guard::{Limited, TakeFile, Visitor};
use crate::reply::PageError;
use crate::service::drafts;
use crate::service::form_session::FormSession;

/// After what time somebody tries again whose picture found too many waiting.
const BUSY: Duration = Duration::from_secs(10);

/// Returns what is said at a field whose file comes too soon after others.
fn wait_for(wait: Option<Duration>) -> Message {
    Message::new("problem-attachment-wait").with("seconds", wait.unwrap_or_default().as_secs())
}

/// A form that is being posted, with the files that came so far.
pub(super) struct Incoming<'a, 'r> {
    visitor: &'a Visitor<'r>,
    /// The form as it was before.
    pub(super) session: FormSession,
    /// Files that are kept and not yet among saved answers.
    received: Vec<(Pointer, String)>,
}

impl<'a, 'r> Incoming<'a, 'r> {
    pub(super) fn new(visitor: &'a Visitor<'r>, session: FormSession) -> Self {
        Self {
            visitor,
            session,
            received: Vec::new(),
        }
    }

    /// Returns the field that a file came for, whether it was taken or refused.
    pub(super) fn place(&self) -> Option<Pointer> {
        let taken = self.received.first().map(|(pointer, _)| pointer);
        let refused = self.session.refused.first().map(|own| &own.pointer);
        taken.or(refused).cloned()
    }

    /// Puts the files among the answers, as many as there is room for; gives those whose place they took.
    pub(super) fn put_in_place(&mut self) -> Vec<String> {
        let form = Arc::clone(&self.session.form);
        let mut gone = Vec::new();
        let mut kept = Vec::new();
        for (pointer, id) in std::mem::take(&mut self.received) {
            if !form.takes_attachment(&self.session.draft.answers, &pointer) {
                self.refuse_one_more(&pointer);
                gone.push(id);
                continue;
            }
            let answers = &mut self.session.draft.answers;
            let before = answers.pointer(pointer.as_str());
            gone.extend(before.and_then(|value| value.as_str().map(str::to_owned)));
            form.attach(answers, &pointer, &id);
            // A row that has been removed meanwhile takes no files.
            let is_there = form
                .attachment_ids(answers)
                .iter()
                .any(|(at, own)| *at == pointer && *own == id);
            if is_there {
                kept.push((pointer, id));
            } else {
                gone.push(id);
            }
        }
        self.received = kept;
        // A file that took the place of another and lost it again goes with the rest.
        self.received.retain(|(_, id)| !gone.contains(id));
        gone
    }

    /// Notes that the files are among saved answers.
    pub(super) fn saved(&mut self) {
        self.received.clear();
    }

    /// Forgets the files that never came among saved answers: the request failed, or asked for something else.
    pub(super) async fn forget_rest(self) {
        let ids: Vec<String> = self.received.into_iter().map(|(_, id)| id).collect();
        if let Err(error) = forget_own(self.visitor, &self.session, &ids).await {
            tracing::warn!(
                status = error.status.code,
                "files of a failed request were left behind"
            );
        }
    }

    /// Says why a file was refused, and which: several may come at once.
    fn refuse(&mut self, pointer: &Pointer, file_name: &str, why: &Message) {
        let live = self.visitor.app.definitions.live();
        let sentences = &live.templates.sentences;
        let message = Message::new("problem-attachment-named")
            .with("file", attachment::shown(file_name))
            .with("problem", sentences.message(self.visitor.locale, why));
        self.session.refuse(pointer, message);
    }

    fn refuse_one_more(&mut self, pointer: &Pointer) {
        let rules = self.session.form.attachment_rules(pointer);
        let limit = rules.map_or(0, |rules| rules.count_max);
        let message = Message::new("problem-attachment-count").with("limit", limit);
        self.session.refuse(pointer, message);
    }

    fn has_place(&self, pointer: &Pointer) -> bool {
        let Some(rules) = self.session.form.attachment_rules(pointer) else {
            return false;
        };
        let known = self.session.draft.answers.pointer(pointer.as_str());
        let known = known
            .and_then(serde_json::Value::as_array)
            .map_or(0, Vec::len);
        let more = self.received.iter().filter(|(own, _)| own == pointer);
        !rules.is_list || known + more.count() < rules.count_max
    }

    async fn receive(
        &self,
        pointer: &Pointer,
        file_name: &str,
        content: &mut (dyn AsyncRead + Send + Unpin),
    ) -> Result<String, UploadError> {
        let (app, form) = (self.visitor.app, &self.session.form);
        let rules = form
            .attachment_rules(pointer)
            .ok_or_else(|| UploadError::Storage("no such field".to_owned()))?;
        let owner = drafts::owner(&self.session.draft.id);
        let now = app.clock.now();
        let row = app
            .attachments
            .from_address(self.visitor.address)
            .receive(content, file_name, rules, &owner, pointer, now)
            .await?;
        let kilobytes = u32::try_from(row.size_bytes.div_ceil(1_024)).unwrap_or(u32::MAX);
        if let Err(wait) = self.visitor.spend(Limited::FilesKb, kilobytes) {
            let _ = app.attachments.remove(&row.id).await;
            return Err(UploadError::Refused(wait_for(wait.retry_after)));
        }
        if let Err(error) = app.store.put_attachment(&row).await {
            let _ = app.attachments.remove(&row.id).await;
            return Err(error.into());
        }
        Ok(row.id)
    }
}

impl TakeFile for Incoming<'_, '_> {
    /// Says at its field whatever is wrong with a file; the rest of the form is taken all the same.
    async fn take(
        &mut self,
        input: &str,
        file_name: &str,
        content: &mut (dyn AsyncRead + Send + Unpin),
    ) -> Result<(), PageError> {
        let pointer = pointer_from_name(input).unwrap_or_default();
        let takes_files = self.session.form.attachment_rules(&pointer).is_some();
        if !takes_files || !self.session.is_open(&pointer) {
            return Ok(());
        }
        self.visitor.app.has_disk_space()?;
        if let Err(wait) = self.visitor.limit(Limited::Upload) {
            self.refuse(&pointer, file_name, &wait_for(wait.retry_after));
            return Ok(());
        }
        if !self.has_place(&pointer) {
            let rules = self.session.form.attachment_rules(&pointer);
            let limit = rules.map_or(0, |rules| rules.count_max);
            let message = Message::new("problem-attachment-surplus").with("limit", limit);
            self.refuse(&pointer, file_name, &message);
            return Ok(());
        }
        match self.receive(&pointer, file_name, content).await {
            Ok(id) => self.received.push((pointer, id)),
            Err(UploadError::Refused(message)) => self.refuse(&pointer, file_name, &message),
            Err(UploadError::Busy) => self.refuse(&pointer, file_name, &wait_for(Some(BUSY))),
            Err(error) => {
                tracing::error!(field = %pointer, %error, "failed to keep a file");
                let message = Message::new("problem-attachment-not-kept");
                self.refuse(&pointer, file_name, &message);
            }
        }
        Ok(())
    }
}

/// Forgets files that are no longer among the answers, as far as they are this draft's: those of a case stay.
pub(super) async fn forget_own(
    visitor: &Visitor<'_>,
    session: &FormSession,
    gone: &[String],
) -> Result<(), PageError> {
    let app = visitor.app;
    let owner = drafts::owner(&session.draft.id);
    for id in gone {
        if app.store.delete_attachment_of(&owner, id).await? {
            let removed = app.attachments.remove(id).await;
            removed.map_err(|error| PageError::internal(&error))?;
        }
    }
    Ok(())
}
