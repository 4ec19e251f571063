//! Two at work on the same upload or the same slot.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use pipeline::Failure;
use pipeline::intake::Taken;
use pledge::keys::{Capability, KeyPurpose, KeyVersion, sha256};
use pledge::ledger::Slot;
use pledge::path::Place;
use pledge::ports::{Keys, Stored, Uploads};
use pledge::receipt::Outcome;
use pledge::returns::Return::AgencyAssignments;

use crate::files::{Sheet, barking, quarter};
use crate::hall::{Hall, LEASE, answer, at, receipt_of, slot};

fn agency() -> Slot {
    slot(AgencyAssignments, barking())
}

/// A taker that waits after its first claim until it is told to go on.
struct Pause {
    claimed: Sender<()>,
    go_on: Receiver<()>,
}

/// A pause, what says that it is reached, and what ends it. The last is moved into the scope of the
/// threads: a test that fails there drops it, and no thread waits for ever.
fn pause() -> (Pause, Receiver<()>, Sender<()>) {
    let (claimed, is_claimed) = channel();
    let (tell, go_on) = channel();
    (Pause { claimed, go_on }, is_claimed, tell)
}

/// Takes in the only upload that waits, with a pause if there is one.
fn take(hall: &Hall, now: i64, mut pause: Option<Pause>) -> Result<Taken, Failure> {
    answer(async {
        let waiting = hall.waiting().await;
        let wait = move || {
            if let Some(pause) = pause.take() {
                pause.claimed.send(()).unwrap();
                pause.go_on.recv().unwrap();
            }
        };
        hall.take(&hall.keys, &waiting[0], now, wait).await
    })
}

#[test]
fn a_second_taker_is_told_busy_until_the_lease_ends() {
    let hall = Hall::new();
    hall.drop(barking(), "a.csv", &Sheet::agency().first(5).bytes(), 1);
    let (first, claimed, go_on) = pause();
    thread::scope(|scope| {
        let go_on = go_on;
        let working = scope.spawn(|| take(&hall, 10, Some(first)));
        claimed.recv().unwrap();
        for now in [10, 10 + LEASE.as_secs() - 1] {
            let Ok(Taken::Busy(until)) = take(&hall, now, None) else {
                panic!("the upload is taken twice");
            };
            assert_eq!(until, at(10) + LEASE);
        }
        go_on.send(()).unwrap();
        let receipt = receipt_of(working.join().unwrap().unwrap());
        assert_eq!(receipt.outcome, Outcome::Published);
    });
    assert_eq!(hall.receipts().len(), 1);
}

#[test]
fn a_late_commit_is_refused_while_another_holds_the_upload() {
    let hall = Hall::new();
    hall.drop(barking(), "a.csv", &Sheet::agency().first(5).bytes(), 1);
    let after = 10 + LEASE.as_secs();
    let (first, first_claimed, first_go_on) = pause();
    let (second, second_claimed, second_go_on) = pause();
    thread::scope(|scope| {
        let (first_go_on, second_go_on) = (first_go_on, second_go_on);
        let early = scope.spawn(|| take(&hall, 10, Some(first)));
        first_claimed.recv().unwrap();
        let late = scope.spawn(|| take(&hall, after, Some(second)));
        second_claimed.recv().unwrap();
        // The first goes on although its lease is over and the second has the upload.
        first_go_on.send(()).unwrap();
        let Ok(Taken::Busy(until)) = early.join().unwrap() else {
            panic!("a commit without the right to it was accepted");
        };
        assert_eq!(until, at(after) + LEASE);
        assert!(hall.slots().is_empty() && hall.receipts().is_empty());
        second_go_on.send(()).unwrap();
        let receipt = receipt_of(late.join().unwrap().unwrap());
        assert_eq!(
            hall.slot(agency()).pointer.unwrap().reference,
            receipt.reference
        );
    });
    assert_eq!(
        (hall.receipts().len(), hall.in_force(agency()).unwrap().0),
        (1, 5)
    );
}

#[test]
fn a_commit_after_the_end_of_its_own_lease_is_refused_and_tried_again() {
    let hall = Hall::new();
    hall.drop(barking(), "a.csv", &Sheet::agency().first(5).bytes(), 1);
    let clock = AtomicI64::new(10);
    let mut tries = 0;
    // The first try takes longer than its lease.
    let pause = || {
        tries += 1;
        if tries == 1 {
            clock.fetch_add(LEASE.as_secs(), Ordering::Relaxed);
        }
    };
    let receipt = receipt_of(answer(async {
        let waiting = hall.waiting().await;
        let clock = || at(clock.load(Ordering::Relaxed));
        hall.take_by(&clock, &hall.keys, &waiting[0], pause)
            .await
            .unwrap()
    }));
    assert_eq!((tries, receipt.decided), (2, at(10) + LEASE));
    assert_eq!(hall.receipts(), [receipt]);
}

