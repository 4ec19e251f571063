//! The rules of the London Pledge: what boroughs send, who a pseudonym is, what rates are, and what
//! a store must do.
//!
//! The way of a row: [`returns`] declares it, `reading` reads it into a [`record`], [`identity`]
//! turns its number into a pseudonym, `rules` judge it, [`finding`]s go to the borough, [`cell`]s
//! to a dataset. The [`ledger`] decides what counts; [`ports`] is what it asks of a store.
//!
//! **Invariant:** nothing here knows the clock, a file system, the environment, a cloud, Parquet or
//! SQLite. Time and randomness are arguments.

pub mod assessment;
pub mod audit;
pub mod borough;
pub mod cell;
pub mod column;
pub mod cooling_off;
pub mod disclosure;
pub mod document;
pub mod finding;
pub mod identity;
pub mod keys;
pub mod ledger;
pub mod limits;
pub mod path;
pub mod ports;
pub mod quarter;
pub mod rates;
pub mod reading;
pub mod receipt;
pub mod record;
pub mod reference;
pub mod register;
pub mod release;
pub mod report;
pub mod returns;
pub mod rule;
pub mod rules;
pub mod statistics;
pub mod text;
pub mod values;
#[cfg(test)]
mod vectors;
