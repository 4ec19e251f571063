//! The agency workforce over time: posts that agency workers fill one after another.
//!
//! **Invariant:** no worker has two assignments live on one day, and one who left a permanent post
//! appears here, only because `twice.rs` or `conflict.rs` made it so.

use std::collections::VecDeque;

use jiff::civil::Date;

use crate::assignment::{Assignment, draw};
use crate::authority::{Authority, CITY};
use crate::calendar::{Quarter, days_after, days_between, monday};
use crate::dice::Dice;

/// Posts filled by agency workers in an authority of middling size.
const POSTS: u32 = 38;

/// Lengths in weeks at even steps of probability, 5 % apart; the middle one is the median.
const WEEKS: [u32; 21] = [
    2, 5, 8, 10, 13, 15, 18, 21, 24, 27, 30, 34, 38, 42, 47, 52, 60, 70, 85, 105, 150,
];

/// What the agency workforce is drawn for.
pub(crate) struct Frame<'a> {
    pub(crate) seed: u64,
    pub(crate) authorities: &'a [Authority],
    pub(crate) first: Quarter,
    pub(crate) last: Quarter,
    pub(crate) scale: u32,
    pub(crate) flawed: bool,
}

/// How large an authority is, in per cent of a middling one.
pub(crate) fn size(seed: u64, code: &str) -> u32 {
    Dice::new(seed, &["size", code]).between(65, 140)
}

/// Every assignment live on some day from the first quarter to the last, in order of their starts;
/// workers are still without a number.
pub(crate) fn assignments(frame: &Frame<'_>) -> Vec<Assignment> {
    let mut all = Vec::new();
    for (place, authority) in frame.authorities.iter().enumerate() {
        let mut dice = Dice::new(frame.seed, &["agency", &authority.code]);
        if authority.code == CITY {
            // So few that one going would be half of them: they stay.
            for _ in 0..3 * frame.scale {
                let start = monday(days_after(
                    frame.first.first(),
                    -days(dice.between(100, 360)),
                ));
                all.push(draw(&mut dice, place, start, frame.flawed));
            }
            continue;
        }
        let posts = POSTS * size(frame.seed, &authority.code) * frame.scale / 100;
        for _ in 0..posts {
            fill_post(&mut dice, frame, place, &mut all);
        }
    }
    all.sort_by_key(|assignment| (assignment.start, assignment.authority));
    all
}

/// One post from four years back: an assignment, a gap of some weeks, the next assignment.
fn fill_post(dice: &mut Dice, frame: &Frame<'_>, place: usize, all: &mut Vec<Assignment>) {
    let mut start = monday(days_after(
        frame.first.first(),
        -days(1100 + dice.below(350)),
    ));
    while start <= frame.last.last() {
        let end = days_after(start, days(draw_weeks(dice) * 7) - 3);
        if end >= frame.first.first() {
            let mut assignment = draw(dice, place, start, frame.flawed);
            assignment.end = Some(end);
            if start < frame.first.first() && assignment.cooloff == "clear" && dice.chance(20) {
                // Long before the quarter this is no query: only new starts are asked about.
                assignment.cooloff = "not_checked";
            }
            all.push(assignment);
        }
        start = days_after(monday(end), days(7 * dice.between(1, 6)));
    }
}

/// The length of an assignment in weeks.
pub(crate) fn draw_weeks(dice: &mut Dice) -> u32 {
    let step = usize::try_from(dice.below(20)).unwrap_or(0);
    let pair = WEEKS.get(step..=step + 1);
    let (low, high) = match pair {
        Some([low, high]) => (*low, *high),
        _ => (30, 30),
    };
    dice.between(low, high)
}

fn days(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Gives every assignment its worker: most a new one, some whose last assignment has ended.
pub(crate) fn give_workers(seed: u64, assignments: &mut [Assignment], numbers: &mut Numbers) {
    let mut dice = Dice::new(seed, &["workers"]);
    let mut free: VecDeque<(Date, u32)> = VecDeque::new();
    for assignment in assignments {
        let mut returning = None;
        if dice.chance(120) {
            returning = free.iter().position(|(end, _)| *end < assignment.start);
        }
        assignment.number = match returning.and_then(|place| free.remove(place)) {
            Some((_, number)) => number,
            None => numbers.take(),
        };
        if let Some(end) = assignment.end {
            free.push_back((end, assignment.number));
        }
        // Who has not come back for a year will not.
        while free
            .front()
            .is_some_and(|(end, _)| days_between(*end, assignment.start) > 365)
            || free.len() > 400
        {
            free.pop_front();
        }
    }
}

/// Registration numbers, each given once until all 999,999 are used.
pub(crate) struct Numbers {
    next: u64,
}

/// Shares no factor with 999,999, so that its multiples visit every number.
const STRIDE: u64 = 617_117;

impl Numbers {
    /// The numbers of `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            next: u64::from(Dice::new(seed, &["numbers"]).below(999_999)),
        }
    }

    /// A number nobody has yet.
    pub(crate) fn take(&mut self) -> u32 {
        self.next += 1;
        let number = 1 + (self.next % 999_999) * STRIDE % 999_999;
        u32::try_from(number).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_once() {
        let mut numbers = Numbers::new(5);
        let mut seen = std::collections::HashSet::new();
        for _ in 0..999_999 {
            let number = numbers.take();
            assert!(
                (1..=999_999).contains(&number) && seen.insert(number),
                "{number}"
            );
        }
    }

    #[test]
    fn half_the_assignments_last_less_than_thirty_weeks() {
        let mut dice = Dice::new(5, &["weeks"]);
        let mut weeks: Vec<u32> = (0..10_001).map(|_| draw_weeks(&mut dice)).collect();
        weeks.sort_unstable();
        assert!((28..=32).contains(&weeks[5000]), "{}", weeks[5000]);
    }
}
