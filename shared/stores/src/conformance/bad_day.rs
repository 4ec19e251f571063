//! Answers that get lost, and several at once.

use std::path::Path;

use pledge::audit::{Chain, Entry, Event};
use pledge::ledger::{Change, Claim, Claimed, Closed, Committed};
use pledge::ports::{Confirmed, Ledger, StoreError};
use pledge::receipt::Outcome;

use super::sample::{
    LEASE, at, attempt, borough, claim, closing, commit_of, digest, done, held, pins, pointer,
    reference, second_quarter, slot, upload,
};
use crate::failing::{Cue, Failing, Moment};
use crate::memory::MemoryLedger;
use crate::passing::answer;
use crate::sqlite::SqliteLedger;

/// Calls until there is an answer; the first is lost.
async fn persist<T>(cue: &Cue, moment: Moment, call: impl AsyncFn() -> Result<T, StoreError>) -> T {
    cue.fail(cue.calls() + 1, moment);
    let lost = call().await;
    assert!(matches!(lost, Err(StoreError::Unavailable(_))));
    call().await.ok().unwrap()
}

async fn nothing_happens_twice(ledger: impl Ledger, moment: Moment) {
    let ledger = Failing::new(ledger, Cue::new());
    let cue = ledger.cue().clone();
    let granted = persist(&cue, moment, async || {
        ledger.claim(upload(1), &pins(28), at(0), at(LEASE)).await
    });
    let token = match (granted.await, moment) {
        (Claimed::Granted(claim), Moment::Before) => claim.token,
        // The claim that nobody got runs out.
        (Claimed::Busy(until), Moment::After) => {
            assert_eq!(until, at(LEASE));
            claim(&ledger, 1, LEASE).await.token
        }
        (other, _) => panic!("{other:?}"),
    };
    let claimed = Claim {
        upload: upload(1),
        token,
        until: at(2 * LEASE),
        pins: pins(28),
    };
    let change = Change::Hold(held(1, 0, 1));
    let commit = commit_of(claimed, 1, &[(slot(0), None, change)]);
    let committed = persist(&cue, moment, async || {
        ledger.commit(&commit, at(LEASE - 1)).await
    });
    assert_eq!(committed.await, Committed::Done);
    let confirmed = persist(&cue, moment, async || {
        ledger.confirm(reference(1), at(9)).await
    });
    assert!(matches!(confirmed.await, Confirmed::Done(_)));
    let standing = ledger
        .standing(slot(0).kind, slot(0).quarter)
        .await
        .unwrap();
    assert_eq!(standing.generation, 1);
    assert_eq!(ledger.unsealed().await.unwrap().len(), 2);
    let receipts = ledger.receipts(None, 9).await.unwrap();
    let outcomes: Vec<_> = receipts.iter().map(|receipt| receipt.outcome).collect();
    assert_eq!(outcomes, [Outcome::Published]);

    done(
        &ledger,
        2,
        &[(slot(0), Some(1), Change::Hold(held(2, 5, 6)))],
    )
    .await;
    persist(&cue, moment, async || ledger.lapse(at(7), at(10)).await).await;
    assert_eq!(ledger.unsealed().await.unwrap().len(), 4);
    assert_eq!(
        ledger.receipt(reference(2)).await.unwrap().outcome,
        Outcome::Rejected
    );

    let closing = closing(1, &[(slot(0), digest(1))]);
    let closed = persist(&cue, moment, async || ledger.close(&closing, at(11)).await);
    assert_eq!(closed.await, Closed::Done);
    let released = |entry: &&Entry| matches!(entry.event, Event::Released { .. });
    let entries = ledger.unsealed().await.unwrap();
    assert_eq!(entries.iter().filter(released).count(), 1);
}

#[test]
fn an_answer_that_is_lost_makes_nothing_happen_twice() {
    for moment in [Moment::Before, Moment::After] {
        answer(nothing_happens_twice(MemoryLedger::new(), moment));
        let home = tempfile::tempdir().unwrap();
        answer(nothing_happens_twice(
            SqliteLedger::open(home.path()).unwrap(),
            moment,
        ));
    }
}

