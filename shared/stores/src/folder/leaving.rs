//! Files on their way out.
//!
//! A name says nothing of what lies there: between the look at a file and its removal another may
//! be moved to its name. So a file is first taken aside, into a hidden directory beside it where
//! nobody puts anything, is looked at there, and then goes or gets its name back.
//!
//! **Invariant:** nothing is lost. A crash leaves the file in the hidden directory, whose name says
//! which version was on its way and when it had arrived; the next listing shows it as what it was.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::files::{absent_is, sync_parent};

/// What the names of the hidden directories begin with.
const LEAVING: &str = ".leaving_";
/// Numbers that a file may get when its name is taken.
const NUMBERS: std::ops::RangeInclusive<u32> = 2..=10_000;
/// Tells the hidden directories of one process apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Seconds and nanoseconds, as the file system has them.
pub(super) type Moment = (i64, i64);

/// What changes when a file is written again or replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    device: u64,
    inode: u64,
    pub(super) bytes: u64,
    modified: Moment,
    pub(super) changed: Moment,
}

impl Version {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Whether this is the other one under another name: a new name changes the inode, and nothing
    /// else.
    pub(super) fn is_moved(&self, other: &Self) -> bool {
        let changed = other.changed;
        *other == Self { changed, ..*self }
    }
}

/// What the name of a hidden directory says of the file that was taken into it.
pub(super) struct Departure {
    bytes: u64,
    inode: u64,
    modified: Moment,
    arrived: Moment,
}

impl Departure {
    /// What this name of a directory says; `None` if it is no such directory.
    pub(super) fn of_name(name: &OsStr) -> Option<Self> {
        let mut numbers = name.to_str()?.strip_prefix(LEAVING)?.split('_');
        let departure = Self {
            bytes: numbers.next()?.parse().ok()?,
            inode: numbers.next()?.parse().ok()?,
            modified: moment(&mut numbers)?,
            arrived: moment(&mut numbers)?,
        };
        // The process, and its count.
        let (_, _) = (numbers.next()?, numbers.next()?);
        numbers.next().is_none().then_some(departure)
    }

    /// When the file arrived, if it is the one that was taken aside.
    pub(super) fn arrived(&self, version: &Version) -> Option<Moment> {
        let own = (version.bytes, version.inode, version.modified);
        let is_it = own == (self.bytes, self.inode, self.modified);
        (is_it && self.arrived <= version.changed).then_some(self.arrived)
    }
}

fn moment<'a>(numbers: &mut impl Iterator<Item = &'a str>) -> Option<Moment> {
    let seconds = numbers.next()?.parse().ok()?;
    Some((seconds, numbers.next()?.parse().ok()?))
}

/// Something that was taken aside.
pub(super) struct Aside {
    directory: PathBuf,
    path: PathBuf,
    /// The name that it had.
    place: PathBuf,
}

impl Aside {
    /// Takes aside what lies at `path`, whose name is `place`: `version`, as far as anybody knows,
    /// which arrived at `arrived`. `None` if nothing is there.
    pub(super) fn take(
        path: &Path,
        place: &Path,
        version: &Version,
        arrived: Moment,
    ) -> io::Result<Option<Self>> {
        let Some(directory) = absent_is(make_directory(place, version, arrived).map(Some), None)?
        else {
            return Ok(None);
        };
        let aside = Self {
            path: directory.join(place.file_name().unwrap_or_default()),
            directory,
            place: place.to_path_buf(),
        };
        let taken = absent_is(fs::rename(path, &aside.path).map(Some), None);
        if !matches!(taken, Ok(Some(()))) {
            aside.drop_directory();
        } else if path != place
            && let Some(left) = path.parent()
        {
            let _ = fs::remove_dir(left);
        }
        Ok(taken?.map(|()| aside))
    }

    /// Where it is now.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it.
    pub(super) fn remove(self) -> io::Result<()> {
        absent_is(fs::remove_file(&self.path), ())?;
        self.drop_directory();
        sync_parent(&self.directory)
    }

    /// Gives it its name back, or that name with a number if something else has it by now. If that
    /// fails, it stays aside, where a listing finds it.
    pub(super) fn put_back(self) -> io::Result<()> {
        let metadata = fs::symlink_metadata(&self.path).map(Some);
        let Some(metadata) = absent_is(metadata, None)? else {
            self.drop_directory();
            return Ok(());
        };
        let numbered = NUMBERS.map(|number| numbered(&self.place, number));
        for place in std::iter::once(self.place.clone()).chain(numbered) {
            match self.give(&metadata, &place) {
                Err(error) if is_taken(error.kind()) => {}
                other => {
                    other?;
                    self.drop_directory();
                    return sync_parent(&place);
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Gives it a name that nothing has.
    fn give(&self, metadata: &Metadata, place: &Path) -> io::Result<()> {
        if metadata.is_dir() {
            // It has no second name; at most an empty directory gives way.
            return fs::rename(&self.path, place);
        }
        fs::hard_link(&self.path, place)?;
        absent_is(fs::remove_file(&self.path), ())
    }

    /// Removes the hidden directory if nothing is in it; the sweep takes what cannot be removed.
    fn drop_directory(&self) {
        let _ = fs::remove_dir(&self.directory);
    }
}

const fn is_taken(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::AlreadyExists
            | io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::NotADirectory
    )
}

fn make_directory(place: &Path, version: &Version, arrived: Moment) -> io::Result<PathBuf> {
    let (bytes, inode) = (version.bytes, version.inode);
    let ((written, and_written), (came, and_came)) = (version.modified, arrived);
    loop {
        let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let of_file = format!("{bytes}_{inode}_{written}_{and_written}_{came}_{and_came}");
        let path = place.with_file_name(format!("{LEAVING}{of_file}_{process}_{count}"));
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// `path` with a number before its suffix.
pub(super) fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_os_string();
    name.push(format!("-{number}"));
    if let Some(suffix) = path.extension() {
        name.push(".");
        name.push(suffix);
    }
    path.with_file_name(name)
}
