//! `pledge intake`: takes in what boroughs have dropped.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pipeline::compaction::compact_all;
use pipeline::intake::{Decided, Taken, Terms, take_in};
use pipeline::retention;
use pipeline::sealing::seal;
use pledge::borough::Borough;
use pledge::path::{Place, ReportForm};
use pledge::ports::{Ledger, Uploads};
use pledge::quarter::Quarter;
use pledge::receipt::{Outcome, Receipt};
use serde_json::{Value, json};

use crate::arguments::{Global, Intake};
use crate::exit::{Exit, Stop};
use crate::home::Home;
use crate::{clock, output};

/// Uploads that one run takes in at most; the rest waits for the next.
const MOST: usize = 10_000;

pub(crate) async fn run(global: &Global, of: &Intake) -> Result<Exit, Stop> {
    let home = Home::open(global)?;
    let mut round = Round {
        today: clock::today(global.today),
        lease: SignedDuration::from_secs(i64::from(of.lease)),
        quiet: global.json,
        settled: None,
    };
    if let (Some(file), Some(authority)) = (&of.file, of.authority) {
        drop_file(&home, file, authority, of)?;
    } else {
        round.settled = Some(settle(&home).await?);
    }
    let batch = take_all(&home, &round).await?;
    report(&home, &batch, global.json)?;
    Ok(batch.exit())
}

/// A file that changed so recently may still be on its way: a copy that pauses looks like a file.
const SETTLING: SignedDuration = SignedDuration::from_secs(2);

/// Waits until the files that wait have lain still for a moment; returns the instant since which
/// they have.
async fn settle(home: &Home) -> Result<Timestamp, Stop> {
    let waiting = home.uploads.waiting(MOST).await?;
    if let Some(youngest) = waiting.iter().map(|upload| upload.received).max() {
        let still = youngest.saturating_add(SETTLING).unwrap_or(youngest);
        let left = still.duration_since(clock::now()).min(SETTLING);
        if let Ok(left) = std::time::Duration::try_from(left) {
            std::thread::sleep(left);
        }
    }
    Ok(clock::now()
        .saturating_sub(SETTLING)
        .unwrap_or(Timestamp::MIN))
}

/// How a run takes in what waits.
pub(crate) struct Round {
    /// The day that rules take for today.
    pub(crate) today: Date,
    /// How long a claim lasts.
    pub(crate) lease: SignedDuration,
    /// Without a progress bar.
    pub(crate) quiet: bool,
    /// Files that were stored after this instant are left for the next run.
    pub(crate) settled: Option<Timestamp>,
}

/// Puts a file where uploads wait, under a name that says what the command said.
fn drop_file(home: &Home, file: &Path, authority: Borough, of: &Intake) -> Result<(), Stop> {
    let mut content =
        File::open(file).map_err(|_| Stop::usage("the file cannot be opened", "check the path"))?;
    // An upload's own name is free text and is not needed: none is kept.
    let name = match (of.kind, of.quarter) {
        (Some(kind), Some(quarter)) if kind.quarterly() => format!("{kind}/{quarter}/upload"),
        (Some(kind), _) => format!("{kind}/upload"),
        (None, _) => "upload".to_owned(),
    };
    Ok(home.uploads.drop(authority, &name, &mut content)?)
}

/// What came of a run.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) decided: Vec<Decided>,
    /// Files that another run holds.
    pub(crate) busy: usize,
    /// Why files were left for the next run.
    pub(crate) failed: Vec<(Borough, Stop)>,
    /// Files that are still being written.
    pub(crate) unsettled: usize,
    /// Files in folders of no authority.
    pub(crate) strays: u64,
    /// Held submissions whose time was over.
    pub(crate) lapsed: Vec<Receipt>,
    /// Folders of files that nobody could decide in time, and that were deleted.
    pub(crate) expired: Vec<Borough>,
    /// Closed quarters for which something came into force.
    pub(crate) closed: BTreeSet<Quarter>,
    /// What else could not be done: curated files, retention, sealing.
    pub(crate) upkeep: Vec<Stop>,
}

impl Batch {
    /// The highest exit code of its files.
    pub(crate) fn exit(&self) -> Exit {
        let decided = self
            .decided
            .iter()
            .map(|decided| of_receipt(&decided.receipt))
            .max();
        let failed = self.failed.iter().map(|(_, stop)| stop.exit).max();
        let upkeep = self.upkeep.iter().map(|stop| stop.exit).max();
        let busy = (self.busy + self.unsettled > 0).then_some(Exit::TryAgain);
        let lost = self.strays > 0 || !self.expired.is_empty();
        let strays = lost.then_some(Exit::Errors);
        [decided, failed, upkeep, busy, strays]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(Exit::Fine)
    }
}

