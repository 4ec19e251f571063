//! Verifying the audit trail against the signed heads.

use std::collections::BTreeMap;

use pledge::audit::{Chain, Event, Line, SignedHead, head_of, origin};
use pledge::borough::Borough;
use pledge::keys::{AuditSigner, KeyPurpose};
use pledge::ledger::Digest;
use pledge::ports::{Keys, Ledger};

use crate::{Failure, open};

/// Lines read from a store at once.
const PAGE: usize = 10_000;

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
    /// It is not a line of this chain and number.
    Unreadable,
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
            Self::Unreadable => "is not a line of this chain",
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

/// Checks every chain against the signed heads of the region's.
///
/// # Errors
///
/// When a store does not answer.
pub async fn verify(ledger: &impl Ledger, keys: &impl Keys) -> Result<Verification, Failure> {
    let mut known = Vec::new();
    for version in keys.versions(KeyPurpose::AuditSign).await? {
        let signer: AuditSigner = open(keys, version).await?;
        known.push(signer.public());
    }
    let signed = ledger.signed_heads().await?;
    let unsealed = ledger.unsealed().await?.len();
    let mut found = Verification {
        unsealed,
        ..Verification::default()
    };

    let region = chain_lines(ledger, Chain::Region).await?;
    let mut anchors = BTreeMap::new();
    for head in &signed {
        if head.holds(&known) {
            found.heads += 1;
            anchors.insert(head.number, head.head);
        } else {
            found
                .bad
                .push(bad(Chain::Region, head.number, Why::Signature));
        }
    }
    found.lines += count(&region);
    found
        .bad
        .extend(first_bad(Chain::Region, &region, &anchors));

    let mut others = anchors_of(&region, &signed);
    for chain in Borough::all().map(Chain::Authority) {
        let lines = chain_lines(ledger, chain).await?;
        found.lines += count(&lines);
        let anchors = others.remove(&chain).unwrap_or_default();
        found.bad.extend(first_bad(chain, &lines, &anchors));
    }
    Ok(found)
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
/// that has the digest it should have vouches for the one before.
fn first_bad(chain: Chain, lines: &[String], anchors: &BTreeMap<u64, Digest>) -> Option<BadLine> {
    let digests: Vec<Digest> = lines.iter().map(|line| head_of(line)).collect();
    let mut start = 1;
    for (&end, anchor) in anchors {
        let mut due = *anchor;
        for number in (start..=end).rev() {
            let index = usize::try_from(number - 1).ok()?;
            let (Some(text), Some(digest)) = (lines.get(index), digests.get(index)) else {
                return Some(bad(chain, count(lines) + 1, Why::Missing));
            };
            if *digest != due {
                return Some(bad(chain, number, Why::Changed));
            }
            match serde_json::from_str::<Line>(text) {
                Ok(line) if line.entry.chain == chain && line.entry.number == number => {
                    due = line.prev;
                }
                _ => return Some(bad(chain, number, Why::Unreadable)),
            }
        }
        let before = match usize::try_from(start - 1).ok()? {
            0 => origin(),
            index => *digests.get(index - 1)?,
        };
        if start <= end && due != before {
            return Some(bad(chain, start, Why::Changed));
        }
        start = end + 1;
    }
    // Lines beyond the last anchor were written by no sealing.
    (count(lines) >= start && !lines.is_empty()).then(|| bad(chain, start, Why::Changed))
}
