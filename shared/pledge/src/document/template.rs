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
    use jiff::civil::date;

    use super::*;
    use crate::finding::{Findings, State};
    use crate::path::Says;
    use crate::reading::{Context, Opened, inspect, open};
    use crate::reference::Reference;

    /// Reads a file that was checked before it is sent: its rows, and the codes of its errors.
    fn read(file: &str) -> (usize, Vec<&'static str>) {
        let context = Context {
            folder: None,
            authorities: Vec::new(),
            says: Says::default(),
            today: date(2026, 10, 20),
            reference: &Reference::compiled(),
        };
        let inspection = inspect(&mut file.as_bytes()).unwrap();
        let mut findings = Findings::default();
        let opened = open(file.as_bytes(), &inspection, &context, &mut findings).unwrap();
        let Opened::Reader(mut reader) = opened else {
            panic!("the names are found");
        };
        let mut rows = 0;
        while reader.next(&mut findings).unwrap().is_some() {
            rows += 1;
        }
        reader.close(&mut findings).unwrap();
        let listed = findings.listed().into_iter();
        let errors = listed.filter(|finding| finding.state == State::Error);
        (rows, errors.map(|finding| finding.code.name()).collect())
    }

    #[test]
    fn the_reader_finds_no_row_in_a_blank_template() {
        for kind in Return::ALL {
            assert_eq!(read(&template(kind)), (0, vec!["F1"]), "{kind}");
        }
    }

    #[test]
    fn every_example_is_one_that_the_reader_takes() {
        for kind in Return::ALL {
            let columns = kind.columns();
            let names = line(columns, |column| column.name);
            let examples = line(columns, |column| column.example);
            assert_eq!(
                read(&format!("{names}{examples}")),
                (1, Vec::new()),
                "{kind}"
            );
        }
    }

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
