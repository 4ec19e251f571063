//! What every leaver register needs to know of an entry.

use jiff::civil::Date;
use pledge::register::{Entry, Filed, Worker};

/// The day by which an entry expires: the last day of who left, the first of who is engaged.
pub(crate) const fn day(entry: &Entry) -> Date {
    match entry {
        Entry::Departure(departure) => departure.last_day,
        Entry::Engagement(engagement) => engagement.start,
    }
}

/// The worker of an entry, under each version under which it names them; its own first.
pub(crate) fn named(filed: &Filed) -> impl Iterator<Item = &Worker> {
    [&filed.worker].into_iter().chain(&filed.also)
}
