//! Invented words of the ledger, told apart by a number.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use pledge::audit::Event;
use pledge::borough::Borough;
use pledge::identity::Pseudonym;
use pledge::keys::KeyVersion;
use pledge::ledger::{
    AttemptId, Change, Claim, Claimed, Closing, Commit, Committed, Decision, Digest, Facts, Held,
    Order, Pins, Pointer, Slot, UploadId,
};
use pledge::ports::Ledger;
use pledge::quarter::Quarter;
use pledge::receipt::{Outcome, Receipt, ReceiptRef, SlotReceipt};
use pledge::register::{Departure, Engagement, Entry, Filed, Post, Worker};
use pledge::returns::Return;
use pledge::statistics::EngagementCounts;

/// A lease.
pub(super) const LEASE: i64 = 3600;

/// So many seconds, and a nanosecond that must not get lost, after a morning in July 2026.
pub(super) fn at(seconds: i64) -> Timestamp {
    let morning: Timestamp = "2026-07-28T08:00:00.000000001Z".parse().unwrap();
    morning + SignedDuration::from_secs(seconds)
}

pub(super) fn borough(n: usize) -> Borough {
    Borough::all().nth(n).unwrap()
}

pub(super) fn second_quarter() -> Quarter {
    Quarter::new(2026, 2).unwrap()
}

/// The slot of the assignments of the second quarter, of the n-th authority.
pub(super) fn slot(n: usize) -> Slot {
    Slot {
        kind: Return::AgencyAssignments,
        quarter: Some(second_quarter()),
        authority: borough(n),
    }
}

pub(super) fn leavers(n: usize) -> Slot {
    Slot {
        kind: Return::PermanentLeavers,
        quarter: None,
        authority: borough(n),
    }
}

pub(super) const fn upload(n: u8) -> UploadId {
    UploadId::from_bytes([n; 32])
}

pub(super) const fn digest(n: u8) -> Digest {
    Digest::from_bytes([n; 32])
}

pub(super) const fn attempt(n: u8) -> AttemptId {
    AttemptId::from_bytes([n; 16])
}

pub(super) fn reference(n: u8) -> ReceiptRef {
    let mut random = [n; 12];
    random[0] = n >> 5;
    ReceiptRef::draw(random)
}

pub(super) fn version(n: u16) -> KeyVersion {
    KeyVersion::new(n).unwrap()
}

pub(super) fn pins(day: i8) -> Pins {
    Pins {
        today: date(2026, 7, day),
        register_key: version(1),
        reference: "2026-04".to_owned(),
    }
}

pub(super) fn order(n: u8, received: i64) -> Order {
    Order {
        received: at(received),
        content: digest(n),
    }
}

/// What upload `n`, received then, would have a slot point to.
pub(super) fn pointer(n: u8, received: i64) -> Pointer {
    Pointer {
        order: order(n, received),
        first_received: at(received),
        attempt: attempt(n),
        reference: reference(n),
        count: u32::from(n),
        digest: digest(n),
        key: version(2026),
        facts: Facts {
            rows: u32::from(n),
            live_on_last_day: Some(u32::from(n)),
            complete_to: Some(date(2026, 6, 30)),
            ..Facts::default()
        },
    }
}

pub(super) fn held(n: u8, received: i64, since: i64) -> Held {
    Held {
        pointer: pointer(n, received),
        seen: None,
        since: at(since),
    }
}

/// The same, weighed against what upload `seen` left in force.
pub(super) fn weighed(seen: u8, held: &Held) -> Held {
    Held {
        seen: Some(attempt(seen)),
        ..*held
    }
}

/// The receipt of upload `n`, decided then, in the folder of authority 0. Its rows count if they
/// are published.
pub(super) fn receipt(n: u8, outcome: Outcome, slots: &[Slot], decided: i64) -> Receipt {
    let part = |slot: &Slot| SlotReceipt {
        authority: slot.authority,
        outcome,
        rows: if outcome == Outcome::Published {
            u32::from(n)
        } else {
            0
        },
        withdrawn: 0,
    };
    Receipt {
        reference: reference(n),
        upload: upload(n),
        folder: borough(0),
        received: at(decided),
        decided: at(decided),
        content: digest(n),
        bytes: 100,
        kind: slots.first().map(|slot| slot.kind),
        quarter: slots.first().and_then(|slot| slot.quarter),
        outcome,
        slots: slots.iter().map(part).collect(),
        rows_read: u32::from(n),
        findings: Vec::new(),
        report: digest(n),
        reference_data: "2026-04".to_owned(),
        program: "0.1.0".to_owned(),
    }
}

