//! Whether the register holds what the ledger says was filed in it.
//!
//! Entries are deleted when they are too old, and a digest over all of them then says nothing any
//! more. What can be said after that: that the one which is kept longest must be there.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use pledge::borough::Borough;
use pledge::ledger::{Facts, Pointer, Slot};
use pledge::ports::{Ledger, Register};
use pledge::quarter::Quarter;
use pledge::register::{Filed, digest, kept_from};

use super::in_force::{Slots, all_slots, settled};
use crate::Failure;

/// A slot whose entries are not as they were filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damaged {
    /// Whose.
    pub authority: Borough,
    /// The quarter of engagements; `None` for a statement of leavers.
    pub quarter: Option<Quarter>,
    /// Whether it waits for a confirmation.
    pub held: bool,
}

/// The slots, in force or held, whose entries are missing or were changed, as far as that can be
/// said on the day `today`.
///
/// # Errors
///
/// When a store does not answer.
pub async fn damaged(
    ledger: &impl Ledger,
    register: &impl Register,
    today: Date,
) -> Result<Vec<Damaged>, Failure> {
    let (_, damaged) = settled(
        async || all_slots(ledger).await,
        async |slots| damaged_of(slots, register, today).await,
    )
    .await?;
    Ok(damaged)
}

async fn damaged_of(
    slots: &Slots,
    register: &impl Register,
    today: Date,
) -> Result<Vec<Damaged>, Failure> {
    let mut damaged = Vec::new();
    for (slot, state) in slots {
        let held = state.held.map(|held| held.pointer);
        for (pointer, held) in [(state.pointer, false), (held, true)] {
            let Some(pointer) = pointer.filter(|pointer| pointer.facts.entries.is_some()) else {
                continue;
            };
            let filed = register.filed(*slot, pointer.attempt).await?;
            if !is_whole(*slot, &pointer, &filed, today) {
                damaged.push(Damaged {
                    authority: slot.authority,
                    quarter: slot.quarter,
                    held,
                });
            }
        }
    }
    Ok(damaged)
}

/// Whether what is left of an attempt's entries can be all that is still kept of them.
fn is_whole(slot: Slot, pointer: &Pointer, filed: &[Filed], today: Date) -> bool {
    if digest(filed) == pointer.facts.entries {
        return true;
    }
    let limit = kept_from(today);
    let received = TimeZone::UTC.to_datetime(pointer.order.received).date();
    let may_have_aged = limit > kept_from(received);
    // A statement has no more entries than rows: if none is gone, one was changed.
    let all = u32::try_from(filed.len()).is_ok_and(|left| left >= pointer.count);
    let changed = slot.quarter.is_none() && all;
    may_have_aged && !changed && has_latest(&pointer.facts, filed, limit)
}

/// Whether the entry that is kept longest is there, unless it may be gone as well.
fn has_latest(facts: &Facts, filed: &[Filed], limit: Date) -> bool {
    facts.latest_entry.is_none_or(|latest| {
        latest < limit || filed.iter().any(|filed| filed.entry.day() == latest)
    })
}
