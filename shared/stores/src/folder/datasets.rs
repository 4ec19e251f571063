//! Slices, curated files, reports, receipts and tables of a home.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use pledge::path::Place;
use pledge::ports::{Datasets, Listed, Object, Replaced, StoreError, Stored};

use super::files::{
    Lying, Unfinished, absent_is, below, create_directory, modified, private, remove, sweep,
};
use crate::fault::{Fault, unavailable};

/// Where objects lie in a home.
const ROOTS: [&str; 7] = [
    "slices",
    "curated",
    "reports",
    "receipts",
    "unchecked",
    "restricted",
    "published",
];
/// Where the collector looks.
const COLLECTED: [&str; 3] = ["slices", "reports", "receipts"];
/// Held while an object takes its name or goes: a guard and the act that it allows are one. It is
/// never held while content is read or written.
const LOCK: &str = ".datasets.lock";

/// The datasets of a home. Directories and files are for their owner only.
pub struct FolderDatasets {
    home: PathBuf,
}

/// An open object of [`FolderDatasets`]: what was there when it was opened, also if it is replaced
/// or deleted meanwhile.
pub struct FolderObject {
    file: File,
    length: u64,
}

impl FolderDatasets {
    /// The datasets of `home`.
    #[must_use]
    pub fn new(home: &Path) -> Self {
        Self {
            home: home.to_path_buf(),
        }
    }

    /// Removes what crashes during writing left before `before`; returns how many.
    ///
    /// # Errors
    ///
    /// When a directory cannot be read or a file not be removed.
    pub fn sweep_unfinished(&self, before: Timestamp) -> Stored<u64> {
        ROOTS.iter().try_fold(0_u64, |swept, root| {
            let more = sweep(&self.home.join(root), before).map_err(unavailable)?;
            Ok(swept.saturating_add(more))
        })
    }

    fn path(&self, place: &Place) -> PathBuf {
        self.home.join(place.path())
    }

    fn write(&self, path: &Path, content: &mut (dyn io::Read + Send)) -> io::Result<Unfinished> {
        let directory = path.parent().unwrap_or(path);
        create_directory(&self.home, directory)?;
        Unfinished::write(directory, content)
    }

    fn lock(&self) -> io::Result<File> {
        let path = self.home.join(LOCK);
        let lock = private().create(true).append(true).open(path)?;
        lock.lock()?;
        Ok(lock)
    }

    fn put_at(&self, path: &Path, content: &mut (dyn io::Read + Send)) -> io::Result<()> {
        let unfinished = self.write(path, content)?;
        let _lock = self.lock()?;
        unfinished.take_place_of(path)
    }

    fn replace_at(
        &self,
        path: &Path,
        generation: u64,
        content: &mut (dyn io::Read + Send),
    ) -> io::Result<Replaced> {
        let unfinished = self.write(path, content)?;
        let sidecar = sidecar(path);
        let _lock = self.lock()?;
        let recorded = recorded(path)?;
        let newest = recorded.map(|recorded| recorded.generation);
        if newest > Some(generation) {
            return Ok(Replaced::Newer);
        }
        let settled = newest == Some(generation) && recorded.is_some_and(|it| it.settled);
        if settled && holds_same(path, unfinished.path())? {
            return Ok(Replaced::Done);
        }
        // First the number: after a crash nobody with an older one comes between, and whoever asks
        // learns nothing until the file is written again.
        let directory = path.parent().unwrap_or(path);
        let mut pending = io::Cursor::new(format!("{generation}{PENDING}"));
        Unfinished::write(directory, &mut pending)?.take_place_of(&sidecar)?;
        if !holds_same(path, unfinished.path())? {
            unfinished.take_place_of(path)?;
        }
        let mut done = io::Cursor::new(generation.to_string());
        Unfinished::write(directory, &mut done)?.take_place_of(&sidecar)?;
        Ok(Replaced::Done)
    }

