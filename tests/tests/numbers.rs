//! Registration numbers are few: whoever can hash them all can look every pseudonym up. Nothing
//! that is stored may be such a hash without the keys of the home.

#![expect(clippy::expect_used, reason = "helpers of tests stop like tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use tests::dictionary::{STEP, Stored, found_with, found_without_a_key, numbers};
use tests::house::{files, root};
use tests::leavings::leavings;
use tests::program::Program;

/// A home with two quarters, and all that stands in it.
fn demo(folder: &Path) -> Stored {
    let program = Program::built(env!("CARGO_TARGET_TMPDIR"));
    let said = program.must(folder, &["demo"]);
    let mut all = leavings(folder);
    all.push(("what the demo prints".to_owned(), said.into_bytes()));
    Stored::of(all.iter().map(|(_, bytes)| bytes.as_slice()))
}

/// Every 32 bytes that the project's files spell in hexadecimal: published vectors, checksums of
/// packages, whatever somebody might take for a key.
fn keys_of_the_house() -> BTreeSet<Vec<u8>> {
    let mut keys = BTreeSet::new();
    for path in files(&root()) {
        let text = fs::read(&path).expect("a file of the project can be read");
        for run in text.split(|byte| !byte.is_ascii_hexdigit()) {
            if run.len() == 64 {
                keys.extend(unhex(run));
            }
        }
    }
    keys
}

/// Keys that somebody might make up.
fn keys_made_up() -> BTreeSet<Vec<u8>> {
    let mut keys: BTreeSet<Vec<u8>> = [0, 1, 0xFF].map(|byte| vec![byte; 32]).into();
    keys.insert((0..32).collect());
    for word in ["", "sample", "test", "demo", "pledge"] {
        keys.insert(Sha256::digest(word).to_vec());
        keys.insert(word.as_bytes().to_vec());
    }
    keys
}

/// Every number of five or six digits that stands in the sample data: all that were sent.
fn numbers_sent() -> BTreeSet<u32> {
    let mut sent = BTreeSet::new();
    for path in files(&root().join("samplesdata")) {
        let text = fs::read(&path).expect("a file of the project can be read");
        for run in text.split(|byte| !byte.is_ascii_digit()) {
            if matches!(run.len(), 5 | 6) {
                sent.extend(String::from_utf8_lossy(run).parse::<u32>());
            }
        }
    }
    sent
}

fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    let nibble = |digit: u8| {
        char::from(digit)
            .to_digit(16)
            .and_then(|n| u8::try_from(n).ok())
    };
    digits
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
            _ => None,
        })
        .collect()
}

#[test]
fn no_number_is_found_without_the_keys_of_the_home() {
    let folder = tempfile::tempdir().expect("a folder");
    let stored = demo(folder.path());

    // That nothing is found says something only if something can be found.
    let own = files(&folder.path().join("keys"));
    let own = own
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("analytics"));
    let mut workers = Vec::new();
    for path in own {
        let key = fs::read(path).expect("a key can be read");
        workers.extend(found_with(&key, &stored, numbers()));
    }
    let least = 1_000 / STEP;
    assert!(
        workers.len() > least,
        "with the home's own keys: {}",
        workers.len()
    );

    let found = found_without_a_key(&stored, numbers()).len();
    assert_eq!(found, 0, "without a key");
    for key in keys_made_up() {
        assert_eq!(
            found_with(&key, &stored, numbers()).len(),
            0,
            "with a key made up"
        );
    }
    // Of a key's dictionary only what was sent can be stored; so hundreds of keys can be tried.
    let (keys, sent) = (keys_of_the_house(), numbers_sent());
    let seen = workers
        .iter()
        .filter(|number| sent.contains(number))
        .count();
    assert!(
        keys.len() > 100 && seen > workers.len() / 2,
        "{} keys, {seen}",
        keys.len()
    );
    for key in keys.iter().step_by(STEP) {
        let found = found_with(key, &stored, sent.iter().copied()).len();
        assert_eq!(found, 0, "with a key that the project's files hold");
    }
}
