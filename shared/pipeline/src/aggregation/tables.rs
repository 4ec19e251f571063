//! The operator's tables as files.

use columnar::{Table, TableCell, TableColumn, TableForm, to_csv, to_parquet};
use pledge::path::Place;
use pledge::ports::Datasets;

use super::{Area, Unchecked};
use crate::Failure;

const fn column(name: &'static str, form: TableForm) -> TableColumn {
    TableColumn {
        name,
        form,
        optional: false,
    }
}

const fn optional(name: &'static str, form: TableForm) -> TableColumn {
    TableColumn {
        name,
        form,
        optional: true,
    }
}

/// Writes the tables of a quarter as Parquet and CSV, in the folder of what is not checked.
///
/// # Errors
///
/// When the store does not answer.
pub async fn put(datasets: &impl Datasets, unchecked: &Unchecked) -> Result<(), Failure> {
    for table in [rates(unchecked), staffing(unchecked), returns(unchecked)] {
        let place = |suffix| Place::Unchecked(unchecked.quarter, table.name, suffix);
        let csv = to_csv(&table)?;
        datasets.put(&place("csv"), &mut csv.as_bytes()).await?;
        datasets
            .put(&place("parquet"), &mut to_parquet(&table)?.as_slice())
            .await?;
    }
    Ok(())
}

fn area(area: Area) -> TableCell {
    TableCell::Text(area.word())
}

fn count(number: impl TryInto<i64>) -> TableCell {
    TableCell::Count(number.try_into().unwrap_or(i64::MAX))
}

fn rates(unchecked: &Unchecked) -> Table {
    let rows = unchecked.rates.iter().map(|rates| {
        let [q1, median, q3] = rates.quartiles;
        vec![
            TableCell::Quarter(unchecked.quarter),
            TableCell::Text(rates.category),
            area(rates.area),
            count(rates.assignments),
            count(rates.workers),
            TableCell::Pence(rates.mean),
            TableCell::Pence(q1),
            TableCell::Pence(median),
            TableCell::Pence(q3),
        ]
    });
    Table {
        name: "rates",
        columns: vec![
            column("quarter", TableForm::Text),
            column("job_category", TableForm::Text),
            column("area", TableForm::Text),
            column("assignments", TableForm::Count),
            column("workers", TableForm::Count),
            column("mean_rate", TableForm::Pounds),
            column("q1_rate", TableForm::Pounds),
            column("median_rate", TableForm::Pounds),
            column("q3_rate", TableForm::Pounds),
        ],
        rows: rows.collect(),
    }
}

fn staffing(unchecked: &Unchecked) -> Table {
    let percent = |share: Option<i64>| share.map_or(TableCell::Absent, TableCell::Percent);
    let rows = unchecked.staffing.iter().map(|staffing| {
        vec![
            TableCell::Quarter(unchecked.quarter),
            TableCell::Text(staffing.category),
            area(staffing.area),
            // Hundredths of a post stand in a column of hundredths like pence do.
            TableCell::Pence(staffing.agency),
            TableCell::Pence(staffing.permanent),
            TableCell::Pence(staffing.vacant),
            percent(staffing.agency_share),
            percent(staffing.vacancy_rate),
        ]
    });
    Table {
        name: "staffing",
        columns: vec![
            column("quarter", TableForm::Text),
            column("job_category", TableForm::Text),
            column("area", TableForm::Text),
            column("agency_fte", TableForm::Sum),
            column("permanent_fte", TableForm::Sum),
            column("vacancy_fte", TableForm::Sum),
            optional("agency_share", TableForm::Percent),
            optional("vacancy_rate", TableForm::Percent),
        ],
        rows: rows.collect(),
    }
}

fn returns(unchecked: &Unchecked) -> Table {
    let rows = unchecked.returns.iter().map(|status| {
        vec![
            TableCell::Quarter(unchecked.quarter),
            TableCell::Text(status.kind.name()),
            TableCell::Borough(status.authority),
            TableCell::Text(status.authority.name()),
            TableCell::Text(status.status.word()),
            count(status.rows),
        ]
    });
    Table {
        name: "returns",
        columns: vec![
            column("quarter", TableForm::Text),
            column("return", TableForm::Text),
            column("la_code", TableForm::Text),
            column("name", TableForm::Text),
            column("status", TableForm::Text),
            column("rows", TableForm::Count),
        ],
        rows: rows.collect(),
    }
}
