//! Held submissions.

use jiff::Timestamp;
use pledge::audit::{Chain, Event};
use pledge::borough::Borough;
use pledge::ledger::{Change, Committed, Pointer, Slot};
use pledge::ports::{Confirmed, Ledger};
use pledge::receipt::{Outcome, ReceiptRef};

use super::sample::{
    at, borough, decide, digest, done, held, order, pointer, receipt, reference, slot, weighed,
};

pub(super) async fn check<L: Ledger>(make: &impl AsyncFn() -> L) {
    a_held_submission_waits_beside_what_is_in_force(&make().await).await;
    a_confirmed_submission_is_in_force(&make().await).await;
    only_what_waits_is_confirmed(&make().await).await;
    a_newer_submission_overtakes_one_that_waits(&make().await).await;
    an_older_one_leaves_it_waiting_but_it_has_to_be_sent_again(&make().await).await;
    what_is_in_force_sent_again_leaves_it_to_be_confirmed(&make().await).await;
    a_joint_file_is_confirmed_only_if_each_slot_is_as_it_was(&make().await).await;
    the_newest_of_two_that_wait_waits(&make().await).await;
    what_nobody_confirms_is_rejected(&make().await).await;
    a_joint_file_is_confirmed_whole(&make().await).await;
    a_joint_file_is_rejected_whole(&make().await).await;
    a_joint_file_that_was_overtaken_in_part_is_confirmed_in_part(&make().await).await;
}

async fn outcome(ledger: &impl Ledger, n: u8) -> Outcome {
    ledger.receipt(reference(n)).await.unwrap().outcome
}

async fn generation(ledger: &impl Ledger, slot: Slot) -> u64 {
    let standing = ledger.standing(slot.kind, slot.quarter).await.unwrap();
    standing.generation
}

async fn confirmed(ledger: &impl Ledger, reference: ReceiptRef) -> Confirmed {
    ledger.confirm(reference, at(100)).await.unwrap()
}

async fn a_held_submission_waits_beside_what_is_in_force(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    done(
        ledger,
        2,
        &[(slot(0), Some(1), Change::Hold(held(2, 10, 11)))],
    )
    .await;
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!(state.pointer, Some(pointer(1, 0)));
    assert_eq!(state.held, Some(weighed(1, &held(2, 10, 11))));
    assert_eq!(outcome(ledger, 2).await, Outcome::Held);
}

async fn a_confirmed_submission_is_in_force(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    done(
        ledger,
        2,
        &[(slot(0), Some(1), Change::Hold(held(2, 10, 11)))],
    )
    .await;
    let published = receipt(2, Outcome::Published, &[slot(0)], 2);
    // A second confirmation, after a lost answer, is answered like the first.
    for _ in 0..2 {
        let answer = confirmed(ledger, reference(2)).await;
        assert_eq!(answer, Confirmed::Done(Box::new(published.clone())));
        let state = ledger.slot(slot(0)).await.unwrap();
        assert_eq!((state.pointer, state.held), (Some(pointer(2, 10)), None));
        assert_eq!(generation(ledger, slot(0)).await, 2);
        assert_eq!(ledger.receipt(reference(2)).await.unwrap(), published);
        let entries = ledger.unsealed().await.unwrap();
        assert_eq!(entries.len(), 3);
        let event = Event::Confirmed {
            reference: reference(2),
        };
        assert_eq!(entries[2].event, event);
        assert_eq!(
            (entries[2].chain, entries[2].number),
            (Chain::Authority(borough(0)), 3)
        );
        assert_eq!(entries[2].at, at(100));
    }
    let named = ledger.named().await.unwrap();
    assert_eq!(named.superseded.get(&(slot(0), digest(1))), Some(&at(100)));
}

async fn only_what_waits_is_confirmed(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    for n in [1, 9] {
        assert_eq!(
            confirmed(ledger, reference(n)).await,
            Confirmed::NotHeld,
            "{n}"
        );
    }
    assert_eq!(ledger.unsealed().await.unwrap().len(), 1);
}

