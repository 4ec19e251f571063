//! What a statement of leavers withdraws, and when it waits for a confirmation.

use jiff::civil::date;
use pipeline::retention::collect;
use pledge::cooling_off::Verdict::{CoverageIncomplete, Restricted};
use pledge::finding::Tally;
use pledge::ports::{Confirmed, Ledger};
use pledge::receipt::{Outcome, Receipt};
use pledge::returns::Return::PermanentLeavers;
use pledge::rule::Code;

use crate::files::{Sheet, barking, kingston, richmond};
use crate::hall::{Hall, TODAY, answer, at, slot};
use crate::people::{NUMBERS, crowd, leavers, nobody, state, statement};

const DAY: i64 = 24 * 3600;

fn confirm(hall: &Hall, receipt: &Receipt, now: i64) -> Confirmed {
    answer(hall.ledger.confirm(receipt.reference, at(now))).unwrap()
}

/// How often a rule spoke.
fn tally(receipt: &Receipt, code: Code) -> Tally {
    let found = receipt.findings.iter().find(|one| one.code == code);
    found.map(|one| one.tally).unwrap_or_default()
}

#[test]
fn whom_a_statement_does_not_list_any_more_counts_no_more() {
    let hall = Hall::new();
    let [one, two, three, _] = NUMBERS;
    let rows = [
        (one, "2026-05-29"),
        (two, "2026-06-30"),
        (three, "2026-07-10"),
    ];
    assert_eq!(state(&hall, &rows, 1).slots[0].withdrawn, 0);
    assert_eq!(hall.verdict(two), Restricted);
    let less = state(&hall, &[rows[0], rows[2]], 2);
    assert_eq!(
        (less.outcome, less.slots[0].withdrawn),
        (Outcome::Published, 1)
    );
    assert_eq!(hall.verdict(one), Restricted);
    // Most authorities have never sent any: silence says little, and never that all is clear.
    assert_eq!(hall.verdict(two), CoverageIncomplete);
    // One who is listed again counts again.
    assert_eq!(state(&hall, &rows, 3).slots[0].withdrawn, 0);
    assert_eq!(hall.verdict(two), Restricted);
}

#[test]
fn who_ages_out_of_the_window_is_not_withdrawn() {
    let [one, two, three, _] = NUMBERS;
    let rows = [
        (one, "2025-06-28"),
        (two, "2025-06-29"),
        (three, "2026-06-30"),
    ];
    let hall = Hall::new();
    state(&hall, &rows, 1);
    hall.stand_on(date(2026, 7, 29));
    let later = state(&hall, &rows[2..], 2);
    // Of the first two the window has left one behind.
    assert_eq!(later.slots[0].withdrawn, 1);
}

#[test]
fn who_is_not_registered_any_more_is_withdrawn() {
    let hall = Hall::new();
    let [one, two, ..] = NUMBERS;
    let rows = [(one, "2026-05-29"), (two, "2026-06-30")];
    state(&hall, &rows, 1);
    let died = statement(&rows).set(2, "reason_left", "6");
    let receipt = hall.send(barking(), &died.bytes(), 2);
    assert_eq!(
        (receipt.outcome, receipt.slots[0].withdrawn),
        (Outcome::Published, 1)
    );
    assert_eq!(hall.verdict(two), CoverageIncomplete);
}

#[test]
fn a_statement_that_withdraws_much_waits() {
    for (before, after, outcome) in [
        (20, 17, Outcome::Published),
        (20, 16, Outcome::Published),
        (19, 15, Outcome::Held),
        (12, 8, Outcome::Held),
        (4, 1, Outcome::Published),
        (3, 0, Outcome::Published),
        (4, 0, Outcome::Held),
    ] {
        let hall = Hall::new();
        hall.send(barking(), &crowd(before).bytes(), 1);
        let in_force = hall.slot(leavers()).pointer;
        let sheet = if after == 0 { nobody() } else { crowd(after) };
        let receipt = hall.send(barking(), &sheet.bytes(), 2);
        let case = format!("{after} of {before}");
        assert_eq!(receipt.outcome, outcome, "{case}");
        let withdrawn = usize::try_from(receipt.slots[0].withdrawn).unwrap();
        assert_eq!(withdrawn, before - after, "{case}");
        let waits = outcome == Outcome::Held;
        assert_eq!(tally(&receipt, Code::L5).open, u32::from(waits), "{case}");
        assert_eq!(hall.slot(leavers()).pointer == in_force, waits, "{case}");
        assert_eq!(hall.slot(leavers()).held.is_some(), waits, "{case}");
    }
}

