//! A calendar quarter, written `2026Q3` in paths and commands.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};

use crate::values::period;

/// A calendar quarter of the years 2000 to 2099.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    number: i8,
}

/// The text is not a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAQuarter {
    /// It does not have a form in which quarters are written.
    #[error("is not a quarter, written like 2026Q3")]
    Form,
    /// It may mean a quarter of the calendar or of the financial year. The number is the one sent.
    #[error("may be a quarter of the calendar year or of the financial year")]
    Ambiguous(u8),
}

impl Quarter {
    /// The quarter with this number, 1 to 4, of the calendar year.
    #[must_use]
    pub const fn new(year: i16, number: i8) -> Option<Self> {
        if 2000 <= year && year < 2100 && 1 <= number && number <= 4 {
            Some(Self { year, number })
        } else {
            None
        }
    }

    /// Reads a quarter as boroughs write it, and says whether it was put right: the number after
    /// the year, its first day in any form in which days are read, or its months.
    ///
    /// # Errors
    ///
    /// When the text is no quarter, or one that the financial year would number otherwise.
    pub fn read(text: &str) -> Result<(Self, bool), NotAQuarter> {
        text.parse()
            .map(|quarter| (quarter, false))
            .or_else(|_| period::read(text).map(|quarter| (quarter, true)))
    }

    /// The quarter in which `day` lies.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        Self::new(day.year(), (day.month() + 2) / 3)
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        date(self.year, self.number * 3 - 2, 1)
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        date(self.year, self.number * 3, 1).last_of_month()
    }

    /// The quarter before, if it is one we know.
    #[must_use]
    pub const fn previous(self) -> Option<Self> {
        if self.number == 1 {
            Self::new(self.year - 1, 4)
        } else {
            Self::new(self.year, self.number - 1)
        }
    }

    /// The calendar year in which the financial year of this quarter begins: 2026 for 2026Q2 to
    /// 2027Q1.
    #[must_use]
    pub const fn financial_year(self) -> i16 {
        if self.number == 1 {
            self.year - 1
        } else {
            self.year
        }
    }

    /// Its months as people say them, `July to September 2026`.
    #[must_use]
    pub fn in_words(self) -> String {
        let months = match self.number {
            1 => "January to March",
            2 => "April to June",
            3 => "July to September",
            _ => "October to December",
        };
        format!("{months} {}", self.year)
    }
}

/// Where a quarter stands on its way to its release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuarterState {
    /// It has not ended.
    Open,
    /// It has ended, and its returns are not late yet.
    Due,
    /// Its returns were due, and it is not closed.
    Late,
    /// It is closed, and its tables are released.
    Closed,
}

impl QuarterState {
    /// The state on `today` of a quarter whose returns are due by `due`.
    #[must_use]
    pub fn of(quarter: Quarter, today: Date, due: Date, is_closed: bool) -> Self {
        if is_closed {
            Self::Closed
        } else if today <= quarter.last_day() {
            Self::Open
        } else if today <= due {
            Self::Due
        } else {
            Self::Late
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Due => "due",
            Self::Late => "late",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = NotAQuarter;

    /// Reads the one form of paths and commands, `2026Q3`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, number) = text.split_once('Q').ok_or(NotAQuarter::Form)?;
        if year.len() != 4 || number.len() != 1 || !text.is_ascii() {
            return Err(NotAQuarter::Form);
        }
        let (Ok(year), Ok(number)) = (year.parse(), number.parse()) else {
            return Err(NotAQuarter::Form);
        };
        Self::new(year, number).ok_or(NotAQuarter::Form)
    }
}

impl serde::Serialize for Quarter {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Quarter {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_open_to_its_last_day_and_late_from_the_day_after_returns_were_due() {
        let quarter: Quarter = "2026Q3".parse().unwrap();
        let due = date(2026, 10, 30);
        for (today, state) in [
            (date(2026, 6, 30), "open"),
            (date(2026, 9, 30), "open"),
            (date(2026, 10, 1), "due"),
            (date(2026, 10, 30), "due"),
            (date(2026, 10, 31), "late"),
        ] {
            let of = |is_closed| QuarterState::of(quarter, today, due, is_closed).word();
            assert_eq!(of(false), state, "{today}");
            assert_eq!(of(true), "closed", "{today}");
        }
    }

    #[test]
    fn a_quarter_knows_its_days_and_its_financial_year() {
        for (quarter, first, last, year) in [
            ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), 2025),
            ("2026Q2", date(2026, 4, 1), date(2026, 6, 30), 2026),
            ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), 2026),
        ] {
            let read: Quarter = quarter.parse().unwrap();
            assert_eq!(
                (read.first_day(), read.last_day()),
                (first, last),
                "{quarter}"
            );
            assert_eq!(read.financial_year(), year, "{quarter}");
            assert_eq!(read.to_string(), quarter);
            assert_eq!(Quarter::of(last), Some(read), "{quarter}");
        }
    }

    #[test]
    fn a_quarter_of_a_file_is_read_in_every_certain_form() {
        let third: Quarter = "2026Q3".parse().unwrap();
        assert_eq!(Quarter::read("2026Q3"), Ok((third, false)));
        for sent in [
            "2026q3",
            "2026-Q3",
            "2026 Q3",
            " 2026Q3 ",
            "2026 quarter 3",
            "2026-07-01",
            "01/07/2026",
            "1 Jul 2026",
            "46204",
            "July to September 2026",
            "JULY - SEPTEMBER 2026",
            "Jul-Sep 2026",
            "Jul–Sept 2026",
            "July, August and September 2026",
            "July 2026 to September 2026",
            "1 July 2026 - 30 September 2026",
        ] {
            assert_eq!(Quarter::read(sent), Ok((third, true)), "{sent:?}");
        }
    }

    #[test]
    fn a_quarter_that_may_be_of_the_financial_year_is_not_guessed() {
        for (sent, refused) in [
            ("Q2", NotAQuarter::Ambiguous(2)),
            ("q2 2026", NotAQuarter::Ambiguous(2)),
            ("Q2 2026/27", NotAQuarter::Ambiguous(2)),
            ("2026/27 Q4", NotAQuarter::Ambiguous(4)),
            ("Q2 FY27", NotAQuarter::Ambiguous(2)),
            ("FY27 Q2", NotAQuarter::Ambiguous(2)),
            ("26Q3", NotAQuarter::Ambiguous(3)),
            ("Quarter 1", NotAQuarter::Ambiguous(1)),
            ("Q5", NotAQuarter::Form),
            ("2026Q5", NotAQuarter::Form),
            ("1999Q3", NotAQuarter::Form),
            ("2026", NotAQuarter::Form),
            ("2026-07-02", NotAQuarter::Form),
            ("2026-08-01", NotAQuarter::Form),
            ("July 2026", NotAQuarter::Form),
            ("June to August 2026", NotAQuarter::Form),
            ("July to September", NotAQuarter::Form),
            ("July to September 2026/27", NotAQuarter::Form),
            ("July 2026 to September 2027", NotAQuarter::Form),
            ("2 July 2026 - 30 September 2026", NotAQuarter::Form),
            ("summer", NotAQuarter::Form),
            ("", NotAQuarter::Form),
        ] {
            assert_eq!(Quarter::read(sent), Err(refused), "{sent:?}");
        }
    }

    #[test]
    fn only_one_form_is_a_quarter_in_a_path() {
        for text in [
            "2026q3", "2026Q5", "26Q3", "Q3", "2026Q", "2026Q33", "+026Q1", "",
        ] {
            assert_eq!(text.parse::<Quarter>(), Err(NotAQuarter::Form), "{text:?}");
        }
    }
}
