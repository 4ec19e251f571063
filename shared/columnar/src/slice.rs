//! Writing rows as Parquet: the same rows make the same bytes.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;

use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use pledge::cell::{Form, Stored};
use pledge::ledger::Digest;
use pledge::quarter::Quarter;
use pledge::returns::Return;
use sha2::{Digest as _, Sha256};

use crate::ColumnarError;
use crate::arrays::batch_of;
use crate::schema::schema;
use crate::sorted::Sorted;

/// Rows that are written at a time, and in a page: a reader of many files holds a page of each.
const BATCH_ROWS: usize = 8_192;
/// Rows of a row group: what DuckDB gives to one thread.
const GROUP_ROWS: usize = 15 * BATCH_ROWS;

/// What a file says about itself: where its rows come from, by content and not by name or time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The return.
    pub kind: Return,
    /// The quarter.
    pub quarter: Quarter,
    /// The SHA-256 of each file that its rows were taken from, in an order that the caller fixes.
    pub sources: Vec<Digest>,
}

/// A file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its rows.
    pub rows: u64,
    /// Its bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub digest: Digest,
}

/// Writes `rows` to a file in `scratch` that has no name, and returns it open at its start.
///
/// # Errors
///
/// As [`write_slice`].
pub fn stage_slice(
    rows: Sorted,
    scratch: &Path,
    about: &About,
) -> Result<(File, Written), ColumnarError> {
    let mut file = tempfile::tempfile_in(scratch)?;
    let written = write_slice(rows, &mut file, about)?;
    file.rewind()?;
    Ok((file, written))
}

/// Writes `rows` as one Parquet file, in memory that does not grow with them.
///
/// # Errors
///
/// When the rows cannot be read or the file cannot be written; what `to` holds then is no file.
pub fn write_slice(
    mut rows: Sorted,
    to: impl Write + Send,
    about: &About,
) -> Result<Written, ColumnarError> {
    let layout = rows.layout();
    let schema = schema(rows.stored());
    let properties = properties(
        rows.stored(),
        about.kind.schema_version(),
        key_values(about),
    )?;
    let mut writer = writer(Counted::new(to), &schema, properties)?;
    let mut records = Vec::with_capacity(BATCH_ROWS * layout.width());
    let mut count = 0;
    loop {
        records.clear();
        let mut more = true;
        while more && records.len() < BATCH_ROWS * layout.width() {
            more = rows.read_record(&mut records)?;
        }
        if records.is_empty() {
            break;
        }
        let batch = batch_of(&layout, &schema, &records)?;
        count += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
        writer.write(&batch)?;
    }
    let counted = writer.into_inner()?;
    Ok(Written {
        rows: count,
        bytes: counted.bytes,
        digest: Digest::from_bytes(counted.hash.finalize().into()),
    })
}

/// A writer whose files say their types by Parquet's own means alone.
pub(crate) fn writer<W: Write + Send>(
    to: W,
    schema: &SchemaRef,
    properties: WriterProperties,
) -> Result<ArrowWriter<W>, ColumnarError> {
    let options = ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true);
    Ok(ArrowWriter::try_new_with_options(
        to,
        SchemaRef::clone(schema),
        options,
    )?)
}

/// How a file with these columns is written, under this version of its schema.
pub(crate) fn properties(
    stored: &[Stored],
    version: &str,
    key_values: Vec<KeyValue>,
) -> Result<WriterProperties, ColumnarError> {
    let mut builder = WriterProperties::builder()
        // The form that readers take apart; one that they cannot read makes them drop statistics.
        .set_created_by(format!("pledge version {version}"))
        .set_key_value_metadata(Some(key_values))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_data_page_row_count_limit(BATCH_ROWS)
        .set_max_row_group_row_count(Some(GROUP_ROWS));
    for column in stored.iter().filter(|column| column.form == Form::Worker) {
        let path = ColumnPath::from(column.name);
        builder = builder
            // Digits of a hash: there is nothing to find in them that repays the time.
            .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
            .set_column_encoding(path.clone(), Encoding::PLAIN)
            .set_column_dictionary_enabled(path.clone(), false)
            // The least and the greatest would be two workers in the part that all tools show.
            .set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    Ok(builder.build())
}

fn key_values(about: &About) -> Vec<KeyValue> {
    let sources: Vec<String> = about
        .sources
        .iter()
        .map(|digest| format!("\"{digest}\""))
        .collect();
    [
        ("pledge.return", about.kind.name().to_owned()),
        ("pledge.schema", about.kind.schema_version().to_owned()),
        ("pledge.quarter", about.quarter.to_string()),
        ("pledge.sources", format!("[{}]", sources.join(","))),
    ]
    .into_iter()
    .map(|(key, value)| KeyValue::new(key.to_owned(), value))
    .collect()
}

/// Hashes and counts what passes through.
struct Counted<W> {
    to: W,
    hash: Sha256,
    bytes: u64,
}

impl<W> Counted<W> {
    fn new(to: W) -> Self {
        Self {
            to,
            hash: Sha256::new(),
            bytes: 0,
        }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.to.write(bytes)?;
        self.hash.update(bytes.get(..length).unwrap_or(bytes));
        self.bytes += u64::try_from(length).unwrap_or(u64::MAX);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
