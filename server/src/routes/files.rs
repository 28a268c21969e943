//! Giving uploaded files out. Whether somebody may see one is for the route to know that asks.

use rocket::http::{ContentType, Status};

use crate::attachment::{ReadError, Stored, fitting};
use crate::core::Core;
use crate::reply::{PageError, Reply, RouteResult};
use crate::service::stored_files;
use crate::store::AttachmentRow;

fn refused(error: ReadError) -> PageError {
    let key = match error {
        ReadError::Missing => "error-file-missing",
        ReadError::Changed => "error-file-changed",
        ReadError::Storage(_) => return PageError::internal(&error),
    };
    PageError::new(Status::InternalServerError, key)
}

/// Answers with a file, or its reduced picture, such that no browser takes it for anything but a picture.
///
/// # Errors
/// When it is not there, or the place where files are kept fails.
pub(crate) async fn reply(core: &Core, row: &AttachmentRow, reduced: bool) -> RouteResult {
    let stored = if reduced {
        let found = core.attachments.read_preview(row).await;
        let found = found.map_err(|error| PageError::internal(&error))?;
        found.ok_or_else(PageError::not_found)?
    } else {
        let content = stored_files::read(core, row).await.map_err(refused)?;
        Stored {
            length: content.len() as u64,
            content: Box::new(std::io::Cursor::new(content)),
        }
    };
    let content_type = if reduced {
        ContentType::JPEG
    } else {
        ContentType::parse_flexible(&row.media_type).unwrap_or(ContentType::Binary)
    };
    let media_type = if reduced {
        "image/jpeg"
    } else {
        row.media_type.as_str()
    };
    let name = fitting(&row.file_name, media_type);
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let name = name.replace('+', "%20");
    let version = if reduced { "-preview" } else { "" };
    Ok(Reply::stream(content_type, stored.length, stored.content)
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
        // A shared computer keeps no scan of somebody's papers.
        .with_header("Cache-Control", "private, no-store"))
}

#[cfg(test)]
mod tests {
    use crate::attachment::place_of;
    use crate::testing::{self, file::upload, get};

    #[rocket::async_test]
    async fn a_file_that_is_missing_or_changed_is_shown_as_that() {
        let service = testing::service().await;
        let row = upload(&service.app).await;
        let path = format!("/testing/attachments/{}", row.id);
        assert_eq!(get(&service.client, &path).await.0, 200);
        let folder = service.app.config.attachments_url();
        let folder = folder.strip_prefix("file://").expect("a folder");
        let file = std::path::Path::new(folder).join(place_of(&row.id));
        let kept = std::fs::read(&file).expect("read");
        // One bit, the length as it was.
        let mut bytes = kept.clone();
        bytes[40] ^= 1;
        for (content, words) in [
            (Some(bytes), "not as it was uploaded"),
            (None, "is missing now"),
        ] {
            match content {
                Some(content) => std::fs::write(&file, content).expect("written"),
                None => std::fs::remove_file(&file).expect("removed"),
            }
            let (status, page) = get(&service.client, &format!("{path}?lang=en")).await;
            assert_eq!(status, 500);
            assert!(page.contains(words), "{page}");
            assert_eq!(service.app.alerts.all().len(), 1);
        }
        std::fs::write(&file, kept).expect("written");
        assert_eq!(get(&service.client, &path).await.0, 200);
        assert_eq!(service.app.alerts.all(), []);
    }
}
