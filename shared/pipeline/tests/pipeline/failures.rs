//! Every call to a store fails once, before it is done and after, alone and as a crash; the next
//! run ends where an undisturbed one does.

use std::collections::BTreeMap;

use pledge::borough::Borough;
use pledge::keys::sha256;
use pledge::ledger::{Digest, Facts, Order, Pointer, Slot, SlotState};
use pledge::path::{Place, ReportForm};
use pledge::ports::{Ledger, Register};
use pledge::receipt::{Outcome, Receipt};
use pledge::register::Filed;
use stores::failing::Moment::{self, After, Before};

use crate::files::{Sheet, barking, kingston};
use crate::hall::{Hall, answer, at};
use crate::people::{crowd, meeting};

/// When the upload is received.
const RECEIVED: i64 = 50;
/// When the disturbed run is, and the run after it: its lease is over then.
const FIRST: i64 = 100;
const SECOND: i64 = FIRST + 3600;

/// One upload, after what else was sent before it.
struct Scenario {
    name: &'static str,
    folder: Borough,
    before: Vec<Vec<u8>>,
    upload: Vec<u8>,
    outcome: Outcome,
    /// What else happens before the upload is sent.
    meanwhile: fn(&mut Hall),
}

/// A scenario in which nothing else happens.
fn of(
    name: &'static str,
    folder: Borough,
    before: &[Sheet],
    upload: &Sheet,
    outcome: Outcome,
) -> Scenario {
    Scenario {
        name,
        folder,
        before: before.iter().map(Sheet::bytes).collect(),
        upload: upload.bytes(),
        outcome,
        meanwhile: |_| {},
    }
}

fn scenarios() -> Vec<Scenario> {
    use Outcome::{Published, Rejected, Unchanged};
    let agency = Sheet::agency().first(6);
    let joint = Sheet::of(kingston(), "agency");
    let joint = (joint.clone().with("E09000021").first(3)).and(&joint.with("E09000027").first(2));
    let leavers = Sheet::of(barking(), "leavers");
    let broken = agency.clone().set(2, "swe_number", "nobody");
    let less = agency.clone().first(5);
    let same = std::slice::from_ref(&agency);
    let mut all = vec![
        of("a first file", barking(), &[], &agency, Published),
        of("a second file", barking(), &[less], &agency, Published),
        of("the same file", barking(), same, &agency, Unchanged),
        of("a refused file", barking(), same, &broken, Rejected),
        of("a joint file", kingston(), &[], &joint, Published),
        of("leavers", barking(), &[], &leavers, Published),
    ];
    all.extend(of_the_register());
    all
}

/// Those in which the register is more than written to.
fn of_the_register() -> [Scenario; 3] {
    let (left, engaged) = meeting();
    let (twelve, three) = (crowd(12), crowd(3));
    let waits = of(
        "a statement that waits",
        barking(),
        &[twelve],
        &crowd(8),
        Outcome::Held,
    );
    let meets = of(
        "workers that meet",
        barking(),
        &[left],
        &engaged,
        Outcome::Published,
    );
    let corrected = of(
        "a corrected leaver",
        barking(),
        std::slice::from_ref(&three),
        &three,
        Outcome::Published,
    );
    [
        waits,
        Scenario {
            meanwhile: |hall| hall.rotate(&[1, 2]),
            ..meets
        },
        Scenario {
            meanwhile: |hall| {
                hall.withdraw("SW200001", barking()).unwrap();
                hall.rotate(&[1, 2]);
            },
            ..corrected
        },
    ]
}

impl Scenario {
    /// The hall in which the upload waits.
    fn hall(&self) -> Hall {
        let mut hall = Hall::new();
        hall.rotate(&[1]);
        for (received, file) in (1..).zip(&self.before) {
            hall.send(self.folder, file, received);
        }
        (self.meanwhile)(&mut hall);
        hall.drop(self.folder, "upload.csv", &self.upload, RECEIVED);
        hall
    }
}

type Slots = BTreeMap<Slot, SlotState>;

/// What must be the same in the end.
#[derive(Debug, PartialEq)]
struct End {
    pointers: BTreeMap<Slot, Option<(Order, u32, Digest, Facts)>>,
    refused: Vec<Slot>,
    /// What counts in the register, and what would.
    filed: BTreeMap<Slot, [Vec<Filed>; 2]>,
    objects: BTreeMap<Place, Digest>,
    outcomes: Vec<Outcome>,
    entries: usize,
}

