//! Whatever is asked in whatever order, both ledgers answer alike, and some things never happen.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pledge::audit::{Chain, Entry, Event, Line, SignedHead, head_of};
use pledge::ledger::{
    Change, Claim, Claimed, Closing, Commit, Decision, Digest, Held, Order, Pointer, Slot,
};
use pledge::ports::{Ledger, StoreError};
use pledge::quarter::Quarter;
use pledge::receipt::Outcome;
use pledge::returns::Return;
use proptest::prelude::*;

use super::sample::{
    at, attempt, borough, closing, digest, event, leavers, order, pins, pointer, receipt,
    reference, second_quarter, slot, upload, version,
};
use crate::memory::MemoryLedger;
use crate::passing::answer;
use crate::sqlite::SqliteLedger;

/// One call, with small numbers, so that calls meet.
#[derive(Clone, Debug)]
enum Call {
    Claim(u8, i64),
    /// Upload, attempt, reference, and what changes in which slot, seen as it is or as another.
    Commit(u8, u8, u8, Vec<(usize, bool, u8, i64, u8)>),
    Release(u8, u64, i64),
    Confirm(u8),
    Lapse(i64),
    Forget(usize, u8, i64, i64),
    Record(bool),
    Seal(bool),
    /// The third quarter or the second, what tells closings apart, and a slice that it names.
    Close(bool, u8, usize, u8),
}

fn call() -> impl Strategy<Value = Call> {
    let change = (
        0..3_usize,
        prop::bool::weighted(0.9),
        0..7_u8,
        -2..6_i64,
        1..4_u8,
    );
    let changes = prop::collection::vec(change, 0..3);
    prop_oneof![
        3 => (1..30_u8, 1..6_i64).prop_map(|(n, lease)| Call::Claim(n, lease)),
        12 => (1..30_u8, 1..3_u8, 0..9_u8, changes)
            .prop_map(|(n, attempt, reference, changes)| {
                Call::Commit(n, attempt, reference, changes)
            }),
        1 => (1..30_u8, 1..3_u64, -3..3_i64)
            .prop_map(|(n, token, when)| Call::Release(n, token, when)),
        3 => (1..60_u8).prop_map(Call::Confirm),
        1 => (-9..3_i64).prop_map(Call::Lapse),
        1 => (0..3_usize, 1..4_u8, -1..10_i64, -1..10_i64)
            .prop_map(|(s, n, receipts, claims)| Call::Forget(s, n, receipts, claims)),
        1 => any::<bool>().prop_map(Call::Record),
        1 => prop::bool::weighted(0.8).prop_map(Call::Seal),
        1 => (any::<bool>(), 1..3_u8, 0..3_usize, 1..4_u8)
            .prop_map(|(third, n, slot, slice)| Call::Close(third, n, slot, slice)),
    ]
}

fn slot_of(n: usize) -> Slot {
    [slot(0), slot(1), leavers(0)][n]
}

fn third_quarter() -> Quarter {
    Quarter::new(2026, 3).unwrap()
}

/// An answer as text: errors by what the caller can do.
fn said<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Ok(answer) => format!("{answer:?}"),
        Err(StoreError::Unavailable(_)) => "unavailable".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

/// All that a ledger says of itself.
async fn everything(ledger: &impl Ledger, now: i64) -> Vec<String> {
    let quarter = Some(second_quarter());
    let mut all = vec![
        said(ledger.standing(Return::AgencyAssignments, quarter).await),
        said(ledger.standing(Return::PermanentLeavers, None).await),
        said(ledger.quarters(Return::AgencyAssignments).await),
        said(ledger.named().await),
        said(ledger.receipts(None, 100).await),
        said(ledger.receipts(Some(borough(0)), 2).await),
        said(ledger.claims_open(at(now)).await),
        said(ledger.unsealed().await),
        said(ledger.last_numbers().await),
        said(ledger.decided(upload(3)).await),
        said(ledger.signed_heads().await),
        said(ledger.closing(second_quarter()).await),
        said(ledger.closing(third_quarter()).await),
    ];
    for chain in [Chain::Authority(borough(0)), Chain::Region] {
        all.push(said(ledger.head(chain).await));
        all.push(said(ledger.lines(chain, 2, 5).await));
    }
    all
}

