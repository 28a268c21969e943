//! The landing page, and the single window with its entries.

use rocket::{Route, get, routes};

use crate::guard::Visitor;
use crate::reply::RouteResult;
use crate::view::page::{PortalPage, WindowPage};

pub(super) fn routes() -> Vec<Route> {
    routes![portal, window]
}

#[get("/")]
fn portal(visitor: Visitor<'_>) -> RouteResult {
    visitor.page(&PortalPage {})
}

#[get("/window")]
fn window(visitor: Visitor<'_>) -> RouteResult {
    visitor.page(&WindowPage {})
}
