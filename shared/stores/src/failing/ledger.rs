//! A ledger that fails on cue.

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

use super::Failing;

impl<S: Ledger> Ledger for Failing<S> {
    async fn claim(
        &self,
        upload: UploadId,
        pins: &Pins,
        now: Timestamp,
        until: Timestamp,
    ) -> Stored<Claimed> {
        let call = self.inner.claim(upload, pins, now, until);
        self.cue.around(call).await
    }

    async fn slot(&self, slot: Slot) -> Stored<SlotState> {
        self.cue.around(self.inner.slot(slot)).await
    }

    async fn standing(&self, kind: Return, quarter: Option<Quarter>) -> Stored<Standing> {
        self.cue.around(self.inner.standing(kind, quarter)).await
    }

    async fn quarters(&self, kind: Return) -> Stored<Vec<Quarter>> {
        self.cue.around(self.inner.quarters(kind)).await
    }

    async fn commit(&self, commit: &Commit, now: Timestamp) -> Stored<Committed> {
        self.cue.around(self.inner.commit(commit, now)).await
    }

    async fn release(&self, upload: UploadId, token: u64, now: Timestamp) -> Stored<()> {
        let call = self.inner.release(upload, token, now);
        self.cue.around(call).await
    }

    async fn decided(&self, upload: UploadId) -> Stored<Option<Receipt>> {
        self.cue.around(self.inner.decided(upload)).await
    }

    async fn confirm(&self, reference: ReceiptRef, now: Timestamp) -> Stored<Confirmed> {
        self.cue.around(self.inner.confirm(reference, now)).await
    }

    async fn lapse(&self, limit: Timestamp, now: Timestamp) -> Stored<Vec<Receipt>> {
        self.cue.around(self.inner.lapse(limit, now)).await
    }

    async fn receipt(&self, reference: ReceiptRef) -> Stored<Receipt> {
        self.cue.around(self.inner.receipt(reference)).await
    }

    async fn receipts(&self, folder: Option<Borough>, most: usize) -> Stored<Vec<Receipt>> {
        self.cue.around(self.inner.receipts(folder, most)).await
    }

    async fn named(&self) -> Stored<Named> {
        self.cue.around(self.inner.named()).await
    }

    async fn forget(
        &self,
        slices: &[(Slot, Digest)],
        receipts_before: Timestamp,
        claims_before: Timestamp,
    ) -> Stored<()> {
        let call = self.inner.forget(slices, receipts_before, claims_before);
        self.cue.around(call).await
    }

    async fn close(&self, closing: &Closing, now: Timestamp) -> Stored<Closed> {
        self.cue.around(self.inner.close(closing, now)).await
    }

    async fn closing(&self, quarter: Quarter) -> Stored<Option<Closing>> {
        self.cue.around(self.inner.closing(quarter)).await
    }

    async fn claims_open(&self, now: Timestamp) -> Stored<u64> {
        self.cue.around(self.inner.claims_open(now)).await
    }

    async fn keys_made(&self) -> Stored<Vec<MadeKey>> {
        self.cue.around(self.inner.keys_made()).await
    }

    async fn make_key(
        &self,
        purpose: KeyPurpose,
        version: KeyVersion,
        check: KeyCheck,
        now: Timestamp,
    ) -> Stored<()> {
        let call = self.inner.make_key(purpose, version, check, now);
        self.cue.around(call).await
    }

    async fn destroy_key(
        &self,
        purpose: KeyPurpose,
        version: KeyVersion,
        now: Timestamp,
    ) -> Stored<()> {
        let call = self.inner.destroy_key(purpose, version, now);
        self.cue.around(call).await
    }

    async fn record(&self, chain: Chain, event: &Event, now: Timestamp) -> Stored<()> {
        self.cue.around(self.inner.record(chain, event, now)).await
    }

    async fn unsealed(&self) -> Stored<Vec<Entry>> {
        self.cue.around(self.inner.unsealed()).await
    }

    async fn last_numbers(&self) -> Stored<Vec<(Chain, u64)>> {
        self.cue.around(self.inner.last_numbers()).await
    }

    async fn head(&self, chain: Chain) -> Stored<(u64, Digest)> {
        self.cue.around(self.inner.head(chain)).await
    }

    async fn seal(&self, lines: &[Line], head: &SignedHead) -> Stored<()> {
        self.cue.around(self.inner.seal(lines, head)).await
    }

    async fn lines(&self, chain: Chain, number: u64, most: usize) -> Stored<Vec<String>> {
        self.cue.around(self.inner.lines(chain, number, most)).await
    }

    async fn signed_heads(&self) -> Stored<Vec<SignedHead>> {
        self.cue.around(self.inner.signed_heads()).await
    }
}
