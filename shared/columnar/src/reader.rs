//! Reading rows of Parquet, by batches, from an object that is read in parts.

use std::io::{self, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use pledge::cell::Stored;
use pledge::ports::Object;

use crate::ColumnarError;
use crate::arrays;
use crate::layout::Layout;
use crate::schema::{coded, schema};
use crate::sorted::{Sorted, Source};

/// Rows of a batch: few, as compaction holds one batch of every authority at once.
const BATCH_ROWS: usize = 2_048;
/// Bytes read for a page's header, which has about 100.
const HEADER_BYTES: usize = 512;

/// Reads the rows of a slice or of a curated file.
///
/// # Errors
///
/// `Io` when the object cannot be read; `Parquet` or `Corrupt` if it is not a file of ours with
/// the columns `stored`. The rows themselves may still turn out to be none of ours.
pub fn read_rows<O: Object + 'static>(
    object: Arc<O>,
    stored: &[Stored],
) -> Result<Sorted, ColumnarError> {
    let failure = Failure::default();
    let chunks = Chunks {
        object,
        failure: failure.clone(),
    };
    let reader = contained(|| open(chunks, stored)).map_err(|error| failure.or(error))?;
    let layout = Arc::new(Layout::new(stored.to_vec()));
    let batches = Batches {
        layout: Arc::clone(&layout),
        reader,
        failure,
        last: Vec::new(),
    };
    Sorted::new(layout, [Source::Parquet(Box::new(batches))])
}

fn open<O: Object + 'static>(
    chunks: Chunks<O>,
    stored: &[Stored],
) -> Result<ParquetRecordBatchReader, ColumnarError> {
    // An Arrow schema that somebody embedded must not overrule the types that Parquet states.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let stated = ArrowReaderMetadata::load(&chunks, options.clone())?;
    if stated.schema().fields() != schema(stored).fields() {
        return Err(ColumnarError::Corrupt);
    }
    let asked = ArrowReaderMetadata::try_new(
        Arc::clone(stated.metadata()),
        options.with_schema(coded(stored)),
    )?;
    Ok(
        ParquetRecordBatchReaderBuilder::new_with_metadata(chunks, asked)
            .with_batch_size(BATCH_ROWS)
            .build()?,
    )
}

/// The batches of a file, as records.
pub(crate) struct Batches {
    layout: Arc<Layout>,
    reader: ParquetRecordBatchReader,
    failure: Failure,
    /// The last record of the batch before.
    last: Vec<u8>,
}

impl Batches {
    /// Puts the next records into `into`, none after the last.
    pub(crate) fn refill(&mut self, into: &mut Vec<u8>) -> Result<(), ColumnarError> {
        let batch = contained(|| {
            self.reader
                .find(|batch| batch.as_ref().map_or(true, |batch| batch.num_rows() > 0))
                .transpose()
                .map_err(|error| ParquetError::from(error).into())
        });
        let Some(batch) = batch.map_err(|error| self.failure.or(error))? else {
            return Ok(());
        };
        arrays::records_of(&self.layout, &batch, into)?;
        let mut last: &[u8] = &self.last;
        for record in into.chunks_exact(self.layout.width()) {
            if record < last {
                return Err(ColumnarError::Corrupt);
            }
            last = record;
        }
        self.last = last.to_vec();
        Ok(())
    }
}

/// What `read` returns; the Parquet reader panics at some lengths and offsets that cannot be, and a
/// broken file must not end the process. After an error nobody uses the reader any more.
fn contained<T>(read: impl FnOnce() -> Result<T, ColumnarError>) -> Result<T, ColumnarError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(ColumnarError::Corrupt))
}

/// What went wrong when the object was read: the Parquet reader passes on no more than a text, and
/// the caller must know a store that cannot answer from a file that is broken.
#[derive(Clone, Default)]
struct Failure(Arc<Mutex<Option<io::Error>>>);

impl Failure {
    fn note(&self, error: io::Error) -> io::Error {
        let kind = error.kind();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        kind.into()
    }