async fn a_newer_submission_overtakes_one_that_waits(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Hold(held(1, 10, 11)))]).await;
    done(ledger, 2, &[(slot(0), None, Change::Point(pointer(2, 20)))]).await;
    assert_eq!(ledger.slot(slot(0)).await.unwrap().held, None);
    let overtaken = receipt(1, Outcome::Superseded, &[slot(0)], 1);
    assert_eq!(ledger.receipt(reference(1)).await.unwrap(), overtaken);
    assert_eq!(confirmed(ledger, reference(1)).await, Confirmed::Superseded);
    assert_eq!(
        ledger.slot(slot(0)).await.unwrap().pointer,
        Some(pointer(2, 20))
    );
    assert!(ledger.lapse(at(100), at(101)).await.unwrap().is_empty());
    assert_eq!(
        displaced(ledger).await,
        [(3, at(2), reference(1), borough(0))]
    );
}

/// The entries about parts that were displaced, by number, with the instant.
async fn displaced(ledger: &impl Ledger) -> Vec<(u64, Timestamp, ReceiptRef, Borough)> {
    let mut found = Vec::new();
    for entry in ledger.unsealed().await.unwrap() {
        assert_eq!(
            entry.chain,
            Chain::Authority(borough(0)),
            "of the folder's chain"
        );
        if let Event::Displaced {
            reference,
            authority,
        } = entry.event
        {
            found.push((entry.number, entry.at, reference, authority));
        }
    }
    found
}

async fn an_older_one_leaves_it_waiting_but_it_has_to_be_sent_again(ledger: &impl Ledger) {
    done(ledger, 2, &[(slot(0), None, Change::Hold(held(2, 20, 21)))]).await;
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 10)))]).await;
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!(state.held, Some(held(2, 20, 21)));
    // It was weighed against an empty slot, and would withdraw what nobody has seen.
    for _ in 0..2 {
        assert_eq!(confirmed(ledger, reference(2)).await, Confirmed::Superseded);
        let state = ledger.slot(slot(0)).await.unwrap();
        assert_eq!((state.pointer, state.held), (Some(pointer(1, 10)), None));
    }
    assert_eq!(outcome(ledger, 2).await, Outcome::Superseded);
    assert_eq!(
        displaced(ledger).await,
        [(3, at(100), reference(2), borough(0))]
    );
}

async fn what_is_in_force_sent_again_leaves_it_to_be_confirmed(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    let hold = Change::Hold(held(2, 20, 21));
    done(ledger, 2, &[(slot(0), Some(1), hold)]).await;
    // An older upload that says the same as what is in force: its order moves, not its attempt.
    let same = Pointer {
        order: order(3, 10),
        reference: reference(3),
        ..pointer(1, 0)
    };
    done(ledger, 3, &[(slot(0), Some(1), Change::Point(same))]).await;
    let answer = confirmed(ledger, reference(2)).await;
    assert!(matches!(answer, Confirmed::Done(_)), "{answer:?}");
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!(state.pointer, Some(pointer(2, 20)));
}

async fn a_joint_file_is_confirmed_only_if_each_slot_is_as_it_was(ledger: &impl Ledger) {
    hold_jointly(ledger).await;
    let older = Pointer {
        order: order(2, 5),
        ..pointer(2, 5)
    };
    done(ledger, 2, &[(slot(1), None, Change::Point(older))]).await;
    assert_eq!(confirmed(ledger, reference(1)).await, Confirmed::Superseded);
    let states = [
        ledger.slot(slot(0)).await.unwrap(),
        ledger.slot(slot(1)).await.unwrap(),
    ];
    assert!(states.iter().all(|state| state.held.is_none()));
    assert_eq!(states.map(|state| state.pointer), [None, Some(older)]);
}

async fn the_newest_of_two_that_wait_waits(ledger: &impl Ledger) {
    done(ledger, 2, &[(slot(0), None, Change::Hold(held(2, 20, 21)))]).await;
    let older = [(slot(0), None, Change::Hold(held(1, 10, 22)))];
    assert_eq!(decide(ledger, 1, &older).await, Committed::Stale);
    done(ledger, 3, &[(slot(0), None, Change::Hold(held(3, 30, 31)))]).await;
    assert_eq!(
        ledger.slot(slot(0)).await.unwrap().held,
        Some(held(3, 30, 31))
    );
    assert_eq!(outcome(ledger, 2).await, Outcome::Superseded);
    assert_eq!(outcome(ledger, 3).await, Outcome::Held);
    assert_eq!(confirmed(ledger, reference(2)).await, Confirmed::Superseded);
    assert_eq!(
        displaced(ledger).await,
        [(3, at(3), reference(2), borough(0))]
    );
}

