//! A question about a worker: answered by what is in force under every live version of the key, and
//! never by a store that failed.

use jiff::civil::{Date, date};
use pipeline::Failure;
use pipeline::register::Unasked;
use pledge::audit::{Chain, Event};
use pledge::borough::Borough;
use pledge::cooling_off::Unanswerable;
use pledge::cooling_off::Verdict::{CoverageIncomplete, NoRecord, Restricted};
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ports::Ledger;
use pledge::receipt::{Outcome, ReceiptRef};
use pledge::reference::RuleId;
use stores::failing::Moment::{After, Before};

use crate::files::{Sheet, barking, kingston};
use crate::hall::{Hall, TODAY, answer};
use crate::people::{NUMBERS, camden, crowd, nobody, state, statement};

const ROWS: [(&str, &str); 2] = [(NUMBERS[0], "2026-05-29"), (NUMBERS[1], "2026-06-30")];

/// The cases that the trail says were asked about.
fn asked(hall: &Hall) -> Vec<ReceiptRef> {
    let entries = answer(hall.ledger.inner().unsealed()).unwrap();
    let asked = entries
        .into_iter()
        .filter(|entry| entry.chain == Chain::Region);
    asked
        .filter_map(|entry| match entry.event {
            Event::Asked { case } => Some(case),
            _ => None,
        })
        .collect()
}

#[test]
fn an_answer_names_the_rules_and_their_days_and_the_trail_its_reference() {
    let hall = Hall::new();
    state(&hall, &ROWS, 1);
    let said = hall.ask("sw 100001", date(2026, 8, 3)).unwrap();
    assert_eq!(said.verdict, Restricted);
    let days: Vec<(RuleId, Option<Date>)> = said
        .rules
        .iter()
        .map(|rule| (rule.id, rule.eligible_from))
        .collect();
    assert_eq!(
        days,
        [
            (RuleId::Pledge, Some(date(2026, 11, 29))),
            (RuleId::National, Some(date(2026, 8, 29))),
        ]
    );
    assert_eq!(asked(&hall), [ReceiptRef::draw([9; 12])]);
}

#[test]
fn a_worker_is_found_under_whatever_version_of_the_key_the_statement_was_filed() {
    let mut hall = Hall::new();
    hall.rotate(&[1]);
    state(&hall, &ROWS, 1);
    hall.rotate(&[1, 2, 3]);
    hall.send(
        camden(),
        &statement(&[(NUMBERS[2], "2026-06-30")]).bytes(),
        2,
    );
    for number in &NUMBERS[..3] {
        assert_eq!(hall.verdict(number), Restricted, "{number}");
    }
    assert_eq!(hall.verdict(NUMBERS[3]), CoverageIncomplete);
}

#[test]
fn without_a_key_that_counts_there_is_no_answer() {
    let mut hall = Hall::new();
    hall.rotate(&[1]);
    state(&hall, &ROWS, 1);
    hall.send(camden(), &nobody().bytes(), 2);
    hall.rotate(&[2]);
    for number in NUMBERS {
        let failed = hall.ask(number, TODAY);
        let Err(Unasked::Failure(Failure::NoKey { purpose, version })) = failed else {
            panic!("{failed:?}");
        };
        assert_eq!(purpose, KeyPurpose::Register);
        assert_eq!(version.map(KeyVersion::number), Some(1));
    }
    assert_eq!(asked(&hall), []);
    // A statement that lists nobody needs no key.
    let lists_nobody = hall.send(barking(), &nobody().bytes(), 3);
    assert_eq!(lists_nobody.outcome, Outcome::Published);
    assert_eq!(hall.verdict(NUMBERS[0]), CoverageIncomplete);
}

#[test]
fn a_statement_that_is_refused_or_waits_or_came_too_late_answers_nothing() {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 10);
    let other = crowd(3).set(2, "swe_number", NUMBERS[0]);
    let wrong = crowd(12)
        .set(2, "swe_number", NUMBERS[0])
        .set(3, "swe_number", "nobody");
    let late = crowd(12).set(2, "swe_number", NUMBERS[0]);
    for (sent, received, outcome) in [
        (other, 20, Outcome::Held),
        (wrong, 30, Outcome::Rejected),
        (late, 5, Outcome::Superseded),
    ] {
        assert_eq!(
            hall.send(barking(), &sent.bytes(), received).outcome,
            outcome
        );
        assert_eq!(hall.verdict(NUMBERS[0]), CoverageIncomplete, "{outcome}");
        assert_eq!(hall.verdict("SW200001"), Restricted, "{outcome}");
    }
}

