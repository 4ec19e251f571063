//! Keys: one for each purpose and version, handed out as capabilities and never as bytes.
//!
//! **Invariant:** there is no default key and no root key. A key that is missing, short, all zero
//! or published is a refusal.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use hmac::Mac;
use zeroize::Zeroizing;

use crate::identity::keyed;
use crate::ledger::{Digest, UploadId};

mod check;

pub use check::Checked;

/// What a key may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyPurpose {
    /// Pseudonyms in Parquet. One version for each financial year, numbered by the year it begins.
    Analytics,
    /// Pseudonyms of the leaver register.
    Register,
    /// The oblivious function of blind checks.
    Blind,
    /// Sealing of blind index keys at rest.
    Snapshot,
    /// Marks of who was asked about.
    Audit,
    /// Ties a receipt of a check to its worker.
    Reference,
    /// Identity of an upload, whose name may hold a name.
    Upload,
    /// Signs receipts of checks.
    ReceiptSign,
    /// Signs snapshots.
    SnapshotSign,
    /// Signs the heads of the audit chains.
    AuditSign,
}

impl KeyPurpose {
    /// Every purpose, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Analytics,
        Self::Register,
        Self::Blind,
        Self::Snapshot,
        Self::Audit,
        Self::Reference,
        Self::Upload,
        Self::ReceiptSign,
        Self::SnapshotSign,
        Self::AuditSign,
    ];

    /// The purposes that intake, aggregation and the audit trail need today.
    pub const IN_USE: [Self; 4] = [
        Self::Analytics,
        Self::Register,
        Self::Upload,
        Self::AuditSign,
    ];

    /// The word that stands for it in file names and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Analytics => "analytics",
            Self::Register => "register",
            Self::Blind => "blind",
            Self::Snapshot => "snapshot",
            Self::Audit => "audit",
            Self::Reference => "reference",
            Self::Upload => "upload",
            Self::ReceiptSign => "receipt-sign",
            Self::SnapshotSign => "snapshot-sign",
            Self::AuditSign => "audit-sign",
        }
    }
}

impl fmt::Display for KeyPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The text is not the word of a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the purpose of a key")]
pub struct NotAPurpose;

impl FromStr for KeyPurpose {
    type Err = NotAPurpose;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.word() == text)
            .ok_or(NotAPurpose)
    }
}

/// The version of a key, from 1; for `analytics` the year in which a financial year begins.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct KeyVersion(u16);

impl KeyVersion {
    /// Version `number`, which is not 0.
    #[must_use]
    pub const fn new(number: u16) -> Option<Self> {
        if number == 0 {
            None
        } else {
            Some(Self(number))
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The version of the `analytics` key with which a quarter's workers are pseudonymised.
    #[must_use]
    pub fn of_quarter(quarter: crate::quarter::Quarter) -> Option<Self> {
        u16::try_from(quarter.financial_year())
            .ok()
            .and_then(Self::new)
    }
}

impl fmt::Display for KeyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;

/// The 32 bytes of a key on their way from a store into a capability; wiped when dropped.
pub struct Secret(Zeroizing<[u8; KEY_BYTES]>);

/// The bytes cannot be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedKey {
    /// A key has exactly 32 bytes.
    #[error("a key has exactly 32 bytes")]
    Length,
    /// All bytes are the same, or count up: nobody drew these at random.
    #[error("the key was not drawn at random")]
    NotRandom,
}

impl Secret {
    /// Takes the bytes of a key.
    ///
    /// # Errors
    ///
    /// When they are not 32, or are plainly not random (few different bytes, or counting up).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RefusedKey> {
        let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| RefusedKey::Length)?;
        let bytes = Zeroizing::new(bytes);
        let distinct = bytes
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        let counting = bytes
            .iter()
            .zip(bytes.iter().skip(1))
            .all(|(a, b)| a.wrapping_add(1) == *b);
        // Thirty-two random bytes hold fewer than 8 different ones less than once in 10^30.
        if distinct < 8 || counting {
            return Err(RefusedKey::NotRandom);
        }
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

/// Something that a key allows, for one purpose. The bytes end inside it.
pub trait Capability: Sized + Send {
    /// The purpose of the keys that allow it.
    const PURPOSE: KeyPurpose;

    /// Makes the capability; the secret is consumed.
    fn open(secret: Secret, version: KeyVersion) -> Self;
}

/// The right to tell uploads apart without keeping their names.
pub struct UploadKey {
    version: KeyVersion,
    prepared: hmac::Hmac<sha2::Sha256>,
}

impl UploadKey {
    /// The version of the key.
    #[must_use]
    pub const fn version(&self) -> KeyVersion {
        self.version
    }

