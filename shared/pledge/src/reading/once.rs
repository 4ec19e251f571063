//! What a file says once, in columns that hold the same in every row.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Context;
use super::cell::fault;
use super::columns::{Columns, ONCE};
use super::header::NIL_RETURN;
use super::rows::{Cells, Sent, row};
use crate::column::Kind;
use crate::finding::{Detail, Findings, Place, Repair, Row};
use crate::quarter::{NotAQuarter, Quarter};
use crate::record::{FileFields, Places};
use crate::returns::Return;
use crate::rule::Code;
use crate::values::day::{self, NotADay};
use crate::values::{shows_nothing, word};

/// Years after its end in which a quarter can still be taken in.
const LATE_YEARS: i64 = 3;

/// What one such column says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Quarter(Quarter),
    Day(Date),
    Yes,
    /// Blank, or no.
    Nothing,
    /// A finding says that it cannot be read.
    Unreadable,
}

/// One such column: what its first row says, and where others say something else.
struct Column {
    name: &'static str,
    kind: Kind,
    position: usize,
    said: Said,
    other: Option<(Row, u32)>,
    /// What it means that a row says something else.
    differs: Code,
}

/// All such columns of a file.
pub(super) struct Once(Vec<Column>);

impl Once {
    /// The columns of a file, before its first row.
    pub(super) fn new(columns: &Columns) -> Self {
        let column = |name: &&'static str| {
            let bound = columns.named(name)?;
            Some(Column {
                name,
                kind: bound.reader.column.kind,
                position: bound.position?,
                said: Said::Nothing,
                other: None,
                differs: Code::F14,
            })
        };
        Self(ONCE.iter().filter_map(column).collect())
    }

    /// Reads the first row of data.
    pub(super) fn settle(&mut self, cells: &Cells, findings: &mut Findings) {
        for column in &mut self.0 {
            match column.read(cells) {
                Ok((said, repair)) => {
                    column.said = said;
                    if let Some(repair) = repair {
                        findings.repair(repair, Some(column.name));
                    }
                }
                Err((code, detail)) => {
                    column.said = Said::Unreadable;
                    findings.error(Place::Cell(row(cells), column.name), code, detail);
                }
            }
        }
    }

    /// Compares a further row with the first. `apart` is whether each row may say for itself that
    /// there is nothing to report.
    pub(super) fn compare(&mut self, cells: &Cells, apart: bool) {
        for column in &mut self.0 {
            if column.said == Said::Unreadable || cells.is_blank(column.position) {
                continue;
            }
            match column.read(cells) {
                Ok(_) if apart && column.name == NIL_RETURN => {}
                Ok((said, _)) if said == column.said => {}
                // That the first row leaves it blank has its finding; the others still agree.
                Ok((said, _)) if column.said == Said::Nothing && column.is_needed() => {
                    column.said = said;
                }
                _ => {
                    let (_, rows) = column.other.get_or_insert((row(cells), 0));
                    *rows = rows.saturating_add(1);
                }
            }
        }
    }

    /// Finds the columns in which rows differ.
    pub(super) fn find_differences(&self, findings: &mut Findings) {
        for column in &self.0 {
            if let Some((row, rows)) = column.other {
                let place = Place::Cell(row, column.name);
                findings.error(place, column.differs, Detail::Count(rows));
            }
        }
    }

    fn said(&self, name: &str) -> Option<Said> {
        let column = self.0.iter().find(|column| column.name == name);
        column.map(|column| column.said)
    }

    /// What the file says, with what its path says. `first` is its first row of data.
    pub(super) fn fields(
        &mut self,
        kind: Return,
        first: Option<Row>,
        context: &Context<'_>,
        findings: &mut Findings,
    ) -> FileFields {
        let quarter = if kind.quarterly() {
            self.quarter(first, context, findings)
        } else {
            None
        };
        // Where the first row leaves the quarter to the path, the others are held to that.
        if let (Some(quarter), Some(Ok(_))) = (quarter, context.says.quarter) {
            let mut columns = self.0.iter_mut();
            let blank =
                |column: &&mut Column| column.kind == Kind::Quarter && column.said == Said::Nothing;
            if let Some(column) = columns.find(blank) {
                column.said = Said::Quarter(quarter);
                column.differs = Code::F13;
            }
        }
        FileFields {
            kind,
            quarter,
            complete_to: self.complete_to(first, context.today, findings),
            confirm_withdrawals: self.said("confirm_withdrawals") == Some(Said::Yes),
            nil_return: self.said(NIL_RETURN) == Some(Said::Yes),
            explanation: None,
            unsent: Places::default(),
        }
    }

    fn quarter(
        &self,
        first: Option<Row>,
        context: &Context<'_>,
        findings: &mut Findings,
    ) -> Option<Quarter> {
        let in_file = match self.said("quarter") {
            Some(Said::Quarter(quarter)) => Some(quarter),
            _ => None,
        };
        let unreadable = self.said("quarter") == Some(Said::Unreadable);
        let by_path = match context.says.quarter {
            Some(Ok(quarter)) => Some(quarter),
            Some(Err(NotAQuarter::Form)) => {
                findings.error(Place::File, Code::F11, Detail::None);
                None
            }
            Some(Err(NotAQuarter::Ambiguous(number))) => {
                findings.error(Place::File, Code::F12, Detail::Quarter(number));
                None
            }
            None => {
                if in_file.is_none() && !unreadable && first.is_some() {
                    findings.error(Place::File, Code::F11, Detail::None);
                }
                None
            }
        };
        if let (Some(in_file), Some(by_path), Some(row)) = (in_file, by_path, first)
            && in_file != by_path
        {
            findings.error(Place::Cell(row, "quarter"), Code::F13, Detail::None);
        }
        let quarter = by_path.or(in_file)?;
        let closed = quarter.last_day().saturating_add(LATE_YEARS.years());
        if quarter.first_day() > context.today || closed < context.today {
            findings.error(Place::File, Code::F19, Detail::None);
            // No day is held against a quarter that is not the one that was meant.
            return None;
        }
        Some(quarter)
    }

    fn complete_to(
        &self,
        first: Option<Row>,
        today: Date,
        findings: &mut Findings,
    ) -> Option<Date> {
        let said = self.said("complete_to")?;
        let place = Place::Cell(first?, "complete_to");
        match said {
            Said::Day(day) if day <= today => Some(day),
            Said::Day(day) => {
                findings.error(place, Code::C6, Detail::None);
                Some(day)
            }
            Said::Nothing => {
                findings.error(place, Code::C1, Detail::None);
                None
            }
            _ => None,
        }
    }
}

