//! Rows of cells, numbered as a spreadsheet numbers them.
//!
//! **Invariant:** what is held of a row is bounded by the limits on columns and cells, however long
//! the row is: an unclosed quotation mark swallows a file, not the memory.

use std::io::{self, BufRead, Read};

use csv_core::{ReadFieldResult, ReaderBuilder, Terminator};

use super::decoding::{Ending, Text};
use crate::finding::Row;
use crate::limits::{CELL_BYTES, UPLOAD_COLUMNS};
use crate::values::shows_nothing;

/// The cells of one row. Its memory is used again for the next.
#[derive(Default)]
pub(super) struct Cells {
    /// The row's number.
    pub(super) row: u32,
    /// A quotation mark was opened and never closed.
    pub(super) unclosed: bool,
    /// A cell is over the limit and holds line breaks: a quotation mark swallowed whole rows.
    pub(super) swallowed: bool,
    /// Beyond the limit on columns there is a cell that is not blank.
    pub(super) beyond: bool,
    bytes: Vec<u8>,
    bounds: Vec<Cell>,
}

#[derive(Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    long: bool,
}

/// One cell, as it was sent.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    /// Its text; the start of it, where it is over the limit.
    pub(super) text: &'a str,
    /// Whether it is over the limit.
    pub(super) long: bool,
}

impl Cells {
    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.bounds.len()
    }

    /// The cell at a position from 0; blank where the row ends before it.
    pub(super) fn at(&self, position: usize) -> Sent<'_> {
        let blank = Sent {
            text: "",
            long: false,
        };
        self.bounds.get(position).map_or(blank, |cell| {
            let bytes = self.bytes.get(cell.start..cell.end).unwrap_or(&[]);
            let text = match str::from_utf8(bytes) {
                Ok(text) => text,
                // Cut at the limit, in the middle of a character.
                Err(error) => bytes
                    .get(..error.valid_up_to())
                    .and_then(|valid| str::from_utf8(valid).ok())
                    .unwrap_or(""),
            };
            Sent {
                text,
                long: cell.long,
            }
        })
    }

    /// Whether the cell at a position from 0 shows nothing.
    pub(super) fn is_blank(&self, position: usize) -> bool {
        self.at(position).text.chars().all(shows_nothing)
    }

    /// Whether no cell shows anything.
    pub(super) fn are_blank(&self) -> bool {
        !self.beyond && (0..self.len()).all(|position| self.is_blank(position))
    }

    fn clear(&mut self) {
        self.bounds.clear();
        self.unclosed = false;
        self.swallowed = false;
        self.beyond = false;
    }
}

/// Splits text, of which every line ends with one line feed, into rows.
pub(super) struct Rows<T> {
    text: T,
    parser: csv_core::Reader,
    row: u32,
    spare: Vec<u8>,
}

impl<T: BufRead> Rows<T> {
    pub(super) fn new(text: T, delimiter: u8) -> Self {
        Self {
            text,
            parser: ReaderBuilder::new()
                .delimiter(delimiter)
                .terminator(Terminator::Any(b'\n'))
                .build(),
            row: 0,
            spare: vec![0; CELL_BYTES],
        }
    }

    /// Reads the next row that is not empty; `false` where there is none.
    pub(super) fn read(&mut self, into: &mut Cells) -> io::Result<bool> {
        into.clear();
        // The parser would pass over empty lines as well, without counting them.
        loop {
            match self.text.fill_buf()?.first() {
                None | Some(0) => return Ok(false),
                Some(b'\n') => {
                    self.text.consume(1);
                    self.row = self.row.saturating_add(1);
                }
                Some(_) => break,
            }
        }
        self.row = self.row.saturating_add(1);
        into.row = self.row;
        while !self.read_cell(into)? {}
        Ok(true)
    }

    /// Reads one cell, and says whether it is the row's last.
    fn read_cell(&mut self, into: &mut Cells) -> io::Result<bool> {
        let kept = into.bounds.len() < UPLOAD_COLUMNS;
        let start = into.bounds.last().map_or(0, |cell| cell.end);
        // One byte more than a cell may have tells a full one from one that is too long.
        let limit = start + CELL_BYTES + 1;
        if into.bytes.len() < limit {
            into.bytes.resize(limit, 0);
        }
        let mut end = start;
        let mut broken = false;
        loop {
            let input = self.text.fill_buf()?;
            let at_end = input.is_empty();
            let spare = !kept || end == limit;
            let output = if spare {
                self.spare.as_mut_slice()
            } else {
                into.bytes.get_mut(end..limit).unwrap_or(&mut [])
            };
            let (result, taken, written) = self.parser.read_field(input, output);
            let written_bytes = output.get(..written).unwrap_or(&[]);
            broken |= written_bytes.contains(&b'\n');
            into.beyond |= !kept && !written_bytes.iter().all(u8::is_ascii_whitespace);
            self.text.consume(taken);
            if !spare {
                end += written;
            }
            into.unclosed |= at_end;
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    let long = end == limit;
                    into.swallowed |= long && broken;
                    if kept {
                        let end = end.min(limit - 1);
                        into.bounds.push(Cell { start, end, long });
                    }
                    return Ok(record_end);
                }
                ReadFieldResult::End => return Ok(true),
            }
        }
    }
}

