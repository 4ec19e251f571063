//! Upload folders, `uploads/<ONS code>/…`.
//!
//! Passed over, as unfinished or not an upload: names that begin with `.` or `~$` (open office
//! files), names that end in `.part` or `.filepart` (transfers that are not done), and all below a
//! directory whose name begins with `.`. Counted as strays, so that somebody is told: links and
//! special files, and directories that cannot be read or lie too deep in others.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
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
    Lying, Unfinished, absent_is, below, create_directory, instant, modified, remove_doubles, sweep,
};
use super::leaving::{Aside, Departure, Moment, Version, numbered};
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
    /// Where it lies, which is not at its name if a crash caught it on its way out.
    path: PathBuf,
    /// The path that its name stands for.
    place: PathBuf,
    version: Version,
    /// When it came to lie there.
    arrived: Moment,
}

/// What lies in the upload folders.
#[derive(Default)]
struct Survey {
    uploads: Vec<Upload<FolderHandle>>,
    strays: u64,
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

    /// Removes what crashes during [`FolderUploads::drop`] left before `before`; returns how many
    /// files. What a crash caught on its way out is no such file: [`Uploads::waiting`] shows it.
    ///
    /// # Errors
    ///
    /// When the folders cannot be read or a file not be removed.
    pub fn sweep_unfinished(&self, before: Timestamp) -> Stored<u64> {
        sweep_departures(&self.root(), before).map_err(unavailable)?;
        sweep(&self.root(), before).map_err(unavailable)
    }

    /// The instant at which a file counts as received.
    fn received(&self, (seconds, nanoseconds): Moment) -> io::Result<Timestamp> {
        let arrived = instant(seconds, nanoseconds)?;
        match self.received {
            Received::AsStored => Ok(arrived),
            Received::At(instant) => Ok(instant),
            Received::OnDay(day) => {
                let time = TimeZone::UTC.to_datetime(arrived).time();
                let instant = TimeZone::UTC.to_timestamp(day.to_datetime(time));
                instant.map_err(io::Error::other)
            }
        }
    }

    /// Looks at everything, once what a crash left of a [`FolderUploads::drop`] has one name only:
    /// losing the other would make it another version.
    fn survey(&self) -> io::Result<Survey> {
        let root = self.root();
        let mut found = below(&root)?;
        if remove_doubles(&found.lying).is_ok_and(|removed| removed > 0) {
            found = below(&root)?;
        }
        let mut survey = Survey::default();
        for lying in found.lying {
            match self.upload(&root, &lying)? {
                Some(upload) => survey.uploads.push(upload),
                None if is_seen(&root, &lying.path) => {
                    survey.strays = survey.strays.saturating_add(1);
                }
                None => {}
            }
        }
        let closed = (found.closed.iter()).filter(|closed| is_seen(&root, &closed.path));
        let closed = u64::try_from(closed.count()).map_err(io::Error::other)?;
        survey.strays = survey.strays.saturating_add(closed);
        Ok(survey)
    }

    /// The upload that lies there, if it is one.
    fn upload(&self, root: &Path, lying: &Lying) -> io::Result<Option<Upload<FolderHandle>>> {
        let mut parts = parts(root, &lying.path).peekable();
        let folder = parts.next().and_then(OsStr::to_str);
        let Some(folder) = folder.and_then(Borough::from_ons_code) else {
            return Ok(None);
        };
        if parts.peek().is_none() || !lying.metadata.is_file() || !is_seen(root, &lying.path) {
            return Ok(None);
        }
        let name: PathBuf = parts.collect();
        let place = root.join(folder.ons_code()).join(&name);
        let name = name.to_string_lossy().into_owned();
        let version = Version::of(&lying.metadata);
        let aside = lying.path.parent().and_then(Path::file_name);
        let arrived = aside
            .and_then(Departure::of_name)
            .and_then(|departure| departure.arrived(&version))
            .unwrap_or(version.changed);
        // Whatever a directory's name says must not stop the listing.
        let received = self
            .received(arrived)
            .or_else(|_| self.received(version.changed))?;
        Ok(Some(Upload {
            folder,
            says: Says::of_name(&name),
            received,
            bytes: version.bytes,
            handle: FolderHandle {
                name,
                path: lying.path.clone(),
                place,
                version,
                arrived,
            },
        }))
    }
}

