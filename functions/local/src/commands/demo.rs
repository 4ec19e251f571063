//! `pledge demo`: two quarters of invented returns go through everything, on the days on which they
//! would have.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use pipeline::register::Concern;
use pledge::borough::Borough;
use pledge::identity::Registration;
use pledge::path::Place;
use pledge::ports::Ledger;
use pledge::quarter::Quarter;
use pledge::receipt::Outcome;
use pledge::reference::Reference;
use stores::folder::Received;
use synthetic::{Plan, QuarterTruth, UploadFile, generate};

use super::intake::{Batch, Round};
use super::{aggregate, check, close, intake, keys, register};
use crate::arguments::Global;
use crate::exit::{Exit, Stop};
use crate::home::{Home, INVENTED};
use crate::output;

/// The quarters, the day on which their returns are taken in, and the day on which they are closed.
const QUARTERS: [(&str, Date, Date); 2] = [
    ("2026Q2", date(2026, 7, 28), date(2026, 8, 3)),
    ("2026Q3", date(2026, 10, 27), date(2026, 11, 2)),
];
/// The seed of the sample files in samplesdata/.
const SEED: u64 = 2026;

pub(crate) async fn run(global: &Global) -> Result<Exit, Stop> {
    let root = global
        .home
        .clone()
        .unwrap_or_else(|| PathBuf::from("pledge-demo"));
    output::message("Invented people, boroughs as they are. Nothing leaves this machine.");
    let plan = Plan {
        seed: SEED,
        quarters: QUARTERS
            .iter()
            .map(|(quarter, ..)| (*quarter).to_owned())
            .collect(),
        boroughs: 33,
        scale: 1,
        flawed: true,
    };
    let region = generate(&plan);
    refuse_others(&root)?;
    let home = Home::at(&root, Received::AsStored, Reference::compiled())?;
    fs::write(root.join(INVENTED), MARK_SAYS)?;
    let quarters: Vec<Quarter> = QUARTERS
        .iter()
        .filter_map(|(q, ..)| q.parse().ok())
        .collect();
    keys::create_missing(&home, &quarters).await?;
    for (quarter, (name, today, closed)) in quarters.iter().zip(QUARTERS) {
        output::line(format!(
            "== {} ({quarter}), taken in on {today}",
            quarter.in_words()
        ));
        for (round, hour) in [(1, 9), (2, 15)] {
            let files: Vec<&UploadFile> = region
                .files
                .iter()
                .filter(|f| f.quarter == name && f.round == round)
                .collect();
            if round == 2 && !files.is_empty() {
                output::line("Sent again the same day, after the reports:");
            }
            take_round(&root, &files, today, hour, global.json).await?;
        }
        let tables = aggregate::write(&home, *quarter, today).await?;
        output::line("");
        aggregate::show(&tables);
        output::line("");
        finish_quarter(&home, *quarter, closed).await?;
        let truth = region.truth.quarters.iter().find(|of| of.quarter == name);
        if let Some(truth) = truth {
            ask_about_somebody(&home, truth, closed).await?;
        }
        output::line("");
    }
    where_to_look(&root);
    Ok(Exit::Fine)
}

const MARK_SAYS: &str = "This home was made by `pledge demo`. Everyone in it is invented.\n";

/// Invented returns must never replace real ones.
fn refuse_others(root: &Path) -> Result<(), Stop> {
    if root.join("keys").exists() && !root.join(INVENTED).exists() {
        return Err(Stop::conflict(
            "that home was not made by the demo, and the demo would put invented returns in force",
            "name another folder with --home",
        ));
    }
    Ok(())
}

/// Writes the region's list and closes the quarter, on the day on which it would be. A quarter that
/// is closed keeps its list: the statements of leavers in force are those of a later quarter.
async fn finish_quarter(home: &Home, quarter: Quarter, today: Date) -> Result<(), Stop> {
    output::line(format!("On {today}:"));
    if home.ledger.closing(quarter).await?.is_none() {
        let list = register::write_list(home, quarter, today).await?;
        let found: Vec<String> = [Concern::Early, Concern::Hours, Concern::LeftTwice]
            .into_iter()
            .map(|concern| {
                let rows = list.items.iter().filter(|item| item.concern == concern);
                format!("{} {}", rows.count(), concern.code())
            })
            .collect();
        output::line(format!(
            "the region's list has rows to look into: {} ({})",
            found.join(", "),
            home.path(&Place::List(quarter, "csv")).display()
        ));
    }
    let release = close::write(home, quarter, today, instant(today, 12), false).await?;
    close::show(home, &release);
    Ok(())
}

