//! Who contributes to a cell: employers and suppliers, and whether so few, or one so large, that
//! the cell would give one of them away.
//!
//! Authorities of one employer are one contributor: whoever files for one of them knows the
//! others' part too, and would know it at once in a cell of three.

use std::collections::BTreeMap;

use crate::borough::Borough;
use crate::reference::{Reference, Thresholds};
use crate::statistics::{CellStatistics, Part};

/// What one employer knows of a cell: its own part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// How many of its authorities contribute.
    pub(super) boroughs: u64,
    /// Their assignments, and the amounts that add up over authorities. Workers are those of the
    /// authority with the most, since two may share them.
    pub(super) part: Part,
}

/// Which authority stands for each employer: the first of its group.
#[derive(Clone, Debug)]
pub(super) struct Employers(BTreeMap<Borough, Borough>);

impl Employers {
    pub(super) fn of(reference: &Reference) -> Self {
        let first = |one: Borough| {
            let same = Borough::all().find(|other| reference.same_employer(one, *other));
            same.unwrap_or(one)
        };
        Self(Borough::all().map(|one| (one, first(one))).collect())
    }

    /// Each employer once.
    pub(super) fn all(&self) -> impl Iterator<Item = Borough> {
        let each = self.0.iter();
        each.filter(|(one, first)| one == first)
            .map(|(one, _)| *one)
    }

    /// The authorities of an employer.
    pub(super) fn authorities(&self, employer: Borough) -> impl Iterator<Item = Borough> {
        let each = self.0.iter();
        each.filter(move |(_, first)| **first == employer)
            .map(|(one, _)| *one)
    }

    /// What each employer contributes to a cell.
    pub(super) fn parts(&self, cell: &CellStatistics) -> BTreeMap<Borough, Own> {
        let mut parts: BTreeMap<Borough, Own> = BTreeMap::new();
        let contributing = cell
            .boroughs
            .iter()
            .filter(|(_, part)| part.assignments > 0);
        for (borough, part) in contributing {
            let first = self.0.get(borough).unwrap_or(borough);
            let own = parts.entry(*first).or_default();
            own.boroughs += 1;
            own.part.assignments += part.assignments;
            own.part.workers = own.part.workers.max(part.workers);
            own.part.rates_pence += part.rates_pence;
            own.part.spend += part.spend;
            own.part.above += part.above;
            own.part.approved += part.approved;
            own.part.late += part.late;
        }
        parts
    }
}

/// What `measure` sees of each employer and of each supplier of a cell.
pub(super) fn measured(
    cell: &CellStatistics,
    employers: &Employers,
    measure: impl Fn(&Part) -> i128,
) -> [Vec<i128>; 2] {
    let parts = employers.parts(cell);
    [
        parts.values().map(|own| measure(&own.part)).collect(),
        cell.suppliers.values().map(measure).collect(),
    ]
}

/// Whether fewer than `least` contribute anything.
pub(super) fn too_few(contributions: &[i128], least: u64) -> bool {
    let contributing = contributions.iter().filter(|amount| **amount > 0);
    u64::try_from(contributing.count()).is_ok_and(|count| count < least)
}

/// The p % rule: whether the second largest contributor, from the total and its own part, comes
/// within `p_percent` of what the largest contributes.
pub(super) fn dominated(contributions: &[i128], p_percent: u64) -> bool {
    let mut largest = [0, 0];
    for amount in contributions {
        let [first, second] = largest;
        largest = if *amount > first {
            [*amount, first]
        } else {
            [first, second.max(*amount)]
        };
    }
    let [first, second] = largest;
    let rest = contributions.iter().sum::<i128>() - first - second;
    rest * 100 < i128::from(p_percent) * first
}

/// Whether a count or an amount would give away one of those who contribute to it.
pub(super) fn give_away(contributions: &[Vec<i128>; 2], thresholds: &Thresholds) -> bool {
    let [boroughs, suppliers] = contributions;
    too_few(boroughs, thresholds.boroughs)
        || too_few(suppliers, thresholds.suppliers)
        || contributions
            .iter()
            .any(|each| dominated(each, thresholds.p_percent))
}
