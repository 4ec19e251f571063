//! What an attempt files in the register, before the commit names the attempt.

use std::collections::HashSet;

use jiff::Timestamp;
use pledge::ledger::{AttemptId, Slot};
use pledge::ports::{Keys, Register};
use pledge::register::{Filed, Worker};

use super::rows::Said;
use crate::Failure;
use crate::register::{RegisterKeys, named};

/// What is filed for one slot.
pub(super) struct Filing {
    pub(super) slot: Slot,
    pub(super) said: Vec<Said>,
}

/// Files all entries of an attempt; false if a version of the key was made meanwhile.
///
/// A worker whom the register knows by another version of the key is filed with both. Filed first
/// and looked for second: of two attempts under two versions at least one sees the other. An
/// attempt that does not know of a version cannot see what is filed under it, so it starts again.
pub(super) async fn file(
    register: &impl Register,
    keys: &impl Keys,
    known: &RegisterKeys,
    filings: &[Filing],
    attempt: AttemptId,
    now: Timestamp,
) -> Result<bool, Failure> {
    let mut others: Vec<Worker> = Vec::new();
    for Filing { slot, said } in filings {
        let entries: Vec<Filed> = said.iter().map(|one| one.filed.clone()).collect();
        register.file(*slot, attempt, &entries, now).await?;
        others.extend(said.iter().flat_map(|one| one.others.iter().copied()));
    }
    if !known.are_all(keys).await? {
        return Ok(false);
    }
    if others.is_empty() {
        return Ok(true);
    }
    let found = register.about(&others).await?;
    let met: HashSet<Worker> = found.iter().flat_map(|found| named(&found.filed)).collect();
    for Filing { slot, said } in filings {
        let mut linked = false;
        let mut entries = Vec::with_capacity(said.len());
        for Said { filed, others, .. } in said {
            let also: Vec<Worker> = others
                .iter()
                .filter(|one| met.contains(one))
                .copied()
                .collect();
            linked |= !also.is_empty();
            entries.push(Filed {
                also,
                ..filed.clone()
            });
        }
        if linked {
            register.file(*slot, attempt, &entries, now).await?;
        }
    }
    Ok(true)
}
