//! What was typed on the page of a case is kept, and the page shown with it: in another language, where one was chosen.

use rocket::{get, post};

use super::carry_out::keep_all;
use super::found::{after_act, find};
use super::typed;
use crate::guard::{Limited, Posted, Staff, StaffPost};
use crate::reply::{Reply, RouteResult};

#[post("/desk/<reference>/draft", data = "<posted>")]
pub(super) async fn keep(staff: StaffPost<'_>, reference: &str, posted: Posted) -> RouteResult {
    let staff = staff.logged_in(typed::sent(&posted))?;
    staff.visitor.limit(Limited::Change)?;
    staff.visitor.app.has_disk_space()?;
    let found = find(&staff, reference).await?;
    keep_all(&staff, &found, typed::whole(&posted).as_ref()).await?;
    let query = match posted.get("lang") {
        "" => "done=kept".to_owned(),
        language => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("lang", language);
            query.finish()
        }
    };
    let reference = &found.row.case.reference;
    Ok(Reply::see_other(format!("/desk/{reference}?{query}")))
}

/// As [`after_act`].
#[get("/desk/<reference>/draft")]
pub(super) async fn after_keep(staff: Staff<'_>, reference: &str) -> RouteResult {
    after_act(staff, reference).await
}
