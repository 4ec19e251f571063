//! What a dataset keeps of a row.

use proptest::prelude::*;

use super::samples::*;
use super::*;
use crate::column::{Column, Kind, YES_NO_UNKNOWN};
use crate::register::{Engagement, Entry};
use jiff::civil::date;

/// Any value that the reader may give for a column, or blank where the schema allows.
fn any_value(column: &Column) -> BoxedStrategy<Value> {
    let words = |list: &'static [crate::column::Word]| {
        (0..list.len())
            .prop_map(move |n| Value::Listed(list[n].word))
            .boxed()
    };
    let day = (0_i32..700).prop_map(|days| {
        Value::Day(
            date(2025, 1, 1)
                .checked_add(jiff::Span::new().days(days))
                .unwrap(),
        )
    });
    let filled = match column.kind {
        Kind::Listed(list) => words(list),
        Kind::YesNo => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::YesNoUnknown => words(YES_NO_UNKNOWN),
        Kind::Day => day.boxed(),
        Kind::Money(least, most) => (least..=most).prop_map(Value::Pence).boxed(),
        Kind::Hundredths { most, .. } => (1..=most).prop_map(Value::Number).boxed(),
        Kind::Count(most) => (0..=most).prop_map(Value::Number).boxed(),
        Kind::Supplier => (0_u16..15).prop_map(Value::Entry).boxed(),
        Kind::Registration | Kind::JobTitle | Kind::Reference(_) => Just(Value::Present).boxed(),
        Kind::Authority | Kind::Quarter | Kind::Explanation => Just(Value::Absent).boxed(),
    };
    prop_oneof![30 => filled, 5 => Just(Value::Absent), 1 => Just(Value::Unreadable)].boxed()
}

fn any_values(kind: Return) -> impl Strategy<Value = Vec<Value>> {
    kind.columns().iter().map(any_value).collect::<Vec<_>>()
}

fn assert_fits(kind: Return, values: Vec<Value>) -> Result<(), TestCaseError> {
    let record = Record {
        values,
        ..record(kind, 2, &[])
    };
    let heard = hear(file(kind), &[(record, Some(worker(1)))], Before::default());
    for judged in heard.judged.iter().flatten() {
        prop_assert_eq!(judged.cells.len(), kind.stored().len());
        for (cell, stored) in judged.cells.iter().zip(kind.stored()) {
            let fits = match cell {
                Cell::Absent => stored.optional,
                cell => stored.form.holds(*cell),
            };
            prop_assert!(fits, "{}: {:?}", stored.name, cell);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn whatever_an_assignment_says_what_is_kept_fits_the_schema(
        values in any_values(Return::AgencyAssignments),
    ) {
        assert_fits(Return::AgencyAssignments, values)?;
    }

    #[test]
    fn whatever_a_snapshot_says_what_is_kept_fits_the_schema(
        values in any_values(Return::WorkforceSnapshot),
    ) {
        assert_fits(Return::WorkforceSnapshot, values)?;
    }
}

#[test]
fn a_row_is_kept_in_the_order_of_its_schema_and_coarser_than_sent() {
    let changes = [
        ("end_date", Value::Day(date(2026, 9, 18))),
        ("end_reason", Value::Listed("contract_end")),
        ("check_reference", Value::Present),
        ("service_area", Value::Listed("mash")),
    ];
    let heard = hear_row(Return::AgencyAssignments, &changes);
    let judged = heard.judged[0].as_ref().unwrap();
    let names: Vec<_> = Return::AgencyAssignments
        .stored()
        .iter()
        .map(|one| one.name)
        .collect();
    let cell = |name| judged.cells[names.iter().position(|other| *other == name).unwrap()];
    assert_eq!(
        (judged.authority, judged.cells.len()),
        (camden(), names.len())
    );
    for (name, expected) in [
        ("la_code", Cell::Borough(camden())),
        ("sub_region", Cell::Listed("north_central")),
        ("worker", Cell::Worker(worker(1))),
        ("job_category", Cell::Listed("SW")),
        ("service_area", Cell::Listed("mash")),
        ("supplier_number", Cell::Entry(3)),
        ("pay_rate_hourly", Cell::Pence(3_000)),
        ("cap_basis_rate_hourly", Cell::Pence(3_690)),
        ("cap_basis_computed", Cell::Flag(false)),
        ("additional_pay_type", Cell::Absent),
        ("hours_per_week", Cell::Number(3_600)),
        // 1 May and 1 September 2026, from 11 May and 18 September.
        ("start_month", Cell::Day(20_574)),
        ("original_start_month", Cell::Absent),
        ("end_month", Cell::Day(20_697)),
        ("project_team", Cell::Flag(false)),
        ("references_received", Cell::Number(2)),
        ("check_reference_given", Cell::Flag(true)),
        ("exception", Cell::Listed("none")),
    ] {
        assert_eq!(cell(name), expected, "{name}");
    }
}

#[test]
fn a_row_that_lacks_what_the_schema_needs_is_not_kept() {
    let kind = Return::AgencyAssignments;
    for value in [Value::Absent, Value::Unreadable] {
        for name in [
            "project_team",
            "supplier",
            "pqe_3_years",
            "hours_per_week",
            "start_date",
        ] {
            let rows = [(record(kind, 2, &[(name, value)]), Some(worker(1)))];
            let heard = hear(file(kind), &rows, Before::default());
            assert_eq!(heard.judged, [None], "{name} {value:?}");
        }
    }
    for name in ["service_area", "check_reference", "exception_ref"] {
        let rows = [(
            record(kind, 2, &[(name, Value::Unreadable)]),
            Some(worker(1)),
        )];
        assert_eq!(
            hear(file(kind), &rows, Before::default()).judged,
            [None],
            "{name}"
        );
    }
    let without_number = [(record(kind, 2, &[]), None)];
    assert_eq!(
        hear(file(kind), &without_number, Before::default()).judged,
        [None]
    );
}

#[test]
fn a_leaver_leaves_no_row() {
    let rows = [(record(Return::PermanentLeavers, 2, &[]), None)];
    let heard = hear(file(Return::PermanentLeavers), &rows, Before::default());
    let [Some(judged)] = heard.judged.as_slice() else {
        panic!("a row without an error is judged");
    };
    assert_eq!((heard.found(), judged.cells.len()), (vec![], 0));
}

#[test]
fn an_engagement_of_the_last_13_months_is_kept_for_the_register() {
    let kind = Return::AgencyAssignments;
    for (start, kept) in [
        (date(2026, 9, 30), true),
        (date(2025, 9, 27), true),
        (date(2025, 9, 26), false),
    ] {
        let end = date(2026, 9, 30);
        let changes = [
            ("start_date", Value::Day(start)),
            ("end_date", Value::Day(end)),
        ];
        let ended = [("end_reason", Value::Listed("contract_end"))];
        let row = record(kind, 2, &[&changes[..], &ended].concat());
        let heard = hear(file(kind), &[(row, Some(worker(1)))], Before::default());
        let entry = heard.judged[0].as_ref().unwrap().entry.clone();
        let engagement = Engagement {
            start,
            end: Some(end),
            category: "SW",
            declared: "clear",
            hours_hundredths: 3_600,
        };
        assert_eq!(
            entry,
            kept.then_some(Entry::Engagement(engagement)),
            "{start}"
        );
    }
}
