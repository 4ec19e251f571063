//! What is in force after several submissions: once, in order, all or nothing.

use pipeline::intake::Taken;
use pipeline::status::Status;
use pledge::ledger::Slot;
use pledge::path::Place;
use pledge::receipt::Outcome;
use pledge::returns::Return::{AgencyAssignments, PermanentLeavers, WorkforceSnapshot};

use crate::files::{Sheet, barking, kingston, quarter, richmond};
use crate::hall::{Hall, answer, at, outcomes, slot};

fn agency() -> Slot {
    slot(AgencyAssignments, barking())
}

#[test]
fn a_file_sent_twice_counts_once() {
    let hall = Hall::new();
    let file = Sheet::agency().bytes();
    hall.drop(barking(), "a.csv", &file, 1);
    let [first] = hall.intake(10).try_into().unwrap();
    assert_eq!(first.outcome, Outcome::Published);
    let (objects, slots) = (hall.objects(), hall.slots());
    // The same version of the same object once more: an event that came twice.
    hall.drop(barking(), "a.csv", &file, 1);
    assert_eq!(hall.intake(20), [first]);
    assert_eq!((hall.objects(), hall.slots()), (objects, slots));
    assert_eq!(hall.receipts().len(), 1);
    assert!(answer(hall.waiting()).is_empty());
}

#[test]
fn the_same_rows_under_another_name_or_in_another_form_change_nothing() {
    let sheet = Sheet::agency();
    for again in [sheet.bytes(), sheet.restyled()] {
        let hall = Hall::new();
        hall.send(barking(), &sheet.bytes(), 1);
        let before = hall.slot(agency()).pointer.unwrap();
        let slice = Place::Slice(AgencyAssignments, quarter(), barking(), before.digest);
        let place = Place::Curated(AgencyAssignments, quarter());
        let (bytes, curated) = (hall.bytes(&slice), hall.bytes(&place));
        let receipt = hall.send(barking(), &again, 2);
        assert_eq!(receipt.outcome, Outcome::Unchanged);
        assert_eq!(receipt.slots[0].rows, sheet.rows());
        let after = hall.slot(agency()).pointer.unwrap();
        assert_eq!(
            (after.digest, after.attempt),
            (before.digest, before.attempt)
        );
        assert_eq!(
            (after.order.received, after.reference),
            (at(2), receipt.reference)
        );
        assert_eq!((hall.bytes(&slice), hall.bytes(&place)), (bytes, curated));
    }
}

#[test]
fn rows_in_another_order_are_the_same_slice_and_are_found_in_their_new_places() {
    let hall = Hall::new();
    hall.send(barking(), &Sheet::agency().bytes(), 1);
    let (in_force, objects) = (hall.in_force(agency()), hall.filed(agency()));
    let curated = Place::Curated(AgencyAssignments, quarter());
    let bytes = hall.bytes(&curated);
    // The region's list names rows: an officer must find them in the file that is in force.
    let receipt = hall.send(barking(), &Sheet::agency().reversed().bytes(), 2);
    assert_eq!(receipt.outcome, Outcome::Published);
    assert_eq!(hall.in_force(agency()), in_force);
    assert_eq!(hall.bytes(&curated), bytes);
    let last = Sheet::agency().rows() + 1;
    let turned: Vec<_> = (hall.filed(agency()).into_iter().rev())
        .map(|filed| (last + 2 - filed.row, filed.worker, filed.entry))
        .collect();
    let before = objects
        .into_iter()
        .map(|filed| (filed.row, filed.worker, filed.entry));
    assert_eq!(turned, before.collect::<Vec<_>>());
    assert!(!turned.is_empty());
}

