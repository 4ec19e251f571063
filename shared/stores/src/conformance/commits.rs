//! The one commit: all or nothing, once, and by order.

use pledge::ledger::{Change, Committed, Slot, SlotState};
use pledge::ports::{Ledger, StoreError};
use pledge::quarter::Quarter;
use pledge::receipt::Outcome;
use pledge::returns::Return;

use super::sample::{
    at, attempt, claim, commit_of, decide, digest, done, held, leavers, order, pointer, receipt,
    reference, second_quarter, slot,
};

pub(super) async fn check<L: Ledger>(make: &impl AsyncFn() -> L) {
    a_commit_makes_everything_visible(&make().await).await;
    the_same_attempt_twice_is_done_once(&make().await).await;
    the_first_attempt_decides(&make().await).await;
    an_older_submission_never_takes_a_place(&make().await).await;
    what_the_rules_did_not_see_makes_a_commit_stale(&make().await).await;
    all_slots_change_or_none(&make().await).await;
    only_what_counts_moves_the_generation(&make().await).await;
    the_newest_refusal_is_remembered(&make().await).await;
    a_reference_is_given_once(&make().await).await;
    quarters_and_standings_hold_every_outcome(&make().await).await;
    receipts_come_newest_first(&make().await).await;
}

async fn generation(ledger: &impl Ledger, slot: Slot) -> u64 {
    let standing = ledger.standing(slot.kind, slot.quarter).await.unwrap();
    standing.generation
}

async fn a_commit_makes_everything_visible(ledger: &impl Ledger) {
    assert_eq!(ledger.slot(slot(0)).await.unwrap(), SlotState::default());
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!(state.pointer, Some(pointer(1, 0)));
    assert_eq!((state.held, state.refused), (None, None));
    let published = receipt(1, Outcome::Published, &[slot(0)], 1);
    assert_eq!(ledger.receipt(reference(1)).await.unwrap(), published);
    assert_eq!(ledger.unsealed().await.unwrap().len(), 1);
    let absent = ledger.receipt(reference(2)).await;
    assert!(matches!(absent, Err(StoreError::Absent)));
}

async fn the_same_attempt_twice_is_done_once(ledger: &impl Ledger) {
    let claim = claim(ledger, 1, 0).await;
    let commit = commit_of(claim, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]);
    // Also when the lease has ended, and when somebody else is in force by then.
    for now in [1, 2, 100_000] {
        let answer = ledger.commit(&commit, at(now)).await.unwrap();
        assert_eq!(answer, Committed::Done, "{now}");
    }
    done(
        ledger,
        2,
        &[(slot(0), Some(1), Change::Point(pointer(2, 1)))],
    )
    .await;
    assert_eq!(
        ledger.commit(&commit, at(5)).await.unwrap(),
        Committed::Done
    );
    assert_eq!(ledger.unsealed().await.unwrap().len(), 2);
    assert_eq!(generation(ledger, slot(0)).await, 2);
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!(state.pointer, Some(pointer(2, 1)));
}

async fn the_first_attempt_decides(ledger: &impl Ledger) {
    let claim = claim(ledger, 1, 0).await;
    let mut commit = commit_of(claim, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]);
    assert_eq!(
        ledger.commit(&commit, at(1)).await.unwrap(),
        Committed::Done
    );
    commit.attempt = attempt(9);
    commit.receipt.reference = reference(9);
    let standing = receipt(1, Outcome::Published, &[slot(0)], 1);
    let answer = ledger.commit(&commit, at(2)).await.unwrap();
    assert_eq!(answer, Committed::Decided(Box::new(standing)));
}

async fn an_older_submission_never_takes_a_place(ledger: &impl Ledger) {
    done(ledger, 5, &[(slot(0), None, Change::Point(pointer(5, 50)))]).await;
    let mut as_old = pointer(6, 50);
    as_old.order = order(5, 50);
    let mut by_content = pointer(7, 50);
    by_content.order = order(4, 50);
    for (n, older) in [(8, pointer(8, 49)), (6, as_old), (7, by_content)] {
        let hold = Change::Hold(pledge::ledger::Held {
            pointer: older,
            seen: None,
            since: at(60),
        });
        for (n, change) in [(n, Change::Point(older)), (n + 10, hold)] {
            let answer = decide(ledger, n, &[(slot(0), Some(5), change)]).await;
            assert_eq!(answer, Committed::Stale, "{n}");
        }
    }
    let before = ledger.slot(slot(0)).await.unwrap();
    done(ledger, 9, &[(slot(0), Some(5), Change::Supersede)]).await;
    assert_eq!(ledger.slot(slot(0)).await.unwrap(), before);
    // Of two received at one instant, the greater content is the later.
    done(
        ledger,
        10,
        &[(slot(0), Some(5), Change::Point(pointer(10, 50)))],
    )
    .await;
}

