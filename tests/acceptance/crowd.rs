//! Two, and sixteen, reviewers at one application at the same moment, over the real service: of what one alone may do, one does it and
//! the others are told who; of what each may do, nothing is lost.

use guichet_tests::definitions;
use guichet_tests::load::{Answer, Client, first_log_in, submitted};
use guichet_tests::server::{Server, Setup};

use crate::people::STAFF_PASSWORD;

/// How many at once.
const CROWD: usize = 16;
/// First one decides; then all sign, each once, and no one else.
const WORKFLOW: &str = r#"
    workflow(#{ title: "Plain", calendar: "cn" });
    start(#{ to: "review" });
    step("review", #{ title: "Review", who: role("reviewer"), actions: [action("on", "Go on").to("sign")] });
    step("sign", #{
        title: "Signatures", who: role("reviewer"), each: 16, complete: "all", not_by: "sign",
        actions: [action("sign", "Sign").counts().to("approved")],
    });
    finish("approved", #{ title: "Approved", kind: "approved", enter: [notice("approved")] });
"#;

/// A reviewer's connection, with the token of their forms.
struct Reviewer {
    name: String,
    client: Client,
    csrf: String,
}

impl Reviewer {
    async fn act(&mut self, reference: &str, run: usize, action: &str) -> Answer {
        let body = format!("csrf={}&run={run}&action={action}&reason=", self.csrf);
        self.client
            .post(&format!("/desk/{reference}/act"), &body)
            .await
    }
}

/// Has all of them do something at the same moment; gives them back with their answers.
async fn at_once(
    crowd: Vec<Reviewer>,
    reference: &str,
    what: impl Fn(usize) -> (usize, &'static str),
) -> Vec<(Reviewer, Answer)> {
    let mut tasks = tokio::task::JoinSet::new();
    for (number, mut reviewer) in crowd.into_iter().enumerate() {
        let (reference, (run, action)) = (reference.to_owned(), what(number));
        tasks.spawn(async move {
            let answer = reviewer.act(&reference, run, action).await;
            (reviewer, answer)
        });
    }
    tasks.join_all().await
}

/// Exactly one went through; all others were told who was first.
fn one_outcome(answers: &[(Reviewer, Answer)]) {
    let first: Vec<&str> = answers
        .iter()
        .filter(|(_, answer)| answer.status == 303)
        .map(|(reviewer, _)| reviewer.name.as_str())
        .collect();
    let [first] = first[..] else {
        panic!("{} went through: {first:?}", first.len());
    };
    for (reviewer, answer) in answers
        .iter()
        .filter(|(reviewer, _)| reviewer.name != first)
    {
        let page = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 409, "{}: {page}", reviewer.name);
        assert!(
            page.contains(first),
            "{} is not told that {first} was first",
            reviewer.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_reviewers_at_one_application_have_one_outcome_and_lose_nothing() {
    let definitions = tempfile::tempdir().expect("a folder");
    definitions::write(definitions.path());
    let workflow = definitions.path().join("workflows/plain/workflow.rhai");
    std::fs::write(workflow, WORKFLOW).expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    let names = (1..=CROWD).map(|number| format!("reviewer{number:02}"));
    let staff = names.map(|name| (Server::add_staff(folder.path(), &name, "reviewer"), name));
    let staff: Vec<(String, String)> = staff.collect();
    let setup = Setup::default()
        .with(
            "GUICHET_DEFINITIONS",
            definitions.path().display().to_string(),
        )
        .with("GUICHET_RATE_FACTOR", "0");
    let server = Server::start_in(folder, setup).await;
    let mut crowd = Vec::new();
    for (one_time, name) in staff {
        let (client, csrf) = first_log_in(server.port(), &name, &one_time, STAFF_PASSWORD).await;
        crowd.push(Reviewer { name, client, csrf });
    }

    let (one, two) = (
        submitted(server.port()).await,
        submitted(server.port()).await,
    );
    let others = crowd.split_off(2);
    let answers = at_once(crowd, &one, |_| (1, "on")).await;
    one_outcome(&answers);
    let two_of_them = answers.into_iter().map(|(reviewer, _)| reviewer);
    let crowd = two_of_them.chain(others).collect();

    let answers = at_once(crowd, &two, |_| (1, "on")).await;
    one_outcome(&answers);
    let crowd: Vec<Reviewer> = answers.into_iter().map(|(reviewer, _)| reviewer).collect();
    // Each signs in a run of their own; then each has signed, and the application is approved.
    let answers = at_once(crowd, &two, |number| (number + 2, "sign")).await;
    for (reviewer, answer) in &answers {
        let page = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 303, "{}: {page}", reviewer.name);
    }
    let mut reader = answers.into_iter().next().expect("somebody").0;
    let page = reader.client.get(&format!("/desk/{two}")).await;
    let page = String::from_utf8_lossy(&page.body).into_owned();
    let story = page
        .split("id=\"history-title\"")
        .nth(1)
        .expect("a history");
    for number in 1..=CROWD {
        let name = format!("reviewer{number:02}");
        assert!(story.contains(&name), "{name} is not in the history");
    }
    assert_eq!(reader.act(&two, 2, "sign").await.status, 409);
}
