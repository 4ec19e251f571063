//! S1 to S7.

use super::samples::*;
use super::*;
use crate::finding::{Detail, Row, State};
use crate::record::Value::{Absent, Listed, Number, Unreadable};
use crate::returns::workforce_snapshot::CATEGORIES;

const KIND: Return = Return::WorkforceSnapshot;

#[test]
fn full_time_equivalents_are_at_most_the_people() {
    let people = |name, number| [(name, Number(number))];
    assert_rows(
        KIND,
        &[
            (&people("permanent_headcount", 80), &[]),
            (
                &people("permanent_headcount", 79),
                &[(Code::S1, Some("permanent_fte"))],
            ),
            (&people("agency_headcount", 15), &[]),
            (
                &people("agency_headcount", 14),
                &[(Code::S1, Some("agency_fte"))],
            ),
        ],
    );
}

#[test]
fn permanent_staff_and_vacancies_make_the_establishment_within_2_per_cent() {
    let posts = |number| [("establishment_fte", Number(number))];
    let asked: &[Found] = &[(Code::S2, Some("establishment_fte"))];
    let vacant = |number| [("vacancy_fte", Number(number))];
    assert_rows(
        KIND,
        &[
            (&vacant(2_200), &[]),
            (&vacant(2_201), asked),
            (&vacant(1_800), &[]),
            (&vacant(1_799), asked),
            (&posts(0), asked),
        ],
    );
}

#[test]
fn agency_workers_that_cover_vacancies_are_a_part_of_all() {
    let covering = |number| [("agency_covering_vacancy_fte", Number(number))];
    let refused: &[Found] = &[(Code::S5, Some("agency_covering_vacancy_fte"))];
    assert_rows(
        KIND,
        &[(&covering(1_500), &[]), (&covering(1_501), refused)],
    );
}

/// A whole snapshot in which each of the seven parts is the sample row, with changes to the row of
/// one category.
fn snapshot(category: &str, changes: Changes<'_>) -> Vec<(Record, Option<Pseudonym<Analytics>>)> {
    let all = [
        ("permanent_fte", Number(56_000)),
        ("permanent_headcount", Number(588)),
        ("establishment_fte", Number(70_000)),
        ("vacancy_fte", Number(14_000)),
        ("agency_fte", Number(10_500)),
        ("agency_headcount", Number(112)),
        ("cases", Number(700)),
    ];
    let rows = CATEGORIES.iter().zip(2..).map(|(word, row)| {
        let mut cells = vec![("job_category", Listed(word.word)), ("cases", Number(100))];
        if word.word == "ALL" {
            cells.extend(all);
        }
        if word.word == category {
            cells.extend(changes);
        }
        (record(KIND, row, &cells), None)
    });
    rows.collect()
}

fn found(rows: &[(Record, Option<Pseudonym<Analytics>>)]) -> Vec<Found> {
    hear(file(KIND), rows, Before::default()).found()
}

#[test]
fn parts_add_to_all() {
    let heard = hear(file(KIND), &snapshot("SW", &[]), Before::default());
    assert_eq!(heard.found(), []);
    assert!(heard.judged.iter().all(Option::is_some));
    let facts = heard.facts(camden());
    assert_eq!((facts.rows, facts.agency_headcount), (8, Some(112)));
    assert_eq!(facts.permanent_headcount, Some(588));
    for (category, name, number) in [
        ("AP", "cases", 101),
        ("ALL", "cases", 699),
        ("SM", "agency_headcount", 17),
    ] {
        let rows = snapshot(category, &[(name, Number(number))]);
        assert_eq!(found(&rows), [(Code::S4, Some(name))], "{category} {name}");
        let listed = hear(file(KIND), &rows, Before::default()).findings.listed();
        assert_eq!(
            listed[0].place,
            Place::Cell(Row(9), name),
            "the row ALL is to be mended"
        );
    }
    // A blank is not a nought, and an unreadable cell has its finding already.
    for value in [Absent, Unreadable] {
        assert_eq!(found(&snapshot("AP", &[("cases", value)])), []);
        assert_eq!(found(&snapshot("ALL", &[("cases", value)])), []);
    }
}