#[test]
fn a_last_day_that_changes_withdraws_the_entry_that_had_it() {
    // The same leavers, so many of them with a last day ten months earlier.
    let moved = |sheet: Sheet, people: usize| {
        (1..=people).fold(sheet, |sheet, row| sheet.set(row, "last_day", "2025-08-29"))
    };
    for (people, changed, outcome) in [
        (8, 8, Outcome::Held),
        (8, 4, Outcome::Held),
        (8, 3, Outcome::Published),
        (20, 4, Outcome::Published),
        (20, 5, Outcome::Held),
    ] {
        let hall = Hall::new();
        hall.send(barking(), &crowd(people).bytes(), 1);
        let sheet = moved(crowd(people), changed);
        let receipt = hall.send(barking(), &sheet.bytes(), 2);
        let case = format!("{changed} of {people}");
        assert_eq!(receipt.outcome, outcome, "{case}");
        let withdrawn = usize::try_from(receipt.slots[0].withdrawn).unwrap();
        assert_eq!(withdrawn, changed, "{case}");
        let free = outcome == Outcome::Published;
        let expected = if free { CoverageIncomplete } else { Restricted };
        assert_eq!(hall.verdict("SW200000"), expected, "{case}");
    }
}

/// Twelve leavers in force, and a statement of eight of them that waits.
fn waiting() -> (Hall, Receipt) {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 1);
    let held = hall.send(barking(), &crowd(8).bytes(), 2);
    assert_eq!(held.outcome, Outcome::Held);
    (hall, held)
}

/// Whether the last of the twelve counts.
fn is_last_in_force(hall: &Hall) -> bool {
    hall.verdict("SW200011") == Restricted
}

#[test]
fn a_statement_that_waits_changes_nothing_until_it_is_confirmed() {
    let (hall, held) = waiting();
    assert!(is_last_in_force(&hall));
    assert_eq!(held.slots[0].rows, 0);
    let Confirmed::Done(receipt) = confirm(&hall, &held, 3) else {
        panic!("it waits for a confirmation");
    };
    assert_eq!(receipt.outcome, Outcome::Published);
    assert_eq!((receipt.slots[0].rows, receipt.slots[0].withdrawn), (8, 4));
    assert!(!is_last_in_force(&hall));
    assert_eq!(hall.verdict("SW200000"), Restricted);
    // What follows is weighed against what was confirmed.
    let next = hall.send(barking(), &crowd(7).bytes(), 4);
    assert_eq!(
        (next.outcome, next.slots[0].withdrawn),
        (Outcome::Published, 1)
    );
}

#[test]
fn a_statement_that_nobody_confirms_withdraws_nothing() {
    let (hall, held) = waiting();
    let lapsed = answer(collect(&hall.datasets, &hall.ledger, at(2 + 14 * DAY + 1))).unwrap();
    assert_eq!(lapsed.lapsed.len(), 1);
    let slot = &lapsed.lapsed[0].slots[0];
    assert_eq!((slot.outcome, slot.withdrawn), (Outcome::Rejected, 0));
    assert!(is_last_in_force(&hall));
    assert_eq!(confirm(&hall, &held, 15 * DAY), Confirmed::NotHeld);
}

#[test]
fn a_statement_sent_again_with_a_yes_takes_the_place_of_the_one_that_waits() {
    let (hall, held) = waiting();
    let yes = crowd(8).set(1, "confirm_withdrawals", "Y");
    let receipt = hall.send(barking(), &yes.bytes(), 3);
    assert_eq!(
        (receipt.outcome, receipt.slots[0].withdrawn),
        (Outcome::Published, 4)
    );
    let said = tally(&receipt, Code::L5);
    assert_eq!((said.open, said.explained), (0, 1));
    assert!(!is_last_in_force(&hall) && hall.slot(leavers()).held.is_none());
    assert_eq!(confirm(&hall, &held, 4), Confirmed::Superseded);
    let stands = answer(hall.ledger.receipt(held.reference)).unwrap();
    assert_eq!(stands.slots[0].withdrawn, 0);
}

