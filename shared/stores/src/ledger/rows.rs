//! The rows that a ledger keeps, and what the protocol asks of their store.

use jiff::Timestamp;
use pledge::audit::{Chain, Entry, SignedHead};
use pledge::borough::Borough;
use pledge::ledger::{AttemptId, Closing, Digest, MadeKey, Pins, Slot, SlotState, UploadId};
use pledge::ports::Stored;
use pledge::quarter::Quarter;
use pledge::receipt::{Receipt, ReceiptRef};
use pledge::returns::Return;

/// An upload that was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UploadRow {
    /// The token of the newest claim.
    pub(crate) token: u64,
    /// When that claim ends.
    pub(crate) until: Timestamp,
    /// The pins of the first claim.
    pub(crate) pins: Pins,
    /// The attempt that decided it, and its receipt.
    pub(crate) decided: Option<(AttemptId, ReceiptRef)>,
}

/// A receipt as it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReceiptRow {
    /// The receipt.
    pub(crate) receipt: Receipt,
    /// Whether it was held and then confirmed: a second confirmation is answered like the first.
    pub(crate) confirmed: bool,
}

/// The rows of a ledger, inside one transaction.
pub(crate) trait Rows {
    fn upload(&self, upload: UploadId) -> Stored<Option<UploadRow>>;
    fn put_upload(&mut self, upload: UploadId, row: &UploadRow) -> Stored<()>;
    /// Uploads that are not decided and whose lease ends after `now`.
    fn open_claims(&self, now: Timestamp) -> Stored<u64>;

    fn slot(&self, slot: Slot) -> Stored<Option<SlotState>>;
    fn put_slot(&mut self, slot: Slot, state: &SlotState) -> Stored<()>;
    /// All slots, in any order.
    fn slots(&self) -> Stored<Vec<(Slot, SlotState)>>;

    fn generation(&self, kind: Return, quarter: Option<Quarter>) -> Stored<u64>;
    fn put_generation(&mut self, kind: Return, quarter: Option<Quarter>, to: u64) -> Stored<()>;

    /// Slices that a pointer left behind, and when.
    fn superseded(&self) -> Stored<Vec<((Slot, Digest), Timestamp)>>;
    fn put_superseded(&mut self, slice: (Slot, Digest), since: Timestamp) -> Stored<()>;
    fn drop_superseded(&mut self, slice: (Slot, Digest)) -> Stored<()>;

    fn receipt(&self, reference: ReceiptRef) -> Stored<Option<ReceiptRow>>;
    fn put_receipt(&mut self, row: &ReceiptRow) -> Stored<()>;
    /// The newest decided first, by reference among those of one instant.
    fn receipts(&self, folder: Option<Borough>, most: usize) -> Stored<Vec<Receipt>>;
    /// Drops receipts decided before `limit`, with their uploads.
    fn drop_receipts(&mut self, limit: Timestamp) -> Stored<()>;
    /// Drops uploads that nobody decided and whose lease ended before `limit`.
    fn drop_claims(&mut self, limit: Timestamp) -> Stored<()>;

    fn closing(&self, quarter: Quarter) -> Stored<Option<Closing>>;
    /// All of them, by quarter.
    fn closings(&self) -> Stored<Vec<Closing>>;
    fn put_closing(&mut self, closing: &Closing) -> Stored<()>;

    /// Every key that was made, in any order.
    fn made_keys(&self) -> Stored<Vec<MadeKey>>;
    fn put_made_key(&mut self, key: &MadeKey) -> Stored<()>;

    fn entry(&self, chain: Chain, number: u64) -> Stored<Option<Entry>>;
    fn put_entry(&mut self, entry: &Entry) -> Stored<()>;
    /// Entries without a line, in any order.
    fn unsealed(&self) -> Stored<Vec<Entry>>;
    /// The last number given in a chain, 0 before the first.
    fn counter(&self, chain: Chain) -> Stored<u64>;
    /// The last number given in each chain that has one, by chain.
    fn counters(&self) -> Stored<Vec<(Chain, u64)>>;
    fn put_counter(&mut self, chain: Chain, to: u64) -> Stored<()>;

    /// Appends a line; the entry of its number, if there is one, is sealed with it.
    fn put_line(&mut self, chain: Chain, number: u64, line: &str, digest: Digest) -> Stored<()>;
    fn lines(&self, chain: Chain, number: u64, most: usize) -> Stored<Vec<String>>;
    /// The number and digest of a chain's last line.
    fn last_line(&self, chain: Chain) -> Stored<Option<(u64, Digest)>>;

    /// By number, then by key.
    fn signed_heads(&self) -> Stored<Vec<SignedHead>>;
    fn put_signed_head(&mut self, head: &SignedHead) -> Stored<()>;
}
