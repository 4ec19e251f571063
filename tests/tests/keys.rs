//! Keys that are lost, or that are others than those that were made, on the command line: never an
//! answer, and a hint of what to do.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop like tests")]

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use tempfile::TempDir;
use tests::house::{files, root};
use tests::program::Program;

const TODAY: [&str; 2] = ["--today", "2026-10-27"];
/// One of the twelve of `samplesdata/broken/L5/1-twelve.csv`.
const NUMBER: &str = "SW951255";

struct Home {
    program: Program,
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
        let home = Self {
            program,
            folder: TempDir::new().unwrap(),
        };
        home.ends(0, &["keys", "create"]);
        home
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let arguments = [arguments, &TODAY].concat();
        self.program.run(self.folder.path(), &arguments)
    }

    /// Runs a command that must end so, and gives all that it said.
    fn ends(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    }

    /// Takes in the twelve leavers, without those whose line holds one of these.
    fn intake(&self, without: &[&str]) {
        let twelve = root().join("samplesdata/broken/L5/1-twelve.csv");
        let twelve = fs::read_to_string(twelve).unwrap();
        let listed = twelve
            .lines()
            .filter(|line| !without.iter().any(|number| line.contains(number)));
        let file = self.folder.path().join("statement.csv");
        fs::write(&file, listed.collect::<Vec<_>>().join("\r\n") + "\r\n").unwrap();
        let file = file.to_str().unwrap();
        self.ends(0, &["intake", file, "--authority", "Hounslow"]);
    }

    fn key(&self, name: &str) -> PathBuf {
        self.folder.path().join("keys").join(name)
    }

    fn ask(&self, code: i32) -> String {
        self.ends(code, &["check", NUMBER, "--start", "2026-10-30"])
    }

    fn doctor_names(&self, what: &str) {
        let said = self.ends(1, &["doctor"]);
        let named = said
            .lines()
            .any(|line| line.starts_with("FAIL") && line.contains(what));
        assert!(named, "{what}: {said}");
    }
}

#[test]
fn a_lost_key_is_not_made_again_under_its_number() {
    let home = Home::new();
    home.ends(0, &["keys", "rotate", "register"]);
    home.intake(&[]);
    home.ends(0, &["keys", "destroy", "register", "1", "--yes"]);
    home.ends(0, &["doctor"]);
    let files = ["register.v2.key", "register.v1.destroyed"].map(|name| home.key(name));
    let copy = fs::read(&files[0]).unwrap();
    for file in &files {
        fs::remove_file(file).unwrap();
    }
    home.ask(2);
    home.doctor_names("register v2");
    let refused = home.ends(6, &["keys", "create"]);
    assert!(refused.contains("register v2 is lost"), "{refused}");
    home.ends(6, &["keys", "destroy", "register", "2", "--yes"]);
    // A rotation goes past all that was ever made, and answers nothing.
    let rotated = home.ends(0, &["keys", "rotate", "register"]);
    assert!(rotated.contains("register v3"), "{rotated}");
    home.ask(2);
    let listed = home.ends(2, &["register", "list", "--quarter", "2026Q3"]);
    assert!(listed.contains("register v2"), "{listed}");
    // Mended by its copy.
    fs::write(&files[0], copy).unwrap();
    std::process::Command::new("chmod")
        .arg("600")
        .arg(&files[0])
        .status()
        .unwrap();
    assert!(home.ask(0).contains("too early"));
    home.ends(0, &["doctor"]);
}

#[test]
fn another_key_under_the_same_number_is_refused_and_named() {
    let home = Home::new();
    home.intake(&[]);
    let other = Home::new();
    for (purpose, version) in [("register", "v1"), ("audit-sign", "v1"), ("upload", "v1")] {
        let file = format!("{purpose}.{version}.key");
        let own = fs::read(home.key(&file)).unwrap();
        fs::copy(other.key(&file), home.key(&file)).unwrap();
        home.doctor_names(&format!(
            "{purpose} {version}: it is not the one that was made"
        ));
        if purpose == "register" {
            let refused = home.ask(2);
            let says = "the key register v1 is not the one that was made";
            assert!(refused.contains(says), "{refused}");
        }
        fs::write(home.key(&file), own).unwrap();
        home.ends(0, &["doctor"]);
    }
    assert!(home.ask(0).contains("too early"));
}

#[test]
fn a_withdrawal_keeps_its_key_across_a_gap_in_the_listing() {
    let home = Home::new();
    home.intake(&[]);
    let withdraw = ["register", "withdraw", NUMBER, "--authority", "Hounslow"];
    home.ends(0, &withdraw);
    home.ends(0, &["keys", "rotate", "register"]);
    home.intake(&[NUMBER]);
    let refused = home.ends(6, &["keys", "destroy", "register", "1", "--yes"]);
    assert!(
        refused.contains("Hounslow (a departure that was withdrawn)"),
        "{refused}"
    );
    // Listed again it is asked about, and does not count.
    let twelve = root().join("samplesdata/broken/L5/1-twelve.csv");
    let twelve = twelve.to_str().unwrap();
    let said = home.ends(4, &["intake", twelve, "--authority", "Hounslow", "--json"]);
    assert!(said.contains("L9"), "{said}");
    assert!(!home.ask(0).contains("too early"));
}

#[test]
fn a_key_whose_making_was_stopped_is_finished_and_not_used_before() {
    let home = Home::new();
    let other = Home::new();
    other.ends(0, &["keys", "rotate", "register"]);
    let name = "register.v2.key";
    fs::copy(other.key(name), home.key(name)).unwrap();
    let said = home.ends(0, &["doctor"]);
    assert!(said.contains("register v2: no run has finished"), "{said}");
    let made = home.ends(0, &["keys", "create"]);
    assert!(made.contains("register v2"), "{made}");
    let said = home.ends(0, &["doctor"]);
    assert!(!said.contains("no run has finished"), "{said}");
}

#[test]
fn a_home_that_lost_its_keys_is_not_taken_for_none() {
    let home = Home::new();
    let [keys, away] = ["keys", "away"].map(|name| home.folder.path().join(name));
    fs::rename(&keys, &away).unwrap();
    let said = home.ends(2, &["status", "--quarter", "2026Q3"]);
    assert!(said.contains("has lost its keys"), "{said}");
    fs::rename(&away, &keys).unwrap();
    home.ends(0, &["doctor"]);
}

#[test]
fn the_key_of_the_running_year_is_not_destroyed() {
    let home = Home::new();
    home.ends(6, &["keys", "destroy", "analytics", "2026", "--yes"]);
    home.ends(0, &["keys", "create", "--quarter", "2025Q4"]);
    home.ends(0, &["keys", "destroy", "analytics", "2025", "--yes"]);
}

#[test]
fn a_damaged_slice_is_named() {
    let home = Home::new();
    let sent = root().join("samplesdata/2026Q2/round-1/E09000007/agency-camden-2026Q2.csv");
    home.run(&["intake", sent.to_str().unwrap(), "--authority", "Camden"]);
    home.ends(0, &["doctor"]);
    let slices = files(&home.folder.path().join("slices"));
    let slice = slices.iter().find(|path| path.is_file()).unwrap();
    let mut bytes = fs::read(slice).unwrap();
    bytes[40] ^= 1;
    fs::write(slice, bytes).unwrap();
    home.doctor_names("slices that the ledger names");
}
