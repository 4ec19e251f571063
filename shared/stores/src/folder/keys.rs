//! Keys in a folder, `keys/<purpose>.v<version>.key`: 32 bytes each, for their owner only.
//!
//! The name of a destroyed key stays behind with nothing in it, so that its version is never given
//! to another key.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use pledge::keys::{Capability, KEY_BYTES, KeyPurpose, KeyVersion, RefusedKey, Secret};
use pledge::limits::LIVE_KEY_VERSIONS;
use pledge::ports::{Keys, StoreError, Stored};
use zeroize::Zeroizing;

use super::files::{Unfinished, absent_is, modified, private, remove, sweep, sync_parent};
use crate::fault::{Fault, unavailable};

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Nobody made it.
    #[error("there is no such key")]
    Absent,
    /// Somebody made it before; a key is never overwritten.
    #[error("there is such a key already")]
    Exists,
    /// It was destroyed, and its version is not given again.
    #[error("the key was destroyed")]
    Destroyed,
    /// Others than its owner may use the file or its folder (modes 0600 and 0700 are right).
    #[error("others may use the key's file or folder: its mode should be 0600, the folder's 0700")]
    Permissions,
    /// The file or its folder belongs to another user than the one who runs this.
    #[error("the key's file or folder belongs to another user")]
    Owner,
    /// The bytes cannot be a key.
    #[error(transparent)]
    Refused(#[from] RefusedKey),
    /// As many versions live as may; destroy one first.
    #[error("as many versions of the key live as may; the oldest is {oldest}")]
    TooMany {
        /// The oldest that lives.
        oldest: KeyVersion,
    },
    /// The key of a financial year has the year for its version; there is no next.
    #[error("this key has the year for its version")]
    Yearly,
    /// The folder cannot be used.
    #[error("the key folder cannot be used")]
    Folder(#[from] io::Error),
}

impl From<KeyError> for StoreError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Absent | KeyError::Destroyed => Self::Absent,
            other => unavailable(other),
        }
    }
}

/// The keys of a home.
pub struct KeyFolder {
    folder: PathBuf,
}

impl KeyFolder {
    /// The keys of `home`.
    #[must_use]
    pub fn new(home: &Path) -> Self {
        Self {
            folder: home.join("keys"),
        }
    }

    fn path(&self, purpose: KeyPurpose, version: KeyVersion, suffix: &str) -> PathBuf {
        self.folder.join(format!("{purpose}.{version}.{suffix}"))
    }

