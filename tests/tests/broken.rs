//! Each file of `samplesdata/broken` gives exactly the findings that are expected of it: before it
//! is sent, and when it is taken in. What is said of it holds nothing that the file holds.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests stop like tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use pledge::borough::Borough;
use pledge::column::{EXPLANATIONS, Kind, Word, YES_NO_UNKNOWN};
use pledge::quarter::Quarter;
use pledge::returns::Return;
use pledge::rule::Code;
use serde_json::Value;
use tempfile::TempDir;
use tests::house::{files, root};
use tests::oversize::generate;
use tests::program::Program;

/// Where one file is expected to be wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    code: String,
    row: Option<u64>,
    column: Option<String>,
    state: String,
}

/// One file of a sequence, and what is expected of it.
#[derive(Debug)]
struct Sent {
    /// In words, for messages.
    name: String,
    file: Option<PathBuf>,
    generate: Option<String>,
    authority: String,
    path: Option<String>,
    /// What the command says of return and quarter.
    options: Vec<String>,
    today: String,
    /// A number whose departures are withdrawn from the register before the file is sent.
    withdrawn: Option<String>,
    outcome: String,
    findings: Vec<Found>,
}

impl Sent {
    fn read(folder: &Path, value: &Value) -> Self {
        let text = |name: &str| {
            value
                .get(name)
                .map(|text| text.as_str().unwrap().to_owned())
        };
        let mut options = Vec::new();
        for name in ["return", "quarter"] {
            if let Some(said) = text(name) {
                options.extend([format!("--{name}"), said]);
            }
        }
        Self {
            name: format!("{} {value:#}", folder.file_name().unwrap().display()),
            file: text("file").map(|file| folder.join(file)),
            generate: text("generate"),
            authority: text("authority").unwrap(),
            path: text("path"),
            options,
            today: text("today").unwrap(),
            withdrawn: text("withdrawn"),
            outcome: text("outcome").unwrap(),
            findings: found(value),
        }
    }

    /// The file itself; one that is too large to keep is made in `scratch`.
    fn at_hand(&self, scratch: &Path) -> PathBuf {
        match (&self.file, &self.generate) {
            (Some(file), None) => file.clone(),
            (None, Some(how)) => generate(how, scratch),
            _ => panic!("{}: a file, or how to make one", self.name),
        }
    }

    /// The exit code that its findings call for.
    fn exit(&self) -> i32 {
        let any = |state| self.findings.iter().any(|found| found.state == state);
        match (any("error"), any("open")) {
            (true, _) => 3,
            (false, true) => 4,
            (false, false) => 0,
        }
    }

    fn agrees(&self, report: &Value, output: &Output) {
        assert_eq!(found(report), self.findings, "{}", self.name);
        assert_eq!(output.status.code(), Some(self.exit()), "{}", self.name);
    }
}

/// The findings that a report lists, or that are expected; in one order.
fn found(value: &Value) -> Vec<Found> {
    let text = |finding: &Value, name: &str| {
        let text = finding.get(name)?;
        Some(text.as_str().unwrap().to_owned())
    };
    let mut found: Vec<Found> = value["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| Found {
            code: text(finding, "code").unwrap(),
            row: finding.get("row").map(|row| row.as_u64().unwrap()),
            column: text(finding, "column"),
            state: text(finding, "state").unwrap(),
        })
        .collect();
    found.sort();
    found
}

fn broken() -> PathBuf {
    root().join("samplesdata/broken")
}

/// The sequences of each folder, by its name.
fn sequences() -> BTreeMap<String, Vec<Vec<Sent>>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(broken()).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let lists = expected["sequences"].as_array().unwrap().iter();
        let read = |list: &Value| {
            let list = list.as_array().unwrap().iter();
            list.map(|sent| Sent::read(&folder, sent)).collect()
        };
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        all.insert(name, lists.map(read).collect());
    }
    all
}

/// A home with keys.
struct Home {
    program: Program,
    folder: TempDir,
}

impl Home {
    fn new(today: &str) -> Self {
        let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
        let folder = TempDir::new().unwrap();
        program.must(folder.path(), &["keys", "create", "--today", today]);
        Self { program, folder }
    }

