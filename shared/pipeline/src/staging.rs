//! What is read back from the datasets: slices, by compaction and aggregation, and whole files.

use std::io;
use std::path::Path;
use std::sync::Arc;

use columnar::{ColumnarError, Sorted, Sorter, merge, read_rows};
use pledge::keys::Hasher;
use pledge::ledger::{Digest, Slot, Standing};
use pledge::path::Place;
use pledge::ports::{Datasets, Object, StoreError};
use pledge::quarter::Quarter;
use pledge::returns::Return;

use crate::Failure;

/// What each slot points to, by authority: the digest of its slice.
pub(crate) fn pointed(standing: &Standing) -> Vec<(Slot, Digest)> {
    let slots = standing.slots.iter();
    slots
        .filter_map(|(slot, state)| Some((*slot, state.pointer?.digest)))
        .collect()
}

/// The rows of a return and quarter in the order of the dataset, from those of `slices` that are
/// its own.
pub(crate) async fn rows_of<D: Datasets>(
    datasets: &D,
    scratch: &Path,
    kind: Return,
    quarter: Quarter,
    slices: &[(Slot, Digest)],
) -> Result<Sorted, Failure> {
    let stored = kind.stored();
    // A source without rows, for a quarter that has none.
    let mut sources = vec![Sorter::new(stored.clone(), scratch.to_path_buf()).finish()?];
    for (slot, digest) in slices.iter().filter(|(slot, _)| slot.kind == kind) {
        let place = Place::Slice(kind, quarter, slot.authority, *digest);
        let object = match datasets.open(&place).await {
            Err(StoreError::Absent) => return Err(Failure::SliceLost),
            other => Arc::new(other?),
        };
        // A slice's name is its SHA-256: what was damaged or put in its place is not counted.
        if sha256_of(object.as_ref())? != *digest {
            return Err(ColumnarError::Corrupt.into());
        }
        sources.push(read_rows(object, &stored)?);
    }
    Ok(merge(sources)?)
}

/// What lies at a place, whole; `None` if nothing does. For files of our own, which are small.
pub(crate) async fn bytes_at(
    datasets: &impl Datasets,
    place: &Place,
) -> Result<Option<Vec<u8>>, Failure> {
    let object = match datasets.open(place).await {
        Err(StoreError::Absent) => return Ok(None),
        other => other?,
    };
    let length = usize::try_from(object.length()).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    object.read_at(0, &mut bytes)?;
    Ok(Some(bytes))
}

/// The SHA-256 of an object.
pub(crate) fn sha256_of(object: &impl Object) -> io::Result<Digest> {
    let mut hasher = Hasher::default();
    let mut buffer = [0; 16 * 1024];
    let mut offset = 0;
    while offset < object.length() {
        let left = usize::try_from(object.length() - offset).unwrap_or(usize::MAX);
        let part = buffer.len().min(left);
        let (part, _) = buffer.split_at_mut(part);
        object.read_at(offset, part)?;
        hasher.update(part);
        offset += u64::try_from(part.len()).map_err(io::Error::other)?;
    }
    Ok(hasher.finish())
}
