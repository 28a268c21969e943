//! A form while somebody fills it in: a new application, or a correction. What is posted changes the draft; what is wrong
//! is said beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guichet_engine::form::{Form, Mask, Mode, Problem, Secrets, View, ViewRequest};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use guichet_engine::workflow::RunId;
use serde_json::Value;

use super::{changes, drafts, labels, registered};
use crate::app::App;
use crate::attachment;
use crate::reply::PageError;
use crate::store::{ACCOUNT_SCOPE, AttachmentRow, DraftRow, StoreError};
use crate::view::Sentences;
use crate::view::page::{CheckPage, FlaggedView, FormPage, ProblemLine};

/// How many secrets are hashed for one request: each takes tens of milliseconds.
const SECRETS_MAX: usize = 5;

/// What is corrected.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The case's id.
    pub case: String,
    /// Its reference number.
    pub reference: String,
    /// The step that the applicant is in.
    pub run: RunId,
    /// The action that brings the corrected answers.
    pub action: String,
    /// Whether every answer may be changed.
    pub is_whole: bool,
    /// The flagged answers with the reasons.
    pub flags: BTreeMap<Pointer, String>,
    /// The reviewer's remark on the whole.
    pub reason: Option<String>,
    /// The answers as they were submitted.
    pub before: Value,
}

