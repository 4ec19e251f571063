//! Upload folders, `uploads/<ONS code>/…`.
//!
//! Passed over, as unfinished or not an upload: links, names that begin with `.` or `~$` (open
//! office files), names that end in `.part` or `.filepart` (transfers that are not done), and all
//! below a directory whose name begins with `.`.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pledge::borough::Borough;
use pledge::keys::{UploadKey, sha256};
use pledge::ledger::{Digest, UploadId};
use pledge::limits::UPLOAD_BYTES;
use pledge::path::Says;
use pledge::ports::{StoreError, Stored, Upload, Uploads};

use super::files::{
    Lying, Unfinished, absent_is, below, changed, create_directory, modified, remove, sweep,
};
use crate::fault::{Fault, unavailable};

/// When an upload counts as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// When the file came to lie where it lies: its inode's last change, which no copying program
    /// carries over from elsewhere as it does the time of writing.
    AsStored,
    /// On this day, at the time of day of [`Received::AsStored`].
    OnDay(Date),
    /// At this instant: two runs over the same files see the same uploads.
    At(Timestamp),
}

/// The upload folders of a home.
pub struct FolderUploads {
    home: PathBuf,
    received: Received,
}

/// What [`FolderUploads`] needs to find a version of an upload again.
pub struct FolderHandle {
    /// Below the authority's folder, with `/` between its parts.
    name: String,
    path: PathBuf,
    version: Version,
}

/// What changes when a file is written again or replaced.
#[derive(PartialEq, Eq)]
struct Version {
    bytes: u64,
    changed: Timestamp,
    modified: Timestamp,
}

impl Version {
    fn of(metadata: &fs::Metadata) -> io::Result<Self> {
        Ok(Self {
            bytes: metadata.len(),
            changed: changed(metadata)?,
            modified: modified(metadata)?,
        })
    }
}

impl FolderUploads {
    /// The folders of `home`, whose files count as received at the instant that `received` says.
    #[must_use]
    pub fn new(home: &Path, received: Received) -> Self {
        Self {
            home: home.to_path_buf(),
            received,
        }
    }

    fn root(&self) -> PathBuf {
        self.home.join("uploads")
    }

    /// Puts a file into an authority's folder as if it had been uploaded. A file of that name with
    /// another content stays, and the new one's name gets a number. The same content again changes
    /// nothing.
    ///
    /// # Errors
    ///
    /// `Unavailable`, also for a name that leads out of the folder or would be passed over.
    pub fn drop(&self, folder: Borough, name: &str, content: &mut dyn io::Read) -> Stored<()> {
        let name = Path::new(name);
        let plain =
            |part: Component<'_>| matches!(part, Component::Normal(part) if !is_passed_over(part));
        if name.file_name().is_none() || !name.components().all(plain) {
            return Err(unavailable(Fault::UploadName));
        }
        let path = self.root().join(folder.ons_code()).join(name);
        self.drop_at(&path, content).map_err(unavailable)
    }

