//! Sorting within a fixed amount of memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use pledge::cell::{Cell, Stored};

use crate::ColumnarError;
use crate::layout::Layout;
use crate::sorted::{Sorted, Source, record};

/// Bytes of rows that are sorted in memory: 100,000 rows of the widest return, so that what a
/// borough sends never touches the disk, and a 1,000 times London does.
pub const BUDGET_BYTES: usize = 16 * 1024 * 1024;
/// Most bytes that are read of one run at a time; more does not make a disk faster.
const RUN_BUFFER_BYTES: usize = 256 * 1024;
/// Bytes that a row costs beside its record: its place among them.
const PLACE_BYTES: usize = size_of::<(u64, usize)>();

/// Takes rows in any order and gives them back in the one of [`Sorted`].
pub struct Sorter {
    layout: Arc<Layout>,
    scratch: PathBuf,
    budget: usize,
    records: Vec<u8>,
    spilled: Option<Spilled>,
}

/// Sorted runs, one after the other in a file that has no name.
struct Spilled {
    file: BufWriter<File>,
    runs: Vec<Range<u64>>,
}

impl Sorter {
    /// A sorter of rows with these columns. What exceeds the memory goes to files in `scratch`
    /// that no other process can open by a name.
    #[must_use]
    pub fn new(stored: Vec<Stored>, scratch: PathBuf) -> Self {
        Self {
            layout: Arc::new(Layout::new(stored)),
            scratch,
            budget: BUDGET_BYTES,
            records: Vec::new(),
            spilled: None,
        }
    }

    /// The same with another budget than [`BUDGET_BYTES`]; at least one row is kept in memory.
    #[must_use]
    pub fn with_budget(mut self, bytes: usize) -> Self {
        self.budget = bytes;
        self
    }

    /// Takes a row.
    ///
    /// # Errors
    ///
    /// `Row` if it does not fit the columns, and `Io` when it could not be spilled.
    pub fn push(&mut self, row: impl AsRef<[Cell]>) -> Result<(), ColumnarError> {
        let width = self.layout.width();
        let rows = self.records.len() / width;
        if rows > 0 && (rows + 1) * (width + PLACE_BYTES) > self.budget {
            self.spill()?;
        }
        self.layout.encode(row.as_ref(), &mut self.records)
    }

    /// The rows, in order.
    ///
    /// # Errors
    ///
    /// `Io` when what was spilled cannot be written or read.
    pub fn finish(mut self) -> Result<Sorted, ColumnarError> {
        if self.spilled.is_some() && !self.records.is_empty() {
            self.spill()?;
        }
        let width = self.layout.width();
        let Some(spilled) = self.spilled else {
            let order = order(&self.records, width).into_iter();
            let records = self.records;
            return Sorted::new(self.layout, [Source::Memory { records, order }]);
        };
        drop(self.records);
        let file = Arc::new(
            spilled
                .file
                .into_inner()
                .map_err(std::io::IntoInnerError::into_error)?,
        );
        let fair = self.budget / spilled.runs.len().max(1);
        let most = (fair.min(RUN_BUFFER_BYTES) / width).max(1) * width;
        let sources = spilled.runs.into_iter().map(|part| Source::Spilled {
            file: Arc::clone(&file),
            part,
            most,
        });
        Sorted::new(self.layout, sources)
    }

    /// Writes the rows in memory as a sorted run.
    fn spill(&mut self) -> Result<(), ColumnarError> {
        let spilled = match &mut self.spilled {
            Some(spilled) => spilled,
            none => none.insert(Spilled {
                file: BufWriter::new(tempfile::tempfile_in(&self.scratch)?),
                runs: Vec::new(),
            }),
        };
        let width = self.layout.width();
        for (_, place) in order(&self.records, width) {
            spilled
                .file
                .write_all(record(&self.records, place, width))?;
        }
        let start = spilled.runs.last().map_or(0, |run| run.end);
        let length = u64::try_from(self.records.len()).unwrap_or(u64::MAX);
        spilled.runs.push(start..start + length);
        self.records.clear();
        Ok(())
    }
}

/// The places of `records` in their order, each with its first eight bytes: these decide almost
/// every comparison without a look at the records.
fn order(records: &[u8], width: usize) -> Vec<(u64, usize)> {
    let mut order: Vec<(u64, usize)> = records
        .chunks_exact(width)
        .map(|record| {
            let mut first = [0; 8];
            for (to, from) in first.iter_mut().zip(record) {
                *to = *from;
            }
            u64::from_be_bytes(first)
        })
        .zip(0..)
        .collect();
    order.sort_unstable_by(|(first, place), (other_first, other_place)| {
        first
            .cmp(other_first)
            .then_with(|| record(records, *place, width).cmp(record(records, *other_place, width)))
    });
    order
}
