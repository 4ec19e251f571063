//! The operator's tables as files.

use columnar::{Table, TableCell, TableColumn, TableForm, to_csv, to_parquet};
use pledge::path::Place;
use pledge::ports::Datasets;
use pledge::quarter::Quarter;
use pledge::rates::share_hundredths;
use pledge::register::Leaving;
use pledge::release::cells;
use pledge::returns::agency_assignments::JOB_CATEGORIES;
use pledge::statistics::{ALL, CellName, CellStatistics, QuarterStatistics, Staffing, category};

use super::Unchecked;
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
    let statistics = &unchecked.statistics;
    for table in [
        rates(statistics),
        staffing(statistics),
        engagements(statistics),
        leavers(statistics),
        returns(unchecked),
    ] {
        let place = |suffix| Place::Unchecked(statistics.quarter, table.name, suffix);
        let csv = to_csv(&table)?;
        datasets.put(&place("csv"), &mut csv.as_bytes()).await?;
        datasets
            .put(&place("parquet"), &mut to_parquet(&table)?.as_slice())
            .await?;
    }
    Ok(())
}

fn count(number: impl TryInto<i64>) -> TableCell {
    TableCell::Count(number.try_into().unwrap_or(i64::MAX))
}

fn pence(amount: Option<i64>) -> TableCell {
    amount.map_or(TableCell::Absent, TableCell::Pence)
}

fn percent(share: Option<i64>) -> TableCell {
    share.map_or(TableCell::Absent, TableCell::Percent)
}

/// The columns that name a cell, and those of its figures.
fn of_cells(figures: &[TableColumn]) -> Vec<TableColumn> {
    let mut columns = vec![
        column("quarter", TableForm::Text),
        column("job_category", TableForm::Text),
        column("area", TableForm::Text),
    ];
    columns.extend_from_slice(figures);
    columns
}

/// A row of a cell: what names it, and its figures.
fn row(quarter: Quarter, cell: CellName, figures: Vec<TableCell>) -> Vec<TableCell> {
    let mut row = vec![
        TableCell::Quarter(quarter),
        TableCell::Text(cell.category),
        TableCell::Text(cell.area.word()),
    ];
    row.extend(figures);
    row
}

fn rates(of: &QuarterStatistics) -> Table {
    let categories = JOB_CATEGORIES.iter().map(|word| word.word);
    let rows = cells(categories)
        .filter_map(|cell| Some(row(of.quarter, cell, rate_figures(of.rates.get(&cell)?))));
    Table {
        name: "rates",
        columns: of_cells(&[
            column("assignments", TableForm::Count),
            column("workers", TableForm::Count),
            column("mean_rate", TableForm::Pounds),
            column("q1_rate", TableForm::Pounds),
            column("median_rate", TableForm::Pounds),
            column("q3_rate", TableForm::Pounds),
            column("p90_rate", TableForm::Pounds),
            column("boroughs", TableForm::Count),
            column("suppliers", TableForm::Count),
            column("above_cap", TableForm::Count),
            column("above_cap_share", TableForm::Percent),
            column("exceptions_approved", TableForm::Count),
            column("exceptions_late", TableForm::Count),
            column("exceptions_missing", TableForm::Count),
            column("breaches", TableForm::Count),
        ]),
        rows: rows.collect(),
    }
}

fn rate_figures(of: &CellStatistics) -> Vec<TableCell> {
    let total = of.total;
    let [mean, q1, median, q3, p90] = of.figures();
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let above_share = share_hundredths(whole(total.above), whole(total.assignments));
    vec![
        count(total.assignments),
        count(total.workers),
        pence(mean),
        pence(q1),
        pence(median),
        pence(q3),
        pence(p90),
        count(of.boroughs.len()),
        count(of.suppliers.len()),
        count(total.above),
        percent(above_share),
        count(total.approved),
        count(total.late),
        count(total.missing()),
        count(total.breaches()),
    ]
}

fn staffing(of: &QuarterStatistics) -> Table {
    let rows = cells(category::of_snapshots()).filter_map(|cell| {
        let figures = staffing_figures(of.staffing.get(&cell)?);
        Some(row(of.quarter, cell, figures))
    });
    Table {
        name: "staffing",
        columns: of_cells(&[
            column("agency_fte", TableForm::Sum),
            column("permanent_fte", TableForm::Sum),
            column("vacancy_fte", TableForm::Sum),
            optional("agency_share", TableForm::Percent),
            optional("vacancy_rate", TableForm::Percent),
            optional("leavers_fte", TableForm::Sum),
            optional("turnover", TableForm::Percent),
        ]),
        rows: rows.collect(),
    }
}

fn staffing_figures(of: &Staffing) -> Vec<TableCell> {
    vec![
        // Hundredths of a post stand in a column of hundredths like pence do.
        TableCell::Pence(of.agency),
        TableCell::Pence(of.permanent),
        TableCell::Pence(of.vacant),
        percent(of.agency_share()),
        percent(of.vacancy_rate()),
        pence(of.leavers),
        percent(of.turnover()),
    ]
}

fn engagements(of: &QuarterStatistics) -> Table {
    let categories = JOB_CATEGORIES.iter().map(|word| word.word).chain([ALL]);
    let rows = categories.map(|category| {
        let counts = of.engaged(category);
        vec![
            TableCell::Quarter(of.quarter),
            TableCell::Text(category),
            count(counts.engagements),
            count(counts.early),
            count(counts.declared_clear),
        ]
    });
    Table {
        name: "engagements",
        columns: vec![
            column("quarter", TableForm::Text),
            column("job_category", TableForm::Text),
            column("engagements", TableForm::Count),
            column("early", TableForm::Count),
            column("declared_clear", TableForm::Count),
        ],
        rows: rows.collect(),
    }
}

fn leavers(of: &QuarterStatistics) -> Table {
    let rows = of.leavers.iter().flat_map(|(authority, counts)| {
        let counts = Leaving::ALL.into_iter().zip(counts);
        counts.map(|(leaving, [to_agency, elsewhere])| {
            vec![
                TableCell::Quarter(of.quarter),
                TableCell::Borough(*authority),
                TableCell::Text(authority.name()),
                TableCell::Text(leaving.word()),
                count(*to_agency),
                count(*elsewhere),
            ]
        })
    });
    Table {
        name: "leavers",
        columns: vec![
            column("quarter", TableForm::Text),
            column("la_code", TableForm::Text),
            column("name", TableForm::Text),
            column("reason", TableForm::Text),
            column("to_agency", TableForm::Count),
            column("elsewhere", TableForm::Count),
        ],
        rows: rows.collect(),
    }
}

fn returns(unchecked: &Unchecked) -> Table {
    let rows = unchecked.returns.iter().map(|status| {
        vec![
            TableCell::Quarter(unchecked.statistics.quarter),
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
