//! Members of staff: before administrators, and their own page.

use guichet_engine::message::Message;
use jiff::Timestamp;
use serde::Serialize;

use super::{Page, ProblemLine, Reader, SAMPLE_NOW};
use crate::ms;

/// `admin/users.html`: staff.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UsersPage {
    /// Every member of staff.
    pub users: Vec<UserView>,
    /// The problems of the one being added, by input: `name`, `display_name`, `email`, `roles`.
    pub problems: Vec<ProblemLine>,
    /// The values typed.
    pub typed: UserView,
    /// The one-time password of the one just made or reset: shown once.
    pub made: Option<UserMade>,
    /// Every group that there is.
    pub groups: Vec<String>,
}

/// `admin/user.html`: one member of staff.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UserPage {
    /// The member of staff, with what was typed.
    pub user: UserView,
    /// The problems by input: `display_name`, `email`, `roles`, `groups`; `from`, `until`, `stand_in`.
    pub problems: Vec<ProblemLine>,
    /// Every group that there is.
    pub groups: Vec<String>,
    /// Their absence.
    pub absence: AbsenceView,
}

/// `admin/accounts.html`: an account by its name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountsPage {
    /// The name typed.
    pub name: String,
    /// The account of that name.
    pub found: Option<AccountFound>,
    /// Set if there is none.
    pub is_missing: bool,
    /// Why nothing was changed.
    pub problem: Option<Message>,
}

/// An account, as administrators see it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AccountFound {
    /// Id.
    pub id: String,
    /// Login name.
    pub name: String,
    /// Name.
    pub person: String,
    /// E-mail.
    pub email: String,
    /// Set if it is a member of staff's.
    pub staff: bool,
    /// Set if an administrator has turned it off.
    pub off: bool,
    /// Since when, where it is an applicant's.
    #[serde(with = "ms::optional")]
    pub off_since: Option<Timestamp>,
    /// Set if somebody may log in with it.
    pub active: bool,
    /// Logins that hold.
    pub logins: usize,
    /// When one of them was used last.
    #[serde(with = "ms::optional")]
    pub seen: Option<Timestamp>,
}

/// `account_staff.html`: the own page of a member of staff.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StaffPage {
    /// The name of whoever it was.
    pub user: UserView,
    /// The problems by input: `from`, `until`, `stand_in`.
    pub problems: Vec<ProblemLine>,
    /// Their absence.
    pub absence: AbsenceView,
    /// Those for whom they stand in today.
    pub stands_in_for: Vec<String>,
}

/// The absence of a member of staff, posted as `from`, `until` and `stand_in` with `do=absent`, or `do=present`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AbsenceView {
    /// The address to post to.
    pub action: String,
    /// The first day: `2026-11-30`.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The id of whoever stands in.
    pub stand_in: String,
    /// The name of whoever stands in, where an absence is noted that is not over.
    pub noted: Option<String>,
    /// The colleagues who may stand in.
    pub colleagues: Vec<ColleagueView>,
}

/// Somebody to choose.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ColleagueView {
    /// The account's id.
    pub id: String,
    /// The name people call them by.
    pub name: String,
}

/// A member of staff.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UserView {
    /// Id.
    pub id: String,
    /// Login name.
    pub name: String,
    /// Name.
    pub display_name: String,
    /// E-mail.
    pub email: String,
    /// Every role there is, those that they hold among them.
    pub roles: Vec<RoleView>,
    /// Groups.
    pub groups: Vec<String>,
    /// Set if they are absent today.
    pub absent: bool,
    /// Set if it is turned off.
    pub disabled: bool,
    /// Set if a code is asked for beside the password.
    pub has_second_factor: bool,
    /// Set if it is the viewer's own.
    pub is_viewer: bool,
}

/// A role of staff.
#[derive(Clone, Debug, Serialize)]
pub struct RoleView {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Set if they hold it.
    pub held: bool,
}

/// A one-time password, shown once.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UserMade {
    /// Login name.
    pub name: String,
    /// Password.
    pub password: String,
}

