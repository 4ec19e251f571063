//! What is kept how long: to the second before it goes, and a second longer.

use jiff::{SignedDuration, Timestamp};
use pipeline::Failure;
use pipeline::retention::{
    Collected, ENTRIES, HELD, ORPHANS, RAW_UPLOADS, RECEIPTS, REPORTS, SUPERSEDED_SLICES, collect,
    expire,
};
use pipeline::status::Status;
use pledge::ledger::Digest;
use pledge::path::{Place, ReportForm};
use pledge::ports::{Datasets, Ledger};
use pledge::receipt::{Outcome, ReceiptRef};
use pledge::returns::Return::AgencyAssignments;
use stores::failing::Moment::After;

use crate::files::{Sheet, barking, quarter};
use crate::hall::{Hall, answer, at, slot};
use crate::held::hold;
use crate::outdated::Outdated;

const SECOND: SignedDuration = SignedDuration::from_secs(1);

fn collected(hall: &Hall, now: Timestamp) -> Collected {
    answer(collect(&hall.datasets, &hall.ledger, now)).unwrap()
}

fn slice(digest: Digest) -> Place {
    Place::Slice(AgencyAssignments, quarter(), barking(), digest)
}

fn in_force(hall: &Hall) -> Place {
    slice(hall.in_force(slot(AgencyAssignments, barking())).unwrap().1)
}

#[test]
fn the_table_of_retention_is_the_designs() {
    for (kept, last) in [
        (HELD, "2026-07-14"),
        (REPORTS, "2025-06-28"),
        (ENTRIES, "2025-06-28"),
        (SUPERSEDED_SLICES, "2026-06-23"),
        (RECEIPTS, "2020-07-28"),
        (ORPHANS, "2026-07-26"),
        (RAW_UPLOADS, "2026-06-28"),
    ] {
        let last: Timestamp = format!("{last}T08:00:00Z").parse().unwrap();
        assert_eq!(kept.limit(at(0)), last, "{}", kept.what);
    }
    // A month is a month of the calendar: of 31 March there is no day in February.
    let march: Timestamp = "2027-03-31T08:00:00Z".parse().unwrap();
    let february: Timestamp = "2026-02-28T08:00:00Z".parse().unwrap();
    assert_eq!(REPORTS.limit(march), february);
}

#[test]
fn a_superseded_slice_goes_after_35_days_and_not_before() {
    let hall = Hall::new();
    hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
    let first = in_force(&hall);
    let day = 24 * 3600;
    hall.send(barking(), &Sheet::agency().first(6).bytes(), 10 * day);
    let second = in_force(&hall);
    // 35 days from when it was superseded, not from when it was written.
    let last: Timestamp = "2026-09-11T08:00:00Z".parse().unwrap();
    collected(&hall, last);
    assert!(hall.has(&first));
    collected(&hall, last + SECOND);
    assert!(!hall.has(&first) && hall.has(&second));
    // And the one in force stays for good.
    collected(&hall, "2046-01-01T00:00:00Z".parse().unwrap());
    assert!(hall.has(&second));
    assert!(hall.has(&Place::Curated(AgencyAssignments, quarter())));
}

#[test]
fn a_slice_that_is_in_force_again_is_superseded_no_more() {
    let hall = Hall::new();
    hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
    let first = in_force(&hall);
    hall.send(barking(), &Sheet::agency().first(6).bytes(), 2);
    let second = in_force(&hall);
    hall.send(barking(), &Sheet::agency().first(5).restyled(), 3);
    assert_eq!(in_force(&hall), first);
    collected(&hall, "2026-09-11T08:00:00Z".parse().unwrap());
    assert!(hall.has(&first) && !hall.has(&second));
}

#[test]
fn reports_are_kept_13_months_and_receipts_6_years() {
    let hall = Hall::new();
    let receipt = hall.send(barking(), &Sheet::agency().first(5).bytes(), 0);
    let copy = Place::Receipt(barking(), receipt.reference);
    let reports = ReportForm::ALL.map(|form| Place::Report(barking(), receipt.report, form));
    let all_there = |places: &[Place]| places.iter().all(|place| hall.has(place));
    let months: Timestamp = "2027-08-28T08:00:00Z".parse().unwrap();
    collected(&hall, months);
    assert!(all_there(&reports));
    collected(&hall, months + SECOND);
    assert!(!reports.iter().any(|report| hall.has(report)) && hall.has(&copy));
    let years: Timestamp = "2032-07-28T08:00:00Z".parse().unwrap();
    collected(&hall, years);
    assert!(hall.has(&copy));
    assert_eq!(hall.receipts(), [receipt]);
    collected(&hall, years + SECOND);
    assert!(!hall.has(&copy) && hall.receipts().is_empty());
    assert!(hall.has(&in_force(&hall)));
}

