//! Days as boroughs write them. The day comes before the month, always.

use jiff::civil::{Date, date};

use super::trimmed;
use crate::finding::Repair;

/// Years in which a day of a return can lie.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2099;
/// Two-digit years up to this one are of this century; later ones are no year.
const LAST_SHORT_YEAR: i16 = 79;
/// Spreadsheet serials that are read as days, October 1954 to January 2119. A number outside is
/// no day; nor is a year or an amount inside.
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;
/// Day 0 of spreadsheets that count from 1900 and take that year for a leap year.
const SERIAL_ZERO: Date = date(1899, 12, 30);

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The text is not a day that can be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADay {
    /// It is not a day of the calendar in a form that is read.
    #[error("is not a date")]
    Form,
    /// It is one, of a year that cannot be right.
    #[error("is a date that cannot be right here")]
    Range,
}

/// Reads a day, and says what was put right if it was not written like `2026-07-31`.
///
/// # Errors
///
/// When the text is not a day, or one before 1950 or after 2099.
pub fn read(text: &str) -> Result<(Date, Option<Repair>), NotADay> {
    let inner = trimmed(text);
    if let Some(day) = iso(inner) {
        let repair = (inner.len() != text.len()).then_some(Repair::DateForm);
        return in_range(day?, repair);
    }
    if let Some(day) = serial(inner) {
        return in_range(day, Some(Repair::DateSerial));
    }
    let day = without_midnight(inner);
    let read =
        iso(day).unwrap_or_else(|| slashed(day).or_else(|| worded(day)).ok_or(NotADay::Form))?;
    in_range(read, Some(Repair::DateForm))
}

fn in_range(day: Date, repair: Option<Repair>) -> Result<(Date, Option<Repair>), NotADay> {
    if YEARS.contains(&day.year()) {
        Ok((day, repair))
    } else {
        Err(NotADay::Range)
    }
}

/// `text` as a month's name or its first three letters, from 1.
pub(super) fn month(text: &str) -> Option<i8> {
    let found = |name: &&str| {
        text.eq_ignore_ascii_case(name)
            || name
                .get(..3)
                .is_some_and(|short| text.eq_ignore_ascii_case(short))
    };
    let place = MONTHS.iter().position(found);
    let place = place.or_else(|| text.eq_ignore_ascii_case("sept").then_some(8))?;
    i8::try_from(place + 1).ok()
}

/// `text` as a number of so many digits.
fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i16> {
    (lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

fn calendar(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `2026-07-31`; `None` where the text does not have that form.
fn iso(text: &str) -> Option<Result<Date, NotADay>> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4..=4)?;
    let month = digits(parts.next()?, 2..=2)?;
    let day = digits(parts.next()?, 2..=2)?;
    if parts.next().is_some() {
        return None;
    }
    Some(calendar(year, month, day).ok_or(NotADay::Form))
}

/// `31/07/2026`.
fn slashed(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let day = digits(parts.next()?, 1..=2)?;
    let month = digits(parts.next()?, 1..=2)?;
    let year = digits(parts.next()?, 4..=4)?;
    match parts.next() {
        Some(_) => None,
        None => calendar(year, month, day),
    }
}

/// `31 Jul 2026`, `31-Jul-26`, `31 July 2026`.
fn worded(text: &str) -> Option<Date> {
    let separator = if text.contains('-') { '-' } else { ' ' };
    let mut parts = text.split(separator).filter(|part| !part.is_empty());
    let day = digits(parts.next()?, 1..=2)?;
    let month = month(parts.next()?)?;
    let year = parts.next()?;
    if parts.next().is_some() {
        return None;
    }
    let year = match digits(year, 4..=4) {
        Some(year) => year,
        None => 2000 + digits(year, 2..=2).filter(|year| *year <= LAST_SHORT_YEAR)?,
    };
    calendar(year, i16::from(month), day)
}

/// `45123` or `45123.0`, as a spreadsheet counts days.
fn serial(text: &str) -> Option<Date> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    if whole.len() != 5 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let days: i32 = whole.parse().ok()?;
    if !SERIALS.contains(&days) {
        return None;
    }
    SERIAL_ZERO.checked_add(jiff::Span::new().days(days)).ok()
}

/// `text` without a time of midnight, which spreadsheets and databases add to days.
fn without_midnight(text: &str) -> &str {
    let Some((day, time)) = text.rsplit_once([' ', 'T']) else {
        return text;
    };
    if matches!(
        time,
        "00:00" | "00:00:00" | "00:00:00.000" | "0:00" | "0:00:00"
    ) {
        trimmed(day)
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_boroughs_write_it() {
        let (form, serial) = (Some(Repair::DateForm), Some(Repair::DateSerial));
        let last_of_july = date(2026, 7, 31);
        for (sent, day, repair) in [
            ("2026-07-31", last_of_july, None),
            (" 2026-07-31", last_of_july, form),
            ("2026-07-31 00:00:00", last_of_july, form),
            ("2026-07-31T00:00:00", last_of_july, form),
            ("31/07/2026", last_of_july, form),
            ("31/7/2026", last_of_july, form),
            ("1/2/2026", date(2026, 2, 1), form),
            ("31/07/2026 00:00", last_of_july, form),
            ("31 Jul 2026", last_of_july, form),
            ("31 july 2026", last_of_july, form),
            ("31-Jul-26", last_of_july, form),
            ("31-JUL-2026", last_of_july, form),
            ("1-Sept-26", date(2026, 9, 1), form),
            ("1-Jan-79", date(2079, 1, 1), form),
            ("46234", last_of_july, serial),
            ("46234.0", last_of_july, serial),
            ("29/02/2028", date(2028, 2, 29), form),
        ] {
            assert_eq!(read(sent), Ok((day, repair)), "{sent:?}");
        }
    }

    #[test]
    fn what_may_be_another_day_is_no_day() {
        for (sent, refused) in [
            ("07/31/2026", NotADay::Form),
            ("31/02/2026", NotADay::Form),
            ("29 Feb 2026", NotADay::Form),
            ("31/07/26", NotADay::Form),
            ("1-Jan-80", NotADay::Form),
            ("2026-7-31", NotADay::Form),
            ("2026-31-07", NotADay::Form),
            ("31.07.2026", NotADay::Form),
            ("20260731", NotADay::Form),
            ("31 Juli 2026", NotADay::Form),
            ("July 2026", NotADay::Form),
            ("2026", NotADay::Form),
            ("19999", NotADay::Form),
            ("80001", NotADay::Form),
            ("46234.5", NotADay::Form),
            ("31/07/2026 14:35", NotADay::Form),
            ("ongoing", NotADay::Form),
            ("", NotADay::Form),
            ("0026-07-31", NotADay::Range),
            ("01/01/1900", NotADay::Range),
            ("2100-01-01", NotADay::Range),
            ("80000", NotADay::Range),
        ] {
            assert_eq!(read(sent), Err(refused), "{sent:?}");
        }
    }
}
