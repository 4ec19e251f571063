//! The truth of a quarter over the files finally in force.

use crate::assignment::{Approval, Assignment};
use crate::calendar::Quarter;
use crate::conflict::{Relation, relate};
use crate::draft::{Content, Draft, Kind, Outcome, Printed};
use crate::leaver::Leaver;
use crate::table::cells;
use crate::truth::{CapBreach, Conflict, NearConflict, Place, QuarterTruth, Status};
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
    let mut rows: Vec<(Assignment, Place)> = Vec::new();
    let mut counts = Vec::new();
    let mut statuses = Vec::new();
    for (place, authority) in world.authorities.iter().enumerate() {
        if let Some(one) = in_force(sent, turn, place, Kind::Assignments) {
            rows.extend(placed(world, one, place));
        }
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
    let (conflicts, near_conflicts) = conflicts(world, sent, turn, &rows);
    let quarter = world.quarters.get(turn).copied();
    QuarterTruth {
        quarter: quarter.map(Quarter::label).unwrap_or_default(),
        uploaded_on: quarter
            .map(|q| q.upload_day().to_string())
            .unwrap_or_default(),
        statuses,
        cells: cells(&world.authorities, &assignments, &counts),
        conflicts,
        near_conflicts,
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

/// Everyone in force as an agency worker who is also in force as a leaver.
fn conflicts(
    world: &World,
    sent: &[Sent],
    turn: usize,
    rows: &[(Assignment, Place)],
) -> (Vec<Conflict>, Vec<NearConflict>) {
    let mut leavers: Vec<Leaver> = Vec::new();
    for place in 0..world.authorities.len() {
        if let Some(Sent { draft, .. }) = in_force(sent, turn, place, Kind::Leavers)
            && let Content::Leavers(statement, _) = &draft.content
        {
            leavers.extend(statement.iter().filter(|leaver| leaver.authority == place));
        }
    }
    leavers.sort_by_key(|leaver| (leaver.number, leaver.last_day));
    let (mut conflicts, mut near) = (Vec::new(), Vec::new());
    for (row, at) in rows {
        let from = leavers.partition_point(|leaver| leaver.number < row.number);
        let same = leavers
            .iter()
            .skip(from)
            .take_while(|leaver| leaver.number == row.number);
        for leaver in same {
            let left = world.authorities.get(leaver.authority);
            let sides = Conflict {
                place: at.clone(),
                number: format!("SW{}", row.number),
                left: left
                    .map(|authority| authority.code.clone())
                    .unwrap_or_default(),
                last_day: leaver.last_day.to_string(),
                role_start: leaver.role_start.to_string(),
                start: row.start.to_string(),
            };
            let why = match relate(&world.authorities, row, leaver) {
                Relation::Conflict if row.cooloff == "clear" => {
                    conflicts.push(sides);
                    continue;
                }
                Relation::Conflict => "declared",
                Relation::SameEmployer => "same_employer",
                Relation::SixMonthsOver => "six_months_over",
                Relation::BeforePost => "before_post",
                Relation::Exempt => "exempt",
            };
            near.push(NearConflict {
                sides,
                why: why.to_owned(),
            });
        }
    }
    (conflicts, near)
}
