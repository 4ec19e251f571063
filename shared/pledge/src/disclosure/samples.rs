//! Invented regions for the tests of the gate.

use std::collections::BTreeMap;

use super::tables::roles;
use crate::borough::Borough;
use crate::identity::Pseudonym;
use crate::statistics::QuarterStatistics;
use crate::statistics::gathering::{Assignment, RatesGathering};

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
    let mut drawn = drawn.to_vec();
    drawn.sort_by_key(|each| each.worker);
    let mut gathering = RatesGathering::default();
    for each in drawn {
        let mut worker = [0; 32];
        worker[..4].copy_from_slice(&each.worker.to_be_bytes());
        let assignment = Assignment {
            worker: Pseudonym::from_bytes(worker),
            authority: each.borough,
            sub_region: each.borough.sub_region(),
            category: words[each.role],
            supplier: each.supplier,
            rate_pence: each.pence,
            hours_hundredths: each.hours_hundredths,
            start_month: 0,
            exception: if each.approved { "approved" } else { "none" },
        };
        gathering.add(&assignment, Some(each.pence - i64::from(each.above)));
    }
    QuarterStatistics {
        quarter: "2026Q3".parse().unwrap(),
        rates: gathering.finish(),
        staffing: BTreeMap::new(),
        engagements: BTreeMap::new(),
        leavers: BTreeMap::new(),
        returned: Vec::new(),
    }
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
