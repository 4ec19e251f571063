//! Verifying the audit trail against the signed heads.

use std::collections::BTreeMap;
use std::io;
use std::ops::RangeInclusive;

use pledge::audit::{Chain, Entry, Event, Line, SignedHead, head_of, origin};
use pledge::borough::Borough;
use pledge::keys::{AuditSigner, KeyPurpose};
use pledge::ledger::Digest;
use pledge::path::Place;
use pledge::ports::{Datasets, Keys, Ledger, Object, StoreError};

use crate::{Failure, KnownKeys, open};

/// Lines read from a store at once.
const PAGE: usize = 10_000;
/// Bytes of a signed head at most; one has about 400.
const HEAD_BYTES: usize = 4_096;

/// A line that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its chain.
    pub chain: Chain,
    /// Its number.
    pub number: u64,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not the line that was sealed.
    Changed,
    /// It is missing, though a signed head counts it.
    Missing,
    /// The signature over it does not hold, or is not by a key of this region.
    Signature,
}

impl Why {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Changed => "is not the line that was sealed",
            Self::Missing => "is missing, though a signed head counts it",
            Self::Signature => "has a head whose signature does not hold",
        }
    }
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Sealed lines that were read.
    pub lines: u64,
    /// Signed heads that hold.
    pub heads: usize,
    /// The first bad line of each chain that has one; the region's first.
    pub bad: Vec<BadLine>,
    /// Entries that no sealing covers yet.
    pub unsealed: usize,
}

/// How often verification starts again because another run sealed meanwhile.
const TRIES: usize = 8;

/// Checks every chain against the signed heads of the region's, the newest of which also lies
/// beside the ledger.
///
/// # Errors
///
/// When a store does not answer.
pub async fn verify(
    datasets: &impl Datasets,
    ledger: &impl Ledger,
    keys: &impl Keys,
) -> Result<Verification, Failure> {
    for _ in 0..TRIES {
        let signed = ledger.signed_heads().await?;
        let mut found = verify_lines(ledger, keys, &signed).await?;
        let kept = kept_head(datasets).await?;
        if ledger.signed_heads().await? == signed {
            if let Some(kept) = kept
                && !signed.contains(&kept)
            {
                found
                    .bad
                    .push(bad(Chain::Region, kept.number, Why::Missing));
            }
            return Ok(found);
        }
    }
    Err(Failure::Contended)
}

/// The signed head that lies beside the ledger. One that cannot be read is none of ours.
async fn kept_head(datasets: &impl Datasets) -> Result<Option<SignedHead>, Failure> {
    let object = match datasets.open(&Place::AuditHead).await {
        Err(StoreError::Absent) => return Ok(None),
        other => other?,
    };
    let length = usize::try_from(object.length())
        .unwrap_or(0)
        .min(HEAD_BYTES);
    let mut bytes = vec![0; length];
    object.read_at(0, &mut bytes)?;
    let unreadable = || io::Error::from(io::ErrorKind::InvalidData);
    Ok(Some(
        serde_json::from_slice(&bytes).map_err(|_| unreadable())?,
    ))
}

async fn verify_lines(
    ledger: &impl Ledger,
    keys: &impl Keys,
    signed: &[SignedHead],
) -> Result<Verification, Failure> {
    let mut found = Verification::default();
    let known = public_keys(ledger, keys).await?;
    let region = chain_lines(ledger, Chain::Region).await?;
    let mut anchors = BTreeMap::new();
    for head in signed {
        if head.holds(&known) {
            found.heads += 1;
            anchors.insert(head.number, head.head);
        } else {
            found
                .bad
                .push(bad(Chain::Region, head.number, Why::Signature));
        }
    }
    let mut all = anchors_of(&region, signed);
    all.insert(Chain::Region, anchors);
    let unsealed = ledger.unsealed().await?;
    let last: BTreeMap<Chain, u64> = ledger.last_numbers().await?.into_iter().collect();
    found.unsealed = unsealed.len();
    let authorities = Borough::all().map(Chain::Authority);
    for chain in [Chain::Region].into_iter().chain(authorities) {
        let lines = match chain {
            Chain::Region => region.clone(),
            Chain::Authority(_) => chain_lines(ledger, chain).await?,
        };
        found.lines += count(&lines);
        let anchors = all.remove(&chain).unwrap_or_default();
        let waiting = unsealed.iter().filter(|entry| entry.chain == chain);
        let due = last.get(&chain).copied().unwrap_or(0);
        let bad = first_bad(chain, &lines, &anchors);
        found
            .bad
            .extend(bad.or_else(|| first_lost(chain, count(&lines), waiting, due)));
    }
    Ok(found)
}

