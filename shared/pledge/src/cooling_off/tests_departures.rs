//! What a row of a leavers' statement registers and counts.

use super::samples::{day, leaver};
use crate::column::Word;
use crate::register::{Exemption, Leaving, Post};
use crate::returns::permanent_leavers::{CONTRACT_TYPES, DESTINATIONS, EXEMPT_BASES, REASONS};

#[test]
fn a_row_registers_and_counts_what_its_contract_and_reason_say() {
    use Leaving::{Other, Redundancy, Resignation};
    let words = |list: &'static [Word]| list.iter().map(|known| known.word);
    for contract in words(CONTRACT_TYPES) {
        for reason in words(REASONS) {
            let mut leaver = leaver("camden 2026-08-31").1;
            leaver.contract = contract;
            leaver.reason = reason;
            let permanent = !["casual", "secondment_in"].contains(&contract);
            let left = !["deceased", "moved_within"].contains(&reason);
            let post = leaver.departure().map(|departure| departure.post);
            let expected = match contract {
                "fixed_term_substantive" => Post::FixedTerm,
                _ => Post::Permanent,
            };
            let case = format!("{contract} {reason}");
            assert_eq!(post, (permanent && left).then_some(expected), "{case}");
            let group = match reason {
                "resignation" => Some(Resignation),
                "voluntary_redundancy" | "compulsory_redundancy" => Some(Redundancy),
                "moved_within" => None,
                _ => Some(Other),
            };
            assert_eq!(leaver.leaving(), group.filter(|_| permanent), "{case}");
        }
    }
}

#[test]
fn only_an_agency_is_an_agency() {
    for destination in DESTINATIONS {
        let mut leaver = leaver("camden 2026-08-31").1;
        assert!(!leaver.to_agency());
        leaver.destination = Some(destination.word);
        assert_eq!(leaver.to_agency(), destination.word == "agency");
    }
}

#[test]
fn exemptions_are_those_of_the_facts_and_the_one_that_is_claimed() {
    use Exemption::{InternalTransfer, Other, Probation, Redundancy, Tupe};
    for (line, expected) in [
        ("camden 2026-08-31", vec![]),
        (
            "camden 2026-08-31 reason=voluntary_redundancy",
            vec![Redundancy],
        ),
        (
            "camden 2026-08-31 reason=compulsory_redundancy",
            vec![Redundancy],
        ),
        ("camden 2026-08-31 probation", vec![Probation]),
        ("camden 2026-08-31 exempt", vec![Other]),
        (
            "camden 2026-08-31 exempt basis=internal_transfer",
            vec![InternalTransfer],
        ),
        ("camden 2026-08-31 basis=internal_transfer", vec![]),
        (
            "camden 2026-08-31 exempt basis=probation probation",
            vec![Probation],
        ),
        (
            "camden 2026-08-31 exempt basis=tupe probation reason=compulsory_redundancy",
            vec![Redundancy, Probation, Tupe],
        ),
    ] {
        let departure = leaver(line).1.departure().unwrap();
        assert_eq!(departure.exemptions, expected, "{line}");
    }
    let bases = EXEMPT_BASES.iter().map(|known| known.word);
    let known = Exemption::ALL.map(Exemption::word);
    assert!(bases.eq(known), "a basis that no exemption stands for");
}

#[test]
fn rules_look_from_the_start_of_the_post_or_from_months_before_its_end() {
    for (line, post_start) in [
        // The day of a start of long ago is not kept.
        ("camden 2026-08-31", "2024-08-31"),
        ("camden 2026-08-31 from=2024-09-01", "2024-09-01"),
        ("camden 2026-08-31 from=2026-08-01", "2026-08-01"),
        ("camden 2026-08-31 from=unknown", "2026-02-28"),
        ("camden 2028-08-31 from=unknown", "2028-02-29"),
        ("camden 2026-06-30 from=unknown", "2025-12-30"),
    ] {
        let departure = leaver(line).1.departure().unwrap();
        assert_eq!(departure.post_start, day(post_start), "{line}");
        assert_eq!(departure.relisted, None);
    }
}
