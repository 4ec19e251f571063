//! Files that appear whole or not at all.
//!
//! What is written goes to a hidden file in the same directory, to the disk, and only then to its
//! name. A crash leaves at most a hidden file behind, which [`sweep`] removes.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

use crate::fault::Fault;

/// What the names of unfinished files begin with.
const UNFINISHED: &str = ".unfinished-";
/// Tells the unfinished files of one process apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A written file that has no name yet; dropped, it is gone.
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    /// Writes `content` to a hidden file in `directory`, and to the disk.
    pub(super) fn write(directory: &Path, content: &mut dyn io::Read) -> io::Result<Self> {
        let (this, mut file) = Self::create(directory)?;
        io::copy(content, &mut file)?;
        file.sync_all()?;
        Ok(this)
    }

    fn create(directory: &Path) -> io::Result<(Self, File)> {
        loop {
            let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
            let path = directory.join(format!("{UNFINISHED}{process}-{count}"));
            match private().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((Self(path), file)),
                // A process that had our number crashed here.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The hidden file.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Gives it its name, in the place of what had it.
    pub(super) fn take_place_of(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)?;
        sync_parent(path)
    }

    /// Gives it a name that nothing has; `AlreadyExists` if something does.
    pub(super) fn take_free_place(&self, path: &Path) -> io::Result<()> {
        fs::hard_link(&self.0, path)?;
        // A sweep that met both names has removed this one.
        absent_is(fs::remove_file(&self.0), ())?;
        sync_parent(path)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // It has its name, or is rubbish: then the sweep takes what cannot be removed now.
        let _ = fs::remove_file(&self.0);
    }
}

/// Options for files that only their owner reads.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// Makes `directory` below `home`, for its owner only, so that it outlives a crash.
pub(super) fn create_directory(home: &Path, directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    let made = directory
        .ancestors()
        .take_while(|above| above.starts_with(home));
    for above in made {
        sync_parent(above)?;
    }
    Ok(())
}

/// Writes the directory of `path` to the disk.
pub(super) fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

/// Removes a file; that it is gone already is no error.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Ok(()) => sync_parent(path),
        Err(error) => absent_is(Err(error), ()),
    }
}

/// The answer, or `instead` where there is no such file.
pub(super) fn absent_is<T>(answer: io::Result<T>, instead: T) -> io::Result<T> {
    match answer {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(instead),
        other => other,
    }
}

/// When a file was last written.
pub(super) fn modified(metadata: &fs::Metadata) -> io::Result<Timestamp> {
    instant(metadata.mtime(), metadata.mtime_nsec())
}

/// The instant so long after 1970.
pub(super) fn instant(seconds: i64, nanoseconds: i64) -> io::Result<Timestamp> {
    let nanoseconds = i32::try_from(nanoseconds).map_err(io::Error::other)?;
    Timestamp::new(seconds, nanoseconds).map_err(io::Error::other)
}

/// Something that lies in a directory or below it.
pub(super) struct Lying {
    pub(super) path: PathBuf,
    pub(super) metadata: fs::Metadata,
}

impl Lying {
    fn is_unfinished(&self) -> bool {
        let name = self.path.file_name().unwrap_or_default();
        name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes())
    }
}

/// A directory, or something in one, that could not be looked at.
pub(super) struct Closed {
    pub(super) path: PathBuf,
    error: io::Error,
}

/// What lies below a directory.
#[derive(Default)]
pub(super) struct Below {
    pub(super) lying: Vec<Lying>,
    pub(super) directories: Vec<Lying>,
    /// What was passed over, because it cannot be read or lies too deep.
    pub(super) closed: Vec<Closed>,
}

impl Below {
    /// All that lies there; an error if anything was passed over.
    pub(super) fn whole(mut self) -> io::Result<Vec<Lying>> {
        match self.closed.pop() {
            Some(closed) => Err(closed.error),
            None => Ok(self.lying),
        }
    }

