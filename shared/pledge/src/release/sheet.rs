//! The tables of a release as plain sheets, from which its files are written.
//!
//! **Invariant:** an [`Entry`] has no variant for a text that somebody sent, and what is not shown
//! has no value here either.

use super::columns::{
    AREA, CAPS, CATEGORY, ENGAGEMENTS, EXPECTED, Figure, IN_FORCE, LEAVERS, MISSING, NOT_AVAILABLE,
    QUARTER, RATES, REASON, RETURN, STAFFING, SUPPRESSED,
};
use super::{
    Audience, Column, EngagementRow, LeaverRow, RateRow, ReturnRow, Shown, StaffingRow, Tables,
};
use crate::borough::Borough;
use crate::quarter::Quarter;
use crate::register::Leaving;
use crate::statistics::{ALL, CellName};

/// One table of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, also that of its files.
    pub name: &'static str,
    /// Its title for people.
    pub title: &'static str,
    /// What one row is.
    pub grain: &'static str,
    /// How many of the first columns name a row: no two rows have the same in all of them.
    pub keys: usize,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, with an entry for each column.
    pub rows: Vec<Vec<Entry>>,
}

/// What stands in one column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A quarter.
    Quarter(Quarter),
    /// A word of our own.
    Word(&'static str),
    /// Any number of words of our own.
    Words(Vec<&'static str>),
    /// A figure; an amount in pence.
    Figure(Shown),
}

/// The tables for one audience, in the order in which they are listed.
#[must_use]
pub fn sheets(quarter: Quarter, tables: &Tables) -> Vec<Sheet> {
    vec![
        sheet(quarter, &tables.rates),
        sheet(quarter, &tables.staffing),
        sheet(quarter, &tables.engagements),
        sheet(quarter, &tables.leavers),
        returns(quarter, tables.audience, &tables.returns),
    ]
}

/// A row that is made of figures, and what it takes to lay it out.
trait Laid: Sized + 'static {
    const NAME: &'static str;
    const TITLE: &'static str;
    const GRAIN: &'static str;
    /// What names a row, beside the quarter.
    const KEYS: &'static [Column];
    /// The figures, in order.
    const FIGURES: &'static [&'static [Figure<Self>]];
    /// What names this row.
    fn key(&self) -> Vec<Entry>;
}

impl Laid for RateRow {
    const NAME: &'static str = "rates";
    const TITLE: &'static str = "Agency rates and the cap";
    const GRAIN: &'static str = "One row for each job category in each area.";
    const KEYS: &'static [Column] = &[CATEGORY, AREA];
    const FIGURES: &'static [&'static [Figure<Self>]] = &[RATES, CAPS];

    fn key(&self) -> Vec<Entry> {
        cell(self.cell)
    }
}

impl Laid for StaffingRow {
    const NAME: &'static str = "staffing";
    const TITLE: &'static str = "Posts and people";
    const GRAIN: &'static str = "One row for each job category in each area.";
    const KEYS: &'static [Column] = &[CATEGORY, AREA];
    const FIGURES: &'static [&'static [Figure<Self>]] = &[STAFFING];

    fn key(&self) -> Vec<Entry> {
        cell(self.cell)
    }
}

impl Laid for EngagementRow {
    const NAME: &'static str = "engagements";
    const TITLE: &'static str = "Engagements after a permanent post";
    const GRAIN: &'static str = "One row for each job category, in all of London.";
    const KEYS: &'static [Column] = &[CATEGORY];
    const FIGURES: &'static [&'static [Figure<Self>]] = &[ENGAGEMENTS];

    fn key(&self) -> Vec<Entry> {
        vec![Entry::Word(self.category)]
    }
}

impl Laid for LeaverRow {
    const NAME: &'static str = "leavers";
    const TITLE: &'static str = "Leavers of permanent posts";
    const GRAIN: &'static str = "One row for each reason, in all of London.";
    const KEYS: &'static [Column] = &[REASON];
    const FIGURES: &'static [&'static [Figure<Self>]] = &[LEAVERS];

    fn key(&self) -> Vec<Entry> {
        vec![Entry::Word(self.leaving.map_or(ALL, Leaving::word))]
    }
}

fn cell(cell: CellName) -> Vec<Entry> {
    vec![Entry::Word(cell.category), Entry::Word(cell.area.word())]
}

fn sheet<R: Laid>(quarter: Quarter, rows: &[R]) -> Sheet {
    let figures = || R::FIGURES.iter().copied().flatten();
    let keys = std::iter::once(QUARTER).chain(R::KEYS.iter().copied());
    let columns = keys
        .chain(figures().map(|figure| figure.column))
        .chain([SUPPRESSED, NOT_AVAILABLE]);
    let rows = rows.iter().map(|row| {
        let shown: Vec<Shown> = figures().map(|figure| (figure.of)(row)).collect();
        let marked = |mark: Shown| {
            let columns = figures().zip(&shown).filter(|(_, shown)| **shown == mark);
            Entry::Words(columns.map(|(figure, _)| figure.column.name).collect())
        };
        let marks = [marked(Shown::Suppressed), marked(Shown::NotAvailable)];
        let mut entries = vec![Entry::Quarter(quarter)];
        entries.extend(row.key());
        entries.extend(shown.iter().copied().map(Entry::Figure));
        entries.extend(marks);
        entries
    });
    Sheet {
        name: R::NAME,
        title: R::TITLE,
        grain: R::GRAIN,
        keys: R::KEYS.len() + 1,
        columns: columns.collect(),
        rows: rows.collect(),
    }
}

/// Completeness. Who is missing has a column in the restricted table only: an empty one in the
/// public table would read as if nobody were.
fn returns(quarter: Quarter, audience: Audience, rows: &[ReturnRow]) -> Sheet {
    let named = audience == Audience::Restricted;
    let expected = i64::try_from(Borough::all().count()).unwrap_or(i64::MAX);
    let rows = rows.iter().map(|row| {
        let missing = row.missing.iter().map(|borough| borough.ons_code());
        let entries = [
            Entry::Quarter(quarter),
            Entry::Word(row.kind.name()),
            Entry::Figure(Shown::Value(row.in_force.into())),
            Entry::Figure(Shown::Value(expected)),
        ];
        let missing = named.then(|| Entry::Words(missing.collect()));
        entries.into_iter().chain(missing).collect()
    });
    let columns = [QUARTER, RETURN, IN_FORCE, EXPECTED];
    Sheet {
        name: "returns",
        title: "Returns received",
        grain: "One row for each return.",
        keys: 2,
        columns: columns
            .into_iter()
            .chain(named.then_some(MISSING))
            .collect(),
        rows: rows.collect(),
    }
}
