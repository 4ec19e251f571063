//! The one commit: checks every slot first, then writes everything.

use std::collections::BTreeSet;

use jiff::Timestamp;
use pledge::audit::Chain;
use pledge::ledger::{Change, Commit, Committed, Decision, Held, Pointer, Slot, SlotState};
use pledge::ports::{StoreError, Stored};
use pledge::receipt::ReceiptRef;

use super::held::displace;
use super::rows::{ReceiptRow, Rows};
use super::trail::record;
use crate::fault::{Fault, unavailable};

/// Decides an upload.
pub(crate) fn commit(rows: &mut impl Rows, commit: &Commit, now: Timestamp) -> Stored<Committed> {
    let Some(mut upload) = rows.upload(commit.claim.upload)? else {
        return Ok(Committed::Stale);
    };
    if let Some((attempt, reference)) = upload.decided {
        if attempt == commit.attempt {
            return Ok(Committed::Done);
        }
        let row = rows.receipt(reference)?.ok_or(StoreError::Absent)?;
        return Ok(Committed::Decided(Box::new(row.receipt)));
    }
    if upload.token != commit.claim.token || upload.until <= now {
        return Ok(Committed::Stale);
    }
    for decision in &commit.decisions {
        if !stands(&rows.slot(decision.slot)?.unwrap_or_default(), decision) {
            return Ok(Committed::Stale);
        }
    }
    let slots: BTreeSet<Slot> = commit.decisions.iter().map(|d| d.slot).collect();
    let reference = commit.receipt.reference;
    if slots.len() < commit.decisions.len() || rows.receipt(reference)?.is_some() {
        return Err(StoreError::Conflict);
    }
    rows.put_receipt(&ReceiptRow {
        receipt: commit.receipt.clone(),
        confirmed: false,
    })?;
    let chain = Chain::Authority(commit.receipt.folder);
    record(rows, chain, &commit.event, now)?;
    for decision in &commit.decisions {
        change(rows, decision, reference, now)?;
    }
    upload.decided = Some((commit.attempt, reference));
    rows.put_upload(commit.claim.upload, &upload)?;
    Ok(Committed::Done)
}

/// Whether the slot is as the decision saw it, and the decision's order beats what it replaces.
fn stands(state: &SlotState, decision: &Decision) -> bool {
    let in_force = state.pointer.map(|pointer| pointer.order);
    let waiting = state.held.map(|held| held.pointer.order);
    let beats = match decision.change {
        Change::Point(pointer) => in_force < Some(pointer.order),
        Change::Hold(held) => {
            let order = Some(held.pointer.order);
            in_force < order && waiting < order
        }
        Change::Refuse(_) | Change::Supersede => true,
    };
    beats && state.pointer.map(|pointer| pointer.attempt) == decision.seen
}

fn change(
    rows: &mut impl Rows,
    decision: &Decision,
    reference: ReceiptRef,
    now: Timestamp,
) -> Stored<()> {
    let slot = decision.slot;
    match &decision.change {
        Change::Point(pointer) => point(rows, slot, pointer, now),
        Change::Hold(held) => {
            let seen = decision.seen;
            hold(rows, slot, &Held { seen, ..*held }, now)
        }
        Change::Refuse(order) => {
            let mut state = rows.slot(slot)?.unwrap_or_default();
            refuse(&mut state, order.received, reference);
            rows.put_slot(slot, &state)
        }
        Change::Supersede => {
            let state = rows.slot(slot)?.unwrap_or_default();
            rows.put_slot(slot, &state)
        }
    }
}

/// Remembers a refused submission, if none that came later was refused before.
pub(crate) fn refuse(state: &mut SlotState, received: Timestamp, reference: ReceiptRef) {
    if state.refused.is_none_or(|(newest, _)| received > newest) {
        state.refused = Some((received, reference));
    }
}

/// Moves a slot's pointer; a submission that waited and is older waits no longer.
pub(crate) fn point(
    rows: &mut impl Rows,
    slot: Slot,
    pointer: &Pointer,
    now: Timestamp,
) -> Stored<()> {
    let mut state = rows.slot(slot)?.unwrap_or_default();
    if let Some(held) = state.held
        && held.pointer.order <= pointer.order
    {
        state.held = None;
        if held.pointer.reference != pointer.reference {
            displace(rows, slot, &held, now)?;
        }
    }
    let before = state.pointer.replace(*pointer);
    rows.put_slot(slot, &state)?;
    if before.is_none_or(|before| counts(&before) != counts(pointer)) {
        let generation = rows.generation(slot.kind, slot.quarter)?.checked_add(1);
        let generation = generation.ok_or_else(|| unavailable(Fault::Range))?;
        rows.put_generation(slot.kind, slot.quarter, generation)?;
    }
    if let Some(before) = before
        && before.digest != pointer.digest
    {
        rows.put_superseded((slot, before.digest), now)?;
    }
    rows.drop_superseded((slot, pointer.digest))
}

/// What a reader of the slot sees of a pointer. The rest says only which submission it was.
fn counts(pointer: &Pointer) -> impl PartialEq + use<> {
    (pointer.digest, pointer.count, pointer.key, pointer.facts)
}

fn hold(rows: &mut impl Rows, slot: Slot, held: &Held, now: Timestamp) -> Stored<()> {
    let mut state = rows.slot(slot)?.unwrap_or_default();
    if let Some(before) = state.held.replace(*held) {
        displace(rows, slot, &before, now)?;
    }
    rows.put_slot(slot, &state)
}
