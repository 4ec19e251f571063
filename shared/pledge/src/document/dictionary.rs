//! The dictionary: what boroughs send and what becomes of it, as a page of Markdown.

use super::values::values;
use crate::borough::SubRegion;
use crate::column::{Column, EXPLANATIONS, Fate, Kind, Needed, Word};
use crate::limits::{CELL_BYTES, HEADER_LINES, UPLOAD_BYTES, UPLOAD_COLUMNS, UPLOAD_ROWS};
use crate::reference::Reference;
use crate::report::wording::thousands;
use crate::returns::Return;
use crate::rule::{Code, Severity};

const OPENING: &str = include_str!("opening.md");
const READING: &str = include_str!("reading.md");

/// The page.
#[must_use]
pub fn dictionary(reference: &Reference) -> String {
    let mut parts = vec![OPENING.to_owned(), READING.to_owned(), limits()];
    parts.push("## What becomes of a column\n\n".to_owned());
    let fates: Vec<_> = FATES.iter().map(|fate| vec![fate.0, fate.1]).collect();
    parts.push(table(&["fate", "meaning"], &fates));
    for kind in Return::ALL {
        parts.push(one_return(kind));
    }
    parts.push(suppliers(reference));
    parts.push("## Codes that explain a query\n\n".to_owned());
    parts.push(words(EXPLANATIONS));
    parts.push(findings());
    parts.concat()
}

/// What each fate means.
const FATES: &[(&str, &str)] = &[
    (
        "identifies",
        "turned into a pseudonym by a keyed hash, then gone",
    ),
    ("kept", "stored for analysts"),
    (
        "generalised",
        "stored coarser than sent: of a day only the month",
    ),
    (
        "restricted",
        "stored, and shown only pooled over boroughs and suppliers",
    ),
    (
        "counts",
        "enters the counts that are frozen when a quarter is closed, and nothing else",
    ),
    ("decides", "used by a rule, then gone"),
    (
        "register",
        "dates and coverage for the leaver register, and nothing else",
    ),
    ("dropped", "not stored; at most checked for the report"),
];

fn limits() -> String {
    let megabytes = format!("{} MB", UPLOAD_BYTES / (1024 * 1024));
    let rows = [
        ("size of a file", megabytes),
        ("data rows of a file", thousands(UPLOAD_ROWS)),
        ("columns of a file", UPLOAD_COLUMNS.to_string()),
        ("bytes of a cell", thousands(CELL_BYTES)),
        (
            "lines in which the column names must stand",
            HEADER_LINES.to_string(),
        ),
    ];
    let rows: Vec<_> = rows.iter().map(|row| vec![row.0, row.1.as_str()]).collect();
    format!("\n### Limits\n\n{}", table(&["what", "at most"], &rows))
}

fn one_return(kind: Return) -> String {
    let sent = if kind.quarterly() {
        "Sent each quarter; a newer file of the same quarter takes the place of the older one."
    } else {
        "Sent on any day, as a full statement: whom the last one listed and this one does not is \
         withdrawn, unless the day is merely too long ago."
    };
    let columns: Vec<Vec<String>> = kind
        .columns()
        .iter()
        .map(|column| described(kind, column))
        .collect();
    let head = [
        "column",
        "what to write",
        "takes",
        "example",
        "to be filled",
        "fate",
        "stored as",
        "also found under",
    ];
    let lists: Vec<String> = kind.columns().iter().map(|one| list(kind, one)).collect();
    format!(
        "## {}: `{kind}`\n\n{} {sent}\n\n{}{}{}",
        kind.title(),
        kind.grain(),
        table(&head, &columns),
        lists.concat(),
        dataset(kind)
    )
}

/// A column's row of the table.
fn described(kind: Return, column: &Column) -> Vec<String> {
    let takes = match column.kind {
        Kind::Listed(_) => format!("a word of [its list](#{kind}-{})", column.name),
        other => values(other),
    };
    vec![
        format!("`{}`", column.name),
        column.meaning.to_owned(),
        takes,
        code(column.example),
        needed(column.needed).to_owned(),
        column.fate.word().to_owned(),
        stored(&column.fate),
        column.also.join(", "),
    ]
}

fn code(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("`{text}`")
    }
}

const fn needed(needed: Needed) -> &'static str {
    match needed {
        Needed::Always => "in every row",
        Needed::Optional => "if there is something to say",
        Needed::BySeveral => "in every row of a folder that files for several authorities",
        Needed::WhenEnded => "in every row that ended in the quarter",
        Needed::UnlessPaye => "in every row that is not paid by PAYE",
        Needed::OnceInFile => "once in the file",
    }
}

fn stored(fate: &Fate) -> String {
    let names: Vec<String> = fate
        .stored()
        .iter()
        .map(|stored| code(stored.name))
        .collect();
    names.join(", ")
}

