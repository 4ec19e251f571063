//! `pledge status`: where a quarter stands, who has returned, and who is missing for how long.

use jiff::civil::Date;
use pipeline::status::{QuarterStatus, ReturnStatus, Status, days_between, quarter_status};
use pledge::borough::Borough;
use pledge::quarter::{Quarter, QuarterState};
use pledge::returns::Return;
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

pub(crate) async fn run(global: &Global, quarter: Option<Quarter>) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let today = clock::today(global.today);
    let ended = || Quarter::of(today).and_then(Quarter::previous);
    let quarter = quarter.or_else(ended).ok_or_else(|| {
        Stop::usage(
            "today is in no quarter that is known",
            "name one with --quarter",
        )
    })?;
    let stands = quarter_status(&home.ledger, &home.reference, quarter, today).await?;
    if global.json {
        let missing = missing(&stands, today);
        output::json(&json!({
            "quarter": quarter, "state": stands.state.word(), "due": stands.due,
            "closed": stands.closed, "today": today, "reference": home.reference.version(),
            "returns": as_json(&stands.returns), "missing": missing_json(&missing),
        }))?;
        return Ok(Exit::Fine);
    }
    output::line(format!(
        "{} ({quarter}): {}",
        quarter.in_words(),
        state_in_words(quarter, &stands, today)
    ));
    show(&stands.returns);
    for (kind, days, authorities) in missing(&stands, today) {
        let names: Vec<&str> = authorities.iter().map(|b| b.name()).collect();
        let (title, days) = (kind.title(), counted(days));
        output::line(format!("{title} missing for {days}: {}", names.join(", ")));
    }
    output::message(format!("reference data {}", home.reference.version()));
    Ok(Exit::Fine)
}

fn counted(days: u32) -> String {
    output::counted(days, "day", "days")
}

fn state_in_words(quarter: Quarter, stands: &QuarterStatus, today: Date) -> String {
    let due = stands.due;
    let apart = |from, to| counted(days_between(from, to));
    match stands.state {
        QuarterState::Open => format!(
            "open until {}; returns are due by {due}",
            quarter.last_day()
        ),
        QuarterState::Due if today == due => "returns are due today".to_owned(),
        QuarterState::Due => format!("returns are due by {due}, in {}", apart(today, due)),
        QuarterState::Late => format!(
            "late: returns were due by {due}, {} ago, and it is not closed",
            apart(due, today)
        ),
        QuarterState::Closed => stands
            .closed
            .map_or_else(|| "closed".to_owned(), |day| format!("closed on {day}")),
    }
}

/// Who has nothing in force although it was due, by return: for how many days, and who.
fn missing(stands: &QuarterStatus, today: Date) -> Vec<(Return, u32, Vec<Borough>)> {
    let mut missing = Vec::new();
    for kind in Return::ALL {
        let of = stands.returns.iter().filter(|r| r.kind == kind);
        let of = of.filter_map(|r| Some((r.days_missing(stands.due, today)?, r.authority)));
        let (days, authorities): (Vec<u32>, Vec<Borough>) = of.unzip();
        if let Some(days) = days.first() {
            missing.push((kind, *days, authorities));
        }
    }
    missing
}

fn missing_json(missing: &[(Return, u32, Vec<Borough>)]) -> Vec<Value> {
    let missing = missing.iter();
    missing
        .map(|(kind, days, who)| json!({"return": kind, "days": days, "authorities": who}))
        .collect()
}

/// Shows a line for each authority, by name.
fn show(all: &[ReturnStatus]) {
    output::line(format!(
        "{:<9} {:<24} {:<19} {:<19} {:<19}",
        "code", "authority", "assignments", "snapshot", "leavers, as they stand"
    ));
    let mut boroughs: Vec<Borough> = Borough::all().collect();
    boroughs.sort_by_key(|borough| borough.name());
    for borough in boroughs {
        let cell = |kind| {
            let of = all
                .iter()
                .find(|r| r.authority == borough && r.kind == kind);
            of.map_or_else(String::new, in_words)
        };
        output::line(
            format!(
                "{:<9} {:<24} {:<19} {:<19} {:<19}",
                borough.ons_code(),
                borough.name(),
                cell(Return::AgencyAssignments),
                cell(Return::WorkforceSnapshot),
                cell(Return::PermanentLeavers)
            )
            .trim_end(),
        );
    }
}

fn in_words(of: &ReturnStatus) -> String {
    let rows = match of.status {
        Status::Returned | Status::Late => format!(" ({} rows)", of.rows),
        _ => String::new(),
    };
    let since = if of.refused_since.is_some() && of.status != Status::Refused {
        " *"
    } else {
        ""
    };
    let complete = of
        .complete_to
        .map(|day| format!(", complete to {day}"))
        .unwrap_or_default();
    let waiting = of
        .waiting
        .map(|reference| format!(", {reference} waits"))
        .unwrap_or_default();
    format!("{}{rows}{complete}{waiting}{since}", of.status.word())
}

/// The standings as JSON.
pub(crate) fn as_json(all: &[ReturnStatus]) -> Vec<Value> {
    all.iter()
        .map(|r| {
            json!({"return": r.kind, "authority": r.authority, "name": r.authority.name(),
                   "status": r.status.word(), "rows": r.rows, "receipt": r.reference,
                   "refused_since": r.refused_since, "waiting": r.waiting,
                   "complete_to": r.complete_to})
        })
        .collect()
}
