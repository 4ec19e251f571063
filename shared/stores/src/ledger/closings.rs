//! Quarters that are closed: once, with an audit entry in the same transaction.

use jiff::Timestamp;
use pledge::audit::{Chain, Event};
use pledge::ledger::{Closed, Closing};
use pledge::ports::Stored;

use super::rows::Rows;
use super::trail::record;

/// Closes a quarter, unless it is closed.
pub(crate) fn close(rows: &mut impl Rows, closing: &Closing, now: Timestamp) -> Stored<Closed> {
    match rows.closing(closing.quarter)? {
        // Our own success after a lost answer, or the same asked again.
        Some(before) if before == *closing => Ok(Closed::Done),
        Some(before) => Ok(Closed::Already(Box::new(before))),
        None => {
            rows.put_closing(closing)?;
            let event = Event::Released {
                quarter: closing.quarter,
                manifest: closing.manifest,
            };
            record(rows, Chain::Region, &event, now)?;
            Ok(Closed::Done)
        }
    }
}