/// The commit of an upload whose claim was granted, with what its rules saw.
async fn commit(ledger: &impl Ledger, claim: Claim, call: &Call, now: i64) -> Commit {
    let Call::Commit(n, tried, referred, changes) = call else {
        unreachable!("only commits are committed");
    };
    // Most references are the upload's own; some were given to another.
    let referred = if *referred == 0 { 1 } else { n * 2 + tried };
    let mut decisions = Vec::new();
    for (slot, as_it_is, change, received, same) in changes {
        let slot = slot_of(*slot);
        let in_force = ledger.slot(slot).await.unwrap().pointer;
        let new = Pointer {
            reference: reference(referred),
            attempt: attempt(n * 2 + tried),
            digest: digest(*same),
            ..pointer(*n, now + received)
        };
        let change = match change {
            0..3 => Change::Point(new),
            3..5 => Change::Hold(Held {
                pointer: new,
                seen: None,
                since: at(now),
            }),
            5 => Change::Refuse(order(*n, now + received)),
            _ => Change::Supersede,
        };
        let seen = in_force
            .filter(|_| *as_it_is)
            .map(|pointer| pointer.attempt);
        decisions.push(Decision { slot, seen, change });
    }
    let held = decisions
        .iter()
        .any(|decision| matches!(decision.change, Change::Hold(_)));
    let outcome = if held {
        Outcome::Held
    } else {
        Outcome::Published
    };
    let slots: Vec<Slot> = decisions.iter().map(|decision| decision.slot).collect();
    let mut receipt = receipt(*n, outcome, &slots, i64::from(*n));
    receipt.reference = reference(referred);
    Commit {
        claim,
        attempt: attempt(n * 2 + tried),
        decisions,
        receipt,
        event: event(*n, outcome),
    }
}

/// A sealing of everything, or one that leaves the first line out.
async fn sealing(ledger: &impl Ledger, whole: bool, now: Timestamp) -> (Vec<Line>, SignedHead) {
    let mut heads = BTreeMap::new();
    let mut lines = Vec::new();
    for entry in ledger.unsealed().await.unwrap() {
        let prev = match heads.get(&entry.chain) {
            Some((_, head)) => *head,
            None => ledger.head(entry.chain).await.unwrap().1,
        };
        let (chain, number) = (entry.chain, entry.number);
        let line = Line { prev, entry };
        heads.insert(chain, (number, head_of(&line.to_json())));
        lines.push(line);
    }
    let (number, prev) = match heads.get(&Chain::Region) {
        Some(head) => *head,
        None => ledger.head(Chain::Region).await.unwrap(),
    };
    let entry = Entry {
        chain: Chain::Region,
        number: number + 1,
        at: now,
        event: Event::Sealed { heads: Vec::new() },
    };
    let last = Line { prev, entry };
    let head = SignedHead {
        number: number + 1,
        head: head_of(&last.to_json()),
        key: version(1),
        public: String::new(),
        signature: String::new(),
    };
    lines.push(last);
    if !whole {
        lines.remove(0);
    }
    (lines, head)
}

/// What the third quarter, or the second, is closed with.
fn closing_of(third: bool, n: u8, slice: (Slot, Digest)) -> Closing {
    let second = closing(n, &[slice]);
    let quarter = if third {
        third_quarter()
    } else {
        second.quarter
    };
    Closing { quarter, ..second }
}

