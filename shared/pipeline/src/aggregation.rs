//! The first regional table of a quarter, for the operator only: it has passed no disclosure gate.
//!
//! It reads the slices that the ledger names, in the order of their workers, so that a worker with
//! several assignments is counted once without remembering all of them.

use std::collections::BTreeMap;
use std::path::Path;

use pledge::borough::SubRegion;
use pledge::cell::{Cell, Stored};
use pledge::ports::{Datasets, Ledger};
use pledge::quarter::Quarter;
use pledge::rates::{Distribution, share_hundredths};
use pledge::reference::Reference;
use pledge::returns::Return;
use pledge::returns::agency_assignments::JOB_CATEGORIES;
use pledge::returns::workforce_snapshot::CATEGORIES;

use crate::Failure;
use crate::staging::slices_in_force;
use crate::status::{ReturnStatus, status};

mod tables;

pub use tables::put;

/// A part of the region, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// One sub-region.
    Part(SubRegion),
    /// London.
    Region,
}

impl Area {
    /// All of them, the region last.
    pub fn all() -> impl Iterator<Item = Self> {
        SubRegion::ALL
            .into_iter()
            .map(Self::Part)
            .chain([Self::Region])
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Part(area) => area.word(),
            Self::Region => "region",
        }
    }
}

/// The word for all job categories together.
pub const ALL: &str = "all";

/// Rates of one category in one area. A row for each that has assignments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// The category, or [`ALL`].
    pub category: &'static str,
    /// The area.
    pub area: Area,
    /// Assignments live on any day of the quarter.
    pub assignments: u64,
    /// Distinct workers.
    pub workers: u64,
    /// Mean of the cap-basis rates, in pence.
    pub mean: i64,
    /// Quartiles (type 7) of the cap-basis rates, in pence: lower, median, upper.
    pub quartiles: [i64; 3],
}

/// Posts and people of one category in one area on the quarter's last day, in hundredths of a
/// full-time post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staffing {
    /// The category, or [`ALL`].
    pub category: &'static str,
    /// The area.
    pub area: Area,
    /// Agency workers.
    pub agency: i64,
    /// Permanent staff.
    pub permanent: i64,
    /// Vacant posts.
    pub vacant: i64,
    /// Agency workers among agency workers and permanent staff, in hundredths of a per cent.
    pub agency_share: Option<i64>,
    /// Vacant posts among vacant posts and permanent staff, in hundredths of a per cent.
    pub vacancy_rate: Option<i64>,
}

/// The tables of a quarter, not checked for disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// The quarter.
    pub quarter: Quarter,
    /// Rates.
    pub rates: Vec<Rates>,
    /// Posts and people.
    pub staffing: Vec<Staffing>,
    /// Who has returned.
    pub returns: Vec<ReturnStatus>,
}

/// Computes the tables of a quarter from what the ledger names.
///
/// # Errors
///
/// When a store does not answer, or a slice cannot be read.
pub async fn aggregate<D: Datasets>(
    datasets: &D,
    ledger: &impl Ledger,
    reference: &Reference,
    scratch: &Path,
    quarter: Quarter,
) -> Result<Unchecked, Failure> {
    Ok(Unchecked {
        quarter,
        rates: rates(datasets, ledger, scratch, quarter).await?,
        staffing: staffing(datasets, ledger, scratch, quarter).await?,
        // The statement of leavers in force belongs to no quarter: a later one replaces it.
        returns: status(ledger, reference, quarter)
            .await?
            .into_iter()
            .filter(|status| status.kind.quarterly())
            .collect(),
    })
}

/// What gathers for one category and area while rows pass in the order of their workers.
#[derive(Default)]
struct Gathered {
    rates: Distribution,
    workers: u64,
    last: Option<Cell>,
}

