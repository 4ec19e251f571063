//! Small tables of results, as Parquet and as CSV.
//!
//! **Invariant:** a [`TableCell`] has no variant for a text that somebody sent.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use pledge::borough::{Borough, SubRegion};
use pledge::quarter::Quarter;

use crate::ColumnarError;
use crate::schema::{PRECISION, SCALE, SUM_PRECISION};
use crate::slice::{properties, writer};

/// The version of all tables' schemas.
const SCHEMA_VERSION: &str = "v1";
/// Digits of a percentage, two of them after the point.
const PERCENT_PRECISION: u8 = 5;

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    /// Text of our own.
    Text,
    /// A count; BIGINT.
    Count,
    /// An amount in pence; DECIMAL(9,2), pounds.
    Pounds,
    /// A sum of amounts in pence; DECIMAL(18,2), pounds.
    Sum,
    /// Hundredths of a per cent; DECIMAL(5,2).
    Percent,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub form: TableForm,
    /// Whether a row may lack it.
    pub optional: bool,
}

/// A cell of a table.
#[derive(Clone, PartialEq, Eq)]
pub enum TableCell {
    /// A word of our own.
    Text(&'static str),
    /// Any number of words of our own, with a space between them.
    Texts(Vec<&'static str>),
    /// A quarter, as text.
    Quarter(Quarter),
    /// A borough, by its ONS code.
    Borough(Borough),
    /// A sub-region, by its word.
    SubRegion(SubRegion),
    /// A count.
    Count(i64),
    /// Pence, in a column of pounds or of sums.
    Pence(i64),
    /// Hundredths of a per cent.
    Percent(i64),
    /// No value.
    Absent,
}

/// A table of results.
#[derive(Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name, also that of its file.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows, in the order in which they are shown.
    pub rows: Vec<Vec<TableCell>>,
}

/// A value of a column, as both forms of a table write it.
enum Value {
    Text(String),
    Number(i64),
    Absent,
}

/// The table as Parquet.
///
/// # Errors
///
/// `Row` if a row does not fit the columns.
pub fn to_parquet(table: &Table) -> Result<Vec<u8>, ColumnarError> {
    let fields: Vec<Field> = table
        .columns
        .iter()
        .map(|column| Field::new(column.name, data_type(column.form), column.optional))
        .collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let values = values(table)?;
    let mut arrays = Vec::with_capacity(table.columns.len());
    for (place, column) in table.columns.iter().enumerate() {
        let values = values.iter().filter_map(|row| row.get(place));
        arrays.push(array(column.form, values)?);
    }
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(ParquetError::from)?;
    let name = KeyValue::new("pledge.table".to_owned(), table.name.to_owned());
    let mut writer = writer(
        Vec::new(),
        &schema,
        properties(&[], SCHEMA_VERSION, vec![name])?,
    )?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

/// The table as CSV (RFC 4180, so lines end in CRLF): a header line, amounts and percentages with
/// two decimals, nothing for an absent value.
///
/// # Errors
///
/// `Row` if a row does not fit the columns.
pub fn to_csv(table: &Table) -> Result<String, ColumnarError> {
    let mut csv = String::new();
    let header: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    line(&mut csv, header.iter().map(|name| quoted(name)));
    for row in values(table)? {
        let cells = row.iter().zip(&table.columns);
        line(
            &mut csv,
            cells.map(|(value, column)| match (value, column.form) {
                (Value::Absent, _) => String::new(),
                (Value::Text(text), _) => quoted(text),
                (Value::Number(number), TableForm::Count) => number.to_string(),
                (Value::Number(hundredths), _) => decimal(*hundredths),
            }),
        );
    }
    Ok(csv)
}

fn line(csv: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    csv.push_str(&cells.join(","));
    csv.push_str("\r\n");
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn decimal(hundredths: i64) -> String {
    let mut text = String::new();
    if hundredths < 0 {
        text.push('-');
    }
    let hundredths = hundredths.unsigned_abs();
    // Writing to a string cannot fail.
    let _ = write!(text, "{}.{:02}", hundredths / 100, hundredths % 100);
    text
}

const fn data_type(form: TableForm) -> DataType {
    match form {
        TableForm::Text => DataType::Utf8,
        TableForm::Count => DataType::Int64,
        TableForm::Pounds => DataType::Decimal128(PRECISION, SCALE),
        TableForm::Sum => DataType::Decimal128(SUM_PRECISION, SCALE),
        TableForm::Percent => DataType::Decimal128(PERCENT_PRECISION, SCALE),
    }
}

fn values(table: &Table) -> Result<Vec<Vec<Value>>, ColumnarError> {
    let values = |row: &Vec<TableCell>| {
        if row.len() != table.columns.len() {
            return Err(ColumnarError::Row);
        }
        row.iter()
            .zip(&table.columns)
            .map(|(cell, column)| value(cell, *column).ok_or(ColumnarError::Row))
            .collect()
    };
    table.rows.iter().map(values).collect()
}

/// The value of `cell`, if the column may hold it.
fn value(cell: &TableCell, column: TableColumn) -> Option<Value> {
    let fits = |number: i64, precision: u8| {
        let limit = 10_u64.pow(u32::from(precision));
        (number.unsigned_abs() < limit).then_some(Value::Number(number))
    };
    match (column.form, cell) {
        (_, TableCell::Absent) => column.optional.then_some(Value::Absent),
        (TableForm::Text, TableCell::Text(text)) => Some(Value::Text((*text).to_owned())),
        (TableForm::Text, TableCell::Texts(texts)) => Some(Value::Text(texts.join(" "))),
        (TableForm::Text, TableCell::Quarter(quarter)) => Some(Value::Text(quarter.to_string())),
        (TableForm::Text, TableCell::Borough(borough)) => {
            Some(Value::Text(borough.ons_code().to_owned()))
        }
        (TableForm::Text, TableCell::SubRegion(area)) => Some(Value::Text(area.word().to_owned())),
        (TableForm::Count, TableCell::Count(count)) => Some(Value::Number(*count)),
        (TableForm::Pounds, TableCell::Pence(pence)) => fits(*pence, PRECISION),
        (TableForm::Sum, TableCell::Pence(pence)) => fits(*pence, SUM_PRECISION),
        (TableForm::Percent, TableCell::Percent(number)) => fits(*number, PERCENT_PRECISION),
        _ => None,
    }
}

fn array<'a>(
    form: TableForm,
    values: impl Iterator<Item = &'a Value>,
) -> Result<ArrayRef, ColumnarError> {
    let number = |value: &Value| match value {
        Value::Number(number) => Some(*number),
        _ => None,
    };
    let precision = match form {
        TableForm::Text => {
            let texts: StringArray = values
                .map(|value| match value {
                    Value::Text(text) => Some(text),
                    _ => None,
                })
                .collect();
            return Ok(Arc::new(texts));
        }
        TableForm::Count => return Ok(Arc::new(values.map(number).collect::<Int64Array>())),
        TableForm::Pounds => PRECISION,
        TableForm::Sum => SUM_PRECISION,
        TableForm::Percent => PERCENT_PRECISION,
    };
    let decimals: Decimal128Array = values.map(|value| number(value).map(i128::from)).collect();
    let decimals = decimals
        .with_precision_and_scale(precision, SCALE)
        .map_err(ParquetError::from)?;
    Ok(Arc::new(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    const COLUMNS: [TableColumn; 6] = [
        column("quarter", TableForm::Text, false),
        column("area", TableForm::Text, true),
        column("workers", TableForm::Count, true),
        column("median_rate", TableForm::Pounds, true),
        column("spend", TableForm::Sum, true),
        column("above_cap", TableForm::Percent, true),
    ];

    const fn column(name: &'static str, form: TableForm, optional: bool) -> TableColumn {
        TableColumn {
            name,
            form,
            optional,
        }
    }

    fn table() -> Table {
        let quarter = Quarter::new(2026, 3).unwrap();
        let camden = TableCell::Borough(Borough::from_ons_code("E09000007").unwrap());
        let row = |area, rest: [TableCell; 4]| {
            let cells = [TableCell::Quarter(quarter), area].into_iter();
            cells.chain(rest).collect()
        };
        let rows = vec![
            row(
                TableCell::SubRegion(SubRegion::East),
                [
                    TableCell::Count(12),
                    TableCell::Pence(3_605),
                    TableCell::Pence(123_456_789_012_345),
                    TableCell::Percent(4_567),
                ],
            ),
            row(camden, [const { TableCell::Absent }; 4]),
            row(
                TableCell::Texts(vec!["east", "region"]),
                [const { TableCell::Absent }; 4],
            ),
            row(
                TableCell::Text("London, \"all\""),
                [
                    TableCell::Count(0),
                    TableCell::Pence(-5),
                    TableCell::Pence(0),
                    TableCell::Percent(10_000),
                ],
            ),
        ];
        Table {
            name: "rates",
            columns: COLUMNS.to_vec(),
            rows,
        }
    }

    #[test]
    fn a_table_is_written_as_csv() {
        assert_eq!(
            to_csv(&table()).unwrap(),
            "quarter,area,workers,median_rate,spend,above_cap\r\n\
             2026Q3,east,12,36.05,1234567890123.45,45.67\r\n\
             2026Q3,E09000007,,,,\r\n\
             2026Q3,east region,,,,\r\n\
             2026Q3,\"London, \"\"all\"\"\",0,-0.05,0.00,100.00\r\n"
        );
    }

    #[test]
    fn a_table_is_written_as_parquet_with_the_types_that_its_columns_name() {
        let bytes = to_parquet(&table()).unwrap();
        assert!(bytes == to_parquet(&table()).unwrap());
        let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        let file = reader.metadata().file_metadata();
        let mut schema = Vec::new();
        parquet::schema::printer::print_schema(&mut schema, file.schema());
        assert_eq!(
            String::from_utf8(schema).unwrap(),
            "message arrow_schema {\n  \
             REQUIRED BYTE_ARRAY quarter (STRING);\n  \
             OPTIONAL BYTE_ARRAY area (STRING);\n  \
             OPTIONAL INT64 workers;\n  \
             OPTIONAL INT32 median_rate (DECIMAL(9,2));\n  \
             OPTIONAL INT64 spend (DECIMAL(18,2));\n  \
             OPTIONAL INT32 above_cap (DECIMAL(5,2));\n}\n"
        );
        let rows: Vec<String> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().to_string())
            .collect();
        assert_eq!(
            rows,
            [
                "{quarter: \"2026Q3\", area: \"east\", workers: 12, median_rate: 36.05, \
                 spend: 1234567890123.45, above_cap: 45.67}",
                "{quarter: \"2026Q3\", area: \"E09000007\", workers: null, median_rate: null, \
                 spend: null, above_cap: null}",
                "{quarter: \"2026Q3\", area: \"east region\", workers: null, median_rate: null, \
                 spend: null, above_cap: null}",
                "{quarter: \"2026Q3\", area: \"London, \"all\"\", workers: 0, \
                 median_rate: -0.05, spend: 0.00, above_cap: 100.00}",
            ]
        );
    }

    #[test]
    fn a_table_whose_cells_do_not_fit_its_columns_is_refused() {
        for (column, cell) in [
            (0, TableCell::Absent),
            (0, TableCell::Count(1)),
            (2, TableCell::Pence(1)),
            (3, TableCell::Pence(1_000_000_000)),
            (4, TableCell::Pence(1_000_000_000_000_000_000)),
            (4, TableCell::Pence(i64::MIN)),
            (2, TableCell::Texts(Vec::new())),
            (5, TableCell::Percent(-100_000)),
        ] {
            let mut table = table();
            table.rows[0][column] = cell;
            let refused = (to_csv(&table).err(), to_parquet(&table).err());
            assert!(
                matches!(
                    refused,
                    (Some(ColumnarError::Row), Some(ColumnarError::Row))
                ),
                "column {column}"
            );
        }
        let mut table = table();
        table.rows[1].pop();
        assert!(matches!(to_parquet(&table), Err(ColumnarError::Row)));
    }

    #[test]
    fn an_empty_table_has_its_columns_all_the_same() {
        let mut table = table();
        table.rows.clear();
        let read = SerializedFileReader::new(Bytes::from(to_parquet(&table).unwrap())).unwrap();
        let file = read.metadata().file_metadata();
        assert_eq!((file.num_rows(), file.schema().get_fields().len()), (0, 6));
        assert_eq!(to_csv(&table).unwrap().lines().count(), 1);
    }
}
