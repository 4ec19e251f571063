//! What compaction and aggregation share: the slices in force.

use std::io;
use std::path::Path;
use std::sync::Arc;

use columnar::{ColumnarError, Sorted, Sorter, merge, read_rows};
use pledge::keys::Hasher;
use pledge::ledger::{Digest, Standing};
use pledge::path::Place;
use pledge::ports::{Datasets, Object, StoreError};
use pledge::quarter::Quarter;
use pledge::returns::Return;

use crate::Failure;

/// The rows of a quarter in the order of the dataset, from the slices that the ledger names, and
/// the slices' digests in the order of their authorities.
pub(crate) async fn slices_in_force<D: Datasets>(
    datasets: &D,
    scratch: &Path,
    kind: Return,
    quarter: Quarter,
    standing: &Standing,
) -> Result<(Vec<Digest>, Sorted), Failure> {
    let stored = kind.stored();
    let mut digests = Vec::new();
    // A source without rows, for a quarter that has none.
    let mut sources = vec![Sorter::new(stored.clone(), scratch.to_path_buf()).finish()?];
    for (slot, state) in &standing.slots {
        if let Some(pointer) = state.pointer {
            let place = Place::Slice(kind, quarter, slot.authority, pointer.digest);
            let object = match datasets.open(&place).await {
                Err(StoreError::Absent) => return Err(Failure::SliceLost),
                other => Arc::new(other?),
            };
            // A slice's name is its SHA-256: what was damaged or put in its place is not counted.
            if sha256_of(object.as_ref())? != pointer.digest {
                return Err(ColumnarError::Corrupt.into());
            }
            sources.push(read_rows(object, &stored)?);
            digests.push(pointer.digest);
        }
    }
    Ok((digests, merge(sources)?))
}

/// The SHA-256 of an object.
fn sha256_of(object: &impl Object) -> io::Result<Digest> {
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
