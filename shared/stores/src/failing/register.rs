//! A leaver register that fails on cue.

use jiff::Timestamp;
use jiff::civil::Date;
use pledge::keys::KeyVersion;
use pledge::ledger::{AttemptId, Slot};
use pledge::ports::{Register, Stored};
use pledge::register::{Filed, Filing, Found, Tombstone, Worker};

use super::Failing;

impl<S: Register> Register for Failing<S> {
    async fn file(
        &self,
        slot: Slot,
        attempt: AttemptId,
        entries: &[Filed],
        now: Timestamp,
    ) -> Stored<()> {
        let call = self.inner.file(slot, attempt, entries, now);
        self.cue.around(call).await
    }

    async fn filed(&self, slot: Slot, attempt: AttemptId) -> Stored<Vec<Filed>> {
        self.cue.around(self.inner.filed(slot, attempt)).await
    }

    async fn about(&self, workers: &[Worker]) -> Stored<Vec<Found>> {
        self.cue.around(self.inner.about(workers)).await
    }

    async fn bury(&self, tombstones: &[Tombstone]) -> Stored<()> {
        self.cue.around(self.inner.bury(tombstones)).await
    }

    async fn buried(&self, workers: &[Worker]) -> Stored<Vec<Tombstone>> {
        self.cue.around(self.inner.buried(workers)).await
    }

    async fn buried_under(&self, version: KeyVersion) -> Stored<Vec<Tombstone>> {
        self.cue.around(self.inner.buried_under(version)).await
    }

    async fn filings(&self) -> Stored<Vec<Filing>> {
        self.cue.around(self.inner.filings()).await
    }

    async fn discard(&self, slot: Slot, attempt: AttemptId, before: Timestamp) -> Stored<()> {
        let call = self.inner.discard(slot, attempt, before);
        self.cue.around(call).await
    }

    async fn expire(&self, limit: Date) -> Stored<u64> {
        self.cue.around(self.inner.expire(limit)).await
    }

    async fn versions_in_use(&self) -> Stored<Vec<(KeyVersion, u64)>> {
        self.cue.around(self.inner.versions_in_use()).await
    }
}