#[test]
fn a_report_that_two_receipts_name_is_kept_for_the_later_one() {
    let hall = Hall::new();
    let bad = Sheet::agency()
        .first(5)
        .set(2, "swe_number", "nobody")
        .bytes();
    let day = 24 * 3600;
    let first = hall.send(barking(), &bad, 0);
    let second = hall.send(barking(), &bad, 10 * day);
    assert_eq!(first.report, second.report);
    let report = Place::Report(barking(), first.report, ReportForm::Html);
    let last: Timestamp = "2027-09-07T08:00:00Z".parse().unwrap();
    collected(&hall, last);
    assert!(hall.has(&report));
    collected(&hall, last + SECOND);
    assert!(!hall.has(&report));
}

#[test]
fn orphans_go_after_48_hours_and_not_before() {
    let hall = Hall::new();
    hall.send(barking(), &Sheet::agency().first(5).bytes(), 0);
    let before = hall.objects();
    let digest = Digest::from_bytes([7; 32]);
    let orphans = [
        slice(digest),
        Place::Report(barking(), digest, ReportForm::Text),
        Place::Receipt(barking(), ReceiptRef::draw([30; 12])),
    ];
    hall.datasets.inner().stand_at(at(0));
    for place in &orphans {
        hall.overwrite(place, b"of an attempt that came to nothing");
    }
    let hours = SignedDuration::from_hours(48);
    assert_eq!(collected(&hall, at(0) + hours).deleted, 0);
    assert!(orphans.iter().all(|place| hall.has(place)));
    assert_eq!(collected(&hall, at(0) + hours + SECOND).deleted, 3);
    assert!(!orphans.iter().any(|place| hall.has(place)));
    assert_eq!(hall.objects(), before);
}

#[test]
fn what_is_written_again_after_the_listing_stays() {
    let hall = Hall::new();
    let place = slice(Digest::from_bytes([7; 32]));
    hall.datasets.inner().stand_at(at(0));
    hall.overwrite(&place, b"the same");
    let outdated = Outdated {
        datasets: &hall.datasets,
        listed: answer(hall.datasets.list()).unwrap(),
        generation: None,
    };
    let later = at(0) + SignedDuration::from_hours(72);
    // A writer re-puts what it finds, between the listing and the deletion.
    hall.datasets.inner().stand_at(later);
    hall.overwrite(&place, b"the same");
    answer(collect(&outdated, &hall.ledger, later)).unwrap();
    assert!(hall.has(&place));
    // Had nobody written, it would have gone.
    collected(&hall, later + SignedDuration::from_hours(49));
    assert!(!hall.has(&place));
}

#[test]
fn a_held_submission_lapses_after_14_days_and_is_then_refused() {
    let hall = Hall::new();
    let agency = slot(AgencyAssignments, barking());
    let receipt = hold(&hall, agency, b"rows that wait", at(0));
    let waiting = slice(receipt.content);
    assert_eq!(
        hall.status(AgencyAssignments, barking()).status,
        Status::Held
    );
    let last: Timestamp = "2026-08-11T08:00:00Z".parse().unwrap();
    assert_eq!(collected(&hall, last), Collected::default());
    assert!(hall.has(&waiting));
    let lapsed = collected(&hall, last + SECOND).lapsed;
    assert_eq!(lapsed.len(), 1);
    assert_eq!(
        (lapsed[0].reference, lapsed[0].outcome),
        (receipt.reference, Outcome::Rejected)
    );
    assert!(!hall.has(&waiting));
    let shown = hall.status(AgencyAssignments, barking());
    assert_eq!(
        (shown.status, shown.refused_since),
        (Status::Refused, Some(receipt.reference))
    );
    assert_eq!(
        collected(&hall, last + SECOND + SECOND),
        Collected::default()
    );
}

#[test]
fn a_newer_submission_overtakes_one_that_is_held_and_both_receipts_say_so() {
    let hall = Hall::new();
    let agency = slot(AgencyAssignments, barking());
    let held = hold(&hall, agency, b"rows that wait", at(0));
    let newer = hall.send(barking(), &Sheet::agency().first(5).bytes(), 10);
    assert_eq!(newer.outcome, Outcome::Published);
    let state = hall.slot(agency);
    assert!(state.held.is_none());
    let stands = hall
        .receipts()
        .into_iter()
        .find(|one| one.reference == held.reference)
        .unwrap();
    assert_eq!(stands.outcome, Outcome::Superseded);
    let copy = hall
        .bytes(&Place::Receipt(barking(), held.reference))
        .unwrap();
    assert_eq!(copy, stands.to_json().into_bytes());
}

