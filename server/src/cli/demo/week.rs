//! The week: who submits what when, and what comes of it, by the services that the pages call. The clock is set to each moment and
//! then runs on from now.

use std::sync::Arc;
use std::time::Instant;

use guichet_engine::form::Form;
use guichet_engine::form::model::StartedBy;
use guichet_engine::ids::{CaseId, Files, Reference};
use guichet_engine::workflow::{Command, FinishKind, Start, Workflow};
use jiff::{SignedDuration, Timestamp};

use super::applications::{Applicant, Kind, Maker};
use super::goal::{Goal, Search, Words};
use super::people::{self, Names, Staff};
use crate::app::App;
use crate::cli::terminal::Speaker;
use crate::locale::DEFAULT;
use crate::service::cases;
use crate::store::{Account, AccountState, CaseRow};
use crate::worker;

/// What comes of the applications of each form, with the hours since each was submitted.
const PLAN: [(Goal, i64); 12] = [
    (Goal::Finished(FinishKind::Approved), 168),
    (Goal::Overdue, 166),
    (Goal::Finished(FinishKind::Rejected), 146),
    (Goal::Corrected, 122),
    (Goal::Finished(FinishKind::Approved), 120),
    (Goal::Returned, 98),
    (Goal::Finished(FinishKind::Withdrawn), 96),
    (Goal::Claimed, 50),
    (Goal::Finished(FinishKind::Approved), 48),
    (Goal::Returned, 46),
    (Goal::Waiting, 25),
    (Goal::Waiting, 2),
];
/// How many applicants had an account long before, so that it is to be renewed now.
const RENEWED: usize = 3;
/// How many days ago their renewals were opened.
const RENEWALS_OPENED_DAYS: i64 = 5;
const YEAR_DAYS: i64 = 365;
/// How long people take from one action to the next, at most.
const STEP_HOURS_MAX: i64 = 19;
/// How many more days an application lies where a week is not enough for it to be overdue.
const OVERDUE_DAYS_MAX: i64 = 30;
/// Due times that are acted on at most.
const DUE_TIMES_MAX: usize = 2_000;

/// What was made.
#[derive(Debug)]
pub(super) struct Made {
    /// The members of staff.
    pub(super) staff: Staff,
    /// The applicants who may log in, with the newest state of their accounts.
    pub(super) applicants: Vec<(Account, String)>,
    /// The applications, with what each was to come to.
    pub(super) cases: Vec<(Option<Goal>, CaseRow)>,
    /// The forms of which nothing could be made.
    pub(super) forms_without: Vec<Arc<Form>>,
}

/// Makes the week, and leaves the clock as it was.
pub(super) async fn make(app: &App, files: &Files) -> Result<Made, String> {
    let (now, begun) = (app.clock.now(), Instant::now());
    let made = Box::pin(make_until(app, files, now)).await;
    let elapsed = SignedDuration::try_from(begun.elapsed()).unwrap_or_default();
    app.clock.set(now.checked_add(elapsed).unwrap_or(now));
    made
}

async fn make_until(app: &App, files: &Files, now: Timestamp) -> Result<Made, String> {
    let names = Names::read()?;
    let live = app.definitions.live();
    let mut forms: Vec<&Arc<Form>> = live.published.forms.values().collect();
    forms.sort_by_key(|form| (form.settings.order, &form.reference.name));
    let opened = forms
        .iter()
        .find_map(|form| form.settings.opens_days_before_expiry);
    let long_ago = opened.map(|days| YEAR_DAYS + RENEWALS_OPENED_DAYS - i64::from(days));
    app.clock.set(ago(now, 24 * (long_ago.unwrap_or(8) + 1)));
    let speaker = Speaker::new(DEFAULT);
    let localize = |key: &str| speaker.localize(key, &[]);
    let mut week = Week {
        app,
        now,
        staff: people::make(app, &names).await?,
        words: Words {
            flag: localize("demo-flag"),
            reason: localize("demo-reason"),
        },
        comment: localize("demo-comment"),
        maker: Maker::new(app, files, &names.applicants),
        cases: Vec::new(),
    };
    if let Some(days) = long_ago {
        week.make_renewals(&forms, ago(now, 24 * days)).await?;
    }
    let mut forms_without = Vec::new();
    for started_by in [StartedBy::Anyone, StartedBy::Account] {
        let accounts = week.active().await?;
        let own = forms.iter().enumerate().filter(|(_, form)| {
            let is_opened = form.settings.opens_days_before_expiry.is_some();
            form.settings.started_by == started_by && !is_opened
        });
        for (index, form) in own {
            if !week.make_form(form, index, &accounts).await? {
                forms_without.push(Arc::clone(form));
            }
        }
    }
    week.pass_due_times().await?;
    week.finish(forms_without).await
}

