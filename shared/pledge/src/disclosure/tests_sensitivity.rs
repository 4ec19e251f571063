//! What is sensitive by itself: each rule triggers alone, and what is just within each is not.

use super::contributors::{Employers, dominated, too_few};
use super::numerator::Numerator;
use super::samples::{Drawn, statistics};
use super::sensitivity::{self, Least};
use crate::borough::Borough;
use crate::reference::Reference;
use crate::release::Audience;
use crate::statistics::{Area, CellName, CellStatistics};

/// Boroughs of the South West: two of one employer, and others.
const KINGSTON: &str = "E09000021";
const RICHMOND: &str = "E09000027";
const CROYDON: &str = "E09000008";
const MERTON: &str = "E09000024";
const SUTTON: &str = "E09000029";

fn assignment(place: u32, borough: &str, supplier: u16) -> Drawn {
    Drawn {
        role: 0,
        borough: Borough::from_ons_code(borough).unwrap(),
        supplier,
        worker: place,
        pence: 3_500 + 10 * i64::from(place),
        hours_hundredths: 3_600,
        above: false,
        approved: false,
    }
}

/// So many assignments, by turns of these boroughs and of suppliers 1 to 3.
fn assignments(count: u32, boroughs: &[&str]) -> Vec<Drawn> {
    let each = (0..count).zip(boroughs.iter().cycle());
    each.map(|(place, borough)| assignment(place, borough, u16::try_from(place % 4).unwrap()))
        .collect()
}

fn cell(drawn: &[Drawn]) -> CellStatistics {
    let borough = drawn[0].borough;
    let mut rates = statistics(drawn).rates;
    let name = CellName {
        category: "SW",
        area: Area::Part(borough.sub_region()),
    };
    rates.remove(&name).unwrap()
}

fn is_sensitive(drawn: &[Drawn], audience: Audience) -> bool {
    let reference = Reference::compiled();
    let least = Least::of(audience, reference.thresholds());
    let employers = Employers::of(&reference);
    sensitivity::cell(&cell(drawn), least, reference.thresholds(), &employers)
}

/// Twelve assignments of three boroughs, each changed so.
fn changed(change: impl FnMut(&mut Drawn)) -> Vec<Drawn> {
    let mut drawn = assignments(12, &[CROYDON, MERTON, SUTTON]);
    drawn.iter_mut().for_each(change);
    drawn
}

#[test]
fn each_rule_makes_a_cell_sensitive_by_itself() {
    let three = [CROYDON, MERTON, SUTTON];
    let joint = [KINGSTON, RICHMOND, MERTON];
    let mut repeated = assignments(9, &three);
    repeated.push(Drawn {
        worker: 0,
        ..assignment(90, CROYDON, 1)
    });
    let dear = changed(|each| {
        let is_dear = each.borough == dear_borough();
        each.pence = if is_dear { 9_000 } else { 40 + each.pence % 7 };
    });
    let long = changed(|each| {
        each.hours_hundredths = if each.supplier == 1 { 6_000 } else { 25 };
    });
    let four = [joint.as_slice(), &[SUTTON]].concat();
    for (what, drawn, restricted, public) in [
        ("nothing", assignments(12, &three), false, false),
        ("ten workers", assignments(10, &three), false, false),
        ("ten assignments of nine workers", repeated, false, true),
        ("nine workers", assignments(9, &three), false, true),
        ("five workers", assignments(5, &three), false, true),
        ("four workers", assignments(4, &three), true, true),
        ("two boroughs", assignments(12, &three[..2]), true, true),
        ("two employers", assignments(12, &joint), true, true),
        ("three employers", assignments(12, &four), false, false),
        (
            "two suppliers",
            changed(|each| each.supplier %= 2),
            true,
            true,
        ),
        ("one rate", changed(|each| each.pence = 3_700), true, true),
        ("rates of one borough", dear, true, true),
        ("hours of one supplier", long, true, true),
    ] {
        for (audience, expected) in [
            (Audience::Restricted, restricted),
            (Audience::Public, public),
        ] {
            assert_eq!(
                is_sensitive(&drawn, audience),
                expected,
                "{what}: {audience:?}"
            );
        }
    }
}

