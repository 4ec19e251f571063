//! The ports: what the pipeline asks of a store, in the words of the rules.
//!
//! Time and randomness are arguments. An error of a store is named by what the caller can do.

use std::future::Future;
use std::io;

use jiff::Timestamp;

use crate::audit::{Chain, Entry, Event, Line, SignedHead};
use crate::borough::Borough;
use crate::keys::{Capability, KeyPurpose, KeyVersion, UploadKey};
use crate::ledger::{
    Claimed, Closed, Closing, Commit, Committed, Digest, KeyCheck, MadeKey, Order, Pins, Slot,
    SlotState, Standing, UploadId,
};
use crate::path::{Place, Says};
use crate::quarter::Quarter;
use crate::receipt::{Receipt, ReceiptRef};
use crate::returns::Return;

mod register;

pub use register::Register;

/// What a store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such thing.
    #[error("there is no such thing in the store")]
    Absent,
    /// Somebody else was first; read again and decide anew.
    #[error("the store holds something else by now")]
    Conflict,
    /// The store cannot answer now; whether it did what was asked is not known. Try again later.
    #[error("the store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The answer of a store.
pub type Stored<T> = Result<T, StoreError>;

/// An object in an upload folder. Its name is free text that may hold a name: there is no accessor
/// for it, and only the store that made it can open it.
pub struct Upload<Handle> {
    /// The authority whose folder it is in.
    pub folder: Borough,
    /// What its path says of return and quarter.
    pub says: Says,
    /// When the store received it.
    pub received: Timestamp,
    /// Its bytes.
    pub bytes: u64,
    /// What the store needs to find it again.
    pub handle: Handle,
}

/// Where boroughs drop their files.
pub trait Uploads: Sync {
    /// What the store needs to find an upload again. Not `Debug`: it holds the object's name.
    type Handle: Send + Sync;
    /// An open upload.
    type Body: io::Read + Send;

    /// The uploads that wait, in the order in which they were received, at most `most`.
    /// Folders of no authority are not listed; see [`Uploads::strays`].
    fn waiting(
        &self,
        most: usize,
    ) -> impl Future<Output = Stored<Vec<Upload<Self::Handle>>>> + Send;

    /// How many objects lie in folders of no authority, are no files (links among them), or cannot
    /// be looked into. They are never read and never deleted.
    fn strays(&self) -> impl Future<Output = Stored<u64>> + Send;

    /// Opens an upload at its start. `Absent` if it is gone.
    fn open(
        &self,
        upload: &Upload<Self::Handle>,
    ) -> impl Future<Output = Stored<Self::Body>> + Send;

    /// The identity of this version of the upload under `key`; `content` is its SHA-256.
    fn identity(
        &self,
        upload: &Upload<Self::Handle>,
        key: &UploadKey,
        content: &Digest,
    ) -> UploadId;

    /// Deletes this version of the upload; that it is gone already is no error. A file that was
    /// replaced by another since it was listed stays.
    fn delete(
        &self,
        upload: &Upload<Self::Handle>,
        content: &Digest,
    ) -> impl Future<Output = Stored<()>> + Send;
}

/// An object that can be read at any place.
pub trait Object: Send + Sync {
    /// Its bytes.
    fn length(&self) -> u64;

    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    ///
    /// When the object ends before, or cannot be read.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
}

/// The answer to a guarded replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The object is in place.
    Done,
    /// One of a higher generation is.
    Newer,
}

/// One object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where it is.
    pub place: Place,
    /// When it was last written.
    pub written: Timestamp,
}

/// All that the program writes: slices, curated files, reports, receipts, tables.
pub trait Datasets: Sync {
    /// An open object.
    type Object: Object + 'static;

    /// Writes an object whole: readers see what was there or all of this. Writing the same again
    /// changes nothing but the time of writing.
    fn put(
        &self,
        place: &Place,
        content: &mut (dyn io::Read + Send),
    ) -> impl Future<Output = Stored<()>> + Send;

    /// Writes an object whole unless one of a higher generation is there. An equal generation is
    /// written again.
    fn replace(
        &self,
        place: &Place,
        generation: u64,
        content: &mut (dyn io::Read + Send),
    ) -> impl Future<Output = Stored<Replaced>> + Send;