impl AbsenceView {
    /// Returns an absence that is noted, or none.
    fn sample(noted: bool) -> Self {
        let text = |text: &str| {
            if noted {
                text.to_owned()
            } else {
                String::new()
            }
        };
        Self {
            action: "/account".to_owned(),
            from: text("2026-11-30"),
            until: text("2026-12-04"),
            stand_in: text("li"),
            noted: noted.then(|| "李审核".to_owned()),
            colleagues: vec![ColleagueView {
                id: "li".to_owned(),
                name: "李审核".to_owned(),
            }],
        }
    }
}

impl UserView {
    fn sample(name: &str, is_viewer: bool, disabled: bool) -> Self {
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            display_name: "王审核".to_owned(),
            email: format!("{name}@example.com"),
            roles: RoleView::samples(),
            groups: vec!["法规组".to_owned()],
            absent: !disabled,
            disabled,
            has_second_factor: !disabled,
            is_viewer,
        }
    }
}

impl RoleView {
    fn samples() -> Vec<Self> {
        let role = |(name, title, held): (&str, &str, bool)| Self {
            name: name.to_owned(),
            title: title.to_owned(),
            held,
        };
        let all = [
            ("archivist", "档案员", false),
            ("reviewer", "审核员", true),
            ("administrator", "管理员", true),
        ];
        all.map(role).to_vec()
    }
}

fn sample_groups() -> Vec<String> {
    ["法规组", "财务组"].map(str::to_owned).to_vec()
}

impl Page for UsersPage {
    const TEMPLATE: &'static str = "admin/users.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let full = Self {
            users: vec![
                UserView::sample("wang", true, false),
                UserView::sample("li", false, false),
                UserView::sample("zhao", false, true),
            ],
            problems: ProblemLine::samples(&["name", "display_name", "email", "roles", "groups"]),
            typed: UserView::sample("", false, false),
            made: Some(UserMade {
                name: "li".to_owned(),
                password: "Kd9-Xy7_qm2".to_owned(),
            }),
            groups: sample_groups(),
        };
        vec![full, Self::default()]
    }
}

impl Page for AccountsPage {
    const TEMPLATE: &'static str = "admin/accounts.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let on = AccountFound {
            id: "a".to_owned(),
            name: "Example_01".to_owned(),
            person: "示例".to_owned(),
            active: true,
            logins: 2,
            seen: Some(SAMPLE_NOW),
            ..AccountFound::default()
        };
        let off = AccountFound {
            off: true,
            off_since: Some(SAMPLE_NOW),
            active: false,
            logins: 0,
            seen: None,
            email: "admin@example.com".to_owned(),
            ..on.clone()
        };
        let staff = AccountFound {
            staff: true,
            off_since: None,
            ..off.clone()
        };
        let page = |found: AccountFound| Self {
            name: found.name.clone(),
            found: Some(found),
            ..Self::default()
        };
        let missing = Self {
            name: "nobody".to_owned(),
            is_missing: true,
            ..Self::default()
        };
        let mut changed = page(on.clone());
        changed.problem = Some(Message::new("problem-users-changed"));
        vec![
            Self::default(),
            page(on),
            page(off),
            page(staff),
            missing,
            changed,
        ]
    }
}

impl Page for UserPage {
    const TEMPLATE: &'static str = "admin/user.html";
    const READER: Reader = Reader::Administrator;

    fn samples() -> Vec<Self> {
        let colleague = Self {
            user: UserView::sample("li", false, false),
            problems: ProblemLine::samples(&["email", "from", "until", "stand_in"]),
            groups: sample_groups(),
            absence: AbsenceView::sample(true),
        };
        let own = Self {
            user: UserView::sample("wang", true, false),
            absence: AbsenceView::sample(false),
            ..Self::default()
        };
        vec![colleague, own]
    }
}

impl Page for StaffPage {
    const TEMPLATE: &'static str = "account_staff.html";
    const READER: Reader = Reader::Reviewer;

    fn samples() -> Vec<Self> {
        let absent = Self {
            user: UserView::sample("wang", true, false),
            problems: ProblemLine::samples(&["until"]),
            absence: AbsenceView::sample(true),
            stands_in_for: vec!["示例".to_owned(), "示例".to_owned()],
        };
        let here = Self {
            user: UserView {
                groups: Vec::new(),
                ..UserView::sample("wang", true, false)
            },
            absence: AbsenceView::sample(false),
            ..Self::default()
        };
        vec![absent, here]
    }
}