#[test]
fn a_commit_after_another_ones_gets_the_receipt_that_stands() {
    let hall = Hall::new();
    hall.drop(barking(), "a.csv", &Sheet::agency().first(5).bytes(), 1);
    let (first, claimed, go_on) = pause();
    thread::scope(|scope| {
        let go_on = go_on;
        let early = scope.spawn(|| take(&hall, 10, Some(first)));
        claimed.recv().unwrap();
        let late = receipt_of(take(&hall, 10 + LEASE.as_secs(), None).unwrap());
        go_on.send(()).unwrap();
        let Ok(Taken::Decided(decided)) = early.join().unwrap() else {
            panic!("the second try gets another answer than the first");
        };
        assert_eq!(decided.receipt, late);
        assert!(decided.assessment.is_none());
        assert_eq!(hall.receipts(), [late]);
    });
    let copies = hall.datasets.inner().places();
    let copies = copies
        .iter()
        .filter(|place| matches!(place, Place::Receipt(..)));
    assert_eq!(copies.count(), 1);
}

#[test]
fn a_file_that_its_borough_takes_back_while_it_is_judged_decides_nothing() {
    let hall = Hall::new();
    let file = Sheet::agency().first(5).bytes();
    hall.drop(barking(), "a.csv", &file, 1);
    let (first, claimed, go_on) = pause();
    thread::scope(|scope| {
        let go_on = go_on;
        let working = scope.spawn(|| take(&hall, 10, Some(first)));
        claimed.recv().unwrap();
        let waiting = answer(hall.waiting());
        answer(hall.uploads.delete(&waiting[0], &sha256(&file))).unwrap();
        go_on.send(()).unwrap();
        assert!(matches!(working.join().unwrap(), Err(Failure::Changed)));
    });
    assert!(hall.receipts().is_empty() && hall.slots().is_empty());
}

type Act<'a> = Box<dyn FnMut() + Send + 'a>;

/// Keys that do something else first, each time the analytics key is opened: after the rules have
/// seen the slots, before the commit.
struct Interrupting<'a> {
    keys: &'a Hall,
    act: Mutex<Act<'a>>,
}

impl Keys for Interrupting<'_> {
    async fn versions(&self, purpose: KeyPurpose) -> Stored<Vec<KeyVersion>> {
        self.keys.keys.versions(purpose).await
    }

    async fn open<C: Capability>(&self, version: KeyVersion) -> Stored<C> {
        if C::PURPOSE == KeyPurpose::Analytics {
            // In a thread: a runtime cannot start inside another.
            thread::scope(|scope| {
                let acting = scope.spawn(|| (self.act.lock().unwrap())());
                acting.join().unwrap();
            });
        }
        self.keys.keys.open(version).await
    }
}

/// Takes in a file of five rows, received at 50; while it is judged, each of `others` is
/// sent and taken in, one at each try.
fn interrupted(hall: &Hall, others: &[(i64, usize)]) -> Result<Taken, Failure> {
    hall.drop(barking(), "own.csv", &Sheet::agency().first(5).bytes(), 50);
    let own = answer(hall.waiting()).pop().unwrap();
    let mut left = others.iter();
    let act: Act<'_> = Box::new(move || {
        if let Some((received, rows)) = left.next() {
            let other = Sheet::agency().first(*rows).bytes();
            hall.drop(barking(), "other.csv", &other, *received);
            let mut waiting = answer(hall.waiting()).into_iter();
            let other = waiting
                .find(|upload| upload.received == at(*received))
                .unwrap();
            let taken = hall.take(&hall.keys, &other, 60, || {});
            receipt_of(answer(taken).unwrap());
        }
    });
    let keys = Interrupting {
        keys: hall,
        act: Mutex::new(act),
    };
    answer(hall.take(&keys, &own, 60, || {}))
}

#[test]
fn a_slot_that_changed_while_a_file_was_judged_is_judged_again() {
    for (received, outcome, rows) in [(40, Outcome::Published, 5), (70, Outcome::Superseded, 7)] {
        let hall = Hall::new();
        let receipt = receipt_of(interrupted(&hall, &[(received, 7)]).unwrap());
        assert_eq!(receipt.outcome, outcome, "received at {received}");
        let (count, digest) = hall.in_force(agency()).unwrap();
        assert_eq!(count, rows, "received at {received}");
        assert!(hall.has(&Place::Slice(
            AgencyAssignments,
            quarter(),
            barking(),
            digest
        )));
        assert_eq!(hall.receipts().len(), 2);
        assert!(answer(hall.waiting()).is_empty());
    }
}

#[test]
fn a_file_that_is_overtaken_again_and_again_stays_for_the_next_run() {
    let hall = Hall::new();
    let others = [(41, 6), (42, 7), (43, 8), (44, 9), (45, 10)];
    assert!(matches!(
        interrupted(&hall, &others),
        Err(Failure::Contended)
    ));
    assert_eq!(hall.in_force(agency()).unwrap().0, 10);
    // The claim was given up: nobody waits for the lease.
    let [receipt] = hall.intake(61).try_into().unwrap();
    assert_eq!(receipt.outcome, Outcome::Published);
    assert_eq!(hall.in_force(agency()).unwrap().0, 5);
}
