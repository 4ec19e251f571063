//! `pledge status`: who has returned, and who is missing.

use pipeline::status::{ReturnStatus, Status, status};
use pledge::borough::Borough;
use pledge::quarter::Quarter;
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
    let all = status(&home.ledger, &home.reference, quarter).await?;
    let due = home.reference.due(quarter);
    if global.json {
        output::json(&json!({"quarter": quarter, "due": due, "returns": as_json(&all)}))?;
        return Ok(Exit::Fine);
    }
    output::line(format!("{} ({quarter}), due by {due}", quarter.in_words()));
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
    Ok(Exit::Fine)
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
    format!("{}{rows}{complete}{since}", of.status.word())
}

/// The standings as JSON.
pub(crate) fn as_json(all: &[ReturnStatus]) -> Vec<Value> {
    all.iter()
        .map(|r| {
            json!({"return": r.kind, "authority": r.authority, "name": r.authority.name(),
                   "status": r.status.word(), "rows": r.rows, "receipt": r.reference,
                   "refused_since": r.refused_since, "complete_to": r.complete_to})
        })
        .collect()
}
