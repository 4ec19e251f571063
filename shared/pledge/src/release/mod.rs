//! What a release shows: the tables of a quarter as they are published, restricted and public.
//!
//! Amounts and shares are as shown: rounded, and marked where they are not shown. Only
//! [`crate::disclosure::check`] fills them.
//!
//! What the tables look like derives from them: `columns` declares each column once, [`sheets`] are
//! the tables as files, [`csvw`] describes these to programs, [`page`] shows them to people.

use serde::{Deserialize, Serialize};

mod columns;
mod csvw;
mod page;
mod sheet;
mod words;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_page;

pub use columns::{Column, Form};
pub use csvw::csvw;
pub use page::page;
pub use sheet::{Entry, Sheet, sheets};
pub use words::written;

use crate::quarter::Quarter;
use crate::reference::Reference;
use crate::statistics::{ALL, Area, CellName};

/// A value of a published table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// It may be shown.
    Value(i64),
    /// It is confidential, or shown it would give away what is: `[c]`.
    Suppressed,
    /// There are too few observations for this figure, or none to compare with: `[x]`.
    NotAvailable,
}

impl Shown {
    /// The value, where it is shown.
    #[must_use]
    pub const fn value(self) -> Option<i64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Suppressed | Self::NotAvailable => None,
        }
    }

    /// The mark that stands in its place, as official statistics of the United Kingdom write it.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Value(_) => "",
            Self::Suppressed => "[c]",
            Self::NotAvailable => "[x]",
        }
    }
}

/// Who may read a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Directors of children's services.
    Restricted,
    /// Everybody.
    Public,
}

impl Audience {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Restricted, Self::Public];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Public => "public",
        }
    }
}

/// One cell of the rates as shown. Amounts are pence an hour, shares whole per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    /// The cell.
    pub cell: CellName,
    /// Assignments live on any day of the quarter.
    pub assignments: Shown,
    /// Distinct workers.
    pub workers: Shown,
    /// Boroughs that have any.
    pub boroughs: Shown,
    /// Suppliers that have any.
    pub suppliers: Shown,
    /// Mean of the cap-basis rates.
    pub mean_pence: Shown,
    /// Lower quartile.
    pub q1_pence: Shown,
    /// Median.
    pub median_pence: Shown,
    /// Upper quartile.
    pub q3_pence: Shown,
    /// 90th percentile.
    pub p90_pence: Shown,
    /// Assignments above the cap.
    pub above_cap: Shown,
    /// Their share, of the counts as shown.
    pub above_cap_percent: Shown,
    /// Of those above: with an exception approved by the start.
    pub exceptions: Shown,
    /// Of those above: without one, or with one approved too late.
    pub breaches: Shown,
    /// Change of the median on the quarter before, from both as shown.
    pub median_change_pence: Shown,
    /// Change of the number of workers on the quarter before, from both as shown.
    pub workers_change: Shown,
}

/// Posts and people of one cell as shown, in whole per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffingRow {
    /// The cell.
    pub cell: CellName,
    /// Agency workers among agency workers and permanent staff.
    pub agency_percent: Shown,
    /// Vacant posts among vacant posts and permanent staff.
    pub vacancy_percent: Shown,
    /// Leavers of 12 months over permanent staff at the end.
    pub turnover_percent: Shown,
}

/// Engagements of one category in the whole region as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngagementRow {
    /// The category, or [`ALL`].
    #[serde(with = "crate::statistics::category")]
    pub category: crate::register::Spelt,
    /// New engagements that were held against the register.
    pub engagements: Shown,
    /// Of these: engaged while a rule restricted them.
    pub early: Shown,
    /// Of these: declared clear.
    pub declared_clear: Shown,
}

/// Leavers of permanent posts of the whole region as shown; the last row is all reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaverRow {
    /// The reason; `None` for all.
    pub leaving: Option<crate::register::Leaving>,
    /// Those who went to an agency.
    pub to_agency: Shown,
    /// Those who went elsewhere, or nobody knows where.
    pub elsewhere: Shown,
    /// Both.
    pub all: Shown,
}

/// How many of the 33 have returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnRow {
    /// The return.
    pub kind: crate::returns::Return,
    /// How many have something in force.
    pub in_force: u32,
    /// Who has not; empty in the public table, whoever is missing.
    pub missing: Vec<crate::borough::Borough>,
}

/// The tables for one audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Who may read them.
    pub audience: Audience,
    /// Rates: every category and [`ALL`], in every area, in the order of the tables.
    pub rates: Vec<RateRow>,
    /// Posts and people.
    pub staffing: Vec<StaffingRow>,
    /// Engagements against the register.
    pub engagements: Vec<EngagementRow>,
    /// Leavers.
    pub leavers: Vec<LeaverRow>,
    /// Completeness.
    pub returns: Vec<ReturnRow>,
}

/// A quarter's release: both audiences' tables, and by which settings they were checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The quarter.
    pub quarter: Quarter,
    /// The version of the thresholds.
    pub thresholds: String,
    /// For directors of children's services.
    pub restricted: Tables,
    /// For everybody.
    pub public: Tables,
}

/// What the forms of a release say beside its tables.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The quarter.
    pub quarter: Quarter,
    /// The reference data by which the tables were made: their version, the caps, and the steps
    /// of rounding. Of the thresholds no form says more than the version.
    pub reference: &'a Reference,
    /// The version of the program.
    pub program: &'static str,
    /// What a reader must know before all else, in words of our own: that figures are invented.
    pub notice: Option<&'static str>,
}

/// Every cell of a table in order: by category, [`ALL`] last, then by area, the region last.
pub fn cells(categories: impl Iterator<Item = &'static str>) -> impl Iterator<Item = CellName> {
    categories
        .chain([ALL])
        .flat_map(|category| Area::all().map(move |area| CellName { category, area }))
}
