//! The committed sample data is what the generator makes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use synthetic::{Plan, generate};

/// All files below `folder`.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.append(&mut files(&path));
        } else {
            found.insert(path);
        }
    }
    found
}

#[test]
fn the_sample_data_is_what_its_seed_gives() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samplesdata");
    let plan = Plan::sample();
    let region = generate(&plan);
    let mut expected = BTreeSet::new();
    for file in &region.files {
        let path = home.join(file.path());
        let same = fs::read(&path).is_ok_and(|bytes| bytes == file.bytes);
        assert!(same, "behind the generator: {}", path.display());
        expected.insert(path);
    }
    let kept: BTreeSet<PathBuf> = plan
        .quarters
        .iter()
        .flat_map(|quarter| files(&home.join(quarter)))
        .collect();
    assert_eq!(kept, expected);
    let truth = fs::read_to_string(home.join("truth.json")).unwrap();
    assert!(
        truth == region.truth.to_json(),
        "the truth is behind the generator"
    );
}
