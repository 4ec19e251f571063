//! The rates of a quarter as a puzzle: assignments, workers, boroughs, suppliers and sums of rates
//! of every cell, tied by role, by sub-region and within each cell; and the numerators.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::contributors::{Employers, Own};
use super::numerator::Numerator;
use super::places::{
    BEYOND, Measure, Sum, amount, cost, numerator, place, real, shown, sums, unit, weight,
};
use super::polytope::{Range, Row};
use super::puzzle::{Knowledge, Need, Puzzle, Quantity, Target, Unit};
use super::sensitivity::{self, Least};
use super::tables::roles;
use crate::borough::{Borough, SubRegion};
use crate::reference::Thresholds;
use crate::release::{Audience, cells};
use crate::returns::Return;
use crate::statistics::{ALL, Area, CellName, CellStatistics, Part, QuarterStatistics};

/// Below the living wage nobody is paid, in pounds an hour: nothing plausible is lower.
const LOWEST: f64 = 12.71;
/// No return may state a higher rate; what one computed from pay contradicts is forgotten.
const HIGHEST: f64 = 120.0;
/// A typical rate, by which a movement of people is weighed against one of pounds.
const TYPICAL: f64 = 36.0;
/// A movement of boroughs or suppliers that counts like one of a whole threshold of workers.
const FEW: f64 = 3.0;

/// What may be hidden to protect something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Movable {
    /// Whole cells. Their numerators, which are hidden with them, are no part of the puzzle.
    Cells,
    /// Numerators.
    Numerators,
}

/// A quarter's rates, and who looks at them.
pub(super) struct Hierarchy<'a> {
    pub(super) statistics: &'a QuarterStatistics,
    pub(super) thresholds: &'a Thresholds,
    pub(super) employers: &'a Employers,
    pub(super) audience: Audience,
}

static NOTHING: LazyLock<CellStatistics> = LazyLock::new(CellStatistics::default);

