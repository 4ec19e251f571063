//! What holds a version of the register's key: it may not be destroyed while anything that counts,
//! or may come to count, was filed under it.

use pledge::borough::Borough;
use pledge::keys::KeyVersion;
use pledge::ledger::{Pointer, Slot};
use pledge::ports::{Ledger, Register};
use pledge::quarter::Quarter;
use pledge::returns::Return;

use super::in_force::all_slots;
use crate::Failure;

/// What holds a version in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Whose.
    pub authority: Borough,
    /// The quarter of engagements; `None` for a statement of leavers.
    pub quarter: Option<Quarter>,
    /// Whether it waits for a confirmation.
    pub held: bool,
}

/// Every slot that holds a version: a statement of leavers, in force or held, that lists anybody,
/// or a return of assignments with an engagement that is still kept. What no slot points to holds
/// nothing.
///
/// # Errors
///
/// When a store does not answer.
pub async fn holders(
    ledger: &impl Ledger,
    register: &impl Register,
    version: KeyVersion,
) -> Result<Vec<Holder>, Failure> {
    let mut holders = Vec::new();
    for (slot, state) in all_slots(ledger).await? {
        let held = state.held.map(|held| held.pointer);
        for (pointer, held) in [(state.pointer, false), (held, true)] {
            if let Some(pointer) = pointer
                && holds(register, slot, &pointer, version).await?
            {
                holders.push(Holder {
                    authority: slot.authority,
                    quarter: slot.quarter,
                    held,
                });
            }
        }
    }
    Ok(holders)
}

async fn holds(
    register: &impl Register,
    slot: Slot,
    pointer: &Pointer,
    version: KeyVersion,
) -> Result<bool, Failure> {
    if slot.kind == Return::PermanentLeavers {
        return Ok(pointer.key == version && pointer.count > 0);
    }
    if pointer.facts.entries.is_none() {
        return Ok(false);
    }
    let filed = register.filed(slot, pointer.attempt).await?;
    Ok(filed.iter().any(|filed| filed.worker.key == version))
}
