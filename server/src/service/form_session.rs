//! A form while somebody fills it in: a new application, or a correction. What is posted changes the draft; what is wrong
//! is said beside it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guichet_engine::form::{Form, Problem, Secrets, merge_answers};
use guichet_engine::ids::{ActionName, CaseId, Pointer, Reference};
use guichet_engine::message::Message;
use guichet_engine::workflow::RunId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::Value;

use super::closed_answers::with_closed_kept;
use super::{drafts, registered};
use crate::core::Core;
use crate::keys;
use crate::passwords::PasswordError;
use crate::store::{AttachmentRow, DraftRow, Owner, StoreError};

/// How many secrets are hashed for one request: each takes tens of milliseconds.
const SECRETS_MAX: usize = 5;

/// What is corrected.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The case's id.
    pub case: CaseId,
    /// Its reference number.
    pub reference: Reference,
    /// The step that the applicant is in.
    pub run: RunId,
    /// The action that brings the corrected answers.
    pub action: ActionName,
    /// Whether every answer may be changed.
    pub is_whole: bool,
    /// The flagged answers with the reasons.
    pub flags: BTreeMap<Pointer, String>,
    /// The reviewer's remark on the whole.
    pub reason: Option<String>,
    /// The answers as they were submitted.
    pub before: Value,
    /// The version of the case.
    pub version: u64,
}

impl Correction {
    /// Returns whether the case is still in the step in which its applicant corrects it.
    async fn is_open(&self, core: &Core) -> Result<bool, StoreError> {
        let row = core.store.case(&self.case).await?;
        Ok(row.is_some_and(|row| row.case.open.contains_key(&self.run)))
    }
}

/// A form being filled in.
#[derive(Clone, Debug)]
pub struct FormSession {
    /// The form in the version that the draft began with.
    pub form: Arc<Form>,
    /// The answers so far.
    pub draft: DraftRow,
    /// Whether the store has the draft.
    pub is_saved: bool,
    /// The address that files, the check and the submission lie below: `/apply/<form>`, `/status/<reference>`.
    pub base: String,
    /// Where the form is posted.
    pub action: String,
    /// What is corrected; `None` for a new application.
    pub correction: Option<Correction>,
    /// Secrets typed with this request.
    pub typed: BTreeMap<Pointer, String>,
    /// Files and texts refused with this request.
    pub refused: Vec<Problem>,
    /// What was posted, where some of it is too long to be kept: the page goes on showing it.
    pub unkept: Option<Vec<(String, String)>>,
    /// What the page that posted shows now, for a script to say with what it posts next.
    pub state: Option<String>,
    /// The day on which the request came.
    pub today: Option<Date>,
    /// Whether this request asked to go on although the time allowed had run out.
    pub asked_late: bool,
}

impl FormSession {
    /// Returns a new application with a draft of its own, as the store or the visitor's ticket has it.
    #[must_use]
    pub fn new(form: Arc<Form>, draft: DraftRow, is_saved: bool) -> Self {
        let base = format!("/apply/{}", form.reference.name);
        Self {
            form,
            draft,
            is_saved,
            action: base.clone(),
            base,
            correction: None,
            typed: BTreeMap::new(),
            refused: Vec::new(),
            unkept: None,
            state: None,
            today: None,
            asked_late: false,
        }
    }

    /// Returns the correction, where only flagged answers may be changed.
    pub(super) fn in_part(&self) -> Option<&Correction> {
        self.correction.as_ref().filter(|own| !own.is_whole)
    }