impl Column {
    /// Whether its first row may not leave it blank without a finding.
    const fn is_needed(&self) -> bool {
        matches!(self.kind, Kind::Quarter | Kind::Day)
    }

    fn read(&self, cells: &Cells) -> Result<(Said, Option<Repair>), (Code, Detail)> {
        let sent = cells.at(self.position);
        if sent.text.chars().all(shows_nothing) {
            return Ok((Said::Nothing, None));
        }
        match self.kind {
            Kind::Quarter => read_quarter(sent),
            Kind::Day => match day::read(sent.text) {
                Ok((day, repair)) => Ok((Said::Day(day), repair)),
                Err(NotADay::Form) => Err((fault(sent, Code::C5), Detail::None)),
                Err(NotADay::Range) => Err((fault(sent, Code::C6), Detail::None)),
            },
            _ => match word::yes_no(sent.text) {
                Some((yes, tidied)) => {
                    let said = if yes { Said::Yes } else { Said::Nothing };
                    Ok((said, tidied.then_some(Repair::YesNoSpelling)))
                }
                None => Err((fault(sent, Code::C8), Detail::None)),
            },
        }
    }
}

fn read_quarter(sent: Sent<'_>) -> Result<(Said, Option<Repair>), (Code, Detail)> {
    match Quarter::read(sent.text) {
        Ok((quarter, tidied)) => Ok((
            Said::Quarter(quarter),
            tidied.then_some(Repair::QuarterForm),
        )),
        Err(NotAQuarter::Form) => Err((fault(sent, Code::F11), Detail::None)),
        Err(NotAQuarter::Ambiguous(number)) => Err((Code::F12, Detail::Quarter(number))),
    }
}
