//! The three rates of an assignment.

use jiff::civil::date;

use super::samples::*;
use super::*;
use crate::record::Value::{Absent, Day, Flag, Listed, Number, Pence, Unreadable};

const KIND: Return = Return::AgencyAssignments;

fn pay(pence: i64) -> (&'static str, crate::record::Value) {
    ("pay_rate_hourly", Pence(pence))
}

fn basis(pence: i64) -> (&'static str, crate::record::Value) {
    ("cap_basis_rate_hourly", Pence(pence))
}

fn charge(pence: i64) -> (&'static str, crate::record::Value) {
    ("charge_rate_hourly", Pence(pence))
}

const NO_BASIS: (&str, crate::record::Value) = ("cap_basis_rate_hourly", Absent);
const ENDED: (&str, crate::record::Value) = ("end_reason", Listed("contract_end"));
const PAYE: (&str, crate::record::Value) = ("engagement_type", Listed("paye"));

#[test]
fn pay_is_at_most_the_cap_basis_and_that_at_most_the_charge() {
    let out_of_order: &[Found] = &[(Code::A4, Some("cap_basis_rate_hourly"))];
    let charge_too_low: &[Found] = &[(Code::A4, Some("charge_rate_hourly"))];
    assert_rows(
        KIND,
        &[
            (&[basis(3_690), charge(3_690)], &[]),
            (&[basis(3_690), charge(3_689)], charge_too_low),
            (&[("charge_rate_hourly", Absent)], &[]),
            // Below the pay is one finding, not also a ratio that is odd (A6).
            (&[pay(3_000), basis(2_999)], out_of_order),
            (
                &[pay(3_000), basis(3_000)],
                &[(Code::A6, Some("cap_basis_rate_hourly"))],
            ),
            // Against the computed rate of a PAYE worker, 3843.
            (&[PAYE, NO_BASIS, charge(3_843)], &[]),
            (&[PAYE, NO_BASIS, charge(3_842)], charge_too_low),
            // The rate between is not readable: pay against charge.
            (&[("cap_basis_rate_hourly", Unreadable), charge(3_000)], &[]),
            (
                &[("cap_basis_rate_hourly", Unreadable), charge(2_999)],
                charge_too_low,
            ),
        ],
    );
}

#[test]
fn a_charge_below_a_computed_rate_says_that_it_was_computed() {
    use crate::finding::Detail;
    for (changes, detail) in [
        (&[PAYE, NO_BASIS, charge(3_842)][..], Detail::Computed),
        (
            &[basis(3_690), charge(3_689)],
            Detail::Column("cap_basis_rate_hourly"),
        ),
    ] {
        let heard = hear_row(KIND, changes);
        assert_eq!(heard.findings.listed()[0].detail, detail, "{changes:?}");
    }
}

#[test]
fn the_cap_basis_is_112_to_145_hundredths_of_the_pay() {
    let asked: &[Found] = &[(Code::A6, Some("cap_basis_rate_hourly"))];
    assert_rows(
        KIND,
        &[
            (&[pay(2_500), basis(2_800)], &[]),
            (&[pay(2_500), basis(2_799)], asked),
            (&[pay(2_600), basis(3_770)], &[]),
            (&[pay(2_600), basis(3_771)], asked),
            (&[PAYE, pay(2_500), basis(2_799)], asked),
        ],
    );
}

#[test]
fn a_paye_rate_without_a_cap_basis_is_grossed_up() {
    for (changes, rate, computed) in [
        (&[PAYE, NO_BASIS][..], 3_843, true),
        (
            &[
                PAYE,
                NO_BASIS,
                pay(3_150),
                ("hours_per_week", Number(3_750)),
            ],
            4_039,
            true,
        ),
        (&[PAYE], 3_690, false),
        (&[], 3_690, false),
    ] {
        let heard = hear_row(KIND, changes);
        assert_eq!(heard.found(), [], "{changes:?}");
        let cells = &heard.judged[0].as_ref().unwrap().cells;
        let expected = [Cell::Pence(rate), Cell::Flag(computed)];
        assert!(cells.windows(2).any(|pair| pair == expected), "{changes:?}");
    }
}

