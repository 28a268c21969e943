//! Forms as a browser without scripting deals with them: what a page's form would post, and posting it with files.

use guichet_engine::form::Form;
use guichet_engine::ids::Pointer;
use rocket::http::{ContentType, Header};
use rocket::local::asynchronous::{Client, LocalResponse};
use serde_json::Value;

use super::{csrf, read};

/// Names and values.
pub type Pairs = Vec<(String, String)>;

/// A file to send: the input's name, the file's name, its content.
pub type File = (String, String, Vec<u8>);

/// A small real picture; each number has another.
#[must_use]
pub fn png(number: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(16, 12, |x, y| image::Rgb([x as u8, y as u8, number]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("encoded");
    bytes.into_inner()
}

/// The pairs that the page's main form would post, but for its token and buttons.
#[must_use]
pub fn inputs(html: &str) -> Pairs {
    let from = html.find("<form id=\"form\"").expect("a form");
    let form = &html[from..];
    inputs_in(&form[..form.find("</form>").expect("its end")])
}

/// The pairs of all inputs in a part of a page, but for tokens and buttons.
#[must_use]
pub fn inputs_in(form: &str) -> Pairs {
    let mut pairs = Vec::new();
    for tag in form.split('<').skip(1) {
        let (attributes, text) = tag.split_once('>').expect("a whole tag");
        let has = |name: &str| {
            let mut words = attributes.split_whitespace();
            words.any(|word| word == name)
        };
        let name = attribute(attributes, "name").unwrap_or_default();
        let value = attribute(attributes, "value").unwrap_or_default();
        match attributes.split_whitespace().next().unwrap_or_default() {
            "input" if name.is_empty() || name == "csrf" => {}
            "input" => match attribute(attributes, "type").unwrap_or_default().as_str() {
                "file" => {}
                "checkbox" | "radio" if !has("checked") => {}
                _ => pairs.push((name, value)),
            },
            "select" => pairs.push((name, String::new())),
            "option" if has("selected") => pairs.last_mut().expect("a select").1 = value,
            // The first line break after the tag is not part of the text.
            "textarea" => {
                let text = text.strip_prefix('\n').unwrap_or(text);
                pairs.push((name, unescape(text)));
            }
            _ => {}
        }
    }
    pairs
}

/// The value of an attribute in the text of a tag.
#[must_use]
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[from..];
    Some(unescape(&value[..value.find('"')?]))
}

/// The values of the buttons called `do` that begin with a word.
#[must_use]
pub fn buttons(html: &str, word: &str) -> Vec<String> {
    let tags = html.split("<button").skip(1);
    let values = tags.filter(|tag| tag.contains("name=\"do\""));
    let values = values.filter_map(|tag| attribute(tag, "value"));
    values.filter(|value| value.starts_with(word)).collect()
}

/// The element with this id and all that follows it: enough to see what stands first in it.
#[must_use]
pub fn element<'h>(html: &'h str, id: &str) -> &'h str {
    let at = html.find(&format!("id=\"{id}\""));
    &html[at.unwrap_or_else(|| panic!("no element {id}"))..]
}

/// What the page says is wrong with the field at a pointer.
#[must_use]
pub fn problem_at(html: &str, pointer: &str) -> String {
    let pointer = Pointer::parse(pointer).expect("a pointer");
    let id = guichet_engine::form::html_id(&pointer);
    let part = element(html, &format!("problem-{id}"));
    let text = &part[..part.find("</p>").expect("its end")];
    let text: String = text
        .split('<')
        .filter_map(|tag| tag.split('>').nth(1))
        .collect();
    unescape(text.trim())
}

