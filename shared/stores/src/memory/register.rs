//! The leaver register in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use jiff::Timestamp;
use jiff::civil::Date;
use pledge::borough::Borough;
use pledge::keys::KeyVersion;
use pledge::ledger::{AttemptId, Slot};
use pledge::ports::{Register, Stored};
use pledge::register::{Filed, Filing, Found, Tombstone, Worker};

use super::locked;
use crate::fault::{Fault, unavailable};
use crate::register::named;

/// What an attempt filed: when, and each entry by its row.
type Statement = (Timestamp, BTreeMap<u32, Filed>);

#[derive(Default)]
struct Contents {
    statements: BTreeMap<(Slot, AttemptId), Statement>,
    /// Since when, by authority, worker and last day.
    tombstones: BTreeMap<(Borough, Worker, Date), Timestamp>,
}

/// A leaver register that lives as long as the value.
#[derive(Default)]
pub struct MemoryRegister {
    contents: Mutex<Contents>,
}

impl MemoryRegister {
    /// An empty register.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// A tombstone as it is kept.
fn tombstone((place, since): (&(Borough, Worker, Date), &Timestamp)) -> Tombstone {
    let (authority, worker, last_day) = *place;
    Tombstone {
        authority,
        worker,
        last_day,
        since: *since,
    }
}

impl Register for MemoryRegister {
    async fn file(
        &self,
        slot: Slot,
        attempt: AttemptId,
        entries: &[Filed],
        now: Timestamp,
    ) -> Stored<()> {
        let by_row: BTreeMap<u32, Filed> = (entries.iter())
            .map(|filed| (filed.row, filed.clone()))
            .collect();
        if by_row.len() < entries.len() {
            return Err(unavailable(Fault::Rows));
        }
        let statements = &mut locked(&self.contents).statements;
        statements.insert((slot, attempt), (now, by_row));
        Ok(())
    }

    async fn filed(&self, slot: Slot, attempt: AttemptId) -> Stored<Vec<Filed>> {
        let contents = locked(&self.contents);
        let statement = contents.statements.get(&(slot, attempt));
        let entries = statement
            .into_iter()
            .flat_map(|(_, entries)| entries.values());
        Ok(entries.cloned().collect())
    }

    async fn about(&self, workers: &[Worker]) -> Stored<Vec<Found>> {
        let asked: BTreeSet<&Worker> = workers.iter().collect();
        let mut found = Vec::new();
        for ((slot, attempt), (_, entries)) in &locked(&self.contents).statements {
            let about = entries
                .values()
                .filter(|filed| named(filed).any(|worker| asked.contains(worker)));
            found.extend(about.map(|filed| Found {
                slot: *slot,
                attempt: *attempt,
                filed: filed.clone(),
            }));
        }
        Ok(found)
    }

    async fn bury(&self, tombstones: &[Tombstone]) -> Stored<()> {
        let contents = &mut locked(&self.contents).tombstones;
        for Tombstone {
            authority,
            worker,
            last_day,
            since,
        } in tombstones
        {
            let kept = contents.entry((*authority, *worker, *last_day));
            let kept = kept.or_insert(*since);
            *kept = (*kept).max(*since);
        }
        Ok(())
    }

    async fn buried(&self, workers: &[Worker]) -> Stored<Vec<Tombstone>> {
        let asked: BTreeSet<&Worker> = workers.iter().collect();
        let contents = locked(&self.contents);
        let about =
            (contents.tombstones.iter()).filter(|((_, worker, _), _)| asked.contains(worker));
        Ok(about.map(tombstone).collect())
    }

    async fn buried_under(&self, version: KeyVersion) -> Stored<Vec<Tombstone>> {
        let contents = locked(&self.contents);
        let under = (contents.tombstones.iter()).filter(|((_, one, _), _)| one.key == version);
        Ok(under.map(tombstone).collect())
    }

    async fn filings(&self) -> Stored<Vec<Filing>> {
        let contents = locked(&self.contents);
        let filings = (contents.statements.iter()).map(|((slot, attempt), (at, _))| Filing {
            slot: *slot,
            attempt: *attempt,
            at: *at,
        });
        Ok(filings.collect())
    }

    async fn discard(&self, slot: Slot, attempt: AttemptId, before: Timestamp) -> Stored<()> {
        let statements = &mut locked(&self.contents).statements;
        let place = (slot, attempt);
        if (statements.get(&place)).is_some_and(|(at, _)| *at < before) {
            statements.remove(&place);
        }
        Ok(())
    }

    async fn expire(&self, limit: Date) -> Stored<u64> {
        let mut contents = locked(&self.contents);
        let mut gone = 0;
        let mut keeps = |day: Date| {
            gone += u64::from(day < limit);
            day >= limit
        };
        for (_, entries) in contents.statements.values_mut() {
            entries.retain(|_, filed| keeps(filed.entry.day()));
        }
        contents
            .tombstones
            .retain(|(_, _, last_day), _| keeps(*last_day));
        Ok(gone)
    }

    async fn versions_in_use(&self) -> Stored<Vec<(KeyVersion, u64)>> {
        let contents = locked(&self.contents);
        let mut versions: BTreeMap<KeyVersion, u64> = BTreeMap::new();
        let entries = contents.statements.values();
        for filed in entries.flat_map(|(_, entries)| entries.values()) {
            let keys: BTreeSet<KeyVersion> = named(filed).map(|worker| worker.key).collect();
            for key in keys {
                *versions.entry(key).or_default() += 1;
            }
        }
        for (_, worker, _) in contents.tombstones.keys() {
            *versions.entry(worker.key).or_default() += 1;
        }
        Ok(versions.into_iter().collect())
    }
}
