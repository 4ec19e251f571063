//! The ports in memory, for tests: nothing outlives the value.

mod datasets;
mod keys;
mod ledger;
mod register;
mod rows;
mod uploads;

pub use datasets::{MemoryDatasets, MemoryObject};
pub use keys::MemoryKeys;
pub use ledger::MemoryLedger;
pub use register::MemoryRegister;
pub use uploads::{MemoryHandle, MemoryUploads};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a mutex guards. A test that panicked elsewhere has not harmed it: every change is whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
