//! Uploaded files: text with `contentMediaType`, or `format: binary` or `data-url`; or an array of those. The answer is
//! the id of an attachment, or an array of them.

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::form::attachment_rules::AttachmentRules;
use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::compile::schema::EffectiveSchema;
use crate::form::node::{Kind, Node, Place, Shown};
use crate::form::problem::Problem;
use crate::form::view::View;
use crate::message::Message;

/// What the server can receive; `x-attachment` picks among them.
const TYPES: &[&str] = &["image/jpeg", "image/png", "image/gif", "image/bmp"];
const SIZE_BYTES_MAX: u64 = 10 * 1024 * 1024;
const COUNT_MAX: usize = 20;
const SIDE_PIXELS_MAX: u32 = 12_000;
const AREA_PIXELS_MAX: u64 = 60_000_000;

#[derive(Debug)]
struct Attachment {
    rules: AttachmentRules,
}

/// Takes files and lists of files.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let effective = context.effective;
    if is_file(effective) {
        return Some(Arc::new(Attachment {
            rules: rules(compiler, effective, None),
        }));
    }
    if effective.types().contains("array") {
        let items = effective.location("items")?.clone();
        let inner = compiler.merge_schemas(&[items], context.stack)?;
        if is_file(&inner) {
            let count = effective
                .get("maxItems")
                .and_then(Value::as_u64)
                .map_or(COUNT_MAX, |count| {
                    usize::try_from(count).unwrap_or(COUNT_MAX)
                });
            return Some(Arc::new(Attachment {
                rules: rules(compiler, &inner, Some(count.min(COUNT_MAX))),
            }));
        }
    }
    if let Some(location) = effective.location("x-attachment").cloned() {
        compiler.report(
            codes::ATTACHMENT_BROKEN,
            &location,
            true,
            &[("reason", "not-a-file")],
        );
    }
    None
}

impl Kind for Attachment {
    fn control(&self) -> &'static str {
        "attachment"
    }

    fn controls(&self) -> &'static [&'static str] {
        &["attachment"]
    }

    fn attachment_rules(&self) -> Option<&AttachmentRules> {
        Some(&self.rules)
    }

    fn has_single_input(&self) -> bool {
        false
    }

    /// Returns the answer before: files come and go one by one, not with what is posted.
    fn parse(&self, _: &Node, _: &[&str], base: Option<&Value>) -> Option<Value> {
        base.cloned()
    }

    fn check(
        &self,
        node: &Node,
        place: &Place<'_>,
        value: Option<&Value>,
        problems: &mut Vec<Problem>,
    ) {
        let ids = value.and_then(Value::as_array);
        if ids.is_some_and(|ids| ids.len() > self.rules.count_max) {
            let message =
                Message::new("problem-attachment-count").with("limit", self.rules.count_max);
            problems.push(node.problem(place.at, "attachment-count", message));
        }
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_string() || value.is_array()
    }

    fn missing_key(&self) -> &'static str {
        "problem-required-attachment"
    }

    fn problem_code(&self, error: &ValidationErrorKind, _: &Value) -> Option<&'static str> {
        matches!(error, ValidationErrorKind::MaxItems { .. }).then_some("attachment-count")
    }

    fn display(&self, _: &Place<'_>, value: &Value, _: &str) -> String {
        ids(Some(value)).join(", ")
    }

    fn fill_view(&self, view: &mut View, shown: &Shown<'_>) {
        let Shown { builder, value, .. } = *shown;
        view.accept = Some(self.rules.types.join(","));
        view.size_bytes_max = Some(self.rules.size_bytes_max);
        view.count_max = Some(self.rules.count_max);
        view.files = ids(value)
            .iter()
            .filter_map(|id| builder.request.attachments.get(*id).cloned())
            .collect();
        view.can_add = view.open && view.files.len() < self.rules.count_max;
        view.can_remove = view.open;
    }
}

fn ids(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(id)) => vec![id],
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

fn is_file(effective: &EffectiveSchema) -> bool {
    let types = effective.types();
    let is_text = types.iter().eq(["string"].iter()) || types.is_empty();
    let media = effective
        .text("contentMediaType")
        .is_some_and(|media| !media.ends_with("json") && !media.starts_with("text/"));
    is_text && (media || matches!(effective.text("format"), Some("binary" | "data-url")))
}

/// Reports a media type that cannot be taken.
fn report_media_type(compiler: &mut Compiler<'_>, effective: &EffectiveSchema) {
    if let Some(media) = effective.text("contentMediaType")
        && !TYPES.contains(&media)
        && !matches!(media, "image/*" | "*/*" | "application/octet-stream")
        && let Some(location) = effective.location("contentMediaType").cloned()
    {
        let known = TYPES.join(", ");
        let args = [("type", media), ("known", &known)];
        compiler.report(codes::MEDIA_TYPE_UNSUPPORTED, &location, false, &args);
    }
}

/// Returns the rules of a file, or of each of a list of at most so many.
fn rules(
    compiler: &mut Compiler<'_>,
    effective: &EffectiveSchema,
    list: Option<usize>,
) -> AttachmentRules {
    let said = effective
        .get("x-attachment")
        .cloned()
        .unwrap_or(Value::Null);
    let location = effective.location("x-attachment").cloned();
    for (name, value) in said.as_object().into_iter().flatten() {
        let fits = match name.as_str() {
            "types" => value.as_array().is_some_and(|types| {
                !types.is_empty()
                    && types
                        .iter()
                        .all(|name| name.as_str().is_some_and(|name| TYPES.contains(&name)))
            }),
            "size_bytes_max" => value
                .as_u64()
                .is_some_and(|size| (1..=100 * 1024 * 1024).contains(&size)),
            "side_pixels_max" => value
                .as_u64()
                .is_some_and(|side| (1..=65_535).contains(&side)),
            "area_pixels_max" => value
                .as_u64()
                .is_some_and(|area| (1..=200_000_000).contains(&area)),
            _ => false,
        };
        if let Some(location) = &location
            && !fits
        {
            compiler.report(
                codes::ATTACHMENT_BROKEN,
                &location.join(name),
                false,
                &[("reason", name)],
            );
        }
    }
    let number = |name: &str| said.get(name).and_then(Value::as_u64);
    let types = said.get("types").and_then(Value::as_array).map(|types| {
        types
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    });
    if types.is_none() {
        report_media_type(compiler, effective);
    }
    // `contentMediaType` names one type; a type that the server cannot show is left to `x-attachment`.
    let media = effective
        .text("contentMediaType")
        .filter(|media| TYPES.contains(media))
        .map(|media| vec![media.to_owned()]);
    AttachmentRules {
        types: types
            .or(media)
            .unwrap_or_else(|| TYPES.iter().map(|name| (*name).to_owned()).collect()),
        size_bytes_max: number("size_bytes_max").unwrap_or(SIZE_BYTES_MAX),
        count_max: list.unwrap_or(1),
        is_list: list.is_some(),
        side_pixels_max: number("side_pixels_max")
            .and_then(|side| u32::try_from(side).ok())
            .unwrap_or(SIDE_PIXELS_MAX),
        area_pixels_max: number("area_pixels_max").unwrap_or(AREA_PIXELS_MAX),
    }
}