/// The list of a column that takes listed words.
fn list(kind: Return, column: &Column) -> String {
    match column.kind {
        Kind::Listed(list) => format!("### `{kind}`: `{}`\n\n{}", column.name, words(list)),
        _ => String::new(),
    }
}

fn words(list: &[Word]) -> String {
    let rows: Vec<Vec<String>> = list
        .iter()
        .map(|word| {
            let also = word.also.join(", ");
            vec![code(word.word), word.meaning.to_owned(), also]
        })
        .collect();
    table(&["word", "meaning", "also understood"], &rows)
}

/// The dataset that the return's rows become.
fn dataset(kind: Return) -> String {
    if !kind.has_dataset() {
        return format!(
            "### Dataset of `{kind}`\n\nNone. There is no dataset of leavers by row.\n\n"
        );
    }
    let rows: Vec<Vec<String>> = kind
        .stored()
        .iter()
        .map(|stored| {
            vec![
                code(stored.name),
                stored.form.sql().to_owned(),
                if stored.optional { "yes" } else { "no" }.to_owned(),
                stored.meaning.to_owned(),
            ]
        })
        .collect();
    let version = kind.schema_version();
    let areas: Vec<String> = SubRegion::ALL
        .iter()
        .map(|area| code(area.word()))
        .collect();
    format!(
        "### Dataset of `{kind}`\n\nOne Parquet file for each quarter, \
         `curated/{kind}/{version}/quarter=2026Q3/{kind}-2026Q3.parquet`, in which the quarter is \
         the path's. The words of `sub_region` are {}.\n\n{}",
        areas.join(", "),
        table(&["column", "type", "may be missing", "meaning"], &rows)
    )
}

fn suppliers(reference: &Reference) -> String {
    let rows: Vec<Vec<String>> = reference
        .suppliers()
        .map(|(number, name)| {
            vec![
                number.to_string(),
                code(&format!("S{number:02}")),
                name.to_owned(),
            ]
        })
        .collect();
    format!(
        "## Suppliers\n\nThe list of reference data {}. Write the name or the key; a supplier \
         that is not on it is stored as number 0. The names of this list are invented.\n\n{}",
        reference.version(),
        table(&["number", "key", "name"], &rows)
    )
}

const FINDINGS: &str = "\
    Each finding names its place (the file, a column, a row or a cell), what is wrong there, what \
    to do, and a code that never changes its meaning. It never repeats what is in a cell. A query \
    that has a code in `explanation` counts as explained. A rate above the cap (A7) and a start \
    from 31 October 2024 without three years of experience (A10) are breaches: they are counted, \
    and no findings.";

fn findings() -> String {
    let rows: Vec<Vec<String>> = Code::ALL
        .iter()
        .map(|code| {
            let severity = match code.severity() {
                Severity::Error => "error",
                Severity::Query => "query",
            };
            vec![
                code.to_string(),
                severity.to_owned(),
                code.words().to_owned(),
                code.hint().to_owned(),
            ]
        })
        .collect();
    format!(
        "## Findings\n\n{FINDINGS}\n\n{}",
        table(&["code", "kind", "the place …", "what to do"], &rows)
    )
}

/// A table of Markdown, with an empty line behind it.
fn table<T: AsRef<str>>(head: &[&str], rows: &[Vec<T>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    let mut parts = vec![
        line(head.iter().map(|cell| (*cell).to_owned()).collect()),
        rule,
    ];
    for row in rows {
        let cells = row.iter().map(|cell| cell.as_ref().replace('|', "\\|"));
        parts.push(line(cells.collect()));
    }
    parts.push("\n".to_owned());
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_names_every_column_word_and_code() {
        let page = dictionary(&Reference::compiled());
        for kind in Return::ALL {
            for column in kind.columns() {
                assert!(
                    page.contains(&format!("| `{}` |", column.name)),
                    "{}",
                    column.name
                );
                assert!(FATES.iter().any(|fate| fate.0 == column.fate.word()));
                if let Kind::Listed(_) = column.kind {
                    let heading = format!("### `{kind}`: `{}`\n", column.name);
                    assert_eq!(page.matches(&heading).count(), 1, "{heading}");
                }
            }
            for stored in kind.stored() {
                assert!(page.contains(stored.meaning), "{}", stored.name);
            }
        }
        for code in Code::ALL {
            assert!(page.contains(&format!("| {code} | ")), "{code}");
        }
    }

    #[test]
    fn every_row_of_a_table_has_as_many_cells_as_its_head() {
        let page = dictionary(&Reference::compiled());
        let mut width = None;
        for line in page.lines() {
            if line.starts_with('|') {
                let cells = line.replace("\\|", "").matches('|').count();
                assert_eq!(*width.get_or_insert(cells), cells, "{line}");
            } else {
                width = None;
            }
        }
    }
}
