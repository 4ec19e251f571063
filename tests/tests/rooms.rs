//! The rooms of the house: which crate may know what, as a table, checked against the manifests
//! and the lock file. A new edge is a change to this table, in a commit that says why.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop like tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use tests::house::root;

/// One room: what it may know, what only its tests may, and what must not even come by a detour.
struct Room {
    name: &'static str,
    rooms: &'static [&'static str],
    crates: &'static [&'static str],
    tests: &'static [&'static str],
    never: &'static [&'static str],
}

/// Crates that speak to a cloud; `aws-` stands for all that begin so.
const CLOUD: &str = "aws-";

const ROOMS: &[Room] = &[
    Room {
        name: "pledge",
        rooms: &[],
        crates: &[
            "csv",
            "csv-core",
            "ed25519-dalek",
            "encoding_rs",
            "hmac",
            "jiff",
            // The disclosure gate works out what an attacker could, by linear programmes.
            "microlp",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "zeroize",
        ],
        tests: &["proptest", "static_assertions"],
        never: &[
            CLOUD, "tokio", "rusqlite", "arrow", "parquet", "clap", "tracing",
        ],
    },
    Room {
        name: "columnar",
        rooms: &["pledge"],
        // `bytes` is the type in which Parquet's reader wants its pages; a slice is hashed while it
        // is written.
        crates: &[
            "arrow",
            "bytes",
            "jiff",
            "parquet",
            "sha2",
            "tempfile",
            "thiserror",
        ],
        tests: &["proptest"],
        never: &[CLOUD, "tokio", "rusqlite"],
    },
    Room {
        name: "pipeline",
        rooms: &["columnar", "pledge"],
        crates: &["jiff", "serde", "serde_json", "thiserror", "tracing"],
        // Its tests run over the stores in memory and the one that fails on cue, and are held
        // against the truth of an invented region.
        tests: &["stores", "synthetic", "tempfile", "tokio"],
        never: &[CLOUD, "tokio", "rusqlite", "clap"],
    },
    Room {
        name: "stores",
        rooms: &["pledge"],
        // Key files are read into memory that is wiped.
        crates: &[
            "jiff",
            "rusqlite",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "zeroize",
        ],
        tests: &["proptest", "tempfile"],
        never: &[CLOUD, "arrow", "parquet"],
    },
    // Invents people and files. It knows none of the rules: what it says it planted is what the
    // program is measured by, so it must not be computed by the same code.
    Room {
        name: "synthetic",
        rooms: &[],
        crates: &["csv", "jiff", "rand", "rand_chacha", "serde", "serde_json"],
        tests: &["proptest", "tempfile"],
        never: &[CLOUD, "tokio", "rusqlite", "arrow", "parquet", "hmac"],
    },
    Room {
        name: "local",
        rooms: &["pipeline", "pledge", "stores", "synthetic"],
        crates: &[
            "clap",
            "getrandom",
            "indicatif",
            "jiff",
            "serde_json",
            "thiserror",
            "tokio",
            "tracing",
            "tracing-subscriber",
        ],
        tests: &["tempfile"],
        never: &[CLOUD],
    },
    Room {
        name: "tests",
        rooms: &["pledge"],
        crates: &[
            "arrow", "base64", "hmac", "md-5", "parquet", "sha1", "sha2", "tempfile",
        ],
        tests: &[
            "cargo_metadata",
            "columnar",
            "jiff",
            "pipeline",
            "serde_json",
            "stores",
            "synthetic",
            "tokio",
        ],
        never: &[CLOUD],
    },
];

/// What the tree holds twice, and why that is so.
const DOUBLES: &[(&str, usize, &str)] = &[
    ("sha2", 2, "ed25519-dalek 2.2 signs with 0.10; ours is 0.11"),
    ("digest", 2, "comes with sha2 0.10"),
    ("crypto-common", 2, "comes with sha2 0.10"),
    ("block-buffer", 2, "comes with sha2 0.10"),
    ("cpufeatures", 2, "comes with sha2 0.10"),
    (
        "getrandom",
        3,
        "ours is 0.4; arrow's ahash has 0.3, its const-random, at build time, 0.2",
    ),
    (
        "const-oid",
        2,
        "0.9 is in the lock file only: ed25519-dalek's key files, an option we leave off",
    ),
    (
        "rand_core",
        2,
        "0.6 is in the lock file only: ed25519-dalek's generator, an option we leave off",
    ),
    ("r-efi", 2, "getrandom's, for firmware: never compiled here"),
    (
        "syn",
        2,
        "a parser of macros, at build time only; they are moving from 2 to 3",
    ),
];

/// What there must be exactly one of: two would hash, or describe a table, each in its own way.
const SINGLE: &[&str] = &["arrow", "arrow-array", "arrow-schema", "hmac", "parquet"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo describes the workspace")
}

