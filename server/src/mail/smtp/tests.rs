use std::time::Instant;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// How long the mail server of a test may take.
const SEND_MAX: Duration = Duration::from_secs(2);

/// Answers with each line in turn: the greeting first, then one for every command and one for the message.
async fn answer(connection: TcpStream, lines: &[&str]) -> std::io::Result<()> {
    let mut connection = BufReader::new(connection);
    let mut is_message = false;
    for (index, line) in lines.iter().enumerate() {
        let mut heard = String::new();
        while index > 0 && (heard.is_empty() || is_message && heard != ".\r\n") {
            heard.clear();
            connection.read_line(&mut heard).await?;
        }
        if *line == "silence" {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        connection
            .write_all(format!("{line}\r\n").as_bytes())
            .await?;
        is_message = line.starts_with("354");
    }
    Ok(())
}

/// Sends a mail to a server that says `lines` and then hangs up.
async fn send(lines: &'static [&'static str]) -> Result<(), SendError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = tokio::spawn(async move {
        let (connection, _) = listener.accept().await.expect("a connection");
        let _ = answer(connection, lines).await;
    });
    let url = format!("smtp://127.0.0.1:{port}");
    let smtp = Smtp {
        send_max: SEND_MAX,
        ..Smtp::from_url(&url).expect("a mail server")
    };
    let message = Message::builder()
        .from("no-reply@example.cn".parse().expect("an address"))
        .to("li@example.com".parse().expect("an address"))
        .body("x".to_owned())
        .expect("a message");
    let begin = Instant::now();
    let sent = smtp.send(&message).await;
    assert!(begin.elapsed() < SEND_MAX + QUIT_MAX * 2, "{lines:?}");
    server.abort();
    sent
}

async fn check(lines: &'static [&'static str], phase: &str, permanent: bool, code: Option<u16>) {
    let error = send(lines).await.expect_err("refused");
    let found = (error.phase, error.permanent, error.code);
    assert_eq!(
        found,
        (phase, permanent, code),
        "{lines:?}: {}",
        error.reason
    );
    assert!(!error.reason.is_empty() && !error.reason.contains('\n'));
}

#[tokio::test]
async fn only_a_refused_recipient_or_message_is_refused_for_good() {
    check(&["554 closed"], "connect", false, Some(554)).await;
    check(&["220 hello", "550 who?"], "connect", false, Some(550)).await;
    check(
        &["220 hello", "250 x", "550 not you"],
        "sender",
        false,
        Some(550),
    )
    .await;
    let lines = &["220 hello", "250 x", "250 x", "450 later"];
    check(lines, "recipient", false, Some(450)).await;
    let lines = &["220 hello", "250 x", "250 x", "550 nobody"];
    check(lines, "recipient", true, Some(550)).await;
    let lines = &["220 hello", "250 x", "250 x", "250 x", "554 no"];
    check(lines, "message", true, Some(554)).await;
    let lines = &[
        "220 hello",
        "250 x",
        "250 x",
        "250 x",
        "354 go on",
        "452 full",
    ];
    check(lines, "message", false, Some(452)).await;
    let lines = &[
        "220 hello",
        "250 x",
        "250 x",
        "250 x",
        "354 go on",
        "554 no",
    ];
    check(lines, "message", true, Some(554)).await;
}

#[tokio::test]
async fn a_server_that_says_nothing_nonsense_or_too_little_is_tried_again() {
    check(&["silence"], "timeout", false, None).await;
    check(&["220 hello", "250 x", "silence"], "timeout", false, None).await;
    check(&[], "connect", false, None).await;
    check(&["HTTP/1.1 400 Bad Request"], "connect", false, None).await;
    check(&["220 hello", "250 x", "250 x"], "recipient", false, None).await;
    let lines = &["220 hello", "250 x", "250 x", "250 x", "354 go on"];
    check(lines, "message", false, None).await;
}

#[tokio::test]
async fn what_was_accepted_is_sent_whatever_becomes_of_the_farewell() {
    let lines = &[
        "220 hello",
        "250 x",
        "250 x",
        "250 x",
        "354 go on",
        "250 taken",
    ];
    assert_eq!(send(lines).await, Ok(()));
    let lines = &[
        "220 hello",
        "250 x",
        "250 x",
        "250 x",
        "354 go on",
        "250 taken",
        "silence",
    ];
    assert_eq!(send(lines).await, Ok(()));
}

#[tokio::test]
async fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let refused = async |hello: &'static str| {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = tokio::spawn(async move {
            let (connection, _) = listener.accept().await.expect("a connection");
            let lines = ["220 x", hello, "250 x", "250 x", "354 x", "250 x", "221 x"];
            let _ = answer(connection, &lines).await;
        });
        let smtp = Smtp::from_url(&format!("smtp://127.0.0.1:{port}")).expect("a mail server");
        let message = Message::builder()
            .from("no-reply@example.cn".parse().expect("an address"))
            .to("李@例子.中国".parse().expect("an address"))
            .body("x".to_owned())
            .expect("a message");
        let sent = smtp.send(&message).await;
        server.abort();
        sent.err()
    };
    let error = refused("250 x").await.expect("refused");
    assert_eq!((error.phase, error.permanent), ("recipient", true));
    assert_eq!(refused("250-x\r\n250 SMTPUTF8").await, None);
}
