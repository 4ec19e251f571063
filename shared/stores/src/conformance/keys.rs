//! Keys.

use pledge::keys::{AuditSigner, KEY_BYTES, KeyPurpose, KeyVersion, UploadKey, sha256};
use pledge::ports::{Keys, StoreError};

use super::sample::version;

/// A key to be put into a store.
pub type SampleKey = (KeyPurpose, KeyVersion, [u8; KEY_BYTES]);

/// What every store of keys must do. `make` makes one that holds exactly these keys.
pub async fn keys<K: Keys>(make: impl AsyncFn(&[SampleKey]) -> K) {
    there_is_no_default_key(&make(&[]).await).await;
    let random = |n: u8| *sha256(&[n]).as_bytes();
    let held = [
        (KeyPurpose::Upload, version(2), random(2)),
        (KeyPurpose::Upload, version(10), random(10)),
        (KeyPurpose::Upload, version(1), random(1)),
        (KeyPurpose::AuditSign, version(1), random(1)),
        (KeyPurpose::Analytics, version(2026), random(3)),
    ];
    a_key_is_found_by_purpose_and_version(&make(&held).await).await;
}

async fn there_is_no_default_key(store: &impl Keys) {
    for purpose in KeyPurpose::ALL {
        assert!(store.versions(purpose).await.unwrap().is_empty());
    }
    let absent = store.open::<UploadKey>(version(1)).await;
    assert!(matches!(absent.err(), Some(StoreError::Absent)));
}

async fn a_key_is_found_by_purpose_and_version(store: &impl Keys) {
    for (purpose, versions) in [
        (KeyPurpose::Upload, vec![1, 2, 10]),
        (KeyPurpose::AuditSign, vec![1]),
        (KeyPurpose::Analytics, vec![2026]),
        (KeyPurpose::Register, vec![]),
    ] {
        let expected: Vec<_> = versions.into_iter().map(version).collect();
        assert_eq!(
            store.versions(purpose).await.unwrap(),
            expected,
            "{purpose}"
        );
    }
    let mut identities = Vec::new();
    for n in [1, 2, 10] {
        let key = store.open::<UploadKey>(version(n)).await.ok().unwrap();
        assert_eq!(key.version(), version(n));
        let identity = key.identity("folder", "name", "version");
        assert!(!identities.contains(&identity), "{n}");
        identities.push(identity);
    }
    let signer = store.open::<AuditSigner>(version(1)).await.ok().unwrap();
    let again = store.open::<AuditSigner>(version(1)).await.ok().unwrap();
    assert_eq!(signer.public(), again.public());
    let absent = store.open::<AuditSigner>(version(2)).await;
    assert!(matches!(absent.err(), Some(StoreError::Absent)));
}
