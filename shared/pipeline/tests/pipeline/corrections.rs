//! Departures that are taken out of the register with effect at once, and what brings them back.

use pipeline::register::Withdrawn;
use pledge::audit::Event;
use pledge::cooling_off::Verdict::{CoverageIncomplete, Restricted};
use pledge::finding::Tally;
use pledge::ports::Ledger;
use pledge::receipt::{Outcome, Receipt};
use pledge::rule::Code;
use stores::failing::Moment::{After, Before};

use crate::files::barking;
use crate::hall::{Hall, answer};
use crate::people::{NUMBERS, camden, crowd, leavers, state, statement};

const ROWS: [(&str, &str); 3] = [
    (NUMBERS[0], "2026-05-29"),
    (NUMBERS[1], "2026-06-30"),
    (NUMBERS[2], "2026-07-10"),
];

fn withdrawn(departures: u32) -> Withdrawn {
    Withdrawn {
        departures,
        confirmed: 0,
    }
}

/// Barking's statement of three, the second withdrawn at once.
fn corrected() -> Hall {
    let hall = Hall::new();
    state(&hall, &ROWS, 1);
    assert_eq!(hall.withdraw(NUMBERS[1], barking()).unwrap(), withdrawn(1));
    hall
}

/// How often L9 spoke.
fn said(receipt: &Receipt) -> (u32, u32) {
    let found = receipt.findings.iter().find(|one| one.code == Code::L9);
    let Tally {
        open, explained, ..
    } = found.map(|one| one.tally).unwrap_or_default();
    (open, explained)
}

/// What officers did, as the trail has it.
fn acts(hall: &Hall) -> Vec<Event> {
    let entries = answer(hall.ledger.inner().unsealed()).unwrap();
    let acts = entries.into_iter().map(|entry| entry.event);
    acts.filter(|event| matches!(event, Event::Withdrawn { .. }))
        .collect()
}

#[test]
fn what_is_withdrawn_counts_no_more_at_once() {
    let hall = corrected();
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
    assert_eq!(hall.verdict(NUMBERS[0]), Restricted);
    let [
        Event::Withdrawn {
            authority,
            departures,
            ..
        },
    ] = acts(&hall)[..]
    else {
        panic!("one act");
    };
    assert_eq!((authority, departures), (barking(), 1));
}

#[test]
fn what_nobody_lists_is_not_withdrawn_and_leaves_no_trace() {
    let hall = corrected();
    for (number, authority) in [
        (NUMBERS[1], barking()),
        (NUMBERS[0], camden()),
        (NUMBERS[3], barking()),
    ] {
        assert_eq!(hall.withdraw(number, authority).unwrap(), withdrawn(0));
    }
    assert_eq!(acts(&hall).len(), 1);
}

/// A statement of the three, with a code in the row of the second.
fn explained(hall: &Hall, code: &str, received: i64) -> Receipt {
    let sheet = statement(&ROWS).set(2, "explanation", code);
    hall.send(barking(), &sheet.bytes(), received)
}

const RIGHT: &str = "confirmed_correct";

/// The second of the three, withdrawn, listed again and confirmed.
fn confirmed() -> Hall {
    let hall = corrected();
    state(&hall, &ROWS, 2);
    let receipt = explained(&hall, RIGHT, 3);
    assert_eq!(
        (receipt.outcome, said(&receipt)),
        (Outcome::Published, (0, 1))
    );
    assert_eq!(hall.verdict(NUMBERS[1]), Restricted);
    hall
}

#[test]
fn a_statement_that_lists_it_again_does_not_bring_it_back_until_it_is_confirmed() {
    let hall = corrected();
    let again = state(&hall, &ROWS, 2);
    assert_eq!((again.outcome, said(&again)), (Outcome::Published, (1, 0)));
    assert_eq!(again.slots[0].withdrawn, 0);
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
    // The same again says the same again.
    let same = hall.send(barking(), &statement(&ROWS).restyled(), 3);
    assert_eq!((same.outcome, said(&same)), (Outcome::Unchanged, (1, 0)));
    // Another code explains the query and confirms nothing.
    assert_eq!(said(&explained(&hall, "contact_us", 4)), (0, 1));
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
    assert_eq!(said(&explained(&hall, RIGHT, 5)), (0, 1));
    assert_eq!(hall.verdict(NUMBERS[1]), Restricted);
    // From then on it is as any other.
    let next = state(&hall, &ROWS, 6);
    assert_eq!(said(&next), (0, 0));
    assert_eq!(hall.verdict(NUMBERS[1]), Restricted);
    let without = state(&hall, &[ROWS[0], ROWS[2]], 7);
    assert_eq!(without.slots[0].withdrawn, 1);
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
    let back = explained(&hall, RIGHT, 8);
    assert_eq!(said(&back), (1, 0));
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
}

#[test]
fn a_code_that_was_there_before_the_authority_was_told_confirms_nothing() {
    for row in [1, 2] {
        // On the first row it explains what is said of the file, and of that row's other queries.
        let hall = Hall::new();
        let sheet = statement(&ROWS).set(row, "explanation", RIGHT);
        hall.send(barking(), &sheet.bytes(), 1);
        let number = NUMBERS[row - 1];
        assert_eq!(hall.withdraw(number, barking()).unwrap(), withdrawn(1));
        let first = hall.send(barking(), &sheet.restyled(), 2);
        assert_eq!(said(&first), (1, 0), "row {row}");
        assert_eq!(hall.verdict(number), CoverageIncomplete, "row {row}");
        // A statement that never came into force told it nothing that it need have read.
        let wrong = sheet.clone().set(3, "swe_number", "nobody");
        hall.send(barking(), &wrong.bytes(), 3);
        assert_eq!(hall.verdict(number), CoverageIncomplete, "row {row}");
        let second = hall.send(barking(), &sheet.bytes(), 4);
        assert_eq!(said(&second), (0, 1), "row {row}");
        assert_eq!(hall.verdict(number), Restricted, "row {row}");
    }
}