fn end_of(hall: &Hall) -> End {
    let slots = hall.slots();
    let refused = slots.iter().filter(|(_, state)| state.refused.is_some());
    let filed = |slot: Slot, pointer: Option<Pointer>| {
        let filed = |pointer: Pointer| answer(hall.register.inner().filed(slot, pointer.attempt));
        pointer
            .map(|pointer| filed(pointer).unwrap())
            .unwrap_or_default()
    };
    let entries = slots.iter().map(|(slot, state)| {
        let held = state.held.map(|held| held.pointer);
        (*slot, [filed(*slot, state.pointer), filed(*slot, held)])
    });
    let mut receipts = hall.receipts();
    receipts.sort_by_key(|receipt| receipt.received);
    End {
        refused: refused.map(|(slot, _)| *slot).collect(),
        filed: entries.collect(),
        pointers: (slots.into_iter())
            .map(|(slot, state)| {
                let pointer = state.pointer;
                (slot, pointer.map(|p| (p.order, p.count, p.digest, p.facts)))
            })
            .collect(),
        objects: hall.objects(),
        outcomes: receipts.iter().map(|receipt| receipt.outcome).collect(),
        entries: answer(hall.ledger.inner().unsealed()).unwrap().len(),
    }
}

/// What holds at every step: whatever can be seen is whole.
fn assert_whole(hall: &Hall, scenario: &Scenario, step: &str) {
    let slots = hall.slots();
    for (slot, state) in &slots {
        let Some(pointer) = state.pointer else {
            continue;
        };
        if let Some(quarter) = slot.quarter {
            let place = Place::Slice(slot.kind, quarter, slot.authority, pointer.digest);
            let slice = hall.bytes(&place).map(|bytes| sha256(&bytes));
            assert_eq!(
                slice,
                Some(pointer.digest),
                "{step}: a slot points to no slice"
            );
        }
        let receipt = answer(hall.ledger.inner().receipt(pointer.reference)).unwrap();
        let part = receipt
            .slots
            .iter()
            .find(|part| part.authority == slot.authority);
        assert_eq!(part.unwrap().rows, pointer.count, "{step}");
    }
    for receipt in hall.receipts() {
        for form in ReportForm::ALL {
            let report = Place::Report(receipt.folder, receipt.report, form);
            assert!(
                hall.has(&report),
                "{step}: a receipt names a report that is not there"
            );
        }
    }
    match receipts_of_upload(hall).last() {
        Some(own) => assert_decided(hall, &slots, own, step),
        None => assert_undecided(hall, &slots, scenario, step),
    }
}

/// The file is still there, and no slot knows of it.
fn assert_undecided(hall: &Hall, slots: &Slots, scenario: &Scenario, step: &str) {
    assert_eq!(
        answer(hall.waiting()).len(),
        1,
        "{step}: the upload is lost"
    );
    let content = sha256(&scenario.upload);
    let names_it = |slot: &SlotState| slot.pointer.is_some_and(|p| p.order.content == content);
    let sent_before = scenario.before.contains(&scenario.upload);
    assert!(
        sent_before || !slots.values().any(names_it),
        "{step}: in force undecided"
    );
}

/// It is decided in all its slots, and the file goes last.
fn assert_decided(hall: &Hall, slots: &Slots, own: &Receipt, step: &str) {
    for part in &own.slots {
        let state = slots
            .iter()
            .find(|(slot, _)| slot.authority == part.authority);
        let (_, state) = state.unwrap();
        if own.outcome == Outcome::Rejected {
            assert_eq!(
                state.refused.map(|(_, reference)| reference),
                Some(own.reference),
                "{step}"
            );
        } else if own.outcome == Outcome::Held {
            let waits = state.held.unwrap().pointer.reference;
            assert_eq!(waits, own.reference, "{step}");
        } else {
            assert_eq!(
                state.pointer.unwrap().reference,
                own.reference,
                "{step}: half a commit"
            );
        }
    }
    if answer(hall.waiting()).is_empty() {
        let copy = hall.bytes(&Place::Receipt(own.folder, own.reference));
        assert_eq!(
            copy,
            Some(own.to_json().into_bytes()),
            "{step}: deleted before the receipt"
        );
    }
}

