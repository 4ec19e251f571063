//! The clock and the system's random numbers: the only place that asks for either.

use std::io;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The true instant.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// The day that rules take for today: the one given, or that of now.
pub(crate) fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| now().to_zoned(TimeZone::UTC).date())
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}
