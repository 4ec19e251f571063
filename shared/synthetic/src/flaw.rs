//! What is planted where: errors, queries, late mendings. By authority, whatever the seed.

use crate::draft::{Content, Draft};
use crate::spoil::{
    ask, doubt_snapshot, fill_down, forget, spoil_cells, spoil_leavers, spoil_numbers, spoil_rows,
    spoil_snapshot, whole,
};
use crate::world::World;

/// Something wrong, odd or late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Malformed registration numbers; mended in round 2.
    BadNumbers,
    /// The same, and one cell of every other kind of error.
    CellErrors,
    /// Malformed numbers and errors across columns; never mended.
    RowErrors,
    /// An accepted file is sent again with changed rows.
    Resubmits,
    /// Nothing is sent at all.
    Missing,
    /// Rows grow by more than half (A11).
    Growth,
    /// Every row has the same rate (A12).
    OneRate,
    /// Leavers before they began, a redundancy without its reason (L1, L2); mended.
    LeaverErrors,
    /// Snapshot rows that do not add up (S1, S4, S5); mended.
    SnapshotErrors,
    /// An establishment that its parts do not make (S2).
    SnapshotQuery,
    /// A leaver of the last statement stayed after all.
    Withdrawal,
    /// Rows that make a query, and the code that explains it, if any.
    Asks(&'static str, Option<&'static str>),
}

/// The flaws of even and odd quarters of a plan.
const FLAWS: [(usize, &str, Flaw); 36] = [
    (0, "E09000003", Flaw::Asks("A9", None)),
    (0, "E09000004", Flaw::SnapshotErrors),
    (0, "E09000005", Flaw::BadNumbers),
    (0, "E09000006", Flaw::Asks("A9", Some("agreed_exception"))),
    (0, "E09000008", Flaw::Asks("A6", Some("known_system_issue"))),
    (0, "E09000009", Flaw::LeaverErrors),
    (0, "E09000010", Flaw::Asks("A13", None)),
    (0, "E09000011", Flaw::CellErrors),
    (0, "E09000012", Flaw::Asks("A13", Some("confirmed_correct"))),
    (0, "E09000017", Flaw::RowErrors),
    (0, "E09000019", Flaw::Asks("C16", Some("contact_us"))),
    (0, "E09000022", Flaw::Asks("C16", None)),
    (0, "E09000025", Flaw::Asks("A6", None)),
    (0, "E09000025", Flaw::Asks("A9", None)),
    (0, "E09000028", Flaw::Asks("A9", Some("late_paperwork"))),
    (0, "E09000029", Flaw::BadNumbers),
    (0, "E09000033", Flaw::OneRate),
    (1, "E09000002", Flaw::Asks("A9", None)),
    (1, "E09000003", Flaw::Asks("A13", Some("confirmed_correct"))),
    (1, "E09000005", Flaw::Asks("A6", Some("agreed_exception"))),
    (1, "E09000006", Flaw::Asks("A6", None)),
    (1, "E09000007", Flaw::Resubmits),
    (1, "E09000010", Flaw::Asks("A9", Some("late_paperwork"))),
    (1, "E09000013", Flaw::BadNumbers),
    (1, "E09000014", Flaw::CellErrors),
    (1, "E09000015", Flaw::LeaverErrors),
    (1, "E09000016", Flaw::Missing),
    (1, "E09000018", Flaw::Withdrawal),
    (1, "E09000020", Flaw::Growth),
    (
        1,
        "E09000022",
        Flaw::Asks("C16", Some("known_system_issue")),
    ),
    (1, "E09000023", Flaw::SnapshotQuery),
    (1, "E09000024", Flaw::Asks("A13", None)),
    (1, "E09000025", Flaw::Asks("C16", Some("contact_us"))),
    (1, "E09000026", Flaw::RowErrors),
    (1, "E09000030", Flaw::BadNumbers),
    (1, "E09000032", Flaw::Asks("C16", None)),
];

/// The flaws of an authority in the quarter at `turn`, or in any.
pub(crate) fn flaws(turn: Option<usize>, code: &str) -> impl Iterator<Item = Flaw> {
    let of = move |(parity, authority, _): &&(usize, &str, Flaw)| {
        *authority == code && turn.is_none_or(|turn| turn % 2 == *parity)
    };
    FLAWS.iter().filter(of).map(|(_, _, flaw)| *flaw)
}

/// Plants a flaw into a first draft, and returns the second that mends it, if one does.
pub(crate) fn plant(world: &World, flaw: Flaw, draft: &mut Draft) -> Option<Draft> {
    let quarter = *world.quarters.get(draft.turn)?;
    let mended = || Draft {
        round: 2,
        ..draft.clone()
    };
    match (flaw, &draft.content) {
        (Flaw::BadNumbers, Content::Assignments(_)) => {
            let second = mended();
            spoil_numbers(draft);
            Some(second)
        }
        (Flaw::CellErrors, Content::Assignments(_)) => {
            let second = mended();
            spoil_numbers(draft);
            spoil_cells(draft);
            Some(second)
        }
        (Flaw::RowErrors, Content::Assignments(_)) => {
            spoil_numbers(draft);
            spoil_rows(draft, quarter);
            None
        }
        (Flaw::Resubmits, Content::Assignments(_)) => {
            let second = mended();
            forget(draft);
            Some(second)
        }
        (Flaw::Asks(code, explanation), Content::Assignments(_)) => {
            ask(world, draft, quarter, code, explanation);
            None
        }
        (Flaw::OneRate, Content::Assignments(_)) => {
            fill_down(draft);
            None
        }
        (Flaw::Growth, Content::Assignments(_)) if draft.turn == 1 => {
            draft.planted.push(whole("A11"));
            None
        }
        (Flaw::LeaverErrors, Content::Leavers(..)) => {
            let second = mended();
            spoil_leavers(draft);
            Some(second)
        }
        (Flaw::SnapshotErrors, Content::Snapshot(_)) => {
            let second = mended();
            spoil_snapshot(draft);
            Some(second)
        }
        (Flaw::SnapshotQuery, Content::Snapshot(_)) => {
            doubt_snapshot(draft);
            None
        }
        _ => None,
    }
}
