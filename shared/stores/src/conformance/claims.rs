//! Claims.

use pledge::ledger::{Claimed, Committed};
use pledge::ports::Ledger;

use super::sample::{LEASE, at, attempt, claim, commit_of, pins, pointer, receipt, slot, upload};
use pledge::ledger::Change;
use pledge::receipt::Outcome;

pub(super) async fn check<L: Ledger>(make: &impl AsyncFn() -> L) {
    a_live_lease_keeps_others_out(&make().await).await;
    an_ended_lease_is_taken_over_with_the_first_pins(&make().await).await;
    a_claim_that_was_given_up_is_free(&make().await).await;
    an_upload_is_looked_up_without_a_claim(&make().await).await;
    an_old_token_decides_nothing(&make().await).await;
    a_decided_upload_is_answered_with_its_receipt(&make().await).await;
    open_claims_are_counted(&make().await).await;
}

async fn a_live_lease_keeps_others_out(ledger: &impl Ledger) {
    let first = claim(ledger, 1, 0).await;
    assert_eq!((first.token, first.until), (1, at(LEASE)));
    assert_eq!(first.pins, pins(28));
    let second = ledger
        .claim(upload(1), &pins(29), at(LEASE - 1), at(2 * LEASE))
        .await;
    assert_eq!(second.unwrap(), Claimed::Busy(at(LEASE)));
    // Another upload is another matter.
    assert_eq!(claim(ledger, 2, 0).await.token, 1);
}

async fn an_ended_lease_is_taken_over_with_the_first_pins(ledger: &impl Ledger) {
    claim(ledger, 1, 0).await;
    // A lease that ends at an instant is over at that instant.
    let taken = ledger
        .claim(upload(1), &pins(29), at(LEASE), at(2 * LEASE))
        .await;
    let Claimed::Granted(taken) = taken.unwrap() else {
        unreachable!("the lease has ended");
    };
    assert_eq!((taken.token, taken.until), (2, at(2 * LEASE)));
    assert_eq!(taken.pins, pins(28));
}

async fn a_claim_that_was_given_up_is_free(ledger: &impl Ledger) {
    let first = claim(ledger, 1, 0).await;
    ledger
        .release(upload(1), first.token + 1, at(1))
        .await
        .unwrap();
    let busy = ledger
        .claim(upload(1), &pins(28), at(1), at(2))
        .await
        .unwrap();
    assert_eq!(
        busy,
        Claimed::Busy(at(LEASE)),
        "another's token gives nothing up"
    );
    for (n, token) in [(1, first.token), (7, 1)] {
        ledger.release(upload(n), token, at(1)).await.unwrap();
    }
    let late = commit_of(first, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]);
    assert_eq!(ledger.commit(&late, at(1)).await.unwrap(), Committed::Stale);
    // The pins and the count of tokens stay until the claim is old, counted from its end.
    for (claims_before, token) in [(1, 2), (1 + LEASE, 3)] {
        ledger.forget(&[], at(0), at(claims_before)).await.unwrap();
        let now = at(claims_before);
        let next = ledger
            .claim(upload(1), &pins(29), now, at(claims_before + LEASE))
            .await;
        let Claimed::Granted(next) = next.unwrap() else {
            unreachable!("it was given up, or ended");
        };
        assert_eq!((next.token, next.pins), (token, pins(28)));
    }
    ledger.release(upload(1), 3, at(10)).await.unwrap();
    // A lease that ended before it was given up has ended when it ended.
    ledger.release(upload(1), 3, at(20)).await.unwrap();
    ledger.forget(&[], at(0), at(11)).await.unwrap();
    assert_eq!(claim(ledger, 1, 20).await.token, 1);
}

async fn an_upload_is_looked_up_without_a_claim(ledger: &impl Ledger) {
    assert_eq!(ledger.decided(upload(1)).await.unwrap(), None);
    let first = claim(ledger, 1, 0).await;
    assert_eq!(ledger.decided(upload(1)).await.unwrap(), None);
    let commit = commit_of(first, 1, &[]);
    ledger.commit(&commit, at(1)).await.unwrap();
    let standing = receipt(1, Outcome::Rejected, &[], 1);
    assert_eq!(ledger.decided(upload(1)).await.unwrap(), Some(standing));
    assert_eq!(ledger.decided(upload(2)).await.unwrap(), None);
    assert_eq!(claim(ledger, 2, 1).await.token, 1, "asking is no claim");
}

async fn an_old_token_decides_nothing(ledger: &impl Ledger) {
    let first = claim(ledger, 1, 0).await;
    let change = [(slot(0), None, Change::Point(pointer(1, 0)))];
    let mut commit = commit_of(first, 1, &change);
    assert_eq!(
        ledger.commit(&commit, at(LEASE)).await.unwrap(),
        Committed::Stale
    );
    let second = claim(ledger, 1, LEASE).await;
    // The old one within its lease by its own clock, and with the new one's lease.
    commit.claim.until = second.until;
    assert_eq!(
        ledger.commit(&commit, at(1)).await.unwrap(),
        Committed::Stale
    );
    assert_eq!(ledger.slot(slot(0)).await.unwrap().pointer, None);
    commit.claim = second;
    commit.attempt = attempt(1);
    assert_eq!(
        ledger.commit(&commit, at(LEASE + 1)).await.unwrap(),
        Committed::Done
    );
    // Nobody claimed this one.
    commit.claim.upload = upload(9);
    assert_eq!(
        ledger.commit(&commit, at(LEASE + 1)).await.unwrap(),
        Committed::Stale
    );
}

async fn a_decided_upload_is_answered_with_its_receipt(ledger: &impl Ledger) {
    let first = claim(ledger, 1, 0).await;
    let token = first.token;
    let commit = commit_of(first, 1, &[]);
    assert_eq!(
        ledger.commit(&commit, at(1)).await.unwrap(),
        Committed::Done
    );
    let standing = receipt(1, Outcome::Rejected, &[], 1);
    for now in [2, 2 * LEASE] {
        let again = ledger
            .claim(upload(1), &pins(28), at(now), at(now + LEASE))
            .await;
        assert_eq!(again.unwrap(), Claimed::Decided(Box::new(standing.clone())));
    }
    // What is decided cannot be given up.
    ledger.release(upload(1), token, at(2)).await.unwrap();
    let again = ledger
        .claim(upload(1), &pins(28), at(3), at(4))
        .await
        .unwrap();
    assert_eq!(again, Claimed::Decided(Box::new(standing)));
}

async fn open_claims_are_counted(ledger: &impl Ledger) {
    assert_eq!(ledger.claims_open(at(0)).await.unwrap(), 0);
    let one = claim(ledger, 1, 0).await;
    claim(ledger, 2, 10).await;
    assert_eq!(ledger.claims_open(at(10)).await.unwrap(), 2);
    assert_eq!(ledger.claims_open(at(LEASE)).await.unwrap(), 1);
    let decided = ledger
        .commit(&commit_of(one, 1, &[]), at(11))
        .await
        .unwrap();
    assert_eq!(decided, Committed::Done);
    assert_eq!(ledger.claims_open(at(12)).await.unwrap(), 1);
    ledger.release(upload(2), 1, at(12)).await.unwrap();
    assert_eq!(ledger.claims_open(at(12)).await.unwrap(), 0);
}