/// Files of which each is received a second after the one before, taken in by runs of their own in
/// the order `taken`.
fn taken_in(files: &[Vec<u8>], taken: &[usize]) -> (Hall, Vec<Outcome>) {
    let hall = Hall::new();
    let mut outcomes = Vec::new();
    for &file in taken {
        let received = i64::try_from(file).unwrap() + 1;
        hall.drop(barking(), &format!("{file}.csv"), &files[file], received);
        let [receipt] = hall.intake(100).try_into().unwrap();
        outcomes.push(receipt.outcome);
    }
    (hall, outcomes)
}

#[test]
fn what_was_received_last_is_in_force_in_whatever_order_it_is_taken_in() {
    use Outcome::{Published, Superseded, Unchanged};
    let (a, b) = (Sheet::agency(), Sheet::agency().first(9));
    let files = [a.bytes(), b.bytes(), a.restyled()];
    for (upto, taken, expected, rows) in [
        (2, &[0, 1][..], &[Published, Published][..], 9),
        (2, &[1, 0], &[Published, Superseded], 9),
        (3, &[0, 1, 2], &[Published, Published, Published], a.rows()),
        (3, &[0, 2, 1], &[Published, Unchanged, Superseded], a.rows()),
        (3, &[1, 0, 2], &[Published, Superseded, Published], a.rows()),
        (3, &[1, 2, 0], &[Published, Published, Superseded], a.rows()),
        (
            3,
            &[2, 0, 1],
            &[Published, Superseded, Superseded],
            a.rows(),
        ),
        (
            3,
            &[2, 1, 0],
            &[Published, Superseded, Superseded],
            a.rows(),
        ),
    ] {
        let (hall, outcomes) = taken_in(&files[..upto], taken);
        assert_eq!(outcomes, expected, "{taken:?}");
        let pointer = hall.slot(agency()).pointer.unwrap();
        assert_eq!(pointer.count, rows, "{taken:?}");
        assert_eq!(
            pointer.order.received,
            at(i64::try_from(upto).unwrap()),
            "{taken:?}"
        );
        let slice = Place::Slice(AgencyAssignments, quarter(), barking(), pointer.digest);
        assert!(hall.has(&slice), "{taken:?}");
    }
}

#[test]
fn two_files_of_one_instant_end_alike_in_either_order() {
    let ends = [[0, 1], [1, 0]].map(|taken| {
        let hall = Hall::new();
        let files = [Sheet::agency().bytes(), Sheet::agency().first(9).bytes()];
        for file in taken {
            hall.drop(barking(), &format!("{file}.csv"), &files[file], 1);
            hall.intake(2);
        }
        hall.in_force(agency()).unwrap()
    });
    assert_eq!(ends[0], ends[1]);
}

#[test]
fn a_refused_file_leaves_the_earlier_one_in_force_and_is_shown() {
    let hall = Hall::new();
    let good = Sheet::agency().first(9);
    let published = hall.send(barking(), &good.bytes(), 2);
    let in_force = hall.in_force(agency());
    let bad = good.clone().set(3, "swe_number", "nobody");

    // One that was received before what is in force says nothing about it.
    let late = hall.send(barking(), &bad.clone().first(8).bytes(), 1);
    assert_eq!(late.outcome, Outcome::Rejected);
    assert_eq!(
        hall.status(AgencyAssignments, barking()).refused_since,
        None
    );

    let refused = hall.send(barking(), &bad.bytes(), 3);
    assert_eq!(refused.outcome, Outcome::Rejected);
    assert_eq!(refused.slots[0].rows, 0);
    assert_eq!(hall.in_force(agency()), in_force);
    let shown = hall.status(AgencyAssignments, barking());
    assert_eq!(shown.status, Status::Returned);
    assert_eq!(shown.reference, Some(published.reference));
    assert_eq!(shown.refused_since, Some(refused.reference));
    assert!(answer(hall.waiting()).is_empty());

    // A mended one ends it.
    hall.send(barking(), &good.first(8).bytes(), 4);
    assert_eq!(
        hall.status(AgencyAssignments, barking()).refused_since,
        None
    );
}

