//! All that is possible as far as somebody knows: the points within ranges and rows, and their
//! extremes by a linear programme.
//!
//! Floating point serves this question only; no figure that is shown comes from here.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

/// What is as good as equal: the solver keeps its constraints to a tenth of it.
pub(super) const CLOSE: f64 = 1e-6;

/// From a number to a number, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    pub(super) const fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    pub(super) const fn exactly(value: f64) -> Self {
        Self::new(value, value)
    }

    pub(super) const fn at_least(low: f64) -> Self {
        Self::new(low, f64::INFINITY)
    }

    pub(super) const fn at_most(high: f64) -> Self {
        Self::new(f64::NEG_INFINITY, high)
    }

    pub(super) fn meet(self, other: Self) -> Self {
        Self::new(self.low.max(other.low), self.high.min(other.high))
    }

    pub(super) fn holds(self, value: f64) -> bool {
        let close = CLOSE * value.abs().max(1.0);
        self.low - close <= value && value <= self.high + close
    }

    fn is_one(self) -> bool {
        self.low.is_finite() && self.high - self.low <= f64::EPSILON * self.low.abs().max(1.0)
    }
}

/// A sum of multiples of quantities, by their places, and the range in which it lies.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) terms: Vec<(usize, f64)>,
    pub(super) range: Range,
}

impl Row {
    pub(super) fn new(terms: impl IntoIterator<Item = (usize, f64)>, range: Range) -> Self {
        let terms = terms.into_iter().collect();
        Self { terms, range }
    }

    pub(super) fn holds(&self, point: &[f64]) -> bool {
        let terms = self.terms.iter();
        let values = terms.map(|(place, factor)| at(point, *place) * factor);
        let (sum, size) = values.fold((0.0, 1.0_f64), |(sum, size), value| {
            (sum + value, size.max(value.abs()))
        });
        let close = CLOSE * size;
        self.range.low - close <= sum && sum <= self.range.high + close
    }
}

/// A linear programme has no answer that can be relied on, so that nobody knows what must be
/// hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what must be hidden could not be computed")]
pub struct Unsolved;

/// All points within ranges and rows.
#[derive(Clone, Debug)]
pub(super) struct Polytope {
    ranges: Vec<Range>,
    rows: Vec<Row>,
}

impl Polytope {
    /// Everything within `ranges`, one for each quantity, and `rows`. Rows that say no more than
    /// the ranges do are left out.
    pub(super) fn new(ranges: Vec<Range>, rows: Vec<Row>) -> Self {
        let mut once: BTreeMap<Vec<(usize, u64)>, Row> = BTreeMap::new();
        for row in rows {
            let terms = row.terms.iter();
            let terms = terms.map(|(place, factor)| (*place, factor.to_bits()));
            once.entry(terms.collect())
                .and_modify(|same| same.range = same.range.meet(row.range))
                .or_insert(row);
        }
        let rows = once.into_values().collect();
        let mut polytope = Self { ranges, rows };
        while polytope.simplify() {}
        polytope
    }

    /// The point at which the sum of `costs` is least. Quantities that no row ties to these stand
    /// as they are in `inside`, a point of the polytope.
    pub(super) fn cheapest(
        &self,
        costs: &[(usize, f64)],
        inside: &[f64],
    ) -> Result<Vec<f64>, Unsolved> {
        let (problem, variables) = self.programme(costs);
        let Ok(SolveOutcome::Solution(solution)) = problem.solve() else {
            return Err(Unsolved);
        };
        let mut point = inside.to_vec();
        let found = point.iter_mut().zip(&self.ranges).zip(variables);
        for ((value, range), variable) in found {
            match variable {
                Some(variable) => *value = solution.var_value(variable),
                None if range.is_one() => *value = range.low,
                None => {}
            }
        }
        // What the solver says is relied on only where it is so.
        let mut values = self.ranges.iter().zip(&point);
        let holds = values.all(|(range, value)| range.holds(*value))
            && self.rows.iter().all(|row| row.holds(&point));
        holds.then_some(point).ok_or(Unsolved)
    }

