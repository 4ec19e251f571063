//! The keys that were made: each version once, with the value that tells its bytes from others.

use jiff::Timestamp;
use pledge::audit::{Chain, Event};
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::{KeyCheck, MadeKey};
use pledge::ports::{StoreError, Stored};

use super::rows::Rows;
use super::trail::record;

/// Says that a key was made; its audit entry is of the same step.
pub(crate) fn make(
    rows: &mut impl Rows,
    purpose: KeyPurpose,
    version: KeyVersion,
    check: KeyCheck,
    now: Timestamp,
) -> Stored<()> {
    let key = MadeKey {
        purpose,
        version,
        check,
        destroyed: false,
    };
    match made(rows, purpose, version)? {
        Some(before) if before == key => return Ok(()),
        Some(_) => return Err(StoreError::Conflict),
        None => {}
    }
    rows.put_made_key(&key)?;
    let purpose = purpose.word().to_owned();
    record(
        rows,
        Chain::Region,
        &Event::KeyCreated { purpose, version },
        now,
    )
}

/// Says that a key is destroyed; its audit entry is of the same step.
pub(crate) fn destroy(
    rows: &mut impl Rows,
    purpose: KeyPurpose,
    version: KeyVersion,
    now: Timestamp,
) -> Stored<()> {
    let key = made(rows, purpose, version)?.ok_or(StoreError::Absent)?;
    if key.destroyed {
        return Ok(());
    }
    rows.put_made_key(&MadeKey {
        destroyed: true,
        ..key
    })?;
    let purpose = purpose.word().to_owned();
    record(
        rows,
        Chain::Region,
        &Event::KeyDestroyed { purpose, version },
        now,
    )
}

/// Every key that was ever made, by purpose and version.
pub(crate) fn all(rows: &impl Rows) -> Stored<Vec<MadeKey>> {
    let mut keys = rows.made_keys()?;
    keys.sort_unstable();
    Ok(keys)
}

fn made(rows: &impl Rows, purpose: KeyPurpose, version: KeyVersion) -> Stored<Option<MadeKey>> {
    let mut keys = rows.made_keys()?.into_iter();
    Ok(keys.find(|key| (key.purpose, key.version) == (purpose, version)))
}
