//! A region as a whole: the same by seed, of the right size, and as its truth says.

use std::collections::BTreeSet;

use crate::draft::Kind;
use crate::region::{Plan, Region, UploadFile, generate};
use crate::truth::{FileTruth, QuarterTruth, TableCell};
use crate::world::World;

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

/// The records of a file below its header, read by a plain CSV reader.
pub(crate) fn records(file: &UploadFile) -> (Vec<String>, Vec<Vec<String>>) {
    let text = match file.bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<u16> = rest
                .chunks(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).unwrap(),
        bytes => String::from_utf8(bytes.to_vec())
            .unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect()),
    };
    let body = if text.contains("quarterly return") {
        text.splitn(3, '\n').nth(2).unwrap()
    } else {
        text.as_str()
    };
    let header = body.lines().next().unwrap();
    let delimiter = *b",;\t"
        .iter()
        .max_by_key(|d| header.matches(char::from(**d)).count())
        .unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let header = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_lowercase)
        .collect();
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (header, rows.collect())
}

fn is_data(row: &[String]) -> bool {
    row.iter().any(|cell| !cell.is_empty()) && !row.iter().any(|cell| cell == "EXAMPLE")
}

pub(crate) fn find<'a>(region: &'a Region, path: &str) -> (&'a UploadFile, &'a FileTruth) {
    let files = region.files.iter().zip(&region.truth.files);
    files
        .into_iter()
        .find(|(file, _)| file.path() == path)
        .unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let small = Plan {
        boroughs: 6,
        ..Plan::sample()
    };
    let (once, again) = (generate(&small), generate(&small));
    assert_eq!(once, again);
    assert_eq!(once.truth.to_json(), again.truth.to_json());
    assert_ne!(
        once,
        generate(&Plan {
            seed: 2027,
            ..small
        })
    );
}

#[test]
fn a_plan_without_a_quarter_is_empty() {
    let region = generate(&Plan {
        quarters: vec!["Q2".to_owned()],
        ..Plan::sample()
    });
    assert!(region.files.is_empty() && region.truth.quarters.is_empty());
}

#[test]
fn numbers_of_people_lie_where_the_published_figures_do() {
    for seed in [2026, 1, 2, 3] {
        let region = generate(&Plan {
            seed,
            ..Plan::sample()
        });
        for quarter in &region.truth.quarters {
            let all: &TableCell = quarter.cells.last().unwrap();
            assert!(
                (1200..=1650).contains(&all.assignments),
                "{seed}: {}",
                all.assignments
            );
            let share = all.agency_share.unwrap();
            assert!((1900..=2400).contains(&share), "{seed}: {share}");
            let total = count(all.assignments);
            let breaches = count(quarter.cap_breaches.len()) * 1000 / total;
            assert!((25..=60).contains(&breaches), "{seed}: {breaches}");
            let conflicts = count(quarter.conflicts.len()) * 1000 / total;
            assert!((10..=35).contains(&conflicts), "{seed}: {conflicts}");
            let numbers = region
                .truth
                .files
                .iter()
                .filter(|f| f.quarter == quarter.quarter);
            let bad = numbers
                .flat_map(|file| &file.findings)
                .filter(|one| matches!(one.code.as_str(), "C2" | "C12"));
            assert!(
                (20..=40).contains(&(count(bad.count()) * 1000 / total)),
                "{seed}"
            );
            for (role, per_cent) in [("SW", 35), ("SSW", 33), ("AP", 12), ("TM", 14), ("IRO", 6)] {
                let of = |cell: &&TableCell| cell.area == "region" && cell.role == role;
                let cell = quarter.cells.iter().find(of).unwrap();
                let got = count(cell.assignments) * 100 / total;
                assert!(got.abs_diff(per_cent) <= 4, "{seed} {role}: {got}");
            }
        }
    }
}

