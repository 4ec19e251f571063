//! The way of a row through the stores: intake, compaction, aggregation, sealing, retention.
//!
//! Every function is generic over the ports of `pledge`; time and randomness are arguments. What is
//! here decides *when* something is written, never *what* a rule says: rules are in `pledge`.
//!
//! **Invariant:** nothing here knows a cloud, SQLite, the clock or the environment.

use std::path::Path;

use pledge::keys::{Capability, KeyPurpose, KeyVersion};
use pledge::ports::{Keys, StoreError};
use pledge::reference::Reference;

pub mod aggregation;
pub mod audit;
pub mod check;
pub mod compaction;
pub mod intake;
mod keys;
pub mod register;
pub mod release;
pub mod retention;
pub mod sealing;
mod staging;
pub mod status;

pub use keys::{KnownKeys, OtherKey};

/// The version of the program, as receipts name it.
pub const PROGRAM: &str = concat!("pledge ", env!("CARGO_PKG_VERSION"));

/// The stores, and what the pipeline needs beside them.
pub struct Region<'a, U, D, L, K, R> {
    /// Where boroughs drop their files.
    pub uploads: &'a U,
    /// Where the program writes.
    pub datasets: &'a D,
    /// What counts.
    pub ledger: &'a L,
    /// Who left, and who is engaged.
    pub register: &'a R,
    /// Capabilities.
    pub keys: &'a K,
    /// Reference data.
    pub reference: &'a Reference,
    /// A folder for temporary files that hold pseudonymised rows only.
    pub scratch: &'a Path,
}

impl<'a, U, D, L, K, R> Region<'a, U, D, L, K, R> {
    /// The same with keys of which only those open that the ledger knows.
    const fn with_known<'k>(
        &self,
        keys: &'k KnownKeys<'a, K, L>,
    ) -> Region<'k, U, D, L, KnownKeys<'a, K, L>, R>
    where
        'a: 'k,
    {
        Region {
            uploads: self.uploads,
            datasets: self.datasets,
            ledger: self.ledger,
            register: self.register,
            keys,
            reference: self.reference,
            scratch: self.scratch,
        }
    }
}

/// Why a run could not do its work. The data are as they were.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A store.
    #[error("a store did not do what was asked")]
    Store(#[source] StoreError),
    /// Parquet.
    #[error("a dataset could not be written or read")]
    Columnar(#[from] columnar::ColumnarError),
    /// An upload or a temporary file.
    #[error("a file could not be read or written")]
    Read(#[from] std::io::Error),
    /// A key that the work needs does not exist.
    #[error(
        "there is no key for {purpose}{}",
        version.map(|v| format!(" {v}")).unwrap_or_default()
    )]
    NoKey {
        /// Its purpose.
        purpose: KeyPurpose,
        /// The version that is needed, where only one will do.
        version: Option<KeyVersion>,
    },
    /// A key does not have the bytes of the one that was made: what is computed with it would find
    /// nothing, and that is no answer.
    #[error(transparent)]
    OtherKey(OtherKey),
    /// The upload changed while it was read.
    #[error("the upload changed while it was read")]
    Changed,
    /// A slice that the ledger names is not there.
    #[error("a slice that the ledger names is missing")]
    SliceLost,
    /// A row without a finding did not become a row of the dataset: a mistake of this program. The
    /// upload stays where it is.
    #[error("a row was lost between reading and writing")]
    RowLost,
    /// What is held against the register needs reference data that there are not.
    #[error("the reference data do not say what the register needs")]
    Unknown(#[from] pledge::reference::Unknown),
    /// The slot was decided by others again and again while this was at work.
    #[error("others were at work on the same return")]
    Contended,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if let StoreError::Unavailable(source) = &error
            && let Some(other) = source.downcast_ref::<OtherKey>()
        {
            return Self::OtherKey(*other);
        }
        Self::Store(error)
    }
}

/// The newest version of a key, opened.
async fn newest<C: Capability>(keys: &impl Keys) -> Result<C, Failure> {
    let version = newest_version(keys, C::PURPOSE).await?;
    open(keys, version).await
}

async fn newest_version(keys: &impl Keys, purpose: KeyPurpose) -> Result<KeyVersion, Failure> {
    let newest = keys.versions(purpose).await?.last().copied();
    newest.ok_or(Failure::NoKey {
        purpose,
        version: None,
    })
}

async fn open<C: Capability>(keys: &impl Keys, version: KeyVersion) -> Result<C, Failure> {
    match keys.open(version).await {
        Err(StoreError::Absent) => Err(Failure::NoKey {
            purpose: C::PURPOSE,
            version: Some(version),
        }),
        other => Ok(other?),
    }
}
