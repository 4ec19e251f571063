//! The leaver register in SQLite.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use pledge::borough::Borough;
use pledge::identity::Pseudonym;
use pledge::keys::KeyVersion;
use pledge::ledger::{AttemptId, Slot};
use pledge::ports::{Register, Stored};
use pledge::register::{Filed, Filing, Found, Tombstone, Worker};
use rusqlite::{Row, params};

use super::columns::{damaged, instant, json, nanoseconds, slot, slot_texts, unsigned};
use super::database::Database;
use super::rows::SqliteRows;
use crate::fault::unavailable;
use crate::register::named;

/// Kibibytes of pages that a connection may keep, negative as SQLite has it. Pseudonyms come in no
/// order, so a statement of many leavers touches the whole index; pages that do not fit are
/// written to the log again and again.
const CACHE: i64 = -32_768;

/// The leaver register of the one-machine edition: a connection of its own to the ledger's file.
///
/// Calls block the thread as those of [`SqliteLedger`](super::SqliteLedger) do.
pub struct SqliteRegister {
    database: Database,
}

impl SqliteRegister {
    /// Opens the register of a home, and makes the file where there is none.
    ///
    /// # Errors
    ///
    /// `Unavailable`, with [`UnknownSchema`](super::UnknownSchema) as the source where the tables
    /// are not ours.
    pub fn open(home: &Path) -> Stored<Self> {
        Self::over(Database::open(home)?)
    }

    fn over(database: Database) -> Stored<Self> {
        let cache = database
            .connection()
            .pragma_update(None, "cache_size", CACHE);
        cache.map_err(unavailable)?;
        Ok(Self { database })
    }
}

impl Register for SqliteRegister {
    async fn file(
        &self,
        slot: Slot,
        attempt: AttemptId,
        entries: &[Filed],
        now: Timestamp,
    ) -> Stored<()> {
        self.database
            .write(|rows| rows.file(slot, attempt, entries, now))
    }

    async fn filed(&self, slot: Slot, attempt: AttemptId) -> Stored<Vec<Filed>> {
        self.database.read(|rows| rows.filed(slot, attempt))
    }

    async fn about(&self, workers: &[Worker]) -> Stored<Vec<Found>> {
        self.database.read(|rows| rows.about(workers))
    }

    async fn bury(&self, tombstones: &[Tombstone]) -> Stored<()> {
        self.database.write(|rows| rows.bury(tombstones))
    }

    async fn buried(&self, workers: &[Worker]) -> Stored<Vec<Tombstone>> {
        self.database.read(|rows| rows.buried(workers))
    }

    async fn buried_under(&self, version: KeyVersion) -> Stored<Vec<Tombstone>> {
        self.database.read(|rows| rows.buried_under(version))
    }

    async fn filings(&self) -> Stored<Vec<Filing>> {
        self.database.read(|rows| {
            let mut filings: Vec<Filing> = rows.filings()?.into_values().collect();
            filings.sort_unstable();
            Ok(filings)
        })
    }

    async fn discard(&self, slot: Slot, attempt: AttemptId, before: Timestamp) -> Stored<()> {
        self.database
            .write(|rows| rows.discard(slot, attempt, before))
    }

    async fn expire(&self, limit: Date) -> Stored<u64> {
        self.database.write(|rows| rows.expire(limit))
    }

    async fn versions_in_use(&self) -> Stored<Vec<(KeyVersion, u64)>> {
        self.database.read(versions_in_use)
    }
}

/// One row of an entry: its number, the worker it names, and what is said if it is the first.
type EntryCells = (u32, u16, [u8; 32], Option<String>);

