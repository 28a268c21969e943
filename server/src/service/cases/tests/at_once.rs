//! Sixteen members of staff who act on one case at the same moment.

use super::*;

#[rocket::async_test]
async fn of_sixteen_who_act_at_once_one_wins_and_the_others_are_told_who() {
    let service = testing::service().await;
    let row = begin(&service.app, &submission(&service, "d1", "Wang_01"))
        .await
        .expect("begun");
    let attempts = (0..16).map(|number| {
        let (app, case) = (Arc::clone(&service.app), row.case.id.clone());
        tokio::spawn(async move {
            let approve = act("approve", reviewer(&number.to_string()));
            command(&app, &case, &approve, "zh-CN").await
        })
    });
    let attempts: Vec<_> = attempts.collect();
    let mut won = 0;
    for attempt in attempts {
        match attempt.await.expect("joined") {
            Ok(_) => won += 1,
            Err(CommandError::Refused(refusal)) => {
                assert_eq!(refusal.code, RefusalCode::AlreadyDone);
                let said = &refusal.message.args;
                assert_eq!(said["action"], json!("通过"));
                assert!(
                    said["who"]
                        .as_str()
                        .is_some_and(|who| who.starts_with("审核员"))
                );
                assert!(
                    said["at"].as_str().is_some_and(|at| at.contains('年')),
                    "{said:?}"
                );
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(notices(&service).await.len(), 2);
}