fn room(name: &str) -> &'static Room {
    ROOMS
        .iter()
        .find(|room| room.name == name)
        .unwrap_or_else(|| panic!("the crate {name} has no room in the table"))
}

/// A package of the lock file, and the names of what it leans on with their versions.
struct Locked {
    name: String,
    version: String,
    leans_on: Vec<String>,
}

fn lock() -> Vec<Locked> {
    let text = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is committed");
    text.split("[[package]]")
        .skip(1)
        .map(|block| {
            let field = |key: &str| {
                let line = block.lines().find_map(|line| line.strip_prefix(key));
                line.expect("each package has it").replace('"', "")
            };
            let leans_on = block.lines().filter(|line| line.starts_with(" \""));
            Locked {
                name: field("name = "),
                version: field("version = "),
                leans_on: leans_on
                    .map(|line| line.trim_matches([' ', '"', ',']).to_owned())
                    .collect(),
            }
        })
        .collect()
}

/// Everything that is linked into `name`, by whatever way.
fn reach(name: &str, metadata: &Metadata, lock: &[Locked]) -> BTreeSet<String> {
    let ours: BTreeMap<&str, BTreeSet<&str>> = metadata
        .packages
        .iter()
        .map(|package| {
            let normal = package.dependencies.iter();
            let normal = normal.filter(|edge| edge.kind == DependencyKind::Normal);
            let names = normal.map(|edge| edge.name.as_str()).collect();
            (package.name.as_str(), names)
        })
        .collect();
    let mut reached = BTreeSet::new();
    let mut next = vec![name.to_owned()];
    while let Some(at) = next.pop() {
        for package in lock.iter().filter(|package| named(package, &at)) {
            for edge in &package.leans_on {
                let short = edge.split(' ').next().unwrap_or(edge);
                let linked = ours
                    .get(package.name.as_str())
                    .is_none_or(|normal| normal.contains(short));
                if linked && reached.insert(edge.clone()) {
                    next.push(edge.clone());
                }
            }
        }
    }
    reached
        .iter()
        .filter_map(|edge| edge.split(' ').next().map(str::to_owned))
        .collect()
}

fn named(package: &Locked, edge: &str) -> bool {
    match edge.split_once(' ') {
        Some((name, version)) => package.name == name && package.version == version,
        None => package.name == edge,
    }
}

#[test]
fn a_room_knows_only_what_the_table_lets_it_know() {
    let metadata = metadata();
    let mut seen = BTreeSet::new();
    let mut too_much = Vec::new();
    for package in &metadata.packages {
        let room = room(&package.name);
        seen.insert(room.name);
        for edge in &package.dependencies {
            let name = edge.name.as_str();
            let allowed = room.rooms.contains(&name) || room.crates.contains(&name);
            let allowed = match edge.kind {
                DependencyKind::Normal => allowed,
                DependencyKind::Development => allowed || room.tests.contains(&name),
                _ => false,
            };
            if !allowed {
                too_much.push(format!("{} knows {name} ({:?})", room.name, edge.kind));
            }
        }
    }
    assert!(too_much.is_empty(), "{too_much:#?}");
    for room in ROOMS {
        assert!(
            seen.contains(room.name),
            "no crate is the room {}",
            room.name
        );
    }
}

#[test]
fn nothing_forbidden_comes_into_a_room_by_a_detour() {
    let (metadata, lock) = (metadata(), lock());
    for room in ROOMS {
        for name in reach(room.name, &metadata, &lock) {
            let forbidden = room
                .never
                .iter()
                .find(|never| name == **never || (**never == CLOUD && name.starts_with(CLOUD)));
            assert_eq!(forbidden, None, "{} reaches {name}", room.name);
        }
    }
}

#[test]
fn nothing_in_the_lock_file_speaks_to_a_cloud() {
    let cloud = lock()
        .into_iter()
        .find(|package| package.name.starts_with(CLOUD));
    assert_eq!(cloud.map(|package| package.name), None);
}

#[test]
fn what_the_tree_holds_twice_is_listed_with_its_reason() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in lock() {
        versions
            .entry(package.name)
            .or_default()
            .push(package.version);
    }
    for name in SINGLE {
        assert_eq!(versions[*name].len(), 1, "{name}: {:?}", versions[*name]);
    }
    let expected: BTreeMap<&str, usize> = DOUBLES
        .iter()
        .map(|(name, count, _)| (*name, *count))
        .collect();
    let found: BTreeMap<&str, usize> = versions
        .iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| (name.as_str(), versions.len()))
        .collect();
    assert_eq!(found, expected, "name and number of versions");
}

#[test]
fn only_the_signatures_lean_on_the_older_sha2() {
    let lock = lock();
    let older = lock
        .iter()
        .filter(|package| {
            package
                .leans_on
                .iter()
                .any(|edge| edge.starts_with("sha2 0.10"))
        })
        .map(|package| package.name.as_str());
    assert_eq!(older.collect::<Vec<_>>(), ["ed25519-dalek"]);
}
