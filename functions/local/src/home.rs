//! The home of the one-machine edition: where its folders and its database lie.

use std::fs;
use std::path::{Path, PathBuf};

use pipeline::Region;
use pledge::reference::Reference;
use stores::folder::{FolderDatasets, FolderUploads, KeyFolder, Received};
use stores::sqlite::{SqliteLedger, SqliteRegister};

use crate::arguments::Global;
use crate::exit::Stop;
use crate::reference;

/// An open home.
pub(crate) struct Home {
    pub(crate) root: PathBuf,
    pub(crate) uploads: FolderUploads,
    pub(crate) datasets: FolderDatasets,
    pub(crate) ledger: SqliteLedger,
    pub(crate) register: SqliteRegister,
    pub(crate) keys: KeyFolder,
    pub(crate) reference: Reference,
    scratch: PathBuf,
}

/// The region's stores as this edition has them.
pub(crate) type Local<'a> =
    Region<'a, FolderUploads, FolderDatasets, SqliteLedger, KeyFolder, SqliteRegister>;

/// A home of the demo's own says so, in this file.
pub(crate) const INVENTED: &str = "INVENTED";

const CREATE: &str = "make one with `pledge keys create --home DIR`";

impl Home {
    /// Opens the home that the command line names. There must be one.
    pub(crate) fn open(global: &Global) -> Result<Self, Stop> {
        let root = global.home.as_deref().ok_or_else(|| {
            Stop::usage(
                "say which home is meant",
                "use --home DIR, or set PLEDGE_HOME",
            )
        })?;
        let has_ledger = root.join(stores::sqlite::FILE).is_file();
        if !root.join("keys").is_dir() {
            if has_ledger {
                return Err(Stop::usage(
                    "the home has lost its keys",
                    "restore the folder keys/ from its copy: new keys would find nothing again",
                ));
            }
            return Err(Stop::usage("there is no home in that folder", CREATE));
        }
        if !has_ledger {
            return Err(Stop::conflict(
                "the home has keys and no ledger",
                "restore pledge.sqlite from its copy; without it nothing says what is in force",
            ));
        }
        Self::at(root, Received::AsStored, reference::load_for_today(global)?)
    }

    /// Opens the home in a folder, and makes what is missing of it.
    pub(crate) fn at(root: &Path, received: Received, reference: Reference) -> Result<Self, Stop> {
        let scratch = root.join(".scratch");
        for folder in [root, &root.join("keys"), &scratch] {
            make_private(folder)?;
        }
        for borough in pledge::borough::Borough::all() {
            make_private(&root.join("uploads").join(borough.ons_code()))?;
        }
        Ok(Self {
            root: root.to_path_buf(),
            uploads: FolderUploads::new(root, received),
            datasets: FolderDatasets::new(root),
            ledger: SqliteLedger::open(root)?,
            register: SqliteRegister::open(root)?,
            keys: KeyFolder::new(root),
            reference,
            scratch,
        })
    }

    /// The stores, as the pipeline takes them.
    pub(crate) fn region(&self) -> Local<'_> {
        Region {
            uploads: &self.uploads,
            datasets: &self.datasets,
            ledger: &self.ledger,
            register: &self.register,
            keys: &self.keys,
            reference: &self.reference,
            scratch: &self.scratch,
        }
    }

    /// What whoever opens a released page of this home must know first.
    pub(crate) fn notice(&self) -> Option<&'static str> {
        let is_invented = self.root.join(INVENTED).exists();
        is_invented.then_some("Everyone in these returns is invented, and so is every figure.")
    }

    /// The folder for temporary files.
    pub(crate) fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// The path of something that the program wrote.
    pub(crate) fn path(&self, place: &pledge::path::Place) -> PathBuf {
        self.root.join(place.path())
    }
}

/// Makes a folder that only its owner may enter.
fn make_private(folder: &Path) -> Result<(), Stop> {
    use std::os::unix::fs::DirBuilderExt;
    Ok(fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?)
}