    fn or(&self, error: ColumnarError) -> ColumnarError {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        noted.map_or(error, ColumnarError::Io)
    }
}

/// An object as the Parquet reader wants it.
struct Chunks<O> {
    object: Arc<O>,
    failure: Failure,
}

impl<O: Object> Length for Chunks<O> {
    fn len(&self) -> u64 {
        self.object.length()
    }
}

impl<O: Object> ChunkReader for Chunks<O> {
    type T = BufReader<Chunk<O>>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let chunk = Chunk {
            object: Arc::clone(&self.object),
            failure: self.failure.clone(),
            at: start,
        };
        Ok(BufReader::with_capacity(HEADER_BYTES, chunk))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let whole = u64::try_from(length)
            .ok()
            .and_then(|length| start.checked_add(length))
            .is_some_and(|end| end <= self.object.length());
        if !whole {
            // Before any memory is taken: the length is what the file says.
            return Err(ParquetError::EOF("the file ends before".to_owned()));
        }
        let mut buffer = vec![0; length];
        self.object
            .read_at(start, &mut buffer)
            .map_err(|error| self.failure.note(error))?;
        Ok(buffer.into())
    }
}

/// An object from some place on.
struct Chunk<O> {
    object: Arc<O>,
    failure: Failure,
    at: u64,
}

impl<O: Object> Read for Chunk<O> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.object.length().saturating_sub(self.at);
        let length = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let Some(buffer) = buffer.get_mut(..length).filter(|buffer| !buffer.is_empty()) else {
            return Ok(0);
        };
        self.object
            .read_at(self.at, buffer)
            .map_err(|error| self.failure.note(error))?;
        self.at += u64::try_from(length).unwrap_or(u64::MAX);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use pledge::cell::Form;

    use crate::tests::Memory;

    /// What is read of a file that somebody else wrote with these values in one column.
    fn rows_of(form: Form, values: ArrayRef) -> Result<usize, ColumnarError> {
        let stored = [Stored {
            name: "column",
            form,
            optional: false,
            meaning: "",
        }];
        let batch = RecordBatch::try_new(schema(&stored), vec![values]).unwrap();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        let file = Arc::new(Memory(writer.into_inner().unwrap()));
        let rows: Vec<_> = read_rows(file, &stored)?.collect::<Result<_, _>>()?;
        Ok(rows.len())
    }

    #[test]
    fn what_no_writer_of_ours_writes_is_corrupt() {
        let text = |values: Vec<&str>| -> ArrayRef { Arc::new(StringArray::from(values)) };
        let number = |values: Vec<i64>| -> ArrayRef { Arc::new(Int64Array::from(values)) };
        let (hex, upper) = ("0f".repeat(32), "0F".repeat(32));
        let (sign, short) = ("+f".repeat(32), "0f".repeat(31));
        for (case, form, values, rows) in [
            ("words", Form::Listed, text(vec!["SW", "SW", "TM"]), Some(3)),
            ("no word", Form::Listed, text(vec!["SW", "Sw"]), None),
            ("out of order", Form::Listed, text(vec!["TM", "SW"]), None),
            ("digits", Form::Worker, text(vec![&hex, &hex]), Some(2)),
            ("upper case", Form::Worker, text(vec![&upper]), None),
            ("signs", Form::Worker, text(vec![&sign]), None),
            ("short", Form::Worker, text(vec![&short]), None),
            ("a code", Form::Borough, text(vec!["E09000007"]), Some(1)),
            ("a name", Form::Borough, text(vec!["Camden"]), None),
            ("an entry", Form::Entry, number(vec![0, 65_535]), Some(2)),
            ("too large", Form::Entry, number(vec![65_536]), None),
            ("negative", Form::Entry, number(vec![-1]), None),
            ("numbers", Form::Number, number(vec![-1, 0, 1]), Some(3)),
        ] {
            match rows_of(form, values) {
                Ok(read) => assert_eq!(Some(read), rows, "{case}"),
                Err(ColumnarError::Corrupt) => assert_eq!(None, rows, "{case}"),
                Err(other) => panic!("{case}: {other}"),
            }
        }
    }
}
