//! Uploaded files, without a form.

use guichet_engine::form::AttachmentRules;
use guichet_engine::ids::Pointer;

use super::form::png;
use crate::app::App;
use crate::store::{AttachmentRow, Owner};

/// Uploads a small picture for a draft.
pub async fn upload(app: &App) -> AttachmentRow {
    let rules = AttachmentRules {
        types: vec!["image/png".to_owned()],
        size_bytes_max: 1_000_000,
        count_max: 1,
        is_list: false,
        side_pixels_max: 1_000,
        area_pixels_max: 1_000_000,
    };
    let content = png(7);
    let (owner, field) = (Owner::draft("d"), Pointer::root());
    let mut file = content.as_slice();
    let row = app
        .attachments
        .from_address(std::net::Ipv4Addr::LOCALHOST.into())
        .receive(&mut file, "a.png", &rules, &owner, &field, super::at(1));
    let row = row.await.expect("received");
    app.store.put_attachment(&row).await.expect("stored");
    row
}
