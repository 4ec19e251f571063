//! Rows in order, wherever they come from: memory, spilled runs or Parquet, one or many of each.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use pledge::cell::{Cell, Stored};

use crate::ColumnarError;
use crate::layout::Layout;
use crate::reader::Batches;

/// Rows that are copied out of memory at a time.
const ROWS_AT_A_TIME: usize = 1_024;

/// Rows of one schema in the order of their worker's pseudonym, then of their other cells: an
/// order that depends on nothing but the rows. After an error there are no more rows.
pub struct Sorted {
    layout: Arc<Layout>,
    heads: BinaryHeap<Head>,
}

/// Merges rows of one schema, so that those of one worker stand together.
///
/// # Errors
///
/// `Row` if `sources` have different schemas, or there are none.
pub fn merge(sources: Vec<Sorted>) -> Result<Sorted, ColumnarError> {
    let mut sources = sources.into_iter();
    let mut merged = sources.next().ok_or(ColumnarError::Row)?;
    for mut source in sources {
        if source.stored() != merged.stored() {
            return Err(ColumnarError::Row);
        }
        merged.heads.append(&mut source.heads);
    }
    Ok(merged)
}

impl Sorted {
    pub(crate) fn new(
        layout: Arc<Layout>,
        sources: impl IntoIterator<Item = Source>,
    ) -> Result<Self, ColumnarError> {
        let mut heads = BinaryHeap::new();
        for source in sources {
            let mut head = Head {
                width: layout.width(),
                records: Vec::new(),
                at: 0,
                source,
            };
            if head.refill()? {
                heads.push(head);
            }
        }
        Ok(Self { layout, heads })
    }

    /// The columns of the rows.
    #[must_use]
    pub fn stored(&self) -> &[Stored] {
        self.layout.stored()
    }

    /// Puts the next row into `row`, in place of what was there; `false` after the last one.
    ///
    /// # Errors
    ///
    /// When the source of the rows cannot be read.
    pub fn read(&mut self, row: &mut Vec<Cell>) -> Result<bool, ColumnarError> {
        let layout = Arc::clone(&self.layout);
        self.take(|record| layout.decode(record, row))
    }

    pub(crate) fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    /// Appends the next record to `records`; `false` after the last one.
    pub(crate) fn read_record(&mut self, records: &mut Vec<u8>) -> Result<bool, ColumnarError> {
        self.take(|record| {
            records.extend_from_slice(record);
            Ok(())
        })
    }

    fn take(
        &mut self,
        with: impl FnOnce(&[u8]) -> Result<(), ColumnarError>,
    ) -> Result<bool, ColumnarError> {
        let Some(mut head) = self.heads.peek_mut() else {
            return Ok(false);
        };
        let taken = with(head.record()).and_then(|()| head.advance());
        match taken {
            Ok(true) => {}
            Ok(false) => {
                PeekMut::pop(head);
            }
            Err(error) => {
                drop(head);
                self.heads.clear();
                return Err(error);
            }
        }
        Ok(true)
    }
}

impl Iterator for Sorted {
    type Item = Result<Vec<Cell>, ColumnarError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Vec::new();
        match self.read(&mut row) {
            Ok(true) => Some(Ok(row)),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// Where records in order come from.
pub(crate) enum Source {
    /// From memory, by the places of the records in their order.
    Memory {
        records: Vec<u8>,
        order: std::vec::IntoIter<(u64, usize)>,
    },
    /// From a part of a file, so many bytes at a time.
    Spilled {
        file: Arc<File>,
        part: Range<u64>,
        most: usize,
    },
    /// From Parquet.
    Parquet(Box<Batches>),
}

impl Source {
    /// Puts the next records into `into`, none after the last.
    fn refill(&mut self, into: &mut Vec<u8>, width: usize) -> Result<(), ColumnarError> {
        into.clear();
        match self {
            Self::Memory { records, order } => {
                for (_, place) in order.take(ROWS_AT_A_TIME) {
                    into.extend_from_slice(record(records, place, width));
                }
            }
            Self::Spilled { file, part, most } => {
                let left = usize::try_from(part.end - part.start).unwrap_or(usize::MAX);
                let length = left.min(*most);
                into.resize(length, 0);
                let mut file: &File = file;
                file.seek(SeekFrom::Start(part.start))?;
                file.read_exact(into)?;
                part.start += u64::try_from(length).unwrap_or(u64::MAX);
            }
            Self::Parquet(batches) => batches.refill(into)?,
        }
        Ok(())
    }
}

/// The record at a place among records of one width.
pub(crate) fn record(records: &[u8], place: usize, width: usize) -> &[u8] {
    records
        .get(place * width..(place + 1) * width)
        .unwrap_or(&[])
}

/// A source and the records that were read of it but not yet taken; never without one in a heap.
struct Head {
    width: usize,
    records: Vec<u8>,
    at: usize,
    source: Source,
}

impl Head {
    fn record(&self) -> &[u8] {
        self.records
            .get(self.at..self.at + self.width)
            .unwrap_or(&[])
    }

    fn advance(&mut self) -> Result<bool, ColumnarError> {
        self.at += self.width;
        if self.at < self.records.len() {
            return Ok(true);
        }
        self.refill()
    }

    fn refill(&mut self) -> Result<bool, ColumnarError> {
        self.at = 0;
        self.source.refill(&mut self.records, self.width)?;
        Ok(!self.records.is_empty())
    }
}

impl Ord for Head {
    /// Turned over: the top of a heap is its greatest, and the least row comes first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.record().cmp(self.record())
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}