/// Asks the register about one of those who were planted to be engaged too early, as a hiring desk
/// would have two weeks ahead.
async fn ask_about_somebody(home: &Home, truth: &QuarterTruth, today: Date) -> Result<(), Stop> {
    let start = today.saturating_add(14.days());
    let left_lately = |last_day: &str| {
        last_day
            .parse()
            .is_ok_and(|day: Date| day.saturating_add(5.months()) > start)
    };
    let conflict = truth
        .conflicts
        .iter()
        .find(|one| left_lately(&one.last_day));
    let Some(conflict) = conflict else {
        return Ok(());
    };
    let Ok((number, _)) = Registration::read(&conflict.number) else {
        return Ok(());
    };
    let (answer, case) = check::ask(home, &number, start, today).await?;
    output::line("");
    output::line(format!("pledge check {} --start {start}", conflict.number));
    for line in answer.in_words().lines() {
        output::line(format!("  {line}").trim_end());
    }
    output::line(format!("  Reference of this answer: {case}"));
    Ok(())
}

/// Drops the files of one round as if at that hour, takes them in, and sums up what came of them.
async fn take_round(
    root: &Path,
    files: &[&UploadFile],
    today: Date,
    hour: i8,
    quiet: bool,
) -> Result<(), Stop> {
    if files.is_empty() {
        return Ok(());
    }
    let received = instant(today, hour);
    let home = Home::at(root, Received::At(received), Reference::compiled())?;
    for file in files {
        if let Some(folder) = Borough::from_ons_code(&file.folder) {
            home.uploads
                .drop(folder, &file.name, &mut file.bytes.as_slice())?;
        }
    }
    let round = Round {
        today,
        lease: SignedDuration::from_secs(30),
        quiet,
        settled: None,
    };
    let mut batch = intake::take_all(&home, &round).await?;
    if let Some(stop) = batch.upkeep.pop() {
        return Err(stop);
    }
    sum_up(&home, &batch);
    if let Some((_, stop)) = batch.failed.into_iter().next() {
        return Err(stop);
    }
    Ok(())
}

/// Says what came of a round, and names the files that were refused.
fn sum_up(home: &Home, batch: &Batch) {
    let count = |outcome| {
        batch
            .decided
            .iter()
            .filter(|d| d.receipt.outcome == outcome)
            .count()
    };
    let words: Vec<String> = [
        Outcome::Published,
        Outcome::Unchanged,
        Outcome::Rejected,
        Outcome::Held,
        Outcome::Superseded,
    ]
    .into_iter()
    .filter(|outcome| count(*outcome) > 0)
    .map(|outcome| format!("{} {outcome}", count(outcome)))
    .collect();
    output::line(format!(
        "{} files: {}",
        batch.decided.len(),
        words.join(", ")
    ));
    let seen = batch
        .decided
        .iter()
        .filter(|decided| decided.assessment.is_none())
        .count();
    if seen > 0 {
        output::line(format!(
            "  {seen} of them were taken in before: answered with their receipt"
        ));
    }
    for decided in &batch.decided {
        if decided.receipt.outcome == Outcome::Rejected {
            for line in intake::lines(home, &decided.receipt) {
                output::line(format!("  {line}"));
            }
        }
    }
}

fn instant(day: Date, hour: i8) -> Timestamp {
    let time = DateTime::from(day).saturating_add(SignedDuration::from_hours(i64::from(hour)));
    time.to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

fn where_to_look(root: &Path) {
    output::line("Where to look:");
    for (folder, what) in [
        (
            "reports/<ONS code>/",
            "what each borough is told: text, JSON and a page",
        ),
        ("receipts/<ONS code>/", "what each borough can file"),
        (
            "curated/",
            "Parquet for analysts: `SELECT * FROM 'curated/agency_assignments/**/*.parquet'`",
        ),
        (
            "published/rates/v1/",
            "what everybody may read: open 2026Q3/r1/index.html",
        ),
        (
            "restricted/rates/v1/",
            "what directors of children's services may read: open 2026Q3/index.html",
        ),
        (
            "restricted/list/v1/",
            "rows that the region should look into",
        ),
        (
            "unchecked/rates/v1/",
            "the operator's tables, not checked for disclosure",
        ),
    ] {
        output::line(format!(
            "  {:<36} {what}",
            root.join(folder).display().to_string()
        ));
    }
    let home = root.display();
    output::line(format!(
        "Then try: pledge status --home {home} --quarter 2026Q3; pledge audit verify --home {home}"
    ));
}
