//! What the caps came to, and what others would have: of a closed quarter, and as released.

use std::collections::BTreeMap;

use pipeline::release::{Refused, released_caps, what_if};
use pledge::disclosure::{TriedCap, WhatIfRow};
use pledge::path::Place;
use pledge::ports::Datasets;
use pledge::release::{RateRow, Shown};
use pledge::statistics::{Area, CellName};

use crate::closing::{closed, hall_of};
use crate::files::{clean, quarter};
use crate::hall::{Hall, answer};

fn caps(hall: &Hall) -> Result<Vec<RateRow>, Refused> {
    answer(released_caps(&hall.stores(&hall.keys), quarter()))
}

/// What caps of so many pence would mean.
fn tried(hall: &Hall, caps: &[(&'static str, i64)]) -> Result<Vec<WhatIfRow>, Refused> {
    let caps: BTreeMap<&'static str, TriedCap> = (caps.iter())
        .map(|(category, pence)| (*category, TriedCap::new(*pence).unwrap()))
        .collect();
    let answered = answer(what_if(&hall.stores(&hall.keys), quarter(), &caps));
    answered.map(|answered| answered.rows().to_vec())
}

fn row(rows: &[WhatIfRow], category: &'static str, area: Area) -> WhatIfRow {
    let cell = CellName { category, area };
    *rows.iter().find(|row| row.cell == cell).unwrap()
}

#[test]
fn nothing_is_shown_of_a_quarter_before_it_is_closed() {
    let hall = hall_of(&clean(33).files);
    assert!(matches!(caps(&hall), Err(Refused::NotYetClosed)));
    assert!(matches!(
        tried(&hall, &[("SW", 3_800)]),
        Err(Refused::NotYetClosed)
    ));
    closed(&hall).unwrap();
    assert!(caps(&hall).is_ok() && tried(&hall, &[("SW", 3_800)]).is_ok());
}

#[test]
fn other_caps_change_what_is_within_and_what_the_rest_costs() {
    let region = clean(33);
    let hall = hall_of(&region.files);
    closed(&hall).unwrap();
    let rows = tried(&hall, &[("SW", 3_500)]).unwrap();
    let lower = row(&rows, "SW", Area::Region);
    let Shown::Value(within) = lower.within_percent else {
        panic!("the region's row is shown");
    };
    assert!((1..60).contains(&within), "{within} % within £35");
    assert!(lower.excess_per_week_pence.value().unwrap() > 1_000_000);
    let further = row(&tried(&hall, &[("SW", 3_400)]).unwrap(), "SW", Area::Region);
    assert!(further.within_percent.value() < lower.within_percent.value());
    assert!(further.excess_per_week_pence.value() > lower.excess_per_week_pence.value());
    // Whatever the release hides is hidden here.
    let released = caps(&hall).unwrap();
    let every = [
        ("SW", 3_500),
        ("SSW", 3_900),
        ("AP", 4_200),
        ("TM", 4_600),
        ("IRO", 4_500),
    ];
    let rows = tried(&hall, &every).unwrap();
    assert_eq!(released.len(), rows.len() + 6, "no sum of categories");
    for (shown, tried) in released.iter().zip(&rows) {
        assert_eq!(shown.cell, tried.cell);
        if shown.workers == Shown::Suppressed {
            assert_eq!(tried.within_percent, Shown::Suppressed, "{:?}", tried.cell);
            assert_eq!(tried.excess_per_week_pence, Shown::Suppressed);
        }
    }
}

#[test]
fn a_release_that_is_not_as_it_was_written_answers_nothing() {
    let hall = hall_of(&clean(6).files);
    closed(&hall).unwrap();
    let place = Place::Restricted(quarter(), "release", "json");
    let sound = hall.bytes(&place).unwrap();
    hall.overwrite(&place, &sound[1..]);
    assert!(matches!(caps(&hall), Err(Refused::Lost)));
    assert!(matches!(tried(&hall, &[("SW", 3_800)]), Err(Refused::Lost)));
    answer(hall.datasets.delete(&place, jiff::Timestamp::MAX)).unwrap();
    assert!(matches!(caps(&hall), Err(Refused::Lost)));
    closed(&hall).unwrap();
    assert!(caps(&hall).is_ok());
}
