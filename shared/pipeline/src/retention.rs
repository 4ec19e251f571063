//! Retention: what is kept how long, and the collector that keeps to it.
//!
//! **Invariant:** what the ledger names is never an orphan, and nothing is deleted that was written
//! again after it was listed.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use pledge::path::Place;
use pledge::ports::{Datasets, Ledger};
use pledge::receipt::Receipt;

use crate::Failure;

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
/// Claims that came to nothing, from the end of the lease: until then a retry decides as the first
/// try would have.
pub const CLAIMS: Kept = Kept {
    what: "claims that came to nothing",
    months: 0,
    days: 30,
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

    /// The day before which it is kept no longer.
    #[must_use]
    pub fn limit_day(self, today: Date) -> Date {
        today.saturating_sub(Span::new().months(self.months).days(self.days))
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

/// Rejects held submissions whose time is over, and deletes what is kept no longer.
///
/// # Errors
///
/// When a store does not answer; what was deleted until then stays deleted.
pub async fn collect(
    datasets: &impl Datasets,
    ledger: &impl Ledger,
    now: Timestamp,
) -> Result<Collected, Failure> {
    let lapsed = ledger.lapse(HELD.limit(now), now).await?;
    let mut collected = Collected { deleted: 0, lapsed };
    // Listed first: what is named after the listing was written again, and is not deleted then.
    let listed = datasets.list().await?;
    let named = ledger.named().await?;
    let orphaned = ORPHANS.limit(now);
    let mut slices = Vec::new();
    for object in listed {
        let over = match object.place {
            Place::Slice(kind, quarter, authority, digest) => {
                let slot = pledge::ledger::Slot {
                    kind,
                    quarter: Some(quarter),
                    authority,
                };
                if named.slices.contains(&(slot, digest)) {
                    None
                } else if let Some(since) = named.superseded.get(&(slot, digest)) {
                    let over = *since < SUPERSEDED_SLICES.limit(now);
                    over.then(|| slices.push((slot, digest)));
                    over.then_some(orphaned)
                } else {
                    Some(orphaned)
                }
            }
            Place::Report(folder, digest, _) => match named.reports.get(&(folder, digest)) {
                Some(decided) => (*decided < REPORTS.limit(now)).then_some(orphaned),
                None => Some(orphaned),
            },
            Place::Receipt(folder, reference) => match named.receipts.get(&(folder, reference)) {
                Some(decided) => (*decided < RECEIPTS.limit(now)).then_some(orphaned),
                None => Some(orphaned),
            },
            Place::Curated(..) | Place::Unchecked(..) => None,
        };
        if let Some(before) = over
            && object.written < before
        {
            datasets.delete(&object.place, before).await?;
            collected.deleted += 1;
        }
    }
    ledger
        .forget(&slices, RECEIPTS.limit(now), CLAIMS.limit(now))
        .await?;
    Ok(collected)
}
