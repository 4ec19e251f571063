//! Why a store cannot answer, as the source of `StoreError::Unavailable`.

use pledge::ports::StoreError;

/// What is wrong with a store, where no library says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// Somebody wrote into the store who is not this program.
    #[error("what is stored does not read as what this program writes")]
    Damaged,
    /// A number does not fit; no honest count comes near it.
    #[error("a number is too great to be stored")]
    Range,
    /// Two entries of the register cannot be told apart by their row.
    #[error("two entries of one attempt have the same row")]
    Rows,
    /// A directory lies deeper in others than anything of this program does.
    #[error("a directory lies too deep in others to be looked into")]
    Depth,
    /// The name of an upload leads out of its folder, is hidden, or is none.
    #[error("this cannot be the name of an upload")]
    UploadName,
}

/// The error of a call for which `cause` left open whether it was done.
pub(crate) fn unavailable(
    cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> StoreError {
    StoreError::Unavailable(cause.into())
}