/// Claims upload `n` at an instant for an hour.
pub(super) async fn claim(ledger: &impl Ledger, n: u8, now: i64) -> Claim {
    let until = at(now + LEASE);
    match ledger.claim(upload(n), &pins(28), at(now), until).await {
        Ok(Claimed::Granted(claim)) => claim,
        other => unreachable!("the claim is not granted: {other:?}"),
    }
}

/// The outcome that a change has.
const fn outcome(change: &Change) -> Outcome {
    match change {
        Change::Point(_) => Outcome::Published,
        Change::Hold(_) => Outcome::Held,
        Change::Refuse(_) => Outcome::Rejected,
        Change::Supersede => Outcome::Superseded,
    }
}

/// The commit of upload `n` that changes slots which the rules saw as `seen`.
pub(super) fn commit_of(claim: Claim, n: u8, changes: &[(Slot, Option<u8>, Change)]) -> Commit {
    let slots: Vec<Slot> = changes.iter().map(|(slot, ..)| *slot).collect();
    let outcome = changes
        .first()
        .map_or(Outcome::Rejected, |(.., change)| outcome(change));
    let decision = |(slot, seen, change): &(Slot, Option<u8>, Change)| Decision {
        slot: *slot,
        seen: seen.map(attempt),
        change: *change,
    };
    Commit {
        claim,
        attempt: attempt(n),
        decisions: changes.iter().map(decision).collect(),
        receipt: receipt(n, outcome, &slots, i64::from(n)),
        event: event(n, outcome),
    }
}

pub(super) fn event(n: u8, outcome: Outcome) -> Event {
    Event::Decided {
        upload: upload(n),
        reference: reference(n),
        outcome,
        receipt: digest(n),
    }
}

/// Claims upload `n` and commits what it changes.
pub(super) async fn decide(
    ledger: &impl Ledger,
    n: u8,
    changes: &[(Slot, Option<u8>, Change)],
) -> Committed {
    let now = i64::from(n);
    let claim = claim(ledger, n, now).await;
    let commit = commit_of(claim, n, changes);
    ledger.commit(&commit, at(now)).await.unwrap()
}

/// The same, where it must be accepted.
pub(super) async fn done(ledger: &impl Ledger, n: u8, changes: &[(Slot, Option<u8>, Change)]) {
    assert_eq!(decide(ledger, n, changes).await, Committed::Done);
}

/// What the second quarter is closed with, told apart by the manifest.
pub(super) fn closing(n: u8, slices: &[(Slot, Digest)]) -> Closing {
    let counts = EngagementCounts {
        engagements: 12,
        early: 2,
        declared_clear: 1,
    };
    Closing {
        quarter: second_quarter(),
        today: date(2026, 8, 3),
        reference: "2026-04".to_owned(),
        thresholds: "sample".to_owned(),
        before: Some(digest(200)),
        slices: slices.to_vec(),
        nil: vec![slot(30)],
        leavers: vec![(borough(0), [[1, 2], [3, 4], [5, u32::MAX]])],
        engagements: vec![(borough(0), "SW".to_owned(), counts)],
        manifest: digest(n),
    }
}

/// Worker `n` under a version of the key.
pub(super) fn worker(key: u16, n: u8) -> Worker {
    let mut bytes = [n; 32];
    bytes[0] = 255 - n;
    Worker {
        key: version(key),
        pseudonym: Pseudonym::from_bytes(bytes),
    }
}

/// That somebody leaves on this day.
pub(super) const fn departure(last_day: Date) -> Entry {
    Entry::Departure(Departure {
        post_start: date(2020, 2, 29),
        last_day,
        post: Post::FixedTerm,
        exemptions: Vec::new(),
        relisted: None,
    })
}

/// That somebody is engaged from this day.
pub(super) const fn engagement(start: Date) -> Entry {
    Entry::Engagement(Engagement {
        start,
        end: None,
        category: "SSW",
        declared: "not_checked",
        hours_hundredths: 3_725,
    })
}

/// What row `row` says of a worker.
pub(super) const fn filed(row: u32, worker: Worker, entry: Entry) -> Filed {
    Filed {
        row,
        worker,
        also: Vec::new(),
        entry,
    }
}
