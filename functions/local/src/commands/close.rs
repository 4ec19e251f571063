//! `pledge aggregate --close`: a quarter is closed, and its tables are released.

use jiff::Timestamp;
use jiff::civil::Date;
use pipeline::release::{Done, Order, Release, close, folder};
use pipeline::sealing::seal;
use pledge::quarter::Quarter;
use pledge::release::Audience;
use pledge::returns::Return;
use pledge::statistics::Returned;
use serde_json::{Map, Value, json};

use crate::arguments::Global;
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

pub(crate) async fn run(global: &Global, quarter: Quarter, though_few: bool) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let release = write(
        &home,
        quarter,
        clock::today(global.today),
        clock::now(),
        though_few,
    )
    .await?;
    if global.json {
        output::json(&as_json(&home, &release))?;
    } else {
        show(&home, &release);
    }
    Ok(Exit::Fine)
}

/// Closes a quarter and writes its release; the audit entry is sealed.
pub(crate) async fn write(
    home: &Home,
    quarter: Quarter,
    today: Date,
    now: Timestamp,
    though_few: bool,
) -> Result<Release, Stop> {
    let order = Order {
        quarter,
        today,
        now,
        notice: home.notice(),
        though_few,
    };
    let closed = close(&home.region(), &order).await;
    // Also when the files could not be written: the ledger's word may stand.
    let sealed = seal(&home.datasets, &home.ledger, &home.keys, now).await;
    let release = closed?;
    sealed?;
    Ok(release)
}

/// Says what was done, who is not in it, and where it lies.
pub(crate) fn show(home: &Home, release: &Release) {
    let closing = &release.closing;
    let (quarter, day) = (closing.quarter, closing.today);
    let name = format!("{} ({quarter})", quarter.in_words());
    output::line(match release.done {
        Done::Closed => format!("{name} is closed"),
        Done::Finished => {
            format!("{name} was closed on {day}; files that were missing are written")
        }
        Done::Nothing => format!("{name} was closed on {day}; its files are in place"),
    });
    for kind in Return::ALL {
        let absent: Vec<&str> = of(kind, &release.missing)
            .map(|returned| returned.authority.name())
            .collect();
        if !absent.is_empty() {
            output::line(format!(
                "  closed without {}: {}",
                kind.title(),
                absent.join(", ")
            ));
        }
    }
    for audience in Audience::ALL {
        let folder = home.root.join(folder(audience, quarter));
        output::line(format!("{:<10} {}", audience.word(), folder.display()));
    }
    output::line(format!("{:<10} {}", "manifest", closing.manifest));
    output::message(format!(
        "reference data {}, thresholds {}",
        closing.reference, closing.thresholds
    ));
}

fn of(kind: Return, missing: &[Returned]) -> impl Iterator<Item = &Returned> {
    missing.iter().filter(move |returned| returned.kind == kind)
}

fn as_json(home: &Home, release: &Release) -> Value {
    let closing = &release.closing;
    let missing: Map<String, Value> = (Return::ALL.into_iter())
        .map(|kind| {
            let absent = of(kind, &release.missing).map(|returned| json!(returned.authority));
            (kind.name().to_owned(), absent.collect())
        })
        .collect();
    let folders: Map<String, Value> = (Audience::ALL.into_iter())
        .map(|audience| {
            let folder = home.root.join(folder(audience, closing.quarter));
            (audience.word().to_owned(), json!(folder))
        })
        .collect();
    json!({
        "quarter": closing.quarter, "closed": closing.today,
        "done": match release.done {
            Done::Closed => "closed",
            Done::Finished => "finished",
            Done::Nothing => "nothing",
        },
        "missing": missing, "folders": folders, "manifest": closing.manifest,
        "reference": closing.reference, "thresholds": closing.thresholds,
    })
}
