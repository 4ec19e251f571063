//! `pledge register`: corrects the leaver register, and shows what it holds against assignments.

use jiff::civil::Date;
use pipeline::register::{self, Discrepancies, Item, Withdrawal, discrepancies, put_list};
use pipeline::sealing::seal;
use pledge::audit::{Chain, Event};
use pledge::borough::Borough;
use pledge::path::Place;
use pledge::ports::Ledger;
use pledge::quarter::Quarter;
use pledge::receipt::ReceiptRef;
use serde_json::json;

use super::check::registration;
use crate::arguments::{Global, Number, Register};
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

pub(crate) async fn run(global: &Global, command: &Register) -> Result<Exit, Stop> {
    match command {
        Register::Withdraw {
            number,
            authority,
            last_day,
        } => withdraw(global, number, *authority, *last_day).await,
        Register::List { quarter } => list(global, *quarter).await,
        Register::Show => show(global).await,
    }
}

async fn withdraw(
    global: &Global,
    number: &Number,
    authority: Borough,
    last_day: Option<Date>,
) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let number = registration(number)?;
    let (case, now) = (ReceiptRef::draw(clock::random()?), clock::now());
    let withdrawal = Withdrawal {
        number: &number,
        authority,
        last_day,
        today: clock::today(global.today),
        case,
        now,
    };
    let withdrawn = register::withdraw(&home.region(), &withdrawal).await?;
    seal(&home.datasets, &home.ledger, &home.keys, now).await?;
    if withdrawn.departures == 0 {
        return Err(nothing_withdrawn());
    }
    if global.json {
        output::json(&json!({
            "case": case, "authority": authority, "departures": withdrawn.departures,
            "confirmed": withdrawn.confirmed,
        }))?;
        return Ok(Exit::Fine);
    }
    let departures = output::counted(withdrawn.departures, "departure counts", "departures count");
    output::line(format!("{departures} no more; reference {case}"));
    output::message(format!(
        "{} should leave the row out of its next statement, or correct it",
        authority.name()
    ));
    Ok(Exit::Fine)
}

fn nothing_withdrawn() -> Stop {
    Stop::conflict(
        "that authority lists no such departure that counts",
        "check the number and the authority; one that was withdrawn already counts no more",
    )
}

async fn list(global: &Global, quarter: Quarter) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let (event, now) = (Event::Listed { quarter }, clock::now());
    home.ledger.record(Chain::Region, &event, now).await?;
    seal(&home.datasets, &home.ledger, &home.keys, now).await?;
    let list = write_list(&home, quarter, clock::today(global.today)).await?;
    if global.json {
        output::json(&register::json(&list))?;
    } else {
        in_words(&list);
        let path = home.path(&Place::List(quarter, "csv"));
        output::message(format!("for the region only: {}", path.display()));
    }
    Ok(Exit::Fine)
}

/// Makes the region's list of a quarter, and writes it.
pub(crate) async fn write_list(
    home: &Home,
    quarter: Quarter,
    today: Date,
) -> Result<Discrepancies, Stop> {
    let list = discrepancies(&home.region(), quarter, today).await?;
    put_list(&home.datasets, &list).await?;
    Ok(list)
}

fn in_words(list: &Discrepancies) {
    let found = u64::try_from(list.items.len()).unwrap_or(u64::MAX);
    output::line(format!(
        "{} ({}): {} to look into",
        list.quarter.in_words(),
        list.quarter,
        output::counted(found, "row", "rows")
    ));
    for item in &list.items {
        output::line(line(item));
    }
    let mut said: Vec<_> = list.items.iter().map(|item| item.concern).collect();
    said.dedup();
    for concern in said {
        output::line(format!("{}: {}", concern.code(), concern.words()));
    }
    output::line(list.coverage.in_words());
}

fn line(item: &Item) -> String {
    let rules: Vec<&str> = item.rules.iter().map(|rule| rule.word()).collect();
    let together = item.together.map(|number| format!("worker {number}"));
    format!(
        "{}  {} {:<24} row {:<6} receipt {}  {}",
        item.concern.code(),
        item.authority.ons_code(),
        item.authority.name(),
        item.row,
        item.reference,
        together.unwrap_or_else(|| rules.join(", "))
    )
}

async fn show(global: &Global) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let today = clock::today(global.today);
    let overview = register::overview(&home.ledger, &home.register, today).await?;
    if global.json {
        let known = overview.authorities.iter().map(|known| {
            json!({"authority": known.authority, "complete_to": known.complete_to,
                   "behind": known.behind, "rows": known.rows})
        });
        let keys = overview.versions.iter();
        let keys = keys.map(|(version, entries)| json!({"version": version, "entries": entries}));
        output::json(&json!({
            "coverage": overview.coverage, "authorities": known.collect::<Vec<_>>(),
            "keys": keys.collect::<Vec<_>>(),
        }))?;
        return Ok(Exit::Fine);
    }
    for known in &overview.authorities {
        let complete = known.complete_to.map(|day| format!("complete to {day}"));
        output::line(format!(
            "{} {:<24} {:<6} {:<24} {}",
            known.authority.ons_code(),
            known.authority.name(),
            if known.behind { "behind" } else { "" },
            complete.unwrap_or_else(|| "never sent any".to_owned()),
            output::counted(known.rows, "row", "rows"),
        ));
    }
    for (version, entries) in &overview.versions {
        let entries = output::counted(*entries, "entry", "entries");
        output::line(format!(
            "key register {version}: {entries} kept, what was replaced lately among them"
        ));
    }
    output::line(overview.coverage.in_words());
    Ok(Exit::Fine)
}
