//! What every store of a port must do, as one suite for all of them.
//!
//! A test hands in how a new, empty store is made; the suite panics where the store differs. A
//! store that needs longer than a call to show what it did (none of ours) would need another.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "this is the body of tests; a panic is how it says no"
)]

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod bad_day;
mod claims;
mod closings;
mod collection;
mod commits;
mod datasets;
mod held;
mod keys;
mod made_keys;
mod register;
#[cfg(test)]
mod register_model;
mod sample;
mod trail;
mod uploads;

pub use datasets::datasets;
pub use keys::{SampleKey, keys};
pub use register::register;
pub use uploads::uploads;

use pledge::ports::Ledger;

/// What every ledger must do. `make` makes an empty one.
pub async fn ledger<L: Ledger>(make: impl AsyncFn() -> L) {
    claims::check(&make).await;
    commits::check(&make).await;
    held::check(&make).await;
    trail::check(&make).await;
    closings::check(&make).await;
    made_keys::check(&make).await;
    collection::check(&make).await;
}
