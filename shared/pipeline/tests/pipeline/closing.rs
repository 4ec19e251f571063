//! Closing a quarter: once, from what was in force, whatever happens to the run that does it.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use pipeline::release::{self, Done, Manifest, Order, Refused, close};
use pledge::audit::Event;
use pledge::keys::sha256;
use pledge::ledger::Digest;
use pledge::path::Place;
use pledge::ports::{Datasets, Ledger};
use pledge::quarter::Quarter;
use pledge::reference::Reference;
use pledge::release::{Audience, Release};
use pledge::returns::Return::{AgencyAssignments, PermanentLeavers};
use stores::failing::Moment::After;
use synthetic::UploadFile;

use crate::files::{Sheet, barking, borough, clean, quarter};
use crate::hall::{Hall, answer, at, slot};
use crate::people::{NUMBERS, leavers, statement};

/// A day on which the returns of the second quarter are late.
const CLOSED_ON: Date = date(2026, 8, 3);
/// Seconds from the day of the runs to the closing.
const AT: i64 = 6 * 86_400;

/// A hall that has taken in these files.
pub(crate) fn hall_of(files: &[UploadFile]) -> Hall {
    let hall = Hall::new();
    take(&hall, files);
    hall
}

fn take(hall: &Hall, files: &[UploadFile]) {
    for (received, file) in (1..).zip(files) {
        hall.drop(borough(&file.folder), &file.name, &file.bytes, received);
    }
    hall.intake(1_000);
}

/// A hall with posts and without assignments, of which the gate has nothing to ask: for tests that
/// close again and again.
fn quiet_hall() -> Hall {
    let hall = Hall::new();
    hall.send(barking(), &Sheet::of(barking(), "workforce").bytes(), 1);
    hall
}

pub(crate) fn order(quarter: Quarter, today: Date) -> Order {
    Order {
        quarter,
        today,
        now: at(AT),
        notice: None,
        // A hall has few authorities.
        though_few: true,
    }
}

fn closed_on(hall: &Hall, of: Quarter, today: Date) -> Result<release::Release, Refused> {
    let region = hall.stores(&hall.keys);
    answer(close(&region, &order(of, today)))
}

pub(crate) fn closed(hall: &Hall) -> Result<release::Release, Refused> {
    closed_on(hall, quarter(), CLOSED_ON)
}

#[test]
fn a_quarter_of_which_most_is_missing_is_closed_only_on_purpose() {
    let hall = quiet_hall();
    let order = Order {
        though_few: false,
        ..order(quarter(), CLOSED_ON)
    };
    let refused = answer(close(&hall.stores(&hall.keys), &order));
    let all = pledge::borough::Borough::all().count();
    assert!(matches!(refused, Err(Refused::Few { missing, of }) if (missing, of) == (all, all)));
    assert_eq!(released(&hall), BTreeMap::new());
    assert!(closed(&hall).is_ok());
}

/// Every file of releases, by the digest of its bytes.
pub(crate) fn released(hall: &Hall) -> BTreeMap<Place, Digest> {
    let mut objects = hall.objects();
    objects.retain(|place, _| {
        let path = place.path();
        path.starts_with("restricted/") || path.starts_with("published/")
    });
    objects
}

/// How many releases the audit trail names.
fn announced(hall: &Hall) -> usize {
    let entries = answer(hall.ledger.inner().unsealed()).unwrap();
    let entries = entries.into_iter();
    entries
        .filter(|entry| matches!(entry.event, Event::Released { .. }))
        .count()
}

fn parsed<T: serde::de::DeserializeOwned>(hall: &Hall, place: Place) -> T {
    serde_json::from_slice(&hall.bytes(&place).unwrap()).unwrap()
}

fn manifest_of(hall: &Hall, of: Quarter) -> Manifest {
    parsed(hall, Place::Restricted(of, "manifest", "json"))
}

pub(crate) fn release_of(hall: &Hall, of: Quarter) -> Release {
    parsed(hall, Place::Restricted(of, "release", "json"))
}

/// What a restricted file is, by its name.
fn digest_of(manifest: &Manifest, name: &str) -> Digest {
    let mut files = manifest.files.iter();
    let file = files.find(|file| file.audience == Audience::Restricted && file.name == name);
    file.unwrap().sha256
}

#[test]
fn a_release_is_the_same_whatever_the_order_of_uploads() {
    let mut files = clean(5).files;
    let first = hall_of(&files);
    files.reverse();
    let second = hall_of(&files);
    for hall in [&first, &second] {
        let release = closed(hall).unwrap();
        assert_eq!(release.done, Done::Closed);
        assert_eq!(release.missing.len(), 3 * 28);
        assert_eq!(announced(hall), 1);
    }
    assert!(released(&first).len() > 20);
    assert_eq!(released(&first), released(&second));
    let counts = Place::LeaverCounts(quarter());
    assert!(first.has(&counts) && first.bytes(&counts) == second.bytes(&counts));
}