    /// Makes a key of random bytes. It never takes the place of another.
    ///
    /// # Errors
    ///
    /// When there is or was such a key, the bytes are plainly not random, or others may use the
    /// folder.
    pub fn create(
        &self,
        purpose: KeyPurpose,
        version: KeyVersion,
        random: [u8; KEY_BYTES],
    ) -> Result<(), KeyError> {
        let random = Zeroizing::new(random);
        Secret::from_bytes(random.as_slice())?;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)?;
        self.check_folder()?;
        if self.path(purpose, version, GONE).exists() {
            return Err(KeyError::Destroyed);
        }
        let unfinished = Unfinished::write(&self.folder, &mut random.as_slice())?;
        self.sweep_unfinished(unfinished.path())?;
        match unfinished.take_free_place(&self.path(purpose, version, LIVE)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(KeyError::Exists);
            }
            other => other?,
        }
        sync_parent(&self.folder)?;
        Ok(())
    }

    /// Removes what crashes during [`KeyFolder::create`] left: what has its name already, and what
    /// is much older than the file that is being written.
    fn sweep_unfinished(&self, written: &Path) -> io::Result<()> {
        let written = modified(&fs::metadata(written)?)?;
        let before = written.saturating_sub(CRASHED).map_err(io::Error::other)?;
        sweep(&self.folder, before)?;
        Ok(())
    }

    /// Destroys a key: overwrites it, and removes it. Backups, snapshots of the disk, and what a
    /// solid-state disk or a journalling file system keeps of overwritten blocks remain; only
    /// encryption of the whole disk covers those.
    ///
    /// # Errors
    ///
    /// `Absent` if there is no such key.
    pub fn destroy(&self, purpose: KeyPurpose, version: KeyVersion) -> Result<(), KeyError> {
        self.check_folder()?;
        let path = self.path(purpose, version, LIVE);
        let file = private().write(true).open(&path);
        let mut file = absent_is(file.map(Some), None)?.ok_or(KeyError::Absent)?;
        // First the mark: a crash must not leave the version free.
        let mark = self.path(purpose, version, GONE);
        private()
            .create(true)
            .append(true)
            .open(&mark)?
            .sync_all()?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        file.write_all(&vec![0; length])?;
        file.sync_all()?;
        remove(&path)?;
        Ok(())
    }

    /// The live keys, by purpose and version. Nothing is opened.
    ///
    /// # Errors
    ///
    /// When the folder is not safe or cannot be read.
    pub fn list(&self) -> Result<Vec<(KeyPurpose, KeyVersion)>, KeyError> {
        self.versions_with(LIVE)
    }

    /// The version that the next key of a rotating purpose gets: past all that the folder knows,
    /// and past `past`, which is all that a ledger knows.
    ///
    /// # Errors
    ///
    /// `TooMany` if as many live as may (any number of the key that signs the audit chains may,
    /// since old heads stay verifiable by it), `Yearly` for the key of a financial year.
    pub fn next_version(
        &self,
        purpose: KeyPurpose,
        past: Option<KeyVersion>,
    ) -> Result<KeyVersion, KeyError> {
        if purpose == KeyPurpose::Analytics {
            return Err(KeyError::Yearly);
        }
        let live = self.list()?;
        let mut of_purpose = live.iter().filter(|(other, _)| *other == purpose);
        // What was signed must stay verifiable: no version of that key can be destroyed.
        if let Some((_, oldest)) = of_purpose.clone().next()
            && of_purpose
                .nth(LIVE_KEY_VERSIONS.saturating_sub(1))
                .is_some()
            && purpose != KeyPurpose::AuditSign
        {
            return Err(KeyError::TooMany { oldest: *oldest });
        }
        let gone = self.versions_with(GONE)?;
        let given = live
            .into_iter()
            .chain(gone)
            .filter(|(other, _)| *other == purpose);
        let next = match given.map(|(_, version)| version).chain(past).max() {
            None => KeyVersion::new(1),
            Some(last) => last.next(),
        };
        Ok(next.ok_or_else(|| io::Error::other(Fault::Range))?)
    }

    /// Reads a key.
    ///
    /// # Errors
    ///
    /// When there is none, or the file, its folder or its bytes are not as they must be.
    pub fn read(&self, purpose: KeyPurpose, version: KeyVersion) -> Result<Secret, KeyError> {
        if !self.check_folder()? {
            return Err(KeyError::Absent);
        }
        if self.path(purpose, version, GONE).exists() {
            return Err(KeyError::Destroyed);
        }
        let file = File::open(self.path(purpose, version, LIVE));
        let mut file = absent_is(file.map(Some), None)?.ok_or(KeyError::Absent)?;
        let metadata = file.metadata()?;
        check(&metadata, own_user(&self.folder)?)?;
        if !metadata.is_file() || metadata.len() != KEY_LENGTH {
            return Err(RefusedKey::Length.into());
        }
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        file.read_exact(bytes.as_mut_slice())?;
        Ok(Secret::from_bytes(bytes.as_slice())?)
    }

    fn versions_with(&self, suffix: &str) -> Result<Vec<(KeyPurpose, KeyVersion)>, KeyError> {
        if !self.check_folder()? {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            found.extend(name.to_str().and_then(|name| key_of(name, suffix)));
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Whether there is a folder; an error if others may use it.
    fn check_folder(&self) -> Result<bool, KeyError> {
        match absent_is(fs::metadata(&self.folder).map(Some), None)? {
            None => Ok(false),
            Some(metadata) => {
                check(&metadata, own_user(&self.folder)?)?;
                Ok(true)
            }
        }
    }
}

/// The suffix of a key.
const LIVE: &str = "key";
/// The suffix of what is left of a destroyed key.
const GONE: &str = "destroyed";
/// What is older by this than a file that is being written is being written no longer.
const CRASHED: SignedDuration = SignedDuration::from_hours(1);
/// Bytes of a key's file.
const KEY_LENGTH: u64 = 32;

/// The key that the name of a file stands for.
fn key_of(name: &str, suffix: &str) -> Option<(KeyPurpose, KeyVersion)> {
    let mut parts = name.split('.');
    let (purpose, version) = (parts.next()?.parse().ok()?, parts.next()?);
    let number = version.strip_prefix('v')?.parse().ok()?;
    let found = (purpose, KeyVersion::new(number)?);
    let spelled = format!("{}.{}.{suffix}", found.0, found.1);
    (spelled == name).then_some(found)
}

/// Refuses what others may use.
fn check(metadata: &fs::Metadata, own: u32) -> Result<(), KeyError> {
    if metadata.uid() != own {
        return Err(KeyError::Owner);
    }
    if metadata.mode() & 0o077 != 0 {
        return Err(KeyError::Permissions);
    }
    Ok(())
}

/// The user who runs this: the owner of our own process where the system shows processes as files,
/// else of a file that we make.
fn own_user(folder: &Path) -> io::Result<u32> {
    if let Ok(process) = fs::metadata("/proc/self") {
        return Ok(process.uid());
    }
    let probe = Unfinished::write(folder, &mut io::empty())?;
    Ok(fs::metadata(probe.path())?.uid())
}

impl Keys for KeyFolder {
    async fn versions(&self, purpose: KeyPurpose) -> Stored<Vec<KeyVersion>> {
        let keys = self.list()?.into_iter();
        let of_purpose = keys.filter(|(other, _)| *other == purpose);
        Ok(of_purpose.map(|(_, version)| version).collect())
    }

    async fn open<C: Capability>(&self, version: KeyVersion) -> Stored<C> {
        Ok(C::open(self.read(C::PURPOSE, version)?, version))
    }
}

#[cfg(test)]
mod tests;