impl Correction {
    /// Whether the case is still in the step in which its applicant corrects it.
    async fn is_open(&self, app: &App) -> Result<bool, StoreError> {
        let row = app.store.case(&self.case).await?;
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
    /// Files refused with this request.
    pub refused: Vec<Problem>,
    /// Whether this request asked to go on although the time allowed had run out.
    pub asked_late: bool,
}

impl FormSession {
    /// A new application with a draft of its own, as the store or the visitor's ticket has it.
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
            asked_late: false,
        }
    }

    /// The correction, where only flagged answers may be changed.
    fn in_part(&self) -> Option<&Correction> {
        self.correction.as_ref().filter(|own| !own.is_whole)
    }

    /// The fields that may be changed; `None` means all.
    #[must_use]
    pub fn open(&self) -> Option<BTreeSet<Pointer>> {
        let correction = self.in_part()?;
        Some(correction.flags.keys().cloned().collect())
    }

    /// Whether the answer at `pointer` may be changed.
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
    pub async fn reload(&mut self, app: &App) -> Result<bool, StoreError> {
        if let Some(correction) = &self.correction {
            if !correction.is_open(app).await? {
                return Ok(false);
            }
        } else if !self.is_saved && !app.drafts_saved.contains_key(&self.draft.id) {
            // So says the cookie, and this process too: nothing was ever kept of it.
            return Ok(true);
        }
        if let Some(row) = app.store.draft(&self.draft.id).await? {
            self.draft = row;
            self.is_saved = true;
            return Ok(true);
        }
        Ok(!self.is_saved
            && app
                .store
                .find_by_idempotency_key(&self.draft.id)
                .await?
                .is_none())
    }

    /// Takes over what was posted.
    pub fn take(&mut self, pairs: &[(String, String)]) {
        self.draft.answers = match self.open() {
            Some(open) => self
                .form
                .decode_corrections(pairs, &self.draft.answers, &open),
            None => self.form.decode(pairs, &self.draft.answers),
        };
        self.typed = self.form.secrets(pairs);
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

    /// What is wrong with the files at `pointer`.
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

    /// Whether the time allowed has run out.
    #[must_use]
    pub fn is_expired(&self, now: i64) -> bool {
        self.draft.deadline.is_some_and(|deadline| deadline < now)
    }

    /// Whether the time allowed must be extended before the answers can be submitted; corrections have their own due date.
    #[must_use]
    pub fn is_late(&self, now: i64) -> bool {
        self.correction.is_none() && self.is_expired(now)
    }

    /// What is known of the secrets: typed just now, or kept from before. In a correction all are, with the account.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        Secrets {
            typed: self.typed.clone(),
            kept: self.kept(),
        }
    }

    fn kept(&self) -> BTreeSet<Pointer> {
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

    /// Everything that is wrong, as far as the answers alone tell.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.form.validate(&self.draft.answers, &self.secrets());
        problems.extend(self.refused.iter().cloned());
        problems
    }

    /// Hashes the secrets that were typed and are right, so that they need not be typed again. A secret that repeats
    /// another needs no hash of its own.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn keep_secrets(&mut self, app: &App) -> Result<(), PageError> {
        if self.typed.is_empty() {
            return Ok(());
        }
        let problems = self.form.validate(&self.draft.answers, &self.secrets());
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
            let hashed = app.passwords.hash(&typed).await?;
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
    pub async fn save(&mut self, app: &App) -> Result<(), StoreError> {
        self.draft.expires = drafts::expires(app, app.clock.now_ms());
        app.store.put_draft(&self.draft).await?;
        // Should the answer be lost that brings the cookie, this process at least knows that the draft is there.
        app.drafts_saved.insert(self.draft.id.clone(), ());
        self.is_saved = true;
        Ok(())
    }

    /// The hash of the account's password.
    #[must_use]
    pub fn password_hash(&self) -> Option<String> {
        let account = self.form.settings.account.as_ref()?;
        self.draft.secrets.get(&account.password).cloned()
    }

    /// The values that must be unique and are taken, as problems. Only the commit decides; this is for a good message.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn uniqueness_conflicts(&self, app: &App) -> Result<Vec<Problem>, StoreError> {
        // What the account or the case itself has taken is its own.
        let prefilled = self.draft.prefilled.as_ref().map(|own| &own.before);
        let own = prefilled.or(self.correction.as_ref().map(|own| &own.before));
        let own = own.map(|own| self.unique_values(own)).unwrap_or_default();
        let is_own = |scope: &str, value: &str| {
            own.iter()
                .any(|(own, known, _)| own == scope && known == value)
        };
        let mut problems = Vec::new();
        for (scope, value, pointer) in self.unique_values(&self.draft.answers) {
            if !is_own(&scope, &value) && app.store.is_taken(&scope, &value).await? {
                problems.extend(self.not_unique(&pointer));
            }
        }
        Ok(problems)
    }

    /// Whether the answer at `pointer` must be unique and there is one.
    #[must_use]
    pub fn is_unique(&self, pointer: &Pointer) -> bool {
        let values = self.unique_values(&self.draft.answers);
        values.iter().any(|(_, _, own)| own == pointer)
    }

    /// The answers that are checked when the one at `pointer` changes: itself, and those that repeat it.
    #[must_use]
    pub fn checked_with(&self, pointer: &Pointer) -> Vec<Pointer> {
        let fields = self.form.fields(&self.draft.answers).into_iter();
        let repeats = fields.filter(|(_, node)| node.equal_to.as_ref() == Some(pointer));
        let repeats = repeats.map(|(at, _)| at);
        std::iter::once(pointer.clone()).chain(repeats).collect()
    }

    /// Every value that must be unique, the account's name among them.
    fn unique_values(&self, answers: &Value) -> Vec<(String, String, Pointer)> {
        let mut values = self.form.unique_values(answers);
        if let Some(account) = &self.form.settings.account {
            let name = drafts::text_at(answers, &account.name).to_lowercase();
            let is_known = values.iter().any(|(_, _, at)| *at == account.name);
            if !is_known && !name.is_empty() {
                values.push((ACCOUNT_SCOPE.to_owned(), name, account.name.clone()));
            }
        }
        values
    }

    /// The problem of a value that is taken.
    #[must_use]
    pub fn not_unique(&self, pointer: &Pointer) -> Option<Problem> {
        let node = self.form.node(pointer)?;
        let own = node.errors.get("not-unique").or(node.errors.get("*"));
        Some(Problem {
            pointer: pointer.clone(),
            code: "not-unique".to_owned(),
            message: Message::new("problem-not-unique"),
            text: own.cloned(),
            label: node.label.clone(),
        })
    }

    /// What is wrong with an application that changes nothing of what is registered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unchanged(&self, app: &App) -> Result<Option<Problem>, StoreError> {
        let prefilled = self.draft.prefilled.as_ref();
        let Some(own) = prefilled.filter(|_| self.correction.is_none()) else {
            return Ok(None);
        };
        let registered = registered::form(app, &own.source).await?;
        let changed = registered.has_changes(&own.before, &self.draft.answers);
        Ok((!changed).then(|| Problem {
            pointer: Pointer::root(),
            code: "unchanged".to_owned(),
            message: Message::new("problem-unchanged"),
            text: None,
            label: self.form.root.label.clone(),
        }))
    }

    /// The ids of the files among the answers that are not the account's already.
    #[must_use]
    pub fn new_files(&self) -> Vec<String> {
        let before = self.draft.prefilled.as_ref();
        let known = before.map(|own| self.form.attachment_ids(&own.before));
        let known = known.unwrap_or_default();
        let ids = self.form.attachment_ids(&self.draft.answers).into_iter();
        ids.map(|(_, id)| id)
            .filter(|id| !known.iter().any(|(_, own)| own == id))
            .collect()
    }

    /// The files that may be among the answers: the draft's, the registered ones that it began with, and the case's where
    /// one is corrected.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn files(&self, app: &App) -> Result<Vec<AttachmentRow>, StoreError> {
        let mut rows = Vec::new();
        if self.is_saved {
            let owner = drafts::owner(&self.draft.id);
            rows = app.store.attachments_of(&owner).await?;
        }
        if let Some(correction) = &self.correction {
            let owner = format!("case:{}", correction.case);
            rows.extend(app.store.attachments_of(&owner).await?);
        }
        if let Some(own) = &self.draft.prefilled {
            rows.extend(registered::files(app, &self.form, &own.source, &own.before).await?);
        }
        Ok(rows)
    }

    /// The form as a page shows it, with these problems.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn view(
        &self,
        app: &App,
        problems: &[Problem],
        mode: Mode<'_>,
        locale: &str,
    ) -> Result<View, StoreError> {
        let files = self.files(app).await?;
        let often = app.common_corrections.for_form(app, &self.form, locale);
        Ok(self.form.view(&ViewRequest {
            locale,
            answers: &self.draft.answers,
            problems,
            secrets_kept: &self.kept(),
            attachments: &attachment::views(&files, &self.base),
            mode,
            mask: Mask::None,
            common_corrections: &often,
        }))
    }

    /// The page of the form.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn page(
        &self,
        app: &App,
        problems: &[Problem],
        locale: &str,
    ) -> Result<FormPage, StoreError> {
        let flags = self.in_part().map(|own| &own.flags);
        let mode = flags.map_or(Mode::Edit, Mode::Correct);
        let view = self.view(app, problems, mode, locale).await?;
        let settings = &self.form.settings;
        let live = app.definitions.live();
        let is_new = self.correction.is_none();
        let sentences = &live.templates.sentences;
        let mut lines = lines(&self.form, &view, problems, sentences, locale);
        if self.asked_late {
            lines.insert(0, late_line(sentences, locale));
        }
        Ok(FormPage {
            action: self.action.clone(),
            title: settings.title.get(locale).to_owned(),
            notices: settings
                .notices
                .iter()
                .map(|notice| notice.get(locale).to_owned())
                .collect(),
            problems: lines,
            view,
            deadline: self.draft.deadline.filter(|_| is_new),
            expired: is_new && self.is_expired(app.clock.now_ms()),
            time_limit_minutes: settings.time_limit_minutes.filter(|_| is_new),
            saved_at: self.is_saved.then(|| drafts::saved_at(app, &self.draft)),
            draft_days: app.config.draft_days,
            reactive: is_reactive(&self.form.root),
            correction_of: self.in_part().map(|own| own.reference.clone()),
            flagged: self.flagged(locale, |_| true),
            reason: self.correction.as_ref().and_then(|own| own.reason.clone()),
        })
    }

    /// The page on which the answers are checked before they are submitted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_page(&self, app: &App, locale: &str) -> Result<CheckPage, StoreError> {
        let mut changes = Vec::new();
        if let Some(own) = &self.draft.prefilled {
            let answers = (&own.before, &self.draft.answers);
            let found = registered::changes(app, &self.form, &own.source, answers, locale).await?;
            let files = attachment::views(&self.files(app).await?, &self.base);
            changes = changes::views(&self.form, found, &files, |_| true, locale);
        }
        Ok(CheckPage {
            changes,
            title: self.form.settings.title.get(locale).to_owned(),
            view: self.view(app, &[], Mode::Read, locale).await?,
            back: self.action.clone(),
            action: format!("{}/submit", self.base),
            correction_of: self.in_part().map(|own| own.reference.clone()),
            editable: self.open().map(|open| around(&open)),
            untouched: self.untouched(locale),
        })
    }

    /// In a correction: what was sent back and is as it was.
    fn untouched(&self, locale: &str) -> Vec<FlaggedView> {
        let Some(correction) = &self.correction else {
            return Vec::new();
        };
        let answer = |answers: &Value, at: &Pointer| answers.pointer(at.as_str()).cloned();
        let is_same =
            |at: &Pointer| answer(&correction.before, at) == answer(&self.draft.answers, at);
        self.flagged(locale, is_same)
    }

    /// What was sent back, in the order of the page, as it is called wherever it is spoken of.
    fn flagged(&self, locale: &str, is_meant: impl Fn(&Pointer) -> bool) -> Vec<FlaggedView> {
        let flags = self.correction.iter().flat_map(|own| &own.flags);
        let mut flags: Vec<_> = flags.filter(|(at, _)| is_meant(at)).collect();
        self.form.sort_in_page_order(&mut flags, |(at, _)| at);
        let view = |(at, reason): (&Pointer, &String)| FlaggedView {
            label: labels::label_of(&self.form, at, locale),
            id: guichet_engine::form::html_id(at),
            reason: reason.clone(),
        };
        flags.into_iter().map(view).collect()
    }
}

