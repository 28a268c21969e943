//! A form that may bring files, read part by part: nothing is kept in memory but its short fields.

use std::sync::Arc;

use multer::{Multipart, parse_boundary};
use rocket::data::Data;
use rocket::http::ContentType;
use tokio_util::io::StreamReader;

use super::measured::{Gauge, Measured};
use super::posted::{FORM_BYTES_MAX, PAIRS_MAX, Posted, is_text};
use super::visitor::Visitor;
use crate::reply::PageError;

/// The most that one request with files may hold, in bytes.
const BODY_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most files that one request may bring.
const FILES_MAX: usize = 50;

/// Takes the files of a form, one after another.
pub trait TakeFile {
    /// Takes a file for the input of this name. It need not be read to its end.
    fn take(
        &mut self,
        input: &str,
        file_name: &str,
        content: &mut (dyn tokio::io::AsyncRead + Send + Unpin),
    ) -> impl Future<Output = Result<(), PageError>> + Send;
}

/// Reads a form, `multipart/form-data` or `application/x-www-form-urlencoded`. The token must come before the first file.
///
/// # Errors
/// A page that says what is wrong with the request.
pub async fn read_with_files(
    visitor: &Visitor<'_>,
    content_type: &ContentType,
    data: Data<'_>,
    files: &mut (impl TakeFile + Send),
) -> Result<Posted, PageError> {
    if content_type.is_form() {
        return super::posted::read_urlencoded(visitor, data).await;
    }
    if !content_type.is_form_data() {
        return Err(PageError::unsupported());
    }
    let boundary =
        parse_boundary(content_type.to_string()).map_err(|_| PageError::bad_request())?;
    let gauge = Gauge::new(BODY_BYTES_MAX);
    // One byte more than may come, so that what is too long is not taken for what broke off.
    let body = visitor.open_body(data, BODY_BYTES_MAX + 1);
    let body = Measured::new(body, Arc::clone(&gauge));
    let parts = Multipart::new(body, boundary);
    let read = read_parts(visitor, parts, &gauge, files).await;
    read.map_err(|error| {
        if gauge.is_exceeded() {
            PageError::too_large()
        } else {
            error
        }
    })
}

async fn read_parts(
    visitor: &Visitor<'_>,
    mut parts: Multipart<'_>,
    gauge: &Gauge,
    files: &mut (impl TakeFile + Send),
) -> Result<Posted, PageError> {
    let broken = |_| PageError::bad_request();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let (mut text_bytes, mut count) = (0_u64, 0);
    let mut is_checked = false;
    loop {
        gauge.expect_head();
        let Some(mut part) = parts.next_field().await.map_err(broken)? else {
            return Posted::checked(visitor, pairs);
        };
        gauge.expect_content();
        let name = part.name().unwrap_or_default().to_owned();
        text_bytes += name.len() as u64;
        let Some(file_name) = part.file_name().map(str::to_owned) else {
            let mut text = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                text_bytes += chunk.len() as u64;
                if text_bytes > FORM_BYTES_MAX {
                    return Err(PageError::too_large());
                }
                text.extend_from_slice(&chunk);
            }
            if pairs.len() >= PAIRS_MAX || text_bytes > FORM_BYTES_MAX {
                return Err(PageError::too_large());
            }
            if !is_text(&text) || !is_text(name.as_bytes()) {
                return Err(PageError::bad_request());
            }
            let text = String::from_utf8(text).map_err(|_| PageError::bad_request())?;
            pairs.push((name, text));
            continue;
        };
        // A file input that nobody used is posted with an empty name.
        if file_name.is_empty() {
            continue;
        }
        if !is_checked {
            Posted::checked(visitor, pairs.clone())?;
            is_checked = true;
        }
        count += 1;
        if count > FILES_MAX {
            return Err(PageError::too_large());
        }
        take(files, &name, &file_name, part).await?;
    }
}

/// Hands a file over; what was not wanted of it is read and dropped, so that what follows is found.
async fn take(
    files: &mut (impl TakeFile + Send),
    name: &str,
    file_name: &str,
    part: multer::Field<'_>,
) -> Result<(), PageError> {
    let chunks = futures::stream::try_unfold(part, |mut part| async move {
        let chunk = part.chunk().await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(chunk.map(|chunk| (chunk, part)))
    });
    let mut content = StreamReader::new(Box::pin(chunks));
    files.take(name, file_name, &mut content).await?;
    let rest = tokio::io::copy(&mut content, &mut tokio::io::sink()).await;
    rest.map(|_| ()).map_err(|_| PageError::bad_request())
}
