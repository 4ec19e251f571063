//! Compaction and aggregation: the rows in force, whatever the order of uploads, and never a
//! number from a damaged slice.

use std::collections::BTreeMap;
use std::sync::Arc;

use columnar::{ColumnarError, read_rows};
use pipeline::Failure;
use pipeline::aggregation::{self, Unchecked, aggregate};
use pipeline::compaction::{Compacted, compact, compact_all};
use pledge::cell::Cell;
use pledge::keys::sha256;
use pledge::ledger::Digest;
use pledge::path::Place;
use pledge::ports::{Datasets, Ledger};
use pledge::receipt::Outcome;
use pledge::returns::Return::{self, AgencyAssignments, WorkforceSnapshot};
use pledge::statistics::{Area, CellName, CellStatistics, category};
use synthetic::UploadFile;

use crate::files::{Sheet, barking, borough, clean, kingston, quarter};
use crate::hall::{Hall, TODAY, answer, outcomes, slot};
use crate::outdated::Outdated;

/// The rows of an object.
fn rows(hall: &Hall, kind: Return, place: &Place) -> Vec<Vec<Cell>> {
    let object = Arc::new(answer(hall.datasets.inner().open(place)).unwrap());
    let mut sorted = read_rows(object, &kind.stored()).unwrap();
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    while sorted.read(&mut row).unwrap() {
        rows.push(row.clone());
    }
    rows
}

/// How often each row is there. A cell has no order, so its words stand for it.
fn counted(rows: &[Vec<Cell>]) -> BTreeMap<String, u32> {
    let mut counted = BTreeMap::new();
    for row in rows {
        *counted.entry(format!("{row:?}")).or_default() += 1;
    }
    counted
}

/// The rows of every slice in force.
fn in_force(hall: &Hall, kind: Return) -> Vec<Vec<Cell>> {
    let standing = answer(hall.ledger.inner().standing(kind, Some(quarter()))).unwrap();
    let slots = standing.slots.into_iter();
    let slices = slots.filter_map(|(slot, state)| {
        let digest = state.pointer?.digest;
        Some(Place::Slice(kind, quarter(), slot.authority, digest))
    });
    slices.flat_map(|place| rows(hall, kind, &place)).collect()
}

fn unchecked(hall: &Hall) -> Result<Unchecked, Failure> {
    let region = hall.stores(&hall.keys);
    answer(aggregate(&region, quarter(), TODAY))
}

fn compacted(hall: &Hall) -> Result<Compacted, Failure> {
    let (datasets, ledger) = (&hall.datasets, &hall.ledger);
    answer(compact(
        datasets,
        ledger,
        hall.scratch(),
        AgencyAssignments,
        quarter(),
    ))
}

#[test]
fn after_any_intake_the_curated_file_is_the_slices_in_force_and_nothing_else() {
    let hall = Hall::new();
    let barnet = borough("E09000003");
    let agency = Sheet::agency();
    let joint = Sheet::of(kingston(), "agency");
    let twice = agency.clone().first(4);
    for (received, (folder, sheet)) in (1..).zip([
        (barking(), agency.clone()),
        (barnet, Sheet::of(barnet, "agency")),
        (kingston(), joint.clone()),
        (barking(), agency.clone().first(20)),
        (
            barnet,
            Sheet::of(barnet, "agency").set(2, "swe_number", "nobody"),
        ),
        (kingston(), joint.with("E09000027").first(7)),
        (barking(), agency.clone().nil()),
        (barnet, twice),
        (barking(), agency.first(3)),
    ]) {
        hall.send(folder, &sheet.bytes(), received);
        let curated = rows(
            &hall,
            AgencyAssignments,
            &Place::Curated(AgencyAssignments, quarter()),
        );
        let slices = in_force(&hall, AgencyAssignments);
        assert_eq!(counted(&curated), counted(&slices), "after {received}");
        let pointers = hall.slots().into_values().filter_map(|state| state.pointer);
        let counts: u32 = pointers.map(|pointer| pointer.count).sum();
        assert_eq!(u32::try_from(curated.len()), Ok(counts), "after {received}");
    }
}

