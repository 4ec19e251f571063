//! The second half of an attempt: what becomes of each slot, and the one commit that says so.

use std::fs::File;

use jiff::Timestamp;
use pledge::assessment::Assessment;
use pledge::audit::Event;
use pledge::finding::Tally;
use pledge::keys::{KeyVersion, sha256};
use pledge::ledger::{
    AttemptId, Change, Claim, Commit, Decision, Digest, Order, Pointer, SlotState,
};
use pledge::path::Place;
use pledge::ports::{Upload, supersedes};
use pledge::reading::Inspection;
use pledge::receipt::{CodeTally, Outcome, Receipt, ReceiptRef, SlotReceipt};
use pledge::rule::Code;

use super::judge::{JudgedUpload, Part, Staged};
use crate::{PROGRAM, Region};

/// What tells this attempt from others.
pub(super) struct Label {
    pub(super) attempt: AttemptId,
    pub(super) reference: ReceiptRef,
    pub(super) order: Order,
    pub(super) now: Timestamp,
}

/// A slice that is put before the commit names it.
pub(super) struct Slice {
    pub(super) place: Place,
    pub(super) file: File,
}

/// All that an attempt will write.
pub(super) struct Prepared {
    pub(super) assessment: Assessment,
    pub(super) slices: Vec<Slice>,
    decisions: Vec<Decision>,
    slots: Vec<SlotReceipt>,
    /// Receipts of held submissions that this one displaces.
    pub(super) displaced: Vec<ReceiptRef>,
}

/// Decides every slot of a judged upload.
pub(super) fn prepare(judged: JudgedUpload, label: &Label) -> Prepared {
    let JudgedUpload {
        mut assessment,
        parts,
        key,
    } = judged;
    let refused = assessment.findings.refuse();
    let mut prepared = Prepared {
        assessment: Assessment::default(),
        slices: Vec::new(),
        decisions: Vec::new(),
        slots: Vec::new(),
        displaced: Vec::new(),
    };
    for part in parts {
        prepared.decide(part, key, label);
    }
    let worst = prepared
        .slots
        .iter()
        .map(|slot| slot.outcome)
        .max_by_key(|o| severity(*o));
    assessment.outcome = Some(if refused {
        Outcome::Rejected
    } else {
        worst.unwrap_or(Outcome::Unchanged)
    });
    prepared.assessment = assessment;
    prepared
}

/// The order in which the outcomes of a file's parts make its own.
const fn severity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Unchanged => 0,
        Outcome::Published => 1,
        Outcome::Superseded => 2,
        Outcome::Held => 3,
        Outcome::Rejected => 4,
    }
}

impl Prepared {
    fn decide(&mut self, part: Part, key: KeyVersion, label: &Label) {
        let Part {
            slot,
            state,
            facts,
            staged,
        } = part;
        let (outcome, change) = match staged {
            None => (Outcome::Rejected, Change::Refuse(label.order)),
            Some(_) if !supersedes(label.order, &state) => (Outcome::Superseded, Change::Supersede),
            Some(Staged { digest, slice }) => {
                let mut pointer = Pointer {
                    order: label.order,
                    first_received: state
                        .pointer
                        .map_or(label.order.received, |current| current.first_received),
                    attempt: label.attempt,
                    reference: label.reference,
                    count: facts.rows,
                    digest,
                    key,
                    facts,
                };
                let outcome = outcome_of(&state, &mut pointer);
                if let (Some(file), Some(quarter)) = (slice, slot.quarter) {
                    let place = Place::Slice(slot.kind, quarter, slot.authority, digest);
                    self.slices.push(Slice { place, file });
                }
                self.displaced.extend(
                    state
                        .held
                        .filter(|held| held.pointer.order < label.order)
                        .map(|held| held.pointer.reference),
                );
                (outcome, Change::Point(pointer))
            }
        };
        let rows = if matches!(outcome, Outcome::Published | Outcome::Unchanged) {
            facts.rows
        } else {
            0
        };
        self.slots.push(SlotReceipt {
            authority: slot.authority,
            outcome,
            rows,
            withdrawn: 0,
        });
        let seen = state.pointer.map(|pointer| pointer.attempt);
        self.decisions.push(Decision { slot, seen, change });
    }
}

/// Whether the pointer says anything new. If not, it keeps the attempt whose rows are in force.
fn outcome_of(state: &SlotState, pointer: &mut Pointer) -> Outcome {
    match state.pointer {
        Some(current) if current.digest == pointer.digest && current.facts == pointer.facts => {
            pointer.attempt = current.attempt;
            Outcome::Unchanged
        }
        _ => Outcome::Published,
    }
}

/// The commit of a prepared attempt.
pub(super) fn commit<U, D, L, K, H>(
    prepared: &Prepared,
    label: &Label,
    claim: &Claim,
    upload: &Upload<H>,
    inspection: &Inspection,
    report: Digest,
    region: &Region<'_, U, D, L, K>,
) -> Commit {
    let assessment = &prepared.assessment;
    let outcome = assessment.outcome.unwrap_or(Outcome::Rejected);
    let receipt = Receipt {
        reference: label.reference,
        upload: claim.upload,
        folder: upload.folder,
        received: upload.received,
        decided: label.now,
        content: inspection.content,
        bytes: inspection.bytes,
        kind: assessment.kind,
        quarter: assessment.quarter,
        outcome,
        slots: prepared.slots.clone(),
        rows_read: assessment.how.rows,
        findings: tallies(assessment),
        report,
        reference_data: region.reference.version().to_owned(),
        program: PROGRAM.to_owned(),
    };
    let event = Event::Decided {
        upload: claim.upload,
        reference: label.reference,
        outcome,
        receipt: sha256(receipt.to_json().as_bytes()),
    };
    Commit {
        claim: claim.clone(),
        attempt: label.attempt,
        decisions: prepared.decisions.clone(),
        receipt,
        event,
    }
}

/// Findings by rule, over all columns.
fn tallies(assessment: &Assessment) -> Vec<CodeTally> {
    let mut tallies = Vec::new();
    for &code in Code::ALL {
        let tally = assessment
            .findings
            .by_rule()
            .iter()
            .filter(|((by, _), _)| *by == code)
            .fold(Tally::default(), |sum, (_, tally)| Tally {
                errors: sum.errors + tally.errors,
                open: sum.open + tally.open,
                explained: sum.explained + tally.explained,
            });
        if tally != Tally::default() {
            tallies.push(CodeTally { code, tally });
        }
    }
    tallies
}
