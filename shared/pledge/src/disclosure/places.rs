//! Where everything of a quarter's rates stands in its puzzle: which quantity is which measure of
//! which cell, which unit hides it, what that costs, and which cells are sums of others.

use super::numerator::Numerator;
use super::polytope::Range;
use super::tables::{roles, step};
use crate::rates;
use crate::reference::Thresholds;
use crate::release::{Audience, cells};
use crate::statistics::{ALL, Area, CellName};

/// How far beyond what must be reachable a share has to reach: attackers compute as well.
pub(super) const BEYOND: f64 = 1e-3;

/// What is counted of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Assignments,
    Workers,
    Boroughs,
    Suppliers,
    Pounds,
    Numerator(Numerator),
}

impl Measure {
    pub(super) const ALL: [Self; 8] = [
        Self::Assignments,
        Self::Workers,
        Self::Boroughs,
        Self::Suppliers,
        Self::Pounds,
        Self::Numerator(Numerator::Above),
        Self::Numerator(Numerator::Exceptions),
        Self::Numerator(Numerator::Breaches),
    ];
}

/// A cell that is the sum of others: a category in the region, or all categories in an area.
pub(super) struct Sum {
    pub(super) whole: CellName,
    pub(super) parts: Vec<CellName>,
    /// Whether the parts are areas, in which no borough is twice.
    pub(super) areas: bool,
}

/// Every cell that is the sum of others.
pub(super) fn sums() -> Vec<Sum> {
    let by_area = roles().chain([ALL]).map(|category| Sum {
        whole: CellName {
            category,
            area: Area::Region,
        },
        parts: Area::all()
            .filter(|area| *area != Area::Region)
            .map(|area| CellName { category, area })
            .collect(),
        areas: true,
    });
    let by_role = Area::all().map(|area| Sum {
        whole: CellName {
            category: ALL,
            area,
        },
        parts: roles()
            .map(|category| CellName { category, area })
            .collect(),
        areas: false,
    });
    by_area.chain(by_role).collect()
}

/// The place of a measure of a cell among the quantities.
pub(super) fn place(name: CellName, measure: Measure) -> usize {
    let measures = Measure::ALL.iter().position(|each| *each == measure);
    number(name) * Measure::ALL.len() + measures.unwrap_or_default()
}

/// The place of a numerator of a cell among the quantities.
pub(super) fn numerator(name: CellName, numerator: Numerator) -> usize {
    place(name, Measure::Numerator(numerator))
}

/// The place of a cell in the order of the tables.
fn number(name: CellName) -> usize {
    let role = roles().position(|role| role == name.category);
    let area = Area::all().position(|area| area == name.area);
    role.unwrap_or(roles().count()) * Area::all().count() + area.unwrap_or_default()
}

/// The unit to which a measure of a cell belongs: cells first, then their numerators.
pub(super) fn unit(name: CellName, measure: Measure) -> usize {
    match measure {
        Measure::Numerator(each) => numerator_unit(name, each),
        _ => number(name),
    }
}

/// The unit of a cell.
pub(super) fn cell_unit(name: CellName) -> usize {
    number(name)
}

/// The unit of a numerator.
pub(super) fn numerator_unit(name: CellName, numerator: Numerator) -> usize {
    let place = Numerator::ALL.iter().position(|each| *each == numerator);
    cells(roles()).count() + number(name) * Numerator::ALL.len() + place.unwrap_or_default()
}

/// What it costs to hide a cell. The region's rows are what a release is read for first.
pub(super) fn cost(name: CellName) -> f64 {
    match (name.category, name.area) {
        (ALL, Area::Region) => 1_000.0,
        (_, Area::Region) => 100.0,
        (ALL, Area::Part(_)) => 3.0,
        _ => 1.0,
    }
}

/// What a numerator is worth beside another of its cell.
pub(super) fn weight(numerator: Numerator) -> f64 {
    match numerator {
        Numerator::Above => 1.5,
        Numerator::Breaches => 1.2,
        Numerator::Exceptions => 1.0,
    }
}

/// What a count that is shown says of the exact one: it is rounded for the public, and was not
/// shown below the threshold, unless it is 0.
pub(super) fn shown(count: u64, floor: u64, audience: Audience, thresholds: &Thresholds) -> Range {
    if audience == Audience::Restricted || count == 0 {
        return Range::exactly(real(count));
    }
    let nearest = step(thresholds.public_round_to);
    let rounded = rates::rounded_to(i128::from(count), 1, nearest);
    let low = amount(i128::from(rounded - nearest / 2));
    let high = amount(i128::from(rounded + (nearest - 1) / 2));
    Range::new(low.max(real(floor)), high)
}

/// A count for the solver. Beyond four thousand million it is that: no region is so large.
pub(super) fn real(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// An amount for the solver, in its own unit.
pub(super) fn amount(amount: i128) -> f64 {
    let size = amount.unsigned_abs();
    let low = u32::try_from(size & u128::from(u32::MAX)).unwrap_or(u32::MAX);
    let high = u32::try_from(size >> 32).unwrap_or(u32::MAX);
    let size = f64::from(high) * 4_294_967_296.0 + f64::from(low);
    if amount < 0 { -size } else { size }
}
