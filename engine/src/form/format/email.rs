//! A mail address that every mail server takes.

use super::definition::Format;

/// The format.
pub const FORMAT: Format = Format::new("email", is_valid).asked_as("email", "email");

/// Longest address, before it and after the `@` (RFC 5321 4.5.3.1), and longest label of a domain.
const LENGTH_MAX: usize = 254;
const LOCAL_LENGTH_MAX: usize = 64;
const LABEL_LENGTH_MAX: usize = 63;

/// Returns whether mail can be sent there: words joined by dots before the `@`, a host's full name after it. What the standards
/// allow beyond that (quoted words, comments, addresses of machines) is refused: no mailbox that people have is so
/// called, and not everything that carries mail can carry it.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    text.len() <= LENGTH_MAX
        && local.len() <= LOCAL_LENGTH_MAX
        && local
            .split('.')
            .all(|word| !word.is_empty() && word.bytes().all(is_word_byte))
        && is_host(domain)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// Labels joined by dots, at least two, the last of which is no number.
fn is_host(domain: &str) -> bool {
    domain.split('.').all(is_label)
        && domain
            .rsplit_once('.')
            .is_some_and(|(_, last)| last.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

fn is_label(label: &str) -> bool {
    (1..=LABEL_LENGTH_MAX).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn only_addresses_that_everything_can_carry_are_accepted() {
        let long = |local: usize, label: usize| {
            format!("{}@{}.example.cn", "a".repeat(local), "b".repeat(label))
        };
        for right in [
            "name@example.cn",
            "li.na+guichet@mail.example.com",
            "o'brien_1@xn--fiqs8s.cn",
            "a@b-c.d1",
            &long(64, 63),
        ] {
            assert!(is_valid(right), "{right} should be accepted");
        }
        for wrong in [
            "",
            "name",
            "name@",
            "@example.cn",
            "admin@qq",
            "\"a b\"@example.cn",
            "\"a\"@example.cn",
            "\"\"@example.cn",
            "a b@example.cn",
            "a\n@example.cn",
            "a@example.cn\r\nBcc: b@example.cn",
            "a@b@example.cn",
            ".a@example.cn",
            "a.@example.cn",
            "a..b@example.cn",
            "a@.example.cn",
            "a@example..cn",
            "a@example.cn.",
            "a@-example.cn",
            "a@example-.cn",
            "a@exam_ple.cn",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a(b)@example.cn",
            "A <a@example.cn>",
            "a,b@example.cn",
            "李@example.cn",
            "a@例子.cn",
            &long(65, 3),
            &long(3, 64),
            &format!("a@{}cn", "b.".repeat(130)),
        ] {
            assert!(!is_valid(wrong), "{wrong:?} should be refused");
        }
    }
}