    /// The generation at which an object was last replaced; `None` if it never was.
    fn generation(&self, place: &Place) -> impl Future<Output = Stored<Option<u64>>> + Send;

    /// Opens an object. `Absent` if there is none.
    fn open(&self, place: &Place) -> impl Future<Output = Stored<Self::Object>> + Send;

    /// All slices, reports and receipts, for the collector; not for readers, who follow pointers.
    fn list(&self) -> impl Future<Output = Stored<Vec<Listed>>> + Send;

    /// Deletes an object that was last written before `before`; one that was written since stays,
    /// also if that happens at the same moment. That it is gone already is no error.
    fn delete(&self, place: &Place, before: Timestamp) -> impl Future<Output = Stored<()>> + Send;
}

/// What the collector must not touch: everything that the ledger names.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Slices of pointers and of held submissions.
    pub slices: std::collections::BTreeSet<(Slot, Digest)>,
    /// Slices that a pointer left behind, and when.
    pub superseded: std::collections::BTreeMap<(Slot, Digest), Timestamp>,
    /// Reports that receipts name, with the instant of the decision.
    pub reports: std::collections::BTreeMap<(Borough, Digest), Timestamp>,
    /// Receipts, with the instant of the decision.
    pub receipts: std::collections::BTreeMap<(Borough, ReceiptRef), Timestamp>,
}

/// What a confirmation came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirmed {
    /// The held submission is in force; this is its receipt now.
    Done(Box<Receipt>),
    /// The reference is not that of a submission that waits.
    NotHeld,
    /// Another submission is in force than the one that it was weighed against.
    Superseded,
}

