//! One cell, read as its column says.
//!
//! **Invariant:** a cell has at most one finding, and none holds its text. What identifies a person
//! comes before everything else that may be wrong with it.

use super::rows::Sent;
use crate::column::{Column, EXPLANATIONS, Kind, YES_NO_UNKNOWN};
use crate::finding::Repair;
use crate::record::Value;
use crate::reference::{JobTitle, Reference};
use crate::rule::Code;
use crate::text::folded;
use crate::values::day::{self, NotADay};
use crate::values::formula::is_formula;
use crate::values::money::{self, NotAnAmount};
use crate::values::number::{self, NotANumber};
use crate::values::personal::identifies;
use crate::values::word::{self, List};

/// Characters of the longest job title.
const TITLE_CHARACTERS: usize = 100;
/// The word for a supplier that is on no list.
const UNLISTED: &str = "unlisted";

/// A cell that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) value: Value,
    pub(super) repair: Option<Repair>,
    /// What it asks of the borough, though it can be read.
    pub(super) query: Option<Code>,
}

impl Reading {
    const fn plain(value: Value) -> Self {
        Self {
            value,
            repair: None,
            query: None,
        }
    }

    fn repaired(value: Value, tidied: bool, repair: Repair) -> Self {
        Self {
            repair: tidied.then_some(repair),
            ..Self::plain(value)
        }
    }
}

/// What it takes to read the cells of one column.
pub(super) struct CellReader {
    pub(super) column: &'static Column,
    list: Option<List>,
}

impl CellReader {
    pub(super) fn new(column: &'static Column) -> Self {
        let list = match column.kind {
            Kind::Listed(words) => Some(List::new(words)),
            Kind::YesNoUnknown => Some(List::new(YES_NO_UNKNOWN)),
            Kind::Explanation => Some(List::new(EXPLANATIONS)),
            _ => None,
        };
        Self { column, list }
    }

    /// Reads a cell that is not blank. Registration numbers, authorities and quarters are read
    /// elsewhere, for they become no value.
    pub(super) fn read(&self, sent: Sent<'_>, reference: &Reference) -> Result<Reading, Code> {
        let text = sent.text;
        if sent.long {
            return Err(fault(sent, Code::C11));
        }
        match self.column.kind {
            Kind::Listed(_) => self.listed(text).ok_or(Code::C7),
            Kind::Explanation => self.listed(text).ok_or(Code::C15),
            Kind::YesNo => word::yes_no(text)
                .map(|(yes, tidied)| {
                    Reading::repaired(Value::Flag(yes), tidied, Repair::YesNoSpelling)
                })
                .ok_or(Code::C8),
            Kind::YesNoUnknown => self.yes_no_unknown(text).ok_or(Code::C8),
            Kind::Day => read_day(text),
            Kind::Money(least, most) => read_money(text, least, most),
            Kind::Hundredths {
                positive,
                most,
                step,
            } => read_number(number::hundredths(text, positive, most, step)),
            Kind::Count(most) => read_number(number::count(text, most)),
            Kind::JobTitle => return read_title(sent, reference),
            Kind::Supplier => return read_supplier(sent, reference),
            Kind::Reference(most) => return read_reference(sent, most),
            Kind::Registration | Kind::Authority | Kind::Quarter => {
                Ok(Reading::plain(Value::Present))
            }
        }
        .map_err(|code| fault(sent, code))
    }

    fn listed(&self, text: &str) -> Option<Reading> {
        let (word, tidied) = self.list.as_ref()?.read(text)?;
        Some(Reading::repaired(
            Value::Listed(word),
            tidied,
            Repair::WordSpelling,
        ))
    }

    fn yes_no_unknown(&self, text: &str) -> Option<Reading> {
        let (word, _) = self.list.as_ref()?.read(text)?;
        let tidied = !matches!(text, "Y" | "N" | "unknown");
        Some(Reading::repaired(
            Value::Listed(word),
            tidied,
            Repair::YesNoSpelling,
        ))
    }
}

/// What is wrong with a cell that cannot be read as its column says: `otherwise`, unless it holds
/// something worse.
pub(super) fn fault(sent: Sent<'_>, otherwise: Code) -> Code {
    if identifies(sent.text) {
        Code::C13
    } else if is_formula(sent.text) {
        Code::C14
    } else if sent.long {
        Code::C11
    } else {
        otherwise
    }
}

fn read_day(text: &str) -> Result<Reading, Code> {
    match day::read(text) {
        Ok((day, repair)) => Ok(Reading {
            repair,
            ..Reading::plain(Value::Day(day))
        }),
        Err(NotADay::Form) => Err(Code::C5),
        Err(NotADay::Range) => Err(Code::C6),
    }
}

fn read_money(text: &str, least: i64, most: i64) -> Result<Reading, Code> {
    match money::read(text, least, most) {
        Ok((pence, tidied)) => Ok(Reading::repaired(
            Value::Pence(pence),
            tidied,
            Repair::MoneySigns,
        )),
        Err(NotAnAmount::Form) => Err(Code::C3),
        Err(NotAnAmount::Range) => Err(Code::C4),
    }
}

fn read_number(read: Result<(i64, bool), NotANumber>) -> Result<Reading, Code> {
    match read {
        Ok((number, tidied)) => Ok(Reading::repaired(
            Value::Number(number),
            tidied,
            Repair::NumberForm,
        )),
        Err(NotANumber::Form) => Err(Code::C9),
        Err(NotANumber::Range) => Err(Code::C10),
    }
}

fn read_title(sent: Sent<'_>, reference: &Reference) -> Result<Reading, Code> {
    let value = match reference.job_title(sent.text) {
        JobTitle::Category(category) => Value::Listed(category),
        JobTitle::InTraining => Value::Listed("ASYE"),
        JobTitle::OutOfScope => Value::Listed("out_of_scope"),
        JobTitle::Unknown => return read_reference(sent, TITLE_CHARACTERS),
    };
    Ok(Reading::plain(value))
}

