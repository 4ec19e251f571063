//! The register on the command line: a statement that waits and is confirmed, questions,
//! corrections and keys, and that the number which was typed is nowhere afterwards.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests stop like tests"
)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tests::house::{files, root};
use tests::program::Program;

const TODAY: [&str; 2] = ["--today", "2026-10-27"];
const START: [&str; 2] = ["--start", "2026-10-30"];
/// One of the twelve of `samplesdata/broken/L5/1-twelve.csv`, with the last day 12 June 2026.
const NUMBER: &str = "951255";

struct Home {
    program: Program,
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
        let folder = TempDir::new().unwrap();
        let home = Self { program, folder };
        assert_eq!(home.run(&["keys", "create"]).status.code(), Some(0));
        home
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let arguments = [arguments, &TODAY].concat();
        self.program.run(self.folder.path(), &arguments)
    }

    /// Takes in one of the files of L5; gives the reference and the outcome of its receipt.
    fn intake(&self, file: &str) -> (String, String) {
        let path = root().join("samplesdata/broken/L5").join(file);
        let path = path.to_str().unwrap();
        let said = json(&self.run(&["intake", path, "--authority", "Hounslow", "--json"]));
        let receipt = &said["files"][0]["receipt"];
        let text = |name: &str| receipt[name].as_str().unwrap().to_owned();
        (text("reference"), text("outcome"))
    }

    /// Asks about what is typed on standard input.
    fn ask(&self, typed: &[u8]) -> Output {
        let asked = [&["check", "-", "--json"][..], &START, &TODAY].concat();
        let mut command = self.program.command(self.folder.path(), &asked);
        let command = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed).unwrap();
        child.wait_with_output().unwrap()
    }

    fn verdict(&self, number: &[&str]) -> String {
        let asked = [&["check"][..], number, &START, &["--json"]].concat();
        let output = self.run(&asked);
        assert_eq!(output.status.code(), Some(0));
        json(&output)["verdict"].as_str().unwrap().to_owned()
    }
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn a_statement_that_waits_is_confirmed_by_its_reference() {
    let home = Home::new();
    assert_eq!(home.intake("1-twelve.csv").1, "published");
    let (reference, outcome) = home.intake("2-eight.csv");
    assert_eq!(outcome, "held");
    // The first of the twelve is not among the eight, and still counts.
    let listed = |home: &Home| json(&home.run(&["register", "show", "--json"]));
    let rows = |shown: &Value| {
        let all = shown["authorities"].as_array().unwrap().clone();
        let own = all.into_iter().find(|one| one["authority"] == "E09000018");
        own.unwrap()["rows"].as_u64().unwrap()
    };
    assert_eq!(rows(&listed(&home)), 12);
    let status = home.run(&["status", "--quarter", "2026Q3"]);
    let waits = format!("{reference} waits");
    assert!(String::from_utf8_lossy(&status.stdout).contains(&waits));
    assert_eq!(code(&home.run(&["confirm", "7777-7777-7777"])), Some(2));
    // Again after a lost answer: the same answer.
    for _ in 0..2 {
        assert_eq!(code(&home.run(&["confirm", &reference])), Some(0));
        assert_eq!(rows(&listed(&home)), 8);
    }
    assert_eq!(code(&home.run(&["audit", "verify"])), Some(0));
}

#[test]
fn a_question_is_answered_with_0_and_a_failure_is_not() {
    let home = Home::new();
    home.intake("1-twelve.csv");
    for number in [&["SW951255"][..], &["sw", "951", "255"], &["951255"]] {
        assert_eq!(home.verdict(number), "restricted");
    }
    assert_eq!(home.verdict(&["SW123456"]), "coverage_incomplete");
    for wrong in [&["SW95125O"][..], &["TBC"], &["951255", "951255"]] {
        let asked = [&["check"][..], wrong, &START].concat();
        assert_eq!(code(&home.run(&asked)), Some(2));
    }
    let far = ["check", "SW951255", "--start", "2027-10-30"];
    assert_eq!(code(&home.run(&far)), Some(2));
    // The key under which the statement was filed is gone.
    assert_eq!(code(&home.run(&["keys", "rotate", "register"])), Some(0));
    fs::remove_file(home.folder.path().join("keys/register.v1.key")).unwrap();
    let lost = home.run(&["check", "SW123456", "--start", "2026-10-30"]);
    assert_eq!((code(&lost), lost.stdout.is_empty()), (Some(2), true));
}

#[test]
fn what_is_typed_is_one_number_or_refused() {
    let home = Home::new();
    home.intake("1-twelve.csv");
    for typed in ["SW951255", "SW951255\n", "  951 255 \r\n\n"] {
        let answer = json(&home.ask(typed.as_bytes()));
        assert_eq!(answer["verdict"], "restricted", "{typed:?}");
        assert_eq!(answer["today"], "2026-10-27");
    }
    // Cut short, the first would be another's number.
    let long = format!("{}SW951255", " ".repeat(196));
    for typed in [
        long.as_bytes(),
        b"SW951255\nSW951256\n",
        b"SW951255\rSW951256",
        b"\xffSW951255",
        b"",
    ] {
        let output = home.ask(typed);
        assert_eq!((code(&output), output.stdout.len()), (Some(2), 0));
    }
}

