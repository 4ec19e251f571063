//! What is hidden of posts and people: shares of full-time posts, in whole per cent.
//!
//! Where a category has rates, its posts follow the mask of the rates: agency workers on the last
//! day are among those of the quarter, they add up over the same cells, and a share in whole per
//! cent says less of them than the counts which that mask protects. A category without rates has
//! no such mask, so that one hidden sub-region takes another one with it.

use std::collections::{BTreeMap, BTreeSet};

use super::contributors::{Employers, dominated, too_few};
use super::sensitivity::Least;
use super::tables::{posts, roles};
use crate::borough::Borough;
use crate::reference::Thresholds;
use crate::release::cells;
use crate::statistics::{ALL, Area, CellName, QuarterStatistics, Staffing};

/// The cells of posts and people that are hidden, where these cells of the rates are, and these of
/// posts and people from those who see more.
pub(super) fn hidden(
    statistics: &QuarterStatistics,
    rates: &BTreeSet<CellName>,
    already: &BTreeSet<CellName>,
    least: Least,
    thresholds: &Thresholds,
    employers: &Employers,
) -> BTreeSet<CellName> {
    let nobody = Staffing::default();
    let staffing = |name: &CellName| statistics.staffing.get(name).unwrap_or(&nobody);
    let mut hidden: BTreeSet<CellName> = cells(posts())
        .filter(|name| {
            rates.contains(name)
                || already.contains(name)
                || sensitive(staffing(name), least, thresholds, employers)
        })
        .collect();
    let without_rates = posts().filter(|word| *word != ALL && !roles().any(|role| role == *word));
    for category in without_rates {
        let parts = Area::all().filter(|area| *area != Area::Region);
        let mut parts: Vec<CellName> = parts.map(|area| CellName { category, area }).collect();
        parts.sort_by_key(|name| (heads(staffing(name)), *name));
        if parts.iter().filter(|name| hidden.contains(name)).count() == 1 {
            hidden.extend(parts.into_iter().take(2));
        }
    }
    hidden
}

fn heads(staffing: &Staffing) -> u64 {
    staffing.heads.values().sum()
}

fn sensitive(
    staffing: &Staffing,
    least: Least,
    thresholds: &Thresholds,
    employers: &Employers,
) -> bool {
    let by_employer: BTreeMap<Borough, i128> = employers
        .all()
        .map(|employer| {
            let authorities = employers.authorities(employer);
            let heads = authorities.filter_map(|borough| staffing.heads.get(&borough));
            (employer, heads.copied().map(i128::from).sum())
        })
        .collect();
    let contributions: Vec<i128> = by_employer.into_values().collect();
    heads(staffing) < least.workers
        || too_few(&contributions, thresholds.boroughs)
        || dominated(&contributions, thresholds.p_percent)
}