async fn rates<D: Datasets>(
    datasets: &D,
    ledger: &impl Ledger,
    scratch: &Path,
    quarter: Quarter,
) -> Result<Vec<Rates>, Failure> {
    let kind = Return::AgencyAssignments;
    let standing = ledger.standing(kind, Some(quarter)).await?;
    let (_, mut rows) = slices_in_force(datasets, scratch, kind, quarter, &standing).await?;
    let columns = Columns::of(kind);
    let mut gathered: BTreeMap<(&'static str, Area), Gathered> = BTreeMap::new();
    let mut row = Vec::new();
    while rows.read(&mut row)? {
        let (Some(category), Some(area), Some(Cell::Pence(rate)), Some(worker)) = (
            columns.word(&row, "job_category"),
            columns.area(&row),
            columns.cell(&row, "cap_basis_rate_hourly"),
            columns.cell(&row, "worker"),
        ) else {
            return Err(Failure::Columnar(columnar::ColumnarError::Corrupt));
        };
        for category in [category, ALL] {
            for area in [area, Area::Region] {
                let group = gathered.entry((category, area)).or_default();
                group.rates.add(rate);
                if group.last != Some(worker) {
                    group.workers += 1;
                    group.last = Some(worker);
                }
            }
        }
    }
    Ok(in_order(
        JOB_CATEGORIES.iter().map(|word| word.word),
        |key| {
            let group = gathered.get(&key)?;
            Some(Rates {
                category: key.0,
                area: key.1,
                assignments: group.rates.count(),
                workers: group.workers,
                mean: group.rates.mean_pence()?,
                quartiles: [
                    group.rates.quantile(1, 4)?,
                    group.rates.quantile(1, 2)?,
                    group.rates.quantile(3, 4)?,
                ],
            })
        },
    ))
}

async fn staffing<D: Datasets>(
    datasets: &D,
    ledger: &impl Ledger,
    scratch: &Path,
    quarter: Quarter,
) -> Result<Vec<Staffing>, Failure> {
    let kind = Return::WorkforceSnapshot;
    let standing = ledger.standing(kind, Some(quarter)).await?;
    let (_, mut rows) = slices_in_force(datasets, scratch, kind, quarter, &standing).await?;
    let columns = Columns::of(kind);
    let mut sums: BTreeMap<(&'static str, Area), [i64; 3]> = BTreeMap::new();
    let mut row = Vec::new();
    while rows.read(&mut row)? {
        let number = |name| match columns.cell(&row, name) {
            Some(Cell::Number(number)) => Some(number),
            _ => None,
        };
        let (Some(category), Some(area), Some(agency), Some(permanent), Some(vacant)) = (
            columns.word(&row, "job_category"),
            columns.area(&row),
            number("agency_fte"),
            number("permanent_fte"),
            number("vacancy_fte"),
        ) else {
            return Err(Failure::Columnar(columnar::ColumnarError::Corrupt));
        };
        let category = if category == "ALL" { ALL } else { category };
        for area in [area, Area::Region] {
            let sum = sums.entry((category, area)).or_default();
            for (total, part) in sum.iter_mut().zip([agency, permanent, vacant]) {
                *total += part;
            }
        }
    }
    let categories = CATEGORIES
        .iter()
        .map(|word| word.word)
        .filter(|word| *word != "ALL");
    Ok(in_order(categories, |key| {
        let [agency, permanent, vacant] = *sums.get(&key)?;
        Some(Staffing {
            category: key.0,
            area: key.1,
            agency,
            permanent,
            vacant,
            agency_share: share_hundredths(agency, agency + permanent),
            vacancy_rate: share_hundredths(vacant, vacant + permanent),
        })
    }))
}

/// Rows by category, all of them last, and by area, the region last.
fn in_order<T>(
    categories: impl Iterator<Item = &'static str>,
    row: impl Fn((&'static str, Area)) -> Option<T>,
) -> Vec<T> {
    categories
        .chain([ALL])
        .flat_map(|category| Area::all().map(move |area| (category, area)))
        .filter_map(row)
        .collect()
}

/// The columns of a dataset by name.
struct Columns(Vec<Stored>);

impl Columns {
    fn of(kind: Return) -> Self {
        Self(kind.stored())
    }

    fn cell(&self, row: &[Cell], name: &str) -> Option<Cell> {
        row.get(self.0.iter().position(|stored| stored.name == name)?)
            .copied()
    }

    fn word(&self, row: &[Cell], name: &str) -> Option<&'static str> {
        match self.cell(row, name) {
            Some(Cell::Listed(word)) => Some(word),
            _ => None,
        }
    }

    fn area(&self, row: &[Cell]) -> Option<Area> {
        self.word(row, "sub_region")
            .and_then(SubRegion::from_word)
            .map(Area::Part)
    }
}
