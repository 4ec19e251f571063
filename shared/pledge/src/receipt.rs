//! Receipts: what a borough can file as proof of what it sent and what came of it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::borough::Borough;
use crate::finding::Tally;
use crate::ledger::{Digest, UploadId};
use crate::quarter::Quarter;
use crate::returns::Return;
use crate::rule::Code;

/// What came of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its rows are in force.
    Published,
    /// It says what was in force already.
    Unchanged,
    /// It has errors; what was in force before stays.
    Rejected,
    /// It waits for a confirmation.
    Held,
    /// A newer submission is in force.
    Superseded,
}

impl Outcome {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Held => "held",
            Self::Superseded => "superseded",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Letters and digits that nobody confuses (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a reference: 60 random bits.
const LENGTH: usize = 12;

/// The reference of a receipt, `7K3F-9QXD-04TB`, to be read out over the telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptRef([u8; LENGTH]);

/// The text is not a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a reference, written like 7K3F-9QXD-04TB")]
pub struct NotAReference;

impl ReceiptRef {
    /// The reference that these random bytes draw.
    #[must_use]
    pub fn draw(random: [u8; LENGTH]) -> Self {
        Self(random.map(|byte| {
            ALPHABET
                .get(usize::from(byte & 31))
                .copied()
                .unwrap_or(b'0')
        }))
    }
}

impl fmt::Display for ReceiptRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, byte) in self.0.iter().enumerate() {
            if n > 0 && n % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*byte))?;
        }
        Ok(())
    }
}

impl FromStr for ReceiptRef {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|byte| !matches!(byte, b'-' | b' '))
            .map(|byte| match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            })
            .collect();
        let letters: [u8; LENGTH] = letters.try_into().map_err(|_| NotAReference)?;
        if letters.iter().all(|letter| ALPHABET.contains(letter)) {
            Ok(Self(letters))
        } else {
            Err(NotAReference)
        }
    }
}

impl Serialize for ReceiptRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReceiptRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// One authority's part of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotReceipt {
    /// The authority.
    pub authority: Borough,
    /// What came of its rows.
    pub outcome: Outcome,
    /// How many rows count.
    pub rows: u32,
    /// Leavers: how many entries of the statement before were withdrawn; while it waits, how many
    /// would be.
    pub withdrawn: u32,
}

/// How often one rule spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeTally {
    /// The rule.
    pub code: Code,
    /// The counts.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What a borough can file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The reference.
    pub reference: ReceiptRef,
    /// The upload's identity: a keyed hash, not its name.
    pub upload: UploadId,
    /// The authority whose folder it was in.
    pub folder: Borough,
    /// When the store received it.
    pub received: Timestamp,
    /// When it was decided.
    pub decided: Timestamp,
    /// SHA-256 of the file.
    pub content: Digest,
    /// Bytes of the file.
    pub bytes: u64,
    /// The return, where the file could be recognised as one.
    pub kind: Option<Return>,
    /// The quarter.
    pub quarter: Option<Quarter>,
    /// What came of it: of its worst part, where it has several.
    pub outcome: Outcome,
    /// Each authority's part.
    pub slots: Vec<SlotReceipt>,
    /// Data rows read.
    pub rows_read: u32,
    /// Findings by rule.
    pub findings: Vec<CodeTally>,
    /// The report: its SHA-256 is its name.
    pub report: Digest,
    /// The version of the reference data it was judged by.
    pub reference_data: String,
    /// The version of the program.
    pub program: String,
}

impl Receipt {
    /// The receipt as it is stored and hashed: one JSON object with its fields in fixed order.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every part is a number, a fixed word or hexadecimal: none can fail to serialise.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_survives_the_telephone() {
        let drawn = ReceiptRef::draw([7, 19, 3, 15, 9, 23, 29, 13, 0, 4, 26, 11]);
        assert_eq!(drawn.to_string(), "7K3F-9QXD-04TB");
        for spoken in ["7K3F-9QXD-04TB", "7k3f 9qxd o4tb", "7K3F9QXDO4TB"] {
            assert_eq!(spoken.parse(), Ok(drawn), "{spoken}");
        }
        for wrong in ["", "7K3F-9QXD", "7K3F-9QXD-04TU", "7K3F-9QXD-04TB-1"] {
            assert_eq!(wrong.parse::<ReceiptRef>(), Err(NotAReference), "{wrong}");
        }
    }
}