#[test]
fn a_grossed_up_rate_is_held_against_the_cap() {
    let breach = |changes| hear_row(KIND, changes).verdicts.breaches.cap_none;
    assert_eq!(breach(&[PAYE, NO_BASIS]), 1);
    assert_eq!(breach(&[PAYE, NO_BASIS, pay(2_800)]), 0);
}

#[test]
fn without_known_parameters_a_paye_rate_has_to_be_sent() {
    let blank: &[Found] = &[(Code::C1, Some("cap_basis_rate_hourly"))];
    let until = |day| vec![PAYE, NO_BASIS, ("end_date", Day(day)), ENDED];
    // The tax year of the last day in the quarter counts; the last that is known ends on 5 April.
    for (quarter, changes, expected) in [
        ("2027Q1", vec![PAYE, NO_BASIS], &[][..]),
        ("2027Q1", until(date(2027, 4, 30)), &[]),
        ("2027Q2", vec![PAYE, NO_BASIS], blank),
        ("2027Q2", until(date(2027, 4, 5)), &[]),
        ("2027Q2", until(date(2027, 4, 6)), blank),
    ] {
        let mut about = file(KIND);
        about.quarter = Some(quarter.parse().unwrap());
        let row = [(record(KIND, 2, &changes), Some(worker(1)))];
        let heard = hear(about, &row, Before::default());
        assert_eq!(heard.found(), expected, "{quarter} {changes:?}");
        let details: Vec<_> = heard
            .findings
            .listed()
            .iter()
            .map(|one| one.detail)
            .collect();
        assert!(
            details
                .iter()
                .all(|detail| *detail == crate::finding::Detail::NoParameters)
        );
    }
}

#[test]
fn a_blank_cap_basis_is_missed_unless_the_worker_is_paid_by_paye() {
    let blank: &[Found] = &[(Code::C1, Some("cap_basis_rate_hourly"))];
    let team: &[Found] = &[(Code::A8, Some("cap_basis_rate_hourly"))];
    let project = ("project_team", Flag(true));
    assert_rows(
        KIND,
        &[
            (&[NO_BASIS], blank),
            (
                &[NO_BASIS, ("engagement_type", Listed("ltd_inside"))],
                blank,
            ),
            (&[NO_BASIS, PAYE], &[]),
            (&[NO_BASIS, project], team),
            (&[NO_BASIS, ("supply_route", Listed("project_team"))], team),
            (&[NO_BASIS, project, PAYE], &[]),
            (&[project], &[]),
        ],
    );
    // Whether it is needed is not known: another finding says why.
    let row = record(KIND, 2, &[NO_BASIS, ("engagement_type", Unreadable)]);
    assert_eq!(
        hear(file(KIND), &[(row, Some(worker(1)))], Before::default()).found(),
        []
    );
}

#[test]
fn pay_is_at_least_the_living_wage_of_its_first_day_in_the_quarter() {
    let low: &[Found] = &[(Code::C17, Some("pay_rate_hourly"))];
    let at = |pence| [pay(pence), basis(pence * 125 / 100)];
    assert_rows(KIND, &[(&at(1_271), &[]), (&at(1_270), low)]);
    let early = ("start_date", Day(date(2025, 6, 2)));
    let changes = |pence| [early, pay(pence), basis(pence * 125 / 100)];
    // What began at £12.21 has to rise with the wage.
    assert_rows(KIND, &[(&changes(1_271), &[]), (&changes(1_270), low)]);
    for (quarter, pence, expected) in [
        ("2025Q3", 1_221, &[][..]),
        ("2025Q3", 1_220, low),
        ("2026Q1", 1_221, &[]),
    ] {
        let mut about = file(KIND);
        about.quarter = Some(quarter.parse().unwrap());
        let row = [(record(KIND, 2, &changes(pence)), Some(worker(1)))];
        let heard = hear(about, &row, Before::default());
        assert_eq!(heard.found(), expected, "{quarter} {pence}");
    }
}
