//! L1 to L8, and the window of a statement.

use jiff::civil::date;

use super::samples::*;
use super::*;
use crate::finding::{Detail, Row, State};
use crate::record::Value::{Day, Flag, Listed, Unreadable};

const KIND: Return = Return::PermanentLeavers;

#[test]
fn a_statement_reaches_from_13_months_ago_to_190_days_ahead() {
    let last_day = |day| [("last_day", Day(day))];
    let outside: &[Found] = &[(Code::C6, Some("last_day"))];
    assert_rows(
        KIND,
        &[
            (&last_day(date(2025, 9, 27)), &[]),
            (&last_day(date(2025, 9, 26)), outside),
            (&last_day(date(2027, 5, 5)), &[]),
            (&last_day(date(2027, 5, 6)), outside),
            // One cause, one finding: not also L1.
            (&last_day(date(2016, 8, 31)), outside),
        ],
    );
}

#[test]
fn nobody_leaves_before_the_post_began() {
    let began = |day| [("role_start_date", Day(day))];
    assert_rows(
        KIND,
        &[
            (&began(date(2026, 8, 31)), &[]),
            (&began(date(2026, 9, 1)), &[(Code::L1, Some("last_day"))]),
            (&[("role_start_date", Unreadable)], &[]),
        ],
    );
}

#[test]
fn a_redundancy_has_the_reason_of_one() {
    let basis = ("exempt_basis", Listed("redundancy"));
    let reason = |word| ("reason_left", Listed(word));
    let refused: &[Found] = &[(Code::L2, Some("exempt_basis"))];
    assert_rows(
        KIND,
        &[
            (&[basis, reason("voluntary_redundancy")], &[]),
            (&[basis, reason("compulsory_redundancy")], &[]),
            (&[basis, reason("dismissed")], refused),
            (&[basis, ("restriction_exempt", Flag(true))], refused),
            (&[basis, ("reason_left", Unreadable)], &[]),
            (&[("exempt_basis", Listed("probation"))], &[]),
        ],
    );
}

#[test]
fn a_contract_that_is_not_registered_is_asked_about() {
    let contract = |word| [("contract_type", Listed(word))];
    let asked: &[Found] = &[(Code::L8, Some("contract_type"))];
    assert_rows(
        KIND,
        &[
            (&contract("casual"), asked),
            (&contract("secondment_in"), asked),
            (&contract("fixed_term_substantive"), &[]),
            (&contract("apprenticeship"), &[]),
        ],
    );
}

/// One row for each of these last days.
fn leavers(days: &[Date]) -> Vec<(Record, Option<Pseudonym<Analytics>>)> {
    let rows = days.iter().zip(2..);
    rows.map(|(day, row)| (record(KIND, row, &[("last_day", Day(*day))]), None))
        .collect()
}

fn expected(code: Code, column: Option<&'static str>, asked: bool) -> Vec<Found> {
    asked.then_some((code, column)).into_iter().collect()
}

#[test]
fn the_day_to_which_leavers_are_complete_does_not_go_back() {
    let earlier = Before {
        same_slot: Some(Facts {
            complete_to: Some(date(2026, 10, 13)),
            ..Facts::default()
        }),
        ..Before::default()
    };
    for (day, found) in [
        (date(2026, 10, 13), None),
        (date(2026, 10, 12), Some(Code::L3)),
        (TODAY, None),
    ] {
        let about = FileFields {
            complete_to: Some(day),
            ..file(KIND)
        };
        let heard = hear(about, &leavers(&[date(2026, 8, 31)]), earlier);
        let found: Vec<Found> = found
            .map(|code| (code, Some("complete_to")))
            .into_iter()
            .collect();
        assert_eq!(heard.found(), found, "{day}");
        assert_eq!(heard.facts(camden()).complete_to, Some(day));
    }
}