#[test]
fn leavers_of_a_year_lie_where_the_published_figures_do() {
    for seed in [2026, 1, 2, 3] {
        let world = World::new(&Plan {
            seed,
            ..Plan::sample()
        })
        .unwrap();
        let day = world.quarters[0].upload_day();
        let from = crate::calendar::months_after(day, -12);
        let leavers: Vec<_> = (0..33)
            .flat_map(|place| world.statement(place, day))
            .filter(|leaver| leaver.last_day > from && leaver.last_day <= day)
            .collect();
        assert!(
            (600..=900).contains(&leavers.len()),
            "{seed}: {}",
            leavers.len()
        );
        let agency = leavers
            .iter()
            .filter(|leaver| leaver.destination == Some(3))
            .count();
        let per_cent = agency * 100 / leavers.len();
        assert!((13..=24).contains(&per_cent), "{seed}: {per_cent}");
    }
}

#[test]
fn every_conflict_is_one_by_its_own_dates() {
    let region = generate(&Plan::sample());
    for quarter in &region.truth.quarters {
        for conflict in &quarter.conflicts {
            let day = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
            let (last, start) = (day(&conflict.last_day), day(&conflict.start));
            // So many calendar months later, clamped, worked out without adding months.
            let eligible = |months: i16| {
                let month = i16::from(last.month()) + months - 1;
                let date = |d| {
                    let year = last.year() + month / 12;
                    jiff::civil::Date::new(year, i8::try_from(month % 12 + 1).unwrap(), d).ok()
                };
                (1..=last.day()).rev().find_map(date).unwrap()
            };
            let own = conflict.left == conflict.place.authority;
            let expected: Vec<&str> = [("pledge", 6), ("national", 3)]
                .into_iter()
                .filter(|(rule, months)| start < eligible(*months) && !(own && *rule == "pledge"))
                .map(|(rule, _)| rule)
                .collect();
            assert_eq!(conflict.rules, expected, "{conflict:?}");
            assert!(!expected.is_empty() && day(&conflict.role_start) <= start);
            // Both sides are in files: the hiring row, and the statement of the authority left.
            let (file, truth) = find(&region, &conflict.place.file);
            assert_eq!(truth.outcome, "published");
            assert!(truth.authorities.contains(&conflict.place.authority));
            let digits = conflict.number.trim_start_matches("SW");
            assert!(
                records(file)
                    .1
                    .iter()
                    .flatten()
                    .any(|cell| cell.contains(digits))
            );
            let left = region
                .files
                .iter()
                .zip(&region.truth.files)
                .filter(|(_, truth)| {
                    truth.kind == Kind::Leavers.name() && truth.authorities.contains(&conflict.left)
                });
            let mut cells = left.flat_map(|(file, _)| records(file).1).flatten();
            assert!(cells.any(|cell| cell.contains(digits)), "{conflict:?}");
        }
    }
}

#[test]
fn each_file_has_the_rows_that_its_truth_says() {
    for flawed in [true, false] {
        let region = generate(&Plan {
            flawed,
            ..Plan::sample()
        });
        let mut paths = BTreeSet::new();
        for (file, truth) in region.files.iter().zip(&region.truth.files) {
            assert!(paths.insert(file.path()), "{}", file.path());
            let (header, rows) = records(file);
            let rows = rows.iter().filter(|row| is_data(row)).count();
            let nil = usize::from(truth.outcome == "nil");
            assert_eq!(rows, truth.rows + nil, "{}", file.path());
            let distinct: BTreeSet<&String> = header.iter().collect();
            assert_eq!(distinct.len(), header.len(), "{}", file.path());
        }
    }
}

#[test]
fn a_finding_names_the_row_that_a_spreadsheet_shows() {
    let region = generate(&Plan::sample());
    let mut seen = 0;
    for (file, truth) in region.files.iter().zip(&region.truth.files) {
        let (_, rows) = records(file);
        let text = String::from_utf8_lossy(&file.bytes).replace('\0', "");
        let above = if text.contains("quarterly return") {
            3
        } else {
            1
        };
        for finding in truth.findings.iter().filter(|finding| finding.code == "C3") {
            let row = &rows[finding.row.unwrap() - above - 1];
            assert!(row.iter().any(|cell| cell == "35-38"), "{}", file.path());
            seen += 1;
        }
    }
    assert_eq!(seen, 2);
}

