//! Rows as records: bytes of one width that sort as the rows do.
//!
//! A record opens with the worker's pseudonym; the other cells follow in the order of the schema,
//! and an absent one sorts last. Records live as long as this process and hold no text at all.

use pledge::cell::{Cell, Form, Stored};
use pledge::identity::Pseudonym;

use crate::ColumnarError;
use crate::words;

/// Largest amount in hundredths that has [`crate::PRECISION`] digits.
const MOST_HUNDREDTHS: i32 = 999_999_999;

/// Where one column lies in a record.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// Its place in the schema.
    pub(crate) column: usize,
    /// What it holds.
    pub(crate) form: Form,
    /// Whether a mark of absence stands before the value.
    optional: bool,
    at: usize,
    end: usize,
}

/// The records of one schema.
pub(crate) struct Layout {
    stored: Vec<Stored>,
    /// In the order of the record, which differs from the schema's in the worker alone.
    fields: Vec<Field>,
    width: usize,
}

impl Layout {
    pub(crate) fn new(stored: Vec<Stored>) -> Self {
        let worker = stored
            .iter()
            .position(|column| column.form == Form::Worker)
            .unwrap_or(0);
        let mut columns: Vec<(usize, &Stored)> = stored.iter().enumerate().collect();
        columns.sort_by_key(|(column, _)| *column != worker);
        let mut end = 0;
        let mut fields = Vec::with_capacity(columns.len());
        for (column, declared) in columns {
            let at = end;
            end += usize::from(declared.optional) + width(declared.form);
            fields.push(Field {
                column,
                form: declared.form,
                optional: declared.optional,
                at,
                end,
            });
        }
        Self {
            // Chunks of no width are none; a schema without columns has rows all the same.
            width: end.max(1),
            stored,
            fields,
        }
    }

    /// The columns, as declared.
    pub(crate) fn stored(&self) -> &[Stored] {
        &self.stored
    }

    /// The fields, in the order of the record.
    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Bytes of a record.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// Appends `row` as a record.
    pub(crate) fn encode(&self, row: &[Cell], records: &mut Vec<u8>) -> Result<(), ColumnarError> {
        if row.len() != self.stored.len() {
            return Err(ColumnarError::Row);
        }
        let start = records.len();
        records.resize(start + self.width, 0);
        let record = records.get_mut(start..).ok_or(ColumnarError::Row)?;
        let written = self.fields.iter().try_for_each(|field| {
            let cell = row.get(field.column).ok_or(ColumnarError::Row)?;
            field.write(*cell, record)
        });
        if written.is_err() {
            records.truncate(start);
        }
        written
    }

    /// Puts the cells of `record` into `row`, in the order of the schema.
    pub(crate) fn decode(&self, record: &[u8], row: &mut Vec<Cell>) -> Result<(), ColumnarError> {
        row.clear();
        row.resize(self.stored.len(), Cell::Absent);
        for field in &self.fields {
            let place = row.get_mut(field.column).ok_or(ColumnarError::Corrupt)?;
            *place = field.read(record)?;
        }
        Ok(())
    }
}

impl Field {
    /// Puts `cell` into a record that is all zero there.
    pub(crate) fn write(&self, cell: Cell, record: &mut [u8]) -> Result<(), ColumnarError> {
        let mut place = record
            .get_mut(self.at..self.end)
            .ok_or(ColumnarError::Row)?;
        if self.optional {
            let (mark, value) = place.split_first_mut().ok_or(ColumnarError::Row)?;
            *mark = u8::from(cell == Cell::Absent);
            place = value;
            if cell == Cell::Absent {
                return Ok(());
            }
        }
        match (self.form, cell) {
            (Form::Worker, Cell::Worker(worker)) => place.copy_from_slice(worker.as_bytes()),
            (Form::Borough, Cell::Borough(borough)) => {
                place.fill(words::place_of(borough).ok_or(ColumnarError::Row)?);
            }
            (Form::Day, Cell::Day(day)) => {
                // The sign turned over, whole numbers sort as their bytes do.
                place.copy_from_slice(&(day ^ i32::MIN).to_be_bytes());
            }
            (Form::Pence, Cell::Pence(number)) | (Form::Hundredths, Cell::Number(number)) => {
                let number = i32::try_from(number)
                    .ok()
                    .filter(|number| (-MOST_HUNDREDTHS..=MOST_HUNDREDTHS).contains(number))
                    .ok_or(ColumnarError::Row)?;
                place.copy_from_slice(&(number ^ i32::MIN).to_be_bytes());
            }
            (Form::Number, Cell::Number(number)) => {
                place.copy_from_slice(&(number ^ i64::MIN).to_be_bytes());
            }
            (Form::Flag, Cell::Flag(flag)) => place.fill(u8::from(flag)),
            (Form::Entry, Cell::Entry(entry)) => place.copy_from_slice(&entry.to_be_bytes()),
            (Form::Listed, Cell::Listed(word)) => {
                let number = words::number_of(word).ok_or(ColumnarError::Row)?;
                place.copy_from_slice(&number.to_be_bytes());
            }
            _ => return Err(ColumnarError::Row),
        }
        Ok(())
    }

