//! Which passwords an account may have: what its form says, or, for members of staff, what is said here.

use std::collections::BTreeMap;
use std::sync::Arc;

use guichet_engine::form::{Form, Secrets, is_guessable};
use guichet_engine::message::Message;
use serde_json::Value;

use super::form_presenter;
use crate::core::Core;
use crate::store::{Account, StoreError};
use crate::view::Sentences;

/// Characters of the shortest password of a member of staff.
const STAFF_LENGTH_MIN: usize = 12;
/// Letters and digits that must be left of one that holds words of the service or of the account.
const STAFF_OWN_MIN: usize = 8;
/// Characters of the shortest word that counts as one of these.
const CONTEXT_WORD_MIN: usize = 3;
/// Characters of the longest.
const STAFF_LENGTH_MAX: usize = 200;

/// The rules for one account.
#[derive(Debug)]
pub struct PasswordRules {
    name: String,
    /// Words that anybody would try here: of the service, its address, the account.
    context: Vec<String>,
    /// The form that made the account, in the version of that time, with what was answered.
    form: Option<(Arc<Form>, Value)>,
}

impl PasswordRules {
    /// Returns the rules for an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn for_account(core: &Core, account: &Account) -> Result<Self, StoreError> {
        let row = match &account.case {
            Some(case) => core.store.case(case).await?,
            None => None,
        };
        let mut form = None;
        if let Some(case) = row.map(|row| row.case) {
            let found = core.definitions.form(&case.form).await?;
            form = found
                .filter(|form| form.settings.account.is_some())
                .map(|form| (form, case.answers));
        }
        let mut context = vec!["guichet".to_owned(), account.email.clone()];
        context.push(account.display_name.clone());
        context.extend(account.roles.iter().map(ToString::to_string));
        let address = core.config.public_url();
        let words = address.split(|one: char| !one.is_alphanumeric());
        context.extend(words.filter(|word| word.len() > 2).map(str::to_owned));
        context.extend(
            account
                .name
                .split(|one: char| !one.is_alphanumeric())
                .map(str::to_owned),
        );
        Ok(Self {
            name: account.name.clone(),
            context,
            form,
        })
    }

    /// Returns the rules in words.
    #[must_use]
    pub fn hint(&self, sentences: &Sentences, locale: &str) -> String {
        let Some((form, _)) = &self.form else {
            let message = Message::new("password-rule").with("limit", STAFF_LENGTH_MIN);
            return sentences.message(locale, &message);
        };
        let fields = form.settings.account.as_ref();
        let node = fields.and_then(|fields| form.node(&fields.password));
        let hint = node.and_then(|node| node.hint.as_ref());
        hint.map_or_else(String::new, |hint| hint.get(locale).to_owned())
    }

    /// Returns what is wrong with a password, in words.
    #[must_use]
    pub fn problem(&self, password: &str, sentences: &Sentences, locale: &str) -> Option<String> {
        if password.is_empty() {
            return Some(sentences.message(locale, &Message::new("problem-required")));
        }
        let Some((form, answers)) = &self.form else {
            let message = self.staff_problem(password)?;
            return Some(sentences.message(locale, &message));
        };
        let pointer = form
            .settings
            .account
            .as_ref()
            .map(|fields| &fields.password)?;
        let secrets = Secrets {
            typed: BTreeMap::from([(pointer.clone(), password.to_owned())]),
            ..Secrets::default()
        };
        let problems = form.validate_one(answers, &secrets, pointer);
        let first = problems.first()?;
        Some(form_presenter::say(first, sentences, locale))
    }

    fn words(&self) -> Vec<&str> {
        let context = self.context.iter().map(String::as_str);
        context.chain([self.name.as_str()]).collect()
    }

    /// Tells whether hardly anything is left of a password without the words that anybody would try here.
    fn is_of_context(&self, lower: &str) -> bool {
        let mut words: Vec<String> = self.words().into_iter().map(str::to_lowercase).collect();
        words.retain(|word| word.chars().count() >= CONTEXT_WORD_MIN);
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let left = words
            .iter()
            .fold(lower.to_owned(), |left, word| left.replace(word, ""));
        let own = left.chars().filter(|one| one.is_alphanumeric()).count();
        left.len() < lower.len() && own < STAFF_OWN_MIN
    }

    fn staff_problem(&self, password: &str) -> Option<Message> {
        let length = password.chars().count();
        let lower = password.to_lowercase();
        if length < STAFF_LENGTH_MIN {
            Some(Message::new("problem-too-short").with("limit", STAFF_LENGTH_MIN))
        } else if length > STAFF_LENGTH_MAX {
            Some(Message::new("problem-too-long").with("limit", STAFF_LENGTH_MAX))
        } else if lower == self.name.to_lowercase() {
            Some(Message::new("problem-secret-equals-name"))
        } else if self.is_of_context(&lower) || is_guessable(password, &self.words()) {
            Some(Message::new("problem-secret-common"))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::service;

    fn check(password: &str, expect: Option<&str>) {
        let rules = PasswordRules {
            name: "Administrator".to_owned(),
            context: vec!["guichet".to_owned(), "window".to_owned()],
            form: None,
        };
        let problem = rules.staff_problem(password);
        assert_eq!(
            problem.as_ref().map(|message| message.key.as_str()),
            expect,
            "{password}"
        );
    }

    #[test]
    fn staff_have_long_and_uncommon_passwords() {
        check("correct-horse-7battery", None);
        check("海阔凭鱼跃天高任鸟飞今天下雨", None);
        check("short", Some("problem-too-short"));
        check("elevenchars", Some("problem-too-short"));
        check("administrator", Some("problem-secret-equals-name"));
        check("1234567890123", Some("problem-secret-common"));
        check("QWERTYUIOPASDFGHJKL", Some("problem-secret-common"));
        check("aaaaaaaaaaaaaaaa", Some("problem-secret-common"));
        check("121212121212121", Some("problem-secret-common"));
        check("guichet-guichet", Some("problem-secret-common"));
        check("Guichet2026!window", Some("problem-secret-common"));
        check(&"x1y2".repeat(51), Some("problem-too-long"));
    }

    #[rocket::async_test]
    async fn applicants_have_what_their_form_says() {
        let service = service().await;
        let live = service.app.definitions.live();
        let form = Arc::clone(&live.published.forms["three-in-one"]);
        let sentences = &live.templates.sentences;
        let rules = PasswordRules {
            name: "Wang_01".to_owned(),
            context: Vec::new(),
            form: Some((
                form,
                serde_json::json!({ "account": { "login": "Wang_01" } }),
            )),
        };
        assert!(rules.hint(sentences, "zh-CN").contains("6-12"));
        for (password, expect) in [
            ("Xy7_qm2Kd9", None),
            ("short", Some("6-12")),
            ("Xy7_qm2Kd9-long", Some("6-12")),
            ("wang_01", Some("帐户名")),
            ("password", Some("太常见")),
            ("", Some("必填")),
        ] {
            let problem = rules.problem(password, sentences, "zh-CN");
            let found = problem.as_deref().unwrap_or_default();
            assert!(
                found.contains(expect.unwrap_or_default()) && problem.is_some() == expect.is_some(),
                "{password}: {found}"
            );
        }
    }
}