#[test]
fn a_lower_generation_never_replaces_a_higher_one() {
    let hall = Hall::new();
    let place = Place::Curated(AgencyAssignments, quarter());
    hall.send(barking(), &Sheet::agency().first(9).bytes(), 1);
    assert_eq!(compacted(&hall).unwrap(), Compacted::Current);
    // A compaction that was overtaken: another one, of a later generation, wrote meanwhile.
    let theirs = b"what the other compaction wrote";
    answer(hall.datasets.inner().replace(&place, 7, &mut &theirs[..])).unwrap();
    hall.send(barking(), &Sheet::agency().first(8).bytes(), 2);
    assert_eq!(compacted(&hall).unwrap(), Compacted::Current);
    assert_eq!(hall.bytes(&place).unwrap(), theirs);
    // Also if the other one wrote after this one had looked.
    let looked_before = Outdated {
        datasets: &hall.datasets,
        listed: Vec::new(),
        generation: Some(1),
    };
    let (ledger, scratch) = (&hall.ledger, hall.scratch());
    let late = compact(
        &looked_before,
        ledger,
        scratch,
        AgencyAssignments,
        quarter(),
    );
    assert_eq!(answer(late).unwrap(), Compacted::Current);
    assert_eq!(hall.bytes(&place).unwrap(), theirs);
    assert_eq!(
        answer(hall.datasets.inner().generation(&place)).unwrap(),
        Some(7)
    );
}

#[test]
fn a_quarter_that_nobody_returned_has_no_curated_file() {
    let hall = Hall::new();
    assert_eq!(compacted(&hall).unwrap(), Compacted::Current);
    hall.send(
        barking(),
        &Sheet::agency()
            .first(3)
            .set(1, "swe_number", "nobody")
            .bytes(),
        1,
    );
    assert_eq!(compacted(&hall).unwrap(), Compacted::Current);
    assert!(!hall.has(&Place::Curated(AgencyAssignments, quarter())));
    let empty = unchecked(&hall).unwrap();
    let empty = empty.statistics;
    assert!(empty.rates.is_empty() && empty.staffing.is_empty());
}

/// The small region's files, in an order of their own for each seed.
fn shuffled(mut files: Vec<UploadFile>, mut seed: u64) -> Vec<UploadFile> {
    for end in (1..files.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(seed >> 33).unwrap() % (end + 1);
        files.swap(end, other);
    }
    files
}

/// Sends all files in this order and returns every slice, curated file and table by its digest.
fn made_of(files: &[UploadFile], together: bool) -> BTreeMap<Place, Digest> {
    let hall = Hall::new();
    for (received, file) in (1..).zip(files) {
        hall.drop(borough(&file.folder), &file.name, &file.bytes, received);
        if !together {
            assert_eq!(
                outcomes(&hall.intake(received)),
                [Outcome::Published],
                "{}",
                file.path()
            );
        }
    }
    hall.intake(1_000);
    answer(aggregation::put(&hall.datasets, &unchecked(&hall).unwrap())).unwrap();
    let mut objects = hall.objects();
    objects.retain(|place, _| !matches!(place, Place::Report(..)));
    objects
}

#[test]
fn the_order_of_uploads_leaves_no_trace_in_any_dataset() {
    let files = clean(4).files;
    let expected = made_of(&files, true);
    // Two slices and a leavers' statement for each of four; two curated files; five tables twice.
    assert_eq!(expected.len(), 4 * 2 + 2 + 5 * 2);
    for seed in 0..8 {
        let order = shuffled(files.clone(), seed);
        assert!(
            made_of(&order, seed % 2 == 0) == expected,
            "the order of seed {seed} is seen"
        );
    }
}

/// A number of the truth, which is smaller.
fn wide<T: Into<i64>>(number: Option<T>) -> Option<i64> {
    number.map(Into::into)
}

