//! Blank templates: what a borough fills.

use crate::column::Column;
use crate::returns::Return;

/// What the example row has for a reference; the reader passes over such a row.
const EXAMPLE: &str = "EXAMPLE";

/// A CSV file with our column names and, where rows have references, one example row that the
/// reader passes over.
///
/// It begins with a byte order mark: spreadsheets then open it, and save it again, as UTF-8.
#[must_use]
pub fn template(kind: Return) -> String {
    let columns = kind.columns();
    let names = line(columns, |column| column.name);
    if columns.iter().all(|column| column.name != "record_ref") {
        return format!("\u{feff}{names}");
    }
    let example = line(columns, |column| match column.name {
        "record_ref" => EXAMPLE,
        _ => column.example,
    });
    format!("\u{feff}{names}{example}")
}

fn line(columns: &[Column], cell: impl Fn(&Column) -> &'static str) -> String {
    let cells: Vec<String> = columns.iter().map(|column| quoted(cell(column))).collect();
    format!("{}\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_our_names_and_an_example_only_where_it_is_passed_over() {
        for (kind, lines) in [
            (Return::AgencyAssignments, 2),
            (Return::PermanentLeavers, 1),
            (Return::WorkforceSnapshot, 1),
        ] {
            let template = template(kind);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(template.trim_start_matches('\u{feff}').as_bytes());
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            assert_eq!(rows.len(), lines, "{kind}");
            let names: Vec<_> = kind.columns().iter().map(|column| column.name).collect();
            assert_eq!(rows[0], names, "{kind}");
            for example in &rows[1..] {
                assert!(example.iter().any(|cell| cell == EXAMPLE), "{kind}");
            }
        }
    }

    #[test]
    fn a_cell_with_a_comma_is_quoted() {
        for (cell, written) in [("36", "36"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\"")] {
            assert_eq!(quoted(cell), written);
        }
    }
}
