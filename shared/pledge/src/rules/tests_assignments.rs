//! Days, posts and exceptions of an assignment, and rows that repeat one.

use jiff::civil::date;

use super::samples::*;
use super::*;
use crate::finding::{Detail, Row};
use crate::record::Value::{Absent, Day, Listed, Pence, Present, Unreadable};

const KIND: Return = Return::AgencyAssignments;

#[test]
fn the_dates_of_an_assignment_lie_in_their_order_and_in_the_quarter() {
    let ended = ("end_reason", Listed("contract_end"));
    let end = |day| ("end_date", Day(day));
    assert_rows(
        KIND,
        &[
            (&[], &[]),
            (&[("start_date", Day(date(2026, 9, 30)))], &[]),
            (
                &[("start_date", Day(date(2026, 10, 1)))],
                &[(Code::C6, Some("start_date"))],
            ),
            (&[end(date(2026, 7, 1)), ended], &[]),
            (
                &[end(date(2026, 6, 30)), ended],
                &[(Code::A1, Some("end_date"))],
            ),
            (
                &[end(date(2026, 5, 11)), ended],
                &[(Code::A1, Some("end_date"))],
            ),
            // One cause, one finding: not also A1.
            (
                &[end(date(2026, 5, 10)), ended],
                &[(Code::C6, Some("end_date"))],
            ),
            (&[end(date(2027, 1, 31)), ended], &[]),
            (&[end(date(2026, 9, 4))], &[(Code::C1, Some("end_reason"))]),
            (&[end(date(2026, 9, 4)), ("end_reason", Unreadable)], &[]),
            (&[end(date(2026, 9, 30))], &[(Code::C1, Some("end_reason"))]),
            // It ended after the quarter, or is only planned.
            (&[end(date(2026, 10, 1))], &[]),
            (&[end(date(2027, 1, 31))], &[]),
            (&[("original_start_date", Day(date(2026, 5, 11)))], &[]),
            (
                &[("original_start_date", Day(date(2026, 5, 12)))],
                &[(Code::C6, Some("original_start_date"))],
            ),
        ],
    );
}

#[test]
fn a_new_start_that_nobody_checked_is_asked_about() {
    let not_checked = ("cooloff_declared", Listed("not_checked"));
    let start = |day| ("start_date", Day(day));
    let asked: &[Found] = &[(Code::A9, Some("cooloff_declared"))];
    assert_rows(
        KIND,
        &[
            (&[not_checked, start(date(2026, 6, 30))], &[]),
            (&[not_checked, start(date(2026, 7, 1))], asked),
            (&[not_checked, start(date(2026, 9, 30))], asked),
            (
                &[
                    ("cooloff_declared", Listed("conflict")),
                    start(date(2026, 7, 1)),
                ],
                &[],
            ),
        ],
    );
}

#[test]
fn a_title_of_another_category_is_asked_about_and_one_out_of_scope_is_refused() {
    let title = |word| ("local_job_title", Listed(word));
    assert_rows(
        KIND,
        &[
            (&[title("SW")], &[]),
            (&[title("SSW")], &[(Code::A13, Some("local_job_title"))]),
            (&[title("SSW"), ("job_category", Listed("SSW"))], &[]),
            (&[title("ASYE")], &[]),
            (
                &[title("out_of_scope")],
                &[(Code::A15, Some("local_job_title"))],
            ),
            // A title that the map does not know.
            (&[("local_job_title", Present)], &[]),
        ],
    );
}

