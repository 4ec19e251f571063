//! Retention: what is kept how long, and the collector that keeps to it.
//!
//! **Invariant:** what the ledger names is never an orphan, and nothing is deleted that was written
//! again after it was listed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use pledge::audit::{Chain, Event};
use pledge::borough::Borough;
use pledge::ledger::{AttemptId, Digest, Slot};
use pledge::path::Place;
use pledge::ports::{Datasets, Ledger, Named, Register, StoreError, Uploads};
use pledge::reading::inspect;
use pledge::receipt::Receipt;
use pledge::register::{MONTHS_KEPT, kept_from};

use crate::intake::put_receipt;
use crate::register::all_slots;
use crate::staging::bytes_at;
use crate::{Failure, Region};

/// One line of the retention table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What is kept.
    pub what: &'static str,
    /// Months; years are twelve.
    pub months: i32,
    /// Days beside the months.
    pub days: i32,
}

/// Held submissions wait for a confirmation so long, and are then rejected.
pub const HELD: Kept = Kept {
    what: "held submissions",
    months: 0,
    days: 14,
};
/// Reports, from the decision.
pub const REPORTS: Kept = Kept {
    what: "reports",
    months: 13,
    days: 0,
};
/// Slices that another has replaced.
pub const SUPERSEDED_SLICES: Kept = Kept {
    what: "superseded slices",
    months: 0,
    days: 35,
};
/// Receipts, from the decision.
pub const RECEIPTS: Kept = Kept {
    what: "receipts",
    months: 72,
    days: 0,
};
/// Raw uploads are deleted with their outcome, which the next intake decides. One that could not be
/// decided in this time, for want of a key say, is deleted all the same.
pub const RAW_UPLOADS: Kept = Kept {
    what: "raw uploads",
    months: 0,
    days: 30,
};
/// Claims that came to nothing, from the end of the lease: until then a retry decides as the first
/// try would have.
pub const CLAIMS: Kept = Kept {
    what: "claims that came to nothing",
    months: 0,
    days: 30,
};
/// Entries and tombstones of the register, from the last day in the post or the first day of the
/// engagement.
pub const ENTRIES: Kept = Kept {
    what: "entries of the register",
    months: MONTHS_KEPT,
    days: 0,
};
/// What nothing names: a lease lasts an hour at most, so two days are ample.
pub const ORPHANS: Kept = Kept {
    what: "objects that nothing names",
    months: 0,
    days: 2,
};

impl Kept {
    /// The instant before which it is kept no longer.
    #[must_use]
    pub fn limit(self, now: Timestamp) -> Timestamp {
        let span = Span::new().months(self.months).days(self.days);
        now.to_zoned(TimeZone::UTC).saturating_sub(span).timestamp()
    }
}

/// What the collector did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collected {
    /// Objects deleted.
    pub deleted: usize,
    /// Held submissions that nobody confirmed in time, as their receipts now stand.
    pub lapsed: Vec<Receipt>,
}

/// Rejects held submissions whose time is over, deletes what is kept no longer, and writes the
/// copies of receipts that a run did not come to, or that say what is no longer so.
///
/// # Errors
///
/// When a store does not answer; what was done until then stays done.
pub async fn collect(
    datasets: &impl Datasets,
    ledger: &impl Ledger,
    now: Timestamp,
) -> Result<Collected, Failure> {
    let lapsed = ledger.lapse(HELD.limit(now), now).await?;
    for receipt in &lapsed {
        put_receipt(datasets, receipt).await?;
    }
    let mut collected = Collected { deleted: 0, lapsed };
    // Listed first: what is named after the listing was written again, and is not deleted then.
    let listed = datasets.list().await?;
    let named = ledger.named().await?;
    let mut forgotten = Vec::new();
    let orphaned = ORPHANS.limit(now);
    for object in &listed {
        if object.written < orphaned && is_over(&object.place, &named, now, &mut forgotten) {
            datasets.delete(&object.place, orphaned).await?;
            collected.deleted += 1;
        }
    }
    ledger
        .forget(&forgotten, RECEIPTS.limit(now), CLAIMS.limit(now))
        .await?;
    let copies: BTreeSet<Place> = listed.into_iter().map(|object| object.place).collect();
    for receipt in ledger.receipts(None, usize::MAX).await? {
        let place = Place::Receipt(receipt.folder, receipt.reference);
        // One that was held changes once more, and long before its report goes.
        let is_behind = if receipt.decided < REPORTS.limit(now) {
            !copies.contains(&place)
        } else {
            bytes_at(datasets, &place).await? != Some(receipt.to_json().into_bytes())
        };
        if is_behind {
            put_receipt(datasets, &receipt).await?;
        }
    }
    Ok(collected)
}