fn receipts_of_upload(hall: &Hall) -> Vec<Receipt> {
    let mut receipts = hall.receipts();
    receipts.retain(|receipt| receipt.received == at(RECEIVED));
    receipts
}

/// Disturbs a run, looks at what is visible, runs again, and compares.
fn disturb(scenario: &Scenario, undisturbed: &End, call: u64, moment: Moment, crash: bool) {
    let hall = scenario.hall();
    let base = hall.cue.calls();
    if crash {
        hall.cue.crash(base + call, moment);
    } else {
        hall.cue.fail(base + call, moment);
    }
    let way = if crash { "crash" } else { "failure" };
    let step = format!("{}: {way} {moment:?} call {call}", scenario.name);
    let first = answer(hall.run(FIRST));
    assert!(
        crash || hall.cue.calls() - base >= call,
        "{step}: the call was never made"
    );
    hall.cue.revive();
    assert_whole(&hall, scenario, &step);
    let second = answer(hall.run(SECOND));
    assert!(
        second.is_ok(),
        "{step}: {:?} after {:?}",
        second.err(),
        first.err()
    );
    assert_whole(&hall, scenario, &step);
    assert_eq!(&end_of(&hall), undisturbed, "{step}");
    assert_eq!(
        receipts_of_upload(&hall).len(),
        1,
        "{step}: the upload was decided twice"
    );
    assert!(
        answer(hall.waiting()).is_empty(),
        "{step}: the raw upload stays"
    );
    let places = hall.datasets.inner().places();
    let copies = places
        .iter()
        .filter(|place| matches!(place, Place::Receipt(..)));
    assert_eq!(
        copies.count(),
        hall.receipts().len(),
        "{step}: a receipt nobody decided"
    );
}

/// Disturbs every call of a scenario in turn, and returns how many there were.
fn sweep(scenario: &Scenario) -> u64 {
    let hall = scenario.hall();
    let base = hall.cue.calls();
    answer(hall.run(FIRST)).unwrap();
    let calls = hall.cue.calls() - base;
    let undisturbed = end_of(&hall);
    assert_eq!(
        undisturbed.outcomes.last(),
        Some(&scenario.outcome),
        "{}",
        scenario.name
    );
    assert_whole(&hall, scenario, scenario.name);
    for call in 1..=calls {
        disturb(scenario, &undisturbed, call, Before, false);
        disturb(scenario, &undisturbed, call, After, false);
        // To stop before a call is to stop after the one before it.
        disturb(scenario, &undisturbed, call, After, true);
    }
    calls
}

/// The calls of a scenario, and how many there are at least: a sweep must not shrink unseen.
fn assert_swept(name: &str, at_least: u64) {
    let scenario = scenarios()
        .into_iter()
        .find(|scenario| scenario.name == name);
    let calls = sweep(&scenario.unwrap());
    assert!(calls >= at_least, "only {calls} calls were swept");
}

#[test]
fn a_first_file_survives_the_failure_of_any_call() {
    assert_swept("a first file", 29);
}

#[test]
fn a_second_file_survives_the_failure_of_any_call() {
    assert_swept("a second file", 29);
}

#[test]
fn the_same_file_again_survives_the_failure_of_any_call() {
    assert_swept("the same file", 27);
}

#[test]
fn a_refused_file_survives_the_failure_of_any_call() {
    assert_swept("a refused file", 26);
}

#[test]
fn a_joint_file_survives_the_failure_of_any_call() {
    assert_swept("a joint file", 35);
}

#[test]
fn a_statement_of_leavers_survives_the_failure_of_any_call() {
    assert_swept("leavers", 22);
}

#[test]
fn a_statement_that_waits_survives_the_failure_of_any_call() {
    assert_swept("a statement that waits", 25);
}

#[test]
fn an_engagement_that_meets_a_leaver_survives_the_failure_of_any_call() {
    assert_swept("workers that meet", 34);
}

#[test]
fn a_corrected_leaver_stays_corrected_whatever_call_fails() {
    assert_swept("a corrected leaver", 27);
}
