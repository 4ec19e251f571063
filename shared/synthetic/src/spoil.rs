//! How errors and queries are planted into a draft.

use crate::assignment::{Assignment, Supplier};
use crate::calendar::{Quarter, days_after, months_after};
use crate::draft::{Content, Draft, Outcome, Planted};
use crate::leaver::Leaver;
use crate::pay::Role;
use crate::value::Value;
use crate::world::World;

/// A query about the file as a whole.
pub(crate) const fn whole(code: &'static str) -> Planted {
    Planted {
        code,
        line: None,
        column: None,
        explained: false,
    }
}

fn reject(draft: &mut Draft, code: &'static str, line: usize, column: &'static str) {
    draft.outcome = Outcome::Rejected;
    draft.planted.push(Planted {
        code,
        line: Some(line),
        column: Some(column),
        explained: false,
    });
}

fn spoil(draft: &mut Draft, code: &'static str, line: usize, column: &'static str, text: &str) {
    draft
        .overrides
        .push((line, column, Value::Text(text.to_owned())));
    reject(draft, code, line, column);
}

/// A quarter of the rows of a file; four files so spoiled make about 3 % of the region's rows.
pub(crate) fn spoil_numbers(draft: &mut Draft) {
    const MALFORMED: [&str; 8] = [
        "TBC",
        "pending",
        "N/A",
        "SW12345O",
        "SW1234567",
        "SW 123456 / SW 234567",
        "NMC 98I1234E",
        "awaiting",
    ];
    let size = draft.content.len();
    for (turn, text) in MALFORMED.iter().cycle().take(size / 4).enumerate() {
        // A letter where a digit belongs is told apart: its number is nearly certain, and not
        // guessed.
        let code = if *text == "SW12345O" { "C12" } else { "C2" };
        spoil(draft, code, 4 * turn, "swe_number", text);
    }
}

/// One of each kind of error in a cell, on rows whose other cells are well formed and whose rates
/// were sent (what is required of a row must not hang on the cell that is wrong).
pub(crate) fn spoil_cells(draft: &mut Draft) {
    let Content::Assignments(rows) = &draft.content else {
        return;
    };
    let whole: Vec<usize> = (0..rows.len())
        .filter(|line| line % 4 != 0 && rows.get(*line).is_some_and(|row| row.engagement != "paye"))
        .collect();
    let cells = [
        ("C1", "supply_route", ""),
        ("C3", "pay_rate_hourly", "35-38"),
        ("C10", "hours_per_week", "75"),
        ("C5", "start_date", "31/02/2026"),
        ("C7", "engagement_type", "agency worker"),
        ("C8", "project_team", "perhaps"),
    ];
    for (line, (code, column, text)) in whole.into_iter().zip(cells) {
        spoil(draft, code, line, column, text);
    }
}

/// One error of each rule across columns, on rows whose numbers are well formed.
pub(crate) fn spoil_rows(draft: &mut Draft, quarter: Quarter) {
    let Content::Assignments(rows) = &mut draft.content else {
        return;
    };
    let size = rows.len();
    if size < 8 {
        return;
    }
    let mut found = Vec::new();
    if let Some(row) = rows.get_mut(1) {
        // Over before the quarter began.
        row.end = Some(days_after(quarter.first(), -10));
        row.start = row.start.min(months_after(quarter.first(), -4));
        row.original_start = None;
        found.push(("A1", 1, "end_date"));
    }
    if let Some(row) = rows.get_mut(2) {
        row.cap_basis = Some(row.rate());
        row.charge = row.rate() - 100;
        found.push(("A4", 2, "charge_rate_hourly"));
    }
    if let Some(row) = rows.get(3).copied() {
        rows.push(row);
        found.push(("A3", size, "swe_number"));
    }
    for (code, line, column) in found {
        reject(draft, code, line, column);
    }
}

/// The first version of a file that is sent again: a row was forgotten, rates were estimates.
pub(crate) fn forget(draft: &mut Draft) {
    let Content::Assignments(rows) = &mut draft.content else {
        return;
    };
    rows.pop();
    let estimated = rows
        .iter_mut()
        .filter(|row| row.engagement != "paye" && row.exception.is_none());
    for row in estimated.take(3) {
        let estimate = row.role.cap() - 200;
        row.pay = estimate * 100 / 128;
        row.cap_basis = Some(estimate);
        row.charge = estimate * 112 / 100;
    }
}

