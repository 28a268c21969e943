//! What every effect says of itself, and the words by which scripts cause them.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::workflow::notification::Recipient;
use crate::workflow::performer::Performer;
use crate::workflow::run::RunId;

/// The longest that an account is valid for, in years.
pub(in crate::workflow) const YEARS_MAX: u32 = 50;

/// Says what every effect says of itself.
pub(in crate::workflow) trait Described: Sized + 'static {
    /// Returns the word by which a script causes it; `None` for what only the engine causes.
    fn word() -> Option<Word<Self>>;

    /// Describes it as scenarios do: `notice:approved`, `create-account`.
    fn describe(&self) -> String;

    /// Returns whom it lets read the case from then on.
    fn reader(&self) -> Option<Recipient> {
        None
    }

    /// Notes the value that it gives the case, where it does.
    fn note(&self, _values: &mut Map<String, Value>) {}

    /// Returns the message that it sends to whatever waits for it.
    fn message(&self) -> Option<(&str, &Value)> {
        None
    }

    /// Tells whether it writes to the applicant.
    fn tells_applicant(&self) -> bool {
        false
    }

    /// Notes which open step it is about, where that matters to it.
    fn is_about(&mut self, _run: Option<RunId>) {}
}

/// A word of the script that makes an effect.
pub(in crate::workflow) struct Word<E> {
    pub(in crate::workflow) name: &'static str,
    pub(in crate::workflow) takes: Takes<E>,
}

/// Says what a word is given, and what it makes of that.
pub(in crate::workflow) enum Takes<E> {
    /// `create_account()`
    Nothing(Make<(), E>),
    /// `notice("approved")`
    Text(Make<String, E>),
    /// `set("seats", 10)`
    Named(Make<(String, Value), E>),
    /// `copy_to(role("reviewer"))`
    People(Make<Performer, E>),
    /// `valid_for_years(3)`: from 1 to [`YEARS_MAX`].
    Years(Make<u32, E>),
}

/// Makes an effect of what a word is given. Rhai wants its functions shareable between threads.
pub(in crate::workflow) type Make<T, E> = Arc<dyn Fn(T) -> E + Send + Sync>;

impl<E: 'static> Word<E> {
    pub(super) fn alone(name: &'static str, make: fn(()) -> E) -> Self {
        Self {
            name,
            takes: Takes::Nothing(Arc::new(make)),
        }
    }

    pub(super) fn of_text(name: &'static str, make: fn(String) -> E) -> Self {
        Self {
            name,
            takes: Takes::Text(Arc::new(make)),
        }
    }

    pub(super) fn of_value(name: &'static str, make: fn((String, Value)) -> E) -> Self {
        Self {
            name,
            takes: Takes::Named(Arc::new(make)),
        }
    }

    pub(super) fn of_people(name: &'static str, make: fn(Performer) -> E) -> Self {
        Self {
            name,
            takes: Takes::People(Arc::new(make)),
        }
    }

    pub(super) fn of_years(name: &'static str, make: fn(u32) -> E) -> Self {
        Self {
            name,
            takes: Takes::Years(Arc::new(make)),
        }
    }

    /// Turns the word of one effect into a word that makes an effect among all.
    pub(super) fn map<F: 'static>(self, wrap: fn(E) -> F) -> Word<F> {
        let takes = match self.takes {
            Takes::Nothing(make) => Takes::Nothing(then(make, wrap)),
            Takes::Text(make) => Takes::Text(then(make, wrap)),
            Takes::Named(make) => Takes::Named(then(make, wrap)),
            Takes::People(make) => Takes::People(then(make, wrap)),
            Takes::Years(make) => Takes::Years(then(make, wrap)),
        };
        Word {
            name: self.name,
            takes,
        }
    }
}

fn then<T: 'static, E: 'static, F: 'static>(make: Make<T, E>, wrap: fn(E) -> F) -> Make<T, F> {
    Arc::new(move |given| wrap(make(given)))
}
