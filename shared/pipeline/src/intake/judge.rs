//! The first half of an attempt: reading the upload, judging it, and staging its rows.

use std::collections::BTreeMap;
use std::path::Path;

use columnar::{About, Sorter, stage_slice};
use pledge::assessment::Assessment;
use pledge::borough::Borough;
use pledge::finding::Findings;
use pledge::identity::{Analytics, LeaverRegister, PseudonymKey};
use pledge::keys::{KeyPurpose, KeyVersion, sha256};
use pledge::ledger::{Claim, Digest, Facts, Slot, SlotState};
use pledge::ports::{Datasets, Keys, Ledger, Upload, Uploads};
use pledge::quarter::Quarter;
use pledge::reading::{self, Context, Inspection, Opened, Reader};
use pledge::record::{FileFields, Record, Value};
use pledge::returns::Return;
use pledge::rule::Code;
use pledge::rules::{Before, Judged};

use crate::check::{Judging, judge, recognise};
use crate::{Failure, Region, open};

/// What was made of an upload, before it is decided.
pub(super) struct JudgedUpload {
    pub(super) assessment: Assessment,
    /// What is known of each slot that the file is for, as the rules saw it, and what was staged.
    pub(super) parts: Vec<Part>,
    /// The version of the key with which its workers were pseudonymised.
    pub(super) key: KeyVersion,
}

/// One authority's part of a file.
pub(super) struct Part {
    pub(super) slot: Slot,
    pub(super) state: SlotState,
    pub(super) facts: Facts,
    /// `None` where the file is refused.
    pub(super) staged: Option<Staged>,
}

/// Rows that are ready to be put, or the digest of a statement.
pub(super) struct Staged {
    pub(super) digest: Digest,
    pub(super) slice: Option<std::fs::File>,
}

type Gathered = BTreeMap<Borough, Rows>;

/// Where the accepted rows of one authority gather.
enum Rows {
    Sorted(Sorter),
    /// Leavers: one digest for each row, over its register pseudonym and what it says.
    Statement(Vec<Digest>),
}

pub(super) async fn judge_upload<U: Uploads, D: Datasets, L: Ledger, K: Keys>(
    region: &Region<'_, U, D, L, K>,
    upload: &Upload<U::Handle>,
    body: U::Body,
    inspection: &Inspection,
    claim: &Claim,
) -> Result<JudgedUpload, Failure> {
    let context = Context {
        folder: Some(upload.folder),
        authorities: region.reference.authorities_of(upload.folder),
        says: upload.says,
        today: claim.pins.today,
        reference: region.reference,
    };
    let mut assessment = Assessment {
        folder: Some(upload.folder),
        ..Assessment::default()
    };
    let reader = match reading::open(body, inspection, &context, &mut assessment.findings)? {
        Opened::Refused(how) => {
            assessment.how = how;
            let key = claim.pins.register_key;
            return Ok(JudgedUpload {
                assessment,
                parts: Vec::new(),
                key,
            });
        }
        Opened::Reader(reader) => reader,
    };
    recognise(&mut assessment, reader.file());
    let (parts, key) = judge_reader(
        region,
        *reader,
        &context,
        &mut assessment,
        inspection,
        claim,
    )
    .await?;
    Ok(JudgedUpload {
        assessment,
        parts,
        key,
    })
}

