//! Claims: the right to process an upload, with a lease and a fencing token.

use jiff::Timestamp;
use pledge::ledger::{Claim, Claimed, Pins, UploadId};
use pledge::ports::{StoreError, Stored};
use pledge::receipt::Receipt;

use super::rows::{Rows, UploadRow};
use crate::fault::{Fault, unavailable};

/// Asks for an upload until `until`; the pins of the first claim stay.
pub(crate) fn claim(
    rows: &mut impl Rows,
    upload: UploadId,
    pins: &Pins,
    now: Timestamp,
    until: Timestamp,
) -> Stored<Claimed> {
    let (token, pins) = match rows.upload(upload)? {
        None => (1, pins.clone()),
        Some(row) => {
            if let Some(receipt) = receipt_of(rows, &row)? {
                return Ok(Claimed::Decided(Box::new(receipt)));
            }
            if row.until > now {
                return Ok(Claimed::Busy(row.until));
            }
            let next = row.token.checked_add(1);
            (next.ok_or_else(|| unavailable(Fault::Range))?, row.pins)
        }
    };
    let row = UploadRow {
        token,
        until,
        pins,
        decided: None,
    };
    rows.put_upload(upload, &row)?;
    Ok(Claimed::Granted(Claim {
        upload,
        token,
        until,
        pins: row.pins,
    }))
}

/// Ends the lease of a claim at `now`, if it is the newest of an upload that nobody decided.
pub(crate) fn release(
    rows: &mut impl Rows,
    upload: UploadId,
    token: u64,
    now: Timestamp,
) -> Stored<()> {
    match rows.upload(upload)? {
        Some(mut row) if row.token == token && row.decided.is_none() => {
            row.until = row.until.min(now);
            rows.put_upload(upload, &row)
        }
        _ => Ok(()),
    }
}

/// The receipt of an upload, if somebody decided it.
pub(crate) fn decided(rows: &impl Rows, upload: UploadId) -> Stored<Option<Receipt>> {
    match rows.upload(upload)? {
        None => Ok(None),
        Some(row) => receipt_of(rows, &row),
    }
}

fn receipt_of(rows: &impl Rows, upload: &UploadRow) -> Stored<Option<Receipt>> {
    let Some((_, reference)) = upload.decided else {
        return Ok(None);
    };
    let row = rows.receipt(reference)?.ok_or(StoreError::Absent)?;
    Ok(Some(row.receipt))
}