fn read_supplier(sent: Sent<'_>, reference: &Reference) -> Result<Reading, Code> {
    if let Some(number) = reference.supplier(sent.text) {
        return Ok(Reading::plain(Value::Entry(number)));
    }
    if folded(sent.text) == UNLISTED {
        return Ok(Reading::plain(Value::Entry(0)));
    }
    match fault(sent, Code::C16) {
        Code::C16 => Ok(Reading {
            query: Some(Code::C16),
            ..Reading::plain(Value::Entry(0))
        }),
        worse => Err(worse),
    }
}

/// Free text: only its presence counts.
fn read_reference(sent: Sent<'_>, most: usize) -> Result<Reading, Code> {
    let long = sent.text.chars().count() > most;
    match fault(sent, Code::C11) {
        Code::C11 if !long => Ok(Reading::plain(Value::Present)),
        code => Err(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::Return;

    fn read(column: &str, text: &str) -> Result<Reading, Code> {
        let column = Return::ALL
            .iter()
            .flat_map(|kind| kind.columns())
            .find(|declared| declared.name == column)
            .unwrap();
        let sent = Sent { text, long: false };
        CellReader::new(column).read(sent, &Reference::compiled())
    }

    #[test]
    fn every_kind_of_cell_has_its_own_finding() {
        for (column, text, code) in [
            ("pay_rate_hourly", "35-38", Code::C3),
            ("pay_rate_hourly", "125.00", Code::C4),
            ("start_date", "07/31/2026", Code::C5),
            ("start_date", "31/07/1926", Code::C6),
            ("job_category", "boss", Code::C7),
            ("project_team", "perhaps", Code::C8),
            ("pqe_3_years", "perhaps", Code::C8),
            ("hours_per_week", "full time", Code::C9),
            ("references_received", "two", Code::C9),
            ("hours_per_week", "37.1", Code::C10),
            ("references_received", "10", Code::C10),
            (
                "record_ref",
                "A2345678901234567890123456789012345678901",
                Code::C11,
            ),
            ("explanation", "because", Code::C15),
        ] {
            assert_eq!(read(column, text), Err(code), "{column}: {text:?}");
        }
        let long = "a title ".repeat(13);
        assert_eq!(read("local_job_title", &long), Err(Code::C11));
    }

    #[test]
    fn what_identifies_a_person_comes_first_and_a_formula_second() {
        for column in [
            "record_ref",
            "local_job_title",
            "supplier",
            "pay_rate_hourly",
            "start_date",
            "job_category",
            "project_team",
            "pqe_3_years",
            "hours_per_week",
            "references_received",
            "explanation",
            "check_reference",
        ] {
            for (text, code) in [
                ("QQ123456C", Code::C13),
                ("a.worker@example.org", Code::C13),
                ("+44 7700 900123", Code::C13),
                ("=HYPERLINK(\"a@example.org\")", Code::C13),
                ("E1 6AN", Code::C13),
                ("=1+1", Code::C14),
                ("@SUM(A1)", Code::C14),
            ] {
                assert_eq!(read(column, text), Err(code), "{column}: {text:?}");
            }
        }
    }

    #[track_caller]
    fn assert_read(column: &str, text: &str, value: Value, repair: Option<Repair>) {
        let reading = Reading {
            value,
            repair,
            query: None,
        };
        assert_eq!(read(column, text), Ok(reading), "{column}: {text:?}");
    }

    #[test]
    fn what_can_be_read_is_put_right_and_said() {
        let word = Some(Repair::WordSpelling);
        let (yes_no, number) = (Some(Repair::YesNoSpelling), Some(Repair::NumberForm));
        assert_read(
            "pay_rate_hourly",
            "£34.50",
            Value::Pence(3450),
            Some(Repair::MoneySigns),
        );
        assert_read("job_category", "SW", Value::Listed("SW"), None);
        assert_read("job_category", "Social Worker", Value::Listed("SW"), word);
        assert_read("project_team", "Y", Value::Flag(true), None);
        assert_read("project_team", "no", Value::Flag(false), yes_no);
        assert_read("pqe_3_years", "Y", Value::Listed("yes"), None);
        assert_read("pqe_3_years", "unknown", Value::Listed("unknown"), None);
        assert_read("pqe_3_years", "yes", Value::Listed("yes"), yes_no);
        assert_read("hours_per_week", " 36", Value::Number(3600), number);
        assert_read("references_received", "2.0", Value::Number(2), number);
        assert_read("fte", "0.59722222", Value::Number(60), None);
        assert_read("fte", ".5", Value::Number(50), number);
    }

    #[test]
    fn of_free_text_only_what_it_stands_for_is_kept() {
        assert_read("record_ref", "A-0001", Value::Present, None);
        assert_read(
            "local_job_title",
            "Senior Practitioner",
            Value::Listed("SSW"),
            None,
        );
        assert_read("local_job_title", "NQSW", Value::Listed("ASYE"), None);
        assert_read(
            "local_job_title",
            "Head of Service",
            Value::Listed("out_of_scope"),
            None,
        );
        assert_read("local_job_title", "Wizard", Value::Present, None);
        assert_read("supplier", "Unlisted", Value::Entry(0), None);
        let reference = Reference::compiled();
        for (number, name) in reference.suppliers() {
            assert_read("supplier", name, Value::Entry(number), None);
        }
        let unknown = read("supplier", "A Company That Nobody Knows").unwrap();
        assert_eq!(
            (unknown.value, unknown.query),
            (Value::Entry(0), Some(Code::C16))
        );
    }
}
