//! The clock and the system's random numbers: the only place that asks for either.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pipeline::Moment;

use crate::exit::Stop;

/// Now, and the day that rules take for today: the one given, or that of now.
pub(crate) fn moment(today: Option<Date>) -> Moment {
    let now = Timestamp::now();
    let today = today.unwrap_or_else(|| now.to_zoned(TimeZone::UTC).date());
    Moment { now, today }
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Stop> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Stop::from(std::io::Error::other(error)))?;
    Ok(bytes)
}
