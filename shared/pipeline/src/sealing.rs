//! Sealing: contiguous audit entries become lines of their chains, and the region's head is signed.

use jiff::Timestamp;
use pledge::audit::{Chain, Entry, Event, Line, SignedHead, head_of};
use pledge::borough::Borough;
use pledge::keys::AuditSigner;
use pledge::ledger::Digest;
use pledge::path::Place;
use pledge::ports::{Datasets, Keys, Ledger, StoreError};

use crate::{Failure, KnownKeys, newest};

/// How often a sealing starts again because entries were written meanwhile.
const TRIES: usize = 8;

/// Seals all entries that are not sealed yet, and returns how many there were.
///
/// # Errors
///
/// When a store does not answer, or there is no key that signs.
pub async fn seal(
    datasets: &impl Datasets,
    ledger: &impl Ledger,
    keys: &impl Keys,
    now: Timestamp,
) -> Result<usize, Failure> {
    for _ in 0..TRIES {
        let entries = ledger.unsealed().await?;
        if entries.is_empty() {
            return Ok(0);
        }
        let signer: AuditSigner = newest(&KnownKeys::new(keys, ledger)).await?;
        let (lines, head) = lines_of(ledger, entries, &signer, now).await?;
        if lines.len() == 1 {
            // What is left stands behind a gap: verification names it, and nothing seals it over.
            return Ok(0);
        }
        match ledger.seal(&lines, &head).await {
            Ok(()) => {
                put_head(datasets, &head).await?;
                // The sealing's own line is no entry.
                return Ok(lines.len() - 1);
            }
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Contended)
}

/// Writes the newest signed head beside the ledger, so that the ledger alone cannot take it back.
async fn put_head(datasets: &impl Datasets, head: &SignedHead) -> Result<(), Failure> {
    let json = serde_json::to_string(head).unwrap_or_default();
    let place = Place::AuditHead;
    datasets
        .replace(&place, head.number, &mut json.as_bytes())
        .await?;
    Ok(())
}

async fn lines_of(
    ledger: &impl Ledger,
    entries: Vec<Entry>,
    signer: &AuditSigner,
    now: Timestamp,
) -> Result<(Vec<Line>, SignedHead), Failure> {
    let mut lines = Vec::with_capacity(entries.len() + 1);
    let mut heads = Vec::new();
    for chain in Borough::all().map(Chain::Authority) {
        let (number, prev) = ledger.head(chain).await?;
        let own = entries.iter().filter(|entry| entry.chain == chain);
        let (number, head) = follow(number, prev, own, &mut lines);
        if number > 0 {
            heads.push((chain, number, head));
        }
    }
    let (number, prev) = ledger.head(Chain::Region).await?;
    let own = entries.iter().filter(|entry| entry.chain == Chain::Region);
    let (number, prev) = follow(number, prev, own, &mut lines);
    let sealing = Entry {
        chain: Chain::Region,
        number: number + 1,
        at: now,
        event: Event::Sealed { heads },
    };
    let line = Line {
        prev,
        entry: sealing,
    };
    let head = SignedHead::sign(signer, number + 1, head_of(&line.to_json()));
    lines.push(line);
    Ok((lines, head))
}

/// Appends the lines of `entries` after the line `number` with the digest `prev`; returns the new
/// end. Entries after a gap wait for the next sealing.
fn follow<'a>(
    mut number: u64,
    mut prev: Digest,
    entries: impl Iterator<Item = &'a Entry>,
    lines: &mut Vec<Line>,
) -> (u64, Digest) {
    for entry in entries {
        if entry.number != number + 1 {
            break;
        }
        let line = Line {
            prev,
            entry: entry.clone(),
        };
        prev = head_of(&line.to_json());
        number = entry.number;
        lines.push(line);
    }
    (number, prev)
}
