//! The ports of the Pledge without a cloud.
//!
//! [`folder`] and [`sqlite`] make the one-machine edition: files in a home directory, a ledger and
//! a leaver register in `pledge.sqlite`, safe for several processes at once. [`memory`] is the
//! same for tests. [`failing`] wraps any of them and fails on cue. All of them pass
//! [`conformance`].
//!
//! **Invariant:** both ledgers follow one protocol, which is written once, over rows; a store
//! only keeps the rows and makes a transaction of each call.

pub mod conformance;
pub mod failing;
mod fault;
pub mod folder;
mod ledger;
pub mod memory;
mod register;
pub mod sqlite;

#[cfg(test)]
mod passing;
