//! The port over rows: each call is one transaction of the protocol.

/// Implements the ledger's port for a store with `read` and `write`, which hand its rows to a
/// step of the protocol. The calls are answered at once, so no future ever waits.
macro_rules! ledger_over_rows {
    ($store:ty) => {
        const _: () = {
            use jiff::Timestamp;
            use pledge::audit::{Chain, Entry, Event, Line, SignedHead};
            use pledge::borough::Borough;
            use pledge::keys::{KeyPurpose, KeyVersion};
            use pledge::ledger::{
                Claimed, Closed, Closing, Commit, Committed, Digest, KeyCheck, MadeKey, Pins, Slot,
                SlotState, Standing, UploadId,
            };
            use pledge::ports::{Confirmed, Ledger, Named, StoreError, Stored};
            use pledge::quarter::Quarter;
            use pledge::receipt::{Receipt, ReceiptRef};
            use pledge::returns::Return;

            use $crate::ledger::rows::Rows;
            use $crate::ledger::{claims, closings, commits, held, keys, standings, trail};

            impl Ledger for $store {
                async fn claim(
                    &self,
                    upload: UploadId,
                    pins: &Pins,
                    now: Timestamp,
                    until: Timestamp,
                ) -> Stored<Claimed> {
                    self.write(|rows| claims::claim(rows, upload, pins, now, until))
                }

                async fn slot(&self, slot: Slot) -> Stored<SlotState> {
                    self.read(|rows| Ok(rows.slot(slot)?.unwrap_or_default()))
                }

                async fn standing(
                    &self,
                    kind: Return,
                    quarter: Option<Quarter>,
                ) -> Stored<Standing> {
                    self.read(|rows| standings::standing(rows, kind, quarter))
                }

                async fn quarters(&self, kind: Return) -> Stored<Vec<Quarter>> {
                    self.read(|rows| standings::quarters(rows, kind))
                }

                async fn commit(&self, commit: &Commit, now: Timestamp) -> Stored<Committed> {
                    self.write(|rows| commits::commit(rows, commit, now))
                }

                async fn release(
                    &self,
                    upload: UploadId,
                    token: u64,
                    now: Timestamp,
                ) -> Stored<()> {
                    self.write(|rows| claims::release(rows, upload, token, now))
                }

                async fn decided(&self, upload: UploadId) -> Stored<Option<Receipt>> {
                    self.read(|rows| claims::decided(rows, upload))
                }

                async fn confirm(
                    &self,
                    reference: ReceiptRef,
                    now: Timestamp,
                ) -> Stored<Confirmed> {
                    self.write(|rows| held::confirm(rows, reference, now))
                }

                async fn lapse(&self, limit: Timestamp, now: Timestamp) -> Stored<Vec<Receipt>> {
                    self.write(|rows| held::lapse(rows, limit, now))
                }

                async fn receipt(&self, reference: ReceiptRef) -> Stored<Receipt> {
                    let row = self.read(|rows| rows.receipt(reference))?;
                    Ok(row.ok_or(StoreError::Absent)?.receipt)
                }

                async fn receipts(
                    &self,
                    folder: Option<Borough>,
                    most: usize,
                ) -> Stored<Vec<Receipt>> {
                    self.read(|rows| rows.receipts(folder, most))
                }

                async fn named(&self) -> Stored<Named> {
                    self.read(|rows| standings::named(rows))
                }

                async fn forget(
                    &self,
                    slices: &[(Slot, Digest)],
                    receipts_before: Timestamp,
                    claims_before: Timestamp,
                ) -> Stored<()> {
                    self.write(|rows| {
                        standings::forget(rows, slices, receipts_before, claims_before)
                    })
                }

                async fn close(&self, closing: &Closing, now: Timestamp) -> Stored<Closed> {
                    self.write(|rows| closings::close(rows, closing, now))
                }

                async fn closing(&self, quarter: Quarter) -> Stored<Option<Closing>> {
                    self.read(|rows| rows.closing(quarter))
                }

                async fn claims_open(&self, now: Timestamp) -> Stored<u64> {
                    self.read(|rows| rows.open_claims(now))
                }

                async fn keys_made(&self) -> Stored<Vec<MadeKey>> {
                    self.read(|rows| keys::all(rows))
                }

                async fn make_key(
                    &self,
                    purpose: KeyPurpose,
                    version: KeyVersion,
                    check: KeyCheck,
                    now: Timestamp,
                ) -> Stored<()> {
                    self.write(|rows| keys::make(rows, purpose, version, check, now))
                }

                async fn destroy_key(
                    &self,
                    purpose: KeyPurpose,
                    version: KeyVersion,
                    now: Timestamp,
                ) -> Stored<()> {
                    self.write(|rows| keys::destroy(rows, purpose, version, now))
                }

                async fn record(&self, chain: Chain, event: &Event, now: Timestamp) -> Stored<()> {
                    self.write(|rows| trail::record(rows, chain, event, now))
                }

                async fn unsealed(&self) -> Stored<Vec<Entry>> {
                    self.read(|rows| trail::unsealed(rows))
                }

                async fn last_numbers(&self) -> Stored<Vec<(Chain, u64)>> {
                    self.read(|rows| rows.counters())
                }

                async fn head(&self, chain: Chain) -> Stored<(u64, Digest)> {
                    self.read(|rows| trail::head(rows, chain))
                }

                async fn seal(&self, lines: &[Line], head: &SignedHead) -> Stored<()> {
                    self.write(|rows| trail::seal(rows, lines, head))
                }

                async fn lines(
                    &self,
                    chain: Chain,
                    number: u64,
                    most: usize,
                ) -> Stored<Vec<String>> {
                    self.read(|rows| rows.lines(chain, number, most))
                }

                async fn signed_heads(&self) -> Stored<Vec<SignedHead>> {
                    self.read(|rows| rows.signed_heads())
                }
            }
        };
    };
}

pub(crate) use ledger_over_rows;