async fn what_nobody_confirms_is_rejected(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Hold(held(1, 10, 11)))]).await;
    done(ledger, 2, &[(slot(1), None, Change::Hold(held(2, 20, 21)))]).await;
    // What has waited since the limit itself has not waited too long.
    assert!(ledger.lapse(at(11), at(50)).await.unwrap().is_empty());
    let rejected = receipt(1, Outcome::Rejected, &[slot(0)], 1);
    let lapsed = ledger.lapse(at(12), at(50)).await.unwrap();
    assert_eq!(lapsed, std::slice::from_ref(&rejected));
    assert!(ledger.lapse(at(12), at(51)).await.unwrap().is_empty());
    assert_eq!(ledger.receipt(reference(1)).await.unwrap(), rejected);
    let state = ledger.slot(slot(0)).await.unwrap();
    assert_eq!((state.pointer, state.held), (None, None));
    assert_eq!(state.refused, Some((at(10), reference(1))));
    assert!(ledger.slot(slot(1)).await.unwrap().held.is_some());
    assert_eq!(confirmed(ledger, reference(1)).await, Confirmed::NotHeld);
    let entries = ledger.unsealed().await.unwrap();
    let lapsed = Event::Lapsed {
        reference: reference(1),
    };
    assert_eq!((entries.len(), &entries[2].event), (3, &lapsed));
}

async fn hold_jointly(ledger: &impl Ledger) {
    let both = [0, 1].map(|n| (slot(n), None, Change::Hold(held(1, 10, 11))));
    done(ledger, 1, &both).await;
}

async fn a_joint_file_is_confirmed_whole(ledger: &impl Ledger) {
    hold_jointly(ledger).await;
    let published = receipt(1, Outcome::Published, &[slot(0), slot(1)], 1);
    let answer = confirmed(ledger, reference(1)).await;
    assert_eq!(answer, Confirmed::Done(Box::new(published)));
    for n in [0, 1] {
        let state = ledger.slot(slot(n)).await.unwrap();
        assert_eq!((state.pointer, state.held), (Some(pointer(1, 10)), None));
    }
    assert_eq!(generation(ledger, slot(0)).await, 2);
    assert_eq!(ledger.unsealed().await.unwrap().len(), 2);
}

async fn a_joint_file_is_rejected_whole(ledger: &impl Ledger) {
    hold_jointly(ledger).await;
    let rejected = receipt(1, Outcome::Rejected, &[slot(0), slot(1)], 1);
    assert_eq!(ledger.lapse(at(12), at(50)).await.unwrap(), [rejected]);
    for n in [0, 1] {
        let state = ledger.slot(slot(n)).await.unwrap();
        assert_eq!(state.held, None);
        assert_eq!(state.refused, Some((at(10), reference(1))));
    }
    assert_eq!(ledger.unsealed().await.unwrap().len(), 2);
}

async fn a_joint_file_that_was_overtaken_in_part_is_confirmed_in_part(ledger: &impl Ledger) {
    hold_jointly(ledger).await;
    done(ledger, 2, &[(slot(0), None, Change::Point(pointer(2, 20)))]).await;
    let parts = |receipt: pledge::receipt::Receipt| -> Vec<Outcome> {
        receipt.slots.iter().map(|slot| slot.outcome).collect()
    };
    let waiting = ledger.receipt(reference(1)).await.unwrap();
    assert_eq!(waiting.outcome, Outcome::Held);
    assert_eq!(parts(waiting), [Outcome::Superseded, Outcome::Held]);
    let Confirmed::Done(receipt) = confirmed(ledger, reference(1)).await else {
        unreachable!("a part still waits");
    };
    let counting: Vec<u32> = receipt.slots.iter().map(|slot| slot.rows).collect();
    assert_eq!(counting, [0, 1]);
    assert_eq!(parts(*receipt), [Outcome::Superseded, Outcome::Published]);
    assert_eq!(
        displaced(ledger).await,
        [(3, at(2), reference(1), borough(0))]
    );
    assert_eq!(
        ledger.slot(slot(0)).await.unwrap().pointer,
        Some(pointer(2, 20))
    );
    assert_eq!(
        ledger.slot(slot(1)).await.unwrap().pointer,
        Some(pointer(1, 10))
    );
}
