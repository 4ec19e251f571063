//! The gate over whole invented regions.

use std::collections::{BTreeMap, BTreeSet};

use super::contributors::Employers;
use super::hierarchy::Hierarchy;
use super::numerator::Numerator;
use super::places::{Measure, cell_unit, numerator_unit, place};
use super::polytope::at;
use super::protection::protect;
use super::samples::{Drawn, region, statistics};
use super::suppression::{masks, primary};
use super::*;
use crate::borough::{Borough, SubRegion};
use crate::statistics::{Area, CellName, Staffing};

/// Regions of several sizes, from a few people to as many as London has.
const SIZES: [(u64, u32); 4] = [(1, 15), (2, 150), (3, 600), (4, 1_500)];

/// Posts of a category without rates, of which directors see one sub-region less than everybody if
/// each audience is judged by itself: one is hidden from them, and two from everybody.
fn senior_managers() -> BTreeMap<CellName, Staffing> {
    let heads = |area: Area| {
        let boroughs = Borough::all().filter(move |borough| area.holds(*borough));
        boroughs.enumerate().map(move |(place, borough)| {
            let heads = match (borough.sub_region(), place) {
                (SubRegion::East, 0) => 90,
                (SubRegion::SouthWest | SubRegion::East, _) => 1,
                (SubRegion::NorthCentral, _) => 2,
                _ => 5,
            };
            (borough, heads)
        })
    };
    let posts = |area| Staffing {
        permanent: 5_000,
        heads: heads(area).collect(),
        ..Staffing::default()
    };
    let name = |area| CellName {
        category: "SM",
        area,
    };
    Area::all().map(|area| (name(area), posts(area))).collect()
}

#[test]
fn what_is_hidden_from_directors_is_hidden_from_everybody_and_so_is_all_that_is_sensitive() {
    let reference = Reference::compiled();
    for (seed, size) in SIZES {
        let mut statistics = statistics(&region(seed, size));
        statistics.staffing = senior_managers();
        let masks = masks(&statistics, &reference).unwrap();
        for (audience, mask) in [
            (Audience::Restricted, &masks.restricted),
            (Audience::Public, &masks.public),
        ] {
            let primary = primary(&statistics, &reference, audience);
            for (name, wider) in [("its sensitive", mask), ("directors'", &masks.public)] {
                let narrower = if name == "directors'" {
                    &masks.restricted
                } else {
                    &primary
                };
                assert!(
                    narrower.rates.is_subset(&wider.rates),
                    "{size} {audience:?} {name}"
                );
                assert!(
                    narrower.numerators.is_subset(&wider.numerators),
                    "{size} {name}"
                );
                assert!(
                    narrower.staffing.is_subset(&wider.staffing),
                    "{size} {name}"
                );
                assert!(
                    narrower.engagements.is_subset(&wider.engagements),
                    "{size} {name}"
                );
                assert!(narrower.leavers.is_subset(&wider.leavers), "{size} {name}");
            }
        }
    }
}

#[test]
fn the_same_statistics_have_the_same_mask() {
    let reference = Reference::compiled();
    let statistics = statistics(&region(7, 400));
    assert_eq!(
        masks(&statistics, &reference),
        masks(&statistics, &reference)
    );
}

#[test]
fn at_real_size_the_region_is_shown_and_most_cells() {
    let reference = Reference::compiled();
    for seed in 5..=7 {
        let statistics = statistics(&region(seed, 1_500));
        let masks = masks(&statistics, &reference).unwrap();
        for (audience, mask) in [
            (Audience::Restricted, &masks.restricted),
            (Audience::Public, &masks.public),
        ] {
            let sensitive = primary(&statistics, &reference, audience).rates;
            let further: BTreeSet<&CellName> = mask.rates.difference(&sensitive).collect();
            let region = further
                .iter()
                .filter(|name| name.area == crate::statistics::Area::Region);
            assert_eq!(region.count(), 0, "{seed} {audience:?}");
            assert!(
                further.len() * 10 <= (36 - sensitive.len()) * 4,
                "{seed} {audience:?}"
            );
        }
    }
}

/// So many assignments of each role in each authority, one of ten of them above the cap; but of
/// team managers in the South West one authority has most, and the others have few, mostly above.
fn with_one_large_part() -> QuarterStatistics {
    let mut drawn = Vec::new();
    for borough in Borough::all() {
        let place = SOUTH_WEST.iter().position(|one| *one == borough.ons_code());
        for role in 0..5 {
            let south_west = role == 3 && borough.sub_region() == SubRegion::SouthWest;
            let (count, above, pence) = match place {
                Some(0) if south_west => (100, 3, 4_700),
                Some(1) if south_west => (8, 4, 5_000),
                Some(2) if south_west => (4, 4, 5_000),
                _ if south_west => (0, 0, 0),
                _ => (20, 2, 4_000),
            };
            for each in 0..count {
                let worker = u32::try_from(drawn.len()).unwrap();
                drawn.push(Drawn {
                    role,
                    borough,
                    supplier: u16::try_from(worker % 7).unwrap(),
                    worker,
                    pence: pence + 5 * i64::from(worker % 3),
                    hours_hundredths: 3_600,
                    above: each < above,
                    approved: each % 2 == 0,
                });
            }
        }
    }
    statistics(&drawn)
}

/// Kingston, Merton and Richmond.
const SOUTH_WEST: [&str; 3] = ["E09000021", "E09000024", "E09000027"];

#[test]
fn numerators_are_hidden_that_would_bound_a_rate_for_who_has_most_of_its_cell() {
    let reference = Reference::compiled();
    let statistics = with_one_large_part();
    let employers = Employers::of(&reference);
    let hierarchy = Hierarchy {
        statistics: &statistics,
        thresholds: reference.thresholds(),
        employers: &employers,
        audience: Audience::Restricted,
    };
    let cell = |category, area| CellName {
        category,
        area: Area::Part(area),
    };
    let large = cell("TM", SubRegion::SouthWest);
    let rates = BTreeSet::from([large]);
    // Three cells protect it. But all numerators beside its own are shown, so that these follow.
    let puzzle = hierarchy.numerators(&rates, &BTreeSet::new());
    let mut floor = vec![false; puzzle.units.len()];
    for category in ["SW", "TM"] {
        for area in [SubRegion::SouthWest, SubRegion::East] {
            floor[cell_unit(cell(category, area))] = true;
        }
    }
    for each in Numerator::ALL {
        floor[numerator_unit(large, each)] = true;
    }
    let attackers = employers.attackers();
    let own = attackers
        .iter()
        .position(|of| of.len() == 1 && of[0].ons_code() == SOUTH_WEST[0]);
    let known = [&puzzle.attackers[own.unwrap()]];
    let pounds = place(large, Measure::Pounds);
    let lowest = |hidden: &[bool]| {
        let polytope = puzzle.polytope(hidden, &known);
        let point = polytope.cheapest(&[(pounds, 1.0)], &puzzle.truth());
        at(&point.unwrap(), pounds) / puzzle.truth_of(pounds)
    };
    assert!(lowest(&floor) > 0.9, "{}", lowest(&floor));
    let protected = protect(&puzzle, &floor).unwrap();
    assert!(lowest(&protected) <= 0.9, "{}", lowest(&protected));
}
