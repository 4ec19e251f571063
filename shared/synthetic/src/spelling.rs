//! A value in a borough's spelling.

use jiff::civil::{Date, date};

use crate::authority::Authority;
use crate::calendar::{Quarter, days_between};
use crate::house::{Dates, Header, House, LaCode, Lists, Money, Numbers, Quarters, YesNo};
use crate::leaver::REASONS;
use crate::value::Value;

/// What a reader must know to write or read a file's cells.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) house: &'a House,
    pub(crate) authorities: &'a [Authority],
    pub(crate) quarter: Quarter,
}

/// A cell's text, and the kind of repair it takes to read it, if it is not the template's spelling.
pub(crate) fn spell(context: Context<'_>, value: &Value) -> (String, Option<&'static str>) {
    let house = context.house;
    let text = write(context, value);
    let plain = write(
        Context {
            house: &House::template(),
            ..context
        },
        value,
    );
    let kind = match value {
        _ if text == plain => None,
        Value::Registration(_) => Some("registration"),
        Value::Pence(_) if house.money != Money::Trimmed => Some("money"),
        Value::Day(_) => Some("date"),
        Value::Flag(_) | Value::Known(_) => Some("yes_no"),
        Value::Category(_) => Some("alias"),
        Value::Post(_) if house.header != Header::Alias => Some("alias"),
        Value::Listed(_) if house.lists == Lists::Alias => Some("alias"),
        Value::Quarter => Some("quarter"),
        _ => None,
    };
    (text, kind)
}

fn write(context: Context<'_>, value: &Value) -> String {
    let house = context.house;
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Registration(number) => registration(house.numbers, *number),
        Value::Pence(pence) => money(house.money, *pence),
        Value::Hundredths(hundredths) => decimal(*hundredths, house.money == Money::Trimmed),
        Value::QuarterHours(quarters) => decimal(quarters * 25, true),
        Value::Whole(number) => number.to_string(),
        Value::Day(day) => self::day(house.dates, *day),
        Value::Flag(flag) | Value::Known(Some(flag)) => yes_no(house.yes_no, *flag).to_owned(),
        Value::Known(None) => "unknown".to_owned(),
        Value::Post(code) if house.header == Header::Alias => census_role(code).to_owned(),
        Value::Category(code) | Value::Post(code) => category(house.categories, code).to_owned(),
        Value::Listed(code) => listed(house.lists, code),
        Value::Reason(number) => reason(house.lists, *number),
        Value::Authority(place) => authority(context, *place),
        Value::Quarter => quarter(house.quarter, context.quarter),
    }
}

fn registration(style: Numbers, number: u32) -> String {
    // Nobody is quite consistent: one in seven is typed with a space.
    if style != Numbers::Canonical && number.is_multiple_of(7) {
        return format!("SW {number}");
    }
    match style {
        Numbers::Canonical => format!("SW{number}"),
        Numbers::LowerSpaced => format!("sw {number}"),
        Numbers::Padded => format!("{number:07}"),
        Numbers::Swe => format!("SWE{number}"),
        Numbers::Float => format!("{number}.0"),
        Numbers::Hyphen => format!("SW-{number}"),
    }
}

fn money(style: Money, pence: u32) -> String {
    match style {
        Money::Plain => decimal(pence, false),
        Money::Pound => format!("£{}", decimal(pence, false)),
        Money::PerHour => format!("{} per hour", decimal(pence, false)),
        Money::Trimmed => decimal(pence, true),
        Money::SlashHour => format!("£{}/hr", decimal(pence, true)),
    }
}

/// Hundredths as a decimal number, whose trailing noughts may be cut.
fn decimal(hundredths: u32, trimmed: bool) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 if trimmed => whole.to_string(),
        _ if trimmed && part.is_multiple_of(10) => format!("{whole}.{}", part / 10),
        _ => format!("{whole}.{part:02}"),
    }
}

fn day(style: Dates, day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let place = usize::try_from(day.month() - 1).unwrap_or(0);
    let month = MONTHS.get(place).copied().unwrap_or("");
    match style {
        Dates::Iso => day.to_string(),
        Dates::Slashes => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
        Dates::Words => format!("{} {month} {}", day.day(), day.year()),
        Dates::Short => format!("{}-{month}-{:02}", day.day(), day.year() % 100),
        // A spreadsheet's days count from the day before New Year's Eve of 1899.
        Dates::Serial => days_between(date(1899, 12, 30), day).to_string(),
    }
}

