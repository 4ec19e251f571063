//! The keys that were made.

use pledge::audit::Event;
use pledge::keys::KeyPurpose::{self, Register, Upload};
use pledge::ledger::{KeyCheck, MadeKey};
use pledge::ports::{Ledger, StoreError, Stored};

use super::sample::{at, version};

pub(super) async fn check<L: Ledger>(make: &impl AsyncFn() -> L) {
    a_key_is_made_once_and_its_version_never_given_again(&make().await).await;
    making_and_destroying_are_in_the_trail_once(&make().await).await;
}

fn key(purpose: KeyPurpose, number: u16, check: u8, destroyed: bool) -> MadeKey {
    MadeKey {
        purpose,
        version: version(number),
        check: KeyCheck::from_bytes([check; 16]),
        destroyed,
    }
}

async fn make(ledger: &impl Ledger, key: MadeKey, seconds: i64) -> Stored<()> {
    let MadeKey {
        purpose,
        version,
        check,
        ..
    } = key;
    ledger.make_key(purpose, version, check, at(seconds)).await
}

async fn a_key_is_made_once_and_its_version_never_given_again(ledger: &impl Ledger) {
    assert_eq!(ledger.keys_made().await.unwrap(), []);
    let mut keys = [
        key(Register, 2, 7, false),
        key(Register, 10, 7, false),
        key(Upload, 2, 8, false),
    ];
    for key in [keys[2], keys[1], keys[0], keys[1]] {
        make(ledger, key, 1).await.unwrap();
    }
    assert_eq!(ledger.keys_made().await.unwrap(), keys);
    let other = key(Register, 2, 9, false);
    assert!(matches!(
        make(ledger, other, 2).await,
        Err(StoreError::Conflict)
    ));
    let lost = ledger.destroy_key(Register, version(3), at(3)).await;
    assert!(matches!(lost, Err(StoreError::Absent)));
    ledger
        .destroy_key(Register, version(2), at(4))
        .await
        .unwrap();
    // Neither another nor the same comes back under it.
    for again in [keys[0], other] {
        assert!(matches!(
            make(ledger, again, 5).await,
            Err(StoreError::Conflict)
        ));
    }
    keys[0].destroyed = true;
    assert_eq!(ledger.keys_made().await.unwrap(), keys);
}

async fn making_and_destroying_are_in_the_trail_once(ledger: &impl Ledger) {
    for _ in 0..2 {
        make(ledger, key(Register, 1, 7, false), 1).await.unwrap();
    }
    assert!(make(ledger, key(Register, 1, 8, false), 2).await.is_err());
    for _ in 0..2 {
        ledger
            .destroy_key(Register, version(1), at(3))
            .await
            .unwrap();
    }
    let entries = ledger.unsealed().await.unwrap();
    let (purpose, version) = ("register".to_owned(), version(1));
    let made = Event::KeyCreated {
        purpose: purpose.clone(),
        version,
    };
    let destroyed = Event::KeyDestroyed { purpose, version };
    let found: Vec<_> = entries
        .into_iter()
        .map(|entry| (entry.at, entry.event))
        .collect();
    assert_eq!(found, [(at(1), made), (at(3), destroyed)]);
}
