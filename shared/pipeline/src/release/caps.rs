//! What the caps came to in a closed quarter, and what others would have: as far as the disclosure
//! gate lets it be shown.

use std::collections::BTreeMap;

use pledge::disclosure::{PublishableWhatIf, TriedCap, check_what_if};
use pledge::ports::{Datasets, Ledger};
use pledge::quarter::Quarter;
use pledge::release::RateRow;
use pledge::statistics::excess::ExcessGathering;

use super::close::{Refused, checked_again};
use super::publication::released;
use crate::Region;
use crate::aggregation::{Inputs, each_assignment};

/// The rows of a closed quarter's rates as directors may see them, read from its release.
///
/// # Errors
///
/// When the quarter is not closed, or its release is not there as it was written.
pub async fn released_caps<U, D: Datasets, L: Ledger, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    quarter: Quarter,
) -> Result<Vec<RateRow>, Refused> {
    let closing = region.ledger.closing(quarter).await?;
    let closing = closing.ok_or(Refused::NotYetClosed)?;
    let release = released(region.datasets, quarter, closing.manifest).await?;
    Ok(release.ok_or(Refused::Lost)?.restricted.rates)
}

/// What other caps would have meant in a closed quarter, as directors may see it.
///
/// # Errors
///
/// When the quarter is not closed, a slice is lost, or what was released would not be shown again.
pub async fn what_if<U, D: Datasets, L: Ledger, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    quarter: Quarter,
    tried: &BTreeMap<&'static str, TriedCap>,
) -> Result<PublishableWhatIf, Refused> {
    let (closing, checked) = checked_again(region, quarter).await?;
    let mut cells = ExcessGathering::default();
    let inputs = Inputs::named_by(&closing);
    each_assignment(region.datasets, region.scratch, &inputs, |assignment| {
        if let Some(tried) = tried.get(assignment.category) {
            cells.add(assignment, *tried);
        }
    })
    .await?;
    let reference = region.reference;
    Ok(check_what_if(&checked, reference, tried, &cells.finish()))
}
