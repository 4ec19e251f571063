//! The ledger in memory.

use std::sync::Mutex;

use pledge::ledger::MadeKey;
use pledge::ports::Stored;

use super::locked;
use super::rows::MemoryRows;
use crate::ledger::port::ledger_over_rows;
use crate::ledger::rows::Rows as _;

/// A ledger that lives as long as the value.
#[derive(Default)]
pub struct MemoryLedger {
    rows: Mutex<MemoryRows>,
}

impl MemoryLedger {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Knows of keys that were made before its trail begins.
    pub fn know(&self, keys: impl IntoIterator<Item = MadeKey>) {
        let mut rows = locked(&self.rows);
        for key in keys {
            // Maps do not fail.
            let _ = rows.put_made_key(&key);
        }
    }

    fn read<T>(&self, step: impl FnOnce(&MemoryRows) -> Stored<T>) -> Stored<T> {
        step(&locked(&self.rows))
    }

    /// Works on a copy, which takes the rows' place if all went well.
    fn write<T>(&self, step: impl FnOnce(&mut MemoryRows) -> Stored<T>) -> Stored<T> {
        let mut rows = locked(&self.rows);
        let mut changed = rows.clone();
        let answer = step(&mut changed)?;
        *rows = changed;
        Ok(answer)
    }
}

ledger_over_rows!(MemoryLedger);
