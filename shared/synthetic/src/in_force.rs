//! The truth of a quarter over the files finally in force.

use crate::assignment::{Approval, Assignment};
use crate::calendar::{Quarter, months_after};
use crate::draft::{Content, Draft, Kind, Outcome, Printed};
use crate::engaged::{MEMORY_MONTHS, counted, engaged, left_twice, overworked};
use crate::leaver::Leaver;
use crate::table::cells;
use crate::truth::{CapBreach, Place, QuarterTruth, Status};
use crate::world::World;

/// A draft and what was printed of it.
pub(crate) struct Sent {
    pub(crate) draft: Draft,
    pub(crate) printed: Printed,
}

/// The last file published for an authority's slot, from `turn` or (leavers) before it.
fn in_force(sent: &[Sent], turn: usize, place: usize, kind: Kind) -> Option<&Sent> {
    sent.iter().rfind(|one| {
        let draft = &one.draft;
        draft.content.kind() == kind
            && draft.members.contains(&place)
            && draft.outcome != Outcome::Rejected
            && (draft.turn == turn || kind == Kind::Leavers && draft.turn < turn)
    })
}

/// What is true of the quarter at `turn`.
pub(crate) fn quarter_truth(world: &World, sent: &[Sent], turn: usize) -> QuarterTruth {
    let rows = assignments_in_force(world, sent, turn);
    let mut counts = Vec::new();
    let mut statuses = Vec::new();
    for (place, authority) in world.authorities.iter().enumerate() {
        if let Some(Sent { draft, .. }) = in_force(sent, turn, place, Kind::Snapshot)
            && let Content::Snapshot(snapshot) = &draft.content
        {
            counts.extend(snapshot.iter().filter(|row| row.0 == place).copied());
        }
        statuses.push(Status {
            authority: authority.code.clone(),
            agency_assignments: status(sent, turn, place, Kind::Assignments),
            permanent_leavers: status(sent, turn, place, Kind::Leavers),
            workforce_snapshot: status(sent, turn, place, Kind::Snapshot),
        });
    }
    let assignments: Vec<Assignment> = rows.iter().map(|(row, _)| *row).collect();
    let gone = statements(world, sent, turn);
    let quarter = world.quarters.get(turn).copied();
    let engaged = quarter.map(|quarter| {
        let before = (0..turn).flat_map(|turn| assignments_in_force(world, sent, turn));
        let all: Vec<_> = before
            .chain(rows.iter().cloned())
            .map(|(row, _)| row)
            .collect();
        engaged(world, quarter, &rows, &all, &gone)
    });
    let engaged = engaged.unwrap_or_default();
    QuarterTruth {
        quarter: quarter.map(Quarter::label).unwrap_or_default(),
        uploaded_on: quarter
            .map(|q| q.upload_day().to_string())
            .unwrap_or_default(),
        statuses,
        cells: cells(&world.authorities, &assignments, &counts),
        conflicts: engaged.conflicts,
        near_conflicts: engaged.near_conflicts,
        engagements: engaged.counts,
        leavers: quarter
            .map(|quarter| counted(world, quarter, &gone))
            .unwrap_or_default(),
        overworked: overworked(&rows),
        left_twice: left_twice(&gone),
        cap_breaches: rows
            .iter()
            .filter_map(|(row, at)| breach(row, at))
            .collect(),
        inexperienced: rows
            .iter()
            .filter(|(row, _)| row.lacks_experience())
            .map(|(_, at)| at.clone())
            .collect(),
    }
}

/// All assignments in force of the quarter at `turn`.
fn assignments_in_force(world: &World, sent: &[Sent], turn: usize) -> Vec<(Assignment, Place)> {
    (0..world.authorities.len())
        .filter_map(|place| Some((place, in_force(sent, turn, place, Kind::Assignments)?)))
        .flat_map(|(place, one)| placed(world, one, place))
        .collect()
}

/// Everyone whom the statements in force list, as far as the files say: a borough that sends only
/// what is required says nothing of where they went.
fn statements(world: &World, sent: &[Sent], turn: usize) -> Vec<(Leaver, Place)> {
    let mut gone = Vec::new();
    let quarter = world.quarters.get(turn);
    let oldest = quarter.map(|quarter| months_after(quarter.upload_day(), -MEMORY_MONTHS));
    for (place, authority) in world.authorities.iter().enumerate() {
        let Some(one) = in_force(sent, turn, place, Kind::Leavers) else {
            continue;
        };
        let house = world.houses.get(one.draft.folder);
        let lean = house.is_some_and(|house| house.layout.lean);
        let Content::Leavers(statement, _) = &one.draft.content else {
            continue;
        };
        for (leaver, row) in statement.iter().zip(&one.printed.rows) {
            // A statement of the quarter before lists some whom nobody keeps any longer.
            if leaver.authority == place && Some(leaver.last_day) >= oldest {
                let destination = leaver.destination.filter(|_| !lean);
                let at = Place {
                    authority: authority.code.clone(),
                    file: one.printed.file.path(),
                    row: *row,
                };
                gone.push((
                    Leaver {
                        destination,
                        ..*leaver
                    },
                    at,
                ));
            }
        }
    }
    gone
}

/// The rows of an authority in a file, each with its place there.
fn placed(world: &World, one: &Sent, place: usize) -> Vec<(Assignment, Place)> {
    let Content::Assignments(rows) = &one.draft.content else {
        return Vec::new();
    };
    let code = world
        .authorities
        .get(place)
        .map(|known| known.code.clone())
        .unwrap_or_default();
    let file = one.printed.file.path();
    rows.iter()
        .zip(&one.printed.rows)
        .filter(|(row, _)| row.authority == place)
        .map(|(row, at)| {
            (
                *row,
                Place {
                    authority: code.clone(),
                    file: file.clone(),
                    row: *at,
                },
            )
        })
        .collect()
}

fn status(sent: &[Sent], turn: usize, place: usize, kind: Kind) -> String {
    let of = |one: &&Sent| {
        let draft = &one.draft;
        draft.turn == turn && draft.content.kind() == kind && draft.members.contains(&place)
    };
    let outcomes: Vec<Outcome> = sent
        .iter()
        .filter(of)
        .map(|one| one.draft.outcome)
        .collect();
    let accepted = outcomes
        .iter()
        .rfind(|outcome| **outcome != Outcome::Rejected);
    match (accepted, outcomes.is_empty()) {
        (Some(outcome), _) => outcome.name(),
        (None, true) => "missing",
        (None, false) => "refused",
    }
    .to_owned()
}

fn breach(row: &Assignment, at: &Place) -> Option<CapBreach> {
    let approval = match row.breach()? {
        Approval::Approved => "approved",
        Approval::Late => "late",
        Approval::Missing => "none",
    };
    Some(CapBreach {
        place: at.clone(),
        approval: approval.to_owned(),
    })
}