/// The exit code that a receipt calls for.
fn of_receipt(receipt: &Receipt) -> Exit {
    let open = receipt
        .findings
        .iter()
        .any(|finding| finding.tally.open > 0);
    match receipt.outcome {
        Outcome::Rejected => Exit::Errors,
        Outcome::Held => Exit::Queries,
        _ if open => Exit::Queries,
        _ => Exit::Fine,
    }
}

/// Takes in everything that waits, then brings curated files, retention and audit chains up to
/// date. What fails in one file or one part keeps no other from being done.
pub(crate) async fn take_all(home: &Home, round: &Round) -> Result<Batch, Stop> {
    let region = home.region();
    let waiting = home.uploads.waiting(MOST).await?;
    let bar = output::progress(waiting.len(), round.quiet);
    let mut batch = Batch {
        strays: home.uploads.strays().await?,
        ..Batch::default()
    };
    let mut draw = clock::random;
    for upload in &waiting {
        bar.inc(1);
        if round
            .settled
            .is_some_and(|settled| upload.received > settled)
        {
            batch.unsettled += 1;
            continue;
        }
        let mut terms = Terms {
            today: round.today,
            clock: &clock::now,
            lease: round.lease,
            draw: &mut draw,
        };
        match take_in(&region, upload, &mut terms).await {
            Ok(Taken::Decided(decided)) => batch.decided.push(*decided),
            Ok(Taken::Busy(_)) => batch.busy += 1,
            Ok(Taken::Gone) => {}
            Err(failure) => batch.failed.push((upload.folder, failure.into())),
        }
    }
    bar.finish_and_clear();
    for decided in &batch.decided {
        let receipt = &decided.receipt;
        if receipt.outcome == Outcome::Published
            && let Some(quarter) = receipt.quarter
            && home.ledger.closing(quarter).await?.is_some()
        {
            batch.closed.insert(quarter);
        }
    }
    keep_up(home, round.today, &mut batch).await;
    Ok(batch)
}

/// What follows every intake. Whatever fails is said with the batch and tried again by the next.
async fn keep_up(home: &Home, today: Date, batch: &mut Batch) {
    let now = clock::now();
    match compact_all(&home.datasets, &home.ledger, home.scratch()).await {
        Ok(done) => {
            let failed = done
                .into_iter()
                .filter_map(|(_, _, compacted)| compacted.err());
            batch.upkeep.extend(failed.map(Stop::from));
        }
        Err(failure) => batch.upkeep.push(failure.into()),
    }
    match retention::collect(&home.datasets, &home.ledger, now).await {
        Ok(collected) => batch.lapsed = collected.lapsed,
        Err(failure) => batch.upkeep.push(failure.into()),
    }
    let forgotten = retention::forget_entries(&home.ledger, &home.register, today, now).await;
    batch.upkeep.extend(forgotten.err().map(Stop::from));
    match retention::expire(&home.region(), now).await {
        Ok(folders) => batch.expired = folders,
        Err(failure) => batch.upkeep.push(failure.into()),
    }
    let unfinished = retention::ORPHANS.limit(now);
    let swept = home.uploads.sweep_unfinished(unfinished);
    let swept = swept.and_then(|_| home.datasets.sweep_unfinished(unfinished));
    batch.upkeep.extend(swept.err().map(Stop::from));
    let sealed = seal(&home.datasets, &home.ledger, &home.keys, now).await;
    batch.upkeep.extend(sealed.err().map(Stop::from));
}

fn report(home: &Home, batch: &Batch, as_json: bool) -> Result<(), Stop> {
    if as_json {
        let files: Vec<Value> = batch
            .decided
            .iter()
            .map(|decided| entry(home, &decided.receipt))
            .collect();
        let failed: Vec<Value> = batch
            .failed
            .iter()
            .map(|(folder, stop)| {
                json!({"folder": folder, "error": stop.says, "hint": stop.hint,
                       "exit": stop.exit.code()})
            })
            .collect();
        return output::json(&json!({
            "files": files, "failed": failed, "busy": batch.busy, "unsettled": batch.unsettled,
            "strays": batch.strays, "expired": batch.expired, "closed": batch.closed,
            "not_done": batch.upkeep.iter().map(|stop| &stop.says).collect::<Vec<_>>(),
            "exit": batch.exit().code(),
        }));
    }
    for decided in &batch.decided {
        for text in lines(home, &decided.receipt) {
            output::line(text);
        }
    }
    remarks(batch);
    Ok(())
}

