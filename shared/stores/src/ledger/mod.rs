//! The ledger's protocol, written once over rows.
//!
//! **Invariant:** a function here writes only after everything it checks has held, or returns an
//! error; the store makes one transaction of it and drops the transaction on an error.

pub(crate) mod claims;
pub(crate) mod closings;
pub(crate) mod commits;
pub(crate) mod held;
pub(crate) mod keys;
pub(crate) mod port;
pub(crate) mod rows;
pub(crate) mod standings;
pub(crate) mod trail;