async fn public_keys(ledger: &impl Ledger, keys: &impl Keys) -> Result<Vec<[u8; 32]>, Failure> {
    let keys = KnownKeys::new(keys, ledger);
    let mut known = Vec::new();
    for version in keys.versions(KeyPurpose::AuditSign).await? {
        let signer: AuditSigner = open(&keys, version).await?;
        known.push(signer.public());
    }
    Ok(known)
}

/// The first entry that was numbered and is neither a sealed line nor waits to become one.
fn first_lost<'a>(
    chain: Chain,
    sealed: u64,
    waiting: impl Iterator<Item = &'a Entry>,
    last: u64,
) -> Option<BadLine> {
    let mut number = sealed;
    for entry in waiting {
        if entry.number != number + 1 {
            break;
        }
        number = entry.number;
    }
    (number < last).then(|| bad(chain, number + 1, Why::Missing))
}

const fn bad(chain: Chain, number: u64, why: Why) -> BadLine {
    BadLine { chain, number, why }
}

fn count(lines: &[String]) -> u64 {
    u64::try_from(lines.len()).unwrap_or(u64::MAX)
}

async fn chain_lines(ledger: &impl Ledger, chain: Chain) -> Result<Vec<String>, Failure> {
    let mut lines: Vec<String> = Vec::new();
    loop {
        let page = ledger.lines(chain, count(&lines) + 1, PAGE).await?;
        if page.is_empty() {
            return Ok(lines);
        }
        lines.extend(page);
    }
}

/// What the region's sealings say of the other chains: the digest of a line by its number.
fn anchors_of(region: &[String], signed: &[SignedHead]) -> BTreeMap<Chain, BTreeMap<u64, Digest>> {
    let mut anchors: BTreeMap<Chain, BTreeMap<u64, Digest>> = BTreeMap::new();
    let last = signed.iter().map(|head| head.number).max().unwrap_or(0);
    for text in region {
        let Ok(line) = serde_json::from_str::<Line>(text) else {
            continue;
        };
        if let Event::Sealed { heads } = line.entry.event
            && line.entry.number <= last
        {
            for (chain, number, head) in heads {
                anchors.entry(chain).or_default().insert(number, head);
            }
        }
    }
    anchors
}

/// The first line of a chain that does not hold. Between two anchors trust runs backwards: a line
/// that has the digest it should have vouches for the one before. What is left without a voucher
/// is read forwards, up to the first line that does not follow the one before it.
fn first_bad(chain: Chain, lines: &[String], anchors: &BTreeMap<u64, Digest>) -> Option<BadLine> {
    let mut start = 1;
    let mut before = origin();
    for (&end, anchor) in anchors {
        let (sound, due) = vouched(chain, lines, start..=end, *anchor);
        if sound > start || due != before {
            return Some(first_unsound(chain, lines, start..=sound, before));
        }
        start = end.saturating_add(1);
        before = *anchor;
    }
    // Lines beyond the last anchor were written by no sealing.
    (count(lines) >= start).then(|| bad(chain, start, Why::Changed))
}

/// From which line on those up to the anchor are the lines that were sealed, and the digest that
/// the line before must have.
fn vouched(
    chain: Chain,
    lines: &[String],
    range: RangeInclusive<u64>,
    anchor: Digest,
) -> (u64, Digest) {
    let mut due = anchor;
    for number in range.clone().rev() {
        match line_at(lines, number) {
            Some(text) if head_of(text) == due => match read(chain, number, text) {
                Some(line) => due = line.prev,
                None => return (number.saturating_add(1), due),
            },
            _ => return (number.saturating_add(1), due),
        }
    }
    (*range.start(), due)
}

/// The first line of a range that does not follow the one before it; the last one before the
/// range's end, which is vouched for, if all of them do.
fn first_unsound(
    chain: Chain,
    lines: &[String],
    range: RangeInclusive<u64>,
    mut before: Digest,
) -> BadLine {
    let sound = *range.end();
    for number in *range.start()..sound {
        let Some(text) = line_at(lines, number) else {
            return bad(chain, number, Why::Missing);
        };
        match read(chain, number, text) {
            Some(line) if line.prev == before => before = head_of(text),
            _ => return bad(chain, number, Why::Changed),
        }
    }
    bad(
        chain,
        sound.saturating_sub(1).max(*range.start()),
        Why::Changed,
    )
}

fn line_at(lines: &[String], number: u64) -> Option<&str> {
    let index = usize::try_from(number.checked_sub(1)?).ok()?;
    lines.get(index).map(String::as_str)
}

/// A line, if it is one of this chain and number.
fn read(chain: Chain, number: u64, text: &str) -> Option<Line> {
    let line: Line = serde_json::from_str(text).ok()?;
    (line.entry.chain == chain && line.entry.number == number).then_some(line)
}
