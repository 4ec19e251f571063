//! The first half of an attempt: reading the upload, judging it, and staging its rows.

use std::collections::BTreeMap;

use pledge::assessment::Assessment;
use pledge::borough::Borough;
use pledge::finding::{Detail, Findings, Place};
use pledge::identity::{Analytics, PseudonymKey};
use pledge::keys::KeyVersion;
use pledge::ledger::{Claim, Digest, Facts, Order, Slot, SlotState};
use pledge::ports::{Datasets, Keys, Ledger, Register, Upload, Uploads, supersedes};
use pledge::quarter::Quarter;
use pledge::reading::{self, Context, Inspection, Opened, Reader};
use pledge::record::FileFields;
use pledge::register::{Filed, digest};
use pledge::returns::Return;
use pledge::rule::Code;
use pledge::rules::Before;

use super::rows::{Gathered, Said, Staged, gather};
use super::statement::{Statement, Withdrawals};
use crate::check::{Judging, judge, recognise};
use crate::register::RegisterKeys;
use crate::{Failure, Region, open};

/// What was made of an upload, before it is decided.
pub(super) struct JudgedUpload {
    pub(super) assessment: Assessment,
    /// What is known of each slot that the file is for, as the rules saw it, and what was staged.
    pub(super) parts: Vec<Part>,
    /// The version of the key with which its workers were pseudonymised.
    pub(super) key: KeyVersion,
    /// The keys of the register, where the return has entries in it.
    pub(super) register: Option<RegisterKeys>,
}

/// One authority's part of a file.
pub(super) struct Part {
    pub(super) slot: Slot,
    pub(super) state: SlotState,
    pub(super) facts: Facts,
    /// `None` where the file is refused.
    pub(super) staged: Option<Staged>,
    /// What goes into the register if it counts, or may come to count.
    pub(super) said: Vec<Said>,
    pub(super) withdrawals: Withdrawals,
}

pub(super) async fn judge_upload<U: Uploads, D: Datasets, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
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
            return Ok(JudgedUpload {
                assessment,
                parts: Vec::new(),
                key: claim.pins.register_key,
                register: None,
            });
        }
        Opened::Reader(reader) => reader,
    };
    recognise(&mut assessment, reader.file());
    let order = Order {
        received: upload.received,
        content: inspection.content,
    };
    let mut read = read_rows(region, *reader, &context, &mut assessment, claim).await?;
    if read.content != inspection.content {
        return Err(Failure::Changed);
    }
    let parts = parts_of(region, &mut read, &context, &mut assessment, order).await?;
    Ok(JudgedUpload {
        assessment,
        parts,
        key: read.keys.named,
        register: read.keys.register,
    })
}

/// A file whose rows were all judged.
struct ReadFile {
    file: FileFields,
    /// SHA-256 of the bytes that were read.
    content: Digest,
    seen: BTreeMap<Borough, Known>,
    facts: BTreeMap<Option<Borough>, Facts>,
    gathered: BTreeMap<Borough, Gathered>,
    keys: OpenKeys,
}

/// Judges every row of a file whose return is recognised.
async fn read_rows<U: Uploads, D: Datasets, L: Ledger, K: Keys, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    reader: Reader<U::Body>,
    context: &Context<'_>,
    assessment: &mut Assessment,
    claim: &Claim,
) -> Result<ReadFile, Failure> {
    let file = *reader.file();
    let seen = slots_before(region.ledger, &file, &context.authorities).await?;
    let keys = keys_of(region.keys, &file, &assessment.findings, claim).await?;
    let judging = Judging {
        reference: region.reference,
        today: claim.pins.today,
        workers: keys.analytics.as_ref(),
        before: &|authority| {
            seen.get(&authority)
                .map_or_else(Before::default, |known| known.before)
        },
    };
    let mut gathered = BTreeMap::new();
    let judgement = judge(reader, assessment, &judging, &mut |record, judged| {
        gather(
            &mut gathered,
            record,
            judged,
            file.kind,
            keys.register.as_ref(),
            region.scratch,
        )
    })?;
    Ok(ReadFile {
        file,
        content: judgement.content,
        seen,
        facts: judgement.facts,
        gathered,
        keys,
    })
}

