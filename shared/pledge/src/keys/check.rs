//! The value that tells a key from any other under its purpose and version.
//!
//! A version is only a number: another key's bytes under it open as well, and find nothing of what
//! was filed with the right ones. That must not look like an answer.

use hmac::Mac;

use super::{Capability, KeyPurpose, KeyVersion, Secret};
use crate::identity::keyed;
use crate::ledger::KeyCheck;

impl Secret {
    /// What tells this key from others: the first bytes of a hash made with it.
    #[must_use]
    pub fn check(&self, purpose: KeyPurpose, version: KeyVersion) -> KeyCheck {
        let word = purpose.word().as_bytes();
        let length = u16::try_from(word.len()).unwrap_or(u16::MAX);
        let mut mac = keyed(self);
        mac.update(b"london-pledge/key-check");
        mac.update(&length.to_be_bytes());
        mac.update(word);
        mac.update(&version.number().to_be_bytes());
        let mut first = [0; 16];
        for (byte, of_hash) in first.iter_mut().zip(mac.finalize().into_bytes()) {
            *byte = of_hash;
        }
        KeyCheck::from_bytes(first)
    }
}

/// A capability with the value that tells its key from others, for whoever compares it with the
/// one of the key that was made.
pub struct Checked<C> {
    /// The value.
    pub check: KeyCheck,
    /// The capability.
    pub capability: C,
}

impl<C: Capability> Capability for Checked<C> {
    const PURPOSE: KeyPurpose = C::PURPOSE;

    fn open(secret: Secret, version: KeyVersion) -> Self {
        Self {
            check: secret.check(C::PURPOSE, version),
            capability: C::open(secret, version),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{UploadKey, sha256};
    use static_assertions::assert_not_impl_any;

    assert_not_impl_any!(Checked<UploadKey>: std::fmt::Debug, Clone);

    fn check(seed: &[u8], purpose: KeyPurpose, version: u16) -> KeyCheck {
        let secret = Secret::from_bytes(sha256(seed).as_bytes()).unwrap();
        secret.check(purpose, KeyVersion(version))
    }

    #[test]
    fn the_value_of_a_key_has_exactly_the_documented_form() {
        // Recomputed with CPython's hmac module from the form in docs/privacy.md.
        let check = check(b"sample", KeyPurpose::Register, 1);
        assert_eq!(check.to_string(), "7b2d8ead9e093c6466b23158b41eabf7");
    }

    #[test]
    fn a_key_is_told_apart_by_its_bytes_its_purpose_and_its_version() {
        let one = check(b"sample", KeyPurpose::Register, 1);
        for other in [
            check(b"another", KeyPurpose::Register, 1),
            check(b"sample", KeyPurpose::Upload, 1),
            check(b"sample", KeyPurpose::Register, 2),
            check(b"sample", KeyPurpose::Register, 256),
        ] {
            assert_ne!(one, other);
        }
    }
}
