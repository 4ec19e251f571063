//! Quarters that are closed.

use pledge::audit::{Chain, Entry, Event};
use pledge::ledger::{Change, Closed, Closing};
use pledge::ports::Ledger;
use pledge::quarter::Quarter;

use super::sample::{at, closing, digest, done, leavers, pointer, second_quarter, slot};

pub(super) async fn check<L: Ledger>(make: &impl AsyncFn() -> L) {
    a_quarter_is_open_until_it_is_closed(&make().await).await;
    a_quarter_is_closed_once(&make().await).await;
    each_quarter_is_closed_by_itself(&make().await).await;
    what_a_closing_names_is_kept(&make().await).await;
}

async fn close(ledger: &impl Ledger, closing: &Closing, seconds: i64) -> Closed {
    ledger.close(closing, at(seconds)).await.unwrap()
}

/// The audit entry of a release.
fn released(closing: &Closing, number: u64, seconds: i64) -> Entry {
    Entry {
        chain: Chain::Region,
        number,
        at: at(seconds),
        event: Event::Released {
            quarter: closing.quarter,
            manifest: closing.manifest,
        },
    }
}

async fn a_quarter_is_open_until_it_is_closed(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    assert_eq!(ledger.closing(second_quarter()).await.unwrap(), None);
}

async fn a_quarter_is_closed_once(ledger: &impl Ledger) {
    let first = closing(1, &[(slot(0), digest(1)), (leavers(0), digest(2))]);
    assert_eq!(close(ledger, &first, 1).await, Closed::Done);
    // The same again is what a lost answer looks like.
    assert_eq!(close(ledger, &first, 2).await, Closed::Done);
    let already = Closed::Already(Box::new(first.clone()));
    for other in [
        closing(2, &first.slices),
        closing(1, &first.slices[..1]),
        Closing {
            before: None,
            ..first.clone()
        },
        Closing {
            engagements: Vec::new(),
            ..first.clone()
        },
    ] {
        assert_eq!(close(ledger, &other, 3).await, already);
    }
    let found = ledger.closing(second_quarter()).await.unwrap();
    assert_eq!(found, Some(first.clone()));
    let entries = ledger.unsealed().await.unwrap();
    assert_eq!(entries, [released(&first, 1, 1)]);
}

async fn each_quarter_is_closed_by_itself(ledger: &impl Ledger) {
    let second = closing(1, &[]);
    let third = Closing {
        quarter: Quarter::new(2026, 3).unwrap(),
        ..second.clone()
    };
    assert_eq!(close(ledger, &third, 1).await, Closed::Done);
    assert_eq!(ledger.closing(second.quarter).await.unwrap(), None);
    assert_eq!(close(ledger, &second, 2).await, Closed::Done);
    for closing in [&second, &third] {
        let found = ledger.closing(closing.quarter).await.unwrap();
        assert_eq!(found.as_ref(), Some(closing));
    }
    let entries = ledger.unsealed().await.unwrap();
    let expected = [released(&third, 1, 1), released(&second, 2, 2)];
    assert_eq!(entries, expected);
}

async fn what_a_closing_names_is_kept(ledger: &impl Ledger) {
    done(ledger, 1, &[(slot(0), None, Change::Point(pointer(1, 0)))]).await;
    let first = closing(9, &[(slot(0), digest(1))]);
    assert_eq!(close(ledger, &first, 2).await, Closed::Done);
    for n in [3, 4] {
        let seen = if n == 3 { 1 } else { 3 };
        let change = Change::Point(pointer(n, i64::from(n)));
        done(ledger, n, &[(slot(0), Some(seen), change)]).await;
    }
    // One that is refused keeps nothing.
    let other = closing(8, &[(slot(0), digest(3))]);
    assert!(matches!(close(ledger, &other, 5).await, Closed::Already(_)));
    let named = ledger.named().await.unwrap();
    let slices: Vec<_> = named.slices.into_iter().collect();
    assert_eq!(slices, [(slot(0), digest(1)), (slot(0), digest(4))]);
    let superseded: Vec<_> = named.superseded.into_iter().collect();
    assert_eq!(superseded, [((slot(0), digest(3)), at(4))]);
}