#[test]
fn a_code_that_explains_does_not_confirm_withdrawals() {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 1);
    let explained = crowd(8).set(1, "explanation", "confirmed_correct");
    let receipt = hall.send(barking(), &explained.bytes(), 2);
    assert_eq!(
        (receipt.outcome, tally(&receipt, Code::L5).open),
        (Outcome::Held, 1)
    );
}

#[test]
fn of_two_statements_that_would_wait_the_later_one_does() {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 1);
    hall.drop(barking(), "later.csv", &crowd(7).bytes(), 30);
    let [later] = hall.intake(30).try_into().unwrap();
    // Received before the one that waits, taken in after it.
    let earlier = hall.send(barking(), &crowd(8).bytes(), 20);
    assert_eq!(
        (later.outcome, earlier.outcome),
        (Outcome::Held, Outcome::Superseded)
    );
    let waits = hall.slot(leavers()).held.unwrap().pointer.reference;
    assert_eq!(waits, later.reference);
    let last = hall.send(barking(), &crowd(6).bytes(), 40);
    assert_eq!(last.outcome, Outcome::Held);
    assert_eq!(
        hall.slot(leavers()).held.unwrap().pointer.reference,
        last.reference
    );
    assert_eq!(confirm(&hall, &later, 50), Confirmed::Superseded);
}

#[test]
fn what_is_in_force_sent_again_ends_the_waiting() {
    let (hall, held) = waiting();
    let again = hall.send(barking(), &crowd(12).bytes(), 3);
    assert_eq!(again.outcome, Outcome::Unchanged);
    assert!(hall.slot(leavers()).held.is_none());
    assert_eq!(confirm(&hall, &held, 4), Confirmed::Superseded);
    assert!(is_last_in_force(&hall));
}

#[test]
fn a_joint_statement_waits_as_a_whole() {
    let slots = [kingston(), richmond()].map(|authority| slot(PermanentLeavers, authority));
    let joint = |own: usize, other: usize| {
        let mut sheet = crowd(own + other);
        for row in 1..=own + other {
            let code = if row <= own { "E09000021" } else { "E09000027" };
            sheet = sheet.set(row, "la_code", code);
        }
        // Richmond's are others than Kingston's, however many those are.
        (1..=other).fold(sheet, |sheet, n| {
            let sheet = sheet.set(own + n, "swe_number", &format!("SW{}", 300_000 + n));
            sheet.set(own + n, "last_day", "2026-06-20")
        })
    };
    let hall = Hall::new();
    assert_eq!(
        hall.send(kingston(), &joint(6, 2).bytes(), 1).outcome,
        Outcome::Published
    );
    let before = slots.map(|slot| hall.slot(slot).pointer);
    let held = hall.send(kingston(), &joint(1, 3).bytes(), 2);
    let parts: Vec<_> = held
        .slots
        .iter()
        .map(|part| (part.outcome, part.withdrawn))
        .collect();
    assert_eq!(parts, [(Outcome::Held, 5), (Outcome::Held, 0)]);
    assert_eq!(slots.map(|slot| hall.slot(slot).pointer), before);
    assert!(matches!(confirm(&hall, &held, 3), Confirmed::Done(_)));
    assert_eq!(slots.map(|slot| hall.in_force(slot).unwrap().0), [1, 3]);
    assert_eq!(hall.verdict("SW300003"), Restricted);
}

/// Kingston's and Richmond's statement of so many leavers each.
fn of_both(own: usize, other: usize) -> Sheet {
    (1..=own + other).fold(crowd(own + other), |sheet, row| {
        let code = if row <= own { "E09000021" } else { "E09000027" };
        sheet.set(row, "la_code", code)
    })
}

