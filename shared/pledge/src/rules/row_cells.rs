//! What a dataset keeps of a row: the stored columns of its return, in their order.
//!
//! **Invariant:** a day leaves as the first of its month, and a row with a cell that is unreadable,
//! or missing where the schema needs it, leaves not at all.

use jiff::civil::{Date, date};

use crate::borough::Borough;
use crate::cell::{Cell, Form, Stored};
use crate::column::Kind;
use crate::identity::{Analytics, Pseudonym};
use crate::record::{Record, Value};
use crate::returns::Return;

/// The cells of one row. `computed` holds, by the name of the stored column, what rules made.
pub(super) fn of_row(
    kind: Return,
    record: &Record,
    authority: Borough,
    worker: Option<Pseudonym<Analytics>>,
    computed: &[(&'static str, Cell)],
) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    for (index, column) in kind.columns().iter().enumerate() {
        for stored in column.fate.stored() {
            let made = computed.iter().find(|(name, _)| *name == stored.name);
            cells.push(match (made, stored.form) {
                (Some((_, Cell::Absent)), _) if !stored.optional => return None,
                (Some((_, cell)), _) => *cell,
                (None, Form::Worker) => Cell::Worker(worker?),
                (None, Form::Borough) => Cell::Borough(authority),
                (None, _) if stored.name == "sub_region" => {
                    Cell::Listed(authority.sub_region().word())
                }
                (None, _) => of_value(record.value(index), column.kind, stored)?,
            });
        }
    }
    Some(cells)
}

fn of_value(value: Value, kind: Kind, stored: &Stored) -> Option<Cell> {
    if let (Kind::Reference(_), Form::Flag) = (kind, stored.form) {
        let given = value == Value::Present;
        return (value != Value::Unreadable).then_some(Cell::Flag(given));
    }
    let cell = match value {
        Value::Day(day) => Cell::Day(month_of(day)),
        Value::Pence(pence) => Cell::Pence(pence),
        Value::Number(number) => Cell::Number(number),
        Value::Flag(flag) => Cell::Flag(flag),
        Value::Listed(word) => Cell::Listed(word),
        Value::Entry(entry) => Cell::Entry(entry),
        Value::Absent if stored.optional => return Some(Cell::Absent),
        Value::Absent | Value::Present | Value::Unreadable => return None,
    };
    stored.form.holds(cell).then_some(cell)
}

/// Days from 1 January 1970 to the first of the day's month.
fn month_of(day: Date) -> i32 {
    day.first_of_month()
        .since(date(1970, 1, 1))
        .map_or(0, |span| span.get_days())
}
