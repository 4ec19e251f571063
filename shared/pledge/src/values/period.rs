//! Quarters as boroughs write them: by number, by first day, by months.

use super::day::{self, month};
use crate::quarter::{NotAQuarter, Quarter};
use crate::text::folded;

/// Reads a quarter in any form but `2026Q3`.
pub(crate) fn read(text: &str) -> Result<Quarter, NotAQuarter> {
    if let Some(numbered) = numbered(&folded(text)) {
        return numbered;
    }
    if let Ok((day, _)) = day::read(text) {
        return Quarter::of(day)
            .filter(|quarter| quarter.first_day() == day)
            .ok_or(NotAQuarter::Form);
    }
    in_months(text).ok_or(NotAQuarter::Form)
}

/// A quarter by its number, in folded text; `None` where there is no such number.
///
/// Only a whole year in front of it makes it one of the calendar: `Q2`, `Q2 2026`, `Q2 2026/27`
/// and `FY27 Q2` are numbered by the financial year as often as not.
fn numbered(folded: &str) -> Option<Result<Quarter, NotAQuarter>> {
    let short = folded.replace("quarter", "q").replace("qtr", "q");
    let (before, after) = short.split_once('q')?;
    let number = after.chars().next().filter(|c| ('1'..='4').contains(c))?;
    let rest = after.get(1..)?;
    let of_a_year = |text: &str| {
        text.trim_start_matches("fy")
            .chars()
            .all(|c| c.is_ascii_digit() || c == '/')
    };
    if !of_a_year(before) || !of_a_year(rest) {
        return None;
    }
    if rest.is_empty() && before.len() == 4 && before.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{before}Q{number}").parse());
    }
    let number = number
        .to_digit(10)
        .and_then(|digit| u8::try_from(digit).ok())?;
    Some(Err(NotAQuarter::Ambiguous(number)))
}

/// What a quarter written out in months says, in the order in which it says it.
#[derive(Default)]
struct Said {
    days: Vec<i8>,
    months: Vec<i8>,
    years: Vec<i16>,
}

/// `July to September 2026`, `Jul-Sep 2026`, `1 July 2026 - 30 September 2026`.
fn in_months(text: &str) -> Option<Quarter> {
    let mut said = Said::default();
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    for word in words {
        if said.months.len() > 3 || said.days.len() > 2 || said.years.len() > 3 {
            return None;
        }
        if let Some(month) = month(word) {
            said.months.push(month);
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            match word.len() {
                1 | 2 => said.days.push(word.parse().ok()?),
                4 => said.years.push(word.parse().ok()?),
                _ => return None,
            }
        } else if !matches!(word, "to" | "To" | "TO" | "and" | "until") {
            return None;
        }
    }
    let year = *said.years.first()?;
    let quarter = (1..=4).find_map(|number| {
        let first = number * 3 - 2;
        let named =
            said.months == [first, first + 2] || said.months == [first, first + 1, first + 2];
        named.then(|| Quarter::new(year, number)).flatten()
    })?;
    let whole = said.days.is_empty() || said.days == [1, quarter.last_day().day()];
    (whole && said.years.iter().all(|other| *other == year)).then_some(quarter)
}
