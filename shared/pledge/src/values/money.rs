//! Amounts by the hour, in pounds and pence, exactly: no floats near money.

use super::number::{decimal, hundredths_of};
use super::trimmed;

/// Words that say "by the hour" beside an amount, the longest of a kind first.
const BY_THE_HOUR: [&str; 9] = [
    "per hour", "an hour", "per hr", "/hour", "/hr", "p/h", "p.h.", "ph", "/h",
];

/// The text is not an amount that the column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAmount {
    /// It is not pounds and pence: a range, a percentage, a negative or finer than pence.
    #[error("is not an amount in pounds and pence")]
    Form,
    /// It is, but nobody is paid that by the hour.
    #[error("is not an amount that can be right here")]
    Range,
}

/// Reads an amount between `least` and `most` pence, and says whether signs or words beside it
/// were passed over.
///
/// # Errors
///
/// When the text is not pounds and pence (a negative amount is not), or not between the two.
pub fn read(text: &str, least: i64, most: i64) -> Result<(i64, bool), NotAnAmount> {
    let inner = trimmed(text);
    let without_words = without_words(inner);
    let without_sign = without_words
        .strip_prefix('£')
        .map_or(without_words, trimmed);
    let amount = decimal(without_sign).ok_or(NotAnAmount::Form)?;
    if amount.fraction.len() > 2 {
        return Err(NotAnAmount::Form);
    }
    let part = hundredths_of(amount.fraction).ok_or(NotAnAmount::Form)?;
    let pence = amount.whole * 100 + part;
    if pence < least || pence > most {
        return Err(NotAnAmount::Range);
    }
    let tidied = without_sign.len() != inner.len() || amount.tidied;
    Ok((pence, tidied))
}

fn without_words(text: &str) -> &str {
    if text.ends_with(|c: char| c.is_ascii_digit()) {
        return text;
    }
    BY_THE_HOUR
        .iter()
        .find_map(|words| without_end(text, words))
        .unwrap_or(text)
}

/// `text` without these words at its end, however far they stand apart.
fn without_end<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    words.rsplit(' ').try_fold(text, |rest, word| {
        let start = rest.len().checked_sub(word.len())?;
        let (before, end) = (rest.get(..start)?, rest.get(start..)?);
        end.eq_ignore_ascii_case(word).then(|| trimmed(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_boroughs_write_it() {
        for (sent, read_as) in [
            ("34.50", Ok((3450, false))),
            ("34.5", Ok((3450, false))),
            ("34", Ok((3400, false))),
            (" 34.50\u{a0}", Ok((3450, false))),
            ("£34.50", Ok((3450, true))),
            ("£ 34.50 per hour", Ok((3450, true))),
            ("34.50 p/h", Ok((3450, true))),
            ("34.50/hr", Ok((3450, true))),
            ("34.50/h", Ok((3450, true))),
            ("34.50  per \u{a0} Hour", Ok((3450, true))),
            (".50", Ok((50, true))),
            ("34.50 PH", Ok((3450, true))),
            ("34.50 an hour", Ok((3450, true))),
            ("0.01", Ok((1, false))),
            ("120.00", Ok((12_000, false))),
            ("120.01", Err(NotAnAmount::Range)),
            ("0.00", Err(NotAnAmount::Range)),
            ("1,250.00", Err(NotAnAmount::Range)),
            ("-34.50", Err(NotAnAmount::Form)),
            ("(34.50)", Err(NotAnAmount::Form)),
            ("35-38", Err(NotAnAmount::Form)),
            ("35 to 38", Err(NotAnAmount::Form)),
            ("12.5%", Err(NotAnAmount::Form)),
            ("34.505", Err(NotAnAmount::Form)),
            ("34.500", Err(NotAnAmount::Form)),
            ("34,50", Err(NotAnAmount::Form)),
            ("34.", Err(NotAnAmount::Form)),
            (".", Err(NotAnAmount::Form)),
            ("$34.50", Err(NotAnAmount::Form)),
            ("34.50 per day", Err(NotAnAmount::Form)),
            ("££34.50", Err(NotAnAmount::Form)),
            ("3.45E+01", Err(NotAnAmount::Form)),
            ("per hour", Err(NotAnAmount::Form)),
            ("99999999999999999999.00", Err(NotAnAmount::Form)),
            ("", Err(NotAnAmount::Form)),
        ] {
            assert_eq!(read(sent, 1, 12_000), read_as, "{sent:?}");
        }
    }

    #[test]
    fn thousands_are_grouped_by_three() {
        assert_eq!(read("1,234.50", 0, 1_000_000), Ok((123_450, true)));
        assert_eq!(read("1,2345", 0, 1_000_000), Err(NotAnAmount::Form));
        assert_eq!(read("1234,567", 0, 1_000_000), Err(NotAnAmount::Form));
    }
}
