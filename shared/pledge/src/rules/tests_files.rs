//! Whole files of assignments, each authority's part on its own.

use jiff::civil::date;

use super::samples::*;
use super::*;
use crate::finding::{Detail, Row, State};
use crate::record::Value::{Day, Listed, Pence, Unreadable};

const KIND: Return = Return::AgencyAssignments;

/// A file of as many rows, the first so many of which have the rate 3650, the others their own.
fn rows_with_one_rate(rows: u8, same: u8) -> Vec<(Record, Option<Pseudonym<Analytics>>)> {
    let rate = |n: u8| {
        if n < same {
            3_650
        } else {
            3_400 + i64::from(n)
        }
    };
    let changes = |n| [("cap_basis_rate_hourly", Pence(rate(n)))];
    (0..rows)
        .map(|n| (record(KIND, 2 + u32::from(n), &changes(n)), Some(worker(n))))
        .collect()
}

#[test]
fn one_rate_in_more_than_nine_rows_of_ten_is_asked_about() {
    for (rows, same, asked) in [
        (4, 4, false),
        (5, 5, true),
        (10, 9, false),
        (10, 10, true),
        (20, 18, false),
        (20, 19, true),
    ] {
        for explanation in [None, Some("confirmed_correct")] {
            let mut about = file(KIND);
            about.explanation = explanation;
            let heard = hear(about, &rows_with_one_rate(rows, same), Before::default());
            let expected: Vec<Found> = asked.then_some((Code::A12, None)).into_iter().collect();
            assert_eq!(heard.found(), expected, "{same} of {rows}");
            let state = explanation.map_or(State::Open, State::Explained);
            assert!(heard.findings.listed().iter().all(|one| one.state == state));
        }
    }
}

#[test]
fn rows_that_change_by_more_than_half_are_asked_about() {
    let before = |rows| Before {
        quarter_before: Some(Facts {
            rows,
            ..Facts::default()
        }),
        ..Before::default()
    };
    for (now, earlier, asked) in [
        (3, 2, false),
        (4, 2, true),
        (1, 2, false),
        (3, 6, false),
        (2, 6, true),
        (3, 0, true),
        (2, 2, false),
    ] {
        let heard = hear(file(KIND), &rows_with_one_rate(now, 0), before(earlier));
        let expected: Vec<Found> = asked.then_some((Code::A11, None)).into_iter().collect();
        assert_eq!(heard.found(), expected, "{earlier} then {now}");
    }
    assert_eq!(
        hear(file(KIND), &rows_with_one_rate(3, 0), Before::default()).found(),
        []
    );
}

#[test]
fn workers_live_on_the_last_day_are_counted_once_and_compared_with_the_snapshot() {
    let end = |day| [("end_date", Day(day)), ("end_reason", Listed("other"))];
    let rows = [
        (record(KIND, 2, &[]), Some(worker(1))),
        (
            record(KIND, 3, &[("job_category", Listed("SSW"))]),
            Some(worker(1)),
        ),
        (record(KIND, 4, &end(date(2026, 9, 30))), Some(worker(2))),
        (record(KIND, 5, &end(date(2026, 9, 29))), Some(worker(3))),
        (
            record(KIND, 6, &[("start_date", Day(date(2026, 9, 30)))]),
            Some(worker(4)),
        ),
    ];
    let snapshot = |people| Before {
        snapshot: Some(Facts {
            agency_headcount: Some(people),
            ..Facts::default()
        }),
        ..Before::default()
    };
    for (people, asked) in [(1, true), (2, false), (3, false), (4, false), (5, true)] {
        let heard = hear(file(KIND), &rows, snapshot(people));
        assert_eq!(heard.facts(camden()).live_on_last_day, Some(3));
        let expected: Vec<Found> = asked.then_some((Code::S3, None)).into_iter().collect();
        let mut found = heard.found();
        found.retain(|(code, _)| *code == Code::S3);
        assert_eq!(found, expected, "{people}");
    }
    // With a row that cannot be counted nothing is compared.
    let unsure = [(
        record(KIND, 2, &[("start_date", Unreadable)]),
        Some(worker(1)),
    )];
    let heard = hear(file(KIND), &unsure, snapshot(30));
    assert_eq!(
        (heard.found(), heard.facts(camden()).live_on_last_day),
        (vec![], None)
    );
}

