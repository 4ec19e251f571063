//! One parser for each kind of cell: what boroughs write becomes a day, an amount, a number, a
//! word, or a refusal.
//!
//! **Invariant:** a parser is total: it never panics, whatever it is given, and it repairs only
//! where one reading is possible.

pub mod day;
pub mod formula;
pub mod money;
pub mod number;
pub mod period;
pub mod personal;
pub mod word;

/// Whether `c` shows nothing: white space of any kind, a zero-width character, a byte order mark.
#[must_use]
pub fn shows_nothing(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// `text` without what shows nothing at either end.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(shows_nothing)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{day, formula, money, number, personal, trimmed, word};
    use crate::column::{EXPLANATIONS, YES_NO_UNKNOWN};
    use crate::quarter::Quarter;

    #[test]
    fn a_cell_that_shows_nothing_is_blank() {
        for (sent, read) in [
            ("", ""),
            (" \t\u{a0}\u{feff}\u{200b}", ""),
            ("\u{a0}SW 1\u{2003}", "SW 1"),
        ] {
            assert_eq!(trimmed(sent), read, "{sent:?}");
        }
    }

    /// Text near to what the parsers know, so that their inner branches are reached.
    fn nearly() -> impl Strategy<Value = String> {
        "[0-9£,./: +()@=A-Zjulyq\\-\u{a0}é³１]{0,24}"
    }

    proptest! {
        #[test]
        fn no_parser_panics(any in ".{0,64}", near in nearly()) {
            for text in [any.as_str(), near.as_str()] {
                let _ = day::read(text);
                let _ = money::read(text, 0, 12_000);
                let _ = number::hundredths(text, true, 6000, 25);
                let _ = number::count(text, 9);
                let _ = word::yes_no(text);
                let _ = word::List::new(YES_NO_UNKNOWN).read(text);
                let _ = word::List::new(EXPLANATIONS).read(text);
                let _ = formula::is_formula(text);
                let _ = personal::identifies(text);
                let _ = Quarter::read(text);
            }
        }

        #[test]
        fn an_amount_reads_back_as_it_was_written(pence in 0_i64..10_000_000) {
            let plain = format!("{}.{:02}", pence / 100, pence % 100);
            prop_assert_eq!(money::read(&plain, 0, 10_000_000), Ok((pence, false)));
            let worded = format!("£ {plain} per hour");
            prop_assert_eq!(money::read(&worded, 0, 10_000_000), Ok((pence, true)));
        }

        #[test]
        fn a_day_reads_back_from_every_form(days in -7305_i32..47_482) {
            let epoch = jiff::civil::date(1970, 1, 1);
            let day = epoch + jiff::Span::new().days(days);
            let (year, month, number) = (day.year(), day.month(), day.day());
            prop_assert_eq!(day::read(&day.to_string()).map(|read| read.0), Ok(day));
            for text in [
                format!("{number}/{month}/{year}"),
                format!("{number:02}/{month:02}/{year} 00:00:00"),
                day.strftime("%-d %B %Y").to_string(),
                day.strftime("%d-%b-%Y").to_string(),
            ] {
                prop_assert_eq!(day::read(&text).map(|read| read.0), Ok(day), "{}", text);
            }
        }
    }
}
