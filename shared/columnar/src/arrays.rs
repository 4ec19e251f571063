//! Records to Arrow arrays and back.

use std::slice::ChunksExactMut;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayAccessor, ArrayIter, ArrayRef, ArrowPrimitiveType, AsArray, BooleanBuilder,
    PrimitiveArray, PrimitiveBuilder, RecordBatch, RecordBatchOptions, StringBuilder,
};
use arrow::datatypes::{Date32Type, Decimal128Type, Int32Type, Int64Type, SchemaRef};
use parquet::errors::ParquetError;
use pledge::cell::{Cell, Form};
use pledge::identity::Pseudonym;

use crate::ColumnarError;
use crate::layout::{Field, Layout};
use crate::schema::{PRECISION, SCALE};
use crate::words;

/// Digits of a pseudonym.
const DIGITS: usize = 64;
/// Bytes of a word or code, on the average and rounded up.
const WORD_BYTES: usize = 12;

/// The batch that `records` are.
pub(crate) fn batch_of(
    layout: &Layout,
    schema: &SchemaRef,
    records: &[u8],
) -> Result<RecordBatch, ColumnarError> {
    let mut columns: Vec<(usize, ArrayRef)> = Vec::with_capacity(layout.fields().len());
    for field in layout.fields() {
        columns.push((field.column, array(field, layout.width(), records)?));
    }
    columns.sort_by_key(|(column, _)| *column);
    let rows = records.len() / layout.width();
    RecordBatch::try_new_with_options(
        SchemaRef::clone(schema),
        columns.into_iter().map(|(_, array)| array).collect(),
        &RecordBatchOptions::new().with_row_count(Some(rows)),
    )
    .map_err(|error| ParquetError::from(error).into())
}

fn array(field: &Field, width: usize, records: &[u8]) -> Result<ArrayRef, ColumnarError> {
    let rows = records.len() / width;
    let cells = records.chunks_exact(width).map(|record| field.read(record));
    Ok(match field.form {
        Form::Worker => Arc::new(workers(cells, rows)?.finish()),
        Form::Borough | Form::Listed => Arc::new(texts(cells, rows)?.finish()),
        Form::Day => Arc::new(numbers::<Date32Type>(cells, rows, |cell| match cell {
            Cell::Day(day) => Some(day),
            _ => None,
        })?),
        Form::Pence | Form::Hundredths => Arc::new(
            numbers::<Decimal128Type>(cells, rows, |cell| number(cell).map(i128::from))?
                .with_precision_and_scale(PRECISION, SCALE)
                .map_err(ParquetError::from)?,
        ),
        Form::Number | Form::Entry => Arc::new(numbers::<Int64Type>(cells, rows, number)?),
        Form::Flag => Arc::new(flags(cells, rows)?.finish()),
    })
}

fn number(cell: Cell) -> Option<i64> {
    match cell {
        Cell::Pence(number) | Cell::Number(number) => Some(number),
        Cell::Entry(entry) => Some(entry.into()),
        _ => None,
    }
}

fn workers(
    cells: impl Iterator<Item = Result<Cell, ColumnarError>>,
    rows: usize,
) -> Result<StringBuilder, ColumnarError> {
    let mut builder = StringBuilder::with_capacity(rows, rows * DIGITS);
    let mut digits = [0; DIGITS];
    for cell in cells {
        if let Cell::Worker(worker) = cell? {
            spell(worker.as_bytes(), &mut digits);
            builder.append_value(str::from_utf8(&digits).map_err(|_| ColumnarError::Corrupt)?);
        } else {
            builder.append_null();
        }
    }
    Ok(builder)
}

fn texts(
    cells: impl Iterator<Item = Result<Cell, ColumnarError>>,
    rows: usize,
) -> Result<StringBuilder, ColumnarError> {
    let mut builder = StringBuilder::with_capacity(rows, rows * WORD_BYTES);
    for cell in cells {
        builder.append_option(match cell? {
            Cell::Borough(borough) => Some(borough.ons_code()),
            Cell::Listed(word) => Some(word),
            _ => None,
        });
    }
    Ok(builder)
}

fn flags(
    cells: impl Iterator<Item = Result<Cell, ColumnarError>>,
    rows: usize,
) -> Result<BooleanBuilder, ColumnarError> {
    let mut builder = BooleanBuilder::with_capacity(rows);
    for cell in cells {
        builder.append_option(match cell? {
            Cell::Flag(flag) => Some(flag),
            _ => None,
        });
    }
    Ok(builder)
}

fn numbers<T: ArrowPrimitiveType>(
    cells: impl Iterator<Item = Result<Cell, ColumnarError>>,
    rows: usize,
    number: impl Fn(Cell) -> Option<T::Native>,
) -> Result<PrimitiveArray<T>, ColumnarError> {
    let mut builder = PrimitiveBuilder::<T>::with_capacity(rows);
    for cell in cells {
        builder.append_option(number(cell?));
    }
    Ok(builder.finish())
}

