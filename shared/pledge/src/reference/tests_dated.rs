//! Which of several dated lines counts on a day, and that no two contradict each other.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::values::trimmed;

/// The compiled-in data with these lines of the card instead: category, sub-region, pence, days.
fn card(lines: &[&str]) -> Reference {
    let caps = lines
        .iter()
        .map(|line| table::cap(&line.split(',').collect::<Vec<_>>()).unwrap())
        .collect();
    Reference {
        caps,
        ..Reference::compiled()
    }
}

/// The keys that come more than once.
fn repeated<K: Ord + Clone>(keys: impl IntoIterator<Item = K>) -> Vec<K> {
    let mut seen = BTreeSet::new();
    let again = keys.into_iter().filter(|key| !seen.insert(key.clone()));
    again.collect()
}

#[test]
fn of_the_lines_in_force_the_sub_regions_own_and_then_the_latest_counts() {
    let lines = [
        "SW,all,3700,2025-04-01,",
        "SW,east,3900,2025-06-01,2026-06-30",
        "SW,all,3800,2026-04-01,",
        "SW,east,4000,2026-05-01,2026-05-31",
    ];
    let mut backwards = lines;
    backwards.reverse();
    for reference in [card(&lines), card(&backwards)] {
        for (day, east, south_west) in [
            (date(2025, 3, 31), None, None),
            (date(2025, 4, 1), Some(3_700), Some(3_700)),
            (date(2025, 6, 1), Some(3_900), Some(3_700)),
            (date(2026, 4, 1), Some(3_900), Some(3_800)),
            (date(2026, 5, 1), Some(4_000), Some(3_800)),
            (date(2026, 6, 1), Some(3_900), Some(3_800)),
            (date(2026, 7, 1), Some(3_800), Some(3_800)),
        ] {
            let cap = |area| reference.cap("SW", area, day);
            assert_eq!(cap(SubRegion::East), east, "{day}");
            assert_eq!(cap(SubRegion::SouthWest), south_west, "{day}");
        }
    }
}

#[test]
fn of_the_tax_parameters_in_force_the_latest_count() {
    let lines = [
        "2025-04-06,,1207,1500,500000,50,no",
        "2026-04-06,,1300,1500,500000,50,no",
    ];
    let mut taxes: Vec<_> = lines
        .iter()
        .map(|line| table::tax(&line.split(',').collect::<Vec<_>>()).unwrap())
        .collect();
    for _ in 0..2 {
        taxes.reverse();
        let reference = Reference {
            taxes: taxes.clone(),
            ..Reference::compiled()
        };
        let holiday = |day| reference.tax(day).map(|tax| tax.holiday);
        assert_eq!(holiday(date(2026, 4, 5)), Some(1_207));
        assert_eq!(holiday(date(2026, 4, 6)), Some(1_300));
    }
}

#[test]
fn no_two_lines_speak_of_the_same_from_the_same_day() {
    let cap = |cap: &Cap| (cap.category, cap.sub_region, cap.period.from);
    let twice = card(&["SW,east,1,2025-04-01,", "SW,east,2,2025-04-01,2025-06-30"]);
    assert_eq!(repeated(twice.caps.iter().map(cap)).len(), 1);
    let other = card(&["SW,east,1,2025-04-01,", "SW,all,2,2025-04-01,"]);
    assert_eq!(repeated(other.caps.iter().map(cap)), []);

    let reference = Reference::compiled();
    assert_eq!(repeated(reference.caps.iter().map(cap)), []);
    assert_eq!(
        repeated(reference.taxes.iter().map(|(period, _)| period.from)),
        []
    );
    let wages = reference.living_wages.iter().map(|(from, _)| *from);
    assert_eq!(repeated(wages), []);
    assert_eq!(repeated(reference.bank_holidays.clone()), []);
    assert_eq!(repeated(reference.reporters.clone()), []);
}

#[test]
fn suppliers_are_numbered_from_1_without_gaps_and_no_name_comes_twice() {
    let reference = Reference::compiled();
    let (numbers, names): (Vec<_>, Vec<_>) = reference.suppliers().unzip();
    let all: Vec<u16> = (1..).take(numbers.len()).collect();
    assert_eq!(numbers, all, "a number is a place in the list for good");
    assert_eq!(
        repeated(names.iter().map(|name| folded(name))),
        Vec::<String>::new()
    );
    assert!(names.iter().all(|name| !trimmed(name).is_empty()));
}

#[test]
fn the_living_wage_is_that_of_the_day() {
    for (day, pence) in [
        (date(2016, 3, 31), 0),
        (date(2024, 3, 31), 1_042),
        (date(2024, 4, 1), 1_144),
        (date(2025, 4, 1), 1_221),
        (date(2026, 3, 31), 1_221),
        (date(2026, 4, 1), 1_271),
    ] {
        assert_eq!(Reference::compiled().living_wage(day), pence, "{day}");
    }
}

#[test]
fn returns_are_due_on_the_last_working_day_of_the_next_month() {
    let reference = Reference::compiled();
    for (quarter, day) in [
        ("2025Q4", date(2026, 1, 30)),
        ("2026Q1", date(2026, 4, 30)),
        ("2026Q2", date(2026, 7, 31)),
        ("2026Q3", date(2026, 10, 30)),
    ] {
        assert_eq!(reference.due(quarter.parse().unwrap()), day, "{quarter}");
    }
    assert!(reference.is_free(date(2026, 12, 28)) && !reference.is_free(date(2026, 12, 29)));
    let free = |year| {
        reference
            .bank_holidays
            .iter()
            .filter(move |day| day.year() == year)
    };
    assert!((2024..=2027).all(|year| free(year).count() == 8));
}
