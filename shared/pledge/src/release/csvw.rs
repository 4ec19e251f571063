//! The description of a release's CSV files for programs, as "CSV on the Web" has it (W3C, Metadata
//! Vocabulary for Tabular Data, 2015).

use serde_json::{Map, Value, json};

use super::words::{FOR_DIRECTORS, rounding};
use super::{About, Audience, Column, Form, Sheet};

/// How absent figures are told apart.
const MARKS: &str = "A figure that is not shown is an empty cell, and is never nought. The column \
                     suppressed names the columns of the row that are confidential, marked [c] on \
                     the page: those with too few behind them, and those that would give such a \
                     one away, without a difference between the two. The column not_available \
                     names those marked [x]: too few observations for this figure, or nothing to \
                     compare with.";
/// `csv-metadata.json`: the tables that lie beside it, column by column.
#[must_use]
pub fn csvw(about: &About, audience: Audience, sheets: &[Sheet]) -> String {
    let tables: Vec<Value> = sheets.iter().map(table).collect();
    let readers = match audience {
        Audience::Restricted => Some(FOR_DIRECTORS.to_owned()),
        Audience::Public => None,
    };
    let notes: Vec<Value> = about
        .notice
        .map(str::to_owned)
        .into_iter()
        .chain(readers)
        .chain([MARKS.to_owned(), rounding(about, audience)])
        .map(|note| json!({ "schema:text": note }))
        .collect();
    let description = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "dc:title": format!(
            "London Pledge: agency social work, {} ({})",
            about.quarter.in_words(),
            audience.word()
        ),
        "notes": notes,
        "dialect": {
            "encoding": "utf-8",
            "lineTerminators": ["\r\n"],
            "delimiter": ",",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
        },
        "tables": tables,
    });
    format!("{description:#}\n")
}

fn table(sheet: &Sheet) -> Value {
    let columns: Vec<Value> = sheet.columns.iter().map(column).collect();
    let keys: Vec<&str> = sheet.columns.iter().map(|column| column.name).collect();
    json!({
        "url": format!("{}.csv", sheet.name),
        "dc:title": sheet.title,
        "dc:description": sheet.grain,
        "tableSchema": {
            "columns": columns,
            "primaryKey": keys.get(..sheet.keys),
        },
    })
}

/// The header of the file is among a column's titles, as programs compare the two.
fn column(column: &Column) -> Value {
    let mut titles = vec![column.name];
    if column.title != column.name {
        titles.push(column.title);
    }
    let mut described = Map::new();
    described.insert("name".to_owned(), json!(column.name));
    described.insert("titles".to_owned(), json!(titles));
    described.insert("dc:description".to_owned(), json!(column.meaning));
    described.insert("datatype".to_owned(), json!(datatype(column.form)));
    if !column.unit.is_empty() {
        described.insert("schema:unitText".to_owned(), json!(column.unit));
    }
    match column.form {
        Form::Word => described.insert("required".to_owned(), json!(true)),
        Form::Words => described.insert("separator".to_owned(), json!(" ")),
        _ => described.insert("null".to_owned(), json!("")),
    };
    Value::Object(described)
}

const fn datatype(form: Form) -> &'static str {
    match form {
        Form::Word | Form::Words => "string",
        Form::Count | Form::CountChange | Form::Percent => "integer",
        Form::Pounds | Form::PoundsChange => "decimal",
    }
}