#[test]
fn each_category_has_one_row() {
    let mut rows = snapshot("SW", &[]);
    rows.remove(2);
    let heard = hear(file(KIND), &rows, Before::default());
    assert_eq!(
        heard.found(),
        [(Code::S7, None)],
        "without its row the sum is not asked"
    );
    assert_eq!(heard.findings.listed()[0].detail, Detail::Category("AP"));
    rows.remove(0);
    let heard = hear(file(KIND), &rows, Before::default());
    let lacking: Vec<_> = heard
        .findings
        .listed()
        .iter()
        .map(|one| one.detail)
        .collect();
    assert_eq!(lacking, [Detail::Category("AP"), Detail::Category("SW")]);
    let mut rows = snapshot("SW", &[]);
    rows.pop();
    assert_eq!(found(&rows), [(Code::S7, None)], "ALL is a row as well");
    let mut rows = snapshot("SW", &[]);
    rows.push((record(KIND, 12, &[]), None));
    let heard = hear(file(KIND), &rows, Before::default());
    assert_eq!(heard.found(), [(Code::S6, Some("job_category"))]);
    assert_eq!(heard.findings.listed()[0].detail, Detail::Other(Row(2)));
    // Which of the two rows is a part of the sum is not known, so the sum is not asked either.
    let mut rows = snapshot("SW", &[("cases", Number(101))]);
    rows.push((record(KIND, 12, &[]), None));
    assert_eq!(found(&rows), [(Code::S6, Some("job_category"))]);
    rows[8].0 = record(KIND, 12, &[("job_category", Unreadable)]);
    assert_eq!(found(&rows), []);
    // A row whose category cannot be read may be the one that seems to be missing.
    assert_eq!(found(&snapshot("SM", &[("job_category", Unreadable)])), []);
}

#[test]
fn agency_workers_agree_with_the_assignments_but_for_one() {
    for (live, asked) in [
        (110, true),
        (111, false),
        (112, false),
        (113, false),
        (114, true),
    ] {
        let before = Before {
            assignments: Some(Facts {
                live_on_last_day: Some(live),
                ..Facts::default()
            }),
            ..Before::default()
        };
        let heard = hear(file(KIND), &snapshot("SW", &[]), before);
        let expected: Vec<Found> = asked
            .then_some((Code::S3, Some("agency_headcount")))
            .into_iter()
            .collect();
        assert_eq!(heard.found(), expected, "{live}");
        let mut rows = snapshot("SW", &[]);
        rows[7].0.explanation = Some("contact_us");
        let listed = hear(file(KIND), &rows, before).findings.listed();
        assert!(
            listed
                .iter()
                .all(|one| one.state == State::Explained("contact_us"))
        );
    }
}

#[test]
fn the_rows_of_two_authorities_are_two_snapshots() {
    let mut rows = snapshot("SW", &[]);
    let mut second = snapshot("SW", &[]);
    for (row, _) in &mut second {
        row.authority = Some(richmond());
    }
    rows.append(&mut second);
    assert_eq!(found(&rows), []);
    rows.remove(10);
    let heard = hear(file(KIND), &rows, Before::default());
    assert_eq!(heard.found(), [(Code::S7, None)]);
    let lacking = Detail::CategoryOf(richmond(), "AP");
    assert_eq!(heard.findings.listed()[0].detail, lacking);
}

#[test]
fn a_file_of_which_rows_are_lost_is_not_judged_as_a_whole() {
    let reference = Reference::compiled();
    for code in [Code::F3, Code::F10, Code::F21] {
        let mut findings = Findings::default();
        findings.error(Place::Row(Row(5)), code, Detail::None);
        let mut judge = Judge::new(file(KIND), &reference, TODAY);
        let mut rows = snapshot("SW", &[("cases", Number(101))]);
        rows.pop();
        rows.push((record(KIND, 12, &[]), None));
        for (row, _) in &rows {
            judge.judge(row, None, &mut findings);
        }
        judge.finish(&|_| Before::default(), &mut findings);
        let found: Vec<_> = findings.listed().iter().map(|one| one.code).collect();
        // What two rows say of each other still counts.
        assert_eq!(found, [code, Code::S6]);
    }
}

#[test]
fn a_nil_snapshot_lacks_no_rows() {
    let reference = Reference::compiled();
    let mut findings = Findings::default();
    let mut judge = Judge::new(file(KIND), &reference, TODAY);
    judge.nil(camden());
    let verdicts = judge.finish(&|_| Before::default(), &mut findings);
    assert_eq!((findings.listed().len(), verdicts.facts.len()), (0, 1));
}

#[test]
fn rows_are_not_added_up_while_one_has_no_authority() {
    let reference = Reference::compiled();
    let mut findings = Findings::default();
    findings.error(Place::Cell(Row(2), "la_code"), Code::F16, Detail::None);
    let mut judge = Judge::new(file(KIND), &reference, TODAY);
    for (row, _) in snapshot("SW", &[]).iter().skip(1) {
        judge.judge(row, None, &mut findings);
    }
    judge.finish(&|_| Before::default(), &mut findings);
    assert_eq!(findings.listed().len(), 1);
    // Before a file is sent a blank authority is no finding.
    let mut rows = snapshot("SW", &[]);
    rows[3].0.authority = None;
    assert_eq!(found(&rows), []);
    for (row, _) in &mut rows {
        row.authority = None;
    }
    assert_eq!(found(&rows[1..]), [(Code::S7, None)]);
}
