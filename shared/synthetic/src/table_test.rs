//! The region's table against the same figures found in another way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::assignment::Assignment;
use crate::draft::{Content, Outcome};
use crate::region::{Plan, drafts, generate};
use crate::snapshot::Count;
use crate::truth::TableCell;
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

/// The 90th percentile: a tenth of the way down from the highest, in tenths of a step.
fn tenth_from_above(mut rates: Vec<u32>) -> Option<u32> {
    rates.sort_by(|a, b| b.cmp(a));
    let last = rates.len().checked_sub(1)?;
    let (high, low) = (rates[last / 10], rates[(last / 10 + 1).min(last)]);
    let tenths = u32::try_from(last % 10).unwrap();
    let exact = high * 10 - (high - low) * tenths;
    Some(exact / 10 + u32::from(exact % 10 >= 5))
}

/// The rows of a cell, counted by hand.
#[derive(Default)]
struct Counted {
    rates: Vec<u32>,
    workers: BTreeSet<u32>,
    boroughs: BTreeSet<usize>,
    suppliers: BTreeSet<String>,
    /// Approved, late, missing.
    exceptions: [usize; 3],
}

impl Counted {
    fn add(&mut self, row: &Assignment) {
        self.rates.push(row.rate());
        self.workers.insert(row.number);
        self.boroughs.insert(row.authority);
        self.suppliers.insert(format!("{:?}", row.supplier));
        let carded = row.start.to_string().as_str() >= "2025-04-01";
        if carded && row.rate() > row.role.cap() {
            let place = match row.exception {
                Some((_, day)) if day <= row.start => 0,
                Some(_) => 1,
                None => 2,
            };
            self.exceptions[place] += 1;
        }
    }

    fn assert(self, cell: &TableCell, name: &str) {
        assert_eq!(cell.assignments, self.rates.len(), "{name}");
        assert_eq!(cell.workers, self.workers.len(), "{name}");
        assert_eq!(cell.boroughs, self.boroughs.len(), "{name}");
        assert_eq!(cell.suppliers, self.suppliers.len(), "{name}");
        let exceptions = [
            cell.exceptions_approved,
            cell.exceptions_late,
            cell.exceptions_missing,
        ];
        assert_eq!(exceptions, self.exceptions, "{name}");
        assert_eq!(cell.above_cap, exceptions.iter().sum::<usize>(), "{name}");
        let mean = f64::from(self.rates.iter().sum::<u32>())
            / f64::from(u32::try_from(self.rates.len()).unwrap());
        assert_eq!(cell.mean_pence.map(f64::from), Some(mean.round()), "{name}");
        for (quarters, got) in [
            (1, cell.q1_pence),
            (2, cell.median_pence),
            (3, cell.q3_pence),
        ] {
            let rates = self.rates.clone();
            assert_eq!(got, quantile_by_steps(rates, quarters), "{name}");
        }
        assert_eq!(cell.p90_pence, tenth_from_above(self.rates), "{name}");
    }
}

fn assert_shares(cell: &TableCell, [agency, vacant, permanent, left]: [u32; 4], name: &str) {
    assert_eq!(
        cell.agency_share,
        share_by_trial(agency, permanent),
        "{name}"
    );
    assert_eq!(
        cell.vacancy_rate,
        share_by_trial(vacant, permanent),
        "{name}"
    );
    // Who left is no part of who stayed, but the share is sought in the same way.
    let stayed = permanent.saturating_sub(left);
    assert_eq!(cell.turnover, share_by_trial(left, stayed), "{name}");
}

/// The share of one in two, by trying every answer.
fn share_by_trial(part: u32, other: u32) -> Option<u32> {
    let whole = u64::from(part) + u64::from(other);
    (0..=10_000).filter(|_| whole > 0).rfind(|answer| {
        (2 * u64::from(*answer)).saturating_sub(1) * whole <= 20_000 * u64::from(part)
    })
}

/// Agency, vacant and permanent posts, and leavers, of a category within an area.
fn staff(snapshots: &[Row], category: &str, within: impl Fn(usize) -> bool) -> [u32; 4] {
    let mut sums = [0; 4];
    for (_, _, row) in snapshots
        .iter()
        .filter(|(at, of, _)| within(*at) && *of == category)
    {
        sums[0] += row.agency_fte;
        sums[1] += row.vacancy_fte;
        sums[2] += row.permanent_fte;
        sums[3] += row.leavers_fte;
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
            let mut counted: HashMap<(String, String), Counted> = HashMap::new();
            for row in &assignments {
                for area in [area(row.authority), "region".to_owned()] {
                    for role in [row.role.code(), "all"] {
                        let key = (area.clone(), role.to_owned());
                        counted.entry(key).or_default().add(row);
                    }
                }
            }
            assert_eq!(quarter.cells.len(), 36);
            for cell in &quarter.cells {
                let name = format!("{} {} {}", quarter.quarter, cell.area, cell.role);
                let rows = counted.remove(&(cell.area.clone(), cell.role.clone()));
                rows.unwrap_or_default().assert(cell, &name);
                let category = if cell.role == "all" {
                    "ALL"
                } else {
                    &cell.role
                };
                let sums = staff(&snapshots, category, |place| {
                    cell.area == "region" || area(place) == cell.area
                });
                assert_shares(cell, sums, &name);
            }
            assert!(counted.is_empty());
        }
    }
}
