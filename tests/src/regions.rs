//! Regions drawn at random for the attack on released tables: many and few boroughs, equal and
//! very unequal ones, markets of many suppliers and of few, roles that hardly anybody has.
//!
//! **Invariant:** what is drawn does not look at what the gate does with it.

use std::collections::BTreeMap;

use pledge::borough::Borough;
use pledge::identity::Pseudonym;
use pledge::returns::Return;
use pledge::returns::agency_assignments::JOB_CATEGORIES;
use pledge::statistics::gathering::{Assignment, RatesGathering};
use pledge::statistics::{EngagementCounts, Engagements, Leavers, QuarterStatistics, Returned};

/// One assignment.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// The authority.
    pub borough: Borough,
    /// The place of its role among the five.
    pub role: usize,
    /// The worker.
    pub worker: u32,
    /// The supplier; 0 for all that are on no list.
    pub supplier: u16,
    /// Pence an hour.
    pub pence: i64,
    /// Hundredths of an hour a week.
    pub hours: i64,
    /// Whether the rate is above the cap.
    pub above: bool,
    /// Whether it would have an exception then.
    pub approved: bool,
}

/// A region.
#[derive(Clone, Debug)]
pub struct Region {
    /// Who has sent a return of assignments.
    pub boroughs: Vec<Borough>,
    /// All assignments.
    pub assignments: Vec<Drawn>,
    /// Engagements of each authority and role.
    pub engagements: BTreeMap<Borough, [EngagementCounts; 5]>,
    /// Leavers of each authority.
    pub leavers: BTreeMap<Borough, Leavers>,
}

/// Numbers that look like chance and are the same each time (Steele, Lea and Flood's `SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let end = u64::try_from(end.max(1)).expect("64 bits hold it");
        usize::try_from(mixed % end).expect("it is below a usize")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// The place of a weight, the heavier the likelier.
    fn weigh(&mut self, weights: &[usize]) -> usize {
        let mut at = self.below(weights.iter().sum());
        let found = weights.iter().position(|weight| {
            let here = at < *weight;
            at = at.saturating_sub(*weight);
            here
        });
        found.unwrap_or_default()
    }
}

/// How London spreads over the roles, and other ways.
const ROLES: [[usize; 5]; 4] = [
    [35, 33, 12, 14, 6],
    [35, 33, 12, 14, 6],
    [60, 30, 6, 3, 1],
    [20, 20, 20, 20, 20],
];
/// The caps of the roles, in pence.
const CAPS: [i64; 5] = [3_700, 4_100, 4_500, 4_900, 4_700];

/// The region of a seed. Every eighth one has London's size, a few hardly any boroughs.
#[must_use]
pub fn region(seed: u64) -> Region {
    let mut dice = Dice(seed);
    let london = seed.is_multiple_of(8);
    let mut boroughs: Vec<Borough> = Borough::all().collect();
    let wanted = match seed % 8 {
        0 => 33,
        1 if dice.chance(30) => 4 + dice.below(10),
        _ => 18 + dice.below(16),
    };
    while boroughs.len() > wanted {
        let place = dice.below(boroughs.len());
        boroughs.remove(place);
    }
    let typical = if london { 45 } else { 9 + dice.below(24) };
    let skew: &[usize] = if london || dice.chance(40) {
        &[2, 3, 3, 4]
    } else {
        &[0, 1, 1, 2, 3, 6, 12]
    };
    let roles = if london { 0 } else { dice.below(ROLES.len()) };
    let market = if london { 14 } else { 4 + dice.below(11) };
    let mut assignments = Vec::new();
    for borough in &boroughs {
        let weight = skew.get(dice.below(skew.len())).copied().unwrap_or(1);
        let house = dice.below(market);
        for _ in 0..typical * weight / 3 {
            let known = u32::try_from(assignments.len()).expect("few are drawn");
            let role = dice.weigh(ROLES.get(roles).expect("it was drawn from them"));
            let supplier = match dice.below(10) {
                0..3 => house,
                3..9 => dice.below(market).min(dice.below(market)),
                _ => dice.below(market),
            };
            let mut drawn = terms(&mut dice, *borough, role, supplier);
            // Few have two assignments.
            drawn.worker = if dice.chance(3) {
                u32::try_from(dice.below(assignments.len())).expect("few are drawn")
            } else {
                known
            };
            assignments.push(drawn);
        }
    }
    let engagements = boroughs.iter().map(|one| {
        let own: Vec<usize> = (assignments.iter())
            .filter(|each| each.borough == *one)
            .map(|each| each.role)
            .collect();
        (
            *one,
            std::array::from_fn(|role| engaged(&mut dice, &own, role)),
        )
    });
    let engagements = engagements.collect();
    let leavers = boroughs.iter().map(|one| (*one, left(&mut dice, typical)));
    Region {
        leavers: leavers.collect(),
        boroughs,
        assignments,
        engagements,
    }
}

