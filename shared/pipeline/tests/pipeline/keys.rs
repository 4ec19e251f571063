//! Without a key nothing is done.

use pipeline::Failure;
use pipeline::intake::Taken;
use pipeline::sealing::seal;
use pledge::keys::KeyPurpose::{Analytics, AuditSign, Register, Upload};
use pledge::keys::KeyVersion;
use pledge::ports::Ledger;

use crate::files::{Sheet, barking};
use crate::hall::{Hall, answer, at, keys_without, random, receipt_of};

#[test]
fn a_missing_key_is_named_and_nothing_changes() {
    for (missing, begins, version) in [
        (Upload, "agency", None),
        (Register, "agency", None),
        (Register, "leavers", None),
        (Analytics, "agency", Some("v2026")),
    ] {
        let hall = Hall::with_keys(keys_without(&[missing]));
        hall.drop(barking(), "a.csv", &Sheet::of(barking(), begins).bytes(), 1);
        let failure = answer(hall.run(2)).unwrap_err();
        let Failure::NoKey {
            purpose,
            version: named,
        } = failure
        else {
            panic!("{missing}: {failure:?}");
        };
        assert_eq!(purpose, missing);
        assert_eq!(
            named.map(|version| version.to_string()).as_deref(),
            version,
            "{missing}"
        );
        assert!(
            hall.objects().is_empty() && hall.slots().is_empty(),
            "{missing}"
        );
        assert!(hall.receipts().is_empty(), "{missing}");
        assert_eq!(answer(hall.waiting()).len(), 1, "{missing}");
    }
}

#[test]
fn a_claim_that_lacked_a_key_does_not_make_the_next_run_wait() {
    let hall = Hall::with_keys(keys_without(&[Analytics]));
    hall.drop(barking(), "a.csv", &Sheet::agency().first(5).bytes(), 1);
    assert!(answer(hall.run(2)).is_err());
    let keys = keys_without(&[]);
    hall.know(&keys);
    let taken = answer(async {
        let waiting = hall.waiting().await;
        hall.take(&keys, &waiting[0], 2, || {}).await
    });
    assert!(matches!(taken, Ok(Taken::Decided(_))));
}

#[test]
fn the_analytics_key_of_another_year_does_not_do() {
    let year_before =
        keys_without(&[Analytics]).with(Analytics, KeyVersion::new(2025).unwrap(), random(9));
    let hall = Hall::with_keys(year_before);
    hall.drop(barking(), "a.csv", &Sheet::agency().first(5).bytes(), 1);
    assert!(matches!(
        answer(hall.run(2)),
        Err(Failure::NoKey {
            purpose: Analytics,
            ..
        })
    ));
    // A snapshot has no workers and needs none.
    let hall = Hall::with_keys(keys_without(&[Analytics]));
    let snapshot = Sheet::of(barking(), "workforce").bytes();
    hall.send(barking(), &snapshot, 1);
}

#[test]
fn without_a_key_that_signs_entries_wait_for_the_sealing() {
    let hall = Hall::with_keys(keys_without(&[AuditSign]));
    hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
    let refused = hall.seal(2);
    assert!(matches!(
        refused,
        Err(Failure::NoKey {
            purpose: AuditSign,
            ..
        })
    ));
    assert_eq!(answer(hall.ledger.unsealed()).unwrap().len(), 1);
    let keys = keys_without(&[]);
    hall.know(&keys);
    assert_eq!(
        answer(seal(&hall.datasets, &hall.ledger, &keys, at(3))).unwrap(),
        1
    );
}

#[test]
fn an_upload_is_known_again_when_the_key_that_tells_uploads_apart_is_rotated() {
    let hall = Hall::new();
    let file = Sheet::agency().first(5).bytes();
    let first = hall.send(barking(), &file, 1);
    // The raw file of a run that was stopped between its commit and the deletion.
    hall.drop(barking(), "1.csv", &file, 1);
    let rotated = keys_without(&[]).with(Upload, KeyVersion::new(2).unwrap(), random(9));
    hall.know(&rotated);
    let again = answer(async {
        let waiting = hall.waiting().await;
        hall.take(&rotated, &waiting[0], 2, || {}).await
    });
    assert_eq!(receipt_of(again.unwrap()), first);
    assert_eq!(hall.receipts(), [first]);
    assert!(answer(hall.waiting()).is_empty());
}
