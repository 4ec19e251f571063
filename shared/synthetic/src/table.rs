//! The region's table over the assignments and snapshots in force, in whole pence.

use std::collections::BTreeSet;

use crate::assignment::{Approval, Assignment, Supplier};
use crate::authority::Authority;
use crate::pay::Role;
use crate::snapshot::Count;
use crate::truth::TableCell;

/// The areas, the whole region last.
pub(crate) const AREAS: [&str; 6] = [
    "north_central",
    "north_west",
    "east",
    "south_east",
    "south_west",
    "region",
];

/// One cell for each area and role; `all` after the roles.
pub(crate) fn cells(
    authorities: &[Authority],
    assignments: &[Assignment],
    snapshots: &[(usize, &'static str, Count)],
) -> Vec<TableCell> {
    let mut cells = Vec::new();
    for area in AREAS {
        let within = |place: usize| {
            authorities
                .get(place)
                .is_some_and(|a| area == "region" || a.sub_region == area)
        };
        for role in Role::ALL.into_iter().map(Some).chain([None]) {
            let rows: Vec<&Assignment> = assignments
                .iter()
                .filter(|a| within(a.authority) && role.is_none_or(|role| a.role == role))
                .collect();
            let category = role.map_or("ALL", Role::code);
            let counts = snapshots
                .iter()
                .filter(|(place, of, _)| within(*place) && *of == category)
                .map(|(_, _, count)| count);
            let role = role.map_or("all", Role::code);
            cells.push(cell(area, role, &rows, counts));
        }
    }
    cells
}

fn cell<'a>(
    area: &str,
    role: &str,
    rows: &[&Assignment],
    counts: impl Iterator<Item = &'a Count>,
) -> TableCell {
    let mut rates: Vec<u32> = rows.iter().map(|row| row.rate()).collect();
    rates.sort_unstable();
    let workers: BTreeSet<u32> = rows.iter().map(|row| row.number).collect();
    let boroughs: BTreeSet<usize> = rows.iter().map(|row| row.authority).collect();
    // All suppliers that the list does not know are one.
    let suppliers: BTreeSet<Option<usize>> = rows.iter().map(|row| listed(row.supplier)).collect();
    let breaches: Vec<Approval> = rows.iter().filter_map(|row| row.breach()).collect();
    let of = |approval: Approval| breaches.iter().filter(|one| **one == approval).count();
    let (mut agency, mut vacancy, mut permanent, mut left) = (0_u64, 0_u64, 0_u64, 0_u64);
    for count in counts {
        agency += u64::from(count.agency_fte);
        vacancy += u64::from(count.vacancy_fte);
        permanent += u64::from(count.permanent_fte);
        left += u64::from(count.leavers_fte);
    }
    TableCell {
        area: area.to_owned(),
        role: role.to_owned(),
        assignments: rows.len(),
        workers: workers.len(),
        boroughs: boroughs.len(),
        suppliers: suppliers.len(),
        mean_pence: mean(&rates),
        q1_pence: quantile(&rates, 25),
        median_pence: quantile(&rates, 50),
        q3_pence: quantile(&rates, 75),
        p90_pence: quantile(&rates, 90),
        above_cap: breaches.len(),
        exceptions_approved: of(Approval::Approved),
        exceptions_late: of(Approval::Late),
        exceptions_missing: of(Approval::Missing),
        agency_share: rounded(agency * 10_000, agency + permanent),
        vacancy_rate: rounded(vacancy * 10_000, vacancy + permanent),
        turnover: rounded(left * 10_000, permanent),
    }
}

/// The place on the list of a supplier that stands there.
const fn listed(supplier: Supplier) -> Option<usize> {
    match supplier {
        Supplier::Listed(place) => Some(place),
        Supplier::Unlisted => None,
    }
}

fn mean(rates: &[u32]) -> Option<u32> {
    rounded(
        rates.iter().copied().map(u64::from).sum(),
        u64::try_from(rates.len()).ok()?,
    )
}

/// Type 7: h = (n − 1) · q in hundredths, between the two values beside it.
fn quantile(sorted: &[u32], hundredths: usize) -> Option<u32> {
    let h = sorted.len().checked_sub(1)? * hundredths;
    let low = u64::from(*sorted.get(h / 100)?);
    let high = sorted.get(h / 100 + 1).copied().map_or(low, u64::from);
    let part = u64::try_from(h % 100).ok()?;
    rounded(low * (100 - part) + high * part, 100)
}

/// A quotient rounded half away from zero; none of nothing.
fn rounded(dividend: u64, divisor: u64) -> Option<u32> {
    if divisor == 0 {
        return None;
    }
    u32::try_from((2 * dividend + divisor) / (2 * divisor)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_type_7_and_rounded_once() {
        for (rates, q1, median, q3) in [
            (vec![3500], 3500, 3500, 3500),
            (vec![3500, 3601], 3525, 3551, 3576), // 3525.25, 3550.5, 3575.75
            (vec![3500, 3600, 3700, 4001], 3575, 3650, 3775), // 3575, 3650, 3775.25
        ] {
            assert_eq!(quantile(&rates, 25), Some(q1), "{rates:?}");
            assert_eq!(quantile(&rates, 50), Some(median), "{rates:?}");
            assert_eq!(quantile(&rates, 75), Some(q3), "{rates:?}");
        }
        assert_eq!(quantile(&[], 50), None);
        assert_eq!(mean(&[3500, 3501]), Some(3501));
    }
}
