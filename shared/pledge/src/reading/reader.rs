//! The second pass over an upload: one record after another.

use std::collections::BTreeSet;
use std::io::{self, Read};

use super::Context;
use super::columns::Columns;
use super::decoding::{Ending, Text};
use super::header::{Binding, NIL_RETURN};
use super::once::Once;
use super::rows::{Cells, Rows, row};
use crate::assessment::HowRead;
use crate::borough::Borough;
use crate::finding::{Detail, Findings, Place, Row};
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
    /// The first row that says that there is nothing to report.
    nil_row: Option<Row>,
    /// The authorities with rows of their own.
    with_rows: BTreeSet<Borough>,
    /// Whether rows that say so contradict others; that has its finding.
    contradicted: bool,
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
            nil_row: None,
            with_rows: BTreeSet::new(),
            contradicted: false,
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

    /// The authorities that have nothing to report, as far as the file was read: those that its
    /// rows name, or all that the folder files for.
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
                self.hold_nil_against_rows(findings);
                return Ok(None);
            }
            let says_nil = self.columns.says_nil(&self.cells);
            let mut right_of_names = self.width..self.cells.len();
            if self.cells.beyond || right_of_names.any(|at| !self.cells.is_blank(at)) {
                // A comma too many moves all that follows it below another name.
                findings.error(Place::Row(row(&self.cells)), Code::F21, Detail::None);
            } else if says_nil && self.columns.is_bare(&self.cells) {
                if self.columns.are_of_several() && !self.take_nil(findings) {
                    self.contradict(findings);
                }
            } else {
                if says_nil && self.columns.are_of_several() {
                    self.nil_row.get_or_insert(row(&self.cells));
                    self.contradict(findings);
                }
                let record = self.columns.record(&self.cells, findings);
                self.with_rows.extend(record.authority);
                return Ok(Some(record));
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
    /// say so for other authorities. Rows of others may follow where the file is for several.
    fn settle_nil(&mut self, findings: &mut Findings) -> io::Result<()> {
        self.nil_row = Some(row(&self.cells));
        let mut sound = true;
        while self.pending && sound && self.columns.says_nil(&self.cells) {
            sound = self.take_nil(findings);
            self.pending = self.advance_and_compare(findings)?;
        }
        if !sound || self.pending && !self.columns.are_of_several() {
            self.contradict(findings);
        }
        if self.pending {
            self.fields.nil_return = false;
        }
        Ok(())
    }

    /// Takes in a row that says that there is nothing to report; false if it holds more than that,
    /// or if another said so of the same authority.
    fn take_nil(&mut self, findings: &mut Findings) -> bool {
        if !self.columns.is_bare(&self.cells) {
            return false;
        }
        self.nil_row.get_or_insert(row(&self.cells));
        self.how.rows = self.how.rows.saturating_sub(1);
        if self.contradicted {
            return true;
        }
        let named = self.columns.nil_authorities(&self.cells, findings);
        let twice = named.iter().any(|one| self.nil_authorities.contains(one));
        self.nil_authorities.extend(named);
        !twice
    }

    /// Finds that an authority of which the file says that there is nothing to report has rows.
    fn hold_nil_against_rows(&mut self, findings: &mut Findings) {
        let mut nil = self.nil_authorities.iter();
        if nil.any(|authority| self.with_rows.contains(authority)) {
            self.contradict(findings);
        }
    }

    /// Finds, once, that the file says that there is nothing to report and reports something.
    fn contradict(&mut self, findings: &mut Findings) {
        self.fields.nil_return = false;
        self.nil_authorities.clear();
        if let (Some(row), false) = (self.nil_row, self.contradicted) {
            findings.error(Place::Cell(row, NIL_RETURN), Code::F17, Detail::None);
        }
        self.contradicted = true;
    }

    /// Goes on to the next row of data, and holds what it says once against the first.
    fn advance_and_compare(&mut self, findings: &mut Findings) -> io::Result<bool> {
        let advanced = self.advance(findings)?;
        if advanced {
            let apart = self.columns.are_of_several();
            self.once.compare(&self.cells, apart);
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
