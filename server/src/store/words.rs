//! What a text is found by: words of letters and digits whole, Chinese text by each two characters that follow one another.

/// Words kept of one text.
const WORDS_MAX: usize = 64;
/// Characters of a word.
const WORD_CHARS_MAX: usize = 40;

/// Returns a text as it is compared: small letters, full-width letters and digits as ordinary ones.
pub(super) fn folded(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    };
    text.chars()
        .map(narrow)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the words of a folded text, each once, in their order, up to a bound.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut run = String::new();
    let mut run_is_chinese = false;
    for letter in text.chars().chain([' ']) {
        let is_part = letter.is_alphanumeric() || letter == '_';
        if !run.is_empty() && (!is_part || is_chinese(letter) != run_is_chinese) {
            add(&mut found, &run, run_is_chinese);
            run.clear();
        }
        if is_part {
            run_is_chinese = is_chinese(letter);
            run.push(letter);
        }
    }
    found.truncate(WORDS_MAX);
    found
}

fn add(found: &mut Vec<String>, run: &str, is_chinese: bool) {
    let letters: Vec<char> = run.chars().take(WORD_CHARS_MAX).collect();
    let width = if is_chinese {
        2.min(letters.len())
    } else {
        letters.len()
    };
    for word in letters.windows(width) {
        let word: String = word.iter().collect();
        if found.len() < WORDS_MAX && !found.contains(&word) {
            found.push(word);
        }
    }
}

/// Returns whether a script is written without blanks between words.
fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(words(&folded(text)), expect, "{text}");
    }

    #[test]
    fn chinese_is_found_by_two_characters_and_the_rest_by_words() {
        check("河北华信", &["河北", "北华", "华信"]);
        check("20261124-7K3M-9QX2", &["20261124", "7k3m", "9qx2"]);
        check("河北 Huaxin贸易", &["河北", "huaxin", "贸易"]);
        check("Wang_01 王", &["wang_01", "王"]);
        check("ＡＢ１２　公司公司", &["ab12", "公司", "司公"]);
        check(" -- ", &[]);
    }

    #[test]
    fn long_texts_have_an_end() {
        let long: String = (0..500).map(|n| format!("w{n} ")).collect();
        assert_eq!(words(&long).len(), WORDS_MAX);
        assert_eq!(words(&"x".repeat(5_000))[0].len(), WORD_CHARS_MAX);
    }
}