#[test]
fn a_correction_takes_effect_at_once_and_says_how_many_count_no_more() {
    let home = Home::new();
    home.intake("1-twelve.csv");
    let withdraw = |authority: &str, more: &[&str]| {
        let act = ["register", "withdraw", "SW951255", "--authority", authority];
        home.run(&[&act[..], more].concat())
    };
    assert_eq!(code(&withdraw("Camden", &[])), Some(6));
    assert_eq!(
        code(&withdraw("Hounslow", &["--last-day", "2026-06-13"])),
        Some(6)
    );
    assert_eq!(home.verdict(&["SW951255"]), "restricted");
    let done = withdraw("Hounslow", &["--last-day", "2026-06-12", "--json"]);
    assert_eq!(
        (code(&done), json(&done)["departures"].as_u64()),
        (Some(0), Some(1))
    );
    assert_eq!(home.verdict(&["SW951255"]), "coverage_incomplete");
    assert_eq!(code(&withdraw("Hounslow", &[])), Some(6));
    let trail = home.run(&["audit", "show", "region"]);
    let trail = String::from_utf8_lossy(&trail.stdout).into_owned();
    let acts = |what: &str| trail.matches(&format!("\"what\":\"{what}\"")).count();
    assert_eq!((acts("withdrawn"), acts("asked")), (1, 2));
    assert_eq!(acts("listed"), 0);
    assert_eq!(
        code(&home.run(&["register", "list", "--quarter", "2026Q3"])),
        Some(0)
    );
    let trail = home.run(&["audit", "show", "region"]);
    let last = String::from_utf8_lossy(&trail.stdout);
    assert!(last.contains("\"what\":\"listed\""), "{last}");
}

#[test]
fn a_version_of_the_key_that_somebody_needs_is_named_with_them() {
    let home = Home::new();
    home.intake("1-twelve.csv");
    for _ in 2..=6 {
        assert_eq!(code(&home.run(&["keys", "rotate", "register"])), Some(0));
    }
    for act in [
        &["keys", "rotate", "register"][..],
        &["keys", "destroy", "register", "1", "--yes"],
    ] {
        let refused = home.run(act);
        assert_eq!(code(&refused), Some(6));
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("Hounslow (leavers)"), "{said}");
    }
    // A leaver whom a statement leaves out by mistake is free: it has to be said.
    let fewer = root().join("samplesdata/broken/L5/nine.csv");
    let fewer = ["intake", fewer.to_str().unwrap(), "--authority", "Hounslow"];
    let said = String::from_utf8_lossy(&home.run(&fewer).stdout).into_owned();
    assert!(
        said.contains("3 leavers of the statement before withdrawn"),
        "{said}"
    );
    // Nothing was filed under the second, and a new statement frees the first.
    for version in ["2", "1"] {
        home.intake("nine.csv");
        let destroyed = home.run(&["keys", "destroy", "register", version, "--yes"]);
        assert_eq!(code(&destroyed), Some(0), "v{version}");
    }
    assert_eq!(home.verdict(&["SW951255"]), "restricted");
    assert_eq!(code(&home.run(&["keys", "rotate", "register"])), Some(0));
}

/// The bytes of every file of a home, names included, the keys apart.
fn left_behind(home: &Path) -> Vec<(String, Vec<u8>)> {
    let all = files(home).into_iter().map(|path| {
        let bytes = fs::read(&path).unwrap();
        (path.to_string_lossy().into_owned(), bytes)
    });
    all.collect()
}

#[test]
fn a_number_that_was_typed_is_nowhere_afterwards() {
    let home = Home::new();
    home.intake("1-twelve.csv");
    let mut said: Vec<u8> = Vec::new();
    let number = format!("SW{NUMBER}");
    for act in [
        &["check", &number, "--start", "2026-10-30"][..],
        &["check", &number, NUMBER, "--start", "2026-10-30"],
        &["check", &number, "--start", "2020-10-30"],
        &["check", &number, "--start", "2026-10-30", "--log", "trace"],
        &["check", &number, "--start", "2026-10-30", "--unheard-of"],
        &["register", "withdraw", &number, "--authority", "Camden"],
        &["register", "withdraw", &number, "--authority", "Hounslow"],
        &["register", "list", "--quarter", "2026Q3"],
    ] {
        let output = home.run(act);
        said.extend([output.stdout, output.stderr].concat());
    }
    // Slips, by which it comes to stand in another's place.
    for act in [
        &["check", "--start", &number, "2026-10-30"][..],
        &["check", "2026-10-30", "--start", &number],
        &["confirm", &number],
        &["register", &number],
        &["register", "withdraw", "--authority", &number],
        &["status", "--quarter", &number],
        &["keys", "rotate", &number],
        &["keys", "destroy", "register", &number],
        &["caps", "--quarter", "2026Q3", "--what-if", &number],
        &[&number],
        &["doctor", &number],
        &["doctor", &format!("--{number}")],
        &["doctor", &format!("--json={number}")],
        &["doctor", "--log", &number],
    ] {
        let output = home.run(act);
        assert_eq!(
            (code(&output), output.stdout.len()),
            (Some(2), 0),
            "{act:?}"
        );
        said.extend(output.stderr);
    }
    let output = home.ask(format!("{number}\n").as_bytes());
    assert_eq!(code(&output), Some(0));
    said.extend([output.stdout, output.stderr].concat());
    let holds = |bytes: &[u8]| {
        bytes
            .windows(NUMBER.len())
            .any(|part| part == NUMBER.as_bytes())
    };
    assert!(!holds(&said), "{}", String::from_utf8_lossy(&said));
    for (path, bytes) in left_behind(home.folder.path()) {
        // Six digits may stand by chance in a digest or an instant, but not with the letters.
        let lettered = bytes
            .windows(number.len())
            .any(|part| part == number.as_bytes());
        assert!(!lettered && !path.contains(NUMBER), "{path}");
    }
}
