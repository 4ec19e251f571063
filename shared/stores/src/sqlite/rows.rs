//! The ledger's rows in SQLite, inside one transaction.

use jiff::Timestamp;
use pledge::audit::{Chain, Entry, SignedHead};
use pledge::borough::Borough;
use pledge::ledger::{AttemptId, Closing, Digest, MadeKey, Slot, SlotState, UploadId};
use pledge::ports::Stored;
use pledge::quarter::Quarter;
use pledge::receipt::{Receipt, ReceiptRef};
use pledge::returns::Return;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::columns::{
    damaged, instant, json, made_key, nanoseconds, quarter_text, signed, slot, slot_texts,
    unsigned, value,
};
use crate::fault::unavailable;
use crate::ledger::rows::{ReceiptRow, Rows, UploadRow};

/// The rows behind a connection on which a transaction is open.
pub(super) struct SqliteRows<'a>(pub(super) &'a Connection);

impl SqliteRows<'_> {
    pub(super) fn run(&self, sql: &str, with: impl Params) -> Stored<()> {
        let mut statement = self.0.prepare_cached(sql).map_err(unavailable)?;
        statement.execute(with).map_err(unavailable)?;
        Ok(())
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        with: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Stored<Option<T>> {
        let mut statement = self.0.prepare_cached(sql).map_err(unavailable)?;
        let row = statement.query_row(with, read).optional();
        row.map_err(unavailable)
    }

    pub(super) fn many<T>(
        &self,
        sql: &str,
        with: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Stored<Vec<T>> {
        let mut statement = self.0.prepare_cached(sql).map_err(unavailable)?;
        let rows = statement.query_map(with, read).map_err(unavailable)?;
        rows.collect::<rusqlite::Result<_>>().map_err(unavailable)
    }
}

/// The columns of a slot's state.
type SlotCells = (Option<String>, Option<String>, Option<i64>, Option<String>);

fn slot_state((pointer, held, received, reference): SlotCells) -> Stored<SlotState> {
    let refused = match received.zip(reference) {
        None => None,
        Some((at, reference)) => Some((instant(at)?, reference.parse().map_err(unavailable)?)),
    };
    Ok(SlotState {
        pointer: pointer.map(|text| value(&text)).transpose()?,
        held: held.map(|text| value(&text)).transpose()?,
        refused,
    })
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

impl Rows for SqliteRows<'_> {
    fn upload(&self, upload: UploadId) -> Stored<Option<UploadRow>> {
        let sql = "SELECT token, lease_until, pins, attempt, reference FROM uploads
            WHERE upload = ?1";
        let row = self.one(sql, [upload.to_string()], |row| {
            let decided: (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
            Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, decided))
        })?;
        let Some((token, until, pins, (attempt, reference))) = row else {
            return Ok(None);
        };
        let decided = match attempt.zip(reference) {
            None => None,
            Some((attempt, reference)) => Some((
                AttemptId::from_hex(&attempt).ok_or_else(damaged)?,
                reference.parse().map_err(unavailable)?,
            )),
        };
        Ok(Some(UploadRow {
            token: unsigned(token)?,
            until: instant(until)?,
            pins: value(&pins)?,
            decided,
        }))
    }

    fn put_upload(&mut self, upload: UploadId, row: &UploadRow) -> Stored<()> {
        let sql = "INSERT INTO uploads (upload, token, lease_until, pins, attempt, reference)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET
            token = excluded.token, lease_until = excluded.lease_until, pins = excluded.pins,
            attempt = excluded.attempt, reference = excluded.reference";
        let with = params![
            upload.to_string(),
            signed(row.token)?,
            nanoseconds(row.until),
            json(&row.pins)?,
            row.decided.map(|(attempt, _)| attempt.to_string()),
            row.decided.map(|(_, reference)| reference.to_string()),
        ];
        self.run(sql, with)
    }

    fn open_claims(&self, now: Timestamp) -> Stored<u64> {
        let sql = "SELECT count(*) FROM uploads WHERE attempt IS NULL AND lease_until > ?1";
        let count = self.one(sql, [nanoseconds(now)], |row| row.get(0))?;
        unsigned(count.unwrap_or(0))
    }

    fn slot(&self, slot: Slot) -> Stored<Option<SlotState>> {
        let sql = "SELECT pointer, held, refused_received, refused_reference FROM slots
            WHERE kind = ?1 AND quarter = ?2 AND authority = ?3";
        let row = self.one(sql, slot_texts(slot), |row| SlotCells::try_from(row))?;
        row.map(slot_state).transpose()
    }

    fn put_slot(&mut self, slot: Slot, state: &SlotState) -> Stored<()> {
        let sql = "INSERT INTO slots
            (kind, quarter, authority, pointer, held, refused_received, refused_reference)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET
            pointer = excluded.pointer, held = excluded.held,
            refused_received = excluded.refused_received,
            refused_reference = excluded.refused_reference";
        let (kind, quarter, authority) = slot_texts(slot);
        let with = params![
            kind,
            quarter,
            authority,
            state.pointer.map(|pointer| json(&pointer)).transpose()?,
            state.held.map(|held| json(&held)).transpose()?,
            state.refused.map(|(received, _)| nanoseconds(received)),
            state.refused.map(|(_, reference)| reference.to_string()),
        ];
        self.run(sql, with)
    }

    fn slots(&self) -> Stored<Vec<(Slot, SlotState)>> {
        let sql = "SELECT kind, quarter, authority,
            pointer, held, refused_received, refused_reference FROM slots";
        let rows = self.many(sql, [], |row| {
            let key: (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let cells: SlotCells = (row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?);
            Ok((key, cells))
        })?;
        let read = |((kind, quarter, authority), cells): ((String, String, String), SlotCells)| {
            Ok((slot(&kind, &quarter, &authority)?, slot_state(cells)?))
        };
        rows.into_iter().map(read).collect()
    }

    fn generation(&self, kind: Return, quarter: Option<Quarter>) -> Stored<u64> {
        let sql = "SELECT generation FROM generations WHERE kind = ?1 AND quarter = ?2";
        let with = (kind.name(), quarter_text(quarter));
        unsigned(self.one(sql, with, |row| row.get(0))?.unwrap_or(0))
    }

    fn put_generation(&mut self, kind: Return, quarter: Option<Quarter>, to: u64) -> Stored<()> {
        let sql = "INSERT INTO generations (kind, quarter, generation) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET generation = excluded.generation";
        self.run(sql, (kind.name(), quarter_text(quarter), signed(to)?))
    }

    fn superseded(&self) -> Stored<Vec<((Slot, Digest), Timestamp)>> {
        let sql = "SELECT kind, quarter, authority, digest, since FROM superseded";
        let rows = self.many(sql, [], |row| {
            <(String, String, String, String, i64)>::try_from(row)
        })?;
        let read =
            |(kind, quarter, authority, digest, since): (String, String, String, String, _)| {
                let digest = Digest::from_hex(&digest).ok_or_else(damaged)?;
                Ok((
                    (slot(&kind, &quarter, &authority)?, digest),
                    instant(since)?,
                ))
            };
        rows.into_iter().map(read).collect()
    }

    fn put_superseded(&mut self, slice: (Slot, Digest), since: Timestamp) -> Stored<()> {
        let sql = "INSERT INTO superseded (kind, quarter, authority, digest, since)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET since = excluded.since";
        let (kind, quarter, authority) = slot_texts(slice.0);
        let digest = slice.1.to_string();
        self.run(sql, (kind, quarter, authority, digest, nanoseconds(since)))
    }

    fn drop_superseded(&mut self, slice: (Slot, Digest)) -> Stored<()> {
        let sql = "DELETE FROM superseded
            WHERE kind = ?1 AND quarter = ?2 AND authority = ?3 AND digest = ?4";
        let (kind, quarter, authority) = slot_texts(slice.0);
        self.run(sql, (kind, quarter, authority, slice.1.to_string()))
    }

    fn receipt(&self, reference: ReceiptRef) -> Stored<Option<ReceiptRow>> {
        let sql = "SELECT receipt, confirmed FROM receipts WHERE reference = ?1";
        let row = self.one(sql, [reference.to_string()], |row| {
            <(String, bool)>::try_from(row)
        })?;
        let read = |(text, confirmed): (String, _)| {
            let receipt = value(&text)?;
            Ok(ReceiptRow { receipt, confirmed })
        };
        row.map(read).transpose()
    }

    fn put_receipt(&mut self, row: &ReceiptRow) -> Stored<()> {
        let sql = "INSERT INTO receipts (reference, folder, decided, confirmed, receipt)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET
            folder = excluded.folder, decided = excluded.decided,
            confirmed = excluded.confirmed, receipt = excluded.receipt";
        let with = params![
            row.receipt.reference.to_string(),
            row.receipt.folder.ons_code(),
            nanoseconds(row.receipt.decided),
            row.confirmed,
            json(&row.receipt)?,
        ];
        self.run(sql, with)
    }

    fn receipts(&self, folder: Option<Borough>, most: usize) -> Stored<Vec<Receipt>> {
        let all = "SELECT receipt FROM receipts ORDER BY decided DESC, reference LIMIT ?1";
        let one = "SELECT receipt FROM receipts WHERE folder = ?2
            ORDER BY decided DESC, reference LIMIT ?1";
        let read = |row: &Row<'_>| row.get::<_, String>(0);
        let texts = match folder {
            None => self.many(all, [limit(most)], read)?,
            Some(folder) => self.many(one, (limit(most), folder.ons_code()), read)?,
        };
        texts.iter().map(|text| value(text)).collect()
    }

    fn drop_receipts(&mut self, limit: Timestamp) -> Stored<()> {
        // The uploads that a receipt decided go with it.
        let sql = "DELETE FROM receipts WHERE decided < ?1";
        self.run(sql, [nanoseconds(limit)])
    }

    fn drop_claims(&mut self, limit: Timestamp) -> Stored<()> {
        let sql = "DELETE FROM uploads WHERE attempt IS NULL AND lease_until < ?1";
        self.run(sql, [nanoseconds(limit)])
    }

    fn closing(&self, quarter: Quarter) -> Stored<Option<Closing>> {
        let sql = "SELECT closing FROM closings WHERE quarter = ?1";
        let text = self.one(sql, [quarter.to_string()], |row| row.get::<_, String>(0))?;
        text.map(|text| value(&text)).transpose()
    }

    fn closings(&self) -> Stored<Vec<Closing>> {
        let sql = "SELECT closing FROM closings ORDER BY quarter";
        let texts = self.many(sql, [], |row| row.get::<_, String>(0))?;
        texts.iter().map(|text| value(text)).collect()
    }

    fn put_closing(&mut self, closing: &Closing) -> Stored<()> {
        let sql = "INSERT INTO closings (quarter, closing) VALUES (?1, ?2)";
        self.run(sql, (closing.quarter.to_string(), json(closing)?))
    }

    fn made_keys(&self) -> Stored<Vec<MadeKey>> {
        let sql = "SELECT purpose, version, check_value, destroyed FROM made_keys";
        let rows = self.many(sql, [], |row| <(String, u16, String, bool)>::try_from(row))?;
        rows.into_iter().map(made_key).collect()
    }

    fn put_made_key(&mut self, key: &MadeKey) -> Stored<()> {
        let sql = "INSERT INTO made_keys (purpose, version, check_value, destroyed)
            VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET
            check_value = excluded.check_value, destroyed = excluded.destroyed";
        let (version, check) = (key.version.number(), key.check.to_string());
        self.run(sql, (key.purpose.word(), version, check, key.destroyed))
    }

    fn entry(&self, chain: Chain, number: u64) -> Stored<Option<Entry>> {
        let sql = "SELECT entry FROM audit_entries WHERE chain = ?1 AND number = ?2";
        let with = (chain.word(), signed(number)?);
        let text = self.one(sql, with, |row| row.get::<_, String>(0))?;
        text.map(|text| value(&text)).transpose()
    }

    fn put_entry(&mut self, entry: &Entry) -> Stored<()> {
        let sql = "INSERT INTO audit_entries (chain, number, sealed, entry)
            VALUES (?1, ?2, 0, ?3)";
        let number = signed(entry.number)?;
        self.run(sql, (entry.chain.word(), number, json(entry)?))
    }

    fn unsealed(&self) -> Stored<Vec<Entry>> {
        let sql = "SELECT entry FROM audit_entries WHERE sealed = 0";
        let texts = self.many(sql, [], |row| row.get::<_, String>(0))?;
        texts.iter().map(|text| value(text)).collect()
    }

    fn counter(&self, chain: Chain) -> Stored<u64> {
        let sql = "SELECT last FROM audit_counters WHERE chain = ?1";
        let last = self.one(sql, [chain.word()], |row| row.get(0))?;
        unsigned(last.unwrap_or(0))
    }

    fn counters(&self) -> Stored<Vec<(Chain, u64)>> {
        let sql = "SELECT chain, last FROM audit_counters";
        let rows = self.many(sql, [], |row| <(String, i64)>::try_from(row))?;
        let read = |(chain, last): (String, i64)| {
            let chain = Chain::from_word(&chain).ok_or_else(damaged)?;
            Ok((chain, unsigned(last)?))
        };
        let mut counters: Vec<_> = rows.into_iter().map(read).collect::<Stored<_>>()?;
        counters.sort_unstable();
        Ok(counters)
    }

    fn put_counter(&mut self, chain: Chain, to: u64) -> Stored<()> {
        let sql = "INSERT INTO audit_counters (chain, last) VALUES (?1, ?2)
            ON CONFLICT DO UPDATE SET last = excluded.last";
        self.run(sql, (chain.word(), signed(to)?))
    }

    fn put_line(&mut self, chain: Chain, number: u64, line: &str, digest: Digest) -> Stored<()> {
        let number = signed(number)?;
        let sql = "INSERT INTO audit_lines (chain, number, digest, line) VALUES (?1, ?2, ?3, ?4)";
        self.run(sql, (chain.word(), number, digest.to_string(), line))?;
        let sql = "UPDATE audit_entries SET sealed = 1 WHERE chain = ?1 AND number = ?2";
        self.run(sql, (chain.word(), number))
    }

    fn lines(&self, chain: Chain, number: u64, most: usize) -> Stored<Vec<String>> {
        let sql = "SELECT line FROM audit_lines WHERE chain = ?1 AND number >= ?2
            ORDER BY number LIMIT ?3";
        let with = (chain.word(), signed(number)?, limit(most));
        self.many(sql, with, |row| row.get(0))
    }

    fn last_line(&self, chain: Chain) -> Stored<Option<(u64, Digest)>> {
        let sql = "SELECT number, digest FROM audit_lines WHERE chain = ?1
            ORDER BY number DESC LIMIT 1";
        let last = self.one(sql, [chain.word()], |row| <(i64, String)>::try_from(row))?;
        let read = |(number, digest): (_, String)| {
            let digest = Digest::from_hex(&digest).ok_or_else(damaged)?;
            Ok((unsigned(number)?, digest))
        };
        last.map(read).transpose()
    }

    fn signed_heads(&self) -> Stored<Vec<SignedHead>> {
        let sql = "SELECT head FROM signed_heads ORDER BY number, key";
        let texts = self.many(sql, [], |row| row.get::<_, String>(0))?;
        texts.iter().map(|text| value(text)).collect()
    }

    fn put_signed_head(&mut self, head: &SignedHead) -> Stored<()> {
        let sql = "INSERT INTO signed_heads (number, key, head) VALUES (?1, ?2, ?3)";
        let number = signed(head.number)?;
        self.run(sql, (number, head.key.number(), json(head)?))
    }
}
