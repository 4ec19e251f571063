//! `pledge caps`: what the caps came to in a closed quarter, and what others would have.

use std::collections::BTreeMap;

use pipeline::release::{released_caps, what_if};
use pledge::disclosure::{TriedCap, WhatIfRow};
use pledge::quarter::Quarter;
use pledge::release::{self, Form, RateRow, Shown};
use pledge::statistics::CellName;
use serde_json::{Value, json};

use crate::arguments::{Caps, Global};
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::output;

type Tried = BTreeMap<&'static str, TriedCap>;

pub(crate) async fn run(global: &Global, of: &Caps) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let (region, quarter) = (home.region(), of.quarter);
    let tried: Tried = of.what_if.iter().copied().collect();
    if tried.len() < of.what_if.len() {
        return Err(Stop::usage(
            "a job category has two caps to try",
            "name each category once",
        ));
    }
    let shown = if tried.is_empty() {
        Rows::Released(released_caps(&region, quarter).await?)
    } else {
        let answered = what_if(&region, quarter, &tried).await?;
        Rows::WhatIf(answered.rows().to_vec())
    };
    if global.json {
        let caps: BTreeMap<&str, i64> = tried.iter().map(|(of, cap)| (*of, cap.pence())).collect();
        output::json(&json!({
            "quarter": quarter, "reference": home.reference.version(),
            "tried_caps_pence": caps, "rows": shown.as_json(),
        }))?;
        return Ok(Exit::Fine);
    }
    show(quarter, &tried, &shown);
    output::message(format!("reference data {}", home.reference.version()));
    Ok(Exit::Fine)
}

/// What is shown.
enum Rows {
    Released(Vec<RateRow>),
    WhatIf(Vec<WhatIfRow>),
}

impl Rows {
    fn as_json(&self) -> Vec<Value> {
        match self {
            Self::Released(rows) => rows.iter().map(released_json).collect(),
            Self::WhatIf(rows) => rows.iter().map(what_if_json).collect(),
        }
    }
}

fn released_json(row: &RateRow) -> Value {
    json!({
        "job_category": row.cell.category, "area": row.cell.area.word(),
        "assignments": row.assignments, "above_cap": row.above_cap,
        "above_cap_percent": row.above_cap_percent, "exceptions": row.exceptions,
        "breaches": row.breaches,
    })
}

fn what_if_json(row: &WhatIfRow) -> Value {
    json!({
        "job_category": row.cell.category, "area": row.cell.area.word(),
        "within_percent": row.within_percent, "excess_per_week_pence": row.excess_per_week_pence,
    })
}

/// Shows the rows on the terminal.
fn show(quarter: Quarter, tried: &Tried, rows: &Rows) {
    output::line(format!("{} ({quarter})", quarter.in_words()));
    output::line(
        "For directors of children's services: do not pass these figures on. [c] is confidential.",
    );
    if !tried.is_empty() {
        let caps = tried.iter();
        let caps = caps.map(|(category, cap)| format!("{category} £{}", cap.pence() / 100));
        let caps: Vec<String> = caps.collect();
        output::line(format!("If the cap were {}:", caps.join(", ")));
    }
    output::line("");
    match rows {
        Rows::Released(rows) => {
            line(
                None,
                &["assignments", "above cap", "%", "approved", "breaches"].map(str::to_owned),
            );
            for row in rows {
                let figures = [
                    row.assignments,
                    row.above_cap,
                    row.above_cap_percent,
                    row.exceptions,
                    row.breaches,
                ];
                line(Some(row.cell), &figures.map(|figure| written(figure, 1)));
            }
            output::line("");
            output::line(
                "Approved by the start; a breach has no exception, or one approved later.",
            );
        }
        Rows::WhatIf(rows) => {
            line(None, &["within %", "£ a week above"].map(str::to_owned));
            for row in rows {
                let within = written(row.within_percent, 1);
                let excess = written(row.excess_per_week_pence, 100);
                line(Some(row.cell), &[within, excess]);
            }
            output::line("");
            output::line(
                "Within: the share of assignments at or below that cap. Above: what all others \
                 cost a week over it, at their weekly hours, rounded. `pledge caps` without \
                 --what-if shows what the caps in force came to.",
            );
        }
    }
}

/// A line of a table: its cell, or the heads of its columns.
fn line(cell: Option<CellName>, figures: &[String]) {
    let (category, area) = cell.map_or(("category", "area"), |cell| {
        (cell.category, cell.area.word())
    });
    let figures: Vec<String> = figures
        .iter()
        .map(|figure| format!("{figure:>14}"))
        .collect();
    output::line(format!("{category:<9} {area:<14} {}", figures.join(" ")));
}

/// A figure in so many of its smallest unit, or its mark.
fn written(figure: Shown, unit: i64) -> String {
    let figure = match figure {
        Shown::Value(value) => Shown::Value(value / unit),
        mark => mark,
    };
    release::written(Form::Count, figure)
}
