//! The keys of the register: one under which entries are filed, and all others that live.

use pledge::identity::{LeaverRegister, PseudonymKey, Registration};
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ports::Keys;
use pledge::register::Worker;

use crate::{Failure, open};

/// Every live version of the register's key.
pub(crate) struct RegisterKeys {
    /// The one under which entries are filed.
    own: PseudonymKey<LeaverRegister>,
    others: Vec<PseudonymKey<LeaverRegister>>,
    /// The versions that lived when they were opened, oldest first.
    live: Vec<KeyVersion>,
}

impl RegisterKeys {
    /// Opens every live version. Entries are filed under the pinned one; where that was destroyed
    /// since, or none is pinned, under the newest.
    pub(crate) async fn open(
        keys: &impl Keys,
        pinned: Option<KeyVersion>,
    ) -> Result<Self, Failure> {
        match Self::open_listed(keys, pinned).await {
            // It may have been destroyed since it was listed.
            Err(Failure::NoKey {
                version: Some(_), ..
            }) => Self::open_listed(keys, pinned).await,
            other => other,
        }
    }

    async fn open_listed(keys: &impl Keys, pinned: Option<KeyVersion>) -> Result<Self, Failure> {
        let live = keys.versions(KeyPurpose::Register).await?;
        let pinned = live.iter().find(|version| Some(**version) == pinned);
        let own = *pinned.or(live.last()).ok_or(Failure::NoKey {
            purpose: KeyPurpose::Register,
            version: None,
        })?;
        let mut others = Vec::new();
        for version in live.iter().filter(|version| **version != own) {
            others.push(open(keys, *version).await?);
        }
        Ok(Self {
            own: open(keys, own).await?,
            others,
            live,
        })
    }

    /// The version under which entries are filed.
    pub(crate) const fn version(&self) -> KeyVersion {
        self.own.version()
    }

    /// Whether this version lives.
    pub(crate) fn lives(&self, version: KeyVersion) -> bool {
        self.live.contains(&version)
    }

    /// The worker under the version for filing, and under all others.
    pub(crate) fn workers(&self, registration: &Registration) -> (Worker, Vec<Worker>) {
        let of = |key: &PseudonymKey<LeaverRegister>| Worker {
            key: key.version(),
            pseudonym: key.pseudonym(registration),
        };
        (of(&self.own), self.others.iter().map(of).collect())
    }

    /// The worker under every live version.
    pub(crate) fn all_workers(&self, registration: &Registration) -> Vec<Worker> {
        let (own, mut all) = self.workers(registration);
        all.push(own);
        all
    }

    /// Whether the versions that live are still those that were opened.
    pub(crate) async fn are_all(&self, keys: &impl Keys) -> Result<bool, Failure> {
        Ok(keys.versions(KeyPurpose::Register).await? == self.live)
    }
}
