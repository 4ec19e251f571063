//! The region's table against the same figures found in another way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::assignment::Assignment;
use crate::draft::{Content, Outcome};
use crate::region::{Plan, drafts, generate};
use crate::snapshot::Count;
use crate::world::World;

type Row = (usize, &'static str, Count);

/// The files in force of a quarter, found by going through the rounds in order.
fn in_force(world: &World, turn: usize) -> (Vec<Assignment>, Vec<Row>) {
    let mut assignments: BTreeMap<usize, Vec<Assignment>> = BTreeMap::new();
    let mut snapshots = BTreeMap::new();
    for draft in drafts(world) {
        if draft.turn != turn || draft.outcome == Outcome::Rejected {
            continue;
        }
        match draft.content {
            Content::Assignments(rows) => drop(assignments.insert(draft.folder, rows)),
            Content::Snapshot(rows) => drop(snapshots.insert(draft.folder, rows)),
            Content::Leavers(..) => {}
        }
    }
    (
        assignments.into_values().flatten().collect(),
        snapshots.into_values().flatten().collect(),
    )
}

/// A quantile by counting places, in hundredths of a penny, with no formula in common.
fn quantile_by_steps(mut rates: Vec<u32>, quarters: usize) -> Option<u32> {
    rates.sort_by(|a, b| b.cmp(a));
    let top = rates.len().checked_sub(1)?;
    // Put 100 points between each pair of neighbours, and take the one wanted.
    let mut points = Vec::new();
    for pair in rates.iter().rev().copied().collect::<Vec<_>>().windows(2) {
        for step in 0..100 {
            points.push(pair[0] * 100 + (pair[1] - pair[0]) * step);
        }
    }
    points.push(rates[0] * 100);
    let exact = points[top * quarters * 25];
    Some(if exact % 100 >= 50 {
        exact / 100 + 1
    } else {
        exact / 100
    })
}

/// The share of one in two, by trying every answer.
fn share_by_trial(part: u32, other: u32) -> Option<u32> {
    let whole = u64::from(part) + u64::from(other);
    (0..=10_000).filter(|_| whole > 0).rfind(|answer| {
        (2 * u64::from(*answer)).saturating_sub(1) * whole <= 20_000 * u64::from(part)
    })
}

/// Agency, vacant and permanent posts of a category within an area.
fn staff(snapshots: &[Row], category: &str, within: impl Fn(usize) -> bool) -> (u32, u32, u32) {
    let mut sums = (0, 0, 0);
    for (_, _, row) in snapshots
        .iter()
        .filter(|(at, of, _)| within(*at) && *of == category)
    {
        sums.0 += row.agency_fte;
        sums.1 += row.vacancy_fte;
        sums.2 += row.permanent_fte;
    }
    sums
}

#[test]
fn the_table_is_what_counting_by_hand_gives() {
    for flawed in [true, false] {
        let plan = Plan {
            flawed,
            ..Plan::sample()
        };
        let world = World::new(&plan).unwrap();
        let truth = generate(&plan).truth;
        for (turn, quarter) in truth.quarters.iter().enumerate() {
            let (assignments, snapshots) = in_force(&world, turn);
            let area = |place: usize| world.authorities[place].sub_region.clone();
            let mut rates: HashMap<(String, String), Vec<(u32, u32)>> = HashMap::new();
            for row in &assignments {
                for area in [area(row.authority), "region".to_owned()] {
                    for role in [row.role.code(), "all"] {
                        let key = (area.clone(), role.to_owned());
                        rates.entry(key).or_default().push((row.rate(), row.number));
                    }
                }
            }
            assert_eq!(quarter.cells.len(), 36);
            for cell in &quarter.cells {
                let rows = rates
                    .remove(&(cell.area.clone(), cell.role.clone()))
                    .unwrap_or_default();
                let workers: BTreeSet<u32> = rows.iter().map(|(_, number)| *number).collect();
                let rates: Vec<u32> = rows.iter().map(|(rate, _)| *rate).collect();
                let name = format!("{} {} {}", quarter.quarter, cell.area, cell.role);
                assert_eq!(
                    (cell.assignments, cell.workers),
                    (rows.len(), workers.len()),
                    "{name}"
                );
                let mean = f64::from(rates.iter().sum::<u32>())
                    / f64::from(u32::try_from(rates.len()).unwrap());
                assert_eq!(cell.mean_pence.map(f64::from), Some(mean.round()), "{name}");
                for (quarters, got) in [
                    (1, cell.q1_pence),
                    (2, cell.median_pence),
                    (3, cell.q3_pence),
                ] {
                    assert_eq!(got, quantile_by_steps(rates.clone(), quarters), "{name}");
                }
                let category = if cell.role == "all" {
                    "ALL"
                } else {
                    &cell.role
                };
                let sums = staff(&snapshots, category, |place| {
                    cell.area == "region" || area(place) == cell.area
                });
                assert_eq!(cell.agency_share, share_by_trial(sums.0, sums.2), "{name}");
                assert_eq!(cell.vacancy_rate, share_by_trial(sums.1, sums.2), "{name}");
            }
            assert!(rates.is_empty());
        }
    }
}