/// The parts of a path below the upload folders, but for the hidden directory of what a crash
/// caught on its way out.
fn parts<'a>(root: &Path, path: &'a Path) -> impl Iterator<Item = &'a OsStr> + use<'a> {
    let parts = path.strip_prefix(root).unwrap_or(path).iter();
    parts.filter(|part| Departure::of_name(part).is_none())
}

/// Whether nothing marks the file as unfinished or hidden.
fn is_seen(root: &Path, path: &Path) -> bool {
    !parts(root, path).any(is_passed_over)
}

/// Removes the empty hidden directories that crashes left before `before`.
fn sweep_departures(root: &Path, before: Timestamp) -> io::Result<()> {
    for Lying { path, metadata } in below(root)?.directories {
        let is_departure = Departure::of_name(path.file_name().unwrap_or_default()).is_some();
        if is_departure && modified(&metadata)? < before {
            // One that is not empty holds an upload, and stays.
            let _ = fs::remove_dir(path);
        }
    }
    Ok(())
}

/// Whether a part of a path marks what is not an upload, or not yet.
fn is_passed_over(part: &OsStr) -> bool {
    let part = part.as_encoded_bytes();
    part.starts_with(b".")
        || part.starts_with(b"~$")
        || part.ends_with(b".part")
        || part.ends_with(b".filepart")
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
    if Version::of(&lying) != handle.version {
        return Ok(None);
    }
    let Some(file) = absent_is(File::open(&handle.path).map(Some), None)? else {
        return Ok(None);
    };
    let opened = Version::of(&file.metadata()?);
    Ok((opened == handle.version).then_some(file))
}

/// Deletes the open file, if it is what lies at its path and holds `content`.
fn delete_open(mut file: File, handle: &FolderHandle, content: &Digest) -> io::Result<()> {
    let FolderHandle {
        path,
        place,
        version,
        arrived,
        ..
    } = handle;
    let Some(aside) = Aside::take(path, place, version, *arrived)? else {
        return Ok(());
    };
    match is_still(&mut file, aside.path(), version, content) {
        Ok(true) => aside.remove(),
        Ok(false) => aside.put_back(),
        Err(error) => {
            aside.put_back()?;
            Err(error)
        }
    }
}

/// Whether the open file lies at `path`, and is still the version that holds `content`.
fn is_still(file: &mut File, path: &Path, version: &Version, content: &Digest) -> io::Result<bool> {
    let Some(lying) = absent_is(fs::symlink_metadata(path).map(Some), None)? else {
        return Ok(false);
    };
    if !version.is_moved(&Version::of(&lying)) {
        return Ok(false);
    }
    // Nobody reads a file beyond the limit whole; its version alone must do.
    if version.bytes > UPLOAD_BYTES {
        return Ok(true);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(sha256(&bytes) == *content && version.is_moved(&Version::of(&file.metadata()?)))
}

impl Uploads for FolderUploads {
    type Handle = FolderHandle;
    type Body = File;

    async fn waiting(&self, most: usize) -> Stored<Vec<Upload<FolderHandle>>> {
        let mut uploads = self.survey().map_err(unavailable)?.uploads;
        uploads.sort_by(|a, b| (a.received, &a.handle.path).cmp(&(b.received, &b.handle.path)));
        uploads.truncate(most);
        Ok(uploads)
    }

    async fn strays(&self) -> Stored<u64> {
        Ok(self.survey().map_err(unavailable)?.strays)
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
        match open_version(&upload.handle).map_err(unavailable)? {
            Some(file) => delete_open(file, &upload.handle, content).map_err(unavailable),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
