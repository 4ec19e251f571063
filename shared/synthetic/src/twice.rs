//! People who are in two authorities at once: agency workers with two full weeks (rule A2), and
//! leavers whom two authorities list (rule L4).

use std::collections::{BTreeMap, BTreeSet};

use crate::agency::Frame;
use crate::assignment::Assignment;
use crate::calendar::days_between;
use crate::conflict::{employer, is_registered};
use crate::dice::Dice;
use crate::leaver::Leaver;

/// How many of each.
const PAIRS: usize = 5;

/// Makes one worker of two with assignments live at once, and one leaver of two who left at about
/// the same time; returns the numbers of these leavers. Nobody is taken who is `planted`.
pub(crate) fn plant(
    frame: &Frame<'_>,
    assignments: &mut [Assignment],
    leavers: &mut [Leaver],
    planted: &BTreeSet<u32>,
) -> BTreeSet<u32> {
    let apart = |one: usize, other: usize| {
        employer(frame.authorities, one) != employer(frame.authorities, other)
    };
    let mut times: BTreeMap<u32, u32> = BTreeMap::new();
    for assignment in assignments.iter() {
        *times.entry(assignment.number).or_default() += 1;
    }
    let free = |number: u32| times.get(&number) == Some(&1) && !planted.contains(&number);
    let (first, last) = (frame.first.first(), frame.last.last());
    let at_once = |one: &Assignment, other: &Assignment| {
        let whole = |of: &Assignment| of.quarter_hours >= 140 && of.is_live(first, last);
        let (from, to) = (one.start.max(other.start), one.end.min(other.end));
        apart(one.authority, other.authority)
            && whole(one)
            && whole(other)
            && to.is_some_and(|to| from.max(first) <= to)
            && free(one.number)
            && free(other.number)
    };
    let mut dice = Dice::new(frame.seed, &["two assignments"]);
    for (one, other) in pairs(&mut dice, assignments, at_once) {
        set(assignments, other, |of| of.number = one.number);
    }
    let left_at_once = |one: &Leaver, other: &Leaver| {
        apart(one.authority, other.authority)
            && days_between(one.last_day, other.last_day).abs() <= 7
            && [one, other]
                .iter()
                .all(|of| is_registered(of) && !planted.contains(&of.number))
            && one.last_day > first
            && one.last_day <= last
    };
    let mut twice = BTreeSet::new();
    let mut dice = Dice::new(frame.seed, &["two leavings"]);
    for (one, other) in pairs(&mut dice, leavers, left_at_once) {
        set(leavers, other, |of| of.number = one.number);
        twice.insert(one.number);
    }
    twice
}

/// Some pairs that fit, nobody in two of them: the first of each, and the place of the second.
fn pairs<T: Copy>(dice: &mut Dice, all: &[T], fit: impl Fn(&T, &T) -> bool) -> Vec<(T, usize)> {
    let mut places: Vec<usize> = (0..all.len()).collect();
    dice.shuffle(&mut places);
    let mut found = Vec::new();
    let mut taken = BTreeSet::new();
    for place in &places {
        let Some(one) = all.get(*place).filter(|_| found.len() < PAIRS) else {
            break;
        };
        let other = places.iter().find(|other| {
            *other != place
                && !taken.contains(*other)
                && all.get(**other).is_some_and(|other| fit(one, other))
        });
        if let Some(other) = other.filter(|_| !taken.contains(place)) {
            taken.extend([*place, *other]);
            found.push((*one, *other));
        }
    }
    found
}

fn set<T>(all: &mut [T], place: usize, change: impl FnOnce(&mut T)) {
    if let Some(one) = all.get_mut(place) {
        change(one);
    }
}