    fn delete_at(&self, path: &Path, before: Timestamp) -> io::Result<()> {
        if !path.exists() {
            return Ok(());
        }
        let _lock = self.lock()?;
        let Some(metadata) = absent_is(fs::metadata(path).map(Some), None)? else {
            return Ok(());
        };
        if modified(&metadata)? < before {
            remove(path)?;
            remove(&sidecar(path))?;
        }
        Ok(())
    }

    fn list_all(&self) -> io::Result<Vec<Listed>> {
        let mut listed = Vec::new();
        for root in COLLECTED {
            for Lying { path, metadata } in below(&self.home.join(root))?.whole()? {
                let path = path.strip_prefix(&self.home).ok().and_then(Path::to_str);
                if let Some(place) = path.and_then(Place::from_path)
                    && metadata.is_file()
                {
                    let written = modified(&metadata)?;
                    listed.push(Listed { place, written });
                }
            }
        }
        listed.sort_by_key(|listed| listed.place);
        Ok(listed)
    }
}

/// The hidden file that holds the generation of the file at `path`.
fn sidecar(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".generation");
    path.with_file_name(name)
}

/// What a sidecar says.
#[derive(Clone, Copy)]
struct Recorded {
    generation: u64,
    /// Whether the file is in place.
    settled: bool,
}

/// What follows the number in a sidecar until the file is in place.
const PENDING: &str = " pending";

/// What is recorded of the file at `path`; nothing if it was in place and is gone.
fn recorded(path: &Path) -> io::Result<Option<Recorded>> {
    let Some(text) = absent_is(fs::read_to_string(sidecar(path)).map(Some), None)? else {
        return Ok(None);
    };
    let number = text.strip_suffix(PENDING);
    let generation = number.unwrap_or(&text).parse();
    let recorded = Recorded {
        generation: generation.map_err(|_| io::Error::other(Fault::Damaged))?,
        settled: number.is_none(),
    };
    Ok((!recorded.settled || path.try_exists()?).then_some(recorded))
}

/// Whether there is a file at `path` that holds what the other one holds.
fn holds_same(path: &Path, other: &Path) -> io::Result<bool> {
    let length = absent_is(fs::metadata(path).map(|file| Some(file.len())), None)?;
    Ok(length == Some(fs::metadata(other)?.len()) && fs::read(path)? == fs::read(other)?)
}

impl Datasets for FolderDatasets {
    type Object = FolderObject;

    async fn put(&self, place: &Place, content: &mut (dyn io::Read + Send)) -> Stored<()> {
        self.put_at(&self.path(place), content).map_err(unavailable)
    }

    async fn replace(
        &self,
        place: &Place,
        generation: u64,
        content: &mut (dyn io::Read + Send),
    ) -> Stored<Replaced> {
        let replaced = self.replace_at(&self.path(place), generation, content);
        replaced.map_err(unavailable)
    }

    async fn generation(&self, place: &Place) -> Stored<Option<u64>> {
        let recorded = recorded(&self.path(place)).map_err(unavailable)?;
        Ok(recorded.filter(|it| it.settled).map(|it| it.generation))
    }

    async fn open(&self, place: &Place) -> Stored<FolderObject> {
        let file = absent_is(File::open(self.path(place)).map(Some), None);
        let file = file.map_err(unavailable)?.ok_or(StoreError::Absent)?;
        let length = file.metadata().map_err(unavailable)?.len();
        Ok(FolderObject { file, length })
    }

    async fn list(&self) -> Stored<Vec<Listed>> {
        self.list_all().map_err(unavailable)
    }

    async fn delete(&self, place: &Place, before: Timestamp) -> Stored<()> {
        self.delete_at(&self.path(place), before)
            .map_err(unavailable)
    }
}

impl Object for FolderObject {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(buffer, offset)
    }
}

#[cfg(test)]
mod tests;
