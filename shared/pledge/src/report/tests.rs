//! What holds for all three forms of a report.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;

use super::samples::{clean, few, hundreds};
use super::{html, json, text};
use crate::assessment::Assessment;
use crate::borough::Borough;
use crate::column::EXPLANATIONS;
use crate::finding::{Detail, Findings, Place, Repair, Row, Tally};
use crate::limits::LISTED_FINDINGS;
use crate::returns::Return;
use crate::rule::Code;

fn camden() -> Borough {
    Borough::from_ons_code("E09000007").unwrap()
}

#[test]
fn a_report_in_text_says_what_to_mend_and_how() {
    assert_eq!(text(&few()), include_str!("few.txt"));
}

#[test]
fn many_rows_with_one_fault_are_named_together() {
    let report = text(&hundreds());
    for said in [
        "120 rows: `cap_basis_rate_hourly` is not an amount in pounds and pence [C3]\n  \
         rows 30 to 149\n  hint: write it as 34.50\n",
        "  row 160 (see row 60)\n",
        "10 rows: `local_job_title` is a title of another job category than the one given [A13]\n  \
         rows 160 to 169 (explained by known_system_issue)\n",
    ] {
        assert!(report.contains(said), "{said}\n---\n{report}");
    }
}

#[test]
fn an_ambiguous_quarter_has_both_readings() {
    for (number, said) in [
        (
            1,
            "Q1 is January to March of the calendar year or April to June of the financial year",
        ),
        (
            2,
            "Q2 is April to June of the calendar year or July to September of the financial year",
        ),
        (
            4,
            "Q4 is October to December of the calendar year or January to March of the financial",
        ),
    ] {
        let mut assessment = clean();
        assessment.quarter = None;
        let place = Place::Cell(Row(2), "quarter");
        assessment
            .findings
            .error(place, Code::F12, Detail::Quarter(number));
        for report in [text(&assessment), html(&assessment)] {
            let report = report.replace('\n', " ");
            assert!(report.contains(said), "{said}\n---\n{report}");
        }
    }
}

#[test]
fn a_finding_is_a_sentence_whatever_it_is_about() {
    let column = Place::Column("quarter");
    for (place, code, detail, said) in [
        (
            Place::Cell(Row(5), "end_date"),
            Code::A1,
            Detail::None,
            "row 5 was not live on any day of the quarter (see `end_date`) [A1]",
        ),
        (
            column,
            Code::F7,
            Detail::None,
            "the file lacks the column `quarter`, which the return requires [F7]",
        ),
        (
            column,
            Code::F8,
            Detail::Positions(3, 27),
            "two columns that are read as `quarter` (column 3 (C) and column 27 (AA)) [F8]",
        ),
        (
            Place::File,
            Code::F1,
            Detail::None,
            "the file holds no rows [F1]",
        ),
        (
            Place::File,
            Code::S7,
            Detail::Category("SM"),
            "the file lacks the row of a job category (`SM`) [S7]",
        ),
        (
            Place::Cell(Row(9), "job_category"),
            Code::S6,
            Detail::Other(Row(4)),
            "row 9: the file has the same job category in two rows (see row 4) [S6]",
        ),
        (
            Place::Cell(Row(9), "end_date"),
            Code::C6,
            Detail::Column("start_date"),
            "row 9: `end_date` is a date that cannot be right here (see `start_date`) [C6]",
        ),
    ] {
        let mut assessment = clean();
        assessment.findings.error(place, code, detail);
        let report = text(&assessment);
        assert!(report.contains(said), "{said}\n---\n{report}");
    }
}

