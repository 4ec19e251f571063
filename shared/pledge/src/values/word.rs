//! Listed words: codes, yes and no.

use super::trimmed;
use crate::column::Word;
use crate::text::folded;

/// A list of words, ready to be looked up in any spelling.
#[derive(Clone, Debug)]
pub struct List {
    words: &'static [Word],
    folded: Vec<(String, &'static str)>,
}

impl List {
    /// The list of these words.
    #[must_use]
    pub fn new(words: &'static [Word]) -> Self {
        let spellings = |word: &'static Word| {
            std::iter::once(word.word)
                .chain(word.also.iter().copied())
                .map(|spelling| (folded(spelling), word.word))
        };
        Self {
            words,
            folded: words.iter().flat_map(spellings).collect(),
        }
    }

    /// The word that `text` is a spelling of, as this program spells it, and whether it was
    /// spelt otherwise.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<(&'static str, bool)> {
        if let Some(word) = self.words.iter().find(|word| word.word == text) {
            return Some((word.word, false));
        }
        let sought = folded(text);
        let spelt = |sought: &str| {
            let mut spellings = self.folded.iter();
            let found = spellings.find(|(spelling, _)| spelling == sought);
            found.map(|(_, word)| (*word, true))
        };
        spelt(&sought).or_else(|| spelt(number(&sought)?))
    }
}

/// A list's number as it is listed, where `text` is one: `01` or `1.0` is 1.
fn number(text: &str) -> Option<&str> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let is_number = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| whole.trim_start_matches('0'))
}

/// Reads yes or no, and says whether it was written otherwise than `Y` or `N`.
#[must_use]
pub fn yes_no(text: &str) -> Option<(bool, bool)> {
    match text {
        "Y" => return Some((true, false)),
        "N" => return Some((false, false)),
        _ => {}
    }
    let inner = trimmed(text);
    let is_any = |words: [&str; 4]| words.iter().any(|word| inner.eq_ignore_ascii_case(word));
    if is_any(["y", "yes", "true", "1"]) {
        Some((true, true))
    } else if is_any(["n", "no", "false", "0"]) {
        Some((false, true))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::agency_assignments::{ENGAGEMENT_TYPES, JOB_CATEGORIES};
    use crate::returns::permanent_leavers::REASONS;

    #[test]
    fn a_listed_word_is_read_in_any_spelling() {
        let categories = List::new(JOB_CATEGORIES);
        let engagements = List::new(ENGAGEMENT_TYPES);
        let reasons = List::new(REASONS);
        for (list, sent, read) in [
            (&categories, "SSW", Some(("SSW", false))),
            (&categories, "ssw", Some(("SSW", true))),
            (&categories, " SSW", Some(("SSW", true))),
            (&categories, "Snr-SW", Some(("SSW", true))),
            (&categories, "Senior social worker", Some(("SSW", true))),
            (&categories, "S5W", None),
            (&categories, "", None),
            (&engagements, "ltd_inside", Some(("ltd_inside", false))),
            (&engagements, "Ltd inside IR35", Some(("ltd_inside", true))),
            (&engagements, "ltd", None),
            (&reasons, "1", Some(("resignation", true))),
            (&reasons, "01", Some(("resignation", true))),
            (&reasons, "1.0", Some(("resignation", true))),
            (&reasons, "10.0", Some(("not_yet_collected", true))),
            (&reasons, "0", None),
            (&reasons, "1.5", None),
            (&reasons, "11", None),
        ] {
            assert_eq!(list.read(sent), read, "{sent:?}");
        }
    }

    #[test]
    fn yes_and_no_have_eight_spellings() {
        for (sent, read) in [
            ("Y", Some((true, false))),
            ("N", Some((false, false))),
            ("y", Some((true, true))),
            ("Yes", Some((true, true))),
            ("TRUE", Some((true, true))),
            ("1", Some((true, true))),
            (" no ", Some((false, true))),
            ("False", Some((false, true))),
            ("0", Some((false, true))),
            ("maybe", None),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(yes_no(sent), read, "{sent:?}");
        }
    }
}
