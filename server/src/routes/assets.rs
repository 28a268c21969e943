//! Style sheets, scripts and pictures, under addresses that change with their content.

use std::sync::Arc;

use rocket::http::ContentType;
use rocket::{Route, State, get, routes};

use crate::app::AppRef;
use crate::reply::{PageError, Reply, RouteResult};

pub(super) fn routes() -> Vec<Route> {
    routes![asset]
}

#[get("/assets/<hash>/<name>")]
fn asset(app: &State<AppRef>, hash: &str, name: &str) -> RouteResult {
    let live = app.definitions.live();
    let found = live
        .templates
        .assets
        .get(name)
        .ok_or_else(PageError::not_found)?;
    let content_type = ContentType::parse_flexible(found.media_type).unwrap_or(ContentType::Binary);
    let (text, packed) = (Arc::clone(&found.text), Arc::clone(&found.packed));
    let reply = Reply::packable(content_type, move |is_packed| {
        if is_packed {
            packed.to_vec()
        } else {
            text.as_bytes().to_vec()
        }
    });
    // A page drawn just before a change still asks for the old address: it gets what there is, but keeps it for no time.
    let cache = if found.hash == hash {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Ok(reply.with_header("Cache-Control", cache))
}
