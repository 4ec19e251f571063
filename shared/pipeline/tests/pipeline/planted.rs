//! An invented region with people planted in it: the register finds all of them and nobody else,
//! in whatever order the files come.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use pipeline::register::{Concern, Discrepancies, discrepancies, engagement_counts};
use pledge::borough::Borough;
use pledge::quarter::Quarter;
use pledge::receipt::Receipt;
use pledge::statistics::engaged;
use synthetic::{Place, Plan, QuarterTruth, Region, UploadFile, generate};

use crate::files::borough;
use crate::hall::{Hall, answer};

const QUARTERS: [(&str, Date); 2] = [
    ("2026Q2", date(2026, 7, 28)),
    ("2026Q3", date(2026, 10, 27)),
];

fn region() -> Region {
    generate(&Plan {
        seed: 11,
        quarters: QUARTERS.map(|(quarter, _)| quarter.to_owned()).to_vec(),
        boroughs: 33,
        scale: 1,
        flawed: true,
    })
}

/// A row of a file: the file's path, and where in it.
type Row = (String, u64);

/// The files by the SHA-256 of their content, as receipts name them.
fn paths(region: &Region) -> BTreeMap<String, String> {
    let files = region.files.iter();
    let of = |file: &UploadFile| (pledge::keys::sha256(&file.bytes).to_string(), file.path());
    files.map(of).collect()
}

/// Takes in the files of a quarter in an order of their own, round by round.
fn take_in(
    hall: &Hall,
    region: &Region,
    place: usize,
    in_order: impl Fn(&UploadFile) -> u8,
) -> Vec<Receipt> {
    let (quarter, today) = QUARTERS[place];
    hall.stand_on(today);
    let mut received = i64::try_from(place).unwrap() * 100_000;
    let mut receipts = Vec::new();
    for round in [1, 2] {
        let files = region.files.iter();
        let of_round = files.filter(|file| file.quarter == quarter && file.round == round);
        let mut of_round: Vec<&UploadFile> = of_round.collect();
        of_round.sort_by_key(|file| in_order(file));
        for file in of_round {
            received += 1;
            hall.drop(borough(&file.folder), &file.name, &file.bytes, received);
        }
        receipts.extend(hall.intake(received + 1));
    }
    receipts
}

fn list(hall: &Hall, quarter: Quarter) -> Discrepancies {
    let region = hall.stores(&hall.keys);
    answer(discrepancies(&region, quarter, hall.today())).unwrap()
}

/// The rows that a list names for one concern, with the file of their receipt.
fn found(
    hall: &Hall,
    region: &Region,
    list: &Discrepancies,
    concern: Concern,
) -> BTreeMap<Row, Vec<&'static str>> {
    let paths = paths(region);
    let contents: BTreeMap<_, _> = (hall.receipts().into_iter())
        .map(|receipt| (receipt.reference, receipt.content.to_string()))
        .collect();
    let items = list.items.iter().filter(|item| item.concern == concern);
    items
        .map(|item| {
            let path = paths[&contents[&item.reference]].clone();
            let rules = item.rules.iter().map(|rule| rule.word()).collect();
            ((path, u64::from(item.row)), rules)
        })
        .collect()
}

fn row_of(place: &Place) -> Row {
    (place.file.clone(), u64::try_from(place.row).unwrap())
}

fn planted(truth: &QuarterTruth) -> BTreeMap<Row, BTreeSet<&str>> {
    let mut planted: BTreeMap<Row, BTreeSet<&str>> = BTreeMap::new();
    for conflict in &truth.conflicts {
        let rules = planted.entry(row_of(&conflict.place)).or_default();
        rules.extend(conflict.rules.iter().map(String::as_str));
    }
    planted
}

/// Compares what the register says of a quarter with what was planted in it.
fn compare(hall: &Hall, region: &Region, place: usize) {
    let quarter: Quarter = QUARTERS[place].0.parse().unwrap();
    let truth = &region.truth.quarters[place];
    let list = list(hall, quarter);
    let early = found(hall, region, &list, Concern::Early);
    let early: BTreeMap<Row, BTreeSet<&str>> = early
        .into_iter()
        .map(|(row, rules)| (row, rules.into_iter().collect()))
        .collect();
    assert_eq!(early, planted(truth), "{quarter}");
    let twice = found(hall, region, &list, Concern::LeftTwice);
    let planted_twice: BTreeSet<Row> = truth.left_twice.iter().map(row_of).collect();
    assert_eq!(
        twice.into_keys().collect::<BTreeSet<_>>(),
        planted_twice,
        "{quarter}"
    );
    // Hours are seen of engagements that the register keeps: no others than planted.
    let hours = found(hall, region, &list, Concern::Hours);
    let planted_hours: BTreeSet<Row> = truth.overworked.iter().map(row_of).collect();
    assert!(
        hours.keys().all(|row| planted_hours.contains(row)),
        "{quarter}"
    );
    assert!(!truth.conflicts.is_empty() && !planted_twice.is_empty() && !hours.is_empty());
    let stores = hall.stores(&hall.keys);
    let counts = answer(engagement_counts(&stores, quarter, hall.today())).unwrap();
    for expected in &truth.engagements {
        let counted = engaged(&counts, &expected.role, Borough::all());
        let counted = [counted.engagements, counted.early, counted.declared_clear];
        let expected_counts = [
            expected.engagements,
            expected.early,
            expected.declared_clear,
        ]
        .map(|number| u64::try_from(number).unwrap());
        assert_eq!(counted, expected_counts, "{quarter} {}", expected.role);
    }
}

#[test]
fn everybody_who_was_planted_is_found_and_nobody_else_whichever_file_comes_first() {
    let region = region();
    let leavers_first = |file: &UploadFile| u8::from(!file.name.starts_with("permanent"));
    let leavers_last = |file: &UploadFile| u8::from(file.name.starts_with("permanent"));
    let orders: [&dyn Fn(&UploadFile) -> u8; 2] = [&leavers_first, &leavers_last];
    for in_order in orders {
        let hall = Hall::new();
        for place in [0, 1] {
            let receipts = take_in(&hall, &region, place, in_order);
            let withdrawn: u32 = receipts
                .iter()
                .flat_map(|receipt| &receipt.slots)
                .map(|slot| slot.withdrawn)
                .sum();
            let planted: usize = (region.truth.files.iter())
                .filter(|file| file.quarter == QUARTERS[place].0)
                .map(|file| file.withdrawn)
                .sum();
            assert_eq!(usize::try_from(withdrawn).unwrap(), planted);
            compare(&hall, &region, place);
        }
    }
}
