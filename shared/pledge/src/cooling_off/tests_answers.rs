//! What an answer says around its verdict: in words, as JSON, about coverage, and when there is
//! none.

use super::coverage::is_behind;
use super::samples::{RULES, borough, day, left, reference};
use super::{Answer, Coverage, Unanswerable, answer};
use crate::borough::Borough;
use crate::reference::{Reference, Unknown};

const COMPLETE: Coverage = Coverage {
    behind: 0,
    earliest: None,
};

/// An answer on 1 October 2026 about a start on that day.
fn about(leavers: &[&'static str], behind: u32, earliest: Option<&str>) -> Answer {
    let start = day("2026-10-01");
    let earliest = earliest.map(day);
    let coverage = Coverage { behind, earliest };
    answer(
        &Reference::compiled(),
        &left(leavers),
        start,
        start,
        coverage,
    )
    .unwrap()
}

#[test]
fn a_start_is_answered_from_six_months_ago_to_190_days_ahead() {
    let reference = Reference::compiled();
    for (today, start, answered) in [
        ("2026-11-23", "2026-05-23", true),
        ("2026-11-23", "2026-05-22", false),
        ("2026-11-23", "2027-06-01", true),
        ("2026-11-23", "2027-06-02", false),
        ("2026-08-31", "2026-02-28", true),
        ("2026-08-31", "2026-02-27", false),
        ("2028-08-31", "2028-02-28", false),
        ("2028-08-31", "2028-02-29", true),
    ] {
        let found = answer(&reference, &[], day(start), day(today), COMPLETE);
        let expected = (!answered).then_some(Unanswerable::Start);
        assert_eq!(found.err(), expected, "{start} on {today}");
    }
}

#[test]
fn there_is_no_answer_where_membership_matters_and_is_not_known() {
    let early = [
        ("members,yes,yes", "members,no,yes"),
        ("2022-06-01", "2022-05-01"),
    ];
    let reference = reference("rules.csv", RULES, &early);
    let start = day("2022-05-31");
    let found = answer(
        &reference,
        &left(&["camden 2022-05-01"]),
        start,
        start,
        COMPLETE,
    );
    let unknown = Unknown {
        authority: borough("camden"),
        day: start,
    };
    assert_eq!(found, Err(Unanswerable::Membership(unknown)));
}

#[test]
fn an_answer_reads_back_from_json() {
    let answer = about(
        &["camden 2026-08-31 exempt basis=tupe"],
        2,
        Some("2026-09-07"),
    );
    let json = serde_json::to_string_pretty(&answer).unwrap();
    assert_eq!(
        json,
        r#"{
  "verdict": "restricted",
  "start": "2026-10-01",
  "rules": [
    {
      "id": "pledge",
      "scope": "elsewhere in London",
      "outcome": "exempt_review",
      "eligible_from": "2027-02-28"
    },
    {
      "id": "national",
      "scope": "same region",
      "outcome": "restricted",
      "eligible_from": "2026-11-30"
    }
  ],
  "coverage": {
    "behind": 2,
    "earliest": "2026-09-07"
  }
}"#
    );
    assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
}

#[test]
fn a_restriction_in_words_says_when_it_ends_and_what_to_do() {
    assert_eq!(
        about(&["camden 2026-08-31"], 0, Some("2026-09-21")).in_words(),
        "\
Possible match, verify: too early.
Asked about an engagement that starts on 1 October 2026.
- The Pledge (elsewhere in London): not before 28 February 2027.
- The national rule (same region): not before 30 November 2026.

Somebody with this registration number left a permanent post, or will.
What to do: do not engage them before 28 February 2027. A registration number has no check digit, \
so make sure that it is theirs, and ask them and the agency when their last permanent post ended.
If the post was at your own authority, or at one that is the same employer, only the national date \
applies.
If they say otherwise, ask the region's officer, and keep the reference of this answer.

All 33 authorities have said lately who left them. The leavers of all are known up to the week of \
21 September 2026."
    );
}

#[test]
fn a_restriction_beside_an_exemption_says_what_waits_and_what_is_reviewed() {
    // Neither basis is an exemption of the national rule.
    for line in [
        "camden 2026-08-31 exempt basis=tupe",
        "camden 2026-08-31 exempt basis=other",
    ] {
        let words = about(&[line], 0, Some("2026-09-21")).in_words();
        let says = "What to do: do not engage them before 30 November 2026, and until 28 February \
                    2027 only once the region's officer has reviewed their exemption. A reg";
        assert!(words.contains(says), "{words}");
    }
}

