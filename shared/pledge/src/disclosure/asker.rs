//! Somebody who asks what the quantities of a puzzle can be: what they know, what they were seen to
//! find possible, and how far that must reach.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::polytope::{CLOSE, Polytope, Range, Unsolved, at};
use super::puzzle::{Knowledge, Need, Puzzle, Target};

/// What must stay possible of a target for one who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Goal {
    /// Whole numbers over at least this width.
    Width(f64),
    /// Amounts down to the low end and up to the high end.
    Reach(Range),
}

impl Goal {
    /// Whether it is enough that these values are possible.
    pub(super) fn is_met(self, reached: Range) -> bool {
        match self {
            Self::Width(width) => whole(reached) >= width,
            Self::Reach(needed) => {
                let close = CLOSE * needed.high.abs().max(1.0);
                reached.low <= needed.low + close && reached.high >= needed.high - close
            }
        }
    }

    /// As much of it as can be had, where no more than `widest` can.
    pub(super) fn within(self, widest: Range) -> Self {
        match self {
            Self::Width(width) => Self::Width(width.min(whole(widest))),
            Self::Reach(needed) => Self::Reach(Range::new(
                needed.low.max(widest.low),
                needed.high.min(widest.high),
            )),
        }
    }
}

/// Over how many whole numbers a range stretches.
fn whole(range: Range) -> f64 {
    (range.high + CLOSE).floor() - (range.low - CLOSE).ceil()
}

