//! The rules once more, plainly, over the drafts: nothing is found but what was planted.

use std::collections::{BTreeMap, BTreeSet};

use crate::assignment::Assignment;
use crate::calendar::{Quarter, months_after};
use crate::draft::{Content, Draft, Outcome};
use crate::pay::Role;
use crate::region::{Plan, drafts};
use crate::world::World;

type Found = BTreeSet<(String, Option<usize>)>;

fn title_maps_to(title: &str) -> Option<Role> {
    Role::ALL
        .into_iter()
        .find(|role| role.titles().contains(&title))
}

fn ask_assignments(rows: &[Assignment], quarter: Quarter, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (line, row) in rows.iter().enumerate() {
        let mut at = |code: &str| found.insert((code.to_owned(), Some(line)));
        if row.start > quarter.last() || row.end.is_some_and(|end| end < quarter.first()) {
            at("A1");
        }
        if !seen.insert((row.number, row.start, row.role)) {
            at("A3");
        }
        if row.pay > row.rate() || row.rate() > row.charge {
            at("A4");
        }
        if let Some(basis) = row.cap_basis
            && !(u64::from(row.pay) * 112..=u64::from(row.pay) * 145)
                .contains(&(u64::from(basis) * 100))
        {
            at("A6");
        }
        if row.start >= quarter.first() && row.cooloff == "not_checked" {
            at("A9");
        }
        if title_maps_to(row.title) != Some(row.role) {
            at("A13");
        }
        if row.supplier == crate::assignment::Supplier::Unlisted {
            at("C16");
        }
        assert!(row.original_start.is_none_or(|day| day <= row.start));
        assert!(
            row.end
                .is_none_or(|end| end >= row.start && end <= quarter.last())
        );
        assert!(row.engagement == "paye" || row.cap_basis.is_some());
        assert!(row.pay > 1271 && row.pay <= 12_000);
        assert_eq!(row.route == "project_team", row.project_team);
    }
    let mut same: BTreeMap<u32, usize> = BTreeMap::new();
    for row in rows {
        *same.entry(row.rate()).or_default() += 1;
    }
    if rows.len() >= 5 && same.values().any(|times| times * 10 > rows.len() * 9) {
        found.insert(("A12".to_owned(), None));
    }
}

fn ask_others(draft: &Draft, day: jiff::civil::Date, found: &mut Found) {
    match &draft.content {
        Content::Leavers(rows, complete_to) => {
            assert!(*complete_to <= day);
            for (line, row) in rows.iter().enumerate() {
                assert!(row.last_day >= months_after(day, -13));
                if row.last_day < row.role_start {
                    found.insert(("L1".to_owned(), Some(line)));
                }
                if row.exempt == Some("redundancy") && ![2, 3].contains(&row.reason) {
                    found.insert(("L2".to_owned(), Some(line)));
                }
            }
            let days: BTreeSet<_> = rows.iter().map(|row| row.last_day).collect();
            assert!(rows.len() < 5 || days.len() > 1, "L6");
        }
        Content::Snapshot(rows) => {
            for (line, (place, category, row)) in rows.iter().enumerate() {
                let mut at = |code: &str| found.insert((code.to_owned(), Some(line)));
                if row.permanent_fte > row.permanent_headcount * 100
                    || row.agency_fte > row.agency_headcount * 100
                {
                    at("S1");
                }
                let parts = row.permanent_fte + row.vacancy_fte;
                if parts.abs_diff(row.establishment_fte) * 100 > row.establishment_fte * 2 {
                    at("S2");
                }
                if row.covering_fte > row.agency_fte {
                    at("S5");
                }
                let sum = |of: fn(&crate::snapshot::Count) -> u32| -> (u32, u32) {
                    let own = rows
                        .iter()
                        .filter(|(at, part, _)| at == place && *part != "ALL");
                    (own.map(|(_, _, part)| of(part)).sum(), of(row))
                };
                let sums = [
                    sum(|c| c.permanent_fte),
                    sum(|c| c.permanent_headcount),
                    sum(|c| c.establishment_fte),
                    sum(|c| c.vacancy_fte),
                    sum(|c| c.agency_fte),
                    sum(|c| c.agency_headcount),
                    sum(|c| c.covering_fte),
                    sum(|c| c.starters_fte),
                    sum(|c| c.leavers_fte),
                    sum(|c| c.sickness_days),
                    sum(|c| c.cases),
                    sum(|c| c.asye_headcount),
                ];
                if *category == "ALL" && sums.iter().any(|(parts, all)| parts != all) {
                    at("S4");
                }
            }
        }
        Content::Assignments(_) => {}
    }
}