/// Judges every row of a file whose return is recognised, and stages what each slot would get.
async fn judge_reader<U: Uploads, D: Datasets, L: Ledger, K: Keys>(
    region: &Region<'_, U, D, L, K>,
    reader: Reader<U::Body>,
    context: &Context<'_>,
    assessment: &mut Assessment,
    inspection: &Inspection,
    claim: &Claim,
) -> Result<(Vec<Part>, KeyVersion), Failure> {
    let file = *reader.file();
    let seen = slots_before(region.ledger, &file, &context.authorities).await?;
    let (workers, leavers, key) = keys_of(region.keys, &file, &assessment.findings, claim).await?;
    let scratch = region.scratch;
    let judging = Judging {
        reference: region.reference,
        today: claim.pins.today,
        workers: workers.as_ref(),
        before: &|authority| {
            seen.get(&authority)
                .map_or_else(Before::default, |known| known.before)
        },
    };
    let mut gathered = Gathered::default();
    let judgement = judge(reader, assessment, &judging, &mut |record, judged| {
        gather(
            &mut gathered,
            record,
            judged,
            file.kind,
            leavers.as_ref(),
            scratch,
        )
    })?;
    if judgement.content != inspection.content {
        return Err(Failure::Changed);
    }
    let refused = assessment.findings.refuse();
    let mut parts = Vec::new();
    for (authority, known) in seen {
        let facts = judgement.facts.get(&Some(authority)).copied();
        let rows = gathered.remove(&authority);
        // A joint file may leave one of its authorities out; that one's slot is not touched. Of a
        // refused file nobody knows whose rows it meant: it is refused in all slots of the folder.
        if !refused && facts.is_none() && rows.is_none() && context.authorities.len() > 1 {
            continue;
        }
        let staged = if refused {
            None
        } else {
            let rows = rows.unwrap_or_else(|| Rows::empty(file.kind, scratch));
            Some(stage(rows, &file, scratch)?)
        };
        parts.push(Part {
            slot: known.slot,
            state: known.state,
            facts: facts.unwrap_or_default(),
            staged,
        });
    }
    Ok((parts, key))
}

/// What is known of a slot before the file is judged.
struct Known {
    slot: Slot,
    state: SlotState,
    before: Before,
}

async fn slots_before(
    ledger: &impl Ledger,
    file: &FileFields,
    authorities: &[Borough],
) -> Result<BTreeMap<Borough, Known>, Failure> {
    let mut seen = BTreeMap::new();
    if file.kind.quarterly() && file.quarter.is_none() {
        return Ok(seen);
    }
    for &authority in authorities {
        let facts = async |kind: Return, quarter: Option<Quarter>| {
            let slot = Slot {
                kind,
                quarter,
                authority,
            };
            ledger
                .slot(slot)
                .await
                .map(|state| state.pointer.map(|pointer| pointer.facts))
        };
        let slot = Slot {
            kind: file.kind,
            quarter: file.quarter,
            authority,
        };
        let state = ledger.slot(slot).await?;
        let quarter_before = match file.quarter.and_then(Quarter::previous) {
            Some(previous) => facts(file.kind, Some(previous)).await?,
            None => None,
        };
        let (assignments, snapshot) = match file.kind {
            Return::PermanentLeavers => (None, newest_snapshot(ledger, authority).await?),
            _ => (
                facts(Return::AgencyAssignments, file.quarter).await?,
                facts(Return::WorkforceSnapshot, file.quarter).await?,
            ),
        };
        let same_slot = state.pointer.map(|pointer| pointer.facts);
        let before = Before {
            same_slot,
            quarter_before,
            assignments,
            snapshot,
        };
        seen.insert(
            authority,
            Known {
                slot,
                state,
                before,
            },
        );
    }
    Ok(seen)
}

/// What the authority's own newest snapshot says; others may have sent a later one already.
async fn newest_snapshot(
    ledger: &impl Ledger,
    authority: Borough,
) -> Result<Option<Facts>, Failure> {
    let kind = Return::WorkforceSnapshot;
    for quarter in ledger.quarters(kind).await?.into_iter().rev() {
        let slot = Slot {
            kind,
            quarter: Some(quarter),
            authority,
        };
        if let Some(pointer) = ledger.slot(slot).await?.pointer {
            return Ok(Some(pointer.facts));
        }
    }
    Ok(None)
}

type OpenKeys = (
    Option<PseudonymKey<Analytics>>,
    Option<PseudonymKey<LeaverRegister>>,
    KeyVersion,
);

