//! The audit trail: entries written with each decision, sealed into one hash chain for each
//! authority and one for the region, whose heads are signed.
//!
//! **Invariant:** no number, pseudonym, file name or cell value is in an entry.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::borough::Borough;
use crate::keys::{AuditSigner, KeyVersion, sha256, verify};
use crate::ledger::{Digest, UploadId};
use crate::quarter::Quarter;
use crate::receipt::{Outcome, ReceiptRef};
use crate::text::{hex, unhex};

/// Whose chain an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chain {
    /// An authority's own.
    Authority(Borough),
    /// Key events, officers' acts, and one line for each sealing.
    Region,
}

impl Chain {
    /// The word that stands for it: an ONS code, or `region`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Authority(borough) => borough.ons_code(),
            Self::Region => "region",
        }
    }

    /// The chain that the word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        if word == "region" {
            Some(Self::Region)
        } else {
            Borough::from_ons_code(word).map(Self::Authority)
        }
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Chain {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Chain {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_word(&String::deserialize(deserializer)?)
            .ok_or_else(|| serde::de::Error::custom("is not the word of an audit chain"))
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Event {
    /// An upload was decided.
    Decided {
        /// The upload.
        upload: UploadId,
        /// Its receipt.
        reference: ReceiptRef,
        /// The outcome.
        outcome: Outcome,
        /// SHA-256 of its receipt as stored.
        receipt: Digest,
    },
    /// A held submission was confirmed.
    Confirmed {
        /// The receipt of the held submission.
        reference: ReceiptRef,
    },
    /// A part of a held submission waits no longer, because a newer submission took its place.
    Displaced {
        /// The receipt of the held submission.
        reference: ReceiptRef,
        /// Whose part it is.
        authority: Borough,
    },
    /// A raw upload was deleted because it could not be decided in the time that it may be kept.
    Expired {
        /// SHA-256 of the file.
        content: Digest,
    },
    /// A held submission was rejected because nobody confirmed it in time.
    Lapsed {
        /// The receipt of the held submission.
        reference: ReceiptRef,
    },
    /// A quarter was closed and its tables were released.
    Released {
        /// The quarter.
        quarter: Quarter,
        /// SHA-256 of the manifest.
        manifest: Digest,
    },
    /// An officer asked the register about one worker.
    Asked {
        /// The reference of the answer.
        case: ReceiptRef,
    },
    /// An officer looked at the region's list of a quarter.
    Listed {
        /// The quarter.
        quarter: Quarter,
    },
    /// An officer withdrew an authority's entries about one worker, with effect at once.
    Withdrawn {
        /// The reference of the act.
        case: ReceiptRef,
        /// Whose entries they were.
        authority: Borough,
        /// How many departures count no more.
        departures: u32,
    },
    /// A key was made.
    KeyCreated {
        /// The word of its purpose.
        purpose: String,
        /// Its version.
        version: KeyVersion,
    },
    /// A key was destroyed.
    KeyDestroyed {
        /// The word of its purpose.
        purpose: String,
        /// Its version.
        version: KeyVersion,
    },
    /// The heads of all chains, as they stood before this sealing's line.
    Sealed {
        /// For each authority with a chain: its word, the number of its last line, its head.
        heads: Vec<(Chain, u64, Digest)>,
    },
}

/// An entry as the decision's transaction writes it, before it is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its chain.
    pub chain: Chain,
    /// Its number in the chain's own count, from 1, without gaps.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// A sealed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// SHA-256 of the line before, zeros for the first.
    pub prev: Digest,
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Line {
    /// The line's bytes, one JSON object, as they are stored and hashed.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every part is a number, a fixed word or hexadecimal: none can fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The head of a chain: the digest before the first line.
#[must_use]
pub const fn origin() -> Digest {
    Digest::from_bytes([0; 32])
}

/// A signed head of the region's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The number of the region's last line.
    pub number: u64,
    /// Its SHA-256.
    pub head: Digest,
    /// The version of the key that signed.
    pub key: KeyVersion,
    /// The public key, in hexadecimal.
    pub public: String,
    /// The Ed25519 signature of [`SignedHead::message`], in hexadecimal.
    pub signature: String,
}

impl SignedHead {
    /// What is signed.
    #[must_use]
    pub fn message(number: u64, head: &Digest) -> Vec<u8> {
        format!("london-pledge/audit-head\n{number}\n{head}\n").into_bytes()
    }

    /// Signs the head of the region's chain.
    #[must_use]
    pub fn sign(signer: &AuditSigner, number: u64, head: Digest) -> Self {
        Self {
            number,
            head,
            key: signer.version(),
            public: hex(&signer.public()),
            signature: hex(&signer.sign(&Self::message(number, &head))),
        }
    }

    /// Whether the signature is right under its public key, and that key is one of `known`.
    #[must_use]
    pub fn holds(&self, known: &[[u8; 32]]) -> bool {
        let (Some(public), Some(signature)) = (unhex(&self.public), unhex(&self.signature)) else {
            return false;
        };
        known.contains(&public)
            && verify(&public, &Self::message(self.number, &self.head), &signature)
    }
}

/// The next head: the SHA-256 of a stored line.
#[must_use]
pub fn head_of(line: &str) -> Digest {
    sha256(line.as_bytes())
}