/// Makes two rows odd, with or without an explanation.
pub(crate) fn ask(
    world: &World,
    draft: &mut Draft,
    quarter: Quarter,
    code: &'static str,
    explanation: Option<&'static str>,
) {
    let Content::Assignments(rows) = &mut draft.content else {
        return;
    };
    let taken: Vec<Option<usize>> = draft.planted.iter().map(|planted| planted.line).collect();
    let mut asked = Vec::new();
    for (line, row) in rows.iter_mut().enumerate() {
        if asked.len() == 2 || taken.contains(&Some(line)) || world.planted.contains(&row.number) {
            continue;
        }
        if let Some(column) = make_odd(row, quarter, code) {
            asked.push((line, column));
        }
    }
    for (line, column) in asked {
        let explained = explanation.is_some();
        draft.planted.push(Planted {
            code,
            line: Some(line),
            column: Some(column),
            explained,
        });
        if let Some(explanation) = explanation {
            draft
                .overrides
                .push((line, "explanation", Value::Listed(explanation)));
        }
    }
}

/// Changes a row so that a rule asks about it; the column that was changed, if the row allows it.
fn make_odd(row: &mut Assignment, quarter: Quarter, code: &str) -> Option<&'static str> {
    match code {
        "A6" if row.engagement != "paye" => {
            row.pay = row.rate() * 100 / 105;
            Some("pay_rate_hourly")
        }
        "A9" if row.start >= quarter.first() => {
            row.cooloff = "not_checked";
            row.check = None;
            Some("cooloff_declared")
        }
        "A13" => {
            row.title = if row.role == Role::Tm {
                "Social Worker"
            } else {
                "Team Manager"
            };
            Some("local_job_title")
        }
        "C16" => {
            row.supplier = Supplier::Unlisted;
            Some("supplier")
        }
        _ => None,
    }
}

/// One set of rates, filled down the whole sheet; low enough to be under every cap.
pub(crate) fn fill_down(draft: &mut Draft) {
    let Content::Assignments(rows) = &mut draft.content else {
        return;
    };
    for row in rows.iter_mut() {
        (row.pay, row.cap_basis, row.charge) = (2900, Some(3700), 4200);
        row.exception = None;
    }
    if rows.len() >= 5 {
        draft.planted.push(whole("A12"));
    }
}

/// Someone who left before beginning, and a redundancy without its reason.
pub(crate) fn spoil_leavers(draft: &mut Draft) {
    let Content::Leavers(rows, _) = &mut draft.content else {
        return;
    };
    let resigned = |from: usize, rows: &[Leaver]| {
        let late = rows.iter().enumerate().skip(from);
        late.filter(|(_, row)| row.reason == 1 && row.exempt.is_none())
            .map(|(line, _)| line)
            .next()
    };
    let Some(early) = resigned(0, rows) else {
        return;
    };
    if let Some(row) = rows.get_mut(early) {
        row.role_start = days_after(row.last_day, 30);
    }
    let redundant = resigned(early + 1, rows);
    if let Some(row) = redundant.and_then(|line| rows.get_mut(line)) {
        row.exempt = Some("redundancy");
    }
    reject(draft, "L1", early, "role_start_date");
    if let Some(line) = redundant {
        reject(draft, "L2", line, "exempt_basis");
    }
}

/// One row of each rule that a count can break.
pub(crate) fn spoil_snapshot(draft: &mut Draft) {
    let Content::Snapshot(rows) = &mut draft.content else {
        return;
    };
    let (mut covering, mut heads) = (0, 0);
    let mut found = Vec::new();
    for (line, (_, category, count)) in rows.iter_mut().enumerate() {
        match *category {
            "SW" => {
                covering = count.agency_fte + 100 - count.covering_fte;
                count.covering_fte += covering;
                found.push(("S5", line, "agency_covering_vacancy_fte"));
            }
            "AP" => {
                heads = count.permanent_headcount - count.permanent_fte / 100 + 1;
                count.permanent_headcount -= heads;
                found.push(("S1", line, "permanent_headcount"));
            }
            "ALL" => {
                count.covering_fte += covering;
                count.permanent_headcount -= heads;
                count.establishment_fte += 50;
                found.push(("S4", line, "establishment_fte"));
            }
            _ => {}
        }
    }
    for (code, line, column) in found {
        reject(draft, code, line, column);
    }
}

/// An establishment a twentieth larger than its parts.
pub(crate) fn doubt_snapshot(draft: &mut Draft) {
    let Content::Snapshot(rows) = &mut draft.content else {
        return;
    };
    let mut spare = 0;
    for (line, (_, category, count)) in rows.iter_mut().enumerate() {
        match *category {
            "AP" => {
                spare = count.establishment_fte / 20;
                let (column, explained) = (Some("establishment_fte"), false);
                draft.planted.push(Planted {
                    code: "S2",
                    line: Some(line),
                    column,
                    explained,
                });
            }
            "ALL" => {}
            _ => continue,
        }
        count.establishment_fte += spare;
    }
}
