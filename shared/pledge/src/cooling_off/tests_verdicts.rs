//! The table of verdicts: a question, what the register holds, and the answer.

use super::samples::{RULES, day, left, reference};
use super::{Answer, Coverage, RuleOutcome, answer};
use crate::reference::{Reference, RuleId};

/// The table; its head says what a line is.
const TABLE: &str = include_str!("verdicts.txt");

/// A rule's part of an answer as the table has it; blank where the rule is not in force.
fn rendered(answer: &Answer, id: RuleId) -> String {
    let Some(rule) = answer.rules.iter().find(|rule| rule.id == id) else {
        return String::new();
    };
    assert_eq!(
        rule.eligible_from.is_none(),
        rule.outcome == RuleOutcome::None
    );
    let until = rule.eligible_from.map(|day| format!(" {day}"));
    format!("{}{}", word(&rule.outcome), until.unwrap_or_default())
}

fn word(of: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(of).unwrap();
    word.as_str().unwrap().to_owned()
}

/// Asks every question of a table and returns how many there were.
fn holds(reference: &Reference, table: &'static str) -> usize {
    let is_case = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let mut cases = 0;
    for line in table.lines().filter(is_case) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [question, leavers, verdict, pledge, national, _] = cells[..] else {
            unreachable!("{line}");
        };
        let words: Vec<&str> = question.split(' ').collect();
        let start = day(words[0]);
        let on = words.iter().position(|word| *word == "on");
        let today = on.map_or(start, |at| day(words[at + 1]));
        let coverage = Coverage {
            behind: u32::from(words.contains(&"behind")),
            earliest: None,
        };
        let leavers: Vec<_> = leavers.split("; ").filter(|one| !one.is_empty()).collect();
        let answer = answer(reference, &left(&leavers), start, today, coverage).unwrap();
        let rules = [RuleId::Pledge, RuleId::National].map(|id| rendered(&answer, id));
        assert_eq!(rules, [pledge, national], "{line}");
        assert_eq!(word(&answer.verdict), verdict, "{line}");
        assert_eq!((answer.start, answer.coverage), (start, coverage));
        cases += 1;
    }
    cases
}

#[test]
fn both_rules_hold_in_every_case_of_the_table() {
    assert!(holds(&Reference::compiled(), TABLE) >= 60);
}

#[test]
fn a_rule_is_what_its_line_says() {
    for (from, to, table) in [
        (
            "members,yes,yes",
            "members,no,yes",
            "2026-10-01 | cityoflondon 2026-08-31 | restricted | none | restricted 2026-11-30 |
             2026-11-30 | cityoflondon 2026-08-31 | no_record | none | none |
             2026-11-30 | camden 2026-08-31 | restricted | restricted 2027-02-28 | none |",
        ),
        (
            "members,yes,yes",
            "members,yes,no",
            "2026-10-01 | camden 2026-08-31 contract=fixed_term_substantive | restricted | none \
             | restricted 2026-11-30 |
             2026-11-30 | camden 2026-08-31 | restricted | restricted 2027-02-28 | none |",
        ),
        (
            "2022-06-01,",
            "2022-06-01,2026-09-30",
            "2026-09-30 | camden 2026-08-31 | restricted | restricted 2027-02-28 \
             | restricted 2026-11-30 | the last day of the Pledge
             2026-10-01 | camden 2026-08-31 | restricted | | restricted 2026-11-30 |",
        ),
        (
            "national,3",
            "national,4",
            "2026-12-30 | camden 2026-08-31 | restricted | restricted 2027-02-28 \
             | restricted 2026-12-31 |",
        ),
    ] {
        holds(&reference("rules.csv", RULES, &[(from, to)]), table);
    }
}

#[test]
fn membership_of_the_authority_left_is_that_of_the_start_date() {
    let members = include_str!("../../reference/membership.csv");
    let joins = "E09000001,no,2022-06-01,2026-09-30\nE09000001,yes,2026-10-01,";
    let rules = RULES.replace("members,yes,yes", "members,no,yes");
    let reference = Reference::load(&|name| match name {
        "version.txt" => Some("test-1".to_owned()),
        "rules.csv" => Some(rules.clone()),
        "membership.csv" => Some(members.replace("E09000001,no,2022-06-01,", joins)),
        _ => None,
    })
    .unwrap();
    holds(
        &reference,
        "2026-09-30 | cityoflondon 2026-08-31 | restricted | none | restricted 2026-11-30 |
         2026-10-01 | cityoflondon 2026-08-31 | restricted | restricted 2027-02-28 \
         | restricted 2026-11-30 | a member by now",
    );
}
