//! What every leaver register needs to know of an entry.

use pledge::register::{Filed, Worker};

/// The worker of an entry, under each version under which it names them; its own first.
pub(crate) fn named(filed: &Filed) -> impl Iterator<Item = &Worker> {
    [&filed.worker].into_iter().chain(&filed.also)
}
