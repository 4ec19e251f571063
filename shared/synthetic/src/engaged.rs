//! What the register must find over the files in force: who was engaged too early, who works too
//! much, who is said to have left twice, and how many left.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::assignment::Assignment;
use crate::calendar::{Quarter, days_after, days_between, months_after};
use crate::conflict::{Relation, forbidding, is_registered, relate};
use crate::leaver::Leaver;
use crate::pay::Role;
use crate::truth::{Conflict, EngagementCount, LeaverCount, NearConflict, Place};
use crate::world::World;

/// Days away from an authority after which a worker who comes back is engaged anew.
const DAYS_AWAY: i32 = 28;
/// Months before the upload in which an engagement must have begun, or somebody have left, to be
/// held against the other.
pub(crate) const MEMORY_MONTHS: i32 = 13;
/// 48 hours a week, in quarters of an hour.
const MOST_QUARTER_HOURS: u32 = 4 * 48;
/// Last days in two authorities within so many days are one leaving.
const ONE_LEAVING_DAYS: i32 = 7;

/// Engagements against the leavers.
#[derive(Default)]
pub(crate) struct Engaged {
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) near_conflicts: Vec<NearConflict>,
    pub(crate) counts: Vec<EngagementCount>,
}

/// Holds the assignments of a quarter against the leavers in force. `all` are the assignments of
/// every quarter so far, in the order of quarters: they tell an extension from a new engagement.
pub(crate) fn engaged(
    world: &World,
    quarter: Quarter,
    rows: &[(Assignment, Place)],
    all: &[Assignment],
    gone: &[(Leaver, Place)],
) -> Engaged {
    let oldest = months_after(quarter.upload_day(), -MEMORY_MONTHS);
    let mut left: BTreeMap<u32, Vec<&Leaver>> = BTreeMap::new();
    for (leaver, _) in gone {
        left.entry(leaver.number).or_default().push(leaver);
    }
    let mut stays: BTreeMap<(usize, u32), Vec<&Assignment>> = BTreeMap::new();
    for row in all {
        let key = (row.authority, row.number);
        stays.entry(key).or_default().push(row);
    }
    let mut engaged = Engaged::default();
    let mut counting = Counting::default();
    for (row, at) in rows {
        let stay = stays.get(&(row.authority, row.number));
        let began = began(row, stay.map_or(&[][..], Vec::as_slice));
        let engagement = Assignment {
            start: began,
            ..*row
        };
        let held = row.start >= oldest;
        let mut early = false;
        for leaver in left.get(&row.number).into_iter().flatten() {
            let rules = forbidding(&world.authorities, &engagement, leaver);
            early |= !rules.is_empty();
            let relation = relate(&world.authorities, &engagement, leaver);
            engaged.tell(
                world,
                &engagement,
                at,
                leaver,
                &rules,
                held.then_some(relation),
            );
        }
        if held && began >= oldest {
            counting.count(row, began, early);
        }
    }
    engaged.counts = counting.counts();
    engaged
}

impl Engaged {
    /// Files an engagement and a leaving; `relation` is none for an engagement of long ago.
    fn tell(
        &mut self,
        world: &World,
        engagement: &Assignment,
        at: &Place,
        leaver: &Leaver,
        rules: &[&str],
        relation: Option<Relation>,
    ) {
        let left = world.authorities.get(leaver.authority);
        let sides = Conflict {
            place: at.clone(),
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            number: format!("SW{}", leaver.number),
            left: left.map(|known| known.code.clone()).unwrap_or_default(),
            last_day: leaver.last_day.to_string(),
            role_start: leaver.role_start.to_string(),
            start: engagement.start.to_string(),
        };
        let why = match relation {
            None => "not_new",
            Some(_) if !rules.is_empty() && engagement.cooloff == "clear" => {
                self.conflicts.push(sides);
                return;
            }
            Some(_) if !rules.is_empty() => "declared",
            Some(Relation::SameEmployer) => "same_employer",
            Some(Relation::BeforePost) => "before_post",
            Some(Relation::Exempt) => "exempt",
            Some(Relation::NotRegistered) => "not_registered",
            Some(Relation::NotMember) => "not_member",
            Some(Relation::SixMonthsOver | Relation::Conflict) => "six_months_over",
        };
        let why = why.to_owned();
        self.near_conflicts.push(NearConflict { sides, why });
    }
}

/// The first day of an engagement: back through all assignments at the authority that the next
/// one followed with at most 28 days between them. Of an assignment that stands in several
/// quarters, the last tells when it ended.
pub(crate) fn began(row: &Assignment, stay: &[&Assignment]) -> Date {
    let mut ends: BTreeMap<Date, Option<Date>> = BTreeMap::new();
    for one in stay {
        ends.insert(one.start, one.end);
    }
    let mut began = row.start;
    for (start, end) in ends.range(..row.start).rev() {
        if end.is_none_or(|end| days_between(end, began) <= DAYS_AWAY + 1) {
            began = *start;
        }
    }
    began
}

