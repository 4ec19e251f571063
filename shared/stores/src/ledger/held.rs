//! Held submissions: confirmed, overtaken, or rejected when nobody confirms them in time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use pledge::audit::{Chain, Event};
use pledge::borough::Borough;
use pledge::ledger::{Held, Slot, SlotState};
use pledge::ports::{Confirmed, StoreError, Stored};
use pledge::receipt::{Outcome, Receipt, ReceiptRef};

use super::commits::{point, refuse};
use super::rows::Rows;
use super::trail::record;

/// Puts a held submission in force, in all its slots.
pub(crate) fn confirm(
    rows: &mut impl Rows,
    reference: ReceiptRef,
    now: Timestamp,
) -> Stored<Confirmed> {
    let Some(row) = rows.receipt(reference)? else {
        return Ok(Confirmed::NotHeld);
    };
    let parts = waiting(rows, reference)?;
    if parts.is_empty() {
        return Ok(match (row.confirmed, row.receipt.outcome) {
            // Our own success after a lost answer: the same answer again.
            (true, _) => Confirmed::Done(Box::new(row.receipt)),
            (false, Outcome::Superseded) => Confirmed::Superseded,
            (false, _) => Confirmed::NotHeld,
        });
    }
    // Also one that is older than what waits changes what would be withdrawn: nobody has weighed
    // that, and nobody who confirms could know of it.
    let overtaken = parts.iter().any(|(_, state, held)| {
        let in_force = state.pointer.map(|pointer| pointer.order);
        let attempt = state.pointer.map(|pointer| pointer.attempt);
        in_force >= Some(held.pointer.order) || attempt != held.seen
    });
    if overtaken {
        for (slot, mut state, held) in parts {
            state.held = None;
            rows.put_slot(slot, &state)?;
            displace(rows, slot, &held, now)?;
        }
        return Ok(Confirmed::Superseded);
    }
    for (slot, _, held) in parts {
        point(rows, slot, &held.pointer, now)?;
        let rows_in_force = held.pointer.count;
        settle(
            rows,
            reference,
            slot.authority,
            Outcome::Published,
            rows_in_force,
        )?;
    }
    let mut row = rows.receipt(reference)?.ok_or(StoreError::Absent)?;
    row.confirmed = true;
    rows.put_receipt(&row)?;
    let chain = Chain::Authority(row.receipt.folder);
    record(rows, chain, &Event::Confirmed { reference }, now)?;
    Ok(Confirmed::Done(Box::new(row.receipt)))
}

/// Rejects what has waited since before `limit`.
pub(crate) fn lapse(
    rows: &mut impl Rows,
    limit: Timestamp,
    now: Timestamp,
) -> Stored<Vec<Receipt>> {
    let late: BTreeSet<ReceiptRef> = (rows.slots()?.iter())
        .filter_map(|(_, state)| state.held)
        .filter(|held| held.since < limit)
        .map(|held| held.pointer.reference)
        .collect();
    let mut receipts = Vec::new();
    for reference in late {
        for (slot, mut state, held) in waiting(rows, reference)? {
            state.held = None;
            refuse(&mut state, held.pointer.order.received, reference);
            rows.put_slot(slot, &state)?;
            settle(rows, reference, slot.authority, Outcome::Rejected, 0)?;
        }
        if let Some(row) = rows.receipt(reference)? {
            let chain = Chain::Authority(row.receipt.folder);
            record(rows, chain, &Event::Lapsed { reference }, now)?;
            receipts.push(row.receipt);
        }
    }
    Ok(receipts)
}

/// The slots in which the submission with this receipt waits.
fn waiting(rows: &impl Rows, reference: ReceiptRef) -> Stored<Vec<(Slot, SlotState, Held)>> {
    let mut parts: Vec<_> = (rows.slots()?.into_iter())
        .filter_map(|(slot, state)| state.held.map(|held| (slot, state, held)))
        .filter(|(_, _, held)| held.pointer.reference == reference)
        .collect();
    parts.sort_by_key(|(slot, ..)| *slot);
    Ok(parts)
}

/// Writes down that a part that waited waits no longer, since a newer submission has its place.
pub(crate) fn displace(
    rows: &mut impl Rows,
    slot: Slot,
    held: &Held,
    now: Timestamp,
) -> Stored<()> {
    let (reference, authority) = (held.pointer.reference, slot.authority);
    settle(rows, reference, authority, Outcome::Superseded, 0)?;
    let Some(row) = rows.receipt(reference)? else {
        return Ok(());
    };
    let event = Event::Displaced {
        reference,
        authority,
    };
    record(rows, Chain::Authority(row.receipt.folder), &event, now)
}

/// Writes into a receipt what came of an authority's part that waited, and how many of its rows
/// count now. A receipt that was forgotten stays so.
fn settle(
    rows: &mut impl Rows,
    reference: ReceiptRef,
    authority: Borough,
    outcome: Outcome,
    counting: u32,
) -> Stored<()> {
    let Some(mut row) = rows.receipt(reference)? else {
        return Ok(());
    };
    for slot in &mut row.receipt.slots {
        if slot.authority == authority && slot.outcome == Outcome::Held {
            slot.outcome = outcome;
            slot.rows = counting;
            // What was to be withdrawn is, if the part counts now, and else was not.
            if outcome != Outcome::Published {
                slot.withdrawn = 0;
            }
        }
    }
    let worst = (row.receipt.slots.iter().map(|slot| slot.outcome)).max_by_key(|one| gravity(*one));
    row.receipt.outcome = worst.unwrap_or(outcome);
    rows.put_receipt(&row)
}

/// How much is left to do for the borough.
const fn gravity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Unchanged => 0,
        Outcome::Published => 1,
        Outcome::Superseded => 2,
        Outcome::Rejected => 3,
        Outcome::Held => 4,
    }
}
