//! The correction that takes effect at once: an authority's departures of one worker count no
//! more, whatever statement lists them, unless the authority confirms them once it was told (L9).
//! Also what was confirmed can be withdrawn again: the last of both acts holds.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use pledge::audit::{Chain, Event};
use pledge::borough::Borough;
use pledge::identity::Registration;
use pledge::ports::{Keys, Ledger, Register};
use pledge::receipt::ReceiptRef;
use pledge::register::{Found, Tombstone};

use super::check::about;
use super::in_force::{Counting, Slots, tombstones};
use crate::{Failure, Region};

/// What is to be withdrawn, and by which act.
pub struct Withdrawal<'q> {
    /// Whose departures.
    pub number: &'q Registration,
    /// From which authority.
    pub authority: Borough,
    /// Only the one with this last day.
    pub last_day: Option<Date>,
    /// The day that rules take for today.
    pub today: Date,
    /// The reference of the act, drawn at random.
    pub case: ReceiptRef,
    /// The true instant.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// Departures that count no more.
    pub departures: u32,
    /// Of them those that the authority had confirmed since they were withdrawn before.
    pub confirmed: u32,
}

/// Withdraws departures that a statement in force, or one that waits for a confirmation, lists.
/// The audit trail says so first; where nothing is found, nothing is done.
///
/// # Errors
///
/// When a store does not answer, or a key is missing. Doing it again changes nothing.
pub async fn withdraw<U, D, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    of: &Withdrawal<'_>,
) -> Result<Withdrawn, Failure> {
    let (slots, (workers, found)) = about(region, of.number).await?;
    let stones = tombstones(region.register, found.iter().map(|found| &found.filed)).await?;
    let counting = Counting::new(&stones, of.today);
    // Each with the tombstone that the authority has confirmed it against.
    let mut days: BTreeMap<Date, Option<Timestamp>> = BTreeMap::new();
    for one in &found {
        let departure = counting.departure(one.slot.authority, &one.filed);
        let Some(departure) = departure.filter(|_| is_meant(&slots, one, of.authority)) else {
            continue;
        };
        if of.last_day.is_none_or(|day| day == departure.last_day) {
            let confirmed = days.entry(departure.last_day).or_default();
            *confirmed = (*confirmed).max(departure.relisted.map(|relisted| relisted.since));
        }
    }
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let withdrawn = Withdrawn {
        departures: count(days.len()),
        confirmed: count(days.values().flatten().count()),
    };
    if days.is_empty() {
        return Ok(withdrawn);
    }
    let event = Event::Withdrawn {
        case: of.case,
        authority: of.authority,
        departures: withdrawn.departures,
    };
    region.ledger.record(Chain::Region, &event, of.now).await?;
    let stones: Vec<Tombstone> = (days.iter())
        .flat_map(|(last_day, confirmed)| {
            let since = later(of.now, *confirmed);
            workers.iter().map(move |worker| Tombstone {
                authority: of.authority,
                worker: *worker,
                last_day: *last_day,
                since,
            })
        })
        .collect();
    region.register.bury(&stones).await?;
    Ok(withdrawn)
}

/// The instant of a tombstone: later than the one that was confirmed also where the clock was set
/// back since, so that the newest act is known by it.
fn later(now: Timestamp, confirmed: Option<Timestamp>) -> Timestamp {
    let next = |since: Timestamp| {
        since
            .saturating_add(1.nanosecond())
            .unwrap_or(Timestamp::MAX)
    };
    confirmed.map_or(now, |since| now.max(next(since)))
}

/// Whether it is an entry of this authority that is in force or may come into force.
fn is_meant(slots: &Slots, found: &Found, authority: Borough) -> bool {
    let Some(state) = slots.get(&found.slot) else {
        return false;
    };
    let pointers = [state.pointer, state.held.map(|held| held.pointer)];
    let mut attempts = pointers.iter().flatten().map(|pointer| pointer.attempt);
    found.slot.authority == authority && attempts.any(|attempt| attempt == found.attempt)
}
