//! `pledge aggregate`: the operator's tables of a quarter.

use jiff::civil::Date;
use pipeline::aggregation::{Unchecked, aggregate, put};
use pipeline::compaction::compact_all;
use pipeline::status::Status;
use pledge::quarter::Quarter;
use pledge::register::Leaving;
use pledge::release::cells;
use pledge::returns::Return;
use pledge::returns::agency_assignments::JOB_CATEGORIES;
use pledge::statistics::{ALL, CellName, CellStatistics, QuarterStatistics, Staffing, category};
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

pub(crate) async fn run(global: &Global, quarter: Quarter) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let tables = write(&home, quarter, clock::today(global.today)).await?;
    if global.json {
        output::json(&as_json(&home, &tables))?;
    } else {
        show(&tables);
        output::message(format!("reference data {}", home.reference.version()));
        output::message(format!(
            "written to {}",
            home.root
                .join(format!("unchecked/rates/v1/{quarter}"))
                .display()
        ));
    }
    Ok(Exit::Fine)
}

/// Computes and writes the tables of a quarter.
pub(crate) async fn write(home: &Home, quarter: Quarter, today: Date) -> Result<Unchecked, Stop> {
    for (_, of, compacted) in compact_all(&home.datasets, &home.ledger, home.scratch()).await? {
        if of == quarter {
            compacted?;
        }
    }
    let tables = aggregate(&home.region(), quarter, today).await?;
    put(&home.datasets, &tables).await?;
    Ok(tables)
}

const WARNING: &str =
    "NOT CHECKED FOR DISCLOSURE: for the operator only; do not pass these figures on.";

/// Shows the tables on the terminal.
pub(crate) fn show(tables: &Unchecked) {
    let statistics = &tables.statistics;
    let quarter = statistics.quarter;
    output::line(format!("{} ({quarter})", quarter.in_words()));
    output::line(WARNING);
    output::line("");
    show_returns(tables);
    output::line("");
    show_rates(statistics);
    output::line("");
    show_staffing(statistics);
}

fn show_returns(tables: &Unchecked) {
    for kind in Return::ALL.into_iter().filter(|kind| kind.quarterly()) {
        let count = |status| {
            tables
                .returns
                .iter()
                .filter(|r| r.kind == kind && r.status == status)
                .count()
        };
        let words: Vec<String> = Status::ALL
            .iter()
            .filter(|status| count(**status) > 0)
            .map(|status| format!("{} {}", count(*status), status.word()))
            .collect();
        output::line(format!("{:<22} {}", kind.title(), words.join(", ")));
        let absent: Vec<&str> = tables
            .returns
            .iter()
            .filter(|r| r.kind == kind && matches!(r.status, Status::Missing | Status::Refused))
            .map(|r| r.authority.name())
            .collect();
        if !absent.is_empty() {
            output::line(format!("  nothing in force from {}", absent.join(", ")));
        }
    }
}

/// The cells of rates that have an assignment, in the order of tables.
fn rates(of: &QuarterStatistics) -> impl Iterator<Item = (CellName, &CellStatistics)> {
    let cells = cells(JOB_CATEGORIES.iter().map(|word| word.word));
    cells.filter_map(|cell| Some((cell, of.rates.get(&cell)?)))
}

/// The cells that a snapshot has, in the order of tables.
fn staffing(of: &QuarterStatistics) -> impl Iterator<Item = (CellName, &Staffing)> {
    let cells = cells(category::of_snapshots());
    cells.filter_map(|cell| Some((cell, of.staffing.get(&cell)?)))
}

fn show_rates(of: &QuarterStatistics) {
    output::line("Rates by the hour on the cap's basis, in pounds");
    output::line(format!(
        "{:<9} {:<14} {:>11} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8}",
        "category",
        "area",
        "assignments",
        "workers",
        "mean",
        "lower q.",
        "median",
        "upper q.",
        "90 %",
        "above cap",
        "breaches"
    ));
    for (cell, statistics) in rates(of) {
        let total = statistics.total;
        let pounds = statistics
            .figures()
            .map(|pence| pence.map_or_else(String::new, output::pounds));
        let [mean, q1, median, q3, p90] = pounds;
        output::line(format!(
            "{:<9} {:<14} {:>11} {:>8} {mean:>8} {q1:>8} {median:>8} {q3:>8} {p90:>8} {:>9} {:>8}",
            cell.category,
            cell.area.word(),
            total.assignments,
            total.workers,
            total.above,
            total.breaches(),
        ));
    }
}

