//! Rows of [`pledge::cell::Cell`] to Parquet and back.
//!
//! The way of a row: [`Sorter`] takes it in any order and gives [`Sorted`] rows, [`write_slice`]
//! writes these, [`read_rows`] reads them again and [`merge`] makes one of many. Small tables of
//! results are a [`Table`].
//!
//! **Invariant:** only [`Sorted`] rows can be written, so the order of an upload does not survive,
//! and the same rows make the same bytes.

use std::io;

use parquet::errors::ParquetError;

mod arrays;
mod layout;
mod reader;
mod schema;
mod slice;
mod sorted;
mod sorter;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use reader::read_rows;
pub use schema::{PRECISION, SUM_PRECISION, schema};
pub use slice::{About, Written, stage_slice, write_slice};
pub use sorted::{Sorted, merge};
pub use sorter::{BUDGET_BYTES, Sorter};
pub use table::{Table, TableCell, TableColumn, TableForm, to_csv, to_parquet};
pub use words::word;

/// What cannot be done with rows or with a file of them.
#[derive(Debug, thiserror::Error)]
pub enum ColumnarError {
    /// A file or an object could not be read or written; it may work another time.
    #[error("a file cannot be read or written")]
    Io(#[from] io::Error),
    /// The file is not whole, or not Parquet.
    #[error("a file is not Parquet that can be read or written")]
    Parquet(#[from] ParquetError),
    /// The file is Parquet, but not of this schema, or holds what no writer of ours writes.
    #[error("a file does not hold the rows that its place says")]
    Corrupt,
    /// A row does not fit the schema: its cells are too many, too few, of another form, absent
    /// where they must not be, or too large.
    #[error("a row does not fit the schema")]
    Row,
}
