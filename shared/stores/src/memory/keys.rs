//! Keys in memory.

use std::collections::BTreeMap;

use pledge::keys::{Capability, KEY_BYTES, KeyPurpose, KeyVersion, Secret};
use pledge::ledger::MadeKey;
use pledge::ports::{Keys, StoreError, Stored};
use zeroize::Zeroizing;

use crate::fault::unavailable;

/// The keys that a test was given.
#[derive(Default)]
pub struct MemoryKeys {
    keys: BTreeMap<(KeyPurpose, KeyVersion), Zeroizing<[u8; KEY_BYTES]>>,
}

impl MemoryKeys {
    /// No keys at all: there is no default key.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more key.
    #[must_use]
    pub fn with(
        mut self,
        purpose: KeyPurpose,
        version: KeyVersion,
        random: [u8; KEY_BYTES],
    ) -> Self {
        self.keys.insert((purpose, version), Zeroizing::new(random));
        self
    }

    /// What a ledger knows of these keys once they were made.
    pub fn made(&self) -> impl Iterator<Item = MadeKey> {
        self.keys.iter().filter_map(|((purpose, version), bytes)| {
            Some(MadeKey {
                purpose: *purpose,
                version: *version,
                check: Secret::from_bytes(bytes.as_slice())
                    .ok()?
                    .check(*purpose, *version),
                destroyed: false,
            })
        })
    }
}

impl Keys for MemoryKeys {
    async fn versions(&self, purpose: KeyPurpose) -> Stored<Vec<KeyVersion>> {
        let of_purpose = self.keys.keys().filter(|(other, _)| *other == purpose);
        Ok(of_purpose.map(|(_, version)| *version).collect())
    }

    async fn open<C: Capability>(&self, version: KeyVersion) -> Stored<C> {
        let bytes = self.keys.get(&(C::PURPOSE, version));
        let bytes = bytes.ok_or(StoreError::Absent)?;
        let secret = Secret::from_bytes(bytes.as_slice()).map_err(unavailable)?;
        Ok(C::open(secret, version))
    }
}
