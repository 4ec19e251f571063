//! `pledge audit`: verifies and shows the audit trail.

use pipeline::audit::verify;
use pledge::audit::Chain;
use pledge::borough::Borough;
use pledge::ports::Ledger;
use serde_json::json;

use crate::arguments::{Audit, Global};
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::output;

/// Lines shown at once.
const PAGE: usize = 1_000;

pub(crate) async fn run(global: &Global, command: &Audit) -> Result<Exit, Stop> {
    match command {
        Audit::Verify => check(global).await,
        Audit::Show { chain } => show(global, chain).await,
    }
}

async fn check(global: &Global) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let found = verify(&home.datasets, &home.ledger, &home.keys).await?;
    let exit = if found.bad.is_empty() {
        Exit::Fine
    } else {
        Exit::Conflict
    };
    if global.json {
        let bad: Vec<_> = found
            .bad
            .iter()
            .map(|line| json!({"chain": line.chain, "line": line.number, "why": line.why.words()}))
            .collect();
        output::json(&json!({
            "lines": found.lines, "signed_heads": found.heads, "unsealed": found.unsealed,
            "bad": bad,
        }))?;
        return Ok(exit);
    }
    for line in &found.bad {
        let (chain, number) = (line.chain, line.number);
        output::line(format!("{chain}: line {number} {}", line.why.words()));
    }
    let verdict = if found.bad.is_empty() {
        "all lines hold"
    } else {
        "the trail does not hold"
    };
    output::line(format!(
        "{verdict}: sealed lines {}, signed heads {}, entries not sealed yet {}",
        found.lines, found.heads, found.unsealed
    ));
    Ok(exit)
}

async fn show(global: &Global, chain: &str) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let named = || chain.parse::<Borough>().ok().map(Chain::Authority);
    let chain = Chain::from_word(chain).or_else(named).ok_or_else(|| {
        Stop::usage(
            "that is no chain",
            "name an authority by code or name, or say region",
        )
    })?;
    let mut next = 1;
    loop {
        let lines = home.ledger.lines(chain, next, PAGE).await?;
        if lines.is_empty() {
            return Ok(Exit::Fine);
        }
        next += u64::try_from(lines.len()).unwrap_or(u64::MAX);
        for line in lines {
            output::line(line);
        }
    }
}
