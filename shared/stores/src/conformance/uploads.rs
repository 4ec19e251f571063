//! Upload folders.

use std::io::Read;

use pledge::borough::Borough;
use pledge::keys::{Capability, KeyVersion, Secret, UploadKey, sha256};
use pledge::path::Says;
use pledge::ports::{StoreError, Upload, Uploads};
use pledge::returns::Return;

use super::sample::borough;

/// What every store of uploads must do. `make` makes an empty one; `write` has an object arrive in
/// a folder, in the place of what has its name, later than all that arrived before.
pub async fn uploads<U: Uploads>(
    make: impl AsyncFn() -> U,
    write: impl AsyncFn(&U, Borough, &str, &[u8]),
) {
    let store = make().await;
    uploads_wait_in_the_order_of_arrival(&store, &write).await;
    let store = make().await;
    an_upload_is_read_from_its_start(&store, &write).await;
    let store = make().await;
    only_the_version_that_was_listed_is_deleted(&store, &write).await;
    let store = make().await;
    every_version_has_its_own_identity(&store, &write).await;
}

async fn waiting<U: Uploads>(store: &U) -> Vec<Upload<U::Handle>> {
    store.waiting(usize::MAX).await.unwrap()
}

async fn uploads_wait_in_the_order_of_arrival<U: Uploads>(
    store: &U,
    write: &impl AsyncFn(&U, Borough, &str, &[u8]),
) {
    assert!(waiting(store).await.is_empty());
    let names = [
        "z.csv",
        "agency_assignments/2026Q3/m.csv",
        "permanent_leavers/a b.csv",
    ];
    for (n, name) in names.iter().enumerate() {
        write(store, borough(9 - n), name, name.as_bytes()).await;
    }
    let uploads = waiting(store).await;
    let folders: Vec<_> = uploads.iter().map(|upload| upload.folder).collect();
    assert_eq!(folders, [borough(9), borough(8), borough(7)]);
    let says: Vec<_> = uploads.iter().map(|upload| upload.says).collect();
    assert_eq!(says, names.map(Says::of_name));
    assert_eq!(says[1].kind, Some(Return::AgencyAssignments));
    let bytes: Vec<_> = uploads.iter().map(|upload| upload.bytes).collect();
    assert_eq!(bytes, names.map(|name| u64::try_from(name.len()).unwrap()));
    assert!(uploads.is_sorted_by_key(|upload| upload.received));
    let first = store.waiting(2).await.unwrap();
    let first: Vec<_> = first.iter().map(|upload| upload.folder).collect();
    assert_eq!(first, folders[..2]);
    assert_eq!(store.strays().await.unwrap(), 0);
}

async fn an_upload_is_read_from_its_start<U: Uploads>(
    store: &U,
    write: &impl AsyncFn(&U, Borough, &str, &[u8]),
) {
    write(store, borough(0), "a.csv", b"one,two\n").await;
    let upload = waiting(store).await.remove(0);
    for _ in 0..2 {
        let mut read = Vec::new();
        let mut body = store.open(&upload).await.unwrap();
        body.read_to_end(&mut read).unwrap();
        assert_eq!(read, b"one,two\n");
    }
    store.delete(&upload, &sha256(b"one,two\n")).await.unwrap();
    assert!(matches!(
        store.open(&upload).await.err(),
        Some(StoreError::Absent)
    ));
}

async fn only_the_version_that_was_listed_is_deleted<U: Uploads>(
    store: &U,
    write: &impl AsyncFn(&U, Borough, &str, &[u8]),
) {
    write(store, borough(0), "a.csv", b"one").await;
    write(store, borough(0), "b.csv", b"other").await;
    let first = waiting(store).await.remove(0);
    // What was read was another content.
    store.delete(&first, &sha256(b"two")).await.unwrap();
    assert_eq!(waiting(store).await.len(), 2);
    // Another of the same length has taken its place.
    write(store, borough(0), "a.csv", b"two").await;
    assert!(matches!(
        store.open(&first).await.err(),
        Some(StoreError::Absent)
    ));
    for content in [b"one", b"two"] {
        store.delete(&first, &sha256(content)).await.unwrap();
        assert_eq!(waiting(store).await.len(), 2);
    }
    let second = waiting(store).await.remove(1);
    // Doing it again changes nothing.
    for _ in 0..2 {
        store.delete(&second, &sha256(b"two")).await.unwrap();
        assert_eq!(waiting(store).await.len(), 1);
    }
}

async fn every_version_has_its_own_identity<U: Uploads>(
    store: &U,
    write: &impl AsyncFn(&U, Borough, &str, &[u8]),
) {
    let secret = Secret::from_bytes(sha256(b"a sample, not a key").as_bytes()).unwrap();
    let key = UploadKey::open(secret, KeyVersion::new(1).unwrap());
    let mut seen = Vec::new();
    for (folder, name, content) in [
        (0, "a.csv", b"one"),
        (0, "b.csv", b"one"),
        (1, "a.csv", b"one"),
        (1, "a.csv", b"one"),
        (1, "a.csv", b"two"),
    ] {
        write(store, borough(folder), name, content).await;
        let upload = waiting(store).await.pop().unwrap();
        let identity = store.identity(&upload, &key, &sha256(content));
        assert!(!seen.contains(&identity), "{folder} {name}");
        let again = waiting(store).await.pop().unwrap();
        assert_eq!(store.identity(&again, &key, &sha256(content)), identity);
        assert_ne!(store.identity(&again, &key, &sha256(b"three")), identity);
        seen.push(identity);
    }
}