#[test]
fn what_was_to_be_planted_is_there() {
    let truth = generate(&Plan::sample()).truth;
    let [first, second] = truth.quarters.as_slice() else {
        panic!("two quarters")
    };
    let statuses = |quarter: &QuarterTruth| -> Vec<String> {
        let of = |s: &crate::truth::Status| {
            [
                &s.agency_assignments,
                &s.permanent_leavers,
                &s.workforce_snapshot,
            ]
            .map(String::clone)
        };
        quarter.statuses.iter().flat_map(of).collect()
    };
    let times = |quarter, word: &str| statuses(quarter).iter().filter(|s| *s == word).count();
    for (quarter, refused, missing, nil) in [(first, 1, 0, 1), (second, 1, 3, 1)] {
        assert_eq!(times(quarter, "refused"), refused);
        assert_eq!(times(quarter, "missing"), missing);
        assert_eq!(times(quarter, "nil"), nil);
        for approval in ["approved", "late", "none"] {
            assert!(
                quarter.cap_breaches.iter().any(|b| b.approval == approval),
                "{approval}"
            );
        }
        assert!(!quarter.inexperienced.is_empty() && !quarter.near_conflicts.is_empty());
    }
    let clean = generate(&Plan {
        flawed: false,
        ..Plan::sample()
    })
    .truth;
    for file in &clean.files {
        assert!(file.findings.is_empty() && file.repairs.is_empty() && file.outcome != "rejected");
    }
    for quarter in &clean.quarters {
        assert!(quarter.conflicts.is_empty() && quarter.inexperienced.is_empty());
        assert!(
            quarter
                .cap_breaches
                .iter()
                .all(|breach| breach.approval == "approved")
        );
    }
}

#[test]
fn every_way_of_writing_is_met_whatever_the_seed() {
    for seed in [2026, 1, 2] {
        let truth = generate(&Plan {
            seed,
            ..Plan::sample()
        })
        .truth;
        for encoding in ["utf-8", "utf-8-bom", "utf-16", "windows-1252"] {
            assert!(
                truth.files.iter().any(|file| file.encoding == encoding),
                "{encoding}"
            );
        }
        for kind in [
            "registration",
            "money",
            "date",
            "yes_no",
            "alias",
            "quarter",
        ] {
            assert!(
                truth
                    .files
                    .iter()
                    .any(|file| file.repairs.contains_key(kind)),
                "{kind}"
            );
        }
        assert!(truth.files.iter().any(|file| file.extra_columns.len() == 3));
        assert!(
            truth
                .files
                .iter()
                .any(|file| file.name.starts_with("agency_assignments/"))
        );
    }
}

#[test]
fn kingston_files_for_richmond() {
    let region = generate(&Plan::sample());
    let mut joint = 0;
    for (file, truth) in region.files.iter().zip(&region.truth.files) {
        assert_ne!(file.folder, "E09000027");
        if file.folder == "E09000021" {
            assert_eq!(truth.authorities, ["E09000021", "E09000027"]);
            joint += 1;
        }
    }
    assert_eq!(joint, 6);
}

#[test]
fn a_larger_scale_has_so_many_more_people() {
    let plan = Plan {
        boroughs: 3,
        flawed: false,
        scale: 20,
        ..Plan::sample()
    };
    let one = generate(&Plan {
        scale: 1,
        ..plan.clone()
    })
    .truth
    .quarters[0]
        .cells[35]
        .assignments;
    let many = generate(&plan).truth.quarters[0].cells[35].assignments;
    assert!((one * 16..=one * 24).contains(&many), "{one} {many}");
}
