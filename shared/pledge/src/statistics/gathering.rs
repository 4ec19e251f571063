//! How the exact statistics of a quarter gather while rows pass, one after the other.
//!
//! Assignments pass in the order of their workers, so that a worker with several is counted once
//! without remembering them all: what is kept grows with cells, boroughs, suppliers and different
//! rates, and not with rows.

use std::collections::{BTreeMap, BTreeSet};

use super::{ALL, ALL_OF_SNAPSHOT, Area, CellName, CellStatistics, Part, Staffing};
use crate::borough::{Borough, SubRegion};
use crate::cell::Cell;
use crate::identity::{Analytics, Pseudonym};
use crate::rates::Distribution;
use crate::returns::Return;

/// An exception to the cap that was approved by the start, as assignments spell it.
const APPROVED: &str = "approved";
/// One that was approved after the start.
const LATE: &str = "late";

/// A row is not one of its return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a row does not hold what its return declares")]
pub struct NotARow;

/// Where the columns that statistics look at stand in a return's rows.
#[derive(Clone, Copy, Debug)]
struct Columns<const N: usize>([usize; N]);

impl<const N: usize> Columns<N> {
    fn of(kind: Return, names: [&str; N]) -> Self {
        let stored = kind.stored();
        let place = |name| stored.iter().position(|column| column.name == name);
        // A column that the return lacks stands behind every row, where there is no cell.
        Self(names.map(|name| place(name).unwrap_or(usize::MAX)))
    }

    fn cells(&self, row: &[Cell]) -> [Cell; N] {
        let cell = |place| row.get(place).copied().unwrap_or(Cell::Absent);
        self.0.map(cell)
    }
}

/// One assignment, as far as statistics look at it.
#[derive(Clone, Copy)]
pub struct Assignment {
    /// The worker.
    pub worker: Pseudonym<Analytics>,
    /// The authority.
    pub authority: Borough,
    /// Its sub-region.
    pub sub_region: SubRegion,
    /// The job category.
    pub category: &'static str,
    /// The supplier, by number; 0 is one on no list.
    pub supplier: u16,
    /// The cap-basis rate, in pence an hour.
    pub rate_pence: i64,
    /// Hours a week, in hundredths.
    pub hours_hundredths: i64,
    /// The first day of the month in which it started, in days since 1 January 1970. Caps begin on
    /// the first of a month, so it has the cap of the day itself.
    pub start_month: i32,
    /// The word of its exception to the cap.
    pub exception: &'static str,
}

/// Reads assignments from rows of their dataset.
#[derive(Clone, Copy, Debug)]
pub struct Assignments(Columns<9>);

impl Default for Assignments {
    fn default() -> Self {
        Self(Columns::of(
            Return::AgencyAssignments,
            [
                "worker",
                "la_code",
                "sub_region",
                "job_category",
                "supplier_number",
                "cap_basis_rate_hourly",
                "hours_per_week",
                "start_month",
                "exception",
            ],
        ))
    }
}

impl Assignments {
    /// The assignment that a row holds.
    ///
    /// # Errors
    ///
    /// When the row is not one of an assignment.
    pub fn read(&self, row: &[Cell]) -> Result<Assignment, NotARow> {
        let [
            Cell::Worker(worker),
            Cell::Borough(authority),
            Cell::Listed(area),
            Cell::Listed(category),
            Cell::Entry(supplier),
            Cell::Pence(rate_pence),
            Cell::Number(hours_hundredths),
            Cell::Day(start_month),
            Cell::Listed(exception),
        ] = self.0.cells(row)
        else {
            return Err(NotARow);
        };
        Ok(Assignment {
            worker,
            authority,
            sub_region: SubRegion::from_word(area).ok_or(NotARow)?,
            category,
            supplier,
            rate_pence,
            hours_hundredths,
            start_month,
            exception,
        })
    }
}

/// A part, its suppliers, and the worker who was counted last.
#[derive(Default)]
struct Tally {
    part: Part,
    suppliers: BTreeSet<u16>,
    last: Option<Pseudonym<Analytics>>,
}

impl Tally {
    fn add(&mut self, of: &Assignment, cap_pence: Option<i64>) {
        let part = &mut self.part;
        part.assignments += 1;
        if self.last != Some(of.worker) {
            part.workers += 1;
            self.last = Some(of.worker);
        }
        if self.suppliers.insert(of.supplier) {
            part.suppliers += 1;
        }
        part.rates_pence += of.rate_pence;
        part.spend += i128::from(of.rate_pence) * i128::from(of.hours_hundredths);
        if cap_pence.is_some_and(|cap| of.rate_pence > cap) {
            part.above += 1;
            part.approved += u64::from(of.exception == APPROVED);
            part.late += u64::from(of.exception == LATE);
        }
    }
}

