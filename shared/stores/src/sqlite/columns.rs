//! How values stand in columns.

use jiff::Timestamp;
use pledge::borough::Borough;
use pledge::keys::KeyVersion;
use pledge::ledger::{KeyCheck, MadeKey, Slot};
use pledge::ports::{StoreError, Stored};
use pledge::quarter::Quarter;
use pledge::returns::Return;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::{Fault, unavailable};

/// The error of a cell that this program did not write.
pub(super) fn damaged() -> StoreError {
    unavailable(Fault::Damaged)
}

/// Nanoseconds since 1970. Instants before 1677 or after 2262, which only a caller's "never" is,
/// stand for the earliest and the latest.
pub(super) fn nanoseconds(instant: Timestamp) -> i64 {
    let exact = instant.as_nanosecond();
    let furthest = if exact < 0 { i64::MIN } else { i64::MAX };
    i64::try_from(exact).unwrap_or(furthest)
}

/// The instant so many nanoseconds after 1970.
pub(super) fn instant(nanoseconds: i64) -> Stored<Timestamp> {
    Timestamp::from_nanosecond(i128::from(nanoseconds)).map_err(unavailable)
}

/// A count as SQLite keeps it.
pub(super) fn signed(number: u64) -> Stored<i64> {
    i64::try_from(number).map_err(|_| unavailable(Fault::Range))
}

/// A count as it was before [`signed`].
pub(super) fn unsigned(number: i64) -> Stored<u64> {
    u64::try_from(number).map_err(|_| damaged())
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Stored<String> {
    serde_json::to_string(value).map_err(unavailable)
}

/// The value that JSON spells.
pub(super) fn value<T: DeserializeOwned>(text: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(unavailable)
}

/// A quarter, empty for none.
pub(super) fn quarter_text(quarter: Option<Quarter>) -> String {
    quarter.map_or_else(String::new, |quarter| quarter.to_string())
}

/// A slot from its three columns.
pub(super) fn slot(kind: &str, quarter: &str, authority: &str) -> Stored<Slot> {
    let quarter = match quarter {
        "" => None,
        text => Some(text.parse::<Quarter>().map_err(unavailable)?),
    };
    Ok(Slot {
        kind: kind.parse::<Return>().map_err(unavailable)?,
        quarter,
        authority: Borough::from_ons_code(authority).ok_or_else(damaged)?,
    })
}

/// The columns of a slot.
pub(super) fn slot_texts(slot: Slot) -> (&'static str, String, &'static str) {
    let authority = slot.authority.ons_code();
    (slot.kind.name(), quarter_text(slot.quarter), authority)
}

/// A key that was made, from its four columns.
pub(super) fn made_key(cells: (String, u16, String, bool)) -> Stored<MadeKey> {
    let (purpose, version, check, destroyed) = cells;
    Ok(MadeKey {
        purpose: purpose.parse().map_err(unavailable)?,
        version: KeyVersion::new(version).ok_or_else(damaged)?,
        check: KeyCheck::from_hex(&check).ok_or_else(damaged)?,
        destroyed,
    })
}
