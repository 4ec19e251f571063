//! An edition of the reference data is what it was: claims and receipts name it.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop like tests")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use pledge::keys::Hasher;
use pledge::reference::Reference;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference")
}

/// The hash of every data file, with its name and length.
fn hash() -> String {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "csv"))
        .collect();
    files.sort();
    let mut hasher = Hasher::default();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        hasher.update(format!("{name} {}\n", text.len()).as_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finish().to_string()
}

#[test]
fn changed_reference_data_are_a_new_edition() {
    let reference = Reference::compiled();
    let now = format!("{} {}", reference.version(), hash());
    let editions = fs::read_to_string(folder().join("editions.txt")).unwrap();
    assert_eq!(
        editions.lines().last(),
        Some(now.as_str()),
        "the reference data have changed: set reference/version.txt to the day from which they are \
         meant, and add the line `{now}` to reference/editions.txt"
    );
    let days: Vec<Date> = editions
        .lines()
        .map(|line| line.split(' ').next().unwrap().parse().unwrap())
        .collect();
    assert!(
        days.windows(2).all(|pair| pair[0] < pair[1]),
        "an edition of reference/editions.txt does not come after the one before: raise version.txt"
    );
}
