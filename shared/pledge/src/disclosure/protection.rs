//! Further suppression: as long as somebody can work out too much of a hidden quantity, more is
//! hidden; then what proves superfluous is shown again.
//!
//! Points that were found to be possible are kept, and answer most questions without a linear
//! programme.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::asker::{Asker, Goal};
use super::polytope::{CLOSE, Range, Row, Unsolved};
use super::puzzle::{Hidden, Knowledge, Puzzle, Target, is_hidden};

/// Hides what has to be hidden beside `floor`, so that no target is worked out.
///
/// # Errors
///
/// When a linear programme is not solved.
pub(super) fn protect(puzzle: &Puzzle, floor: &[bool]) -> Result<Hidden, Unsolved> {
    Protection::new(puzzle, floor).run()
}

struct Protection<'a> {
    puzzle: &'a Puzzle,
    floor: &'a [bool],
    hidden: Hidden,
    askers: BTreeMap<Group, Asker<'a>>,
    /// What was seen to be possible for one of them.
    points: Vec<Rc<[f64]>>,
    /// Who is asked for each target: all as one, until they find it out; then each group; and of a
    /// group that knows too much anyhow each alone.
    asked: Vec<Vec<Group>>,
}

/// Who is asked as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// One who knows what each attacker knows: what is possible for them is so for all others.
    All,
    /// One who knows what each attacker of a group of the puzzle knows.
    Of(usize),
    /// One attacker.
    One(usize),
    /// One who knows nothing besides.
    Nobody,
}

impl<'a> Protection<'a> {
    fn new(puzzle: &'a Puzzle, floor: &'a [bool]) -> Self {
        let mut protection = Self {
            puzzle,
            floor,
            hidden: floor.to_vec(),
            askers: BTreeMap::new(),
            points: Vec::new(),
            asked: vec![vec![Group::All]; puzzle.targets.len()],
        };
        for group in protection.parts(Group::All) {
            protection.join(group);
        }
        protection.join(Group::All);
        protection
    }

    /// Into whom a group falls apart.
    fn parts(&self, group: Group) -> Vec<Group> {
        let groups = &self.puzzle.groups;
        match group {
            Group::All => {
                let groups = (0..groups.len()).map(Group::Of);
                groups.chain([Group::Nobody]).collect()
            }
            Group::Of(place) => {
                let group = groups.get(place).into_iter().flatten();
                group.copied().map(Group::One).collect()
            }
            Group::One(_) | Group::Nobody => Vec::new(),
        }
    }

    /// Has a group asked, who sees at once what all others saw to be possible.
    fn join(&mut self, group: Group) {
        if self.askers.contains_key(&group) {
            return;
        }
        let attackers = &self.puzzle.attackers;
        let known: Vec<&'a Knowledge> = match group {
            Group::All => attackers.iter().collect(),
            Group::Of(place) => {
                let group = self.puzzle.groups.get(place).into_iter().flatten();
                group.filter_map(|place| attackers.get(*place)).collect()
            }
            Group::One(place) => attackers.get(place).into_iter().collect(),
            Group::Nobody => Vec::new(),
        };
        let mut asker = Asker::new(self.puzzle, known);
        for point in &self.points {
            asker.consider(point);
        }
        self.askers.insert(group, asker);
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

    /// The first target that some group can work out from what is shown, by its number.
    fn first_solved(&mut self) -> Result<Option<(usize, Group)>, Unsolved> {
        for (number, target) in self.puzzle.targets.iter().enumerate() {
            let mut next = 0;
            while let Some(group) = self.asked.get(number).and_then(|asked| asked.get(next)) {
                let group = *group;
                if self.leaves_open(group, number, target)? {
                    next += 1;
                } else if group == Group::All || self.knows_too_much(group, number, target)? {
                    self.divide(group, number, next);
                } else {
                    return Ok(Some((number, group)));
                }
            }
        }
        Ok(None)
    }

    /// Has each part of a group asked in its place.
    fn divide(&mut self, group: Group, number: usize, place: usize) {
        let parts = self.parts(group);
        for part in &parts {
            self.join(*part);
        }
        if let Some(asked) = self.asked.get_mut(number) {
            asked.splice(place..=place, parts);
        }
    }

    /// Whether a group of several knows more of a target than can be kept open for them as one.
    fn knows_too_much(
        &mut self,
        group: Group,
        number: usize,
        target: &Target,
    ) -> Result<bool, Unsolved> {
        let several = matches!(group, Group::Of(_));
        let Some(asker) = self.askers.get_mut(&group).filter(|_| several) else {
            return Ok(false);
        };
        let widest = asker.widest(self.puzzle, &self.hidden, number, target)?;
        Ok(!asker.goal(self.puzzle, number, target).is_met(widest))
    }

    /// Whether a target stays open for a group.
    fn leaves_open(
        &mut self,
        group: Group,
        number: usize,
        target: &Target,
    ) -> Result<bool, Unsolved> {
        let Some(asker) = self.askers.get_mut(&group) else {
            return Ok(true);
        };
        let open = asker.leaves_open(self.puzzle, &self.hidden, number, target)?;
        for point in asker.found() {
            let others = self.askers.iter_mut();
            for (_, other) in others.filter(|(other, _)| **other != group) {
                other.consider(&point);
            }
            self.points.push(point);
        }
        Ok(open)
    }

    /// Hides what it takes to keep a target open for a group, as far as that can be done.
    fn hide_more(&mut self, number: usize, group: Group) -> Result<(), Unsolved> {
        let (Some(target), Some(asker)) =
            (self.puzzle.targets.get(number), self.askers.get_mut(&group))
        else {
            return Ok(());
        };
        let widest = asker.widest(self.puzzle, &self.hidden, number, target)?;
        let goal = asker.settle(self.puzzle, number, target, widest);
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
        self.points.retain(|point| still(point));
        for asker in self.askers.values_mut() {
            asker.look_again(&still);
        }
    }

    /// Shows a unit, unless that gives a target away.
    fn try_to_show(&mut self, unit: usize) -> Result<(), Unsolved> {
        let mut before = self.askers.clone();
        let points = self.points.clone();
        set(&mut self.hidden, unit, false);
        let puzzle = self.puzzle;
        self.look_again(|point| puzzle.fits_shown(unit, point));
        if self.first_solved()?.is_some() {
            set(&mut self.hidden, unit, true);
            self.points = points;
            for (group, asker) in &mut self.askers {
                asker.look_back(before.remove(group));
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
