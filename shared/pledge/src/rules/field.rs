//! Columns as rules name them, and one row while rules speak about it.
//!
//! **Invariant:** a rule that names a column that is not declared does not compile.

use jiff::civil::Date;

use crate::column::Column;
use crate::finding::{Detail, Findings, Place};
use crate::record::{Places, Record, Value};
use crate::rule::Code;

/// A declared column: its place in a record, and its name.
#[derive(Clone, Copy)]
pub(super) struct Field {
    index: usize,
    pub(super) name: &'static str,
}

impl Field {
    /// The column of this name, for constants only.
    #[expect(clippy::panic, reason = "in a constant it stops the build")]
    pub(super) const fn of(mut columns: &'static [Column], name: &'static str) -> Self {
        let mut index = 0;
        while let [column, rest @ ..] = columns {
            if same(column.name.as_bytes(), name.as_bytes()) {
                return Self { index, name };
            }
            columns = rest;
            index += 1;
        }
        panic!("no column of this name is declared")
    }

    pub(super) fn of_record(self, record: &Record) -> Value {
        record.value(self.index)
    }

    /// Its value in a row that was kept without its record.
    pub(super) fn of_values(self, values: &[Value]) -> Value {
        values.get(self.index).copied().unwrap_or(Value::Absent)
    }
}

const fn same(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, more_left @ ..], [b, more_right @ ..]) = (left, right) {
        if *a != *b {
            return false;
        }
        (left, right) = (more_left, more_right);
    }
    left.is_empty() && right.is_empty()
}

/// One row while rules speak about it.
pub(super) struct Row<'r> {
    pub(super) record: &'r Record,
    findings: &'r mut Findings,
    /// The columns that the file lacks.
    unsent: Places,
    /// Whether a rule found an error in it.
    pub(super) wrong: bool,
}

impl<'r> Row<'r> {
    pub(super) const fn new(
        record: &'r Record,
        unsent: Places,
        findings: &'r mut Findings,
    ) -> Self {
        Self {
            record,
            findings,
            unsent,
            wrong: false,
        }
    }

    /// The cell must be mended. Where the file lacks its whole column, that is said once.
    pub(super) fn error(&mut self, field: Field, code: Code, detail: Detail) {
        self.wrong = true;
        if self.unsent.contains(field.index) {
            let lacking = (Code::F7, Some(field.name));
            if !self.findings.by_rule().contains_key(&lacking) {
                self.findings
                    .error(Place::Column(field.name), Code::F7, Detail::None);
            }
            return;
        }
        let place = Place::Cell(self.record.row, field.name);
        self.findings.error(place, code, detail);
    }

    /// The cell must be mended or explained.
    pub(super) fn query(&mut self, field: Field, code: Code, detail: Detail) {
        let place = Place::Cell(self.record.row, field.name);
        self.findings
            .query(place, code, detail, self.record.explanation);
    }

    pub(super) fn value(&self, field: Field) -> Value {
        field.of_record(self.record)
    }

    pub(super) fn is_blank(&self, field: Field) -> bool {
        self.value(field) == Value::Absent
    }

    pub(super) fn is_yes(&self, field: Field) -> bool {
        self.value(field) == Value::Flag(true)
    }

    pub(super) fn day(&self, field: Field) -> Option<Date> {
        match self.value(field) {
            Value::Day(day) => Some(day),
            _ => None,
        }
    }

    pub(super) fn pence(&self, field: Field) -> Option<i64> {
        match self.value(field) {
            Value::Pence(pence) => Some(pence),
            _ => None,
        }
    }

    pub(super) fn number(&self, field: Field) -> Option<i64> {
        number(self.value(field))
    }

    pub(super) fn word(&self, field: Field) -> Option<&'static str> {
        match self.value(field) {
            Value::Listed(word) => Some(word),
            _ => None,
        }
    }
}

pub(super) const fn number(value: Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}
