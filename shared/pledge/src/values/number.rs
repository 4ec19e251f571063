//! Plain numbers: counts, and numbers in hundredths.

use super::trimmed;

/// Digits of the longest whole part, so that no product of it overflows.
const DIGITS: usize = 12;

/// The text is not a number that the column takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// It does not have the form of a number.
    #[error("is not a number")]
    Form,
    /// It has, but the number cannot be right here.
    #[error("is a number that cannot be right here")]
    Range,
}

/// A number as it is written: its whole part and the digits after the point.
#[derive(Clone, Copy)]
pub(super) struct Decimal<'a> {
    /// The whole part.
    pub(super) whole: i64,
    /// The digits after the point, none where there is no point.
    pub(super) fraction: &'a str,
    /// Whether it is not written plainly: commas group the whole part by three, or no digit stands
    /// before the point.
    pub(super) tidied: bool,
}

/// Reads digits, grouped by three or not, and digits after a point if there is one; before a point
/// there may be none.
pub(super) fn decimal(text: &str) -> Option<Decimal<'_>> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut grouped = false;
    let pointed = whole.is_empty() && !fraction.is_empty();
    for group in groups {
        grouped = true;
        if group.len() != 3 {
            return None;
        }
    }
    if first.is_empty() && !pointed || grouped && first.len() > 3 {
        return None;
    }
    let mut value = 0_i64;
    let mut digits = 0;
    for byte in whole.bytes().filter(|byte| *byte != b',') {
        if !byte.is_ascii_digit() || digits == DIGITS {
            return None;
        }
        digits += usize::from(digits > 0 || byte != b'0');
        value = value * 10 + i64::from(byte - b'0');
    }
    Some(Decimal {
        whole: value,
        fraction,
        tidied: grouped || pointed,
    })
}

/// The hundredths that the digits after a point stand for; `None` where they are finer.
pub(super) fn hundredths_of(fraction: &str) -> Option<i64> {
    let mut digits = fraction.bytes().map(|byte| i64::from(byte - b'0'));
    let tenths = digits.next().unwrap_or(0);
    let hundredths = digits.next().unwrap_or(0);
    digits
        .all(|digit| digit == 0)
        .then_some(tenths * 10 + hundredths)
}

/// Reads a number in hundredths, over 0 if `positive`, up to `most`, in multiples of `step`, or as
/// fine as it likes if that is 0 (rounded up); and says whether its form was put right.
///
/// # Errors
///
/// When the text is no number, or one that the column does not take: a negative one too.
pub fn hundredths(
    text: &str,
    positive: bool,
    most: i64,
    step: i64,
) -> Result<(i64, bool), NotANumber> {
    let (decimal, spaced) = signless(text)?;
    let part = match hundredths_of(decimal.fraction) {
        Some(part) => part,
        // Rounded up, what is over 0 and what is over the most stay so.
        None if step == 0 => {
            let cut = decimal.fraction.get(..2).and_then(hundredths_of);
            cut.ok_or(NotANumber::Form)? + 1
        }
        None => return Err(NotANumber::Range),
    };
    let value = decimal.whole * 100 + part;
    let least = i64::from(positive);
    if value < least || value > most || value % step.max(1) != 0 {
        return Err(NotANumber::Range);
    }
    Ok((value, spaced || decimal.tidied))
}

/// Reads a whole number from 0 to `most`, and says whether its form was put right.
///
/// # Errors
///
/// When the text is no number, or one that the column does not take: a fraction or a negative one
/// too.
pub fn count(text: &str, most: i64) -> Result<(i64, bool), NotANumber> {
    let (decimal, spaced) = signless(text)?;
    let whole = decimal.fraction.bytes().all(|byte| byte == b'0');
    if !whole || decimal.whole > most {
        return Err(NotANumber::Range);
    }
    let tidied = spaced || decimal.tidied || !decimal.fraction.is_empty();
    Ok((decimal.whole, tidied))
}

/// Reads a number without a sign, and says whether there were spaces around it.
fn signless(text: &str) -> Result<(Decimal<'_>, bool), NotANumber> {
    let inner = trimmed(text);
    if let Some(rest) = inner.strip_prefix(['-', '\u{2212}']) {
        let negative = decimal(rest.trim_start()).is_some();
        return Err(if negative {
            NotANumber::Range
        } else {
            NotANumber::Form
        });
    }
    match decimal(inner) {
        Some(decimal) => Ok((decimal, inner.len() != text.len())),
        None if inner.len() > DIGITS && inner.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(NotANumber::Range)
        }
        None => Err(NotANumber::Form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekly_hours_are_read_to_the_quarter() {
        for (sent, read) in [
            ("36", Ok((3600, false))),
            ("37.5", Ok((3750, false))),
            ("37.50", Ok((3750, false))),
            ("37.250", Ok((3725, false))),
            (" 36 ", Ok((3600, true))),
            ("60", Ok((6000, false))),
            ("0", Err(NotANumber::Range)),
            ("60.25", Err(NotANumber::Range)),
            ("37.4", Err(NotANumber::Range)),
            ("37.333333333", Err(NotANumber::Range)),
            ("-36", Err(NotANumber::Range)),
            ("1,000", Err(NotANumber::Range)),
            ("9999999999999999999999", Err(NotANumber::Range)),
            ("36 hours", Err(NotANumber::Form)),
            ("37:30", Err(NotANumber::Form)),
            ("100%", Err(NotANumber::Form)),
            ("36.", Err(NotANumber::Form)),
            (".5", Ok((50, true))),
            (".50", Ok((50, true))),
            (".", Err(NotANumber::Form)),
            (",.5", Err(NotANumber::Form)),
            ("37,5", Err(NotANumber::Form)),
            ("3E1", Err(NotANumber::Form)),
            ("- sick", Err(NotANumber::Form)),
        ] {
            assert_eq!(hundredths(sent, true, 6000, 25), read, "{sent:?}");
        }
    }

    #[test]
    fn what_is_checked_and_not_kept_may_be_as_fine_as_it_likes() {
        for (sent, read) in [
            ("0.6", Ok((60, false))),
            (".6", Ok((60, true))),
            ("0.5972222222222", Ok((60, false))),
            ("1.000", Ok((100, false))),
            ("0.001", Ok((1, false))),
            ("1.0001", Err(NotANumber::Range)),
            ("0.000", Err(NotANumber::Range)),
            ("0.6.1", Err(NotANumber::Form)),
        ] {
            assert_eq!(hundredths(sent, true, 100, 0), read, "{sent:?}");
        }
    }

    #[test]
    fn a_count_has_no_fraction() {
        for (sent, read) in [
            ("0", Ok((0, false))),
            ("1480", Ok((1480, false))),
            ("1,480", Ok((1480, true))),
            ("104.0", Ok((104, true))),
            ("0007", Ok((7, false))),
            ("2.5", Err(NotANumber::Range)),
            ("1000001", Err(NotANumber::Range)),
            ("-1", Err(NotANumber::Range)),
            ("1,48", Err(NotANumber::Form)),
            ("12,345,67", Err(NotANumber::Form)),
            ("1 480", Err(NotANumber::Form)),
            ("two", Err(NotANumber::Form)),
            ("١٢", Err(NotANumber::Form)),
        ] {
            assert_eq!(count(sent, 1_000_000), read, "{sent:?}");
        }
    }
}
