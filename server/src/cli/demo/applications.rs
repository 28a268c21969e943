//! Applications made from the accepted examples of a form, each with its own applicant and with files that are pictures.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use guichet_engine::form::{Form, Secrets};
use guichet_engine::ids::{AccountId, Files, Pointer};
use guichet_engine::workflow::Workflow;
use image::{ImageFormat, Rgb, RgbImage};
use serde::Deserialize;
use serde_json::Value;

use super::vary::{correctable, put, vary};
use crate::app::App;
use crate::keys;
use crate::locale::DEFAULT;
use crate::service::cases::{self, BeginError, Submission};
use crate::service::{drafts, registered};
use crate::store::{Account, CaseRow, Prefilled};

/// How often another value is tried where one must be unique.
const TRIES: u32 = 40;
/// Every so manieth applicant reads the second language.
const OTHER_LANGUAGE: u32 = 4;
/// The size of a made-up scan, in pixels.
const SCAN: (u32, u32) = (420, 594);

/// An accepted example.
#[derive(Clone, Debug, Deserialize)]
struct Example {
    answers: Value,
    #[serde(default)]
    secrets: BTreeMap<Pointer, String>,
}

/// An applicant who may log in, or could once the application is approved.
#[derive(Clone, Debug)]
pub(super) struct Applicant {
    /// The account's id.
    pub(super) account: AccountId,
    /// The password, as typed.
    pub(super) password: String,
}

/// Makes applications.
pub(super) struct Maker<'a> {
    app: &'a App,
    files: &'a Files,
    names: &'a [String],
    /// How many were made.
    number: u32,
    taken: BTreeSet<(String, String)>,
    hashes: BTreeMap<String, String>,
    /// The accepted examples, by form.
    examples: BTreeMap<String, Arc<[Example]>>,
    /// The applicants whose accounts they brought into being.
    pub(super) applicants: Vec<Applicant>,
}

/// Who applies for what.
pub(super) struct Kind<'a> {
    pub(super) form: &'a Arc<Form>,
    pub(super) workflow: &'a Arc<Workflow>,
    /// Where somebody who is logged in applies.
    pub(super) account: Option<&'a Account>,
}

impl<'a> Maker<'a> {
    /// Creates one for the forms of a folder, whose files these are.
    pub(super) fn new(app: &'a App, files: &'a Files, names: &'a [String]) -> Self {
        Self {
            app,
            files,
            names,
            number: 0,
            taken: BTreeSet::new(),
            hashes: BTreeMap::new(),
            examples: BTreeMap::new(),
            applicants: Vec::new(),
        }
    }

    /// Submits an application now; `None` where the form has no example that fits.
    pub(super) async fn submit(&mut self, kind: &Kind<'_>) -> Result<Option<CaseRow>, String> {
        let Some(submission) = self.submission(kind).await? else {
            return Ok(None);
        };
        let password = kind.form.settings.account.as_ref().map(|own| &own.password);
        let password = password.and_then(|at| submission.1.secrets.get(at).cloned());
        match cases::begin(self.app, &submission.0).await {
            Ok(row) => {
                if let (Some(account), Some(password)) = (&row.account, password) {
                    self.applicants.push(Applicant {
                        account: account.clone(),
                        password,
                    });
                }
                Ok(Some(row))
            }
            // The values of an example are taken, and the form accepts no others like them.
            Err(BeginError::NotUnique(pointer)) => {
                tracing::warn!(
                    form = kind.form.reference.name,
                    %pointer,
                    "no other value is accepted where one must be unique"
                );
                Ok(None)
            }
            Err(error) => Err(format!("{}: {error}", kind.form.reference.name)),
        }
    }

