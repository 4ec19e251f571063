//! The ledger's rows in maps.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use pledge::audit::{Chain, Entry, SignedHead};
use pledge::borough::Borough;
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::{Closing, Digest, MadeKey, Slot, SlotState, UploadId};
use pledge::ports::Stored;
use pledge::quarter::Quarter;
use pledge::receipt::{Receipt, ReceiptRef};
use pledge::returns::Return;

use crate::ledger::rows::{ReceiptRow, Rows, UploadRow};

/// All rows of a ledger.
#[derive(Clone, Default)]
pub(crate) struct MemoryRows {
    uploads: BTreeMap<UploadId, UploadRow>,
    slots: BTreeMap<Slot, SlotState>,
    generations: BTreeMap<(Return, Option<Quarter>), u64>,
    superseded: BTreeMap<(Slot, Digest), Timestamp>,
    receipts: BTreeMap<ReceiptRef, ReceiptRow>,
    closings: BTreeMap<Quarter, Closing>,
    made_keys: BTreeMap<(KeyPurpose, KeyVersion), MadeKey>,
    entries: BTreeMap<(Chain, u64), Entry>,
    sealed: BTreeSet<(Chain, u64)>,
    counters: BTreeMap<Chain, u64>,
    lines: BTreeMap<(Chain, u64), (String, Digest)>,
    signed_heads: BTreeMap<(u64, KeyVersion), SignedHead>,
}

impl Rows for MemoryRows {
    fn upload(&self, upload: UploadId) -> Stored<Option<UploadRow>> {
        Ok(self.uploads.get(&upload).cloned())
    }

    fn put_upload(&mut self, upload: UploadId, row: &UploadRow) -> Stored<()> {
        self.uploads.insert(upload, row.clone());
        Ok(())
    }

    fn open_claims(&self, now: Timestamp) -> Stored<u64> {
        let open = |row: &&UploadRow| row.decided.is_none() && row.until > now;
        let open = self.uploads.values().filter(open).count();
        Ok(u64::try_from(open).unwrap_or(u64::MAX))
    }

    fn slot(&self, slot: Slot) -> Stored<Option<SlotState>> {
        Ok(self.slots.get(&slot).copied())
    }

    fn put_slot(&mut self, slot: Slot, state: &SlotState) -> Stored<()> {
        self.slots.insert(slot, *state);
        Ok(())
    }

    fn slots(&self) -> Stored<Vec<(Slot, SlotState)>> {
        Ok(self
            .slots
            .iter()
            .map(|(slot, state)| (*slot, *state))
            .collect())
    }

    fn generation(&self, kind: Return, quarter: Option<Quarter>) -> Stored<u64> {
        Ok(self.generations.get(&(kind, quarter)).copied().unwrap_or(0))
    }

    fn put_generation(&mut self, kind: Return, quarter: Option<Quarter>, to: u64) -> Stored<()> {
        self.generations.insert((kind, quarter), to);
        Ok(())
    }

    fn superseded(&self) -> Stored<Vec<((Slot, Digest), Timestamp)>> {
        Ok(self
            .superseded
            .iter()
            .map(|(slice, since)| (*slice, *since))
            .collect())
    }

    fn put_superseded(&mut self, slice: (Slot, Digest), since: Timestamp) -> Stored<()> {
        self.superseded.insert(slice, since);
        Ok(())
    }

    fn drop_superseded(&mut self, slice: (Slot, Digest)) -> Stored<()> {
        self.superseded.remove(&slice);
        Ok(())
    }

    fn receipt(&self, reference: ReceiptRef) -> Stored<Option<ReceiptRow>> {
        Ok(self.receipts.get(&reference).cloned())
    }

    fn put_receipt(&mut self, row: &ReceiptRow) -> Stored<()> {
        self.receipts.insert(row.receipt.reference, row.clone());
        Ok(())
    }