const fn yes_no(style: YesNo, flag: bool) -> &'static str {
    match (style, flag) {
        (YesNo::Letters, true) => "Y",
        (YesNo::Letters, false) => "N",
        (YesNo::Words, true) => "yes",
        (YesNo::Words, false) => "no",
        (YesNo::Capitals, true) => "Yes",
        (YesNo::Capitals, false) => "No",
        (YesNo::TrueFalse, true) => "TRUE",
        (YesNo::TrueFalse, false) => "FALSE",
        (YesNo::Digits, true) => "1",
        (YesNo::Digits, false) => "0",
    }
}

fn category(style: Lists, code: &'static str) -> &'static str {
    match (style, code) {
        (Lists::Codes, _) => code,
        (_, "SW") => "Social Worker",
        (Lists::Spaces, "SSW") => "Snr SW",
        (_, "SSW") => "Senior Social Worker",
        (_, "AP") => "Advanced Practitioner",
        (_, "TM") => "Team Manager",
        (_, "IRO") => "Independent Reviewing Officer",
        _ => code,
    }
}

/// The role in the workforce census of those who use its column names.
fn census_role(code: &str) -> &'static str {
    match code {
        "TM" => "3",
        "SSW" | "AP" => "4",
        "IRO" => "6",
        _ => "5",
    }
}

fn listed(style: Lists, code: &str) -> String {
    let alias = match code {
        "msp_master" => "master vendor",
        "msp_neutral" => "neutral vendor",
        "sow" => "statement of work",
        "paye" => "PAYE",
        "umbrella" => "Umbrella",
        "ltd_inside" => "limited inside IR35",
        "ltd_outside" => "limited outside IR35",
        _ => code,
    };
    match style {
        Lists::Codes => code.to_owned(),
        Lists::Spaces => code.replace('_', " "),
        Lists::Alias if alias == code => code.replace('_', " "),
        Lists::Alias => alias.to_owned(),
    }
}

fn reason(style: Lists, number: u32) -> String {
    let place = usize::try_from(number).unwrap_or(0).saturating_sub(1);
    let words = REASONS.get(place).copied().unwrap_or("not known");
    if style == Lists::Codes {
        number.to_string()
    } else {
        words.to_owned()
    }
}

fn authority(context: Context<'_>, place: usize) -> String {
    let Some(authority) = context.authorities.get(place) else {
        return String::new();
    };
    match context.house.la_code {
        LaCode::Absent | LaCode::Statistics => authority.code.clone(),
        LaCode::Education => authority.la_code.clone(),
        LaCode::Name => authority.name.clone(),
    }
}

fn quarter(style: Quarters, quarter: Quarter) -> String {
    match style {
        Quarters::Label | Quarters::Path => quarter.label(),
        Quarters::FirstDay => quarter.first().to_string(),
        Quarters::Months => quarter.months(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_five_ways() {
        for (style, text) in [
            (Dates::Iso, "2026-07-01"),
            (Dates::Slashes, "01/07/2026"),
            (Dates::Words, "1 Jul 2026"),
            (Dates::Short, "1-Jul-26"),
            (Dates::Serial, "46204"),
        ] {
            assert_eq!(day(style, date(2026, 7, 1)), text);
        }
    }

    #[test]
    fn money_keeps_its_pence_in_every_style() {
        for (style, pence, text) in [
            (Money::Plain, 3450, "34.50"),
            (Money::Pound, 3405, "£34.05"),
            (Money::PerHour, 3450, "34.50 per hour"),
            (Money::Trimmed, 3450, "34.5"),
            (Money::Trimmed, 3405, "34.05"),
            (Money::Trimmed, 3400, "34"),
            (Money::SlashHour, 3400, "£34/hr"),
        ] {
            assert_eq!(money(style, pence), text);
        }
    }

    #[test]
    fn numbers_keep_their_digits_in_every_style() {
        for (style, text) in [
            (Numbers::Canonical, "SW12346"),
            (Numbers::LowerSpaced, "sw 12346"),
            (Numbers::Padded, "0012346"),
            (Numbers::Swe, "SWE12346"),
            (Numbers::Float, "12346.0"),
            (Numbers::Hyphen, "SW-12346"),
        ] {
            assert_eq!(registration(style, 12_346), text);
        }
    }
}
