//! Two quarters: the second is compared with what was released of the first, and with nothing else.

use jiff::civil::{Date, date};
use pipeline::release::{Done, Refused, close};
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::path::Place;
use pledge::ports::Datasets;
use pledge::quarter::Quarter;
use pledge::release::{RateRow, Release, Shown};
use synthetic::{Plan, generate};

use crate::closing::{order, release_of, released};
use crate::files::borough;
use crate::hall::{Hall, answer, keys_without, random};

/// Both are past their due days.
const CLOSED_ON: Date = date(2026, 8, 3);

fn quarters() -> [Quarter; 2] {
    ["2026Q1", "2026Q2"].map(|quarter| quarter.parse().unwrap())
}

/// A hall that has taken in two quarters of an invented region.
fn hall_of_two(boroughs: usize) -> Hall {
    let year = KeyVersion::new(2025).unwrap();
    let hall = Hall::with_keys(keys_without(&[]).with(KeyPurpose::Analytics, year, random(9)));
    let region = generate(&Plan {
        seed: 7,
        quarters: quarters().map(|quarter| quarter.to_string()).to_vec(),
        boroughs,
        scale: 1,
        flawed: false,
    });
    for (received, file) in (1..).zip(&region.files) {
        hall.drop(borough(&file.folder), &file.name, &file.bytes, received);
    }
    hall.intake(1_000);
    hall
}

fn closed(hall: &Hall, quarter: Quarter) -> Result<Done, Refused> {
    let region = hall.stores(&hall.keys);
    answer(close(&region, &order(quarter, CLOSED_ON))).map(|release| release.done)
}

fn changes(release: &Release) -> Vec<Shown> {
    let tables = [&release.restricted, &release.public].into_iter();
    let rows = tables.flat_map(|tables| tables.rates.iter());
    rows.flat_map(|row: &RateRow| [row.median_change_pence, row.workers_change])
        .collect()
}

#[test]
fn a_change_is_that_of_the_released_figures_and_none_without_a_release() {
    let [first, second] = quarters();
    let hall = hall_of_two(33);
    assert_eq!(closed(&hall, first).unwrap(), Done::Closed);
    assert_eq!(closed(&hall, second).unwrap(), Done::Closed);
    let (before, after) = (release_of(&hall, first), release_of(&hall, second));
    assert!(
        changes(&before)
            .iter()
            .all(|change| change.value().is_none())
    );
    let mut compared = 0;
    for tables in [
        (&before.restricted, &after.restricted),
        (&before.public, &after.public),
    ] {
        for (before, after) in tables.0.rates.iter().zip(&tables.1.rates) {
            let workers = before.workers.value().zip(after.workers.value());
            let expected = workers.map(|(before, after)| after - before);
            assert_eq!(after.workers_change.value(), expected, "{:?}", after.cell);
            compared += usize::from(expected.is_some());
        }
    }
    assert!(compared > 30, "only {compared} changes");
}

#[test]
fn a_quarter_is_made_again_as_it_was_though_the_one_before_is_closed_since() {
    let [first, second] = quarters();
    let hall = hall_of_two(3);
    assert_eq!(closed(&hall, second).unwrap(), Done::Closed);
    let alone = release_of(&hall, second);
    assert!(
        changes(&alone)
            .iter()
            .all(|change| change.value().is_none())
    );
    let written = released(&hall);
    assert_eq!(closed(&hall, first).unwrap(), Done::Closed);
    for place in written.keys() {
        answer(hall.datasets.delete(place, jiff::Timestamp::MAX)).unwrap();
    }
    assert_eq!(closed(&hall, second).unwrap(), Done::Finished);
    let mut again = released(&hall);
    again.retain(|place, _| written.contains_key(place));
    assert_eq!(again, written);
}

#[test]
fn a_quarter_is_not_compared_with_a_release_that_is_not_as_it_was_written() {
    let [first, second] = quarters();
    let hall = hall_of_two(3);
    closed(&hall, first).unwrap();
    for name in ["release", "manifest"] {
        let place = Place::Restricted(first, name, "json");
        let mut damaged = hall.bytes(&place).unwrap();
        damaged.push(b' ');
        hall.overwrite(&place, &damaged);
        assert!(
            matches!(closed(&hall, second), Err(Refused::BeforeLost)),
            "{name}"
        );
        assert_eq!(closed(&hall, first).unwrap(), Done::Finished, "{name}");
    }
    assert_eq!(closed(&hall, second).unwrap(), Done::Closed);
}