#[test]
fn silence_in_words_is_never_a_permission() {
    assert_eq!(
        about(&[], 1, None).in_words(),
        "\
No record, and not all leavers are known.
Asked about an engagement that starts on 1 October 2026.
- The Pledge (elsewhere in London): nothing found.
- The national rule (same region): nothing found.

The register holds nothing that restricts this start. But some authorities have not said lately \
who left them, so this may change.
What to do: ask them and the agency when their last permanent post ended. Ask again before the \
first day.

1 of 33 authorities is behind with its leavers. At least one has never sent any."
    );
    let words = about(&[], 0, Some("2026-09-21")).in_words();
    assert!(words.starts_with("No record.\n"), "{words}");
    assert!(
        words.contains("That does not prove that nothing does"),
        "{words}"
    );
}

#[test]
fn no_answer_says_who_was_left_or_why_or_that_all_is_well() {
    let lines: [&'static str; 8] = [
        "camden 2026-08-31 reason=dismissed",
        "camden 2026-08-31 reason=voluntary_redundancy",
        "camden 2026-08-31 probation",
        "camden 2026-08-31 exempt basis=internal_transfer",
        "camden 2026-08-31 exempt basis=tupe",
        "camden 2026-08-31 exempt",
        "camden 2026-08-31 contract=fixed_term_substantive",
        "camden 2026-02-28",
    ];
    for line in lines {
        for behind in 0..3 {
            let answer = about(&[line], behind, Some("2026-09-21"));
            let json = serde_json::to_string(&answer).unwrap();
            let said = format!("{}\n{json}", answer.in_words()).to_lowercase();
            let borough = Borough::all().find(|one| said.contains(&one.name().to_lowercase()));
            assert_eq!(borough, None, "{line}: {said}");
            for word in [
                "dismiss",
                "redundan",
                "probation",
                "transfer",
                "tupe",
                "fixed",
                "e0900",
                "clear",
                "go ahead",
                "safe",
                "2026-08-31",
                "31 august",
            ] {
                assert!(!said.contains(word), "{line} says {word:?}: {said}");
            }
        }
    }
}

#[test]
fn whoever_asks_reads_what_a_return_to_the_own_employer_means() {
    for line in ["camden 2026-08-31", "camden 2026-08-31 probation"] {
        let words = about(&[line], 0, None).in_words();
        assert!(words.contains("own authority"), "{words}");
        assert!(words.contains("only the national date applies"), "{words}");
    }
    let later = |change: (&str, &str)| {
        let reference = reference("rules.csv", RULES, &[change]);
        let start = day("2027-02-27");
        let found = left(&["camden 2026-08-31"]);
        let answer = answer(&reference, &found, start, start, COMPLETE).unwrap();
        answer.in_words()
    };
    let unchanged = ("pledge", "pledge");
    assert!(later(unchanged).contains("the national rule does not restrict this start"));
    let none = ("2024-10-31,", "2024-10-31,2026-12-31");
    assert!(later(none).contains("no rule restricts this start"));
}

#[test]
fn an_authority_is_behind_after_14_days_and_if_it_never_sent_any() {
    for (complete_to, behind) in [
        (Some("2026-11-23"), false),
        (Some("2026-11-09"), false),
        (Some("2026-11-08"), true),
        (Some("2025-01-01"), true),
        (None, true),
    ] {
        let found = is_behind(complete_to.map(day), day("2026-11-23"));
        assert_eq!(found, behind, "{complete_to:?}");
    }
}

#[test]
fn coverage_counts_who_is_behind_and_gives_the_earliest_day_to_the_week() {
    for (camden, barnet, others, behind, earliest) in [
        (
            Some("2026-11-22"),
            Some("2026-11-23"),
            Some("2026-11-23"),
            0,
            Some("2026-11-16"),
        ),
        (
            Some("2026-11-23"),
            Some("2026-11-23"),
            Some("2026-11-23"),
            0,
            Some("2026-11-23"),
        ),
        (
            Some("2026-10-04"),
            Some("2026-11-08"),
            Some("2026-11-23"),
            2,
            Some("2026-09-28"),
        ),
        (
            Some("2026-10-05"),
            Some("2026-11-09"),
            Some("2026-11-23"),
            1,
            Some("2026-10-05"),
        ),
        (None, Some("2026-10-05"), Some("2026-11-23"), 2, None),
        (None, None, None, 33, None),
    ] {
        let complete_to = |authority: Borough| {
            let text = match authority.name() {
                "Camden" => camden,
                "Barnet" => barnet,
                _ => others,
            };
            text.map(day)
        };
        let expected = Coverage {
            behind,
            earliest: earliest.map(day),
        };
        let found = Coverage::of(&complete_to, day("2026-11-23"));
        assert_eq!(found, expected, "{camden:?} {barnet:?}");
    }
}
