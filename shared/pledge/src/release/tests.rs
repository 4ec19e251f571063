//! What a release looks like.

use serde_json::Value;

use super::samples::{about, quarter, tables};
use super::{Audience, Entry, Form, Shown, csvw, sheets};
use crate::reference::Reference;

#[test]
fn every_row_of_a_sheet_has_an_entry_for_every_column_and_a_key_of_its_own() {
    for audience in Audience::ALL {
        for sheet in sheets(quarter(), &tables(audience)) {
            let mut keys: Vec<String> = Vec::new();
            for row in &sheet.rows {
                assert_eq!(row.len(), sheet.columns.len(), "{}", sheet.name);
                for (entry, column) in row.iter().zip(&sheet.columns) {
                    let fits = match entry {
                        Entry::Quarter(_) | Entry::Word(_) => column.form == Form::Word,
                        Entry::Words(_) => column.form == Form::Words,
                        Entry::Figure(_) => !matches!(column.form, Form::Word | Form::Words),
                    };
                    assert!(fits, "{} {}", sheet.name, column.name);
                }
                keys.push(format!("{:?}", &row[..sheet.keys]));
            }
            keys.sort();
            let rows = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), rows, "{}", sheet.name);
        }
    }
}

#[test]
fn every_figure_that_is_not_shown_is_named_by_its_reason() {
    for sheet in sheets(quarter(), &tables(Audience::Restricted)) {
        if sheet.name == "returns" {
            continue;
        }
        for row in &sheet.rows {
            let [.., Entry::Words(suppressed), Entry::Words(not_available)] = row.as_slice() else {
                panic!("{}: the marks come last", sheet.name);
            };
            for (entry, column) in row.iter().zip(&sheet.columns) {
                let Entry::Figure(shown) = entry else {
                    continue;
                };
                let named = (
                    suppressed.contains(&column.name),
                    not_available.contains(&column.name),
                );
                let expected = match shown {
                    Shown::Value(_) => (false, false),
                    Shown::Suppressed => (true, false),
                    Shown::NotAvailable => (false, true),
                };
                assert_eq!(named, expected, "{} {}", sheet.name, column.name);
            }
        }
    }
}

#[test]
fn who_has_not_returned_is_named_to_directors_only() {
    for (audience, columns) in [
        (
            Audience::Restricted,
            &["quarter", "return", "in_force", "expected", "missing"][..],
        ),
        (
            Audience::Public,
            &["quarter", "return", "in_force", "expected"],
        ),
    ] {
        let sheets = sheets(quarter(), &tables(audience));
        let returns = sheets.iter().find(|sheet| sheet.name == "returns").unwrap();
        let names: Vec<&str> = returns.columns.iter().map(|column| column.name).collect();
        assert_eq!(names, columns);
    }
}

#[test]
fn the_description_names_every_column_of_every_file_in_order() {
    let reference = Reference::compiled();
    for audience in Audience::ALL {
        let sheets = sheets(quarter(), &tables(audience));
        let text = csvw(&about(&reference), audience, &sheets);
        let described: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(described["@context"][0], "http://www.w3.org/ns/csvw");
        assert_eq!(described["dialect"]["lineTerminators"][0], "\r\n");
        let tables = described["tables"].as_array().unwrap();
        assert_eq!(tables.len(), sheets.len());
        for (table, sheet) in tables.iter().zip(&sheets) {
            assert_eq!(table["url"], format!("{}.csv", sheet.name));
            let schema = &table["tableSchema"];
            let columns = schema["columns"].as_array().unwrap();
            assert_eq!(columns.len(), sheet.columns.len());
            for (described, column) in columns.iter().zip(&sheet.columns) {
                assert_eq!(described["name"], column.name);
                // A reader compares the header with the titles.
                assert_eq!(described["titles"][0], column.name);
                let word = described["datatype"] == "string";
                assert_eq!(word, column.unit.is_empty(), "{}", column.name);
                let listed = described["separator"] == " ";
                assert_eq!(listed, column.form == Form::Words, "{}", column.name);
                assert!(column.meaning.ends_with('.'), "{}", column.name);
            }
            for key in schema["primaryKey"].as_array().unwrap() {
                let column = columns.iter().find(|column| column["name"] == *key);
                assert_eq!(column.unwrap()["required"], true, "{key}");
            }
        }
    }
}

#[test]
fn the_description_of_a_column_is_what_the_standard_has() {
    let reference = Reference::compiled();
    let sheets = sheets(quarter(), &tables(Audience::Public));
    let described: Value =
        serde_json::from_str(&csvw(&about(&reference), Audience::Public, &sheets)).unwrap();
    let columns = &described["tables"][0]["tableSchema"]["columns"];
    assert_eq!(
        columns[7],
        serde_json::json!({
            "name": "mean_rate",
            "titles": ["mean_rate", "Mean"],
            "dc:description": "Mean of the rates on the cap's basis.",
            "datatype": "decimal",
            "schema:unitText": "pounds an hour",
            "null": "",
        })
    );
}
