//! The gate over whole invented regions.

use std::collections::BTreeSet;

use super::samples::{region, statistics};
use super::suppression::{masks, primary};
use super::*;
use crate::statistics::CellName;

/// Regions of several sizes, from a few people to as many as London has.
const SIZES: [(u64, u32); 4] = [(1, 15), (2, 150), (3, 600), (4, 1_500)];

#[test]
fn what_is_hidden_from_directors_is_hidden_from_everybody_and_so_is_all_that_is_sensitive() {
    let reference = Reference::compiled();
    for (seed, size) in SIZES {
        let statistics = statistics(&region(seed, size));
        let masks = masks(&statistics, &reference);
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
        let masks = masks(&statistics, &reference);
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
