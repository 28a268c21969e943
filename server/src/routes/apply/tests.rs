use std::collections::BTreeMap;

use guichet_engine::form::Form;
use guichet_engine::ids::{PerformerKey, Pointer, Reference};
use rocket::http::{ContentType, Cookie, Header, Status};
use serde_json::{Value, json};

use super::*;
use crate::store::{DraftRow, Queue};
use crate::testing::form::{
    File, Pairs, attribute, buttons, element, inputs, multipart, pairs_of, png, press, press_raw,
    problem_at, send, set, value,
};
use crate::testing::{self, Service, get, post};

mod attempts;
mod concurrent_saves;
mod files;
mod merged;
mod one_field;
mod whole;

/// The form that most tests fill in: any shipped one does.
const FORM: &str = "three-in-one";

fn published(service: &Service, name: &str) -> Arc<Form> {
    let live = service.app.definitions.live();
    Arc::clone(&live.published.forms[name])
}

/// One of a form's accepted examples.
fn example(form: &Form, name: &str) -> Value {
    let path = format!(
        "forms/{}/examples/accepted/{name}.json",
        form.reference.name
    );
    serde_json::from_str(&testing::definitions()[&path]).expect("an example")
}

/// Returns the files that an example has, as real pictures.
fn files_of(form: &Form, example: &Value) -> Vec<File> {
    let ids = form.attachment_ids(&example["answers"]);
    let file = |(number, (pointer, id)): (usize, (Pointer, String))| {
        let number = u8::try_from(number).expect("few");
        (pointer.to_string(), format!("{id}.png"), png(number))
    };
    ids.into_iter().enumerate().map(file).collect()
}

async fn agree(client: &rocket::local::asynchronous::Client, form: &str) {
    let (status, to) = post(client, "/register", &[("type", form), ("agree", "yes")]).await;
    assert_eq!(
        (status, to.as_str()),
        (303, format!("/apply/{form}").as_str())
    );
}

/// An applicant who has agreed to the terms, with the pairs and files of an example.
struct Applicant {
    service: Service,
    form: Arc<Form>,
    path: String,
    pairs: Pairs,
    files: Vec<File>,
}

impl Applicant {
    async fn new(example_name: &str) -> Self {
        Self::on(testing::service().await, FORM, example_name).await
    }

    async fn on(service: Service, form: &str, example_name: &str) -> Self {
        let form = published(&service, form);
        let example = example(&form, example_name);
        agree(&service.client, &form.reference.name).await;
        Self {
            path: format!("/apply/{}", form.reference.name),
            pairs: pairs_of(&form, &example),
            files: files_of(&form, &example),
            form,
            service,
        }
    }

    async fn press(&self, button: &str, pairs: &Pairs, files: &[File]) -> (u16, String) {
        press(&self.service.client, &self.path, button, pairs, files).await
    }

    async fn get(&self, below: &str) -> (u16, String) {
        get(&self.service.client, &format!("{}{below}", self.path)).await
    }

    /// Fills in everything and goes on to the check.
    async fn fill_in(&self) {
        let (status, to) = self.press("check", &self.pairs, &self.files).await;
        assert_eq!((status, to), (303, format!("{}/check", self.path)));
    }

    async fn submit(&self) -> (u16, String) {
        post(&self.service.client, &format!("{}/submit", self.path), &[]).await
    }

    fn ticket(&self) -> Ticket {
        let name = &self.form.reference.name;
        let cookie = self
            .service
            .client
            .cookies()
            .get(&Ticket::cookie(name))
            .cloned();
        let cookie = cookie.expect("a draft's cookie");
        Ticket::read(&self.service.app, name, cookie.value()).expect("a ticket")
    }

    async fn draft(&self) -> Option<DraftRow> {
        let id = self.ticket().id();
        self.service.app.store.draft(&id).await.expect("asked")
    }

    async fn case_count(&self) -> usize {
        let store = &self.service.app.store;
        let queues = Queue::Unclaimed.keys(&[PerformerKey::new("reviewer")]);
        store.queue_count(&queues).await.expect("asked")
    }

    /// Returns a text field that is required, by its pointer, and a field of the account's name.
    fn account_name(&self) -> String {
        let account = self.form.settings.account.as_ref().expect("an account");
        account.name.to_string()
    }

    fn applicant_name(&self) -> String {
        let applicant = self.form.settings.applicant.as_ref().expect("an applicant");
        applicant.name.to_string()
    }

    /// Returns the first field that takes one file.
    fn file_field(&self) -> Pointer {
        self.field(|form, at| {
            form.attachment_rules(at)
                .is_some_and(|rules| !rules.is_list)
        })
    }

    /// Returns the first field that takes several.
    fn files_field(&self) -> Pointer {
        self.field(|form, at| form.attachment_rules(at).is_some_and(|rules| rules.is_list))
    }

    fn field(&self, is_it: impl Fn(&Form, &Pointer) -> bool) -> Pointer {
        let fields = self.form.fields(&self.form.initial_answers());
        let mut pointers = fields.into_iter().map(|(pointer, _)| pointer);
        pointers
            .find(|at| is_it(&self.form, at))
            .expect("such a field")
    }
}

/// Returns the schema of a form that may be anything, run through the shipped workflow.
fn with_form(name: &str, schema: &Value) -> guichet_engine::ids::Files {
    let mut files = testing::definitions();
    files.insert(format!("forms/{name}/form.json"), schema.to_string());
    files
}
