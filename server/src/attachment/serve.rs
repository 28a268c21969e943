//! Giving files out. Whether somebody may see one is for the routes to know.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use guichet_engine::form::view::AttachmentView;
use object_store::ObjectStoreExt;
use rocket::http::ContentType;
use tokio_util::io::StreamReader;

use super::{Attachments, original, preview};
use crate::reply::{PageError, Reply, RouteResult};
use crate::store::AttachmentRow;

/// How long a browser may keep a file, in seconds: it never changes, but a shared computer should forget it.
const CACHE_S: u32 = 600;

impl Attachments {
    /// The file, or its reduced picture, as an answer that no browser takes for anything but a picture.
    ///
    /// # Errors
    /// When it is not there, or the place where files are kept fails.
    pub async fn reply(&self, row: &AttachmentRow, reduced: bool) -> RouteResult {
        let path = if reduced {
            preview(&row.id)
        } else {
            original(&row.id)
        };
        let found = match self.files.get(&path).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Err(PageError::not_found()),
            Err(error) => return Err(PageError::internal(&error)),
        };
        let content_type = if reduced {
            ContentType::JPEG
        } else {
            ContentType::parse_flexible(&row.media_type).unwrap_or(ContentType::Binary)
        };
        let name: String = url::form_urlencoded::byte_serialize(row.file_name.as_bytes()).collect();
        let name = name.replace('+', "%20");
        let length = found.meta.size;
        let content = StreamReader::new(found.into_stream().map_err(std::io::Error::other));
        let version = if reduced { "-preview" } else { "" };
        Ok(Reply::stream(content_type, length, content)
            .with_header("ETag", format!("\"{}{version}\"", row.sha256))
            .with_header(
                "Content-Disposition",
                format!("inline; filename*=UTF-8''{name}"),
            )
            .with_header("X-Content-Type-Options", "nosniff")
            .with_header(
                "Content-Security-Policy",
                "default-src 'none'; frame-ancestors 'none'; sandbox",
            )
            .with_header("Cache-Control", format!("private, max-age={CACHE_S}")))
    }
}

/// What pages know of uploaded files, by id; `base` is the address below which they are fetched.
#[must_use]
pub fn views(rows: &[AttachmentRow], base: &str) -> BTreeMap<String, AttachmentView> {
    let view = |row: &AttachmentRow| {
        let url = format!("{base}/attachments/{}", row.id);
        let view = AttachmentView {
            id: row.id.clone(),
            file_name: row.file_name.clone(),
            size_bytes: row.size_bytes,
            preview_url: format!("{url}/preview"),
            url,
        };
        (row.id.clone(), view)
    };
    rows.iter().map(view).collect()
}
