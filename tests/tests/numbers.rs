//! Registration numbers are few: whoever can hash them all can look every pseudonym up. Nothing
//! that is stored may be such a hash without the keys of the home.

#![expect(clippy::expect_used, reason = "helpers of tests stop like tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;

use sha2::{Digest as _, Sha256};
use tests::dictionary::{NUMBERS, Stored, found_with, found_without_a_key};
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

/// The checksums of packages: no key, but what would be easy to take for one.
const CHECKSUMS: [&str; 3] = ["Cargo.lock", "requirements.txt", "build-requirements.txt"];

/// Every 32 bytes that these files of the project spell in hexadecimal.
fn keys_in(wanted: impl Fn(&str) -> bool) -> BTreeSet<Vec<u8>> {
    let mut keys = BTreeSet::new();
    for path in files(&root()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !wanted(&name) {
            continue;
        }
        let text = fs::read(&path).expect("a file of the project can be read");
        for run in text.split(|byte| !byte.is_ascii_hexdigit()) {
            if run.len() == 64 {
                keys.extend(unhex(run));
            }
        }
    }
    keys
}

/// What somebody might make up.
fn keys_made_up() -> BTreeSet<Vec<u8>> {
    let mut keys: BTreeSet<Vec<u8>> = [0, 1, 0x42, 0x55, 0xAA, 0xFF]
        .map(|byte| vec![byte; 32])
        .into();
    keys.insert((0..32).collect());
    for word in [
        "",
        "sample",
        "test",
        "demo",
        "key",
        "secret",
        "pledge",
        "london-pledge",
    ] {
        keys.insert(Sha256::digest(word).to_vec());
        keys.insert(word.as_bytes().to_vec());
    }
    keys
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
        workers.extend(found_with(&key, &stored, NUMBERS));
    }
    assert!(
        workers.len() > 1_000,
        "with the home's own keys: {}",
        workers.len()
    );

    let mut keys = keys_in(|name| !CHECKSUMS.contains(&name));
    keys.extend(keys_made_up());
    let keys: Vec<Vec<u8>> = keys.into_iter().collect();
    thread::scope(|scope| {
        for part in keys.chunks(keys.len().div_ceil(2)) {
            let stored = &stored;
            scope.spawn(move || {
                for key in part {
                    let found = found_with(key, stored, NUMBERS).len();
                    assert_eq!(found, 0, "with a key that the project's files hold");
                }
            });
        }
        assert_eq!(
            found_without_a_key(&stored, NUMBERS).len(),
            0,
            "without a key"
        );
    });
    // Hundreds of them: of the dictionary, only the numbers that are stored could be found.
    let checksums = keys_in(|name| CHECKSUMS.contains(&name));
    assert!(checksums.len() > 100);
    for key in checksums {
        assert_eq!(found_with(&key, &stored, workers.iter().copied()).len(), 0);
    }
}