impl<R: Read> Rows<Text<R>> {
    /// How the body ends, if the row just read is its last.
    pub(super) fn ending(&mut self) -> io::Result<Option<Ending>> {
        self.text.ending()
    }

    /// The text, to read what is left of it.
    pub(super) fn into_text(self) -> Text<R> {
        self.text
    }
}

/// The row's number, as findings hold it.
pub(super) const fn row(cells: &Cells) -> Row {
    Row(cells.row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::inspection::Encoding;

    fn rows(sent: &str) -> Vec<(u32, Vec<String>, bool)> {
        let mut rows = Rows::new(Text::new(sent.as_bytes(), Encoding::Utf8), b',');
        let mut cells = Cells::default();
        let mut read = Vec::new();
        while rows.read(&mut cells).unwrap() {
            let texts = (0..cells.len()).map(|at| cells.at(at).text.to_owned());
            read.push((cells.row, texts.collect(), cells.unclosed));
        }
        read
    }

    fn numbered(sent: &str) -> Vec<(u32, String)> {
        rows(sent)
            .into_iter()
            .map(|(row, cells, _)| (row, cells.join("|")))
            .collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        for (sent, read) in [
            ("a\nb\n", vec![(1, "a"), (2, "b")]),
            ("a\r\r\rb", vec![(1, "a"), (4, "b")]),
            ("\r\n\r\na\r\nb", vec![(3, "a"), (4, "b")]),
            ("a\r\nb\rc\nd", vec![(1, "a"), (2, "b"), (3, "c"), (4, "d")]),
            ("\"a\n\n1\",x\nb\n", vec![(1, "a\n\n1|x"), (2, "b")]),
            ("\"a\r\r1\",x\rb\r", vec![(1, "a\n\n1|x"), (2, "b")]),
            ("a\n,\n\"\"\nb", vec![(1, "a"), (2, "|"), (3, ""), (4, "b")]),
            ("\"say \"\"a\"\"\",b", vec![(1, "say \"a\"|b")]),
            ("5\" pipe,b\nc", vec![(1, "5\" pipe|b"), (2, "c")]),
            ("", vec![]),
        ] {
            let read: Vec<_> = read
                .into_iter()
                .map(|(row, text)| (row, text.to_owned()))
                .collect();
            assert_eq!(numbered(sent), read, "{sent:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_noticed() {
        for (sent, unclosed) in [
            ("a,\"b\nc,d\n", true),
            ("a,\"b\nc,d", true),
            ("a,\"", true),
            ("a,\"b\"", false),
            ("a,\"b\"\n", false),
            ("a,b\"\n", false),
            ("a,\"\"\"b\"\"\"", false),
        ] {
            let last = rows(sent).pop().unwrap();
            assert_eq!(last.2, unclosed, "{sent:?}");
        }
    }

    #[test]
    fn a_row_without_end_is_held_only_up_to_the_limits() {
        let swallowing = format!("a,\"{}", "x,y\n".repeat(500_000));
        let wide = "x,".repeat(500_000);
        let full = "x".repeat(CELL_BYTES);
        for (sent, most) in [
            (&swallowing, 3 * CELL_BYTES),
            (&wide, (UPLOAD_COLUMNS + 2) * CELL_BYTES),
        ] {
            let mut rows = Rows::new(Text::new(sent.as_bytes(), Encoding::Utf8), b',');
            let mut cells = Cells::default();
            assert!(rows.read(&mut cells).unwrap());
            assert!(cells.bytes.capacity() <= most);
            assert!(cells.len() <= UPLOAD_COLUMNS);
            assert!(cells.swallowed && cells.unclosed || cells.beyond);
            assert!(!rows.read(&mut cells).unwrap());
        }
        for (sent, long) in [(full.clone(), false), (format!("{full}x"), true)] {
            let sent = format!("{sent},b\n");
            let mut rows = Rows::new(Text::new(sent.as_bytes(), Encoding::Utf8), b',');
            let mut cells = Cells::default();
            assert!(rows.read(&mut cells).unwrap());
            assert_eq!(
                (cells.at(0).long, cells.at(0).text.len()),
                (long, CELL_BYTES)
            );
            assert_eq!((cells.at(1).text, cells.swallowed), ("b", false));
        }
    }
}