#[test]
fn a_finding_says_of_which_authority_it_is_and_why() {
    for (place, code, detail, said) in [
        (
            Place::File,
            Code::S7,
            Detail::CategoryOf(camden(), "SM"),
            "the file lacks the row of a job category (`SM` of Camden) [S7]",
        ),
        (
            Place::File,
            Code::A12,
            Detail::CountOf(camden(), 12),
            "has one rate in more than 90 per cent of its rows (12 rows of Camden) [A12]",
        ),
        (
            Place::File,
            Code::L5,
            Detail::Part(4, 12),
            "more than 20 per cent of the entries in force (4 of 12 entries) [L5]",
        ),
        (
            Place::File,
            Code::L5,
            Detail::PartOf(camden(), 1_004, 1_200),
            "of the entries in force (1,004 of 1,200 entries of Camden) [L5]",
        ),
        (
            Place::File,
            Code::S3,
            Detail::Authority(camden()),
            "does not agree with the agency workers in the assignments return (Camden) [S3]",
        ),
        (
            Place::Cell(Row(9), "charge_rate_hourly"),
            Code::A4,
            Detail::Computed,
            "(it is less than the cap-basis rate that was computed from the pay) [A4]",
        ),
        (
            Place::Cell(Row(9), "cap_basis_rate_hourly"),
            Code::C1,
            Detail::NoParameters,
            "(send the rate: no tax parameters are known for that day to compute it) [C1]",
        ),
    ] {
        let mut assessment = clean();
        assessment.findings.error(place, code, detail);
        let report = text(&assessment);
        assert!(report.contains(said), "{said}\n---\n{report}");
    }
}

#[test]
fn a_file_with_nothing_to_report_is_called_so() {
    let mut assessment = clean();
    assessment.how.rows = 0;
    let said = "No rows, as there is nothing to report";
    assert!(text(&assessment).replace('\n', " ").contains(said));
    assessment
        .findings
        .error(Place::File, Code::F1, Detail::None);
    assert!(!text(&assessment).replace('\n', " ").contains(said));
}

#[test]
fn a_report_says_when_not_all_are_listed() {
    let mut assessment = clean();
    for row in 0..20_000 {
        let place = Place::Cell(Row(row), "start_date");
        assessment.findings.error(place, Code::C5, Detail::None);
    }
    let place = Place::Cell(Row(7), "end_date");
    assessment.findings.error(place, Code::C6, Detail::None);
    let report = text(&assessment);
    assert!(report.contains("10,000 of them are listed below; all are counted."));
    assert!(report.contains("20,000 rows: `start_date` is not a date [C5]"));
    assert!(report.contains("1 time: `end_date` is a date that cannot be right here [C6]"));
    assert_eq!(counts_of(&html(&assessment)).errors, 20_001);
    let json: Value = serde_json::from_str(&json(&assessment)).unwrap();
    assert_eq!(json["counts"]["listed"], LISTED_FINDINGS);
}

#[test]
fn json_has_every_finding_by_place() {
    let json: Value = serde_json::from_str(&json(&few())).unwrap();
    assert_eq!(json["report"], 1);
    assert_eq!(json["return"], "agency_assignments");
    assert_eq!(json["quarter"], "2026Q3");
    assert_eq!(json["counts"]["errors"], 4);
    assert_eq!(json["counts"]["open"], 1);
    assert_eq!(json["counts"]["repairs"], 13);
    assert_eq!(json["breaches"]["cap_none"], 2);
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 6);
    let repeated = findings
        .iter()
        .find(|finding| finding["code"] == "A3")
        .unwrap();
    assert_eq!(
        (&repeated["row"], &repeated["other_row"]),
        (&20.into(), &3.into())
    );
}

#[test]
fn every_link_of_a_page_leads_to_one_place() {
    for assessment in [clean(), few(), hundreds()] {
        let page = html(&assessment);
        let ids: Vec<&str> = attributes(&page, "id=\"");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        for link in attributes(&page, "href=\"#") {
            assert!(unique.contains(link), "{link}");
        }
        for fetched in ["src=", "http", "url(", "<script", "<link"] {
            assert!(!page.contains(fetched), "{fetched}");
        }
    }
}

#[test]
fn a_page_has_each_finding_once() {
    let page = html(&few()).replace("<wbr>", "");
    let entries = page.split_once("<h2>Errors to mend</h2>").unwrap().1;
    for said in [
        "Row 14: <code>pay_rate_hourly</code> is not an amount in pounds and pence",
        "Row 20 repeats the worker, start date and category of another row (see row 3)",
        "<strong>Where:</strong> rows 9, 10</p>",
        "<code>pay_rate_hourly</code> has one rate in more than 90 per cent of its rows",
        "Row 7: <code>supplier</code> is not on the list of suppliers (explained by",
    ] {
        assert_eq!(entries.matches(said).count(), 1, "{said}\n---\n{page}");
    }
}