/// Makes a call, and says what came of it. `claims` are those that were granted so far.
async fn make(
    ledger: &impl Ledger,
    call: &Call,
    now: i64,
    claims: &mut BTreeMap<u8, Claim>,
) -> String {
    match call {
        Call::Claim(n, lease) => {
            let until = at(now + lease);
            let answer = ledger.claim(upload(*n), &pins(28), at(now), until).await;
            if let Ok(Claimed::Granted(claim)) = &answer {
                claims.insert(*n, claim.clone());
            }
            said(answer)
        }
        Call::Commit(n, ..) => {
            if !claims.contains_key(n) {
                let answer = ledger
                    .claim(upload(*n), &pins(28), at(now), at(now + 5))
                    .await;
                if let Ok(Claimed::Granted(claim)) = answer {
                    claims.insert(*n, claim);
                }
            }
            let Some(claim) = claims.get(n) else {
                return String::new();
            };
            let commit = commit(ledger, claim.clone(), call, now).await;
            said(ledger.commit(&commit, at(now)).await)
        }
        Call::Release(n, token, when) => {
            said(ledger.release(upload(*n), *token, at(now + when)).await)
        }
        Call::Confirm(n) => {
            // One that waits, where there is one.
            let receipts = ledger.receipts(None, 100).await.unwrap();
            let mut waiting = receipts
                .iter()
                .filter(|receipt| receipt.outcome == Outcome::Held);
            let waiting = waiting.nth(usize::from(n % 3));
            let chosen = waiting.map_or(reference(*n), |receipt| receipt.reference);
            said(ledger.confirm(chosen, at(now)).await)
        }
        Call::Lapse(limit) => said(ledger.lapse(at(now + limit), at(now)).await),
        Call::Forget(slot, n, receipts, claims) => {
            let slices = [(slot_of(*slot), digest(*n))];
            said(ledger.forget(&slices, at(*receipts), at(*claims)).await)
        }
        Call::Record(region) => {
            let own = Chain::Authority(borough(0));
            let chain = if *region { Chain::Region } else { own };
            let event = event(1, Outcome::Published);
            said(ledger.record(chain, &event, at(now)).await)
        }
        Call::Seal(whole) => {
            let (lines, head) = sealing(ledger, *whole, at(now)).await;
            said(ledger.seal(&lines, &head).await)
        }
        Call::Close(third, n, slot, slice) => {
            let closing = closing_of(*third, *n, (slot_of(*slot), digest(*slice)));
            said(ledger.close(&closing, at(now)).await)
        }
    }
}

/// The orders in force, and the generations.
async fn progress(ledger: &impl Ledger) -> Vec<(Option<Order>, u64)> {
    let mut progress = Vec::new();
    for n in 0..3 {
        let slot = slot_of(n);
        let in_force = ledger.slot(slot).await.unwrap().pointer;
        let standing = ledger.standing(slot.kind, slot.quarter).await.unwrap();
        progress.push((in_force.map(|pointer| pointer.order), standing.generation));
    }
    progress
}

/// How many sealed lines and entries a chain has; their numbers have no gap.
async fn numbered(ledger: &impl Ledger, chain: Chain) -> u64 {
    let (mut last, _) = ledger.head(chain).await.unwrap();
    for entry in ledger.unsealed().await.unwrap() {
        if entry.chain == chain {
            last += 1;
            assert_eq!(entry.number, last);
        }
    }
    last
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn both_ledgers_answer_alike(calls in prop::collection::vec(call(), 1..60)) {
        let (memory, sqlite) = (MemoryLedger::new(), SqliteLedger::in_memory());
        let mut claims = (BTreeMap::new(), BTreeMap::new());
        answer(async {
            for (now, call) in (0..).zip(&calls) {
                let before = (progress(&memory).await, numbered(&memory, Chain::Region).await);
                let one = make(&memory, call, now, &mut claims.0).await;
                let other = make(&sqlite, call, now, &mut claims.1).await;
                assert_eq!(one, other, "{call:?}");
                assert_eq!(everything(&memory, now).await, everything(&sqlite, now).await);
                for (now, before) in progress(&memory).await.iter().zip(before.0) {
                    assert!(now.0 >= before.0 && now.1 >= before.1, "{call:?}");
                }
                assert!(numbered(&memory, Chain::Region).await >= before.1);
                numbered(&memory, Chain::Authority(borough(0))).await;
                let named = memory.named().await.unwrap();
                for slot in (0..3).map(slot_of) {
                    let state = memory.slot(slot).await.unwrap();
                    let waiting = state.held.map(|held| held.pointer);
                    assert!(waiting.is_none_or(|held| Some(held.order)
                        > state.pointer.map(|pointer| pointer.order)));
                    for pointer in state.pointer.into_iter().chain(waiting) {
                        assert!(named.slices.contains(&(slot, pointer.digest)));
                        assert!(!named.superseded.contains_key(&(slot, pointer.digest)));
                    }
                }
            }
        });
        sqlite.check_file();
    }
}
