//! The tables of a release as files: CSV, Parquet, a description of these, and a page.

use columnar::{ColumnarError, Table, TableCell, TableColumn, TableForm, to_csv, to_parquet};
use pledge::release::{About, Column, Entry, Form, Sheet, Shown, Tables, csvw, page, sheets};

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its name without its suffix.
    pub name: &'static str,
    /// Its suffix.
    pub suffix: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Each table for one audience as CSV and as Parquet; `csv-metadata.json`, which describes the CSV
/// files; and `index.html`, which shows all of them.
///
/// # Errors
///
/// `Row` if a figure is larger than its column holds.
pub fn files(about: &About, tables: &Tables) -> Result<Vec<ReleaseFile>, ColumnarError> {
    let sheets = sheets(about.quarter, tables);
    let mut files = Vec::new();
    for sheet in &sheets {
        let table = table(sheet)?;
        let mut file = |suffix, bytes| {
            files.push(ReleaseFile {
                name: sheet.name,
                suffix,
                bytes,
            });
        };
        file("csv", to_csv(&table)?.into_bytes());
        file("parquet", to_parquet(&table)?);
    }
    let described = csvw(about, tables.audience, &sheets);
    for (name, suffix, text) in [
        ("csv-metadata", "json", described),
        ("index", "html", page(about, tables)),
    ] {
        let bytes = text.into_bytes();
        files.push(ReleaseFile {
            name,
            suffix,
            bytes,
        });
    }
    Ok(files)
}

/// A sheet as a table of results: a figure that is not shown is absent, in every form.
fn table(sheet: &Sheet) -> Result<Table, ColumnarError> {
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let cells = row.iter().zip(&sheet.columns);
        let cells: Option<Vec<TableCell>> = cells
            .map(|(entry, column)| cell(entry, column.form))
            .collect();
        rows.push(cells.ok_or(ColumnarError::Row)?);
    }
    Ok(Table {
        name: sheet.name,
        columns: sheet.columns.iter().map(column).collect(),
        rows,
    })
}

fn column(column: &Column) -> TableColumn {
    TableColumn {
        name: column.name,
        form: match column.form {
            Form::Word | Form::Words => TableForm::Text,
            Form::Count | Form::CountChange | Form::Percent => TableForm::Count,
            Form::Pounds | Form::PoundsChange => TableForm::Pounds,
        },
        optional: !matches!(column.form, Form::Word | Form::Words),
    }
}

fn cell(entry: &Entry, form: Form) -> Option<TableCell> {
    Some(match (entry, form) {
        (Entry::Quarter(quarter), Form::Word) => TableCell::Quarter(*quarter),
        (Entry::Word(word), Form::Word) => TableCell::Text(word),
        (Entry::Words(words), Form::Words) => TableCell::Texts(words.clone()),
        (Entry::Figure(Shown::Value(count)), Form::Count | Form::CountChange | Form::Percent) => {
            TableCell::Count(*count)
        }
        (Entry::Figure(Shown::Value(pence)), Form::Pounds | Form::PoundsChange) => {
            TableCell::Pence(*pence)
        }
        (Entry::Figure(Shown::Suppressed | Shown::NotAvailable), _) => TableCell::Absent,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use pledge::quarter::Quarter;
    use pledge::reference::Reference;
    use pledge::release::{Audience, EngagementRow, RateRow, ReturnRow};
    use pledge::returns::Return;
    use pledge::statistics::{ALL, Area, CellName};

    fn tables() -> Tables {
        let shown = Shown::Value;
        let rates = RateRow {
            cell: CellName {
                category: "SW",
                area: Area::Region,
            },
            assignments: shown(1_240),
            workers: shown(1_205),
            boroughs: shown(33),
            suppliers: shown(14),
            mean_pence: shown(3_650),
            q1_pence: shown(3_600),
            median_pence: shown(3_700),
            q3_pence: shown(3_750),
            p90_pence: Shown::NotAvailable,
            above_cap: shown(0),
            above_cap_percent: shown(0),
            exceptions: Shown::Suppressed,
            breaches: Shown::Suppressed,
            median_change_pence: shown(-50),
            workers_change: shown(-5),
        };
        let engagements = EngagementRow {
            category: ALL,
            engagements: Shown::Suppressed,
            early: Shown::Suppressed,
            declared_clear: Shown::Suppressed,
        };
        Tables {
            audience: Audience::Public,
            rates: vec![rates],
            staffing: Vec::new(),
            engagements: vec![engagements],
            leavers: Vec::new(),
            returns: vec![ReturnRow {
                kind: Return::WorkforceSnapshot,
                in_force: 31,
                missing: Vec::new(),
            }],
        }
    }

    fn made(tables: &Tables) -> Result<Vec<ReleaseFile>, ColumnarError> {
        let about = About {
            quarter: Quarter::new(2026, 3).unwrap(),
            reference: &Reference::compiled(),
            program: "pledge 0.1.0",
            notice: None,
        };
        files(&about, tables)
    }

    fn written(name: &str, suffix: &str) -> Vec<u8> {
        let files = made(&tables()).unwrap();
        let file = files
            .into_iter()
            .find(|file| (file.name, file.suffix) == (name, suffix));
        file.unwrap().bytes
    }

    #[test]
    fn a_figure_that_is_not_shown_is_empty_in_csv_and_named_beside_it() {
        for (name, expected) in [
            (
                "rates",
                "quarter,job_category,area,assignments,workers,boroughs,suppliers,mean_rate,\
                 q1_rate,median_rate,q3_rate,p90_rate,median_change,workers_change,above_cap,\
                 above_cap_percent,exceptions,breaches,suppressed,not_available\r\n\
                 2026Q3,SW,region,1240,1205,33,14,36.50,36.00,37.00,37.50,,-0.50,-5,0,0,,,\
                 exceptions breaches,p90_rate\r\n",
            ),
            (
                "engagements",
                "quarter,job_category,engagements,early,declared_clear,suppressed,not_available\r\n\
                 2026Q3,all,,,,engagements early declared_clear,\r\n",
            ),
            (
                "leavers",
                "quarter,reason,to_agency,elsewhere,leavers,suppressed,not_available\r\n",
            ),
            (
                "returns",
                "quarter,return,in_force,expected\r\n2026Q3,workforce_snapshot,31,33\r\n",
            ),
        ] {
            assert_eq!(String::from_utf8(written(name, "csv")).unwrap(), expected);
        }
    }

    #[test]
    fn every_table_is_written_as_csv_and_as_parquet_and_described() {
        let files = made(&tables()).unwrap();
        let names: Vec<String> = files
            .iter()
            .map(|file| format!("{}.{}", file.name, file.suffix))
            .collect();
        assert_eq!(
            names,
            [
                "rates.csv",
                "rates.parquet",
                "staffing.csv",
                "staffing.parquet",
                "engagements.csv",
                "engagements.parquet",
                "leavers.csv",
                "leavers.parquet",
                "returns.csv",
                "returns.parquet",
                "csv-metadata.json",
                "index.html",
            ]
        );
        let parquet = files.iter().filter(|file| file.suffix == "parquet");
        assert!(
            parquet
                .into_iter()
                .all(|file| file.bytes.starts_with(b"PAR1"))
        );
    }

    #[test]
    fn an_amount_that_its_column_cannot_hold_is_refused() {
        let mut tables = tables();
        tables.rates[0].mean_pence = Shown::Value(1_000_000_000);
        let refused = made(&tables);
        assert!(matches!(refused, Err(ColumnarError::Row)));
    }
}
