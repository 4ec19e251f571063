//! Compaction: the committed slices of a quarter become the one file that analysts open.

use std::path::Path;
use std::sync::Arc;

use columnar::{About, read_rows, stage_slice};
use pledge::path::Place;
use pledge::ports::{Datasets, Ledger, Replaced, StoreError};
use pledge::quarter::Quarter;
use pledge::returns::Return;

use crate::Failure;
use crate::staging::{pointed, rows_of, sha256_of};

/// What a compaction came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compacted {
    /// The curated file holds so many rows of this generation of the ledger.
    Done(u64),
    /// It was of this generation already, or of a higher one.
    Current,
}

/// Writes the curated file of a return and quarter from the slices that the ledger names.
///
/// # Errors
///
/// When a store does not answer, or a slice cannot be read.
pub async fn compact<D: Datasets>(
    datasets: &D,
    ledger: &impl Ledger,
    scratch: &Path,
    kind: Return,
    quarter: Quarter,
) -> Result<Compacted, Failure> {
    let place = Place::Curated(kind, quarter);
    let standing = ledger.standing(kind, Some(quarter)).await?;
    if standing.generation == 0 || datasets.generation(&place).await? >= Some(standing.generation) {
        return Ok(Compacted::Current);
    }
    let slices = pointed(&standing);
    let rows = rows_of(datasets, scratch, kind, quarter, &slices).await?;
    let sources = slices.into_iter().map(|(_, digest)| digest).collect();
    let (mut file, written) = stage_slice(
        rows,
        scratch,
        &About {
            kind,
            quarter,
            sources,
        },
    )?;
    match datasets
        .replace(&place, standing.generation, &mut file)
        .await?
    {
        Replaced::Done => Ok(Compacted::Done(written.rows)),
        Replaced::Newer => Ok(Compacted::Current),
    }
}

/// How many slices of a return and quarter that the ledger names are missing, or are not the bytes
/// that it names.
///
/// # Errors
///
/// When a store does not answer.
pub async fn slices_lost<D: Datasets>(
    datasets: &D,
    ledger: &impl Ledger,
    kind: Return,
    quarter: Quarter,
) -> Result<u64, Failure> {
    let mut lost = 0;
    for (slot, state) in ledger.standing(kind, Some(quarter)).await?.slots {
        let Some(pointer) = state.pointer else {
            continue;
        };
        let place = Place::Slice(kind, quarter, slot.authority, pointer.digest);
        let is_whole = match datasets.open(&place).await {
            Err(StoreError::Absent) => false,
            object => sha256_of(&object?)? == pointer.digest,
        };
        lost += u64::from(!is_whole);
    }
    Ok(lost)
}

/// Whether the curated file of a return and quarter can be read, and holds as many rows as the
/// ledger counts.
///
/// # Errors
///
/// When a store does not answer, or the file or a slice is none of ours.
pub async fn is_whole<D: Datasets>(
    datasets: &D,
    ledger: &impl Ledger,
    kind: Return,
    quarter: Quarter,
) -> Result<bool, Failure> {
    let standing = ledger.standing(kind, Some(quarter)).await?;
    let pointers = standing.slots.iter().filter_map(|(_, state)| state.pointer);
    let due: u64 = pointers.map(|pointer| u64::from(pointer.count)).sum();
    let object = match datasets.open(&Place::Curated(kind, quarter)).await {
        Err(StoreError::Absent) => return Ok(due == 0),
        other => Arc::new(other?),
    };
    let mut rows = read_rows(object, &kind.stored())?;
    let (mut row, mut count) = (Vec::new(), 0);
    while rows.read(&mut row)? {
        count += 1;
    }
    Ok(count == due)
}

/// A return and quarter, and what came of compacting it.
pub type Outcome = (Return, Quarter, Result<Compacted, Failure>);

/// Brings every curated file of every return up to the ledger's generation. One that cannot be
/// written does not keep the others from it.
///
/// # Errors
///
/// When the ledger does not say which quarters there are.
pub async fn compact_all<D: Datasets>(
    datasets: &D,
    ledger: &impl Ledger,
    scratch: &Path,
) -> Result<Vec<Outcome>, Failure> {
    let mut done = Vec::new();
    for kind in Return::ALL.into_iter().filter(|kind| kind.has_dataset()) {
        for quarter in ledger.quarters(kind).await? {
            let compacted = compact(datasets, ledger, scratch, kind, quarter).await;
            done.push((kind, quarter, compacted));
        }
    }
    Ok(done)
}
