//! Agency workers who left a permanent post: within six months of another borough (a conflict), or
//! nearly so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::agency::Frame;
use crate::assignment::Assignment;
use crate::authority::{Authority, CITY, KINGSTON, RICHMOND};
use crate::calendar::{days_after, months_after};
use crate::dice::Dice;
use crate::leaver::{Leaver, draw};

/// Planted conflicts for a thousand assignments that began within the register's memory; older
/// assignments cannot be conflicts, so the share of all is lower, about 2 %.
const PER_THOUSAND: u32 = 40;

/// What keeps a worker from being a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Started elsewhere from the post's first day and before six months had passed.
    Conflict,
    /// Came back to the authority, or the group of authorities, that was left.
    SameEmployer,
    /// Started when the six months were over.
    SixMonthsOver,
    /// Started before the permanent post did.
    BeforePost,
    /// Was made redundant or left in probation.
    Exempt,
}

/// What an assignment is to a post that its worker left.
pub(crate) fn relate(
    authorities: &[Authority],
    assignment: &Assignment,
    leaver: &Leaver,
) -> Relation {
    if employer(authorities, assignment.authority) == employer(authorities, leaver.authority) {
        Relation::SameEmployer
    } else if assignment.start < leaver.role_start {
        Relation::BeforePost
    } else if assignment.start >= months_after(leaver.last_day, 6) {
        Relation::SixMonthsOver
    } else if leaver.exempt.is_some() {
        Relation::Exempt
    } else {
        Relation::Conflict
    }
}

/// Kingston and Richmond are one employer.
fn employer(authorities: &[Authority], place: usize) -> Option<&str> {
    let code = authorities
        .get(place)
        .map(|authority| authority.code.as_str())?;
    Some(if code == RICHMOND { KINGSTON } else { code })
}

/// Turns some agency workers into people who left a permanent post, and returns their numbers.
pub(crate) fn plant(
    frame: &Frame<'_>,
    assignments: &mut [Assignment],
    leavers: &mut Vec<Leaver>,
) -> BTreeSet<u32> {
    let mut dice = Dice::new(frame.seed, &["conflicts"]);
    let mut times: BTreeMap<u32, u32> = BTreeMap::new();
    for assignment in assignments.iter() {
        *times.entry(assignment.number).or_default() += 1;
    }
    let oldest = months_after(frame.first.upload_day(), -12);
    let mut planted = BTreeSet::new();
    for assignment in assignments {
        let once = times.get(&assignment.number) == Some(&1);
        let hirer = frame.authorities.get(assignment.authority);
        let city = hirer.is_some_and(|authority| authority.code == CITY);
        if !once || city || assignment.start < oldest {
            continue;
        }
        let wanted = match dice.below(1000) {
            throw if throw < PER_THOUSAND => Relation::Conflict,
            throw if throw < PER_THOUSAND + 4 => Relation::SameEmployer,
            throw if throw < PER_THOUSAND + 12 => Relation::SixMonthsOver,
            throw if throw < PER_THOUSAND + 17 => Relation::BeforePost,
            throw if throw < PER_THOUSAND + 21 => Relation::Exempt,
            _ => continue,
        };
        let Some(leaver) = past(&mut dice, frame, assignment, wanted) else {
            continue;
        };
        assignment.cooloff = "clear";
        assignment.original_start = None;
        planted.insert(assignment.number);
        leavers.push(leaver);
    }
    leavers.sort_by_key(|leaver| (leaver.authority, leaver.last_day, leaver.number));
    planted
}

/// The permanent post that an agency worker left, so that the two relate as wanted.
fn past(
    dice: &mut Dice,
    frame: &Frame<'_>,
    assignment: &Assignment,
    wanted: Relation,
) -> Option<Leaver> {
    let mut left = usize::try_from(dice.below(whole(frame.authorities.len()))).ok()?;
    if wanted == Relation::SameEmployer {
        left = assignment.authority;
    }
    let city = frame.authorities.get(left)?.code == CITY;
    let last_day = last_day(dice, assignment.start, wanted);
    let mut leaver = draw(dice, left, assignment.number, last_day);
    leaver.role = assignment.role;
    (leaver.asye, leaver.contract, leaver.reason) = (false, "permanent", 1);
    (leaver.destination, leaver.in_probation, leaver.exempt) = (Some(3), Some(false), None);
    leaver.role_start = days_after(last_day, -900);
    leaver.known_from = days_after(last_day, -60);
    match wanted {
        Relation::BeforePost => {
            leaver.role_start = days_after(assignment.start, 14);
            leaver.last_day = days_after(assignment.start, 70);
            leaver.known_from = assignment.start;
        }
        Relation::Exempt => (leaver.reason, leaver.exempt) = (3, Some("redundancy")),
        _ => {}
    }
    (!city && relate(frame.authorities, assignment, &leaver) == wanted).then_some(leaver)
}

/// A last day so that the start is within six months of it; for some, right on the border.
fn last_day(dice: &mut Dice, start: Date, wanted: Relation) -> Date {
    let back = |days: u32| days_after(start, -i32::try_from(days).unwrap_or(0));
    match wanted {
        Relation::SixMonthsOver if dice.chance(500) => months_after(start, -6),
        Relation::SixMonthsOver => back(dice.between(190, 300)),
        Relation::Conflict if dice.chance(100) => days_after(months_after(start, -6), 1),
        // A few begin elsewhere while they still work out their notice.
        Relation::Conflict if dice.chance(60) => days_after(start, 12),
        _ => back(dice.between(3, 175)),
    }
}

fn whole(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
