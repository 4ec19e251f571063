//! The Arrow schema of a dataset, derived from its declaration.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use pledge::cell::{Form, Stored};

/// Digits of an amount, two of them after the point.
pub const PRECISION: u8 = 9;
/// Digits of a sum of amounts, two of them after the point.
pub const SUM_PRECISION: u8 = 18;
/// Digits after the point of every decimal.
pub(crate) const SCALE: i8 = 2;

/// The schema of a dataset: types that no reader mistakes, no unsigned and no dictionary among
/// them, and nulls only where a row may lack the value.
#[must_use]
pub fn schema(stored: &[Stored]) -> Arc<Schema> {
    let fields: Vec<Field> = stored
        .iter()
        .map(|column| Field::new(column.name, data_type(column.form), column.optional))
        .collect();
    Arc::new(Schema::new(fields))
}

/// The schema in which a reader is asked for the same columns: each code or word once in a batch,
/// so that it is looked up once and not in every row. No file has it.
pub(crate) fn coded(stored: &[Stored]) -> Arc<Schema> {
    let fields: Vec<Field> = stored
        .iter()
        .map(|column| {
            let plain = data_type(column.form);
            let data_type = match column.form {
                Form::Borough | Form::Listed => {
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(plain))
                }
                _ => plain,
            };
            Field::new(column.name, data_type, column.optional)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// The type in which values of a form are stored.
const fn data_type(form: Form) -> DataType {
    match form {
        Form::Worker | Form::Borough | Form::Listed => DataType::Utf8,
        Form::Day => DataType::Date32,
        Form::Pence | Form::Hundredths => DataType::Decimal128(PRECISION, SCALE),
        Form::Number | Form::Entry => DataType::Int64,
        Form::Flag => DataType::Boolean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pledge::returns::Return;

    #[test]
    fn every_dataset_has_the_types_that_its_declaration_names_in_sql() {
        for kind in Return::ALL {
            let stored = kind.stored();
            for (column, field) in stored.iter().zip(schema(&stored).fields()) {
                let sql = match field.data_type() {
                    DataType::Utf8 => "VARCHAR",
                    DataType::Date32 => "DATE",
                    DataType::Decimal128(9, 2) => "DECIMAL(9,2)",
                    DataType::Int64 => "BIGINT",
                    DataType::Boolean => "BOOLEAN",
                    _ => "a type that some reader mistakes",
                };
                assert_eq!(sql, column.form.sql(), "{kind} {}", column.name);
                assert_eq!(field.name(), column.name, "{kind}");
                assert_eq!(field.is_nullable(), column.optional, "{}", column.name);
            }
        }
    }
}
