//! All that a home leaves behind: every byte, every path, and what compressed files hold.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;

use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::house::files;

/// Something that came out: where it was found, and its bytes.
pub type Leaving = (String, Vec<u8>);

/// Everything in a home but the keys and the uploads that still wait: the files as they lie, their
/// paths, and the rows and footers of Parquet in words, since compression hides what it holds.
#[must_use]
pub fn leavings(home: &Path) -> Vec<Leaving> {
    let mut all = Vec::new();
    for path in files(home) {
        let place = path.strip_prefix(home).expect("it lies in the home");
        let name = place.to_string_lossy().into_owned();
        if place.starts_with("keys") || place.starts_with("uploads") {
            continue;
        }
        let bytes = fs::read(&path).expect("a file of the home can be read");
        if name.ends_with(".parquet") {
            all.push((format!("{name}, its rows"), in_words(&path).into_bytes()));
        }
        all.push((format!("the path {name}"), name.clone().into_bytes()));
        all.push((name, bytes));
    }
    all
}

/// The rows and the footer of a Parquet file, in words; bytes in hexadecimal.
#[must_use]
pub fn in_words(path: &Path) -> String {
    let file = File::open(path).expect("a file of the home can be opened");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
    let mut words = format!(
        "{:?}\n",
        builder.metadata().file_metadata().key_value_metadata()
    );
    for batch in builder.build().expect("its rows can be read") {
        let batch = batch.expect("its rows can be read");
        for column in batch.columns() {
            let format = FormatOptions::new();
            let cells = ArrayFormatter::try_new(column, &format).expect("a known type");
            for row in 0..column.len() {
                let _ = writeln!(words, "{}", cells.value(row));
            }
        }
    }
    words
}
