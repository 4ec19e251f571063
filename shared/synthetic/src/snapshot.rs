//! The workforce on a quarter's last day, counted from the people themselves.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::agency::Frame;
use crate::assignment::Assignment;
use crate::calendar::{Quarter, months_after};
use crate::dice::Dice;
use crate::leaver::{Leaver, permanent};
use crate::pay::Role;

/// One row of a snapshot. Full-time equivalents are in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) permanent_fte: u32,
    pub(crate) permanent_headcount: u32,
    pub(crate) establishment_fte: u32,
    pub(crate) vacancy_fte: u32,
    pub(crate) agency_fte: u32,
    pub(crate) agency_headcount: u32,
    pub(crate) covering_fte: u32,
    pub(crate) starters_fte: u32,
    pub(crate) leavers_fte: u32,
    pub(crate) sickness_days: u32,
    pub(crate) cases: u32,
    pub(crate) asye_headcount: u32,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.permanent_fte += other.permanent_fte;
        self.permanent_headcount += other.permanent_headcount;
        self.establishment_fte += other.establishment_fte;
        self.vacancy_fte += other.vacancy_fte;
        self.agency_fte += other.agency_fte;
        self.agency_headcount += other.agency_headcount;
        self.covering_fte += other.covering_fte;
        self.starters_fte += other.starters_fte;
        self.leavers_fte += other.leavers_fte;
        self.sickness_days += other.sickness_days;
        self.cases += other.cases;
        self.asye_headcount += other.asye_headcount;
    }
}

/// One authority's snapshot: each category with its count, `ALL` last.
pub(crate) type Snapshot = Vec<(&'static str, Count)>;

/// The categories, the job category that agency workers can have, and the permanent posts' share
/// in a thousand.
const CATEGORIES: [(&str, Option<Role>, u32); 7] = [
    ("SW", Some(Role::Sw), 430),
    ("SSW", Some(Role::Ssw), 210),
    ("AP", Some(Role::Ap), 80),
    ("TM", Some(Role::Tm), 120),
    ("IRO", Some(Role::Iro), 50),
    ("ASYE", None, 85),
    ("SM", None, 25),
];

/// Counts an authority's workforce on the last day of `quarter`.
pub(crate) fn count(
    frame: &Frame<'_>,
    place: usize,
    quarter: Quarter,
    live: &[Assignment],
    leavers: &[Leaver],
) -> Snapshot {
    let code = frame
        .authorities
        .get(place)
        .map_or("", |authority| authority.code.as_str());
    let staff = permanent(frame.seed, code) * frame.scale;
    let mut base = Dice::new(frame.seed, &["permanent", code]);
    let mut dice = Dice::new(frame.seed, &["snapshot", code, &quarter.label()]);
    let mut snapshot = Snapshot::new();
    let mut whole = Count::default();
    for (category, role, share) in CATEGORIES {
        let posts = (staff * share * base.between(90, 110) / 100 + 500) / 1000;
        let mut row = permanent_posts(&mut dice, posts);
        count_agency(&mut row, role, quarter.last(), live);
        row.leavers_fte = leavers_fte(place, category, quarter.last(), leavers);
        fill_up(&mut dice, &mut row, category);
        whole.add(&row);
        snapshot.push((category, row));
    }
    snapshot.push(("ALL", whole));
    snapshot
}

fn permanent_posts(dice: &mut Dice, posts: u32) -> Count {
    let headcount = if posts > 10 {
        posts + dice.between(0, 2) - 1
    } else {
        posts
    };
    let part_time = headcount * dice.between(5, 20) / 100;
    Count {
        permanent_headcount: headcount,
        permanent_fte: headcount * 100 - part_time * dice.pick(&[20, 40, 50]),
        ..Count::default()
    }
}

fn count_agency(row: &mut Count, role: Option<Role>, last: Date, live: &[Assignment]) {
    let mut workers = BTreeSet::new();
    for assignment in live
        .iter()
        .filter(|a| Some(a.role) == role && a.is_live(last, last))
    {
        if workers.insert(assignment.number) {
            row.agency_headcount += 1;
            row.agency_fte += (assignment.quarter_hours * 100 / 144).min(100);
        }
    }
}

fn leavers_fte(place: usize, category: &str, last: Date, leavers: &[Leaver]) -> u32 {
    let from = months_after(last, -12);
    let of = |leaver: &&Leaver| {
        let counted = if leaver.asye {
            "ASYE"
        } else {
            leaver.role.code()
        };
        leaver.authority == place
            && counted == category
            && from < leaver.last_day
            && leaver.last_day <= last
    };
    leavers.iter().filter(of).map(|leaver| leaver.fte).sum()
}

fn fill_up(dice: &mut Dice, row: &mut Count, category: &str) {
    let spare = row.permanent_headcount * dice.between(2, 9);
    row.vacancy_fte = row.agency_fte * dice.between(80, 105) / 100 + spare;
    row.establishment_fte = row.permanent_fte + row.vacancy_fte;
    row.covering_fte = (row.agency_fte * dice.between(75, 95) / 100).min(row.vacancy_fte);
    row.starters_fte = row.permanent_fte * dice.between(8, 16) / 100;
    row.sickness_days = row.permanent_headcount * dice.between(4, 14);
    row.cases = match category {
        "SW" | "SSW" => row.permanent_headcount * dice.between(13, 18),
        "ASYE" => row.permanent_headcount * dice.between(8, 12),
        _ => 0,
    };
    row.asye_headcount = if category == "ASYE" {
        row.permanent_headcount
    } else {
        0
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::authorities;

    #[test]
    fn the_parts_of_a_snapshot_add_to_all() {
        let authorities = authorities(33);
        let quarter = Quarter::parse("2026Q2").unwrap();
        let frame = Frame {
            seed: 3,
            authorities: &authorities,
            first: quarter,
            last: quarter,
            scale: 1,
            flawed: true,
        };
        for place in 0..33 {
            let snapshot = count(&frame, place, quarter, &[], &[]);
            let (parts, all) = snapshot.split_at(7);
            let heads: u32 = parts.iter().map(|(_, row)| row.permanent_headcount).sum();
            assert_eq!(all[0].0, "ALL");
            assert_eq!(heads, all[0].1.permanent_headcount);
            for (_, row) in &snapshot {
                assert!(row.permanent_fte <= row.permanent_headcount * 100);
                assert_eq!(row.permanent_fte + row.vacancy_fte, row.establishment_fte);
                assert!(row.covering_fte <= row.agency_fte);
            }
        }
    }
}
