use super::*;
use crate::testing::at;

#[tokio::test]
async fn a_name_is_given_once_in_whatever_case() {
    let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
    let store = Store::open("mem://", None, fatal).await.expect("a store");
    let passwords = Passwords::new().expect("passwords");
    let new = |name: &str| NewStaff {
        name: name.to_owned(),
        display_name: String::new(),
        email: String::new(),
        roles: vec![Role::new("reviewer")],
        groups: vec![],
    };
    let password = add(&store, &passwords, new("Wang"), at(0))
        .await
        .expect("added");
    let again = add(&store, &passwords, new("wANG"), at(0)).await;
    assert!(matches!(again, Err(AddError::Taken)), "{again:?}");
    let account = store
        .account_by_name("wang")
        .await
        .expect("read")
        .expect("an account");
    assert!(
        passwords
            .is_right(&password, Some(&account.password_hash))
            .await
            .expect("checked")
    );
    assert!(account.must_change_password);
}

#[tokio::test]
async fn colleagues_are_those_who_may_log_in_with_their_groups_and_whom_they_stand_in_for() {
    let service = crate::testing::service().await;
    let app = &service.app;
    let mut wang = crate::testing::add_account(app, "Wang", &["reviewer"]).await;
    let li = crate::testing::add_account(app, "Li", &["reviewer"]).await;
    let zhao = crate::testing::add_account(app, "Zhao", &["administrator"]).await;
    crate::testing::add_account(app, "Enterprise", &[]).await;
    wang.groups = vec!["法规组".to_owned()];
    wang.absence = Some(crate::store::Absence {
        from: app.today(),
        until: app.today(),
        stand_in: li.id.clone(),
    });
    let changed = AccountChange::new(wang.clone());
    app.store.change_account(&changed).await.expect("changed");
    let disabled = change(app, &wang, &zhao.id, &StaffChange::Disable).await;
    assert!(matches!(disabled, Err(ChangeError::LastAdministrator)));
    let known = known_groups(app).await.expect("asked");
    assert!(known.contains("法规组"));
    let found = colleagues(app).await.expect("asked");
    let names: Vec<&str> = found.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(names, ["Li", "Wang", "Zhao"]);
    assert!(found[0].2.is_for(&wang.id) && !found[2].2.is_for(&wang.id));
    assert!(found[1].2.is(&Performer::Group("法规组".to_owned())));
    change(app, &zhao, &li.id, &StaffChange::Disable)
        .await
        .expect("disabled");
    assert_eq!(colleagues(app).await.expect("asked").len(), 2);
}
