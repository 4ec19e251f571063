//! `pledge aggregate`: the operator's tables of a quarter.

use pipeline::aggregation::{Rates, Unchecked, aggregate, put};
use pipeline::compaction::compact_all;
use pipeline::status::Status;
use pledge::quarter::Quarter;
use pledge::returns::Return;
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::output;

pub(crate) async fn run(global: &Global, quarter: Quarter) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let tables = write(&home, quarter).await?;
    if global.json {
        output::json(&as_json(&tables))?;
    } else {
        show(&tables);
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
pub(crate) async fn write(home: &Home, quarter: Quarter) -> Result<Unchecked, Stop> {
    for (_, of, compacted) in compact_all(&home.datasets, &home.ledger, home.scratch()).await? {
        if of == quarter {
            compacted?;
        }
    }
    let tables = aggregate(
        &home.datasets,
        &home.ledger,
        &home.reference,
        home.scratch(),
        quarter,
    )
    .await?;
    put(&home.datasets, &tables).await?;
    Ok(tables)
}

const WARNING: &str =
    "NOT CHECKED FOR DISCLOSURE: for the operator only; do not pass these figures on.";

/// Shows the tables on the terminal.
pub(crate) fn show(tables: &Unchecked) {
    output::line(format!(
        "{} ({})",
        tables.quarter.in_words(),
        tables.quarter
    ));
    output::line(WARNING);
    output::line("");
    show_returns(tables);
    output::line("");
    show_rates(tables);
    output::line("");
    show_staffing(tables);
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

fn show_rates(tables: &Unchecked) {
    output::line("Rates by the hour on the cap's basis, in pounds");
    output::line(format!(
        "{:<9} {:<14} {:>11} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "category", "area", "assignments", "workers", "mean", "lower q.", "median", "upper q."
    ));
    for Rates {
        category,
        area,
        assignments,
        workers,
        mean,
        quartiles: [q1, median, q3],
    } in &tables.rates
    {
        output::line(format!(
            "{category:<9} {:<14} {assignments:>11} {workers:>8} {:>8} {:>8} {:>8} {:>8}",
            area.word(),
            output::pounds(*mean),
            output::pounds(*q1),
            output::pounds(*median),
            output::pounds(*q3)
        ));
    }
}

fn show_staffing(tables: &Unchecked) {
    output::line("Posts and people on the last day, in full-time posts and per cent");
    output::line(format!(
        "{:<9} {:<14} {:>10} {:>10} {:>10} {:>8} {:>8}",
        "category", "area", "agency", "permanent", "vacant", "agency %", "vacant %"
    ));
    for row in &tables.staffing {
        let percent = |share: Option<i64>| share.map_or_else(String::new, output::pounds);
        output::line(format!(
            "{:<9} {:<14} {:>10} {:>10} {:>10} {:>8} {:>8}",
            row.category,
            row.area.word(),
            output::pounds(row.agency),
            output::pounds(row.permanent),
            output::pounds(row.vacant),
            percent(row.agency_share),
            percent(row.vacancy_rate)
        ));
    }
}

/// The tables as JSON, amounts in pence, shares in hundredths of a per cent.
fn as_json(tables: &Unchecked) -> Value {
    let rates: Vec<Value> = tables
        .rates
        .iter()
        .map(|r| {
            json!({"job_category": r.category, "area": r.area.word(),
                   "assignments": r.assignments, "workers": r.workers, "mean_pence": r.mean,
                   "q1_pence": r.quartiles[0], "median_pence": r.quartiles[1],
                   "q3_pence": r.quartiles[2]})
        })
        .collect();
    let staffing: Vec<Value> = tables
        .staffing
        .iter()
        .map(|s| {
            json!({"job_category": s.category, "area": s.area.word(),
                   "agency_fte_hundredths": s.agency, "permanent_fte_hundredths": s.permanent,
                   "vacancy_fte_hundredths": s.vacant,
                   "agency_share_hundredths_of_per_cent": s.agency_share,
                   "vacancy_rate_hundredths_of_per_cent": s.vacancy_rate})
        })
        .collect();
    json!({
        "quarter": tables.quarter, "checked_for_disclosure": false, "rates": rates,
        "staffing": staffing, "returns": super::status::as_json(&tables.returns),
    })
}