impl Hierarchy<'_> {
    /// The rates alone, of which any cell may be hidden to protect these.
    pub(super) fn rates(&self, sensitive: &BTreeSet<CellName>) -> Puzzle {
        let mut puzzle = self.puzzle(Movable::Cells);
        self.aim_at_rates(&mut puzzle, sensitive);
        puzzle.believe();
        puzzle
    }

    fn aim_at_rates(&self, puzzle: &mut Puzzle, sensitive: &BTreeSet<CellName>) {
        let workers = Need::Width(real(self.least().workers));
        for name in sensitive {
            for measure in [Measure::Workers, Measure::Assignments] {
                puzzle.targets.push(Target {
                    quantity: place(*name, measure),
                    need: workers,
                });
            }
            let quantity = place(*name, Measure::Pounds);
            puzzle.targets.push(Target {
                quantity,
                need: self.share(),
            });
        }
    }

    /// The rates with the numerators, of which any may be hidden to protect these numerators, and
    /// these rates from what numerators say of them.
    pub(super) fn numerators(
        &self,
        rates: &BTreeSet<CellName>,
        sensitive: &BTreeSet<(CellName, Numerator)>,
    ) -> Puzzle {
        let mut puzzle = self.puzzle(Movable::Numerators);
        self.aim_at_rates(&mut puzzle, rates);
        for sum in sums() {
            for each in Numerator::ALL {
                puzzle.rows.push(added(&sum, Measure::Numerator(each)));
            }
        }
        for name in cells(roles()) {
            let [above, exceptions, breaches] = Numerator::ALL.map(|each| numerator(name, each));
            let parts = [(exceptions, 1.0), (breaches, 1.0), (above, -1.0)];
            puzzle.rows.push(Row::new(parts, Range::exactly(0.0)));
            let assignments = place(name, Measure::Assignments);
            puzzle.rows.push(no_more(above, assignments));
        }
        let width = Need::Width(real(self.least().numerator));
        let targets = sensitive.iter().map(|(name, each)| Target {
            quantity: numerator(*name, *each),
            need: width,
        });
        puzzle.targets.extend(targets);
        let given_away = sensitive.iter().filter(|(name, each)| {
            let (cell, thresholds) = (self.cell(*name), self.thresholds);
            sensitivity::numerator_gives_away(cell, *each, thresholds, self.employers)
        });
        puzzle.targets.extend(given_away.map(|(name, each)| Target {
            quantity: numerator(*name, *each),
            need: self.share(),
        }));
        puzzle.believe();
        puzzle
    }

    fn share(&self) -> Need {
        Need::Share(real(self.thresholds.p_percent) / 100.0 + BEYOND)
    }

    fn least(&self) -> Least {
        Least::of(self.audience, self.thresholds)
    }

    fn cell(&self, name: CellName) -> &CellStatistics {
        self.statistics.rates.get(&name).unwrap_or(&NOTHING)
    }

    /// The puzzle without targets.
    fn puzzle(&self, movable: Movable) -> Puzzle {
        let rates = movable == Movable::Cells;
        let mut puzzle = Puzzle::default();
        let most = 1_000.0 + 2.0 * real(self.cell(WHOLE).total.assignments);
        for name in cells(roles()) {
            puzzle.units.push(Unit {
                cost: cost(name),
                movable: rates,
            });
            puzzle
                .quantities
                .extend(Measure::ALL.map(|measure| self.quantity(name, measure, most)));
            puzzle.rows.extend(within(name));
            puzzle.shown_rows.extend(self.mean(name));
        }
        for name in cells(roles()) {
            puzzle.units.extend(Numerator::ALL.map(|each| Unit {
                cost: cost(name) * weight(each),
                movable: !rates,
            }));
        }
        for sum in sums() {
            puzzle.rows.push(added(&sum, Measure::Assignments));
            puzzle.rows.push(added(&sum, Measure::Pounds));
            for measure in [Measure::Workers, Measure::Suppliers] {
                puzzle.rows.extend(distinct(&sum, measure));
            }
            if sum.areas {
                puzzle.rows.push(added(&sum, Measure::Boroughs));
            } else {
                puzzle.rows.extend(distinct(&sum, Measure::Boroughs));
            }
        }
        let attackers = self.employers.attackers();
        let known = attackers.iter().map(|each| self.knowledge(each, movable));
        puzzle.attackers = known.collect();
        // Those of one sub-region have their parts in the same cells.
        puzzle.groups = SubRegion::ALL
            .map(|area| {
                let places = attackers.iter().enumerate();
                let here = places.filter(|(_, each)| {
                    let first = each.first().map(|borough| borough.sub_region());
                    first == Some(area)
                });
                here.map(|(place, _)| place).collect()
            })
            .to_vec();
        puzzle
    }

    fn quantity(&self, name: CellName, measure: Measure, most: f64) -> Quantity {
        let cell = self.cell(name);
        let contributing = |parts: usize| u64::try_from(parts).unwrap_or(u64::MAX);
        let least = self.least();
        let (truth, floor) = match measure {
            Measure::Assignments => (cell.total.assignments, least.workers),
            Measure::Workers => (cell.total.workers, least.workers),
            Measure::Boroughs => {
                let contributing = contributing(contribute(cell.boroughs.values()));
                (contributing, self.thresholds.boroughs)
            }
            Measure::Suppliers => {
                let contributing = contributing(contribute(cell.suppliers.values()));
                (contributing, self.thresholds.suppliers)
            }
            Measure::Numerator(each) => (each.count(&cell.total), least.numerator),
            Measure::Pounds => {
                return Quantity {
                    unit: unit(name, measure),
                    truth: amount(i128::from(cell.total.rates_pence)) / 100.0,
                    shown: Range::at_least(0.0),
                    hidden: Range::new(0.0, most * HIGHEST),
                    stride: real(least.workers) * TYPICAL,
                };
            }
        };
        let hidden = match measure {
            Measure::Boroughs => Range::new(0.0, self.capacity(name.area)),
            _ => Range::new(0.0, most),
        };
        let stride = match measure {
            Measure::Boroughs | Measure::Suppliers => FEW,
            _ => real(floor),
        };
        Quantity {
            unit: unit(name, measure),
            truth: real(truth),
            shown: shown(truth, floor, self.audience, self.thresholds),
            hidden,
            stride,
        }
    }

    /// What the mean of a shown cell says of its sum, in pounds.
    fn mean(&self, name: CellName) -> Vec<(usize, Row)> {
        let step = super::tables::step(self.thresholds.round_to_pence);
        let Some(mean) = self.cell(name).rates.mean_to(step) else {
            return Vec::new();
        };
        let [step, mean] = [step, mean].map(|pence| amount(i128::from(pence)) / 100.0);
        let (sum, count) = (
            place(name, Measure::Pounds),
            place(name, Measure::Assignments),
        );
        let at_most = [(sum, 1.0), (count, -(mean + step / 2.0))];
        let at_least = [(sum, 1.0), (count, -(mean - step / 2.0))];
        let unit = unit(name, Measure::Pounds);
        vec![
            (unit, Row::new(at_most, Range::at_most(0.0))),
            (unit, Row::new(at_least, Range::at_least(0.0))),
        ]
    }

    /// Whether an authority may have assignments: unless it is known to have returned none, or
    /// nothing.
    fn may_contribute(&self, borough: Borough) -> bool {
        let mut returned = self.statistics.returned.iter();
        !returned.any(|each| {
            each.kind == Return::AgencyAssignments
                && each.authority == borough
                && (each.nil || !each.in_force)
        })
    }

    fn capacity(&self, area: Area) -> f64 {
        let boroughs = Borough::all().filter(|borough| self.may_contribute(*borough));
        count(boroughs.filter(|borough| area.holds(*borough)))
    }

    /// What authorities know: their own part of every cell, and where they have none.
    fn knowledge(&self, attackers: &[Borough], movable: Movable) -> Knowledge {
        let mut known = Knowledge::default();
        for name in cells(roles()) {
            let cell = self.cell(name);
            let own = Own::of(cell, attackers);
            let here = attackers
                .iter()
                .filter(|borough| self.may_contribute(**borough) && name.area.holds(**borough));
            let idle = count(here) - real(own.boroughs);
            let boroughs = Range::new(real(own.boroughs), self.capacity(name.area) - idle);
            known
                .ranges
                .push((place(name, Measure::Boroughs), boroughs));
            if own.boroughs > 0 {
                know(&mut known, name, &own);
                if movable == Movable::Numerators {
                    know_numerators(&mut known, name, &own);
                }
            }
        }
        known
    }
}

