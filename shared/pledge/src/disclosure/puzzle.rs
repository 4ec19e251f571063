//! What is shown as a puzzle: quantities that are known exactly, or within a range, or not at all,
//! what ties them to each other, what somebody knows besides, and what must not be found out.

use std::collections::BTreeMap;

use super::polytope::{CLOSE, Polytope, Range, Row, Unsolved, at};

/// Something that is shown or hidden as a whole, and what it costs to hide it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) cost: f64,
    /// Whether it may be hidden to protect another.
    pub(super) movable: bool,
}

/// A number of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity {
    pub(super) unit: usize,
    pub(super) truth: f64,
    /// What is known of it while its unit is shown.
    pub(super) shown: Range,
    /// What everybody knows of it.
    pub(super) hidden: Range,
    /// How far it moves for the cost of its unit, when units are chosen.
    pub(super) stride: f64,
}

/// How much of a quantity must stay open.
#[derive(Clone, Copy, Debug)]
pub(super) enum Need {
    /// Whole numbers over at least this width.
    Width(f64),
    /// This part of it, up and down.
    Share(f64),
}

/// A quantity that must not be found out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) quantity: usize,
    pub(super) need: Need,
}

/// What somebody knows besides: their own part.
#[derive(Clone, Debug, Default)]
pub(super) struct Knowledge {
    pub(super) ranges: Vec<(usize, Range)>,
    pub(super) rows: Vec<Row>,
    /// Their own part of quantities that need a share.
    pub(super) own: BTreeMap<usize, f64>,
}

/// The whole of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Puzzle {
    pub(super) units: Vec<Unit>,
    pub(super) quantities: Vec<Quantity>,
    /// What everybody knows.
    pub(super) rows: Vec<Row>,
    /// What is known while a unit is shown.
    pub(super) shown_rows: Vec<(usize, Row)>,
    pub(super) targets: Vec<Target>,
    pub(super) attackers: Vec<Knowledge>,
    /// Attackers who may be asked as one, by their places: what one cannot find out who knows what
    /// each of them knows by itself, none of them can.
    pub(super) groups: Vec<Vec<usize>>,
}

/// Which units are hidden, by their places.
pub(super) type Hidden = Vec<bool>;

pub(super) fn is_hidden(hidden: &[bool], unit: usize) -> bool {
    hidden.get(unit) == Some(&true)
}

impl Puzzle {
    pub(super) fn truth(&self) -> Vec<f64> {
        self.quantities.iter().map(|each| each.truth).collect()
    }

    pub(super) fn truth_of(&self, quantity: usize) -> f64 {
        self.quantities.get(quantity).map_or(0.0, |each| each.truth)
    }

    /// Forgets all that the truth contradicts: nobody can rely on it.
    pub(super) fn believe(&mut self) {
        let truth = self.truth();
        for quantity in &mut self.quantities {
            let truth = quantity.truth;
            for range in [&mut quantity.shown, &mut quantity.hidden] {
                *range = Range::new(range.low.min(truth), range.high.max(truth));
            }
        }
        self.rows.retain(|row| row.holds(&truth));
        self.shown_rows.retain(|(_, row)| row.holds(&truth));
        for attacker in &mut self.attackers {
            let ranges = &mut attacker.ranges;
            ranges.retain(|(place, range)| range.holds(at(&truth, *place)));
            attacker.rows.retain(|row| row.holds(&truth));
        }
    }

    /// What is possible for somebody who knows all that is shown, and all of `known`.
    pub(super) fn polytope(&self, hidden: &[bool], known: &[&Knowledge]) -> Polytope {
        let ranges = self.quantities.iter().map(|each| {
            if is_hidden(hidden, each.unit) {
                each.hidden
            } else {
                each.hidden.meet(each.shown)
            }
        });
        let shown = self.shown_rows.iter();
        let shown = shown.filter(|(unit, _)| !is_hidden(hidden, *unit));
        let rows = self.rows.iter().chain(shown.map(|(_, row)| row));
        with(ranges.collect(), rows.cloned().collect(), known)
    }