/// What each of eight writers, with a handle of its own, comes to.
fn race<T: Send>(home: &Path, writer: impl Fn(SqliteLedger, u8) -> T + Sync) -> Vec<T> {
    let writer = &writer;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=8)
            .map(|n| scope.spawn(move || writer(SqliteLedger::open(home).unwrap(), n)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

#[test]
fn of_commits_at_once_to_one_slot_one_wins() {
    let home = tempfile::tempdir().unwrap();
    let committed = race(home.path(), |ledger, n| {
        answer(async {
            let claim = claim(&ledger, n, 0).await;
            let point = Change::Point(pointer(n, i64::from(n)));
            let both = [(slot(0), None, point), (slot(1), None, point)];
            ledger
                .commit(&commit_of(claim, n, &both), at(1))
                .await
                .unwrap()
        })
    });
    let won = committed
        .iter()
        .filter(|answer| **answer == Committed::Done)
        .count();
    let lost = committed
        .iter()
        .filter(|answer| **answer == Committed::Stale)
        .count();
    assert_eq!((won, lost), (1, 7));
    let ledger = SqliteLedger::open(home.path()).unwrap();
    answer(async {
        let one = ledger.slot(slot(0)).await.unwrap();
        assert_eq!(one, ledger.slot(slot(1)).await.unwrap());
        let winner = committed
            .iter()
            .position(|answer| *answer == Committed::Done)
            .unwrap();
        let winner = attempt(u8::try_from(winner + 1).unwrap());
        assert_eq!(one.pointer.unwrap().attempt, winner);
        assert_eq!(ledger.unsealed().await.unwrap().len(), 1);
    });
}

#[test]
fn of_claims_at_once_on_one_upload_one_is_granted() {
    let home = tempfile::tempdir().unwrap();
    let claimed = race(home.path(), |ledger, _| {
        answer(ledger.claim(upload(1), &pins(28), at(0), at(LEASE))).unwrap()
    });
    let granted = |answer: &&Claimed| matches!(answer, Claimed::Granted(_));
    assert_eq!(claimed.iter().filter(granted).count(), 1);
    assert!(
        claimed
            .iter()
            .all(|answer| granted(&answer) || *answer == Claimed::Busy(at(LEASE)))
    );
}

#[test]
fn of_attempts_at_once_on_one_claim_one_decides() {
    let home = tempfile::tempdir().unwrap();
    let claim = answer(async {
        let ledger = SqliteLedger::open(home.path()).unwrap();
        claim(&ledger, 1, 0).await
    });
    let committed = race(home.path(), |ledger, n| {
        let mut commit = commit_of(claim.clone(), 1, &[]);
        commit.attempt = attempt(n);
        commit.receipt.reference = reference(n);
        answer(ledger.commit(&commit, at(1))).unwrap()
    });
    let winner = committed
        .iter()
        .position(|answer| *answer == Committed::Done)
        .unwrap();
    let winner = reference(u8::try_from(winner + 1).unwrap());
    let mut done = 0;
    for answer in committed {
        match answer {
            Committed::Done => done += 1,
            Committed::Decided(receipt) => assert_eq!(receipt.reference, winner),
            Committed::Stale => panic!("the claim was good"),
        }
    }
    assert_eq!(done, 1);
}

#[test]
fn entries_written_at_once_are_numbered_without_gaps() {
    let home = tempfile::tempdir().unwrap();
    race(home.path(), |ledger, n| {
        for round in 0..10 {
            answer(async {
                let chain = Chain::Authority(borough(0));
                let event = super::sample::event(n, Outcome::Published);
                ledger.record(chain, &event, at(round)).await.unwrap();
            });
        }
    });
    let ledger = SqliteLedger::open(home.path()).unwrap();
    let entries = answer(ledger.unsealed()).unwrap();
    let numbers: Vec<_> = entries.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, (1..=80).collect::<Vec<_>>());
}

#[test]
fn of_closings_at_once_one_stands() {
    let home = tempfile::tempdir().unwrap();
    let closed = race(home.path(), |ledger, n| {
        answer(ledger.close(&closing(n, &[]), at(1))).unwrap()
    });
    let ledger = SqliteLedger::open(home.path()).unwrap();
    let stands = answer(ledger.closing(second_quarter())).unwrap().unwrap();
    let already = Closed::Already(Box::new(stands));
    let won = closed.iter().filter(|answer| **answer == Closed::Done);
    assert_eq!(won.count(), 1);
    let lost = closed.iter().filter(|answer| **answer == already);
    assert_eq!(lost.count(), 7);
    assert_eq!(answer(ledger.unsealed()).unwrap().len(), 1);
}
