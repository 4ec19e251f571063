//! Which entries count: those that the attempts filed to which the ledger's slots point.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use pledge::borough::Borough;
use pledge::cooling_off::Left;
use pledge::ledger::{AttemptId, Slot, SlotState};
use pledge::ports::{Ledger, Register};
use pledge::register::{Departure, Entry, Filed, Found, Tombstone, Worker, kept_from};
use pledge::returns::Return;

use crate::Failure;

/// How often entries are read again because a slot changed meanwhile.
const TRIES: usize = 8;

/// The slots of the register, as the ledger has them.
pub(crate) type Slots = BTreeMap<Slot, SlotState>;

/// Every slot of leavers.
pub(super) async fn leavers(ledger: &impl Ledger) -> Result<Slots, Failure> {
    let standing = ledger.standing(Return::PermanentLeavers, None).await?;
    Ok(standing.slots.into_iter().collect())
}

/// Every slot of leavers, and of assignments of all quarters.
pub(crate) async fn all_slots(ledger: &impl Ledger) -> Result<Slots, Failure> {
    let mut slots = leavers(ledger).await?;
    let kind = Return::AgencyAssignments;
    for quarter in ledger.quarters(kind).await? {
        slots.extend(ledger.standing(kind, Some(quarter)).await?.slots);
    }
    Ok(slots)
}

/// Reads entries by slots that are the same before and after: what a slot no longer points to may
/// be deleted at any moment.
pub(super) async fn settled<T>(
    slots: impl AsyncFn() -> Result<Slots, Failure>,
    read: impl AsyncFn(&Slots) -> Result<T, Failure>,
) -> Result<(Slots, T), Failure> {
    let mut before = slots().await?;
    for _ in 0..TRIES {
        let entries = read(&before).await?;
        let after = slots().await?;
        if attempts(&after).eq(attempts(&before)) {
            return Ok((before, entries));
        }
        before = after;
    }
    Err(Failure::Contended)
}

fn attempts(slots: &Slots) -> impl Iterator<Item = (Slot, AttemptId)> {
    (slots.iter()).filter_map(|(slot, state)| Some((*slot, state.pointer?.attempt)))
}

/// Whether the entry is one that its slot points to.
pub(super) fn is_in_force(slots: &Slots, found: &Found) -> bool {
    let state = slots.get(&found.slot);
    let pointer = state.and_then(|state| state.pointer);
    pointer.is_some_and(|pointer| pointer.attempt == found.attempt)
}

/// Every pseudonym that an entry names.
pub(crate) fn named(filed: &Filed) -> impl Iterator<Item = Worker> {
    std::iter::once(filed.worker).chain(filed.also.iter().copied())
}

/// The tombstones that name a worker of one of these entries.
pub(super) async fn tombstones(
    register: &impl Register,
    entries: impl Iterator<Item = &Filed>,
) -> Result<Vec<Tombstone>, Failure> {
    let workers: Vec<Worker> = entries.flat_map(named).collect();
    Ok(register.buried(&workers).await?)
}

/// What decides whether a departure in force counts.
pub(crate) struct Counting {
    buried: BTreeMap<(Borough, Worker, Date), Timestamp>,
    today: Date,
}

impl Counting {
    /// By the tombstones of the workers that will be asked about, on that day.
    pub(crate) fn new(tombstones: &[Tombstone], today: Date) -> Self {
        let place = |stone: &Tombstone| (stone.authority, stone.worker, stone.last_day);
        let buried = tombstones.iter().map(|stone| (place(stone), stone.since));
        Self {
            buried: buried.collect(),
            today,
        }
    }

    /// When this departure of one of these workers was last withdrawn at once, if it ever was.
    pub(crate) fn buried(
        &self,
        authority: Borough,
        workers: impl Iterator<Item = Worker>,
        last_day: Date,
    ) -> Option<Timestamp> {
        let since = |worker| self.buried.get(&(authority, worker, last_day));
        workers.filter_map(since).max().copied()
    }

    /// The departure, if the entry is one, is kept on this day, and was not withdrawn at once or
    /// was confirmed since.
    pub(crate) fn departure<'f>(
        &self,
        authority: Borough,
        filed: &'f Filed,
    ) -> Option<&'f Departure> {
        let Entry::Departure(departure) = &filed.entry else {
            return None;
        };
        let kept = departure.last_day >= kept_from(self.today);
        let buried = self.buried(authority, named(filed), departure.last_day);
        let relisted = departure.relisted.filter(|relisted| relisted.confirmed);
        let confirmed = |since| relisted.is_some_and(|relisted| relisted.since >= since);
        (kept && buried.is_none_or(confirmed)).then_some(departure)
    }

    /// The same with the authority that was left.
    pub(super) fn left(&self, authority: Borough, filed: &Filed) -> Option<Left> {
        let departure = self.departure(authority, filed)?.clone();
        Some(Left {
            authority,
            departure,
        })
    }
}
