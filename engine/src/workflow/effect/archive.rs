//! `archive_for_years(…)`: an effect that no workflow has. It is compiled into the tests alone and shows that an effect is one
//! file and two lines. `docs/adding.md` walks through it.

use serde::{Deserialize, Serialize};

use super::word::{Described, Word};

/// The word; it stands apart so that the guide need not explain what no script has.
const WORD: &str = "archive_for_years";

/// Keeps the papers of the case for so long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Years.
    pub years: u32,
}

impl Described for Archive {
    fn word() -> Option<Word<Self>> {
        Some(Word::of_years(WORD, |years| Self { years }))
    }

    fn describe(&self) -> String {
        format!("archive:{}", self.years)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ids::Files;
    use crate::workflow::calendar::Calendar;
    use crate::workflow::effect::Effect;
    use crate::workflow::{Known, compile, scenario};

    const SCRIPT: &str = r#"
        workflow(#{ title: "W" });
        start(#{ to: "review", enter: [archive_for_years(10)] });
        step("review", #{ title: "R", who: role("reviewer"), actions: [action("approve", "A").to("approved")] });
        finish("approved", #{ title: "Approved", kind: "approved" });
    "#;

    #[test]
    fn an_effect_is_written_caused_described_and_stored_by_one_file() {
        let path = "workflows/w/workflow.rhai";
        let files = Files::from([(path.to_owned(), SCRIPT.to_owned())]);
        let compiled = compile(&files, path, &Known::default());
        assert_eq!(compiled.diagnostics, vec![]);
        let workflow = compiled.value.expect("a workflow");
        let played = json!({
            "about": "It is archived.",
            "start": {
                "at": "2026-03-02T10:00", "form": "any", "answers": {},
                "expect": { "open": ["review"], "effects": ["archive:10"] },
            },
            "moves": [],
        });
        let trace = scenario::run(&workflow, &Calendar::plain(), "s.json", &played.to_string());
        assert_eq!(trace.diagnostics, vec![]);
        let effect = Effect::Archive(super::Archive { years: 10 });
        let stored = serde_json::to_value(&effect).expect("JSON");
        assert_eq!(stored, json!({ "effect": "archive", "years": 10 }));
        let read: Effect = serde_json::from_value(stored).expect("an effect");
        assert_eq!(read, effect);
    }
}