    /// Returns it as at a time: the day counts as in China, as dates of forms do.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.today = Some(Offset::constant(8).to_datetime(now).date());
        self
    }

    /// Returns the fields that may be changed; `None` means all.
    #[must_use]
    pub fn open(&self) -> Option<BTreeSet<Pointer>> {
        let correction = self.in_part()?;
        Some(correction.flags.keys().cloned().collect())
    }

    /// Returns whether the answer at `pointer` may be changed.
    #[must_use]
    pub fn is_open(&self, pointer: &Pointer) -> bool {
        self.open()
            .is_none_or(|open| open.iter().any(|flagged| pointer.is_within(flagged)))
    }

    /// Reads the draft again, now that this request holds its lock; `false` when it is gone: submitted, or
    /// forgotten; or when there is nothing to correct any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reload(&mut self, core: &Core) -> Result<bool, StoreError> {
        if let Some(correction) = &self.correction {
            if !correction.is_open(core).await? {
                return Ok(false);
            }
        } else if !self.is_saved && !core.drafts_saved.contains_key(&self.draft.id) {
            // So says the cookie, and this process too: nothing was ever kept of it.
            return Ok(true);
        }
        if let Some(row) = core.store.draft(&self.draft.id).await? {
            self.draft = row;
            self.is_saved = true;
            return Ok(true);
        }
        Ok(!self.is_saved
            && core
                .store
                .find_by_idempotency_key(&self.draft.id)
                .await?
                .is_none())
    }

    /// Takes over what was posted. Where the draft was changed since the page was drawn, by another page or another person, the two
    /// are merged field by field; what both changed is as this page says, and is noted.
    pub fn take(&mut self, core: &Core, posted: &[(String, String)]) {
        let (pairs, too_long) = self.form.within_bounds(posted);
        self.take_bounded(core, &pairs);
        if !too_long.is_empty() {
            self.unkept = Some(posted.to_vec());
            self.refused.extend(too_long);
        }
    }

    /// Returns the answers with what was posted.
    fn read(&self, pairs: &[(String, String)], base: &Value) -> Value {
        match self.open() {
            Some(open) => self.form.decode_corrections(pairs, base, &open),
            None => self.form.decode(pairs, base),
        }
    }

    /// Returns the answers that a page shows.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, Value> {
        let draft = &self.draft.answers;
        match &self.unkept {
            Some(posted) => Cow::Owned(self.read(posted, draft)),
            None => Cow::Borrowed(draft),
        }
    }

    fn take_bounded(&mut self, core: &Core, pairs: &[(String, String)]) {
        let said = pairs.iter().find(|(name, _)| name == STATE);
        let drawn = said.and_then(|(_, state)| self.drawn(core, state));
        let now = std::mem::take(&mut self.draft.answers);
        let (posted, merged) = match drawn {
            Some(drawn) => {
                let posted = self.read(pairs, &drawn);
                let (merged, both) = merge_answers(&drawn, &posted, &now);
                let elsewhere = both
                    .iter()
                    .filter_map(|at| changed_elsewhere(&self.form, at));
                self.refused.extend(elsewhere);
                (posted, merged)
            }
            None => {
                let posted = self.read(pairs, &now);
                (posted.clone(), posted)
            }
        };
        if kilobytes(&merged) > core.config.draft_kb_max {
            self.draft.answers = now;
            self.unkept = Some(pairs.to_vec());
            let message = Message::new("problem-draft-too-large");
            self.refused.push(Problem {
                pointer: Pointer::root(),
                code: "draft-too-large".to_owned(),
                message: message.with("limit", core.config.draft_kb_max),
                text: None,
                label: self.form.root.label.clone(),
            });
            return;
        }
        self.state = Some(remember(core, &posted));
        self.draft.answers = merged;
        self.typed = self.form.secrets(pairs);
    }

    /// Returns how many kilobytes the answers take.
    #[must_use]
    pub fn kilobytes(&self) -> u32 {
        kilobytes(&self.draft.answers)
    }

    /// Returns the answers from which a page was drawn, where they are not those of now.
    fn drawn(&self, core: &Core, state: &str) -> Option<Arc<Value>> {
        if state == state_of(&self.draft.answers) {
            return None;
        }
        let initial = self.form.initial_answers();
        if self.correction.is_none() && state == state_of(&initial) {
            return Some(Arc::new(initial));
        }
        core.drawn.get(state)
    }

    /// Returns what a page says of the answers that it is drawn from.
    #[must_use]
    pub fn draw_state(&self, core: &Core) -> String {
        if self.is_saved {
            remember(core, &self.draft.answers)
        } else {
            state_of(&self.draft.answers)
        }
    }

    /// Adds or removes a row, where that is open.
    pub fn change_rows(&mut self, add: bool, pointer: &Pointer) {
        if !self.is_open(pointer) {
            return;
        }
        if add {
            self.form.add_row(&mut self.draft.answers, pointer);
        } else {
            self.form.remove_row(&mut self.draft.answers, pointer);
        }
    }

    /// Notes that the file for `pointer` was refused.
    pub fn refuse(&mut self, pointer: &Pointer, message: Message) {
        let problem = self.file_problem(pointer, message);
        self.refused.extend(problem);
    }

    /// Returns what is wrong with the files at `pointer`.
    #[must_use]
    pub fn file_problem(&self, pointer: &Pointer, message: Message) -> Option<Problem> {
        let node = self.form.node(pointer)?;
        Some(Problem {
            pointer: pointer.clone(),
            code: "attachment".to_owned(),
            message,
            text: None,
            label: node.label.clone(),
        })
    }

    /// Returns whether the time allowed has run out.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.draft.deadline.is_some_and(|deadline| deadline < now)
    }

    /// Returns whether the time allowed must be extended before the answers can be submitted; corrections have their own due date.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.correction.is_none() && self.is_expired(now)
    }

    /// Returns what is known of the secrets: typed just now, or kept from before. In a correction all are, with the account.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        Secrets {
            typed: self.typed.clone(),
            kept: self.kept(),
        }
    }

    pub(super) fn kept(&self) -> BTreeSet<Pointer> {
        let fields = self.form.fields(&self.draft.answers);
        let secret = fields.into_iter().filter(|(_, node)| node.secret);
        let is_kept = |pointer: &Pointer, equal_to: Option<&Pointer>| {
            self.correction.is_some()
                || self.draft.secrets.contains_key(pointer)
                || equal_to.is_some_and(|other| self.draft.secrets.contains_key(other))
        };
        secret
            .filter(|(pointer, node)| is_kept(pointer, node.equal_to.as_ref()))
            .map(|(pointer, _)| pointer)
            .collect()
    }

    /// Returns everything that is wrong, as far as the answers alone tell.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self
            .form
            .validate_draft(&self.draft.answers, &self.secrets());
        if let Some(today) = self.today {
            problems.extend(self.form.born_later(&self.draft.answers, today));
        }
        problems.extend(self.refused.iter().cloned());
        problems
    }

    /// Hashes the secrets that were typed and are right, so that they need not be typed again. A secret that repeats
    /// another needs no hash of its own.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn keep_secrets(&mut self, core: &Core) -> Result<(), PasswordError> {
        if self.typed.is_empty() {
            return Ok(());
        }
        let problems = self
            .form
            .validate_draft(&self.draft.answers, &self.secrets());
        let form = Arc::clone(&self.form);
        let repeats = |pointer: &Pointer| {
            let node = form.node(pointer);
            node.and_then(|node| node.equal_to.clone())
        };
        let is_wrong = |pointer: &Pointer| {
            problems.iter().any(|problem| {
                problem.pointer == *pointer || repeats(&problem.pointer).as_ref() == Some(pointer)
            })
        };
        let typed = self.typed.clone().into_iter();
        let right = typed.filter(|(pointer, _)| repeats(pointer).is_none() && !is_wrong(pointer));
        for (pointer, typed) in right.take(SECRETS_MAX) {
            let hashed = core.passwords.hash(&typed).await?;
            self.draft.secrets.insert(pointer, hashed);
        }
        // What is kept now counts as kept, not as typed; what was wrong still counts as typed.
        let kept = self.draft.secrets.clone();
        self.typed.retain(|pointer, _| {
            let other = repeats(pointer).unwrap_or_else(|| pointer.clone());
            !kept.contains_key(&other) || is_wrong(&other) || is_wrong(pointer)
        });
        Ok(())
    }

    /// Saves the draft.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn save(&mut self, core: &Core) -> Result<(), StoreError> {
        self.draft.expires = drafts::expires(core, core.clock.now());
        core.store.put_draft(&self.draft).await?;
        // Should the answer be lost that brings the cookie, this process at least knows that the draft is there.
        core.drafts_saved.insert(self.draft.id.clone(), ());
        self.is_saved = true;
        Ok(())
    }

    /// Returns the hash of the account's password.
    #[must_use]
    pub fn password_hash(&self) -> Option<String> {
        let account = self.form.settings.account.as_ref()?;
        self.draft.secrets.get(&account.password).cloned()
    }

    /// Returns the answers that are checked when the one at `pointer` changes: itself, and those that repeat it.
    #[must_use]
    pub fn checked_with(&self, pointer: &Pointer) -> Vec<Pointer> {
        let fields = self.form.fields(&self.draft.answers).into_iter();
        let repeats = fields.filter(|(_, node)| node.equal_to.as_ref() == Some(pointer));
        let repeats = repeats.map(|(at, _)| at);
        std::iter::once(pointer.clone()).chain(repeats).collect()
    }

    /// Returns the answers as they would be submitted now: those that are asked for, without blank rows. The draft keeps the rest
    /// for the case that it is asked for again.
    #[must_use]
    pub fn submitted(&self) -> Value {
        let (Some(correction), Some(open)) = (self.in_part(), self.open()) else {
            return self.form.submitted(&self.draft.answers);
        };
        let visible = self.form.visible(&self.draft.answers);
        let answers = (Some(&correction.before), Some(&*visible));
        let kept = with_closed_kept(&Pointer::root(), answers, &open).unwrap_or_default();
        self.form.with_totals(&kept).into_owned()
    }

    /// Returns what is wrong with an application that changes nothing of what is registered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unchanged(&self, core: &Core) -> Result<Option<Problem>, StoreError> {
        let prefilled = self.draft.prefilled.as_ref();
        let Some(own) = prefilled.filter(|_| self.correction.is_none()) else {
            return Ok(None);
        };
        let registered = registered::form(&core.definitions, &own.source).await?;
        let changed = registered.has_changes(&own.before, &self.submitted());
        Ok((!changed).then(|| Problem {
            pointer: Pointer::root(),
            code: "unchanged".to_owned(),
            message: Message::new("problem-unchanged"),
            text: None,
            label: self.form.root.label.clone(),
        }))
    }

    /// Returns the ids of the files among the answers that are not the account's already.
    #[must_use]
    pub fn new_files(&self) -> Vec<String> {
        let before = self.draft.prefilled.as_ref();
        let known = before.map(|own| self.form.attachment_ids(&own.before));
        let known = known.unwrap_or_default();
        let ids = self.form.attachment_ids(&self.submitted()).into_iter();
        ids.map(|(_, id)| id)
            .filter(|id| !known.iter().any(|(_, own)| own == id))
            .collect()
    }

    /// Returns the files that may be among the answers: the draft's, the registered ones that it began with, and the case's where
    /// one is corrected.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn files(&self, core: &Core) -> Result<Vec<AttachmentRow>, StoreError> {
        let mut rows = Vec::new();
        if self.is_saved {
            let owner = drafts::owner(&self.draft.id);
            rows = core.store.attachments_of(&owner).await?;
        }
        if let Some(correction) = &self.correction {
            let owner = Owner::case(&correction.case);
            rows.extend(core.store.attachments_of(&owner).await?);
        }
        if let Some(own) = &self.draft.prefilled {
            rows.extend(
                registered::files(&core.store, &self.form, &own.source, &own.before).await?,
            );
        }
        Ok(rows)
    }
}

/// The input that says from which answers a page was drawn.
pub const STATE: &str = "state";

fn kilobytes(answers: &Value) -> u32 {
    let bytes = answers.to_string().len();
    u32::try_from(bytes.div_ceil(1_024)).unwrap_or(u32::MAX)
}

/// Returns the name of answers, by their content.
fn state_of(answers: &Value) -> String {
    keys::hash(&answers.to_string())
}

fn remember(core: &Core, answers: &Value) -> String {
    let state = state_of(answers);
    if !core.drawn.contains_key(&state) {
        core.drawn.insert(state.clone(), Arc::new(answers.clone()));
    }
    state
}

/// Returns what is said at an answer that was changed on two pages.
fn changed_elsewhere(form: &Form, at: &Pointer) -> Option<Problem> {
    let node = form.node(at)?;
    Some(Problem {
        pointer: at.clone(),
        code: "changed-elsewhere".to_owned(),
        message: Message::new("problem-changed-elsewhere"),
        text: None,
        label: node.label.clone(),
    })
}