/// Returns the time some hours before another.
fn ago(now: Timestamp, hours: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(hours))
        .unwrap_or(now)
}

struct Week<'a> {
    app: &'a App,
    now: Timestamp,
    staff: Staff,
    words: Words,
    comment: String,
    maker: Maker<'a>,
    cases: Vec<(Option<Goal>, CaseRow)>,
}

impl Week<'_> {
    /// Has some applicants approved a year ago, so that the service opens the renewals of their accounts this week: one is left
    /// open, one handed in with a change, one renewed.
    async fn make_renewals(&mut self, forms: &[&Arc<Form>], at: Timestamp) -> Result<(), String> {
        let settings = |form: &&&Arc<Form>| form.settings.clone();
        let registers = forms.iter().find(|form| {
            let own = settings(form);
            own.account.is_some() && own.started_by == StartedBy::Anyone
        });
        let later = forms.iter().filter(|form| {
            let own = settings(form);
            own.started_by == StartedBy::Account
                && !own.prefilled
                && own.opens_days_before_expiry.is_none()
        });
        let later: Vec<&&Arc<Form>> = later.collect();
        let Some(registers) = registers else {
            return Ok(());
        };
        let approved = Goal::Finished(FinishKind::Approved);
        for _ in 0..RENEWED {
            self.make_one(registers, approved, at, None).await?;
            let account = self.active().await?.pop();
            for form in &later {
                self.make_one(form, approved, at, account.as_ref()).await?;
            }
        }
        let opened = ago(self.now, 24 * RENEWALS_OPENED_DAYS);
        self.app.clock.set(opened);
        let failed = |error: crate::store::StoreError| error.to_string();
        worker::open_renewals(self.app).await.map_err(failed)?;
        let goals = [None, Some(Goal::Corrected), Some(approved)];
        for (account, goal) in self.active().await?.into_iter().zip(goals) {
            let rows = self.app.store.cases_of(&account.id).await.map_err(failed)?;
            for row in rows {
                let (form, _) = self
                    .app
                    .definitions
                    .versions_of(&row.case)
                    .await
                    .map_err(failed)?;
                if form.settings.opens_days_before_expiry.is_some() {
                    let row = match goal {
                        Some(goal) => self.lead(row, goal, opened).await?,
                        None => row,
                    };
                    self.cases.push((goal, row));
                }
            }
        }
        Ok(())
    }

    /// Returns the accounts that may log in, in the order in which they were made.
    async fn active(&self) -> Result<Vec<Account>, String> {
        let mut active = Vec::new();
        for applicant in &self.maker.applicants {
            active.extend(self.account(applicant).await?);
        }
        active.retain(|account| account.state == AccountState::Active);
        Ok(active)
    }

    async fn account(&self, applicant: &Applicant) -> Result<Option<Account>, String> {
        let account = self.app.store.account(&applicant.account).await;
        account.map_err(|error| error.to_string())
    }

    /// Makes the applications of one form; says whether there is any.
    async fn make_form(
        &mut self,
        form: &Arc<Form>,
        index: usize,
        accounts: &[Account],
    ) -> Result<bool, String> {
        let minutes = 17 * i64::try_from(index).unwrap_or(0);
        let mut any = false;
        for (number, (goal, hours)) in PLAN.into_iter().enumerate() {
            let account = match form.settings.started_by {
                StartedBy::Anyone => None,
                StartedBy::Account if accounts.is_empty() => continue,
                StartedBy::Account => Some(&accounts[number % accounts.len()]),
            };
            let at = ago(self.now, hours);
            let at = at
                .checked_sub(SignedDuration::from_mins(minutes))
                .unwrap_or(at);
            any |= self.make_one(form, goal, at, account).await?;
        }
        Ok(any)
    }

    /// Makes one application and leads it to its goal, where the workflow knows a way there.
    async fn make_one(
        &mut self,
        form: &Arc<Form>,
        goal: Goal,
        at: Timestamp,
        account: Option<&Account>,
    ) -> Result<bool, String> {
        let live = self.app.definitions.live();
        let Some(workflow) = live.published.workflow_for(form) else {
            return Ok(false);
        };
        let at = match goal {
            Goal::Overdue => self.early_enough(form, workflow, at),
            _ => at,
        };
        self.app.clock.set(at);
        let kind = Kind {
            form,
            workflow,
            account,
        };
        let Some(row) = self.maker.submit(&kind).await? else {
            return Ok(false);
        };
        let row = self.lead(row, goal, at).await?;
        self.cases.push((Some(goal), row));
        Ok(true)
    }

    /// Returns the latest time, from `at` back, at which an application must arrive to be overdue now.
    fn early_enough(&self, form: &Form, workflow: &Workflow, at: Timestamp) -> Timestamp {
        let live = self.app.definitions.live();
        let calendar = live.published.calendar_for(workflow);
        let is_overdue = |at: Timestamp| {
            let start = Start {
                id: CaseId::new(""),
                reference: Reference::new(""),
                form: form.reference.clone(),
                workflow: workflow.reference.clone(),
                answers: form.initial_answers(),
                locale: DEFAULT.to_owned(),
                baseline_answers: None,
                by: None,
            };
            let begun = workflow.start(start, &calendar, at);
            begun.is_ok_and(|(case, _)| {
                let mut dues = case.open.values().filter_map(|open| open.due.as_ref());
                dues.any(|due| due.at < self.now)
            })
        };
        let mut earlier = (0..OVERDUE_DAYS_MAX).map(|days| ago(at, 24 * days));
        earlier.find(|at| is_overdue(*at)).unwrap_or(at)
    }

    /// Leads a case to a goal, from `from` until now at the latest.
    async fn lead(&self, row: CaseRow, goal: Goal, from: Timestamp) -> Result<CaseRow, String> {
        let failed = |error: crate::store::StoreError| error.to_string();
        let (form, workflow) = self
            .app
            .definitions
            .versions_of(&row.case)
            .await
            .map_err(failed)?;
        let calendar = self
            .app
            .definitions
            .live()
            .published
            .calendar_for(&workflow);
        let search = Search {
            form: &form,
            workflow: &workflow,
            calendar: &calendar,
            staff: &self.staff.actors,
            words: &self.words,
        };
        let Some(mut way) = search.way(&row.case, goal, self.now) else {
            tracing::info!(form = form.reference.name, ?goal, "no way leads there");
            return Ok(row);
        };
        if let (Goal::Claimed, Some(Command::Claim { actor, .. })) = (goal, way.last()) {
            way.push(Command::Comment {
                actor: actor.clone(),
                text: self.comment.clone(),
            });
        }
        let steps = i64::try_from(way.len()).unwrap_or(1) + 1;
        let whole = self.now.as_second() - from.as_second();
        let step = (whole / steps).min(STEP_HOURS_MAX * 3_600);
        let mut row = row;
        let mut at = from;
        for command in &way {
            at = at
                .checked_add(SignedDuration::from_secs(step))
                .unwrap_or(at);
            self.app.clock.set(at);
            match cases::command(self.app, &row.case.id, command, DEFAULT).await {
                Ok(changed) => row = changed,
                Err(error) => {
                    let form = &form.reference.name;
                    tracing::warn!(form, ?goal, %error, "an application stays on the way");
                    break;
                }
            }
        }
        Ok(row)
    }

    /// Reminds, escalates and marks as overdue what has come due until now, each at its time.
    async fn pass_due_times(&self) -> Result<(), String> {
        let failed = |error: crate::store::StoreError| error.to_string();
        for _ in 0..DUE_TIMES_MAX {
            let due = self.app.store.due_tasks(self.now, 1).await;
            let Some(task) = due.map_err(failed)?.pop() else {
                return Ok(());
            };
            // Not before what happened last in the case.
            let journal = self.app.store.journal(&task.case).await.map_err(failed)?;
            let last = journal.last().map(|event| event.at);
            let at = task.timer.max(last).unwrap_or_default() + SignedDuration::from_millis(1);
            self.app.clock.set(at);
            worker::act_on_due_times(self.app).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Returns what was made, as it is at last.
    async fn finish(self, forms_without: Vec<Arc<Form>>) -> Result<Made, String> {
        let mut applicants = Vec::new();
        for applicant in &self.maker.applicants {
            if let Some(account) = self.account(applicant).await? {
                applicants.push((account, applicant.password.clone()));
            }
        }
        let mut cases = Vec::new();
        for (goal, row) in self.cases {
            let now = self.app.store.case(&row.case.id).await;
            cases.push((goal, now.map_err(|error| error.to_string())?.unwrap_or(row)));
        }
        Ok(Made {
            staff: self.staff,
            applicants,
            cases,
            forms_without,
        })
    }
}