fn plan(seed: u64, flawed: bool) -> Plan {
    let quarters = ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
        .map(str::to_owned)
        .to_vec();
    Plan {
        seed,
        quarters,
        flawed,
        ..Plan::sample()
    }
}

#[test]
fn every_rule_finds_what_was_planted_and_nothing_else() {
    for (seed, flawed) in [(2026, true), (7, true), (8, false)] {
        let world = World::new(&plan(seed, flawed)).unwrap();
        let mut codes = BTreeSet::new();
        for draft in drafts(&world) {
            let quarter = world.quarters[draft.turn];
            let mut found = Found::new();
            if let Content::Assignments(rows) = &draft.content {
                ask_assignments(rows, quarter, &mut found);
            }
            ask_others(&draft, quarter.upload_day(), &mut found);
            let planted: Found = draft
                .planted
                .iter()
                .filter(|one| !one.code.starts_with('C') || one.code == "C16")
                .filter(|one| one.code != "A11")
                .map(|one| (one.code.to_owned(), one.line))
                .collect();
            assert_eq!(
                found,
                planted,
                "{seed} {} {:?}",
                quarter.label(),
                draft.members
            );
            codes.extend(draft.planted.iter().map(|one| one.code));
        }
        assert_eq!(codes.is_empty(), !flawed);
        for code in [
            "A1", "A3", "A4", "A6", "A9", "A11", "A12", "A13", "C1", "C2", "C3", "C10", "C12",
        ]
        .into_iter()
        .chain(["C5", "C7", "C8", "C16", "L1", "L2", "S1", "S2", "S4", "S5"])
        {
            assert_eq!(codes.contains(code), flawed, "{code}");
        }
    }
}

#[test]
fn rows_change_by_more_than_half_only_where_that_is_planted() {
    for seed in [2026, 7, 8, 9] {
        let world = World::new(&plan(seed, true)).unwrap();
        let all = drafts(&world);
        for draft in all.iter().filter(|d| d.outcome == Outcome::Published) {
            let Content::Assignments(rows) = &draft.content else {
                continue;
            };
            for place in &draft.members {
                let Some(before) = draft.turn.checked_sub(1) else {
                    continue;
                };
                let before = world.live(*place, world.quarters[before]).len();
                let now = rows.iter().filter(|row| row.authority == *place).count();
                let jumped = now.abs_diff(before) * 2 > before;
                let planted = draft.planted.iter().any(|one| one.code == "A11");
                assert_eq!(jumped, planted, "{seed} {place} {before} {now}");
            }
        }
    }
}

#[test]
fn a_snapshot_counts_the_workers_of_the_assignments() {
    let world = World::new(&plan(2026, true)).unwrap();
    for quarter in &world.quarters {
        for place in 0..world.authorities.len() {
            let last = quarter.last();
            let live = world.live(place, *quarter);
            let workers: BTreeSet<u32> = live
                .iter()
                .filter(|row| row.is_live(last, last))
                .map(|row| row.number)
                .collect();
            let snapshot = world.snapshot(place, *quarter);
            let all = snapshot.last().unwrap();
            assert_eq!(
                usize::try_from(all.1.agency_headcount).unwrap(),
                workers.len()
            );
        }
    }
}
