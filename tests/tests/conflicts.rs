//! The engagements that were planted too early are on the region's list, and nothing else is,
//! whichever side of the register came first.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests stop like tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tests::disguise::hex;
use tests::house::{files, root};
use tests::program::Program;

/// A row of a file: its SHA-256, the authority whose row it is, its number, and the rules.
type Row = (String, String, u64, Vec<String>);

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("it is JSON")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is text")
}

fn sample(path: &str) -> Vec<u8> {
    fs::read(root().join("samplesdata").join(path)).expect("the file is there")
}

/// Drops the sample files of a quarter and round, those of leavers or the others, and takes them
/// in.
fn take_in(program: &Program, home: &Path, quarter: &Value, truth: &Value, leavers: bool) {
    let (name, today) = (text(&quarter["quarter"]), text(&quarter["uploaded_on"]));
    for round in [1, 2] {
        let mut dropped = 0;
        for file in list(truth, "files") {
            let is_leavers = file["return"] == "permanent_leavers";
            if file["quarter"] != name || file["round"] != round || is_leavers != leavers {
                continue;
            }
            let (folder, file) = (text(&file["folder"]), text(&file["name"]));
            let path = home.join("uploads").join(folder).join(file);
            fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
            let content = sample(&format!("{name}/round-{round}/{folder}/{file}"));
            fs::write(path, content).expect("an upload can be dropped");
            dropped += 1;
        }
        if dropped > 0 {
            let code = program
                .run(home, &["intake", "--today", today])
                .status
                .code();
            assert!(matches!(code, Some(0 | 3 | 4)), "{name}: {code:?}");
        }
    }
}

/// The rows on the region's list by code.
fn listed(program: &Program, home: &Path, quarter: &Value) -> BTreeMap<String, BTreeSet<Row>> {
    let (name, today) = (text(&quarter["quarter"]), text(&quarter["uploaded_on"]));
    let arguments = [
        "register",
        "list",
        "--quarter",
        name,
        "--today",
        today,
        "--json",
    ];
    let said = parsed(program.must(home, &arguments).as_bytes());
    let receipts = files(&home.join("receipts")).into_iter().map(|path| {
        let receipt = parsed(&fs::read(path).expect("it can be read"));
        (text(&receipt["reference"]).to_owned(), receipt)
    });
    let receipts: BTreeMap<String, Value> = receipts.collect();
    let mut listed: BTreeMap<String, BTreeSet<Row>> = BTreeMap::new();
    for item in list(&said, "items") {
        let receipt = &receipts[text(&item["receipt"])];
        let row = (
            text(&receipt["content"]).to_owned(),
            text(&item["authority"]).to_owned(),
            item["row"].as_u64().expect("it is a number"),
            list(item, "rules")
                .iter()
                .map(|rule| text(rule).to_owned())
                .collect(),
        );
        listed
            .entry(text(&item["code"]).to_owned())
            .or_default()
            .insert(row);
    }
    listed
}

/// Rows of the truth.
fn planted(quarter: &Value, name: &str) -> BTreeSet<Row> {
    let rows = list(quarter, name).iter().map(|one| {
        (
            hex(&Sha256::digest(sample(text(&one["file"])))),
            text(&one["authority"]).to_owned(),
            one["row"].as_u64().expect("it is a number"),
            list(one, "rules")
                .iter()
                .map(|rule| text(rule).to_owned())
                .collect(),
        )
    });
    rows.collect()
}

#[test]
fn what_was_planted_is_listed_and_nothing_else_whichever_side_comes_first() {
    let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
    let truth = parsed(&sample("truth.json"));
    for leavers_first in [true, false] {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("home");
        program.must(&home, &["keys", "create", "--today", "2026-07-28"]);
        for quarter in list(&truth, "quarters") {
            take_in(&program, &home, quarter, &truth, leavers_first);
            take_in(&program, &home, quarter, &truth, !leavers_first);
            let listed = listed(&program, &home, quarter);
            let conflicts = planted(quarter, "conflicts");
            assert!(conflicts.len() > 15, "{} conflicts", conflicts.len());
            assert_eq!(listed["A9"], conflicts, "leavers first: {leavers_first}");
            assert_eq!(listed["L4"], planted(quarter, "left_twice"));
            // The register knows no engagement that began more than 13 months ago.
            assert!(!listed["A2"].is_empty());
            assert!(listed["A2"].is_subset(&planted(quarter, "overworked")));
        }
    }
}
