//! How a report begins: what came of the file, what it was read as, and the counts.

use super::wording::{capitalised, counted};
use crate::assessment::Assessment;
use crate::receipt::Outcome;

/// What came of the file: a heading and what follows from it.
pub(super) struct Verdict {
    pub(super) heading: String,
    pub(super) sentence: String,
}

/// What came of the file, or would.
pub(super) fn verdict(assessment: &Assessment) -> Verdict {
    let total = assessment.findings.total();
    let mend = counted(total.errors, "error", "errors");
    let queries = counted(total.open, "query", "queries");
    let (heading, sentence) = match assessment.outcome {
        None if total.errors > 0 && total.open > 0 => (
            "This file cannot be sent yet".to_owned(),
            format!("Mend {mend}, answer {queries}, then check it again."),
        ),
        None if total.errors > 0 => (
            "This file cannot be sent yet".to_owned(),
            format!("Mend {mend}, then check it again."),
        ),
        None if total.open > 0 => (
            format!("This file can be sent, with {queries} to answer"),
            "Mend what a query names, or explain it by a code; then send it.".to_owned(),
        ),
        None => (
            "This file can be sent".to_owned(),
            "No errors and no open queries were found.".to_owned(),
        ),
        Some(Outcome::Published) if total.open > 0 => (
            format!("Published: its rows are in force, with {queries} to answer"),
            "Mend what a query names, or explain it by a code; then send the whole file again."
                .to_owned(),
        ),
        Some(Outcome::Published) => (
            "Published: its rows are in force".to_owned(),
            "There is nothing left to do.".to_owned(),
        ),
        Some(Outcome::Unchanged) => (
            "Unchanged: it says what was in force already".to_owned(),
            "Nothing changed, and there is nothing left to do.".to_owned(),
        ),
        Some(Outcome::Rejected) if total.errors > 0 => (
            "Rejected: nothing of it was taken in".to_owned(),
            format!(
                "Mend {mend} and send the whole file again. What was in force before stays in \
                 force."
            ),
        ),
        Some(Outcome::Rejected) => (
            "Rejected: nothing of it was taken in".to_owned(),
            "What was in force before stays in force.".to_owned(),
        ),
        Some(Outcome::Held) => (
            "Held: it waits for a confirmation".to_owned(),
            "It would withdraw many of the leavers whom your last statement listed. Nothing \
             changes until it is confirmed: send it again with Y in `confirm_withdrawals`, or \
             confirm it by the reference on its receipt. After 14 days it is rejected."
                .to_owned(),
        ),
        Some(Outcome::Superseded) => (
            "Superseded: a newer submission is in force".to_owned(),
            "Nothing of this file is in force. If the newer one was sent by mistake, send this \
             one again."
                .to_owned(),
        ),
    };
    let sentence = with_withdrawn(assessment, sentence);
    Verdict { heading, sentence }
}

/// The sentence, and whom the statement withdrew where it is in force: somebody who was left out by
/// mistake is free.
fn with_withdrawn(assessment: &Assessment, sentence: String) -> String {
    if assessment.outcome != Some(Outcome::Published) || assessment.withdrawn == 0 {
        return sentence;
    }
    let leavers = counted(
        assessment.withdrawn,
        "leaver of your last statement is withdrawn, whom",
        "leavers of your last statement are withdrawn, whom",
    );
    format!("{sentence} {leavers} this one does not list: if that was a slip, send it again.")
}

/// What the file was read as, in one or two sentences.
pub(super) fn read_as(assessment: &Assessment) -> String {
    let how = &assessment.how;
    let mut first = Vec::new();
    match assessment.kind {
        Some(kind) => first.push(kind.title().to_owned()),
        None => first.push("a file that was not recognised as one of the three returns".to_owned()),
    }
    match (assessment.kind, assessment.quarter) {
        (_, Some(quarter)) => first.push(format!("{} ({quarter})", quarter.in_words())),
        (Some(kind), None) if kind.quarterly() => first.push("no certain quarter".to_owned()),
        _ => {}
    }
    match assessment.folder {
        Some(borough) => first.push(format!("{} ({})", borough.name(), borough.ons_code())),
        None => first.push("not yet in an authority's folder".to_owned()),
    }
    let mut second = if how.rows == 0 && !assessment.findings.refuse() {
        vec!["no rows, as there is nothing to report".to_owned()]
    } else {
        vec![counted(how.rows, "row", "rows")]
    };
    if !how.encoding.is_empty() {
        second.push(format!("encoding {}", how.encoding));
    }
    if !how.delimiter.is_empty() {
        second.push(format!("delimiter {}", how.delimiter));
    }
    match how.header {
        Some(row) => second.push(format!("column names in row {}", row.0)),
        None => second.push("no row of column names found".to_owned()),
    }
    let first = format!("It was read as: {}.", first.join(", "));
    format!("{first} {}.", capitalised(&second.join(", ")))
}

/// The counts, each with what it counts.
pub(super) fn counts(assessment: &Assessment) -> Vec<(&'static str, u32)> {
    let total = assessment.findings.total();
    let repairs = assessment.findings.repairs().values().sum();
    let not_read = not_read(assessment);
    let columns = u32::try_from(not_read.len()).unwrap_or(u32::MAX);
    vec![
        ("Errors to mend", total.errors),
        ("Queries to answer", total.open),
        ("Queries explained", total.explained),
        ("Repairs made", repairs),
        ("Columns not read", columns),
    ]
}

/// The columns that were not read, by position, each with why.
pub(super) fn not_read(assessment: &Assessment) -> Vec<(u16, &'static str)> {
    let how = &assessment.how;
    let personal = how
        .personal
        .iter()
        .map(|&position| (position, "names or reaches a person; please do not send it"));
    let undeclared = how
        .undeclared
        .iter()
        .filter(|position| !how.personal.contains(position))
        .map(|&position| (position, "is not a column of this return"));
    let mut all: Vec<_> = personal.chain(undeclared).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The breaches that were counted, each with what it is.
pub(super) fn breaches(assessment: &Assessment) -> Vec<(&'static str, u32)> {
    let breaches = assessment.breaches;
    [
        (
            "above the cap, with an exception approved by the start [A7]",
            breaches.cap_approved,
        ),
        (
            "above the cap, with an exception approved after the start [A7]",
            breaches.cap_late,
        ),
        (
            "above the cap, without an exception [A7]",
            breaches.cap_none,
        ),
        (
            "started from 31 October 2024 without three years of experience after qualifying [A10]",
            breaches.inexperienced,
        ),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .collect()
}

/// Why columns are named by their position.
pub(super) const NOT_READ: &str = "\
    These columns were left out without being read. They are named by position, since a heading \
    may itself be a name.";

/// What breaches are.
pub(super) const BREACHES: &str = "\
    These are breaches of the Pledge, counted for the region. They are neither errors nor queries: \
    if the rows are right, there is nothing to mend.";

/// What repairs are.
pub(super) const REPAIRS: &str = "\
    These cells were certain in meaning and were read so. There is nothing to do; writing them as \
    the dictionary says avoids the repair.";

/// How queries are answered.
pub(super) const EXPLAIN: &str = "\
    Mend what the query names. If it is right as it stands, write one of these codes in the column \
    `explanation` of its row, and nothing else; a query about the file or a whole column is \
    explained in the first data row.";