#[test]
fn the_tables_are_the_truth_of_the_region() {
    for (boroughs, at_least) in [(4, 12), (33, 36)] {
        let region = clean(boroughs);
        let hall = Hall::new();
        for (received, file) in (1..).zip(&region.files) {
            hall.drop(borough(&file.folder), &file.name, &file.bytes, received);
        }
        hall.intake(1_000);
        let table = unchecked(&hall).unwrap().statistics;
        let (mut cells, mut above) = (0, 0);
        for truth in &region.truth.quarters[0].cells {
            let place = format!("{} {} of {boroughs}", truth.area, truth.role);
            let name = CellName {
                category: category::known(&truth.role).unwrap(),
                area: Area::from_word(&truth.area).unwrap(),
            };
            let rates = table.rates.get(&name);
            let counts = rates.map(|rates| {
                let of = rates.total;
                let counts = [of.assignments, of.workers, of.above, of.approved, of.late];
                let parts = [rates.boroughs.len(), rates.suppliers.len()];
                (counts.map(|count| usize::try_from(count).unwrap()), parts)
            });
            let truths = [
                truth.assignments,
                truth.workers,
                truth.above_cap,
                truth.exceptions_approved,
                truth.exceptions_late,
            ];
            let truths = (truths, [truth.boroughs, truth.suppliers]);
            assert_eq!(counts.unwrap_or_default(), truths, "{place}");
            above += truth.exceptions_missing * usize::from(truth.area == "region");
            let figures = rates.map(CellStatistics::figures).unwrap_or_default();
            let truths = [
                truth.mean_pence,
                truth.q1_pence,
                truth.median_pence,
                truth.q3_pence,
                truth.p90_pence,
            ];
            assert_eq!(figures, truths.map(wide), "{place}");
            let staffing = table.staffing.get(&name);
            let shares = staffing.map(|s| [s.agency_share(), s.vacancy_rate(), s.turnover()]);
            let truths = [truth.agency_share, truth.vacancy_rate, truth.turnover].map(wide);
            assert_eq!(shares.unwrap_or_default(), truths, "{place}");
            cells += usize::from(rates.is_some() && staffing.is_some());
        }
        assert!(cells >= at_least, "only {cells} cells were compared");
        let all = table
            .rates
            .iter()
            .filter(|(name, _)| name.area == Area::Region);
        let missing: u64 = all.map(|(_, rates)| rates.total.missing()).sum();
        assert_eq!(usize::try_from(missing), Ok(above), "{boroughs}");
        assert_eq!(table.rates.len(), rates_in(&region.truth.quarters[0]));
    }
}

fn rates_in(truth: &synthetic::QuarterTruth) -> usize {
    truth
        .cells
        .iter()
        .filter(|cell| cell.assignments > 0)
        .count()
}

#[test]
fn a_damaged_slice_is_an_error_and_never_a_number() {
    for kind in [AgencyAssignments, WorkforceSnapshot] {
        let begins = if kind == AgencyAssignments {
            "agency"
        } else {
            "workforce"
        };
        let hall = Hall::new();
        hall.send(barking(), &Sheet::of(barking(), begins).bytes(), 1);
        let (_, digest) = hall.in_force(slot(kind, barking())).unwrap();
        let place = Place::Slice(kind, quarter(), barking(), digest);
        let curated = Place::Curated(kind, quarter());
        let sound = hall.bytes(&place).unwrap();
        let before = hall.bytes(&curated);
        // Another authority's file, so that there is something to compact.
        let barnet = borough("E09000003");
        hall.drop(barnet, "b.csv", &Sheet::of(barnet, begins).bytes(), 2);
        let waiting = answer(hall.waiting());
        answer(hall.take(&hall.keys, &waiting[0], 3, || {})).unwrap();
        for at in (0..sound.len()).step_by(sound.len() / 60) {
            let mut damaged = sound.clone();
            damaged[at] ^= 1;
            assert_ne!(sha256(&damaged), digest);
            hall.overwrite(&place, &damaged);
            let all = answer(compact_all(&hall.datasets, &hall.ledger, hall.scratch()));
            let mut all = all.unwrap().into_iter();
            let compacted = all.find_map(|(_, _, compacted)| compacted.err());
            for failed in [compacted.map_or(Ok(()), Err), unchecked(&hall).map(drop)] {
                let corrupt = Failure::Columnar(ColumnarError::Corrupt);
                assert_eq!(
                    format!("{failed:?}"),
                    format!("{:?}", Err::<(), _>(corrupt)),
                    "{at}"
                );
            }
            assert_eq!(hall.bytes(&curated), before, "byte {at}");
        }
        hall.overwrite(&place, &sound[..sound.len() - 1]);
        assert!(unchecked(&hall).is_err());
        hall.overwrite(&place, &sound);
        assert!(unchecked(&hall).is_ok());
    }
}

#[test]
fn a_slice_that_is_gone_is_an_error() {
    let hall = Hall::new();
    hall.send(barking(), &Sheet::agency().first(5).bytes(), 1);
    let (_, digest) = hall.in_force(slot(AgencyAssignments, barking())).unwrap();
    let place = Place::Slice(AgencyAssignments, quarter(), barking(), digest);
    answer(hall.datasets.delete(&place, jiff::Timestamp::MAX)).unwrap();
    assert!(matches!(unchecked(&hall), Err(Failure::SliceLost)));
}
