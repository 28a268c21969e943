//! What a new application and a correction share: taking what is posted, and showing the form.

use guichet_engine::form::{Problem, pointer_of};
use guichet_engine::ids::Pointer;
use guichet_engine::message::Message;
use rocket::data::Data;
use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome, Request};
use serde::Serialize;
use serde_json::json;
use tokio::io::AsyncRead;

use crate::attachment::UploadError;
use crate::guard::{Limited, Posted, TakeFile, Visitor, read_with_files};
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::drafts;
use crate::service::filling::{self, Filling};
use crate::view::page::FormPage;

/// What the request says of itself: its type, and the part of the page that a script asks for.
pub(super) struct Asked<'r> {
    content_type: Option<&'r ContentType>,
    part: Option<&'r str>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asked<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self {
            content_type: request.content_type(),
            part: request.headers().get_one("X-Guichet-Part"),
        })
    }
}

/// What a posted form asks for, in its `do`.
enum Do<'a> {
    Check,
    Save,
    Extend,
    Refresh,
    Upload,
    AddRow(Pointer),
    RemoveRow(Pointer),
    RemoveFile(Pointer, &'a str),
    Field(Pointer),
}

impl<'a> Do<'a> {
    fn of(posted: &'a Posted) -> Option<Self> {
        let mut words = posted.get("do").split(' ');
        let verb = words.next()?;
        let mut pointer = || Pointer::parse(words.next().unwrap_or_default());
        Some(match verb {
            "check" => Self::Check,
            "save" => Self::Save,
            "extend" => Self::Extend,
            "refresh" => Self::Refresh,
            "upload" => Self::Upload,
            "add-row" => Self::AddRow(pointer()?),
            "remove-row" => Self::RemoveRow(pointer()?),
            "remove-file" => Self::RemoveFile(pointer()?, words.next()?),
            "field" => Self::Field(pointer_of(posted.get("field"))?),
            _ => return None,
        })
    }

    /// The field whose part is shown afterwards.
    fn place(&self) -> Option<&Pointer> {
        match self {
            Self::AddRow(pointer) | Self::RemoveFile(pointer, _) => Some(pointer),
            _ => None,
        }
    }
}

/// The files of a request, on their way into the draft.
struct Files<'a, 'r> {
    visitor: &'a Visitor<'r>,
    filling: &'a mut Filling,
    /// What was received, to be put among the answers once the other answers are in place.
    received: Vec<(Pointer, String)>,
}

impl TakeFile for Files<'_, '_> {
    async fn take(
        &mut self,
        input: &str,
        file_name: &str,
        content: &mut (dyn AsyncRead + Send + Unpin),
    ) -> Result<(), PageError> {
        let app = self.visitor.app;
        let form = std::sync::Arc::clone(&self.filling.form);
        let pointer = pointer_of(input).unwrap_or_default();
        let Some(rules) = form
            .attachment_rules(&pointer)
            .filter(|_| self.filling.is_open(&pointer))
        else {
            return Ok(());
        };
        self.visitor.limit(Limited::Upload)?;
        app.has_room()?;
        let others = self.received.iter().filter(|(own, _)| *own == pointer);
        let known = self.filling.draft.answers.pointer(pointer.as_str());
        let count = known
            .and_then(serde_json::Value::as_array)
            .map_or(0, Vec::len)
            + others.count();
        if rules.is_list && count >= rules.count_max {
            let message = Message::new("problem-attachment-count").with("limit", rules.count_max);
            self.filling.refuse(&pointer, message);
            return Ok(());
        }
        let owner = drafts::owner(&self.filling.draft.id);
        let now = app.clock.now_ms();
        match app
            .attachments
            .receive(content, file_name, rules, &owner, &pointer, now)
            .await
        {
            Ok(row) => {
                app.store.put_attachment(&row).await?;
                self.received.push((pointer, row.id));
                Ok(())
            }
            Err(UploadError::Refused(message)) => {
                self.filling.refuse(&pointer, message);
                Ok(())
            }
            Err(other) => Err(PageError::internal(&other)),
        }
    }
}

