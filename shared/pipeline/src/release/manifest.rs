//! What a release says it was made from, and the SHA-256 of its files.

use jiff::civil::Date;
use pledge::keys::sha256;
use pledge::ledger::{Closing, Digest, Slot};
use pledge::quarter::Quarter;
use pledge::release::Audience;
use serde::{Deserialize, Serialize};

use crate::PROGRAM;

/// The one revision that there is of a release.
const REVISION: u32 = 1;

/// The manifest that lies beside the restricted tables: the exact inputs, and every file for both
/// audiences. Who returned what is restricted, and so is this. The counts that were frozen beside
/// the slices are in the ledger's closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The quarter.
    pub quarter: Quarter,
    /// The revision.
    pub revision: u32,
    /// The day that counted as today.
    pub today: Date,
    /// The program that made it.
    pub program: String,
    /// The version of the reference data.
    pub reference: String,
    /// The version of the thresholds; what they are stands in no manifest.
    pub thresholds: String,
    /// The manifest of the quarter before, with whose release this one was compared.
    pub before: Option<Digest>,
    /// The slices, and of leavers the statements, by slot.
    pub inputs: Vec<Input>,
    /// Slots with a nil return.
    pub nil: Vec<Slot>,
    /// The files.
    pub files: Vec<Named>,
}

/// One input of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Whose it is.
    #[serde(flatten)]
    pub slot: Slot,
    /// What it is.
    pub sha256: Digest,
}

/// One file of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who may read it.
    pub audience: Audience,
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// What it is.
    pub sha256: Digest,
}

/// The manifest that lies beside the public tables.
#[derive(Serialize)]
struct Public<'a> {
    quarter: Quarter,
    revision: u32,
    program: &'a str,
    reference: &'a str,
    thresholds: &'a str,
    /// The restricted manifest, which names the inputs.
    restricted_manifest: Digest,
    files: Vec<&'a Named>,
}

impl Named {
    /// A file by its content.
    pub(super) fn of(audience: Audience, name: String, content: &[u8]) -> Self {
        Self {
            audience,
            name,
            bytes: u64::try_from(content.len()).unwrap_or(u64::MAX),
            sha256: sha256(content),
        }
    }
}

impl Manifest {
    /// The manifest of a closing, whose own digest of it is not looked at.
    pub(super) fn of(closing: &Closing, files: Vec<Named>) -> Self {
        let inputs = closing.slices.iter();
        Self {
            quarter: closing.quarter,
            revision: REVISION,
            today: closing.today,
            program: PROGRAM.to_owned(),
            reference: closing.reference.clone(),
            thresholds: closing.thresholds.clone(),
            before: closing.before,
            inputs: inputs
                .map(|(slot, sha256)| Input {
                    slot: *slot,
                    sha256: *sha256,
                })
                .collect(),
            nil: closing.nil.clone(),
            files,
        }
    }

    /// As it lies beside the restricted tables.
    pub(super) fn restricted(&self) -> String {
        written(self)
    }

    /// As it lies beside the public tables: no input, no file that the public does not see, and the
    /// digest of the restricted one, which nobody can guess, since it names keyed slices.
    pub(super) fn public(&self, restricted: Digest) -> String {
        let files = self.files.iter();
        written(&Public {
            quarter: self.quarter,
            revision: self.revision,
            program: &self.program,
            reference: &self.reference,
            thresholds: &self.thresholds,
            restricted_manifest: restricted,
            files: files
                .filter(|file| file.audience == Audience::Public)
                .collect(),
        })
    }
}

fn written(manifest: &impl Serialize) -> String {
    // Strings, numbers and digests can all be written.
    let mut text = serde_json::to_string_pretty(manifest).unwrap_or_default();
    text.push('\n');
    text
}