impl SqliteRows<'_> {
    fn file(
        &mut self,
        slot: Slot,
        attempt: AttemptId,
        entries: &[Filed],
        now: Timestamp,
    ) -> Stored<()> {
        let (kind, quarter, authority) = slot_texts(slot);
        let bytes = attempt.as_bytes();
        let old = "DELETE FROM register_filings
            WHERE kind = ?1 AND quarter = ?2 AND authority = ?3 AND attempt = ?4";
        self.run(old, params![kind, quarter, authority, bytes])?;
        let new = "INSERT INTO register_filings (kind, quarter, authority, attempt, filed_at)
            VALUES (?1, ?2, ?3, ?4, ?5)";
        let with = params![kind, quarter, authority, bytes, nanoseconds(now)];
        self.run(new, with)?;
        let filing = self.0.last_insert_rowid();
        let sql = "INSERT INTO register_entries
            (filing, row, place, key, pseudonym, day, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let mut insert = self.0.prepare_cached(sql).map_err(unavailable)?;
        for filed in entries {
            let day = filed.entry.day().to_string();
            let mut said = Some(json(&filed.entry)?);
            for (place, worker) in (0_i64..).zip(named(filed)) {
                let (key, pseudonym) = worker_cells(worker);
                let with = params![filing, filed.row, place, key, pseudonym, day, said.take()];
                insert.execute(with).map_err(unavailable)?;
            }
        }
        Ok(())
    }

    fn filed(&self, slot: Slot, attempt: AttemptId) -> Stored<Vec<Filed>> {
        let sql = "SELECT row, key, pseudonym, entry FROM register_entries WHERE filing =
            (SELECT filing FROM register_filings
                WHERE kind = ?1 AND quarter = ?2 AND authority = ?3 AND attempt = ?4)
            ORDER BY row, place";
        let (kind, quarter, authority) = slot_texts(slot);
        let with = params![kind, quarter, authority, attempt.as_bytes()];
        entries(self.many(sql, with, |row| EntryCells::try_from(row))?)
    }

    /// The filings by the number that stands for each.
    fn filings(&self) -> Stored<BTreeMap<i64, Filing>> {
        let sql = "SELECT filing, kind, quarter, authority, attempt, filed_at
            FROM register_filings";
        let rows = self.many(sql, [], |row| {
            <(i64, String, String, String, [u8; 16], i64)>::try_from(row)
        })?;
        let mut filings = BTreeMap::new();
        for (filing, kind, quarter, authority, attempt, at) in rows {
            let filed = Filing {
                slot: slot(&kind, &quarter, &authority)?,
                attempt: AttemptId::from_bytes(attempt),
                at: instant(at)?,
            };
            filings.insert(filing, filed);
        }
        Ok(filings)
    }

    fn about(&self, workers: &[Worker]) -> Stored<Vec<Found>> {
        let mut places = BTreeSet::new();
        for worker in workers {
            let read = |row: &Row<'_>| <(i64, u32)>::try_from(row);
            places.extend(self.many(NAMED, worker_cells(worker), read)?);
        }
        let filings = self.filings()?;
        let mut found = Vec::new();
        for place in places {
            let filing = filings.get(&place.0).ok_or_else(damaged)?;
            let rows = self.many(ENTRY, place, |row| EntryCells::try_from(row))?;
            found.extend(entries(rows)?.into_iter().map(|filed| Found {
                slot: filing.slot,
                attempt: filing.attempt,
                filed,
            }));
        }
        found.sort_unstable();
        Ok(found)
    }

    fn bury(&mut self, tombstones: &[Tombstone]) -> Stored<()> {
        let sql = "INSERT INTO register_tombstones (key, pseudonym, authority, last_day, since)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET since = max(since, excluded.since)";
        for tombstone in tombstones {
            let (key, pseudonym) = worker_cells(&tombstone.worker);
            let authority = tombstone.authority.ons_code();
            let last_day = tombstone.last_day.to_string();
            let since = nanoseconds(tombstone.since);
            self.run(sql, params![key, pseudonym, authority, last_day, since])?;
        }
        Ok(())
    }

    fn buried(&self, workers: &[Worker]) -> Stored<Vec<Tombstone>> {
        let mut found = BTreeSet::new();
        for worker in workers {
            let read = |row: &Row<'_>| <(String, String, i64)>::try_from(row);
            for (authority, last_day, since) in self.many(BURIED, worker_cells(worker), read)? {
                found.insert(Tombstone {
                    authority: Borough::from_ons_code(&authority).ok_or_else(damaged)?,
                    worker: *worker,
                    last_day: last_day.parse().map_err(|_| damaged())?,
                    since: instant(since)?,
                });
            }
        }
        Ok(found.into_iter().collect())
    }

    fn buried_under(&self, version: KeyVersion) -> Stored<Vec<Tombstone>> {
        let sql = "SELECT DISTINCT pseudonym FROM register_tombstones WHERE key = ?1";
        let pseudonyms = self.many(sql, [version.number()], |row| row.get::<_, [u8; 32]>(0))?;
        let workers = pseudonyms.into_iter().map(|pseudonym| Worker {
            key: version,
            pseudonym: Pseudonym::from_bytes(pseudonym),
        });
        self.buried(&workers.collect::<Vec<_>>())
    }

    fn discard(&mut self, slot: Slot, attempt: AttemptId, before: Timestamp) -> Stored<()> {
        let sql = "DELETE FROM register_filings WHERE kind = ?1 AND quarter = ?2
            AND authority = ?3 AND attempt = ?4 AND filed_at < ?5";
        let (kind, quarter, authority) = slot_texts(slot);
        let before = nanoseconds(before);
        let with = params![kind, quarter, authority, attempt.as_bytes(), before];
        self.run(sql, with)
    }

    fn expire(&mut self, limit: Date) -> Stored<u64> {
        let limit = limit.to_string();
        let mut gone = 0;
        for (sql, counts) in [
            (
                "DELETE FROM register_entries WHERE day < ?1 AND place > 0",
                false,
            ),
            ("DELETE FROM register_entries WHERE day < ?1", true),
            ("DELETE FROM register_tombstones WHERE last_day < ?1", true),
        ] {
            self.run(sql, [&limit])?;
            gone += if counts { self.0.changes() } else { 0 };
        }
        Ok(gone)
    }
}

