//! What the program says of the sample data is what its maker planted there: the truth file comes
//! from the invented people themselves, not from the files and not from our sums.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests stop like tests"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tests::disguise::hex;
use tests::house::{files, root};
use tests::program::Program;

/// The home of the demo, made once for all tests here.
static DEMO: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    Program::built(env!("CARGO_TARGET_TMPDIR")).must(folder.path(), &["demo"]);
    folder
});

fn parsed(path: &Path) -> Value {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).expect("it is JSON")
}

fn truth() -> Value {
    parsed(&root().join("samplesdata/truth.json"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("it is a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is text")
}

/// The rows of one of our tables, by category and area.
fn table(quarter: &str, name: &str) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let place = format!("unchecked/rates/v1/{quarter}/{name}.csv");
    let text = fs::read_to_string(DEMO.path().join(place)).expect("the table is there");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("it has a header").split(',').collect();
    lines
        .map(|line| {
            let cells = header.iter().zip(line.split(','));
            let row: BTreeMap<String, String> = cells
                .map(|(name, cell)| ((*name).to_owned(), cell.to_owned()))
                .collect();
            ((row["job_category"].clone(), row["area"].clone()), row)
        })
        .collect()
}

/// Hundredths as our tables print them; empty where there are none.
fn printed(hundredths: &Value) -> String {
    hundredths
        .as_u64()
        .map_or_else(String::new, |n| format!("{}.{:02}", n / 100, n % 100))
}

#[test]
fn the_tables_are_what_was_planted() {
    for quarter in list(&truth()["quarters"]) {
        let name = text(&quarter["quarter"]);
        let (rates, staffing) = (table(name, "rates"), table(name, "staffing"));
        let cells = list(&quarter["cells"]);
        assert!(cells.len() > 30, "{name}: {} cells", cells.len());
        for cell in cells {
            let place = (
                text(&cell["role"]).to_owned(),
                text(&cell["area"]).to_owned(),
            );
            if cell["assignments"] == 0 {
                assert!(
                    rates
                        .get(&place)
                        .is_none_or(|row| row["assignments"] == "0"),
                    "{place:?}"
                );
                continue;
            }
            let row = rates
                .get(&place)
                .unwrap_or_else(|| panic!("{name}: no row of {place:?}"));
            for count in [
                "assignments",
                "workers",
                "boroughs",
                "suppliers",
                "above_cap",
                "exceptions_approved",
                "exceptions_late",
                "exceptions_missing",
            ] {
                let theirs = cell[count].to_string();
                assert_eq!(row[count], theirs, "{name} {place:?} {count}");
            }
            for kind in ["mean", "q1", "median", "q3", "p90"] {
                let (ours, theirs) = (format!("{kind}_rate"), format!("{kind}_pence"));
                assert_eq!(
                    row[&ours],
                    printed(&cell[theirs]),
                    "{name} {place:?} {ours}"
                );
            }
            let row = staffing.get(&place);
            let row = row.unwrap_or_else(|| panic!("{name}: no staffing of {place:?}"));
            for share in ["agency_share", "vacancy_rate", "turnover"] {
                assert_eq!(
                    row[share],
                    printed(&cell[share]),
                    "{name} {place:?} {share}"
                );
            }
        }
    }
}

#[test]
fn the_leavers_are_what_was_planted() {
    for quarter in list(&truth()["quarters"]) {
        let name = text(&quarter["quarter"]);
        let place = format!("unchecked/rates/v1/{name}/leavers.csv");
        let table = fs::read_to_string(DEMO.path().join(place)).expect("the table is there");
        let mut found: Vec<[String; 4]> = Vec::new();
        for line in table.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            if cells[4..] != ["0", "0"] {
                found.push([cells[1], cells[3], cells[4], cells[5]].map(str::to_owned));
            }
        }
        let mut planted: Vec<[String; 4]> = (list(&quarter["leavers"]).iter())
            .filter(|row| row["to_agency"] != 0 || row["elsewhere"] != 0)
            .map(|row| {
                let word = |name: &str| text(&row[name]).to_owned();
                let count = |name: &str| row[name].to_string();
                [
                    word("authority"),
                    word("reason"),
                    count("to_agency"),
                    count("elsewhere"),
                ]
            })
            .collect();
        found.sort();
        planted.sort();
        assert!(planted.len() > 30, "{name}: {} rows", planted.len());
        assert_eq!(found, planted, "{name}");
    }
}

