//! A client that costs little beside the server it measures: HTTP/1.1 over one kept connection, with cookies.

use std::collections::BTreeMap;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One visitor on one connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    host: String,
    cookies: BTreeMap<String, String>,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// `Location`, of a redirect.
    pub location: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    /// Connects to `127.0.0.1:<port>`.
    pub async fn connect(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port))
            .await
            .expect("a connection");
        stream.set_nodelay(true).expect("an option");
        Self {
            stream,
            host: format!("127.0.0.1:{port}"),
            cookies: BTreeMap::new(),
            buffer: Vec::with_capacity(64 * 1024),
        }
    }

    /// Connects again, with the cookies it has.
    pub async fn connect_again(&mut self, port: u16) {
        let cookies = std::mem::take(&mut self.cookies);
        *self = Self {
            cookies,
            ..Self::connect(port).await
        };
    }

    /// Forgets a cookie.
    pub fn forget(&mut self, name: &str) {
        self.cookies.remove(name);
    }

    /// Keeps a cookie from elsewhere.
    pub fn keep(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Gets a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let head = self.head("GET", path);
        self.send(format!("{head}\r\n").as_bytes()).await
    }

    /// Posts pairs as a browser would.
    pub async fn post(&mut self, path: &str, body: &str) -> Answer {
        let head = self.head("POST", path);
        let request = format!(
            "{head}Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.send(request.as_bytes()).await
    }

    /// Uploads a file to a field of a form, as the page does without scripting.
    pub async fn upload(&mut self, path: &str, csrf: &str, field: &str, file: &[u8]) -> Answer {
        const BOUNDARY: &str = "a-boundary-that-no-file-has";
        let mut body = Vec::new();
        for (name, value) in [("csrf", csrf), ("do", &format!("upload {field}"))] {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"scan\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(part.into_bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        let head = self.head("POST", path);
        let head = format!(
            "{head}Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), &body].concat()).await
    }

    fn head(&self, method: &str, path: &str) -> String {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = if cookies.is_empty() {
            String::new()
        } else {
            format!("Cookie: {}\r\n", cookies.join("; "))
        };
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{cookies}",
            self.host
        )
    }

    async fn send(&mut self, request: &[u8]) -> Answer {
        self.stream.write_all(request).await.expect("sent");
        self.buffer.clear();
        let head = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.fill().await;
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).into_owned();
        let mut lines = text.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1)?.parse().ok())
            .expect("a status");
        let (mut length, mut location) = (0, String::new());
        for line in lines {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().expect("a length"),
                "location" => value.clone_into(&mut location),
                "set-cookie" => {
                    let pair = value.split(';').next().unwrap_or_default();
                    let (name, value) = pair.split_once('=').unwrap_or_default();
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        while self.buffer.len() < head + length {
            self.fill().await;
        }
        Answer {
            status,
            location,
            body: self.buffer[head..head + length].to_vec(),
        }
    }

    async fn fill(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.expect("read");
        assert!(read > 0, "the server closed the connection");
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|part| part == what)
}

/// The token of a page's forms.
#[must_use]
pub fn token(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let mark = "name=\"csrf\" value=\"";
    let at = page.find(mark).expect("a token") + mark.len();
    page[at..].split('"').next().unwrap_or_default().to_owned()
}

/// A member of staff who has logged in and taken a password of their own; with the token of their forms.
pub async fn first_log_in(
    port: u16,
    name: &str,
    one_time: &str,
    password: &str,
) -> (Client, String) {
    let mut client = Client::connect(port).await;
    let csrf = token(&client.get("/login").await.body);
    let log_in = format!("csrf={csrf}&next=&name={name}&password={one_time}");
    assert_eq!(client.post("/login", &log_in).await.status, 303);
    let csrf = token(&client.get("/account/password").await.body);
    let change =
        format!("csrf={csrf}&old={one_time}&password={password}&password_again={password}");
    assert_eq!(client.post("/account/password", &change).await.status, 303);
    let csrf = token(&client.get("/account/password").await.body);
    (client, csrf)
}

/// Submits an application of the plain form; gives its reference number.
pub async fn submitted(port: u16) -> String {
    let mut client = Client::connect(port).await;
    let csrf = token(&client.get("/register").await.body);
    let begin = format!("csrf={csrf}&type=plain&agree=yes");
    client.post("/register", &begin).await;
    let form = format!("csrf={csrf}&do=check{}", crate::definitions::filled());
    client.post("/apply/plain", &form).await;
    let done = client
        .post("/apply/plain/submit", &format!("csrf={csrf}"))
        .await;
    let reference = done.location.strip_prefix("/apply/plain/received/");
    reference.expect("a reference").to_owned()
}
