//! What holds a version of the register's key: it may not be destroyed while anything that counts,
//! or may come to count, was filed under it.

use std::collections::BTreeSet;

use pledge::borough::Borough;
use pledge::keys::KeyVersion;
use pledge::ledger::{Pointer, Slot};
use pledge::ports::{Ledger, Register};
use pledge::quarter::Quarter;
use pledge::returns::Return;

use super::in_force::{all_slots, leavers};
use crate::Failure;

/// What holds a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A statement of leavers.
    Leavers,
    /// Engagements of a quarter.
    Engagements(Quarter),
    /// A departure that an officer withdrew.
    Withdrawal,
}

/// Who holds a version, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Whose.
    pub authority: Borough,
    /// What it is.
    pub what: What,
    /// Whether it waits for a confirmation.
    pub held: bool,
}

/// Everything that holds a version: a statement of leavers, in force or held, that lists anybody,
/// a return of assignments with an engagement that is still kept, or a tombstone that is. What no
/// slot points to holds nothing.
///
/// A tombstone holds its version also where others were made under other versions by the same act:
/// nothing says which worker those are about, and without its key what it withdrew would count
/// again as soon as a statement lists it.
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
                    what: slot.quarter.map_or(What::Leavers, What::Engagements),
                    held,
                });
            }
        }
    }
    let tombstones = register.buried_under(version).await?;
    let withdrew: BTreeSet<Borough> = tombstones.iter().map(|stone| stone.authority).collect();
    holders.extend(withdrew.into_iter().map(|authority| Holder {
        authority,
        what: What::Withdrawal,
        held: false,
    }));
    Ok(holders)
}

/// Every version of the register's key that anything names, whether it counts or not: a slot, what
/// waits in one, an entry or a tombstone. No new key may get one of these.
///
/// # Errors
///
/// When a store does not answer.
pub async fn versions_named(
    ledger: &impl Ledger,
    register: &impl Register,
) -> Result<BTreeSet<KeyVersion>, Failure> {
    let in_use = register.versions_in_use().await?.into_iter();
    let mut named: BTreeSet<KeyVersion> = in_use.map(|(version, _)| version).collect();
    for state in leavers(ledger).await?.into_values() {
        let pointers = [state.pointer, state.held.map(|held| held.pointer)];
        named.extend(pointers.iter().flatten().map(|pointer| pointer.key));
    }
    Ok(named)
}

/// The versions that something holds and that are not among those that live.
///
/// # Errors
///
/// When a store does not answer.
pub async fn lost(
    ledger: &impl Ledger,
    register: &impl Register,
    live: &[KeyVersion],
) -> Result<Vec<(KeyVersion, Vec<Holder>)>, Failure> {
    let mut lost = Vec::new();
    for version in versions_named(ledger, register).await? {
        if !live.contains(&version) {
            let holders = holders(ledger, register, version).await?;
            if !holders.is_empty() {
                lost.push((version, holders));
            }
        }
    }
    Ok(lost)
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