/// What each slot of the file would get.
async fn parts_of<U, D, L, K, R: Register>(
    region: &Region<'_, U, D, L, K, R>,
    read: &mut ReadFile,
    context: &Context<'_>,
    assessment: &mut Assessment,
    order: Order,
) -> Result<Vec<Part>, Failure> {
    let refused = assessment.findings.refuse();
    let several = context.authorities.len() > 1;
    let is_statement = read.file.kind == Return::PermanentLeavers;
    let mut parts = Vec::new();
    for (authority, known) in std::mem::take(&mut read.seen) {
        let facts = read.facts.get(&Some(authority)).copied();
        let gathered = read.gathered.remove(&authority);
        // A joint file may leave one of its authorities out; that one's slot is not touched. A full
        // statement that lists nobody of it may be a mistake all the same, so it is asked about.
        // Of a refused file nobody knows whose rows it meant: it is refused in all slots.
        if !refused && facts.is_none() && gathered.is_none() && several {
            let detail = Detail::Authority(authority);
            if is_statement && known.state.pointer.is_some() && supersedes(order, &known.state) {
                let findings = &mut assessment.findings;
                findings.query(Place::File, Code::L10, detail, read.file.explanation);
            }
            continue;
        }
        let mut part = Part {
            slot: known.slot,
            state: known.state,
            facts: facts.unwrap_or_default(),
            staged: None,
            said: Vec::new(),
            withdrawals: Withdrawals::default(),
        };
        if !refused {
            let empty = || Gathered::empty(read.file.kind, region.scratch);
            let mut gathered = gathered.unwrap_or_else(empty);
            part.said = std::mem::take(&mut gathered.said);
            part.staged = Some(gathered.stage(&read.file, region.scratch)?);
            if let (Return::PermanentLeavers, Some(keys)) = (read.file.kind, &read.keys.register) {
                let statement = Statement {
                    slot: part.slot,
                    state: &part.state,
                    order,
                    today: context.today,
                    keys,
                    confirms: read.file.confirm_withdrawals,
                    several,
                };
                let findings = &mut assessment.findings;
                let weighed = statement.weigh(region.register, &mut part.said, findings);
                part.withdrawals = weighed.await?;
            }
            let entries: Vec<Filed> = part.said.iter().map(|one| one.filed.clone()).collect();
            part.facts.entries = digest(&entries);
            part.facts.latest_entry = entries.iter().map(|filed| filed.entry.day()).max();
        }
        parts.push(part);
    }
    Ok(parts)
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

/// The keys that a return's rows need.
struct OpenKeys {
    analytics: Option<PseudonymKey<Analytics>>,
    register: Option<RegisterKeys>,
    /// The version that its slots name.
    named: KeyVersion,
}

/// Opens what the return's rows need. Nothing for a quarter that cannot be taken in: nobody makes a
/// key for its year.
async fn keys_of(
    keys: &impl Keys,
    file: &FileFields,
    findings: &Findings,
    claim: &Claim,
) -> Result<OpenKeys, Failure> {
    let pinned = claim.pins.register_key;
    let outside = findings
        .by_rule()
        .keys()
        .any(|(code, _)| *code == Code::F19);
    let year = file.quarter.and_then(KeyVersion::of_quarter);
    let (analytics, register, named) = match (file.kind, year.filter(|_| !outside)) {
        // A pinned version that was destroyed since has decided nothing: the newest takes its
        // place.
        (Return::PermanentLeavers, _) => {
            let register = RegisterKeys::open(keys, Some(pinned)).await?;
            let named = register.version();
            (None, Some(register), named)
        }
        (Return::AgencyAssignments, Some(year)) => {
            let analytics = open(keys, year).await?;
            let register = RegisterKeys::open(keys, Some(pinned)).await?;
            (Some(analytics), Some(register), year)
        }
        // A snapshot has no workers; its slots name the year all the same.
        (Return::WorkforceSnapshot, Some(year)) => (None, None, year),
        (_, None) => (None, None, pinned),
    };
    Ok(OpenKeys {
        analytics,
        register,
        named,
    })
}
