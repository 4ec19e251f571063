//! Invented regions for the tests of the gate.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::roles;
use crate::borough::Borough;
use crate::statistics::{ALL, Area, CellName, CellStatistics, Part, QuarterStatistics};

/// One assignment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    pub(super) role: usize,
    pub(super) borough: Borough,
    pub(super) supplier: u16,
    pub(super) worker: u32,
    pub(super) pence: i64,
    pub(super) hours_hundredths: i64,
    pub(super) above: bool,
    pub(super) approved: bool,
}

/// Numbers that look like chance and are the same each time (Steele, Lea and Flood's `SplitMix64`).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// The statistics of these assignments.
pub(super) fn statistics(drawn: &[Drawn]) -> QuarterStatistics {
    let words: Vec<&'static str> = roles().collect();
    let mut rates: BTreeMap<CellName, CellStatistics> = BTreeMap::new();
    let mut workers: BTreeMap<CellName, BTreeSet<u32>> = BTreeMap::new();
    let mut of_borough: BTreeMap<(CellName, Borough), BTreeSet<u32>> = BTreeMap::new();
    let mut suppliers: BTreeMap<(CellName, Borough), BTreeSet<u32>> = BTreeMap::new();
    for each in drawn {
        for category in [words[each.role], ALL] {
            for area in [Area::Part(each.borough.sub_region()), Area::Region] {
                let name = CellName { category, area };
                let cell = rates.entry(name).or_default();
                let borough = cell.boroughs.entry(each.borough).or_default();
                let supplier = cell.suppliers.entry(each.supplier).or_default();
                for part in [&mut cell.total, borough, supplier] {
                    add(part, each);
                }
                cell.rates.add(each.pence);
                workers.entry(name).or_default().insert(each.worker);
                let own = of_borough.entry((name, each.borough)).or_default();
                own.insert(each.worker);
                let own = suppliers.entry((name, each.borough)).or_default();
                own.insert(each.supplier.into());
            }
        }
    }
    for (name, seen) in workers {
        rates.get_mut(&name).unwrap().total.workers = count(&seen);
    }
    for ((name, borough), seen) in of_borough {
        let cell = rates.get_mut(&name).unwrap();
        cell.boroughs.get_mut(&borough).unwrap().workers = count(&seen);
    }
    for ((name, borough), seen) in suppliers {
        let cell = rates.get_mut(&name).unwrap();
        cell.boroughs.get_mut(&borough).unwrap().suppliers = count(&seen);
    }
    QuarterStatistics {
        quarter: "2026Q3".parse().unwrap(),
        rates,
        staffing: BTreeMap::new(),
        engagements: BTreeMap::new(),
        leavers: BTreeMap::new(),
        returned: Vec::new(),
    }
}

fn count(seen: &BTreeSet<u32>) -> u64 {
    seen.len().try_into().unwrap()
}

fn add(part: &mut Part, each: &Drawn) {
    part.assignments += 1;
    part.rates_pence += each.pence;
    part.spend += i128::from(each.pence) * i128::from(each.hours_hundredths);
    part.above += u64::from(each.above);
    part.approved += u64::from(each.above && each.approved);
}

/// A region of about so many assignments, spread over the authorities and roles as in London.
pub(super) fn region(seed: u64, assignments: u32) -> Vec<Drawn> {
    let boroughs: Vec<Borough> = Borough::all().collect();
    let mut dice = Dice(seed);
    let sizes: Vec<u64> = boroughs
        .iter()
        .enumerate()
        .map(|(place, _)| if place == 0 { 2 } else { 20 + dice.below(60) })
        .collect();
    let total: u64 = sizes.iter().sum();
    (0..assignments)
        .map(|worker| {
            let mut at = dice.below(total);
            let borough = sizes.iter().position(|size| {
                let here = at < *size;
                at = at.saturating_sub(*size);
                here
            });
            let role = match dice.below(100) {
                0..35 => 0,
                35..68 => 1,
                68..80 => 2,
                80..94 => 3,
                _ => 4,
            };
            let mean = [3_600, 4_000, 4_400, 4_800, 4_600][role];
            let spread: u64 = (0..4).map(|_| dice.below(250)).sum();
            let pence = mean - 500 + i64::try_from(spread).unwrap();
            Drawn {
                role,
                borough: boroughs[borough.unwrap()],
                supplier: u16::try_from(dice.below(12)).unwrap(),
                worker: if dice.below(100) == 0 {
                    worker / 2
                } else {
                    worker
                },
                pence,
                hours_hundredths: 3_600,
                above: dice.below(100) < 4,
                approved: dice.below(10) < 7,
            }
        })
        .collect()
}
