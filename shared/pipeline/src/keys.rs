//! The keys as the pipeline uses them: those that the ledger knows, with the bytes that it knows.

use pledge::keys::{Capability, Checked, KeyPurpose, KeyVersion};
use pledge::ledger::MadeKey;
use pledge::ports::{Keys, Ledger, StoreError, Stored};

/// A key has other bytes than the one that was made under its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key {purpose} {version} is not the one that was made: restore it from its copy")]
pub struct OtherKey {
    /// Its purpose.
    pub purpose: KeyPurpose,
    /// Its version.
    pub version: KeyVersion,
}

/// The keys of a store that the ledger says were made and not destroyed; none opens with other
/// bytes. To whoever reads by a key, one that the ledger does not know is not there.
pub struct KnownKeys<'a, K, L> {
    keys: &'a K,
    ledger: &'a L,
}

impl<'a, K, L> KnownKeys<'a, K, L> {
    /// The keys of a store, as a ledger knows them.
    #[must_use]
    pub const fn new(keys: &'a K, ledger: &'a L) -> Self {
        Self { keys, ledger }
    }
}

impl<K: Keys, L: Ledger> Keys for KnownKeys<'_, K, L> {
    async fn versions(&self, purpose: KeyPurpose) -> Stored<Vec<KeyVersion>> {
        // The ledger first: a version that is made meanwhile is not there yet.
        let made = self.ledger.keys_made().await?;
        let mut live = self.keys.versions(purpose).await?;
        live.retain(|version| known(&made, purpose, *version).is_some());
        Ok(live)
    }

    async fn open<C: Capability>(&self, version: KeyVersion) -> Stored<C> {
        let purpose = C::PURPOSE;
        let made = self.ledger.keys_made().await?;
        let known = known(&made, purpose, version).ok_or(StoreError::Absent)?;
        let opened: Checked<C> = self.keys.open(version).await?;
        if opened.check != known.check {
            let other = OtherKey { purpose, version };
            return Err(StoreError::Unavailable(Box::new(other)));
        }
        Ok(opened.capability)
    }
}

/// A key that was made and not destroyed.
fn known(made: &[MadeKey], purpose: KeyPurpose, version: KeyVersion) -> Option<&MadeKey> {
    made.iter()
        .find(|key| (key.purpose, key.version, key.destroyed) == (purpose, version, false))
}
