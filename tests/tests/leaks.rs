//! Secrets are planted in every column, header and file name; no byte that comes out may hold one,
//! in whatever disguise.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests stop like tests"
)]

use std::fs;
use std::path::Path;
use std::process::Output;

use pledge::borough::Borough;
use tests::disguise::Search;
use tests::leavings::{Leaving, leavings};
use tests::planted::{NUMBER, Planted, all_disguises, planted};
use tests::program::Program;

const DAY: &str = "2026-10-27";
/// When returns of the third quarter are late, so that it can be closed.
const LATER: &str = "2026-11-03";

/// What follows an intake.
const OTHERS: [&[&str]; 8] = [
    &["intake"],
    &["aggregate", "--quarter", "2026Q3"],
    &["status", "--quarter", "2026Q3"],
    &["keys", "list"],
    &["audit", "verify"],
    &["audit", "show"],
    &["audit", "show", "E09000007"],
    &["doctor"],
];
/// What shows and releases a quarter.
const RELEASED: [&[&str]; 6] = [
    &["register", "list", "--quarter", "2026Q3"],
    &["register", "show"],
    &["aggregate", "--quarter", "2026Q3", "--close", "--yes"],
    &["caps", "--quarter", "2026Q3"],
    &["caps", "--quarter", "2026Q3", "--what-if", "SW=3800"],
    &["doctor"],
];

/// Runs a command with everything logged; what it says is added to what came out.
fn listen(
    program: &Program,
    home: &Path,
    arguments: &[&str],
    today: &str,
    heard: &mut Vec<Leaving>,
) -> Output {
    let mut command = program.command(home, arguments);
    let output = command
        .args(["--today", today])
        .env("PLEDGE_LOG", "trace")
        .output()
        .expect("it starts");
    let what = arguments.first().unwrap_or(&"");
    heard.push((format!("what {what} prints"), output.stdout.clone()));
    heard.push((format!("what {what} logs"), output.stderr.clone()));
    output
}

/// Drops files in the folders of the authorities, in turn.
fn drop_all(home: &Path, files: &[Planted]) {
    let boroughs: Vec<Borough> = Borough::all().collect();
    for (file, borough) in files.iter().zip(boroughs.iter().cycle()) {
        let folder = home.join("uploads").join(borough.ons_code());
        // Two files of one folder may have one name.
        let round = format!("{:x}", heard_of(home));
        let path = folder.join(round).join(&file.name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, &file.content).expect("an upload can be dropped");
    }
}

fn heard_of(home: &Path) -> usize {
    tests::house::files(&home.join("uploads")).len()
}

fn assert_silent(search: &Search, heard: &[Leaving]) {
    let mut told = Vec::new();
    for (place, bytes) in heard {
        for what in search.find(bytes) {
            // The place may itself be a path that tells.
            let place = if search.find(place.as_bytes()).is_empty() {
                place
            } else {
                "a path"
            };
            told.push(format!("{what}, in {place}"));
        }
    }
    told.dedup();
    assert!(
        told.is_empty(),
        "{} leaks:\n{}",
        told.len(),
        told[..told.len().min(60)].join("\n")
    );
}

/// What was left behind is all there, so that the search has looked at it.
fn assert_all_there(heard: &[Leaving]) {
    let of = |name: &str| {
        heard
            .iter()
            .filter(|(place, _)| place.starts_with(name))
            .count()
    };
    for (name, least) in [
        ("pledge.sqlite", 1),
        ("curated/", 4),
        ("slices/", 3),
        ("restricted/list/", 1),
        ("restricted/rates/", 12),
        ("published/rates/", 12),
    ] {
        assert!(of(name) >= least, "{name}: {}", of(name));
    }
    assert_eq!(
        of("receipts/"),
        planted().len(),
        "a receipt for each upload"
    );
    let published = heard.iter().filter(|(place, bytes)| {
        let receipt = String::from_utf8_lossy(bytes);
        place.starts_with("receipts/") && receipt.contains(r#""outcome": "published""#)
    });
    let accepted = planted().iter().filter(|file| file.accepted).count();
    assert!(published.count() >= accepted, "of {accepted} files");
}

#[test]
fn nothing_planted_in_an_upload_comes_out() {
    let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
    let search = Search::new(all_disguises());
    for json in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("home");
        program.must(&home, &["keys", "create"]);
        drop_all(&home, &planted());
        let mut heard = Vec::new();
        let mut say = |arguments: &[&str], today| {
            let more: &[&str] = if json { &["--json"] } else { &[] };
            let arguments = [arguments, more].concat();
            listen(&program, &home, &arguments, today, &mut heard)
        };
        let intake = say(&["intake"], DAY);
        assert_eq!(
            intake.status.code(),
            Some(4),
            "{}",
            String::from_utf8_lossy(&intake.stderr)
        );
        assert_eq!(heard_of(&home), 0, "every upload is decided");
        let others = OTHERS.map(|arguments| (arguments, DAY));
        let released = RELEASED.map(|arguments| (arguments, LATER));
        for (arguments, today) in others.into_iter().chain(released) {
            let output = say(arguments, today);
            assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        }
        heard.extend(leavings(&home));
        assert_all_there(&heard);
        assert_silent(&search, &heard);
    }
}

#[test]
fn a_check_before_sending_repeats_nothing() {
    let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
    let search = Search::new(all_disguises());
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.html");
    let mut heard = Vec::new();
    for file in planted() {
        let path = folder.path().join(&file.name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(&path, &file.content).expect("a file can be written");
        let path = path.to_string_lossy();
        let page = page.to_string_lossy();
        let ways: [&[&str]; 2] = [
            &["check-file", &path, "--html", &page],
            &["check-file", &path, "--json", "--authority", "E09000007"],
        ];
        for arguments in ways {
            let output = listen(&program, folder.path(), arguments, DAY, &mut heard);
            let code = output.status.code();
            let said = String::from_utf8_lossy(&output.stderr);
            let ended = matches!(code, Some(0 | 4)) || (code == Some(3) && !file.accepted);
            assert!(ended, "{}: {code:?}\n{said}", file.what);
        }
        heard.push((
            format!("the page about {}", file.what),
            fs::read(&*page).expect("a page"),
        ));
    }
    assert_silent(&search, &heard);
}

#[test]
fn the_search_sees_what_the_uploads_hold() {
    let search = Search::new(all_disguises());
    for file in planted() {
        let seen = !search.find(&file.content).is_empty() || file.content.is_empty();
        assert!(seen, "{}", file.what);
        assert!(
            !search.find(file.name.as_bytes()).is_empty(),
            "{}",
            file.what
        );
    }
    assert!(!search.find(NUMBER.as_bytes()).is_empty());
}
