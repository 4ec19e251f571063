//! The exact statistics of a quarter, from the slices that the ledger or a closing names, read in
//! the order of their workers.

use std::path::Path;

use columnar::ColumnarError;
use jiff::Span;
use jiff::civil::{Date, date};
use pledge::ports::{Datasets, Keys, Ledger, Register};
use pledge::quarter::Quarter;
use pledge::reference::Reference;
use pledge::returns::Return;
use pledge::statistics::QuarterStatistics;
use pledge::statistics::gathering::{
    Assignment, Assignments, NotARow, RatesGathering, StaffingGathering,
};

use crate::register::engagement_counts;
use crate::staging::rows_of;
use crate::status::{ReturnStatus, status};
use crate::{Failure, Region};

mod inputs;
mod tables;

pub use inputs::Inputs;
pub use tables::put;

/// The first day of the count of days in datasets.
const EPOCH: Date = date(1970, 1, 1);

/// The exact figures of a quarter as it stands, for the operator only: they have passed no
/// disclosure gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// The figures.
    pub statistics: QuarterStatistics,
    /// Who has returned.
    pub returns: Vec<ReturnStatus>,
}

/// Computes the figures of a quarter from what is in force; `today` is the day of the register.
/// Of a closed quarter what was frozen stays: the leavers, and engagements held against them.
///
/// # Errors
///
/// When a store does not answer, or a slice cannot be read.
pub async fn aggregate<U, D: Datasets, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    quarter: Quarter,
    today: Date,
) -> Result<Unchecked, Failure> {
    let mut inputs = inputs_in_force(region, quarter, today).await?;
    if let Some(closing) = region.ledger.closing(quarter).await? {
        let frozen = Inputs::named_by(&closing);
        (inputs.leavers, inputs.engagements) = (frozen.leavers, frozen.engagements);
    }
    let returns = status(region.ledger, region.reference, quarter).await?;
    Ok(Unchecked {
        statistics: statistics(region, &inputs).await?,
        // The statement of leavers in force belongs to no quarter: a later one replaces it.
        returns: (returns.into_iter())
            .filter(|status| status.kind.quarterly())
            .collect(),
    })
}

/// What is in force for a quarter, engagements held against the register among it.
pub(crate) async fn inputs_in_force<U, D, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    quarter: Quarter,
    today: Date,
) -> Result<Inputs, Failure> {
    let engagements = engagement_counts(region, quarter, today).await?;
    Inputs::in_force(region.ledger, quarter, engagements).await
}

/// Computes the exact statistics of a quarter from its inputs.
///
/// # Errors
///
/// When a store does not answer, or a slice is gone or cannot be read.
pub async fn statistics<U, D: Datasets, L, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    inputs: &Inputs,
) -> Result<QuarterStatistics, Failure> {
    let mut rates = RatesGathering::default();
    each_assignment(region.datasets, region.scratch, inputs, |assignment| {
        rates.add(assignment, cap(region.reference, assignment));
    })
    .await?;
    let mut staffing = StaffingGathering::default();
    let (kind, quarter) = (Return::WorkforceSnapshot, inputs.quarter);
    let (datasets, scratch) = (region.datasets, region.scratch);
    let mut rows = rows_of(datasets, scratch, kind, quarter, &inputs.slices).await?;
    let mut row = Vec::new();
    while rows.read(&mut row)? {
        staffing.add(&row).map_err(corrupt)?;
    }
    Ok(QuarterStatistics {
        quarter,
        rates: rates.finish(),
        staffing: staffing.finish(),
        engagements: inputs.engagements.clone(),
        leavers: inputs.leavers.iter().copied().collect(),
        returned: inputs.returned(),
    })
}

/// Looks at every assignment of the inputs, in the order of their workers.
pub(crate) async fn each_assignment<D: Datasets>(
    datasets: &D,
    scratch: &Path,
    inputs: &Inputs,
    mut look: impl FnMut(&Assignment),
) -> Result<(), Failure> {
    let (kind, quarter) = (Return::AgencyAssignments, inputs.quarter);
    let mut rows = rows_of(datasets, scratch, kind, quarter, &inputs.slices).await?;
    let assignments = Assignments::default();
    let mut row = Vec::new();
    while rows.read(&mut row)? {
        look(&assignments.read(&row).map_err(corrupt)?);
    }
    Ok(())
}

/// The cap on an assignment's rate: that of its category and sub-region when it started.
fn cap(reference: &Reference, of: &Assignment) -> Option<i64> {
    let start = EPOCH.checked_add(Span::new().days(of.start_month)).ok()?;
    reference.cap(of.category, of.sub_region, start)
}

/// A slice whose name is right and whose rows are not.
const fn corrupt(_: NotARow) -> Failure {
    Failure::Columnar(ColumnarError::Corrupt)
}