#[test]
fn where_nothing_is_in_force_status_says_refused() {
    let hall = Hall::new();
    assert_eq!(
        hall.status(AgencyAssignments, barking()).status,
        Status::Missing
    );
    let bad = Sheet::agency().first(5).set(3, "swe_number", "nobody");
    let refused = hall.send(barking(), &bad.bytes(), 1);
    let shown = hall.status(AgencyAssignments, barking());
    assert_eq!((shown.status, shown.rows), (Status::Refused, 0));
    assert_eq!(shown.refused_since, Some(refused.reference));
}

#[test]
fn a_return_is_late_after_the_day_on_which_it_was_due() {
    // Due on Friday, 31 July.
    let day = 24 * 3600;
    for (received, expected) in [(3 * day, Status::Returned), (4 * day, Status::Late)] {
        let hall = Hall::new();
        hall.send(barking(), &Sheet::agency().first(5).bytes(), received);
        assert_eq!(
            hall.status(AgencyAssignments, barking()).status,
            expected,
            "{received}"
        );
    }
}

#[test]
fn whoever_returned_in_time_is_not_late_for_a_correction() {
    let hall = Hall::new();
    let sheet = Sheet::agency().first(5);
    for (received, sent) in [
        (1, sheet.clone().first(4).bytes()),
        (9 * 24 * 3600, sheet.bytes()),
        (10 * 24 * 3600, sheet.restyled()),
    ] {
        hall.send(barking(), &sent, received);
        let shown = hall.status(AgencyAssignments, barking());
        assert_eq!(shown.status, Status::Returned, "received at {received}");
    }
}

#[test]
fn a_joint_file_decides_both_slots_or_none() {
    let whole = Sheet::of(kingston(), "agency");
    let (own, other) = (
        whole.clone().with("E09000021"),
        whole.clone().with("E09000027"),
    );
    let slots = [kingston(), richmond()].map(|authority| slot(AgencyAssignments, authority));

    let hall = Hall::new();
    let receipt = hall.send(kingston(), &other.clone().and(&own).bytes(), 1);
    assert_eq!(receipt.outcome, Outcome::Published);
    let counts = slots.map(|slot| hall.in_force(slot).unwrap().0);
    assert_eq!(counts, [own.rows(), other.rows()]);
    let before = hall.slots();

    // An error in a row of one refuses the rows of both.
    let last = usize::try_from(other.rows()).unwrap();
    let broken = own
        .clone()
        .first(20)
        .and(&other.clone().set(last, "swe_number", "nobody"));
    let refused = hall.send(kingston(), &broken.bytes(), 2);
    assert_eq!(refused.outcome, Outcome::Rejected);
    assert_eq!(refused.slots.len(), 2);
    for slot in slots {
        let state = hall.slot(slot);
        assert_eq!(state.pointer, before[&slot].pointer);
        assert_eq!(state.refused, Some((at(2), refused.reference)));
    }

    // Where one is as it was and the other is not, the file is published.
    let mixed = other.and(&own.clone().first(20));
    let mixed = hall.send(kingston(), &mixed.bytes(), 3);
    assert_eq!(mixed.outcome, Outcome::Published);
    let parts = mixed.slots.iter().map(|part| part.outcome);
    assert_eq!(
        parts.collect::<Vec<_>>(),
        [Outcome::Published, Outcome::Unchanged]
    );

    // One that leaves an authority out does not touch that one's slot.
    let untouched = hall.slot(slots[1]);
    let single = hall.send(kingston(), &own.first(19).bytes(), 4);
    assert_eq!(single.slots.len(), 1);
    assert_eq!(hall.in_force(slots[0]).unwrap().0, 19);
    assert_eq!(hall.slot(slots[1]), untouched);
}