/// What is said beside the results.
fn remarks(batch: &Batch) {
    if batch.decided.is_empty() && batch.failed.is_empty() && batch.busy + batch.unsettled == 0 {
        output::message("no file waits in uploads/<ONS code>/");
    }
    if batch.busy > 0 {
        let files = output::counted(u64::try_from(batch.busy).unwrap_or(0), "file", "files");
        output::message(format!(
            "{files} held by another run, or by one that was stopped: run the command again later"
        ));
    }
    if batch.unsettled > 0 {
        let files = output::counted(
            u64::try_from(batch.unsettled).unwrap_or(0),
            "file is",
            "files are",
        );
        output::message(format!(
            "{files} still being written: run the command again later"
        ));
    }
    for quarter in &batch.closed {
        output::message(format!(
            "{quarter} is closed: its release stays as it was, and what came now is not in it"
        ));
    }
    for stop in &batch.upkeep {
        output::message(format!("not done this time: {}", stop.says.join(": ")));
        if let Some(hint) = &stop.hint {
            output::message(format!("  hint: {hint}"));
        }
    }
    if batch.strays > 0 {
        let files = output::counted(batch.strays, "file lies", "files lie");
        output::message(format!(
            "{files} in uploads/ where nothing can be taken in: outside the 33 folders, links, or \
             folders that cannot be opened"
        ));
        output::message(
            "  hint: put the file itself into its authority's folder, uploads/<ONS code>/",
        );
    }
    for (folder, stop) in &batch.failed {
        output::message(format!(
            "{}: left as it is: {}",
            folder.ons_code(),
            stop.says.join(": ")
        ));
        if let Some(hint) = &stop.hint {
            output::message(format!("  hint: {hint}"));
        }
    }
    ended(batch);
}

/// What is said of files and submissions whose time was over.
fn ended(batch: &Batch) {
    for folder in &batch.expired {
        output::message(format!(
            "{}: a file could not be taken in within 30 days and was deleted; ask for it again",
            folder.ons_code()
        ));
    }
    for receipt in &batch.lapsed {
        output::message(format!(
            "{}: nobody confirmed {} within 14 days: rejected",
            receipt.folder.ons_code(),
            receipt.reference
        ));
    }
}

/// One receipt as JSON, with where to find the report.
pub(crate) fn entry(home: &Home, receipt: &Receipt) -> Value {
    let report = Place::Report(receipt.folder, receipt.report, ReportForm::Html);
    json!({ "receipt": receipt, "report": home.path(&report), "exit": of_receipt(receipt).code() })
}

/// One receipt in two lines.
pub(crate) fn lines(home: &Home, receipt: &Receipt) -> Vec<String> {
    let kind = receipt.kind.map_or("not recognised", |kind| kind.title());
    let quarter = receipt
        .quarter
        .map(|quarter| format!(" {quarter}"))
        .unwrap_or_default();
    let mut parts = vec![output::counted(receipt.rows_read, "row", "rows")];
    let sum = |of: fn(&pledge::finding::Tally) -> u32| -> u32 {
        receipt
            .findings
            .iter()
            .map(|finding| of(&finding.tally))
            .sum()
    };
    for (count, one, many) in [
        (sum(|tally| tally.errors), "error to mend", "errors to mend"),
        (
            sum(|tally| tally.open),
            "query to answer",
            "queries to answer",
        ),
        (
            sum(|tally| tally.explained),
            "query explained",
            "queries explained",
        ),
    ] {
        if count > 0 {
            parts.push(output::counted(count, one, many));
        }
    }
    let published = receipt.slots.iter();
    let published = published.filter(|slot| slot.outcome == Outcome::Published);
    let withdrawn: u32 = published.map(|slot| slot.withdrawn).sum();
    if withdrawn > 0 {
        let leavers = output::counted(withdrawn, "leaver", "leavers");
        parts.push(format!("{leavers} of the statement before withdrawn"));
    }
    let name = receipt.folder.name();
    let head = format!(
        "{} {name:<24} {:<10} {kind}{quarter}: {}; receipt {}",
        receipt.folder.ons_code(),
        receipt.outcome.word(),
        parts.join(", "),
        receipt.reference
    );
    let place = Place::Report(receipt.folder, receipt.report, ReportForm::Html);
    let mut lines = vec![head];
    if of_receipt(receipt) != Exit::Fine {
        lines.push(format!("  report: {}", home.path(&place).display()));
    }
    lines
}