    /// The cheapest units to hide so that `aim`, a sum of quantities, can reach its range, and
    /// what they cost: as far as hiding a part of a unit costs a part of it.
    pub(super) fn cheapest(
        &self,
        hidden: &[bool],
        known: &[&Knowledge],
        aim: Row,
    ) -> Result<(f64, Vec<usize>), Unsolved> {
        let count = self.quantities.len();
        let (mut ranges, mut rows) = self.loosened(hidden);
        rows.push(aim);
        let mut costs = Vec::new();
        for (place, unit) in self.units.iter().enumerate() {
            if self.may_move(hidden, place) {
                ranges.push(Range::at_least(0.0));
                costs.push((count + place, unit.cost));
            } else {
                ranges.push(Range::exactly(0.0));
            }
        }
        let mut inside = self.truth();
        inside.resize(ranges.len(), 0.0);
        let point = with(ranges, rows, known).cheapest(&costs, &inside)?;
        let moved = costs.iter().filter(|(place, _)| at(&point, *place) > CLOSE);
        let each = costs.iter().map(|(place, cost)| at(&point, *place) * cost);
        Ok((each.sum(), moved.map(|(place, _)| place - count).collect()))
    }

    fn may_move(&self, hidden: &[bool], unit: usize) -> bool {
        let movable = self.units.get(unit).is_some_and(|unit| unit.movable);
        movable && !is_hidden(hidden, unit)
    }

    /// What is known while each unit that may move is hidden as far as a quantity of its own says,
    /// which stands behind those of the puzzle.
    fn loosened(&self, hidden: &[bool]) -> (Vec<Range>, Vec<Row>) {
        let count = self.quantities.len();
        let loose = |row: &Row, unit: usize, stride: f64| {
            let Range { low, high } = row.range;
            let ends = [
                (Range::at_most(high), -stride),
                (Range::at_least(low), stride),
            ];
            ends.map(|(range, factor)| {
                let terms = row.terms.iter().copied();
                Row::new(terms.chain([(count + unit, factor)]), range)
            })
        };
        let mut rows = self.rows.clone();
        let mut ranges = Vec::new();
        for (place, each) in self.quantities.iter().enumerate() {
            if self.may_move(hidden, each.unit) {
                let row = Row::new([(place, 1.0)], each.shown);
                rows.extend(loose(&row, each.unit, each.stride));
            }
            ranges.push(self.known_of(each, hidden));
        }
        for (unit, row) in &self.shown_rows {
            if self.may_move(hidden, *unit) {
                let places = row.terms.iter();
                let strides = places.filter_map(|(place, _)| self.quantities.get(*place));
                let stride = strides.map(|each| each.stride).fold(0.0, f64::max);
                rows.extend(loose(row, *unit, stride));
            } else if !is_hidden(hidden, *unit) {
                rows.push(row.clone());
            }
        }
        (ranges, rows)
    }

    /// What is known of a quantity for certain, while units that may move may be hidden.
    fn known_of(&self, quantity: &Quantity, hidden: &[bool]) -> Range {
        if is_hidden(hidden, quantity.unit) || self.may_move(hidden, quantity.unit) {
            quantity.hidden
        } else {
            quantity.hidden.meet(quantity.shown)
        }
    }

    /// Whether a point fits what is known of a unit while it is shown.
    pub(super) fn fits_shown(&self, unit: usize, point: &[f64]) -> bool {
        let mut quantities = self.quantities.iter().zip(point);
        let mut rows = self.shown_rows.iter();
        quantities.all(|(each, value)| each.unit != unit || each.shown.holds(*value))
            && rows.all(|(of, row)| *of != unit || row.holds(point))
    }
}

fn with(mut ranges: Vec<Range>, mut rows: Vec<Row>, known: &[&Knowledge]) -> Polytope {
    for (place, range) in known.iter().flat_map(|known| &known.ranges) {
        if let Some(before) = ranges.get_mut(*place) {
            *before = before.meet(*range);
        }
    }
    rows.extend(known.iter().flat_map(|known| known.rows.iter().cloned()));
    Polytope::new(ranges, rows)
}