/// Agency share, vacancy and turnover of a cell, in hundredths of a per cent.
fn shares(of: &Staffing) -> [Option<i64>; 3] {
    [of.agency_share(), of.vacancy_rate(), of.turnover()]
}

fn show_staffing(of: &QuarterStatistics) {
    output::line("Posts and people on the last day, in full-time posts and per cent");
    output::line(format!(
        "{:<9} {:<14} {:>10} {:>10} {:>10} {:>8} {:>8} {:>8}",
        "category", "area", "agency", "permanent", "vacant", "agency %", "vacant %", "turned %"
    ));
    for (cell, staffing) in staffing(of) {
        let percents = shares(staffing).map(|share| share.map_or_else(String::new, output::pounds));
        let [agency, vacant, turnover] = percents;
        output::line(format!(
            "{:<9} {:<14} {:>10} {:>10} {:>10} {agency:>8} {vacant:>8} {turnover:>8}",
            cell.category,
            cell.area.word(),
            output::pounds(staffing.agency),
            output::pounds(staffing.permanent),
            output::pounds(staffing.vacant),
        ));
    }
}

/// The tables as JSON, amounts in pence, shares in hundredths of a per cent.
fn as_json(home: &Home, tables: &Unchecked) -> Value {
    let of = &tables.statistics;
    let categories = JOB_CATEGORIES.iter().map(|word| word.word).chain([ALL]);
    let engagements: Vec<Value> = categories
        .map(|category| {
            let counts = of.engaged(category);
            json!({"job_category": category, "engagements": counts.engagements,
                   "early": counts.early, "declared_clear": counts.declared_clear})
        })
        .collect();
    json!({
        "quarter": of.quarter, "checked_for_disclosure": false,
        "reference": home.reference.version(),
        "rates": rates(of).map(rate_json).collect::<Vec<_>>(),
        "staffing": staffing(of).map(staffing_json).collect::<Vec<_>>(),
        "engagements": engagements, "leavers": leavers_json(of),
        "returns": super::status::as_json(&tables.returns),
    })
}

fn rate_json((cell, of): (CellName, &CellStatistics)) -> Value {
    let [mean, q1, median, q3, p90] = of.figures();
    let total = of.total;
    json!({
        "job_category": cell.category, "area": cell.area.word(),
        "assignments": total.assignments, "workers": total.workers,
        "boroughs": of.boroughs.len(), "suppliers": of.suppliers.len(), "mean_pence": mean,
        "q1_pence": q1, "median_pence": median, "q3_pence": q3, "p90_pence": p90,
        "above_cap": total.above, "exceptions_approved": total.approved,
        "exceptions_late": total.late, "exceptions_missing": total.missing(),
        "breaches": total.breaches(),
    })
}

fn staffing_json((cell, of): (CellName, &Staffing)) -> Value {
    let [agency, vacancy, turnover] = shares(of);
    json!({
        "job_category": cell.category, "area": cell.area.word(),
        "agency_fte_hundredths": of.agency, "permanent_fte_hundredths": of.permanent,
        "vacancy_fte_hundredths": of.vacant, "leavers_fte_hundredths": of.leavers,
        "agency_share_hundredths_of_per_cent": agency,
        "vacancy_rate_hundredths_of_per_cent": vacancy,
        "turnover_hundredths_of_per_cent": turnover,
    })
}

fn leavers_json(of: &QuarterStatistics) -> Vec<Value> {
    let mut rows = Vec::new();
    for (authority, counts) in &of.leavers {
        for (leaving, [to_agency, elsewhere]) in Leaving::ALL.into_iter().zip(counts) {
            rows.push(json!({
                "authority": authority, "name": authority.name(), "reason": leaving.word(),
                "to_agency": to_agency, "elsewhere": elsewhere,
            }));
        }
    }
    rows
}