/// The ledger: claims, slots, the one commit, receipts, and the audit entries that go with them.
pub trait Ledger: Sync {
    /// Asks for the right to process an upload until `until`. The pins of the first claim stay.
    fn claim(
        &self,
        upload: UploadId,
        pins: &Pins,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Stored<Claimed>> + Send;

    /// One slot.
    fn slot(&self, slot: Slot) -> impl Future<Output = Stored<SlotState>> + Send;

    /// The slots of a return and quarter, read at one instant.
    fn standing(
        &self,
        kind: Return,
        quarter: Option<Quarter>,
    ) -> impl Future<Output = Stored<Standing>> + Send;

    /// The quarters for which a return has a slot.
    fn quarters(&self, kind: Return) -> impl Future<Output = Stored<Vec<Quarter>>> + Send;

    /// Decides an upload: one transaction, accepted only if the claim's token is the newest and
    /// its lease still holds, every slot is as its decision saw it, and every order that points or
    /// holds is higher than that of what is in force, one that holds also than that of what waits.
    /// A refusal takes no place, so it may come late; the newest one is remembered.
    fn commit(
        &self,
        commit: &Commit,
        now: Timestamp,
    ) -> impl Future<Output = Stored<Committed>> + Send;

    /// Ends the lease of a claim that came to nothing at `now`, so that the next claim need not
    /// wait for it. The pins and the count of tokens stay.
    fn release(
        &self,
        upload: UploadId,
        token: u64,
        now: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// The receipt of an upload, without claiming it; `None` if nobody decided it or nobody knows
    /// it. For an upload that may be known by an identity under an older key.
    fn decided(&self, upload: UploadId) -> impl Future<Output = Stored<Option<Receipt>>> + Send;

    /// Puts a held submission in force, where each of its slots that wait still points to what it
    /// was weighed against; else it waits no longer, and has to be sent again.
    fn confirm(
        &self,
        reference: ReceiptRef,
        now: Timestamp,
    ) -> impl Future<Output = Stored<Confirmed>> + Send;

    /// Rejects submissions held since before `limit`; returns their receipts as they now stand.
    fn lapse(
        &self,
        limit: Timestamp,
        now: Timestamp,
    ) -> impl Future<Output = Stored<Vec<Receipt>>> + Send;

    /// A receipt.
    fn receipt(&self, reference: ReceiptRef) -> impl Future<Output = Stored<Receipt>> + Send;

    /// The newest receipts, of one folder or of all, at most `most`.
    fn receipts(
        &self,
        folder: Option<Borough>,
        most: usize,
    ) -> impl Future<Output = Stored<Vec<Receipt>>> + Send;

    /// What the collector must not touch.
    fn named(&self) -> impl Future<Output = Stored<Named>> + Send;

    /// Forgets that a superseded slice, a report or a receipt's file was kept; for what the
    /// collector deleted. Receipts decided before `receipts_before` are forgotten whole, and so are
    /// uploads that nobody decided and whose last lease ended before `claims_before`: with their
    /// pins, so the next claim would decide by other days and keys.
    fn forget(
        &self,
        slices: &[(Slot, Digest)],
        receipts_before: Timestamp,
        claims_before: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// Closes a quarter, once, and writes the audit entry of its release into the region's chain.
    fn close(
        &self,
        closing: &Closing,
        now: Timestamp,
    ) -> impl Future<Output = Stored<Closed>> + Send;

    /// What a quarter was closed with; `None` while it is not.
    fn closing(&self, quarter: Quarter) -> impl Future<Output = Stored<Option<Closing>>> + Send;

    /// Whether a claim is open at `now`: its attempt may have written what nothing names yet.
    fn claims_open(&self, now: Timestamp) -> impl Future<Output = Stored<u64>> + Send;

    /// Every key that was ever made, by purpose and version, destroyed ones among them.
    fn keys_made(&self) -> impl Future<Output = Stored<Vec<MadeKey>>> + Send;

    /// Says that a key was made, and writes the audit entry of it. `Conflict` if another was ever
    /// made under this version; the same again changes nothing.
    fn make_key(
        &self,
        purpose: KeyPurpose,
        version: KeyVersion,
        check: KeyCheck,
        now: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// Says that a key is destroyed, and writes the audit entry of it. `Absent` if it was never
    /// made; the same again changes nothing.
    fn destroy_key(
        &self,
        purpose: KeyPurpose,
        version: KeyVersion,
        now: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// Writes an audit entry of its own, for acts that decide no upload.
    fn record(
        &self,
        chain: Chain,
        event: &Event,
        now: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// The entries that are not sealed yet, by chain and number.
    fn unsealed(&self) -> impl Future<Output = Stored<Vec<Entry>>> + Send;

    /// The last number given in each chain that has an entry, sealed or not: an entry that was
    /// deleted before its sealing leaves a gap below it.
    fn last_numbers(&self) -> impl Future<Output = Stored<Vec<(Chain, u64)>>> + Send;

    /// The number and SHA-256 of a chain's last sealed line; 0 and zeros before the first.
    fn head(&self, chain: Chain) -> impl Future<Output = Stored<(u64, Digest)>> + Send;

    /// Appends sealed lines and the signed head of the region's chain, all or nothing. The lines of
    /// a chain follow its head without a gap in their numbers; the region's last line is the
    /// sealing's own (no entry was recorded for it), and the region's counter moves on past it.
    /// `Conflict` if a chain's head is no longer the first line's `prev`, or if another entry has
    /// taken the number of the sealing's line by now.
    fn seal(&self, lines: &[Line], head: &SignedHead) -> impl Future<Output = Stored<()>> + Send;

    /// The sealed lines of a chain from `number`, as stored, at most `most`.
    fn lines(
        &self,
        chain: Chain,
        number: u64,
        most: usize,
    ) -> impl Future<Output = Stored<Vec<String>>> + Send;

    /// The signed heads, oldest first.
    fn signed_heads(&self) -> impl Future<Output = Stored<Vec<SignedHead>>> + Send;
}

/// The keys, handed out as capabilities.
pub trait Keys: Sync {
    /// The live versions of a purpose's key, oldest first.
    fn versions(&self, purpose: KeyPurpose)
    -> impl Future<Output = Stored<Vec<KeyVersion>>> + Send;

    /// What one version of a key allows. `Absent` if there is no such key.
    fn open<C: Capability>(&self, version: KeyVersion) -> impl Future<Output = Stored<C>> + Send;
}

/// Whether `order` may take the place of what is in force.
#[must_use]
pub fn supersedes(order: Order, state: &SlotState) -> bool {
    state.pointer.is_none_or(|pointer| order > pointer.order)
}