#[test]
fn a_nil_return_counts_as_returned_until_a_real_one_comes() {
    let hall = Hall::new();
    let sheet = Sheet::agency();
    let nil = hall.send(barking(), &sheet.clone().nil().bytes(), 1);
    assert_eq!(nil.outcome, Outcome::Published, "{:?}", nil.findings);
    let (rows, digest) = hall.in_force(agency()).unwrap();
    assert_eq!(rows, 0);
    assert!(hall.has(&Place::Slice(
        AgencyAssignments,
        quarter(),
        barking(),
        digest
    )));
    let shown = hall.status(AgencyAssignments, barking());
    assert_eq!((shown.status, shown.rows), (Status::Nil, 0));

    assert_eq!(
        hall.send(barking(), &sheet.bytes(), 2).outcome,
        Outcome::Published
    );
    let shown = hall.status(AgencyAssignments, barking());
    assert_eq!((shown.status, shown.rows), (Status::Returned, sheet.rows()));

    // And back: what was reported by mistake is withdrawn by a nil return.
    assert_eq!(
        hall.send(barking(), &sheet.nil().bytes(), 3).outcome,
        Outcome::Published
    );
    assert_eq!(hall.in_force(agency()), Some((0, digest)));
}

#[test]
fn a_nil_return_of_a_joint_folder_is_for_whom_it_says() {
    let hall = Hall::new();
    let sheet = Sheet::of(kingston(), "agency");
    hall.send(kingston(), &sheet.bytes(), 1);
    let [own, other] = [kingston(), richmond()].map(|one| slot(AgencyAssignments, one));
    let before = hall.slot(own);
    let nil = sheet.nil();
    hall.send(
        kingston(),
        &nil.clone().set(1, "la_code", "E09000027").bytes(),
        2,
    );
    assert_eq!(hall.slot(own), before);
    assert_eq!(
        hall.status(AgencyAssignments, richmond()).status,
        Status::Nil
    );
    assert_eq!(hall.in_force(other).unwrap().0, 0);
    // One that names nobody is for both.
    hall.send(kingston(), &nil.bytes(), 3);
    assert_eq!(
        hall.status(AgencyAssignments, kingston()).status,
        Status::Nil
    );
}

#[test]
fn leavers_and_snapshots_have_slots_of_their_own() {
    let hall = Hall::new();
    for (received, begins) in (1..).zip(["leavers", "workforce", "agency"]) {
        let file = Sheet::of(barking(), begins).bytes();
        hall.drop(barking(), begins, &file, received);
    }
    assert_eq!(outcomes(&hall.intake(9)), [Outcome::Published; 3]);
    for (kind, begins) in [
        (PermanentLeavers, "leavers"),
        (WorkforceSnapshot, "workforce"),
        (AgencyAssignments, "agency"),
    ] {
        let rows = Sheet::of(barking(), begins).rows();
        assert_eq!(
            hall.in_force(slot(kind, barking())).unwrap().0,
            rows,
            "{kind}"
        );
    }
    // The statement in another form is the same statement; with one row less it is another.
    let sheet = Sheet::of(barking(), "leavers");
    let again = hall.send(barking(), &sheet.restyled(), 10);
    assert_eq!(again.outcome, Outcome::Unchanged);
    let less = usize::try_from(sheet.rows()).unwrap() - 1;
    let less = hall.send(barking(), &sheet.first(less).bytes(), 11);
    assert_eq!(less.outcome, Outcome::Published);
}

#[test]
fn an_upload_that_is_gone_when_its_turn_comes_is_no_error() {
    let hall = Hall::new();
    hall.drop(barking(), "a.csv", &Sheet::agency().first(3).bytes(), 1);
    answer(async {
        let listed = hall.waiting().await;
        hall.drop(barking(), "a.csv", &Sheet::agency().first(4).bytes(), 2);
        let taken = hall.take(&hall.keys, &listed[0], 3, || {}).await;
        assert!(matches!(taken, Ok(Taken::Gone)));
        assert_eq!(hall.waiting().await.len(), 1);
    });
}