#[test]
fn a_page_without_a_fault_has_no_problem_on_it() {
    let page = html(&clean());
    assert!(page.contains("<title>Published"));
    assert!(!page.contains("There is a problem"));
    assert!(html(&few()).contains("<title>Error: "));
}

/// What stands between `start` and the next quotation mark, everywhere.
fn attributes<'a>(page: &'a str, start: &str) -> Vec<&'a str> {
    let parts = page.split(start).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

/// The counts that the entries of a page add up to.
fn counts_of(page: &str) -> Tally {
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in page.split("<article class=\"entry ").skip(1) {
        let standing = entry.split('"').next().unwrap();
        let count: u32 = attributes(entry, "data-count=\"")[0].parse().unwrap();
        *sums.entry(standing).or_default() += count;
    }
    let sum = |standing| sums.get(standing).copied().unwrap_or_default();
    Tally {
        errors: sum("error"),
        open: sum("query"),
        explained: sum("explained"),
    }
}

/// The count on the first line of a text that begins with `what`.
fn counted_in(report: &str, what: &str) -> u32 {
    let line = report.lines().find(|line| line.trim().starts_with(what));
    let count = line.unwrap().split_whitespace().last().unwrap();
    count.replace(',', "").parse().unwrap()
}

fn place() -> impl Strategy<Value = Place> {
    let column = prop::sample::select(Return::AgencyAssignments.columns());
    (0..4, 2_u32..60, column).prop_map(|(form, row, column)| match form {
        0 => Place::File,
        1 => Place::Column(column.name),
        2 => Place::Row(Row(row)),
        _ => Place::Cell(Row(row), column.name),
    })
}

fn detail() -> impl Strategy<Value = Detail> {
    prop_oneof![
        Just(Detail::None),
        (2_u32..60).prop_map(|row| Detail::Other(Row(row))),
        (0_u8..6).prop_map(Detail::Quarter),
        Just(Detail::Column("quarter")),
        any::<u32>().prop_map(Detail::Count),
        any::<u32>().prop_map(|count| Detail::CountOf(camden(), count)),
        any::<(u32, u32)>().prop_map(|(count, of)| Detail::Part(count, of)),
        any::<(u32, u32)>().prop_map(|(count, of)| Detail::PartOf(camden(), count, of)),
        Just(Detail::Authority(camden())),
        Just(Detail::Category("SW")),
        Just(Detail::CategoryOf(camden(), "SW")),
        (1_u16..200, 1_u16..200).prop_map(|(one, other)| Detail::Positions(one, other)),
        Just(Detail::Computed),
        Just(Detail::NoParameters),
    ]
}

prop_compose! {
    fn findings()(
        found in prop::collection::vec(
            (place(), prop::sample::select(Code::ALL), detail(), 0..3),
            0..200,
        ),
    ) -> Findings {
        let mut findings = Findings::default();
        for (place, code, detail, state) in found {
            match state {
                0 => findings.error(place, code, detail),
                1 => findings.query(place, code, detail, None),
                _ => findings.query(place, code, detail, Some(EXPLANATIONS[0].word)),
            }
        }
        findings.repair(Repair::DateForm, Some("start_date"));
        findings
    }
}

proptest! {
    #[test]
    fn all_three_forms_count_alike(findings in findings()) {
        let total = findings.total();
        let assessment = Assessment { findings, ..clean() };
        let json: Value = serde_json::from_str(&json(&assessment)).unwrap();
        let counts: Tally = serde_json::from_value(json["counts"].clone()).unwrap();
        prop_assert_eq!(counts, total);
        prop_assert_eq!(counts_of(&html(&assessment)), total);
        let report = text(&assessment);
        prop_assert_eq!(counted_in(&report, "Errors to mend "), total.errors);
        prop_assert_eq!(counted_in(&report, "Queries to answer "), total.open);
        prop_assert_eq!(counted_in(&report, "Queries explained "), total.explained);
    }
}