#[test]
fn the_manifest_names_every_file_and_every_input_and_the_closing_names_it() {
    let hall = hall_of(&clean(5).files);
    let release = closed(&hall).unwrap();
    let bytes = hall.bytes(&Place::Restricted(quarter(), "manifest", "json"));
    assert_eq!(sha256(&bytes.unwrap()), release.closing.manifest);
    let manifest = manifest_of(&hall, quarter());
    let mut named: Vec<(bool, String, Digest)> = (manifest.files.iter())
        .map(|file| {
            (
                file.audience == Audience::Public,
                file.name.clone(),
                file.sha256,
            )
        })
        .collect();
    let mut lying: Vec<(bool, String, Digest)> = (released(&hall).into_iter())
        .filter(|(place, _)| !place.path().ends_with("/manifest.json"))
        .map(|(place, digest)| {
            let path = place.path();
            let name = path.rsplit('/').next().unwrap().to_owned();
            (path.starts_with("published/"), name, digest)
        })
        .collect();
    named.sort();
    lying.sort();
    assert_eq!(named, lying);
    // Assignments, snapshots and statements of five.
    assert_eq!(manifest.inputs.len(), 3 * 5);
    for input in &manifest.inputs {
        let (_, digest) = hall.in_force(input.slot).unwrap();
        assert_eq!(digest, input.sha256);
    }
    let public = hall.bytes(&Place::Published(quarter(), "manifest", "json"));
    let public = String::from_utf8(public.unwrap()).unwrap();
    assert!(public.contains(&release.closing.manifest.to_string()));
    for input in &manifest.inputs {
        assert!(!public.contains(&input.sha256.to_string()));
        assert!(!public.contains(input.slot.authority.ons_code()));
    }
    let of = |audience| {
        manifest
            .files
            .iter()
            .filter(move |file| file.audience == audience)
    };
    for file in of(Audience::Restricted) {
        // Where nothing is shown, both audiences see the same.
        let is_public = of(Audience::Public).any(|other| other.sha256 == file.sha256);
        let is_named = public.contains(&file.sha256.to_string());
        assert_eq!(is_named, is_public, "{}", file.name);
    }
    assert!(!public.contains(&digest_of(&manifest, "release.json").to_string()));
}

#[test]
fn a_quarter_is_not_closed_before_it_has_ended_nor_while_returns_may_still_come() {
    let hall = hall_of(&clean(4).files);
    let due = date(2026, 7, 31);
    let on = |today| closed_on(&hall, quarter(), today);
    assert!(matches!(on(date(2026, 6, 30)), Err(Refused::Open)));
    for today in [date(2026, 7, 1), due] {
        let Err(Refused::Due { missing, due: by }) = on(today) else {
            panic!("closed on {today}");
        };
        assert_eq!((missing, by), (3 * 29, due));
    }
    assert!(answer(hall.ledger.closing(quarter())).unwrap().is_none());
    assert!(released(&hall).is_empty());
    assert_eq!(on(date(2026, 8, 1)).unwrap().done, Done::Closed);
    let all = hall_of(&clean(33).files);
    assert_eq!(
        closed_on(&all, quarter(), date(2026, 7, 1))
            .unwrap()
            .missing,
        []
    );
}

#[test]
fn closing_again_writes_only_what_is_missing_or_damaged() {
    let hall = quiet_hall();
    let first = closed(&hall).unwrap();
    let whole = hall.objects();
    let again = closed(&hall).unwrap();
    assert_eq!(again.done, Done::Nothing);
    assert_eq!(again.closing, first.closing);
    assert_eq!(again.missing, first.missing);
    let mut places: Vec<Place> = released(&hall).into_keys().collect();
    places.push(Place::LeaverCounts(quarter()));
    for place in places {
        answer(hall.datasets.delete(&place, jiff::Timestamp::MAX)).unwrap();
        assert_eq!(closed(&hall).unwrap().done, Done::Finished, "{place:?}");
        hall.overwrite(&place, b"other");
        // On another day: what was frozen stays.
        let finished = closed_on(&hall, quarter(), date(2026, 9, 9)).unwrap();
        assert_eq!(finished.done, Done::Finished, "{place:?}");
        assert_eq!(hall.objects(), whole, "{place:?}");
    }
    assert_eq!(announced(&hall), 1);
}