    fn drop_at(&self, path: &Path, content: &mut dyn io::Read) -> io::Result<()> {
        let directory = path.parent().unwrap_or(path);
        create_directory(&self.home, directory)?;
        let unfinished = Unfinished::write(directory, content)?;
        let mut place = path.to_path_buf();
        for number in 2_u32.. {
            match unfinished.take_free_place(&place) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => return other,
            }
            if same_content(&place, unfinished.path())? {
                return Ok(());
            }
            place = numbered(path, number);
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Removes what crashes during [`FolderUploads::drop`] left before `before`; returns how many.
    ///
    /// # Errors
    ///
    /// When a folder cannot be read or a file not be removed.
    pub fn sweep_unfinished(&self, before: Timestamp) -> Stored<u64> {
        sweep(&self.root(), before).map_err(unavailable)
    }

    /// The instant at which a file counts as received.
    fn received(&self, changed: Timestamp) -> io::Result<Timestamp> {
        match self.received {
            Received::AsStored => Ok(changed),
            Received::At(instant) => Ok(instant),
            Received::OnDay(day) => {
                let time = TimeZone::UTC.to_datetime(changed).time();
                let instant = TimeZone::UTC.to_timestamp(day.to_datetime(time));
                instant.map_err(io::Error::other)
            }
        }
    }

    fn in_folder(&self, folder: Borough) -> io::Result<Vec<Upload<FolderHandle>>> {
        let root = self.root().join(folder.ons_code());
        // A link in a folder's place is a stray: what it leads to is not in our keeping.
        if !absent_is(fs::symlink_metadata(&root).map(|root| root.is_dir()), false)? {
            return Ok(Vec::new());
        }
        let mut uploads = Vec::new();
        for Lying { path, metadata } in below(&root)? {
            let Ok(name) = path.strip_prefix(&root) else {
                continue;
            };
            if !metadata.is_file() || name.iter().any(is_passed_over) {
                continue;
            }
            let name = name.to_string_lossy().into_owned();
            let version = Version::of(&metadata)?;
            uploads.push(Upload {
                folder,
                says: Says::of_name(&name),
                received: self.received(version.changed)?,
                bytes: version.bytes,
                handle: FolderHandle {
                    name,
                    path,
                    version,
                },
            });
        }
        Ok(uploads)
    }

    fn waiting_in_order(&self) -> io::Result<Vec<Upload<FolderHandle>>> {
        let mut uploads = Vec::new();
        for folder in Borough::all() {
            uploads.extend(self.in_folder(folder)?);
        }
        uploads.sort_by(|a, b| (a.received, &a.handle.path).cmp(&(b.received, &b.handle.path)));
        Ok(uploads)
    }

    fn count_strays(&self) -> io::Result<u64> {
        let root = self.root();
        let is_stray = |lying: &Lying| {
            let Ok(name) = lying.path.strip_prefix(&root) else {
                return false;
            };
            let mut parts = name.iter();
            let folder = parts
                .next()
                .and_then(OsStr::to_str)
                .and_then(Borough::from_ons_code);
            let in_folder = folder.is_some() && parts.next().is_some();
            !in_folder && !name.iter().any(is_passed_over)
        };
        let strays = below(&root)?.iter().filter(|lying| is_stray(lying)).count();
        u64::try_from(strays).map_err(io::Error::other)
    }
}

/// Whether a part of a path marks what is not an upload, or not yet.
fn is_passed_over(part: &OsStr) -> bool {
    let part = part.as_encoded_bytes();
    part.starts_with(b".")
        || part.starts_with(b"~$")
        || part.ends_with(b".part")
        || part.ends_with(b".filepart")
}

/// `path` with a number before its suffix.
fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_os_string();
    name.push(format!("-{number}"));
    if let Some(suffix) = path.extension() {
        name.push(".");
        name.push(suffix);
    }
    path.with_file_name(name)
}

fn same_content(one: &Path, other: &Path) -> io::Result<bool> {
    if fs::metadata(one)?.len() != fs::metadata(other)?.len() {
        return Ok(false);
    }
    Ok(fs::read(one)? == fs::read(other)?)
}

/// The file, opened, if it is still the version that was listed.
fn open_version(handle: &FolderHandle) -> io::Result<Option<File>> {
    let Some(lying) = absent_is(fs::symlink_metadata(&handle.path).map(Some), None)? else {
        return Ok(None);
    };
    if !lying.is_file() {
        return Ok(None);
    }
    let Some(file) = absent_is(File::open(&handle.path).map(Some), None)? else {
        return Ok(None);
    };
    let opened = file.metadata()?;
    let same_file = (opened.dev(), opened.ino()) == (lying.dev(), lying.ino());
    Ok((same_file && Version::of(&opened)? == handle.version).then_some(file))
}

fn delete_version(handle: &FolderHandle, content: &Digest) -> io::Result<()> {
    let Some(mut file) = open_version(handle)? else {
        return Ok(());
    };
    // Nobody reads a file beyond the limit whole; its version alone must do.
    if handle.version.bytes <= UPLOAD_BYTES {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut file, &mut bytes)?;
        if sha256(&bytes) != *content || Version::of(&file.metadata()?)? != handle.version {
            return Ok(());
        }
    }
    remove(&handle.path)
}

impl Uploads for FolderUploads {
    type Handle = FolderHandle;
    type Body = File;

    async fn waiting(&self, most: usize) -> Stored<Vec<Upload<FolderHandle>>> {
        let mut uploads = self.waiting_in_order().map_err(unavailable)?;
        uploads.truncate(most);
        Ok(uploads)
    }

    async fn strays(&self) -> Stored<u64> {
        self.count_strays().map_err(unavailable)
    }

    async fn open(&self, upload: &Upload<FolderHandle>) -> Stored<File> {
        let file = open_version(&upload.handle).map_err(unavailable)?;
        file.ok_or(StoreError::Absent)
    }

    fn identity(
        &self,
        upload: &Upload<FolderHandle>,
        key: &UploadKey,
        content: &Digest,
    ) -> UploadId {
        let version = format!("{content}@{}", upload.received.as_nanosecond());
        key.identity(upload.folder.ons_code(), &upload.handle.name, &version)
    }

    async fn delete(&self, upload: &Upload<FolderHandle>, content: &Digest) -> Stored<()> {
        delete_version(&upload.handle, content).map_err(unavailable)
    }
}

#[cfg(test)]
mod tests;