#[test]
fn a_day_that_goes_back_is_said_once_for_a_joint_file_and_can_be_explained() {
    let before = Before {
        same_slot: Some(Facts {
            complete_to: Some(TODAY),
            ..Facts::default()
        }),
        ..Before::default()
    };
    let mut rows = leavers(&[date(2026, 8, 31), date(2026, 9, 4)]);
    rows[1].0.authority = Some(richmond());
    let about = FileFields {
        explanation: Some("late_paperwork"),
        ..file(KIND)
    };
    let heard = hear(about, &rows, before);
    assert_eq!(heard.found(), [(Code::L3, Some("complete_to"))]);
    assert_eq!(
        heard.findings.listed()[0].state,
        State::Explained("late_paperwork")
    );
}

#[test]
fn one_date_in_every_row_is_asked_about() {
    let day = date(2026, 8, 31);
    for (others, asked) in [(3, false), (4, true), (9, true)] {
        let mut days = vec![day; others + 1];
        let heard = hear(file(KIND), &leavers(&days), Before::default());
        assert_eq!(
            heard.found(),
            expected(Code::L6, Some("last_day"), asked),
            "{others}"
        );
        days[others] = date(2026, 9, 1);
        assert_eq!(
            hear(file(KIND), &leavers(&days), Before::default()).found(),
            []
        );
    }
    let mut rows = leavers(&[day; 6]);
    rows[5].0 = record(KIND, 7, &[("last_day", Unreadable)]);
    assert_eq!(hear(file(KIND), &rows, Before::default()).found(), []);
}

#[test]
fn two_quarters_without_a_leaver_are_asked_about_in_a_large_authority() {
    let before = |people| Before {
        snapshot: Some(Facts {
            permanent_headcount: Some(people),
            ..Facts::default()
        }),
        ..Before::default()
    };
    for (day, people, asked) in [
        (date(2026, 4, 27), 51, false),
        (date(2026, 4, 26), 51, true),
        (date(2026, 4, 26), 50, false),
        (TODAY, 51, false),
        // To leave is not to have left.
        (TODAY.tomorrow().unwrap(), 51, true),
    ] {
        let heard = hear(file(KIND), &leavers(&[day]), before(people));
        assert_eq!(
            heard.found(),
            expected(Code::L7, None, asked),
            "{day} {people}"
        );
        let latest = (day <= TODAY).then_some(day);
        assert_eq!(heard.facts(camden()).latest_leaver, latest, "{day}");
    }
    let unreadable = [(record(KIND, 2, &[("last_day", Unreadable)]), None)];
    assert_eq!(hear(file(KIND), &unreadable, before(51)).found(), []);
}

#[test]
fn a_nil_statement_is_asked_about_as_well() {
    let reference = Reference::compiled();
    let mut findings = Findings::default();
    let about = FileFields {
        nil_return: true,
        ..file(KIND)
    };
    let mut judge = Judge::new(about, &reference, TODAY);
    judge.nil(camden());
    let before = Before {
        same_slot: Some(Facts {
            complete_to: Some(TODAY),
            ..Facts::default()
        }),
        snapshot: Some(Facts {
            permanent_headcount: Some(51),
            ..Facts::default()
        }),
        ..Before::default()
    };
    let verdicts = judge.finish(&|_| before, &mut findings);
    let codes: Vec<_> = findings.by_rule().keys().map(|(code, _)| *code).collect();
    assert_eq!(codes, [Code::L3, Code::L7]);
    let facts = verdicts.facts[&Some(camden())];
    assert_eq!((facts.rows, facts.nil), (0, true));
}

#[test]
fn leavers_are_not_counted_while_a_row_has_no_authority() {
    let reference = Reference::compiled();
    let mut findings = Findings::default();
    findings.error(Place::Cell(Row(2), "la_code"), Code::F15, Detail::None);
    let mut judge = Judge::new(file(KIND), &reference, TODAY);
    for (row, _) in leavers(&[date(2026, 8, 31); 6]) {
        judge.judge(&row, None, &mut findings);
    }
    judge.finish(&|_| Before::default(), &mut findings);
    assert_eq!(findings.listed().len(), 1);
}