fn unescape(text: &str) -> String {
    [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The pairs of an example's answers and secrets, as its form would post them; files are left out.
#[must_use]
pub fn pairs_of(form: &Form, example: &Value) -> Pairs {
    let mut pairs = Vec::new();
    collect(form, &Pointer::root(), &example["answers"], &mut pairs);
    for (pointer, secret) in example["secrets"].as_object().into_iter().flatten() {
        let secret = secret.as_str().expect("a text");
        pairs.push((pointer.clone(), secret.to_owned()));
    }
    pairs
}

fn collect(form: &Form, at: &Pointer, value: &Value, pairs: &mut Pairs) {
    let is_file = form
        .node(at)
        .is_some_and(|node| node.attachment_rules().is_some());
    match value {
        _ if is_file => {}
        Value::Object(members) => {
            for (name, value) in members {
                collect(form, &at.join(name), value, pairs);
            }
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                collect(form, &at.join(index), item, pairs);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(form, at, item, pairs);
            }
        }
        Value::String(text) => pairs.push((at.to_string(), text.clone())),
        other => pairs.push((at.to_string(), other.to_string())),
    }
}

/// Sets the value of a name, in place of what is there.
pub fn set(pairs: &mut Pairs, name: &str, value: &str) {
    pairs.retain(|(own, _)| own != name);
    pairs.push((name.to_owned(), value.to_owned()));
}

/// The value of a name.
#[must_use]
pub fn value<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    let found = pairs.iter().find(|(own, _)| own == name);
    found.map_or("", |(_, value)| value)
}

/// Presses a button of a form: posts everything with it, as `multipart/form-data`. The text of a redirect is its `Location`.
pub async fn press(
    client: &Client,
    path: &str,
    button: &str,
    pairs: &Pairs,
    files: &[File],
) -> (u16, String) {
    read(press_raw(client, path, button, pairs, files, None).await).await
}

/// As [`press`], asking for one part of the page, with the whole response.
pub async fn press_raw<'c>(
    client: &'c Client,
    path: &str,
    button: &str,
    pairs: &Pairs,
    files: &[File],
    part: Option<&str>,
) -> LocalResponse<'c> {
    let mut all = vec![("csrf".to_owned(), csrf(client).await)];
    all.extend(pairs.iter().cloned());
    all.push(("do".to_owned(), button.to_owned()));
    let mut request = send(client, path, "limit", multipart("limit", &all, files));
    if let Some(part) = part {
        request.add_header(Header::new("X-Guichet-Part", part.to_owned()));
    }
    Box::pin(request.dispatch()).await
}

/// A request with a body of parts.
pub fn send<'c>(
    client: &'c Client,
    path: &str,
    boundary: &str,
    body: Vec<u8>,
) -> rocket::local::asynchronous::LocalRequest<'c> {
    let content_type =
        ContentType::new("multipart", "form-data").with_params(("boundary", boundary.to_owned()));
    client
        .post(path.to_owned())
        .header(content_type)
        .header(Header::new("Sec-Fetch-Site", "same-origin"))
        .body(body)
}

/// The body of a form with files.
#[must_use]
pub fn multipart(boundary: &str, pairs: &Pairs, files: &[File]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
    }
    for (name, file_name, content) in files {
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{boundary}--\r\n").as_bytes());
    body
}

#[test]
fn a_page_is_read_as_a_browser_reads_it() {
    let html = "<p>before</p><form id=\"form\" method=\"post\"><input type=\"hidden\" name=\"csrf\" value=\"x\">\
        <input name=\"&#x2f;a\" value=\"1 &amp; &quot;2&quot;\"><input type=\"checkbox\" name=\"b\" value=\"no\">\
        <input type=\"checkbox\" name=\"b\" value=\"yes\" checked><select name=\"c\"><option value=\"\">-</option>\
        <option value=\"d\" selected>D</option></select><textarea name=\"e\">\nf\n&lt;g&gt;</textarea>\
        <button name=\"do\" value=\"add-row &#x2f;h\">+</button></form><input name=\"out\" value=\"side\">";
    let pairs = inputs(html);
    let expect = [
        ("/a", "1 & \"2\""),
        ("b", "yes"),
        ("c", "d"),
        ("e", "f\n<g>"),
    ];
    assert_eq!(pairs.len(), expect.len());
    for ((name, value), (own, expect)) in pairs.iter().zip(expect) {
        assert_eq!((name.as_str(), value.as_str()), (own, expect));
    }
    assert_eq!(buttons(html, "add-row"), ["add-row /h"]);
}