#[test]
fn three_years_of_experience_are_needed_from_31_october_2024() {
    let no = ("pqe_3_years", Listed("no"));
    let training = ("local_job_title", Listed("ASYE"));
    let start = |day| ("start_date", Day(day));
    let last_before = start(date(2024, 10, 30));
    let first = start(date(2024, 10, 31));
    let table: &[(Changes<'_>, u32)] = &[
        (&[no, last_before], 0),
        (&[no, first], 1),
        (&[("pqe_3_years", Listed("unknown")), first], 0),
        (&[training, last_before], 0),
        (&[training, first], 1),
        (&[no, training, first], 1),
        (&[first], 0),
    ];
    for (changes, breaches) in table {
        let heard = hear_row(KIND, changes);
        assert_eq!(
            heard.verdicts.breaches.inexperienced, *breaches,
            "{changes:?}"
        );
        assert_eq!(heard.found(), [], "{changes:?}");
    }
}

/// (approved, late, none)
fn cap_breaches(changes: Changes<'_>) -> (u32, u32, u32) {
    let breaches = hear_row(KIND, changes).verdicts.breaches;
    (breaches.cap_approved, breaches.cap_late, breaches.cap_none)
}

#[test]
fn a_rate_above_the_cap_is_a_breach_by_its_exception() {
    let rate = |pence| ("cap_basis_rate_hourly", Pence(pence));
    let given = ("exception_ref", Present);
    let approved = |day| ("exception_approved_on", Day(day));
    let table: &[(Changes<'_>, (u32, u32, u32))] = &[
        (&[rate(3_700)], (0, 0, 0)),
        (&[rate(3_701)], (0, 0, 1)),
        (&[rate(3_701), ("job_category", Listed("SSW"))], (0, 0, 0)),
        (
            &[rate(3_701), given, approved(date(2026, 5, 11))],
            (1, 0, 0),
        ),
        (
            &[rate(3_701), given, approved(date(2026, 5, 12))],
            (0, 1, 0),
        ),
        (
            &[rate(3_700), given, approved(date(2026, 5, 12))],
            (0, 0, 0),
        ),
        // The card begins on 1 April 2025; what started before has no cap.
        (
            &[rate(3_701), ("start_date", Day(date(2025, 4, 1)))],
            (0, 0, 1),
        ),
        (
            &[rate(3_701), ("start_date", Day(date(2025, 3, 31)))],
            (0, 0, 0),
        ),
    ];
    for (changes, expected) in table {
        assert_eq!(cap_breaches(changes), *expected, "{changes:?}");
        assert_eq!(hear_row(KIND, changes).found(), [], "{changes:?}");
    }
}

#[test]
fn a_file_without_an_authority_is_asked_about_a_cap_that_is_the_same_everywhere() {
    let mut row = record(KIND, 2, &[("cap_basis_rate_hourly", Pence(3_701))]);
    row.authority = None;
    let heard = hear(file(KIND), &[(row, Some(worker(1)))], Before::default());
    assert_eq!(heard.verdicts.breaches.cap_none, 1);
    assert_eq!(heard.judged, [None]);
    assert_eq!(heard.verdicts.facts[&None].rows, 1);
}

#[test]
fn an_exception_has_both_a_reference_and_a_day_that_has_come() {
    let given = ("exception_ref", Present);
    let approved = |day| ("exception_approved_on", Day(day));
    assert_rows(
        KIND,
        &[
            (&[given], &[(Code::C1, Some("exception_approved_on"))]),
            (
                &[approved(date(2026, 5, 1))],
                &[(Code::C1, Some("exception_ref"))],
            ),
            (&[given, approved(TODAY)], &[]),
            (
                &[given, approved(TODAY.tomorrow().unwrap())],
                &[(Code::C6, Some("exception_approved_on"))],
            ),
        ],
    );
}

#[test]
fn an_assignment_stands_in_one_row() {
    let hear_two = |second: Changes<'_>, worker_of_second, authority| {
        let mut other = record(KIND, 9, second);
        other.authority = Some(authority);
        let rows = [
            (record(KIND, 2, &[]), Some(worker(1))),
            (other, worker_of_second),
        ];
        hear(file(KIND), &rows, Before::default())
    };
    let repeated = hear_two(&[], Some(worker(1)), camden());
    let listed = repeated.findings.listed();
    assert_eq!(repeated.found(), [(Code::A3, Some("swe_number"))]);
    assert_eq!(
        (listed[0].place, listed[0].detail),
        (Place::Cell(Row(9), "swe_number"), Detail::Other(Row(2)))
    );
    assert!(repeated.judged[0].is_some() && repeated.judged[1].is_none());
    let table: &[(Changes<'_>, _, _)] = &[
        (&[], Some(worker(2)), camden()),
        (&[], None, camden()),
        (&[], Some(worker(1)), richmond()),
        (
            &[("start_date", Day(date(2026, 5, 12)))],
            Some(worker(1)),
            camden(),
        ),
        (
            &[("job_category", Listed("SSW"))],
            Some(worker(1)),
            camden(),
        ),
        (&[("start_date", Absent)], Some(worker(1)), camden()),
    ];
    for (second, worker, authority) in table {
        assert_eq!(
            hear_two(second, *worker, *authority).found(),
            [],
            "{second:?}"
        );
    }
}
