//! Lists that a member of staff saved by a name: one click leads to them.

use rocket::http::Status;
use rocket::post;

use super::asked::Tab;
use super::filter::{Filter, Query};
use crate::guard::{Limited, Posted, Staff};
use crate::reply::{PageError, Reply, RouteResult};
use crate::store::DeskView;

/// The most lists that one person saves.
pub(super) const VIEWS_MAX: usize = 20;
/// Characters of a list's name.
const NAME_CHARS_MAX: usize = 40;

/// Saves the list that the other inputs say under `name`, or takes away the one of that name: `do` is `save` or `remove`.
#[post("/desk/views", data = "<posted>")]
pub(super) async fn change(staff: Staff<'_>, posted: Posted) -> RouteResult {
    let visitor = &staff.visitor;
    visitor.limit(Limited::Change)?;
    visitor.app.has_disk_space()?;
    let (store, account) = (&visitor.app.store, &staff.login.account.id);
    let name: String = posted.get("name").chars().take(NAME_CHARS_MAX).collect();
    let tab = Tab::find(posted.get("tab")).unwrap_or(Tab::Unclaimed);
    let href = filter(&posted).href("/desk", &[("tab", tab.name())]);
    let mut views = store.desk_views(account).await?;
    views.views.retain(|known| known.name != name);
    match posted.get("do") {
        "remove" => {}
        "save" if name.is_empty() => return Err(PageError::bad_request()),
        "save" if views.views.len() >= VIEWS_MAX => {
            return Err(PageError::new(Status::Conflict, "error-views-many"));
        }
        "save" => views.views.push(DeskView {
            name,
            href: href.clone(),
        }),
        _ => return Err(PageError::bad_request()),
    }
    store.put_desk_views(account, &views).await?;
    Ok(Reply::see_other(href))
}

/// Returns what a list is narrowed to, as it was posted.
fn filter(posted: &Posted) -> Filter {
    let said = |name: &str| Some(posted.get(name)).filter(|said| !said.is_empty());
    Filter::from_query(&Query::of(said))
}
