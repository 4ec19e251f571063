//! What was made of one file: how it was read, what was found, what was counted.
//!
//! **Invariant:** it holds no instant, no reference and no text of the file, so that the same file
//! under the same pins gives the same report, byte for byte.

use crate::borough::Borough;
use crate::finding::{Findings, Row};
use crate::quarter::Quarter;
use crate::receipt::Outcome;
use crate::returns::Return;

/// How the bytes of a file were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HowRead {
    /// The encoding in words, "UTF-8".
    pub encoding: &'static str,
    /// The delimiter in words, "comma".
    pub delimiter: &'static str,
    /// The row of the column names.
    pub header: Option<Row>,
    /// Data rows read, without empty and example rows.
    pub rows: u32,
    /// Positions from 1 of columns that nobody declared; they were not read.
    pub undeclared: Vec<u16>,
    /// Positions from 1 of columns that name or reach a person; they were not read.
    pub personal: Vec<u16>,
}

/// Breaches of the Pledge: counted, and neither errors nor queries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Breaches {
    /// A7: above the cap with an exception approved by the start.
    pub cap_approved: u32,
    /// A7: above the cap with an exception approved after the start.
    pub cap_late: u32,
    /// A7: above the cap without an exception.
    pub cap_none: u32,
    /// A10: started from 31 October 2024 without three years of experience after qualifying.
    pub inexperienced: u32,
}

/// What was made of one file.
#[derive(Clone, Debug, Default)]
pub struct Assessment {
    /// The authority in whose folder it was; `None` where a file is checked before it is sent.
    pub folder: Option<Borough>,
    /// The return, where it was recognised.
    pub kind: Option<Return>,
    /// The quarter, where it has one and says it.
    pub quarter: Option<Quarter>,
    /// How it was read.
    pub how: HowRead,
    /// All that is wrong or asks for a word, and all repairs.
    pub findings: Findings,
    /// Breaches, counted.
    pub breaches: Breaches,
    /// Leavers of the statement before whom it withdraws, or would while it waits.
    pub withdrawn: u32,
    /// What came of it; `None` where a file is only checked.
    pub outcome: Option<Outcome>,
}