    /// The linear programme of the least sum, and the variables of quantities that are open in it.
    fn programme(&self, costs: &[(usize, f64)]) -> (Problem, Vec<Option<Variable>>) {
        let rows = self.tied_to(costs);
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut variables: Vec<Option<Variable>> = vec![None; self.ranges.len()];
        let others = rows.iter().flat_map(|row| &row.terms);
        let others = others.map(|(place, _)| (*place, 0.0));
        for (place, cost) in costs.iter().copied().chain(others) {
            let range = range_at(&self.ranges, place);
            if let Some(seat) = variables.get_mut(place)
                && seat.is_none()
                && !range.is_one()
            {
                *seat = Some(problem.add_var(cost, (range.low, range.high)));
            }
        }
        for row in rows {
            let mut terms = Vec::with_capacity(row.terms.len());
            let mut known = 0.0;
            for (place, factor) in &row.terms {
                match variables.get(*place).copied().flatten() {
                    Some(variable) => terms.push((variable, *factor)),
                    None => known += range_at(&self.ranges, *place).low * factor,
                }
            }
            let Range { low, high } = row.range;
            if row.range.is_one() {
                problem.add_constraint(terms, ComparisonOp::Eq, low - known);
                continue;
            }
            if high.is_finite() {
                problem.add_constraint(terms.clone(), ComparisonOp::Le, high - known);
            }
            if low.is_finite() {
                problem.add_constraint(terms, ComparisonOp::Ge, low - known);
            }
        }
        (problem, variables)
    }

    /// The rows that speak of `costs`, or of what such a row speaks of, and so on.
    fn tied_to(&self, costs: &[(usize, f64)]) -> Vec<&Row> {
        let mut tied = vec![false; self.ranges.len()];
        for (place, _) in costs {
            mark(&mut tied, *place);
        }
        let mut taken = vec![false; self.rows.len()];
        let free = |place: usize| !range_at(&self.ranges, place).is_one();
        loop {
            let mut more = false;
            for (row, taken) in self.rows.iter().zip(&mut taken) {
                let mut speaks = row.terms.iter().filter(|(place, _)| free(*place));
                if !*taken && speaks.any(|(place, _)| tied.get(*place) == Some(&true)) {
                    *taken = true;
                    more = true;
                    for (place, _) in row.terms.iter().filter(|(place, _)| free(*place)) {
                        mark(&mut tied, *place);
                    }
                }
            }
            if !more {
                break;
            }
        }
        let rows = self.rows.iter().zip(taken);
        rows.filter(|(_, taken)| *taken)
            .map(|(row, _)| row)
            .collect()
    }

    /// Turns rows of one free quantity into its range, and drops rows that hold anyhow. Whether a
    /// range became narrower.
    fn simplify(&mut self) -> bool {
        let mut narrower = false;
        let ranges = &mut self.ranges;
        self.rows.retain(|row| {
            let mut free = None;
            let (mut count, mut known) = (0, 0.0);
            let (mut low, mut high) = (0.0, 0.0);
            for (place, factor) in &row.terms {
                let range = range_at(ranges, *place);
                if range.is_one() {
                    known += range.low * factor;
                } else {
                    count += 1;
                    free = Some((*place, *factor));
                }
                let ends = (range.low * factor, range.high * factor);
                low += ends.0.min(ends.1);
                high += ends.0.max(ends.1);
            }
            if row.range.low <= low && high <= row.range.high {
                return false;
            }
            let (1, Some((place, factor))) = (count, free) else {
                // A row of known quantities only was true when they became known.
                return count > 0;
            };
            let ends = [row.range.low, row.range.high].map(|end| (end - known) / factor);
            let [one, other] = ends;
            if let Some(range) = ranges.get_mut(place) {
                let met = range.meet(Range::new(one.min(other), one.max(other)));
                // What the solver rounds must not leave an empty range.
                *range = Range::new(met.low.min(met.high), met.high.max(met.low));
                narrower = true;
            }
            false
        });
        narrower
    }
}

/// What a point says of the quantity at a place.
pub(super) fn at(point: &[f64], place: usize) -> f64 {
    point.get(place).copied().unwrap_or_default()
}

fn range_at(ranges: &[Range], place: usize) -> Range {
    ranges.get(place).copied().unwrap_or(Range::exactly(0.0))
}

fn mark(marks: &mut [bool], place: usize) {
    if let Some(mark) = marks.get_mut(place) {
        *mark = true;
    }
}