async fn what_the_rules_did_not_see_makes_a_commit_stale(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    let changes = [
        Change::Point(pointer(2, 10)),
        Change::Hold(held(2, 10, 11)),
        Change::Refuse(order(2, 10)),
        Change::Supersede,
    ];
    for (n, change) in (2..).zip(changes) {
        for (n, seen) in [(n, None), (n + 10, Some(7))] {
            let answer = decide(ledger, n, &[(slot(0), seen, change)]).await;
            assert_eq!(answer, Committed::Stale, "{change:?} {seen:?}");
        }
    }
    let answer = decide(ledger, 30, &[(slot(1), Some(1), Change::Supersede)]).await;
    assert_eq!(answer, Committed::Stale);
    assert_eq!(ledger.unsealed().await.unwrap().len(), 1);
}

async fn all_slots_change_or_none(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(1), None, Change::Point(pointer(1, 50)))]).await;
    let both = [
        (slot(0), None, Change::Point(pointer(2, 10))),
        (slot(1), Some(1), Change::Point(pointer(2, 10))),
    ];
    assert_eq!(decide(ledger, 2, &both).await, Committed::Stale);
    assert_eq!(ledger.slot(slot(0)).await.unwrap(), SlotState::default());
    assert_eq!(generation(ledger, slot(0)).await, 1);
    assert!(ledger.receipt(reference(2)).await.is_err());
    let both = [
        (slot(0), None, Change::Point(pointer(3, 60))),
        (slot(1), Some(1), Change::Point(pointer(3, 60))),
    ];
    done(ledger, 3, &both).await;
    for n in [0, 1] {
        let state = ledger.slot(slot(n)).await.unwrap();
        assert_eq!(state.pointer, Some(pointer(3, 60)));
    }
    assert_eq!(generation(ledger, slot(0)).await, 3);
    // One slot twice is no decision.
    let claim = claim(ledger, 4, 0).await;
    let twice = [(slot(2), None, Change::Point(pointer(4, 60))); 2];
    let answer = ledger.commit(&commit_of(claim, 4, &twice), at(1)).await;
    assert!(matches!(answer, Err(StoreError::Conflict)));
    assert_eq!(ledger.slot(slot(2)).await.unwrap(), SlotState::default());
}

async fn only_what_counts_moves_the_generation(ledger: &impl Ledger) {
    assert_eq!(generation(ledger, slot(0)).await, 0);
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    assert_eq!(generation(ledger, slot(0)).await, 1);
    // Unchanged: the order and the receipt move on, what counts does not.
    let mut unchanged = pointer(1, 10);
    unchanged.reference = reference(2);
    done(ledger, 2, &[(slot(0), Some(1), Change::Point(unchanged))]).await;
    assert_eq!(generation(ledger, slot(0)).await, 1);
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!(state.pointer, Some(unchanged));
    let between = Change::Point(pointer(3, 5));
    assert_eq!(
        decide(ledger, 3, &[(slot(0), Some(1), between)]).await,
        Committed::Stale
    );
    // The same slice with other counts is another statement.
    let mut counted = unchanged;
    counted.order = order(4, 20);
    counted.facts.nil = true;
    done(ledger, 4, &[(slot(0), Some(1), Change::Point(counted))]).await;
    assert_eq!(generation(ledger, slot(0)).await, 2);
    assert!(ledger.named().await.unwrap().superseded.is_empty());
    done(
        ledger,
        5,
        &[(slot(0), Some(1), Change::Hold(held(5, 30, 31)))],
    )
    .await;
    done(
        ledger,
        6,
        &[(slot(0), Some(1), Change::Refuse(order(6, 40)))],
    )
    .await;
    assert_eq!(generation(ledger, slot(0)).await, 2);
    // Leavers have a generation without a quarter, and other returns have their own.
    done(
        ledger,
        7,
        &[(leavers(0), None, Change::Point(pointer(7, 0)))],
    )
    .await;
    assert_eq!(generation(ledger, leavers(0)).await, 1);
    assert_eq!(generation(ledger, slot(0)).await, 2);
    done(
        ledger,
        8,
        &[(slot(0), Some(1), Change::Point(pointer(8, 50)))],
    )
    .await;
    assert_eq!(generation(ledger, slot(0)).await, 3);
    let named = ledger.named().await.unwrap();
    assert_eq!(
        named.superseded.into_iter().collect::<Vec<_>>(),
        [((slot(0), digest(1)), at(8))]
    );
}