    /// The bytes that `cell` has in every record.
    pub(crate) fn encoded(&self, cell: Cell) -> Result<Vec<u8>, ColumnarError> {
        let mut record = vec![0; self.end];
        self.write(cell, &mut record)?;
        Ok(record.split_off(self.at))
    }

    /// Puts the bytes of a cell into a record.
    pub(crate) fn copy(&self, encoded: &[u8], record: &mut [u8]) -> Result<(), ColumnarError> {
        record
            .get_mut(self.at..self.end)
            .filter(|place| place.len() == encoded.len())
            .ok_or(ColumnarError::Row)?
            .copy_from_slice(encoded);
        Ok(())
    }

    /// The cell that a record holds.
    pub(crate) fn read(&self, record: &[u8]) -> Result<Cell, ColumnarError> {
        let place = record.get(self.at..self.end);
        place
            .and_then(|place| match place.split_first() {
                Some((1, _)) if self.optional => Some(Cell::Absent),
                Some((_, value)) if self.optional => cell(self.form, value),
                _ => cell(self.form, place),
            })
            .ok_or(ColumnarError::Corrupt)
    }
}

/// Bytes of a value.
const fn width(form: Form) -> usize {
    match form {
        Form::Worker => 32,
        Form::Borough | Form::Flag => 1,
        Form::Day | Form::Pence | Form::Hundredths => 4,
        Form::Number => 8,
        Form::Entry | Form::Listed => 2,
    }
}

fn cell(form: Form, value: &[u8]) -> Option<Cell> {
    Some(match form {
        Form::Worker => Cell::Worker(Pseudonym::from_bytes(value.try_into().ok()?)),
        Form::Borough => Cell::Borough(words::placed(*value.first()?)?),
        Form::Day => Cell::Day(small(value)?),
        Form::Pence => Cell::Pence(small(value)?.into()),
        Form::Hundredths => Cell::Number(small(value)?.into()),
        Form::Number => Cell::Number(i64::from_be_bytes(value.try_into().ok()?) ^ i64::MIN),
        Form::Flag => Cell::Flag(*value.first()? == 1),
        Form::Entry => Cell::Entry(u16::from_be_bytes(value.try_into().ok()?)),
        Form::Listed => Cell::Listed(words::numbered(u16::from_be_bytes(value.try_into().ok()?))?),
    })
}

fn small(value: &[u8]) -> Option<i32> {
    Some(i32::from_be_bytes(value.try_into().ok()?) ^ i32::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column(form: Form, optional: bool) -> Stored {
        Stored {
            name: "column",
            form,
            optional,
            meaning: "",
        }
    }

    fn row() -> impl Strategy<Value = Vec<Cell>> {
        let worker = any::<[u8; 32]>().prop_map(|bytes| Cell::Worker(Pseudonym::from_bytes(bytes)));
        let few = [Cell::Worker(Pseudonym::from_bytes([7; 32]))];
        let day = prop_oneof![any::<i32>().prop_map(Cell::Day), Just(Cell::Absent)];
        let word = proptest::sample::select(vec!["SW", "TM", "unknown", "none"]);
        (
            word.prop_map(Cell::Listed),
            prop_oneof![worker, proptest::sample::select(few.to_vec())],
            day,
            (-3..3_i64).prop_map(Cell::Pence),
            any::<i64>().prop_map(Cell::Number),
        )
            .prop_map(|(word, worker, day, pence, number)| vec![word, worker, day, pence, number])
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn records_sort_as_rows_do_with_the_worker_first(a in row(), b in row()) {
            let layout = Layout::new(vec![
                column(Form::Listed, false),
                column(Form::Worker, false),
                column(Form::Day, true),
                column(Form::Pence, false),
                column(Form::Number, false),
            ]);
            let record = |row: &[Cell]| {
                let mut record = Vec::new();
                layout.encode(row, &mut record).unwrap();
                record
            };
            let mut back = Vec::new();
            layout.decode(&record(&a), &mut back).unwrap();
            prop_assert!(back == a);
            prop_assert_eq!(record(&a).cmp(&record(&b)), (a[1], &a).cmp(&(b[1], &b)));
        }
    }
}
