//! Files that appear whole or not at all.
//!
//! What is written goes to a hidden file in the same directory, to the disk, and only then to its
//! name. A crash leaves at most a hidden file behind, which [`sweep`] removes.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

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
        fs::remove_file(&self.0)?;
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

/// When a file last changed in any way, its name and its permissions among them.
pub(super) fn changed(metadata: &fs::Metadata) -> io::Result<Timestamp> {
    instant(metadata.ctime(), metadata.ctime_nsec())
}

fn instant(seconds: i64, nanoseconds: i64) -> io::Result<Timestamp> {
    let nanoseconds = i32::try_from(nanoseconds).map_err(io::Error::other)?;
    Timestamp::new(seconds, nanoseconds).map_err(io::Error::other)
}

/// Something that lies in a directory or below it, and is not a directory.
pub(super) struct Lying {
    pub(super) path: PathBuf,
    pub(super) metadata: fs::Metadata,
}

/// All that lies below `directory`; nothing if there is none. Links are not followed. What goes
/// away meanwhile is passed over.
pub(super) fn below(directory: &Path) -> io::Result<Vec<Lying>> {
    let mut lying = Vec::new();
    let mut directories = vec![directory.to_path_buf()];
    while let Some(directory) = directories.pop() {
        let Some(entries) = absent_is(fs::read_dir(&directory).map(Some), None)? else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            match absent_is(fs::symlink_metadata(&path).map(Some), None)? {
                None => {}
                Some(metadata) if metadata.is_dir() => directories.push(path),
                Some(metadata) => lying.push(Lying { path, metadata }),
            }
        }
    }
    Ok(lying)
}

/// Removes unfinished files below `directory` that were last written before `before`; returns how
/// many.
pub(super) fn sweep(directory: &Path, before: Timestamp) -> io::Result<u64> {
    let mut removed: u64 = 0;
    for Lying { path, metadata } in below(directory)? {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        if name.starts_with(UNFINISHED.as_bytes()) && modified(&metadata)? < before {
            remove(&path)?;
            removed = removed.saturating_add(1);
        }
    }
    Ok(removed)
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
        assert_eq!(below(home.path()).unwrap().len(), 0);
    }
}