/// What authorities with a part in a cell know of it: the rest is like any cell.
fn know(known: &mut Knowledge, name: CellName, own: &Own) {
    let [count, workers, boroughs, suppliers, sum] = [
        Measure::Assignments,
        Measure::Workers,
        Measure::Boroughs,
        Measure::Suppliers,
        Measure::Pounds,
    ]
    .map(|measure| place(name, measure));
    let assignments = real(own.part.assignments);
    let pounds = amount(i128::from(own.part.rates_pence)) / 100.0;
    known.own.insert(sum, pounds);
    known.ranges.extend([
        (count, Range::at_least(assignments)),
        (workers, Range::at_least(real(own.part.workers))),
        (suppliers, Range::at_least(real(own.part.suppliers))),
        (sum, Range::at_least(pounds)),
    ]);
    let no_fewer = |part: usize, rest: f64| {
        let terms = [(count, 1.0), (part, -1.0)];
        Row::new(terms, Range::at_least(rest))
    };
    known.rows.extend([
        no_fewer(boroughs, assignments - real(own.boroughs)),
        no_fewer(workers, assignments - real(own.workers_at_most)),
        no_fewer(suppliers, assignments - real(own.suppliers_at_most)),
        Row::new(
            [(sum, 1.0), (count, -HIGHEST)],
            Range::at_most(pounds - HIGHEST * assignments),
        ),
        Row::new(
            [(sum, 1.0), (count, -LOWEST)],
            Range::at_least(pounds - LOWEST * assignments),
        ),
    ]);
}

/// What they know of its numerators besides.
fn know_numerators(known: &mut Knowledge, name: CellName, own: &Own) {
    let count = (place(name, Measure::Assignments), own.part.assignments);
    let [above, exceptions, breaches] =
        Numerator::ALL.map(|each| (numerator(name, each), each.count(&own.part)));
    for (part, whole) in [(above, count), (exceptions, above), (breaches, above)] {
        known.ranges.push((part.0, Range::at_least(real(part.1))));
        known.own.insert(part.0, real(part.1));
        let terms = [(whole.0, 1.0), (part.0, -1.0)];
        let rest = Range::at_least(real(whole.1) - real(part.1));
        known.rows.push(Row::new(terms, rest));
    }
}

/// The whole region.
const WHOLE: CellName = CellName {
    category: ALL,
    area: Area::Region,
};

/// What ties the measures of one cell.
fn within(name: CellName) -> [Row; 5] {
    let [count, workers, boroughs, suppliers, sum] = [
        Measure::Assignments,
        Measure::Workers,
        Measure::Boroughs,
        Measure::Suppliers,
        Measure::Pounds,
    ]
    .map(|measure| place(name, measure));
    [
        no_more(workers, count),
        no_more(boroughs, workers),
        no_more(suppliers, workers),
        Row::new([(sum, 1.0), (count, -HIGHEST)], Range::at_most(0.0)),
        Row::new([(sum, 1.0), (count, -LOWEST)], Range::at_least(0.0)),
    ]
}

fn no_more(part: usize, whole: usize) -> Row {
    Row::new([(whole, 1.0), (part, -1.0)], Range::at_least(0.0))
}

/// A measure that adds up.
fn added(sum: &Sum, measure: Measure) -> Row {
    let parts = sum.parts.iter().map(|part| (place(*part, measure), 1.0));
    let whole = (place(sum.whole, measure), -1.0);
    Row::new(parts.chain([whole]), Range::exactly(0.0))
}

/// A measure that counts each once: no less than any part, no more than all parts together.
fn distinct(sum: &Sum, measure: Measure) -> Vec<Row> {
    let whole = place(sum.whole, measure);
    let parts = sum.parts.iter().map(|part| place(*part, measure));
    let together = parts.clone().map(|part| (part, 1.0));
    let together = Row::new(together.chain([(whole, -1.0)]), Range::at_least(0.0));
    parts
        .map(|part| no_more(part, whole))
        .chain([together])
        .collect()
}

fn contribute<'a>(parts: impl Iterator<Item = &'a Part>) -> usize {
    parts.filter(|part| part.assignments > 0).count()
}

fn count<T>(each: impl Iterator<Item = T>) -> f64 {
    each.fold(0.0, |count, _| count + 1.0)
}
