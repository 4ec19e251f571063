//! Uploads in memory.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use pledge::borough::Borough;
use pledge::keys::{UploadKey, sha256};
use pledge::ledger::{Digest, UploadId};
use pledge::path::Says;
use pledge::ports::{StoreError, Stored, Upload, Uploads};

use super::locked;

struct Stay {
    bytes: Arc<[u8]>,
    received: Timestamp,
    version: u64,
}

#[derive(Default)]
struct Folders {
    stays: BTreeMap<(Borough, String), Stay>,
    strays: u64,
    versions: u64,
}

/// Upload folders that live as long as the value.
#[derive(Default)]
pub struct MemoryUploads {
    folders: Mutex<Folders>,
}

/// What [`MemoryUploads`] needs to find an upload again.
pub struct MemoryHandle {
    name: String,
    version: u64,
}

impl MemoryUploads {
    /// Empty folders.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file into an authority's folder, in the place of the one that had its name.
    pub fn drop(&self, folder: Borough, name: &str, content: &[u8], received: Timestamp) {
        let mut folders = locked(&self.folders);
        folders.versions = folders.versions.saturating_add(1);
        let stay = Stay {
            bytes: content.into(),
            received,
            version: folders.versions,
        };
        folders.stays.insert((folder, name.to_owned()), stay);
    }

    /// Puts a file where no authority has its folder.
    pub fn drop_astray(&self) {
        let mut folders = locked(&self.folders);
        folders.strays = folders.strays.saturating_add(1);
    }
}

/// The stay of exactly the version that was listed.
fn found<'a>(folders: &'a Folders, upload: &Upload<MemoryHandle>) -> Option<&'a Stay> {
    let place = (upload.folder, upload.handle.name.clone());
    let stay = folders.stays.get(&place)?;
    (stay.version == upload.handle.version).then_some(stay)
}

impl Uploads for MemoryUploads {
    type Handle = MemoryHandle;
    type Body = Cursor<Arc<[u8]>>;

    async fn waiting(&self, most: usize) -> Stored<Vec<Upload<MemoryHandle>>> {
        let folders = locked(&self.folders);
        let mut waiting: Vec<_> = folders.stays.iter().collect();
        waiting.sort_by_key(|(place, stay)| (stay.received, *place));
        let waiting = waiting.into_iter().take(most);
        let uploads = waiting.map(|((folder, name), stay)| Upload {
            folder: *folder,
            says: Says::of_name(name),
            received: stay.received,
            bytes: u64::try_from(stay.bytes.len()).unwrap_or(u64::MAX),
            handle: MemoryHandle {
                name: name.clone(),
                version: stay.version,
            },
        });
        Ok(uploads.collect())
    }

    async fn strays(&self) -> Stored<u64> {
        Ok(locked(&self.folders).strays)
    }

    async fn open(&self, upload: &Upload<MemoryHandle>) -> Stored<Cursor<Arc<[u8]>>> {
        let folders = locked(&self.folders);
        let stay = found(&folders, upload).ok_or(StoreError::Absent)?;
        Ok(Cursor::new(Arc::clone(&stay.bytes)))
    }

    fn identity(
        &self,
        upload: &Upload<MemoryHandle>,
        key: &UploadKey,
        content: &Digest,
    ) -> UploadId {
        let version = format!("{content}@{}", upload.received.as_nanosecond());
        key.identity(upload.folder.ons_code(), &upload.handle.name, &version)
    }

    async fn delete(&self, upload: &Upload<MemoryHandle>, content: &Digest) -> Stored<()> {
        let mut folders = locked(&self.folders);
        if found(&folders, upload).is_some_and(|stay| sha256(&stay.bytes) == *content) {
            let place = (upload.folder, upload.handle.name.clone());
            folders.stays.remove(&place);
        }
        Ok(())
    }
}
