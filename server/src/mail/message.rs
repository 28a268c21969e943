//! From a drawn mail to the bytes that mail servers exchange.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::draw::Drawn;
use super::send_error::SendError;
use crate::store::MailRow;

/// Builds the message. The same row gives the same `Message-ID` and `Date` each time, so that a mail that arrives twice
/// is known to be one.
///
/// # Errors
/// When the recipient is no address.
pub(super) fn build(
    row: &MailRow,
    drawn: Drawn,
    from: &Mailbox,
    host: &str,
) -> Result<Message, SendError> {
    let created = Duration::try_from(row.created.as_duration()).unwrap_or_default();
    Message::builder()
        .message_id(Some(format!("<{}@{host}>", row.id)))
        .date(UNIX_EPOCH + created)
        .from(from.clone())
        .to(Mailbox::new(None, address(&row.to)?))
        .subject(drawn.subject)
        // Programs that answer for people on holiday leave such mails alone (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(drawn.text, drawn.html))
        .map_err(|error| SendError::permanent("message", &error.to_string()))
}

fn address(text: &str) -> Result<Address, SendError> {
    let refused = || SendError::permanent("address", "the recipient is not a mail address");
    if text.chars().any(|one| one.is_control() || one == ' ') {
        return Err(refused());
    }
    text.parse().map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};
    use serde_json::json;

    use jiff::Timestamp;

    use super::*;
    use crate::mail::outbox_row;

    const CREATED: Timestamp = Timestamp::constant(1_795_482_300, 0);

    fn row(to: &str) -> MailRow {
        let mut row = outbox_row("received", to, "zh-CN", &json!({}), None, CREATED);
        row.id = "0123".to_owned();
        row
    }

    fn drawn(subject: &str) -> Drawn {
        Drawn {
            subject: subject.to_owned(),
            text: "您好！\n.\n".to_owned(),
            html: "<p>您好！</p>".to_owned(),
        }
    }

    fn from() -> Mailbox {
        "单一窗口 <no-reply@example.cn>".parse().expect("a mailbox")
    }

    #[test]
    fn a_message_has_both_parts_and_says_what_it_is() {
        let message = build(
            &row("li@example.com"),
            drawn("已收到您的申请（HB1）"),
            &from(),
            "window.example.cn",
        );
        let bytes = message.expect("a message").formatted();
        assert!(bytes.is_ascii(), "any mail server can take it");
        let parsed = MessageParser::default().parse(&bytes).expect("a mail");
        assert_eq!(parsed.message_id(), Some("0123@window.example.cn"));
        assert_eq!(parsed.subject(), Some("已收到您的申请（HB1）"));
        assert_eq!(
            parsed.date().map(|date| date.to_rfc3339()).as_deref(),
            Some("2026-11-24T01:05:00Z")
        );
        assert_eq!(
            parsed.header_raw("Auto-Submitted").map(str::trim),
            Some("auto-generated")
        );
        let from = parsed.from().and_then(|from| from.first()).expect("from");
        assert_eq!(
            (from.name(), from.address()),
            (Some("单一窗口"), Some("no-reply@example.cn"))
        );
        assert!(parsed.is_content_type("multipart", "alternative"));
        let text = parsed.body_text(0).expect("text").replace("\r\n", "\n");
        assert_eq!(text.trim_end(), "您好！\n.");
        assert_eq!(
            parsed.body_html(0).expect("html").trim_end(),
            "<p>您好！</p>"
        );
    }

    #[test]
    fn no_recipient_can_bring_a_header_or_a_command() {
        for to in [
            "",
            "li",
            "@example.com",
            "li@example.com\r\nBcc: wang@example.com",
            "li@example.com\nX: y",
            "\"li\r\nRCPT TO:<wang@example.com>\"@example.com",
            "li@example.com, wang@example.com",
            "li@example.com>",
            "<li@example.com>",
            "li wang@example.com",
        ] {
            let refused = build(&row(to), drawn("x"), &from(), "localhost").expect_err(to);
            assert_eq!(
                (refused.permanent, refused.phase),
                (true, "address"),
                "{to:?}"
            );
        }
        for to in ["li@example.com", "李@例子.中国", "li+x@example.com"] {
            assert!(
                build(&row(to), drawn("x"), &from(), "localhost").is_ok(),
                "{to}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_form_takes_as_a_mail_address_can_be_sent_to(
            typed in "([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~\"(),:;<>@ -]{1,12}|\\PC{1,8}|.{1,8})@([a-z0-9.-]{1,16}|\\[[0-9a-f.:]{1,8}\\]|\\PC{1,12})\\.[a-z0-9]{1,3}"
        ) {
            let sent = build(&row(&typed), drawn("x"), &from(), "localhost");
            let is_accepted = guichet_engine::form::is_email(&typed);
            proptest::prop_assert!(!is_accepted || sent.is_ok(), "{typed:?}");
            if let (true, Ok(message)) = (is_accepted, sent) {
                let to: Vec<String> = message.envelope().to().iter().map(ToString::to_string).collect();
                proptest::prop_assert_eq!(to, [typed]);
            }
        }
    }

    #[test]
    fn no_subject_can_bring_a_header() {
        let message = build(
            &row("li@example.com"),
            drawn("x\r\nBcc: wang@example.com\r\n\r\nhello"),
            &from(),
            "localhost",
        );
        let bytes = message.expect("a message").formatted();
        let parsed = MessageParser::default().parse(&bytes).expect("a mail");
        assert!(parsed.bcc().is_none());
    }
}
