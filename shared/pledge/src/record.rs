//! One row of a return, read and typed, before the rules see it.
//!
//! **Invariant:** a record holds no text. A registration number is behind the first door; of free
//! text only the presence is known.

use jiff::civil::Date;

use crate::borough::Borough;
use crate::finding::Row;
use crate::identity::Registration;
use crate::quarter::Quarter;
use crate::returns::Return;

/// One cell, read as its column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Blank, or the column was not sent.
    Absent,
    /// Filled in, and not readable: a finding says so, and rules pass over it.
    Unreadable,
    /// Filled in; what it says is not kept.
    Present,
    /// A day.
    Day(Date),
    /// Pence.
    Pence(i64),
    /// A count, or hundredths, as the column says.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A word as this program spells it (lists, yes/no/unknown, explanations, role map).
    Listed(&'static str),
    /// An entry of the supplier list by number, 0 for one that is not on it.
    Entry(u16),
}

/// One row of a return.
pub struct Record {
    /// The row as a spreadsheet numbers it.
    pub row: Row,
    /// The authority that the row is for: the folder's, or the one that its column chose. `None`
    /// where that is not known: a file checked before it is sent, or a row with a finding on it.
    pub authority: Option<Borough>,
    /// The registration number, where the return has one and the cell is readable.
    pub registration: Option<Registration>,
    /// The values, one for each declared column of the return, in its order.
    /// `swe_number` is `Present`, `Absent` or `Unreadable` here; file-level columns are `Absent`.
    pub values: Vec<Value>,
    /// The code that explains this row's queries.
    pub explanation: Option<&'static str>,
}

impl Record {
    /// The value of the declared column at `index`.
    #[must_use]
    pub fn value(&self, index: usize) -> Value {
        self.values.get(index).copied().unwrap_or(Value::Absent)
    }
}

/// What a file says once, for all its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFields {
    /// Which return it is.
    pub kind: Return,
    /// The quarter, for the returns that have one.
    pub quarter: Option<Quarter>,
    /// Leavers are complete up to this day.
    pub complete_to: Option<Date>,
    /// Withdrawals beyond the usual are confirmed.
    pub confirm_withdrawals: bool,
    /// There is nothing to report, of any authority of the file.
    pub nil_return: bool,
    /// The code on the first data row, which explains queries about the file as a whole.
    pub explanation: Option<&'static str>,
    /// The declared columns that the file lacks.
    pub unsent: Places,
}

/// Columns of a return, by their places in its declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places(u64);

impl Places {
    /// Adds a column.
    pub fn insert(&mut self, index: usize) {
        self.0 |= bit(index);
    }

    /// Whether the column is one of them.
    #[must_use]
    pub fn contains(self, index: usize) -> bool {
        self.0 & bit(index) != 0
    }
}

/// No return has more columns than there are bits, as a test sees.
fn bit(index: usize) -> u64 {
    let place = u32::try_from(index).ok();
    place
        .and_then(|place| 1_u64.checked_shl(place))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_every_return_has_its_place() {
        for kind in Return::ALL {
            let mut places = Places::default();
            for index in 0..kind.columns().len() {
                assert!(!places.contains(index), "{kind} {index}");
                places.insert(index);
                assert!(places.contains(index), "{kind} {index}");
            }
        }
    }
}
