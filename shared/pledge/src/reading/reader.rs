//! The second pass over an upload: one record after another.

use std::io::{self, Read};

use super::Context;
use super::columns::Columns;
use super::decoding::{Ending, Text};
use super::header::{Binding, NIL_RETURN};
use super::once::Once;
use super::rows::{Cells, Rows, row};
use crate::assessment::HowRead;
use crate::borough::Borough;
use crate::finding::{Detail, Findings, Place};
use crate::ledger::Digest;
use crate::limits::UPLOAD_ROWS;
use crate::record::{FileFields, Record};
use crate::returns::Return;
use crate::rule::Code;

/// Reads the records of one upload, in the order of its rows.
pub struct Reader<R> {
    rows: Rows<Text<R>>,
    cells: Cells,
    /// `cells` hold a row of data that was not given out yet.
    pending: bool,
    ended: bool,
    columns: Columns,
    once: Once,
    fields: FileFields,
    nil_authorities: Vec<Borough>,
    how: HowRead,
    width: usize,
    /// The row before had a cell for every column.
    full: bool,
}

impl<R: Read> Reader<R> {
    /// Starts below the header row, which `cells` hold.
    pub(super) fn start(
        rows: Rows<Text<R>>,
        cells: Cells,
        kind: Return,
        binding: Binding,
        mut how: HowRead,
        context: &Context<'_>,
        findings: &mut Findings,
    ) -> io::Result<Self> {
        how.undeclared = binding.undeclared;
        how.personal = binding.personal;
        let columns = Columns::new(kind, &binding.positions, context);
        let mut reader = Self {
            rows,
            cells,
            pending: false,
            ended: false,
            fields: FileFields {
                kind,
                quarter: None,
                complete_to: None,
                confirm_withdrawals: false,
                nil_return: false,
                explanation: None,
            },
            once: Once::new(&columns),
            columns,
            nil_authorities: Vec::new(),
            how,
            width: binding.width,
            full: false,
        };
        reader.pending = reader.advance(findings)?;
        let first = reader.pending.then(|| row(&reader.cells));
        if first.is_some() {
            reader.once.settle(&reader.cells, findings);
        }
        reader.fields = reader.once.fields(kind, first, context, findings);
        if first.is_some() {
            reader.fields.explanation = reader.columns.explanation(&reader.cells);
        } else if reader.how.rows == 0 {
            findings.error(Place::File, Code::F1, Detail::None);
        }
        if reader.fields.nil_return {
            reader.settle_nil(findings)?;
        }
        reader
            .columns
            .find_missing(reader.fields.nil_return, findings);
        Ok(reader)
    }

    /// What the file says once, for all its rows.
    #[must_use]
    pub const fn file(&self) -> &FileFields {
        &self.fields
    }

    /// The authorities that have nothing to report, where the file says so: the one that its row
    /// names, or all that the folder files for.
    #[must_use]
    pub fn nil_authorities(&self) -> &[Borough] {
        &self.nil_authorities
    }

    /// Reads the next record, and finds what is wrong with its cells. `None` after the last.
    ///
    /// # Errors
    ///
    /// When the body cannot be read.
    pub fn next(&mut self, findings: &mut Findings) -> io::Result<Option<Record>> {
        if !std::mem::take(&mut self.pending) {
            if !self.advance(findings)? {
                return Ok(None);
            }
            self.once.compare(&self.cells);
        }
        if self.cells.beyond || (self.width..self.cells.len()).any(|at| !self.cells.is_blank(at)) {
            findings.error(Place::Row(row(&self.cells)), Code::F21, Detail::None);
        }
        Ok(Some(self.columns.record(&self.cells, findings)))
    }

    /// Ends the reading: how the file was read, and the digest of all bytes of this pass, to
    /// compare with the inspection. What was not read yet is hashed only.
    ///
    /// # Errors
    ///
    /// When the body cannot be read.
    pub fn close(self, findings: &mut Findings) -> io::Result<(HowRead, Digest)> {
        self.once.find_differences(findings);
        Ok((self.how, self.rows.into_text().finish()?))
    }

    /// Takes in a first row that says that there is nothing to report.
    fn settle_nil(&mut self, findings: &mut Findings) -> io::Result<()> {
        let place = Place::Cell(row(&self.cells), NIL_RETURN);
        if self.columns.is_bare(&self.cells) {
            self.nil_authorities = self.columns.nil_authorities(&self.cells, findings);
            self.how.rows = 0;
            self.pending = self.advance(findings)?;
            if self.pending {
                self.once.compare(&self.cells);
            }
        }
        if self.pending {
            self.fields.nil_return = false;
            self.nil_authorities.clear();
            findings.error(place, Code::F17, Detail::None);
        }
        Ok(())
    }

    /// Goes on to the next row of data that is whole.
    fn advance(&mut self, findings: &mut Findings) -> io::Result<bool> {
        while !self.ended {
            if !self.rows.read(&mut self.cells)? {
                self.ended = true;
                break;
            }
            if self.cells.are_blank() || self.columns.is_example(&self.cells) {
                continue;
            }
            if self.how.rows == UPLOAD_ROWS {
                findings.error(Place::File, Code::F3, Detail::None);
                self.ended = true;
                break;
            }
            self.how.rows += 1;
            if self.cells.unclosed || self.cells.swallowed || self.is_cut()? {
                findings.error(Place::Row(row(&self.cells)), Code::F10, Detail::None);
                continue;
            }
            self.full = self.cells.len() >= self.width;
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether the file ends in the middle of this row: its last line has no line break and too few
    /// cells, fewer than the row before it or than the return can do with.
    fn is_cut(&mut self) -> io::Result<bool> {
        let few = self.cells.len() < self.width
            && (self.full || self.columns.need_more_than(self.cells.len()))
            && !self.columns.says_nil(&self.cells);
        Ok(few && self.rows.ending()? == Some(Ending::MidLine))
    }
}