#[test]
fn a_joint_statement_that_says_nothing_of_one_of_its_authorities_asks_and_leaves_it_as_it_was() {
    let other = slot(PermanentLeavers, richmond());
    let hall = Hall::new();
    // Of an authority that never sent any there is nothing to ask.
    let first = hall.send(kingston(), &of_both(3, 0).bytes(), 1);
    assert_eq!(tally(&first, Code::L10), Tally::default());
    hall.send(kingston(), &of_both(3, 2).bytes(), 2);
    let before = hall.slot(other);
    let silent = hall.send(kingston(), &of_both(3, 0).bytes(), 3);
    assert_eq!(tally(&silent, Code::L10).open, 1);
    assert_eq!(
        (silent.outcome, silent.slots.len()),
        (Outcome::Unchanged, 1)
    );
    assert_eq!(hall.slot(other), before);
    assert_eq!(hall.verdict("SW200004"), Restricted);
    let explained = of_both(2, 0).set(1, "explanation", "late_paperwork");
    let explained = hall.send(kingston(), &explained.bytes(), 4);
    assert_eq!(tally(&explained, Code::L10).explained, 1);
    // One that was received before what is in force says nothing of it.
    let late = hall.send(kingston(), &of_both(1, 0).bytes(), 0);
    assert_eq!(tally(&late, Code::L10), Tally::default());
}

#[test]
fn a_row_that_says_nil_of_one_authority_withdraws_its_leavers_beside_rows_of_the_other() {
    let slots = [kingston(), richmond()].map(|authority| slot(PermanentLeavers, authority));
    for row in [1, 4] {
        let hall = Hall::new();
        hall.send(kingston(), &of_both(3, 2).bytes(), 1);
        // Three of Kingston's, and one row that is bare, the first or the last.
        let mut sheet = of_both(4, 0).set(row, "la_code", "E09000027");
        for column in [
            "swe_number",
            "last_day",
            "contract_type",
            "job_category",
            "reason_left",
            "in_probation",
            "role_start_date",
        ] {
            sheet = sheet.set(row, column, "");
        }
        let sheet = sheet.set(row, "nil_return", "Y");
        let receipt = hall.send(kingston(), &sheet.bytes(), 2);
        assert_eq!(
            receipt.outcome,
            Outcome::Published,
            "{:?}",
            receipt.findings
        );
        assert_eq!(receipt.findings, []);
        assert_eq!(receipt.slots[1].withdrawn, 2, "row {row}");
        assert_eq!(slots.map(|slot| hall.in_force(slot).unwrap().0), [3, 0]);
        let nil = slots.map(|slot| hall.slot(slot).pointer.unwrap().facts.nil);
        assert_eq!(nil, [false, true], "row {row}");
    }
}

#[test]
fn only_what_counts_or_may_come_to_count_is_filed() {
    let hall = Hall::new();
    let sheet = crowd(12);
    hall.send(barking(), &sheet.bytes(), 10);
    assert_eq!((hall.filings(), hall.filed(leavers()).len()), (1, 12));
    let wrong = sheet.clone().set(3, "swe_number", "nobody");
    for (sent, received, outcome, filings) in [
        (sheet.restyled(), 20, Outcome::Unchanged, 1),
        (crowd(11).bytes(), 5, Outcome::Superseded, 1),
        (wrong.bytes(), 30, Outcome::Rejected, 1),
        (crowd(8).bytes(), 40, Outcome::Held, 2),
        (crowd(13).bytes(), 50, Outcome::Published, 3),
    ] {
        assert_eq!(hall.send(barking(), &sent, received).outcome, outcome);
        assert_eq!(hall.filings(), filings, "{outcome}");
    }
}

#[test]
fn a_pointer_from_before_the_register_withdraws_nothing() {
    // Such a statement has no entries: everything that it listed was never registered.
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 1);
    let attempt = hall.slot(leavers()).pointer.unwrap().attempt;
    answer(pledge::ports::Register::discard(
        &hall.register,
        leavers(),
        attempt,
        jiff::Timestamp::MAX,
    ))
    .unwrap();
    let receipt = hall.send(barking(), &crowd(2).bytes(), 2);
    assert_eq!(
        (receipt.outcome, receipt.slots[0].withdrawn),
        (Outcome::Published, 0)
    );
}

#[test]
fn leavers_are_counted_in_the_facts_that_a_closing_freezes() {
    let hall = Hall::new();
    hall.send(barking(), &crowd(12).bytes(), 1);
    let facts = hall.slot(leavers()).pointer.unwrap().facts;
    let counts = facts.leavers.unwrap().of("2026Q2".parse().unwrap());
    assert_eq!(counts, [[0, 12], [0, 0], [0, 0]]);
    assert_eq!(hall.today(), TODAY);
}
