//! Who has returned, who is late, who sent nothing to report, whose file was refused, who is
//! missing.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pledge::borough::Borough;
use pledge::ledger::{Slot, SlotState};
use pledge::ports::Ledger;
use pledge::quarter::{Quarter, QuarterState};
use pledge::receipt::ReceiptRef;
use pledge::reference::Reference;
use pledge::returns::Return;

use crate::Failure;

/// Where an authority stands with one return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// In force, received by the day on which it was due.
    Returned,
    /// In force, received after that day.
    Late,
    /// In force, and there was nothing to report.
    Nil,
    /// Waits for a confirmation, and nothing is in force.
    Held,
    /// Only files with errors were sent.
    Refused,
    /// Nothing was sent.
    Missing,
}

impl Status {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 6] = [
        Self::Returned,
        Self::Late,
        Self::Nil,
        Self::Held,
        Self::Refused,
        Self::Missing,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Late => "late",
            Self::Nil => "nil",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Missing => "missing",
        }
    }
}

/// One authority's standing with one return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnStatus {
    /// The return.
    pub kind: Return,
    /// The authority.
    pub authority: Borough,
    /// Where it stands.
    pub status: Status,
    /// Rows in force.
    pub rows: u32,
    /// The receipt of what is in force.
    pub reference: Option<ReceiptRef>,
    /// A file that was refused after what is in force was received.
    pub refused_since: Option<ReceiptRef>,
    /// A file that waits for a confirmation.
    pub waiting: Option<ReceiptRef>,
    /// Leavers: complete up to this day.
    pub complete_to: Option<Date>,
}

impl ReturnStatus {
    /// For how many days a quarter's return has been missing that was due by `due`; `None` while it
    /// is not, or where something is in force.
    #[must_use]
    pub fn days_missing(&self, due: Date, today: Date) -> Option<u32> {
        let in_force = matches!(self.status, Status::Returned | Status::Late | Status::Nil);
        let days = days_between(due, today);
        (self.kind.quarterly() && !in_force && days > 0).then_some(days)
    }
}

/// The days from one day to another; none where it lies before.
#[must_use]
pub fn days_between(from: Date, to: Date) -> u32 {
    let days = to.since(from).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or_default()
}

/// Where a quarter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarterStatus {
    /// Its state.
    pub state: QuarterState,
    /// The day by which its returns are due.
    pub due: Date,
    /// The day on which it was closed.
    pub closed: Option<Date>,
    /// Where all 33 stand with each return.
    pub returns: Vec<ReturnStatus>,
}

/// Where a quarter stands on `today`, and all 33 with it.
///
/// # Errors
///
/// When the ledger does not answer.
pub async fn quarter_status(
    ledger: &impl Ledger,
    reference: &Reference,
    quarter: Quarter,
    today: Date,
) -> Result<QuarterStatus, Failure> {
    let due = reference.due(quarter);
    let closing = ledger.closing(quarter).await?;
    Ok(QuarterStatus {
        state: QuarterState::of(quarter, today, due, closing.is_some()),
        due,
        closed: closing.map(|closing| closing.today),
        returns: status(ledger, reference, quarter).await?,
    })
}

/// Where all 33 stand with the three returns of a quarter. Leavers belong to no quarter; theirs is
/// the statement in force.
///
/// # Errors
///
/// When the ledger does not answer.
pub async fn status(
    ledger: &impl Ledger,
    reference: &Reference,
    quarter: Quarter,
) -> Result<Vec<ReturnStatus>, Failure> {
    let due = reference.due(quarter);
    let mut all = Vec::new();
    for kind in Return::ALL {
        let quarter = kind.quarterly().then_some(quarter);
        let standing = ledger.standing(kind, quarter).await?;
        for authority in Borough::all() {
            let slot = Slot {
                kind,
                quarter,
                authority,
            };
            let state = standing.slots.iter().find(|(other, _)| *other == slot);
            let state = state.map_or_else(SlotState::default, |(_, state)| *state);
            all.push(stands(slot, &state, due));
        }
    }
    Ok(all)
}

fn stands(slot: Slot, state: &SlotState, due: Date) -> ReturnStatus {
    let status = match (state.pointer, state.held, state.refused) {
        (Some(pointer), _, _) if pointer.facts.nil => Status::Nil,
        (Some(pointer), _, _) if slot.kind.quarterly() && day_of(pointer.first_received) > due => {
            Status::Late
        }
        (Some(_), _, _) => Status::Returned,
        (None, Some(_), _) => Status::Held,
        (None, None, Some(_)) => Status::Refused,
        (None, None, None) => Status::Missing,
    };
    let in_force = state.pointer.map(|pointer| pointer.order.received);
    ReturnStatus {
        kind: slot.kind,
        authority: slot.authority,
        status,
        rows: state.pointer.map_or(0, |pointer| pointer.count),
        reference: state.pointer.map(|pointer| pointer.reference),
        refused_since: state
            .refused
            .filter(|(received, _)| in_force.is_none_or(|in_force| *received > in_force))
            .map(|(_, reference)| reference),
        waiting: state.held.map(|held| held.pointer.reference),
        complete_to: state.pointer.and_then(|pointer| pointer.facts.complete_to),
    }
}

/// The day of an instant, UTC. A return that comes in the first hour after midnight of British
/// summer time counts for the day before: to the borough's advantage.
fn day_of(instant: Timestamp) -> Date {
    instant.to_zoned(TimeZone::UTC).date()
}