/// Puts the rows of `batch` into `records`, in place of what was there.
pub(crate) fn records_of(
    layout: &Layout,
    batch: &RecordBatch,
    records: &mut Vec<u8>,
) -> Result<(), ColumnarError> {
    records.clear();
    records.resize(batch.num_rows() * layout.width(), 0);
    for field in layout.fields() {
        let array = batch
            .columns()
            .get(field.column)
            .ok_or(ColumnarError::Corrupt)?;
        fill(field, array, records.chunks_exact_mut(layout.width()))?;
    }
    Ok(())
}

fn fill(field: &Field, array: &ArrayRef, records: ChunksExactMut<u8>) -> Result<(), ColumnarError> {
    let amounts = array.as_primitive_opt::<Decimal128Type>();
    let integers = array.as_primitive_opt::<Int64Type>();
    let spread = Spread { field, records };
    match field.form {
        Form::Worker => spread.over(array.as_string_opt::<i32>(), |text| {
            Some(Cell::Worker(Pseudonym::from_bytes(unspelled(text)?)))
        }),
        Form::Borough => spread.over_coded(array, |code| words::borough(code).map(Cell::Borough)),
        Form::Listed => spread.over_coded(array, |word| words::word(word).map(Cell::Listed)),
        Form::Day => spread.over(array.as_primitive_opt::<Date32Type>(), |day| {
            Some(Cell::Day(day))
        }),
        Form::Pence => spread.over(amounts, |pence| pence.try_into().ok().map(Cell::Pence)),
        Form::Hundredths => spread.over(amounts, |number| number.try_into().ok().map(Cell::Number)),
        Form::Number => spread.over(integers, |number| Some(Cell::Number(number))),
        Form::Entry => spread.over(integers, |entry| entry.try_into().ok().map(Cell::Entry)),
        Form::Flag => spread.over(array.as_boolean_opt(), |flag| Some(Cell::Flag(flag))),
    }
}

/// Puts the values of one array into records.
struct Spread<'a> {
    field: &'a Field,
    records: ChunksExactMut<'a, u8>,
}

impl Spread<'_> {
    fn over<A: ArrayAccessor>(
        self,
        array: Option<A>,
        cell: impl Fn(A::Item) -> Option<Cell>,
    ) -> Result<(), ColumnarError> {
        let array = array.ok_or(ColumnarError::Corrupt)?;
        for (value, record) in ArrayIter::new(array).zip(self.records) {
            let cell = match value {
                Some(value) => cell(value).ok_or(ColumnarError::Corrupt)?,
                None => Cell::Absent,
            };
            self.field
                .write(cell, record)
                .map_err(|_| ColumnarError::Corrupt)?;
        }
        Ok(())
    }

    /// The same for an array that holds each text once.
    fn over_coded(
        self,
        array: &ArrayRef,
        cell: impl Fn(&str) -> Option<Cell>,
    ) -> Result<(), ColumnarError> {
        let coded = array.as_dictionary_opt::<Int32Type>();
        let coded = coded.ok_or(ColumnarError::Corrupt)?;
        let texts = coded.values().as_string_opt::<i32>();
        let texts = texts.ok_or(ColumnarError::Corrupt)?;
        let mut records = self.records;
        let mut encoded = Vec::with_capacity(texts.len());
        for text in texts {
            // A text that no row has may be no word: the reader fills what is absent with some.
            let cell = text.and_then(&cell);
            encoded.push(cell.map(|cell| self.field.encoded(cell)).transpose()?);
        }
        for key in coded.keys() {
            let record = records.next().ok_or(ColumnarError::Corrupt)?;
            match key {
                None => self.field.write(Cell::Absent, record),
                Some(key) => usize::try_from(key)
                    .ok()
                    .and_then(|key| encoded.get(key)?.as_ref())
                    .ok_or(ColumnarError::Corrupt)
                    .and_then(|bytes| self.field.copy(bytes, record)),
            }
            .map_err(|_| ColumnarError::Corrupt)?;
        }
        Ok(())
    }
}

/// Puts `bytes` into `digits` as lower-case hexadecimal.
fn spell(bytes: &[u8], digits: &mut [u8]) {
    const fn digit(nibble: u8) -> u8 {
        if nibble < 10 {
            b'0' + nibble
        } else {
            b'a' - 10 + nibble
        }
    }
    for (byte, pair) in bytes.iter().zip(digits.chunks_exact_mut(2)) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
}

/// The bytes that lower-case hexadecimal spells; other spellings of them are not ours.
fn unspelled(digits: &str) -> Option<[u8; DIGITS / 2]> {
    const fn nibble(digit: u8) -> Option<u8> {
        match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        }
    }
    let mut bytes = [0; DIGITS / 2];
    if digits.len() != DIGITS {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        let [high, low] = *pair.first_chunk()?;
        *byte = nibble(high)? << 4 | nibble(low)?;
    }
    Some(bytes)
}
