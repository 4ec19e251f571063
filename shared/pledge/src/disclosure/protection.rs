//! Further suppression: as long as somebody can work out too much of a hidden quantity, more is
//! hidden; then what proves superfluous is shown again.
//!
//! Points that were found to be possible are kept, and answer most questions without a linear
//! programme.

use std::collections::BTreeSet;

use super::asker::{Asker, Goal};
use super::polytope::{CLOSE, Range, Row, Unsolved};
use super::puzzle::{Hidden, Puzzle, Target, is_hidden};

/// Hides what has to be hidden beside `floor`, so that no target is worked out.
///
/// Where a linear programme is not solved, everything is hidden that may be.
pub(super) fn protect(puzzle: &Puzzle, floor: &[bool]) -> Hidden {
    Protection::new(puzzle, floor)
        .run()
        .unwrap_or_else(|Unsolved| {
            let units = puzzle.units.iter().zip(floor);
            units
                .map(|(unit, hidden)| *hidden || unit.movable)
                .collect()
        })
}

struct Protection<'a> {
    puzzle: &'a Puzzle,
    floor: &'a [bool],
    hidden: Hidden,
    /// One for each group.
    askers: Vec<Asker<'a>>,
    /// The targets that all together have worked out once: these are asked of each group.
    doubted: BTreeSet<usize>,
}

/// The group of all attackers: what is possible for it is possible for every other.
const ALL: usize = 0;

impl<'a> Protection<'a> {
    fn new(puzzle: &'a Puzzle, floor: &'a [bool]) -> Self {
        let groups = 0..puzzle.groups.len();
        let askers = groups.map(|group| Asker::new(puzzle, puzzle.known_to(group)));
        Self {
            puzzle,
            floor,
            hidden: floor.to_vec(),
            askers: askers.collect(),
            doubted: BTreeSet::new(),
        }
    }

    fn run(mut self) -> Result<Hidden, Unsolved> {
        while let Some((number, group)) = self.first_solved()? {
            self.hide_more(number, group)?;
        }
        let extra = (0..self.puzzle.units.len())
            .filter(|unit| is_hidden(&self.hidden, *unit) && !is_hidden(self.floor, *unit));
        let mut extra: Vec<usize> = extra.collect();
        extra.sort_by(|one, other| self.cost(*other).total_cmp(&self.cost(*one)));
        for unit in extra {
            self.try_to_show(unit)?;
        }
        Ok(self.hidden)
    }

    fn cost(&self, unit: usize) -> f64 {
        self.puzzle.units.get(unit).map_or(0.0, |unit| unit.cost)
    }

    /// The first target that some group can work out from what is shown, by their places.
    fn first_solved(&mut self) -> Result<Option<(usize, usize)>, Unsolved> {
        let puzzle = self.puzzle;
        for (number, target) in puzzle.targets.iter().enumerate() {
            if !self.doubted.contains(&number) {
                if self.leaves_open(ALL, number, target)? {
                    continue;
                }
                self.doubted.insert(number);
            }
            for group in &target.asked {
                if !self.leaves_open(*group, number, target)? {
                    return Ok(Some((number, *group)));
                }
            }
        }
        Ok(None)
    }

    /// Whether a target stays open for a group.
    fn leaves_open(
        &mut self,
        group: usize,
        number: usize,
        target: &Target,
    ) -> Result<bool, Unsolved> {
        let Some(asker) = self.askers.get_mut(group) else {
            return Ok(true);
        };
        let open = asker.leaves_open(self.puzzle, &self.hidden, number, target)?;
        for point in asker.found() {
            let others = self.askers.iter_mut().enumerate();
            for (_, other) in others.filter(|(place, _)| *place != group) {
                other.consider(&point);
            }
        }
        Ok(open)
    }

    fn hide_more(&mut self, number: usize, group: usize) -> Result<(), Unsolved> {
        let (Some(target), Some(asker)) =
            (self.puzzle.targets.get(number), self.askers.get_mut(group))
        else {
            return Ok(());
        };
        let (goal, widest) = asker.settle(self.puzzle, &self.hidden, number, target)?;
        let reached = asker.reached(target);
        if goal.is_met(reached) {
            // They know more than that without these tables.
            return Ok(());
        }
        let plans = aims(goal, reached, widest).into_iter().filter_map(|aim| {
            let aim = Row::new([(target.quantity, 1.0)], aim);
            // One way may be barred, as below nought.
            self.puzzle.cheapest(&self.hidden, &asker.known, aim).ok()
        });
        let best = plans.min_by(|(one, _), (other, _)| one.total_cmp(other));
        let mut chosen = best.map(|(_, units)| units).unwrap_or_default();
        if chosen.is_empty() {
            chosen = self.cheapest_shown().into_iter().collect();
        }
        if chosen.is_empty() {
            return Err(Unsolved);
        }
        for unit in chosen {
            set(&mut self.hidden, unit, true);
        }
        self.look_again(|_| true);
        Ok(())
    }

    fn cheapest_shown(&self) -> Option<usize> {
        let units = self.puzzle.units.iter().enumerate();
        let shown = units.filter(|(place, unit)| unit.movable && !is_hidden(&self.hidden, *place));
        shown
            .min_by(|(_, one), (_, other)| one.cost.total_cmp(&other.cost))
            .map(|(place, _)| place)
    }

    fn look_again(&mut self, still: impl Fn(&[f64]) -> bool) {
        for asker in &mut self.askers {
            asker.look_again(&still);
        }
    }

    /// Shows a unit, unless that gives a target away.
    fn try_to_show(&mut self, unit: usize) -> Result<(), Unsolved> {
        let before = self.askers.clone();
        set(&mut self.hidden, unit, false);
        let puzzle = self.puzzle;
        self.look_again(|point| puzzle.fits_shown(unit, point));
        if self.first_solved()?.is_some() {
            set(&mut self.hidden, unit, true);
            for (asker, before) in self.askers.iter_mut().zip(before) {
                asker.look_back(before);
            }
        }
        Ok(())
    }
}

fn set(hidden: &mut [bool], unit: usize, value: bool) {
    if let Some(hidden) = hidden.get_mut(unit) {
        *hidden = value;
    }
}

/// What a target has to reach for its goal: each is one way to it, or a step on it.
fn aims(goal: Goal, reached: Range, widest: Range) -> Vec<Range> {
    let mut aims = Vec::new();
    match goal {
        Goal::Width(width) => {
            let (low, high) = ((reached.low - CLOSE).ceil(), (reached.high + CLOSE).floor());
            let up = (low + width).min((widest.high + CLOSE).floor());
            let down = (high - width).max((widest.low - CLOSE).ceil());
            aims.extend((up > high).then_some(Range::at_least(up)));
            aims.extend((down < low).then_some(Range::at_most(down)));
        }
        Goal::Reach(needed) if reached.low > needed.low + CLOSE * needed.high.abs().max(1.0) => {
            aims.push(Range::at_most(needed.low));
        }
        Goal::Reach(needed) => aims.push(Range::at_least(needed.high)),
    }
    aims
}