    /// The identity of one version of one object: HMAC over the length-framed parts.
    #[must_use]
    pub fn identity(&self, folder: &str, name: &str, version: &str) -> UploadId {
        let mut mac = self.prepared.clone();
        for part in [folder, name, version] {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        UploadId::from_bytes(mac.finalize().into_bytes().into())
    }
}

impl Capability for UploadKey {
    const PURPOSE: KeyPurpose = KeyPurpose::Upload;

    fn open(secret: Secret, version: KeyVersion) -> Self {
        let mut prepared = keyed(&secret);
        prepared.update(b"london-pledge/upload");
        Self { version, prepared }
    }
}

/// The right to sign the heads of the audit chains (Ed25519, RFC 8032).
pub struct AuditSigner {
    version: KeyVersion,
    key: SigningKey,
}

impl AuditSigner {
    /// The version of the key.
    #[must_use]
    pub const fn version(&self) -> KeyVersion {
        self.version
    }

    /// The signature of `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The public key with which anybody verifies.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }
}

impl Capability for AuditSigner {
    const PURPOSE: KeyPurpose = KeyPurpose::AuditSign;

    fn open(secret: Secret, version: KeyVersion) -> Self {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        bytes.copy_from_slice(secret.bytes());
        Self {
            version,
            key: SigningKey::from_bytes(&bytes),
        }
    }
}

/// Whether `signature` is that of `message` under the public key, by the strict rules that leave
/// one signature for one message.
#[must_use]
pub fn verify(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public).is_ok_and(|key| {
        key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature))
            .is_ok()
    })
}

/// The SHA-256 of `bytes`. Never of a registration number: those are hashed with a key.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Digest {
    use sha2::Digest as _;
    Digest::from_bytes(sha2::Sha256::digest(bytes).into())
}

/// A SHA-256 of bytes that come in parts.
#[derive(Default)]
pub struct Hasher(sha2::Sha256);

impl Hasher {
    /// Takes the next part.
    pub fn update(&mut self, part: &[u8]) {
        use sha2::Digest as _;
        self.0.update(part);
    }

    /// The SHA-256 of all parts.
    #[must_use]
    pub fn finish(self) -> Digest {
        use sha2::Digest as _;
        Digest::from_bytes(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(Secret: fmt::Debug, fmt::Display, Clone, AsRef<[u8]>, serde::Serialize);
    assert_not_impl_any!(UploadKey: fmt::Debug, Clone);
    assert_not_impl_any!(AuditSigner: fmt::Debug, Clone);

    #[test]
    fn a_key_that_nobody_drew_is_refused() {
        for (bytes, refused) in [
            (vec![0; 32], RefusedKey::NotRandom),
            (vec![7; 32], RefusedKey::NotRandom),
            ((1..=32).collect(), RefusedKey::NotRandom),
            (vec![1; 31], RefusedKey::Length),
            (vec![1; 33], RefusedKey::Length),
            (vec![], RefusedKey::Length),
        ] {
            assert_eq!(Secret::from_bytes(&bytes).err(), Some(refused), "{bytes:?}");
        }
    }

    #[test]
    fn the_identity_of_an_upload_has_exactly_the_documented_form() {
        // Recomputed with CPython's hmac module from the form in docs/privacy.md.
        let secret = Secret::from_bytes(sha256(b"sample").as_bytes()).unwrap();
        let id = UploadKey::open(secret, KeyVersion(1)).identity("E09000007", "agency.csv", "v");
        assert_eq!(
            id.to_string(),
            "f48a3e2fbbea249549316f47d34dab09ac773c9b6322e35c146629325b1d47df"
        );
    }

    #[test]
    fn an_upload_is_told_apart_by_folder_name_and_version() {
        let secret = Secret::from_bytes(sha256(b"sample").as_bytes()).unwrap();
        let key = UploadKey::open(secret, KeyVersion(1));
        let ids = [
            ("a", "bc", "d"),
            ("ab", "c", "d"),
            ("a", "b", "cd"),
            ("a", "bc", ""),
        ]
        .map(|(folder, name, version)| key.identity(folder, name, version));
        for (n, id) in ids.iter().enumerate() {
            assert_eq!(ids.iter().position(|other| other == id), Some(n));
        }
    }
}