async fn the_newest_refusal_is_remembered(ledger: &impl Ledger) {
    for (n, received, newest) in [(2, 20, 2), (1, 10, 2), (3, 30, 3)] {
        done(
            ledger,
            n,
            &[(slot(0), None, Change::Refuse(order(n, received)))],
        )
        .await;
        let state = ledger.slot(slot(0)).await.unwrap();
        let received = at(i64::from(newest) * 10);
        assert_eq!(state.refused, Some((received, reference(newest))), "{n}");
        assert_eq!((state.pointer, state.held), (None, None));
    }
    // What is in force stays.
    done(ledger, 4, &[(slot(0), None, Change::Point(pointer(4, 40)))]).await;
    done(
        ledger,
        5,
        &[(slot(0), Some(4), Change::Refuse(order(5, 50)))],
    )
    .await;
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!(state.pointer, Some(pointer(4, 40)));
    assert_eq!(state.refused, Some((at(50), reference(5))));
}

async fn a_reference_is_given_once(ledger: &impl Ledger) {
    done(ledger, 1, &[]).await;
    let claim = claim(ledger, 2, 0).await;
    let mut commit = commit_of(claim, 2, &[]);
    commit.receipt.reference = reference(1);
    let answer = ledger.commit(&commit, at(1)).await;
    assert!(matches!(answer, Err(StoreError::Conflict)));
    commit.receipt.reference = reference(2);
    assert_eq!(
        ledger.commit(&commit, at(1)).await.unwrap(),
        Committed::Done
    );
}

async fn quarters_and_standings_hold_every_outcome(ledger: &impl Ledger) {
    let next = Quarter::new(2026, 3).unwrap();
    let third = Slot {
        quarter: Some(next),
        ..slot(2)
    };
    done(ledger, 1, &[(third, None, Change::Refuse(order(1, 0)))]).await;
    done(ledger, 2, &[(slot(20), None, Change::Point(pointer(2, 0)))]).await;
    done(ledger, 3, &[(slot(3), None, Change::Hold(held(3, 0, 1)))]).await;
    done(
        ledger,
        4,
        &[(leavers(5), None, Change::Point(pointer(4, 0)))],
    )
    .await;
    let assignments = ledger.quarters(Return::AgencyAssignments).await.unwrap();
    assert_eq!(assignments, [second_quarter(), next]);
    assert!(
        ledger
            .quarters(Return::PermanentLeavers)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        ledger
            .quarters(Return::WorkforceSnapshot)
            .await
            .unwrap()
            .is_empty()
    );
    let standing = ledger
        .standing(Return::AgencyAssignments, Some(second_quarter()))
        .await;
    let standing = standing.unwrap();
    let slots: Vec<Slot> = standing.slots.iter().map(|(slot, _)| *slot).collect();
    assert_eq!(slots, [slot(3), slot(20)], "by authority");
    for (slot, state) in standing.slots {
        assert_eq!(ledger.slot(slot).await.unwrap(), state);
    }
    let of_leavers = ledger
        .standing(Return::PermanentLeavers, None)
        .await
        .unwrap();
    assert_eq!((of_leavers.generation, of_leavers.slots.len()), (1, 1));
}

async fn receipts_come_newest_first(ledger: &impl Ledger) {
    for n in [3, 1, 2] {
        done(ledger, n, &[]).await;
    }
    let claim = claim(ledger, 4, 0).await;
    let mut other = commit_of(claim, 4, &[]);
    other.receipt.folder = super::sample::borough(1);
    assert_eq!(ledger.commit(&other, at(9)).await.unwrap(), Committed::Done);
    for (folder, most, expected) in [
        (None, 9, vec![4, 3, 2, 1]),
        (None, 2, vec![4, 3]),
        (Some(0), 9, vec![3, 2, 1]),
        (Some(1), 9, vec![4]),
        (Some(2), 9, vec![]),
        (None, 0, vec![]),
    ] {
        let receipts = ledger
            .receipts(folder.map(super::sample::borough), most)
            .await
            .unwrap();
        let found: Vec<_> = receipts.iter().map(|receipt| receipt.reference).collect();
        let expected: Vec<_> = expected.into_iter().map(reference).collect();
        assert_eq!(found, expected, "{folder:?} {most}");
    }
}