/// Engagements by role, each once.
#[derive(Default)]
struct Counting {
    seen: BTreeSet<(usize, u32, Date)>,
    by_role: BTreeMap<Role, [usize; 3]>,
}

impl Counting {
    fn count(&mut self, row: &Assignment, began: Date, early: bool) {
        if !self.seen.insert((row.authority, row.number, began)) {
            return;
        }
        let clear = early && row.cooloff == "clear";
        let counts = self.by_role.entry(row.role).or_default();
        for (count, one) in counts.iter_mut().zip([true, early, clear]) {
            *count += usize::from(one);
        }
    }

    fn counts(&self) -> Vec<EngagementCount> {
        let of = |role: Role| self.by_role.get(&role).copied().unwrap_or_default();
        let mut sums = [0; 3];
        let mut all = Vec::new();
        for role in Role::ALL {
            for (sum, one) in sums.iter_mut().zip(of(role)) {
                *sum += one;
            }
            all.push((role.code(), of(role)));
        }
        all.push(("all", sums));
        let count =
            |(role, [engagements, early, declared_clear]): (&str, [usize; 3])| EngagementCount {
                role: role.to_owned(),
                engagements,
                early,
                declared_clear,
            };
        all.into_iter().map(count).collect()
    }
}

/// Leavers with their last day in the quarter, by authority and reason, where there are any.
pub(crate) fn counted(
    world: &World,
    quarter: Quarter,
    gone: &[(Leaver, Place)],
) -> Vec<LeaverCount> {
    let mut counts: BTreeMap<(usize, usize), [usize; 2]> = BTreeMap::new();
    for (leaver, _) in gone {
        let counted = leaver.reason != 7
            && !["casual", "secondment_in"].contains(&leaver.contract)
            && (quarter.first()..=quarter.last()).contains(&leaver.last_day);
        if counted {
            let reason = match leaver.reason {
                1 => 0,
                2 | 3 => 1,
                _ => 2,
            };
            let cell = counts.entry((leaver.authority, reason)).or_default();
            let [to_agency, elsewhere] = cell;
            *(if leaver.destination == Some(3) {
                to_agency
            } else {
                elsewhere
            }) += 1;
        }
    }
    let words = ["resignation", "redundancy", "other"];
    let known = |place: usize| world.authorities.get(place).map(|known| known.code.clone());
    counts
        .into_iter()
        .map(|((place, reason), [to_agency, elsewhere])| LeaverCount {
            authority: known(place).unwrap_or_default(),
            reason: words.get(reason).copied().unwrap_or_default().to_owned(),
            to_agency,
            elsewhere,
        })
        .collect()
}

/// The assignments on which a worker has more than 48 hours a week in several authorities.
pub(crate) fn overworked(rows: &[(Assignment, Place)]) -> Vec<Place> {
    let mut of: BTreeMap<u32, Vec<&(Assignment, Place)>> = BTreeMap::new();
    for row in rows {
        of.entry(row.0.number).or_default().push(row);
    }
    let mut found = BTreeSet::new();
    for same in of.values() {
        // Hours are highest on some assignment's first day.
        for (first, _) in same {
            let live = |row: &&&(Assignment, Place)| row.0.is_live(first.start, first.start);
            let on: Vec<_> = same.iter().filter(live).collect();
            let hours: u32 = on.iter().map(|row| row.0.quarter_hours).sum();
            let places: BTreeSet<usize> = on.iter().map(|row| row.0.authority).collect();
            if places.len() > 1 && hours > MOST_QUARTER_HOURS {
                found.extend(on.iter().map(|row| row.1.clone()));
            }
        }
    }
    found.into_iter().collect()
}

/// The leavers whom another authority lists too, with a last day at most 7 days away.
pub(crate) fn left_twice(gone: &[(Leaver, Place)]) -> Vec<Place> {
    let mut of: BTreeMap<u32, Vec<&(Leaver, Place)>> = BTreeMap::new();
    for one in gone.iter().filter(|one| is_registered(&one.0)) {
        of.entry(one.0.number).or_default().push(one);
    }
    let mut found = BTreeSet::new();
    for same in of.values() {
        for (one, at) in same {
            let near = days_after(one.last_day, -ONE_LEAVING_DAYS)
                ..=days_after(one.last_day, ONE_LEAVING_DAYS);
            let twice = same.iter().any(|(other, _)| {
                other.authority != one.authority && near.contains(&other.last_day)
            });
            if twice {
                found.insert(at.clone());
            }
        }
    }
    found.into_iter().collect()
}
