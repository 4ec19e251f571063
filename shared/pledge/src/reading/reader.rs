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
use crate::record::{FileFields, Places, Record};
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
                unsent: Places::default(),
            },
            once: Once::new(&columns),
            columns,
            nil_authorities: Vec::new(),
            how,
            width: binding.width,
        };
        reader.pending = reader.advance(findings)?;
        let first = reader.pending.then(|| row(&reader.cells));
        if first.is_some() {
            reader.once.settle(&reader.cells, findings);
        }
        reader.fields = reader.once.fields(kind, first, context, findings);
        reader.fields.unsent = reader.columns.unsent();
        if first.is_some() {
            reader.fields.explanation = reader.columns.explanation(&reader.cells);
        } else if reader.how.rows == 0 {
            findings.error(Place::File, Code::F1, Detail::None);
        }
        let said_nil = reader.fields.nil_return;
        if said_nil {
            reader.settle_nil(findings)?;
        }
        reader
            .columns
            .find_missing(said_nil && !reader.pending, findings);
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
        loop {
            if !std::mem::take(&mut self.pending) && !self.advance_and_compare(findings)? {
                return Ok(None);
            }
            let mut right_of_names = self.width..self.cells.len();
            if self.cells.beyond || right_of_names.any(|at| !self.cells.is_blank(at)) {
                // A comma too many moves all that follows it below another name.
                findings.error(Place::Row(row(&self.cells)), Code::F21, Detail::None);
            } else if !(self.columns.says_nil(&self.cells) && self.columns.is_bare(&self.cells)) {
                return Ok(Some(self.columns.record(&self.cells, findings)));
            }
        }
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

    /// Takes in the first row, which says that there is nothing to report, and further ones that
    /// say so for other authorities.
    fn settle_nil(&mut self, findings: &mut Findings) -> io::Result<()> {
        let place = Place::Cell(row(&self.cells), NIL_RETURN);
        let mut contradicted = false;
        while self.pending && !contradicted && self.columns.says_nil(&self.cells) {
            if self.columns.is_bare(&self.cells) {
                let named = self.columns.nil_authorities(&self.cells, findings);
                contradicted = named.iter().any(|one| self.nil_authorities.contains(one));
                self.nil_authorities.extend(named);
                self.how.rows = self.how.rows.saturating_sub(1);
            } else {
                contradicted = true;
            }
            self.pending = self.advance_and_compare(findings)?;
        }
        if contradicted || self.pending {
            self.fields.nil_return = false;
            self.nil_authorities.clear();
            findings.error(place, Code::F17, Detail::None);
        }
        Ok(())
    }

    /// Goes on to the next row of data, and holds what it says once against the first.
    fn advance_and_compare(&mut self, findings: &mut Findings) -> io::Result<bool> {
        let advanced = self.advance(findings)?;
        if advanced {
            self.once.compare(&self.cells);
        }
        Ok(advanced)
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
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether the file ends in the middle of this row: its last line has no line break and ends
    /// before a cell that has to be filled. Blank cells at its end may have been left out.
    fn is_cut(&mut self) -> io::Result<bool> {
        let few = self.cells.len() < self.width
            && self.columns.need_more_than(self.cells.len())
            && !self.columns.says_nil(&self.cells);
        Ok(few && self.rows.ending()? == Some(Ending::MidLine))
    }
}