#[test]
fn what_was_confirmed_can_be_withdrawn_again_and_has_to_be_confirmed_anew() {
    let hall = confirmed();
    let again = hall.withdraw(NUMBERS[1], barking()).unwrap();
    assert_eq!((again.departures, again.confirmed), (1, 1));
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
    assert_eq!(acts(&hall).len(), 2);
    // Its code is of the time before.
    let first = explained(&hall, RIGHT, 4);
    assert_eq!(said(&first), (1, 0));
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
    let second = hall.send(
        barking(),
        &statement(&ROWS).set(2, "explanation", RIGHT).restyled(),
        5,
    );
    assert_eq!(said(&second), (0, 1));
    assert_eq!(hall.verdict(NUMBERS[1]), Restricted);
    assert_eq!(hall.withdraw(NUMBERS[1], barking()).unwrap().departures, 1);
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
}

#[test]
fn a_confirmation_outlives_the_key_under_which_it_was_withdrawn() {
    let mut hall = Hall::new();
    hall.rotate(&[1]);
    state(&hall, &ROWS, 1);
    hall.withdraw(NUMBERS[1], barking()).unwrap();
    hall.rotate(&[1, 2]);
    assert_eq!(said(&state(&hall, &ROWS, 2)), (1, 0));
    hall.rotate(&[2]);
    assert_eq!(said(&explained(&hall, RIGHT, 3)), (0, 1));
    assert_eq!(hall.verdict(NUMBERS[1]), Restricted);
}

#[test]
fn only_the_departure_with_that_last_day_and_of_that_authority_is_withdrawn() {
    let hall = corrected();
    // The same worker with another last day, and in another authority with the same one.
    let later = [(NUMBERS[1], "2026-07-03")];
    let receipt = state(&hall, &[&ROWS[..1], &later, &ROWS[2..]].concat(), 2);
    assert_eq!(said(&receipt), (0, 0));
    assert_eq!(hall.verdict(NUMBERS[1]), Restricted);
    let hall = corrected();
    hall.send(camden(), &statement(&ROWS[1..2]).bytes(), 2);
    assert_eq!(hall.verdict(NUMBERS[1]), Restricted);
}

#[test]
fn what_was_withdrawn_at_once_is_not_withdrawn_by_the_next_statement_again() {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 1);
    for number in ["SW200008", "SW200009", "SW200010", "SW200011"] {
        assert_eq!(hall.withdraw(number, barking()).unwrap(), withdrawn(1));
    }
    // Four of twelve would have to be confirmed; of the eight that count none is missing.
    let receipt = hall.send(barking(), &crowd(8).bytes(), 2);
    assert_eq!(
        (receipt.outcome, receipt.slots[0].withdrawn),
        (Outcome::Published, 0)
    );
}

#[test]
fn a_departure_that_waits_for_a_confirmation_can_be_withdrawn_too() {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 1);
    let other = crowd(3).set(2, "swe_number", NUMBERS[0]);
    let held = hall.send(barking(), &other.bytes(), 2);
    assert_eq!(held.outcome, Outcome::Held);
    assert_eq!(hall.withdraw(NUMBERS[0], barking()).unwrap(), withdrawn(1));
    answer(hall.ledger.confirm(held.reference, crate::hall::at(3))).unwrap();
    assert_eq!(hall.verdict(NUMBERS[0]), CoverageIncomplete);
    assert_eq!(hall.verdict("SW200000"), Restricted);
}

#[test]
fn a_correction_outlives_the_key_under_which_it_was_made() {
    let mut hall = Hall::new();
    hall.rotate(&[1]);
    state(&hall, &ROWS, 1);
    assert_eq!(hall.withdraw(NUMBERS[1], barking()).unwrap(), withdrawn(1));
    hall.rotate(&[1, 2]);
    assert_eq!(said(&state(&hall, &ROWS, 2)), (1, 0));
    hall.rotate(&[2, 3]);
    assert_eq!(said(&state(&hall, &ROWS, 3)), (1, 0));
    hall.rotate(&[3]);
    assert_eq!(said(&state(&hall, &ROWS, 4)), (1, 0));
    assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete);
    assert_eq!(hall.verdict(NUMBERS[0]), Restricted);
    // It is filed with its mark, so that the authority is known to have been told.
    assert_eq!(hall.filed(leavers()).len(), 3);
}

#[test]
fn the_trail_knows_of_every_correction_whatever_call_failed() {
    let prepared = || {
        let hall = Hall::new();
        state(&hall, &ROWS, 1);
        hall
    };
    let hall = prepared();
    let base = hall.cue.calls();
    hall.withdraw(NUMBERS[1], barking()).unwrap();
    let calls = hall.cue.calls() - base;
    assert!(calls >= 7, "only {calls} calls were swept");
    for call in 1..=calls {
        for moment in [Before, After] {
            let hall = prepared();
            hall.cue.fail(hall.cue.calls() + call, moment);
            assert!(hall.withdraw(NUMBERS[1], barking()).is_err(), "call {call}");
            let counts = hall.verdict(NUMBERS[1]) == Restricted;
            assert!(counts || acts(&hall).len() == 1, "call {call} {moment:?}");
            hall.withdraw(NUMBERS[1], barking()).unwrap();
            assert_eq!(hall.verdict(NUMBERS[1]), CoverageIncomplete, "call {call}");
        }
    }
}
