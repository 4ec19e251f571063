//! What is shown of other caps, over cells in which nothing is sensitive but what a test changes.

use std::collections::BTreeSet;

use super::super::{samples, unprotected};
use super::*;

/// The caps of the card are £37 to £49.
const TRIED: i64 = 3_500;

/// A release of which no cell is hidden, but how many are above the card's cap in `hidden`.
fn checked(hidden: &[CellName]) -> Publishable {
    let statistics = samples::statistics(&samples::region(7, 4_000));
    let mut release = unprotected(&statistics, &Reference::compiled());
    for row in &mut release.restricted.rates {
        row.assignments = Shown::Value(100);
        row.above_cap = if hidden.contains(&row.cell) {
            Shown::Suppressed
        } else {
            Shown::Value(0)
        };
    }
    Publishable { release }
}

/// What a test changes in a cell.
type Change<'a> = &'a dyn Fn(&mut WhatIfCell);

fn cell(category: &'static str, area: Area) -> CellName {
    CellName { category, area }
}

/// Every cell with 60 of 100 within, and a cost to which many contribute alike.
fn even() -> BTreeMap<CellName, WhatIfCell> {
    let even = WhatIfCell {
        assignments: 100,
        within: 60,
        excess: 9_000_000,
        boroughs: Borough::all()
            .map(|borough| (borough, 1_000_000))
            .take(9)
            .collect(),
        suppliers: (1..10).map(|number| (number, 1_000_000)).collect(),
    };
    cells(roles()).map(|name| (name, even.clone())).collect()
}

/// The cells that are shown when these caps are tried.
fn shown(
    checked: &Publishable,
    caps: &[(&'static str, i64)],
    tried: &BTreeMap<CellName, WhatIfCell>,
) -> BTreeSet<CellName> {
    let caps = caps.iter();
    let caps = caps.map(|(role, pence)| (*role, TriedCap::new(*pence).unwrap()));
    let answered = check_what_if(checked, &Reference::compiled(), &caps.collect(), tried);
    let rows = answered.rows().iter();
    rows.filter(|row| row.within_percent.value().is_some())
        .inspect(|row| assert!(row.excess_per_week_pence.value().is_some()))
        .map(|row| row.cell)
        .collect()
}

/// The cells of a category in every area.
fn row_of(category: &'static str) -> BTreeSet<CellName> {
    Area::all().map(|area| cell(category, area)).collect()
}

#[test]
fn only_categories_that_are_tried_are_answered_and_no_sum_of_them() {
    let checked = checked(&[]);
    assert_eq!(shown(&checked, &[("SW", TRIED)], &even()), row_of("SW"));
    let all: Vec<_> = roles().map(|role| (role, TRIED)).collect();
    let every: BTreeSet<CellName> = roles().flat_map(row_of).collect();
    assert_eq!(shown(&checked, &all, &even()), every);
}

#[test]
fn a_sensitive_region_hides_the_parts_that_would_add_up_to_it() {
    let mut tried = even();
    tried.get_mut(&cell("TM", Area::Region)).unwrap().within = 2;
    let found = shown(&checked(&[]), &[("SW", TRIED), ("TM", TRIED)], &tried);
    assert_eq!(found, row_of("SW"));
}

#[test]
fn each_way_to_be_sensitive_hides_the_sub_regions_of_the_category() {
    let east = cell("SW", Area::Part(SubRegion::East));
    let few_within = |of: &mut WhatIfCell| of.within = 4;
    let few_above = |of: &mut WhatIfCell| of.within = 97;
    let none_within = |of: &mut WhatIfCell| of.within = 0;
    let none_above = |of: &mut WhatIfCell| of.within = 100;
    let alike = |of: &mut WhatIfCell| {
        for part in of.boroughs.values_mut() {
            *part *= 100;
        }
    };
    let one_borough = |of: &mut WhatIfCell| {
        let first = *of.boroughs.keys().next().unwrap();
        of.boroughs.insert(first, 90_000_000);
    };
    let one_supplier = |of: &mut WhatIfCell| {
        of.suppliers.insert(1, 90_000_000);
    };
    let two_suppliers = |of: &mut WhatIfCell| of.suppliers.retain(|number, _| *number < 3);
    let changes: [(&str, Change<'_>, bool); 8] = [
        ("few within", &few_within, true),
        ("few above", &few_above, true),
        ("the cap below all rates", &none_within, true),
        ("the cap above all rates", &none_above, true),
        ("all boroughs alike", &alike, false),
        ("one borough", &one_borough, true),
        ("one supplier", &one_supplier, true),
        ("two suppliers", &two_suppliers, true),
    ];
    for (why, change, hides) in changes {
        let mut tried = even();
        change(tried.get_mut(&east).unwrap());
        let found = shown(&checked(&[]), &[("SW", TRIED)], &tried);
        let region = BTreeSet::from([cell("SW", Area::Region)]);
        let expected = if hides { region } else { row_of("SW") };
        assert_eq!(found, expected, "{why}");
    }
}

#[test]
fn the_cards_own_cap_shows_no_more_than_the_release() {
    let hidden = cell("SW", Area::Part(SubRegion::East));
    let checked = checked(&[hidden, cell("AP", Area::Region)]);
    let region = BTreeSet::from([cell("SW", Area::Region)]);
    assert_eq!(shown(&checked, &[("SW", 3_700)], &even()), region);
    assert_eq!(shown(&checked, &[("SW", 3_800)], &even()), row_of("SW"));
    assert!(shown(&checked, &[("AP", 4_500)], &even()).is_empty());
    assert_eq!(shown(&checked, &[("TM", 4_900)], &even()), row_of("TM"));
    // That none is above the card's own cap, the release shows as well.
    let mut tried = even();
    tried.get_mut(&cell("TM", Area::Region)).unwrap().within = 100;
    assert_eq!(shown(&checked, &[("TM", 4_900)], &tried), row_of("TM"));
    assert!(shown(&checked, &[("TM", 5_000)], &tried).is_empty());
}

#[test]
fn what_the_release_hides_is_hidden_under_every_cap() {
    let mut checked = checked(&[]);
    let hidden = cell("SW", Area::Part(SubRegion::East));
    for row in &mut checked.release.restricted.rates {
        if row.cell == hidden {
            row.assignments = Shown::Suppressed;
        }
    }
    let region = BTreeSet::from([cell("SW", Area::Region)]);
    assert_eq!(shown(&checked, &[("SW", TRIED)], &even()), region);
}
