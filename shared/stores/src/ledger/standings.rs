//! What the ledger says when it is asked: slots, quarters, what is named.

use std::collections::BTreeSet;

use jiff::Timestamp;
use pledge::ledger::{Digest, Slot, Standing};
use pledge::ports::{Named, Stored};
use pledge::quarter::Quarter;
use pledge::returns::Return;

use super::rows::Rows;

/// The slots of a return and quarter, by authority.
pub(crate) fn standing(
    rows: &impl Rows,
    kind: Return,
    quarter: Option<Quarter>,
) -> Stored<Standing> {
    let mut slots = rows.slots()?;
    slots.retain(|(slot, _)| slot.kind == kind && slot.quarter == quarter);
    slots.sort_by_key(|(slot, _)| *slot);
    Ok(Standing {
        generation: rows.generation(kind, quarter)?,
        slots,
    })
}

/// The quarters for which a return has a slot, oldest first.
pub(crate) fn quarters(rows: &impl Rows, kind: Return) -> Stored<Vec<Quarter>> {
    let quarters: BTreeSet<Quarter> = (rows.slots()?.into_iter())
        .filter(|(slot, _)| slot.kind == kind)
        .filter_map(|(slot, _)| slot.quarter)
        .collect();
    Ok(quarters.into_iter().collect())
}

/// Everything that the ledger names.
pub(crate) fn named(rows: &impl Rows) -> Stored<Named> {
    let mut named = Named::default();
    for (slot, state) in rows.slots()? {
        let waiting = state.held.map(|held| held.pointer);
        for pointer in state.pointer.into_iter().chain(waiting) {
            named.slices.insert((slot, pointer.digest));
        }
    }
    // What a release was made of is kept as long as the release.
    for closing in rows.closings()? {
        named.slices.extend(closing.slices);
    }
    // A slice that was left behind may be waited for again.
    named.superseded = (rows.superseded()?.into_iter())
        .filter(|(slice, _)| !named.slices.contains(slice))
        .collect();
    for receipt in rows.receipts(None, usize::MAX)? {
        let of_receipt = (receipt.folder, receipt.reference);
        named.receipts.insert(of_receipt, receipt.decided);
        // Two receipts may name one report: it is kept for the later.
        let report = named.reports.entry((receipt.folder, receipt.report));
        let decided = report.or_insert(receipt.decided);
        *decided = receipt.decided.max(*decided);
    }
    Ok(named)
}

/// Forgets slices that were left behind, receipts decided before an instant, and claims that came
/// to nothing before another.
pub(crate) fn forget(
    rows: &mut impl Rows,
    slices: &[(Slot, Digest)],
    receipts_before: Timestamp,
    claims_before: Timestamp,
) -> Stored<()> {
    for slice in slices {
        rows.drop_superseded(*slice)?;
    }
    rows.drop_receipts(receipts_before)?;
    rows.drop_claims(claims_before)
}
