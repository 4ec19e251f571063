//! Agency workers who left a permanent post: within six months of another borough (a conflict), or
//! nearly so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use crate::agency::Frame;
use crate::assignment::Assignment;
use crate::authority::{Authority, CITY, KINGSTON, RICHMOND};
use crate::calendar::{days_after, months_after};
use crate::dice::Dice;
use crate::leaver::{Leaver, draw};

/// Planted conflicts for a thousand assignments that began within the register's memory; older
/// assignments cannot be conflicts, so the share of all is lower, about 2 %.
const PER_THOUSAND: u32 = 40;

/// The first day on which the national three months count.
const NATIONAL_FROM: Date = date(2024, 10, 31);

/// The Pledge's six months, elsewhere in London.
const PLEDGE: &str = "pledge";
/// The national three months, which hold for the authority that was left too.
const NATIONAL: &str = "national";

/// What keeps a worker from being a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Started elsewhere from the post's first day and before six months had passed.
    Conflict,
    /// Left no permanent post: died, moved within the authority, was casual or seconded in.
    NotRegistered,
    /// The authority that hires has not signed the Pledge.
    NotMember,
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
    let hirer = authorities.get(assignment.authority);
    if !is_registered(leaver) {
        Relation::NotRegistered
    } else if employer(authorities, assignment.authority) == employer(authorities, leaver.authority)
    {
        Relation::SameEmployer
    } else if assignment.start < leaver.role_start {
        Relation::BeforePost
    } else if assignment.start >= months_after(leaver.last_day, 6) {
        Relation::SixMonthsOver
    } else if is_exempt(leaver) {
        Relation::Exempt
    } else if hirer.is_some_and(|hirer| hirer.code == CITY) {
        Relation::NotMember
    } else {
        Relation::Conflict
    }
}

/// The rules that forbid an assignment, by their names.
pub(crate) fn forbidding(
    authorities: &[Authority],
    assignment: &Assignment,
    leaver: &Leaver,
) -> Vec<&'static str> {
    let mut rules = Vec::new();
    let start = assignment.start;
    if !is_registered(leaver) || is_exempt(leaver) || start < leaver.role_start {
        return rules;
    }
    // The City of London is the invented non-member; its leavers count all the same.
    let hirer = authorities.get(assignment.authority);
    let member = hirer.is_some_and(|hirer| hirer.code != CITY);
    let elsewhere =
        employer(authorities, assignment.authority) != employer(authorities, leaver.authority);
    if member && elsewhere && start < months_after(leaver.last_day, 6) {
        rules.push(PLEDGE);
    }
    if start >= NATIONAL_FROM && start < months_after(leaver.last_day, 3) {
        rules.push(NATIONAL);
    }
    rules
}

/// Whether a statement's line is about somebody who left a permanent post.
pub(crate) fn is_registered(leaver: &Leaver) -> bool {
    ![6, 7].contains(&leaver.reason) && !["casual", "secondment_in"].contains(&leaver.contract)
}

/// Whether both rules exempt them, by what the line says of them or by what it claims.
fn is_exempt(leaver: &Leaver) -> bool {
    leaver.exempt.is_some() || [2, 3].contains(&leaver.reason) || leaver.in_probation == Some(true)
}

/// Kingston and Richmond are one employer.
pub(crate) fn employer(authorities: &[Authority], place: usize) -> Option<&str> {
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
        // Most know nothing of it; a few say so, and are engaged all the same.
        let known = assignment.number.is_multiple_of(8);
        assignment.cooloff = if known { "conflict" } else { "clear" };
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