    async fn submission(
        &mut self,
        kind: &Kind<'_>,
    ) -> Result<Option<(Submission, Example)>, String> {
        let form = kind.form;
        let failed = |error: crate::store::StoreError| error.to_string();
        let prefilled = match kind.account {
            Some(account) if form.settings.prefilled => {
                registered::prefilled(self.app, account, form)
                    .await
                    .map_err(failed)?
            }
            _ => None,
        };
        let examples = self.examples(form);
        self.number += 1;
        let number = self.number;
        let Some(example) = examples.get(number as usize % examples.len().max(1)) else {
            return Ok(None);
        };
        // As the page would have taken them.
        let mut answers = form.normalized(&example.answers).into_owned();
        match &prefilled {
            Some(known) => begin_with(form, &mut answers, known),
            None => self.own(form, &mut answers, number),
        }
        let draft = keys::id();
        let attachments = self
            .scans(form, &mut answers, &draft, prefilled.as_ref())
            .await?;
        let password = form.settings.account.as_ref().map(|own| &own.password);
        let password = password.and_then(|at| example.secrets.get(at));
        let password_hash = match password {
            Some(password) => Some(self.hash(password).await?),
            None => None,
        };
        let locale = if number.is_multiple_of(OTHER_LANGUAGE) {
            let live = self.app.definitions.live();
            let languages = live.templates.sentences.languages().iter();
            languages.copied().find(|language| *language != DEFAULT)
        } else {
            None
        };
        let submission = Submission {
            form: Arc::clone(form),
            workflow: Arc::clone(kind.workflow),
            answers,
            password_hash,
            attachments,
            draft,
            locale: locale.unwrap_or(DEFAULT).to_owned(),
            account: kind.account.map(|account| account.id.clone()),
            by: None,
            prefilled,
        };
        Ok(Some((submission, example.clone())))
    }

    /// Returns the examples that the form accepts, those with most in them first.
    fn examples(&mut self, form: &Form) -> Arc<[Example]> {
        let name = form.reference.name.as_str();
        if let Some(known) = self.examples.get(name) {
            return Arc::clone(known);
        }
        let found: Arc<[Example]> = self.read_examples(form).into();
        self.examples.insert(name.to_owned(), Arc::clone(&found));
        found
    }

    fn read_examples(&self, form: &Form) -> Vec<Example> {
        let folder = format!("forms/{}/examples/accepted/", form.reference.name);
        let files = self.files.range(folder.clone()..);
        let files = files.take_while(|(path, _)| path.starts_with(&folder));
        let mut texts: Vec<&String> = files.map(|(_, text)| text).collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let examples = texts
            .into_iter()
            .filter_map(|text| serde_json::from_str::<Example>(text).ok());
        let accepted = examples.filter(|example| {
            let secrets = Secrets {
                typed: example.secrets.clone(),
                kept: BTreeSet::new(),
            };
            form.validate(&example.answers, &secrets).is_empty()
        });
        accepted.collect()
    }

    /// Gives the application an applicant and unique values of its own, as far as the form accepts them.
    fn own(&mut self, form: &Form, answers: &mut Value, number: u32) {
        if let Some(applicant) = &form.settings.applicant
            && let Some(name) = self.names.get(number as usize % self.names.len().max(1))
        {
            put(form, answers, &applicant.name, name);
        }
        for (_, _, pointer) in form.unique_values(answers) {
            let original = answers.clone();
            for step in 0..TRIES {
                *answers = original.clone();
                if vary(form, answers, &pointer, number + step)
                    && self.take(form, answers, &pointer)
                {
                    break;
                }
            }
        }
    }

    /// Takes the unique value at a place; says whether it was free.
    fn take(&mut self, form: &Form, answers: &Value, pointer: &Pointer) -> bool {
        let mut values = form.unique_values(answers).into_iter();
        let value = values.find(|(_, _, at)| at == pointer);
        value.is_some_and(|(scope, value, _)| self.taken.insert((scope, value)))
    }

    async fn hash(&mut self, password: &str) -> Result<String, String> {
        if let Some(hash) = self.hashes.get(password) {
            return Ok(hash.clone());
        }
        let hash = self.app.passwords.hash(password).await;
        let hash = hash.map_err(|error| error.to_string())?;
        self.hashes.insert(password.to_owned(), hash.clone());
        Ok(hash)
    }

