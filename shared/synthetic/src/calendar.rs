//! Quarters and the days on which returns are made.

use jiff::Span;
use jiff::civil::{Date, Weekday, date};

/// A calendar quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quarter {
    year: i16,
    number: i8,
}

impl Quarter {
    /// Reads `2026Q3`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('Q')?;
        let year = year
            .parse()
            .ok()
            .filter(|year| (2024..=2079).contains(year))?;
        let number = number
            .parse()
            .ok()
            .filter(|number| (1..=4).contains(number))?;
        Some(Self { year, number })
    }

    /// Its first day.
    pub(crate) fn first(self) -> Date {
        date(self.year, self.number * 3 - 2, 1)
    }

    /// Its last day.
    pub(crate) fn last(self) -> Date {
        months_after(self.first(), 3).saturating_sub(Span::new().days(1))
    }

    /// The day on which its returns are uploaded: the last Tuesday of the next month.
    pub(crate) fn upload_day(self) -> Date {
        let mut day = days_after(months_after(self.first(), 4), -1);
        while day.weekday() != Weekday::Tuesday {
            day = days_after(day, -1);
        }
        day
    }

    /// `2026Q3`.
    pub(crate) fn label(self) -> String {
        format!("{}Q{}", self.year, self.number)
    }

    /// `July to September 2026`.
    pub(crate) fn months(self) -> String {
        let months = match self.number {
            1 => "January to March",
            2 => "April to June",
            3 => "July to September",
            _ => "October to December",
        };
        format!("{months} {}", self.year)
    }
}

/// The day `months` calendar months later, clamped to the month's last day.
pub(crate) fn months_after(day: Date, months: i32) -> Date {
    day.saturating_add(Span::new().months(months))
}

/// The day `days` later (or earlier, if negative).
pub(crate) fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// The days from one day to another.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// That day, or the Monday before it.
pub(crate) fn monday(day: Date) -> Date {
    days_after(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_knows_its_days() {
        for (label, first, last, upload) in [
            ("2026Q2", "2026-04-01", "2026-06-30", "2026-07-28"),
            ("2026Q3", "2026-07-01", "2026-09-30", "2026-10-27"),
            ("2026Q4", "2026-10-01", "2026-12-31", "2027-01-26"),
        ] {
            let quarter = Quarter::parse(label).unwrap();
            assert_eq!(quarter.label(), label);
            assert_eq!(quarter.first().to_string(), first, "{label}");
            assert_eq!(quarter.last().to_string(), last, "{label}");
            assert_eq!(quarter.upload_day().to_string(), upload, "{label}");
        }
        assert_eq!(Quarter::parse("2026Q5"), None);
        assert_eq!(Quarter::parse("Q2"), None);
    }

    #[test]
    fn months_end_on_days_that_exist() {
        for (day, later) in [
            (date(2025, 8, 31), date(2026, 2, 28)),
            (date(2027, 8, 31), date(2028, 2, 29)),
            (date(2025, 12, 15), date(2026, 6, 15)),
        ] {
            assert_eq!(months_after(day, 6), later);
        }
    }
}