#[test]
fn a_receipt_that_a_newer_submission_changed_is_copied_whatever_call_failed() {
    let prepared = || {
        let hall = Hall::new();
        hold(
            &hall,
            slot(AgencyAssignments, barking()),
            b"rows that wait",
            at(0),
        );
        hall.drop(barking(), "a.csv", &Sheet::agency().first(5).bytes(), 10);
        hall
    };
    let hall = prepared();
    hall.intake(20);
    let calls = hall.cue.calls();
    for call in 1..=calls {
        let hall = prepared();
        hall.cue.crash(call, After);
        assert!(answer(hall.run(20)).is_err());
        hall.cue.revive();
        hall.intake(10_000);
        collected(&hall, at(10_000));
        for receipt in hall.receipts() {
            let copy = hall
                .bytes(&Place::Receipt(barking(), receipt.reference))
                .unwrap();
            assert!(
                copy == receipt.to_json().into_bytes(),
                "call {call}: {}",
                receipt.outcome
            );
        }
    }
}

#[test]
fn a_lapsed_submissions_receipt_is_copied_whatever_call_failed() {
    let now: Timestamp = "2026-08-12T08:00:00Z".parse().unwrap();
    for call in 1..=3 {
        let hall = Hall::new();
        let held = hold(
            &hall,
            slot(AgencyAssignments, barking()),
            b"rows that wait",
            at(0),
        );
        hall.cue.crash(hall.cue.calls() + call, After);
        assert!(answer(collect(&hall.datasets, &hall.ledger, now)).is_err());
        hall.cue.revive();
        collected(&hall, now);
        let copy = hall
            .bytes(&Place::Receipt(barking(), held.reference))
            .unwrap();
        let receipt = hall.receipts().remove(0);
        assert_eq!(receipt.outcome, Outcome::Rejected);
        assert!(copy == receipt.to_json().into_bytes(), "call {call}");
    }
}

#[test]
fn a_copy_of_a_receipt_that_was_lost_is_written_again() {
    let hall = Hall::new();
    let receipt = hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
    let place = Place::Receipt(barking(), receipt.reference);
    answer(hall.datasets.delete(&place, Timestamp::MAX)).unwrap();
    collected(&hall, at(9));
    assert_eq!(hall.bytes(&place), Some(receipt.to_json().into_bytes()));
}

#[test]
fn a_collector_that_stops_at_any_call_is_taken_up_by_the_next() {
    let prepared = || {
        let hall = Hall::new();
        hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
        hall.send(barking(), &Sheet::agency().first(6).bytes(), 2);
        hall
    };
    let now: Timestamp = "2027-09-30T08:00:00Z".parse().unwrap();
    let hall = prepared();
    let base = hall.cue.calls();
    // A slice and the reports of both.
    assert_eq!(collected(&hall, now).deleted, 1 + 2 * 3);
    let (calls, end) = (hall.cue.calls() - base, hall.objects());
    assert!(calls >= 11, "only {calls} calls were swept");
    for call in 1..=calls {
        let hall = prepared();
        hall.cue.crash(hall.cue.calls() + call, After);
        let stopped = answer(collect(&hall.datasets, &hall.ledger, now));
        assert!(matches!(stopped, Err(Failure::Store(_))));
        hall.cue.revive();
        assert!(hall.has(&in_force(&hall)), "call {call}");
        collected(&hall, now);
        assert!(hall.objects() == end, "call {call}");
    }
}

#[test]
fn a_raw_upload_that_nobody_could_decide_goes_after_30_days_and_the_trail_says_so() {
    let hall = Hall::new();
    let sheet = Sheet::agency().first(5).bytes();
    hall.drop(barking(), "a.csv", &sheet, 1);
    let over = at(1 + 30 * 24 * 3600);
    let stores = hall.stores(&hall.keys);
    assert_eq!(answer(expire(&stores, over)).unwrap(), []);
    assert_eq!(answer(hall.waiting()).len(), 1);
    assert_eq!(answer(expire(&stores, over + SECOND)).unwrap(), [barking()]);
    assert_eq!(answer(hall.waiting()).len(), 0);
    let entries = answer(hall.ledger.unsealed()).unwrap();
    let content = pledge::keys::sha256(&sheet);
    let event = pledge::audit::Event::Expired { content };
    assert!(entries.iter().any(|entry| entry.event == event));
}
