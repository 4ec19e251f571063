//! The words of the ledger: uploads, claims, slots, attempts, pointers, and the one commit.
//!
//! **Invariant:** nothing becomes visible but by a [`Commit`], and every outcome is one.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::audit::Event;
use crate::borough::Borough;
use crate::keys::{KeyPurpose, KeyVersion};
use crate::quarter::Quarter;
use crate::receipt::{Receipt, ReceiptRef};
use crate::register::LeaverCounts;
use crate::returns::Return;
use crate::statistics::{EngagementCounts, Leavers};
use crate::text::{hex, unhex};

macro_rules! bytes_in_hex {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// The value that these bytes are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }

            /// The value that this lower-case hexadecimal text spells.
            #[must_use]
            pub fn from_hex(text: &str) -> Option<Self> {
                unhex(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                Self::from_hex(&text)
                    .ok_or_else(|| serde::de::Error::custom("is not hexadecimal of this length"))
            }
        }
    };
}

bytes_in_hex!(
    /// A SHA-256 of bytes that hold no bare registration number.
    Digest, 32
);
bytes_in_hex!(
    /// The identity of one version of one uploaded object, by a keyed hash of folder, name and
    /// version.
    UploadId, 32
);
bytes_in_hex!(
    /// One try at a submission: random.
    AttemptId, 16
);
bytes_in_hex!(
    /// Tells a key from any other under the same purpose and version, by a hash that is made with
    /// the key itself: whoever does not have the key learns nothing from it.
    KeyCheck, 16
);

/// A key that was made, once, under a purpose and a version that no other ever gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MadeKey {
    /// Its purpose.
    pub purpose: KeyPurpose,
    /// Its version.
    pub version: KeyVersion,
    /// What tells its bytes from others.
    pub check: KeyCheck,
    /// Whether it was destroyed since.
    pub destroyed: bool,
}

/// What a submission competes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// The return.
    pub kind: Return,
    /// The quarter; `None` for leavers.
    pub quarter: Option<Quarter>,
    /// The authority whose rows they are.
    pub authority: Borough,
}

/// Where a submission stands among those of its slot: by the instant at which the store received
/// it, never by the time of an event or a claim; then by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Order {
    /// When the store received the upload.
    pub received: Timestamp,
    /// SHA-256 of the upload: settles two of the same instant alike everywhere.
    pub content: Digest,
}

/// Counts about a submission that rules compare with the next one or with other returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Rows in force.
    pub rows: u32,
    /// Assignments: distinct workers live on the quarter's last day.
    pub live_on_last_day: Option<u32>,
    /// Snapshot: agency workers in the row ALL.
    pub agency_headcount: Option<u32>,
    /// Snapshot: permanent staff in the row ALL.
    pub permanent_headcount: Option<u32>,
    /// Leavers: complete up to this day.
    pub complete_to: Option<Date>,
    /// Leavers: the latest last day that is not in the future.
    pub latest_leaver: Option<Date>,
    /// Leavers: how many left in each quarter that the statement reaches.
    #[serde(default)]
    pub leavers: Option<LeaverCounts>,
    /// Digest of the entries that the attempt filed in the register, where there are any.
    #[serde(default)]
    pub entries: Option<Digest>,
    /// The latest day by which one of those entries is kept: a last day, or a start.
    #[serde(default)]
    pub latest_entry: Option<Date>,
    /// Whether it was a nil return.
    pub nil: bool,
}

/// What a slot points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The order of the submission in force.
    pub order: Order,
    /// When the first submission that was ever in force in the slot was received: whoever returned
    /// in time is not late for correcting or repeating it.
    pub first_received: Timestamp,
    /// The attempt whose rows count.
    pub attempt: AttemptId,
    /// The receipt of the submission in force.
    pub reference: ReceiptRef,
    /// Rows or entries that count.
    pub count: u32,
    /// Digest of what counts: of the slice, or of the statement's pseudonymised entries.
    pub digest: Digest,
    /// The version of the key its pseudonyms were made with.
    pub key: KeyVersion,
    /// Counts that rules compare.
    pub facts: Facts,
}