/// Somebody who asks.
#[derive(Clone)]
pub(super) struct Asker<'a> {
    pub(super) known: Vec<&'a Knowledge>,
    /// Points that are possible for them.
    points: Vec<Rc<[f64]>>,
    /// Those of them that nobody else was told of yet.
    found: Vec<Rc<[f64]>>,
    /// How far these points reach.
    reached: Vec<Range>,
    /// What can be kept open of targets that they know more of than that.
    goals: BTreeMap<usize, Goal>,
    polytope: Option<Rc<Polytope>>,
    /// The polytope while all is hidden that may be, and how far targets reach in it.
    with_all_hidden: Option<Rc<Polytope>>,
    widest: BTreeMap<usize, Range>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(puzzle: &Puzzle, known: Vec<&'a Knowledge>) -> Self {
        let truth: Rc<[f64]> = puzzle.truth().into();
        Self {
            known,
            reached: truth.iter().copied().map(Range::exactly).collect(),
            points: vec![truth],
            found: Vec::new(),
            goals: BTreeMap::new(),
            polytope: None,
            with_all_hidden: None,
            widest: BTreeMap::new(),
        }
    }

    /// How far a target was seen to reach.
    pub(super) fn reached(&self, target: &Target) -> Range {
        let reached = self.reached.get(target.quantity).copied();
        reached.unwrap_or(Range::exactly(0.0))
    }

    /// Learns that more was shown, or less: of what was possible `still` is.
    pub(super) fn look_again(&mut self, still: impl Fn(&[f64]) -> bool) {
        self.polytope = None;
        let mut points = std::mem::take(&mut self.points);
        points.retain(|point| still(point));
        if let Some(first) = points.first() {
            self.reached = first.iter().copied().map(Range::exactly).collect();
        }
        for point in points {
            self.note(point);
        }
    }

    /// Learns that more is hidden again: all is possible that was `before`, if they asked then.
    pub(super) fn look_back(&mut self, before: Option<Self>) {
        self.polytope = None;
        let Some(before) = before else {
            return;
        };
        let found = std::mem::take(&mut self.points);
        let known: BTreeSet<*const f64> =
            before.points.iter().map(|point| point.as_ptr()).collect();
        (self.points, self.reached) = (before.points, before.reached);
        for point in found {
            if !known.contains(&point.as_ptr()) {
                self.note(point);
            }
        }
    }

    /// Takes over a point that is possible for another, where it is for them.
    pub(super) fn consider(&mut self, point: &Rc<[f64]>) {
        let fits = self.known.iter().all(|known| {
            let mut ranges = known.ranges.iter();
            ranges.all(|(place, range)| range.holds(at(point, *place)))
                && known.rows.iter().all(|row| row.holds(point))
        });
        if fits {
            self.note(Rc::clone(point));
        }
    }

    /// The points that were found since it was last asked.
    pub(super) fn found(&mut self) -> Vec<Rc<[f64]>> {
        std::mem::take(&mut self.found)
    }

    fn note(&mut self, point: Rc<[f64]>) {
        for (reached, value) in self.reached.iter_mut().zip(point.iter()) {
            reached.low = reached.low.min(*value);
            reached.high = reached.high.max(*value);
        }
        self.points.push(point);
    }

    /// Whether a target stays open enough, by what was seen or else by asking how far it reaches.
    pub(super) fn leaves_open(
        &mut self,
        puzzle: &Puzzle,
        hidden: &[bool],
        number: usize,
        target: &Target,
    ) -> Result<bool, Unsolved> {
        let goal = self.goal(puzzle, number, target);
        for direction in [-1.0, 1.0] {
            if goal.is_met(self.reached(target)) {
                return Ok(true);
            }
            let known = &self.known;
            let polytope = self
                .polytope
                .get_or_insert_with(|| Rc::new(puzzle.polytope(hidden, known)));
            let costs = [(target.quantity, direction)];
            let point = polytope.cheapest(&costs, &puzzle.truth())?;
            let point: Rc<[f64]> = point.into();
            self.found.push(Rc::clone(&point));
            self.note(point);
        }
        Ok(goal.is_met(self.reached(target)))
    }

    /// What must stay open of a target: of an amount that is mostly their own, only the rest can.
    pub(super) fn goal(&self, puzzle: &Puzzle, number: usize, target: &Target) -> Goal {
        if let Some(goal) = self.goals.get(&number) {
            return *goal;
        }
        match target.need {
            Need::Width(width) => Goal::Width(width),
            Need::Share(share) => {
                let truth = puzzle.truth_of(target.quantity);
                let own = match self.known.as_slice() {
                    [one] => one.own.get(&target.quantity).copied().unwrap_or_default(),
                    _ => 0.0,
                };
                let low = truth * (1.0 - share);
                let low = if own > low {
                    own + (truth - own) * (1.0 - share)
                } else {
                    low
                };
                Goal::Reach(Range::new(low, truth * (1.0 + share)))
            }
        }
    }

    /// Contents themselves with what can be kept open of a target.
    pub(super) fn settle(
        &mut self,
        puzzle: &Puzzle,
        number: usize,
        target: &Target,
        widest: Range,
    ) -> Goal {
        let goal = self.goal(puzzle, number, target).within(widest);
        self.goals.insert(number, goal);
        goal
    }

    /// How far a target reaches while all is hidden that may be.
    pub(super) fn widest(
        &mut self,
        puzzle: &Puzzle,
        hidden: &[bool],
        number: usize,
        target: &Target,
    ) -> Result<Range, Unsolved> {
        if let Some(widest) = self.widest.get(&number) {
            return Ok(*widest);
        }
        let known = &self.known;
        let polytope = self.with_all_hidden.get_or_insert_with(|| {
            let units = puzzle.units.iter().zip(hidden);
            let all = units.map(|(unit, hidden)| *hidden || unit.movable);
            Rc::new(puzzle.polytope(&all.collect::<Vec<bool>>(), known))
        });
        let [low, high] = [1.0, -1.0].map(|direction| {
            let point = polytope.cheapest(&[(target.quantity, direction)], &puzzle.truth())?;
            Ok(at(&point, target.quantity))
        });
        let widest = Range::new(low?, high?);
        self.widest.insert(number, widest);
        Ok(widest)
    }
}