fn dear_borough() -> Borough {
    Borough::from_ons_code(CROYDON).unwrap()
}

#[test]
fn a_cell_without_anybody_is_sensitive() {
    let reference = Reference::compiled();
    for audience in Audience::ALL {
        let least = Least::of(audience, reference.thresholds());
        let employers = Employers::of(&reference);
        let nobody = CellStatistics::default();
        assert!(sensitivity::cell(
            &nobody,
            least,
            reference.thresholds(),
            &employers
        ));
    }
}

#[test]
fn the_second_largest_must_not_come_within_p_per_cent_of_the_largest() {
    for (amounts, expected) in [
        (vec![1_000, 500, 100], false),
        (vec![1_000, 500, 99], true),
        (vec![100, 1_000, 500], false),
        (vec![1_000, 500, 50, 50], false),
        (vec![1_000, 1_000], true),
        (vec![1_000], true),
        (vec![0, 0, 0], false),
        (vec![], false),
    ] {
        assert_eq!(dominated(&amounts, 10), expected, "{amounts:?}");
    }
    for (amounts, expected) in [
        (vec![5, 5, 5], false),
        (vec![5, 5, 0], true),
        (vec![], true),
    ] {
        assert_eq!(too_few(&amounts, 3), expected, "{amounts:?}");
    }
}

#[test]
fn a_numerator_is_sensitive_where_it_or_its_complement_is_about_few() {
    let reference = Reference::compiled();
    let employers = Employers::of(&reference);
    let sensitive = |drawn: &[Drawn], numerator, audience| {
        let least = Least::of(audience, reference.thresholds());
        let cell = cell(drawn);
        sensitivity::numerator(&cell, numerator, least, reference.thresholds(), &employers)
    };
    for (above, approved, numerator, restricted, public) in [
        (0, 0, Numerator::Above, false, false),
        (1, 0, Numerator::Above, true, true),
        (4, 0, Numerator::Above, true, true),
        (5, 0, Numerator::Above, false, true),
        (9, 0, Numerator::Above, false, true),
        (10, 0, Numerator::Above, false, false),
        (30, 0, Numerator::Above, false, false),
        (31, 0, Numerator::Above, false, true),
        (35, 0, Numerator::Above, false, true),
        (36, 0, Numerator::Above, true, true),
        (39, 0, Numerator::Above, true, true),
        (40, 0, Numerator::Above, false, false),
        (20, 0, Numerator::Exceptions, false, false),
        (20, 3, Numerator::Exceptions, true, true),
        (20, 10, Numerator::Exceptions, false, false),
        (20, 17, Numerator::Exceptions, true, true),
        (20, 20, Numerator::Exceptions, false, false),
        (20, 20, Numerator::Breaches, false, false),
        (20, 17, Numerator::Breaches, true, true),
        (20, 12, Numerator::Breaches, false, true),
    ] {
        let mut drawn = assignments(40, &[CROYDON, MERTON, SUTTON]);
        for (place, each) in drawn.iter_mut().enumerate() {
            (each.above, each.approved) = (place < above, place < approved);
        }
        let case = format!("{approved} of {above}: {numerator:?}");
        assert_eq!(
            sensitive(&drawn, numerator, Audience::Restricted),
            restricted,
            "{case}"
        );
        assert_eq!(
            sensitive(&drawn, numerator, Audience::Public),
            public,
            "{case}"
        );
    }
    // Breaches of one borough only tell the others apart.
    let mut drawn = assignments(60, &[CROYDON, MERTON, SUTTON]);
    for each in &mut drawn {
        each.above = each.borough == dear_borough();
    }
    for audience in Audience::ALL {
        assert!(
            sensitive(&drawn, Numerator::Above, audience),
            "{audience:?}"
        );
    }
}
