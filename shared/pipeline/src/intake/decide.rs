//! The second half of an attempt: what becomes of each slot, and the one commit that says so.

use std::fs::File;

use jiff::Timestamp;
use pledge::assessment::Assessment;
use pledge::audit::Event;
use pledge::finding::Tally;
use pledge::keys::{KeyVersion, sha256};
use pledge::ledger::{
    AttemptId, Change, Claim, Commit, Decision, Digest, Held, Order, Pointer, SlotState,
};
use pledge::path::Place;
use pledge::ports::{Upload, supersedes};
use pledge::reading::Inspection;
use pledge::receipt::{CodeTally, Outcome, Receipt, ReceiptRef, SlotReceipt};
use pledge::rule::Code;

use super::filing::Filing;
use super::judge::{JudgedUpload, Part};
use super::rows::Staged;
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
    pub(super) filings: Vec<Filing>,
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
        register: _,
    } = judged;
    let refused = assessment.findings.refuse();
    let mut prepared = Prepared {
        assessment: Assessment::default(),
        slices: Vec::new(),
        filings: Vec::new(),
        decisions: Vec::new(),
        slots: Vec::new(),
        displaced: Vec::new(),
    };
    // One part that waits makes all that is new in the file wait: it was meant as one.
    let hold = parts.iter().any(|part| part.withdrawals.hold);
    for part in parts {
        prepared.decide(part, key, label, hold);
    }
    let worst = prepared
        .slots
        .iter()
        .map(|slot| slot.outcome)
        .max_by_key(|o| severity(*o));
    assessment.withdrawn = prepared.slots.iter().map(|slot| slot.withdrawn).sum();
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
    fn decide(&mut self, part: Part, key: KeyVersion, label: &Label, hold: bool) {
        let Part {
            slot,
            state,
            facts,
            staged,
            said,
            withdrawals,
        } = part;
        let (outcome, change) = match &staged {
            None => (Outcome::Rejected, Change::Refuse(label.order)),
            Some(_) if !supersedes(label.order, &state) => (Outcome::Superseded, Change::Supersede),
            Some(Staged { digest, .. }) => {
                let pointer = Pointer {
                    order: label.order,
                    first_received: state
                        .pointer
                        .map_or(label.order.received, |current| current.first_received),
                    attempt: label.attempt,
                    reference: label.reference,
                    count: facts.rows,
                    digest: *digest,
                    key,
                    facts,
                };
                change_of(&state, pointer, hold, label)
            }
        };
        let counts = matches!(change, Change::Point(_) | Change::Hold(_));
        if let (true, Some(Staged { digest, slice })) = (counts, staged) {
            if let (Some(file), Some(quarter)) = (slice, slot.quarter) {
                let place = Place::Slice(slot.kind, quarter, slot.authority, digest);
                self.slices.push(Slice { place, file });
            }
            self.displaced.extend(
                (state.held.filter(|held| held.pointer.order < label.order))
                    .map(|held| held.pointer.reference),
            );
        }
        let is_new = matches!(outcome, Outcome::Published | Outcome::Held);
        if is_new && !said.is_empty() {
            self.filings.push(Filing { slot, said });
        }
        self.slots.push(SlotReceipt {
            authority: slot.authority,
            outcome,
            rows: match outcome {
                Outcome::Published | Outcome::Unchanged => facts.rows,
                Outcome::Rejected | Outcome::Held | Outcome::Superseded => 0,
            },
            withdrawn: if is_new { withdrawals.withdrawn } else { 0 },
        });
        let seen = state.pointer.map(|pointer| pointer.attempt);
        self.decisions.push(Decision { slot, seen, change });
    }
}

/// What becomes of a slot that may get a new pointer. One that says nothing new keeps the attempt
/// whose rows are in force. One that is to wait gives way to a newer one that waits already.
fn change_of(
    state: &SlotState,
    mut pointer: Pointer,
    hold: bool,
    label: &Label,
) -> (Outcome, Change) {
    let current = state.pointer;
    if let Some(current) = current.filter(|current| says_the_same(current, &pointer)) {
        pointer.attempt = current.attempt;
        return (Outcome::Unchanged, Change::Point(pointer));
    }
    let waiting = state.held.map(|held| held.pointer.order);
    if !hold {
        (Outcome::Published, Change::Point(pointer))
    } else if waiting >= Some(label.order) {
        (Outcome::Superseded, Change::Supersede)
    } else {
        let waits = Held {
            pointer,
            seen: current.map(|current| current.attempt),
            since: label.now,
        };
        (Outcome::Held, Change::Hold(waits))
    }
}

fn says_the_same(one: &Pointer, other: &Pointer) -> bool {
    one.digest == other.digest && one.facts == other.facts
}

/// The commit of a prepared attempt.
pub(super) fn commit<U, D, L, K, R, H>(
    prepared: &Prepared,
    label: &Label,
    claim: &Claim,
    upload: &Upload<H>,
    inspection: &Inspection,
    report: Digest,
    region: &Region<'_, U, D, L, K, R>,
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