    /// Takes a file in, and sees that it agrees with what is expected.
    fn send(&self, sent: &Sent, scratch: &Path) {
        let home = self.folder.path();
        let file = sent.at_hand(scratch);
        let mut arguments = vec!["intake".to_owned()];
        if let Some(path) = &sent.path {
            let upload = home.join("uploads").join(&sent.authority).join(path);
            fs::create_dir_all(upload.parent().unwrap()).unwrap();
            fs::copy(&file, upload).unwrap();
        } else {
            arguments.push(file.to_str().unwrap().to_owned());
            arguments.extend(["--authority".to_owned(), sent.authority.clone()]);
            arguments.extend(sent.options.clone());
        }
        arguments.extend(["--today", &sent.today, "--json"].map(str::to_owned));
        if let Some(number) = &sent.withdrawn {
            let act = [
                "register",
                "withdraw",
                number,
                "--authority",
                &sent.authority,
            ];
            let act = [&act[..], &["--today", &sent.today]].concat();
            self.program.must(home, &act);
        }
        let before = self.in_force();
        let output = self.program.run(home, &arguments);
        let said: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}\n{output:?}", sent.name));
        let [taken] = said["files"].as_array().unwrap().as_slice() else {
            panic!("{}\n{said:#}", sent.name);
        };
        assert_eq!(taken["receipt"]["outcome"], *sent.outcome, "{}", sent.name);
        let report = PathBuf::from(taken["report"].as_str().unwrap()).with_extension("json");
        let report = fs::read(report).unwrap();
        sent.agrees(&serde_json::from_slice(&report).unwrap(), &output);
        if sent.outcome == "rejected" {
            assert_eq!(self.in_force(), before, "{}", sent.name);
        }
        assert!(files(&home.join("uploads")).is_empty(), "{}", sent.name);
        self.holds_nothing_of(sent, &file, &output);
    }

    /// The bytes of everything that analysts or tables read, by path.
    fn in_force(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let folders = ["slices", "curated"].map(|name| self.folder.path().join(name));
        let lie = folders.iter().filter(|folder| folder.is_dir());
        lie.flat_map(|folder| files(folder))
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    }

    /// Sees that no report, no receipt and no line of a command repeats a value of the file.
    fn holds_nothing_of(&self, sent: &Sent, file: &Path, output: &Output) {
        let values = values(file);
        // Instants and digests hold digits of their own.
        let worded = values.iter().filter(|value| is_worded(value)).cloned();
        let worded: BTreeSet<String> = worded.collect();
        for said in [&output.stdout, &output.stderr] {
            repeats_none(said, &worded, &sent.name);
        }
        for (folder, values) in [("reports", &values), ("receipts", &worded)] {
            let folder = self.folder.path().join(folder);
            let written = files(&folder);
            assert!(!written.is_empty(), "{}", sent.name);
            for path in written {
                repeats_none(&fs::read(path).unwrap(), values, &sent.name);
            }
        }
    }
}

fn is_worded(value: &str) -> bool {
    value.chars().any(char::is_alphabetic)
}

fn repeats_none(said: &[u8], values: &BTreeSet<String>, name: &str) {
    let said = String::from_utf8_lossy(said).to_lowercase();
    for value in values {
        assert!(!said.contains(value), "{value:?} is repeated of {name}");
    }
}

