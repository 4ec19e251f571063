//! A key that is lost, or that is another under its version, must not look like nothing found.

use jiff::civil::date;
use pipeline::register::{Damaged, Unasked, What, damaged, discrepancies, holders};
use pipeline::release::{Refused, close};
use pipeline::{Failure, OtherKey};
use pledge::keys::KeyPurpose::{self, Analytics, AuditSign, Register, Upload};
use pledge::keys::KeyVersion;
use pledge::ports::{Ledger, Register as _};
use stores::failing::Failing;

use crate::closing::order;
use crate::files::{Sheet, barking, quarter};
use crate::hall::{Hall, TODAY, answer, keys_without, random};
use crate::people::{NUMBERS, camden, meeting, statement};

fn version(number: u16) -> KeyVersion {
    KeyVersion::new(number).unwrap()
}

/// From now on another key lies under a version.
fn exchange(hall: &mut Hall, purpose: KeyPurpose, number: u16) {
    let keys = keys_without(&[purpose]).with(purpose, version(number), random(250));
    hall.keys = Failing::new(keys, hall.cue.clone());
}

fn is_other(failure: &Failure, of: KeyPurpose, number: u16) -> bool {
    let Failure::OtherKey(OtherKey { purpose, version }) = failure else {
        return false;
    };
    (*purpose, version.number()) == (of, number)
}

#[test]
fn with_another_key_under_a_version_there_is_no_answer_and_no_correction() {
    let mut hall = Hall::new();
    hall.send(
        barking(),
        &statement(&[(NUMBERS[0], "2026-06-30")]).bytes(),
        1,
    );
    exchange(&mut hall, Register, 1);
    for number in NUMBERS {
        let Err(Unasked::Failure(failure)) = hall.ask(number, TODAY) else {
            panic!("an answer");
        };
        assert!(is_other(&failure, Register, 1), "{failure:?}");
    }
    let failure = hall.withdraw(NUMBERS[0], barking()).unwrap_err();
    assert!(is_other(&failure, Register, 1), "{failure:?}");
}

#[test]
fn with_another_key_under_a_version_nothing_is_taken_in_or_sealed() {
    for (purpose, number) in [(Register, 1), (Analytics, 2026), (Upload, 1)] {
        let mut hall = Hall::new();
        exchange(&mut hall, purpose, number);
        let file = Sheet::agency().first(5).bytes();
        hall.drop(barking(), "a.csv", &file, 1);
        let failure = answer(hall.run(2)).unwrap_err();
        assert!(
            is_other(&failure, purpose, number),
            "{purpose}: {failure:?}"
        );
        assert!(
            hall.slots().is_empty() && hall.receipts().is_empty(),
            "{purpose}"
        );
    }
    let mut hall = Hall::new();
    hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
    exchange(&mut hall, AuditSign, 1);
    let failure = hall.seal(2).unwrap_err();
    assert!(is_other(&failure, AuditSign, 1), "{failure:?}");
    assert_eq!(answer(hall.ledger.unsealed()).unwrap().len(), 1);
}

#[test]
fn a_key_that_the_ledger_does_not_know_is_not_used() {
    let mut hall = Hall::new();
    // The next version, whose file is there and whose making was not finished.
    let keys = keys_without(&[]).with(Register, version(2), random(102));
    hall.keys = Failing::new(keys, hall.cue.clone());
    hall.send(
        barking(),
        &statement(&[(NUMBERS[0], "2026-06-30")]).bytes(),
        1,
    );
    let filed = hall.filed(crate::people::leavers());
    assert_eq!(filed[0].worker.key, version(1));
}

#[test]
fn without_a_key_under_which_something_counts_nothing_is_listed_counted_or_closed() {
    let (leavers, engaged) = meeting();
    for lost_first in [true, false] {
        let mut hall = Hall::new();
        hall.rotate(&[1]);
        hall.send(barking(), &leavers.bytes(), 1);
        if !lost_first {
            hall.send(camden(), &engaged.bytes(), 2);
        }
        // The first version is lost: what comes now cannot be brought together with what it named.
        hall.rotate(&[2]);
        if lost_first {
            hall.send(camden(), &engaged.bytes(), 2);
        }
        let region = hall.stores(&hall.keys);
        let is_lost = |failure: Failure| {
            let Failure::NoKey { purpose, version } = failure else {
                return None;
            };
            (purpose == Register).then_some(version?.number())
        };
        let listed = answer(discrepancies(&region, quarter(), TODAY));
        assert_eq!(listed.err().and_then(is_lost), Some(1));
        let closed = answer(close(&region, &order(quarter(), date(2026, 8, 3))));
        let Err(Refused::Failure(failure)) = closed.map(|release| release.done) else {
            panic!("it was closed");
        };
        assert_eq!(is_lost(failure), Some(1));
        // With both it is as it was.
        hall.rotate(&[1, 2]);
        let region = hall.stores(&hall.keys);
        assert!(answer(discrepancies(&region, quarter(), TODAY)).is_ok());
    }
}

#[test]
fn a_withdrawal_holds_its_key_also_while_no_statement_lists_the_worker() {
    let one = (NUMBERS[0], "2026-06-30");
    let two = (NUMBERS[1], "2026-03-31");
    let mut hall = Hall::new();
    hall.rotate(&[1]);
    hall.send(barking(), &statement(&[one, two]).bytes(), 1);
    hall.withdraw(NUMBERS[0], barking()).unwrap();
    hall.rotate(&[1, 2]);
    hall.send(barking(), &statement(&[two]).bytes(), 2);
    let held = || {
        let holders = answer(holders(&hall.ledger, &hall.register, version(1))).unwrap();
        let who = holders
            .into_iter()
            .map(|holder| (holder.authority, holder.what));
        who.collect::<Vec<_>>()
    };
    assert_eq!(held(), [(barking(), What::Withdrawal)]);
    // When it is kept no longer, it holds nothing.
    answer(hall.register.expire(date(2026, 7, 1))).unwrap();
    assert_eq!(held(), []);
}

#[test]
fn entries_that_are_missing_or_changed_are_found_and_those_that_aged_are_not() {
    let one = (NUMBERS[0], "2025-08-29");
    let two = (NUMBERS[1], "2026-06-30");
    let hall = Hall::new();
    hall.send(barking(), &statement(&[one, two]).bytes(), 1);
    hall.send(camden(), &meeting().1.bytes(), 2);
    let found = |today| answer(damaged(&hall.ledger, &hall.register, today)).unwrap();
    let of = |authority, quarter| Damaged {
        authority,
        quarter,
        held: false,
    };
    assert_eq!(found(TODAY), []);
    // The earliest leaver goes a year and a month after the last day, and may not go before.
    answer(hall.register.expire(date(2025, 8, 30))).unwrap();
    assert_eq!(found(TODAY), [of(barking(), None)]);
    assert_eq!(found(date(2026, 10, 1)), []);
    answer(hall.register.expire(date(2027, 1, 1))).unwrap();
    let both = [of(camden(), Some(quarter())), of(barking(), None)];
    assert_eq!(found(TODAY), both);
    assert_eq!(found(date(2026, 10, 1)), both);
    assert_eq!(found(date(2028, 3, 1)), []);
}