/// A cell while it gathers.
#[derive(Default)]
struct GatheredCell {
    total: Tally,
    rates: Distribution,
    boroughs: BTreeMap<Borough, Tally>,
    suppliers: BTreeMap<u16, Tally>,
}

/// The rates of every cell while they gather.
#[derive(Default)]
pub struct RatesGathering {
    cells: BTreeMap<CellName, GatheredCell>,
}

impl RatesGathering {
    /// Counts an assignment in every cell to which it belongs, against the cap on its rate.
    /// Assignments come in the order of their workers.
    pub fn add(&mut self, of: &Assignment, cap_pence: Option<i64>) {
        for cell in cells_of(of.category, of.sub_region) {
            let cell = self.cells.entry(cell).or_default();
            cell.total.add(of, cap_pence);
            cell.rates.add(of.rate_pence);
            let borough = cell.boroughs.entry(of.authority).or_default();
            borough.add(of, cap_pence);
            let supplier = cell.suppliers.entry(of.supplier).or_default();
            supplier.add(of, cap_pence);
        }
    }

    /// What has gathered.
    #[must_use]
    pub fn finish(self) -> BTreeMap<CellName, CellStatistics> {
        let cells = self.cells.into_iter();
        cells
            .map(|(name, cell)| {
                let statistics = CellStatistics {
                    total: cell.total.part,
                    rates: cell.rates,
                    boroughs: parts(cell.boroughs),
                    suppliers: parts(cell.suppliers),
                };
                (name, statistics)
            })
            .collect()
    }
}

/// The cells to which an assignment belongs: its own, and the margins.
pub(super) fn cells_of(
    category: &'static str,
    sub_region: SubRegion,
) -> impl Iterator<Item = CellName> {
    [category, ALL].into_iter().flat_map(move |category| {
        let areas = [Area::Part(sub_region), Area::Region];
        areas.map(|area| CellName { category, area })
    })
}

fn parts<K: Ord>(tallies: BTreeMap<K, Tally>) -> BTreeMap<K, Part> {
    let tallies = tallies.into_iter();
    tallies.map(|(of, tally)| (of, tally.part)).collect()
}

/// Posts and people of every cell while they gather, from rows of snapshots in any order.
pub struct StaffingGathering {
    columns: Columns<9>,
    cells: BTreeMap<CellName, Staffing>,
}

impl Default for StaffingGathering {
    fn default() -> Self {
        let columns = Columns::of(
            Return::WorkforceSnapshot,
            [
                "la_code",
                "sub_region",
                "job_category",
                "agency_fte",
                "permanent_fte",
                "vacancy_fte",
                "agency_headcount",
                "permanent_headcount",
                "leavers_fte",
            ],
        );
        Self {
            columns,
            cells: BTreeMap::new(),
        }
    }
}

impl StaffingGathering {
    /// Adds a row to its category's cells. The row of all categories is the authority's own
    /// sum of them, ASYE and senior managers among them.
    ///
    /// # Errors
    ///
    /// When the row is not one of a snapshot.
    pub fn add(&mut self, row: &[Cell]) -> Result<(), NotARow> {
        let [
            Cell::Borough(authority),
            Cell::Listed(area),
            Cell::Listed(category),
            Cell::Number(agency),
            Cell::Number(permanent),
            Cell::Number(vacant),
            Cell::Number(agency_heads),
            Cell::Number(permanent_heads),
            leavers,
        ] = self.columns.cells(row)
        else {
            return Err(NotARow);
        };
        let sent = match leavers {
            Cell::Number(leavers) => Some(leavers),
            _ => None,
        };
        let sub_region = SubRegion::from_word(area).ok_or(NotARow)?;
        let heads = u64::try_from(agency_heads + permanent_heads).map_err(|_| NotARow)?;
        let category = if category == ALL_OF_SNAPSHOT {
            ALL
        } else {
            category
        };
        for area in [Area::Part(sub_region), Area::Region] {
            let cell = CellName { category, area };
            let cell = self.cells.entry(cell).or_insert_with(|| Staffing {
                leavers: Some(0),
                ..Staffing::default()
            });
            cell.agency += agency;
            cell.permanent += permanent;
            cell.vacant += vacant;
            cell.leavers = cell.leavers.zip(sent).map(|(sum, more)| sum + more);
            *cell.heads.entry(authority).or_default() += heads;
        }
        Ok(())
    }

    /// What has gathered.
    #[must_use]
    pub fn finish(self) -> BTreeMap<CellName, Staffing> {
        self.cells
    }
}

#[cfg(test)]
mod tests;
