//! A ledger into whose sealed lines somebody wrote.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pledge::audit::{Chain, Entry, Event, Line, SignedHead};
use pledge::borough::Borough;
use pledge::keys::{KeyPurpose, KeyVersion};
use pledge::ledger::{
    Claimed, Closed, Closing, Commit, Committed, Digest, KeyCheck, MadeKey, Pins, Slot, SlotState,
    Standing, UploadId,
};
use pledge::ports::{Confirmed, Ledger, Named, Stored};
use pledge::quarter::Quarter;
use pledge::receipt::{Receipt, ReceiptRef};
use pledge::returns::Return;
use stores::memory::MemoryLedger;

/// The ledger, but for its sealed lines and signed heads.
pub(crate) struct Tampered<'a> {
    pub(crate) ledger: &'a MemoryLedger,
    /// What is stored by now, in the place of what was sealed.
    pub(crate) lines: BTreeMap<Chain, Vec<String>>,
    pub(crate) heads: Vec<SignedHead>,
    /// What still waits for its sealing.
    pub(crate) unsealed: Vec<Entry>,
}

impl Ledger for Tampered<'_> {
    async fn lines(&self, chain: Chain, number: u64, most: usize) -> Stored<Vec<String>> {
        let lines = self.lines.get(&chain).into_iter().flatten();
        let before = usize::try_from(number).unwrap().saturating_sub(1);
        Ok(lines.skip(before).take(most).cloned().collect())
    }

    async fn signed_heads(&self) -> Stored<Vec<SignedHead>> {
        Ok(self.heads.clone())
    }

    async fn claim(
        &self,
        upload: UploadId,
        pins: &Pins,
        now: Timestamp,
        until: Timestamp,
    ) -> Stored<Claimed> {
        self.ledger.claim(upload, pins, now, until).await
    }

    async fn slot(&self, slot: Slot) -> Stored<SlotState> {
        self.ledger.slot(slot).await
    }

    async fn standing(&self, kind: Return, quarter: Option<Quarter>) -> Stored<Standing> {
        self.ledger.standing(kind, quarter).await
    }

    async fn quarters(&self, kind: Return) -> Stored<Vec<Quarter>> {
        self.ledger.quarters(kind).await
    }

    async fn commit(&self, commit: &Commit, now: Timestamp) -> Stored<Committed> {
        self.ledger.commit(commit, now).await
    }

    async fn release(&self, upload: UploadId, token: u64, now: Timestamp) -> Stored<()> {
        self.ledger.release(upload, token, now).await
    }

    async fn decided(&self, upload: UploadId) -> Stored<Option<Receipt>> {
        self.ledger.decided(upload).await
    }

    async fn last_numbers(&self) -> Stored<Vec<(Chain, u64)>> {
        self.ledger.last_numbers().await
    }

    async fn confirm(&self, reference: ReceiptRef, now: Timestamp) -> Stored<Confirmed> {
        self.ledger.confirm(reference, now).await
    }

    async fn lapse(&self, limit: Timestamp, now: Timestamp) -> Stored<Vec<Receipt>> {
        self.ledger.lapse(limit, now).await
    }

    async fn receipt(&self, reference: ReceiptRef) -> Stored<Receipt> {
        self.ledger.receipt(reference).await
    }

    async fn receipts(&self, folder: Option<Borough>, most: usize) -> Stored<Vec<Receipt>> {
        self.ledger.receipts(folder, most).await
    }

    async fn named(&self) -> Stored<Named> {
        self.ledger.named().await
    }

    async fn forget(
        &self,
        slices: &[(Slot, Digest)],
        receipts_before: Timestamp,
        claims_before: Timestamp,
    ) -> Stored<()> {
        let ledger = self.ledger;
        ledger.forget(slices, receipts_before, claims_before).await
    }

    async fn close(&self, closing: &Closing, now: Timestamp) -> Stored<Closed> {
        self.ledger.close(closing, now).await
    }

    async fn closing(&self, quarter: Quarter) -> Stored<Option<Closing>> {
        self.ledger.closing(quarter).await
    }

    async fn claims_open(&self, now: Timestamp) -> Stored<u64> {
        self.ledger.claims_open(now).await
    }

    async fn keys_made(&self) -> Stored<Vec<MadeKey>> {
        self.ledger.keys_made().await
    }

    async fn make_key(
        &self,
        purpose: KeyPurpose,
        version: KeyVersion,
        check: KeyCheck,
        now: Timestamp,
    ) -> Stored<()> {
        self.ledger.make_key(purpose, version, check, now).await
    }

    async fn destroy_key(
        &self,
        purpose: KeyPurpose,
        version: KeyVersion,
        now: Timestamp,
    ) -> Stored<()> {
        self.ledger.destroy_key(purpose, version, now).await
    }

    async fn record(&self, chain: Chain, event: &Event, now: Timestamp) -> Stored<()> {
        self.ledger.record(chain, event, now).await
    }

    async fn unsealed(&self) -> Stored<Vec<Entry>> {
        Ok(self.unsealed.clone())
    }

    async fn head(&self, chain: Chain) -> Stored<(u64, Digest)> {
        self.ledger.head(chain).await
    }

    async fn seal(&self, lines: &[Line], head: &SignedHead) -> Stored<()> {
        self.ledger.seal(lines, head).await
    }
}
