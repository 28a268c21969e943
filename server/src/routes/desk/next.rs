//! What is to be done next.

use rocket::get;

use super::asked::{Asked, Tab};
use super::filter::Filter;
use crate::guard::Staff;
use crate::reply::{Reply, RouteResult};
use crate::store::PAGE_SIZE;

/// Sends on to what is to be done next: what whoever asks has, soonest due first, else what they may claim. `but` is what they come
/// from.
#[get("/desk/next?<but>")]
pub(super) async fn next(staff: Staff<'_>, but: Option<&str>) -> RouteResult {
    let asked = Asked::new(&staff.visitor, &staff.login);
    for tab in [Tab::Assigned, Tab::Unclaimed] {
        let page = asked.rows(tab, &Filter::default(), "", PAGE_SIZE).await?;
        let mut rows = page.rows.iter();
        let next = rows.find(|task| {
            let is_other = but.is_none_or(|but| task.reference != but);
            is_other && (tab == Tab::Assigned || asked.may_claim(task))
        });
        if let Some(task) = next {
            return Ok(Reply::see_other(format!("/desk/{}", task.reference)));
        }
    }
    Ok(Reply::see_other("/desk?done=nothing-next"))
}