    /// Puts a picture in the place of every file that an example names, and gives their ids.
    async fn scans(
        &self,
        form: &Form,
        answers: &mut Value,
        draft: &str,
        prefilled: Option<&Prefilled>,
    ) -> Result<Vec<String>, String> {
        let known = prefilled.map(|own| form.attachment_ids(&own.before));
        let known: BTreeSet<String> = known.into_iter().flatten().map(|(_, id)| id).collect();
        let mut ids = Vec::new();
        for (index, (at, name)) in form.attachment_ids(answers).into_iter().enumerate() {
            if known.contains(&name) {
                continue;
            }
            let rules = form.attachment_rules(&at);
            let rules = rules.ok_or_else(|| format!("{at} has no rules for files"))?;
            let (picture, ending) = scan(self.number, index, |media_type| {
                rules.takes_type(media_type)
            })?;
            let received = self
                .app
                .attachments
                .from_address(std::net::Ipv4Addr::LOCALHOST.into())
                .receive(
                    &mut picture.as_slice(),
                    &format!("{name}.{ending}"),
                    rules,
                    &drafts::owner(draft),
                    &at,
                    self.app.clock.now(),
                )
                .await;
            let row = received.map_err(|error| format!("{at}: {error}"))?;
            let put = self.app.store.put_attachment(&row).await;
            put.map_err(|error| error.to_string())?;
            rename(answers.pointer_mut(at.as_str()), &name, &row.id);
            ids.push(row.id);
        }
        Ok(ids)
    }
}

/// Begins with what is registered, keeps of the example what is not, and changes something that is.
fn begin_with(form: &Form, answers: &mut Value, known: &Prefilled) {
    lay_over(answers, &known.before);
    let mut changeable = correctable(form, answers, usize::MAX).into_iter();
    let registered = changeable.find(|at| known.before.pointer(at.as_str()).is_some());
    if let Some(at) = registered {
        vary(form, answers, &at, 1);
    }
}

/// Puts what `over` says over what is there.
fn lay_over(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                lay_over(under.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

fn rename(value: Option<&mut Value>, from: &str, to: &str) {
    match value {
        Some(Value::String(text)) if text == from => to.clone_into(text),
        Some(Value::Array(items)) => {
            for item in items {
                rename(Some(item), from, to);
            }
        }
        _ => {}
    }
}

/// Draws a picture that could be a scan, of a type that is taken, with the ending of its name: grey lines on paper of a colour of its own,
/// and a seal.
fn scan(
    number: u32,
    index: usize,
    takes: impl Fn(&str) -> bool,
) -> Result<(Vec<u8>, &'static str), String> {
    let tint = u8::try_from((number * 29 + u32::try_from(index).unwrap_or(0) * 53) % 28);
    let tint = tint.unwrap_or(0);
    let (width, height) = SCAN;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let is_inside = (40..width - 40).contains(&x) && (60..height - 60).contains(&y);
        let is_line = is_inside && y % 26 < 3 && x < width - 40 - (y * 7 + number * 31) % 160;
        let from_seal = (x.abs_diff(width - 110).pow(2) + y.abs_diff(height - 120).pow(2)).isqrt();
        if (44..=50).contains(&from_seal) || from_seal < 8 {
            Rgb([190, 60, 50])
        } else if is_line {
            Rgb([120, 120, 126])
        } else {
            Rgb([255 - tint, 252 - tint / 2, 244])
        }
    });
    let formats = [
        ("image/png", ImageFormat::Png, "png"),
        ("image/jpeg", ImageFormat::Jpeg, "jpg"),
        ("image/gif", ImageFormat::Gif, "gif"),
        ("image/bmp", ImageFormat::Bmp, "bmp"),
    ];
    let format = formats
        .into_iter()
        .find(|(media_type, _, _)| takes(media_type));
    let (_, format, ending) = format.ok_or("no type of file is taken that can be made")?;
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, format)
        .map_err(|error| error.to_string())?;
    Ok((bytes.into_inner(), ending))
}
