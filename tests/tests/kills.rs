//! The program is killed at points spread over an intake, and started again: it must end where an
//! undisturbed run ends.
//!
//! A small library, loaded into the program, kills it at its nth call that changes what the disk
//! holds; so the points are the same on a fast machine and on a slow one.

#![expect(clippy::expect_used, reason = "helpers of tests stop like tests")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use synthetic::{Plan, generate};
use tests::house::{files, root};
use tests::program::Program;

/// How many points are tried, spread evenly over the intake.
const POINTS: u32 = 16;
const INTAKE: [&str; 5] = ["intake", "--today", "2026-10-27", "--lease", "1"];

/// What an intake leaves: the bytes of all that is derived, and what the receipts say.
#[derive(Debug, PartialEq, Eq)]
struct State {
    derived: BTreeMap<String, Vec<u8>>,
    receipts: Vec<String>,
    waiting: usize,
}

/// A folder in which homes are made, and the library that kills.
struct Ground {
    folder: tempfile::TempDir,
    library: PathBuf,
    program: Program,
}

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let library = folder.path().join("stop.so");
        let built = Command::new("cc")
            .args(["-O1", "-shared", "-fPIC", "-o"])
            .arg(&library)
            .arg(root().join("tests/kill/stop.c"))
            .arg("-ldl")
            .status();
        assert!(built.expect("there is a C compiler").success());
        let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
        Self {
            folder,
            library,
            program,
        }
    }

    /// A home in which a few boroughs' returns wait.
    fn prepare(&self) -> PathBuf {
        let home = self.folder.path().join("prepared");
        self.program
            .must(&home, &["keys", "create", "--quarter", "2026Q3"]);
        let plan = Plan {
            seed: 7,
            quarters: vec!["2026Q3".to_owned()],
            boroughs: 5,
            scale: 1,
            flawed: true,
        };
        // One file for each slot: a copy of a home has other instants of receipt, which would
        // settle two in another order.
        let region = generate(&plan);
        let files = region.files.iter().filter(|file| file.round == 1);
        for file in files {
            let path = home.join("uploads").join(&file.folder).join(&file.name);
            fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
            fs::write(path, &file.bytes).expect("an upload can be dropped");
        }
        home
    }

    /// A copy of a home, with the modes of its keys.
    fn copy(&self, home: &Path, name: &str) -> PathBuf {
        let copy = self.folder.path().join(name);
        let done = Command::new("cp").arg("-a").arg(home).arg(&copy).status();
        assert!(done.expect("there is cp").success());
        copy
    }

    /// Takes in what waits, with the library that counts or kills.
    fn intake_with(&self, home: &Path, variable: &str, value: &str) -> std::process::ExitStatus {
        let mut command = self.program.command(home, &INTAKE);
        command
            .env("LD_PRELOAD", &self.library)
            .env(variable, value);
        command.output().expect("the program can be started").status
    }
}

fn state(home: &Path) -> State {
    let mut state = State {
        derived: BTreeMap::new(),
        receipts: Vec::new(),
        waiting: 0,
    };
    for path in files(home) {
        let place = path.strip_prefix(home).expect("it lies in the home");
        let name = place.to_string_lossy().into_owned();
        // What was being written when the program was killed: hidden from readers, and swept away
        // once it is old enough to be nobody's.
        if name.contains("/.unfinished") {
            continue;
        }
        let bytes = fs::read(&path).expect("it can be read");
        match name.split('/').next() {
            Some("slices" | "curated" | "unchecked" | "reports") => {
                state.derived.insert(name, bytes);
            }
            Some("receipts") => state.receipts.push(said(&bytes)),
            Some("uploads") => state.waiting += 1,
            _ => {}
        }
    }
    state.receipts.sort();
    state
}

/// What a receipt says, but for its own number, instants, and the identity that has one in it.
fn said(receipt: &[u8]) -> String {
    let mut receipt: Value = serde_json::from_slice(receipt).expect("a receipt is JSON");
    let fields = receipt.as_object_mut().expect("a receipt has fields");
    for own in ["reference", "upload", "received", "decided"] {
        assert!(fields.remove(own).is_some(), "{own}");
    }
    receipt.to_string()
}

/// Runs until nothing waits: a lease of the killed run may still last a second.
fn finish(program: &Program, home: &Path) -> Option<i32> {
    for _ in 0..20 {
        let code = program.run(home, &INTAKE).status.code();
        if code != Some(7) {
            return code;
        }
        sleep(Duration::from_millis(300));
    }
    Some(7)
}

#[test]
fn an_intake_that_is_killed_and_started_again_ends_in_the_same_state() {
    let ground = Ground::new();
    let prepared = ground.prepare();
    let waiting = state(&prepared).waiting;
    assert!(waiting >= 10, "{waiting} files");

    let undisturbed = ground.copy(&prepared, "undisturbed");
    let tally = ground.folder.path().join("calls");
    let status = ground.intake_with(&undisturbed, "PLEDGE_STOP_COUNT", &tally.to_string_lossy());
    assert!(matches!(status.code(), Some(3 | 4)), "{status}");
    ground
        .program
        .must(&undisturbed, &["aggregate", "--quarter", "2026Q3"]);
    let expected = state(&undisturbed);
    assert_eq!((expected.waiting, expected.receipts.len()), (0, waiting));
    for outcome in ["published", "rejected"] {
        let with = |receipt: &String| receipt.contains(&format!(r#""outcome":"{outcome}""#));
        assert!(expected.receipts.iter().any(with), "one file is {outcome}");
    }
    let calls = fs::read_to_string(&tally).expect("the calls were counted");
    let calls: u32 = calls.parse().expect("it is a number");
    assert!(calls > 10 * POINTS, "{calls}");

    for point in 0..POINTS {
        let at = 1 + point * calls / POINTS;
        let home = ground.copy(&prepared, &format!("killed-{at}"));
        let status = ground.intake_with(&home, "PLEDGE_STOP_AT", &at.to_string());
        assert_eq!(status.signal(), Some(9), "call {at} of {calls}: {status}");
        assert!(
            finish(&ground.program, &home).is_some_and(|code| code != 7),
            "call {at}"
        );
        ground
            .program
            .must(&home, &["aggregate", "--quarter", "2026Q3"]);
        ground.program.must(&home, &["audit", "verify"]);
        ground
            .program
            .must(&home, &["doctor", "--today", "2026-10-27"]);
        let found = state(&home);
        let paths = |state: &State| state.derived.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&found), paths(&expected), "call {at} of {calls}");
        assert_eq!(found.receipts, expected.receipts, "call {at} of {calls}");
        assert!(found == expected, "call {at} of {calls}: other bytes");
        fs::remove_dir_all(home).expect("it can be removed");
    }
}