/// Deletes raw uploads that nobody could decide in the time that they may be kept; returns their
/// folders, one for each. The audit trail says so, and the authority has the original.
///
/// # Errors
///
/// When a store does not answer.
pub async fn expire<U: Uploads, D, L: Ledger, K, R>(
    region: &Region<'_, U, D, L, K, R>,
    now: Timestamp,
) -> Result<Vec<Borough>, Failure> {
    let mut folders = Vec::new();
    let limit = RAW_UPLOADS.limit(now);
    for upload in region.uploads.waiting(usize::MAX).await? {
        if upload.received >= limit {
            continue;
        }
        let content = match region.uploads.open(&upload).await {
            Ok(mut body) => inspect(&mut body)?.content,
            Err(StoreError::Absent) => continue,
            Err(error) => return Err(error.into()),
        };
        let chain = Chain::Authority(upload.folder);
        let event = Event::Expired { content };
        region.ledger.record(chain, &event, now).await?;
        region.uploads.delete(&upload, &content).await?;
        folders.push(upload.folder);
    }
    Ok(folders)
}

/// Deletes entries of the register that are kept no longer, and what attempts filed that no slot
/// points to: neither what is in force nor what waits. Returns how many entries were too old and
/// how many filings nobody named. `today` is the day that rules take for today; one that is still
/// to come deletes nothing before its time.
///
/// # Errors
///
/// When a store does not answer; what was done until then stays done.
pub async fn forget_entries(
    ledger: &impl Ledger,
    register: &impl Register,
    today: Date,
    now: Timestamp,
) -> Result<(u64, usize), Failure> {
    // Listed first: an attempt that is named later was filed later, and within the hour.
    let filings = register.filings().await?;
    let named: BTreeSet<(Slot, AttemptId)> = (all_slots(ledger).await?.into_iter())
        .flat_map(|(slot, state)| {
            let held = state.held.map(|held| held.pointer);
            let pointers = [state.pointer, held].into_iter().flatten();
            pointers.map(move |pointer| (slot, pointer.attempt))
        })
        .collect();
    let orphaned = ORPHANS.limit(now);
    let mut discarded = 0;
    for filing in filings {
        if filing.at < orphaned && !named.contains(&(filing.slot, filing.attempt)) {
            let (slot, attempt) = (filing.slot, filing.attempt);
            register.discard(slot, attempt, orphaned).await?;
            discarded += 1;
        }
    }
    let today = today.min(now.to_zoned(TimeZone::UTC).date());
    let expired = register.expire(kept_from(today)).await?;
    Ok((expired, discarded))
}

/// Whether an object is kept no longer: its time is over, or nothing names it.
fn is_over(
    place: &Place,
    named: &Named,
    now: Timestamp,
    forgotten: &mut Vec<(Slot, Digest)>,
) -> bool {
    match *place {
        Place::Slice(kind, quarter, authority, digest) => {
            let quarter = Some(quarter);
            let slice = (
                Slot {
                    kind,
                    quarter,
                    authority,
                },
                digest,
            );
            let since = named.superseded.get(&slice);
            let over = !named.slices.contains(&slice)
                && since.is_none_or(|since| *since < SUPERSEDED_SLICES.limit(now));
            if over && since.is_some() {
                forgotten.push(slice);
            }
            over
        }
        Place::Report(folder, digest, _) => {
            let decided = named.reports.get(&(folder, digest));
            decided.is_none_or(|decided| *decided < REPORTS.limit(now))
        }
        Place::Receipt(folder, reference) => {
            let decided = named.receipts.get(&(folder, reference));
            decided.is_none_or(|decided| *decided < RECEIPTS.limit(now))
        }
        // All else is replaced where it lies, or stays as it was released.
        _ => false,
    }
}