/// The receipts of the demo, by folder and the SHA-256 of the file.
fn receipts() -> BTreeMap<(String, String), Value> {
    let receipts = files(&DEMO.path().join("receipts"))
        .into_iter()
        .map(|path| parsed(&path));
    receipts
        .map(|receipt| {
            let key = |name: &str| text(&receipt[name]).to_owned();
            ((key("folder"), key("content")), receipt)
        })
        .collect()
}

/// The folder and the SHA-256 of a sample file, by its path in the sample data.
fn key_of(path: &str) -> (String, String) {
    let folder = path.split('/').nth(2).expect("the folder of an authority");
    let content = fs::read(root().join("samplesdata").join(path)).expect("the file is there");
    (folder.to_owned(), hex(&Sha256::digest(content)))
}

/// The report that a receipt names.
fn report_of(receipt: &Value) -> Value {
    let (folder, digest) = (text(&receipt["folder"]), text(&receipt["report"]));
    parsed(&DEMO.path().join(format!("reports/{folder}/{digest}.json")))
}

/// Code, row and whether it is explained, of each finding; sorted.
fn findings(of: &Value, explained: impl Fn(&Value) -> bool) -> Vec<(String, Option<u64>, bool)> {
    let findings = list(of).iter();
    let mut findings: Vec<_> = findings
        .map(|finding| {
            (
                text(&finding["code"]).to_owned(),
                finding["row"].as_u64(),
                explained(finding),
            )
        })
        .collect();
    findings.sort();
    findings
}

#[test]
fn every_file_has_the_outcome_and_the_findings_that_were_planted() {
    let (truth, receipts) = (truth(), receipts());
    let planted = list(&truth["files"]);
    assert_eq!(receipts.len(), planted.len(), "a receipt for each file");
    let mut wrong = Vec::new();
    for file in planted {
        let (folder, name) = (text(&file["folder"]), text(&file["name"]));
        let round = format!("round-{}", file["round"]);
        let path = format!("{}/{round}/{folder}/{name}", text(&file["quarter"]));
        let Some(receipt) = receipts.get(&key_of(&path)) else {
            wrong.push(format!("{path}: no receipt"));
            continue;
        };
        let outcome = match text(&file["outcome"]) {
            "nil" => "published",
            other => other,
        };
        let report = report_of(receipt);
        let expected = findings(&file["findings"], |finding| finding["explained"] == true);
        let found = findings(&report["findings"], |finding| {
            finding["state"] == "explained"
        });
        let more: Vec<_> = found.iter().filter(|one| !expected.contains(one)).collect();
        let less: Vec<_> = expected.iter().filter(|one| !found.contains(one)).collect();
        if receipt["outcome"] != outcome || found != expected {
            wrong.push(format!(
                "{folder} {name}: {} not {outcome}; too many {more:?}; missing {less:?}",
                receipt["outcome"]
            ));
        }
        if receipt["rows_read"] != file["rows"] {
            wrong.push(format!("{folder} {name}: {} rows", receipt["rows_read"]));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_breach_that_was_planted_is_counted() {
    let (truth, receipts) = (truth(), receipts());
    let mut planted: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    for quarter in list(&truth["quarters"]) {
        for breach in list(&quarter["cap_breaches"]) {
            let counts = planted.entry(text(&breach["file"])).or_default();
            *counts
                .entry(format!("cap_{}", text(&breach["approval"])))
                .or_default() += 1;
        }
        for place in list(&quarter["inexperienced"]) {
            let counts = planted.entry(text(&place["file"])).or_default();
            *counts.entry("inexperienced".to_owned()).or_default() += 1;
        }
    }
    assert!(planted.len() > 20, "breaches in {} files", planted.len());
    for (path, counts) in planted {
        let report = report_of(
            receipts
                .get(&key_of(path))
                .expect("a receipt for each file"),
        );
        for kind in ["cap_approved", "cap_late", "cap_none", "inexperienced"] {
            let expected = counts.get(kind).copied().unwrap_or_default();
            assert_eq!(report["breaches"][kind], expected, "{path}: {kind}");
        }
    }
}
