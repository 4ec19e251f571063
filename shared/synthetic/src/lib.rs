//! Invented boroughs, people and returns, with the truth of what was planted in them.
//!
//! A region is drawn from a seed: people first, then what the boroughs write about
//! them, each in its own house style, flaws included. The truth beside it comes from the people.
//!
//! **Invariant:** this crate never knows the rules' code, a store or Parquet, and opens no file.
//! Its truth is the yardstick for the program and shares nothing with it but the written rules.

mod agency;
mod assignment;
mod authority;
mod calendar;
mod conflict;
mod dice;
mod draft;
mod engaged;
#[cfg(test)]
mod engaged_test;
mod flaw;
mod house;
mod in_force;
mod large;
mod leaver;
mod pay;
mod print;
mod region;
#[cfg(test)]
mod region_test;
mod returns;
#[cfg(test)]
mod rules_test;
mod snapshot;
mod spelling;
mod spoil;
mod table;
#[cfg(test)]
mod table_test;
mod truth;
mod twice;
mod value;
mod world;

pub use large::{LargeFile, Spelling, write_assignments};
pub use region::{Plan, Region, UploadFile, generate};
pub use truth::{
    CapBreach, Conflict, EngagementCount, FileTruth, Finding, LeaverCount, NearConflict, Place,
    QuarterTruth, Status, TableCell, Truth,
};
