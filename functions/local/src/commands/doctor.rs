//! `pledge doctor`: looks for what is wrong with a home, and says how to mend it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use pipeline::audit::verify;
use pipeline::compaction::{is_whole, slices_lost};
use pipeline::{Failure, release, retention};
use pledge::path::Place;
use pledge::ports::{Datasets, Ledger, Uploads};
use pledge::quarter::Quarter;
use pledge::returns::Return;
use serde_json::json;

use crate::arguments::Global;
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

mod keys;
mod register;

/// How a key is mended.
const RESTORE: &str = "restore it from its copy, with mode 0600 and the right owner";

/// How a check ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Health {
    Fine,
    Warn,
    Fail,
}

impl Health {
    const fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
        }
    }
}

/// One check.
struct Check {
    health: Health,
    what: String,
    mend: Option<Cow<'static, str>>,
}

fn fine(what: impl Into<String>) -> Check {
    Check {
        health: Health::Fine,
        what: what.into(),
        mend: None,
    }
}

fn warn(what: impl Into<String>, mend: impl Into<Cow<'static, str>>) -> Check {
    Check {
        health: Health::Warn,
        what: what.into(),
        mend: Some(mend.into()),
    }
}

fn fail(what: impl Into<String>, mend: impl Into<Cow<'static, str>>) -> Check {
    Check {
        health: Health::Fail,
        what: what.into(),
        mend: Some(mend.into()),
    }
}

pub(crate) async fn run(global: &Global) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let today = clock::today(global.today);
    let mut checks = keys::checks(&home, Quarter::of(today)).await?;
    checks.extend(register::checks(&home, today).await?);
    checks.extend(uploads(&home).await?);
    checks.extend(datasets(&home).await?);
    checks.extend(releases(&home).await?);
    checks.push(trail(&home).await?);
    let worst = checks
        .iter()
        .map(|check| check.health)
        .max()
        .unwrap_or(Health::Fine);
    if global.json {
        let checks: Vec<_> = checks
            .iter()
            .map(|c| json!({"health": c.health.word(), "what": c.what, "mend": c.mend}))
            .collect();
        output::json(&json!({ "checks": checks }))?;
    } else {
        for check in &checks {
            output::line(format!("{:<5} {}", check.health.word(), check.what));
            if let Some(mend) = &check.mend {
                output::line(format!("      hint: {mend}"));
            }
        }
    }
    Ok(if worst == Health::Fail {
        Exit::Unexpected
    } else {
        Exit::Fine
    })
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

async fn uploads(home: &Home) -> Result<Vec<Check>, Stop> {
    let waiting = home.uploads.waiting(usize::MAX).await?;
    let limit = retention::RAW_UPLOADS.limit(clock::now());
    let old = waiting
        .iter()
        .filter(|upload| upload.received < limit)
        .count();
    let waiting = waiting.len();
    let strays = home.uploads.strays().await?;
    let open = home.ledger.claims_open(clock::now()).await?;
    Ok(vec![
        if old > 0 {
            fail(
                format!("{old} uploads have waited for more than 30 days"),
                "`pledge intake` takes them in or, as retention demands, deletes them",
            )
        } else if waiting == 0 {
            fine("no upload waits")
        } else {
            warn(
                output::counted(count(waiting), "upload waits", "uploads wait"),
                "`pledge intake`",
            )
        },
        if strays == 0 {
            fine("no upload outside the 33 folders")
        } else {
            warn(
                output::counted(strays, "upload", "uploads") + " outside the 33 folders",
                "move them into the folder of their authority, uploads/<ONS code>/",
            )
        },
        fine(format!("{open} uploads are being taken in")),
    ])
}

async fn datasets(home: &Home) -> Result<Vec<Check>, Stop> {
    let mut checks = Vec::new();
    for kind in Return::ALL.into_iter().filter(|kind| kind.has_dataset()) {
        for quarter in home.ledger.quarters(kind).await? {
            let standing = home.ledger.standing(kind, Some(quarter)).await?;
            let lost = slices_lost(&home.datasets, &home.ledger, kind, quarter).await?;
            let place = Place::Curated(kind, quarter);
            let current = home.datasets.generation(&place).await?;
            let name = format!("{kind} {quarter}");
            checks.push(if lost > 0 {
                fail(
                    format!("{name}: {lost} slices that the ledger names are missing or damaged"),
                    "restore slices/ from its copy, or ask for the returns again",
                )
            } else if current < Some(standing.generation) && standing.generation > 0 {
                warn(
                    format!("{name}: the curated file is missing or behind"),
                    "`pledge intake`",
                )
            } else if matches!(
                is_whole(&home.datasets, &home.ledger, kind, quarter).await,
                Ok(true)
            ) {
                fine(format!("{name}: slices and curated file"))
            } else {
                fail(
                    format!("{name}: the curated file is damaged"),
                    "delete it, then `pledge intake` writes it again from the slices",
                )
            });
        }
    }
    Ok(checks)
}

async fn releases(home: &Home) -> Result<Vec<Check>, Stop> {
    let mut quarters = BTreeSet::new();
    for kind in Return::ALL.into_iter().filter(|kind| kind.quarterly()) {
        quarters.extend(home.ledger.quarters(kind).await?);
    }
    let mut checks = Vec::new();
    for quarter in quarters {
        let Some(closing) = home.ledger.closing(quarter).await? else {
            continue;
        };
        checks.push(if release::is_whole(&home.datasets, &closing).await? {
            fine(format!(
                "release of {quarter}: every file as it was written"
            ))
        } else {
            fail(
                format!("release of {quarter}: files are missing or changed"),
                "`pledge aggregate --close` of that quarter writes them again",
            )
        });
    }
    Ok(checks)
}

async fn trail(home: &Home) -> Result<Check, Stop> {
    let found = match verify(&home.datasets, &home.ledger, &home.keys).await {
        Err(Failure::OtherKey(other)) => {
            return Ok(fail(
                format!("the audit trail cannot be verified: {other}"),
                RESTORE,
            ));
        }
        found => found?,
    };
    Ok(if found.bad.is_empty() {
        fine(format!("audit trail: {} sealed lines hold", found.lines))
    } else {
        fail(
            "the audit trail does not hold",
            "`pledge audit verify` names the lines",
        )
    })
}
