//! The pipeline over the stores in memory: what is promised of intake, compaction, aggregation,
//! sealing and retention, on good days and on bad ones.

#[cfg(test)]
mod caps;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod corrections;
#[cfg(test)]
mod curated;
#[cfg(test)]
mod discrepancies;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod files;
#[cfg(test)]
mod forgetting;
#[cfg(test)]
mod hall;
#[cfg(test)]
mod held;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod lost_keys;
#[cfg(test)]
mod meddling;
#[cfg(test)]
mod order;
#[cfg(test)]
mod outdated;
#[cfg(test)]
mod people;
#[cfg(test)]
mod planted;
#[cfg(test)]
mod quarters;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod states;
#[cfg(test)]
mod takers;
#[cfg(test)]
mod tampered;
#[cfg(test)]
mod trail;