/// Carries out what a form that somebody fills in asks for. `changed` is called once the draft is saved.
pub(super) async fn post(
    visitor: &Visitor<'_>,
    asked: &Asked<'_>,
    data: Data<'_>,
    mut filling: Filling,
    saved: impl FnOnce(&Filling),
) -> RouteResult {
    let app = visitor.app;
    visitor.limit(Limited::Change)?;
    let content_type = asked.content_type.ok_or_else(PageError::unsupported)?;
    let mut files = Files {
        visitor,
        filling: &mut filling,
        received: Vec::new(),
    };
    let posted = read_with_files(visitor, content_type, data, &mut files).await?;
    let received = files.received;
    let wanted = Do::of(&posted).ok_or_else(PageError::bad_request)?;
    filling.take(&posted.pairs);
    if let Do::Field(pointer) = &wanted {
        return Ok(field(visitor, &filling, pointer));
    }
    app.has_room()?;
    let mut gone: Vec<String> = Vec::new();
    for (pointer, id) in received {
        gone.extend(attach(&mut filling, &pointer, &id));
    }
    match &wanted {
        Do::AddRow(pointer) => filling.change_rows(true, pointer),
        Do::RemoveRow(pointer) => filling.change_rows(false, pointer),
        Do::RemoveFile(pointer, id) if filling.is_open(pointer) => {
            let form = std::sync::Arc::clone(&filling.form);
            if form.detach(&mut filling.draft.answers, pointer, id) {
                gone.push((*id).to_owned());
            }
        }
        Do::Extend => {
            filling.draft.deadline = drafts::deadline(&filling.form, app.clock.now_ms());
        }
        _ => {}
    }
    filling.keep_secrets(app).await?;
    filling.save(app).await?;
    saved(&filling);
    forget_files(visitor, &filling, &gone).await?;
    if matches!(wanted, Do::Check) {
        return check(visitor, asked, &filling).await;
    }
    if asked.part.is_some() || !filling.refused.is_empty() {
        let refused = filling.refused.clone();
        return show(visitor, asked.part, &filling, &refused).await;
    }
    let place = wanted
        .place()
        .or_else(|| filling.form.node(&Pointer::root()).and(None));
    let place = place.map(|pointer| format!("#part-{}", guichet_engine::form::id(pointer)));
    Ok(Reply::see_other(format!(
        "{}{}",
        filling.action,
        place.unwrap_or_default()
    )))
}

/// Puts a file among the answers; gives the one whose place it took.
fn attach(filling: &mut Filling, pointer: &Pointer, id: &str) -> Option<String> {
    let form = std::sync::Arc::clone(&filling.form);
    let answers = &mut filling.draft.answers;
    let before = answers.pointer(pointer.as_str());
    let before = before.and_then(|value| value.as_str().map(str::to_owned));
    form.attach(answers, pointer, id);
    before
}

/// Removes files that are no longer among the answers, as far as they are this draft's: those of a case stay.
async fn forget_files(
    visitor: &Visitor<'_>,
    filling: &Filling,
    gone: &[String],
) -> Result<(), PageError> {
    let app = visitor.app;
    let owner = drafts::owner(&filling.draft.id);
    for id in gone {
        if app.store.delete_attachment_of(&owner, id).await? {
            app.attachments
                .remove(id)
                .await
                .map_err(|error| PageError::internal(&error))?;
        }
    }
    Ok(())
}

/// Goes on to the page on which the answers are checked, or says what is wrong.
async fn check(visitor: &Visitor<'_>, asked: &Asked<'_>, filling: &Filling) -> RouteResult {
    visitor.limit(Limited::Submit)?;
    let mut problems = filling.problems();
    problems.extend(filling.taken(visitor.app).await?);
    let expired = filling.correction.is_none() && filling.is_expired(visitor.app.clock.now_ms());
    if problems.is_empty() && !expired {
        return Ok(Reply::see_other(format!("{}/check", filling.base)));
    }
    show(visitor, asked.part, filling, &problems).await
}

/// What is wrong with one field, for a script.
fn field(visitor: &Visitor<'_>, filling: &Filling, pointer: &Pointer) -> Reply {
    let live = visitor.app.definitions.live();
    let found = filling
        .form
        .validate_one(&filling.draft.answers, &filling.secrets(), pointer);
    let said = |problem: &Problem| {
        let text = filling::say(problem, &live.templates.sentences, visitor.locale);
        json!({ "pointer": problem.pointer, "text": text })
    };
    let problems: Vec<_> = found.iter().map(said).collect();
    Reply::json(&json!({ "problems": problems }))
}

/// The form, or the part of it that a script asks for; with a status that says whether something is wrong.
pub(super) async fn show(
    visitor: &Visitor<'_>,
    part: Option<&str>,
    filling: &Filling,
    problems: &[Problem],
) -> RouteResult {
    let page = filling.page(visitor.app, problems, visitor.locale).await?;
    let reply = match part {
        None => visitor.page("form.html", &page)?,
        Some("form") => visitor.page("form_inside.html", &page)?,
        Some(id) => {
            let view = filling::part(&page.view, id).ok_or_else(PageError::not_found)?;
            part_of(visitor, &page, view)?
        }
    };
    let is_wrong = !problems.is_empty();
    Ok(if is_wrong {
        reply.with_status(Status::UnprocessableEntity)
    } else {
        reply
    })
}

fn part_of(
    visitor: &Visitor<'_>,
    page: &FormPage,
    view: &guichet_engine::form::View,
) -> RouteResult {
    #[derive(Serialize)]
    struct Part<'a> {
        #[serde(flatten)]
        page: &'a FormPage,
        part: &'a guichet_engine::form::View,
    }
    visitor.page("part.html", &Part { page, part: view })
}
