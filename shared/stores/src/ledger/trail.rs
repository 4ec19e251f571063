//! The audit trail: numbers without gaps, and lines that follow one another.

use jiff::Timestamp;
use pledge::audit::{Chain, Entry, Event, Line, SignedHead, head_of, origin};
use pledge::ledger::Digest;
use pledge::ports::{StoreError, Stored};

use super::rows::Rows;
use crate::fault::{Fault, unavailable};

/// Writes an entry with the chain's next number.
pub(crate) fn record(
    rows: &mut impl Rows,
    chain: Chain,
    event: &Event,
    now: Timestamp,
) -> Stored<()> {
    let number = rows.counter(chain)?.checked_add(1);
    let number = number.ok_or_else(|| unavailable(Fault::Range))?;
    rows.put_counter(chain, number)?;
    rows.put_entry(&Entry {
        chain,
        number,
        at: now,
        event: event.clone(),
    })
}

/// The entries that are not sealed, by chain and number.
pub(crate) fn unsealed(rows: &impl Rows) -> Stored<Vec<Entry>> {
    let mut entries = rows.unsealed()?;
    entries.sort_by_key(|entry| (entry.chain, entry.number));
    Ok(entries)
}

/// The number and digest of a chain's last line.
pub(crate) fn head(rows: &impl Rows, chain: Chain) -> Stored<(u64, Digest)> {
    Ok(rows.last_line(chain)?.unwrap_or((0, origin())))
}

/// Appends sealed lines and the signed head of the region's chain. Sealing the same again, after a
/// lost answer, changes nothing.
pub(crate) fn seal(rows: &mut impl Rows, lines: &[Line], signed: &SignedHead) -> Stored<()> {
    if is_sealed(rows, lines, signed)? {
        return Ok(());
    }
    for line in lines {
        append(rows, line)?;
    }
    if head(rows, Chain::Region)? != (signed.number, signed.head) {
        return Err(StoreError::Conflict);
    }
    let same_place = |head: &SignedHead| (head.number, head.key) == (signed.number, signed.key);
    match rows.signed_heads()?.into_iter().find(same_place) {
        None => rows.put_signed_head(signed),
        Some(head) if head == *signed => Ok(()),
        Some(_) => Err(StoreError::Conflict),
    }
}

fn is_sealed(rows: &impl Rows, lines: &[Line], signed: &SignedHead) -> Stored<bool> {
    for line in lines {
        let stored = rows.lines(line.entry.chain, line.entry.number, 1)?;
        if stored != [line.to_json()] {
            return Ok(false);
        }
    }
    Ok(rows.signed_heads()?.contains(signed))
}

/// Appends a line that follows its chain's head, and is of an entry or the sealing's own.
fn append(rows: &mut impl Rows, line: &Line) -> Stored<()> {
    let (chain, number) = (line.entry.chain, line.entry.number);
    let (last, digest) = head(rows, chain)?;
    if line.prev != digest || last.checked_add(1) != Some(number) {
        return Err(StoreError::Conflict);
    }
    match rows.entry(chain, number)? {
        Some(entry) if entry == line.entry => {}
        Some(_) => return Err(StoreError::Conflict),
        None => {
            let of_sealing = matches!(line.entry.event, Event::Sealed { .. });
            let next = rows.counter(chain)?.checked_add(1) == Some(number);
            if chain != Chain::Region || !of_sealing || !next {
                return Err(StoreError::Conflict);
            }
            rows.put_counter(chain, number)?;
        }
    }
    let text = line.to_json();
    rows.put_line(chain, number, &text, head_of(&text))
}
