//! The second door: what a dataset may hold.
//!
//! **Invariant:** there is no text variant, and a `Cell` is `Copy`, so none can be added. Every
//! word in a dataset is one that this program spells.

use crate::borough::Borough;
use crate::identity::{Analytics, Pseudonym};

/// One value of a stored row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// A worker, by pseudonym.
    Worker(Pseudonym<Analytics>),
    /// A borough.
    Borough(Borough),
    /// Days since 1 January 1970.
    Day(i32),
    /// An amount in pence.
    Pence(i64),
    /// A plain count, or hundredths of an hour or of a full-time post, as the column says.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// An entry of a versioned register (suppliers), by its number; 0 is one not on it.
    Entry(u16),
    /// An entry of one of the schema's code lists, as this program spells it.
    Listed(&'static str),
    /// Not sent, where the schema allows that.
    Absent,
}

/// The form of a stored column: which variant of [`Cell`] it holds, and how readers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// [`Cell::Worker`]; text of 64 hexadecimal digits.
    Worker,
    /// [`Cell::Borough`]; text, the ONS code.
    Borough,
    /// [`Cell::Day`]; DATE.
    Day,
    /// [`Cell::Pence`]; DECIMAL(9,2), pounds.
    Pence,
    /// [`Cell::Number`] in hundredths; DECIMAL(9,2).
    Hundredths,
    /// [`Cell::Number`]; BIGINT.
    Number,
    /// [`Cell::Flag`]; BOOLEAN.
    Flag,
    /// [`Cell::Entry`]; BIGINT.
    Entry,
    /// [`Cell::Listed`]; text.
    Listed,
}

impl Form {
    /// Whether a column of this form may hold `cell`, apart from [`Cell::Absent`].
    #[must_use]
    pub const fn holds(self, cell: Cell) -> bool {
        matches!(
            (self, cell),
            (Self::Worker, Cell::Worker(_))
                | (Self::Borough, Cell::Borough(_))
                | (Self::Day, Cell::Day(_))
                | (Self::Pence, Cell::Pence(_))
                | (Self::Hundredths | Self::Number, Cell::Number(_))
                | (Self::Flag, Cell::Flag(_))
                | (Self::Entry, Cell::Entry(_))
                | (Self::Listed, Cell::Listed(_))
        )
    }

    /// The type as analysts' SQL names it.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Worker | Self::Borough | Self::Listed => "VARCHAR",
            Self::Day => "DATE",
            Self::Pence | Self::Hundredths => "DECIMAL(9,2)",
            Self::Number | Self::Entry => "BIGINT",
            Self::Flag => "BOOLEAN",
        }
    }
}

/// One column of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its name in Parquet.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
    /// Whether a row may lack it.
    pub optional: bool,
    /// What it means, in a sentence for an analyst.
    pub meaning: &'static str,
}