#[test]
fn silence_is_no_record_only_where_every_authority_has_said_lately_who_left() {
    let hall = Hall::new();
    let all = |but: Option<Borough>, complete_to: &str, received: i64| {
        for authority in Borough::all().filter(|authority| Some(*authority) != but) {
            if authority == kingston() || authority.ons_code() == "E09000027" {
                continue;
            }
            let sheet = nobody().set(1, "complete_to", complete_to);
            hall.send(authority, &sheet.bytes(), received);
        }
        let joint = |code| {
            nobody()
                .set(1, "la_code", code)
                .set(1, "complete_to", complete_to)
        };
        let joint: Sheet = joint("E09000021").and(&joint("E09000027"));
        hall.send(kingston(), &joint.bytes(), received);
    };
    all(Some(camden()), "2026-07-14", 1);
    let said = hall.ask(NUMBERS[0], TODAY).unwrap();
    assert_eq!(
        (said.verdict, said.coverage.behind),
        (CoverageIncomplete, 1)
    );
    assert_eq!(said.coverage.earliest, None);
    hall.send(
        camden(),
        &nobody().set(1, "complete_to", "2026-07-15").bytes(),
        2,
    );
    let said = hall.ask(NUMBERS[0], TODAY).unwrap();
    assert_eq!((said.verdict, said.coverage.behind), (NoRecord, 0));
    assert_eq!(said.coverage.earliest, Some(date(2026, 7, 13)));
    // A day later all but one are behind.
    hall.stand_on(date(2026, 7, 29));
    let said = hall.ask(NUMBERS[0], date(2026, 7, 29)).unwrap();
    assert_eq!(
        (said.verdict, said.coverage.behind),
        (CoverageIncomplete, 32)
    );
}

#[test]
fn an_entry_past_its_time_matches_nothing_though_it_was_not_removed_yet() {
    let hall = Hall::new();
    state(&hall, &ROWS, 1);
    // Asked on a day on which the rules still reach it, if only it were kept.
    hall.stand_on(date(2027, 6, 29));
    let start = date(2026, 12, 29);
    assert_eq!(hall.ask(NUMBERS[1], start).unwrap().verdict, Restricted);
    assert_eq!(
        hall.ask(NUMBERS[0], start).unwrap().verdict,
        CoverageIncomplete
    );
    hall.stand_on(date(2027, 7, 31));
    assert_eq!(
        hall.ask(NUMBERS[1], date(2027, 1, 31)).unwrap().verdict,
        CoverageIncomplete
    );
}

#[test]
fn a_start_too_far_away_is_no_question() {
    let hall = Hall::new();
    state(&hall, &ROWS, 1);
    for start in [date(2026, 1, 27), date(2027, 2, 4)] {
        let failed = hall.ask(NUMBERS[0], start);
        assert!(
            matches!(failed, Err(Unasked::Unanswerable(Unanswerable::Start))),
            "{start}"
        );
    }
    assert_eq!(asked(&hall), []);
    assert!(hall.ask(NUMBERS[0], date(2026, 1, 28)).is_ok());
    assert!(hall.ask(NUMBERS[0], date(2027, 2, 3)).is_ok());
}

#[test]
fn whatever_call_fails_there_is_no_answer() {
    let mut hall = Hall::new();
    hall.rotate(&[1, 2]);
    state(&hall, &ROWS, 1);
    let base = hall.cue.calls();
    hall.ask(NUMBERS[0], TODAY).unwrap();
    let calls = hall.cue.calls() - base;
    assert!(calls >= 7, "only {calls} calls were swept");
    for call in 1..=calls {
        for moment in [Before, After] {
            hall.cue.fail(hall.cue.calls() + call, moment);
            let failed = hall.ask(NUMBERS[3], TODAY);
            assert!(
                matches!(failed, Err(Unasked::Failure(_))),
                "call {call} {moment:?}"
            );
            hall.cue.revive();
        }
    }
}