#[test]
fn a_nil_return_is_compared_with_what_was_sent_before() {
    let reference = Reference::compiled();
    let mut findings = Findings::default();
    let about = FileFields {
        nil_return: true,
        ..file(KIND)
    };
    let mut judge = Judge::new(about, &reference, TODAY);
    judge.nil(camden());
    let facts = Facts {
        rows: 4,
        agency_headcount: Some(4),
        ..Facts::default()
    };
    let before = Before {
        quarter_before: Some(facts),
        snapshot: Some(facts),
        ..Before::default()
    };
    let verdicts = judge.finish(&|_| before, &mut findings);
    let codes: Vec<_> = findings.listed().iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::A11, Code::S3]);
    let facts = verdicts.facts[&Some(camden())];
    assert_eq!(
        (facts.rows, facts.live_on_last_day, facts.nil),
        (0, Some(0), true)
    );
}

#[test]
fn authorities_of_a_joint_file_are_compared_each_on_its_own() {
    let mut rows = rows_with_one_rate(10, 5);
    for (row, _) in rows.iter_mut().take(5) {
        row.authority = Some(richmond());
    }
    let heard = hear(file(KIND), &rows, Before::default());
    // One rate in half of the file, and in all of Richmond's part.
    assert_eq!(heard.found(), [(Code::A12, None)]);
    let of_richmond = Detail::CountOf(richmond(), 5);
    assert_eq!(heard.findings.listed()[0].detail, of_richmond);
    assert_eq!(
        (heard.facts(camden()).rows, heard.facts(richmond()).rows),
        (5, 5)
    );
}

#[test]
fn a_column_that_some_rows_need_is_missed_once_for_the_file() {
    let index = |name| {
        let mut columns = KIND.columns().iter();
        columns.position(|column| column.name == name).unwrap()
    };
    for (lacking, changes) in [
        ("cap_basis_rate_hourly", vec![]),
        (
            "cap_basis_rate_hourly",
            vec![("supply_route", Listed("project_team"))],
        ),
        ("end_reason", vec![("end_date", Day(date(2026, 9, 4)))]),
        (
            "exception_approved_on",
            vec![("exception_ref", crate::record::Value::Present)],
        ),
    ] {
        let mut about = file(KIND);
        about.unsent.insert(index(lacking));
        let changes = [changes, vec![(lacking, crate::record::Value::Absent)]].concat();
        let rows = [2, 3, 4].map(|row| {
            let of_its_own = u8::try_from(row).unwrap();
            (record(KIND, row, &changes), Some(worker(of_its_own)))
        });
        let heard = hear(about, &rows, Before::default());
        assert_eq!(heard.found(), [(Code::F7, Some(lacking))], "{lacking}");
        assert_eq!(heard.findings.listed()[0].place, Place::Column(lacking));
        assert_eq!(heard.judged, [None, None, None], "{lacking}");
        let paye = ("engagement_type", Listed("paye"));
        let row = [(record(KIND, 2, &[paye]), Some(worker(1)))];
        assert_eq!(hear(about, &row, Before::default()).found(), []);
    }
}

#[test]
fn rows_of_nobody_knows_which_authority_are_not_held_against_each_other() {
    let mut rows = [2, 9].map(|row| (record(KIND, row, &[]), Some(worker(1))));
    for (row, _) in &mut rows {
        row.authority = None;
    }
    let hear = |rows: &[_]| hear(file(KIND), rows, Before::default()).found();
    // Before a file is sent, all rows are for one.
    assert_eq!(hear(&rows), [(Code::A3, Some("swe_number"))]);
    let unknown = [("la_code", Unreadable)];
    let mut rows = [2, 9].map(|row| (record(KIND, row, &unknown), Some(worker(1))));
    for (row, _) in &mut rows {
        row.authority = None;
    }
    assert_eq!(hear(&rows), []);
}

#[test]
fn counts_are_not_compared_while_a_row_has_no_authority() {
    let reference = Reference::compiled();
    let mut findings = Findings::default();
    findings.error(Place::Cell(Row(2), "la_code"), Code::F16, Detail::None);
    let mut judge = Judge::new(file(KIND), &reference, TODAY);
    for (row, worker) in rows_with_one_rate(10, 10) {
        judge.judge(&row, worker, &mut findings);
    }
    judge.finish(&|_| Before::default(), &mut findings);
    assert_eq!(findings.listed().len(), 1);
}
