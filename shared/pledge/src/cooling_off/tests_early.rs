//! Engagements that were made: here it matters who hires.

use super::early;
use super::samples::{RULES, borough, day, left, reference};
use crate::reference::{Reference, RuleId};

/// What it shows, who hires from when, who left, and the rules that restrict it.
type Case = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [RuleId],
);

const BOTH: &[RuleId] = &[RuleId::Pledge, RuleId::National];
const PLEDGE: &[RuleId] = &[RuleId::Pledge];
const NATIONAL: &[RuleId] = &[RuleId::National];

const CASES: &[Case] = &[
    (
        "elsewhere within three months",
        "barnet 2026-10-01",
        &["camden 2026-08-31"],
        BOTH,
    ),
    (
        "elsewhere after three months",
        "barnet 2026-11-30",
        &["camden 2026-08-31"],
        PLEDGE,
    ),
    (
        "elsewhere after six months",
        "barnet 2027-02-28",
        &["camden 2026-08-31"],
        &[],
    ),
    (
        "back at the own authority within three months",
        "camden 2026-10-01",
        &["camden 2026-08-31"],
        NATIONAL,
    ),
    (
        "back at the own authority after three months",
        "camden 2026-11-30",
        &["camden 2026-08-31"],
        &[],
    ),
    (
        "at the joint employer within three months",
        "richmond 2026-10-01",
        &["kingston 2026-08-31"],
        NATIONAL,
    ),
    (
        "the other way round",
        "kingston 2026-10-01",
        &["richmond 2026-08-31"],
        NATIONAL,
    ),
    (
        "at the joint employer after three months",
        "richmond 2026-11-30",
        &["kingston 2026-08-31"],
        &[],
    ),
    (
        "from the joint employer elsewhere",
        "barnet 2026-11-30",
        &["kingston 2026-08-31"],
        PLEDGE,
    ),
    (
        "the non-member hires within three months",
        "cityoflondon 2026-10-01",
        &["camden 2026-08-31"],
        NATIONAL,
    ),
    (
        "the non-member hires after three months",
        "cityoflondon 2026-11-30",
        &["camden 2026-08-31"],
        &[],
    ),
    (
        "a member hires who left the non-member",
        "camden 2026-11-30",
        &["cityoflondon 2026-08-31"],
        PLEDGE,
    ),
    (
        "before the post",
        "barnet 2026-03-31",
        &["camden 2026-08-31 from=2026-04-01"],
        &[],
    ),
    (
        "exempt from both",
        "barnet 2026-10-01",
        &["camden 2026-08-31 probation"],
        &[],
    ),
    (
        "exempt from the Pledge",
        "barnet 2026-10-01",
        &["camden 2026-08-31 exempt basis=tupe"],
        NATIONAL,
    ),
    (
        "own authority and another",
        "camden 2026-11-30",
        &["camden 2026-09-30", "barnet 2026-08-31"],
        BOTH,
    ),
    (
        "own authority last, another long before",
        "camden 2026-12-30",
        &["camden 2026-09-30", "barnet 2026-06-30"],
        &[],
    ),
    (
        "exempt at one, not at another",
        "barnet 2026-10-01",
        &["camden 2026-08-31 probation", "brent 2026-05-31"],
        PLEDGE,
    ),
    (
        "before the national rule",
        "barnet 2024-10-30",
        &["camden 2024-09-30"],
        PLEDGE,
    ),
    ("nobody left", "barnet 2026-10-01", &[], &[]),
];

#[test]
fn an_engagement_is_early_by_the_rules_that_bind_who_hires() {
    let reference = Reference::compiled();
    for (says, engagement, leavers, expected) in CASES {
        let (hirer, start) = engagement.split_once(' ').unwrap();
        let start = day(start);
        let found = early(&reference, start, borough(hirer), &left(leavers), start);
        assert_eq!(found.as_deref(), Ok(*expected), "{says}");
    }
}

#[test]
fn a_fixed_term_and_the_leavers_of_a_non_member_count_as_the_line_says() {
    let change = |to| reference("rules.csv", RULES, &[("members,yes,yes", to)]);
    let start = day("2026-10-01");
    for (to, line) in [
        ("members,no,yes", "cityoflondon 2026-08-31"),
        (
            "members,yes,no",
            "camden 2026-08-31 contract=fixed_term_substantive",
        ),
    ] {
        let left = left(&[line]);
        let found = early(&change(to), start, borough("barnet"), &left, start);
        assert_eq!(found.as_deref(), Ok(NATIONAL), "{line}");
    }
}

#[test]
fn a_departure_past_its_retention_matches_nothing() {
    let reference = Reference::compiled();
    let left = left(&["camden 2025-10-23"]);
    let start = day("2025-12-01");
    for (today, expected) in [("2026-11-23", BOTH), ("2026-11-24", &[])] {
        let found = early(&reference, start, borough("barnet"), &left, day(today));
        assert_eq!(found.as_deref(), Ok(expected), "{today}");
    }
}

#[test]
fn membership_of_who_hires_must_be_known() {
    let reference = reference("rules.csv", RULES, &[("2022-06-01", "2022-05-01")]);
    let start = day("2022-05-31");
    assert!(early(&reference, start, borough("barnet"), &[], start).is_err());
}
