//! The words that our own source spells, so that what a file says becomes one of them or nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use pledge::borough::{Borough, SubRegion};
use pledge::column::{Kind, Word, YES_NO_UNKNOWN};
use pledge::returns::Return;
use pledge::returns::agency_assignments::{EXCEPTIONS, JOB_CATEGORIES};

struct Words {
    /// In the order of the alphabet, so that numbers sort as words do.
    sorted: Vec<&'static str>,
    numbers: HashMap<&'static str, u16>,
    boroughs: Vec<Borough>,
    codes: HashMap<&'static str, Borough>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // Two lists fill stored columns that no column of a return is read with.
    let derived = [EXCEPTIONS, JOB_CATEGORIES];
    let declared = Return::ALL
        .into_iter()
        .flat_map(Return::columns)
        .map(|column| list(column.kind));
    let words: BTreeSet<&'static str> = declared
        .chain(derived)
        .flatten()
        .map(|word| word.word)
        .chain(SubRegion::ALL.into_iter().map(SubRegion::word))
        .collect();
    let sorted: Vec<&'static str> = words.into_iter().collect();
    Words {
        numbers: sorted.iter().copied().zip(0_u16..).collect(),
        sorted,
        boroughs: Borough::all().collect(),
        codes: Borough::all()
            .map(|borough| (borough.ons_code(), borough))
            .collect(),
    }
});

/// The words that cells of a column may become.
const fn list(kind: Kind) -> &'static [Word] {
    match kind {
        Kind::Listed(words) => words,
        Kind::YesNoUnknown => YES_NO_UNKNOWN,
        Kind::JobTitle => JOB_CATEGORIES,
        Kind::Registration
        | Kind::Authority
        | Kind::Quarter
        | Kind::YesNo
        | Kind::Day
        | Kind::Money(..)
        | Kind::Hundredths { .. }
        | Kind::Count(_)
        | Kind::Supplier
        | Kind::Reference(_)
        | Kind::Explanation => &[],
    }
}

/// The word of the returns' code lists and of the sub-regions that `text` spells exactly.
#[must_use]
pub fn word(text: &str) -> Option<&'static str> {
    let (word, _) = WORDS.numbers.get_key_value(text)?;
    Some(word)
}

/// The number of a word, which sorts as the word does; good within this process only.
pub(crate) fn number_of(word: &str) -> Option<u16> {
    WORDS.numbers.get(word).copied()
}

/// The word of a number.
pub(crate) fn numbered(number: u16) -> Option<&'static str> {
    WORDS.sorted.get(usize::from(number)).copied()
}

/// The place of a borough in the reference table.
pub(crate) fn place_of(borough: Borough) -> Option<u8> {
    (0_u8..)
        .zip(&WORDS.boroughs)
        .find_map(|(place, known)| (*known == borough).then_some(place))
}

/// The borough at a place of the reference table.
pub(crate) fn placed(place: u8) -> Option<Borough> {
    WORDS.boroughs.get(usize::from(place)).copied()
}

/// The borough that an ONS code names.
pub(crate) fn borough(code: &str) -> Option<Borough> {
    WORDS.codes.get(code).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_only_as_our_source_spells_it() {
        for (text, known) in [
            ("SW", true),
            ("umbrella", true),
            ("unknown", true),
            ("approved", true),
            ("north_central", true),
            ("ALL", true),
            ("sw", false),
            ("social worker", false),
            ("Camden", false),
            ("", false),
        ] {
            assert_eq!(word(text), known.then_some(text), "{text:?}");
        }
    }

    #[test]
    fn numbers_sort_as_the_words_do() {
        let words: Vec<_> = (0..).map_while(numbered).collect();
        assert!(words.is_sorted() && words.len() > 50, "{}", words.len());
        for (number, word) in (0..).zip(words) {
            assert_eq!(number_of(word), Some(number), "{word}");
        }
    }

    #[test]
    fn boroughs_are_found_by_place_and_by_code() {
        for known in Borough::all() {
            assert_eq!(place_of(known).and_then(placed), Some(known));
            assert_eq!(borough(known.ons_code()), Some(known));
        }
        assert_eq!(placed(33), None);
    }
}