#[test]
fn a_closing_survives_the_failure_of_any_call() {
    let undisturbed = quiet_hall();
    let base = undisturbed.cue.calls();
    closed(&undisturbed).unwrap();
    let calls = undisturbed.cue.calls() - base;
    assert!(calls > 60, "only {calls} calls were swept");
    let (end, counts) = (released(&undisturbed), Place::LeaverCounts(quarter()));
    // Closing gives up at the first failure, so a call that fails is one after which nothing is
    // called: its answer is lost, or it was the one before whose answer came last.
    for call in 1..=calls {
        let hall = quiet_hall();
        hall.cue.crash(hall.cue.calls() + call, After);
        let step = format!("call {call}");
        let first = closed(&hall);
        hall.cue.revive();
        let is_closed = answer(hall.ledger.closing(quarter())).unwrap().is_some();
        if !is_closed {
            assert!(first.is_err(), "{step}");
            assert!(released(&hall).is_empty(), "{step}: published undecided");
        }
        let later = closed(&hall).unwrap();
        assert_eq!(later.done == Done::Closed, !is_closed, "{step}");
        assert_eq!(released(&hall), end, "{step}");
        assert_eq!(hall.bytes(&counts), undisturbed.bytes(&counts), "{step}");
        assert_eq!(announced(&hall), 1, "{step}");
    }
}

#[test]
fn a_return_after_the_closing_leaves_the_release_as_it_is_and_is_refused_a_revision() {
    let hall = hall_of(&clean(4).files);
    let release = closed(&hall).unwrap();
    let before = released(&hall);
    let folder = barking();
    assert!(hall.in_force(slot(AgencyAssignments, folder)).is_some());
    // A new statement of leavers is no revision: what was frozen stays.
    let statement = Sheet::of(folder, "leavers").first(3);
    hall.send(folder, &statement.bytes(), 2_000);
    assert!(hall.in_force(slot(PermanentLeavers, folder)).is_some());
    assert_eq!(closed(&hall).unwrap().done, Done::Nothing);
    hall.send(folder, &Sheet::agency().first(7).bytes(), 2_001);
    assert!(matches!(closed(&hall), Err(Refused::Revision)));
    assert_eq!(released(&hall), before);
    // A file that is lost is made again from what the closing names, also much later.
    let day = 86_400;
    answer(pipeline::retention::collect(
        &hall.datasets,
        &hall.ledger,
        at(90 * day),
    ))
    .unwrap();
    let page = Place::Published(quarter(), "rates", "csv");
    answer(hall.datasets.delete(&page, jiff::Timestamp::MAX)).unwrap();
    assert!(matches!(closed(&hall), Err(Refused::Revision)));
    assert_eq!(released(&hall), before);
    for (slot, digest) in &release.closing.slices {
        if let Some(of) = slot.quarter {
            let place = Place::Slice(slot.kind, of, slot.authority, *digest);
            assert!(hall.has(&place), "{place:?}");
        }
    }
}

#[test]
fn leavers_of_a_quarter_that_is_closed_very_late_are_not_called_complete() {
    // Thirteen months after the first day of the quarter, and the day after that.
    for (today, complete) in [(date(2027, 5, 1), true), (date(2027, 5, 2), false)] {
        let hall = quiet_hall();
        hall.stand_on(today);
        let sheet = statement(&[(NUMBERS[0], "2026-06-30")]);
        hall.send(barking(), &sheet.bytes(), 2);
        let release = closed_on(&hall, quarter(), today).unwrap();
        let mut slots = release.closing.slices.iter().map(|(slot, _)| slot);
        assert_eq!(slots.any(|slot| *slot == leavers()), complete, "{today}");
        // They are counted all the same, as far as they go.
        assert_eq!(
            release.closing.leavers,
            [(barking(), [[0, 1], [0, 0], [0, 0]])],
            "{today}"
        );
    }
}

#[test]
fn what_was_closed_by_other_reference_data_is_not_made_again_by_these() {
    let mut hall = hall_of(&clean(3).files);
    closed(&hall).unwrap();
    let compiled = hall.reference.version().to_owned();
    let other = |name: &str| (name == "version.txt").then(|| "2027-01-01".to_owned());
    let reference = Reference::load(&other).unwrap();
    assert_ne!(reference.version(), compiled);
    hall.reference = reference;
    // Nothing is missing, so nothing has to be made.
    assert_eq!(closed(&hall).unwrap().done, Done::Nothing);
    let page = Place::Published(quarter(), "rates", "csv");
    answer(hall.datasets.delete(&page, jiff::Timestamp::MAX)).unwrap();
    assert!(matches!(closed(&hall), Err(Refused::OtherReference)));
    assert!(!hall.has(&page));
}

#[test]
fn the_figures_are_those_of_the_gate_and_name_nobody() {
    let hall = hall_of(&clean(33).files);
    let release = closed(&hall).unwrap();
    let tables = release_of(&hall, quarter());
    assert_eq!(tables.quarter, quarter());
    assert_eq!(tables.thresholds, release.closing.thresholds);
    let public = hall.bytes(&Place::Published(quarter(), "release", "json"));
    let public = String::from_utf8(public.unwrap()).unwrap();
    let shown = tables.restricted.rates.iter();
    assert!(shown.filter(|row| row.workers.value().is_some()).count() > 6);
    assert!(!public.contains("\"restricted\""));
    assert!(!public.contains("E090"));
}
