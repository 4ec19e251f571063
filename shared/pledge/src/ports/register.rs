//! The port of the leaver register.

use std::future::Future;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Stored;
use crate::keys::KeyVersion;
use crate::ledger::{AttemptId, Slot};
use crate::register::{Filed, Filing, Found, Tombstone, Worker};

/// The leaver register: departures and engagements by register pseudonym. It does not know which
/// attempts count; the ledger does.
pub trait Register: Sync {
    /// Files what an attempt says of a slot. Filing for the same attempt and slot again replaces
    /// all that it filed before. Readers see none of it, some of it or all of it until the call is
    /// answered: nothing counts before the ledger points to the attempt.
    fn file(
        &self,
        slot: Slot,
        attempt: AttemptId,
        entries: &[Filed],
        now: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// All that an attempt filed for a slot, by row.
    fn filed(
        &self,
        slot: Slot,
        attempt: AttemptId,
    ) -> impl Future<Output = Stored<Vec<Filed>>> + Send;

    /// Every entry that names one of these workers, as its own or as another version's, filed by
    /// any attempt, in the order of slot, attempt and row.
    fn about(&self, workers: &[Worker]) -> impl Future<Output = Stored<Vec<Found>>> + Send;

    /// Keeps tombstones. One that is there already has the later of both instants.
    fn bury(&self, tombstones: &[Tombstone]) -> impl Future<Output = Stored<()>> + Send;

    /// The tombstones that name one of these workers.
    fn buried(&self, workers: &[Worker]) -> impl Future<Output = Stored<Vec<Tombstone>>> + Send;

    /// The tombstones of workers under one version of the key.
    fn buried_under(
        &self,
        version: KeyVersion,
    ) -> impl Future<Output = Stored<Vec<Tombstone>>> + Send;

    /// Everything that was filed, by slot and attempt.
    fn filings(&self) -> impl Future<Output = Stored<Vec<Filing>>> + Send;

    /// Deletes what an attempt filed for a slot before `before`; what was filed again since stays.
    fn discard(
        &self,
        slot: Slot,
        attempt: AttemptId,
        before: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// Deletes departures whose last day, engagements whose start, and tombstones whose last day
    /// lies before `limit`; returns how many.
    fn expire(&self, limit: Date) -> impl Future<Output = Stored<u64>> + Send;

    /// How many entries and tombstones name a worker under each version of the key, `also` among
    /// them: without its key, what a tombstone withdrew would count again.
    fn versions_in_use(&self) -> impl Future<Output = Stored<Vec<(KeyVersion, u64)>>> + Send;
}