/// The keys that a return's rows need, and the version that its slots name. None for a quarter that
/// cannot be taken in: nobody makes a key for its year.
async fn keys_of(
    keys: &impl Keys,
    file: &FileFields,
    findings: &Findings,
    claim: &Claim,
) -> Result<OpenKeys, Failure> {
    // A pinned version that was destroyed since has decided nothing: the newest takes its place.
    let pinned = claim.pins.register_key;
    let live = keys.versions(KeyPurpose::Register).await?;
    let register = live.iter().rev().find(|version| **version == pinned);
    let register = *register.or(live.last()).unwrap_or(&pinned);
    if findings
        .by_rule()
        .keys()
        .any(|(code, _)| *code == Code::F19)
    {
        return Ok((None, None, register));
    }
    match (file.kind, file.quarter.and_then(KeyVersion::of_quarter)) {
        (Return::PermanentLeavers, _) => Ok((None, Some(open(keys, register).await?), register)),
        (Return::AgencyAssignments, Some(year)) => Ok((Some(open(keys, year).await?), None, year)),
        // A snapshot has no workers; its slots name the year all the same.
        (Return::WorkforceSnapshot, Some(year)) => Ok((None, None, year)),
        (_, None) => Ok((None, None, register)),
    }
}

impl Rows {
    fn empty(kind: Return, scratch: &Path) -> Self {
        if kind.has_dataset() {
            Self::Sorted(Sorter::new(kind.stored(), scratch.to_path_buf()))
        } else {
            Self::Statement(Vec::new())
        }
    }
}

fn gather(
    gathered: &mut Gathered,
    record: &Record,
    judged: Option<Judged>,
    kind: Return,
    leavers: Option<&PseudonymKey<LeaverRegister>>,
    scratch: &Path,
) -> Result<(), Failure> {
    let Some(authority) = record.authority else {
        return Ok(());
    };
    match gathered
        .entry(authority)
        .or_insert_with(|| Rows::empty(kind, scratch))
    {
        Rows::Sorted(sorter) => {
            if let Some(judged) = judged {
                sorter.push(judged.cells)?;
            }
        }
        Rows::Statement(digests) => {
            if let (Some(key), Some(registration)) = (leavers, &record.registration) {
                let mut bytes = key.pseudonym(registration).as_bytes().to_vec();
                for value in &record.values {
                    encode(*value, &mut bytes);
                }
                digests.push(sha256(&bytes));
            }
        }
    }
    Ok(())
}

/// A value as it enters the digest of a statement.
fn encode(value: Value, bytes: &mut Vec<u8>) {
    let (tag, content): (u8, Vec<u8>) = match value {
        Value::Absent => (0, Vec::new()),
        Value::Unreadable => (1, Vec::new()),
        Value::Present => (2, Vec::new()),
        Value::Day(day) => (3, day.to_string().into_bytes()),
        Value::Pence(pence) => (4, pence.to_be_bytes().to_vec()),
        Value::Number(number) => (5, number.to_be_bytes().to_vec()),
        Value::Flag(flag) => (6, vec![u8::from(flag)]),
        Value::Listed(word) => (7, word.as_bytes().to_vec()),
        Value::Entry(number) => (8, number.to_be_bytes().to_vec()),
    };
    bytes.push(tag);
    bytes.push(u8::try_from(content.len()).unwrap_or(u8::MAX));
    bytes.extend(content);
}

fn stage(rows: Rows, file: &FileFields, scratch: &Path) -> Result<Staged, Failure> {
    match (rows, file.quarter) {
        (Rows::Sorted(sorter), Some(quarter)) => {
            // No source is named in a slice: the same rows from another file are the same slice.
            let about = About {
                kind: file.kind,
                quarter,
                sources: Vec::new(),
            };
            let (slice, written) = stage_slice(sorter.finish()?, scratch, &about)?;
            Ok(Staged {
                digest: written.digest,
                slice: Some(slice),
            })
        }
        (Rows::Statement(mut digests), _) => {
            digests.sort_unstable();
            let mut bytes: Vec<u8> = digests.iter().flat_map(Digest::as_bytes).copied().collect();
            if let Some(day) = file.complete_to {
                bytes.extend(day.to_string().into_bytes());
            }
            Ok(Staged {
                digest: sha256(&bytes),
                slice: None,
            })
        }
        // A dataset without a quarter is refused before it comes here.
        (Rows::Sorted(_), None) => Err(Failure::Changed),
    }
}