fn terms(dice: &mut Dice, borough: Borough, role: usize, supplier: usize) -> Drawn {
    let cap = CAPS.get(role).copied().unwrap_or_default();
    let pence = |steps: usize| 5 * i64::try_from(steps).expect("a few steps");
    let pence = match dice.below(100) {
        95.. => cap + 5 * pence(1 + dice.below(14)),
        60.. => cap,
        35.. => cap - 20 * pence(1 + dice.below(4)),
        _ => cap - pence(dice.below(120)),
    };
    Drawn {
        borough,
        role,
        worker: 0,
        supplier: u16::try_from(supplier).expect("a few suppliers"),
        pence,
        hours: [3_600, 3_600, 3_500, 3_700, 2_250]
            .get(dice.below(5))
            .copied()
            .unwrap_or(3_600),
        above: pence > cap,
        approved: dice.chance(70),
    }
}

fn engaged(dice: &mut Dice, roles: &[usize], role: usize) -> EngagementCounts {
    let of_role = roles.iter().filter(|each| **each == role).count();
    let engagements = of_role * (50 + dice.below(40)) / 100;
    let chances = (0..engagements).filter(|_| dice.chance(4));
    let early = chances.count();
    let clear = early - dice.below(1 + early / 2);
    let [engagements, early, declared_clear] =
        [engagements, early, clear].map(|count| u64::try_from(count).expect("few"));
    EngagementCounts {
        engagements,
        early,
        declared_clear,
    }
}

fn left(dice: &mut Dice, typical: usize) -> Leavers {
    let few = |number: usize| u32::try_from(number).expect("few left");
    let mut leavers = Leavers::default();
    for ([to_agency, elsewhere], most) in leavers.iter_mut().zip([typical / 6, 2, 2]) {
        *elsewhere = few(dice.below(1 + most));
        *to_agency = few(dice.below(1 + most / 3));
    }
    leavers
}

/// The statistics of a region.
#[must_use]
pub fn statistics(region: &Region) -> QuarterStatistics {
    let mut assignments = region.assignments.clone();
    assignments.sort_by_key(|each| each.worker);
    let mut rates = RatesGathering::default();
    for each in assignments {
        let role = JOB_CATEGORIES.get(each.role).expect("there are five");
        let mut worker = [0; 32];
        for (place, byte) in worker.iter_mut().zip(each.worker.to_be_bytes()) {
            *place = byte;
        }
        let assignment = Assignment {
            worker: Pseudonym::from_bytes(worker),
            authority: each.borough,
            sub_region: each.borough.sub_region(),
            category: role.word,
            supplier: each.supplier,
            rate_pence: each.pence,
            hours_hundredths: each.hours,
            start_month: 0,
            exception: if each.approved { "approved" } else { "none" },
        };
        rates.add(&assignment, Some(each.pence - i64::from(each.above)));
    }
    let returned = Borough::all().map(|authority| Returned {
        kind: Return::AgencyAssignments,
        authority,
        in_force: region.boroughs.contains(&authority),
        nil: false,
    });
    QuarterStatistics {
        quarter: "2026Q3".parse().expect("it is a quarter"),
        rates: rates.finish(),
        staffing: BTreeMap::new(),
        engagements: engagements(region),
        leavers: region.leavers.clone(),
        returned: returned.collect(),
    }
}

fn engagements(region: &Region) -> Engagements {
    let each = region.engagements.iter().map(|(borough, own)| {
        let own = JOB_CATEGORIES.iter().zip(own);
        let own = own.map(|(role, counts)| (role.word, *counts)).collect();
        (*borough, own)
    });
    each.collect()
}