    fn receipts(&self, folder: Option<Borough>, most: usize) -> Stored<Vec<Receipt>> {
        let mut receipts: Vec<&Receipt> = (self.receipts.values())
            .map(|row| &row.receipt)
            .filter(|receipt| folder.is_none_or(|folder| receipt.folder == folder))
            .collect();
        receipts.sort_by_key(|receipt| (std::cmp::Reverse(receipt.decided), receipt.reference));
        Ok(receipts.into_iter().take(most).cloned().collect())
    }

    fn drop_receipts(&mut self, limit: Timestamp) -> Stored<()> {
        self.receipts.retain(|_, row| row.receipt.decided >= limit);
        let receipts = &self.receipts;
        let is_kept = |row: &UploadRow| {
            (row.decided).is_none_or(|(_, reference)| receipts.contains_key(&reference))
        };
        self.uploads.retain(|_, row| is_kept(row));
        Ok(())
    }

    fn drop_claims(&mut self, limit: Timestamp) -> Stored<()> {
        self.uploads
            .retain(|_, row| row.decided.is_some() || row.until >= limit);
        Ok(())
    }

    fn closing(&self, quarter: Quarter) -> Stored<Option<Closing>> {
        Ok(self.closings.get(&quarter).cloned())
    }

    fn closings(&self) -> Stored<Vec<Closing>> {
        Ok(self.closings.values().cloned().collect())
    }

    fn put_closing(&mut self, closing: &Closing) -> Stored<()> {
        self.closings.insert(closing.quarter, closing.clone());
        Ok(())
    }

    fn made_keys(&self) -> Stored<Vec<MadeKey>> {
        Ok(self.made_keys.values().copied().collect())
    }

    fn put_made_key(&mut self, key: &MadeKey) -> Stored<()> {
        self.made_keys.insert((key.purpose, key.version), *key);
        Ok(())
    }

    fn entry(&self, chain: Chain, number: u64) -> Stored<Option<Entry>> {
        Ok(self.entries.get(&(chain, number)).cloned())
    }

    fn put_entry(&mut self, entry: &Entry) -> Stored<()> {
        self.entries
            .insert((entry.chain, entry.number), entry.clone());
        Ok(())
    }

    fn unsealed(&self) -> Stored<Vec<Entry>> {
        let unsealed = (self.entries.iter()).filter(|(place, _)| !self.sealed.contains(place));
        Ok(unsealed.map(|(_, entry)| entry.clone()).collect())
    }

    fn counter(&self, chain: Chain) -> Stored<u64> {
        Ok(self.counters.get(&chain).copied().unwrap_or(0))
    }

    fn counters(&self) -> Stored<Vec<(Chain, u64)>> {
        Ok(self
            .counters
            .iter()
            .map(|(chain, last)| (*chain, *last))
            .collect())
    }

    fn put_counter(&mut self, chain: Chain, to: u64) -> Stored<()> {
        self.counters.insert(chain, to);
        Ok(())
    }

    fn put_line(&mut self, chain: Chain, number: u64, line: &str, digest: Digest) -> Stored<()> {
        self.sealed.insert((chain, number));
        self.lines
            .insert((chain, number), (line.to_owned(), digest));
        Ok(())
    }

    fn lines(&self, chain: Chain, number: u64, most: usize) -> Stored<Vec<String>> {
        let lines = self.lines.range((chain, number)..=(chain, u64::MAX));
        Ok(lines
            .take(most)
            .map(|(_, (line, _))| line.clone())
            .collect())
    }

    fn last_line(&self, chain: Chain) -> Stored<Option<(u64, Digest)>> {
        let last = self.lines.range((chain, 0)..=(chain, u64::MAX)).next_back();
        Ok(last.map(|((_, number), (_, digest))| (*number, *digest)))
    }

    fn signed_heads(&self) -> Stored<Vec<SignedHead>> {
        Ok(self.signed_heads.values().cloned().collect())
    }

    fn put_signed_head(&mut self, head: &SignedHead) -> Stored<()> {
        self.signed_heads
            .insert((head.number, head.key), head.clone());
        Ok(())
    }
}
