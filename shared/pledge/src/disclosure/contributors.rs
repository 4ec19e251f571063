//! Who contributes to a cell: employers and suppliers, and whether so few, or one so large, that
//! the cell would give one of them away.
//!
//! Authorities of one employer are one contributor: whoever files for one of them knows the
//! others' part too, and would know it at once in a cell of three.

use std::collections::BTreeMap;

use crate::borough::Borough;
use crate::reference::{Reference, Thresholds};
use crate::statistics::{CellStatistics, Part};

/// What authorities that know of each other have of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// How many of its authorities contribute.
    pub(super) boroughs: u64,
    /// Their assignments, and the amounts that add up over authorities. Workers and suppliers are
    /// those of the authority with the most, since two may share them.
    pub(super) part: Part,
    /// Their workers where none is shared.
    pub(super) workers_at_most: u64,
    /// Their suppliers where none is shared.
    pub(super) suppliers_at_most: u64,
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

    /// Who may attack with what they know: each authority, and each employer of several.
    pub(super) fn attackers(&self) -> Vec<Vec<Borough>> {
        let alone = Borough::all().map(|one| vec![one]);
        let joint = self.all().map(|one| self.authorities(one).collect());
        let joint = joint.filter(|authorities: &Vec<Borough>| authorities.len() > 1);
        alone.chain(joint).collect()
    }
}

impl Own {
    /// What these authorities have of a cell.
    pub(super) fn of(cell: &CellStatistics, authorities: &[Borough]) -> Self {
        let parts = authorities.iter().filter_map(|one| cell.boroughs.get(one));
        let mut own = Self::default();
        for part in parts.filter(|part| part.assignments > 0) {
            own.boroughs += 1;
            own.workers_at_most += part.workers;
            own.suppliers_at_most += part.suppliers;
            own.part.assignments += part.assignments;
            own.part.workers = own.part.workers.max(part.workers);
            own.part.suppliers = own.part.suppliers.max(part.suppliers);
            own.part.rates_pence += part.rates_pence;
            own.part.spend += part.spend;
            own.part.above += part.above;
            own.part.approved += part.approved;
            own.part.late += part.late;
        }
        own
    }
}

/// What `measure` sees of each employer and of each supplier of a cell.
pub(super) fn measured(
    cell: &CellStatistics,
    employers: &Employers,
    measure: impl Fn(&Part) -> i128,
) -> [Vec<i128>; 2] {
    let employers = employers.all().map(|one| {
        let authorities: Vec<Borough> = employers.authorities(one).collect();
        measure(&Own::of(cell, &authorities).part)
    });
    [
        employers.collect(),
        cell.suppliers.values().map(&measure).collect(),
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
