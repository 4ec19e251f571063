//! Uploads, read: bytes become records, file-level fields and findings.
//!
//! Two passes. [`inspect`] says what the bytes are; [`open`] finds the header row, the return and
//! what the file says once, and gives a [`Reader`] of its records. Rows are numbered as a
//! spreadsheet numbers them, and every finding of a file is given, not only the first.
//!
//! **Invariant:** memory does not grow with the file, and no text of it outlives its row.

mod cell;
mod columns;
mod decoding;
mod header;
mod inspection;
mod once;
mod reader;
mod rows;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use jiff::civil::Date;

pub use inspection::{ContentForm, Encoding, Inspection, inspect};
pub use reader::Reader;

use crate::assessment::HowRead;
use crate::borough::Borough;
use crate::finding::{Detail, Findings, Place, Row};
use crate::path::Says;
use crate::reference::Reference;
use crate::rule::Code;
use decoding::Text;
use header::{HEAD_BYTES, Names};
use rows::{Cells, Rows};

/// What is known of an upload before it is read.
pub struct Context<'a> {
    /// The authority in whose folder it is; `None` where a file is checked before it is sent.
    pub folder: Option<Borough>,
    /// The authorities that the folder may file for; none without a folder.
    pub authorities: Vec<Borough>,
    /// What the object's path or the command says of its return and quarter.
    pub says: Says,
    /// The day on which it is read.
    pub today: Date,
    /// Facts to look up.
    pub reference: &'a Reference,
}

/// An upload after its head was read.
pub enum Opened<R> {
    /// It cannot be read as a return: the findings say why.
    Refused(HowRead),
    /// Its records can be read.
    Reader(Box<Reader<R>>),
}

/// Opens an upload that was inspected, and reads what it says once for all its rows.
///
/// # Errors
///
/// When the body cannot be read.
pub fn open<R: Read>(
    body: R,
    inspection: &Inspection,
    context: &Context<'_>,
    findings: &mut Findings,
) -> io::Result<Opened<R>> {
    let mut how = HowRead::default();
    let mut refuse = |code: Code, how: HowRead| {
        findings.error(Place::File, code, Detail::None);
        Ok(Opened::Refused(how))
    };
    match inspection.form {
        ContentForm::Text => how.encoding = inspection.encoding.words(),
        ContentForm::Empty => return refuse(Code::F1, how),
        ContentForm::TooLarge => return refuse(Code::F2, how),
        ContentForm::Spreadsheet | ContentForm::Other => return refuse(Code::F9, how),
        ContentForm::Broken => {
            how.encoding = inspection.encoding.words();
            return refuse(Code::F20, how);
        }
    }
    let mut text = Text::new(body, inspection.encoding);
    let names = Names::new();
    let Some(found) = names.find(text.look_ahead(HEAD_BYTES)?, context.says.kind)? else {
        return refuse(Code::F5, how);
    };
    how.delimiter = found.delimiter.words();
    how.header = Some(Row(found.row));
    let mut rows = Rows::new(text, found.delimiter.byte());
    let mut cells = Cells::default();
    while rows.read(&mut cells)? && cells.row < found.row {}
    if cells.beyond {
        return refuse(Code::F4, how);
    }
    if cells.unclosed || cells.swallowed {
        findings.error(Place::Row(Row(cells.row)), Code::F10, Detail::None);
        return Ok(Opened::Refused(how));
    }
    let kind = match found.kind {
        Ok(kind) => kind,
        Err(code) => return refuse(code, how),
    };
    if context.says.kind.is_some_and(|says| says != kind) {
        findings.error(Place::File, Code::F18, Detail::None);
    }
    let binding = names.bind(&cells, kind, findings);
    let reader = Reader::start(rows, cells, kind, binding, how, context, findings)?;
    Ok(Opened::Reader(Box::new(reader)))
}
