//! What the collector asks, and what it makes the ledger forget.

use jiff::Timestamp;
use pledge::ledger::{Change, Claimed};
use pledge::ports::{Ledger, StoreError};

use super::sample::{
    LEASE, at, borough, claim, commit_of, digest, done, held, order, pins, pointer, reference,
    slot, upload,
};

pub(super) async fn check<L: Ledger>(make: &impl AsyncFn() -> L) {
    everything_that_counts_is_named(&make().await).await;
    a_slice_that_counts_again_is_not_superseded(&make().await).await;
    a_slice_that_waits_is_not_superseded(&make().await).await;
    what_is_forgotten_is_not_named(&make().await).await;
    a_report_of_two_receipts_is_kept_for_the_later(&make().await).await;
}

async fn everything_that_counts_is_named(ledger: &impl Ledger) {
    let named = ledger.named().await.unwrap();
    assert!(named.slices.is_empty() && named.receipts.is_empty());
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    done(
        ledger,
        2,
        &[(slot(0), Some(1), Change::Point(pointer(2, 10)))],
    )
    .await;
    done(
        ledger,
        3,
        &[(slot(0), Some(2), Change::Hold(held(3, 20, 21)))],
    )
    .await;
    done(ledger, 4, &[(slot(1), None, Change::Refuse(order(4, 0)))]).await;
    let named = ledger.named().await.unwrap();
    let slices: Vec<_> = named.slices.into_iter().collect();
    assert_eq!(slices, [(slot(0), digest(2)), (slot(0), digest(3))]);
    let superseded: Vec<_> = named.superseded.into_iter().collect();
    assert_eq!(superseded, [((slot(0), digest(1)), at(2))]);
    let receipts: Vec<_> = named.receipts.into_iter().collect();
    let expected = [1, 2, 3, 4].map(|n| ((borough(0), reference(n)), at(i64::from(n))));
    assert_eq!(receipts, expected);
    let reports: Vec<_> = named.reports.into_iter().collect();
    let expected = [1, 2, 3, 4].map(|n| ((borough(0), digest(n)), at(i64::from(n))));
    assert_eq!(reports, expected);
}

async fn a_slice_that_counts_again_is_not_superseded(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    done(
        ledger,
        2,
        &[(slot(0), Some(1), Change::Point(pointer(2, 10)))],
    )
    .await;
    let mut again = pointer(3, 20);
    again.digest = digest(1);
    done(ledger, 3, &[(slot(0), Some(2), Change::Point(again))]).await;
    let named = ledger.named().await.unwrap();
    assert!(named.slices.contains(&(slot(0), digest(1))));
    let superseded: Vec<_> = named.superseded.into_iter().collect();
    assert_eq!(superseded, [((slot(0), digest(2)), at(3))]);
}

async fn a_slice_that_waits_is_not_superseded(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    done(
        ledger,
        2,
        &[(slot(0), Some(1), Change::Point(pointer(2, 10)))],
    )
    .await;
    let mut waiting = held(3, 20, 21);
    waiting.pointer.digest = digest(1);
    done(ledger, 3, &[(slot(0), Some(2), Change::Hold(waiting))]).await;
    let named = ledger.named().await.unwrap();
    assert!(named.slices.contains(&(slot(0), digest(1))));
    assert!(named.superseded.is_empty());
}

async fn what_is_forgotten_is_not_named(ledger: &impl Ledger) {
    for n in 1..4 {
        let seen = (n > 1).then(|| n - 1);
        let change = Change::Point(pointer(n, i64::from(n)));
        done(ledger, n, &[(slot(0), seen, change)]).await;
    }
    claim(ledger, 9, 0).await;
    ledger
        .forget(
            &[(slot(0), digest(1)), (slot(5), digest(2))],
            Timestamp::MIN,
            Timestamp::MIN,
        )
        .await
        .unwrap();
    let named = ledger.named().await.unwrap();
    let superseded: Vec<_> = named.superseded.into_keys().collect();
    assert_eq!(superseded, [(slot(0), digest(2))]);
    assert_eq!(named.receipts.len(), 3);
    // A receipt decided at the limit itself is kept.
    ledger.forget(&[], at(2), Timestamp::MIN).await.unwrap();
    let receipts: Vec<_> = ledger.named().await.unwrap().receipts.into_keys().collect();
    assert_eq!(receipts, [2, 3].map(|n| (borough(0), reference(n))));
    assert!(matches!(
        ledger.receipt(reference(1)).await,
        Err(StoreError::Absent)
    ));
    // Its upload would be a new one.
    let again = ledger
        .claim(upload(1), &pins(28), at(5), at(6))
        .await
        .unwrap();
    assert!(matches!(again, Claimed::Granted(claim) if claim.token == 1));
    // So would one whose claim came to nothing long ago; a pointer stays.
    ledger.forget(&[], at(2), at(2 * LEASE)).await.unwrap();
    assert_eq!(claim(ledger, 9, 2 * LEASE).await.token, 1);
    assert_eq!(
        ledger.slot(slot(0)).await.unwrap().pointer,
        Some(pointer(3, 3))
    );
    assert_eq!(ledger.unsealed().await.unwrap().len(), 3);
}

async fn a_report_of_two_receipts_is_kept_for_the_later(ledger: &impl Ledger) {
    for n in [2, 1, 3] {
        let claim = claim(ledger, n, i64::from(n)).await;
        let mut commit = commit_of(claim, n, &[]);
        commit.receipt.report = digest(7);
        ledger.commit(&commit, at(i64::from(n))).await.unwrap();
    }
    let reports: Vec<_> = ledger.named().await.unwrap().reports.into_iter().collect();
    assert_eq!(reports, [((borough(0), digest(7)), at(3))]);
}