/// A submission that waits for a confirmation, staged without its raw file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What the slot would point to.
    pub pointer: Pointer,
    /// The attempt in force when it was weighed: only against that one can it be confirmed.
    #[serde(default)]
    pub seen: Option<AttemptId>,
    /// When it was decided to hold it; it is rejected 14 days later.
    pub since: Timestamp,
}

/// All that is known of a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotState {
    /// What is in force.
    pub pointer: Option<Pointer>,
    /// What waits for a confirmation.
    pub held: Option<Held>,
    /// The newest submission that was refused: when it was received, and its receipt.
    pub refused: Option<(Timestamp, ReceiptRef)>,
}

/// The slots of one return and quarter, read at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Grows by one with every change of a pointer of this return and quarter.
    pub generation: u64,
    /// Every slot that ever had an outcome, by authority.
    pub slots: Vec<(Slot, SlotState)>,
}

/// Inputs that are pinned at the first claim, so that every retry decides alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pins {
    /// The day that rules take for today.
    pub today: Date,
    /// The newest version of the register key.
    pub register_key: KeyVersion,
    /// The version of the reference data.
    pub reference: String,
}

/// The right to process an upload, until the lease ends or somebody takes it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The upload.
    pub upload: UploadId,
    /// The fencing token: higher with every claim of the same upload.
    pub token: u64,
    /// When the right ends.
    pub until: Timestamp,
    /// The pinned inputs.
    pub pins: Pins,
}

/// The answer to a request for a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The upload is ours.
    Granted(Claim),
    /// Somebody else is at it, until then at the latest.
    Busy(Timestamp),
    /// It was decided before, and this is its receipt.
    Decided(Box<Receipt>),
}

/// What one commit changes in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The slot.
    pub slot: Slot,
    /// The attempt in force when the rules looked at the slot; the commit is refused if it is
    /// another one by now.
    pub seen: Option<AttemptId>,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The pointer moves (published), or moves its order and reference only (unchanged).
    Point(Pointer),
    /// The submission waits for a confirmation.
    Hold(Held),
    /// The submission is refused; what is in force stays.
    Refuse(Order),
    /// A newer one is in force; nothing changes.
    Supersede,
}

/// The one transaction that decides an upload.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// The claim under which the work was done.
    pub claim: Claim,
    /// The attempt.
    pub attempt: AttemptId,
    /// What changes, all or nothing. Empty where the file names no slot.
    pub decisions: Vec<Decision>,
    /// The receipt.
    pub receipt: Receipt,
    /// The audit entry, in the folder's authority's chain.
    pub event: Event,
}

/// The answer to a commit.
#[derive(Clone, Debug, PartialEq)]
pub enum Committed {
    /// It is done (or was: the same attempt had been committed before).
    Done,
    /// The upload was decided by somebody else; this is the receipt that stands.
    Decided(Box<Receipt>),
    /// The lease ended, or a slot is no longer as the rules saw it: claim and judge again.
    Stale,
}

/// What a quarter was closed with: enough to make its release again, byte for byte. A quarter is
/// closed once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The quarter.
    pub quarter: Quarter,
    /// The day that counted as today.
    pub today: Date,
    /// The version of the reference data.
    pub reference: String,
    /// The version of the thresholds of the disclosure gate.
    pub thresholds: String,
    /// The manifest of the quarter before, with whose release this one was compared; `None` where
    /// that quarter was not closed.
    #[serde(default)]
    pub before: Option<Digest>,
    /// The slices that were in force, by slot; of leavers the statements' digests. Slices are kept
    /// as long as the release.
    pub slices: Vec<(Slot, Digest)>,
    /// Authorities with a nil return in force: no slice says so.
    pub nil: Vec<Slot>,
    /// Leavers of the quarter, frozen from the statements in force.
    pub leavers: Vec<(Borough, Leavers)>,
    /// Engagements against the register, by authority and category, frozen.
    pub engagements: Vec<(Borough, String, EngagementCounts)>,
    /// SHA-256 of the release's manifest.
    pub manifest: Digest,
}

/// What came of a request to close a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed now (or was, with exactly this).
    Done,
    /// It was closed before, with something else: this.
    Already(Box<Closing>),
}