/// What the file holds, in lower case, but our own words and what is too short to tell; and what it
/// is called.
fn values(file: &Path) -> BTreeSet<String> {
    let mut bytes = fs::read(file).unwrap();
    bytes.truncate(16 * 1024);
    let text = match bytes.strip_prefix(b"\xff\xfe") {
        Some(utf16) => {
            let pairs = utf16.as_chunks().0.iter();
            let units: Vec<u16> = pairs.map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(&bytes).into_owned(),
    };
    let own = own_words();
    text.split([',', ';', '"', '\r', '\n', '\u{fffd}'])
        .map(|value| value.trim().to_lowercase())
        .filter(|value| value.chars().count() > 4 && !own.contains(value))
        .chain([file.file_name().unwrap().to_string_lossy().to_lowercase()])
        .collect()
}

/// All words that the program may say of any file.
fn own_words() -> String {
    let mut own: Vec<String> = Vec::new();
    let mut say = |words: &[&str]| own.extend(words.iter().map(|word| word.to_lowercase()));
    say(&["true", "false"]);
    for code in Code::ALL {
        say(&[code.words(), code.hint()]);
    }
    for column in Return::ALL.iter().flat_map(|kind| kind.columns()) {
        say(&[column.name, column.meaning, column.example]);
        say(column.also);
        let listed: &[Word] = match column.kind {
            Kind::Listed(words) => words,
            Kind::YesNoUnknown => YES_NO_UNKNOWN,
            _ => EXPLANATIONS,
        };
        say(&listed.iter().map(|word| word.word).collect::<Vec<_>>());
    }
    for borough in Borough::all() {
        say(&[borough.name(), borough.ons_code()]);
    }
    for (year, number) in [(2022, 4), (2026, 2), (2026, 3), (2027, 1)] {
        let quarter = Quarter::new(year, number).unwrap();
        say(&[&quarter.to_string(), &quarter.in_words()]);
    }
    own.join("\n")
}

#[test]
fn every_rule_has_a_file_that_breaks_it_and_a_line_that_explains_it() {
    let all = sequences();
    let page = fs::read_to_string(broken().join("README.md")).unwrap();
    for code in Code::ALL {
        let name = code.name();
        let named = |found: &Found| found.code == name;
        let broken = (all.get(name).into_iter().flatten().flatten())
            .any(|sent| sent.findings.iter().any(named));
        assert!(broken, "{name} has no file");
        assert!(page.contains(&format!("\n| {name} | ")), "{name}");
    }
    for name in all.keys() {
        assert!(page.contains(name), "{name} is not explained");
    }
}

#[test]
fn every_broken_file_is_expected_to_be_so() {
    let expected: BTreeSet<PathBuf> = (sequences().into_values().flatten().flatten())
        .filter_map(|sent| fs::canonicalize(sent.file?).ok())
        .collect();
    for path in files(&broken()) {
        let describes = path.ends_with("expected.json") || path.ends_with("README.md");
        let path = fs::canonicalize(path).unwrap();
        assert!(describes || expected.contains(&path), "{}", path.display());
    }
}

#[test]
fn a_broken_file_is_found_out_before_it_is_sent() {
    let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
    let scratch = TempDir::new().unwrap();
    let first = (sequences().into_values().flatten())
        .filter_map(|sequence| sequence.into_iter().next())
        .filter(|sent| sent.path.is_none());
    for sent in first {
        let file = sent.at_hand(scratch.path());
        let mut arguments = vec!["check-file", file.to_str().unwrap()];
        arguments.extend(["--authority", &sent.authority, "--today", &sent.today]);
        arguments.extend(sent.options.iter().map(String::as_str));
        let in_words = program.run(scratch.path(), &arguments);
        assert_eq!(in_words.status.code(), Some(sent.exit()), "{}", sent.name);
        arguments.push("--json");
        let output = program.run(scratch.path(), &arguments);
        sent.agrees(&serde_json::from_slice(&output.stdout).unwrap(), &output);
        let values = values(&file);
        for said in [&in_words.stdout, &output.stdout] {
            repeats_none(said, &values, &sent.name);
        }
    }
}

#[test]
fn a_broken_file_gives_exactly_its_findings_and_nothing_of_it_is_repeated() {
    let scratch = TempDir::new().unwrap();
    for sequence in sequences().into_values().flatten() {
        let home = Home::new(&sequence[0].today);
        for sent in &sequence {
            home.send(sent, scratch.path());
        }
    }
}

#[test]
fn what_is_in_force_stays_until_a_sound_file_replaces_it() {
    let scratch = TempDir::new().unwrap();
    for sequence in &sequences()["earlier-stays-in-force"] {
        let [first, bad @ .., mended] = sequence.as_slice() else {
            panic!("a sound file, bad ones and a sound one");
        };
        let home = Home::new(&first.today);
        home.send(first, scratch.path());
        let in_force = home.in_force();
        assert!(!in_force.is_empty());
        for sent in bad {
            assert_eq!(sent.outcome, "rejected");
            home.send(sent, scratch.path());
        }
        assert_eq!(home.in_force(), in_force);
        home.send(mended, scratch.path());
        assert_ne!(home.in_force(), in_force);
    }
}