/// What is open, and all that lies around it.
fn around(open: &BTreeSet<Pointer>) -> Vec<String> {
    let outwards = |at: &Pointer| std::iter::successors(Some(at.clone()), Pointer::parent);
    let all: BTreeSet<String> = open
        .iter()
        .flat_map(outwards)
        .map(|at| at.to_string())
        .collect();
    all.into_iter().collect()
}

/// What a problem says, in a language.
#[must_use]
pub fn say(problem: &Problem, sentences: &Sentences, locale: &str) -> String {
    match &problem.text {
        Some(text) => text.get(locale).to_owned(),
        None => sentences.message(locale, &problem.message),
    }
}

/// Leads to the button that gives more time.
fn late_line(sentences: &Sentences, locale: &str) -> ProblemLine {
    ProblemLine {
        id: "bar".to_owned(),
        pointer: String::new(),
        label: String::new(),
        text: sentences.message(locale, &Message::new("problem-time-over")),
    }
}

/// The lines of an error summary. Each leads to the input that the page has for it.
fn lines(
    form: &Form,
    view: &View,
    problems: &[Problem],
    sentences: &Sentences,
    locale: &str,
) -> Vec<ProblemLine> {
    let mut ids = BTreeMap::new();
    ids_of(view, &mut ids);
    let line = |problem: &Problem| {
        let nearest = std::iter::successors(Some(problem.pointer.clone()), Pointer::parent)
            .find_map(|pointer| ids.get(pointer.as_str()).cloned());
        ProblemLine {
            id: nearest.unwrap_or_else(|| "form".to_owned()),
            pointer: problem.pointer.to_string(),
            label: labels::label_of(form, &problem.pointer, locale),
            text: say(problem, sentences, locale),
        }
    };
    problems.iter().map(line).collect()
}

fn ids_of(view: &View, ids: &mut BTreeMap<String, String>) {
    ids.entry(view.pointer.clone())
        .or_insert_with(|| view.id.clone());
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    view.children
        .iter()
        .chain(cells)
        .for_each(|inner| ids_of(inner, ids));
}

/// The part of a view with this id.
#[must_use]
pub fn part<'v>(view: &'v View, id: &str) -> Option<&'v View> {
    if view.id == id {
        return Some(view);
    }
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    view.children
        .iter()
        .chain(cells)
        .find_map(|inner| part(inner, id))
}

/// Whether what is shown depends on answers. Dependent selects and alternatives do not count: the page knows of them.
fn is_reactive(node: &guichet_engine::form::Node) -> bool {
    let own = node.condition.is_some() || !node.required_when.is_empty();
    own || node.parts().any(is_reactive)
}