    fn look_into(&mut self, directory: &Path) -> io::Result<Vec<PathBuf>> {
        let mut directories = Vec::new();
        let Some(entries) = absent_is(fs::read_dir(directory).map(Some), None)? else {
            return Ok(directories);
        };
        for entry in entries {
            let path = entry?.path();
            match absent_is(fs::symlink_metadata(&path).map(Some), None) {
                Ok(None) => {}
                Ok(Some(metadata)) if metadata.is_dir() => {
                    directories.push(path.clone());
                    self.directories.push(Lying { path, metadata });
                }
                Ok(Some(metadata)) => self.lying.push(Lying { path, metadata }),
                Err(error) => self.closed.push(Closed { path, error }),
            }
        }
        Ok(directories)
    }
}

/// Levels of directories that are looked into: more than any folder of ours has, few enough for
/// the longest path.
pub(super) const LEVELS: usize = 8;

/// What lies below `directory`; nothing if there is none. Links are not followed. What goes away
/// meanwhile is passed over, and so is what cannot be read and what lies below more than
/// [`LEVELS`] directories: one of them must not keep the rest from being seen.
///
/// # Errors
///
/// When `directory` itself cannot be read.
pub(super) fn below(directory: &Path) -> io::Result<Below> {
    let mut below = Below::default();
    let mut next = below.look_into(directory)?;
    for _ in 0..LEVELS {
        for path in std::mem::take(&mut next) {
            match below.look_into(&path) {
                Ok(directories) => next.extend(directories),
                Err(error) => below.closed.push(Closed { path, error }),
            }
        }
    }
    below.closed.extend(next.into_iter().map(|path| Closed {
        path,
        error: io::Error::other(Fault::Depth),
    }));
    Ok(below)
}

/// Removes unfinished files that a crash kept from losing their hidden name when they had got
/// their own; returns how many.
pub(super) fn remove_doubles(lying: &[Lying]) -> io::Result<u64> {
    let inode = |lying: &Lying| (lying.metadata.dev(), lying.metadata.ino());
    let named: BTreeSet<_> = (lying.iter())
        .filter(|lying| lying.metadata.nlink() > 1 && !lying.is_unfinished())
        .map(inode)
        .collect();
    let is_double = |lying: &&Lying| lying.is_unfinished() && named.contains(&inode(lying));
    remove_all(lying.iter().filter(is_double))
}

/// Removes unfinished files below `directory` that were last written before `before`, and those
/// that have their name already; returns how many.
pub(super) fn sweep(directory: &Path, before: Timestamp) -> io::Result<u64> {
    let lying = below(directory)?.lying;
    let doubles = remove_doubles(&lying)?;
    let is_old = |lying: &&Lying| {
        let written = modified(&lying.metadata);
        lying.is_unfinished() && written.is_ok_and(|written| written < before)
    };
    // A double that is old as well is gone by now, and counted.
    let left = lying
        .iter()
        .filter(is_old)
        .filter(|lying| lying.path.exists());
    Ok(doubles.saturating_add(remove_all(left)?))
}

fn remove_all<'a>(lying: impl Iterator<Item = &'a Lying>) -> io::Result<u64> {
    lying.into_iter().try_fold(0_u64, |removed, lying| {
        remove(&lying.path)?;
        Ok(removed.saturating_add(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_crash_left_is_swept_when_it_is_old() {
        let home = tempfile::tempdir().unwrap();
        let left = Unfinished::write(home.path(), &mut &b"half"[..]).unwrap();
        let written = modified(&fs::metadata(left.path()).unwrap()).unwrap();
        fs::write(home.path().join("a.csv"), "whole").unwrap();
        assert_eq!(sweep(home.path(), written).unwrap(), 0);
        assert!(left.path().exists());
        assert_eq!(sweep(home.path(), Timestamp::MAX).unwrap(), 1);
        assert!(!left.path().exists() && home.path().join("a.csv").exists());
    }

    #[test]
    fn a_file_that_gets_no_name_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        drop(Unfinished::write(home.path(), &mut &b"half"[..]).unwrap());
        assert_eq!(below(home.path()).unwrap().lying.len(), 0);
    }
}