fn versions_in_use(rows: &SqliteRows<'_>) -> Stored<Vec<(KeyVersion, u64)>> {
    let sql = "SELECT key, count(*) FROM
        (SELECT DISTINCT key, filing, row FROM register_entries
            UNION ALL SELECT key, NULL, NULL FROM register_tombstones)
        GROUP BY key ORDER BY key";
    let counts = rows.many(sql, [], |row| <(u16, i64)>::try_from(row))?;
    let read = |(key, count)| Ok((KeyVersion::new(key).ok_or_else(damaged)?, unsigned(count)?));
    counts.into_iter().map(read).collect()
}

/// Where the entries stand that name a worker.
const NAMED: &str = "SELECT filing, row FROM register_entries WHERE key = ?1 AND pseudonym = ?2";
/// One entry.
const ENTRY: &str = "SELECT row, key, pseudonym, entry FROM register_entries
    WHERE filing = ?1 AND row = ?2 ORDER BY place";
/// The tombstones of a worker.
const BURIED: &str = "SELECT authority, last_day, since FROM register_tombstones
    WHERE key = ?1 AND pseudonym = ?2";

/// The entries that rows spell, which follow one another by entry and place.
fn entries(rows: Vec<EntryCells>) -> Stored<Vec<Filed>> {
    let mut entries: Vec<Filed> = Vec::new();
    for (row, key, pseudonym, said) in rows {
        let worker = Worker {
            key: KeyVersion::new(key).ok_or_else(damaged)?,
            pseudonym: Pseudonym::from_bytes(pseudonym),
        };
        match (said, entries.last_mut()) {
            (Some(said), _) => entries.push(Filed {
                row,
                worker,
                also: Vec::new(),
                // The parser's own words could repeat what is stored.
                entry: serde_json::from_str(&said).map_err(|_| damaged())?,
            }),
            (None, Some(filed)) if filed.row == row => filed.also.push(worker),
            (None, _) => return Err(damaged()),
        }
    }
    Ok(entries)
}

/// The columns of a worker.
fn worker_cells(worker: &Worker) -> (u16, &[u8; 32]) {
    (worker.key.number(), worker.pseudonym.as_bytes())
}

#[cfg(test)]
mod tests;
