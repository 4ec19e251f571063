//! The clock and the system's random numbers: the only place that asks for either.

use std::io;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The true instant.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// When it is which day in London: summer time from the last Sunday of March to that of October, at
/// one in the morning of Greenwich (The Summer Time Order 2002).
const LONDON: &str = "GMT0BST,M3.5.0/1,M10.5.0";

/// The day that rules take for today: the one given, or that of now in London.
pub(crate) fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| day_of(now()))
}

/// The day in London.
fn day_of(now: Timestamp) -> Date {
    let london = TimeZone::posix(LONDON).unwrap_or(TimeZone::UTC);
    now.to_zoned(london).date()
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_midnight_in_london() {
        for (instant, day) in [
            ("2026-07-31T22:59:59Z", "2026-07-31"),
            ("2026-07-31T23:00:00Z", "2026-08-01"),
            ("2026-12-31T23:30:00Z", "2026-12-31"),
            ("2026-03-29T00:30:00Z", "2026-03-29"),
            ("2026-10-24T23:30:00Z", "2026-10-25"),
            ("2026-10-25T23:30:00Z", "2026-10-25"),
        ] {
            let found = day_of(instant.parse().unwrap());
            assert_eq!(found, day.parse().unwrap(), "{instant}");
        }
    }
}
